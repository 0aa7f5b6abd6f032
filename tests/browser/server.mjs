/** The service under test: the one that WHERENEXT_URL names, or the built binary with the demo county. */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BINARIES = ["target/release/wherenext", "target/debug/wherenext"].map((path) => ROOT + path);
/** Making the county and indexing it, on two busy cores. */
const START_MS = 180_000;

const newest = (files) => files.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];

/** The binary under test. */
export function binary() {
  const found = process.env.WHERENEXT_BIN ?? newest(BINARIES.filter(existsSync));
  if (found === undefined) throw new Error("no wherenext binary: run `make build`, or set WHERENEXT_BIN or WHERENEXT_URL");
  return found;
}

/**
 * Runs `wherenext ARGS` and waits for the address that it prints.
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startBinary(args) {
  const child = spawn(binary(), args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const url = await new Promise((resolve, reject) => {
    const said = [];
    const timer = setTimeout(() => reject(new Error(`no address after ${START_MS} ms:\n${said.join("\n")}`)), START_MS);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        const address = /http:\/\/[^\s"]+/.exec(line)?.[0];
        if (address === undefined) return;
        clearTimeout(timer);
        resolve(address.replace(/\/+$/, ""));
      });
    }
    child.on("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`wherenext ended with ${code}:\n${said.join("\n")}`));
    });
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** The demo county's service. */
export async function startDemo() {
  const given = process.env.WHERENEXT_URL;
  if (given !== undefined) return { url: given.replace(/\/+$/, ""), stop: async () => {} };
  return startBinary(["--data-dir", demoFolder(), ...DEMO, "--bind", "127.0.0.1:0"]);
}

const demoFolder = () => process.env.WHERENEXT_DEMO_DIR ?? `${ROOT}demo-data`;
/** The demo makes forecasts while it serves; tests that do not ask for them are not to be disturbed by their coming. */
const DEMO = ["demo", "--no-forecasts"];

/**
 * The county's service with four weekly forecasts of burglary, replays as any forecast of a past county is, in a folder of its own.
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startForecasts() {
  const run = (folder, ...args) => execFileSync(binary(), ["--data-dir", folder, ...args], { cwd: ROOT, stdio: "ignore" });
  run(demoFolder(), ...DEMO, "--no-serve");
  const folder = mkdtempSync(join(tmpdir(), "wherenext-forecasts-"));
  cpSync(demoFolder(), folder, { recursive: true });
  run(folder, "forecast", "--category", "crime/burglary", "--grid", "hex:8", "--model", "mixture", "--replay", "--every", "7d", "--origins", "2021-03-04..2021-04-01");
  const { url, stop } = await startBinary(["--data-dir", folder, ...DEMO, "--bind", "127.0.0.1:0"]);
  return {
    url,
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}
