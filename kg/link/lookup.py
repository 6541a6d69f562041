"""Which known entities a surface may mean."""

from __future__ import annotations

from collections import defaultdict

from kg.link.forms import LegalForms
from kg.model import Entity
from kg.vocab import Vocabulary, fold, name_key

#: A bare name must be longer to mean a body of a country that is not named.
_SHORTEST = 2


class Lookup:
    """Known entities by surface and type.

    Attributes:
        forms: the legal forms of firms.
    """

    def __init__(self, vocab: Vocabulary) -> None:
        self._names = vocab.names
        self._characters = vocab.lexicon.country_characters
        self._countries = {
            key: entities[0]
            for key, names in vocab.names.by_key.items()
            if len(entities := sorted({name.entity for name in names if name.type == "Country"})) == 1
        }
        self._longest = max(map(len, self._countries), default=0)
        self.forms = LegalForms(vocab)
        self._bare = self._without_country()

    def entities(self, surface: str, type_: str) -> list[Entity]:
        """The known entities of ``type_`` that go under ``surface``, sorted by id.

        A body's name with its country before it (美國商務部) means the body of that name in that country, one with the body above it
        (經濟部國際貿易署) the body of that name in the same country. A firm's legal form may be left out or added.
        """
        if len(surface) == 1 and (entry := self._characters.get(fold(surface))):
            return [self._names.entities[entry.entity]]
        named = self._of_type(surface, type_)
        if not named and type_ == "Firm" and (core := self.forms.without(surface)) != surface:
            named = self._of_type(core, type_)
        return named or self._homed(name_key(surface), type_)

    def namesakes(self, surface: str, type_: str) -> list[Entity]:
        """The bodies that go under ``surface`` behind the name of their country, and not by it alone; sorted by id."""
        return [self._names.entities[id_] for id_ in self._bare.get(name_key(surface), ())] if type_ == "Organization" else []

    def _without_country(self) -> dict[str, list[str]]:
        """Bodies by their names less that of their country."""
        homes: dict[str | None, list[str]] = defaultdict(list)
        for key, id_ in self._countries.items():
            homes[self._names.entities[id_].country].append(key)
        bare: dict[str, set[str]] = defaultdict(set)
        bodies = (entity for entity in self._names.entities.values() if entity.type == "Organization" and entity.country in homes)
        for entity in bodies:
            for key in {name_key(name) for name in (*entity.labels.values(), *entity.aliases) if not name.isascii()}:
                for rest in (key.removeprefix(home) for home in homes[entity.country] if key.startswith(home)):
                    own = any(rest[:length] in self._countries for length in range(2, self._longest + 1))  # 中國|美國商會
                    if len(rest) > _SHORTEST and not own and entity.id not in {name.entity for name in self._names.by_key.get(rest, ())}:
                        bare[rest].add(entity.id)
        return {key: sorted(ids) for key, ids in bare.items()}

    def _of_type(self, surface: str, type_: str) -> list[Entity]:
        return [self._names.entities[name.entity] for name in self._names.find(surface) if name.type == type_]

    def _homed(self, key: str, type_: str) -> list[Entity]:
        for length in range(min(self._longest, len(key) - 2), 0, -1):
            if country := self._countries.get(key[:length]) or (self._character(key[0]) if length == 1 else None):
                code = self._names.entities[country].country
                return [entity for entity in self._of_type(key[length:], type_) if entity.country == code]
        return self._under(key) if type_ == "Organization" else []

    def _under(self, key: str) -> list[Entity]:
        """The bodies of one country whose name stands behind that of another body of that country."""
        for length in range(len(key) - 2, 1, -1):
            above = {entity.country for entity in self._of_type(key[:length], "Organization")} - {None}
            if above and (found := [entity for entity in self._of_type(key[length:], "Organization") if entity.country in above]):
                return found
        return []

    def _character(self, char: str) -> str | None:
        entry = self._characters.get(char)
        return entry.entity if entry else None
