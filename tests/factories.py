"""Graphs made by hand: no text is read, so that graph and exports are tested alone."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kg.fuse import contrasts, fuse
from kg.graph import Graph
from kg.model import Amount, Claim, Document, Entity, Evidence, Extraction, Mention, Qualifiers, Section, Span

#: What a document may hold and a page, a spreadsheet or a parser may trip over.
NASTY = "</script><img src=x onerror=alert(1)> \"quoted\" 'single' \\back\n\t\r\x00\x0b ]] --> 💥 \u2028 @en ^^xsd:date"
SYMMETRIC = frozenset({"cooperatesWith", "competesWith", "negotiatesWith"})


def document(id_: str = "doc-1", **fields: object) -> Document:
    """A document with every field set."""
    values: dict[str, object] = {
        "source": f"{id_}.pdf", "sha256": id_ * 8, "text": "", "media_type": "application/pdf", "title": "供應鏈月報",
        "author": "某甲", "publisher": "某社", "published": "2020-01-31", "pages": (0, 900),
        "sections": (Section("第一篇", "某乙", "2020-01", Span(0, 500)),), "warnings": ("第 3 頁沒有文字",),
    }  # fmt: skip
    return Document(id_, **{**values, **fields})  # type: ignore[arg-type]


def entity(id_: str, label: str, cls: str | None = None, **fields: object) -> Entity:
    """An entity whose type is the head of its id; ``cls`` is a finer class."""
    type_ = id_.split("-")[0].capitalize()
    return Entity(id_, type_, cls or type_, **{"labels": {"zh-Hant": label}, **fields})  # type: ignore[arg-type]


def claim(
    subject: str, relation: str, object_: str, quote: str = "", *, confidence: float = 0.8, doc: str = "doc-1", **qualifiers: object
) -> Claim:
    """A claim with evidence; its id says what it is about."""
    id_ = f"claim-{subject}-{relation}-{object_}-{len(quote)}-{qualifiers.get('modality', 'fact')}"
    quote = quote or f"{subject} {relation} {object_}"
    span = Span(10, 10 + len(quote))
    evidence = Evidence(doc, span, quote, 2, f"{relation}/some", "m1", "m2", Span(0, 2), Span(3, 5), "第一篇", "m3", "m4")
    return Claim(id_, subject, relation, object_, Qualifiers(**qualifiers), evidence, confidence)  # type: ignore[arg-type]


def graph_of(entities: Iterable[Entity], claims: Iterable[Claim], documents: Iterable[Document] = (document(),)) -> Graph:
    """A graph of these, with the claims fused."""
    by_id = {c.id: c for c in claims}
    documents_by_id = {d.id: d for d in documents}
    relations = fuse(by_id.values(), symmetric=SYMMETRIC)
    return Graph(
        documents=documents_by_id,
        entities={e.id: e for e in entities},
        claims=by_id,
        relations={r.id: r for r in relations},
        contrasts={c.id: c for c in contrasts(relations, by_id, documents_by_id)},
    )


def sample_entities() -> list[Entity]:
    """A dozen entities of all types."""
    return [
        entity(
            "firm-acme", "艾可電子", labels={"zh-Hant": "艾可電子", "zh-Hans": "艾可电子", "en": "Acme"}, country="TW",
            aliases=("ACME", "艾可", "Ácme"), identifiers={"wikidata": "Q42", "naics": "334413"}, known=True,
        ),
        entity("firm-beta", "貝塔"),
        entity("country-us", "美國", identifiers={"iso3166": "US", "wikidata": "Q30"}, country="US", aliases=("華府",)),
        entity("country-cn", "中國", identifiers={"iso3166": "CN"}, aliases=("中國大陸",)),
        entity("country-vn", "越南", identifiers={"iso3166": "VN"}),
        entity("place-hanoi", "河內", "City"),
        entity("organization-ministry", "某部", "GovernmentBody"),
        entity("person-lee", "李某"),
        entity("policy-act", "晶片法", "Law"),
        entity("policy-list", "管制清單", "ControlList"),
        entity("policy-pact", "某協定", "Agreement"),
        entity("product-wafer", "晶圓", "Component"),
        entity("sector-chips", "晶片業"),
        entity("event-summit", "某峰會", "Meeting"),
    ]  # fmt: skip


def sample_claims() -> list[Claim]:
    """A claim or two for every competency question."""
    billion = Amount(Decimal("34000000000"), "USD", "340 億美元")
    moved = "2019年8月至2020年，艾可由中國遷往越南。"
    return [
        claim("firm-acme", "relocatedTo", "country-vn", moved, when="2019-08/2020"),
        claim("firm-acme", "relocatedFrom", "country-cn", moved, when="2019-08/2020"),
        claim("firm-acme", "relocatedFrom", "country-cn", "艾可否認撤出中國。", modality="denied", doc="doc-2", said_by="firm-acme"),
        claim("firm-beta", "relocatedTo", "country-vn", "貝塔擬遷往越南。", modality="planned", when="2021", origin="country-cn"),
        claim("policy-act", "targets", "sector-chips", when="2022-08-09"),
        claim("policy-act", "issuedBy", "country-us", when="2022"),
        claim("country-us", "imposesTariffOn", "country-cn", rate="10-25%", amount=billion, when="2018-07-06", stage="生效"),
        claim("firm-beta", "memberOf", "policy-list", when="2019-05", inferred=True),
        claim("country-us", "partyTo", "policy-pact"),
        claim("firm-acme", "investsIn", "country-us", amount=Amount(Decimal("1.50"), "TWD", "1.50 元")),
        claim("firm-beta", "suppliesTo", "firm-acme", product="product-wafer"),
        claim("person-lee", "holdsPosition", "organization-ministry", role="部長"),
        claim("person-lee", "participatesIn", "event-summit", role="host"),
        claim("event-summit", "heldIn", "place-hanoi", when="2019-02"),
        claim("policy-act", "affects", "sector-chips", said_by="person-lee", confidence=0.5),
        claim("country-us", "negotiatesWith", "country-cn"),
        claim("country-cn", "negotiatesWith", "country-us", "中美磋商", doc="doc-2"),
    ]  # fmt: skip


def sample_graph() -> Graph:
    """A small graph of two documents that answers every competency question."""
    documents = (document("doc-1"), document("doc-2", title=None, author=None, published="2021", lang="en"))
    return graph_of(sample_entities(), sample_claims(), documents)


def nasty_graph() -> Graph:
    """A graph whose every text is hostile."""
    odd = entity("firm-odd", NASTY, aliases=(NASTY + "2", "=cmd|' /C calc'!A0"))
    doc = document(title=NASTY, source="=a.txt", author=NASTY, publisher="+1", published="昨天")
    said = claim("firm-odd", "acquires", "firm-acme", NASTY, role=NASTY, rate="約 5%", when="2019-02-30")
    return graph_of([odd, sample_entities()[0]], [said], [doc])


def extraction() -> Extraction:
    """What one document yields, with every field set."""
    mentions = (
        Mention("m1", 0, Span(0, 2), Span(10, 13), "艾可", "Firm", "gazetteer", 0.9, "firm-acme"),
        Mention("m2", 0, Span(3, 5), Span(14, 16), "越南", "Country", "gazetteer", 1.0, "country-vn"),
        Mention("m3", 0, Span(6, 8), Span(17, 19), "李某", "Person", "suffix", 0.5, None),
        Mention("m4", 1, Span(0, 2), Span(20, 22), "晶圓", "Product", "tagger", 0.7, "product-wafer"),
    )
    entities = {e.id: e for e in sample_entities()}
    claims = tuple(claim for claim in sample_claims() if claim.evidence.document == "doc-1")
    return Extraction(document(encoding="utf-8"), mentions, entities, claims)
