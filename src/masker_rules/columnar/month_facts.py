"""The months of many people as the plan reads them, by the reader of the reference engine.

Of whom something is missing, doubtful or changes within the month, the reference engine tells the
result: it tries every state that the month can be in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np

from masker_rules.columnar.attendance import AttendedMonths
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.packs import FactFrames
from masker_rules.engine.chunk import WordCodes
from masker_rules.engine.lookups import LookupIndex
from masker_rules.engine.month_facts import FactReader, deductions_of
from masker_rules.engine.open_points import OpenPoints, days_told
from masker_rules.engine.profile import Profile
from masker_rules.engine.readings import Readings
from masker_rules.engine.vectors import Vector, flags, of_fractions, of_integers
from masker_rules.facts import SetAside
from masker_rules.facts.rows import Employee
from masker_rules.periods import Month

__all__ = ["Left", "PersonMonth", "read_months", "vector_of"]

#: Tables that inputs are read from: a row of them set aside concerns every month of a person.
INPUT_TABLES = frozenset({"scores", "amounts", "salaries", "carried"})
#: A person-month that is left to the reference engine, and a short word for why.
Left = tuple[int, str]


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """A month of somebody of whom nothing is missing.

    Attributes:
        pm: Its number.
        employee: The employees row that holds at its end.
        deductions: Code and rupiah of what is taken after all that the regulation computes.
    """

    pm: int
    nip: str
    month: Month
    employee: Employee
    deductions: tuple[tuple[str, int], ...]


def read_months(
    version: Profile,
    pack: FactFrames,
    attended: AttendedMonths,
    knowledge: Knowledge,
    asked: Iterable[int],
) -> tuple[list[tuple[PersonMonth, Mapping[str, Any]]], list[Left]]:
    """Months of people, each with what formulas read of it by name, and who is left.

    Args:
        version: The regulation that computes them.
        pack: The facts in its words.
        attended: What attendance makes of them.
        knowledge: What is known of the pack besides its rows.
        asked: Numbers of person-months.
    """
    reader = _Reader(version, pack, attended, knowledge)
    found: list[tuple[PersonMonth, Mapping[str, Any]]] = []
    left: list[Left] = []
    for pm in asked:
        read = reader.read(pm)
        if isinstance(read, str):
            left.append((pm, read))
        else:
            found.append(read)
    return found, left


class _Reader:
    def __init__(
        self,
        version: Profile,
        pack: FactFrames,
        attended: AttendedMonths,
        knowledge: Knowledge,
    ) -> None:
        self._version, self._pack, self._attended = version, pack, attended
        self._planned = [part.planned.tolist() for part in attended.parts]
        self._closed = {m: knowledge.open_for_all(version, m) for m in attended.months}
        self._readings = Readings(version, pack)
        self._aside = self._readings.left
        in_doubt = {(nip, one.table) for nip, own in self._aside.items() for one in own}
        self._lookups = LookupIndex(pack)
        self._facts = FactReader(
            version,
            knowledge.tables,
            attended.attendance,
            self._lookups,
            knowledge.months,
            None,
            in_doubt,
        )
        self._open = OpenPoints(version, pack)
        self._has_deductions = pack.has("carried") or pack.has("deductions")
        self._counts = [read for read, _ in version.count_reads.values()]
        self._childless = frozenset(self._lacking_child())

    def _lacking_child(self) -> Iterator[str]:
        """People with leave for a birth of which nobody said which child it is."""
        needed, codes = self._version.pay_program.grains, self._version.plan.attendance.childbirth
        if codes and any("child_number" in needed.get(grain, ()) for grain in ("leave", "day")):
            for row in self._pack.rows("absences"):
                if row.code in codes and row.lacks("child_number"):
                    yield row.nip

    def read(self, pm: int) -> tuple[PersonMonth, Mapping[str, Any]] | str:
        """One of them with its facts, or why it is left to the reference engine."""
        attended = self._attended
        place, who = divmod(pm, len(attended.nips))
        nip, month, part = attended.nips[who], attended.months[place], attended.parts[place]
        reason = self._closed[month] or self._doubt(nip, month)
        if reason:
            return reason
        first, last = part.days.starts[who], part.days.starts[who + 1]
        days: Sequence[int] = part.grid.ordinal[first:last]  # type: ignore[assignment]
        segments: Sequence[int] = part.grid.segment[first:last]  # type: ignore[assignment]
        served = self._facts.served(nip, month, days, segments, self._planned[place][who])
        if not attended.attendance.days_served(nip, month):
            return "not-in-service"
        found = self._facts.read(served, ())
        gaps = [*found.gaps, *self._facts.add_windows(found, nip, month)]
        gaps += self._open.person(served.employee)
        if gaps:
            return gaps[0].name.partition(" ")[0]
        if found.segments is not None:
            return "change"
        if found.unread and any(found.unread & read for read in self._counts):
            return "counts"
        taken: tuple[tuple[str, int], ...] = ()
        if self._has_deductions:
            taken = tuple(deductions_of(self._lookups, self._pack, nip, month, self._version.plan))
        return PersonMonth(pm, nip, month, served.employee, taken), found.facts

    def _doubt(self, nip: str, month: Month) -> str:
        """Why rows of a person leave open what a month of them was; empty where none does."""
        if any(
            _touches(aside, days_told(self._version.plan.cutoff, aside.table, month))
            or self._open.speaks_of_earlier(aside, month)
            for aside in self._aside.get(nip, ())
        ):
            return "set-aside"
        if self._readings.of(nip, month):
            return "set-aside"
        if nip in self._childless:
            return "absences.child_number"
        if self._version.class_by_sanction and nip in self._pack.by_nip("sanctions"):
            return "sanctioned"
        return ""


def _touches(aside: SetAside, month: Month) -> bool:
    """Whether a row set aside may concern a month.

    A night shift of the last day of a month ends on the first of the next.
    """
    if aside.dates is None or aside.table in INPUT_TABLES:
        return True
    return any(
        (first - timedelta(days=1) if first > date.min else first) <= month.last
        and last >= month.first
        for first, last in aside.stretches
    )


def vector_of(values: Sequence[Any], words: WordCodes) -> Vector:
    """Values of one kind as a vector; None is none."""
    some = next((value for value in values if value is not None), None)
    if some is None:
        # Of words -1 is none.
        return Vector(np.full(len(values), -1), 1, np.ones(len(values), bool))
    if isinstance(some, str):
        return Vector(np.array([words.code(value) for value in values], np.int64))
    if isinstance(some, bool):
        none = np.array([value is None for value in values], bool)
        return flags(np.array([bool(value) for value in values]), none if none.any() else None)
    if any(isinstance(value, Fraction) for value in values):
        return of_fractions(values)
    return of_integers(values)
