"""How values show: lines for a terminal, small HTML cards for a notebook. Whatever a document says is escaped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from html import escape

from kg.graph import Graph
from kg.model import Claim, Document, Entity, Mention, Qualifiers, Relation, Span
from kg.vocab import ontology_path
from kg.vocab.tables import read_table

#: How many claims a card shows, and how much of a text.
_CLAIMS = 5
_TEXT = 20_000
#: Running heads, page numbers and the like: no part of what a document says.
_UNSHOWN = frozenset({"furniture"})
_CARD = "border:1px solid #8886;border-left:4px solid {colour};border-radius:4px;padding:.4em .8em;margin:.3em 0;max-width:60em"
_DIM = "opacity:.7;font-size:.9em"
_MARK = "border-radius:3px;padding:0 .15em;background:#f2a65a66;color:inherit"
_GREY = "#888"


def colours() -> dict[str, str]:
    """The colour of each entity type: that of the page."""
    return {row["type"]: row["color"] for _, row in read_table(ontology_path() / "display.csv", ("type", "color"))}


def entity_line(entity: Entity, claims: int) -> str:
    """``<Firm 台積電 (TSMC), 3 claims>``."""
    english = entity.labels.get("en")
    also = f" ({english})" if english and english != entity.label else ""
    return f"<{entity.cls} {entity.label}{also}, {_count(claims, 'claim')}>"


def claim_line(claim: Claim, graph: Graph) -> str:
    """``<鴻海 relocatedTo 越南 (2019-08) 「…」 title, p. 3>``."""
    details = _details(claim.qualifiers, graph)
    said = f" ({', '.join(details)})" if details else ""
    ends = graph.entities[claim.subject].label, claim.relation, graph.entities[claim.object].label
    return f"<{' '.join(ends)}{said} 「{claim.evidence.quote}」 {_where(claim, graph)}>"


def document_line(document: Document, claims: int) -> str:
    """``<Document title (publisher, date), 12 claims>``."""
    about = ", ".join(filter(None, (document.publisher, document.published)))
    return f"<Document {document.title or document.source}{f' ({about})' if about else ''}, {_count(claims, 'claim')}>"


def path_line(start: str, relations: Sequence[Relation], graph: Graph) -> str:
    """``鴻海 —relocatedTo→ 越南 ←investsIn— 和碩``."""
    parts, at = [graph.entities[start].label], start
    for step in relations:
        forward = step.subject == at
        at = step.object if forward else step.subject
        relation = step.relation if step.modality == "fact" else f"{step.relation} ({step.modality})"
        parts += [f"—{relation}→" if forward else f"←{relation}—", graph.entities[at].label]
    return " ".join(parts)


def graph_card(graph: Graph) -> str:
    """What a graph holds: how much, from when to when, of which types and relations, and whom it speaks of most."""
    dates = sorted(when for claim in graph.claims.values() if (when := claim.qualifiers.when))
    types = Counter(entity.type for entity in graph.entities.values())
    relations = Counter(claim.relation for claim in graph.claims.values())
    ends = Counter(graph.entities[end].label for claim in graph.claims.values() for end in (claim.subject, claim.object))
    rows = (
        ("types", _ranking(types)),
        ("relations", _ranking(relations)),
        ("most named", _ranking(ends)),
        ("dates", escape(f"{dates[0][:10]} – {dates[-1][-10:]}") if dates else "none"),
    )
    size = ", ".join(
        (_count(len(graph.documents), "document"), _count(len(graph.entities), "entity", "entities"), _count(len(graph.claims), "claim"))
    )
    body = "".join(f'<tr><td style="{_DIM};text-align:left">{name}</td><td style="text-align:left">{text}</td></tr>' for name, text in rows)
    return _card(f"<b>Graph</b> · {size}<table>{body}</table>")


def entity_card(entity: Entity, claims: Sequence[Claim], graph: Graph) -> str:
    """Names and identifiers of an entity, and its surest claims with their sentences."""
    names = "、".join(dict.fromkeys((*entity.labels.values(), *entity.aliases)))
    ids = "".join(f" · {escape(scheme)} {escape(value)}" for scheme, value in sorted(entity.identifiers.items()))
    head = f'<b>{escape(entity.label)}</b> <span style="{_DIM}">{escape(entity.cls)} · {escape(entity.id)}{ids}</span>'
    shown = "".join(_statement(claim, graph) for claim in claims[:_CLAIMS])
    more = f'<div style="{_DIM}">… {len(claims) - _CLAIMS} more in .claims</div>' if len(claims) > _CLAIMS else ""
    return _card(f"{head}<div>{escape(names)}</div>{shown}{more}", colours().get(entity.type, _GREY))


def claim_card(claim: Claim, graph: Graph) -> str:
    """A claim with its sentence."""
    return _card(_statement(claim, graph), colours().get(graph.entities[claim.subject].type, _GREY))


def path_card(start: str, relations: Sequence[Relation], graph: Graph) -> str:
    """The steps of a path in one line."""
    return f"<div><b>{escape(path_line(start, relations, graph))}</b></div>"


def document_card(document: Document, mentions: Iterable[Mention], claims: Sequence[Claim]) -> str:
    """What a document is, and its text with its mentions highlighted; where that was not kept, the sentences that state its claims, each
    once, with all their ends marked."""
    about = (document.author, document.publisher, document.published, document.source, document.lang)
    head = f'<b>{escape(document.title or document.source)}</b> <span style="{_DIM}">{escape(" · ".join(filter(None, about)))}</span>'
    return _card(f'{head}<div style="max-height:30em;overflow:auto">{_text(document, mentions) or _quotes(claims)}</div>')


def _text(document: Document, mentions: Iterable[Mention]) -> str:
    """The clean text of a document, block by block, with its mentions highlighted by displaCy; empty where it was not kept."""
    from spacy import displacy  # needed for this alone

    names: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        names[mention.block].append(mention)
    options, shown, left = {"colors": colours()}, [], _TEXT
    blocks = [block for block in document.blocks if block.kind not in _UNSHOWN]
    for block in blocks:
        text = block.text[:left]
        ents = [
            {"start": m.clean.start, "end": m.clean.end, "label": escape(m.type)} for m in names[block.id] if m.clean.end <= len(text)
        ]  # displaCy escapes the text itself, but not labels
        html = displacy.render({"text": text, "ents": ents}, style="ent", manual=True, page=False, jupyter=False, options=options)
        shown.append(f'<div style="font-weight:bold">{html}</div>' if block.kind in ("title", "heading") else html)
        left -= len(text)
        if not left:
            break
    hidden = sum(len(block.text) for block in blocks) - _TEXT
    return "".join(shown) + (f'<div style="{_DIM}">… {hidden:,} more characters</div>' if hidden > 0 else "")


def _quotes(claims: Iterable[Claim]) -> str:
    marks: dict[str, list[Span]] = {}
    for claim in claims:
        marks.setdefault(claim.evidence.quote, []).extend(_ends(claim))
    return "".join(f"<p>{_marked(quote, spans)}</p>" for quote, spans in marks.items())


def _statement(claim: Claim, graph: Graph) -> str:
    subject, object_ = (escape(graph.entities[end].label) for end in (claim.subject, claim.object))
    details = "".join(f" · {escape(detail)}" for detail in _details(claim.qualifiers, graph))
    return (
        f'<div style="margin:.3em 0">{subject} <i>{escape(claim.relation)}</i> {object_}'
        f'<span style="{_DIM}">{details} · {claim.confidence:.2f}</span><br>「{_marked(claim.evidence.quote, _ends(claim))}」 '
        f'<span style="{_DIM}">{escape(_where(claim, graph))}</span></div>'
    )


def _details(q: Qualifiers, graph: Graph) -> list[str]:
    """What narrows a claim, in words."""
    named = {"from": q.origin, "product:": q.product, "says": q.said_by}
    details = [None if q.modality == "fact" else q.modality, q.when, q.rate, q.amount.text if q.amount else None, q.role, q.stage]
    return [*filter(None, details), *(f"{word} {graph.entities[id_].label}" for word, id_ in named.items() if id_)]


def _where(claim: Claim, graph: Graph) -> str:
    document = graph.documents[claim.evidence.document]
    page = f", p. {claim.evidence.page}" if claim.evidence.page else ""
    return f"{document.title or document.source}{page}"


def _ends(claim: Claim) -> list[Span]:
    return [span for span in (claim.evidence.subject_at, claim.evidence.object_at) if span is not None]


def _marked(text: str, spans: Iterable[Span]) -> str:
    """The text escaped, with these spans marked; of spans that overlap, the first."""
    parts, at = [], 0
    for span in sorted(set(spans)):
        if span.start >= at:
            parts += [escape(text[at : span.start]), f'<mark style="{_MARK}">{escape(text[span.start : span.end])}</mark>']
            at = span.end
    return "".join(parts) + escape(text[at:])


def _ranking(counts: Counter[str], size: int = 6) -> str:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    more = f" … {len(ranked) - size} more" if len(ranked) > size else ""
    return escape(", ".join(f"{name} {count:,}" for name, count in ranked[:size]) + more)


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _card(content: str, colour: str = _GREY) -> str:
    return f'<div style="{_CARD.format(colour=escape(colour))}">{content}</div>'
