"""All annotators together: a document's mentions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kg.annotate.brackets import Brackets
from kg.annotate.candidate import Candidate, View
from kg.annotate.columns import Columns
from kg.annotate.countries import CountryCharacters
from kg.annotate.edges import Known
from kg.annotate.gazetteer import Gazetteer
from kg.annotate.glosses import Glosses
from kg.annotate.lists import GUESSING, Lists
from kg.annotate.memory import Memory
from kg.annotate.overlap import resolve
from kg.annotate.persons import Persons
from kg.annotate.shortforms import ShortForms
from kg.annotate.suffixes import SuffixGrammar
from kg.model import READ_KINDS, Block, Document, Mention, Span
from kg.vocab import Vocabulary, alternatives, fold, squeeze

#: Types whose names are common nouns, so that only context tells a name from a word: the tagger must agree, or a list or table.
_COMMON = frozenset({"Product", "Sector"})
#: Types whose known names the tagger must not lengthen to the left (配合經濟部, 中國電動車).
_WHOLE = frozenset({"Organization", "Product"})
#: Annotators that know names rather than guess them.
_CERTAIN = frozenset({"gazetteer", "country-character"})
#: Annotators that find what the document itself says a name is.
_DEFINING = frozenset({"gloss", "abbreviation"})
#: The end of a body's name that is the beginning of an office: 數發部部|長.
_OFFICE = re.compile("(?:部部|署署|局局|院院|处处|.副[部署局院处])[长级]|副[部署局院处][长级]")
#: No person's name: 各|方專家, 高級副|總裁.
_HALF_OFFICE = re.compile("专家.?$|副.$|^[于对与和由]")
#: What points back to a name and is none; those that can be followed are in ``lexicon/references.csv``.
_POINTER = re.compile("[这该此其]|[前后两]者|双方")
#: Addresses on the web, whose words are no names.
_LINK = re.compile(
    r"(?:https?://|www\.)[!-~]{1,200}(?:\s[!-~]{0,60}[/?=%][!-~]{0,100}){0,3}"
    r"|(?<![\w.-])[A-Za-z\d.-]{1,60}\.(?:com|org|net|gov|edu|info|io)\b(?:[./][!-~]{0,200})?"
    r"|(?<![\w/-])[a-z\d]{1,30}(?:[-/][a-z\d]{1,30}){4,40}",
    re.ASCII,
)
#: Longer ones say enough by themselves.
_SHORT = 5
#: Proposes further candidates for the blocks of one document, given what the rules found there.
Proposer = Callable[[Sequence[View], Sequence[Sequence[Candidate]]], Sequence[Sequence[Candidate]]]


class Annotator:
    """Finds the mentions of documents. Holds compiled look-up structures only; documents leave no trace in it.

    Args:
        vocab: what is known beforehand.
        tagger: a model that proposes names no list and no pattern knows; rules keep the last word.
        further: a model that proposes names where nothing else found any.
    """

    def __init__(self, vocab: Vocabulary, *, tagger: Proposer | None = None, further: Proposer | None = None) -> None:
        self._gazetteer = Gazetteer(vocab)
        self._countries = CountryCharacters(vocab)
        self._brackets = Brackets(vocab)
        self._columns = Columns(vocab.lexicon)
        self._suffixes = SuffixGrammar(vocab)
        self._persons = Persons(vocab)
        self._glosses = Glosses(vocab)
        self._lists = Lists(vocab)
        rejected = sorted(vocab.judgements.rejected_names(), key=lambda name: (-len(name), name))
        self._rejected = re.compile("|".join(map(re.escape, rejected))) if rejected else None
        self._types = vocab.judgements.types()
        self._short_forms = ShortForms(vocab)
        self._common = vocab.lexicon.not_names
        self._collective = re.compile(
            f"[{''.join(vocab.lexicon.country_characters)}](?:{alternatives(map(fold, vocab.lexicon.words['collective']))})"
        )
        self._tagger = tagger
        self._further = further

    def mentions(self, document: Document) -> tuple[Mention, ...]:
        """The document's mentions in reading order, without overlap, not yet linked."""
        views = [View.of(block) for block in document.blocks if block.kind in READ_KINDS and block.text]
        found = [self._first_pass(view) for view in views]
        links = [[match.span() for match in _LINK.finditer(view.text)] for view in views]
        if self._tagger:
            tagged = _agreed(views, self._tagger(views, self._judged(views, found)))
            tagged = [[c for c in candidates if _key(view, c) not in self._common] for view, candidates in zip(views, tagged, strict=True)]
            found = [self._as_judged(view, _confirmed(view, a, b)) for view, a, b in zip(views, found, tagged, strict=True)]
        memory = Memory(views, [resolve(candidates) for candidates in found])
        found = [_persons_cut([*candidates, *memory.find(view)]) for view, candidates in zip(views, found, strict=True)]
        short = self._short_forms.find(views, map(resolve, found))
        found = [[*candidates, *forms] for candidates, forms in zip(found, short, strict=True)]
        found = [_outside(spans, candidates) for spans, candidates in zip(links, found, strict=True)]
        found = _as_defined(views, found)
        found = [[c for c in candidates if not self._is_collective(view, c)] for view, candidates in zip(views, found, strict=True)]
        standing = [resolve(candidates) for candidates in self._supported(views, found)]
        if self._further:
            proposed = self._further(views, standing)
            standing = [
                resolve([*chosen, *self._admitted(view, spans, candidates)])
                for view, spans, chosen, candidates in zip(views, links, standing, proposed, strict=True)
            ]
        mentions: list[Mention] = []
        for view, chosen in zip(views, standing, strict=True):
            for candidate in self._as_judged(view, self._completed(view, chosen)):
                mentions.append(_mention(document, view.block, candidate, len(mentions) + 1))
        return tuple(mentions)

    def _admitted(self, view: View, links: Sequence[tuple[int, int]], proposed: Sequence[Candidate]) -> Sequence[Candidate]:
        """What a further model proposes, without what cannot be a name."""
        common = self._gazetteer.is_common
        return [c for c in _inside_cells(view, _outside(links, proposed)) if _plausible(view, c) and not common(_key(view, c))]

    def _is_collective(self, view: View, candidate: Candidate) -> bool:
        """Whether a guessed name is all firms of a country (中資企業, 美商公司), of which only the country is a name."""
        guessed = candidate.type in ("Firm", "Organization") and candidate.found_by != "gazetteer"
        return guessed and self._collective.fullmatch(view.folded, candidate.start, candidate.end) is not None

    def rules(self, views: Sequence[View]) -> list[list[Candidate]]:
        """What lists and patterns alone find in the views of one document, as the tagger is shown it."""
        return self._judged(views, [self._first_pass(view) for view in views])

    def _judged(self, views: Sequence[View], found: Sequence[Sequence[Candidate]]) -> list[list[Candidate]]:
        """The candidates that stand, and beside them the weak ones that the tagger may still tell by context: those that nothing
        supports, and those that give a name that stands a second type (a capital is a place or a government)."""
        judged = []
        for candidates, supported in zip(found, self._supported(views, found), strict=True):
            chosen = resolve(supported)
            types = {(c.start, c.end): c.type for c in chosen}
            covered = {place for c in chosen for place in range(c.start, c.end)}
            weak = [c for c in candidates if c.weak and covered.isdisjoint(range(c.start, c.end))]
            second = [c for c in candidates if c.weak and types.get((c.start, c.end), c.type) != c.type]
            judged.append([*chosen, *resolve(weak), *second])
        return judged

    def _first_pass(self, view: View) -> list[Candidate]:
        found = [*self._gazetteer.find(view), *self._countries.find(view), *self._brackets.find(view), *self._columns.find(view)]
        sure = [c for c in found if not c.weak]
        known = _ends(view, sure)
        found += (person for person in self._persons.find(view) if not _swallows(person, sure))
        guessed = (c for c in self._suffixes.find(view, known) if not _runs_into(c, sure))
        found = self._as_judged(view, [*found, *guessed])
        return self._as_judged(view, [*found, *self._glosses.find(view, [c for c in found if not c.weak], known)])

    def _as_judged(self, view: View, candidates: list[Candidate]) -> list[Candidate]:
        """Without the names that people decided are none, and what was guessed of their parts; with the types that they gave."""
        if not self._rejected and not self._types:
            return candidates
        rejected = [view.clean(*match.span()) for match in self._rejected.finditer(view.squeezed)] if self._rejected else []
        return [
            replace(c, type=self._types.get(_key(view, c), c.type))
            for c in candidates
            if not any((c.start, c.end) == span or (c.found_by not in _CERTAIN and _inside(c, span)) for span in rejected)
        ]

    def _completed(self, view: View, chosen: list[Candidate]) -> list[Candidate]:
        """Members of lists are sought last, beside the names that stand."""
        headed = {(c.start, c.end): c for c in self._lists.headed(view, chosen)}
        chosen = [headed.get((c.start, c.end), c) if c.found_by in GUESSING else c for c in chosen]
        chosen = resolve([*chosen, *(c for c in headed.values() if not any(c.start < o.end and o.start < c.end for o in chosen))])
        chosen = resolve([*chosen, *self._lists.wholes(view, chosen)])
        persons = [c for c in chosen if c.type == "Person"]
        extra = [*self._lists.find(view, chosen), *(self._persons.listed(view, persons) if persons else ())]
        return resolve([*chosen, *(c for c in extra if not any(c.start < o.end and o.start < c.end for o in chosen))]) if extra else chosen

    def _supported(self, views: Sequence[View], found: Sequence[Sequence[Candidate]]) -> Iterator[list[Candidate]]:
        """Drop weak candidates that nothing in the document supports."""
        strong = {entity for view, cs in zip(views, found, strict=True) for c in cs if not c.weak for entity in self._entities(view, c)}
        for view, crossing in zip(views, found, strict=True):
            candidates = _inside_cells(view, crossing)
            sure = {(c.start, c.end) for c in candidates if not c.weak}
            by_type = defaultdict(set)
            for c in candidates:
                by_type[c.type].update({c.start, c.end})
            yield [
                replace(c, score=0.8) if c.weak else c
                for c in candidates
                if not c.weak or (c.start, c.end) in sure or strong & self._entities(view, c) or _listed(view, c, by_type[c.type])
            ]

    def _entities(self, view: View, candidate: Candidate) -> set[str]:
        if candidate.found_by != "gazetteer":
            return set()
        return {
            name.entity
            for name in self._gazetteer.known(_key(view, candidate))
            if name.type == candidate.type and name.weak == candidate.weak
        }


