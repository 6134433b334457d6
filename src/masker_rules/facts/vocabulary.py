"""The words that a pack may use under a profile: canonical ones, and the profile's own."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from masker_rules.errors import RequestError
from masker_rules.facts.cells import fold
from masker_rules.facts.definition import TableDef, definition, words_of_measures
from masker_rules.facts.empties import EVERYWHERE, Empties

__all__ = ["KEYS", "WORD", "AttributeKind", "Vocabulary", "likely", "nearest", "words_of_key"]

Kinds = Mapping[str, str | tuple[str, ...]]
#: The vocabulary of the keys of `attributes`.
KEYS = "attributes.key"
#: So many words a message lists where none is near.
FEW = 12
#: The type of an attribute that is one of declared words.
WORD = "word"


@dataclass(frozen=True, slots=True)
class AttributeKind:
    """What a regulation declares of a key.

    Attributes:
        type: `word`, or a type of columns: number, count, minutes, money, percent, date, flag.
        words: Those that a word may be.
        low, high: Between what it lies, as the pack writes it; None is without end.
    """

    type: str
    words: tuple[str, ...] = ()
    low: Decimal | dt.date | None = None
    high: Decimal | dt.date | None = None


def words_of_key(key: str) -> str:
    """The field of the words of a key."""
    return f"attributes.{key}"


def nearest(word: str, options: Iterable[str], alike: float = 0.6) -> str:
    """The option that `word` was probably meant to be, or an empty text."""
    known = {fold(option): option for option in options}
    found = difflib.get_close_matches(fold(word), sorted(known), n=1, cutoff=alike)
    return known[found[0]] if found else ""


def likely(word: str, spellings: Mapping[str, str]) -> dict[str, object]:
    """What a message quotes of a word that nobody knows: the nearest one, else all where few are.

    Args:
        word: As it was written.
        spellings: Folded spellings with the word that each means; of a word itself as it is
            written (`III/d`), of another spelling the folded one.
    """
    known = {
        spelling: word if fold(word) == spelling else spelling
        for spelling, word in spellings.items()
    }
    near = nearest(word, known.values())
    words = tuple(dict.fromkeys(spellings.values()))
    return {"nearest": near} if near or len(words) > FEW else {"nearest": "", "words": words}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Spellings by field, each with the canonical word it means.

    Attributes:
        words: Field (`absences.code`, `staff_group`, `scores.predikat` …) to folded spelling to
            word.
        measures: Measure to the kind of its value: `number`, `percent`, or the words it takes.
        empties: What the profile says of empty cells.
        attributes: Key to what the profile declares of it.
    """

    words: Mapping[str, Mapping[str, str]]
    measures: Kinds
    empties: Empties = EVERYWHERE
    attributes: Mapping[str, AttributeKind] = field(default_factory=dict)

    def beside(self, empties: Empties) -> Vocabulary:
        """This vocabulary for a pack that says of some columns itself what empty means."""
        return replace(self, empties=self.empties.without(empties))

    def says_of(self, table: str) -> bool:
        """Whether anything is said of empty cells of a table."""
        return table in self.empties.meanings

    def concerns(self, table: TableDef) -> bool:
        """Whether rows of a table may have to be read in other words, or with other cells."""
        return self.says_of(table.name) or any(c.profile for c in table.columns)

    @classmethod
    def canonical(cls) -> Vocabulary:
        """The canonical words of the contract alone."""
        return cls.of(definition().fields)

    @classmethod
    def of(cls, fields: Mapping[str, Iterable[str]]) -> Vocabulary:
        """The words of fields, and the measures of the contract."""
        words = {name: {fold(word): word for word in listed} for name, listed in fields.items()}
        return cls(words, definition().measures)

    def extended(
        self,
        words: Mapping[str, Mapping[str, str] | Iterable[str]],
        measures: Kinds | None = None,
    ) -> Vocabulary:
        """This vocabulary with the words of a profile.

        Args:
            words: By field, either new words, or local spellings with the word that each means.
            measures: Kinds of the profile's own measures.

        Raises:
            RequestError: a field does not exist [unknown-vocabulary], a spelling means a word that
                does not exist [unknown-meaning], or it already means another [two-meanings].
        """
        merged = {name: dict(known) for name, known in self.words.items()}
        for name, listed in words_of_measures(measures or {}).items():
            merged.setdefault(name, {fold(word): word for word in listed})
        for name, added in words.items():
            if name not in merged:
                near = nearest(name, merged) or "-"
                raise RequestError.of("unknown-vocabulary", field=name, nearest=near)
            pairs = added if isinstance(added, Mapping) else {word: word for word in added}
            _merge(name, merged[name], pairs, new=not isinstance(added, Mapping))
        return replace(self, words=merged, measures={**self.measures, **(measures or {})})

    def declaring(self, attributes: Mapping[str, AttributeKind]) -> Vocabulary:
        """This vocabulary with the keys of `attributes` that a profile reads, and their words."""
        merged = {**self.words, KEYS: {fold(key): key for key in attributes}}
        for key, kind in attributes.items():
            if kind.type == WORD:
                merged[words_of_key(key)] = {fold(word): word for word in kind.words}
        return replace(self, words=merged, attributes=attributes)

    def find(self, field: str, word: str) -> str | None:
        """The canonical word of a spelling; case, blanks, `-` and `_` do not matter."""
        return self.words[field].get(fold(word))

    def allowed(self, field: str) -> frozenset[str]:
        """The canonical words of a field; empty where any word is allowed."""
        return frozenset(self.words[field].values())


def _merge(field: str, known: dict[str, str], pairs: Mapping[str, str], *, new: bool) -> None:
    targets = set(known.values())
    for spelling, word in pairs.items():
        if not new and word not in targets:
            near = nearest(word, targets) or "-"
            raise RequestError.of("unknown-meaning", field=field, word=word, nearest=near)
        before = known.setdefault(fold(spelling), word)
        if before != word:
            raise RequestError.of(
                "two-meanings", field=field, spelling=spelling, first=before, second=word
            )
