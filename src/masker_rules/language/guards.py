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

__all__ = ["bare_facts"]

#: Grain and name of a fact.
Key = tuple[str, str]


def bare_facts(quantities: Iterable[Quantity]) -> dict[Key, tuple[str, ...]]:
    """Facts that a formula takes for granted, each with the names of the quantities that do.

    A table says itself what holds of an input that may be none; of any other input it does not.
    """
    found: dict[Key, dict[str, None]] = {}
    for quantity in quantities:
        for fact in _bare(quantity.expr):
            found.setdefault((fact.grain, fact.name), {})[quantity.name] = None
    return {key: tuple(names) for key, names in found.items()}


def _bare(expr: Expr) -> Iterator[Fact]:
    """Facts of an expression that nothing asks for before they are read."""
    stack: list[tuple[Expr, frozenset[Key]]] = [(expr, frozenset())]
    seen: set[tuple[int, frozenset[Key]]] = set()
    while stack:
        part, asked = stack.pop()
        if (id(part), asked) in seen:
            continue
        seen.add((id(part), asked))
        match part:
            case Fact(grain=grain, name=name):
                if (grain, name) not in asked:
                    yield part
            case Exists(arg=Fact()):
                pass
            case Cond(test=test, yes=yes, no=no):
                stack.append((test, asked))
                stack.append((yes, asked | _shown(test, truth=True)))
                stack.append((no, asked | _shown(test, truth=False)))
            case Logic(op=op, args=args):
                known = asked
                for arg in args:
                    stack.append((arg, known))
                    known = known | _shown(arg, truth=op == "and")
            case Gather(body=body, where=where) if where is not None:
                stack.append((where, asked))
                stack.append((body, asked | _shown(where, truth=True)))
                stack += [
                    (one, asked) for one in operands(part) if one is not body and one is not where
                ]
            case Lookup():
                read = (one for one in operands(part) if not _is_told(one))
                stack += [(one, asked) for one in read]
            case _:
                stack += [(one, asked) for one in operands(part)]


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
