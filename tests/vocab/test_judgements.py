"""Decisions of people: what the file may hold, and that writing loses none."""

from __future__ import annotations

import csv
import os
import threading
from pathlib import Path

import pytest

from kg.errors import OutdatedError, UsageError, VocabularyError
from kg.vocab import Judgement, Judgements, judge, load_vocabulary, revise, withdraw
from kg.vocab.judgements import load_judgements

HEAD = "judgement,left,right,who,when,why\n"
CLAIM = "claim-0123456789ab"
CHECKS = load_vocabulary().ontology.types, load_vocabulary().names.entities


def read(path: Path, *lines: str) -> Judgements:
    """The decisions of a file with these lines below its head."""
    path.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return load_judgements(path, *CHECKS)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["alike,甲航運,乙航運,,,"], "unknown judgement 'alike'; known: same, different"),
        (["same,甲航運,,,,"], "has left and right"),
        (["not an entity,甲航運,乙航運,,,"], "a left and no right"),
        (["type,甲航運,Ship,,,"], "unknown type 'Ship'; known: Country"),
        (["type,firm-tsmc,Organization,,,"], "a type is judged by the name"),
        (["same,firm-tsmcc,甲航運,,,"], "no entity 'firm-tsmcc' in the names files"),
        (["same,firm-tsmc,country-us,,,"], "of different types, country and firm"),
        (["wrong,甲航運,,,,"], "no id of a claim"),
        (["same,甲航運,乙航運,,yesterday,"], "should be a date"),
        (["same,臺甲航運,台甲航运,,,"], "are one name"),
        (["same,甲航運,乙航運,,,", "same,乙航運,丙航運,,,", "same,丙航運,甲航運,,,"], "closes a circle: lines 2, 3"),
        (["same,甲航運,乙航運,,,", "different,乙航運,甲航運,,,"], "contradicts line 2"),
        (["different,甲航運,丙航運,,,", "same,甲航運,乙航運,,,", "same,乙航運,丙航運,,,"], "contradicts lines 2, 3"),
        (["type,甲航運,Firm,,,", "type,甲航運,Organization,,,"], "contradicts line 2: '甲航運' type Firm"),
        (["not an entity,甲航運,,,,", "type,甲航運,Firm,,,"], "contradicts line 2"),
        (["not an entity,甲航運,,,,", "same,甲航運,乙航運,,,"], "contradicts line 2"),
        ([f"right,{CLAIM},,,,", f"wrong,{CLAIM},,,,"], "contradicts line 2"),
        (["same,甲航運,乙航運,,"], "5 cells where the header has 6"),
        (['same,甲"航運",乙"航運,,,', 'same,"甲" 航運,乙航運,,,'], "check the quotes"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(lines: list[str], reason: str, tmp_path: Path) -> None:
    """A file that is malformed or contradicts itself is refused: the last line here is the wrong one."""
    with pytest.raises(VocabularyError) as caught:
        read(tmp_path / "judgements.csv", *lines)

    assert (caught.value.path, caught.value.line) == (tmp_path / "judgements.csv", len(lines) + 1)
    assert reason in caught.value.reason


def test_two_people_may_agree(tmp_path: Path) -> None:
    """The same decision of two people is no circle and no contradiction."""
    rows = read(tmp_path / "j.csv", "same,甲航運,乙航運,ann,2025-04-16,", "same,乙航运,甲航运,bea,2025-04-17T09:30Z,seen on a sign").rows

    assert [row.who for row in rows] == ["ann", "bea"]


def test_the_folder_may_lack_the_file(vocab) -> None:
    """Without a file there are no decisions; the vocabulary knows where they would stand."""
    assert load_judgements(Path("nowhere.csv"), *CHECKS).rows == ()
    assert vocab.judgements.path.name == "judgements.csv"


def test_only_decisions_on_names_change_what_is_read(tmp_path: Path) -> None:
    """Documents are read again for a decision on a name, not for one on two entities or a claim."""
    path = tmp_path / "j.csv"
    before = read(path, "type,甲航運,Firm,,,").reading()

    assert read(path, "same,乙航運,丙航運,,,", "type,甲航運,Firm,ann,,because", f"wrong,{CLAIM},,,,").reading() == before
    assert read(path, "type,甲航運,Organization,,,").reading() != before


class TestWriting:
    def test_what_stands_in_the_file_stays(self, tmp_path: Path) -> None:
        """A decision is added at the end; comments, order and the other lines are left as they are."""
        path = tmp_path / "j.csv"
        text = "\ufeff" + HEAD + "# ships\nsame, 甲航運 ,乙航運,ann,,\n\nright," + CLAIM + ",,,,"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o640)

        rows = judge(path, Judgement("different", "甲航運", "丙航運", "bea", "2025-04-16", "two,\nquays"), *CHECKS).rows

        assert path.read_text(encoding="utf-8") == text + '\ndifferent,甲航運,丙航運,bea,2025-04-16,"two, quays"\n'
        assert [row.line for row in rows] == [3, 5, 6]
        assert path.stat().st_mode & 0o777 == 0o640
        assert [name for name in os.listdir(tmp_path) if "new" in name] == []

    def test_a_decision_is_written_once(self, tmp_path: Path) -> None:
        """Who decides what somebody decided already adds no line."""
        path = tmp_path / "j.csv"
        judge(path, Judgement("same", "甲航運", "乙航運", "ann"), *CHECKS)
        judge(path, Judgement("same", "乙航运", "甲航运", "bea"), *CHECKS)

        assert path.read_text(encoding="utf-8") == HEAD + "same,甲航運,乙航運,ann,,\n"

    @pytest.mark.parametrize("row", [Judgement("different", "甲航運", "乙航運"), Judgement("alike", "甲航運", "乙航運")])
    def test_what_would_be_refused_is_not_written(self, row: Judgement, tmp_path: Path) -> None:
        """A decision that is malformed or contradicts the file leaves it as it was."""
        path = tmp_path / "j.csv"
        judge(path, Judgement("same", "甲航運", "乙航運"), *CHECKS)
        before = path.read_bytes()

        with pytest.raises(UsageError, match="not written: "):
            judge(path, row, *CHECKS)

        assert path.read_bytes() == before

    def test_writers_at_once_lose_nothing(self, tmp_path: Path) -> None:
        """Decisions that several writers take at the same time are all there afterwards."""
        path = tmp_path / "j.csv"

        def write(letter: str) -> None:
            for number in range(8):
                judge(path, Judgement("not an entity", f"{letter}{number}號"), *CHECKS)

        threads = [threading.Thread(target=write, args=(letter,)) for letter in "甲乙丙丁"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(load_judgements(path, *CHECKS).rows) == 32

    def test_a_decision_can_be_withdrawn(self, tmp_path: Path) -> None:
        """Taking a decision back leaves the others; taking back what nobody decided is refused."""
        path = tmp_path / "j.csv"
        judge(path, Judgement("same", "甲航運", "乙航運", "ann"), *CHECKS)
        judge(path, Judgement("wrong", CLAIM), *CHECKS)
        withdraw(path, Judgement("same", "乙航運", "甲航運"), *CHECKS)

        assert path.read_text(encoding="utf-8") == HEAD + f"wrong,{CLAIM},,,,\n"
        with pytest.raises(UsageError, match="holds no judgement 'right'"):
            withdraw(path, Judgement("right", CLAIM), *CHECKS)

    @pytest.mark.parametrize("name", ["=1+1", "+886航運", "-航運", "@航運", "＝航運", "'航運", "'=航運", "''@航運", '="甲,乙"'])
    def test_no_cell_is_a_formula(self, name: str, tmp_path: Path) -> None:
        """A spreadsheet that opens the file runs nothing that a document or a person wrote, and kg reads what was written."""
        path = tmp_path / "j.csv"
        written = Judgement("same", name, "=甲航運", "@ann", "2025-04-16", "-2")
        judge(path, written, *CHECKS)
        [cells] = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))[1:]

        assert not any(cell.startswith(tuple("=+-@＝＋－＠")) for cell in cells)
        assert load_judgements(path, *CHECKS).rows == (written,)

    def test_a_name_that_cannot_be_written_is_refused(self, tmp_path: Path) -> None:
        """What the file cannot hold would be another name in it, and the decision would never be heeded."""
        with pytest.raises(UsageError, match="holds characters"):
            judge(tmp_path / "j.csv", Judgement("not an entity", "甲\u200b航運"), *CHECKS)

    def test_decisions_are_exchanged_as_one(self, tmp_path: Path) -> None:
        """Who changes their mind takes the one decision out and the other in; if either cannot be done, neither is."""
        path = tmp_path / "j.csv"
        judge(path, Judgement("wrong", CLAIM), *CHECKS)
        before = path.read_bytes()
        with pytest.raises(UsageError, match="are of different types"):
            revise(path, *CHECKS, add=[Judgement("same", "firm-tsmc", "country-us")], remove=[Judgement("wrong", CLAIM)])
        assert path.read_bytes() == before

        rows = revise(path, *CHECKS, add=[Judgement("right", CLAIM)], remove=[Judgement("wrong", CLAIM)]).rows

        assert [row.verdict for row in rows] == ["right"]

    def test_what_changed_meanwhile_is_not_decided_over(self, tmp_path: Path) -> None:
        """Who decides in sight of an older state of the file is told, and nothing is written; so for a file that was not there."""
        path = tmp_path / "j.csv"
        seen = load_judgements(path, *CHECKS).version
        now = revise(path, *CHECKS, add=[Judgement("right", CLAIM)], version=seen)
        before = path.read_bytes()

        with pytest.raises(OutdatedError, match="changed by somebody else"):
            revise(path, *CHECKS, add=[Judgement("same", "甲航運", "乙航運")], version=seen)
        assert path.read_bytes() == before
        assert len(revise(path, *CHECKS, add=[Judgement("same", "甲航運", "乙航運")], version=now.version).rows) == 2
