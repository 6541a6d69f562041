"""What large corpora need, from unit costs that were measured on small ones: the model behind ``docs/scale.md``.

Run from the root of the repository: ``python benchmarks/scale_model.py``; prints the tables of that page.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

GB, HOUR = 1e9, 3600.0


@dataclass(frozen=True)
class Units:
    """Unit costs: what ``python benchmarks/units.py`` printed (26 documents, 1,593 claims, 54,199 quads; one core of a busy AMD EPYC, 2026-11-21).

    ``memory``, ``worker_memory``, ``row_memory``, ``source_memory`` and ``task_seconds`` are older and not measured by it.
    """

    characters: float = 67_846 / 26  # of a document
    claims: float = 1_593 / 67_846  # of a character
    characters_a_second: float = 5_191  # extraction, one core
    rows_seconds: float = 0.000_280  # of a claim: rows of the shuffle, with its mentions' entities
    shuffle: float = 407  # bytes of a claim, compressed
    merge_seconds: float = 0.000_664  # of a claim: read rows, fuse, write Parquet and N-Quads
    parquet: float = 630  # bytes of a claim, all tables
    quads: float = 34.0
    nquads: float = 4_521  # bytes of a claim
    store: float = 156  # bytes of a quad in Oxigraph on disk
    load_seconds: float = 0.000_008_5  # of a quad, bulk load
    cache: float = 2_079  # bytes of a claim in the cache of a local build
    memory: float = 1.303e9 / 1_000_000  # bytes of a claim in the graph in memory
    check_seconds: float = 0.000_632  # of a claim: SHACL
    worker_memory: float = 0.32e9  # of a process that extracts
    row_memory: float = 4_000  # bytes of a claim while its bucket is merged
    source_memory: float = 700  # bytes of a document in the driver's list
    task_seconds: float = 0.001  # of the scheduler, a task


@dataclass(frozen=True)
class Plan:
    """How a corpus is cut up."""

    documents: float
    cores: int
    partition: int = 2_000  # documents of a task
    bucket: float = 250_000  # claims of a part


def needs(plan: Plan, unit: Units) -> dict[str, str]:
    """What a corpus needs."""
    characters = plan.documents * unit.characters
    claims = characters * unit.claims
    extraction = characters / unit.characters_a_second + claims * unit.rows_seconds
    merge = claims * unit.merge_seconds
    partitions, buckets = plan.documents / plan.partition, max(1.0, claims / plan.bucket)
    quads = claims * unit.quads
    return {
        "documents": f"{plan.documents:,.0f}",
        "characters": f"{characters / 1e9:,.1f} G",
        "claims": f"{claims / 1e6:,.0f} M",
        "extraction, core-hours": f"{extraction / HOUR:,.0f}",
        "merge, core-hours": f"{merge / HOUR:,.0f}",
        f"both on {plan.cores:,} cores, hours": f"{(extraction + merge) / HOUR / plan.cores:,.1f}",
        "check (SHACL), core-hours": f"{claims * unit.check_seconds / HOUR:,.0f}",
        "memory of all workers": f"{plan.cores * max(unit.worker_memory, plan.bucket * unit.row_memory) / GB:,.0f} GB",
        "shuffle": f"{claims * unit.shuffle / GB:,.0f} GB",
        "partitions × buckets (reads of a row group)": f"{partitions:,.0f} × {buckets:,.0f} = {partitions * buckets:.1e}",
        "scheduler, seconds": f"{(partitions + buckets) * unit.task_seconds:,.0f}",
        "driver's list of documents": f"{plan.documents * unit.source_memory / GB:,.1f} GB",
        "Parquet": f"{claims * unit.parquet / GB:,.0f} GB",
        "N-Quads": f"{claims * unit.nquads / GB:,.0f} GB",
        "quads": f"{quads / 1e9:,.1f} G",
        "store on disk": f"{quads * unit.store / GB:,.0f} GB",
        "load of one store, hours": f"{quads * unit.load_seconds / HOUR:,.1f}",
        "graph in memory (`kg.load`, the page; not `kg build`)": f"{claims * unit.memory / GB:,.0f} GB",
    }


def skew(claims: int = 2_000_000, buckets: int = 256, exponent: float = 1.2, keys: int = 500_000) -> tuple[float, float]:
    """The largest bucket against the mean, where the n-th most frequent relation has n^-exponent of the claims: by key, and by claim."""
    chance = np.random.default_rng(11)
    share = np.arange(1, keys + 1) ** -exponent
    sizes = chance.multinomial(claims, share / share.sum())
    by_key = np.bincount(chance.integers(0, buckets, keys), weights=sizes, minlength=buckets)
    by_claim = np.bincount(chance.integers(0, buckets, claims), minlength=buckets)
    return float(by_key.max() / by_key.mean()), float(by_claim.max() / by_claim.mean())


def main() -> None:
    """Print the tables."""
    plans = (Plan(10_000, 2), Plan(10_000_000, 200), Plan(1_000_000_000, 5_000))
    columns = [needs(plan, Units()) for plan in plans]
    for name in dict.fromkeys(name for column in columns for name in column):
        if name.startswith("both on"):
            continue
        print(f"| {name} | {' | '.join(column[name] for column in columns)} |")
    hours = (value for column in columns for name, value in column.items() if name.startswith("both on"))
    print(f"| both halves, hours on {' / '.join(f'{plan.cores:,}' for plan in plans)} cores | {' | '.join(hours)} |")
    for exponent in (1.05, 1.2, 1.5):
        by_key, by_claim = skew(exponent=exponent)
        print(f"| {exponent} | {by_key:.1f} | {by_claim:.2f} |")


if __name__ == "__main__":
    main()
