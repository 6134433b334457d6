"""Why a month pays more or less than another: from one net to the other, by article and day.

Each result adds up to its net, so that the difference of two nets is the sum of the differences
cause by cause, as between two regulations (:mod:`masker_rules.review.effects`). What moves in
exact proportion to the working days of the two months is told apart: the calendar did it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from masker_rules.api import compute, regulation_of
from masker_rules.engine.findings import RESIDUAL
from masker_rules.engine.missing_names import missing_names
from masker_rules.engine.result import Finding, Person, Result
from masker_rules.errors import RequestError
from masker_rules.explain.document import Bar, Section
from masker_rules.language.plan import plain_name
from masker_rules.legal import Text
from masker_rules.periods import CALENDAR, Month
from masker_rules.review.effects import ELIGIBILITY, FULL, NOT_ELIGIBLE, Articles, Cause, causes_of
from masker_rules.texts import json_text, render, spoken
from masker_rules.units import exact_text, whole_that_add_up

__all__ = ["MonthChange", "MonthChanges", "Step", "between_months", "change_between"]

_RULES = frozenset({"rule", "part", "residual"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the earlier net to the later one.

    Attributes:
        day: On which it was charged, of one of the two months; None where it concerns the month.
        is_calendar: The other number of working days did it.
        amount: Exact rupiah; positive where the later month pays more.
    """

    cause: Cause
    day: dt.date | None
    is_calendar: bool
    amount: Fraction


@dataclass(frozen=True, slots=True)
class MonthChange:
    """Somebody's two months.

    Attributes:
        before, after: The nets; None where incomplete, and there are no steps.
        working_days: Of both months.
        steps: They add up to the difference of the nets.
        missing: Of both months what an incomplete one lacks, as `bounds.missing` of a result.
    """

    nip: str
    person: Person
    before: int | None
    after: int | None
    working_days: tuple[int | None, int | None]
    steps: tuple[Step, ...]
    missing: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class MonthChanges:
    """Two months of some people.

    Attributes:
        earlier, later: The months.
        people: In order of nip; who is not in both months is in `alone`.
        articles: The words of the causes.
    """

    earlier: Month
    later: Month
    people: tuple[MonthChange, ...]
    alone: tuple[str, ...]
    articles: Articles

    def units(self) -> dict[str, MonthChange]:
        """The sums of each unit, of the people whose two months are known."""
        found: dict[str, list[MonthChange]] = {}
        for one in self.people:
            if one.before is not None and one.after is not None:
                found.setdefault(one.person.unit or "", []).append(one)
        return {unit: _together(unit, found[unit]) for unit in sorted(found)}

    def label(self, cause: Cause, lang: str) -> str:
        """What a cause is called."""
        if cause in {FULL, ELIGIBILITY} or cause.kind == "residual":
            return render(lang, f"review.causes.{cause.path}", {})
        label: Text | None = self.articles.label(cause)
        return cause.path if label is None else label.get(lang)

    def section(self, result: Result, lang: str) -> Section | None:
        """The step from month to month of the person of a result, of the later month."""
        if CALENDAR.named(result.period) != CALENDAR.named(self.later):
            return None
        found = (one for one in self.people if one.nip == result.nip)
        if (one := next(found, None)) is None:
            return None
        return Section(
            "against", self.title(lang), tuple(self.lacks(one, lang)), bars=self.bars(one, lang)
        )

    def title(self, lang: str) -> str:
        """`Mengapa Maret 2026 berbeda dengan Februari 2026`."""
        months = {
            name: spoken.month(lang, month.year, month.month)
            for name, month in (("later", self.later), ("earlier", self.earlier))
        }
        return render(lang, "review.months.title", months)

    def lacks(self, one: MonthChange, lang: str) -> list[str]:
        """Why a month of somebody has no amount: a line for each such month."""
        months = zip((self.earlier, self.later), one.missing, strict=True)
        return [
            render(
                lang,
                "review.months.lacks",
                {
                    "month": spoken.month(lang, month.year, month.month),
                    "missing": missing_names(missing),
                },
            )
            for month, missing in months
            if missing
        ]

    def bars(self, one: MonthChange, lang: str) -> tuple[Bar, ...]:
        """From one net to the other as a waterfall; nothing where one of them is not known."""
        if one.before is None or one.after is None:
            return ()
        steps = (
            self._bar(row, step, lang)
            for row, step in zip(self.rows(one, lang), one.steps, strict=True)
        )
        ends = (self.net(self.earlier, lang), self.net(self.later, lang))
        first, last = Bar(ends[0], one.before, is_sum=True), Bar(ends[1], one.after, is_sum=True)
        return first, *steps, last

    @staticmethod
    def net(month: Month, lang: str) -> str:
        """What the net of a month is called."""
        said = {"month": spoken.month(lang, month.year, month.month)}
        return render(lang, "review.months.net", said)

    @staticmethod
    def _bar(row: Mapping[str, Any], step: Step, lang: str) -> Bar:
        what = group = row["label"]
        if step.day is not None:
            what = f"{spoken.day(lang, step.day)}: {what}"
        if row["source"]:
            what = f"{what} ({row['source']})"
        if step.is_calendar:
            what, group = (
                render(lang, "review.months.calendar", {"what": one}) for one in (what, group)
            )
        return Bar(what, row["rupiah"], group)

    def rows(self, one: MonthChange, lang: str) -> Iterator[dict[str, Any]]:
        """The steps as rows of a table, whole rupiah that add up."""
        whole = whole_that_add_up([step.amount for step in one.steps])
        for step, rupiah in zip(one.steps, whole, strict=True):
            yield {
                "kind": step.cause.kind,
                "rule": step.cause.path.removeprefix("rules."),
                "code": step.cause.code,
                "label": self.label(step.cause, lang),
                "source": self.articles.article(step.cause, lang),
                "date": None if step.day is None else step.day.isoformat(),
                "calendar": step.is_calendar,
                "rupiah": rupiah,
                "exact": exact_text(step.amount),
            }

    def as_dict(self, lang: str = "id") -> dict[str, Any]:
        """As JSON."""
        return {
            "period": str(self.later),
            "against": str(self.earlier),
            "people": [self._person(one, lang) for one in self.people],
            "units": [
                {"unit": unit, **self._sums(one, lang)} for unit, one in self.units().items()
            ],
            "alone": list(self.alone),
        }

    def _person(self, one: MonthChange, lang: str) -> dict[str, Any]:
        known = {"nip": one.nip, "name": one.person.name, "unit": one.person.unit}
        missing = dict(zip(("before", "after"), map(list, one.missing), strict=True))
        days = list(one.working_days)
        return {**known, **self._sums(one, lang), "working_days": days, "missing": missing}

    def _sums(self, one: MonthChange, lang: str) -> dict[str, Any]:
        is_known = one.before is not None and one.after is not None
        return {
            "before": one.before,
            "after": one.after,
            "change": (one.after or 0) - (one.before or 0) if is_known else None,
            "steps": list(self.rows(one, lang)),
        }

    def to_json(self, lang: str = "id") -> str:
        """As JSON text."""
        return json_text(self.as_dict(lang)) + "\n"


