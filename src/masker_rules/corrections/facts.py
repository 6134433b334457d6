"""Single facts that may touch what a month was cut for: rows that are there, and rows to try."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from masker_rules.attendance.rows import DayRow, MonthAttendance
from masker_rules.corrections.kinds import EMPTY, Kind
from masker_rules.engine.findings import RESIDUAL
from masker_rules.engine.result import Result
from masker_rules.errors import Place
from masker_rules.facts import Pack, SetAside, Vocabulary
from masker_rules.facts.canonical import text_of
from masker_rules.facts.definition import ColumnDef, TableDef, definition
from masker_rules.facts.identity import lacks_nip
from masker_rules.facts.rows import ROW_TYPES, Row
from masker_rules.facts.stamps import DAY_SECONDS, Stamp
from masker_rules.language.plan import plain_name
from masker_rules.legal import Source, Text
from masker_rules.periods import Month

__all__ = ["Cut", "Fact", "PersonMonth", "cuts_of", "facts_of", "may_be_claimed", "row_texts"]

#: Columns that date a row of one day, and one of several.
_DAY, _FIRST, _LAST = "date", "from", "until"
#: What stands for all words of a column, and begins what is taken from the day.
_WORDS, _TAKEN = "$words", "$"
#: Of a document nobody may invent a number, and of a letter nobody knows when it became known.
_NEVER_SET = frozenset({"document", "ref", "known_at", "doubt"})


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
    """

    kind: Kind
    row: Row
    replaces: Row | None = None
    days: tuple[dt.date, ...] = field(default=(), compare=False)

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
        unclaimed: Rows of nobody that may be the person's.
    """

    nip: str
    month: Month
    unit: str | None
    pack: Pack
    vocabulary: Vocabulary
    attendance: MonthAttendance
    unclaimed: Sequence[SetAside] = ()

    def day(self, on: dt.date) -> DayRow | None:
        """A scheduled day."""
        return next((row for row in self.attendance.days if row.date == on), None)


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


def facts_of(kind: Kind, cut: Cut, about: PersonMonth) -> Iterator[Fact]:
    """The facts of a kind that touch what was cut."""
    if kind.touches != "month" and not cut.days:
        return
    table = definition().tables[kind.table]
    if kind.act == "add":
        yield from _added(kind, table, cut, about)
        return
    if kind.act == "claim":
        for aside in about.unclaimed:
            if aside.table == table.name and _touches(
                row := _claimed(aside, about.nip), table, kind, cut, about.month
            ):
                yield Fact(kind, row, None, cut.days)
        return
    for row in _rows(kind, table, cut, about):
        for setting in _settings(kind, table, _day_of(row, cut), about, row):
            changed = replace(row, **setting, none=row.none - {*setting})
            if changed != row:
                yield Fact(kind, changed, row, cut.days)


# ------------------------------------------------------------------ rows that are there
def may_be_claimed(aside: SetAside) -> bool:
    """Whether nothing is lost of a row but whose it is."""
    is_open = not (aside.is_repeat or aside.is_answered)
    return is_open and lacks_nip(aside) and aside.unread == ("nip",)


def _claimed(aside: SetAside, nip: str) -> Row:
    """A row of nobody as that of a person."""
    columns = definition().tables[aside.table].columns
    cells: dict[str, Any] = {column.field: aside.said.get(column.name) for column in columns}
    place = Place(aside.file, line=aside.line)
    return ROW_TYPES[aside.table](**{**cells, "nip": nip}, none=aside.none, place=place)


def _rows(kind: Kind, table: TableDef, cut: Cut, about: PersonMonth) -> Iterator[Any]:
    """Rows of the person of which a kind speaks, and that touch what was cut."""
    for row in about.pack.by_nip(table.name).get(about.nip, ()):
        is_meant = all(_cell(row, name) in words for name, words in kind.when.items())
        if is_meant and _touches(row, table, kind, cut, about.month):
            yield row


def _cell(row: Row, name: str) -> str:
    return text_of(getattr(row, "from_" if name == "from" else name)) or EMPTY


def _day_of(row: Any, cut: Cut) -> tuple[dt.date, ...]:
    """The charged day that a row is of, else the first of them."""
    on = getattr(row, "time", None)
    own = tuple(day for day in cut.days if on is not None and day == on.day)
    return own or cut.days[:1]


def _touches(row: Any, table: TableDef, kind: Kind, cut: Cut, month: Month) -> bool:
    if not table.first:
        return True
    first, last = _span(row, table, month)
    if kind.touches == "month" or not cut.days:
        return first <= month.last and month.first <= last
    return any(first <= day <= last for day in cut.days)


def _span(row: Any, table: TableDef, month: Month) -> tuple[dt.date, dt.date]:
    """First and last day of which a row tells."""
    first = _date(getattr(row, "from_" if table.first == _FIRST else table.first), month.first)
    if not table.last:
        return first, first
    if table.last in {"open", "year"}:
        return first, month.last
    return first, _date(getattr(row, table.last), dt.date.max)


def _date(value: Any, default: dt.date) -> dt.date:
    if isinstance(value, Stamp):
        return value.day
    if isinstance(value, dt.date):
        return value
    return default if value is None else _of_period(str(value), default)


def _of_period(text: str, default: dt.date) -> dt.date:
    return Month.parse(text).first if text[4:5] == "-" and text[5:7].isdigit() else default


# ------------------------------------------------------------------ rows to try
def _added(kind: Kind, table: TableDef, cut: Cut, about: PersonMonth) -> Iterator[Fact]:
    make: Any = ROW_TYPES[table.name]
    runs: Sequence[tuple[dt.date, ...]] = [(day,) for day in cut.days]
    if kind.touches == "spell" and len(cut.days) > 1:
        runs = [cut.days]
    elif kind.touches == "month":
        runs = [()]
    for days in runs:
        for setting in _settings(kind, table, days, about):
            whose: dict[str, Any] = {"nip": about.nip} if table.has("nip") else {}
            if kind.is_of_unit and about.unit is not None:
                whose["unit"] = about.unit
            dated: dict[str, Any] = {}
            if days and table.has(_DAY):
                dated[_DAY] = days[0]
            elif days and kind.touches == "spell":
                dated = {"from_": days[0], "until": days[-1]}
            yield Fact(kind, make(**{**whose, **dated, **setting}), None, days)


def _settings(
    kind: Kind,
    table: TableDef,
    days: Sequence[dt.date],
    about: PersonMonth,
    row: Row | None = None,
) -> Iterator[dict[str, Any]]:
    """What a row may say, column by column."""
    fields, choices = [], []
    for name, words in kind.set.items():
        column = table.column(name)
        fields.append(column.field)
        listed: list[Any] = []
        for word in words:
            if word.startswith(_TAKEN):
                listed += _taken(word, column, days, about, row)
            else:
                listed.append(_typed(word, column))
        choices.append(listed)
    for values in product(*choices):
        yield dict(zip(fields, values, strict=True))


def _taken(
    word: str,
    column: ColumnDef,
    days: Sequence[dt.date],
    about: PersonMonth,
    row: Any,
) -> list[Any]:
    """What stands for a word that begins with `$`."""
    if word == _WORDS:
        return _words(column, about.vocabulary)
    if word == "$best":
        return _best(row, about.vocabulary)
    if word == "$month":
        length = (about.month.last - about.month.first).days + 1
        is_date = column.type == "date"
        return [about.month.last if is_date else length * DAY_SECONDS // 60]
    if not days:
        return []
    on = days[0]
    if word == "$date":
        return [on]
    if word == "$midnight":
        return [Stamp(on, 0)]
    if word == "$next_midnight":
        return [Stamp(on + dt.timedelta(days=1), 0)]
    if word == "$event":
        return list(dict.fromkeys(one.event for one in about.attendance.events if one.date == on))
    scheduled = about.day(on)
    second = None if scheduled is None else getattr(scheduled, word.removeprefix(_TAKEN))
    if second is None:
        return []
    over, rest = divmod(second, DAY_SECONDS)
    return [Stamp(on + dt.timedelta(days=over), rest)]


def _words(column: ColumnDef, vocabulary: Vocabulary) -> list[Any]:
    if column.words:
        return list(column.words)
    known = vocabulary.words.get(column.profile, {})
    return list(dict.fromkeys(known.values()))


def _best(row: Any, vocabulary: Vocabulary) -> list[Any]:
    """Other values of a score: all words of the measure, or what no number of it exceeds."""
    kind = vocabulary.measures.get(row.measure, "number")
    if isinstance(kind, tuple):
        return list(kind)
    return [Decimal(100), Decimal(1000)]


def _typed(word: str, column: ColumnDef) -> Any:
    if column.type == "flag":
        return word == "true"
    if column.type in {"count", "minutes"}:
        return int(word)
    if column.type in {"number", "money", "amount", "percent"}:
        return Decimal(word)
    return word


def row_texts(row: Row, table: str) -> Mapping[str, str]:
    """A row as cells of its table, those that say something."""
    columns = definition().tables[table].columns
    told = {column.name: text_of(getattr(row, column.field)) for column in columns}
    return {name: text for name, text in told.items() if text}
