"""What a regulation counts, and from which number on something follows.

A threshold is found where the plan compares a number with constants: in the test of a gate, in the
ladder of what a rule brings, in the table of a cut of the month. The number is taken out of the
formula, so that the formula can be asked what would follow from another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from masker_rules.engine.emit import Program, compile_plan
from masker_rules.engine.profile import Profile
from masker_rules.engine.runtime import shifted
from masker_rules.engine.scenarios import unknown_gaps
from masker_rules.errors import Place
from masker_rules.language.catalogue import catalogue
from masker_rules.language.expressions import FLAG, NUMBER, children, needed, parts, rebuilt, walk
from masker_rules.language.plan import (
    MONTH,
    Among,
    Bring,
    Compare,
    Cond,
    Const,
    Expr,
    Fact,
    Gather,
    Lookup,
    Plan,
    Quantity,
    Ref,
    Window,
)
from masker_rules.legal import Source, Text
from masker_rules.units import Type, Unit
from masker_rules.watch.backends import Ladder, Steps

__all__ = ["Counter", "Near", "Rule", "Thresholds", "with_ladders"]

_HIT = "watch.hit"
_PLACE = Place("<watch>")
#: Grains whose rows see the row of a day.
ON_DAYS = frozenset(name for name, grain in catalogue().items() if "day" in grain.sees)


@dataclass(frozen=True, slots=True)
class Near:
    """How far away a threshold is said to be near.

    Attributes:
        count: Days, events, percents, anything that is counted one by one.
        minutes: Of sums of minutes.
    """

    count: int = 1
    minutes: int = 60

    def margin(self, kind: Type) -> int:
        """At the scale of a counter."""
        return self.minutes * 60 if kind.unit is Unit.DURATION else self.count * _one(kind)


@dataclass(frozen=True, slots=True)
class Counter:
    """A number that the plan compares with constants.

    Attributes:
        name: Of the quantity that holds it.
        expr: How it is counted.
        gathers: The aggregates in it: their rows are what counts.
    """

    name: str
    expr: Expr
    gathers: tuple[Gather, ...]

    @property
    def year_long(self) -> bool:
        """Whether it runs through the calendar year."""
        return any(g.window is not None and g.window.unit == "year" for g in self.gathers)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule from which something follows.

    Attributes:
        path: Of the rule.
        kind: `bring`, `gate`, `flag` or `cut`.
        level: Quantity with what follows: a word, a flag or a rate; nothing where it does not.
        type: Of the level.
        counters: Positions of the counters that decide.
        edges: Numbers that each of them is compared with, at the scale of the counter.
        word: What follows, where `level` is a flag; empty where `level` says it.
        bring: What tells basis and length; None of other kinds.
    """

    path: str
    kind: str
    level: str
    type: Type
    counters: tuple[int, ...]
    edges: tuple[tuple[int, ...], ...]
    word: str
    label: Text
    source: Source
    bring: Bring | None = None


def with_ladders(profile: Profile, others: Sequence[Plan]) -> Profile:
    """A regulation that also says what the ladders of others bring.

    Their law holds for everybody, whether or not the regulation repeats it. What they count is
    what the regulation itself calls by those names.
    """
    plan = profile.plan
    for other in others:
        new = [bring for bring in other.brings if bring.code not in plan.by_name]
        names = [n for bring in new for n in (bring.code, bring.number, bring.months) if n]
        if not names:
            continue
        more = needed(other, names, frozenset(plan.by_name))
        known = {window.fact for window in plan.windows}
        rules = {bring.rule for bring in new}
        plan = replace(
            plan,
            quantities=(*plan.quantities, *more),
            by_name={**plan.by_name, **{one.name: one for one in more}},
            brings=(*plan.brings, *new),
            windows=(*plan.windows, *(w for w in other.windows if w.fact not in known)),
            inputs={**other.inputs, **plan.inputs},
            labels={**{rule: other.labels[rule] for rule in rules}, **plan.labels},
            rule_sources={**{r: other.rule_sources[r] for r in rules}, **plan.rule_sources},
        )
    return profile if plan is profile.plan else replace(profile, plan=plan, versions=(), _parts={})


