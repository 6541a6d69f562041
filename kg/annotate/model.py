"""The named entities of a spaCy model, as evidence for names that nothing else knows.

Such models label much that is no name to kg. So a proposal counts only in free space, and only with support: the word that ends it
says what it is (…大學, …Institute), or the model finds it more than once in the document.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.language import Language

from kg.annotate.candidate import Candidate, View
from kg.errors import UsageError
from kg.ids import digest
from kg.vocab import Vocabulary, fold, name_key

_SCORE = 0.4
#: How often a name without a telling end must be found.
_OFTEN = 2
#: Labels of organizations stand for firms too; the end of the name tells which.
_ENGLISH = (
    ("Firm", "english-firm"),
    ("Organization", "english-organization"),
    ("Policy", "english-policy"),
    ("Event", "english-event"),
)


class NamedEntities:
    """Proposes the named entities of a spaCy model.

    Args:
        vocab: what the model's labels mean, and what names of a type end in.
        model: name of an installed model, or its folder.

    Raises:
        UsageError: there is no such model, it does not run here, or it finds no named entities.
    """

    def __init__(self, vocab: Vocabulary, model: str) -> None:
        self._nlp = load_model(model)
        self._types = vocab.lexicon.model_labels
        self._suffixes = sorted(vocab.lexicon.suffixes.items(), key=lambda item: (-len(item[0]), item[0]))
        self._words = {fold(word): type_ for type_, cls in reversed(_ENGLISH) for word in vocab.lexicon.words[cls]}

    def __call__(self, views: Sequence[View], chosen: Sequence[Sequence[Candidate]]) -> list[list[Candidate]]:
        """The supported proposals in each view that overlap nothing that was chosen there."""
        proposed = [self._free(view, candidates) for view, candidates in zip(views, chosen, strict=True)]
        counts = Counter((name_key(view.text[c.start : c.end]), c.type) for view, cs in zip(views, proposed, strict=True) for c in cs)
        types: dict[str, set[str]] = defaultdict(set)
        for key, type_ in counts:
            types[key].add(type_)
        return [
            [c for c in cs if self._telling(key := name_key(view.text[c.start : c.end])) == c.type or self._often(key, counts, types[key])]
            for view, cs in zip(views, proposed, strict=True)
        ]

    def _free(self, view: View, chosen: Sequence[Candidate]) -> list[Candidate]:
        taken = {place for c in chosen for place in range(c.start, c.end)}
        found = []
        if len(view.text) <= self._nlp.max_length:
            for ent in self._nlp(view.text).ents:
                name = ent.text.strip()
                start = ent.start_char + ent.text.index(name)
                if (
                    len(name_key(name)) > 1
                    and (type_ := self._type(ent.label_, name))
                    and taken.isdisjoint(range(start, start + len(name)))
                ):
                    found.append(Candidate(start, start + len(name), type_, "model", _SCORE))
        return found

    def _type(self, label: str, name: str) -> str | None:
        type_ = self._types.get(label)
        return "Firm" if type_ == "Organization" and self._telling(name_key(name)) == "Firm" else type_

    def _telling(self, key: str) -> str | None:
        """The type that the end of a name tells."""
        for suffix, entry in self._suffixes:
            if key.endswith(suffix) and len(key) > len(suffix):
                return entry.type
        return next((type_ for word, type_ in self._words.items() if key.endswith(word) and len(key) > len(word)), None)

    @staticmethod
    def _often(key: str, counts: Counter[tuple[str, str]], types: set[str]) -> bool:
        """Whether a name is found often enough, and under one type."""
        return len(types) == 1 and counts[key, next(iter(types))] >= _OFTEN


def load_model(model: str) -> Language:
    """A spaCy model that finds named entities.

    Raises:
        UsageError: there is no such model, it does not run here, or it finds no named entities.
    """
    try:
        nlp = spacy.load(model)
    except (OSError, ImportError, ValueError) as error:
        missing = "[E050]" in str(error)
        why = "is not installed; install its package, or give the folder that holds it" if missing else f"cannot be loaded: {error}"
        raise UsageError(f"the spaCy model {model!r} {why}") from None
    if not any("doc.ents" in nlp.get_pipe_meta(name).assigns for name in nlp.pipe_names):
        raise UsageError(f"the spaCy model {model!r} finds no named entities (its components: {', '.join(nlp.pipe_names) or 'none'})")
    return nlp


def model_fingerprint(model: str) -> str:
    """Changes whenever a file of the model does.

    Raises:
        UsageError: as for ``load_model``.
    """
    folder = Path(load_model(model).path)
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return digest(*(f"{name}:{hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in files))
