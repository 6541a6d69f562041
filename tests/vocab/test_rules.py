"""Relation files: what each mistake in a rule is refused with, and what a rule is read as."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.vocab import Rule, TableRule, load_vocabulary
from kg.vocab.rules import Example, load_rules, load_table_rules

RULE = {
    "id": "passive",
    "pattern": '"{O}被{S}收購"',
    "examples": '["甲被乙收購。 => 乙 > 甲", "丙被丁收購。 => 丁 > 丙"]',
    "counter": '"甲乙丙丁。"',
}


def written(head: str = "relation: acquires", **changes: str | None) -> str:
    """A file with two sound rules, the second with changed or dropped keys; its second rule begins in line 7."""
    rule = {key: value for key, value in (RULE | changes).items() if value is not None}
    first = RULE | {"id": "first"}
    lines = [head, "rules:", "  - " + "\n    ".join(f"{key}: {value}" for key, value in first.items())]
    return "\n".join([*lines, "  - " + "\n    ".join(f"{key}: {value}" for key, value in rule.items())]) + "\n"


@pytest.fixture
def rules(tmp_path: Path, ontology) -> Callable[[str], tuple[Rule, ...]]:
    """Read the text of one relation file."""

    def load(content: str, name: str = "acquires.yaml") -> tuple[Rule, ...]:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return load_rules(tmp_path, ontology, load_vocabulary().lexicon)

    return load


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (written(id=None), 7, "a rule needs id"),
        (written(pattern=None), 7, "a rule needs pattern"),
        (written(examples=None), 7, "a rule needs examples"),
        (written(examples="[]"), 7, "a rule needs examples"),
        (written(examples='["甲被乙收購。 => 乙 > 甲"]'), 7, "two examples and a counter-example"),
        (written(counter=None), 7, "a rule needs counter"),
        (written(counter='""'), 7, "a rule needs counter"),
        (written(examples='["甲被乙收購。", "丙被丁收購。"]'), 7, "should read: sentence => subject > object"),
        (written(examples='["甲被乙收購。 => 乙", "丙 => 丁"]'), 7, "should read: sentence => subject > object"),
        (written(id="first"), 7, "acquires/first is defined twice"),
        (written(priority="1"), 7, "unknown key priority"),
        (written(subject="[Person]"), 7, "does not allow Person"),
        (written(object="[Firma]"), 7, "does not allow Firma"),
        (written(takes="[date, colour]"), 7, "unknown qualifier colour"),
        (written(modality="maybe"), 7, "unknown modality 'maybe'"),
        (written(pattern='"{O}被{S}(收購"'), 7, "not a regular expression"),
        (written(pattern='"{O}被{Z}收購"'), 7, "unknown slot {Z}"),
        (written(pattern='"被{S}收購"'), 7, "no object slot"),
        (written(pattern='"{O:Person}被{S}收購"'), 7, "does not allow"),
        (written(pattern='"{O}被{S}<steal>"'), 7, "unknown word class <steal>"),
        (written("relation: buys"), 1, "unknown relation 'buys'"),
        (written("subject: acquires"), 1, "unknown relation None"),
        (written("relation: acquires\npriority: 1"), 1, "unknown key priority"),
        ("relation: acquires\nrules:\n  - id: [\n", None, "not YAML"),
        ("relation: acquires\nrules: {\n\t- id\n", None, "not YAML"),
        ("- relation: acquires\n", 1, "should be a mapping"),
        ("", 1, "should be a mapping"),
    ],
)
def test_a_mistake_is_refused_with_its_place(rules, content: str, line: int | None, reason: str) -> None:
    """A wrong rule file is refused with file, the line where the rule begins, and the reason."""
    with pytest.raises(VocabularyError) as caught:
        rules(content)

    assert caught.value.path.name == "acquires.yaml"
    assert reason in caught.value.reason
    assert caught.value.line is not None
    assert line is None or caught.value.line == line


@pytest.mark.parametrize(
    "content",
    [
        written(confidence="high"),
        written(confidence='"0,7"'),
        written(examples="7"),
        written(takes="7"),
        written(subject="7"),
        written(pattern="7"),
        "relation: acquires\nrules:\n  - passive\n",
        "relation: acquires\nrules: passive\n",
        "relation: [acquires]\n",
    ],
    ids=["confidence", "comma", "examples", "takes", "subject", "pattern", "rule", "rules", "relation"],
)
def test_a_value_of_the_wrong_kind_is_refused(rules, content: str) -> None:
    """A number where a list belongs, a word where a number belongs, a rule that is no mapping: refused with file and line."""
    with pytest.raises(VocabularyError) as caught:
        rules(content)

    assert caught.value.path.name == "acquires.yaml"


@pytest.mark.parametrize("confidence", ["75", "-0.1", "1.5"])
def test_a_confidence_outside_0_to_1_is_refused(rules, confidence: str) -> None:
    """A rule's confidence is a chance."""
    with pytest.raises(VocabularyError):
        rules(written(confidence=confidence))


def test_a_key_given_twice_is_refused(rules) -> None:
    """A rule with two patterns means one of them was forgotten."""
    with pytest.raises(VocabularyError):
        rules(written() + '    pattern: "{S}併購{O}"\n')


