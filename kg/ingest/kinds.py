"""What a line looks like by itself: patterns of headings, list items, captions, source notes, bylines, page numbers."""

from __future__ import annotations

import re

from kg.ingest.chars import CJK_WORD, CLOSING

_NUMERAL = "一二三四五六七八九十百千〇零"
_FORMAL = "壹貳參叁肆伍陸柒捌玖拾"
_HEADING = re.compile(
    rf"(?P<chapter>第\s*[{_NUMERAL}\d]+\s*[章編篇部](?=[\s　：:]|$))"
    rf"|(?P<section>第\s*[{_NUMERAL}\d]+\s*節(?=[\s　：:]|$))"
    rf"|(?P<formal>[{_FORMAL}]{{1,3}}[、.．])"
    rf"|(?P<plain>[{_NUMERAL}]{{1,3}}[、.．](?!\d))"
    rf"|(?P<round>[（(]\s*[{_NUMERAL}]{{1,3}}\s*[）)])"
    r"|(?P<decimal>\d{1,2}(?:[.．]\d{1,2}){1,3}[.．]?[\s　]+(?=\D))"
    r"|(?P<hash>\#{1,6}\s)"
    r"|(?P<black>【[^】]{1,30}】)"
    r"|(?P<english>(?:Chapter|Section|Part|Appendix)\s+[\dIVXA-Z]+\b)"
    rf"|(?P<appendix>附[錄件][{_NUMERAL}\d]*(?=[\s　：:]|$))"
)
_LEVEL = {
    "chapter": 1, "appendix": 1, "english": 1, "section": 2, "formal": 2, "black": 2, "hash": 2, "plain": 3, "decimal": 3, "round": 4,
}  # fmt: skip
_ITEM = re.compile(
    r"[•●◎○◆◇■□▪▫‧．⚫◼◻✓✔※▲△▼▶►☆★◉➢➤\uf000-\uf0ff]\s*\S"
    r"|[-–—*＊]\s+\S"
    r"|\d{1,2}[.．、)）](?!\d)\s*\S"
    r"|[（(]\s*\d{1,2}\s*[）)]"
    r"|[\u2460-\u2473\u2776-\u277f\u3220-\u3229]"
    r"|[a-zA-Z][.)]\s+\S"
)
_GLYPH = re.compile(r"[．•●◎◆◇■□▪▫⚫◼◻✓✔※▲△▼▶►☆★◉➢➤\uf000-\uf0ff\u2460-\u2473]")
#: Opens the caption of a picture beside it.
POINTERS = "▲▼△▽◀▶◄►"
CAPTION = re.compile(
    rf"[▲▼△◎●■]?\s*(?P<kind>[續续附]?[表圖图]|Tables?|Figures?|Fig\.|TABLE|FIGURE)\s*"
    rf"(?P<number>\d+(?:\s*[-‐－–—.．]\s*\d+)*|[{_NUMERAL}]+(?:\s*[-－–—]\s*[{_NUMERAL}\d]+)*)(?P<gap>[\s　]*[：:.、]?[\s　]*)(?P<rest>.*)"
)
NOTE = re.compile(r"(?:資料?來源|资料?来源|資料出處|來源|来源|出處|Sources?)\s*[：:]")
REMARK = re.compile(
    r"(?:說\s*明|说\s*明|附?註|附?注|備\s*註|备\s*注|Notes?)\s*(?:[\d一二三]{1,2}\s*)?[：:.]|[註注]\s*\d{1,2}[\s　：:]|[*＊†]\s*[：:]"
)
_WRITER = (
    r"文|圖|文字|撰文|撰稿|採訪整理|采访整理|採訪|采访|採訪[・．、/／]整理|整理|編譯|编译|編輯|编辑|責任編輯|责任编辑|作者|撰稿人|記者|记者|主編|主编|譯者|译者|"
    r"[Aa]uthors?|[Ww]ritten by|[Bb]y"
)
_FULL_NAME = r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]*)+"
#: A line that says who wrote; ``who`` is what follows.
BYLINE = re.compile(
    rf"(?:(?:{_WRITER})\s*[■／/：:｜|◎▇]|[■◎]\s*文\s*[／/：:])[\s\ufffd]*(?P<who>\S.*)"
    r"|(?:本[刊報报]|特約|特约)?(?:記者|记者)\s*(?P<reporter>\S{2,4})\s*(?:[/／]|報導|报道|報道)"
    rf"|By (?P<writer>{_FULL_NAME}(?:(?:,| and) {_FULL_NAME})*)(?=$|, | \|| and )(?!.*[.!?]$)"
)
_PUBLISHER = (
    r"出版(?:者|單位|单位)?|發行(?:者|人|單位)?|发行(?:者|人|单位)?|發布單位|发布单位|刊登|刊載|刊發|刊发|来源单位|機構|机构"
    r"|[Pp]ublisher|[Pp]ublished by"
)
_PUBLISHED = r"(?:出版|發行|发行|發布|发布|刊登|刊出|更新|撰寫|完成|報告)?日期?|出刊日?|刊期|[Dd]ate|[Pp]ublished(?: on)?|[Uu]pdated"
#: A line of the imprint: who publishes, when, what.
IMPRINT = re.compile(
    rf"(?:(?:{_PUBLISHER})\s*[：:]\s*(?P<publisher>\S.*)|(?:{_PUBLISHED})\s*[：:]\s*(?P<published>\S.*)"
    r"|(?:標題|标题|篇名|[Tt]itle)\s*[：:]\s*(?P<title>\S.*)|(?:期別|期号|期號|[^：:]{0,4}聯絡人|[^：:]{0,4}联系人|電話|电话|E-?mail)\s*[：:].*)"
)
#: What a line says that names a periodical.
ISSUE = re.compile(r"(?:[月週周季年半]刊|[週周]報(?:[｜|\s]|$)|電子報|通訊|通讯|快訊|快報|年報|會務|第\s*\d+\s*期|月\s*號)")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
FULL_DATE = re.compile(
    r"(?:(?:19|20)\d\d|民國\s*\d{2,3}|1[01]\d)\s*(?:年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[./-]\d{1,2}[./-]\d{1,2}(?!\d))"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? (?:19|20)\d\d\b|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?, (?:19|20)\d\d\b"
)
_ISSUE_LINE = re.compile(
    rf"[^，。：:；]{{2,30}}?\s*(?:第\s*\d+\s*[期號号卷]\s*)+[（(\s]*(?:{FULL_DATE.pattern}|(?:19|20)\d\d\s*[年./-]\s*\d{{1,2}}\s*(?:月\s*[號号]?)?)[)）\s]*"
)
PAGE_NUMBER = re.compile(r"[-–—―－─·•|‧\s]*(?:第\s*)?(?P<n>\d{1,4}|[ivxlc]{1,6})\s*(?:頁|页)?[-–—―－─·•|‧\s]*")
#: What a browser prints above and below a page: date and time, address and count of pages.
PRINTED = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s+(?:[上下]午)?\s*\d{1,2}:\d{2}(?:\s*[AP]M)?(?:\s.*)?|(?:https?|file|about|chrome)[:：]\S+\s+\d{1,4}\s*/\s*\d{1,4}"
)
LINK = re.compile(r"(?:https?://|www\.)\S+")
BIBLIOGRAPHY = re.compile(
    r"(?:[\w（()）、.]{0,6}\s*)?(?:參考|参考|引用)(?:資料|资料|文獻|文献|書目)(?:來源)?\s*[：:]?|References|Bibliography|REFERENCES", re.I
)
_SURNAMES = (
    "王李張刘劉陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何高林羅罗鄭郑梁謝谢宋唐許许韓韩馮冯鄧邓曹彭曾蕭萧田董袁潘蔣蒋蔡余杜葉叶程蘇苏魏呂吕丁任沈"
    "姚盧卢姜崔鍾钟譚谭陸陆汪范金石廖賈贾夏韋韦付方白鄒邹孟熊秦邱江尹薛閻阎段雷侯龍龙史陶黎賀贺顧顾毛郝龔龚邵萬万錢钱嚴严覃武戴莫孔向湯汤溫温莊庄柯翁詹"
    "洪簡简游賴赖卓施巫涂塗童藍蓝連连阮歐欧紀纪康倪辜褚江沈"
)
#: A Chinese person's name, as a regular expression.
NAME = rf"[{_SURNAMES}][{CJK_WORD}]{{1,2}}"
_ONE_NAME = re.compile(NAME)
_ENDED = re.compile(rf"[。！？!?][{CLOSING}]*$|[.][{CLOSING}]*$")
_LAST = frozenset("。！？!?.」』）)”’》〉】］]\"'")
_STOPS = re.compile(r"[。！？；]|[，,](?!\d)")
_HOLDS_WORD = re.compile(rf"[{CJK_WORD}A-Za-z]")


