"""What lists, patterns, memory and tagger each add to the names that are found, on annotated passages.

Run from the root of the repository: ``python benchmarks/ablation.py corpus/gold``. With ``--aside FILE`` (names of passages, one a
line) those passages are counted apart: what nobody wrote rules for, and no model was fitted to, says most.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

from kg.annotate import Annotator, Candidate, Tagger, annotator
from kg.errors import UsageError
from kg.evaluate import evaluate, read_passage
from kg.evaluate.passages import Passage
from kg.ingest import discover, read
from kg.model import Document, Extraction
from kg.models import MODELS, NAMES
from kg.vocab import Vocabulary, load_vocabulary

#: The annotators of each kind, as ``Annotator`` keeps them. Memory and tagger are made or given elsewhere.
KINDS = {
    "lists": ("_gazetteer", "_countries"),
    "patterns": ("_brackets", "_columns", "_suffixes", "_persons", "_glosses", "_lists"),
    "memory": (),
    "tagger": (),
}
VARIANTS = (
    ("lists", ("lists",)),
    ("+ patterns", ("lists", "patterns")),
    ("+ memory", ("lists", "patterns", "memory")),
    ("+ tagger", ("lists", "patterns", "memory", "tagger")),
    ("all but lists", ("patterns", "memory", "tagger")),
    ("all but patterns", ("lists", "memory", "tagger")),
    ("all but memory", ("lists", "patterns", "tagger")),
)


class Silent:
    """An annotator that finds nothing."""

    def __init__(self, *_: object) -> None:
        pass

    def find(self, *_: object) -> Iterator[Candidate]:
        """Nothing."""
        return iter(())

    headed = listed = find

    def known(self, _key: str) -> tuple[()]:
        """Nothing."""
        return ()


def mentions(documents: Sequence[Document], vocab: Vocabulary, kinds: Collection[str]) -> dict[str, Extraction]:
    """The names in each document, by its source, that annotators of these kinds find."""
    tagger = Tagger.at(MODELS / NAMES, vocab) if "tagger" in kinds else None
    finder = Annotator(vocab, tagger=tagger)
    for kind in KINDS.keys() - kinds:
        for name in KINDS[kind]:
            setattr(finder, name, Silent())
    memory = annotator.Memory if "memory" in kinds else Silent
    with patch.object(annotator, "Memory", memory):
        return {document.source: Extraction(document, finder.mentions(document), {}, ()) for document in documents}


def row(passages: Sequence[Passage], found: dict[str, Extraction], vocab: Vocabulary) -> str:
    """Precision, recall and F1 of names, strictly: same characters, same type."""
    if not passages:
        return "| | | "
    score = evaluate(passages, found, vocab.ontology).mentions
    return f"| {score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f} "


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of annotated passages")
    parser.add_argument("--texts", type=Path, help="folder of their texts; the one above GOLD if not given")
    parser.add_argument("--aside", type=Path, help="file that names passages to count apart, one a line")
    args = parser.parse_args()
    vocab = load_vocabulary()
    passages = [read_passage(file, vocab.ontology) for file in sorted(args.gold.rglob("*.gold"))]
    aside = set(args.aside.read_text(encoding="utf-8").split()) if args.aside else set()
    wanted = {passage.document for passage in passages}
    documents = [read(source) for source in discover([args.texts or args.gold.parent]) if source.name in wanted]
    if not documents:
        raise UsageError(f"no text of these passages in {args.texts or args.gold.parent}")
    parts = ([p for p in passages if p.name not in aside], [p for p in passages if p.name in aside])
    print(f"{len(parts[0])} passages, {len(parts[1])} aside\n")
    print("| names found by | precision | recall | F1 | aside: precision | recall | F1 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, kinds in VARIANTS:
        found = mentions(documents, vocab, kinds)
        print(f"| {name} {''.join(row(part, found, vocab) for part in parts)}|", flush=True)


if __name__ == "__main__":
    main()
