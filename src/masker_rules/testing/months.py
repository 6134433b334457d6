"""Random months of one person under a regulation, as Hypothesis draws them.

A month is what a case gives, so that a month that breaks a law prints as a case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from masker_rules.attendance.rows import DayRow
from masker_rules.engine.profile import Profile
from masker_rules.engine.versions import performance_month
from masker_rules.language.attribute_words import ATTRIBUTES
from masker_rules.language.catalogue import vocabularies
from masker_rules.language.plan import Const, Input
from masker_rules.periods import UNITS, Month
from masker_rules.testing.clauses import literals_of, words_of
from masker_rules.testing.drafts import Draft, Given
from masker_rules.testing.world import person_of, scheduled_month
from masker_rules.texts import Phrase
from masker_rules.units import Unit
from masker_rules.units.printing import clock_text

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Months", "asked_period", "rows_of_others"]

#: Months with a calendar on file: a common one, one without a holiday, and Ramadan.
MONTHS = ("2026-03", "2026-07", "2026-02", "2025-03", "2024-10", "2023-08")
MINUTE = 60
GRADES = ("I/a", "II/c", "III/b", "III/d", "IV/a", "V", "IX")
MOST_TOLD = 6
CLASSES = range(1, 18)
Draw = Callable[..., Any]


@dataclass(frozen=True)
class Months:
    """Draws months of a regulation."""

    profile: Profile = field(repr=False)

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Months of the regulation: those on file, else the first one in force."""
        in_force = self.profile.plan.in_force
        found = [m for m in MONTHS if _inside(Month.parse(m), self.profile)]
        if found:
            return tuple(found)
        first = Month.of(in_force.first or in_force.last or Month.parse(MONTHS[0]).first)
        near = (first.plus(step) for step in (0, 1, -1))
        return tuple(str(month) for month in near if _inside(month, self.profile))

    def drafts(self) -> SearchStrategy[Draft]:
        """Months with up to six days that are told of."""
        from hypothesis import strategies as st  # noqa: PLC0415

        return st.composite(self._draft)()

    def lateness(self) -> SearchStrategy[tuple[Draft, Draft]]:
        """The same month twice, one in of it later the second time."""
        from hypothesis import strategies as st  # noqa: PLC0415

        return st.composite(self._later)()

    # -------------------------------------------------------------- a month
    def _draft(self, draw: Draw) -> Draft:
        return Draft("a month", self._given(draw), self.profile)

    def _given(self, draw: Draw) -> dict[str, Any]:
        from hypothesis import strategies as st  # noqa: PLC0415

        period = draw(st.sampled_from(self.periods))
        given: dict[str, Any] = {"period": period, "employee": self._employee(draw)}
        given |= self._numbers(draw, performance_month(self.profile, Month.parse(period)))
        rows = self._rows(given)
        if rows:
            told = draw(st.lists(st.sampled_from(rows), max_size=MOST_TOLD, unique=True))
            given["events"] = self._events(draw, told)
            given["days"] = {
                row.date.isoformat(): self._day(draw, row, given["events"]) for row in told
            }
        return given

    def _later(self, draw: Draw) -> tuple[Draft, Draft]:
        from hypothesis import assume  # noqa: PLC0415
        from hypothesis import strategies as st  # noqa: PLC0415

        given = self._given(draw)
        rows = self._rows(given)
        assume(rows)
        row = draw(st.sampled_from(rows))
        length = (row.end - row.late_from) // MINUTE
        first = draw(self._minutes(length))
        more = draw(st.one_of(st.just(1), st.integers(1, max(1, length - first))))
        assume(first + more < length)
        pair = []
        for minute in (first, first + more):
            told = f"in {clock_text(row.late_from + minute * MINUTE)}"
            days = {**given.get("days", {}), row.date.isoformat(): told}
            name = Phrase("cases.late_by", {"minute": minute})
            pair.append(Draft(name, {**given, "days": days}, self.profile))
        return pair[0], pair[1]

    def _rows(self, given: Given) -> tuple[DayRow, ...]:
        key = given["period"], tuple(sorted(given["employee"].items()))
        return _schedule(self.profile, *key)

    # -------------------------------------------------------------- the person
    def _employee(self, draw: Draw) -> dict[str, str]:
        from hypothesis import strategies as st  # noqa: PLC0415

        groups = [word for word in vocabularies()["staff_group"] if word in self._words]
        employee = {
            "category": draw(st.sampled_from(("PNS", "CPNS", "PPPK"))),
            "grade": draw(st.sampled_from(GRADES)),
            "job_class": str(draw(st.integers(CLASSES[0], CLASSES[-1]))),
            "position_kind": draw(st.sampled_from(vocabularies()["position_kind"])),
        }
        if groups:
            employee["staff_group"] = draw(st.sampled_from(["office", *groups]))
        return employee

    @cached_property
    def _words(self) -> frozenset[str]:
        return words_of(self.profile)

    # -------------------------------------------------------------- numbers
    def _numbers(self, draw: Draw, month: Month) -> dict[str, Any]:
        asked = self.profile.program().facts
        inputs = [item for name, item in self.profile.plan.inputs.items() if name in asked]
        given: dict[str, Any] = {"amounts": {}, "scores": {}, "attributes": {}, "tables": {}}
        salaries: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for item in inputs:
            value = self._value(draw, item)
            if item.post is not None:
                rows = given["tables"].setdefault("amounts", [])
                rows += rows_of_others(item, value, rows)
            elif item.table in {"amounts", ATTRIBUTES}:
                given[item.table][item.key] = value
            elif item.table == "scores":
                given["scores"][f"{item.key} {asked_period(item, month)}".strip()] = value
            elif item.table == "carried":
                # What is of a year is the sum of its months.
                row = {"period": str(month), "key": item.key}
                given["tables"].setdefault("carried", []).append({**row, "value": value})
            else:
                salaries[asked_period(item, month) or str(month)][item.key] = value
        if salaries:
            rows = [{"period": period, **row} for period, row in salaries.items()]
            given["tables"]["salaries"] = rows
        last = self.profile.plan.cutoff.days_in("activities", month).last
        given["activities"] = {last.isoformat(): f"{self._worked(draw)}m"}
        return {key: value for key, value in given.items() if value}

    def _value(self, draw: Draw, item: Input) -> str:
        from hypothesis import strategies as st  # noqa: PLC0415

        unit = item.type.unit
        if unit is Unit.WORD:
            return str(draw(st.sampled_from(item.words or ("baik",))))
        if unit is Unit.FLAG:
            return str(draw(st.sampled_from(("true", "false"))))
        if unit is Unit.DATE:
            return str(draw(st.dates(date(2020, 1, 1), date(2026, 12, 31))))
        if unit is Unit.MONEY:
            return str(draw(st.integers(0, 30_000_000)))
        if unit is Unit.PERCENT:
            return f"{draw(st.integers(0, _most(item, 12_000, 2))) / 100}%"
        if unit is Unit.DURATION:
            return str(draw(st.integers(0, 12_000)))
        return str(draw(st.integers(0, _most(item, 120, 0))))

    @staticmethod
    def _worked(draw: Draw) -> int:
        from hypothesis import strategies as st  # noqa: PLC0415

        return int(draw(st.integers(0, 12_000)))

    # -------------------------------------------------------------- days
    def _events(self, draw: Draw, told: list[DayRow]) -> dict[str, str]:
        from hypothesis import strategies as st  # noqa: PLC0415

        names = sorted(self.profile.vocabulary.allowed("events.event") & self._words)
        if not names:
            return {}
        days = [row for row in told if draw(st.booleans())]
        return {row.date.isoformat(): draw(st.sampled_from(names)) for row in days}

    def _day(self, draw: Draw, row: DayRow, events: dict[str, str]) -> str:
        from hypothesis import strategies as st  # noqa: PLC0415

        length = (row.end - row.start) // MINUTE
        late, early = self._minutes(length // 2), self._minutes(length // 2)
        event = events.get(row.date.isoformat())
        kinds = ["on time", "late", "early", "both", "no in", "no out", "alpa", "code", "half"]
        kind = draw(st.sampled_from([*kinds, "missed"] if event else kinds))
        if kind == "missed":
            return f"missed {event}"
        if kind == "code":
            return str(draw(st.sampled_from(self._codes)))
        come = clock_text(row.late_from + draw(late) * MINUTE)
        gone = clock_text(row.early_until - draw(early) * MINUTE)
        half = draw(st.sampled_from(("am", "pm")))
        told = {
            "late": f"in {come}",
            "early": f"out {gone}",
            "both": f"in {come} out {gone}",
            "half": f"izin {half} in {come} out {gone}",
        }
        return told.get(kind, str(kind))

    @cached_property
    def _codes(self) -> list[str]:
        return sorted(self.profile.vocabulary.allowed("absences.code") - {"alpa"})

    def _minutes(self, most: int) -> SearchStrategy[int]:
        """Minutes beside those that the law names, or any."""
        from hypothesis import strategies as st  # noqa: PLC0415

        named = {int(v) // MINUTE for v in literals_of(self.profile).get(Unit.DURATION, ())}
        near = sorted({m for n in {0, *named} for m in (n - 1, n, n + 1) if 0 <= m < most})
        return st.one_of(st.sampled_from(near), st.integers(0, max(0, most - 1)))


@cache
def _schedule(
    profile: Profile, period: str, employee: tuple[tuple[str, str], ...]
) -> tuple[DayRow, ...]:
    draft = Draft("", {"period": period, "employee": dict(employee)}, profile)
    tables, nip = person_of(draft.case)
    return scheduled_month(tables, nip, Month.parse(period), profile).days


def _most(item: Input, usual: int, places: int) -> int:
    """The most that is drawn; an attribute beyond its range would be set aside."""
    if item.table != ATTRIBUTES or item.high is None:
        return usual
    over = 100 if item.type.unit is Unit.PERCENT else 1
    most: int = item.high * over * 10**places // 10**item.type.scale
    return min(usual, most)


def _inside(month: Month, profile: Profile) -> bool:
    in_force, month = profile.plan.in_force, performance_month(profile, month)
    return month.first in in_force and month.last in in_force


def rows_of_others(item: Input, value: str, known: Iterable[Given]) -> list[Given]:
    """A row of every class, and of every post that it names, for an amount of another.

    Args:
        item: The amount.
        value: What each of them has.
        known: Rows that are there.
    """
    post = item.post.position if item.post is not None else None
    posts = [str(post.value)] if isinstance(post, Const) else []
    rows = [{"job_class": str(number)} for number in CLASSES]
    rows += [{"position": one} for one in posts]
    made = [{"component": item.key, **row, "amount": value} for row in rows]
    there = [{**row, "amount": value} for row in known]
    return [row for row in made if row not in there]


def asked_period(item: Input, month: Month) -> str:
    """The period that an input asks for, as the pack writes it; empty for the month itself."""
    kind, back = item.period
    is_own = kind == "month" and not back
    return "" if is_own else month.plus(-UNITS[kind] * back).period(kind)
