"""What people decided about entities and claims, applied to what all documents yielded.

Decisions on names as such (``not an entity``, ``type``, and ``different`` within a document) are heeded where documents are read;
here entities become one, and rejected entities and wrong claims leave. Ids of claims stay as extraction made them, so that a
decision on two entities does not undo another on a claim.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from kg.ids import entity_id
from kg.model import PERSON, Claim, Entity, Extraction
from kg.vocab import Judgement, Judgements, Names, fold, is_id, name_key


@dataclass(frozen=True, slots=True)
class Decisions:
    """What became of the decisions.

    Attributes:
        merged: how many entities became part of another.
        rejected: how many entities were left out.
        wrong: how many claims were left out because somebody judged them wrong.
        confirmed: how many claims somebody judged right.
        circular: how many claims were left out because they would relate a merged entity to itself.
        conflicts: (line, reason) of decisions that the documents do not allow to be applied.
        idle: (line, what) of decisions about entities or claims that these documents do not yield.
    """

    merged: int = 0
    rejected: int = 0
    wrong: int = 0
    confirmed: int = 0
    circular: int = 0
    conflicts: tuple[tuple[int, str], ...] = ()
    idle: tuple[tuple[int, str], ...] = ()


class Decider:
    """Applies decisions to the extractions of documents, one by one, given what all of them yield.

    Args:
        entities: the entities of all documents, merged.
        claims: the ids of the claims of all documents.
        names: the known entities, which decisions may be about whether or not the documents name them.
    """

    def __init__(self, entities: Mapping[str, Entity], claims: Collection[str], judgements: Judgements, names: Names) -> None:
        deciding = _Deciding({**_meant(judgements, names), **entities})
        for row in judgements.of("different"):
            deciding.keep_apart(row)
        for row in judgements.of("same"):
            deciding.unite(row)
        self._rejected = {row.left for row in judgements.of("not an entity") if row.left in entities}
        self._canonical = {id_: head for id_, head in deciding.canonical().items() if id_ in entities}
        self._united = _united(deciding.entities, self._canonical)
        self._verdicts = {row.left: row.verdict for row in judgements.of("right", "wrong") if row.left in claims}
        self._counts: Counter[str] = Counter()
        absent = [row for row in judgements.of("right", "wrong") if row.left not in claims]
        absent += [row for row in judgements.of("not an entity") if is_id(row.left) and row.left not in entities]
        self._conflicts = tuple(sorted(deciding.conflicts))
        self._idle = tuple(sorted([*deciding.idle, *((row.line, row.left) for row in absent)]))

    @property
    def outcome(self) -> Decisions:
        """What became of the decisions, as far as documents were given."""
        return Decisions(
            merged=len(self._canonical), rejected=len(self._rejected), conflicts=self._conflicts, idle=self._idle, **self._counts
        )

    def apply(self, extraction: Extraction) -> Extraction:
        """One document's extraction as decided."""
        heads = {id_: self._canonical.get(id_, id_) for id_ in extraction.entities if id_ not in self._rejected}
        mentions = (
            replace(mention, entity=self._canonical.get(mention.entity, mention.entity)) if mention.entity else mention
            for mention in extraction.mentions
            if mention.entity not in self._rejected
        )
        return replace(
            extraction,
            mentions=tuple(mentions),
            entities={head: self._united.get(head) or extraction.entities[id_] for id_, head in heads.items()},
            claims=tuple(self._claims(extraction)),
        )

    def _claims(self, extraction: Extraction) -> Iterator[Claim]:
        for claim in extraction.claims:
            if {claim.subject, claim.object} & self._rejected:
                continue
            verdict = self._verdicts.get(claim.id)
            moved = _moved(claim, self._canonical, self._rejected)
            if verdict == "wrong":
                self._counts["wrong"] += 1
            elif moved.subject == moved.object and claim.subject != claim.object:
                self._counts["circular"] += 1
            elif verdict == "right":
                self._counts["confirmed"] += 1
                checked = replace(moved.evidence, judged=(*moved.evidence.judged, (PERSON, 1.0)))
                yield replace(moved, evidence=checked, confidence=1.0)
            else:
                yield moved


def _meant(judgements: Judgements, names: Names) -> dict[str, Entity]:
    """The known entities that decisions are about, whether or not the documents name them."""
    ends = {end for row in judgements.of("same", "different") for end in (row.left, row.right)}
    ids = {id_ for end in ends for id_ in ([end] if is_id(end) else [name.entity for name in names.find(end)])}
    return {id_: names.entities[id_] for id_ in sorted(ids) if id_ in names.entities}


