"""The generated source gives what the formula says: against a reader of formulas in fractions.

The reader below knows nothing of scales, types or the emitter: it walks the syntax tree with
exact fractions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from regulations import regulation

from masker_rules.engine.emit import compile_expr
from masker_rules.errors import Place, Problems
from masker_rules.language import syntax
from masker_rules.language.check import Scope
from masker_rules.language.document import load_document
from masker_rules.language.inputs import read_inputs
from masker_rules.language.workspace import Workspace
from masker_rules.profiles import locate
from masker_rules.units import Mode, Type

HERE = Place("formula", 1, 1)


@cache
def workspace() -> Workspace:
    import json

    document = load_document("uji", json.dumps(regulation()).encode(), locate)
    work = Workspace(document, Problems(), Mode.HALF_UP)
    read_inputs(work)
    return work


# ------------------------------------------------------------------ the reader
def read(tree: syntax.Tree, facts: Mapping[str, Fraction]) -> Any:  # noqa: C901  (one case a node)
    match tree:
        case syntax.Const(literal=literal) if literal is not None:
            return Fraction(literal.value, 10**literal.type.scale)
        case syntax.Name():
            return facts[tree.text]
        case syntax.Cond(test=test, yes=yes, no=no):
            return read(yes, facts) if read(test, facts) else read(no, facts)
        case syntax.Op(op="and", args=args):
            return all(read(arg, facts) for arg in args)
        case syntax.Op(op="or", args=args):
            return any(read(arg, facts) for arg in args)
        case syntax.Op(op="not", args=args):
            return not read(args[0], facts)
        case syntax.Op(op="-", args=args):
            return -read(args[0], facts)
        case syntax.Op(op="+", args=args, signs=signs):
            total = read(args[0], facts)
            for sign, arg in zip(signs, args[1:], strict=True):
                total = total - read(arg, facts) if sign == "-" else total + read(arg, facts)
            return total
        case syntax.Op(op="*", args=args):
            return math.prod((read(arg, facts) for arg in args), start=Fraction(1))
        case syntax.Op(op=op, args=args):
            left, right = (read(arg, facts) for arg in args)
            return {
                "=": left == right, "!=": left != right, "<": left < right,
                "<=": left <= right, ">": left > right, ">=": left >= right,
            }[op]  # fmt: skip
        case syntax.Call(name=name, args=args):
            return CALLS[name](*(read(arg, facts) for arg in args))
    raise AssertionError(tree)


def half_up(value: Fraction, step: Fraction) -> Fraction:
    sign = -1 if value < 0 else 1
    return sign * math.floor(abs(value) / step + Fraction(1, 2)) * step


CALLS: dict[str, Callable[..., Fraction]] = {
    "max": max,
    "min": min,
    "clamp": lambda value, low, high: max(low, min(value, high)),
    "floor": lambda value, step: math.floor(value / step) * step,
    "ceil": lambda value, step: math.ceil(value / step) * step,
    "round": half_up,
    "share": lambda top, bottom, zero: top / bottom if bottom else zero,
}


# ------------------------------------------------------------------ random formulas
PERCENTS = st.sampled_from(["0%", "0.5%", "1.25%", "12.5%", "33.333%", "100%", "capaian"])
MONEYS = st.sampled_from(["Rp 0", "Rp 1", "Rp 999", "Rp 1.000", "Rp 4.500.000", "tpp"])
MINUTES = st.sampled_from(["0m", "1m", "30m", "7h30m", "45s", "target_minutes"])
NUMBERS = st.sampled_from(["0", "1", "3", "2.5", "0.125", "skp"])


def _bigger(leaf: st.SearchStrategy[str], grow: Callable[..., Any]) -> st.SearchStrategy[str]:
    return st.recursive(leaf, grow, max_leaves=6)


def _sums(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda p: f"({p[0]} + {p[1]})"),
        pairs.map(lambda p: f"({p[0]} - {p[1]})"),
        pairs.map(lambda p: f"max({p[0]}; {p[1]})"),
        pairs.map(lambda p: f"min({p[0]}; {p[1]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"clamp({p[0]}; {p[1]}; {p[2]})"),
        inner.map(lambda text: f"(-{text})"),
    )


def _shares(top: st.SearchStrategy[str], zero: str) -> st.SearchStrategy[str]:
    return st.tuples(top, top).map(lambda p: f"share({p[0]}; {p[1]}; {zero})")


NUMBER = _bigger(NUMBERS, _sums)
DURATION = _bigger(MINUTES, _sums)
PERCENT = _bigger(
    st.one_of(PERCENTS, _shares(DURATION, "50%"), _shares(NUMBER, "0%")),
    lambda inner: st.one_of(
        _sums(inner),
        inner.map(lambda text: f"round({text}; 0.01%)"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} * {p[1]})"),
    ),
)


def _money(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    test = st.tuples(inner, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner)
    return st.one_of(
        _sums(inner),
        st.tuples(inner, PERCENT).map(lambda p: f"({p[0]} * {p[1]})"),
        st.tuples(inner, NUMBER).map(lambda p: f"({p[1]} * {p[0]})"),
        inner.map(lambda text: f"round({text}; Rp 1)"),
        inner.map(lambda text: f"floor({text}; Rp 1.000)"),
        inner.map(lambda text: f"ceil({text}; Rp 100)"),
        st.tuples(test, inner, inner).map(
            lambda p: f"(if {' '.join(p[0])} then {p[1]} else {p[2]})"
        ),
    )


MONEY = _bigger(MONEYS, _money)


def number_of(value: Any, kind: Type) -> Fraction:
    return Fraction(value) if kind.ratio else Fraction(value, 10**kind.scale)


@given(
    st.one_of(MONEY, PERCENT, DURATION, NUMBER),
    st.integers(0, 10**9),
    st.integers(0, 10**10),
    st.integers(0, 10**5),
    st.integers(0, 10**9),
)
def test_source_when_any_formula_then_what_the_reader_says(
    formula: str, tpp: int, capaian: int, target: int, skp: int
) -> None:
    scaled = {"tpp": tpp, "capaian": capaian, "target_minutes": target * 60, "skp": skp}
    facts = {
        "tpp": Fraction(tpp),
        "capaian": Fraction(capaian, 10**8),
        "target_minutes": Fraction(target * 60),
        "skp": Fraction(skp, 10**6),
    }
    expr = workspace().formula_text(formula, HERE, "", Scope())

    computed = compile_expr(expr)(scaled)

    expected = read(syntax.parse_formula(formula, HERE), facts)
    assert not isinstance(computed, float)
    assert expected == number_of(computed, expr.type), formula
