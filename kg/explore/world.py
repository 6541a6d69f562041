"""Where countries lie: a point for each, and outlines where a package that ships them is installed.

The outlines are Natural Earth's, 1:110 million (public domain), in the TopoJSON file of bqplot (Apache-2.0), which is read as a file and never
imported. They follow who governs where, and are there to find one's way: names come from the graph alone, and nothing else is made of a border.

Maps begin in the Atlantic and end there, so that what crosses the Pacific need not go round the world: longitudes run from -30 to 330.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pycountry

from kg.vocab import ontology_path
from kg.vocab.tables import read_table

#: Longitude on the map and latitude, in degrees.
Point = tuple[float, float]
Ring = Sequence[Point]

#: Where a map begins: of countries, only Greenland lies across.
_SEAM = -30.0
_ANTARCTICA = "AQ"
#: Steps to a degree in the page: a tenth is under a pixel on any map that it draws.
_STEPS = 10


@lru_cache(maxsize=1)
def points() -> Mapping[str, Point]:
    """ISO 3166 code of each country to where it is drawn, from ``ontology/map.csv``."""
    rows = read_table(ontology_path() / "map.csv", ("iso3166", "longitude", "latitude"))
    return {row["iso3166"]: _shifted((float(row["longitude"]), float(row["latitude"]))) for _, row in rows}


@lru_cache(maxsize=1)
def outlines() -> Mapping[str, Sequence[Ring]]:
    """ISO 3166 code of each country to its rings; under "" what has no code. Empty where the package (extra ``map``) is not installed."""
    file = _file()
    if file is None:
        return {}
    topology = json.loads(file.read_text(encoding="utf-8"))
    arcs = _arcs(topology)
    found: dict[str, list[Ring]] = {}
    for shape in topology["objects"]["subunits"]["geometries"]:
        country = pycountry.countries.get(numeric=f"{shape.get('id', 0):03}")
        code = country.alpha_2 if country else ""
        polygons = {"Polygon": [shape["arcs"]], "MultiPolygon": shape["arcs"]}[shape["type"]]
        if code != _ANTARCTICA:
            found.setdefault(code, []).extend(part for polygon in polygons for ring in polygon for part in _placed(_ring(ring, arcs)))
    return dict(sorted(found.items()))


def drawn_at(point: Point) -> tuple[int, int]:
    """A point in the page's units: tenths of a degree, to the right and down."""
    return round(point[0] * _STEPS), -round(point[1] * _STEPS)


@lru_cache(maxsize=1)
def paths() -> Mapping[str, str]:
    """The outlines as SVG paths in the page's units (https://www.w3.org/TR/SVG11/paths.html)."""
    return {code: "".join(map(_path, rings)) for code, rings in outlines().items()}


def _file() -> Path | None:
    found = find_spec("bqplot")
    for folder in found.submodule_search_locations or () if found else ():
        if (file := Path(folder, "map_data", "WorldMap.json")).is_file():
            return file
    return None


def _arcs(topology: Mapping[str, Any]) -> Sequence[Ring]:
    """Arcs in degrees; the file has them as steps on a grid (https://github.com/topojson/topojson-specification)."""
    (wide, high), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((left + x * wide, bottom + y * high))
        arcs.append(arc)
    return arcs


def _ring(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Arcs put end to end; a negative number is an arc backwards. The first point of each is the last of the one before."""
    ring: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def _shifted(point: Point) -> Point:
    return (point[0] + 360, point[1]) if point[0] < _SEAM else point


def _placed(ring: Ring) -> list[Ring]:
    """A ring where the map has it; one that lies across the map's end is there twice, and half of each is out of sight."""
    moved = [(x + 360, y) for x, y in ring]
    west, east = min(x for x, _ in ring) < _SEAM, max(x for x, _ in ring) >= _SEAM
    return [ring, moved] if west and east else [moved] if west else [ring]


def _path(ring: Ring) -> str:
    """A ring as steps from point to point; neighbours that rounding makes equal are one."""
    places = [place for place, _ in groupby(map(drawn_at, ring))]
    steps = "".join(f"{x - a} {y - b} " for (a, b), (x, y) in pairwise(places))
    return f"M{places[0][0]} {places[0][1]}l{steps.replace(' -', '-').strip()}z" if steps else ""
