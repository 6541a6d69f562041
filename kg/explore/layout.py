"""Where entities stand on the page, computed beforehand so that the browser need not: the same graph, the same picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from kg.graph import Graph

_SEED = 11
#: Entities placed by their springs; the rest stand beside their strongest neighbour.
_CORE = 400
_SCALE = 1600
#: Entities that are put into groups by what joins them all; more take minutes.
_GROUPED = 20_000
#: The overview: how many communities, how many entities of each, how many communities beside each other.
_REGIONS, _SHOWN, _ACROSS = 9, 8, 3
#: In page units: how far a region's entities spread, how far apart its labels must stand, room around them, and between regions.
_SPREAD, _APART, _MARGIN, _GAP = np.array([85.0, 125.0]), np.array([118.0, 80.0]), (165, 150), 24
_PATIENCE = 200
_GOLDEN = math.pi * (3 - math.sqrt(5))


def weights(graph: Graph) -> dict[str, float]:
    """How much speaks of each entity: the confidence of its relations, summed."""
    total = dict.fromkeys(graph.entities, 0.0)
    for relation in graph.relations.values():
        total[relation.subject] += relation.confidence
        total[relation.object] += relation.confidence
    return total


def communities(graph: Graph) -> list[list[str]]:
    """Groups of entities with many relations among them, largest first (Louvain, Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008).

    In a graph of more than ``_GROUPED`` entities the weightiest so many are grouped, and each other joins the group of the neighbour
    that it is most strongly related to.
    """
    network = _network(graph)
    if len(network) <= _GROUPED:
        found = nx.community.louvain_communities(network, weight="weight", seed=_SEED)
    else:
        found = _grouped(network, weights(graph))
    return sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))


def _grouped(network: nx.Graph, weight: Mapping[str, float]) -> list[set[str]]:
    order = sorted(network, key=lambda id_: (-weight[id_], id_))
    core = nx.Graph()
    core.add_nodes_from(order[:_GROUPED])
    core.add_weighted_edges_from(sorted((*sorted((a, b)), w) for a, b, w in network.subgraph(order[:_GROUPED]).edges(data="weight")))
    groups = [set(group) for group in nx.community.louvain_communities(core, weight="weight", seed=_SEED)]
    group_of = {id_: group for group in groups for id_ in group}
    for id_ in order[_GROUPED:]:
        joined = max(((data["weight"], other) for other, data in network[id_].items() if other in group_of), default=None)
        group = group_of[joined[1]] if joined else set()
        if not joined:
            groups.append(group)
        group.add(id_)
        group_of[id_] = group
    return groups


def positions(graph: Graph, weight: Mapping[str, float]) -> dict[str, tuple[int, int]]:
    """Coordinates of every entity in page units."""
    network = _network(graph)
    core = sorted(network, key=lambda id_: (-weight[id_], id_))[:_CORE]
    sub = network.subgraph(core)
    placed: dict[str, tuple[float, float]] = {}
    if core:
        ordered = nx.Graph()
        ordered.add_nodes_from(core)
        ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in sub.edges))
        spring = nx.spring_layout(ordered, seed=_SEED, iterations=80, k=2.6 / math.sqrt(len(core)), scale=_SCALE)
        placed = {id_: (float(x), float(y)) for id_, (x, y) in spring.items()}
    _beside(network, [id_ for id_ in sorted(graph.entities) if id_ not in placed], placed, weight)
    return {id_: (round(x), round(y)) for id_, (x, y) in placed.items()}


@dataclass(frozen=True)
class Region:
    """A community in the overview.

    Attributes:
        members: all its entities.
        places: where its weightiest stand, in page units from its middle.
        box: its width and height, labels included.
        wide, tall: its middle in a picture for a screen, and in one for a phone.
    """

    members: Sequence[str]
    places: Mapping[str, tuple[int, int]]
    box: tuple[int, int]
    wide: tuple[int, int]
    tall: tuple[int, int]


def overview(graph: Graph, weight: Mapping[str, float], groups: Iterable[Sequence[str]]) -> list[Region]:
    """What a page opens on: the weightiest communities, each by its weightiest entities, beside each other and apart enough to read."""
    network = _network(graph)
    ranked = sorted(groups, key=lambda group: (-sum(weight[id_] for id_ in group), group))[:_REGIONS]
    places = [_within(network, sorted(group, key=lambda id_: (-weight[id_], id_))[:_SHOWN]) for group in ranked]
    boxes = [_box(place.values()) for place in places]
    wide, tall = _rows(boxes, _ACROSS), _rows(boxes, 1)
    return [Region(*fields) for fields in zip(ranked, places, boxes, wide, tall, strict=True)]


def _within(network: nx.Graph, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Places of the entities of a region around its middle."""
    ordered = nx.Graph()
    ordered.add_nodes_from(ids)
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in network.subgraph(ids).edges))
    spring = nx.spring_layout(ordered, seed=_SEED, iterations=200, k=3 / math.sqrt(len(ids)))
    points = _apart(np.array([spring[id_] for id_ in ids]) * _SPREAD)
    points -= (points.min(axis=0) + points.max(axis=0)) / 2
    return {id_: (round(x), round(y)) for id_, (x, y) in zip(ids, points.tolist(), strict=True)}


