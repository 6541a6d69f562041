"""Decisions on entities and claims, applied to what documents yielded."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories import claim, document, entity

from kg.ids import entity_id
from kg.link import Decider, Decisions, merged
from kg.model import Claim, Entity, Extraction, Mention, Span
from kg.vocab import Judgement, Judgements, Names, fold, load_vocabulary

NAMES = load_vocabulary().names
TSMC = NAMES.entities["firm-tsmc"]
KAI = entity(entity_id("Firm", fold("凱航")), "凱航")
KAIHANG = entity(entity_id("Firm", fold("凱航海運公司")), "凱航海運公司", aliases=("凱航海運",))
OFFICE = entity("organization-x000000000003", "港務所")
LAND = NAMES.entities["country-vn"]


def extraction(doc: str, entities: list[Entity], *claims: Claim) -> Extraction:
    """A document that names these entities, once each, and states these claims."""
    mentions = (Mention(f"m{n}", 0, Span(n, n + 1), Span(n, n + 1), e.label, e.type, "suffix", entity=e.id) for n, e in enumerate(entities))
    return Extraction(document(doc), tuple(mentions), {e.id: e for e in entities}, claims)


def judgements(*rows: tuple[str, ...]) -> Judgements:
    """Decisions, the first on line 2."""
    return Judgements(Path("j.csv"), tuple(Judgement(*row, line=line) for line, row in enumerate(rows, 2)))


def decide(documents: list[Extraction], decisions: Judgements, names: Names) -> tuple[list[Extraction], Decisions]:
    """The documents as decided, and what became of the decisions."""
    claims = {claim.id for found in documents for claim in found.claims}
    decider = Decider(merged([found.entities for found in documents]), claims, decisions, names)
    return [decider.apply(found) for found in documents], decider.outcome


ONE = extraction("doc-1", [KAI, LAND], claim(KAI.id, "investsIn", LAND.id, said_by=KAI.id))
TWO = extraction("doc-2", [KAIHANG, OFFICE], claim(OFFICE.id, "restricts", KAIHANG.id, doc="doc-2"))


def test_no_decision_changes_nothing() -> None:
    """Without decisions the extractions are as they were."""
    assert decide([ONE, TWO], judgements(), NAMES)[0] == [ONE, TWO]


@pytest.mark.parametrize("ends", [("凱航", "凱航海運公司"), (KAI.id, "凱航海運"), ("凯航", KAIHANG.id)])
def test_the_same_is_one_entity(ends: tuple[str, str]) -> None:
    """Entities that are the same, by name in either script or by id, are one, with all names, in all documents."""
    decided, outcome = decide([ONE, TWO], judgements(("same", *ends)), NAMES)

    heads = {mention.entity for found in decided for mention in found.mentions if mention.type == "Firm"}
    assert heads == {KAI.id}
    assert [found.entities[KAI.id].aliases for found in decided] == [("凱航海運", "凱航海運公司")] * 2
    assert decided[1].claims[0].object == KAI.id
    assert outcome.merged == 1


def test_claims_keep_their_ids() -> None:
    """A decision on entities leaves the ids of claims, so that decisions on claims still find them."""
    decided, _ = decide([TWO], judgements(("same", "凱航海運公司", "firm-tsmc")), NAMES)

    assert [c.id for c in decided[0].claims] == [c.id for c in TWO.claims]


def test_the_known_entity_gives_the_id() -> None:
    """What is the same as a known entity becomes that one, also where the documents never name it, and adds its names."""
    decided, _ = decide([TWO], judgements(("same", "凱航海運公司", "台積電")), NAMES)

    assert decided[0].claims[0].object == "firm-tsmc"
    assert decided[0].entities["firm-tsmc"].labels == TSMC.labels
    assert "凱航海運公司" in decided[0].entities["firm-tsmc"].aliases


@pytest.mark.parametrize(
    "documents", [[ONE, TWO], [TWO, ONE], [TWO, ONE, extraction("doc-3", [entity("firm-x000000000001", "凱航貨運", aliases=("凱航",))])]]
)
def test_further_documents_do_not_change_the_id(documents: list[Extraction]) -> None:
    """The id of what was made one depends on the file of decisions, not on which documents there are and in which order."""
    decided, _ = decide(documents, judgements(("same", "凱航", "凱航海運公司")), NAMES)

    assert {m.entity for found in decided for m in found.mentions if m.type == "Firm"} == {KAI.id}


def test_a_chain_is_one_entity() -> None:
    """What is the same as the same is the same."""
    third = extraction("doc-3", [entity("firm-x000000000009", "凱航集團")])
    rows = (("same", "凱航集團", "凱航海運"), ("same", "凱航", "凱航集團"))
    decided, outcome = decide([ONE, TWO, third], judgements(*rows), NAMES)

    assert len({m.entity for found in decided for m in found.mentions if m.type == "Firm"}) == 1
    assert outcome.merged == 2


def test_a_claim_of_a_thing_about_itself_is_left_out() -> None:
    """A claim between two entities that turn out to be one says nothing any more."""
    both = extraction("doc-1", [KAI, KAIHANG], claim(KAI.id, "subsidiaryOf", KAIHANG.id))
    decided, outcome = decide([both], judgements(("same", KAI.id, KAIHANG.id)), NAMES)

    assert decided[0].claims == ()
    assert outcome.circular == 1


def test_a_rejected_entity_leaves_with_its_claims() -> None:
    """No mention of it, no claim about it, no qualifier that names it."""
    third = extraction("doc-3", [KAIHANG, LAND, KAI], claim(KAIHANG.id, "investsIn", LAND.id, doc="doc-3", said_by=KAI.id))
    decided, outcome = decide([ONE, third], judgements(("not an entity", KAI.id)), NAMES)

    assert [m.surface for m in decided[0].mentions] == [LAND.label]
    assert decided[0].claims == ()
    assert decided[1].claims[0].qualifiers.said_by is None
    assert decided[1].claims[0].evidence.by is None
    assert outcome.rejected == 1


def test_claims_are_judged() -> None:
    """A wrong claim is left out, a right one is certain."""
    other = claim(KAIHANG.id, "operatesIn", LAND.id, doc="doc-1")
    wrong, right = ONE.claims[0].id, other.id
    found = extraction("doc-1", [KAI, KAIHANG, LAND], ONE.claims[0], other)
    decided, outcome = decide([found], judgements(("wrong", wrong), ("right", right)), NAMES)

    assert [(c.id, c.confidence) for c in decided[0].claims] == [(right, 1.0)]
    assert (outcome.wrong, outcome.confirmed) == (1, 1)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("same", "凱航", "港務所")], "entities of different types cannot be the same"),
        ([("same", "商務部", "港務所")], "商務部 may mean any of org-"),
        ([("different", "台積電", "TSMC")], "the names files hold both 台積電 and TSMC"),
        ([("different", "凱航", KAIHANG.id), ("same", KAI.id, "凱航海運")], "line 2 keeps 凱航 and 凱航海運公司 apart"),
    ],
)
def test_what_cannot_be_applied_is_reported(rows: list[tuple[str, ...]], reason: str) -> None:
    """A decision that the documents or other decisions do not allow changes nothing and is named with its line."""
    decided, outcome = decide([ONE, TWO], judgements(*rows), NAMES)

    assert decided == [ONE, TWO]
    assert [(line, reason in why) for line, why in outcome.conflicts] == [(len(rows) + 1, True)]


def test_decisions_on_what_is_not_here_are_reported() -> None:
    """Decisions about entities and claims of other documents do no harm, and the report names them."""
    rows = (("same", "凱航", "遠航"), ("wrong", "claim-0123456789ab"), ("not an entity", "firm-xffffffffffff"))
    decided, outcome = decide([ONE], judgements(*rows), NAMES)

    assert decided == [ONE]
    assert outcome.idle == ((2, "遠航"), (3, "claim-0123456789ab"), (4, "firm-xffffffffffff"))
