"""The explorer in a real Chromium: how large a page is and how soon it can be used, beside pyvis's own; and over ``kg serve``.

Run from the root of the repository: ``python benchmarks/page.py``; ``--claims 2000 20000`` and ``--served 100000`` are what it takes. It
needs chromium, chromedriver and selenium, and no network: pyvis's own page loads its scripts from the net, so it is given those that pyvis
ships. Graphs are those of ``benchmarks/graphs.py``. A page can be used when its first picture is drawn and the script that drew it has
returned; pyvis's when its network is stable. The best of several runs counts. On a machine that is busy with other work only ratios mean
anything: so each table has the pages' times over pyvis's of the same run.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pyvis
from graphs import generated
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from urllib3.exceptions import ReadTimeoutError

from kg.explore import write_page
from kg.explore.assets import vis_network
from kg.export import EXPORTERS
from kg.graph import Graph
from kg.vocab import load_vocabulary

#: Longer than that pyvis's layout is not waited for, in seconds.
PATIENCE = 60
#: The bars: bytes and seconds of a page by its claims, seconds of a search, frames a second while panning.
BARS = {2_000: (5_000_000, 1.0), 20_000: (None, 3.0)}
SEARCH, FRAMES = 0.1, 50
READY = """
const done = arguments[0], look = () => (window.kg ? requestAnimationFrame(() => setTimeout(() => done(performance.now()))) : setTimeout(look, 5));
look();
"""
STABLE = """
const done = arguments[0], look = () => (window.stable ? done(window.stable) : setTimeout(look, 20));
look();
"""
#: Drags the view for two seconds, a step a frame; gives the times between frames.
PAN = """
const done = arguments[0], steps = [], start = kg.network.getViewPosition(), scale = kg.network.getScale();
let last = null, first = null;
const frame = (now) => {
  if (last === null) first = now; else steps.push(now - last);
  last = now;
  kg.network.moveTo({ position: { x: start.x + 60 * Math.sin((now - first) / 150), y: start.y + 40 * Math.cos((now - first) / 170) }, scale });
  if (now - first < 2000) requestAnimationFrame(frame); else done(steps);
};
requestAnimationFrame(frame);
"""


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """A headless Chromium that reaches this machine alone, of the size of a desk's screen."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_window_size(1440, 900)
    driver.set_script_timeout(PATIENCE)
    driver.set_page_load_timeout(PATIENCE)
    try:
        yield driver
    finally:
        driver.quit()


def opened(driver: webdriver.Chrome, address: str, script: str) -> float | None:
    """Seconds from the start of navigation until a script says that the page can be used; None where patience ends."""
    driver.get("about:blank")
    try:
        driver.get(address)
        return float(driver.execute_async_script(script)) / 1000
    except (TimeoutException, ReadTimeoutError):  # the latter where a page lets nobody speak with it
        return None


def pyvis_page(graph: Graph, path: Path) -> None:
    """What pyvis itself makes of a graph, with the scripts that it would load from the net put in."""
    network = pyvis.network.Network(directed=True, cdn_resources="in_line")
    for id_, entity in graph.entities.items():
        network.add_node(id_, label=entity.label)
    for relation in graph.relations.values():
        network.add_edge(relation.subject, relation.object, title=relation.relation)
    html = re.sub(r"<(?:script|link)[^>]+(?:src|href)\s*=\s*[\"']https?:[^>]*>(?:\s*</script>)?", "", network.generate_html(notebook=False))
    stable = "network.once('stabilizationIterationsDone', () => setTimeout(() => { window.stable = performance.now(); }));"
    html = html.replace(
        "network = new vis.Network(container, data, options);", "network = new vis.Network(container, data, options);" + stable
    )
    if "vis.Network=" not in html and "vis-network" not in html[:200_000]:
        html = html.replace("<head>", f"<head><script>{vis_network()}</script>", 1)
    path.write_text(html, encoding="utf-8")