def _box(places: Iterable[tuple[int, int]]) -> tuple[int, int]:
    xs, ys = zip(*places, strict=True)
    return max(xs) - min(xs) + _MARGIN[0], max(ys) - min(ys) + _MARGIN[1]


def _rows(boxes: Sequence[tuple[int, int]], across: int) -> list[tuple[int, int]]:
    """Middles of boxes that stand in rows of ``across``, columns as wide as their widest."""
    columns = [max((box[0] for box in boxes[n::across]), default=0) for n in range(across)]
    middles, top = [], 0
    for start in range(0, len(boxes), across):
        row = boxes[start : start + across]
        height = max(box[1] for box in row)
        middles += [(sum(columns[:n]) + n * _GAP + columns[n] // 2, top + height // 2) for n in range(len(row))]
        top += height + _GAP
    return middles


def _apart(points: np.ndarray) -> np.ndarray:
    """Push points apart until no two labels touch, or patience ends."""
    for _ in range(_PATIENCE):
        gap = points[:, None, :] - points[None, :, :]
        overlap = (np.abs(gap[..., 0]) < _APART[0]) & (np.abs(gap[..., 1]) < _APART[1]) & ~np.eye(len(points), dtype=bool)
        if not overlap.any():
            break
        direction = np.where(gap == 0, 1e-3, np.sign(gap))
        push = direction * (_APART - np.abs(gap)) * overlap[..., None]
        points = points + 0.08 * push.sum(axis=1)
    return points


def _beside(network: nx.Graph, rest: Sequence[str], placed: dict[str, tuple[float, float]], weight: Mapping[str, float]) -> None:
    """Put each entity on a spiral around its strongest placed neighbour, or around the picture."""
    around: dict[str, int] = {}
    for id_ in rest:
        anchors = [n for n in network.neighbors(id_) if n in placed] if id_ in network else []
        anchor = max(anchors, key=lambda n: (weight[n], n), default="")
        x, y = placed.get(anchor, (0.0, 0.0))
        n = around[anchor] = around.get(anchor, 0) + 1
        radius = (70 if anchor else 1.25 * _SCALE) + 16 * math.sqrt(n)
        placed[id_] = (x + radius * math.cos(n * _GOLDEN), y + radius * math.sin(n * _GOLDEN))


def _network(graph: Graph) -> nx.Graph:
    network = nx.Graph()
    for relation in sorted(graph.relations.values(), key=lambda r: r.id):
        weight = network.get_edge_data(relation.subject, relation.object, {"weight": 0.0})["weight"] + relation.confidence
        network.add_edge(relation.subject, relation.object, weight=weight)
    return network
