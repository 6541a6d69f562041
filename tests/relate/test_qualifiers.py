"""What narrows a claim: modality, date, sum, rate, product, speaker."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.model import Section, Span

LEVY = "[Country|美國]{}對[Country|中國]加徵25%關稅。"
ENGLISH = "[Country|The United States] {} a 25% tariff on [Country|China]."


def modality(claims, text: str) -> str:
    """The modality of the one tariff claim of a text."""
    (claim,) = claims(text, "imposesTariffOn", published="2020-03-16")
    return claim.qualifiers.modality


@pytest.mark.parametrize(
    ("modality_", "cues"),
    [
        (
            "fact",
            [
                "",
                "已",
                "已經",
                "曾",
                "宣布",
                "決定",
                "正式",
                "再度",
                "於去年",
                "未來一週內已",
                "在若干場合",
                "擬定清單後",
                "為打擊恐怖組織而",
            ],
        ),
        ("planned", ["擬", "將", "計畫", "預計", "預定", "規劃", "打算", "考慮", "準備", "即將", "有意", "宣布將", "亦將", "希望"]),
        ("possible", ["可能", "可能將", "或將", "恐將", "恐怕", "不排除", "也許", "有機會", "若", "如果", "倘", "一旦", "有望"]),
        (
            "denied",
            [
                "未",
                "並未",
                "未能",
                "尚未",
                "從未",
                "未曾",
                "沒有",
                "無意",
                "不會",
                "不再",
                "否認",
                "否認將",
                "拒絕",
                "取消",
                "暫緩",
                "擱置",
                "放棄",
            ],
        ),
    ],
)
def test_chinese_cues(claims, modality_: str, cues: list[str]) -> None:
    """The adverb or verb in the clause tells a plan, a possibility and a denial from a fact; words that merely hold a cue do not."""
    found = {cue: modality(claims, LEVY.format(cue)) for cue in cues}

    assert found == dict.fromkeys(cues, modality_)


@pytest.mark.parametrize("cue", ["計劃", "计划", "正計劃於明年"])
def test_the_other_spelling_of_a_plan(claims, cue: str) -> None:
    """計劃 and 计划 are plans like 計畫."""
    assert modality(claims, LEVY.format(cue)) == "planned"


@pytest.mark.parametrize(
    ("cue", "modality_"),
    [("拟", "planned"), ("将", "planned"), ("预计", "planned"), ("规划", "planned"), ("考虑", "planned"), ("准备", "planned"),
     ("可能", "possible"), ("或将", "possible"), ("不排除", "possible"), ("未", "denied"), ("并未", "denied"), ("否认", "denied"),
     ("拒绝", "denied"), ("暂缓", "denied"), ("已", "fact")],
)  # fmt: skip
def test_simplified_cues(claims, cue: str, modality_: str) -> None:
    """The cues serve Simplified text too."""
    assert modality(claims, f"[Country|美国]{cue}对[Country|中国]加征25%关税。") == modality_


@pytest.mark.parametrize(
    ("modality_", "cues"),
    [
        ("fact", ["imposed", "has imposed", "imposes", "in 2018 imposed", "unanimously imposed"]),
        ("planned", ["will impose", "plans to impose", "is planning to impose", "intends to impose", "is considering imposing",
                     "is expected to impose", "is set to impose", "would impose", "proposed imposing"]),
        ("possible", ["may impose", "might impose", "could impose", "threatened to impose"]),
        ("denied", ["did not impose", "never imposed", "has not imposed", "refused to impose", "will not impose"]),
    ],
)  # fmt: skip
def test_english_cues(claims, modality_: str, cues: list[str]) -> None:
    """Modal verbs, verbs of intention and negations do the same in English."""
    found = {cue: modality(claims, ENGLISH.format(cue)) for cue in cues}

    assert found == dict.fromkeys(cues, modality_)


@pytest.mark.parametrize(
    "text",
    [
        "協議未能達成，[Country|美國]對[Country|中國]加徵25%關稅。",
        "談判可能延長。[Country|美國]對[Country|中國]加徵25%關稅。",
        "[Country|美國]對[Country|中國]加徵25%關稅，談判將延長。",
        "[Country|美國]對[Country|中國]加徵25%關稅；雙方未達成協議。",
        "雖然協議尚未破局，[Country|美國]仍對[Country|中國]加徵25%關稅。",
    ],
)
def test_a_cue_in_another_clause_is_not_of_this_claim(claims, text: str) -> None:
    """What is planned, possible or denied in another clause leaves a fact a fact."""
    assert modality(claims, text) == "fact"


@pytest.mark.parametrize("cue", ["last May imposed", "in May imposed", "this May imposed"])
def test_the_month_of_may_is_no_possibility(claims, cue: str) -> None:
    """May with a capital inside a sentence is a month."""
    assert modality(claims, ENGLISH.format(cue)) == "fact"


@pytest.mark.parametrize("cue", ["不取消", "未暫停", "不否認", "並未放棄", "拒絕取消"])
def test_two_negations_are_none(claims, cue: str) -> None:
    """Who does not cancel a tariff, levies it."""
    assert modality(claims, LEVY.format(cue)) == "fact"


@pytest.mark.parametrize(
    ("text", "when", "inferred"),
    [
        ("2018年7月6日[Country|美國]對[Country|中國]加徵25%關稅。", "2018-07-06", False),
        ("[Country|美國]於2018年7月6日對[Country|中國]加徵25%關稅。", "2018-07-06", False),
        ("[Country|美國]對[Country|中國]加徵25%關稅，2019年簽署協議。", None, False),
        ("2018年7月6日，[Country|美國]宣布調查，9月24日對[Country|中國]加徵25%關稅。", "2018-09-24", True),
        ("2018年7月展開調查。[Country|美國]於9月對[Country|中國]加徵25%關稅。", "2018-09", True),
        ("2018年展開調查，[Country|美國]對[Country|中國]加徵25%關稅。", "2018", False),
        ("[Country|美國]今年3月對[Country|中國]加徵25%關稅。", "2020-03", True),
        ("2018年展開調查；[Country|美國]對[Country|中國]加徵25%關稅。", None, False),
        ("[Country|美國]對[Country|中國]加徵25%關稅。", None, False),
    ],
)
def test_the_date_of_a_claim(claims, text: str, when: str | None, inferred: bool) -> None:
    """The date inside the clause, else the nearest before it in the sentence up to a semicolon; never one of the next clause."""
    (claim,) = claims(text, "imposesTariffOn", published="2020-03-16")

    assert (claim.qualifiers.when, claim.qualifiers.inferred) == (when, inferred)


def test_an_articles_own_date_counts(claims) -> None:
    """In a document of several articles 今年 is the year of the article, and years do not run on from one to the next."""
    sections = (Section("一", published="2018-05-01", span=Span(0, 1)), Section("二", published="2022-05-01", span=Span(1, 2)))
    text = "[Country|美國]今年對[Country|中國]加徵25%關稅。\n[Country|美國]於3月對[Country|中國]加徵25%關稅。"
    found = claims(text, "imposesTariffOn", published="2020", sections=sections)

    assert [(claim.qualifiers.when, claim.evidence.section) for claim in found] == [("2018", "一"), ("2022-03", "二")]


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("[Firm|和碩]不計劃在[Country|越南]設廠。", "investsIn", "denied"),
        ("[Firm|和碩]並無在[Country|越南]設廠。", "investsIn", "denied"),
        ("[Country|臺灣]尚不是[Organization|WTO]的成員。", "memberOf", "denied"),
        ("[Firm|和碩]將關閉在[Country|越南]的工廠。", "operatesIn", "fact"),
        ("[Firm|和碩]將繼續與[Firm|廣達]合作。", "cooperatesWith", "fact"),
        ("[Firm|和碩]將與[Firm|廣達]合作。", "cooperatesWith", "planned"),
        ("[Firm|和碩]則將部分產線移至[Country|越南]。", "relocatedTo", "fact"),
        ("[Firm|和碩]則將移至[Country|越南]。", "relocatedTo", "planned"),
        ("[Organization|商務部]阻擋[Firm|和碩]收購[Firm|夏普]。", "acquires", "denied"),
    ],
)
def test_a_cue_counts_where_the_relation_asks_for_it(claims, text: str, relation: str, expected: str) -> None:
    """Who is to close a plant has one, 將 may mark an object, and a rule that forces a modality knows better than the cues."""
    assert {claim.qualifiers.modality for claim in claims(text, relation)} == {expected}


def test_sum_and_rate(claims) -> None:
    """Sum and rate are taken from the clause or the one after it."""
    (claim,) = claims("2018年7月[Country|美國]對[Country|中國]加徵25%關稅，金額340億美元。", "imposesTariffOn")
    amount = claim.qualifiers.amount

    assert amount is not None
    assert (claim.qualifiers.rate, amount.value, amount.unit) == ("25%", Decimal(34_000_000_000), "USD")


def test_the_product(claims) -> None:
    """A product that a statement is about qualifies the claim, and its mention is part of the evidence."""
    (claim,) = claims("[Country|日本]2020年向[Country|韓國]出口[Product|光阻劑]。", "exportsTo")

    assert claim.qualifiers.product == "product-photoresist"
    assert claim.evidence.product == "m3"


def test_each_rate_belongs_to_its_own_clause(claims) -> None:
    """Two claims of one sentence each have the rate of their own clause."""
    found = claims("[Country|美國]對[Country|中國]加徵25%關稅，對[Country|越南]加徵10%關稅。", "imposesTariffOn")

    assert {claim.object: claim.qualifiers.rate for claim in found} == {"country-cn": "25%", "country-vn": "10%"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("[Organization|WTO]表示，[Country|美國]對[Country|中國]加徵25%關稅。", "org-wto"),
        ("[Organization|WTO]指出，[Country|美國]對[Country|中國]加徵25%關稅。", "org-wto"),
        ("[Organization|WTO]秘書長週二指出，[Country|美國]對[Country|中國]加徵25%關稅。", "org-wto"),
        ("[Country|美國]對[Country|中國]加徵25%關稅。", None),
        ("[Country|美國]對[Country|中國]加徵25%關稅，[Organization|WTO]表示遺憾。", None),
        ("[Organization|WTO]表示遺憾。[Country|美國]對[Country|中國]加徵25%關稅。", None),
        ("[Country|日本]表示，[Country|美國]對[Country|中國]加徵25%關稅。", None),
        ("[Organization|WTO]表示遺憾，[Organization|OECD]則指出，[Country|美國]對[Country|中國]加徵25%關稅。", "org-oecd"),
        ("[Organization|WTO]表示遺憾，[Organization|OECD]則樂見[Country|美國]對[Country|中國]加徵25%關稅。", None),
    ],
)
def test_who_says_so(claims, text: str, speaker: str | None) -> None:
    """X表示 before a claim attributes it to X, a person, body or firm; after it, or in another sentence, it does not."""
    (claim,) = claims(text, "imposesTariffOn")

    assert claim.qualifiers.said_by == speaker
    assert (claim.evidence.by is None) == (speaker is None)


@pytest.mark.parametrize(
    "text",
    [
        "根據[Organization|WTO]的報告，[Country|美國]對[Country|中國]加徵25%關稅。",
        "依據[Organization|WTO]統計，[Country|美國]對[Country|中國]加徵25%關稅。",
        "據[Organization|WTO]統計，[Country|美國]對[Country|中國]加徵25%關稅。",
        "根据[Organization|WTO]的报告，[Country|美国]对[Country|中国]加征25%关税。",
        "[Organization|WTO]強調，[Country|美國]對[Country|中國]加徵25%關稅。",
        "[Organization|WTO]說明，[Country|美國]對[Country|中國]加徵25%關稅。",
        "[Organization|WTO]認為，[Country|美國]對[Country|中國]加徵25%關稅。",
        "[Organization|WTO]報導，[Country|美國]對[Country|中國]加徵25%關稅。",
        "[Organization|WTO]强调，[Country|美国]对[Country|中国]加征25%关税。",
    ],
)
def test_who_says_so_in_either_script(claims, text: str) -> None:
    """根據X and X強調 attribute a claim to X, in a Traditional text and in a Simplified one."""
    (claim,) = claims(text, "imposesTariffOn")

    assert claim.qualifiers.said_by == "org-wto"


@pytest.mark.parametrize("said", ["指出：", "表示：「", "強調："])
def test_a_colon_ends_the_speakers_part(claims, said: str) -> None:
    """What stands before a colon is not the subject of what stands behind it."""
    found = claims(f"[Organization|WTO]{said}[Country|美國]對[Country|中國]加徵25%關稅。", "imposesTariffOn")

    assert [(claim.subject, claim.qualifiers.said_by) for claim in found] == [("country-us", "org-wto")]


def test_nobody_is_the_source_of_their_own_deed(claims) -> None:
    """川普表示將… is what he does, not what he reports."""
    (claim,) = claims("[Person|川普]表示，[Person|川普]已對[Country|中國]加徵25%關稅。", "imposesTariffOn")

    assert claim.qualifiers.said_by is None


@pytest.mark.parametrize(
    "text",
    [
        "According to the [Organization|WTO], [Country|the United States] imposed a 25% tariff on [Country|China].",
        "[Organization|WTO] said that [Country|the United States] imposed a 25% tariff on [Country|China].",
    ],
)
def test_who_says_so_in_english(claims, text: str) -> None:
    """X said that, and according to X, attribute a claim in English."""
    (claim,) = claims(text, "imposesTariffOn")

    assert claim.qualifiers.said_by == "org-wto"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("[Person|卓榮泰]表示樂觀。他並指出，[Country|美國]對[Country|中國]加徵25%關稅。", "person-cho-jung-tai"),
        ("[Organization|WTO]表示樂觀。此外，該會還指出，[Country|美國]對[Country|中國]加徵25%關稅。", "org-wto"),
        ("[Organization|WTO]表示：「情勢樂觀。[Country|美國]對[Country|中國]加徵25%關稅。」", "org-wto"),
        ("[Organization|WTO]表示：「情勢樂觀。甚好。」[Country|美國]對[Country|中國]加徵25%關稅。", None),
        ("[Organization|WTO]表示樂觀。外界指出，[Country|美國]對[Country|中國]加徵25%關稅。", None),
        ("[Organization|WTO] said it was content. It also said that [Country|the United States] imposed a 25% tariff on [Country|China].",
         "org-wto"),
        ("[Organization|OECD]秘書長[Person|卓榮泰]表示，[Country|美國]對[Country|中國]加徵25%關稅。", "person-cho-jung-tai"),
    ],
)  # fmt: skip
def test_who_goes_on_saying_so(claims, text: str, speaker: str | None) -> None:
    """他並指出 and a quotation that is still open go on with the speaker of the sentence before; of two names the nearer one speaks."""
    (claim,) = claims(text, "imposesTariffOn")

    assert claim.qualifiers.said_by == speaker


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Firm|和碩]、[Firm|廣達]與[Firm|仁寶]分別在[Country|越南]、[Country|泰國]及[Country|印度]設廠。",
         {("和碩", "越南"), ("廣達", "泰國"), ("仁寶", "印度")}),
        ("[Firm|和碩]与[Firm|廣達]各自在[Country|越南]和[Country|泰国]设厂。", {("和碩", "越南"), ("廣達", "泰国")}),
        ("[Firm|和碩]與[Firm|廣達]分別在[Country|越南]設廠。", {("和碩", "越南"), ("廣達", "越南")}),
        ("[Firm|和碩]與[Firm|廣達]在[Country|越南]及[Country|泰國]設廠。",
         {("和碩", "越南"), ("和碩", "泰國"), ("廣達", "越南"), ("廣達", "泰國")}),
        ("[Firm|Pegatron] and [Firm|Quanta] invested in [Country|Vietnam] and [Country|Thailand] respectively.",
         {("Pegatron", "Vietnam"), ("Quanta", "Thailand")}),
    ],
)  # fmt: skip
def test_respectively(triples, text: str, expected: set[tuple[str, str]]) -> None:
    """分別 and respectively pair lists of equal length member by member; without it, each goes with each."""
    assert {(s, o) for s, relation, o in triples(text) if relation == "investsIn"} == expected


def test_rates_are_shared_out(claims) -> None:
    """So are the rates of such lists."""
    found = claims("[Country|美國]與[Country|日本]分別對[Country|中國]及[Country|越南]加徵25%與10%關稅。", "imposesTariffOn")

    assert {(claim.subject, claim.object, claim.qualifiers.rate) for claim in found} == {
        ("country-us", "country-cn", "25%"), ("country-jp", "country-vn", "10%"),
    }  # fmt: skip


@pytest.mark.parametrize("subject", ["[Country|美國]", "[Person|川普]", "[Organization|美國商務部]"])
def test_nobody_levies_a_tariff_on_their_own_country(claims, subject: str) -> None:
    """A relation that kg.ttl calls abroad never has the subject's own country as its object."""
    found = claims(f"{subject}對[Country|美國]與[Country|日本]加徵25%關稅。", "imposesTariffOn")

    assert {claim.object for claim in found} == {"country-jp"}


def test_a_role_is_written_as_in_the_text(related) -> None:
    """Who holds an office holds it at the body; the role is the office as the document wrote it."""
    claims, _ = related("[Organization|美國商務部]部長[Person|雷蒙多]表示樂觀。")

    assert {claim.qualifiers.role for claim in claims if claim.relation == "holdsPosition"} == {"部長"}
