"""Expressions of a plan drawn at random: every node, over months, days and events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from exact_vectors import INTEGERS
from hypothesis import strategies as st
from plan_worlds import (
    BEFORE,
    FLAG,
    MAYBE,
    NUMBER,
    RATIO,
    SHARE,
    WORD,
    YEAR,
    Day,
    Person,
    band,
    fact,
    number,
    plan_of,
    table,
    word,
    words,
)

from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
    Const,
    Exists,
    Expr,
    Gather,
    Logic,
    Lookup,
    Negative,
    Nth,
    Pick,
    Product,
    Quotient,
    Ref,
    Rounded,
    Running,
    Sum,
    Unknown,
)
from masker_rules.language.tables import Cell
from masker_rules.units import Mode, Step, Type, Unit

__all__ = ["UNKNOWNS", "people", "plans"]

UNKNOWNS = {"u1": 3, "u2": 0, "u3": True}
ANYTHING = Cell("any")
WORDS = st.sampled_from(["a", "b", "c", None])
SMALL = st.integers(-3, 3)
DATES = st.integers(1, 3)
_MAYBE_FLAG = fact(MONTH, "perhaps").type


@st.composite
def rows(draw: st.DrawFn, days: int | None = None, most: int = 4) -> tuple[Day, ...]:
    """Some days; or events, each of one of `days`."""
    if days == 0:
        return ()
    made = []
    for _ in range(draw(st.integers(0, most))):
        index = 0 if days is None else draw(st.integers(0, days - 1))
        maybe, perhaps = draw(st.none() | SMALL), draw(st.none() | st.booleans())
        sizes = draw(SMALL | INTEGERS), draw(SMALL)
        made.append(
            Day(*sizes, draw(st.booleans()), draw(WORDS), maybe, perhaps, draw(SMALL), index,
                draw(DATES))
        )  # fmt: skip
    return tuple(made)


@st.composite
def person(draw: st.DrawFn) -> Person:
    days, before = draw(rows()), draw(rows(most=2))
    return Person(
        draw(SMALL | INTEGERS),
        draw(SMALL),
        draw(WORDS),
        draw(st.none() | SMALL),
        draw(st.none() | st.booleans()),
        draw(st.booleans()),
        days,
        draw(rows(len(days), 3)),
        before,
        draw(rows(len(before), 2)),
    )


people = st.lists(person(), min_size=1, max_size=4)


class Draw:
    """An expression while it is drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.refs: list[tuple[str, Ref]] = []
        self.looked_up: dict[str, list[Lookup]] = {}

    def pick(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def sees(self, grain: str) -> str:
        return str(
            self.pick(
                *{MONTH: [MONTH], "day": ["day", "day", MONTH]}.get(
                    grain, ["event", "event", "day", MONTH]
                )
            )
        )

    def leaf(self, grain: str) -> Expr:
        kind = self.pick("fact", "fact", "share", "const", "half", "unknown", "ref")
        own = self.sees(grain)
        if kind == "const":
            return number(self.draw(SMALL | INTEGERS))
        if kind == "half":
            return number(self.draw(SMALL) * 50, SHARE)
        if kind == "unknown":
            return Unknown(NUMBER, self.pick("u1", "u2"), (), bounded=True)
        seen = [ref for at, ref in self.refs if at == own and ref.type.unit is Unit.NUMBER]
        if kind == "ref" and seen:
            return self.pick(*seen)  # type: ignore[no-any-return]
        if own == MONTH:
            return fact(own, "rate" if kind == "share" else "amount")
        return fact(own, "share" if kind == "share" else self.pick("size", "week"))

    def number(self, grain: str, depth: int) -> Expr:
        if depth <= 0:
            return self.leaf(grain)
        kind = self.pick(
            "sum", "product", "quotient", "negative", "cond", "pick", "rounded", "lookup",
            "gather", "gather", "upto", "leaf",
        )  # fmt: skip
        made: Expr = getattr(self, f"_{kind}")(grain, depth - 1)
        return made

    def _leaf(self, grain: str, _: int) -> Expr:
        return self.leaf(grain)

    def _sum(self, grain: str, depth: int) -> Expr:
        args = tuple(self.number(grain, depth) for _ in range(self.pick(2, 3)))
        return Sum(_together(args), args, tuple(self.draw(st.booleans()) for _ in args))

    def _product(self, grain: str, depth: int) -> Expr:
        args = tuple(self.number(grain, depth) for _ in range(2))
        ratio = any(arg.type.ratio for arg in args)
        scale = sum(arg.type.scale for arg in args)
        return Product(RATIO if ratio else Type(Unit.NUMBER, scale), args)

    def _quotient(self, grain: str, depth: int) -> Expr:
        top, bottom = self.number(grain, depth), self.number(grain, depth)
        zero = self.number(grain, depth - 1) if self.pick(True, True, True, False) else None
        return Quotient(RATIO, top, bottom, zero)

    def _negative(self, grain: str, depth: int) -> Expr:
        arg = self.number(grain, depth)
        return Negative(arg.type, arg)

    def _cond(self, grain: str, depth: int) -> Expr:
        yes, no = self.number(grain, depth), self.number(grain, depth)
        return Cond(_together((yes, no)), self.flag(grain, depth), yes, no)

    def _pick(self, grain: str, depth: int) -> Expr:
        args = tuple(self.number(grain, depth) for _ in range(self.pick(2, 3)))
        return Pick(_together(args), self.pick("min", "max"), args)

    def _rounded(self, grain: str, depth: int) -> Expr:
        step = Step(Unit.NUMBER, self.pick(1, 5, 7), self.pick(0, 1, 2), self.pick(*Mode))
        return Rounded(Type(Unit.NUMBER, step.scale), self.number(grain, depth), step)

    def _lookup(self, grain: str, depth: int) -> Expr:
        """A look-up, now and then of a table that is asked elsewhere as well."""
        known = self.looked_up.setdefault(grain, [])
        if known and self.pick(True, False):
            return self.pick(*known)
        known.append(self._new_lookup(grain, depth))
        return known[-1]

    def _new_lookup(self, grain: str, depth: int) -> Lookup:
        own = self.sees(grain)
        cells = [self.number(grain, depth - 1) for _ in range(2)]
        if self.pick(True, False):
            cells = [number(self.draw(SMALL), self.pick(NUMBER, SHARE)) for _ in range(2)]
        rest = self.pick(None, number(8), self.number(grain, 0), number(9))
        output = _together((*cells, *([] if rest is None else [rest]), number(0)))
        kind = self.pick("size", "maybe", "word", "flags")
        if kind == "word":
            fits = [[words("a", None)], [words("b")]]
            return Lookup(output, table([WORD], output, list(zip(fits, cells, strict=True)), rest),
                          (fact(own, "word"),), 0)  # fmt: skip
        if kind == "flags":
            flag = fact(own, "perhaps")
            fits = [[words(True), band(None, 1)], [words(False, None), ANYTHING]]
            made = table([flag.type, SHARE], output, list(zip(fits, cells, strict=True)), rest)
            return Lookup(output, made, (flag, fact(own, "share" if own != MONTH else "rate")), 0)
        number_fact = fact(own, "amount" if own == MONTH and kind == "size" else kind)
        fits = [[band(None, -1)], [band(0, 2, nothing=kind == "maybe")]]
        made = table([number_fact.type], output, list(zip(fits, cells, strict=True)), rest)
        return Lookup(output, made, (number_fact,), 0)

    def _gather(self, _: str, depth: int) -> Gather:
        own = self.pick("day", "event")
        window = self.pick(None, None, YEAR, BEFORE)
        where = self.flag(own, depth - 1) if self.pick(True, False) else None
        kind = self.pick("sum", "count", "highest", "lowest", "longest_run")
        if kind in {"count", "longest_run"}:
            body = self.flag(own, depth - 1)
            if kind == "count" and self.pick(True, False, False):
                body = Const(FLAG, value=True)
            return Gather(NUMBER, kind, own, body, where, None, window)
        body = self.number(own, depth - 1)
        empty = None if kind == "sum" else number(self.draw(SMALL))
        return Gather(body.type, kind, own, body, where, empty, window)

    def _upto(self, grain: str, depth: int) -> Expr:
        if grain == MONTH:
            return self._gather(grain, depth)
        if self.pick(True, False, False):
            found = self._gather(grain, depth)
            return (
                found if found.kind == "longest_run" else replace(found, window=None, beside="day")
            )
        own = self.pick("day", grain)
        per = self.pick(None, fact(own, "week"), fact(own, "word"), fact(own, "maybe"),
                        Quotient(RATIO, fact(own, "week"), number(2), None))  # fmt: skip
        if self.pick(True, False):
            return Nth(NUMBER, own, self.flag(own, depth - 1), per)
        body = self.number(own, depth - 1)
        return Running(body.type, own, body, per)

    def flag(self, grain: str, depth: int) -> Expr:
        kind = self.pick(
            "compare", "maybe", "exists", "word", "among", "fact", "logic", "any", "perhaps"
        )
        own = self.sees(grain)
        if depth <= 0 and kind in {"logic", "any"}:
            kind = "fact"
        if kind == "compare":
            op = self.pick("=", "!=", "<", "<=", ">", ">=")
            return Compare(FLAG, op, self.number(grain, depth - 1), self.number(grain, depth - 1))
        if kind in {"maybe", "word", "perhaps"}:
            nothing = {"maybe": Const(MAYBE, None), "word": word(None)}
            some = {"maybe": number(0), "word": word("a"), "perhaps": Const(FLAG, value=True)}
            none = nothing.get(kind, Const(_MAYBE_FLAG, None))
            other = self.pick(none, some[kind], fact(self.sees(grain), kind))
            return Compare(FLAG, self.pick("=", "!="), fact(own, kind), other)
        if kind == "exists":
            return Exists(FLAG, fact(own, self.pick("maybe", "perhaps", "word")))
        if kind == "among":
            return self.among(grain, depth)
        if kind == "logic":
            op = self.pick("and", "or", "not")
            some = range(1 if op == "not" else self.pick(2, 3))
            return Logic(FLAG, op, tuple(self.flag(grain, depth - 1) for _ in some))
        if kind == "any":
            rows_ = self.pick("day", "event")
            where = self.flag(rows_, depth - 1) if self.pick(True, False) else None
            window = self.pick(None, YEAR)
            body = self.flag(rows_, depth - 1)
            beside = "day" if grain != MONTH and self.pick(True, False) else ""
            window = None if beside else window
            return Gather(FLAG, self.pick("any", "all"), rows_, body, where, None, window, beside)
        if self.pick(True, False, False):
            return Unknown(FLAG, "u3", (), bounded=True)
        return fact(own, "held")

    def among(self, grain: str, depth: int) -> Expr:
        own = self.sees(grain)
        if self.pick(True, False):
            some = self.pick(frozenset({"a", "b"}), frozenset({"c"}), frozenset({"d"}))
            return Among(FLAG, fact(own, "word"), some, ())
        ends = [self.pick(None, number(0), self.number(grain, depth - 1)) for _ in range(4)]
        ranges = ((ends[0], ends[1]), (ends[2], ends[3]))[: self.pick(1, 2)]
        return Among(FLAG, self.number(grain, depth - 1), frozenset(), ranges)


def _together(args: tuple[Expr, ...]) -> Type:
    if any(arg.type.ratio for arg in args):
        return RATIO
    return Type(Unit.NUMBER, max(arg.type.scale for arg in args))


@st.composite
def plans(draw: st.DrawFn, depth: int = 3) -> Any:
    """A plan of a few quantities, each of which may read those before it."""
    one = Draw(draw)
    made: dict[str, Any] = {}
    for index in range(draw(st.integers(1, 3))):
        grain = one.pick(MONTH, "day", "event")
        expr = one.number(grain, depth) if one.pick(True, True, False) else one.flag(grain, depth)
        made[f"q{index}"] = (grain, expr)
        one.refs.append((grain, Ref(expr.type, grain, f"q{index}")))
    return plan_of(**made)
