"""The calendar: national years below, the rows of profile and pack above, look-ups on top."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from masker_rules.calendars.estimate import estimate_year
from masker_rules.calendars.model import (
    CalendarDay,
    CalendarYear,
    DayKinds,
    Decree,
    RamadanPeriod,
)
from masker_rules.calendars.reading import read_year
from masker_rules.calendars.rows import CalendarRow, Layer
from masker_rules.errors import CalendarError, Problem
from masker_rules.periods import Month

__all__ = ["Calendar", "load_calendar"]

_View = tuple[DayKinds, ...]


def load_calendar(first: date, last: date) -> Calendar:
    """The national calendar of every year that `first` to `last` touch, both ends included.

    Raises:
        CalendarError: a calendar file is wrong, or a year has none and cannot be estimated
            [calendar-year-unavailable].
    """
    return Calendar.for_years(range(first.year, last.year + 1))


@dataclass(frozen=True)
class Calendar:
    """Which dates are free, half, joint leave, Ramadan: for a unit and a staff group.

    Attributes:
        years: In order, each once.
        layers: Rows laid over them, the last one strongest.
    """

    years: tuple[CalendarYear, ...]
    layers: tuple[Layer, ...] = ()
    _views: dict[tuple[int, int, str, str], _View] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def for_years(cls, years: Iterable[int]) -> Calendar:
        """The shipped calendars of `years`; a year without a file is estimated.

        Raises:
            CalendarError: a file is wrong, or a year cannot even be estimated
                [calendar-year-unavailable].
        """
        wanted = sorted(set(years))
        return cls(tuple(read_year(year) or estimate_year(year) for year in wanted))

    def overlaid(self, rows: Iterable[CalendarRow], name: str = "pack") -> Calendar:
        """This calendar with `rows` on top: see :mod:`masker_rules.calendars.rows`.

        Args:
            rows: In any order; rows of years that are not loaded have no effect.
            name: Who says so; stands in `DayKinds.set_by`.

        Raises:
            CalendarError: equally narrow rows contradict each other [calendar-rows-conflict].
        """
        layer = Layer(name, rows)
        return Calendar(self.years, (*self.layers, layer)) if layer.rows else self

    def as_known(self, on: date) -> Calendar:
        """The calendar as decided up to and including `on`.

        Days decided later are not in it, days taken back later still are. A Ramadan whose
        beginning was not yet decided is estimated from the Idul Fitri of then; a year of which no
        holiday was decided is bare and stands in `estimated_years`. An estimated year stays as
        it is: when its days were expected is not known.

        Raises:
            CalendarError: rows of a layer that a later one settled contradict each other without
                it [calendar-rows-conflict].
        """
        years = tuple(year.as_known(on) for year in self.years)
        return Calendar(years, tuple(layer.as_known(on) for layer in self.layers))

    @property
    def estimated_years(self) -> tuple[int, ...]:
        """The years that no decree stands behind: results that used them must say so."""
        return tuple(year.year for year in self.years if year.estimated)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What every result that uses this calendar must say: whatever in it is an estimate."""
        found = []
        for year in self.years:
            if year.estimated:
                found.append(_warning("calendar-estimated", year=year.year))
            found += [
                _warning("calendar-ramadan-estimated", first=period.first, last=period.last)
                for period in year.ramadan
                if period.status == "estimated"
            ]
        return tuple(found)

    def decree(self, day: CalendarDay) -> Decree | None:
        """The decree behind a national day, None in an estimated year."""
        for decree in self._year(day.date).decrees:
            if decree.id == day.decree:
                return decree
        return None

    def days_on(self, day: date) -> tuple[CalendarDay, ...]:
        """What the national calendar has on `day`, strongest first."""
        self._year(day)
        return self._by_date.get(day, ())

    def day(self, day: date) -> CalendarDay | None:
        """The strongest thing that the national calendar has on `day`; layers are not asked.

        Raises:
            CalendarError: that year is not loaded [calendar-date-not-loaded].
        """
        found = self.days_on(day)
        return found[0] if found else None

    def is_ramadan(self, day: date, unit: str = "", staff_group: str = "") -> bool:
        """Whether the hours of Ramadan hold on `day`."""
        return self.kinds(day, unit, staff_group).ramadan

    def ramadan_estimated(self, day: date) -> bool:
        """Whether a later decision may change the national answer for `day`."""
        return any(period.is_doubtful(day) for period in self._year(day).ramadan)

    def kinds(self, day: date, unit: str = "", staff_group: str = "") -> DayKinds:
        """What `day` is for a unit and a staff group.

        Raises:
            CalendarError: that year is not loaded [calendar-date-not-loaded].
        """
        return self._view(day.year, day.month, unit, staff_group)[day.day - 1]

    def month(self, month: Month, unit: str = "", staff_group: str = "") -> _View:
        """Every day of `month` for a unit and a staff group.

        Units and staff groups that no layer names share one answer, which is kept.

        Shape:
            One entry a day; entry *i* is the day *i* after the first of the month.

        Raises:
            CalendarError: that year is not loaded [calendar-date-not-loaded].
        """
        if month.begins == 1:
            return self._view(month.year, month.month, unit, staff_group)
        return tuple(self.kinds(day, unit, staff_group) for day in month.dates())

    @cached_property
    def digest(self) -> str:
        """`sha256:` of what the calendar says, whatever the formatting of files and row order.

        Days taken back and decrees that nothing cites say nothing, hence do not count.
        """
        content = {
            "years": [_year_content(year) for year in self.years],
            "layers": [
                [layer.name, [row.sort_key for row in layer.rows]] for layer in self.layers
            ],
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"

    @cached_property
    def _by_year(self) -> Mapping[int, CalendarYear]:
        return {year.year: year for year in self.years}

    @cached_property
    def _by_date(self) -> Mapping[date, tuple[CalendarDay, ...]]:
        found: dict[date, tuple[CalendarDay, ...]] = {}
        for year in self.years:
            for day in year.days:
                if day.withdrawn_on is None:
                    found[day.date] = (*found.get(day.date, ()), day)
        return found

    @cached_property
    def _named(self) -> tuple[frozenset[str], frozenset[str]]:
        """Units and staff groups that a layer names."""
        units = (layer.units for layer in self.layers)
        groups = (layer.groups for layer in self.layers)
        return frozenset().union(*units), frozenset().union(*groups)

    def _year(self, day: date) -> CalendarYear:
        try:
            return self._by_year[day.year]
        except KeyError:
            loaded = ", ".join(str(year) for year in self._by_year)
            raise CalendarError.of(
                "calendar-date-not-loaded", date=day, loaded=loaded or "-"
            ) from None

    def _view(self, year: int, month: int, unit: str, staff_group: str) -> _View:
        # Whom no layer names is like everybody, so that what is kept does not grow with units.
        units, groups = self._named
        unit = unit if unit in units else ""
        staff_group = staff_group if staff_group in groups else ""
        key = (year, month, unit, staff_group)
        found = self._views.get(key)
        if found is None:
            self._year(date(year, month, 1))
            dates = Month(year, month).dates()
            found = self._views[key] = tuple(self._kinds(day, unit, staff_group) for day in dates)
        return found

    def _kinds(self, day: date, unit: str, staff_group: str) -> DayKinds:
        kinds = replace(
            self._national(day),
            ramadan=self._ramadan_of(day) is not None,
            ramadan_estimated=self.ramadan_estimated(day),
            observance=any(entry.kind == "observance" for entry in self.days_on(day)),
        )
        for layer in self.layers:
            row = layer.kind_row(day, unit, staff_group)
            if row is not None:
                kinds = _replaced(kinds, row, layer.name)
            if layer.ramadan_row(day, unit, staff_group) is not None:
                kinds = replace(kinds, ramadan=True, ramadan_estimated=False)
        return kinds

    def _ramadan_of(self, day: date) -> RamadanPeriod | None:
        return next((period for period in self._year(day).ramadan if day in period), None)

    def _national(self, day: date) -> DayKinds:
        estimated = self._year(day).estimated
        entry = self.day(day)
        if entry is None:
            return DayKinds(day, estimated=estimated)
        decree = self.decree(entry)
        return DayKinds(
            day,
            holiday=entry.kind == "holiday",
            joint_leave=entry.kind == "joint_leave",
            name_id=entry.name_id,
            name_en=entry.name_en,
            decree=str(decree) if decree else "",
            decided_on=entry.decided_on,
            set_by="estimate" if estimated else "national",
            estimated=estimated or entry.status == "estimated",
        )


def _warning(code: str, **params: object) -> Problem:
    return Problem(code, params, severity="warning")


def _replaced(kinds: DayKinds, row: CalendarRow, layer: str) -> DayKinds:
    """`kinds` with the kind that `row` gives; Ramadan and observance stay as they are."""
    return replace(
        kinds,
        holiday=row.kind == "holiday",
        joint_leave=row.kind == "joint_leave",
        workday=row.kind == "workday",
        half_day=row.kind == "half_day",
        name_id=row.name,
        name_en=row.name,
        decree=row.decree,
        decided_on=row.decided_on,
        set_by=layer,
        estimated=False,
    )


def _texts(*values: object) -> list[str]:
    return ["" if value is None else str(value) for value in values]


def _year_content(year: CalendarYear) -> dict[str, object]:
    days = [day for day in year.days if day.withdrawn_on is None]
    cited = {day.decree for day in days} | {period.decree for period in year.ramadan}
    return {
        "year": year.year,
        "estimated": year.estimated,
        "days": sorted(
            _texts(d.date, d.kind, d.name_id, d.name_en, d.decree, d.decided_on, d.status)
            for d in days
        ),
        "ramadan": sorted(
            _texts(
                p.first, p.last, p.idul_fitri, p.decree, p.decided_on, p.end_decided_on, p.status
            )
            for p in year.ramadan
        ),
        "decrees": sorted(
            _texts(d.id, d.title, d.number, d.decided_on, d.status)
            for d in year.decrees
            if d.id in cited
        ),
    }
