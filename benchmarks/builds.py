"""How builds grow: time and memory by size of the corpus, by workers, by engine; and a graph of a million claims.

Run from the root of the repository: ``python benchmarks/builds.py sizes|workers|engines|large``. Each measurement is a process of its
own. Documents are generated: a title, a date and some sentences about firms, countries and policies, about 250 characters; names of
firms are as rare as in reports (Zipf), so that the graph grows with the corpus, but more slowly.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

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


def corpus(folder: Path, size: int) -> Path:
    """A folder of so many documents, a thousand to a folder."""
    for n in range(size):
        place = folder / f"{n // 1000:05}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{n:07}.txt").write_text(document(n), encoding="utf-8")
    return folder


def measured(*command: str) -> tuple[float, float, float]:
    """Run a command; seconds it took, and the most memory (MB) that its first process and all its processes together had.

    Memory is the proportional set size: what processes share counts once.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    first = every = 0
    done = threading.Event()

    def look() -> None:
        nonlocal first, every
        while not done.wait(0.3):
            try:
                main = psutil.Process(process.pid)
                sizes = [_size(child) for child in (main, *main.children(recursive=True))]
            except psutil.Error:
                continue
            first, every = max(first, sizes[0]), max(every, sum(sizes))

    watcher = threading.Thread(target=look)
    watcher.start()
    _, errors = process.communicate()
    done.set()
    watcher.join()
    if process.returncode > 1:
        raise SystemExit(errors)
    return time.perf_counter() - start, first / 1e6, every / 1e6


def _size(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def kg(*args: object) -> tuple[str, ...]:
    """A command line of kg."""
    return (sys.executable, "-c", "from kg.cli import app; app()", *map(str, args))


def sizes(most: int, workers: int) -> None:
    """Corpora of 10 documents and ten times as many again: with the graph in memory, again with nothing changed, and in parts."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        size = 10
        while size <= most:
            docs = corpus(root / f"docs{size}", size)
            for name, args in {
                "graph in memory": ("-o", root / f"out{size}"),
                "again, nothing changed": ("-o", root / f"out{size}"),
                "in parts": ("-o", root / f"parts{size}", "--engine", "local"),
            }.items():
                row = measured(*kg("build", docs, "--workers", workers, *args))
                extra = _seconds(root / f"out{size}") if name != "in parts" else {}
                print(json.dumps({"documents": size, "how": name, **_row(row), **extra}), flush=True)
            size *= 10


def _row(row: tuple[float, float, float]) -> dict[str, float]:
    return {"seconds": round(row[0], 1), "first process MB": round(row[1]), "all processes MB": round(row[2])}


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
                print(json.dumps({"documents": size, "workers": count, **_row(row), **_seconds(root / f"out{count}-{turn}")}), flush=True)


def engines(size: int) -> None:
    """The pool against Dask, each with one and two workers, in turns."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        docs = corpus(root / "docs", size)
        for count in (1, 2):
            for engine in ("local", "dask"):
                row = measured(*kg("build", docs, "-o", root / f"{engine}{count}", "--engine", engine, "--workers", count))
                print(json.dumps({"documents": size, "engine": engine, "workers": count, **_row(row)}), flush=True)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("sizes", "workers", "engines"))
    parser.add_argument("--documents", type=int, default=1000, help="documents of the largest corpus")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    if args.what == "sizes":
        sizes(args.documents, args.workers)
    else:
        {"workers": workers, "engines": engines}[args.what](args.documents)


if __name__ == "__main__":
    main()
