"""Which values of a computed month are not certain: they differ between the possible states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from masker_rules.engine.scenarios import Outcome

__all__ = ["CERTAIN", "Doubts", "doubts_of"]

#: Indexes of the rows that differ; None where the rows themselves do.
Which = frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Doubts:
    """What a missing input leaves open.

    Attributes:
        quantities: Names of the quantities that differ, with the rows.
        rows: Grains whose rows differ, with the rows.
        facts: Month facts that differ.
    """

    quantities: Mapping[str, Which] = field(default_factory=dict)
    rows: Mapping[str, Which] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()

    def quantity(self, name: str, index: int = 0) -> bool:
        """Whether a quantity is open, at one row of its grain."""
        return _holds(self.quantities, name, index)

    def number_of(self, grain: str) -> bool:
        """Whether it is open how many rows of a grain there are."""
        return grain in self.rows and self.rows[grain] is None

    def row(self, grain: str, index: int) -> bool:
        """Whether a row of a grain is open."""
        return _holds(self.rows, grain, index)


CERTAIN = Doubts()


def doubts_of(outcomes: Sequence[Outcome]) -> Doubts:
    """What differs between the outcomes of one person and month."""
    first, others = outcomes[0], outcomes[1:]
    if not others:
        return CERTAIN
    return Doubts(
        _differing(first.values, [other.values for other in others]),
        _differing(first.state.rows, [other.state.rows for other in others]),
        frozenset(_differing(first.state.facts, [other.state.facts for other in others])),
    )


def _differing(first: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> dict[str, Which]:
    found: dict[str, Which] = {}
    for name, value in first.items():
        theirs = [there for other in others if (there := other[name]) is not value]
        if isinstance(value, list):
            which = _rows(value, theirs)
            if which is None or which:
                found[name] = which
        elif any(there != value for there in theirs):
            found[name] = None
    return found


def _rows(here: Sequence[Any], theirs: Iterable[Any]) -> Which:
    alike = list(enumerate(here))
    for there in theirs:
        if not isinstance(there, list) or len(there) != len(here):
            return None
        alike = [(i, one) for i, one in alike if there[i] is one or there[i] == one]
    return frozenset(range(len(here))).difference(i for i, _ in alike)


def _holds(found: Mapping[str, Which], name: str, index: int) -> bool:
    if name not in found:
        return False
    which = found[name]
    return which is None or index in which
