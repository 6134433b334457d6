"""The words that a pack may use under a profile: canonical ones, and the profile's own."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from masker_rules.errors import RequestError
from masker_rules.facts.cells import fold
from masker_rules.facts.definition import TableDef, definition, words_of_measures
from masker_rules.facts.empties import EVERYWHERE, Empties

__all__ = ["Vocabulary", "nearest"]

Kinds = Mapping[str, str | tuple[str, ...]]


def nearest(word: str, options: Iterable[str]) -> str:
    """The option that `word` was probably meant to be, or an empty text."""
    known = {fold(option): option for option in options}
    found = difflib.get_close_matches(fold(word), sorted(known), n=1, cutoff=0.6)
    return known[found[0]] if found else ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Spellings by field, each with the canonical word it means.

    Attributes:
        words: Field (`absences.code`, `staff_group`, `scores.predikat` …) to folded spelling to
            word.
        measures: Measure to the kind of its value: `number`, `percent`, or the words it takes.
        empties: What the profile says of empty cells.
    """

    words: Mapping[str, Mapping[str, str]]
    measures: Kinds
    empties: Empties = EVERYWHERE

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
        known = definition()
        words = {
            field: {fold(word): word for word in listed} for field, listed in known.fields.items()
        }
        return cls(words, known.measures)

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
        merged = {field: dict(known) for field, known in self.words.items()}
        for field, listed in words_of_measures(measures or {}).items():
            merged.setdefault(field, {fold(word): word for word in listed})
        for field, added in words.items():
            if field not in merged:
                near = nearest(field, merged) or "-"
                raise RequestError.of("unknown-vocabulary", field=field, nearest=near)
            pairs = added if isinstance(added, Mapping) else {word: word for word in added}
            _merge(field, merged[field], pairs, new=not isinstance(added, Mapping))
        return replace(self, words=merged, measures={**self.measures, **(measures or {})})

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
