"""Rows that count and that an importer doubts: what else they may say of a month.

A row in doubt is as it stands, or it is not there; where its code tells another reading (the day
before, the other kind), that is tried, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from masker_rules.engine.missing_names import MissingName
from masker_rules.engine.profile import Profile
from masker_rules.engine.questions import AS_IT_IS, Question, Reading
from masker_rules.engine.result import Remark
from masker_rules.engine.speaking import Facts, is_read, tables_read
from masker_rules.facts import SetAside
from masker_rules.facts.definition import TableDef, definition
from masker_rules.facts.doubts import COLUMN, Doubts, parts_of, when
from masker_rules.facts.intake import dates_of, said_by
from masker_rules.facts.rows import PersonalRow
from masker_rules.facts.stamps import DAY_SECONDS, Stamp
from masker_rules.language.plan import BELIEVED, INCOMPLETE
from masker_rules.periods import Month

__all__ = ["DubiousRow", "DubiousRows"]

#: What an in may be instead, and an out.
KINDS = {"in": "out", "out": "in"}
ALWAYS = (date.min, date.max)
#: So far from the first and the last date a moment can be brought to another zone.
MARGIN = 2


@dataclass(frozen=True, slots=True)
class DubiousRow:
    """A row in doubt.

    Attributes:
        aside: What it says, as of a row that is set aside; its dates are those of all readings.
        dates: First and last date of the row as it stands.
        codes: What is doubted and not believed.
        open: Those of them for which other readings are tried, each with what it quotes.
    """

    table: TableDef
    row: PersonalRow
    aside: SetAside
    dates: tuple[date, date] | None
    codes: str
    open: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """As `missing` lists it: what it says, the same wherever it stands in its file."""
        told = ", ".join(part for part in (self.codes, when(self.table, self.row)) if part)
        return f"{self.table.name} ({self.row.place.file}: {COLUMN} = {told})"

    def question(self, told: Month, days: Callable[[], Sequence[date]]) -> Question | None:
        """What it may say of a month that it may touch; None where nothing is to be said.

        Args:
            told: The month of the days that its table tells of the performance month.
            days: All that the rules of the month look at.
        """
        note, day = None, _day_of(self.table, self.row)
        if self.dates is None or _overlap(self.dates, told):
            params = {"row": MissingName(self.name), "doubts": Doubts(self.codes)}
            note = Remark("doubtful-row", day, params)
        if not self.open and note is None:
            return None
        options = [AS_IT_IS]
        if self.open:
            gone = frozenset((self.row,))
            options.append(Reading(without=gone))
            others = dict.fromkeys(self._others(days))
            options += [Reading({self.table.name: (other,)}, gone) for other in others]
        return Question((self.name,), tuple(options), is_doubt=True, day=day, note=note)

    def _others(self, days: Callable[[], Sequence[date]]) -> Iterator[PersonalRow]:
        """Other rows that it may be."""
        for code, quoted in self.open:
            match _other(code):
                case "kind":
                    yield from _of_other_kind(self.row)
                case "day_before":
                    yield from _day_before(self.table, self.row)
                case "named_day":
                    for day in _named_days(self.table, self.row, quoted):
                        yield from _on(self.table, self.row, day)
                case "any_day":
                    for day in days():
                        yield from _on(self.table, self.row, day)


class DubiousRows:
    """The rows in doubt that a regulation reads and does not believe.

    Args:
        profile: The regulation.
        pack: The facts in its words.
    """

    def __init__(self, profile: Profile, pack: Facts) -> None:
        self._of: dict[str | None, list[DubiousRow]] = {}
        for name, table in definition().tables.items():
            rows = pack.dubious(name) if table.has(COLUMN) else ()
            if rows and name in tables_read(profile):
                for one in (_dubious(profile, table, row) for row in rows):
                    if one is not None:
                        self._of.setdefault(one.aside.nip, []).append(one)

    def __bool__(self) -> bool:
        return bool(self._of)

    def of(self, nip: str) -> Sequence[DubiousRow]:
        """Those of a person, and those that hold for many."""
        return (*self._of.get(nip, ()), *self._of.get(None, ()))


def _dubious(profile: Profile, table: TableDef, row: PersonalRow) -> DubiousRow | None:
    choices = profile.plan.doubts
    parts = [
        (code, quoted)
        for code, quoted in parts_of(row.doubt or "")
        if choices.get(code, INCOMPLETE) != BELIEVED
    ]
    open_parts = tuple(part for part in parts if choices.get(part[0], INCOMPLETE) == INCOMPLETE)
    values = [getattr(row, column.field) for column in table.columns]
    dates = dates_of(table, values)
    place, codes = row.place, " ".join(":".join(filter(None, part)) for part in parts)
    aside = SetAside(
        table.name, place.file, place.line, COLUMN, codes, "doubtful-row",
        nip=getattr(row, "nip", None), dates=_all_dates(table, row, dates, open_parts),
        said=said_by(table, values, ()),
    )  # fmt: skip
    if not parts or not is_read(aside, profile):
        return None
    return DubiousRow(table, row, aside, dates, codes, open_parts)


def _all_dates(
    table: TableDef,
    row: PersonalRow,
    dates: tuple[date, date] | None,
    parts: Sequence[tuple[str, str]],
) -> tuple[date, date] | None:
    """First and last date of all readings."""
    if dates is None:
        return None
    found = [*dates]
    for code, quoted in parts:
        match _other(code):
            case "day_before":
                found.append(_later(dates[0], -1))
            case "named_day":
                found += _named_days(table, row, quoted)
            case "any_day":
                return ALWAYS
    return min(found), max(found)


def _other(code: str) -> str:
    known = definition().doubts
    return known[code].other if code in known else ""


def _overlap(dates: tuple[date, date], month: Month) -> bool:
    return dates[0] <= month.last and dates[1] >= month.first


def _later(day: date, days: int) -> date:
    """A date some days later, within those that there are."""
    least, most = date.min.toordinal() + MARGIN, date.max.toordinal() - MARGIN
    return date.fromordinal(min(max(day.toordinal() + days, least), most))


# ---------------------------------------------------------------- other readings
def _of_other_kind(row: Any) -> Iterator[PersonalRow]:
    other = KINDS.get(getattr(row, "kind", None) or "")
    if other is not None:
        yield replace(row, kind=other)


def _day_of(table: TableDef, row: PersonalRow) -> date | None:
    """The day of a row that is dated by a day or a moment."""
    value = getattr(row, table.column(table.first).field) if table.first else None
    if isinstance(value, Stamp):
        return value.day
    return value if isinstance(value, date) else None


def _named_days(table: TableDef, row: PersonalRow, quoted: str) -> list[date]:
    """The day that a code names; without one the days beside the row's own."""
    day = _day_of(table, row)
    if day is None:
        return []
    try:
        return [date.fromisoformat(quoted)]
    except ValueError:
        return [_later(day, -1), _later(day, 1)]


def _on(
    table: TableDef, row: PersonalRow, day: date, second: int | None = None
) -> Iterator[PersonalRow]:
    """The row of another day, and at a second of it; one of several days keeps their number."""
    own = _day_of(table, row)
    if own is None:
        return
    changed: dict[str, Any] = {}
    for name in (table.first, table.last):
        value = getattr(row, table.column(name).field) if table.has(name) else None
        if isinstance(value, Stamp):
            moved = _later(value.day, (day - own).days)
            at = value.second if second is None else second
            changed[table.column(name).field] = Stamp(moved, at, value.offset_minutes)
        elif isinstance(value, date):
            changed[table.column(name).field] = _later(value, (day - own).days)
    yield replace(row, **changed)


def _day_before(table: TableDef, row: PersonalRow) -> Iterator[PersonalRow]:
    """The row at the end of the day before: later than every hour of that day."""
    day = _day_of(table, row)
    if day is not None:
        yield from _on(table, row, _later(day, -1), DAY_SECONDS - 1)
