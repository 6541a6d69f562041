"""Where countries lie: a point for each, and outlines where a package that ships them is installed.

The outlines are Natural Earth's, 1:110 million (public domain), in the TopoJSON file of bqplot (Apache-2.0), which is read as a file and never
imported. They follow who governs where, and are there to find one's way: names come from the graph alone, and nothing else is made of a border.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry

from kg.vocab import ontology_path
from kg.vocab.tables import read_table

#: Longitude and latitude, in degrees.
Point = tuple[float, float]
Ring = Sequence[Point]

_ANTARCTICA = "AQ"
#: Steps to a degree in the page: a tenth is under a pixel on any map that it draws.
_STEPS = 10


@lru_cache(maxsize=1)
def points() -> Mapping[str, Point]:
    """ISO 3166 code of each country to where it is drawn, from ``ontology/map.csv``."""
    rows = read_table(ontology_path() / "map.csv", ("iso3166", "longitude", "latitude"))
    return {row["iso3166"]: (float(row["longitude"]), float(row["latitude"])) for _, row in rows}


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
            found.setdefault(code, []).extend(_ring(ring, arcs) for polygon in polygons for ring in polygon)
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


def _path(ring: Ring) -> str:
    """A ring as steps from point to point; what rounding makes equal is said once."""
    places = list(dict.fromkeys(map(drawn_at, ring)))
    steps = "".join(f"{x - a} {y - b} " for (a, b), (x, y) in pairwise(places))
    return f"M{places[0][0]} {places[0][1]}l{steps.replace(' -', '-').strip()}z" if steps else ""
