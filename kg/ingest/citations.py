"""Telling a note that cites from one that explains."""

from __future__ import annotations

import re

from kg.ingest.chars import CJK_WORD
from kg.ingest.kinds import LINK, NOTE

_LEAD = re.compile(
    r"(?:\[?\d{1,3}\]?[.．、)）]?[\s　]*)?"
    r"(?:(?:引述?自|轉引自|轉載自|參見|參閱|請參|詳見|參考|见|参见|See(?: also)?\b|Cf\.)[\s:：]*)?",
    re.I,
)
_TITLE = r"《[^》]{2,160}》|〈[^〉]{2,160}〉|「[^」]{4,160}」|“[^”＂\"]{4,240}[”＂\"]|\"[^\"]{4,240}\""
_YEAR = r"(?:19|20)\d\d[a-z]?"
_DATE = rf"{_YEAR}(?:\s*年)?(?:[-/.,]?\s*\d{{1,2}}(?:\s*月)?(?:[-/.]?\s*\d{{1,2}}(?:\s*日)?)?)?"
#: The head of a citation: who wrote or printed it, then a title or the year.
_HEAD = re.compile(
    rf"(?P<who>[^，。；：:「《〈“\"（(？！]{{0,80}}?)"
    rf"(?:[，,：:]?\s*(?:{_TITLE})"
    rf"|[\s，,]*[（(][^（()）]{{0,16}}{_DATE}[^（()）]{{0,8}}[）)]\s*(?=[，,.。、：:；;《〈「“\"]|https?:|$))"
)
#: Words with which a note begins that says something by itself, and such as state.
_EXPLAINS = re.compile(
    r"根據|依據|依照|所謂|需要|注意|由於|因為|目前|關於|有關|本文|本研究|本報告|這|此|該|其中|包括|例如|若|如果|雖然|英文|原文|中文"
    r"|根据|依据|所谓|由于|因为|关于|有关|这|该"
    r"|(?:The|This|These|Those|In|For|As|It|According|We|When|If|Although|That) "
)
_STATES = re.compile(
    r"[是係已將會了为]|包括|包含|指的|意指|認為|表示|顯示|指出|以及|因此|所以|但|使得|並[非邀於]|為(?!何)"
    r"|\b(?:is|are|was|were|has|have|had|will|would|may|can|should|does|did|means|refers|includes?|said|says)\b"
)
#: What the end of a citation gives: an address, a date, a page or number, place and publisher.
_LOCATES = re.compile(
    rf"(?:(?:https?://|www\.)\S+|{_DATE}[）)]?|頁\s*\d[\d\s,，、–-]*|\b[Pp]{{1,2}}\.?\s*\d[\d\s,–-]*|\bat \d[\d\s,–-]*"
    rf"|第\s*\d+\s*[期卷號頁]|\bNo\.\s*\d+|\b[Vv]ol\.?\s*\d+|(?:下載|瀏覽|檢索|造訪)[^，。]{{0,8}}"
    rf"|[{CJK_WORD}A-Z][\w ,.]{{1,40}}[：:]\s*[^：:。，]{{2,60}}|[報刊誌志网網]|{_TITLE})[\s.,。，；;）)]*$"
)
#: An address, with its rest where a blank crept in.
_ADDRESS = rf"{LINK.pattern}(?:\s[\w%.-]*[-/][\w%./-]*)*"
_CUT = re.compile(rf"{_TITLE}|{_ADDRESS}|[（(][^（()）]*[）)]")
#: What only citations hold, in a note without Chinese.
_LATIN = re.compile(rf"{LINK.pattern}|\b{_YEAR}\. [A-Z]|\bsupra note\b|\bibid\b", re.I)
_HAN = re.compile(f"[{CJK_WORD}]")
#: A list of author, title, journal and date that commas part has no more items that are no date.
_ITEMS = 3


def is_citation(words: str) -> bool:
    """Whether a note gives a source (author, year, title, journal, address) and states nothing itself.

    Args:
        words: the note's clean text, with or without its mark.
    """
    lead = _LEAD.match(words)
    body = words[lead.end() if lead else 0 :].strip()
    if NOTE.match(body) or LINK.fullmatch(body.rstrip("。.")):
        return True
    if _EXPLAINS.match(body):
        return False
    free = _CUT.sub(" ", body)
    stated = bool(_STATES.search(free))
    located = bool(_LOCATES.search(body))
    head = _HEAD.match(body)
    if head and not _STATES.search(head["who"]):
        return located or not stated
    if not _HAN.search(free):
        return bool(_LATIN.search(body)) and not stated
    items = [item for item in re.split(r"[，,;；。]", free) if len(item.strip()) > 2 and not re.fullmatch(rf"\s*{_DATE}\s*", item)]
    return located and bool(LINK.search(body)) and len(items) <= _ITEMS and not stated