def _inside(candidate: Candidate, span: tuple[int, int]) -> bool:
    return span[0] <= candidate.start and candidate.end <= span[1]


def _agreed(views: Sequence[View], tagged: Sequence[Sequence[Candidate]]) -> list[list[Candidate]]:
    """The tagger's proposals, each with the type that it gives most surely to that name in the document."""
    sums: dict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for view, candidates in zip(views, tagged, strict=True):
        for c in candidates:
            sums[_key(view, c)][c.type] += c.score
    best = {key: min(types, key=lambda type_: (-types[type_], type_)) for key, types in sums.items()}
    return [
        [replace(c, type=best[_key(view, c)]) if c.end - c.start > _SHORT else c for c in candidates]
        for view, candidates in zip(views, tagged, strict=True)
    ]


def _as_defined(views: Sequence[View], found: Sequence[list[Candidate]]) -> list[list[Candidate]]:
    """With the types that glosses and abbreviations give names: what the document defines holds all through it."""
    types: dict[str, str] = {}
    for view, candidates in zip(views, found, strict=True):
        if any(c.found_by in _DEFINING for c in candidates):
            for c in resolve(candidates):
                if c.found_by in _DEFINING:
                    types.setdefault(_key(view, c), c.type)
    if not types:
        return list(found)
    return [[replace(c, type=types.get(_key(view, c), c.type)) for c in candidates] for view, candidates in zip(views, found, strict=True)]


