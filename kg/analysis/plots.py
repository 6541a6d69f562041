"""Pictures of a graph, with matplotlib. Each draws into the axes given, or into a figure of its own, and returns the axes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import networkx as nx
import numpy as np
import pandas as pd

from kg.analysis.cards import colours
from kg.analysis.flows import UNKNOWN, country
from kg.analysis.selection import of_type
from kg.errors import DependencyError, EmptyResultError
from kg.explore.world import outlines, points
from kg.graph import Graph
from kg.model import Entity

try:
    import matplotlib as mpl
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes
    from matplotlib.collections import PolyCollection
    from matplotlib.patches import FancyArrowPatch, PathPatch, Rectangle
    from matplotlib.path import Path
    from matplotlib.text import Text

    from kg.analysis.fonts import cjk_font
except ImportError as error:
    raise DependencyError(f"pictures need matplotlib ({error}); pip install 'kg-reports[notebooks]'") from error

_SEED = 11
_GREY = "#b0b0b0"
_LAND = "#e6e3dc"
#: Room between the ends of flows, as a share of all that flows.
_GAP = 0.03
#: Countries that a map names, where there is room.
_NAMED = 25


def plot_flows(graph: Graph, ways: pd.DataFrame, relation: str, by: str | None, top: int, ax: Axes | None) -> Axes:
    """Bands between two columns, sources on the left."""
    shown, names, key = ways.head(top), _labels(graph), by or "to"
    gap = _GAP * shown["entities"].sum()
    with _drawing(ax, (9, max(3, 0.35 * len(shown) + 1))) as axes:
        palette = _palette(shown[key].astype(str))
        at: dict[tuple[str, str], float] = {}
        for end, x, align, shift in (("from", 0.0, "right", -0.02), ("to", 1.0, "left", 0.02)):
            for name, (low, high) in _stack(shown.groupby(end, observed=True)["entities"].sum(), gap).items():
                at[end, name] = low
                axes.add_patch(Rectangle((x - 0.008, low), 0.016, high - low, color="#555"))
                axes.text(x + shift, (low + high) / 2, f"{names.get(name, name)} {high - low:.0f}", ha=align, va="center")
                axes.dataLim.update_from_data_y([low, high], ignore=False)
        for way in shown.to_dict("records"):
            start, stop = ("from", str(way["from"])), ("to", str(way["to"]))
            axes.add_patch(_band(at[start], at[stop], way["entities"], palette[str(way[key])]))
            at[start] += way["entities"]
            at[stop] += way["entities"]
        axes.set_xlim(-0.35, 1.35)
        axes.set_ylim(axes.dataLim.ymax + gap, -gap)
        axes.set_axis_off()
        part = f", {len(shown)} of {len(ways)} ways" if len(shown) < len(ways) else ""
        axes.set_title(relation + (f" by {by}" if by else "") + part)
        if by:
            _legend(axes, {names.get(value, value): colour for value, colour in palette.items()})
    return axes


def plot_timeline(claims: pd.DataFrame, every: str, ax: Axes | None) -> Axes:
    """Stacked bars, one a year or month, without gaps between them."""
    if claims.empty:
        raise EmptyResultError("no claim with a date to draw")
    steps = claims["since"].dt.to_period("Y" if every == "year" else "M")
    counts = claims.groupby([steps, claims["relation"].astype(str)]).size().unstack(fill_value=0)
    counts = counts.reindex(pd.period_range(counts.index.min(), counts.index.max(), freq=steps.dt.freq), fill_value=0)
    counts = counts[sorted(counts.columns, key=lambda relation: (-counts[relation].sum(), relation))]
    with _drawing(ax, (10, 4)) as axes:
        palette = _palette(counts.columns.repeat(counts.sum().to_numpy()))
        base = np.zeros(len(counts))
        for relation, column in counts.items():
            axes.bar(range(len(counts)), column, bottom=base, color=palette[str(relation)], label=str(relation))
            base += column.to_numpy()
        step = max(1, len(counts) // 15)
        axes.set_xticks(range(0, len(counts), step), [str(when) for when in counts.index[::step]], rotation=45, ha="right")
        axes.set_ylabel("claims")
        axes.set_title(f"{int(base.sum())} dated claims by {every}")
        _legend(axes, palette)
    return axes


def plot_map(graph: Graph, ways: pd.DataFrame | None, relation: str | None, ax: Axes | None) -> Axes:
    """A circle a country, as large as claims speak of it or entities arrive there, and arrows as wide as flows, over outlines if there are any."""
    known, names = points(), _labels(graph)
    where = {e.label: known[code] for e in graph.entities.values() if (code := e.identifiers.get("iso3166", "")) in known}
    spoken = _spoken_of(graph) if ways is None else ways.groupby("to", observed=True)["entities"].sum().to_dict()
    sizes = {name: int(count) for name, count in spoken.items() if name in where}
    if not sizes:
        raise EmptyResultError("no claim speaks of a country that stands in ontology/map.csv")
    arrows = [] if ways is None else ways[ways["from"].isin(list(where)) & ways["to"].isin(list(where))].to_dict("records")
    ends = {*sizes, *(way["from"] for way in arrows)}
    widest = max((way["entities"] for way in arrows), default=1)
    named: list[tuple[float, float]] = []
    with _drawing(ax, (11, 5.5)) as axes:
        if land := [ring for rings in outlines().values() for ring in rings]:
            axes.add_collection(PolyCollection(land, facecolor=_LAND, edgecolor="white", linewidth=0.4, zorder=0), autolim=False)
        else:
            axes.scatter([x for x, _ in known.values()], [y for _, y in known.values()], s=3, color=_GREY, zorder=1)
        for way in arrows:
            if way["from"] != way["to"]:
                axes.add_patch(_arrow(where[way["from"]], where[way["to"]], 0.8 + 4 * way["entities"] / widest))
        for rank, name in enumerate(sorted(ends, key=lambda name: (-sizes.get(name, 0), name))):
            area = 25 + 900 * sizes.get(name, 0) / max(sizes.values())
            axes.scatter(*where[name], s=area, color=colours()["Country"], alpha=0.75, edgecolor="white", zorder=2)
            if rank < _NAMED and all(abs(where[name][0] - x) > 9 or abs(where[name][1] - y) > 3.5 for x, y in named):
                named.append(where[name])
                axes.annotate(names[name], where[name], ha="center", va="center", fontsize=8, zorder=4)
        xs, ys = zip(*(where[name] for name in ends), strict=True)
        axes.set(xlim=(min(xs) - 15, max(xs) + 15), ylim=(min(ys) - 12, max(ys) + 12), xticks=[], yticks=[])
        axes.set_title(relation or "claims that speak of a country")
        axes.set_aspect("equal")
    return axes


def plot_degree(graph: Graph, type_: str | None, top: int, ax: Axes | None) -> Axes:
    """Bars, the longest on top, coloured by entity type."""
    network = _network(graph)
    wanted = set(network) if type_ is None else of_type(graph, type_) & set(network)
    ranked = sorted(wanted, key=lambda id_: (-network.degree(id_), id_))[:top]
    if not ranked:
        raise EmptyResultError("no entity has a relation to another")
    with _drawing(ax, (8, max(2.5, 0.3 * len(ranked)))) as axes:
        palette = colours()
        entities = [graph.entities[id_] for id_ in ranked]
        bars = axes.barh(range(len(ranked)), [network.degree(id_) for id_ in ranked], color=[palette.get(e.type, _GREY) for e in entities])
        axes.bar_label(bars, padding=3)
        axes.set_yticks(range(len(ranked)), [_label(entity) for entity in entities])
        axes.invert_yaxis()
        axes.set_xlabel("neighbours")
        axes.set_title(f"{type_ or 'entities'} with most neighbours")
        _legend(axes, {name: palette.get(name, _GREY) for name in sorted({entity.type for entity in entities})})
    return axes


def plot_communities(graph: Graph, top: int, ax: Axes | None) -> Axes:
    """A network of the best connected entities, placed by springs."""
    network = _network(graph)
    best = network.subgraph(sorted(network, key=lambda id_: (-network.degree(id_), id_))[:top])
    core = network.subgraph(max(sorted(map(sorted, nx.connected_components(best))), key=len, default=[]))
    if not core:
        raise EmptyResultError("no entity has a relation to another")
    found = sorted(nx.community.louvain_communities(network, weight="weight", seed=_SEED), key=lambda group: (-len(group), min(group)))
    shown = [group & set(core) for group in found if group & set(core)]
    ordered = nx.Graph()  # a subgraph has an order of its own, which the springs would feel
    ordered.add_nodes_from(sorted(core))
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in core.edges))
    place = nx.spring_layout(ordered, seed=_SEED, k=2.2 / np.sqrt(len(ordered)), iterations=200)
    with _drawing(ax, (11, 8)) as axes:
        nx.draw_networkx_edges(ordered, place, ax=axes, alpha=0.25)
        for i, group in enumerate(shown):
            members = sorted(group)
            sizes = [30 + 25 * network.degree(id_) for id_ in members]
            nx.draw_networkx_nodes(ordered, place, members, sizes, [_cycle()[i % len(_cycle())]], ax=axes, alpha=0.85)
        for id_ in ordered:
            axes.annotate(_label(graph.entities[id_]), place[id_], ha="center", va="center", fontsize=8)
        axes.set_axis_off()
        axes.set_title(f"{len(ordered)} entities, {len(shown)} communities")
    return axes


@contextmanager
def _drawing(ax: Axes | None, size: tuple[float, float]) -> Iterator[Axes]:
    """The axes to draw into; whatever is written on them is set in a font with Chinese characters."""
    axes = ax if ax is not None else plt.subplots(figsize=size, layout="constrained")[1]
    yield axes
    if font := cjk_font():
        for text in axes.findobj(Text):
            text.set_fontfamily([font, "DejaVu Sans"])


def _label(entity: Entity) -> str:
    return entity.label if cjk_font() else entity.labels.get("en", entity.id)


def _labels(graph: Graph) -> Mapping[str, str]:
    """Label of each entity to what is drawn for it."""
    return {entity.label: _label(entity) for entity in graph.entities.values()}


def _palette(values: Iterable[str]) -> dict[str, str]:
    """A colour for each value, the most frequent first; grey for those beyond."""
    ranked = [value for value, _ in sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))]
    cycle = _cycle()
    return {value: cycle[i] if i < len(cycle) else _GREY for i, value in enumerate(ranked)}


def _cycle() -> list[str]:
    """Twenty colours that can be told apart."""
    return [mpl.colors.to_hex(colour) for colour in mpl.colormaps["tab20"](range(20))]


def _legend(axes: Axes, palette: Mapping[str, str]) -> None:
    handles = [Rectangle((0, 0), 1, 1, color=colour) for colour in palette.values()]
    axes.legend(handles, palette, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, fontsize=8)


def _stack(sizes: pd.Series, gap: float) -> dict[str, tuple[float, float]]:
    """Where each end stands in its column: from, to; largest first, what is unknown last."""
    places, low = {}, 0.0
    for name, size in sorted(sizes.items(), key=lambda item: (item[0] == UNKNOWN, -item[1], item[0])):
        places[str(name)] = (low, low + size)
        low += size + gap
    return places


def _band(start: float, end: float, size: float, colour: str) -> PathPatch:
    """A band from the left column to the right one, as wide as ``size``."""
    corners = [
        (0, start), (0.5, start), (0.5, end), (1, end), (1, end + size), (0.5, end + size), (0.5, start + size), (0, start + size),
        (0, start),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    return PathPatch(Path(corners, [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]), facecolor=colour, alpha=0.6, linewidth=0)


def _arrow(start: tuple[float, float], end: tuple[float, float], width: float) -> FancyArrowPatch:
    bend, head, red = "arc3,rad=0.25", "-|>", "#c44e52"
    return FancyArrowPatch(
        start, end, connectionstyle=bend, arrowstyle=head, mutation_scale=12, linewidth=width, color=red, alpha=0.6, zorder=3
    )


def _spoken_of(graph: Graph) -> Counter[str]:
    """How many claims have each country, or a place in it, at an end."""
    counts: Counter[str] = Counter()
    for claim in graph.claims.values():
        ends = (graph.entities[end] for end in (claim.subject, claim.object))
        counts.update({country(graph, end).label for end in ends if end.type in ("Country", "Place")})
    return counts


def _network(graph: Graph) -> nx.Graph:
    """Entities joined by however many relations; what is denied joins nobody."""
    network = nx.Graph()
    for _, relation in sorted(graph.relations.items()):
        if relation.modality != "denied" and relation.subject != relation.object:
            weight = network.get_edge_data(relation.subject, relation.object, {"weight": 0.0})["weight"] + relation.confidence
            network.add_edge(relation.subject, relation.object, weight=weight)
    return network
