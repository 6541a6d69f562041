"""Documents written down with their mentions: 「[Country|美國]對[Country|中國]加徵關稅。」"""

from __future__ import annotations

import re

from kg.ingest.sentences import sentences
from kg.model import Block, Document, Mention, Section, Span

_NAME = re.compile(r"\[(?P<type>[A-Z][A-Za-z]+)(?P<reference>!)?\|(?P<surface>[^\[\]|]+)\]")


def marked(
    text: str, *, lang: str = "zh-Hant", published: str | None = None, sections: tuple[Section, ...] = (), id_: str = "doc-marked"
) -> tuple[Document, tuple[Mention, ...]]:
    """A document of a paragraph a line, and its mentions in reading order; ``[Type!|X]`` is a reference expression.

    Where sections are given, every paragraph belongs to the section of its number.
    """
    raw, mentions, blocks = "", [], []
    for number, line in enumerate(text.split("\n")):
        start, clean, at = len(raw), "", 0
        for match in _NAME.finditer(line):
            clean += line[at : match.start()]
            span = Span(len(clean), len(clean) + len(match["surface"]))
            clean, at = clean + match["surface"], match.end()
            source = Span(start + span.start, start + span.end)
            found_by = "reference" if match["reference"] else "gazetteer"
            mentions.append(Mention(f"m{len(mentions) + 1}", number, span, source, match["surface"], match["type"], found_by))
        clean += line[at:]
        places = tuple(range(start, start + len(clean)))
        section = min(number, len(sections) - 1) if sections else None
        blocks.append(Block(number, "paragraph", clean, places, sentences(clean), section=section))
        raw += clean + "\n"
    document = Document(id_, "marked.txt", "", raw, lang=lang, published=published, sections=sections, blocks=tuple(blocks))
    return document, tuple(mentions)
