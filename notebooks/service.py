"""The built program serving a folder, for the tests."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = [ROOT / "target" / profile / "wherenext" for profile in ("release", "debug")]


def binary():
    """The program that WHERENEXT_BIN names, or else the one that was built last."""
    if named := os.environ.get("WHERENEXT_BIN"):
        return Path(named)
    built = [path for path in BUILT if path.exists()]
    assert built, "no program in target/: run `cargo build`"
    return max(built, key=lambda path: path.stat().st_mtime)


class Served:
    """A context in which `command` (serve or demo) runs on a free port; `address` is where, `key` what it asks for."""

    def __init__(self, folder, command):
        # The notebooks ask no stored forecast, and making some would take the processors from them.
        extra = ["--no-forecasts"] if command == "demo" else []
        self.key = "" if command == "demo" else _key(folder)
        self.arguments = [binary(), "--data-dir", folder, "--json", command, "--bind", "127.0.0.1:0", *extra]

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stdout=subprocess.PIPE, text=True)
        self.address = json.loads(self.process.stdout.readline())["address"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def _key(folder):
    made = run(folder, "--json", "key", "add", "--label", "notebooks", "--role", "analyst")
    return json.loads(made.stdout)["key"]


def run(folder, *arguments):
    """Runs one command of the program over `folder` to its end, and gives what it said."""
    return subprocess.run([binary(), "--data-dir", folder, *arguments], check=True, capture_output=True)
