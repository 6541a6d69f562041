"""The competency questions on the page: what it answers is what `kg query` answers."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from kg.analysis.asking import store
from kg.errors import UnknownEntityError
from kg.explore import write_page
from kg.explore.data import page_data
from kg.explore.plans import Beyond, plan_of
from kg.graph.query import named_queries, run_named, run_query
from tests.factories import sample_graph

QUESTIONS = [question.name for question in named_queries()]
#: Rows that the page finds, with the parameters that ``given`` names bound to nothing or to the entity at that place.
ASKED = """
const question = kg.data.questions.find((each) => each.name === arguments[0]);
kg.state.given = arguments[1] || {};
const answer = kg.answering(question);
kg.state.given = {};
return [answer.columns, kg.answerTexts(answer).map((row) => answer.columns.map((column) => row[column])), answer.rows.map((row) => row.claims.length)];
"""


def test_every_question_has_a_plan(vocab) -> None:
    """Each travels with its titles, its parameters' usual entities, and a plan for the page's script."""
    data = page_data(sample_graph(), vocab)
    questions = {question["name"]: question for question in data["questions"]}

    assert list(questions) == QUESTIONS
    assert all(question["plan"] for question in questions.values())
    [parameter] = questions["firms-leaving"]["parameters"]
    assert (parameter["name"], data["nodes"][parameter["default"]]["key"]) == ("country", "country-cn")


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?a { ?a kg:subject+ ?b }",
        "SELECT (SUM(?n) AS ?all) { ?a kg:page ?n }",
        "SELECT ?a { ?a rdfs:label ?b FILTER(STRSTARTS(?b, 'x')) }",
        "SELECT ?a { ?a ?b ?c MINUS { ?a a kg:Claim } }",
    ],
)
def test_what_plans_lack_is_left_to_the_server(sparql: str) -> None:
    """A path of any length, another aggregate, a function or MINUS is no plan, rather than a wrong one."""
    with pytest.raises(Beyond):
        plan_of(sparql)


@pytest.mark.browser
def test_answers_on_a_graph_of_every_case(browser, vocab, tmp_path: Path) -> None:
    """Symmetric relations said either way, denials, speakers, amounts: the same rows on a graph made by hand."""
    graph = sample_graph()
    data = store(graph)
    write_page(graph, tmp_path / "graph.html", vocab=vocab)
    browser.get((tmp_path / "graph.html").as_uri())
    compared = 0
    for name in QUESTIONS:
        try:
            expected = run_named(data, name, {}, graph)
        except UnknownEntityError:  # its usual entity is not in this graph
            continue
        columns, rows, _ = browser.execute_script(ASKED, name)
        compared += 1

        assert (name, tuple(columns), Counter(map(tuple, rows))) == (name, expected.columns, Counter(expected.rows))
    assert compared > 15


@pytest.fixture(scope="module")
def asked(browser, graph, vocab, tmp_path_factory: pytest.TempPathFactory):
    """The page of the sample corpus, its graph and its store."""
    path: Path = tmp_path_factory.mktemp("page") / "graph.html"
    write_page(graph, path, vocab=vocab)
    browser.get_log("browser")
    browser.get(path.as_uri())
    yield browser, graph, store(graph)
    assert browser.get_log("browser") == []


@pytest.mark.browser
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_page_answers_as_the_query_does(asked, name: str) -> None:
    """The same columns and rows, with the parameters' usual entities, and claims behind every row."""
    driver, graph, data = asked
    expected = run_named(data, name, {}, graph)
    columns, rows, claims = driver.execute_script(ASKED, name)

    assert tuple(columns) == expected.columns
    assert Counter(map(tuple, rows)) == Counter(expected.rows)
    assert rows
    assert 0 not in claims


@pytest.mark.browser
@pytest.mark.parametrize("name", [question.name for question in named_queries() if question.parameters])
def test_a_parameter_may_be_left_open(asked, name: str) -> None:
    """Without a parameter's entity the query is asked unbound."""
    driver, _, data = asked
    question = next(question for question in named_queries() if question.name == name)
    expected = run_query(data, question.sparql)
    columns, rows, _ = driver.execute_script(ASKED, name, dict.fromkeys(question.parameters))

    assert tuple(columns) == expected.columns
    assert Counter(map(tuple, rows)) == Counter(expected.rows)


@pytest.mark.browser
def test_a_question_is_asked_by_hand(asked) -> None:
    """A button asks, a list of entities changes the parameter, the address keeps both, and the CSV has the rows of `kg query`."""
    driver, graph, data = asked
    driver.execute_script("URL.createObjectURL = (blob) => { window.made = blob; return '#'; }; document.getElementById('ask').click()")
    buttons = driver.find_elements("css selector", "#pages [data-question]")
    driver.execute_script("document.querySelector('[data-question=firms-leaving]').click()")
    other = driver.execute_script(
        "const box = document.querySelector('#pages select'), other = [...box.options].find((each) => each.value && !each.selected);"
        "box.value = other.value; box.dispatchEvent(new Event('change')); return kg.data.nodes[other.value].key;"
    )
    address = driver.current_url
    driver.execute_script("document.getElementById('answer-csv').click()")
    saved = driver.execute_async_script("window.made.text().then(arguments[0])")
    expected = run_named(data, "firms-leaving", {"country": other}, graph)

    assert len(buttons) == len(QUESTIONS)
    assert f"given-country={other}" in address
    assert list(csv.reader(io.StringIO(saved.removeprefix("\ufeff")))) == [list(expected.columns), *map(list, expected.rows)]
    assert len(driver.find_elements("css selector", "#pages tbody tr")) == len(expected.rows)
