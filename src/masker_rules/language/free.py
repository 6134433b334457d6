"""What of a rule stays free: `2 per month`, `60m per day`, `60m per month`.

Things that happen are skipped in their order; minutes are used up in the order of the days.
What several series of a rule take they take of one allowance, on a day in the order of `each`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NoReturn

from masker_rules.language.catalogue import catalogue
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FLAG, NUMBER, existing
from masker_rules.language.pieces import Pieces, all_of
from masker_rules.language.plan import (
    Compare,
    Cond,
    Const,
    Expr,
    Logic,
    Nth,
    Pick,
    Running,
    Sum,
)
from masker_rules.language.series import Series
from masker_rules.language.workspace import BrokenError
from masker_rules.legal import NO_LAW
from masker_rules.texts import Phrase
from masker_rules.units import Literal, Type, Unit, parse_literal
from masker_rules.units.types import sum_type

__all__ = ["MONTHLY", "SPANS", "Free", "Freed", "left_of", "span_of"]

MONTHLY, DAILY = "month", "day"
#: Absence without notice is no spell of leave.
ALPA = "alpa"
#: From the shortest to the longest.
SPANS = (DAILY, "week", "spell", MONTHLY)


@dataclass(frozen=True, slots=True)
class Freed:
    """A series without what is free of it.

    Attributes:
        series: Its measure is what is charged.
        tests: What must hold for a row to be charged.
    """

    series: Series
    tests: Callable[[], list[Expr]]


def span_of(pieces: Pieces, entry: Entry, span: str, scope: Scope) -> Expr | None:
    """What a span is counted anew by; None of the month.

    Raises:
        BrokenError: the rows do not know it; it has been reported.
    """
    if span == MONTHLY:
        return None
    name = "date" if span == DAILY else span
    work, facts = pieces.work, catalogue()[scope.grain].facts
    if name not in facts and work.document.section("quantities").get(name) is None:
        rule = entry.parent
        while rule is not None and rule.get("each") is None:
            rule = rule.parent
        each = rule.text("each") if rule is not None else scope.grain
        codes = set(each.split(" or ")) <= {*work.groups, *work.vocabulary("day_status")} - {ALPA}
        better = "shapes.other_span"
        if name == "spell" and codes:
            better = "shapes.of_leave"
        words = "; ".join(each.split(" or "))
        work.problems.add(
            "span-not-of-rows",
            entry.node.place,
            work.sources.law(entry),
            path=entry.path,
            span=span,
            each=each,
            better=Phrase(better, {"codes": f"({words})" if ";" in words else words}),
        )
        raise BrokenError
    return pieces.work.formula_text(name, entry.node.place, NO_LAW, scope)


def left_of(
    pieces: Pieces, most: Expr, rows: tuple[str, Expr | None], names: Sequence[str], place: int
) -> Expr:
    """What a row may still take of a span: rows before it, and series before its own, come first.

    Args:
        pieces: To lower with.
        most: What the span has.
        rows: The grain of the rows, and what the span begins anew by.
        names: What each row would take in each series.
        place: Which of the series is meant.
    """
    grain, per = rows
    whole, later = pieces.add_up(names), pieces.add_up(names[place:])
    upto = Running(replace(whole.type, step=_step(whole.type)), grain, whole, per)
    room = pieces.less(most, pieces.less(upto, later))
    own = pieces.smaller(pieces.work.ref(names[place]), room)
    return pieces.at_least(own, _zero(own.type))


@dataclass(frozen=True, slots=True)
class _Window:
    """So much of a span is free."""

    amount: Literal
    span: str


@dataclass(frozen=True, slots=True)
class Free:
    """How much is free, in windows from the shortest to the longest.

    What a shorter window does not let pass uses up nothing of a longer one.

    Attributes:
        series: Every series of the rule, in order.
    """

    pieces: Pieces
    entry: Entry
    windows: tuple[_Window, ...]
    series: Sequence[Series]

    @classmethod
    def read(cls, pieces: Pieces, rule: Entry, series: Sequence[Series]) -> Free | None:
        """The `free` of a rule, None where it has none.

        Raises:
            BrokenError: it is no amount per span, times and minutes stand side by side, or the
                series have rows that do not follow each other; it has been reported.
        """
        entry = rule.get("free")
        if entry is None:
            return None
        windows = [cls._window(pieces, rule, item) for item in entry.list()]
        texts = [item.text() for item in entry.list()]
        if len({window.amount.type.unit for window in windows}) > 1:
            _refuse(pieces, rule, entry, "free-mixed", texts=", ".join(texts))
        spans = [window.span for window in windows]
        if twice := next((span for span in spans if spans.count(span) > 1), ""):
            same = (text for text, span in zip(texts, spans, strict=True) if span == twice)
            _refuse(pieces, rule, entry, "free-span-twice", texts=", ".join(same), span=twice)
        windows.sort(key=lambda window: SPANS.index(window.span))
        grains = dict.fromkeys(one.grain for one in series)
        if len(grains) > 1:
            law, params = pieces.work.sources.law(rule), {"path": rule.path}
            names = ", ".join(one.name for one in series)
            pieces.work.problems.add(
                "free-over-grains", entry.node.place, law, series=names, **params
            )
            raise BrokenError
        return cls(pieces, entry, tuple(windows), series)

    @staticmethod
    def _window(pieces: Pieces, rule: Entry, item: Entry) -> _Window:
        amount, per, span = item.text().partition(" per ")
        literal = parse_literal(amount.strip())
        fits = literal is not None and literal.type.unit in {Unit.NUMBER, Unit.DURATION}
        if literal is None or not fits or not per or span.strip() not in SPANS:
            _refuse(pieces, rule, item, "free-not-read", text=item.text())
        return _Window(literal, span.strip())

    def applied(self, path: str, tests: Callable[[Series], list[Expr]]) -> list[Freed]:
        """Each series without what is free.

        Args:
            path: Of the rule; with the name of a series it names the quantities made here.
            tests: What must hold for a row of a series.

        Raises:
            BrokenError: minutes are free of what has none; it has been reported.
        """
        for place, series in enumerate(self.series):
            self.pieces.define(
                _hit(path, series),
                partial(_holds, tests, series),
                self.entry,
                "rule",
                series.grain,
            )
            if len(self.series) > 1:
                self._share(path, place)
        return [self._freed(path, place) for place in range(len(self.series))]

    def _freed(self, path: str, place: int) -> Freed:
        series = self.series[place]
        if self._is_of_times and series.grain != MONTHLY:
            return Freed(series, lambda: [self._beyond(path, place)])
        charged = f"{path}.{_label(series)}.charged"
        measure = self._size(series)

        def rest() -> Expr:
            if len(self.series) > 1:
                return self._taken(path, place)
            return self._minutes(_hit(path, series), series, measure)

        self.pieces.define(charged, rest, self.entry, "rule", series.grain)
        ref = self.pieces.work.ref(charged)
        above = Compare(FLAG, ">", ref, Const(replace(ref.type, step=1), 0))
        return Freed(replace(series, measure=ref), lambda: [above])

    @property
    def _is_of_times(self) -> bool:
        return self.windows[0].amount.type.unit is Unit.NUMBER

    def _size(self, series: Series) -> Expr:
        """What a row of a series takes of the allowance: one time, or its minutes."""
        if self._is_of_times and series.grain != MONTHLY:
            return Const(NUMBER, 1)
        if series.measure is None:
            work, place = self.pieces.work, self.entry.node.place
            work.problems.add(
                "literal-wanted",
                place,
                work.sources.law(self.entry),
                text=self.entry.text(),
                wanted=Phrase("shapes.free_times"),
            )
            raise BrokenError
        return series.measure

    def _names(self, path: str, level: int) -> list[str]:
        """What each series takes of a window, at first all that happened in it."""
        last = f"free_{self.windows[level - 1].span}" if level else "happened"
        return [f"{path}.{_label(series)}.{last}" for series in self.series]

    def _share(self, path: str, place: int) -> None:
        """Define what a series takes of the windows that it shares with others."""
        series = self.series[place]
        size = self._size(series)

        def happened() -> Expr:
            ref = self.pieces.work.ref(_hit(path, series))
            return Cond(size.type, ref, existing(size), Const(size.type, 0))

        def passed(level: int) -> Expr:
            window = self.windows[level]
            rows = series.grain, self._per(window, series)
            return left_of(self.pieces, _most(window), rows, self._names(path, level), place)

        levels: list[Callable[[], Expr]] = [happened]
        levels += [partial(passed, level) for level in range(len(self.windows))]
        for level, build in enumerate(levels):
            name = self._names(path, level)[place]
            self.pieces.define(name, build, self.entry, "rule", series.grain)

    def _taken(self, path: str, place: int) -> Expr:
        """What a row has beyond what is free."""
        first, last = (
            self.pieces.work.ref(self._names(path, level)[place])
            for level in (0, len(self.windows))
        )
        rest = self.pieces.less(first, last)
        return self.pieces.at_least(rest, _zero(rest.type))

    def _per(self, window: _Window, series: Series) -> Expr | None:
        return span_of(self.pieces, self.entry, window.span, series.scope)

    def _beyond(self, path: str, place: int) -> Expr:
        """The row is hit, and more of them than are free have been."""
        series = self.series[place]
        ref = self.pieces.work.ref(_hit(path, series))
        if len(self.series) > 1:
            return all_of([ref, Compare(FLAG, ">", self._taken(path, place), Const(NUMBER, 0))])
        free: Expr = ref
        within: list[Expr] = []
        for window in self.windows:
            number = Nth(NUMBER, series.grain, free, self._per(window, series))
            limit = _most(window)
            within.append(Compare(FLAG, "<=", number, limit))
            free = all_of([ref, *within])
        if len(within) == 1:
            return all_of([ref, Compare(FLAG, ">", number, limit)])
        return all_of([ref, Logic(FLAG, "not", (all_of(within),))])

    def _minutes(self, hit: str, series: Series, measure: Expr) -> Expr:
        """What is left of the measure of a row: of its own, or of a pool used up in order."""
        ref = self.pieces.work.ref(hit)
        zero = Const(measure.type, 0)
        own: Expr = Cond(measure.type, ref, existing(measure), zero)
        charged: list[Expr] = []
        for window in self.windows:
            rest = self._over(window, series, own, zero)
            charged.append(rest)
            own = Sum(sum_type(own.type, rest.type, minus=True), (own, rest), (False, True))
        if len(charged) == 1:
            return charged[0]
        kind = charged[0].type
        for one in charged[1:]:
            kind = sum_type(kind, one.type)
        return Sum(kind, tuple(charged), (False,) * len(charged))

    def _over(self, window: _Window, series: Series, own: Expr, zero: Expr) -> Expr:
        """What a window does not let pass of a row."""
        free = _most(window)
        left = sum_type(own.type, free.type, minus=True)
        upto: Expr = own
        if window.span != DAILY:
            upto = Running(own.type, series.grain, own, self._per(window, series))
        rest = Sum(left, (upto, free), (False, True))
        return Pick(left, "max", (zero, Pick(left, "min", (own, rest))))


def _label(series: Series) -> str:
    return series.name.replace(" ", "_")


def _hit(path: str, series: Series) -> str:
    return f"{path}.{_label(series)}.hit"


def _holds(tests: Callable[[Series], list[Expr]], series: Series) -> Expr:
    found = tests(series)
    return all_of(found) if found else Const(FLAG, value=True)


def _step(kind: Type) -> int:
    """Sums of whole minutes are whole minutes: a table may be read on them."""
    return kind.step if kind.unit is Unit.DURATION else 1


def _zero(kind: Type) -> Const:
    return Const(Type(kind.unit, step=_step(kind)), 0)


def _most(window: _Window) -> Const:
    """What a window lets pass: of whole minutes a multiple, so that whole ones are left."""
    kind, value = window.amount.type, window.amount.value
    if kind.unit is Unit.DURATION:
        kind = Type(Unit.DURATION, step=value or 1)
    return Const(kind, value)


def _refuse(pieces: Pieces, rule: Entry, at: Entry, code: str, **params: str) -> NoReturn:
    law = pieces.work.sources.law(rule)
    pieces.work.problems.add(code, at.node.place, law, path=rule.path, **params)
    raise BrokenError
