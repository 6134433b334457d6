"""Pairs of rules: one event with two bases, or cut twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby

from masker_rules.language.catalogue import catalogue
from masker_rules.language.expressions import children, walk
from masker_rules.language.lint.domains import ANYTHING, Domain, extent_of, spoken
from masker_rules.language.lint.reach import Env
from masker_rules.language.lint.view import View
from masker_rules.language.overlaps import ENOUGH, Extent, earlier_meeting
from masker_rules.language.plan import (
    Charge,
    Cond,
    Condition,
    Exists,
    Expr,
    Fact,
    Logic,
    OverRows,
    Ref,
)
from masker_rules.legal import Text
from masker_rules.texts import Phrase

__all__ = ["check_pairs"]

#: Facts by which rules are told apart before every pair that is left is looked at.
MOST_AXES = 40


def check_pairs(view: View) -> None:
    """Two rules about one event: their bases differ, or both cut the same row."""
    cuts = [charge for charge in view.plan.charges if not charge.gives]
    codes: dict[tuple[int, int], str] = {}
    for later, near in enumerate(_near(view, cuts)):
        for earlier, code in _wrong_pairs(view, cuts, later, near):
            codes[earlier, later] = code
    told: set[tuple[str, str, str]] = set()
    for (first, second), code in sorted(codes.items()):
        pair = cuts[first], cuts[second]
        if (code, pair[0].rule, pair[1].rule) not in told:
            told.add((code, pair[0].rule, pair[1].rule))
            _report(view, code, *pair)


def _wrong_pairs(
    view: View, cuts: list[Charge], later: int, near: Iterable[int]
) -> Iterator[tuple[int, str]]:
    """The earlier cuts that go wrong with one, and how: of so many rules as are enough."""
    second, told = cuts[later], set[str]()
    for earlier in near:
        first = cuts[earlier]
        own = view.is_own(view.rule(first.rule)) or view.is_own(view.rule(second.rule))
        if not own or first.rule == second.rule or first.grain != second.grain:
            continue
        if len(told) == ENOUGH and first.rule not in told:
            return
        if code := _code(view, first, second):
            told.add(first.rule)
            yield earlier, code


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


def _near(view: View, cuts: list[Charge]) -> Iterator[Iterable[int]]:
    """For each cut the earlier ones with which something may be wrong, in order."""
    walks: list[list[Iterator[Iterator[int]]]] = [[] for _ in cuts]
    for (about, _), group in _groups(view, cuts).items():
        walk = _walk(view, cuts, group, about)
        for number in group:
            walks[number].append(walk)
    for own in walks:
        yield (number for number, _ in groupby(merge(*(next(walk) for walk in own))))


def _groups(view: View, cuts: list[Charge]) -> dict[tuple[str, object], list[int]]:
    """Cuts of one series, of one word, or about the same punch, by their numbers."""
    groups: dict[tuple[str, object], list[int]] = {}
    facts: dict[str, set[tuple[str, str]]] = {}
    for number, charge in enumerate(cuts):
        keys: set[tuple[str, object]] = set()
        if charge.series not in catalogue():
            keys.add(("series", charge.series))
        if not _is_series(view, charge):
            keys |= {("word", word) for word in _words(view, charge.series)}
        if not charge.measure:
            keys |= {("punch", fact) for fact in _absent(view, view.rate(charge)[0])}
        elif charge.measure not in facts:
            facts[charge.measure] = _facts(view, view.plan.by_name[charge.measure].expr)
        keys |= {("punch", fact) for fact in facts.get(charge.measure, ())}
        for key in keys:
            groups.setdefault(key, []).append(number)
    return groups


def _walk(view: View, cuts: list[Charge], group: list[int], about: str) -> Iterator[Iterator[int]]:
    """For each cut of a group the earlier ones of it that may hit the same row.

    Of one series with one code and two bases something is wrong whether or not they do.
    """
    hits = {number: env for number in group if (env := view.hit(cuts[number])) is not None}
    numbers, axes = list(hits), _axes(list(hits.values()))
    # Of a punch that is missing one rule speaks, and another measures what it would say.
    sides = [bool(cuts[number].measure) for number in numbers] if about == "punch" else None
    meeting = earlier_meeting(len(numbers), axes, sides)
    by_code: dict[str, dict[str, list[int]]] = {}
    for number in group:
        charge, lists = cuts[number], list[Iterable[int]]()
        if number in hits:
            _, earlier = next(meeting, (0, iter(())))
            lists.append(map(numbers.__getitem__, earlier))
        if about != "punch":
            by_base = by_code.setdefault(charge.code, {})
            lists += [others for of, others in by_base.items() if of != charge.of]
            by_base.setdefault(charge.of, []).append(number)
        yield merge(*lists)


def _axes(envs: list[Env]) -> list[list[Extent]]:
    """What rules hit of the facts about which most of them say something."""
    held = Counter(key for env in envs for key in env.given)
    keys = [key for key, _ in held.most_common(MOST_AXES)]
    return [[extent_of(env.given.get(key, ANYTHING)) for env in envs] for key in keys]


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
        also=[view.rule(first.rule)],
        series=second.series,
        rates=_rates(view, first, second),
        other_law=Text(source.text("id"), source.text("en")),
        first_base=first.of,
        second_base=second.of,
    )


def _rates(view: View, first: Charge, second: Charge) -> Phrase:
    """What both take of the same row, and of the least value at which they meet, if they do."""
    env = view.hit(first)
    env = view.reach.narrow(view.rate(second)[0], env, truth=True) if env else None
    env = env or view.reach.base
    at = ""
    if first.measure and second.measure:
        measures = [view.plan.by_name[charge.measure].expr for charge in (first, second)]
        low = view.reach.domain(measures[0], env).low
        if measures[0] == measures[1] and low is not None:
            at = spoken(Domain(low, low), measures[0].type)
            env = view.reach.restrict(measures[0], Domain(low, low), env) or env
    told = [
        spoken(view.reach.domain(value, env), value.type)
        for _, value in map(view.rate, (first, second))
    ]
    key = "lint.rates_at" if at else "lint.rates"
    return Phrase(key, {"at": at, "first_rate": told[0], "second_rate": told[1]})


def _same_series(first: Charge, second: Charge) -> bool:
    return first.series == second.series and first.series not in catalogue()


def _same_event(view: View, first: Charge, second: Charge) -> bool:
    """The same series, or two codes of absence that share a word."""
    if _same_series(first, second):
        return True
    if _is_series(view, first) or _is_series(view, second):
        return False
    return bool(_words(view, first.series) & _words(view, second.series))


def _is_series(view: View, charge: Charge) -> bool:
    """Whether a cut is of a named series or a grain: not of a word of absence."""
    name = charge.series.partition(" ")[0]
    return name in catalogue() or name in view.document.section("series")


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

    def must_hold(part: Expr) -> tuple[Expr, ...]:
        return part.args if isinstance(part, Logic) and part.op == "and" else _said(view, part)

    found = set[tuple[str, str]]()
    for part in walk(test, must_hold):
        match part:
            case Logic(op="not", args=(Exists(arg=Fact(grain=grain, name=name)),)):
                found.add((grain, name))
    return found


def _facts(view: View, expr: Expr) -> set[tuple[str, str]]:
    """Facts of which a value is made; those that only decide between values are none."""

    def made_of(part: Expr) -> tuple[Expr, ...]:
        if isinstance(part, Condition | OverRows):
            return ()
        if isinstance(part, Cond):
            return part.yes, part.no
        return _said(view, part) or children(part)

    found = (part for part in walk(expr, made_of) if isinstance(part, Fact))
    return {(fact.grain, fact.name) for fact in found}


def _said(view: View, part: Expr) -> tuple[Expr, ...]:
    """What stands behind a name."""
    return (view.plan.by_name[part.name].expr,) if isinstance(part, Ref) else ()