class Thresholds:
    """The rules of a plan that follow from numbers, and how to ask them.

    Args:
        plan: The regulation, see :func:`with_ladders`.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.counters: list[Counter] = []
        self._levels: list[Quantity] = []
        self.rules = tuple(self._rules())
        self._unknown = unknown_gaps(plan)[1]
        self._count = self._compiled(
            [
                Quantity(c.name, MONTH, c.expr, plan.bases[-1].source, _PLACE)
                for c in self.counters
            ],
            [name for bring in plan.brings for name in (bring.number, bring.months) if name],
        )
        self._follow = self._compiled(self._levels)
        self._hits = [
            [(g, self._compiled([self._hit(g)])) for g in counter.gathers]
            for counter in self.counters
        ]

    # ---------------------------------------------------------------- asking
    def counts(self, facts: Mapping[str, Any], rows: Mapping[str, Any]) -> dict[str, Any]:
        """Every counter, and what the rules that bring something tell of it."""
        return self._count.run(facts, rows, self._unknown.__getitem__)

    def follow(
        self, facts: Mapping[str, Any], rows: Mapping[str, Any], counts: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What follows, level by level, where the counters are these."""
        return self._follow.run({**facts, **counts}, rows, self._unknown.__getitem__)

    def hits(
        self, counter: int, facts: Mapping[str, Any], rows: Mapping[str, Any]
    ) -> Iterator[tuple[Any, int]]:
        """The rows that a counter counts, of all months that it reaches, each with its amount."""
        for gather, program in self._hits[counter]:
            own = {**rows, gather.grain: _reached(gather.grain, gather.window, rows)}
            if gather.window is not None and gather.grain in ON_DAYS:
                own["day"] = _reached("day", gather.window, rows)
            values = program.run(facts, own, self._unknown.__getitem__)[_HIT]
            met = [bool(value) for value in values]
            if gather.kind == "longest_run":
                met = _longest(met)
            told = zip(own[gather.grain], values, met, strict=True)
            yield from ((row, int(value)) for row, value, hit in told if hit)

    def ladder(self, digest: str, near: Near) -> Ladder:
        """The numbers of each counter from which something may follow: edges, and the next."""
        numbers: list[set[int]] = [set() for _ in self.counters]
        for rule in self.rules:
            for at, edges in zip(rule.counters, rule.edges, strict=True):
                numbers[at].update(self.numbers(at, edges))
        return Ladder(
            digest,
            tuple(
                Steps(tuple(sorted(own)), near.margin(counter.expr.type))
                for counter, own in zip(self.counters, numbers, strict=True)
            ),
        )

    def numbers(self, counter: int, edges: Iterable[int]) -> set[int]:
        """Edges and their next numbers, above 0."""
        kind = self.counters[counter].expr.type
        step = 60 if kind.unit is Unit.DURATION else 10**kind.scale
        if kind.unit is Unit.PERCENT:  # by how much it grows nobody knows
            step = 1
        return {number for edge in edges for number in (edge, edge + step) if number > 0}

    # ---------------------------------------------------------------- finding
    def _rules(self) -> Iterator[Rule]:
        plan = self.plan
        for bring in plan.brings:
            yield self._rule(bring.rule, "bring", bring.code, "", bring)
        for gate in plan.outcomes:
            yield self._rule(gate.rule, "gate", gate.flag, gate.status)
        for notice in plan.notices:
            yield self._rule(notice.rule, "flag", notice.flag, "warning")
        for charge in plan.charges:
            if charge.grain == MONTH:
                rule = self._rule(charge.rule, "cut", charge.rate, charge.code)
                if rule.counters:
                    yield rule

    def _rule(
        self, path: str, kind: str, level: str, word: str, bring: Bring | None = None
    ) -> Rule:
        quantity = self.plan.by_name[level]
        found: dict[int, set[int]] = {}
        expr = self._taken_out(quantity.expr, found)
        name = f"watch.level{len(self._levels)}"
        self._levels.append(replace(quantity, name=name, expr=expr))
        counters = tuple(sorted(found))
        edges = tuple(tuple(sorted(found[at])) for at in counters)
        label, source = self.plan.labels[path], self.plan.rule_sources[path]
        return Rule(path, kind, name, quantity.type, counters, edges, word, label, source, bring)

    def _taken_out(self, expr: Expr, found: dict[int, set[int]]) -> Expr:
        """The expression with a fact in place of every number that is compared."""
        match expr:
            case Ref(grain="month", name=name):
                inner = self.plan.by_name[name].expr
                return self._taken_out(inner, found) if self._counts(inner) else expr
            case Compare(left=left, right=right) if left.type.numeric:
                return replace(
                    expr,
                    left=self._counter(left, [right], found),
                    right=self._counter(right, [left], found),
                )
            case Among(value=value, ranges=ranges) if ranges:
                ends = [end for span in ranges for end in span if end is not None]
                return replace(expr, value=self._counter(value, ends, found))
            case Lookup(table=table, args=args):
                own = [
                    self._counter(arg, _row_ends(table, at), found) for at, arg in enumerate(args)
                ]
                return replace(expr, args=tuple(own))
            case Gather(kind="any", type=kind):
                counted = replace(expr, kind="count", type=NUMBER)
                once = Const(NUMBER, 1)
                return Compare(kind, ">=", self._counter(counted, [once], found), once)
            case Gather():
                return expr
        return rebuilt(expr, lambda part: self._taken_out(part, found))

    def _counter(self, expr: Expr, ends: Sequence[Expr], found: dict[int, set[int]]) -> Expr:
        if not self._counts(expr):
            return expr
        if not expr.type.numeric:
            return self._taken_out(expr, found)
        whole = next((c for c in self.counters if c.expr == expr), None)
        if whole is None:
            gathers = tuple(self._gathers(expr))
            whole = Counter(f"watch.n{len(self.counters)}", expr, gathers)
            self.counters.append(whole)
        edges = found.setdefault(self.counters.index(whole), set())
        for end in ends:
            for part in parts(Const, end):
                if isinstance(part.value, int) and part.type.numeric:
                    shift = max(0, expr.type.scale - part.type.scale)
                    edges.add(int(part.value) * 10**shift)
        return Fact(expr.type, MONTH, whole.name)

    def _gathers(self, expr: Expr) -> Iterator[Gather]:
        """Aggregates over rows that arrive in an expression of the month, as often as they do."""
        if isinstance(expr, Gather):
            yield expr
        for part in self._below(expr):
            yield from self._gathers(part)

    def _counts(self, expr: Expr) -> bool:
        return any(isinstance(part, Gather) for part in walk(expr, self._below))

    def _below(self, expr: Expr) -> tuple[Expr, ...]:
        match expr:
            case Gather():
                return ()
            case Ref(grain="month", name=name):
                return (self.plan.by_name[name].expr,)
        return children(expr)

    # ---------------------------------------------------------------- programs
    def _hit(self, gather: Gather) -> Quantity:
        body = gather.body
        if gather.where is not None:
            nothing = Const(body.type, value=False if body.type == FLAG else 0)
            body = Cond(body.type, gather.where, body, nothing)
        return self._quantity(_HIT, gather.grain, body)

    def _quantity(self, name: str, grain: str, expr: Expr) -> Quantity:
        return Quantity(name, grain, expr, self.plan.bases[-1].source, _PLACE)

    def _compiled(self, more: Sequence[Quantity], others: Sequence[str] = ()) -> Program:
        plan = replace(
            self.plan,
            quantities=(*self.plan.quantities, *more),
            by_name={**self.plan.by_name, **{one.name: one for one in more}},
        )
        return compile_plan(plan, [*(one.name for one in more), *dict.fromkeys(others)])


