"""Daftar Perhitungan TPP: why each amount is what it is, made from the regulation.

A group of columns per part, a column per rule and line; cells hold formulas that lead from the
amounts and percents to the net.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

from masker_rules.engine.result import LineItem, Result
from masker_rules.engine.sheet import layout
from masker_rules.explain.values import NotKnownError, Values
from masker_rules.language.plan import Plan
from masker_rules.papers.layout import Cell, Column, Kind, Paper, Row, Section, Table
from masker_rules.papers.live import Live, NoFormula, column_of
from masker_rules.papers.parts import Shown, shown_of
from masker_rules.papers.people import Group, grade_group
from masker_rules.papers.setting import Setting
from masker_rules.papers.signers import PAYING
from masker_rules.papers.words import Say
from masker_rules.units import Type, Unit

__all__ = ["Sheet", "by_grade", "calculation", "person_cells", "person_columns", "sheet_of"]

GROSS, NET, DAYS, REMARK = "gross", "net", "days", "remark"
#: Decimals of a percent that a cell keeps; with more it is told by whole numbers in formulas.
MOST_DECIMALS = 12


@dataclass(slots=True)
class Sheet:
    """The table, and how live it is.

    Attributes:
        live, given: Cells with a formula, and cells that no formula gives exactly.
        why: Why there is none, and how often, by key of `papers.no_formula`.
    """

    table: Table
    live: int = 0
    given: int = 0
    why: dict[str, int] = field(default_factory=dict)


def person_columns(say: Say) -> tuple[Column, ...]:
    """Columns that say whose a row is."""
    return (
        Column("no", say("column.no"), Kind.COUNT, 5),
        Column("name", say("column.name"), Kind.TEXT, 28),
        Column("nip", say("column.nip"), Kind.CODE, 20),
        Column("grade", say("column.grade"), Kind.TEXT, 8),
        Column("position", say("column.position"), Kind.TEXT, 26),
        Column("job_class", say("column.job_class"), Kind.COUNT, 6),
    )


def person_cells(number: int, item: Result) -> tuple[Cell, ...]:
    """The cells of these columns."""
    person = item.person
    return (
        Cell(number),
        Cell(person.name),
        Cell(item.nip),
        Cell(person.grade),
        Cell(person.position),
        Cell(person.job_class),
    )


def by_grade(items: Sequence[Result]) -> Iterator[tuple[str, list[tuple[int, Result]]]]:
    """People with their running numbers, in groups of grades."""
    numbered = enumerate(items, 1)
    for name, members in groupby(numbered, key=lambda pair: grade_group(pair[1])):
        yield name, list(members)


def sheet_of(group: Group, say: Say) -> Sheet:
    """The calculation sheet of a group."""
    return _Maker(group, say).made()


class _Maker:
    def __init__(self, group: Group, say: Say) -> None:
        self.group, self.say = group, say
        self.plan: Plan = group.plan
        self.shown = shown_of(group.plan, say.lang)
        self.lines = layout(group.plan)
        self.of_line = {line.quantity: line for line in self.lines}
        self.behind = tuple(x for x in self.lines if not x.before and x.kind != "info")
        self.extra = _deductions(group.paid, {line.id for line in self.lines})
        self.sheet = Sheet(Table((), ()))

    def made(self) -> Sheet:
        columns = (
            *person_columns(self.say),
            Column(DAYS, self.say("column.working_days"), Kind.COUNT, 6),
            *map(self._column, self._before()),
            Column(GROSS, self.say("column.gross"), Kind.MONEY, 14, summed=True),
            *(
                self._line_column(column_of(x.quantity), x.label.get(self.say.lang))
                for x in self.behind
            ),
            *(self._line_column(_key(x), x.label.get(self.say.lang)) for x in self.extra),
            Column(NET, self.say("column.net"), Kind.MONEY, 14, summed=True),
            Column(REMARK, self.say("column.remark"), Kind.TEXT, 16),
        )
        sections = tuple(
            Section(
                self.say("subtotal_grade", grade=name or "–"),
                tuple(Row(self._cells(number, item)) for number, item in members),
            )
            for name, members in by_grade(self.group.paid)
        )
        self.sheet.table = Table(columns, sections, self.say("total"))
        return self.sheet

    def _before(self) -> list[Shown]:
        """What stands before the gross: the other lines have columns behind it."""
        behind = {line.quantity for line in self.behind}
        return [one for one in self.shown if one.name not in behind]

    def _column(self, one: Shown) -> Column:
        if one.type.unit is Unit.MONEY:
            return Column(column_of(one.name), one.title, Kind.MONEY, 14, one.group, summed=True)
        return Column(column_of(one.name), one.title, Kind.PERCENT, 10, one.group)

    @staticmethod
    def _line_column(key: str, title: str) -> Column:
        return Column(key, title, Kind.MONEY, 13, summed=True)

    # -------------------------------------------------------------- a person
    def _cells(self, number: int, item: Result) -> tuple[Cell, ...]:
        days = item.counts.get("working_days")
        return (
            *person_cells(number, item),
            Cell(days if isinstance(days, int) else None),
            *self._quantities(item),
            Cell(self.say.word("status", item.status) if item.status != "payable" else ""),
        )

    def _quantities(self, item: Result) -> Iterator[Cell]:
        computed = item.computation
        values = None if computed is None else Values(computed)
        is_zero = item.status == "zero"
        live = None if values is None else Live(values, self._cells_of(values))
        row: dict[str, Cell] = {}
        for one in self._before():
            row[column_of(one.name)] = self._quantity(one, values, live, is_zero=is_zero)
        row[GROSS] = self._gross(item, row)
        found = {line.id: line for line in item.lines}
        for line in self.behind:
            amount = abs(found[line.id].amount) if line.id in found else 0
            row[column_of(line.quantity)] = self._line(
                line.quantity, amount, live, is_zero=is_zero
            )
        for extra in self.extra:
            row[_key(extra)] = Cell(abs(found[extra.id].amount) if extra.id in found else 0)
        row[NET] = self._net(item, row)
        yield from row.values()

    def _cells_of(self, values: Values) -> dict[str, int | None]:
        """Quantities that have a cell in the row of this person, and their power of ten."""
        found: dict[str, int | None] = {}
        for one in self.shown:
            value = self._value(values, one)
            found[one.name] = None if value is None else _power(value, one.type)
        return found

    def _value(self, values: Values, one: Shown) -> Fraction | None:
        try:
            if one.name in values.computation.plan.by_name:
                value = values.quantity(one.name)
            else:
                value = values.fact("month", one.name, one.type)
        except (NotKnownError, KeyError):
            return None
        return value if isinstance(value, Fraction) else None

    def _quantity(
        self, one: Shown, values: Values | None, live: Live | None, *, is_zero: bool
    ) -> Cell:
        if values is None or live is None:
            return Cell(None)
        value = self._value(values, one)
        line = self.of_line.get(one.name)
        if line is not None and is_zero:
            return self._plain(0, "gate")
        if value is None:
            return Cell(None, note=self.say("no_formula.unknown"))
        whole = int(value) if value.denominator == 1 and one.type.unit is Unit.MONEY else value
        if one.given or one.name not in values.computation.plan.by_name:
            return Cell(whole)
        return self._live(whole, one.name, live)

    def _live(self, value: int | Fraction, name: str, live: Live) -> Cell:
        try:
            formula = live.formula(name)
        except NoFormula as none:
            return self._plain(value, none.why)
        self.sheet.live += 1
        return Cell(value, formula)

    def _plain(self, value: int | Fraction, why: str) -> Cell:
        self.sheet.given += 1
        self.sheet.why[why] = self.sheet.why.get(why, 0) + 1
        return Cell(value, note=self.say(f"no_formula.{why}"))

    def _line(self, quantity: str, amount: int, live: Live | None, *, is_zero: bool) -> Cell:
        if is_zero or live is None:
            return self._plain(amount, "gate")
        return self._live(amount, quantity, live)

    def _gross(self, item: Result, row: Mapping[str, Cell]) -> Cell:
        names = [
            column_of(x.quantity)
            for x in self.lines
            if x.before and x.kind in {"part", "addition"}
        ]
        return self._summed(item.gross or 0, [(name, 1) for name in names], row)

    def _net(self, item: Result, row: Mapping[str, Cell]) -> Cell:
        taken = [(column_of(x.quantity), x.sign) for x in self.behind if x.sign < 0]
        taken += [(_key(x), -1) for x in self.extra]
        return self._summed(item.net or 0, [(GROSS, 1), *taken], row)

    def _summed(
        self, value: int, terms: Sequence[tuple[str, int]], row: Mapping[str, Cell]
    ) -> Cell:
        """A sum of cells of the row, where they come to the value."""
        text, found = "", Fraction()
        for name, sign in terms:
            text += ("-" if sign < 0 else "+" if text else "") + f"{{{name}}}"
            cell = row[name].value
            found += sign * cell if isinstance(cell, int | Fraction) else 0
        if found != value:
            return self._plain(value, "unknown")
        self.sheet.live += 1
        return Cell(value, text or "0")


def _key(line: LineItem) -> str:
    """The column of a line that no quantity is behind."""
    return f"line.{line.id}"


def _power(value: Fraction, kind: Type) -> int | None:
    """The power of ten that makes a value whole; None where none of few does.

    No less than what an office would type into the cell: 0.01 % and 0.01 rupiah.
    """
    start = 4 if kind.unit is Unit.PERCENT else 2 if kind.ratio else min(kind.scale, 2)
    for power in range(start, MOST_DECIMALS + 1):
        if (value * 10**power).denominator == 1:
            return power
    return None


def _deductions(items: Sequence[Result], known: set[str]) -> tuple[LineItem, ...]:
    """Lines of what the pack takes beside the regulation, each once, by id."""
    found = {
        line.id: line
        for item in items
        for line in item.lines
        if line.id not in known and line.kind != "total"
    }
    return tuple(found[name] for name in sorted(found))


def calculation(setting: Setting, sheet: Sheet) -> Paper:
    """The paper with the calculation sheet."""
    told = [setting.say("live", live=sheet.live, all=sheet.live + sheet.given)]
    columns = sheet.table.columns
    if any(x.kind is Kind.MONEY and sheet.table.decimals(i) for i, x in enumerate(columns)):
        told.append(setting.say("fractions"))
    told += [
        f"{count} × {setting.say(f'no_formula.{why}')}" for why, count in sorted(sheet.why.items())
    ]
    return setting.paper("sheet", [sheet.table], PAYING, notes=told)