def test_a_rule_is_read_with_its_defaults(rules, ontology) -> None:
    """A rule has the ends of its relation, the file's qualifiers, no forced modality, and its examples as pairs."""
    (first, passive) = rules(written("relation: acquires\ntakes: [date, amount]"))

    assert (first.id, passive.id) == ("acquires/first", "acquires/passive")
    assert (passive.relation, passive.subject, passive.object) == (
        "acquires", ontology.relations["acquires"].domain, ontology.relations["acquires"].range,
    )  # fmt: skip
    assert (passive.takes, passive.modality, passive.role) == ({"date", "amount"}, None, None)
    assert passive.examples == (Example("甲被乙收購。", (("乙", "甲"),)), Example("丙被丁收購。", (("丁", "丙"),)))
    assert passive.counters == ("甲乙丙丁。",)


def test_a_rule_wins_over_its_file(rules) -> None:
    """What a rule says of qualifiers, modality, ends, role and confidence stands."""
    changes = {"takes": "[rate]", "modality": "denied", "subject": "[Firm]", "role": "buyer", "confidence": "0.5"}
    (_, rule) = rules(written("relation: acquires\ntakes: [date]\nmodality: planned", **changes))

    assert (rule.takes, rule.modality, rule.subject, rule.role, rule.confidence) == ({"rate"}, "denied", {"Firm"}, "buyer", 0.5)


def test_rules_are_sorted_by_id(rules) -> None:
    """Rules come in the order of their ids, whatever the files' names."""
    rules(written("relation: subsidiaryOf"), name="a.yaml")
    found = [rule.id for rule in rules(written(), name="z.yaml")]

    assert found == ["acquires/first", "acquires/passive", "subsidiaryOf/first", "subsidiaryOf/passive"]


def test_an_example_may_hold_several_claims(rules) -> None:
    """Claims of an example are separated by semicolons."""
    (_, rule) = rules(written(examples='["甲被乙、丙收購。 => 乙 > 甲; 丙 > 甲", "丙被丁收購。 => 丁 > 丙"]'))

    assert rule.examples[0].claims == (("乙", "甲"), ("丙", "甲"))


@pytest.fixture
def tables(tmp_path: Path, ontology) -> Callable[[str], tuple[TableRule, ...]]:
    """Read the text of a file of table rules."""

    def load(content: str) -> tuple[TableRule, ...]:
        path = tmp_path / "tables.yaml"
        path.write_text(content, encoding="utf-8")
        return load_table_rules(path, ontology)

    return load


TABLE = """tables:
  - id: moves
    title: "遷廠"
    columns:
      firm: {header: "企業", types: [Firm]}
      target: {header: "目的地", types: [Country]}
    claims:
      - {subject: firm, relation: relocatedTo, object: target}
"""


def test_a_table_rule_is_read(tables) -> None:
    """A table rule has its columns, needs all of them unless it says otherwise, and claims by column."""
    (rule,) = tables(TABLE)

    assert (rule.id, sorted(rule.columns), rule.required) == ("moves", ["firm", "target"], {"firm", "target"})
    assert [(claim.subject, claim.relation, claim.object) for claim in rule.claims] == [("firm", "relocatedTo", "target")]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("relation: relocatedTo", "relation: movedTo", 8, "unknown relation 'movedTo'"),
        ("object: target", "object: nation", 8, "'nation', which is no column"),
        ("object: target}", "object: target, date: day}", 8, "'day', which is no column"),
        ("object: target}", "object: target, modality: maybe}", 8, "unknown modality 'maybe'"),
        ("object: target}", "object: target, colour: red}", 8, "colour"),
        ("object: target}", 'object: target, statuses: {maybe: "是"}}', 8, "unknown modality 'maybe'"),
        ("object: target}", 'object: target, statuses: {denied: "(是"}}', 8, "no regular expression"),
        ("id: moves", "id: moves\n    prose: remarks", 2, "prose names remarks, which is no column"),
        ("object: target}", "}", 8, "object"),
        ("types: [Firm]", "types: [Firma]", 2, "Firma"),
        ('"企業"', '"(企業"', 2, "no regular expression"),
        ('"遷廠"', '"[遷廠"', 2, "no regular expression"),
        ('{header: "企業", types: [Firm]}', "{types: [Firm]}", 2, "header"),
    ],
)
def test_a_mistake_in_a_table_rule_is_refused(tables, old: str, new: str, line: int, reason: str) -> None:
    """A wrong table rule is refused with file, the line where the rule or its claim begins, and the reason."""
    with pytest.raises(VocabularyError) as caught:
        tables(TABLE.replace(old, new))

    assert (caught.value.path.name, caught.value.line) == ("tables.yaml", line)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    claims:", "    confidance: 0.5\n    claims:"),
        ("    claims:", "    required: [frim]\n    claims:"),
        ("types: [Firm]}", "typos: [Firm]}"),
        ("subject: firm", "subject: title:Firma"),
    ],
    ids=["key", "required", "column-key", "title-type"],
)
def test_an_unknown_key_of_a_table_rule_is_refused(tables, old: str, new: str) -> None:
    """A misspelt key, required column or type of the title would silently do nothing, so it is refused."""
    with pytest.raises(VocabularyError):
        tables(TABLE.replace(old, new))