def between_months(  # noqa: PLR0913  (as compute, and the other month)
    profile: Any,
    pack: Any,
    period: str | Month,
    against: str | Month,
    *,
    nips: Iterable[str] | None = None,
    unit: str | None = None,
    as_of: dt.date | str | None = None,
    engine: str | None = None,
) -> MonthChanges:
    """From the nets of one month to those of another, by article and day.

    Args:
        profile: As of :func:`masker_rules.compute`.
        pack: As of :func:`masker_rules.compute`; it knows both months.
        period: The month that is explained.
        against: The month beside which it stands.
        nips: Only these people.
        unit: Only the people of this unit.
        as_of: As of :func:`masker_rules.compute`.
        engine: As of :func:`masker_rules.compute`.

    Raises:
        MaskerRulesError: as :func:`masker_rules.compute`.
        RequestError: one of them is no single month [bad-period], or both are one [same-month].
    """
    earlier, later = (
        one if isinstance(one, Month) else Month.parse(one) for one in (against, period)
    )
    if earlier == later:
        raise RequestError.of("same-month", period=later)
    regulation = regulation_of(profile)
    if isinstance(pack, str | Path):
        from masker_rules.facts import read_pack  # noqa: PLC0415  (frames are read elsewhere)

        pack = read_pack(pack)
    found: list[Mapping[str, Result]] = []
    for month in (earlier, later):
        results = compute(regulation, pack, month, nips=nips, as_of=as_of, engine=engine)
        found.append({one.nip: one for one in results if unit is None or one.person.unit == unit})
    before, after = found
    articles = Articles()
    both = sorted(before.keys() & after.keys())
    people = tuple(change_between(before[nip], after[nip], articles) for nip in both)
    return MonthChanges(
        earlier, later, people, tuple(sorted(before.keys() ^ after.keys())), articles
    )


