"""Rows laid over the national calendar, for a unit and a staff group, by a profile or a pack.

How rows combine:

- `holiday`, `joint_leave`, `workday` and `half_day` say what a date *is*: such a row replaces
  what the calendar below says of that date. `ramadan` says which *hours* hold: such a row adds
  Ramadan to the date and changes nothing else, and no other kind takes Ramadan away.
- An empty unit or staff group stands for all. A later layer wins over an earlier one. In one
  layer the row that names more of unit and staff group wins; among equally narrow rows the one
  decided later, where all of them are dated; what is then left must be of one kind.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from masker_rules.errors import CalendarError, Place, Problem

__all__ = ["ROW_KINDS", "CalendarRow", "Layer", "find_conflicts"]

ROW_KINDS = ("holiday", "joint_leave", "workday", "half_day", "ramadan")

_Scope = tuple[str, str]
_Scoped = dict[_Scope, "CalendarRow"]


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One row of the table `calendar` of a pack, or of a profile's own calendar.

    Attributes:
        date: The date.
        kind: One of `ROW_KINDS`.
        name: What the day is called.
        unit: Where it holds, empty = everywhere.
        staff_group: For whom it holds, empty = for all.
        decree: What decided it.
        decided_on: When; None = known at all times.
        place: Where the row stands; no part of its content.

    Raises:
        CalendarError: the kind is none of these [calendar-row-kind].
    """

    date: dt.date
    kind: str
    name: str = ""
    unit: str = ""
    staff_group: str = ""
    decree: str = ""
    decided_on: dt.date | None = None
    place: Place | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in ROW_KINDS:
            known = ", ".join(ROW_KINDS)
            raise CalendarError.of("calendar-row-kind", self.place, kind=self.kind, known=known)

    @property
    def scope(self) -> _Scope:
        return self.unit, self.staff_group

    @property
    def sort_key(self) -> tuple[str, ...]:
        decided = self.decided_on.isoformat() if self.decided_on else ""
        when = self.date.isoformat()
        return when, self.kind, self.unit, self.staff_group, self.name, self.decree, decided

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        scope = "/".join(part or "*" for part in self.scope)
        name = f" “{self.name}”" if self.name else ""
        return f"{where}{self.kind}{name} ({scope})"


class _Conflict(Exception):  # noqa: N818  (never leaves this module)
    def __init__(self, first: CalendarRow, second: CalendarRow) -> None:
        super().__init__()
        self.rows = first, second


def _prevailing(rows: Iterable[CalendarRow]) -> CalendarRow:
    """The one of equally narrow `rows` of a date that holds, whatever their order."""
    ordered = sorted(rows, key=lambda row: row.sort_key)
    if all(row.decided_on for row in ordered):
        latest = max(row.decided_on or dt.date.min for row in ordered)
        ordered = [row for row in ordered if row.decided_on == latest]
    for row in ordered[1:]:
        if row.kind != ordered[0].kind:
            raise _Conflict(ordered[0], row)
    return ordered[0]


def _crossings(scoped: _Scoped) -> Iterator[tuple[_Scope, CalendarRow, CalendarRow]]:
    """Where a row for a unit meets one for a staff group and none names both."""
    units = [row for (unit, group), row in scoped.items() if unit and not group]
    groups = [row for (unit, group), row in scoped.items() if group and not unit]
    for by_unit in units:
        for by_group in groups:
            scope = by_unit.unit, by_group.staff_group
            if scope not in scoped:
                yield scope, by_unit, by_group


def _resolve_date(rows: Iterable[CalendarRow]) -> tuple[_Scoped, list[_Conflict]]:
    by_scope: dict[_Scope, list[CalendarRow]] = defaultdict(list)
    for row in rows:
        by_scope[row.scope].append(row)
    scoped: _Scoped = {}
    conflicts = []
    for scope, same in by_scope.items():
        try:
            scoped[scope] = _prevailing(same)
        except _Conflict as conflict:
            conflicts.append(conflict)
    for scope, by_unit, by_group in list(_crossings(scoped)):
        try:
            scoped[scope] = _prevailing((by_unit, by_group))
        except _Conflict as conflict:
            conflicts.append(conflict)
    return scoped, conflicts


