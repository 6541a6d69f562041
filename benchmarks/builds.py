"""How builds grow: time and memory by size of the corpus, by workers, by engine; and a graph of a million claims.

Run from the root of the repository: ``python benchmarks/builds.py sizes|workers|engines|large|tiny``. Each measurement is a process of its
own. Documents are generated: a title, a date and some sentences about firms, countries and policies, about 250 characters; names of
firms are as rare as in reports (Zipf), so that the graph grows with the corpus, but more slowly.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import psutil

from kg.model import Claim, Document, Entity, Evidence, Extraction, Qualifiers, Span

COUNTRIES = ("美國", "中國", "越南", "日本", "韓國", "印度", "德國", "墨西哥", "泰國", "馬來西亞", "荷蘭", "英國")
KNOWN = ("鴻海", "台積電", "聯電", "三星電子", "蘋果", "英特爾", "索尼", "特斯拉")
_SYLLABLES = "海天光明華新宏達安泰立群聯信永豐昌旺東南西北大中正和元富國金玉寶山川林森木水月星雲雷"
SENTENCES = (
    "{year}年{month}月，{firm}將部分產線從{a}移往{b}。",
    "{a}{year}年{month}月對{b}產品加徵{rate}%關稅。",
    "{firm}擬投資{rate}億美元在{b}設廠，{other}否認撤出{a}。",
    "{firm}宣布與{other}合作，並收購{third}。",
    "{firm}為{other}供應零組件，主要市場為{a}與{b}。",
)


def firm(chance: random.Random) -> str:
    """A firm's name: often a known one, else one that few documents have."""
    if chance.random() < 0.4:
        return chance.choice(KNOWN)
    n = int(chance.paretovariate(0.8))
    pick = random.Random(n)
    return "".join(pick.choice(_SYLLABLES) for _ in range(2 + n % 2)) + pick.choice(("電子公司", "科技公司", "航運公司", "化學公司"))


def document(n: int, sentences: int = 6) -> str:
    """The n-th document."""
    chance = random.Random(n)
    lines = []
    for _ in range(sentences):
        a, b = chance.sample(COUNTRIES, 2)
        words = {"firm": firm(chance), "other": firm(chance), "third": firm(chance), "a": a, "b": b}
        lines.append(
            chance.choice(SENTENCES).format(
                year=chance.randint(2015, 2024), month=chance.randint(1, 12), rate=chance.randint(2, 60), **words
            )
        )
    return f"產業動態第{n}號\n\n{chance.randint(2018, 2024)}年{chance.randint(1, 12)}月3日\n\n" + "".join(lines) + "\n"


def corpus(folder: Path, size: int, sentences: int = 6) -> Path:
    """A folder of so many documents, a thousand to a folder."""
    for n in range(size):
        place = folder / f"{n // 1000:05}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{n:07}.txt").write_text(document(n, sentences), encoding="utf-8")
    return folder


@dataclass
class Cost:
    """What a command took: seconds by the clock, processor seconds of its first process and of all, and the most memory (MB) that they had.

    Memory is the proportional set size: what processes share counts once.
    """

    seconds: float = 0.0
    first_cpu: float = 0.0
    cpu: float = 0.0
    first_mb: float = 0.0
    mb: float = 0.0

    def row(self) -> dict[str, float]:
        """The figures, rounded."""
        return {name: round(value, 1) for name, value in asdict(self).items()}


def measured(*command: str) -> Cost:
    """Run a command and measure it, four times a second."""
    cost = Cost()
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.25):
            try:
                main = psutil.Process(process.pid)
                sizes = [_size(child) for child in (main, *main.children(recursive=True))]
                times = main.cpu_times()
            except psutil.Error:
                continue
            cost.first_mb, cost.mb = max(cost.first_mb, sizes[0]), max(cost.mb, sum(sizes))
            cost.first_cpu = times.user + times.system

    watcher = threading.Thread(target=look)
    watcher.start()
    _, errors = process.communicate()
    done.set()
    watcher.join()
    if process.returncode > 1:
        raise SystemExit(errors)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    cost.seconds = time.perf_counter() - start
    return cost