def change_between(before: Result, after: Result, articles: Articles) -> MonthChange:
    """From the net of one month of a person to that of another.

    Args:
        before: The earlier result.
        after: The later one.
        articles: Learns the words of the causes.
    """
    days = _working_days(before), _working_days(after)
    steps: tuple[Step, ...] = ()
    if before.net is not None and after.net is not None:
        steps = tuple(_steps(before, after, days, articles))
    missing = _missing(before), _missing(after)
    return MonthChange(after.nip, after.person, before.net, after.net, days, steps, missing)


def _missing(result: Result) -> tuple[str, ...]:
    return () if result.bounds is None else tuple(result.bounds.missing)


def _working_days(result: Result) -> int | None:
    days = result.counts.get("working_days")
    return days if isinstance(days, int) else None


def _steps(
    before: Result, after: Result, days: tuple[int | None, int | None], articles: Articles
) -> Iterator[Step]:
    assert before.net is not None
    assert after.net is not None
    if (before.status == NOT_ELIGIBLE) != (after.status == NOT_ELIGIBLE):
        if after.net != before.net:
            yield Step(
                ELIGIBILITY, None, is_calendar=False, amount=Fraction(after.net - before.net)
            )
        return
    found: dict[tuple[Cause, dt.date | None, bool], Fraction] = {}

    def add(cause: Cause, day: dt.date | None, amount: Fraction | int, *, cal: bool) -> None:
        key = cause, day, cal
        found[key] = found.get(key, Fraction()) + amount

    rates = {_alike(one): one.rate for one in before.findings}
    for sign, result in ((-1, before), (1, after)):
        for one in result.findings:
            cause = articles.of_finding(one)
            share = _calendar_share(one, rates.get(_alike(one)), days) if sign > 0 else Fraction()
            add(cause, one.day, sign * one.amount * (1 - share), cal=False)
            add(cause, one.day, sign * one.amount * share, cal=True)
    sums: list[dict[Cause, Fraction | int]] = [
        _others(result, articles) for result in (before, after)
    ]
    for cause in sums[0] | sums[1]:
        old, new = Fraction(sums[0].get(cause, 0)), Fraction(sums[1].get(cause, 0))
        add(cause, None, new - old, cal=_in_proportion(old, new, days))
    ordered = sorted(found.items(), key=_place)
    yield from (Step(*key, amount) for key, amount in ordered if amount)


def _place(item: tuple[tuple[Cause, dt.date | None, bool], Fraction]) -> tuple[Any, ...]:
    (cause, day, is_calendar), _ = item
    return cause.order, day or dt.date.min, is_calendar


def _alike(finding: Finding) -> tuple[str, str, str, str]:
    """What findings have in common that the same words of a regulation charge alike."""
    return plain_name(finding.rule), finding.code, finding.row, finding.quantity


def _others(result: Result, articles: Articles) -> dict[Cause, Fraction | int]:
    """What of a net no finding is."""
    found: dict[Cause, Fraction | int] = {}
    for cause, amount in causes_of(result, articles):
        if cause.kind not in _RULES:
            found[cause] = found.get(cause, 0) + amount
    return found


def _in_proportion(old: Fraction, new: Fraction, days: tuple[int | None, int | None]) -> bool:
    """Whether two amounts are as the working days of their months, which are not the same."""
    before, after = days
    return bool(before and after and before != after and old * after == new * before)


def _calendar_share(
    finding: Finding, rate: Fraction | None, days: tuple[int | None, int | None]
) -> Fraction:
    """Of a charge of the later month, the share that its other price for a day is.

    The price is that of a working day where the same charge costs, in both months, the same share
    times the number of working days.
    """
    before, after = days
    if finding.code == RESIDUAL or not finding.rate or not rate or not before or not after:
        return Fraction()
    if before == after or rate * before != finding.rate * after:
        return Fraction()
    return 1 - rate / finding.rate


def _together(unit: str, people: Sequence[MonthChange]) -> MonthChange:
    sums: dict[tuple[Cause, dt.date | None, bool], Fraction] = {}
    for one in people:
        for step in one.steps:
            key = step.cause, step.day, step.is_calendar
            sums[key] = sums.get(key, Fraction()) + step.amount
    steps = tuple(Step(*key, amount) for key, amount in sorted(sums.items(), key=_place) if amount)
    return MonthChange(
        "",
        Person(unit=unit or None),
        sum(one.before or 0 for one in people),
        sum(one.after or 0 for one in people),
        (None, None),
        steps,
    )