def pages(sizes: list[int], runs: int, folder: Path) -> list[dict[str, Any]]:
    """A row a size: bytes and seconds of our page and of pyvis's."""
    vocab, rows = load_vocabulary(), []
    for size in sizes:
        graph, ours, theirs = generated(size), folder / f"{size}.html", folder / f"{size}-pyvis.html"
        write_page(graph, ours, vocab=vocab)
        pyvis_page(graph, theirs)
        with chromium() as driver:
            seconds = min(opened(driver, ours.as_uri(), READY) or PATIENCE for _ in range(runs))
            driver.execute_script("kg.focus(0, 2)")
            focus = driver.execute_script("const start = performance.now(); kg.focus(1, 2); return performance.now() - start") / 1000
        with chromium() as driver:
            other = opened(driver, theirs.as_uri(), STABLE)
        row = {
            "claims": size, "bytes": ours.stat().st_size, "seconds": round(seconds, 2), "focus": round(focus, 2),
            "pyvis bytes": theirs.stat().st_size, "pyvis seconds": other and round(other, 2),
        }  # fmt: skip
        most, longest = BARS.get(size, (None, None))
        row["bar held"] = (most is None or row["bytes"] <= most) and (longest is None or seconds <= longest)
        print(json.dumps(row), file=sys.stderr, flush=True)
        rows.append(row)
    return rows


def served(claims: int, folder: Path) -> dict[str, Any]:
    """Search and panning over a server of a graph."""
    graph = generated(claims)
    EXPORTERS["graph.ttl"](graph, folder / "graph.ttl")
    write_page(graph, folder / "graph.html", vocab=load_vocabulary())
    with serving(graph, folder) as url, chromium() as driver:
        names = [entity.label for entity in list(graph.entities.values())[:: max(1, len(graph.entities) // 50)]]
        with httpx.Client(base_url=url, timeout=60) as client:
            latencies = [
                _timed(lambda text=text: client.get("/api/search", params={"q": text})) for name in names for text in (name, name[:2])
            ]
        first = opened(driver, url, READY)
        typed = [
            driver.execute_script("const start = performance.now(); kg.find(arguments[0]); return performance.now() - start", name) / 1000
            for name in names
        ]
        frames = {"overview": driver.execute_async_script(PAN)}
        driver.execute_script("kg.focus(0, 2)")
        # What lies around it is fetched first, and drawn.
        driver.execute_async_script(
            "const done = arguments[0], look = () => (kg.fetched.size || !kg.partial() ? setTimeout(done, 500) : setTimeout(look, 20)); look();"
        )
        frames["neighbourhood"] = driver.execute_async_script(PAN)
    rates = {name: round(1000 / statistics.mean(steps), 1) for name, steps in frames.items()}
    row = {
        "claims": claims, "page bytes": (folder / "graph.html").stat().st_size, "seconds": first and round(first, 2),
        "search, server, median ms": round(1000 * statistics.median(latencies), 1), "search, server, worst ms": round(1000 * max(latencies), 1),
        "search, page, worst ms": round(1000 * max(typed), 1), "frames/s": rates,
        "bar held": max(latencies) <= SEARCH and max(typed) <= SEARCH and min(rates.values()) >= FRAMES,
    }  # fmt: skip
    print(json.dumps(row), file=sys.stderr, flush=True)
    return row


@contextmanager
def serving(graph: Graph, folder: Path) -> Iterator[str]:
    """`kg serve` in a process of its own, over a graph that this one has made."""
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, 'benchmarks'); from graphs import generated; from kg.serve import serve;"
        f"serve(Path({str(folder)!r}), generated({len(graph.claims)}), port=0, announce=lambda url: print(url, flush=True))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(timeout=30)


def _timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure and print tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, nargs="*", default=[2_000, 20_000])
    parser.add_argument("--served", type=int, default=100_000, help="claims of the graph that is served; 0 for none")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        rows = pages(arguments.claims, arguments.runs, Path(place))
        found = served(arguments.served, Path(place)) if arguments.served else None
    print("| claims | file | usable after | focus, depth 2 | pyvis's file | pyvis usable after | ours over pyvis's | bar held |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for row in rows:
        other = row["pyvis seconds"]
        ratio = f"{row['seconds'] / other:.3f}" if other else f"under {row['seconds'] / PATIENCE:.3f}"
        theirs = f"{other} s" if other else f"not in {PATIENCE} s"
        print(
            f"| {row['claims']:,} | {row['bytes'] / 1e6:.1f} MB | {row['seconds']} s | {row['focus']} s | {row['pyvis bytes'] / 1e6:.1f} MB "
            f"| {theirs} | {ratio} | {'yes' if row['bar held'] else 'no'} |"
        )
    if found:
        print("\n| served | |\n| --- | --- |")
        for name, value in found.items():
            print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
