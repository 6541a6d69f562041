"""How long graphs of many claims take to write, load, validate and ask: rdflib and pyshacl against Oxigraph, in one run.

Run from the root of the repository: ``python benchmarks/graphs.py 1000 20000``. The graphs are made up, the same for the same number
of claims: twenty claims a document, an entity for every four claims, every relation, modality and qualifier of the ontology. Each
measurement runs in a process of its own; times are those of the processor. A table in Markdown is printed. With ``--folder`` graphs
and results are kept there and what is there is not measured again, so that a long table can be made step by step.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from kg.fuse import fuse
from kg.graph import Graph
from kg.model import Amount, Claim, Document, Entity, Evidence, Qualifiers, Span
from kg.vocab import load_vocabulary

CLAIMS_A_DOCUMENT, CLAIMS_AN_ENTITY = 20, 4
MODALITIES = ("fact", "fact", "fact", "planned", "possible", "denied")
#: The most claims that a step is asked for: pyshacl and rdflib would take hours, what is held in memory more than 10 GB.
MOST = {"pyshacl": 1_000, "questions, rdflib": 1_000, "rdflib": 20_000, "Oxigraph in memory": 200_000}
#: The question that is asked by its name, of the folder, as ``kg query`` does.
BY_NAME = "firms-leaving"


def generated(claims: int) -> Graph:
    """A graph of so many claims, by a fixed seed."""
    rng = random.Random(claims)
    ontology = load_vocabulary().ontology
    relations = [relation for _, relation in sorted(ontology.relations.items())]
    documents = [
        Document(f"doc-{i:012x}", f"{i:07}.txt", f"{i:064x}", "", title=f"第 {i} 份報告", published=f"20{i % 25:02}-{i % 12 + 1:02}")
        for i in range(max(1, claims // CLAIMS_A_DOCUMENT))
    ]
    by_type: dict[str, list[Entity]] = {type_: [] for type_ in ontology.types}
    for i in range(max(len(by_type) * 2, claims // CLAIMS_AN_ENTITY)):
        type_ = ontology.types[i % len(ontology.types)]
        by_type[type_].append(
            Entity(f"{type_.lower()}-x{i:012x}", type_, type_, {"zh-Hant": f"實體{i}", "en": f"Entity {i}"}, (f"別名{i}",))
        )
    made = [_claim(i, rng, relations[i % len(relations)], by_type, documents[i % len(documents)]) for i in range(claims)]
    return Graph(
        documents={document.id: document for document in documents},
        entities={entity.id: entity for entities in by_type.values() for entity in entities},
        claims={claim.id: claim for claim in made},
        relations={relation.id: relation for relation in fuse(made, symmetric=ontology.symmetric)},
    )


def _claim(i: int, rng: random.Random, relation, by_type: dict[str, list[Entity]], document: Document) -> Claim:
    subject = rng.choice(by_type[rng.choice(sorted(relation.domain))])
    object_ = rng.choice([e for e in rng.sample(by_type[rng.choice(sorted(relation.range))], 2) if e != subject])
    year = rng.randrange(2000, 2026)
    when = (None, f"{year}", f"{year}-{i % 12 + 1:02}", f"{year}-{i % 12 + 1:02}-{i % 28 + 1:02}", f"{year}/{year + 1}")[i % 5]
    qualifiers = Qualifiers(
        when=when,
        amount=Amount(Decimal(i) * 1000, "USD", f"{i} 千美元") if i % 10 == 0 else None,
        rate=f"{i % 40}%" if i % 15 == 0 else None,
        modality=rng.choice(MODALITIES),  # type: ignore[arg-type]
        said_by=by_type["Person"][i % len(by_type["Person"])].id if i % 8 == 0 else None,
    )
    quote = f"{subject.label}{relation.labels['zh-Hant']}{object_.label}，為第 {i} 句。"
    evidence = Evidence(
        document.id, Span(i, i + len(quote)), quote, i % 30 + 1, f"{relation.name}/made", "m1", "m2", prefix="前一句。", suffix="後一句。"
    )
    return Claim(f"claim-{i:012x}", subject.id, relation.name, object_.id, qualifiers, evidence, round(0.5 + i % 50 / 100, 3))


def measure(step: str, claims: int, folder: Path) -> float:
    """Seconds that one step takes; the file it needs is there."""
    path = folder / "graph.ttl"
    if step == "write":
        from kg.export import EXPORTERS

        graph = generated(claims)
        return timed(lambda: EXPORTERS["graph.ttl"](graph, path))
    if step == "write N-Quads":
        from kg.export import DATASETS

        graph = generated(claims)
        return timed(lambda: DATASETS["nquads"](graph, folder / "graph.nq"))
    if step.endswith("Oxigraph in memory"):
        from kg.graph.query import load_store

        if step.startswith("load"):
            return timed(lambda: load_store(path))
        store = load_store(path)
        return timed(lambda: [list(store.query(q, prefixes=PREFIXES)) for q in questions()])
    if step.endswith("Oxigraph on disk"):
        from kg.graph.named import StoredEntities
        from kg.graph.query import named_queries, run_named
        from kg.graph.store import STORE, open_store, write_store

        if step.startswith("load"):
            return timed(lambda: write_store(path, folder / STORE))
        if step.startswith("questions"):
            store = open_store(path)
            return timed(lambda: [list(store.query(q, prefixes=PREFIXES)) for q in questions()])
        [question] = [question for question in named_queries() if question.name == BY_NAME]
        parameters = dict.fromkeys(question.parameters, "實體0")
        return timed(lambda: run_named(store := open_store(path), BY_NAME, parameters, StoredEntities(store)))
    if step in ("load, rdflib", "questions, rdflib"):
        import rdflib

        if step.startswith("load"):
            return timed(lambda: rdflib.Graph().parse(path, format="turtle"))
        graph = rdflib.Graph().parse(path, format="turtle")
        return timed(lambda: [list(graph.query(q, initNs=PREFIXES)) for q in questions()])
    from kg.graph.validation import validate

    findings: list[object] = []
    engine = "pyshacl" if step.endswith("pyshacl") else "oxigraph"
    seconds = timed(lambda: findings.extend(validate(path, engine=engine)))
    if findings:
        raise SystemExit(f"the generated graph has findings: {findings[:3]}")
    return seconds


def timed(work) -> float:
    """Seconds of the processor."""
    start = time.process_time()
    work()
    return time.process_time() - start


def questions() -> list[str]:
    """The competency questions that have no parameter."""
    from kg.graph.query import named_queries

    return [question.sparql for question in named_queries() if not question.parameters]


def _prefixes() -> dict[str, str]:
    from kg.vocab.prefixes import load_prefixes

    return dict(load_prefixes())


PREFIXES = _prefixes()
STEPS = (
    "write", "write N-Quads", "load, Oxigraph in memory", "load, Oxigraph on disk", "load, rdflib", "validate, Oxigraph",
    "validate, pyshacl", "questions, Oxigraph in memory", "questions, Oxigraph on disk", "questions, rdflib", "one by name, Oxigraph on disk",
)  # fmt: skip


def column(claims: int, folder: Path, only: list[str] | None) -> list[str]:
    """The cells of a graph, the first how many claims it has; what was measured before is taken from the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    results = folder / "results.json"
    found = json.loads(results.read_text()) if results.is_file() else {}
    for step in STEPS:
        most = next((most for part, most in MOST.items() if part in step), claims)
        if step in found or claims > most or (only and step not in only):
            continue
        command = [sys.executable, __file__, str(claims), "--step", step, "--folder", str(folder)]
        made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        found[step] = f"{made['seconds']:.2f} s, {made['memory']:.1f} GB"
        results.write_text(json.dumps(found, indent=1))
        print(f"{claims:,} claims: {step}: {found[step]}", file=sys.stderr)
    return [f"{claims:,}", *(found.get(step, "–") for step in STEPS)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claims", type=int, nargs="+")
    parser.add_argument("--folder", type=Path, help="Where graphs and results are kept; a temporary one if not given.")
    parser.add_argument("--only", choices=STEPS, action="append", help="Measure this step only; of the others, show what --folder holds.")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        seconds = measure(arguments.step, arguments.claims[0], arguments.folder)
        print(json.dumps({"seconds": seconds, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}))
        return
    with tempfile.TemporaryDirectory() as temporary:
        columns = [column(claims, (arguments.folder or Path(temporary)) / str(claims), arguments.only) for claims in arguments.claims]
    print("| claims | " + " | ".join(column[0] for column in columns) + " |")
    print("| --- |" + " --- |" * len(columns))
    for i, step in enumerate(STEPS, 1):
        print(f"| {step} | " + " | ".join(column[i] for column in columns) + " |")


if __name__ == "__main__":
    main()
