"""Leave and duty: which row covers a day, spells across months, what is still open (R3).

A row counts when it is approved; a pending or refused one is named and does not count. `alpa`
counts unless refused. Of two rows on one day `alpa` yields to any other, else the one known later
holds, else the one that begins later.

A half-day row of leave, duty or `off` excuses its half. `alpa` excuses nothing, nor does half a
day worked elsewhere: such a half is judged by its punches as if there were no row. Two rows that
excuse both halves are one full day under the row that prevails by the order above, whatever their
codes: `dinas_luar` in the morning and `izin` in the afternoon are a day of the one known later,
and neither half is charged. Half rows make no spell and no calendar day of leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from masker_rules.attendance.clock import absolute
from masker_rules.attendance.rows import LeaveRow, Note
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.facts.rows import Absence
from masker_rules.texts.spoken import Code, Span

__all__ = ["ALPA", "JOINT_LEAVE", "Counted", "Cover", "PersonLeave", "Spell"]

ALPA = "alpa"
#: A row of this code is what the calendar's joint leave is: the day is no working day.
JOINT_LEAVE = "cuti_bersama"

_OPEN_END = date.max.toordinal()
_FULL = "full"


@dataclass(frozen=True, slots=True)
class Counted:
    """An absence row that counts, on ordinals `first` to `last`, both included."""

    first: int
    last: int
    row: Absence
    rank: tuple[object, ...]

    @property
    def code(self) -> str:
        return self.row.code


@dataclass(frozen=True, slots=True)
class Cover:
    """What covers one day: a full-day row, or a half-day row, and the rows that yielded.

    Two rows of the two halves of a day cover it in full, under the one that prevails. An `off` or
    joint leave row of the whole day removes it: it is no working day.
    """

    full: Counted | None = None
    half: Counted | None = None
    yielded: tuple[Counted, ...] = ()
    removes: bool = False


@dataclass(frozen=True, slots=True)
class Spell:
    """Rows of one kind with no working day between them; numbered from 1 by their beginning.

    The kind is the code, or the one that the settings name for several codes; and where they say
    so the reason, and whether the row names a document.
    """

    number: int
    kind: tuple[str, ...]
    first: int
    last: int

    def covers(self, ordinal: int) -> bool:
        """Whether a day lies in the spell."""
        return self.first <= ordinal <= self.last


_NOTHING = Cover()


def _counts(row: Absence) -> bool:
    return row.approved is True or (row.code == ALPA and row.approved is not False)


def _is_half_alpa(row: Absence) -> bool:
    return row.code == ALPA and row.part != _FULL


class PersonLeave:
    """One person's absence rows.

    Args:
        settings: What the profile says of codes.
        rows: The person's rows in any order.
    """

    def __init__(self, settings: AttendanceSettings, rows: Iterable[Absence]) -> None:
        self._settings = settings
        self._rows = sorted(rows, key=repr)
        self._counted = [self._as_counted(row) for row in self._rows if self._takes_part(row)]
        self._spells: tuple[Spell, ...] | None = None

    def _takes_part(self, row: Absence) -> bool:
        half_of_work = row.code in self._settings.work and row.part != _FULL
        excuses_nothing = half_of_work or _is_half_alpa(row)
        return self._is_known(row.code) and _counts(row) and not excuses_nothing

    def _is_known(self, code: str) -> bool:
        settings = self._settings
        several = (settings.duty, settings.leave, settings.work, settings.free)
        return any(code in codes for codes in several) or self._removes(code) or code == ALPA

    def _removes(self, code: str) -> bool:
        """Whether a day under the code is no working day."""
        return code in self._settings.free or code == JOINT_LEAVE

    def _as_counted(self, row: Absence) -> Counted:
        known_at = absolute(row.known_at, self._settings.zone) if row.known_at else -1
        rank = (row.code != ALPA, known_at, row.from_, repr(row))
        last = row.until.toordinal() if row.until else _OPEN_END
        return Counted(row.from_.toordinal(), last, row, rank)

    def cover(self, ordinal: int) -> Cover:
        """What covers a day."""
        if not self._counted:
            return _NOTHING
        rows = [c for c in self._counted if c.first <= ordinal <= c.last]
        if not rows:
            return _NOTHING
        rows.sort(key=lambda c: c.rank, reverse=True)
        best, others = rows[0], tuple(rows[1:])
        halves = {c.row.part for c in rows} - {_FULL}
        if best.row.part == _FULL or len(halves) > 1:
            return Cover(full=best, yielded=others, removes=self._removes(best.code))
        return Cover(half=best, yielded=others)

    def days(self, wanted: range) -> Iterator[int]:
        """The days of a period that a row which counts covers, in order."""
        found: set[int] = set()
        for counted in self._counted:
            first, last = max(counted.first, wanted.start), min(counted.last + 1, wanted.stop)
            found.update(range(first, last))
        return iter(sorted(found))

    def is_numbered(self, counted: Counted) -> bool:
        """Whether a row is leave or duty, whose calendar days are counted in spells."""
        code, settings = counted.code, self._settings
        return (code in settings.leave or code in settings.duty) and not self._removes(code)

    def spells(self, is_working: Callable[[int], bool]) -> tuple[Spell, ...]:
        """Every spell of leave and duty that the pack knows, from before the period too."""
        if self._spells is None:
            self._spells = self._find_spells(is_working)
        return self._spells

    def _find_spells(self, is_working: Callable[[int], bool]) -> tuple[Spell, ...]:
        full = [c for c in self._counted if c.row.part == _FULL and self.is_numbered(c)]
        full.sort(key=lambda c: (self._kind(c), c.first, c.last))
        joined: list[tuple[int, tuple[str, ...], int]] = []
        for counted in full:
            own = self._kind(counted)
            if joined and joined[-1][1] == own:
                first, kind, last = joined[-1]
                if not any(is_working(day) for day in range(last + 1, counted.first)):
                    joined[-1] = (first, kind, max(last, counted.last))
                    continue
            joined.append((counted.first, own, counted.last))
        return tuple(
            Spell(number, kind, first, last)
            for number, (first, kind, last) in enumerate(sorted(joined), start=1)
        )

    def _kind(self, counted: Counted) -> tuple[str, ...]:
        """What rows of one spell have in common."""
        settings, row = self._settings, counted.row
        reason = row.reason if settings.spells_by_reason else None
        document = "document" if settings.spells_by_document and row.document else ""
        return settings.spell_kinds.get(counted.code, counted.code), reason or "", document

    def leave_rows(
        self,
        ordinals: Iterable[int],
        spells: Sequence[Spell],
        indexes: Mapping[int, int],
        month_end: int,
        is_working: Callable[[int], bool] | None,
        is_worked: Callable[[int], bool] | None = None,
    ) -> Iterator[LeaveRow]:
        """The calendar days of leave and duty among `ordinals`, in order.

        Args:
            ordinals: Days of the period on which the person serves, in order.
            spells: Of the person.
            indexes: Ordinal -> index of the scheduled day; others are days off (-1).
            month_end: Ordinal of the last day of the month, to which an unfinished spell lasts.
            is_working: Whether a day is a working day of the person; None where nobody asks for
                working days, which may lie in years of which there is no calendar.
            is_worked: The same for the working days of whole letters.
        """
        letters: dict[Counted, int] = {}
        worked: dict[int, tuple[int, int]] = {}
        for ordinal in ordinals:
            full = self.cover(ordinal).full
            if full is None or full.row.part != _FULL or not self.is_numbered(full):
                continue
            kind = self._kind(full)
            alike = [s for s in spells if s.kind == kind]
            spell = next(s for s in alike if s.covers(ordinal))
            working = 0
            if is_working is not None:
                counted_to, before = worked.get(spell.number, (spell.first - 1, 0))
                new = sum(map(is_working, range(counted_to + 1, ordinal + 1)))
                working = before + new
                worked[spell.number] = (ordinal, working)
            lasted = min(spell.last, month_end) - spell.first + 1
            row = self._leave_row(ordinal, full, spell, indexes.get(ordinal, -1), working, lasted)
            number, days = _in_year(ordinal, spell, alike)
            length = full.last - full.first + 1 if full.row.until else None
            if is_worked is not None and length is not None and full not in letters:
                letters[full] = sum(map(is_worked, range(full.first, full.last + 1)))
            yield replace(
                row,
                in_year=number,
                year_day=days,
                letter_days=length,
                letter_working_days=letters.get(full),
            )

    def _leave_row(
        self,
        ordinal: int,
        counted: Counted,
        spell: Spell,
        day_index: int,
        working_day: int,
        lasted: int,
    ) -> LeaveRow:
        row, month_of = counted.row, self._settings.cutoff.of
        day, begin = date.fromordinal(ordinal), date.fromordinal(spell.first)
        return LeaveRow(
            date=day,
            day_index=day_index,
            code=row.code,
            reason=row.reason,
            inpatient=row.inpatient,
            child_number=row.child_number,
            spell=spell.number,
            day=ordinal - spell.first + 1,
            month=month_of(day).since(month_of(begin)) + 1,
            working_day=working_day,
            row_day=ordinal - counted.first + 1,
            lasted=lasted,
            document=row.document,
        )

    def notes(self, first: int, last: int) -> Iterator[Note]:
        """Rows of the days `first` to `last` that do not count, and why."""
        for row in self._rows:
            begin = row.from_.toordinal()
            end = row.until.toordinal() if row.until else _OPEN_END
            if begin > last or end < first:
                continue
            code = self._open_point(row)
            if code:
                params: dict[str, object] = {
                    "code": Code(row.code),
                    "days": Span(row.from_, row.until),
                }
                if _is_half_alpa(row):
                    params["part"] = Code(row.part)
                yield Note(code, date.fromordinal(max(begin, first)), params, "status")

    def _open_point(self, row: Absence) -> str:
        if not self._is_known(row.code):
            return "absence-unknown-code"
        if row.approved is False:
            return "absence-refused"
        if _is_half_alpa(row):
            return "alpa-half"
        return "" if _counts(row) else "absence-pending"


def _in_year(ordinal: int, spell: Spell, alike: Iterable[Spell]) -> tuple[int, int]:
    """Which spell of its kind it is in the calendar year, and days of that kind up to a date.

    A spell that began in an earlier year is one of this year from the 1st of January.
    """
    begin = date(date.fromordinal(ordinal).year, 1, 1).toordinal()
    of_year = [s for s in alike if s.last >= begin and s.first <= spell.first]
    days = sum(min(s.last, ordinal) - max(s.first, begin) + 1 for s in of_year)
    return len(of_year), days
