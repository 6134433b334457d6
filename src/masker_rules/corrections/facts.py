"""What was cut, single facts that may touch it, and what is looked at to find them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from masker_rules.attendance.rows import DayRow, MonthAttendance
from masker_rules.corrections.kinds import Kind
from masker_rules.engine.findings import RESIDUAL
from masker_rules.engine.result import Result
from masker_rules.facts import Pack, SetAside, Vocabulary
from masker_rules.facts.canonical import text_of
from masker_rules.facts.definition import definition
from masker_rules.facts.rows import Row
from masker_rules.language.plan import plain_name
from masker_rules.legal import Source, Text
from masker_rules.periods import Month

__all__ = ["Cut", "Fact", "PersonMonth", "cuts_of", "row_texts"]

_PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Cut:
    """What one rule took on a day, on days that lie side by side, or of the month.

    Attributes:
        nip: Of whom.
        period: The performance month.
        days: The charged days, in order; none where it concerns the month.
        rule: Its path without `rules.`.
        codes: Of its findings, each once.
        label: What the regulation calls the rule.
        source: Its article.
        amount: Exact rupiah of the findings, negative.
    """

    nip: str
    period: Month
    days: tuple[dt.date, ...]
    rule: str
    codes: tuple[str, ...]
    label: Text
    source: Source
    amount: Fraction

    @property
    def key(self) -> tuple[Month, str, tuple[dt.date, ...], str, tuple[str, ...]]:
        """Where it stands among the cuts of a run."""
        return self.period, self.nip, self.days or (dt.date.max,), self.rule, self.codes


@dataclass(frozen=True, slots=True)
class Fact:
    """One row that comes in, or that stands in the place of another.

    Attributes:
        kind: Which kind of fact it is.
        row: The row.
        replaces: The row in whose place it stands; None where it only comes in.
        days: Which charged days it is tried for.
        aside: The row set aside that it puts right; None where none.
    """

    kind: Kind
    row: Row
    replaces: Row | None = None
    days: tuple[dt.date, ...] = field(default=(), compare=False)
    aside: SetAside | None = field(default=None, compare=False)

    @property
    def table(self) -> str:
        """The table of the row."""
        return self.kind.table


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """What is looked at to find facts of a person and month.

    Attributes:
        pack: In which the rows stand.
        vocabulary: The words of the regulation.
        attendance: The month as attendance has it.
        aside: Rows set aside that may be the person's.
    """

    nip: str
    month: Month
    unit: str | None
    pack: Pack
    vocabulary: Vocabulary
    attendance: MonthAttendance
    aside: Sequence[SetAside] = ()

    def day(self, on: dt.date) -> DayRow | None:
        """A scheduled day."""
        return next((row for row in self.attendance.days if row.date == on), None)

    @property
    def short_days(self) -> list[dt.date]:
        """Days on which something is less than was asked: what a cut of the month may come of."""
        missed = {
            one.date
            for one in self.attendance.events
            if one.recorded != _PRESENT and not (one.tapped or one.covered)
        }
        days = self.attendance.days
        return [one.date for one in days if one.date in missed or _is_short(one)]

    @property
    def unseen_spells(self) -> list[tuple[dt.date, ...]]:
        """Days that lie side by side on which the person was not seen."""
        runs: list[list[dt.date]] = [[]]
        for one in self.attendance.days:
            if one.in_at is None and one.out_at is None:
                runs[-1].append(one.date)
            elif runs[-1]:
                runs.append([])
        return [tuple(run) for run in runs if len(run) > 1]


def _is_short(day: DayRow) -> bool:
    if day.in_at is None or day.out_at is None:
        return True
    return day.in_at > day.late_from or day.out_at < day.early_until


def cuts_of(result: Result, scheduled: Sequence[DayRow]) -> list[Cut]:
    """What a result lost, by rule and code; an absence of several days in a row is one.

    Args:
        result: With its findings.
        scheduled: The scheduled days of the person, in order.
    """
    # Days on which somebody was seen are each a matter of their own.
    order = {
        row.date: place
        for place, row in enumerate(scheduled)
        if row.in_at is None and row.out_at is None
    }
    met: dict[tuple[Any, ...], list[Any]] = {}
    for finding in result.findings:
        if finding.code != RESIDUAL and finding.amount < 0:
            rule = plain_name(finding.rule).removeprefix("rules.")
            met.setdefault((rule, finding.code, finding.day is None), []).append(finding)
    found = []
    for (rule, code, is_of_month), findings in met.items():
        findings.sort(key=lambda one: one.day or dt.date.min)
        runs: list[list[Any]] = []
        for one in findings:
            last = runs[-1][-1].day if runs and not is_of_month else None
            beside = last is not None and (
                one.day == last or order.get(one.day, -2) - order.get(last, -4) == 1
            )
            if beside or (runs and is_of_month):
                runs[-1].append(one)
            else:
                runs.append([one])
        found += [
            Cut(
                result.nip,
                result.period,
                tuple(dict.fromkeys(one.day for one in run if one.day is not None)),
                rule,
                (code,),
                run[0].label,
                run[0].source,
                sum((one.amount for one in run), Fraction()),
            )
            for run in runs
        ]
    return sorted(found, key=lambda cut: cut.key)


def row_texts(row: Row, table: str) -> Mapping[str, str]:
    """A row as cells of its table, those that say something."""
    columns = definition().tables[table].columns
    told = {column.name: text_of(getattr(row, column.field)) for column in columns}
    return {name: text for name, text in told.items() if text}