def heading_level(text: str) -> int | None:
    """Depth of a numbered heading that opens with this line; None if it opens none."""
    match = _HEADING.match(text)
    return _LEVEL[str(match.lastgroup)] if match else None


def is_item(text: str) -> bool:
    """Whether a list item opens here."""
    return bool(_ITEM.match(text))


def is_glyph(text: str) -> bool:
    """Whether the line opens with a bullet that occurs nowhere but in front of items."""
    return bool(_GLYPH.match(text))


def is_ended(text: str) -> bool:
    """Whether the line ends with the end of a sentence."""
    return text[-1] in _LAST and bool(_ENDED.search(text, max(0, len(text) - 6)))


def has_stops(text: str) -> bool:
    """Whether the line holds punctuation that headings do without."""
    return bool(_STOPS.search(text))


def has_word(text: str) -> bool:
    """Whether the line holds more than figures and signs."""
    return bool(_HOLDS_WORD.search(text))


def is_name(text: str) -> bool:
    """Whether the line is nothing but what may be a Chinese person's name."""
    return len(text) < 5 and bool(_ONE_NAME.fullmatch(text.replace(" ", "")))


def is_masthead(text: str) -> bool:
    """Whether the line gives the issue or the date of a publication and says nothing else."""
    return bool(FULL_DATE.search(text) or ISSUE.search(text)) and not is_ended(text) and not has_stops(text) and not heading_level(text)


def is_issue(text: str) -> bool:
    """Whether the line names a periodical with its number and date, and nothing else."""
    return len(text) < 60 and bool(_ISSUE_LINE.fullmatch(text))


def is_page_number(text: str) -> bool:
    """Whether the line is nothing but a page number."""
    return len(text) < 20 and bool(PAGE_NUMBER.fullmatch(text))
