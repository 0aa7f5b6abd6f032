"""Pack Ordnance Survey's OSTN15 table of shifts into shifts.deflate.

    python3 pack.py OSTN15_OSGM15_DataFile.txt[.xz]

The data file is Ordnance Survey's own; the Rust crate ostn15_phf 1.3.0 ships it as OSTN15_OSGM15_DataFile.txt.xz.
Only the standard library is used.

The table has 701 nodes a row from west to east and 1,251 rows from south to north, one kilometre apart. What is written,
as a raw deflate stream:

  1. The east shifts, then the north shifts, each in whole millimetres less the least of its plane, so that all fit
     16 bits without a sign. The two least values are constants beside the reader, which this script prints.
  2. Each value as its difference, modulo 65,536, from west + south - south-west (0 where there is none): the surface is
     smooth, so that nearly all differences fit a byte.
  3. Differences folded to be non-negative (0, -1, 1, -2, 2 ... become 0, 1, 2, 3, 4 ...).
  4. The low bytes of all of them, then the high bytes.
"""

import csv
import lzma
import pathlib
import sys
import zlib

COLUMNS, ROWS = 701, 1251


def read_shifts(path):
    """The two planes of shifts in millimetres, row by row from the south-west."""
    opened = lzma.open(path, "rt") if str(path).endswith(".xz") else open(path)
    east, north = [], []
    with opened as lines:
        for i, row in enumerate(csv.DictReader(lines)):
            expected = (i % COLUMNS * 1000, i // COLUMNS * 1000)
            found = (int(row["ETRS89_Easting"]), int(row["ETRS89_Northing"]))
            if found != expected:
                sys.exit(f"line {i + 2}: node {found} where {expected} was expected")
            east.append(round(float(row["ETRS89_OSGB36_EShift"]) * 1000))
            north.append(round(float(row["ETRS89_OSGB36_NShift"]) * 1000))
    if len(east) != COLUMNS * ROWS:
        sys.exit(f"{len(east)} nodes where {COLUMNS * ROWS} were expected")
    return east, north


def folded_differences(plane):
    least = min(plane)
    values = [v - least for v in plane]
    if max(values) > 0xFFFF:
        sys.exit(f"a range of {max(values)} mm does not fit 16 bits")
    for i, value in enumerate(values):
        west = values[i - 1] if i % COLUMNS else 0
        south = values[i - COLUMNS] if i >= COLUMNS else 0
        south_west = values[i - COLUMNS - 1] if i % COLUMNS and i >= COLUMNS else 0
        difference = (value - west - south + south_west + 0x8000) % 0x10000 - 0x8000
        yield 2 * difference if difference >= 0 else -2 * difference - 1


def main():
    planes = read_shifts(pathlib.Path(sys.argv[1]))
    folded = [f for plane in planes for f in folded_differences(plane)]
    raw = bytes(f & 0xFF for f in folded) + bytes(f >> 8 for f in folded)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(raw) + deflate.flush()
    pathlib.Path(__file__).with_name("shifts.deflate").write_bytes(packed)
    print(f"least shifts: east {min(planes[0])} mm, north {min(planes[1])} mm; {len(packed)} bytes")


if __name__ == "__main__":
    main()
