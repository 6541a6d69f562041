"""Why a claim was made: ``kg explain``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import GraphFolder, app, errors_as_lines, say
from kg.cli.contrasts import contrast_line
from kg.cli.traces import print_claim
from kg.errors import UsageError
from kg.graph import Graph
from kg.loading import load
from kg.model import Entity, Relation
from kg.vocab import load_vocabulary


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
                print_claim(loaded, claim, rules)


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
