"""A plan compiled for frames: every output a column, in as few passes as the plan allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import groupby
from math import lcm

import narwhals as nw

from masker_rules.columnar.formulas import Formulas
from masker_rules.columnar.row_formulas import NotColumnarError
from masker_rules.columnar.sheets import (
    MONTHLY,
    PERSON_MONTH,
    ROW,
    Aggregate,
    Frame,
    Key,
    Sheet,
    Sheets,
)
from masker_rules.columnar.values import Value
from masker_rules.columnar.weights import HEAVIEST, weight_of
from masker_rules.columnar.widths import ORDINARY, Limits, Range, TooWideError
from masker_rules.engine.uses import needed, single_use
from masker_rules.language.expressions import NUMBER
from masker_rules.language.plan import Plan, plain_name

__all__ = ["FrameProgram", "Output", "compile_frames"]

Persist = Callable[[Frame], Frame]

#: How rows of a person-month become one value.
FUNCTIONS = {"sum": "sum", "any": "max", "all": "min", "highest": "max", "lowest": "min"}
#: Rows of which a row of another grain sees one, by its index.
SEEN_BY = {"day": "day_index"}


@dataclass(frozen=True, slots=True)
class Output:
    """A quantity in the frames: its column, and how it is read.

    Attributes:
        key: Where it stands.
        value: `value.expr` is the column of the numerator.
        column: Name of that column.
    """

    key: Key
    value: Value
    column: str


@dataclass(frozen=True, slots=True)
class FrameProgram:
    """A compiled plan.

    Attributes:
        outputs: By name of the quantity.
        asked: Column of the month, 0 or 1: whether the reference engine must compute it.
        facts: Columns that each frame must bring along.
        extents: What they may be for the widths to hold; a fact of time lies on a schedule.
        limits: What the widths were chosen for besides.
        read: Columns of facts that are read besides.
    """

    plan: Plan
    outputs: Mapping[str, Output]
    asked: str | None
    sheets: Sheets = field(repr=False)
    extents: Mapping[Key, Mapping[str, Range]]
    limits: Limits
    read: Mapping[Key, frozenset[str]] = field(default_factory=dict)

    @property
    def facts(self) -> dict[Key, frozenset[str]]:
        return {key: frozenset(sheet.facts) for key, sheet in self.sheets.by_key.items()}

    def beside(self, key: Key) -> frozenset[str]:
        """Columns of a sheet that are read besides its outputs."""
        asked = {self.asked} if self.asked is not None and key == MONTHLY else set()
        return self.read.get(key, frozenset()) | asked

    def is_ordered(self, grain: str) -> bool:
        """Whether anything reads the order of the rows of a grain, be it to tell findings."""
        if grain == "day" or any(charge.grain == grain for charge in self.plan.charges):
            return True
        sheets = (sheet for key, sheet in self.sheets.by_key.items() if key.grain == grain)
        return any(sheet.ordered or sheet.key.window is not None for sheet in sheets)

    def run(self, frames: Mapping[Key, Frame], persist: Persist) -> dict[Key, Frame]:
        """Frames with the columns of the outputs.

        Args:
            frames: The month and the rows, with their facts.
            persist: Computes a frame once, so that several uses do not compute it again.
        """
        return _Run(self, frames, persist).frames()


def compile_frames(
    plan: Plan,
    outputs: Iterable[str],
    facts: Iterable[tuple[str, str]] = (),
    *,
    windows: bool = True,
    given: frozenset[str] = frozenset(),
) -> FrameProgram:
    """Compile the quantities that `outputs` need.

    Args:
        plan: The regulation.
        outputs: Names of quantities.
        facts: Grain and name of facts that are read besides.
        windows: Whether windows reach over months that are known; else each is this month, or
            nothing.
        given: Quantities that the rows bring along as facts, such as `late` in day facts.

    Raises:
        TooWideError: a quantity leaves 128 bits even with the limits of ordinary people; told is
            which one.
        NotColumnarError: a construct has no columnar form; told is in which quantity.
    """
    names = tuple(dict.fromkeys(outputs))
    try:
        program = _compiled(plan, names, Limits(), windows=windows, given=given)
    except TooWideError:
        program = _compiled(plan, names, ORDINARY, windows=windows, given=given)
    read: dict[Key, set[str]] = {}
    for grain, name in facts:
        read.setdefault(Key(grain), set()).add(program.sheets.fact(Key(grain), name))
    return replace(program, read={key: frozenset(names) for key, names in read.items()})


def _compiled(
    plan: Plan,
    names: tuple[str, ...],
    limits: Limits,
    *,
    windows: bool,
    given: frozenset[str],
) -> FrameProgram:
    wanted = needed(plan, names, given)
    formulas = Formulas(
        plan.by_name,
        single_use(wanted, frozenset(names)),
        limits,
        windows=windows,
        given=given,
    )
    for quantity in wanted:
        if quantity.name in formulas.inline:
            continue
        if weight_of(quantity.expr, formulas.inline) > HEAVIEST:
            raise NotColumnarError(plain_name(quantity.name))
        try:
            formulas.quantity(quantity)
        except (TooWideError, NotColumnarError) as error:
            raise type(error)(plain_name(quantity.name)) from error
    found = {}
    for name in names:
        key = Key(plan.by_name[name].grain)
        column = formulas.stored[key, name]
        found[name] = Output(key, column.stored, column.name)
    asked = _asked(formulas)
    return FrameProgram(plan, found, asked, formulas.sheets, formulas.extents, limits)


def _asked(formulas: Formulas) -> str | None:
    """One column of the month for everything that only the reference engine can tell."""
    sheets = formulas.sheets
    flags = []
    for key, name in formulas.asked:
        sheet = sheets.sheet(key)
        if key == MONTHLY:
            flags.append((name, nw.col(name).fill_null(value=False)))
            continue
        one = nw.when(nw.col(name)).then(nw.lit(1)).otherwise(nw.lit(0))
        column = sheet.add(sheets.fresh("b"), _number(one, frozenset({name})))
        made = sheets.aggregate("any", key, column.name)
        flags.append((made, nw.col(made) == 1))
    if not flags:
        return None
    flag = reduce(lambda a, b: a | b, (expr for _, expr in flags))
    one = nw.when(flag).then(nw.lit(1)).otherwise(nw.lit(0))
    value = _number(one, frozenset(name for name, _ in flags))
    return sheets.sheet(MONTHLY).add("asked", value).name


def _number(expr: nw.Expr, needs: frozenset[str]) -> Value:
    return Value(expr, NUMBER, Range(0, 1), needs=needs)


class _Run:
    """One run over frames, level by level."""

    def __init__(
        self, program: FrameProgram, frames: Mapping[Key, Frame], persist: Persist
    ) -> None:
        self.sheets, self.limits, self.program = program.sheets, program.limits, program
        self.persist = persist
        self.now = dict(frames)
        self.last = max(
            (level for sheet in self.sheets.by_key.values() for level in sheet.levels.values()),
            default=0,
        )
        rows = [key for key in self.sheets.by_key if key != MONTHLY]
        # A day is seen by finer rows and must be ready before them.
        self.rows = sorted(rows, key=lambda key: (key.grain != "day", key.name))

    def frames(self) -> dict[Key, Frame]:
        for level in range(self.last + 1):
            self._month(level)
            for key in self.rows:
                self._rows(key, level)
        return {key: self.now[key] for key in self.sheets.by_key}

    # ---------------------------------------------------------------- a level
    def _month(self, level: int) -> None:
        sheet = self.sheets.sheet(MONTHLY)
        frame = self.now[MONTHLY]
        made = [one for one in self.sheets.aggregates if one.level == level]
        fills = []
        for key, group in groupby(sorted(made, key=lambda a: a.key.name), key=lambda a: a.key):
            some = list(group)
            for one in some:
                if one.kind == "multiple":
                    multiple = nw.lit(
                        common_multiple(self.now[key], one.column, self.limits.multiple)
                    )
                    frame = frame.with_columns(multiple.alias(one.name))
            plain = [one for one in some if one.kind in FUNCTIONS]
            parts = [self._grouped(key, plain)] if plain else []
            parts += [self._longest(one) for one in some if one.kind == "run"]
            for part in parts:
                frame = frame.join(part, on=PERSON_MONTH, how="left")
            fills += [_filled(one) for one in some if one.kind in {"sum", "any", "all", "run"}]
        if fills:
            frame = frame.with_columns(*fills)
        self._keep(MONTHLY, _computed(frame, sheet, level), level)

    def _keep(self, key: Key, frame: Frame, level: int) -> None:
        """Compute the columns that anybody reads after this level, and no others."""
        there = frame.collect_schema().names()
        wanted = self._wanted(key, level)
        frame = frame.select(*(n for n in there if n in wanted))
        self.now[key] = self.persist(frame) if self._is_shared(key, level) else frame

    def _is_shared(self, key: Key, level: int) -> bool:
        """Whether a frame is read more than once after a level: else nothing need hold it."""
        if key == MONTHLY:
            return True
        sheet = self.sheets.sheet(key)
        aggregates = [one for one in self.sheets.aggregates if one.key == key]
        later = [one for one in aggregates if one.level > level]
        grouped = {one.level for one in later if one.kind in FUNCTIONS}
        readers = len(grouped) + sum(one.kind not in FUNCTIONS for one in later)
        readers += any(output.key == key for output in self.program.outputs.values())
        readers += any(column.level > level for column in sheet.columns.values())
        others = [other for other in self.sheets.by_key.values() if other.key != key]
        lent = [source for other in others for source, _ in other.lent.values()]
        return readers + (key in lent) > 1

    def _wanted(self, key: Key, level: int) -> set[str]:
        program, sheet = self.program, self.sheets.sheet(key)
        wanted = {PERSON_MONTH, ROW, "src", "place", *SEEN_BY.values(), *program.beside(key)}
        for output in program.outputs.values():
            if output.key == key:
                wanted |= {output.column} | output.value.under.names
        for column in sheet.columns.values():
            if column.level > level:
                wanted |= column.value.needs
        for one in self.sheets.aggregates:
            if one.key == key and one.level > level:
                wanted |= {one.column, one.stretch}
        for other in self.sheets.by_key.values():
            for own, (source, name) in other.lent.items():
                if source == key and other.levels[own] >= level:
                    wanted.add(name)
        return wanted

    def _grouped(self, key: Key, some: Sequence[Aggregate]) -> Frame:
        sums = [getattr(nw.col(one.column), FUNCTIONS[one.kind])().alias(one.name) for one in some]
        grouped = self.now[key].group_by(PERSON_MONTH).agg(*sums)
        types = [
            nw.col(one.name).cast(nw.Int64)
            for one in some
            if one.kind == "sum" and not self._is_wide(one)
        ]
        return grouped.with_columns(*types) if types else grouped

    def _is_wide(self, one: Aggregate) -> bool:
        return self.sheets.sheet(one.key).columns[one.column].value.wide

    def _longest(self, one: Aggregate) -> Frame:
        stretches = (
            self.now[one.key]
            .group_by(PERSON_MONTH, one.stretch)
            .agg(nw.col(one.column).sum().alias(one.name))
        )
        return (
            stretches.group_by(PERSON_MONTH)
            .agg(nw.col(one.name).max())
            .with_columns(nw.col(one.name).cast(nw.Int64))
        )

    def _rows(self, key: Key, level: int) -> None:
        sheet = self.sheets.sheet(key)
        lent = [
            (own, source, name)
            for own, (source, name) in sheet.lent.items()
            if sheet.levels[own] == level
        ]
        columns = [one for one in sheet.columns.values() if one.level == level]
        if not lent and not columns:
            return
        frame = self.now[key]
        for source, group in groupby(sorted(lent, key=lambda x: x[1].name), key=lambda x: x[1]):
            frame = self._with_lent(frame, source, [(own, name) for own, _, name in group])
        self._keep(key, _computed(frame, sheet, level), level)

    def _with_lent(self, frame: Frame, source: Key, names: Sequence[tuple[str, str]]) -> Frame:
        columns = [nw.col(name).alias(own) for own, name in names]
        if source == MONTHLY:
            lender = self.now[source].select(PERSON_MONTH, *columns)
            return frame.join(lender, on=PERSON_MONTH, how="left")
        index = SEEN_BY[source.grain]
        keys = [PERSON_MONTH, *(["src"] if source.window is not None else [])]
        place = "place" if source.window is not None else ROW
        lender = self.now[source].select(*keys, nw.col(place).alias(index), *columns)
        return frame.join(lender, on=[*keys, index], how="left")


def common_multiple(frame: Frame, column: str, most: int) -> int:
    """A multiple of the column's values, the most frequent first, of at most `most`."""
    counted = frame.group_by(column).agg(nw.len().alias("rows")).collect("polars").to_native()
    values = sorted(counted.iter_rows(), key=lambda pair: (-pair[1], pair[0] or 0))
    found = 1
    for value in (value for value, _ in values if value is not None):
        larger = lcm(found, value)
        if larger <= most:
            found = larger
    return found


def _filled(one: Aggregate) -> nw.Expr:
    return nw.col(one.name).fill_null(1 if one.kind == "all" else 0)


def _computed(frame: Frame, sheet: Sheet, level: int) -> Frame:
    """The frame with the columns of one level, those of one depth together."""
    columns = [one for one in sheet.columns.values() if one.level == level]
    columns.sort(key=lambda one: one.depth)
    for _, group in groupby(columns, key=lambda one: one.depth):
        frame = frame.with_columns(*(one.value.expr.alias(one.name) for one in group))
    return frame
