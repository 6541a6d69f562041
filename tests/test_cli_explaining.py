"""``kg explain`` and ``kg extract --trace``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from kg.cli import app

TEXT = """產線移動月報

2020年3月16日

2019年8月，鴻海將部分產線從中國移往越南。和碩擬將產線移往印尼。去年亦移往泰國。
"""


def run(*args: str | Path) -> Result:
    """Run ``kg`` with these arguments."""
    return CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document and its build, the document gone."""
    path = tmp_path_factory.mktemp("explain")
    (path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert run("build", path / "a.txt", "-o", path / "out", "--workers", "1").exit_code == 0
    (path / "a.txt").unlink()
    return path / "out"


def test_a_claim_is_explained_without_its_document(folder: Path) -> None:
    """Sentence, file, rule with pattern, models, and what each word was read as are printed."""
    text = run("explain", "鴻海", "relocatedTo", "Vietnam", "--graph", folder).stdout

    assert "鴻海 —relocatedTo→ 越南  fact" in text
    assert "「2019年8月，鴻海將部分產線從中國移往越南。」\n      a.txt" in text
    assert "relocatedTo.yaml: {S" in text
    assert "models: maximum entropy " in text
    assert "subject 鴻海 · object 越南" in text
    assert "移往" in text
    assert "date 2019年8月 = 2019-08" in text


def test_the_cue_of_a_plan_is_shown(folder: Path) -> None:
    """What made a plan of it is told."""
    assert "modality 擬 = planned" in run("explain", "和碩", "relocatedTo", "印尼", "--graph", folder).stdout


@pytest.mark.parametrize(("relation", "said"), [("acquires", "there is: 鴻海 relocatedTo 越南"), ("relocatedTo", None)])
def test_what_nobody_claims_is_one_line(folder: Path, relation: str, said: str | None) -> None:
    """Where no claim says so, the line tells what relates the two; nothing does that to itself."""
    result = run("explain", "鴻海", relation, "越南" if said else "鴻海", "--graph", folder)

    assert (result.exit_code, result.stdout) == (2, "")
    assert (said or "nothing relates the two") in result.stderr


def test_trace_prints_claims_and_near_misses(tmp_path: Path) -> None:
    """``kg extract --trace`` prints each sentence with its claims (+) and what nearly was one (-), and no JSON."""
    (tmp_path / "a.txt").write_text(TEXT.replace("鴻海將", "將"), encoding="utf-8")
    text = run("extract", "--trace", tmp_path / "a.txt").stdout

    assert "  + 和碩 —relocatedTo→ 印尼  planned" in text
    assert "  - ? —relocatedFrom→ 中國" in text or "  - ? —relocatedTo→ 越南" in text
    assert '{"document"' not in text
