"""Scores, amounts, salaries and carried state of a person, as the contract looks them up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from masker_rules.engine.segments import Day, stretches
from masker_rules.facts.attributes import value_of
from masker_rules.facts.cells import MAX_DIGITS
from masker_rules.facts.definition import NOT_MADE
from masker_rules.facts.rows import Amount, Attribute, Employee, Salary, Score
from masker_rules.language.inputs import column_type
from masker_rules.language.plan import Input
from masker_rules.periods import UNITS, Month
from masker_rules.units import Unit

__all__ = [
    "Ambiguous",
    "ClassOf",
    "Holder",
    "LookupIndex",
    "NoRow",
    "NotMade",
    "Tables",
    "TooPrecise",
    "period_of",
    "scaled",
]


#: The class by which an employees row looks up its amounts.
ClassOf = Callable[[Employee], int | None]


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose amount is asked for: that of a person, of a post, of a class; None: not of any."""

    nip: str | None = None
    position: str | None = None
    job_class: int | None = None


class Ambiguous(Exception):  # noqa: N818  (an outcome of a look-up, caught by its only caller)
    """Two equally narrow rows, or a value that changes within the month where one is wanted."""


class NoRow(Exception):  # noqa: N818
    """No row at all, which is not the same as a row with an empty cell."""


class NotMade(Exception):  # noqa: N818
    """There is known to be no value, which is not the same as one that nobody knows."""


#: How fine minutes may be.
SECONDS = "seconds"


