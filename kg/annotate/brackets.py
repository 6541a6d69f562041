"""Names inside 《》, 「」 and their kin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.annotate.candidate import Candidate, View
from kg.vocab import Vocabulary, fold

_PAIRS = re.compile(r"[《〈](?P<title>[^《》〈〉]{2,50})[》〉]|[「『“](?P<quote>[^「」『』“”]{2,50})[」』”]")
_SENTENCE = re.compile(r"[,。;!?:]|\.\s")
#: What stands in 《》 without being a policy.
_WRITING = re.compile(
    r"(?:报告|报告书|白皮书|年报|季报|月报|周报|公报|简报|快报|年鉴|手册|期刊|评论|研究|一书|论文|调查|指数|统计|数据|新闻|report|review|survey|outlook|index)$"
)
#: A translation in small letters tells that it is a common noun: 「產品架構」(production architecture).
_COMMON_GLOSS = re.compile(r"\s?[（(][a-z][a-z -]{5,}[)）]")
_MEDIA = re.compile(r"(?:报|社|周刊|杂志|新闻网|时报|times|post|journal|news)$")


class Brackets:
    """Finds names in brackets: what 《》 holds is a policy unless it reads like a writing; 「」 needs a suffix or a cue."""

    def __init__(self, vocab: Vocabulary) -> None:
        lexicon = vocab.lexicon
        self._suffixes = sorted(lexicon.suffixes.items(), key=lambda item: (-len(item[0]), item[0]))
        self._common = lexicon.not_names
        self._known = vocab.names.by_key
        self._english = re.compile(r"\b(?:" + "|".join(map(re.escape, lexicon.words["english-policy"])) + r")\b")
        self._after = re.compile("(?:草案)?(?:" + "|".join(map(fold, lexicon.words["policy-after"])) + ")")
        self._verb = re.compile("(?:" + "|".join(map(fold, lexicon.words["policy-verb"])) + r")(?:了|其|之)?$")

    def find(self, view: View) -> Iterator[Candidate]:
        """Yield a candidate for the inside of each pair that names something."""
        for match in _PAIRS.finditer(view.folded):
            group = "title" if match["title"] else "quote"
            inside = match[group].strip()
            type_ = self._type(
                inside, group, view.folded[max(0, match.start() - 6) : match.start()], view.folded[match.end() : match.end() + 6]
            )
            if type_ and not _COMMON_GLOSS.match(view.text, match.end()):
                start = match.start(group) + match[group].index(inside)
                yield Candidate(start, start + len(inside), type_, "bracket", 0.8)

    def _type(self, inside: str, group: str, before: str, after: str) -> str | None:
        key = inside.replace(" ", "")
        if _SENTENCE.search(inside) or key in self._common or key in self._known:
            return None
        if group == "title" and _WRITING.search(key):
            return None
        if group == "title" and _MEDIA.search(key):
            return "Organization"
        for suffix, entry in self._suffixes:
            if key.endswith(suffix) and len(key) - len(suffix) >= entry.least:
                return entry.type
        if group == "title" or self._english.search(inside):
            return "Policy"
        if self._after.match(after) or (self._verb.search(before) and len(key) >= 6):
            return "Policy"
        return None