def _one(kind: Type) -> int:
    """One day, one event, one percent, at the scale of a counter."""
    of_percent = kind.unit is Unit.PERCENT
    return max(1, int(10**kind.scale) // (100 if of_percent else 1))


def _row_ends(table: Any, at: int) -> list[Expr]:
    """Ends of the rows of a table, and the first number beyond each."""
    kind = table.inputs[at][1]
    ends = [e for row in table.rows for span in row.cells[at].ranges for e in span]
    return [Const(kind, end) for end in ends if end is not None]


def _reached(grain: str, window: Window | None, rows: Mapping[str, Any]) -> list[Any]:
    """Rows of a window's months in order, those of this month last."""
    if window is None:
        return list(rows[grain])
    past = list(rows[f"{grain} over {window.text}"])
    if not window.with_this_month:
        return past
    now = rows[grain]
    if grain in ON_DAYS:
        now = shifted(now, len(rows[f"day over {window.text}"]))
    return [*past, *now]


def _longest(met: Sequence[bool]) -> list[bool]:
    """Only the longest stretch, the last one of several."""
    best = (0, 0)
    length = 0
    for at, hit in enumerate([*met, False]):
        if hit:
            length += 1
            continue
        if length and length >= best[1] - best[0]:
            best = (at - length, at)
        length = 0
    return [best[0] <= at < best[1] for at in range(len(met))]
