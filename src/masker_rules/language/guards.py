"""Which formulas read what may be none without asking whether it exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from masker_rules.language.expressions import operands
from masker_rules.language.plan import (
    Cond,
    Exists,
    Expr,
    Fact,
    Gather,
    Logic,
    Lookup,
    Quantity,
)

__all__ = ["bare_facts", "bare_in"]

#: Grain and name of a fact.
Key = tuple[str, str]


def bare_facts(quantities: Iterable[Quantity]) -> dict[Key, tuple[str, ...]]:
    """Facts that a formula takes for granted, each with the names of the quantities that do.

    A table says itself what holds of an input that may be none; of any other input it does not.
    """
    found: dict[Key, dict[str, None]] = {}
    for quantity in quantities:
        for fact in bare_in(quantity.expr):
            found.setdefault((fact.grain, fact.name), {})[quantity.name] = None
    return {key: tuple(names) for key, names in found.items()}


def bare_in(expr: Expr) -> Iterator[Fact]:
    """Facts of an expression that nothing asks for before they are read."""
    stack: list[tuple[Expr, frozenset[Key]]] = [(expr, frozenset())]
    seen: set[tuple[int, frozenset[Key]]] = set()
    while stack:
        part, asked = stack.pop()
        if (id(part), asked) in seen:
            continue
        seen.add((id(part), asked))
        if isinstance(part, Fact):
            if (part.grain, part.name) not in asked:
                yield part
        else:
            stack += _inside(part, asked)


def _inside(part: Expr, asked: frozenset[Key]) -> Iterator[tuple[Expr, frozenset[Key]]]:
    """What stands in an expression, each with the facts that have been asked for there."""
    match part:
        case Exists(arg=Fact()):
            return
        case Cond(test=test, yes=yes, no=no):
            yield test, asked
            yield yes, asked | _shown(test, truth=True)
            yield no, asked | _shown(test, truth=False)
        case Logic(op=op, args=args):
            for arg in args:
                yield arg, asked
                asked = asked | _shown(arg, truth=op == "and")
        case Gather(body=body, where=Expr() as where):
            shown = asked | _shown(where, truth=True)
            yield from ((one, shown if one is body else asked) for one in operands(part))
        case Lookup():
            yield from ((one, asked) for one in operands(part) if not _is_told(one))
        case _:
            yield from ((one, asked) for one in operands(part))


def _is_told(arg: Expr) -> bool:
    """Whether a table has to say what holds where the argument is none."""
    return isinstance(arg, Fact) and arg.type.optional


def _shown(test: Expr, *, truth: bool) -> frozenset[Key]:
    """Facts that exist where a test holds, or does not."""
    found: set[Key] = set()
    stack = [(test, truth)]
    while stack:
        part, wanted = stack.pop()
        match part:
            case Exists(arg=Fact(grain=grain, name=name)) if wanted:
                found.add((grain, name))
            case Logic(op="not", args=(arg,)):
                stack.append((arg, not wanted))
            case Logic(op=op, args=args) if op == ("and" if wanted else "or"):
                stack += [(arg, wanted) for arg in args]
    return frozenset(found)
