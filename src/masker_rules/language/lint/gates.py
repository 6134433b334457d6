"""Conditions on how often something happened that hold for one number and not for one more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from masker_rules.errors import Place
from masker_rules.language.document import Entry
from masker_rules.language.expressions import parts, walk
from masker_rules.language.lint.reach import scaled
from masker_rules.language.lint.view import View
from masker_rules.language.lint.worse import Worse
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
    Const,
    Expr,
    Fact,
    Logic,
    Lookup,
    OverRows,
    Ref,
    Sum,
)
from masker_rules.language.tables import Row
from masker_rules.units import Type, Unit
from masker_rules.units.printing import duration_text, exact_text

__all__ = ["check_numbers"]

Spans = list[tuple[int | None, int | None]]


def check_numbers(view: View) -> None:
    """A gate, cut or ladder that acts at a number of times and is silent at one more."""
    every = list(_tests(view))
    for path, test in every:
        entry = view.rule(path)
        written = (entry.get(key) for key in ("when", "cut", "give", "times", "pay", "bring"))
        when = next((one for one in written if one is not None and one.is_text), None)
        if not view.is_own(entry) or when is None:
            continue
        for counted, spans in _conditions(view, test):
            # Of what never happened, one more is where it begins; an open end goes on.
            highs = [high for _, high in spans if high]
            if len(highs) < len(spans) or not spans or spans[0][0] is None:
                continue
            high = max(highs)
            beyond = high + counted.type.step
            if not _spoken_of(view, counted, beyond, every):
                _report(view, when, when.text(), high, counted.type, when.node.place)
    for bring in view.plan.brings:
        entry = view.rule(bring.rule)
        if view.is_own(entry):
            _check_ladder(view, entry, view.plan.by_name[bring.code].expr)
    worse = Worse(view)
    for charge in view.plan.charges:
        entry = view.rule(charge.rule)
        if view.is_own(entry) and charge.grain == MONTH and not charge.gives:
            _, value = view.rate(charge)
            # A row of 0 % is told as a fall of the rates.
            _check_ladder(view, entry, value, worse.of, rows=False)


def _tests(view: View) -> Iterator[tuple[str, Expr]]:
    """Rules of the month with what they ask."""
    plan = view.plan
    flags = {outcome.flag: outcome.rule for outcome in plan.outcomes}
    flags |= {notice.flag: notice.rule for notice in plan.notices}
    flags |= {factor: rule for rule, _, factor in plan.factors}
    flags |= {charge.rate: charge.rule for charge in plan.charges if charge.grain == MONTH}
    flags |= {bring.code: bring.rule for bring in plan.brings}
    flags |= {rate: r.rule for r in plan.replacements for rate, grain in r.rates if grain == MONTH}
    for name, rule in flags.items():
        yield rule, plan.by_name[name].expr


def _conditions(view: View, expr: Expr) -> Iterator[tuple[Expr, Spans]]:
    """Counts that a condition wants to be in certain spans, wherever it says so without `not`."""

    def inner(part: Expr) -> tuple[Expr, ...]:
        match part:
            case Cond(test=test, yes=yes, no=no):
                # Where the other branch takes something too, nobody gets off.
                return (test, yes) if _nothing(no) or part.type.unit is Unit.FLAG else ()
            case Logic(op="and" | "or", args=args):
                return args
        return ()

    told = set[int]()
    for part in walk(expr, inner):
        if isinstance(part, Logic) and part.op == "and":
            for found, args in _held(view, part):
                told.update(map(id, args))
                yield found
        found_here = _wanted(part)
        if found_here is not None and id(part) not in told and _counts(view, found_here[0]):
            yield found_here


def _held(view: View, part: Logic) -> Iterator[tuple[tuple[Expr, Spans], list[Expr]]]:
    """Counts that are held from both sides, `count(…) >= 3 and count(…) <= 3`, and by what."""
    sides: dict[Expr, list[tuple[Expr, Expr, Spans]]] = {}
    for arg in part.args:
        found = _wanted(arg)
        if found is not None and len(found[1]) == 1 and _counts(view, found[0]):
            sides.setdefault(_behind(view, found[0]), []).append((arg, *found))
    for several in sides.values():
        if len(several) > 1:
            lows = [low for *_, [(low, _)] in several if low is not None]
            highs = [high for *_, [(_, high)] in several if high is not None]
            span = max(lows, default=None), min(highs, default=None)
            yield (several[0][1], [span]), [arg for arg, *_ in several]


def _wanted(part: Expr) -> tuple[Expr, Spans] | None:
    match part:
        case Compare(left=left, op=op, right=Const(value=int(value))):
            spans: dict[str, Spans] = {
                "=": [(value, value)],
                ">": [(value + left.type.step, None)],
                ">=": [(value, None)],
                "<": [(None, value - left.type.step)],
                "<=": [(None, value)],
            }
            return (left, spans[op]) if op in spans else None
        case Among(value=value, ranges=ranges) if ranges:
            ends = [end for span in ranges for end in span if end is not None]
            if any(_const(end) is None for end in ends):
                return None
            return value, sorted(
                ((_const(low), _const(high)) for low, high in ranges), key=_beginning
            )
    return None


def _beginning(span: tuple[int | None, int | None]) -> int:
    return -1 if span[0] is None else span[0]


def _const(expr: Expr | None) -> int | None:
    known = isinstance(expr, Const) and isinstance(expr.value, int)
    return expr.value if known and isinstance(expr, Const) else None  # type: ignore[return-value]


def _counts(view: View, expr: Expr) -> bool:
    expr = _behind(view, expr)
    return _is_count(view, expr) and expr.type.unit in {Unit.NUMBER, Unit.DURATION}


def _is_count(view: View, expr: Expr) -> bool:
    """Whether rows are counted or added up, of this month or of a window that reaches back."""
    match expr:
        case Sum(args=args):
            return all(_is_count(view, arg) for arg in args)
        case Fact(name=name):
            return any(window.fact == name for window in view.plan.windows)
    return isinstance(expr, OverRows)


def _spoken_of(view: View, counted: Expr, value: int, every: list[tuple[str, Expr]]) -> bool:
    """Whether some rule or table of the month says what holds at a value of the same count."""
    asked = _behind(view, counted)
    for _, expr in every:
        for other, spans in _conditions(view, expr):
            if _behind(view, other) == asked and any(_in(value, span) for span in spans):
                return True
        for lookup in parts(Lookup, expr):
            if any(_behind(view, arg) == asked for arg in lookup.args):
                return True
    return False


def _behind(view: View, expr: Expr) -> Expr:
    return view.plan.by_name[expr.name].expr if isinstance(expr, Ref) else expr


def _in(value: int, span: tuple[int | None, int | None]) -> bool:
    low, high = span
    return (low is None or low <= value) and (high is None or value <= high)


# ------------------------------------------------------------------ ladders
def _check_ladder(
    view: View,
    entry: Entry,
    expr: Expr,
    wanted: Callable[[Expr], bool] = lambda _: True,
    *,
    rows: bool = True,
) -> None:
    """A ladder over one count that acts, and at one more does nothing.

    Args:
        view: What is looked at.
        entry: The rule.
        expr: What holds its ladders.
        wanted: Which counts are meant.
        rows: Whether a row that does nothing is told too, and not only what is in no row.
    """
    for lookup in parts(Lookup, expr):
        table, arg = lookup.table, lookup.args[0]
        if len(table.inputs) != 1 or not _counts(view, arg) or not wanted(arg):
            continue
        kind = table.inputs[0][1]
        for row in table.rows:
            high = row.cells[0].ranges[-1][1] if row.cells[0].ranges else None
            if high is None or not _acts(row):
                continue
            above = table.row_for((high + kind.step,))
            silent = rows and not _acts(above) if above else _silent(table.otherwise)
            if silent:
                at = entry.get("bring") or entry.get("cut") or entry
                _report(view, at, row.text, high, kind, row.place)


def _acts(row: Row) -> bool:
    return not _silent(row.values)


def _silent(values: tuple[Expr, ...] | None) -> bool:
    return values is None or all(_nothing(value) for value in values)


def _nothing(value: Expr) -> bool:
    return isinstance(value, Const) and value.value in (None, "none", False, 0)


def _report(view: View, at: Entry, text: str, high: int, kind: Type, place: Place) -> None:
    view.problems.add(
        "gate-of-one-number",
        _rule_of(at),
        place,
        path=at.path,
        text=text,
        number=_told(high, kind),
        more=_told(high + kind.step, kind),
    )


def _rule_of(entry: Entry) -> Entry:
    return entry.parent or entry


def _told(value: int, kind: Type) -> str:
    return duration_text(value) if kind.unit is Unit.DURATION else exact_text(scaled(value, kind))
