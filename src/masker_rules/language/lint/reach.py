"""What the expressions of a plan can become: by bounds and words, under conditions.

A condition that holds narrows what the facts in it may be, as a reader does: where `late > 0m`
holds there was an in punch, since without one the prelude says 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from masker_rules.language.catalogue import catalogue, vocabularies
from masker_rules.language.lint.domains import (
    ANYTHING,
    NEVER,
    Bound,
    Domain,
    flags,
    number,
    product_of,
    rounded,
    sum_of,
)
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
    Condition,
    Const,
    Exists,
    Expr,
    Fact,
    Gather,
    Logic,
    Lookup,
    Named,
    Negative,
    Nth,
    Pick,
    Plan,
    Product,
    Quotient,
    Ref,
    Rounded,
    Running,
    Sum,
    Unknown,
)
from masker_rules.language.tables import Cell, Table
from masker_rules.language.words import VOCABULARIES
from masker_rules.units import Type, Unit

__all__ = ["Env", "Reach", "fits", "scaled"]

Key = tuple[str, str]
BOTH = flags(True, False)  # noqa: FBT003
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
#: So many names are followed from a condition to what they say: each has to be read anew for what
#: holds where it does, and where it does not.
FAR = 5
#: Grains that have one row a calendar day, and the days of the longest month.
DAILY = frozenset({"day", "calendar", "presence"})
MOST_DAYS = 31
#: A clock time may be on the next day.
LAST_CLOCK = 48 * 3600


@dataclass(frozen=True, slots=True, eq=False)
class Env:
    """What is known to hold at a place: domains of facts and quantities of the row and month.

    Attributes:
        given: Narrowed domains by fact or quantity.
    """

    given: Mapping[Key, Domain] = field(default_factory=dict)
    cache: dict[str, Domain] = field(default_factory=dict, repr=False)
    narrowed: dict[tuple[int, bool], Env | None] = field(default_factory=dict, repr=False)
    alike: dict[tuple[Expr, bool], Env | None] = field(default_factory=dict, repr=False)
    domains: dict[int, Domain] = field(default_factory=dict, repr=False)

    def knowing(self, key: Key, domain: Domain) -> Env:
        return Env({**self.given, key: domain})


def scaled(value: int, kind: Type) -> Fraction | int:
    """A scaled integer of a type in units of one."""
    return Fraction(value, 10**kind.scale) if kind.scale else value


def fits(cell: Cell, domain: Domain, kind: Type) -> bool:
    """Whether some possible value of an input lies in a cell."""
    if cell.anything:
        return not domain.empty
    if cell.words is not None:
        if domain.none and None in cell.words:
            return True
        if domain.values is None:
            return not domain.void
        return bool(domain.values & cell.words)
    if cell.nothing and domain.none:
        return True
    return any(_meets(domain, low, high, kind) for low, high in cell.ranges)


def _meets(domain: Domain, low: int | None, high: int | None, kind: Type) -> bool:
    """Whether a multiple of the input's step lies both in the domain and in the cell."""
    ends = (None if end is None else scaled(end, kind) for end in (low, high))
    both = domain.limited(*ends)
    if both.void or both.low is None or both.high is None or kind.ratio:
        return not both.void
    step = scaled(kind.step, kind)
    return -((-both.low / Fraction(step)).__floor__()) * step <= both.high


