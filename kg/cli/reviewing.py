"""Commands that take decisions: ``kg review``."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import GraphFolder, JudgementsFile, OntologyFolder, app, err, errors_as_lines, out, say
from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.duplicates import Duplicate, duplicates
from kg.loading import load
from kg.model import Entity
from kg.vocab import Judgement, Judgements, Vocabulary, judge, judged, load_vocabulary, name_key, withdraw

_KEYS = "[s]ame  [d]ifferent  [1] or [2] is no entity  s[k]ip  [u]ndo  [q]uit"


Reviewer = Annotated[str, typer.Option("--who", envvar=["KG_REVIEWER", "USER"], help="Your name, as the file is to give it.")]


@app.command()
def review(
    graph: GraphFolder = Path("outputs"),
    judgements: JudgementsFile = None,
    ontology: OntologyFolder = None,
    who: Reviewer = "",
    limit: Annotated[int, typer.Option(help="Most pairs to ask about.")] = 100,
) -> None:
    """Decide which entities of a built graph are one; the next build heeds it."""
    with errors_as_lines():
        vocab = vocabulary_to_review(ontology, judgements)
        loaded = load(graph)
        reviewing = _Review(loaded, vocab, who)
        reviewing.ask(duplicates(loaded, vocab.judgements)[:limit])
    out.print(f"{len(reviewing.taken)} decisions added to {vocab.judgements.path}", markup=False, highlight=False)
    if reviewing.taken:
        out.print("`kg build` heeds them.", markup=False, highlight=False)


def vocabulary_to_review(ontology: Path | None, judgements: Path | None) -> Vocabulary:
    """The vocabulary with the decisions of a file, which need not exist yet; else those of the ontology folder."""
    if judgements is None or judgements.exists():
        return load_vocabulary(ontology, judgements=judgements)
    return replace(load_vocabulary(ontology), judgements=Judgements(judgements))


class _Review:
    """A person going through pairs; every decision is in the file before the next is asked for."""

    def __init__(self, graph: Graph, vocab: Vocabulary, who: str) -> None:
        self._graph = graph
        self._path = vocab.judgements.path
        self._checks = vocab.ontology.types, vocab.names.entities
        self._judgements = vocab.judgements
        self._who = who
        #: The decisions of this session; those that one answer led to are together.
        self.taken: list[list[Judgement]] = []

    def ask(self, pairs: list[Duplicate]) -> None:
        """Offer the pairs one by one until there are no more, or the person has had enough."""
        at = 0
        back: list[int] = []
        while at < len(pairs):
            pair = pairs[at]
            if self._settled(pair):
                at += 1
                continue
            self._show(pair, at + 1, len(pairs))
            answer = self._answer()
            if answer == "q":
                return
            if answer == "u":
                if self.taken:
                    self._undo()
                    at = back.pop()
                continue
            if answer != "k":
                before = len(self.taken)
                self._decide(pair, answer)
                back += [at] * (len(self.taken) - before)
            at += 1

    def _settled(self, pair: Duplicate) -> bool:
        """Whether somebody decided on a pair, or on one of its ends, since the list was made."""
        rejected = self._judgements.rejected_names()
        ends = [{entity.id, *map(name_key, _names(entity))} for entity in (pair.left, pair.right)]
        gone = any({name_key(entity.label), entity.id} & {*rejected, *self._rejected_ids()} for entity in (pair.left, pair.right))
        return gone or any(frozenset((a, b)) in self._judgements.pairs() for a in ends[0] for b in ends[1])

    def _rejected_ids(self) -> set[str]:
        return {row.left for row in self._judgements.of("not an entity")}

    def _show(self, pair: Duplicate, number: int, total: int) -> None:
        out.print()
        say(f"{number}/{total}  alike {pair.score:.0%}: {' ~ '.join(pair.names)}", style="dim")
        for key, entity in (("1", pair.left), ("2", pair.right)):
            others = [name for name in _names(entity) if name != entity.label][:6]
            known = "known" if entity.known else "new"
            say(f"{key}  {entity.label}  [{entity.cls}, {known}]" + (f"  also {', '.join(others)}" if others else ""), style="bold")
            say(f"   {_sentence(self._graph, entity)}")

    def _answer(self) -> str:
        while True:
            try:
                answer = typer.prompt(_KEYS, prompt_suffix=" > ", show_default=False).strip().lower()
            except typer.Abort:  # the end of the input, or Ctrl-C
                return "q"
            if answer in ("s", "d", "1", "2", "k", "u", "q"):
                return str(answer)

    def _decide(self, pair: Duplicate, answer: str) -> None:
        when = datetime.now(UTC).isoformat(timespec="seconds")
        if answer in ("s", "d"):
            rows = judged("same" if answer == "s" else "different", pair.left, pair.right, who=self._who, when=when)
        else:
            rows = judged("not an entity", pair.left if answer == "1" else pair.right, who=self._who, when=when)
        written = []
        for row in rows:
            try:
                self._judgements = judge(self._path, row, *self._checks)
                written.append(row)
            except UsageError as error:
                err.print(str(error), markup=False, highlight=False)
        if written:
            self.taken.append(written)

    def _undo(self) -> None:
        for row in self.taken.pop():
            self._judgements = withdraw(self._path, row, *self._checks)


def _names(entity: Entity) -> list[str]:
    return list(dict.fromkeys((*entity.labels.values(), *entity.aliases)))


def _sentence(graph: Graph, entity: Entity) -> str:
    """A sentence that names an entity, and where it stands: one that a claim was drawn from, if there is."""
    own = [claim for claim in graph.claims.values() if entity.id in (claim.subject, claim.object)]
    others = (claim for claim in graph.claims.values() if any(name in claim.evidence.quote for name in _names(entity)))
    claim = min(own, key=lambda c: (-c.confidence, c.id)) if own else next(others, None)
    if claim is None:
        return "(no claim quotes a sentence that names it)"
    page = f", p. {claim.evidence.page}" if claim.evidence.page else ""
    return f"「{claim.evidence.quote}」 {graph.documents[claim.evidence.document].source}{page}"
