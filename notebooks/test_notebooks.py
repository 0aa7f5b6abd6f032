"""Every notebook, from its first cell to its last, on data that know everything and on data that know little."""

import csv
import os
import random
import tempfile
import unittest
from pathlib import Path

import nbclient
import nbformat

from service import Served, run

HERE = Path(__file__).resolve().parent
NOTEBOOKS = sorted(HERE.glob("*.ipynb"))
CELL_SECONDS = 600
BACK_TEST = (
    "backtest --category asb --grid hex:8 --horizon 7d --origins 2021-01-04..2021-03-08 --coverage 0.01,0.05 "
    "--models count-28d,count-12mo,count-decayed"
).split()
STREET_COLUMNS = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
).split(",")


def executed(path, served, back_test):
    """The notebook with its outputs, run against what is served and a back-test's file; an error in a cell is an error here."""
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=CELL_SECONDS, resources={"metadata": {"path": HERE}})
    asks = {"WHERENEXT_URL": served.address, "WHERENEXT_KEY": served.key, "WHERENEXT_BACKTEST": str(back_test)}
    client.execute(env={**os.environ, **asks})
    return notebook


def without_figure(notebook):
    """The cells that show a figure by their words, and did not."""
    shows = [cell for cell in notebook.cells if cell.cell_type == "code" and "plt.show()" in cell.source]
    assert shows, "a notebook without figures"
    return [cell.source for cell in shows if not any("image/png" in output.get("data", {}) for output in cell.outputs)]


def write_street_file(path):
    """A month-only file in data.police.uk's layout: made-up incidents on few map points, one in ten without a place."""
    source = random.Random(1)
    points = [(round(source.uniform(-1.6, -1.4), 6), round(source.uniform(53.7, 53.9), 6)) for _ in range(60)]
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(STREET_COLUMNS)
        for number in range(900):
            point = points[min(int(source.expovariate(0.1)), len(points) - 1)]
            longitude, latitude = ("", "") if number % 10 == 0 else point
            kind = source.choice(["Anti-social behaviour", "Burglary", "Vehicle crime"])
            place = [longitude, latitude, "On or near Invented Street", "", ""]
            rows.writerow(["", "2023-05", "Invented Police", "Invented Police", *place, kind, "", ""])


class Notebooks(unittest.TestCase):
    def test_they_are_stored_without_outputs(self):
        self.assertTrue(NOTEBOOKS)
        for path in NOTEBOOKS:
            notebook = nbformat.read(path, as_version=4)
            nbformat.validate(notebook)
            stored = [cell.id for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")]
            self.assertEqual(stored, [], f"{path.name}: clear its outputs before committing")

    def test_the_demo_county(self):
        with tempfile.TemporaryDirectory() as folder:
            run(folder, "demo", "--no-serve")
            back_test = Path(folder) / "backtest.json"
            back_test.write_bytes(run(folder, *BACK_TEST, "--json").stdout)
            with Served(folder, "demo") as served:
                for path in NOTEBOOKS:
                    with self.subTest(path.name):
                        self.assertEqual(without_figure(executed(path, served, back_test)), [])

    def test_one_month_without_hours_or_areas(self):
        with tempfile.TemporaryDirectory() as folder:
            street = Path(folder) / "2023-05-invented-street.csv"
            write_street_file(street)
            run(folder, "import", street)
            with Served(folder, "serve") as served:
                for path in NOTEBOOKS:
                    with self.subTest(path.name):
                        executed(path, served, Path(folder) / "none.json")


if __name__ == "__main__":
    unittest.main()