class Reach:
    """Evaluates the expressions of one plan over domains."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        own = {VOCABULARIES.get(name, name): words for name, words in plan.own_words.items()}
        self._words = {
            name: frozenset[str | bool](words) | frozenset(own.get(name, ()))
            for name, words in vocabularies().items()
        }
        self._depth = 0
        self._anywhere: dict[str, Domain] = {}
        #: Nothing is known.
        self.start = self.base = Env(cache=self._anywhere)
        # In the plan's order each quantity finds those that it names: no chain is followed down.
        for quantity in plan.quantities:
            self.domain(Ref(quantity.type, quantity.grain, quantity.name), self.start)
        eligible = plan.by_name.get(plan.eligible)
        base = self.narrow(eligible.expr, self.start, truth=True) if eligible else None
        #: What holds for everybody who is paid by the regulation.
        self.base = base or self.base

    # -------------------------------------------------------------- values
    def domain(self, expr: Expr, env: Env) -> Domain:
        """What an expression may be where `env` holds."""
        match expr:
            case Const():
                return _constant(expr)
            case Unknown():
                return self._unknown(expr)
            case Fact():
                return env.given.get((expr.grain, expr.name)) or self._fact(expr)
            case Ref():
                return self._ref(expr, env)
        # A condition is asked of its truth, of what holds where it is, and of what holds where it
        # is not: without a memory each level of a formula would be read three times as often.
        if (known := env.domains.get(id(expr))) is None:
            known = env.domains[id(expr)] = self._composed(expr, env)
        return known

    def _composed(self, expr: Expr, env: Env) -> Domain:
        match expr:
            case Condition():
                return flags(*self.truth(expr, env))
            case Cond():
                return self._cond(expr, env)
            case Lookup():
                return self._lookup(expr, env)
            case Gather():
                return self._gather(expr, env)
            case _:
                return self._arithmetic(expr, env)

    def _arithmetic(self, expr: Expr, env: Env) -> Domain:
        match expr:
            case Sum(args=args, minus=minus):
                found = number(0)
                for arg, less in zip(args, minus, strict=True):
                    found = sum_of(found, self.domain(arg, env), minus=less)
                return found
            case Product(args=args):
                return reduce(product_of, (self.domain(arg, env) for arg in args))
            case Quotient():
                return self._quotient(expr, env)
            case Negative(arg=arg):
                return sum_of(number(0), self.domain(arg, env), minus=True)
            case Pick(kind=kind, args=args):
                return reduce(_picker(kind), (self.domain(arg, env) for arg in args))
            case Rounded(arg=arg, step=step):
                return rounded(self.domain(arg, env), step)
            case Nth():
                return Domain(low=0)
        assert isinstance(expr, Running), f"no domain for {type(expr).__name__}"
        low = self.domain(expr.body, env).low
        return Domain(low=0 if low is not None and low >= 0 else None)

    def _unknown(self, expr: Unknown) -> Domain:
        if not expr.bounded:
            return ANYTHING
        if expr.type.numeric:
            ends = [scaled(int(value), expr.type) for value in expr.candidates]
            return Domain(min(ends), max(ends))
        words = frozenset(v for v in expr.candidates if isinstance(v, str | bool))
        return Domain(values=words or None)

    def _fact(self, expr: Fact) -> Domain:
        kind = expr.type
        found = self.plan.inputs.get(expr.name) if expr.grain == MONTH else None
        if found is not None and kind.numeric:
            low, high = (
                None if end is None else scaled(end, found.type) for end in (found.low, found.high)
            )
            return Domain(low, high, none=kind.optional)
        if kind.unit is Unit.FLAG:
            return Domain(values=BOTH.values, none=kind.optional)
        if kind.unit is Unit.WORD:
            # Any weekday may be worked: a calendar, that of a pack too, may declare it a workday.
            words = self._words.get(kind.vocabulary)
            if found is not None and found.words:
                words = frozenset(found.words)
            return Domain(values=words, none=kind.optional)
        if kind.unit is Unit.CLOCK:
            return Domain(0, LAST_CLOCK, none=kind.optional)
        counted = kind.unit is Unit.DURATION or (kind.unit is Unit.NUMBER and not kind.scale)
        known = catalogue()[expr.grain].facts.get(expr.name)
        least = known.least if known else 0
        return Domain(least if counted else None, None, none=kind.optional)

    def _ref(self, expr: Ref, env: Env) -> Domain:
        known = env.given.get(("", expr.name)) or env.cache.get(expr.name)
        if known is not None:
            return known
        if self._depth >= FAR:
            return self._anywhere[expr.name]
        self._depth += 1
        known = env.cache[expr.name] = self.domain(self.plan.by_name[expr.name].expr, env)
        self._depth -= 1
        return known

    def _cond(self, expr: Cond, env: Env) -> Domain:
        found = NEVER
        for truth, branch in ((True, expr.yes), (False, expr.no)):
            if truth in self.truth(expr.test, env):
                inner = self.narrow(expr.test, env, truth=truth)
                if inner is not None:
                    found = found.joined(self.domain(branch, inner))
        return found

    def _lookup(self, expr: Lookup, env: Env) -> Domain:
        rest, found = expr.table.otherwise, NEVER
        for row in self.rows(expr.table, expr.args, env):
            values = expr.table.rows[row].values
            found = found.joined(self.domain(values[expr.output], env))
        if rest is not None or found.void:
            found = found.joined(self.domain(rest[expr.output], env) if rest else ANYTHING)
        return found

    def rows(self, table: Table, args: Iterable[Expr], env: Env) -> list[int]:
        """Indexes of the rows of a table that some possible arguments fit."""
        domains = [self.domain(arg, env) for arg in args]
        kinds = [kind for _, kind in table.inputs]
        return [
            index
            for index, row in enumerate(table.rows)
            if all(map(fits, row.cells, domains, kinds))
        ]

    def _gather(self, expr: Gather, env: Env) -> Domain:
        # Other rows than this one: what is known of the row here does not hold for them.
        env = self.base
        if expr.where is not None:
            inner = self.narrow(expr.where, env, truth=True)
            if inner is None or self.truth(expr.where, env) == {False}:
                return {"any": flags(False), "all": flags(True)}.get(expr.kind, number(0))  # noqa: FBT003
            env = inner
        body = self.domain(expr.body, env)
        match expr.kind:
            case "any" | "all":
                hit = expr.kind == "any"
                return flags(not hit) if body.values == frozenset({not hit}) else BOTH
            case "sum":
                low = 0 if body.low is not None and body.low >= 0 else None
                return Domain(low, 0 if body.high is not None and body.high <= 0 else None)
            case "count" | "longest_run":
                return number(0) if body.values == frozenset({False}) else Domain(0, _most(expr))
        return body.joined(self.domain(expr.empty, env)) if expr.empty is not None else ANYTHING

    def _quotient(self, expr: Quotient, env: Env) -> Domain:
        top, bottom = self.domain(expr.top, env), self.domain(expr.bottom, env)
        found = ANYTHING
        if bottom.low is not None and bottom.low >= 0 and top.low is not None and top.low >= 0:
            low = Fraction(top.low) / bottom.high if bottom.high else Fraction(0)
            high = None if not bottom.low or top.high is None else Fraction(top.high) / bottom.low
            found = Domain(low, high)
        return found if expr.zero is None else found.joined(self.domain(expr.zero, env))

    # -------------------------------------------------------------- conditions
    def truth(self, expr: Expr, env: Env) -> frozenset[bool]:
        """Which of yes and no a condition may be where `env` holds."""
        match expr:
            case Logic(op="not", args=(arg,)):
                return frozenset(not value for value in self.truth(arg, env))
            case Logic(op=op, args=args):
                return self._several(args, env, stop=op == "or")
            case Exists(arg=arg):
                domain = self.domain(arg, env)
                return _there(domain) | frozenset({False} if domain.none else ())
            case Compare(op=op, left=left, right=right):
                return _compared(op, self.domain(left, env), self.domain(right, env))
            case Among():
                return self._among(expr, env)
            case _:
                values = self.domain(expr, env).values
                known = BOTH.values if values is None else values
                return frozenset(v for v in known or () if isinstance(v, bool))

    def _several(self, args: tuple[Expr, ...], env: Env, *, stop: bool) -> frozenset[bool]:
        """`and` stops at the first no, `or` at the first yes."""
        found = set[bool]()
        for arg in args:
            can = self.truth(arg, env)
            if stop in can:
                found.add(stop)
            inner = self.narrow(arg, env, truth=not stop) if (not stop) in can else None
            if inner is None:
                return frozenset(found or {stop})
            env = inner
        return frozenset({*found, not stop})

    def _among(self, expr: Among, env: Env) -> frozenset[bool]:
        domain = self.domain(expr.value, env)
        if expr.words or not expr.ranges:
            values = domain.values
            if values is None:
                return frozenset({True, False})
            can = {word in expr.words for word in values}
            return frozenset(can | ({False} if domain.none else set()))
        spans = [self._span(span, env) for span in expr.ranges]
        if any(domain.within(low, high) for low, high in spans):
            return frozenset({True})
        if not any(domain.meets(low, high) for low, high in spans):
            return frozenset({False})
        return frozenset({True, False})

    def _span(self, span: tuple[Expr | None, Expr | None], env: Env) -> tuple[Bound, Bound]:
        first, last = (ANYTHING if end is None else self.domain(end, env) for end in span)
        return first.low, last.high

    # -------------------------------------------------------------- narrowing
    def narrow(self, expr: Expr, env: Env, *, truth: bool) -> Env | None:
        """What is known where a condition is yes (or no); None where it cannot be."""
        key = id(expr), truth  # the plan keeps its expressions, so an id stays that of one
        if key not in env.narrowed:
            # Rules of one series begin with the same condition, each with one of its own.
            if (expr, truth) not in env.alike:
                env.alike[expr, truth] = self._narrow(expr, env, truth=truth)
            env.narrowed[key] = env.alike[expr, truth]
        return env.narrowed[key]

    def _narrow(self, expr: Expr, env: Env, *, truth: bool) -> Env | None:
        match expr:
            case Logic(op="not", args=(arg,)):
                return self.narrow(arg, env, truth=not truth)
            case Logic(op=op, args=args):
                if (op == "and") == truth:
                    return self._narrow_each(args, env, truth=truth)
                return self._narrow_one(args, env, truth=truth)
            case Cond(test=test, yes=yes, no=no):
                arms = [
                    inner
                    for side, arm in ((True, yes), (False, no))
                    if (known := self.narrow(test, env, truth=side)) is not None
                    and (inner := self.narrow(arm, known, truth=truth)) is not None
                ]
                return self._either(arms, env)
            case Named():
                return self.restrict(expr, flags(truth), env)
        return self._narrow_leaf(expr, env, truth=truth)

    def _narrow_leaf(self, expr: Expr, env: Env, *, truth: bool) -> Env | None:
        if truth not in self.truth(expr, env):
            return None
        match expr:
            case Compare():
                return self._narrow_compare(expr, env, truth=truth)
            case Among():
                return self._narrow_among(expr, env, truth=truth)
            case Exists(arg=arg):
                known = self.domain(arg, env)
                kept = Domain(known.low, known.high, known.values, void=known.void)
                return self.restrict(arg, kept if truth else Domain(none=True, void=True), env)
        return env

    def _narrow_each(self, args: tuple[Expr, ...], env: Env, *, truth: bool) -> Env | None:
        for arg in args:
            inner = self.narrow(arg, env, truth=truth)
            if inner is None:
                return None
            env = inner
        return env

    def _narrow_one(self, args: tuple[Expr, ...], env: Env, *, truth: bool) -> Env | None:
        """One of several holds: what all those that can have in common."""
        arms = [self.narrow(arg, env, truth=truth) for arg in args]
        return self._either([arm for arm in arms if arm is not None], env)

    def _either(self, arms: list[Env], env: Env) -> Env | None:
        if not arms:
            return None
        if len(arms) == 1:
            return arms[0]
        first, *others = (arm.given for arm in arms)
        given = dict(env.given)
        for key, domain in first.items():
            if all(key in other for other in others):
                # Of most names all arms know the same: what was known before.
                told = [other[key] for other in others if other[key] is not domain]
                given[key] = reduce(Domain.joined, told, domain)
        if all(domain is env.given.get(key) for key, domain in given.items()):
            return env
        return Env(given)

    def _narrow_compare(self, expr: Compare, env: Env, *, truth: bool) -> Env | None:
        op = expr.op if truth else OPPOSITE[expr.op]
        sides = ((op, expr.left, expr.right), (FLIPPED[op], expr.right, expr.left))
        found: Env | None = env
        for sign, mine, other in sides:
            known = self.domain(mine, env)
            kept = _kept(sign, known, self.domain(other, env), mine.type)
            # Both sides are read where the comparison stands: what one tells of the other is in
            # `kept`, and reading it anew would double the work with each level of a formula.
            inner = self.restrict(mine, kept, env)
            if found is None or inner is None:
                return None
            found = _together(found, inner, env)
        return found

    def _narrow_among(self, expr: Among, env: Env, *, truth: bool) -> Env | None:
        known = self.domain(expr.value, env)
        if expr.words or not expr.ranges:
            words = frozenset[str | bool](expr.words)
            kept = known.only(words) if truth else known.without(words)
            return self.restrict(expr.value, kept, env)
        if not truth:
            return env
        spans = (known.limited(*self._span(span, env)) for span in expr.ranges)
        return self.restrict(expr.value, reduce(Domain.joined, spans, NEVER), env)

    def restrict(self, expr: Expr, domain: Domain, env: Env) -> Env | None:
        """What is known where an expression lies in a domain; None where it cannot."""
        met = self.domain(expr, env).met(domain)
        if met.empty:
            return None
        match expr:
            case Fact(grain=grain, name=name):
                return env.knowing((grain, name), met)
            case Ref(name=name) if self._depth >= FAR:
                return env.knowing(("", name), met)
            case Ref(name=name):
                self._depth += 1
                inner = self.restrict(self.plan.by_name[name].expr, domain, env)
                self._depth -= 1
                return None if inner is None else inner.knowing(("", name), met)
            case Cond(test=test, yes=yes, no=no):
                arms = [
                    inner
                    for side, arm in ((True, yes), (False, no))
                    if (known := self.narrow(test, env, truth=side)) is not None
                    and (inner := self.restrict(arm, domain, known)) is not None
                ]
                return self._either(arms, env)
            case Condition() if len(met.values or ()) == 1:
                return self.narrow(expr, env, truth=True in (met.values or ()))
        return env


# ------------------------------------------------------------------ steps
def _together(first: Env, second: Env, before: Env) -> Env | None:
    """What is known where both hold, each of which adds to what was known before."""
    if first is before:
        return second
    if second is before:
        return first
    given = {**first.given}
    for key, domain in second.given.items():
        given[key] = domain.met(given[key]) if key in given else domain
        if given[key].empty:
            return None
    return Env(given)


def _there(domain: Domain) -> frozenset[bool]:
    return frozenset(() if domain.void else {True})


def _most(expr: Gather) -> Bound:
    """How many rows there can be: of the days of a month one each."""
    return MOST_DAYS if expr.grain in DAILY and expr.window is None else None


def _constant(expr: Const) -> Domain:
    value = expr.value
    if value is None:
        return Domain(none=True, void=True)
    if isinstance(value, bool | str):
        return Domain(values=frozenset({value}))
    return number(scaled(value, expr.type))


def _picker(kind: str) -> Callable[[Domain, Domain], Domain]:
    return _smaller if kind == "min" else _larger


def _smaller(left: Domain, right: Domain) -> Domain:
    highs = [high for high in (left.high, right.high) if high is not None]
    return Domain(_least((left.low, right.low)), min(highs) if highs else None)


def _larger(left: Domain, right: Domain) -> Domain:
    lows = [low for low in (left.low, right.low) if low is not None]
    return Domain(max(lows) if lows else None, _greatest((left.high, right.high)))


def _least(ends: Iterable[Bound]) -> Bound:
    known = list(ends)
    return None if None in known else min(end for end in known if end is not None)


def _greatest(ends: Iterable[Bound]) -> Bound:
    known = list(ends)
    return None if None in known else max(end for end in known if end is not None)


def _compared(op: str, left: Domain, right: Domain) -> frozenset[bool]:
    if op in {"=", "!="}:
        can = _equal(left, right)
        return can if op == "=" else frozenset(not value for value in can)
    if op in {">", ">="}:
        left, right, op = right, left, FLIPPED[op]
    if left.void or right.void:
        return frozenset({False})
    strict = op == "<"
    may = left.low is None or right.high is None or _less(left.low, right.high, strict=strict)
    must = left.high is not None and right.low is not None
    must = must and _less(left.high, right.low, strict=strict)
    return frozenset(({True} if may else set()) | (set() if must else {False}))


def _less(left: Bound, right: Bound, *, strict: bool) -> bool:
    if left is None or right is None:
        return False
    return left < right if strict else left <= right


def _equal(left: Domain, right: Domain) -> frozenset[bool]:
    same = left.none and right.none
    if left.values is not None and right.values is not None:
        same = same or bool(left.values & right.values)
        one = len(left.values) == len(right.values) == 1 and not (left.none or right.none)
    elif left.void or right.void:
        one = left.void and right.void
    else:
        same = same or left.meets(right.low, right.high)
        one = left.low is not None and left.low == left.high == right.low == right.high
        one = one and not (left.none or right.none)
    return frozenset({True} if same and one else {True, False} if same else {False})


def _kept(op: str, known: Domain, other: Domain, kind: Type) -> Domain:
    """The part of `known` for which `known op other` can hold."""
    if op == "!=":
        single = other.values is not None and len(other.values) == 1 and not other.none
        return known.without(other.values or frozenset()) if single else known
    if op == "=":
        return known.met(other)
    if op in {">=", "<="} or kind.ratio or not kind.numeric:
        return known.limited(*((other.low, None) if op in {">", ">="} else (None, other.high)))
    step = Fraction(scaled(kind.step, kind))
    if op == ">":
        low = other.low
        return known.limited(None if low is None else ((low / step).__floor__() + 1) * step, None)
    high = other.high
    return known.limited(None, None if high is None else -((-high / step).__floor__() + 1) * step)
