"""What drew a claim, in words: what ``kg explain`` and ``kg extract --trace`` print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from kg.cli.common import say
from kg.graph import Graph
from kg.model import PERSON, Claim, Entity, Extraction
from kg.relate import NearMiss, Reading
from kg.vocab import Rule, load_vocabulary


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


def print_claim(graph: Graph, claim: Claim, rules: Mapping[str, Rule]) -> None:
    """Print a claim's sentence, where it stands, and what of it was read as what."""
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
    if models := [(name, probability) for name, probability in evidence.judged if name != PERSON]:
        yield "models: " + ", ".join(f"{name} {probability:.2f}" for name, probability in models)
    if claim.checked:
        yield "checked: somebody judged it right"
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
