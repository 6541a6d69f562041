"""The word lists: what each mistake in them is refused with, and what they are read as."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.vocab import fold, ontology_path
from kg.vocab.lexicon import Lexicon, load_lexicon
from kg.vocab.vocabulary import load_vocabulary


@pytest.fixture
def lexicon_with(tmp_path: Path, ontology) -> Callable[[str, str], Lexicon]:
    """Read the shipped word lists with one of them replaced."""

    def load(file: str, content: str) -> Lexicon:
        folder = tmp_path / "lexicon"
        shutil.copytree(ontology_path() / "lexicon", folder)
        (folder / file).write_text(content, encoding="utf-8")
        return load_lexicon(folder, ontology)

    return load


@pytest.mark.parametrize(
    ("file", "content", "line", "reason"),
    [
        ("cues.csv", "kind,cue,value\nmodality,將,planned\nmodality,也許,maybe\n", 3, "unknown modality 'maybe'"),
        ("cues.csv", "kind,cue,value\nno-modality,將,flies\n", 2, "unknown relation 'flies'"),
        ("suffixes.csv", "suffix,type,class,mode,min\n公司,Firm,Company,free,2\n", 2, "'Company' is no class of 'Firm'"),
        ("suffixes.csv", "suffix,type,class,mode,min\n公司,Firm,University,free,2\n", 2, "'University' is no class of 'Firm'"),
        ("suffixes.csv", "suffix,type,class,mode,min\n公司,Firm,Firm,always,2\n", 2, "mode should be free, marked or homed"),
        ("suffixes.csv", "suffix,type,class,mode,min\n公司,Firm,Firm,free,two\n", 2, "min a number"),
        ("suffixes.csv", "suffix,type,class,mode,min\n公司,Firm,Firm,free,-1\n", 2, "min a number"),
        ("country_characters.csv", "char,entity,use\n美國,country-us,any\n", 2, "'美國' is not one character"),
        ("country_characters.csv", "char,entity,use\n美,country-us,any\n,country-cn,any\n", 3, "'' is not one character"),
        ("compound_contexts.csv", "side,word,all\nleft,對,\n", 2, "side is 'left'"),
        ("references.csv", "form,type,how\n該公司,Company,nearest\n", 2, "unknown type 'Company'"),
        ("columns.csv", "header,type\n企業,Company\n", 2, "unknown type 'Company'"),
        ("columns.csv", "header,type\n企業,Firm\n(產品,Product\n", 3, "no regular expression"),
        ("units.csv", "word,kind,value\n億,magnitude,lots\n", 2, "'lots' is no number"),
        ("units.csv", "word,kind,value\n美元,money,USD\n", 2, "kind is 'money'"),
        ("words.csv", "class,words\nlevy,課徵|加徵,more\n", 2, "3 cells"),
        ("stop_phrases.csv", "phrase\n當中國\n", 1, "column missing: holds"),
        ("titles.csv", "office\n部長\n", 1, "column missing: title"),
    ],
)
def test_a_mistake_is_refused_with_its_place(lexicon_with, file: str, content: str, line: int, reason: str) -> None:
    """A wrong line of a word list is refused with file, line and reason."""
    with pytest.raises(VocabularyError) as caught:
        lexicon_with(file, content)

    assert (caught.value.path.name, caught.value.line) == (file, line)
    assert reason in caught.value.reason


def test_a_cue_that_is_no_regular_expression_is_refused(lexicon_with) -> None:
    """A cue that cannot be compiled is refused where it is written."""
    with pytest.raises(VocabularyError) as caught:
        lexicon_with("cues.csv", "kind,cue,value\nmodality,(將,planned\n")

    assert (caught.value.path.name, caught.value.line) == ("cues.csv", 2)


@pytest.mark.parametrize(
    "file",
    ["columns", "compound_contexts", "country_characters", "cues", "edges", "not_names", "references", "stop_phrases", "suffixes",
     "surnames", "titles", "units", "words"],
)  # fmt: skip
def test_a_missing_list_is_refused(file: str, tmp_path: Path, ontology) -> None:
    """Every word list must be there; the refusal names the one that is not."""
    folder = tmp_path / "lexicon"
    shutil.copytree(ontology_path() / "lexicon", folder)
    (folder / f"{file}.csv").unlink()

    with pytest.raises(VocabularyError) as caught:
        load_lexicon(folder, ontology)

    assert caught.value.path == folder / f"{file}.csv"


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("country_characters.csv", "智,country-zz,any\n"),
        ("references.csv", "智方,Country,country-zz\n"),
        ("references.csv", "智方,Country,somewhere\n"),
    ],
)
def test_a_link_to_an_unknown_entity_is_refused(file: str, row: str, tmp_path: Path) -> None:
    """A word list may only point to entities that the names files or the countries hold."""
    folder = tmp_path / "ontology"
    shutil.copytree(ontology_path(), folder)
    with (folder / "lexicon" / file).open("a", encoding="utf-8") as lines:
        lines.write(row)

    with pytest.raises(VocabularyError) as caught:
        load_vocabulary(folder)

    assert row.strip().replace(",", " ").split()[-1] in caught.value.reason or "country-zz" in caught.value.reason
    assert "unknown entities" in caught.value.reason


def test_country_characters_say_whether_they_are_common_words(lexicon_with) -> None:
    """A character is read with its country and with where it counts; never leaves it out."""
    lexicon = lexicon_with("country_characters.csv", "char,entity,use\n韓,country-kr,any\n法,country-fr,marked\n陸,country-cn,never\n")
    read = {char: (entry.entity, entry.use) for char, entry in lexicon.country_characters.items()}

    assert read == {fold("韓"): ("country-kr", "any"), fold("法"): ("country-fr", "marked")}


def test_units_are_read_as_numbers_and_codes(lexicon_with) -> None:
    """Magnitudes are exact decimals, currencies are codes, both under their folded words."""
    lexicon = lexicon_with("units.csv", "word,kind,value\n億,magnitude,100000000\n點五,magnitude,0.5\n美元,currency,USD\n公噸,unit,t\n")

    assert lexicon.magnitudes == {fold("億"): Decimal(100_000_000), fold("點五"): Decimal("0.5")}
    assert lexicon.units == {"美元": "USD", fold("公噸"): "t"}


def test_cues_keep_the_order_of_the_file(lexicon_with) -> None:
    """Cues are grouped by kind, in the file's order, as the first that fits wins."""
    lexicon = lexicon_with("cues.csv", "kind,cue,value\nmodality,未,denied\nstatus,擬,planned\nmodality,將,planned\n")

    assert lexicon.cues == {"modality": (("未", "denied"), (fold("將"), "planned")), "status": ((fold("擬"), "planned"),)}