def _size(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / 1e6
    except psutil.Error:
        return 0.0


def kg(*args: object) -> tuple[str, ...]:
    """A command line of kg."""
    return (sys.executable, "-c", "from kg.cli import app; app()", *map(str, args))


def sizes(most: int, workers: int) -> None:
    """Corpora of 10 short documents and ten times as many again: a build, another with nothing changed, and one in parts."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        size = 10
        while size <= most:
            docs = corpus(root / f"docs{size}", size, sentences=2)
            for name, args in {
                "build": ("-o", root / f"out{size}"),
                "again, nothing changed": ("-o", root / f"out{size}"),
                "in parts": ("-o", root / f"parts{size}", "--engine", "local"),
            }.items():
                row = measured(*kg("build", docs, "--workers", workers, *args))
                extra = _seconds(root / f"out{size}") if name != "in parts" else {}
                print(json.dumps({"documents": size, "how": name, **row.row(), **extra}), flush=True)
            size *= 10


def _seconds(output: Path) -> dict[str, float]:
    seconds: dict[str, float] = json.loads((output / ".cache" / "timings").read_text(encoding="utf-8"))
    return seconds


def workers(size: int) -> None:
    """One worker against two, in turns."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        docs = corpus(root / "docs", size)
        for turn in range(2):
            for count in (1, 2):
                row = measured(*kg("build", docs, "-o", root / f"out{count}-{turn}", "--workers", count))
                print(json.dumps({"documents": size, "workers": count, **row.row(), **_seconds(root / f"out{count}-{turn}")}), flush=True)


def engines(size: int) -> None:
    """The pool against Dask, each with one and two workers, in turns."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        docs = corpus(root / "docs", size)
        for count in (1, 2):
            for engine in ("local", "dask"):
                row = measured(*kg("build", docs, "-o", root / f"{engine}{count}", "--engine", engine, "--workers", count))
                print(json.dumps({"documents": size, "engine": engine, "workers": count, **row.row()}), flush=True)


def large(claims: int) -> None:
    """A graph of so many generated claims as a build makes it: what assembling, writing, laying out and checking take, one after the other."""
    from kg.assembly import Assembly
    from kg.explore.layout import communities, overview, positions, weights
    from kg.export import EXPORTERS
    from kg.graph.lots import SIZE, lots
    from kg.graph.validation import validate_lot

    def step(name: str, start: float) -> float:
        now = time.perf_counter()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(json.dumps({"claims": claims, "what": name, "seconds": round(now - start, 1), "most MB so far": round(memory)}), flush=True)
        return time.perf_counter()

    start = step("start", time.perf_counter())
    with tempfile.TemporaryDirectory() as place, Assembly(Path(place, "assembly"), {"cooperatesWith"}) as assembly:
        for extraction in generated(claims):
            assembly.add(extraction)
        start = step("claims on disk", start)
        graph = assembly.graph()
        start = step(f"fused to {len(graph.relations)} relations of {len(graph.entities)} entities", start)
        for name, export in EXPORTERS.items():
            export(graph, Path(place, name))
            start = step(f"{name}, {Path(place, name).stat().st_size / 1e6:.0f} MB", start)
        checked = list(islice(lots(graph), *(max(0, len(graph.entities) // SIZE + n) for n in (2, 12))))
        start = step("lots to check", start)
        for lot in checked:
            validate_lot(lot)
        start = step(f"check of {len(checked)} lots", start)
        weight = weights(graph)
        start = step("weights", start)
        positions(graph, weight)
        start = step("layout", start)
        groups = communities(graph)
        start = step(f"{len(groups)} communities", start)
        overview(graph, weight, groups)
        step("overview", start)


def generated(count: int) -> Iterator[Extraction]:
    """Documents of ten claims each, of entities a fifth as many as claims, few of them in most claims."""
    chance = random.Random(1)
    relations = ("suppliesTo", "cooperatesWith", "investsIn", "acquires", "competesWith")
    firms = max(count // 5, 10)
    for first in range(0, count, 10):
        doc = f"doc-{first // 10:012x}"
        claims = []
        for n in range(first, min(first + 10, count)):
            a, b = (f"firm-x{min(int(chance.paretovariate(0.5)), 10**9) * 7919 % firms:012x}" for _ in range(2))
            place = n % 10 * 40
            quote = f"{n}年，甲公司宣布與乙公司合作，並擬投資設廠於丙國。"
            evidence = Evidence(doc, Span(place, place + 30), quote, None, "r/x", "m1", "m2")
            claims.append(Claim(f"claim-{n * 2654435761 % 2**48:012x}", a, chance.choice(relations), b, Qualifiers(), evidence, 0.7))
        named = {id_ for claim in claims for id_ in claim.entities}
        entities = {id_: Entity(id_, "Firm", "Firm", {"zh-Hant": f"第{id_[-6:]}公司"}) for id_ in named}
        yield Extraction(Document(doc, f"{first}.txt", f"{first:064x}", "", title=f"產業動態第{first}號"), (), entities, tuple(claims))


def tiny(size: int) -> None:
    """So many files, most of them empty or a sentence: finding, hashing, a build, and another with nothing changed."""
    from kg.ingest import discover

    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        for n in range(size):
            folder = root / "docs" / f"{n // 1000:05}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{n:07}.txt").write_text(f"第{n}號。" if n % 100 == 0 else "", encoding="utf-8")
        start = time.process_time()
        found = len(list(discover([root / "docs"])))
        print(json.dumps({"files": found, "how": "found", "cpu": round(time.process_time() - start, 1)}), flush=True)
        for how in ("build", "again, nothing changed"):
            row = measured(*kg("build", root / "docs", "-o", root / "out", "--workers", 2))
            print(json.dumps({"files": size, "how": how, **row.row(), **_seconds(root / "out")}), flush=True)


def plot(rows: Path, picture: Path) -> None:
    """Draw processor time and memory by size, of the lines that ``sizes`` printed."""
    from matplotlib import pyplot

    lines = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    _, axes = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for axis, key, title in zip(axes, ("cpu", "mb"), ("processor seconds, all processes", "most memory, all processes, MB"), strict=True):
        for how in dict.fromkeys(line["how"] for line in lines):
            points = sorted((line["documents"], line[key]) for line in lines if line["how"] == how)
            axis.loglog(*zip(*points, strict=True), marker="o", label=how)
        axis.set(xlabel="documents", title=title)
        axis.grid(visible=True, which="both", alpha=0.3)
    axes[0].legend()
    pyplot.savefig(picture, metadata={"Date": None})


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("sizes", "workers", "engines", "large", "tiny", "plot"))
    parser.add_argument("--documents", type=int, default=1000, help="documents of the (largest) corpus; claims of `large`, files of `tiny`")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rows", type=Path, help="what `sizes` printed, for `plot`")
    parser.add_argument("--picture", type=Path, help="where `plot` draws")
    args = parser.parse_args()
    if args.what == "plot":
        plot(args.rows, args.picture)
    elif args.what == "sizes":
        sizes(args.documents, args.workers)
    else:
        {"workers": workers, "engines": engines, "large": large, "tiny": tiny}[args.what](args.documents)


if __name__ == "__main__":
    main()
