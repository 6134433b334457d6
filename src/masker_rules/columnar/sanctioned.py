"""Sanctions of the few who have any, read by the reference engine's reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

from masker_rules.columnar.dates import month_at
from masker_rules.engine.sanctions import SanctionReader
from masker_rules.facts.rows import Employee, Sanction

__all__ = ["Sanctioned", "read_sanctions"]


@dataclass(slots=True)
class Sanctioned:
    """What was read.

    Attributes:
        rows: Person-month, place in it from 0, and the row of the grain.
        open: Person-months of which something about a sanction is not known.
    """

    rows: list[tuple[int, int, SimpleNamespace]] = field(default_factory=list)
    open: list[int] = field(default_factory=list)


def read_sanctions(
    reader: SanctionReader,
    rows: Mapping[str, Sequence[Sanction]],
    people: Iterable[tuple[int, int, Employee]],
) -> Sanctioned:
    """The sanctions in force in some person-months.

    Args:
        reader: Of the regulation.
        rows: The table by person.
        people: Number, month as a number, and the one employees row of each.
    """
    read = Sanctioned()
    for pm, period, employee in people:
        found, gap = reader.rows(rows[employee.nip], employee, month_at(period))
        if gap is not None:
            read.open.append(pm)
        read.rows += [(pm, place, row) for place, row in enumerate(found)]
    return read