def _key(view: View, candidate: Candidate) -> str:
    return squeeze(view.text[candidate.start : candidate.end])[0]


def _confirmed(view: View, found: Sequence[Candidate], tagged: Sequence[Candidate]) -> list[Candidate]:
    """What rules and tagger found, less what the suffix grammar guessed and the tagger knows better: where both end a name of
    one type at the same place, the tagger says where it begins (投資先進製造業 is 先進製造業)."""
    ends = {(c.end, c.type): c for c in tagged}
    kept = [
        c
        for c in found
        if c.found_by != "suffix" or (ends[c.end, c.type].start <= c.start if (c.end, c.type) in ends else c.type not in _COMMON)
    ]
    sure = {(c.start, c.end, c.type) for c in tagged}
    second = {(c.start, c.end) for c in kept if c.weak and (c.start, c.end, c.type) in sure}
    kept = [c for c in kept if (c.start, c.end, c.type) in sure or (c.start, c.end) not in second]
    doubted = [
        replace(c, weak=True)
        if c.found_by == "gazetteer" and c.type in _COMMON and c.end - c.start <= _SHORT and (c.start, c.end, c.type) not in sure
        else c
        for c in kept
    ]
    known = {(c.end, c.type): c.start for c in found if c.found_by == "gazetteer" and not c.weak and c.type in _WHOLE}
    firsts, lasts = defaultdict(list), defaultdict(list)
    for c in found:
        if c.found_by == "gazetteer" and not c.weak:
            firsts[c.start, c.type].append(c.end)
            if c.type == "Country":
                lasts[c.end].append(c.start)
    stand = (
        c
        for c in tagged
        if known.get((c.end, c.type), c.start) <= c.start and not _runs_on(firsts[c.start, c.type], lasts[c.end]) and _plausible(view, c)
    )
    return [*doubted, *stand]