def _written(value: Decimal | Fraction | int) -> str:
    """A number in plain digits, empty where they have no end."""
    top, bottom = value.as_integer_ratio()
    places = next((n for n in range(MAX_DIGITS + 1) if 10**n % bottom == 0), None)
    if places is None:
        return ""
    digits = Decimal(top * 10**places // bottom)
    return f"{digits.scaleb(-places):f}"


class TooPrecise(Exception):  # noqa: N818
    """A value has more decimals than its type carries.

    Attributes:
        told: As written, and how many decimals a cell may have, or that seconds are the least;
            empty where it is not written so.
    """

    def __init__(self, told: str = "") -> None:
        super().__init__(told)
        self.told = told

    @classmethod
    def of(cls, value: Decimal | Fraction | int, most: int | str) -> TooPrecise:
        """Of a value as somebody wrote it, and how fine it may be; a fraction nobody wrote."""
        written = _written(value)
        return cls(f"{written}, {most}" if written else "")


def scaled(value: Decimal | Fraction | int | str | date, item: Input) -> int | str:
    """A value of the pack at the scale of an input.

    Raises:
        TooPrecise: more decimals than the type carries.
    """
    if isinstance(value, str | bool):
        return value
    if isinstance(value, date):
        return value.toordinal()
    kind = item.type
    factor, over = 10**kind.scale, 1
    if kind.unit is Unit.PERCENT:
        over = 100
    elif kind.unit is Unit.DURATION:
        factor = 60
    top, bottom = value.as_integer_ratio()
    found: tuple[int, int] = divmod(top * factor, bottom * over)
    whole, rest = found
    if rest:
        if kind.unit is Unit.DURATION:
            raise TooPrecise.of(value, SECONDS)
        raise TooPrecise.of(value, kind.scale - (2 if kind.unit is Unit.PERCENT else 0))
    return whole


class Tables(Protocol):
    """Whatever has the rows of tables, in canonical order: a pack, or a part of one."""

    def rows(self, table: str) -> Sequence[Any]:
        """Rows of a table; none where it is absent."""
        ...


class LookupIndex:
    """Rows of tables that inputs read, by what they are asked for."""

    def __init__(self, pack: Tables) -> None:
        self._scores: dict[tuple[str, str, str | None, str | None], list[Score]] = {}
        for score in pack.rows("scores"):
            key = (score.measure, score.period, score.nip, score.unit)
            self._scores.setdefault(key, []).append(score)
        self._dated: set[str] = set()
        self._amounts: dict[str, dict[tuple[str, object], list[Amount]]] = {}
        for amount in pack.rows("amounts"):
            by_key = self._amounts.setdefault(amount.component, {})
            by_key.setdefault(_amount_key(amount), []).append(amount)
            if amount.valid_from or amount.valid_until:
                self._dated.add(amount.component)
        self._carried: dict[tuple[str, str, str], Decimal] = {}
        for row in pack.rows("carried"):
            key_ = (row.nip, row.period, row.key)
            self._carried[key_] = self._carried.get(key_, Decimal(0)) + row.value
        self._salaries: dict[tuple[str, str], list[Salary]] = {}
        for salary in pack.rows("salaries"):
            self._salaries.setdefault((salary.nip, salary.period), []).append(salary)

        self._attributes: dict[tuple[str, str], list[Attribute]] = {}
        for attribute in pack.rows("attributes"):
            self._attributes.setdefault((attribute.nip, attribute.key), []).append(attribute)

    def attribute(self, item: Input, nip: str, day: date) -> Any:
        """The value of an attribute on a day, or None where its cell is empty.

        Raises:
            Ambiguous: two different values that begin on one day.
            NoRow: no row holds on the day.
            NotMade: it is known that there is none.
        """
        rows = [row for row in self._attributes.get((nip, item.key), ()) if _holds(row, day)]
        if not rows:
            raise NoRow
        found = {(row.value, "value" in row.none) for row in _latest(rows)}
        if len(found) > 1:
            raise Ambiguous
        ((value, is_none),) = found
        if is_none:
            raise NotMade
        return None if value is None else scaled(value_of(column_type(item), value), item)

    def is_dated(self, item: Input, nip: str) -> bool:
        """Whether an attribute may change from one day to the next."""
        rows = self._attributes.get((nip, item.key), ())
        return any(row.valid_from or row.valid_until for row in rows)

    def score(self, item: Input, nip: str, unit: str | None, month: Month) -> Decimal | str | None:
        """The narrowest score of exactly the period asked for, or None where its cell is empty.

        Raises:
            Ambiguous: two different values equally narrow.
            NoRow: there is no row.
            NotMade: it is known not to have been made, and the input has no word for that.
        """
        period = period_of(item, month)
        empty = False
        for owner in ((nip, None), (None, unit), (None, None)):
            rows = self._scores.get((item.key, period, *owner), ())
            values = {row.value for row in rows if row.value is not None}
            if len(values) > 1:
                raise Ambiguous
            if values:
                found = values.pop()
                if found == NOT_MADE and NOT_MADE not in item.words:
                    raise NotMade
                return found
            empty = empty or bool(rows)
        if not empty:
            raise NoRow
        return None

    def salary(self, item: Input, nip: str, month: Month) -> Decimal | None:
        """A column of the salary of exactly the month asked for, or None where it is empty.

        Raises:
            Ambiguous: two rows with different values.
            NoRow: there is no row.
            NotMade: there is known to be none.
        """
        rows = self._salaries.get((nip, period_of(item, month)), ())
        if not rows:
            raise NoRow
        values = {value for row in rows if (value := getattr(row, item.key)) is not None}
        is_none = any(item.key in row.none for row in rows)
        if len(values) > 1 or (values and is_none):
            raise Ambiguous
        if is_none:
            raise NotMade
        return values.pop() if values else None

    def carried(self, nip: str, period: str, key: str) -> Decimal | None:
        """Carried state of a period, or None."""
        return self._carried.get((nip, period, key))

    def carried_in_year(self, nip: str, last: Month, key: str) -> Decimal | None:
        """Carried state that counts in a month: rows of its calendar year up to it, or None."""
        if not self._carried:
            return None
        found = [
            value
            for month in last.year_so_far
            if (value := self.carried(nip, str(month), key)) is not None
        ]
        return sum(found, Decimal(0)) if found else None

    def amount_on(
        self, component: str, employee: Employee, day: date, holder: Holder
    ) -> Decimal | None:
        """The narrowest amount in force on a day for a unit and staff group, or None.

        Args:
            component: What is asked for.
            employee: Whose unit and staff group it is.
            day: The day.
            holder: Whose amount it is.

        Raises:
            Ambiguous: two equally narrow rows.
        """
        by_key = self._amounts.get(component)
        if by_key is None:
            return None
        keys = (("nip", holder.nip), ("position", holder.position), ("class", holder.job_class))
        for key in keys:
            rows = [row for row in by_key.get(key, ()) if _fits(row, employee, day)]
            if rows:
                return _narrowest(rows)
        return None

    def lowest_class(self, components: Iterable[str], employee: Employee, day: date) -> int | None:
        """The lowest class for which a person's unit and staff group has amounts, or None."""
        classes = [
            row.job_class
            for component in components
            for key, rows in self._amounts.get(component, {}).items()
            for row in rows
            if key[0] == "class" and row.job_class is not None and _fits(row, employee, day)
        ]
        return min(classes, default=None)

    def stretches(
        self, component: str, days: Sequence[Day], *, is_dated: bool = False
    ) -> Iterable[tuple[Employee, date, int]]:
        """Stretches of days in which an amount cannot change: employees row, first day, length.

        Args:
            component: What is asked for.
            days: Days in order with the employees row of each.
            is_dated: Whether it may change while an employees row holds, whatever its rows say.
        """
        if is_dated or component in self._dated:
            return ((employee, day, 1) for day, employee in days)
        return stretches(days)


def _holds(row: Attribute | Amount, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (
        row.valid_until is None or day <= row.valid_until
    )


def _latest(rows: Sequence[Attribute]) -> Sequence[Attribute]:
    """The rows that begin last; of those that begin on one day the one known last, if all say."""
    begins = max(row.valid_from or date.min for row in rows)
    last = [row for row in rows if (row.valid_from or date.min) == begins]
    known = [row.known_at.utc() for row in last if row.known_at is not None]
    comparable = len({stamp.offset_minutes for stamp in known}) == 1
    if len(known) < len(last) or not comparable:
        return last
    newest = max(known)
    return [row for row, stamp in zip(last, known, strict=True) if stamp == newest]


def _amount_key(row: Amount) -> tuple[str, object]:
    if row.nip is not None:
        return "nip", row.nip
    if row.position is not None:
        return "position", row.position
    return "class", row.job_class


def _fits(row: Amount, employee: Employee, day: date) -> bool:
    return (
        (row.unit is None or row.unit == employee.unit)
        and (row.staff_group is None or row.staff_group == employee.staff_group)
        and _holds(row, day)
    )


def _narrowest(rows: Iterable[Amount]) -> Decimal:
    """The row with more of unit and staff group.

    Of rows for the same unit and staff group the later `valid_from` stands.

    Raises:
        Ambiguous: rows of different keys are equally narrow, or two of one key begin together.
    """
    rows = list(rows)
    if len(rows) == 1:
        return rows[0].amount
    latest: dict[tuple[str | None, str | None], list[Amount]] = {}
    for row in sorted(rows, key=lambda row: row.valid_from or date.min):
        kept = latest.setdefault((row.unit, row.staff_group), [])
        if kept and kept[0].valid_from != row.valid_from:
            kept.clear()
        kept.append(row)
    width = max(len([part for part in key if part is not None]) for key in latest)
    best = [row for key, kept in latest.items() for row in kept if 2 - key.count(None) == width]
    if len(best) > 1:
        raise Ambiguous
    return best[0].amount


def period_of(item: Input, month: Month) -> str:
    """The period of the rows that an input of a month reads."""
    kind, back = item.period
    return month.plus(-UNITS[kind] * back).period(kind)