class _Deciding:
    """Which entities are one, by the decisions so far."""

    def __init__(self, entities: Mapping[str, Entity]) -> None:
        self.entities = entities
        self._named: dict[str, list[str]] = defaultdict(list)
        for id_, entity in sorted(entities.items()):
            for key in dict.fromkeys(map(name_key, (*entity.labels.values(), *entity.aliases))):
                self._named[key].append(id_)
        self._groups: dict[str, list[str]] = {}
        self._heads: dict[str, str] = {}
        self._apart: dict[frozenset[str], int] = {}
        self.conflicts: list[tuple[int, str]] = []
        self.idle: list[tuple[int, str]] = []

    def keep_apart(self, row: Judgement) -> None:
        """Remember that the entities of a row are different."""
        lefts, rights = self._ids(row.left), self._ids(row.right)
        if both := sorted({*lefts} & {*rights} - {row.left, row.right}):
            if any(self.entities[id_].known for id_ in both):
                self.conflicts.append((row.line, f"the names files hold both {row.left} and {row.right} for names of {', '.join(both)}"))
            return
        self._apart.update({frozenset((left, right)): row.line for left in lefts for right in rights if left != right})

    def unite(self, row: Judgement) -> None:
        """Make the entities of a row one, if they are of one type and nothing stands against it."""
        lefts, rights = self._ids(row.left), self._ids(row.right)
        if not lefts or not rights:
            self.idle.append((row.line, " and ".join(end for end, ids in ((row.left, lefts), (row.right, rights)) if not ids)))
            return
        for end, ids in ((row.left, lefts), (row.right, rights)):
            known = [id_ for id_ in ids if self.entities[id_].known]
            if len({self.entities[id_].type for id_ in known}) < len(known):
                self.conflicts.append((row.line, f"{end} may mean any of {', '.join(known)}; judge these ids instead"))
                return
        pairs = [(a, b) for a in lefts for b in rights if self.entities[a].type == self.entities[b].type]
        if not pairs:
            kinds = ", ".join(f"{self.entities[id_].label} is a {self.entities[id_].type}" for id_ in (*lefts, *rights))
            self.conflicts.append((row.line, f"entities of different types cannot be the same ({kinds}); judge the type of a name first"))
        for a, b in pairs:
            if self._join(row.line, a, b):
                type_ = self.entities[a].type
                head = row.left if is_id(row.left) else entity_id(type_, fold(row.left))
                for id_ in self._groups[a]:
                    self._heads.setdefault(id_, head)

    def _join(self, line: int, a: str, b: str) -> bool:
        """Make two entities one; False if they are already, or another decision keeps them apart."""
        first, second = (self._groups.get(id_, [id_]) for id_ in (a, b))
        if first is second or a == b:
            return False
        against = sorted({self._apart[pair] for x in first for y in second if (pair := frozenset((x, y))) in self._apart})
        if against:
            self.conflicts.append((line, f"line {against[0]} keeps {self.entities[a].label} and {self.entities[b].label} apart"))
            return False
        group = [*first, *second]
        self._groups.update(dict.fromkeys(group, group))
        return True

    def canonical(self) -> dict[str, str]:
        """For each entity that is another one, the id of that one: of a known one if there is, else of that which the first line
        about them names on the left. It depends on the file only, so that further documents do not change it."""
        heads = {}
        for id_, group in self._groups.items():
            head = next((member for member in group if self.entities[member].known), self._heads[group[0]])
            if id_ != head:
                heads[id_] = head
        return heads

    def _ids(self, end: str) -> list[str]:
        return [end] if end in self.entities else self._named.get(name_key(end), []) if not is_id(end) else []


def _united(entities: Mapping[str, Entity], canonical: Mapping[str, str]) -> dict[str, Entity]:
    """The entities that others became part of, with the names of all of them."""
    members: dict[str, list[Entity]] = defaultdict(list)
    for id_, head in canonical.items():
        members[head].append(entities[id_])
    united = {}
    for head, others in members.items():
        # The name that gives the id may be a short form of another everywhere.
        entity = entities.get(head) or replace(min(others, key=lambda e: e.id), id=head)
        labels = dict(entity.labels)
        for other in others:
            labels = {**other.labels, **labels} if not entity.known else labels
        names = {name for other in others for name in (*other.labels.values(), *other.aliases)}
        aliases = tuple(sorted({*entity.aliases, *names} - set(labels.values())))
        united[head] = replace(entity, labels=labels, aliases=aliases)
    return united


def _moved(claim: Claim, canonical: Mapping[str, str], rejected: set[str]) -> Claim:
    """A claim about what its entities became part of; a qualifier that is no entity is left out."""

    def to(id_: str | None) -> str | None:
        return None if id_ is None or id_ in rejected else canonical.get(id_, id_)

    q, evidence = claim.qualifiers, claim.evidence
    return replace(
        claim,
        subject=canonical.get(claim.subject, claim.subject),
        object=canonical.get(claim.object, claim.object),
        qualifiers=replace(q, said_by=to(q.said_by), product=to(q.product), origin=to(q.origin)),
        evidence=replace(
            evidence,
            by=None if q.said_by in rejected else evidence.by,
            product=None if q.product in rejected else evidence.product,
        ),
    )
