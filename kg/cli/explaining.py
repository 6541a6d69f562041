"""Why a claim was made, and what nearly was one: ``kg explain``, and what ``kg extract --trace`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import GraphFolder, app, errors_as_lines, say
from kg.cli.contrasts import contrast_line
from kg.errors import UsageError
from kg.graph import Graph
from kg.loading import load
from kg.model import Claim, Entity, Extraction, Relation
from kg.relate import NearMiss, Reading
from kg.vocab import Rule, load_vocabulary


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(help="A name, in any language, or an id.")],
    relation: Annotated[str, typer.Argument(help="A relation, as the ontology names it: relocatedTo.")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="A name or id.")],
    graph: GraphFolder = Path("outputs"),
) -> None:
    """Show why the graph holds that SUBJECT RELATION OBJECT: sentences, rules, and what was read as what."""
    with errors_as_lines():
        loaded = load(graph)
        found = _relations(loaded, loaded.find(subject), relation, loaded.find(object_))
        rules = {rule.id: rule for rule in load_vocabulary().rules}
        for contrast in loaded.contrasts_of(found[0].subject):
            if found[0].id in contrast.relations:
                say(contrast_line(loaded, contrast))
        for fused in found:
            ends = (loaded.entities[fused.subject].label, loaded.entities[fused.object].label)
            say(f"{ends[0]} —{fused.relation}→ {ends[1]}  {fused.modality}, confidence {fused.confidence:.2f}", style="bold")
            for claim in loaded.evidence(fused.id):
                _print_claim(loaded, claim, rules)


def print_trace(extraction: Extraction, readings: Iterable[Reading]) -> None:
    """Print how each sentence and row of a document came to its claims, and what nearly was one."""
    rules = {rule.id: rule for rule in load_vocabulary().rules}
    say(extraction.document.source, style="bold")
    for reading in readings:
        page = f" (p. {reading.page})" if reading.page else ""
        say(f"\n「{reading.quote}」{page}")
        for claim in reading.claims:
            ends = (extraction.entities[claim.subject].label, extraction.entities[claim.object].label)
            say(f"  + {ends[0]} —{claim.relation}→ {ends[1]}  {claim.qualifiers.modality}, confidence {claim.confidence:.2f}")
            _print_lines(_reasons(claim, extraction.entities, rules))
        for miss in reading.near:
            say(f"  - {_missed(miss)}", style="dim")


def _relations(graph: Graph, subject: Entity, relation: str, object_: Entity) -> list[Relation]:
    """The relations of this name between two entities, one a modality.

    Raises:
        UsageError: there is none; the message says what there is between them.
    """
    between = [r for r in graph.relations_of(subject.id) if {r.subject, r.object} == {subject.id, object_.id}]
    found = [r for r in between if r.relation == relation and (r.subject == subject.id or r.symmetric)]
    if not found:
        others = sorted({f"{graph.entities[r.subject].label} {r.relation} {graph.entities[r.object].label}" for r in between})
        instead = f"there is: {'; '.join(others)}" if others else "nothing relates the two"
        raise UsageError(f"no claim says that {subject.label} {relation} {object_.label}; {instead}")
    return found


def _print_claim(graph: Graph, claim: Claim, rules: Mapping[str, Rule]) -> None:
    evidence = claim.evidence
    page = f", p. {evidence.page}" if evidence.page else ""
    section = f", {evidence.section}" if evidence.section else ""
    say(f"\n「{evidence.quote}」")
    _print_lines([f"{graph.documents[evidence.document].source}{page}{section}", *_reasons(claim, graph.entities, rules)])


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        say(f"      {line}", style="dim")


def _reasons(claim: Claim, entities: Mapping[str, Entity], rules: Mapping[str, Rule]) -> Iterator[str]:
    """What drew a claim, and what of its sentence was read as what."""
    evidence = claim.evidence
    yield _method(evidence.rule, rules)
    if evidence.judged:
        yield "models: " + ", ".join(f"{name} {probability:.2f}" for name, probability in evidence.judged)
    quote = evidence.quote
    parts = []
    for name, id_, place in (("subject", claim.subject, evidence.subject_at), ("object", claim.object, evidence.object_at)):
        words = quote[place.start : place.end] if place else None
        parts.append(f"{name} {words or f'{entities[id_].label} (stands outside: in the sentence before, or in the title)'}")
    values = _values(claim, entities)
    for part, places in groupby(evidence.bindings, key=lambda binding: binding[0]):
        words = "…".join(quote[place.start : place.end] for _, place in places)
        value = values.get(part)
        parts.append(f"{part} {words}" + (f" = {value}" if value and value != words else ""))
    yield " · ".join(parts)


def _method(rule: str, rules: Mapping[str, Rule]) -> str:
    relation, _, name = rule.partition("/")
    if relation == "table":
        return f"rule {name} of ontology/relations/tables.yaml"
    if name == "learned":
        return "no rule: the models alone"
    pattern = f": {rules[rule].pattern}" if rule in rules else ""
    return f"rule {name} of ontology/relations/{relation}.yaml{pattern}"


def _values(claim: Claim, entities: Mapping[str, Entity]) -> Mapping[str, str | None]:
    """What the words of each part were read as."""
    q = claim.qualifiers
    inferred = " (year inferred)" if q.inferred else ""
    names = {part: entities[id_].label for part, id_ in (("product", q.product), ("origin", q.origin), ("by", q.said_by)) if id_}
    return {
        "modality": q.modality,
        "date": f"{q.when}{inferred}" if q.when else None,
        "amount": f"{q.amount.value:f} {q.amount.unit}" if q.amount else None,
        "rate": q.rate,
        **names,
    }


def _missed(miss: NearMiss) -> str:
    if miss.relation is None:
        return miss.reason
    ends = (miss.subject.surface if miss.subject else "?", miss.object.surface if miss.object else "?")
    return f"{ends[0]} —{miss.relation}→ {ends[1]}  ({miss.rule}): {miss.reason}"
