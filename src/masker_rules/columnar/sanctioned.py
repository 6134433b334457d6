"""Sanctions of the few who have any, read by the reference engine's reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

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
    reader: SanctionReader, rows: Sequence[Sanction], people: Sequence[Mapping[str, Any]]
) -> Sanctioned:
    """The sanctions in force in some person-months.

    Args:
        reader: Of the regulation.
        rows: The table, in canonical order.
        people: `pm`, `nip`, `period`, `unit`, `staff_group` of people with one employees row.
    """
    by_nip: dict[str, list[Sanction]] = {}
    for row in rows:
        by_nip.setdefault(row.nip, []).append(row)
    read = Sanctioned()
    for person in people:
        month = month_at(person["period"])
        employee = Employee(person["nip"], unit=person["unit"], staff_group=person["staff_group"])
        found, gap = reader.rows(by_nip[person["nip"]], employee, month)
        if gap is not None:
            read.open.append(person["pm"])
        read.rows += [(person["pm"], place, row) for place, row in enumerate(found)]
    return read
