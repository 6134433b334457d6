"""An expression of the plan as a profile would write it."""

from __future__ import annotations

from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
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
    Product,
    Quotient,
    Rounded,
    Running,
    Sum,
    Unknown,
)
from masker_rules.language.tables import value_text
from masker_rules.units import Mode, Step, Type

__all__ = ["formula"]

LOOSEST, SUMS, PRODUCTS, SINGLE = 0, 1, 2, 3


def formula(expr: Expr) -> str:
    """The text of an expression: `floor(max(0s; in_at - late_from); 1m)`."""
    return _text(expr)[0]


def _text(expr: Expr) -> tuple[str, int]:
    match expr:
        case Const(value=value):
            return _constant(value, expr.type), SINGLE
        case Unknown():
            return "unknown", SINGLE
        case Named(name=name):
            return name, SINGLE
        case Sum() | Product() | Quotient() | Negative():
            return _arithmetic(expr)
        case Pick() | Rounded() | Lookup() | Gather() | Nth() | Running():
            return _call(expr), SINGLE
        case Cond(test=test, yes=yes, no=no):
            texts = (_text(part)[0] for part in (test, yes, no))
            return "if {} then {} else {}".format(*texts), LOOSEST
    return _flag(expr), LOOSEST


def _arithmetic(expr: Expr) -> tuple[str, int]:
    match expr:
        case Sum(args=args, minus=minus):
            text = ""
            for arg, less in zip(args, minus, strict=True):
                sign = (" - " if less else " + ") if text else ("-" if less else "")
                text += sign + _inside(arg, PRODUCTS if less else SUMS)
            return text, SUMS
        case Product(args=args):
            return " * ".join(_inside(arg, PRODUCTS) for arg in args), PRODUCTS
        case Quotient(top=top, bottom=bottom):
            return f"{_inside(top, PRODUCTS)} / {_inside(bottom, SINGLE)}", PRODUCTS
    assert isinstance(expr, Negative)
    return f"-{_inside(expr.arg, SINGLE)}", PRODUCTS


def _call(expr: Expr) -> str:
    match expr:
        case Pick(kind=kind, args=args):
            return f"{kind}({'; '.join(_text(arg)[0] for arg in args)})"
        case Rounded(arg=arg, step=step):
            return _rounded(arg, step)
        case Lookup(table=table, args=args):
            return f"{table.name}({'; '.join(_text(arg)[0] for arg in args)})"
        case Gather():
            return _gather(expr)
        case Nth(test=test, per=per):
            return f"nth({_text(test)[0]}{_per(per)})"
    assert isinstance(expr, Running)
    return f"running({_text(expr.body)[0]}{_per(expr.per)})"


def _per(expr: Expr | None) -> str:
    return "" if expr is None else f" per {_text(expr)[0]}"


def _inside(expr: Expr, binds: int) -> str:
    text, tight = _text(expr)
    return text if tight >= binds else f"({text})"


def _flag(expr: Expr) -> str:
    match expr:
        case Compare(op=op, left=left, right=right):
            return f"{_inside(left, SUMS)} {op} {_inside(right, SUMS)}"
        case Logic(op="not", args=args):
            return f"not {_inside(args[0], SINGLE)}"
        case Logic(op=op, args=args):
            return f" {op} ".join(_side(arg) for arg in args)
        case Exists(arg=arg):
            return f"{_inside(arg, SINGLE)} exists"
    assert isinstance(expr, Among), f"no formula for {type(expr).__name__}"
    spans = [
        "..".join("" if end is None else _text(end)[0] for end in span) for span in expr.ranges
    ]
    return f"{_inside(expr.value, SUMS)} in ({'; '.join(spans or sorted(expr.words))})"


def _side(expr: Expr) -> str:
    text = _text(expr)[0]
    return f"({text})" if isinstance(expr, (Logic, Cond)) else text


def _gather(expr: Gather) -> str:
    where = f" where {_text(expr.where)[0]}" if expr.where is not None else ""
    body = _text(expr.body)[0]
    if isinstance(expr.body, Const) and expr.kind == "count":
        body = expr.grain
    elif isinstance(expr.body, Fact) and expr.body.grain not in (MONTH, "day"):
        body = f"{expr.body.grain}.{body}"
    over = f" over {expr.window.text}" if expr.window is not None else ""
    over = " over day" if expr.beside else over
    return f"{expr.kind}({body}{where}{over})"


def _rounded(arg: Expr, step: Step) -> str:
    size = value_text(step.size, Type(step.unit, step.scale))
    names = {Mode.FLOOR: "floor", Mode.CEIL: "ceil"}
    name = names.get(step.mode, "round")
    mode = "" if step.mode in names else f"; {step.mode}"
    return f"{name}({_text(arg)[0]}; {size}{mode})"


def _constant(value: object, kind: Type) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value_text(value, kind)
    return str(value)
