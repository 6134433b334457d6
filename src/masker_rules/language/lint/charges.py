"""Pairs of rules: one event with two bases, or cut twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from masker_rules.language.catalogue import catalogue
from masker_rules.language.expressions import children
from masker_rules.language.lint.view import View
from masker_rules.language.plan import (
    Among,
    Charge,
    Compare,
    Cond,
    Exists,
    Expr,
    Fact,
    Gather,
    Logic,
    Nth,
    Ref,
    Running,
)
from masker_rules.legal import Text

__all__ = ["check_pairs"]


def check_pairs(view: View) -> None:
    """Two rules about one event: their bases differ, or both cut the same row."""
    told: set[tuple[str, str, str]] = set()
    for first, second in _pairs(view):
        code = _code(view, first, second)
        if code and (code, first.rule, second.rule) not in told:
            told.add((code, first.rule, second.rule))
            _report(view, code, first, second)


def _code(view: View, first: Charge, second: Charge) -> str:
    """What is wrong with a pair, empty if nothing is."""
    if _punch_twice(view, first, second):
        return "missing-charged-twice"
    if not _same_event(view, first, second):
        return ""
    if first.of == second.of:
        return "charged-twice" if _meet(view, first, second) else ""
    # Two codes of their own say that the text means two things.
    one = first.code == second.code or _meet(view, first, second)
    return "two-bases-one-event" if one else ""


def _pairs(view: View) -> Iterator[tuple[Charge, Charge]]:
    cuts = [charge for charge in view.plan.charges if not charge.gives]
    for first, second in combinations(cuts, 2):
        own = any(view.is_own(view.rule(charge.rule)) for charge in (first, second))
        if own and first.rule != second.rule and first.grain == second.grain:
            yield first, second


def _report(view: View, code: str, first: Charge, second: Charge) -> None:
    if not view.is_own(view.rule(second.rule)):
        first, second = second, first
    entry = view.rule(second.rule)
    source = view.plan.rule_sources[first.rule]
    view.problems.add(
        code,
        entry,
        first=first.rule,
        second=second.rule,
        series=second.series,
        other_law=Text(source.text("id"), source.text("en")),
        first_base=first.of,
        second_base=second.of,
    )


def _same_series(first: Charge, second: Charge) -> bool:
    return first.series == second.series and first.series not in catalogue()


def _same_event(view: View, first: Charge, second: Charge) -> bool:
    """The same series, or two codes of absence that share a word."""
    if _same_series(first, second):
        return True
    known = {*view.document.section("series"), *catalogue()}
    if known & {charge.series.partition(" ")[0] for charge in (first, second)}:
        return False
    return bool(_words(view, first.series) & _words(view, second.series))


def _words(view: View, name: str) -> frozenset[str]:
    """The words of a group, or the word itself."""
    entry = view.document.section("groups").get(name)
    if entry is None:
        return frozenset({name})
    found = frozenset[str]()
    for item in entry.list():
        # A group may add to the one of the same name in the layer below.
        word = item.text()
        found |= frozenset({word}) if word == name else _words(view, word)
    return found


def _meet(view: View, first: Charge, second: Charge) -> bool:
    """Whether one row can be cut by both."""
    env = view.hit(first)
    env = view.reach.narrow(view.rate(second)[0], env, truth=True) if env else None
    if env is None:
        return False
    highs = [view.reach.domain(view.rate(charge)[1], env).high for charge in (first, second)]
    return all(high is None or high > 0 for high in highs)


def _punch_twice(view: View, first: Charge, second: Charge) -> bool:
    """One rule is hit because a punch is missing, the other measures what that punch would say."""
    if bool(first.measure) == bool(second.measure):
        return False
    missing, measured = (second, first) if first.measure else (first, second)
    absent = _absent(view, view.rate(missing)[0])
    measure = view.plan.by_name[measured.measure].expr
    return bool(absent & _facts(view, measure)) and _meet(view, missing, measured)


def _absent(view: View, test: Expr) -> set[tuple[str, str]]:
    """Facts that a condition wants not to exist."""
    found = set[tuple[str, str]]()
    for part in _spread(view, test):
        match part:
            case Logic(op="not", args=(Exists(arg=Fact(grain=grain, name=name)),)):
                found.add((grain, name))
    return found


def _spread(view: View, test: Expr) -> Iterator[Expr]:
    """The conditions that must all hold, named ones written out."""
    match test:
        case Logic(op="and", args=args):
            for arg in args:
                yield from _spread(view, arg)
        case Ref(name=name):
            yield from _spread(view, view.plan.by_name[name].expr)
        case _:
            yield test


def _facts(view: View, expr: Expr) -> set[tuple[str, str]]:
    """Facts of which a value is made; those that only decide between values are none."""
    match expr:
        case Fact(grain=grain, name=name):
            return {(grain, name)}
        case Ref(name=name):
            return _facts(view, view.plan.by_name[name].expr)
        case Cond(yes=yes, no=no):
            return _facts(view, yes) | _facts(view, no)
        case Compare() | Logic() | Exists() | Among() | Gather() | Nth() | Running():
            return set()
    return set[tuple[str, str]]().union(*(_facts(view, part) for part in children(expr)))
