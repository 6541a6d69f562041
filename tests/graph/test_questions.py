"""The competency questions, asked of the sample corpus: each gives answers that a reader of the documents would give."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kg.graph.query import load_store, named_queries, render, run_named
from kg.loading import load

EXPECTED = {
    "acquisitions": {"buyer": "台達電", "firm": "泰達電", "date": "2019-04", "modality": "fact"},
    "agreements": {"agreement": "布萊切利宣言", "party": "英國", "date": "2023-11-02"},
    "corroborated": {"subject": "美國", "relation": "kg:imposesTariffOn", "object": "中國", "documents": "7"},
    "developments": {"subject": "理光", "object": "泰國", "modality": "planned", "date": "2019-05"},
    "disputed": {"subject": "GoPro", "relation": "kg:relocatedFrom", "object": "中國", "otherwise": "denied"},
    "documents-about": {"title": "專訪／三座海外晶圓廠，三種補貼邏輯", "issued": "2025-03-20"},
    "events": {"event": "WTO第11屆部長會議", "place": "阿根廷", "date": "2017-12"},
    "evidence": {"relation": "kg:imposesTariffOn", "quote": "第一輪 2018/7/6 340 億美元 25% 實施中"},
    "exports": {"who": "廣達", "to": "美國", "product": "伺服器", "modality": "fact"},
    "firms-leaving": {"firm": "三星電子", "date": "2018-12"},
    "firms-relocated": {"firm": "和碩", "from": "中國", "to": "印尼"},
    "investments": {"who": "LG新能源", "where": "俄亥俄州", "amount": "4400000000", "currency": "USD"},
    "legal-basis": {"policy": "301條款", "basis": "1974年貿易法"},
    "makers": {"maker": "比亞迪", "home": "中國", "modality": "fact"},
    "members": {"member": "臺灣", "modality": "denied"},
    "moves-planned": {"firm": "富豪汽車", "to": "比利時", "modality": "planned"},
    "on-lists": {"list": "實體清單", "who": "華為", "date": "2019-05-15"},
    "partners": {"relation": "kg:cooperatesWith", "other": "英特爾", "modality": "denied", "date": "2024-04-17"},
    "plants-abroad": {"firm": "和碩", "relation": "kg:relocatedTo", "where": "印尼", "modality": "fact"},
    "policies-targeting": {"policy": "數位歐洲計畫", "issuer": "歐盟"},
    "positions": {"person": "劉德音", "role": "董事長", "body": "台積電"},
    "promoted": {"who": "數位發展部數位產業署", "what": "中小企業", "modality": "fact"},
    "restrictions": {"who": "泰國", "product": "5G", "modality": "denied"},
    "subsidiaries": {"part": "歐洲半導體製造公司", "whole": "台積電"},
    "suppliers": {"supplier": "信越化學", "product": "光阻劑"},
    "talks": {"one": "川普", "other": "習近平", "date": "2019-12-01"},
    "tariffs": {"who": "美國", "whom": "中國", "rate": "145%"},
    "timeline": {"date": "2019-05-15", "subject": "美國商務部", "relation": "kg:restricts", "object": "華為"},
    "what-affects": {"cause": "碳邊境調整機制", "modality": "fact"},
    "who-says": {"speaker": "魏哲家", "subject": "台積電", "relation": "kg:cooperatesWith", "object": "英特爾"},
}


def test_every_question_has_an_expected_answer() -> None:
    """A new question comes with its answer."""
    assert {question.name for question in named_queries()} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_question_is_answered(corpus_build: Path, name: str) -> None:
    """The answers, with the question's own default parameters, hold the expected row."""
    result = run_named(load_store(corpus_build / "graph.ttl"), name, {}, load(corpus_build))
    rows = list(csv.DictReader(io.StringIO(render(result, "csv"))))

    assert any(EXPECTED[name].items() <= row.items() for row in rows), rows[:20]