def _runs_on(firsts: Sequence[int], lasts: Sequence[int]) -> bool:
    """Whether a name is a known one of its type, a verb, and a known country (鴻海投資印度), given where known names in it end that
    begin with it, and where countries begin that end with it."""
    return any(last - first > 1 for first in firsts for last in lasts)


def _plausible(view: View, candidate: Candidate) -> bool:
    """Whether what the tagger proposes can be a name at all: no row of figures, no word of running English, no half of an office."""
    name = view.text[candidate.start : candidate.end]
    if 2 * sum(char.isdigit() or char in ".% " for char in name) > len(name):
        return False
    if candidate.type not in _COMMON and name.isascii() and name.islower():
        return False
    if _POINTER.match(view.folded, candidate.start, candidate.end):
        return False
    if candidate.type == "Organization":
        return not _OFFICE.match(view.folded, candidate.end - 2)
    return candidate.type != "Person" or not _HALF_OFFICE.search(view.folded[candidate.start : candidate.end + 1])


def _outside(spans: Sequence[tuple[int, int]], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that touch none of the spans."""
    return [c for c in candidates if not any(start < c.end and c.start < end for start, end in spans)]


def _persons_cut(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without guessed persons that are a known one and a character too many (劉鶴表示, 於川普)."""
    known = [(c.start, c.end) for c in candidates if c.type == "Person" and c.found_by == "gazetteer" and not c.weak]
    return [
        c
        for c in candidates
        if c.type != "Person"
        or c.found_by == "gazetteer"
        or not any(c.start <= start and end <= c.end and end - start < c.end - c.start for start, end in known)
    ]


def _inside_cells(view: View, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that lie in one cell of a table, or in one row where cells could not be told: what runs on is several names."""
    table = view.block.table
    if table is None:
        return candidates
    spans = [*filter(None, [table.title]), *table.header, *(cell for row in table.rows for cell in row.cells)]
    cell_at = {place: i for i, span in enumerate(spans) for place in range(span.start, span.end)}
    return [c for c in candidates if cell_at.get(c.start, -1) == cell_at.get(c.end - 1, -1)]


def _swallows(candidate: Candidate, sure: Sequence[Candidate]) -> bool:
    """Whether a guessed name cuts into or holds a known one of another type (任美國總統 names no Mr Ren)."""
    return any(c.start < candidate.end and candidate.start < c.end and c.type != candidate.type for c in sure)


def _runs_into(candidate: Candidate, sure: Sequence[Candidate]) -> bool:
    """Whether a guessed name ends in the middle of a known one (撤銷艾司|摩爾 is no company)."""
    return any(candidate.start < c.start < candidate.end < c.end for c in sure)


def _ends(view: View, candidates: Sequence[Candidate]) -> Known:
    """Known names by their squeezed end."""
    squeezed_at = {place: i for i, place in enumerate(view.places)}
    ends: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for candidate in candidates:
        ends[squeezed_at[candidate.end - 1] + 1].append((squeezed_at[candidate.start], candidate.type))
    return ends


def _listed(view: View, candidate: Candidate, edges: set[int]) -> bool:
    """Whether a weak candidate stands in a list beside another candidate of its type."""
    text = view.text
    left = candidate.start > 1 and text[candidate.start - 1] == "、" and candidate.start - 1 in edges
    right = candidate.end + 1 < len(text) and text[candidate.end] == "、" and candidate.end + 1 in edges
    return left or right


def _mention(document: Document, block: Block, candidate: Candidate, number: int) -> Mention:
    clean = _contiguous(document.text, block, Span(candidate.start, candidate.end))
    return Mention(
        id=f"m{number}",
        block=block.id,
        clean=clean,
        span=block.source(clean),
        surface=block.text[clean.start : clean.end],
        type=candidate.type,
        found_by=candidate.found_by,
        score=candidate.score,
    )


def _contiguous(text: str, block: Block, span: Span) -> Span:
    """The longest part of a clean span whose source holds nothing else (a footnote may stand in the middle of a name)."""
    starts = [span.start]
    for i in range(span.start, span.end - 1):
        a, b = block.places[i], block.places[i + 1]
        if b - a > 1 and text[a + 1 : b].strip():
            starts.append(i + 1)
    parts = [Span(a, b) for a, b in zip(starts, [*starts[1:], span.end], strict=True)]
    return max(parts, key=lambda part: (len(part), -part.start))
