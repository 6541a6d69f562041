"""How fast names are found and linked, against bare tools on the same text with the same names, as ratios in one run.

Run from the root of the repository: ``python benchmarks/names.py``. Times are those of the processor, the best of several runs.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable
from pathlib import Path

import ahocorasick_rs
import jieba.posseg
import spacy
from spacy.language import Language

from kg.annotate import Annotator, Tagger
from kg.components import Tokenizer
from kg.ingest import discover, from_text, read
from kg.link import Linker
from kg.models import MODELS, NAMES
from kg.vocab import Vocabulary, load_vocabulary

CORPUS = Path(__file__).parent.parent / "corpus"


def best(work: Callable[[], object], runs: int) -> float:
    """Seconds of processor time that the fastest run takes."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def corpus_text(characters: int) -> str:
    """The texts of the sample corpus, over and over, to so many characters."""
    once = "\n\n".join(read(source).text for source in discover([CORPUS]))
    return "\n\n".join([once] * (characters // len(once) + 1))[:characters]


def ruler(vocab: Vocabulary) -> Language:
    """A spaCy pipeline that finds the same names, with the tokenizer that keeps Chinese names findable."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    names = {(name.surface, name.type) for found in vocab.names.by_key.values() for name in found}
    nlp.add_pipe("entity_ruler").add_patterns([{"label": type_, "pattern": surface} for surface, type_ in sorted(names)])
    nlp.max_length = 10_000_000
    return nlp


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=200_000, help="length of the text")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured; the best counts")
    args = parser.parse_args()
    vocab = load_vocabulary()
    text = corpus_text(args.characters)
    document = from_text(text)
    lists, whole = Annotator(vocab), Annotator(vocab, tagger=Tagger.at(MODELS / NAMES, vocab))
    linker = Linker(vocab)
    keys = sorted(vocab.names.by_key)
    automaton = ahocorasick_rs.AhoCorasick(keys)
    nlp = ruler(vocab)
    jieba.posseg.lcut("預備")
    ours = best(lambda: linker.link(document, whole.mentions(document)), args.runs)
    rows = [
        ("mentions and linking", ours),
        ("the same without the tagger", best(lambda: linker.link(document, lists.mentions(document)), args.runs)),
        ("spaCy's EntityRuler, the same names", best(lambda: nlp(text), args.runs)),
        ("jieba.posseg", best(lambda: jieba.posseg.lcut(text), args.runs)),
        ("a bare Aho-Corasick pass, the same names", best(lambda: automaton.find_matches_as_indexes(text, overlapping=True), args.runs)),
    ]
    print(f"{len(text):,} characters, {len(keys):,} names; Python {platform.python_version()}\n")
    print("| what | characters/s | times as long as kg |")
    print("| --- | --- | --- |")
    for name, seconds in rows:
        print(f"| {name} | {len(text) / seconds:,.0f} | {seconds / ours:.3g} |")


if __name__ == "__main__":
    main()
