"""The grammar's parser: text to trees, bottom-up, without recursion on either way."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from lark import Lark, v_args
from lark.exceptions import UnexpectedInput, VisitError
from lark.visitors import Transformer_NonRecursive

from masker_rules.language import syntax
from masker_rules.units import parse_literal

__all__ = ["FormulaSyntaxError", "parse"]

#: Characters of a formula whose tree is remembered; none of the prelude, which stands below every
#: regulation, is longer.
SHORT = 160


class FormulaSyntaxError(Exception):
    """The text is no formula from `column` on, counted from 1."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


def _at(meta: Any) -> int:
    return int(getattr(meta, "start_pos", 0) or 0)


@v_args(meta=True)
class _Build(Transformer_NonRecursive):  # type: ignore[type-arg]
    def literal(self, meta: Any, items: list[Any]) -> syntax.Const:
        literal = parse_literal(str(items[0]))
        if literal is None:
            raise syntax.NoSuchLiteralError(str(items[0]), _at(meta) + 1)
        return syntax.Const(_at(meta), 1, literal, "")

    def _word(self, meta: Any, items: list[Any]) -> syntax.Const:
        return syntax.Const(_at(meta), 1, None, str(items[0]))

    yes = no = none = unknown = _word

    def path(self, meta: Any, items: list[Any]) -> syntax.Name:
        return syntax.Name(_at(meta), 1, tuple(str(item) for item in items))

    def cond(self, meta: Any, items: list[Any]) -> syntax.Cond:
        return syntax.Cond(_at(meta), syntax.deep(*items), *items)

    def _op(self, meta: Any, name: str, items: list[Any]) -> syntax.Op:
        return syntax.Op(_at(meta), syntax.deep(*items), name, tuple(items))

    def any_of(self, meta: Any, items: list[Any]) -> syntax.Op:
        return self._op(meta, "or", items)

    def all_of(self, meta: Any, items: list[Any]) -> syntax.Op:
        return self._op(meta, "and", items)

    def negate(self, meta: Any, items: list[Any]) -> syntax.Op:
        return self._op(meta, "not", items)

    def minus(self, meta: Any, items: list[Any]) -> syntax.Op:
        return self._op(meta, "-", items)

    def exists(self, meta: Any, items: list[Any]) -> syntax.Op:
        return self._op(meta, "exists", items)

    def compare(self, meta: Any, items: list[Any]) -> syntax.Op:
        return self._op(meta, str(items[1]), [items[0], items[2]])

    def _chain(self, meta: Any, name: str, items: list[Any]) -> syntax.Op:
        args = tuple(items[::2])
        signs = tuple(str(sign) for sign in items[1::2])
        return syntax.Op(_at(meta), syntax.deep(*args), name, args, signs)

    def add(self, meta: Any, items: list[Any]) -> syntax.Op:
        return self._chain(meta, "+", items)

    def mul(self, meta: Any, items: list[Any]) -> syntax.Op:
        found = self._chain(meta, "*", items)
        # Each factor multiplies or divides what stands before it: a level of its own.
        depth = found.depth + len(found.args) - 2
        if depth > syntax.MAX_DEPTH:
            raise syntax.TooDeepError
        return replace(found, depth=depth)

    def span(self, meta: Any, items: list[Any]) -> syntax.Span:
        first, dots, last = (*items, None, None)[:3]
        if dots is None:
            last = first
        return syntax.Span(_at(meta), syntax.deep(first, last), first, last)

    def span_up_to(self, meta: Any, items: list[Any]) -> syntax.Span:
        return syntax.Span(_at(meta), syntax.deep(items[1]), None, items[1])

    def choices(self, _meta: Any, items: list[Any]) -> tuple[syntax.Span, ...]:
        return tuple(items)

    def member(self, meta: Any, items: list[Any]) -> syntax.Member:
        return syntax.Member(
            _at(meta), syntax.deep(items[0], *items[1]), items[0], items[1], negated=False
        )

    def not_member(self, meta: Any, items: list[Any]) -> syntax.Member:
        return syntax.Member(
            _at(meta), syntax.deep(items[0], *items[1]), items[0], items[1], negated=True
        )

    def aggregate(self, meta: Any, items: list[Any]) -> syntax.Aggregate:
        kind, body, where, per, window, empty = items
        over, carried = window or ("", "")
        depth = syntax.deep(body, where, per, empty)
        return syntax.Aggregate(
            _at(meta), depth, str(kind), body, where, per, over, carried, empty
        )

    def window(self, _meta: Any, items: list[Any]) -> tuple[str, str]:
        over, carried = items
        return " ".join(str(over).split()), str(carried or "")

    def call(self, meta: Any, items: list[Any]) -> syntax.Call:
        args = tuple(item for item in items[1:] if isinstance(item, syntax.Tree))
        last = items[-1]
        output = "" if last is None or isinstance(last, syntax.Tree) else str(last)
        return syntax.Call(_at(meta), syntax.deep(*args), str(items[0]), args, output)


@cache
def _parser() -> Lark:
    grammar = (files(__package__) / "grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=True)


def _column(exc: UnexpectedInput, text: str) -> int:
    """Where the text stops being a formula; behind its end where something is still wanted."""
    token = getattr(exc, "token", None)
    ended = token is not None and token.type == "$END"
    at = exc.pos_in_stream
    return len(text) + 1 if ended or at is None else at + 1


def parse(text: str) -> syntax.Tree:
    """The tree of a formula.

    Raises:
        FormulaSyntaxError: it is none.
        TooDeepError: it is nested too deep.
        NoSuchLiteralError: a date or clock that does not exist, or a number that is too long.
    """
    return _parsed_once(text) if len(text) <= SHORT else _parsed(text)


def _parsed(text: str) -> syntax.Tree:
    try:
        tree: syntax.Tree = _Build().transform(_parser().parse(text))
    except UnexpectedInput as exc:
        raise FormulaSyntaxError(_column(exc, text)) from None
    except VisitError as exc:
        raise exc.orig_exc from None
    return tree


#: A regulation says `0.5%` and `total` in many places, and stands upon the prelude; what is longer
#: stands once.
_parsed_once = lru_cache(maxsize=4096)(_parsed)