_Dated = dict[dt.date, _Scoped]


def _resolve(rows: Iterable[CalendarRow]) -> tuple[_Dated, list[_Conflict]]:
    by_date: dict[dt.date, list[CalendarRow]] = defaultdict(list)
    for row in rows:
        by_date[row.date].append(row)
    dated: _Dated = {}
    conflicts: list[_Conflict] = []
    for day, same in by_date.items():
        dated[day], found = _resolve_date(same)
        conflicts += found
    return dated, conflicts


def _problems(conflicts: Iterable[_Conflict]) -> tuple[Problem, ...]:
    found = []
    for conflict in conflicts:
        first, second = sorted(conflict.rows, key=lambda row: row.sort_key)
        params = {"date": first.date, "first": str(first), "second": str(second)}
        found.append(Problem("calendar-rows-conflict", params, second.place))
    return tuple(sorted(found, key=lambda p: tuple(str(value) for value in p.params.values())))


def _day_rows(rows: Iterable[CalendarRow]) -> list[CalendarRow]:
    return [row for row in rows if row.kind != "ramadan"]


def find_conflicts(rows: Iterable[CalendarRow]) -> tuple[Problem, ...]:
    """What :class:`Layer` would refuse of `rows`, without refusing it.

    A reader of packs sets the rows aside instead of refusing the pack.
    """
    return _problems(_resolve(_day_rows(rows))[1])


class Layer:
    """The rows of one source, resolved so that a look-up is a few look-ups in dictionaries.

    Args:
        name: Who says so, e.g. ``profile`` or ``pack``; stands in `DayKinds.set_by`.
        rows: In any order.

    Raises:
        CalendarError: two equally narrow rows give one date two kinds [calendar-rows-conflict];
            all such pairs at once.
    """

    __slots__ = ("_kinds", "_ramadan", "groups", "name", "rows", "units")

    def __init__(self, name: str, rows: Iterable[CalendarRow]) -> None:
        self.name = name
        self.rows = tuple(sorted(set(rows), key=lambda row: row.sort_key))
        self.units = frozenset(row.unit for row in self.rows)
        self.groups = frozenset(row.staff_group for row in self.rows)
        self._kinds, conflicts = _resolve(_day_rows(self.rows))
        if conflicts:
            raise CalendarError(_problems(conflicts))
        ramadan = (row for row in self.rows if row.kind == "ramadan")
        self._ramadan, _ = _resolve(ramadan)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Layer):
            return NotImplemented
        return (self.name, self.rows) == (other.name, other.rows)

    def __hash__(self) -> int:
        return hash((self.name, self.rows))

    def __repr__(self) -> str:
        return f"Layer({self.name!r}, {len(self.rows)} rows)"

    def as_known(self, on: dt.date) -> Layer:
        """The layer without the rows decided after `on`."""
        known = (row for row in self.rows if row.decided_on is None or row.decided_on <= on)
        return Layer(self.name, known)

    def kind_row(self, day: dt.date, unit: str, staff_group: str) -> CalendarRow | None:
        """The row that says what `day` is, None where this layer says nothing."""
        return _pick(self._kinds.get(day), unit, staff_group)

    def ramadan_row(self, day: dt.date, unit: str, staff_group: str) -> CalendarRow | None:
        """The row that puts `day` into Ramadan, None where this layer has none."""
        return _pick(self._ramadan.get(day), unit, staff_group)


def _pick(scoped: _Scoped | None, unit: str, staff_group: str) -> CalendarRow | None:
    if not scoped:
        return None
    for scope in ((unit, staff_group), (unit, ""), ("", staff_group), ("", "")):
        if scope in scoped:
            return scoped[scope]
    return None
