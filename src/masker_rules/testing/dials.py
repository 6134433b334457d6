"""Small variations of a month: one thing at a time turned to where a regulation may break.

A dial is one thing that can be told of a month: minutes late, days absent, a score, an amount.
It is set beside every number of its own unit that the regulation names, one step below, on it and
one step above; a boundary lies between two neighbouring settings that come out differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from masker_rules.attendance.rows import DayRow
from masker_rules.engine.profile import Profile
from masker_rules.errors import MaskerRulesError
from masker_rules.language.attribute_words import ATTRIBUTES
from masker_rules.language.catalogue import vocabularies
from masker_rules.language.plan import Input
from masker_rules.periods import Month
from masker_rules.testing.clauses import literals_of, words_of
from masker_rules.testing.drafts import Draft, Given, overlaid
from masker_rules.testing.world import person_of, scheduled_month
from masker_rules.units import Unit, scaled_text
from masker_rules.units.printing import clock_text

__all__ = ["Dials", "Setting"]

MINUTE = 60
#: An amount whose shares end in every digit behind the point.
ODD_AMOUNTS = (3333331, 3333333, 3333334, 3333337, 1000001, 1234567)
MOST_DAYS = 20
#: More than any working day has.
MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class Setting:
    """One position of a dial.

    Attributes:
        dial: What is turned, for the eye; settings of one dial with positions that follow each
            other are neighbours.
        position: In steps of the dial; None where it has no order.
        draft: The month.
        is_told: It is about what happened on a day, not about a number beside the days.
    """

    dial: str
    position: int | None
    draft: Draft
    is_told: bool = True


def told_too(given: Given, days: Mapping[str, str]) -> Given:
    """A month that tells some days besides, or otherwise."""
    shared = given.get("days", {})
    base = shared if isinstance(shared, Mapping) else {"rest": shared}
    return {**given, "days": {**base, **days}}


@dataclass(frozen=True)
class Dials:
    """The settings around one month.

    Attributes:
        profile: The regulation that is tried.
        base: What a month without incident gives.
    """

    profile: Profile
    base: Given

    def settings(self) -> Iterator[Setting]:
        """Every setting, those that are about the clock first."""
        for label, given in self._people():
            yield from self._of_days(label, given)
        yield from self._numbers()
        yield from self._persons()
        yield from self._months()

    def whole_months(self) -> Iterator[Setting]:
        """Months whose every day tells the same: what a month leaves free is used up in them."""
        for label, given in self._people():
            for month in (
                given,
                *({**given, "period": str(m)} for m in self._with_ramadan(given)),
            ):
                yield from self._every_day(f"{label}{month['period']}: ", month)

    # -------------------------------------------------------------- what the law speaks of
    @cached_property
    def _literals(self) -> Mapping[Unit, tuple[Fraction, ...]]:
        return literals_of(self.profile)

    @cached_property
    def _words(self) -> frozenset[str]:
        return words_of(self.profile)

    def _named(self, vocabulary: str) -> list[str]:
        listed = vocabularies().get(vocabulary, ())
        return [word for word in listed if word in self._words]

    # -------------------------------------------------------------- whose month
    def _people(self) -> Iterator[tuple[str, Given]]:
        """The person of the base, then one of each staff group that the law names."""
        yield "", self.base
        for group in self._named("staff_group"):
            yield f"{group}: ", overlaid(self.base, {"employee": {"staff_group": group}})

    def _of_days(self, label: str, given: Given) -> Iterator[Setting]:
        days = self._days(given)
        if days and not label:
            yield from self._clock(given, days[0])
            yield from self._counted(given)
            yield from self._events(given, days)
        for month in self._with_ramadan(given):
            inside = {**given, "period": str(month)}
            fasting = [row for row in self._days(inside) if row.season == "ramadan"]
            yield from self._of_weekdays(f"{label}Ramadan: ", inside, fasting)
        yield from self._of_weekdays(label, given, days)

    def _of_weekdays(self, head: str, given: Given, days: Iterable[DayRow]) -> Iterator[Setting]:
        for day in days:
            yield from self._edges(head, given, day)
            yield from self._halves(head, given, day)

    def _days(self, given: Given) -> list[DayRow]:
        """One scheduled day of each weekday and season of which the month tells nothing."""
        told = self._told(given)
        found: dict[tuple[str, str], DayRow] = {}
        for row in self._rows(given):
            if row.date.isoformat() not in told:
                found.setdefault((row.weekday, row.season), row)
        return list(found.values())

    def _rows(self, given: Given) -> tuple[DayRow, ...]:
        tables, nip = person_of(Draft("", given, self.profile).case)
        month = Month.parse(str(given["period"]))
        return scheduled_month(tables, nip, month, self.profile).days

    @staticmethod
    def _told(given: Given) -> frozenset[str]:
        days, events = given.get("days", {}), given.get("events", {})
        return frozenset([*(days if isinstance(days, Mapping) else ()), *events])

    def _with_ramadan(self, given: Given) -> list[Month]:
        year = Month.parse(str(given["period"])).year
        for number in range(1, 13):
            month = Month(year, number)
            try:
                rows = self._rows({**given, "period": str(month)})
            except MaskerRulesError:
                continue
            if len({row.weekday for row in rows if row.season == "ramadan"}) > 4:
                return [month]
        return []

    # -------------------------------------------------------------- dials of the clock
    def _minutes(self) -> tuple[int, ...]:
        found = {int(v) // MINUTE for v in self._literals.get(Unit.DURATION, ())}
        return tuple(sorted({m for n in {0, *found} for m in (n - 1, n, n + 1) if 0 <= m < 600}))

    def _clock(self, given: Given, row: DayRow) -> Iterator[Setting]:
        for minute in self._minutes():
            at = clock_text(row.late_from + minute * MINUTE)
            yield self._told_day("late", minute, given, row.date, f"in {at}")
        for minute in self._minutes():
            at = clock_text(row.early_until - minute * MINUTE)
            yield self._told_day("early", minute, given, row.date, f"out {at}")

    def _edges(self, head: str, given: Given, row: DayRow) -> Iterator[Setting]:
        for minute in (0, 1):
            at = clock_text(row.late_from + minute * MINUTE)
            name = f"{head}late on {row.weekday}"
            yield self._told_day(name, minute, given, row.date, f"in {at}")
            at = clock_text(row.early_until - minute * MINUTE)
            name = f"{head}early on {row.weekday}"
            yield self._told_day(name, minute, given, row.date, f"out {at}")

    def _halves(self, head: str, given: Given, row: DayRow) -> Iterator[Setting]:
        middle = (row.start + row.end) // 2
        back, away = row.break_end or middle, row.break_start or middle
        for seconds in (0, 30, 60):
            told = f"izin am in {clock_text(back + seconds)} out {clock_text(row.end)}"
            name = f"{head}morning off on {row.weekday}"
            yield self._told_day(name, None, given, row.date, told)
            told = f"izin pm in {clock_text(row.start)} out {clock_text(away - seconds)}"
            name = f"{head}afternoon off on {row.weekday}"
            yield self._told_day(name, None, given, row.date, told)

    def _told_day(
        self, dial: str, position: int | None, given: Given, day: date, told: str
    ) -> Setting:
        over = told_too(given, {day.isoformat(): told})
        return self._setting(dial, position, over, f"{day.isoformat()} {told}")

    def _setting(self, dial: str, position: int | None, given: Given, said: str) -> Setting:
        return Setting(dial, position, Draft(f"{dial}: {said}", given, self.profile))

    def _number(self, dial: str, position: int | None, given: Given, said: str) -> Setting:
        draft = Draft(f"{dial}: {said}", given, self.profile)
        return Setting(dial, position, draft, is_told=False)

    # -------------------------------------------------------------- dials of counts
    def _counted(self, given: Given) -> Iterator[Setting]:
        free = [row for row in self._rows(given) if row.date.isoformat() not in self._told(given)]
        for told in ("alpa", "no in", "no out", *self._codes()):
            for count in self._counts(len(free)):
                days = {row.date.isoformat(): told for row in free[:count]}
                over = told_too(given, days)
                yield self._setting(f"days of {told}", count, over, str(count))

    def _counts(self, most: int) -> list[int]:
        whole = {int(v) for v in self._literals.get(Unit.NUMBER, ()) if v.denominator == 1}
        near = {n for v in {0, 1, *whole} for n in (v - 1, v, v + 1)}
        return sorted(n for n in near if 1 <= n <= min(most, MOST_DAYS))

    def _codes(self) -> list[str]:
        codes = self.profile.vocabulary.allowed("absences.code") - {"alpa", "off", "cuti_bersama"}
        return sorted(codes)

    def _events(self, given: Given, days: list[DayRow]) -> Iterator[Setting]:
        words = self.profile.vocabulary.allowed("events.event")
        for event in sorted(words & self._words):
            for row in days:
                day = row.date.isoformat()
                over = overlaid(given, {"events": {day: event}})
                yield self._told_day(
                    f"{event} on {row.weekday}", None, over, row.date, f"missed {event}"
                )

    def _every_day(self, head: str, given: Given) -> Iterator[Setting]:
        told = self._told(given)
        rows = [row for row in self._rows(given) if row.date.isoformat() not in told]
        for minute in (*filter(None, self._minutes()), MOST_MINUTES):
            late, early = dict[str, str](), dict[str, str]()
            for row in rows:
                # The longest of a day is a minute less than it has.
                own = min(minute, (row.early_until - row.late_from) // MINUTE - 1) * MINUTE
                late[row.date.isoformat()] = f"in {clock_text(row.late_from + own)}"
                early[row.date.isoformat()] = f"out {clock_text(row.early_until - own)}"
            for dial, days in (("late", late), ("early", early)):
                yield self._setting(f"{head}{dial}", minute, told_too(given, days), f"{minute}m")
        for story in ("no in", "no out", "alpa", *self._codes()):
            days = {row.date.isoformat(): story for row in rows}
            yield self._setting(f"{head}{story}", None, told_too(given, days), story)
        for event in sorted(self.profile.vocabulary.allowed("events.event") & self._words):
            days = {row.date.isoformat(): f"missed {event}" for row in rows}
            over = overlaid(given, {"events": dict.fromkeys(days, event)})
            yield self._setting(f"{head}{event}", None, told_too(over, days), event)

    # -------------------------------------------------------------- dials of numbers
    def _numbers(self) -> Iterator[Setting]:
        amounts = self.base.get("amounts", {})
        rows = self._days(self.base)
        for name in amounts if isinstance(amounts, Mapping) else ():
            if self._unit(name) is not Unit.MONEY:
                continue
            for amount in ODD_AMOUNTS:
                over = overlaid(self.base, {"amounts": {name: str(amount)}})
                yield self._setting(name, None, over, str(amount))
                for row in rows[:1]:
                    told = f"in {clock_text(row.late_from + MINUTE)}"
                    yield self._told_day(f"{name} {amount}", None, over, row.date, told)
        yield from self._rows_of_amounts()
        for item in self.profile.plan.inputs.values():
            if item.table == "scores" and item.period == ("month", 0):
                yield from self._scores(item)
            elif item.table == ATTRIBUTES:
                yield from self._attributes(item)

    def _attributes(self, item: Input) -> Iterator[Setting]:
        """Each word or flag, dates and numbers on both sides of those that the law names."""
        unit, scale = item.type.unit, 100 if item.type.unit is Unit.PERCENT else 1
        texts = {Unit.WORD: item.words, Unit.FLAG: ("true", "false")}.get(unit, ())
        named = sorted(self._literals.get(unit, ())) if not texts else []
        if unit is Unit.DATE:
            days = sorted({int(v) + step for v in named for step in (-1, 0, 1)})
            texts = tuple(date.fromordinal(day).isoformat() for day in days)
        elif unit in {Unit.PERCENT, Unit.NUMBER, Unit.MONEY}:
            near = sorted({int(v * scale * 100) + step for v in named for step in (-1, 0, 1)})
            texts = tuple(scaled_text(n, 2) for n in near if n >= 0)
        elif unit is Unit.DURATION:
            texts = tuple(str(int(v) // MINUTE + step) for v in named for step in (0, 1))
        for text in (*texts, "none"):
            over = overlaid(self.base, {ATTRIBUTES: {item.key: text}})
            yield self._setting(item.key, None, over, text)

    def _rows_of_amounts(self) -> Iterator[Setting]:
        tables = self.base.get("tables", {})
        rows = tables.get("amounts", []) if isinstance(tables, Mapping) else []
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            for amount in ODD_AMOUNTS:
                changed = [*rows[:index], {**row, "amount": str(amount)}, *rows[index + 1 :]]
                over = overlaid(self.base, {"tables": {"amounts": changed}})
                for day in self._days(self.base)[:1]:
                    told = f"in {clock_text(day.late_from + MINUTE)}"
                    yield self._told_day(f"amount {amount}", None, over, day.date, told)

    def _unit(self, name: str) -> Unit | None:
        found = self.profile.plan.inputs.get(name)
        return found.type.unit if found is not None else None

    def _scores(self, item: Input) -> Iterator[Setting]:
        if item.key not in self.base.get("scores", {}):
            return
        words = [*item.words, "none"] if item.type.unit is Unit.WORD else ["none"]
        for word in words:
            yield self._score(item.key, None, word)
        if item.type.unit in {Unit.PERCENT, Unit.NUMBER}:
            scale = 100 if item.type.unit is Unit.PERCENT else 1
            sign = "%" if scale == 100 else ""
            values = {v * scale for v in self._literals.get(item.type.unit, ())}
            values |= {Fraction(0), Fraction(100)}
            # A hundredth is fine enough for every score that a person writes.
            near = {int(v * 100) + d for v in values for d in (-1, 0, 1)} | {3333, 8555}
            for hundredths in sorted(n for n in near if n >= 0):
                yield self._score(item.key, hundredths, scaled_text(hundredths, 2) + sign)
        if item.type.unit is Unit.DURATION:
            yield from self._worked(item.key)

    def _score(self, key: str, position: int | None, value: str) -> Setting:
        over = overlaid(self.base, {"scores": {key: value}})
        return self._number(key, position, over, value)

    def _worked(self, key: str) -> Iterator[Setting]:
        """Approved minutes around shares of what is asked for."""
        text = str(self.base["scores"][key]).removesuffix("m")
        cutoff, month = self.profile.plan.cutoff, Month.parse(str(self.base["period"]))
        day = cutoff.days_in("activities", month).last.isoformat()
        if not text.isdigit():
            return
        target = int(text)
        shares = {Fraction(0), Fraction(1, 3), Fraction(2, 3), Fraction(1)}
        shares |= {v for v in self._literals.get(Unit.PERCENT, ()) if v <= 2}
        near = {int(share * target) + d for share in shares for d in (-1, 0, 1)}
        for minutes in sorted(n for n in near if n >= 0):
            over = {**self.base, "activities": {day: f"{minutes}m"}}
            yield self._number("activities", minutes, over, f"{minutes}m of {target}m")
        yield self._setting(key, None, overlaid(self.base, {"scores": {key: "0"}}), "0")

    # -------------------------------------------------------------- dials of the person
    def _persons(self) -> Iterator[Setting]:
        for column, values in self._columns():
            for value in values:
                over = overlaid(self.base, {"employee": {column: value}})
                yield self._setting(column, None, over, value)

    def _columns(self) -> Iterator[tuple[str, Iterable[str]]]:
        yield "category", ("PNS", "CPNS", "PPPK", "NON_ASN")
        yield "grade", ("I/a", "II/a", "III/a", "IV/a", "V", "IX")
        yield "staff_group", self._named("staff_group")
        yield "position_kind", self._named("position_kind")
        yield "job_class", [str(n) for n in range(1, 18)]

    def _months(self) -> Iterator[Setting]:
        """The months on both sides of each date in force."""
        in_force = self.profile.plan.in_force
        for edge in (in_force.first, in_force.last):
            if edge is None:
                continue
            for step in (-1, 0, 1):
                month = self.profile.plan.cutoff.of(edge).plus(step)
                over = {key: v for key, v in self.base.items() if key not in {"days", "events"}}
                over["period"] = str(month)
                yield self._setting("period", month.year * 12 + month.month, over, str(month))
