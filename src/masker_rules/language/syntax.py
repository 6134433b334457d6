"""Formulas as text and as trees.

The tree is built bottom-up while the text is parsed, so that neither a long nor a deep formula
can exhaust the stack: length and depth are refused in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from masker_rules.errors import Place, ProfileError
from masker_rules.units import Literal, parse_literal

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Aggregate",
    "Call",
    "Cond",
    "Const",
    "Member",
    "Name",
    "Op",
    "Span",
    "Tree",
    "parse_formula",
]

MAX_LENGTH = 2000
MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Tree:
    """Common to all nodes: `column` counts from 0 in the formula's text."""

    column: int
    depth: int


@dataclass(frozen=True, slots=True)
class Const(Tree):
    """A literal, or one of the words yes, no, none, unknown."""

    literal: Literal | None
    word: str


@dataclass(frozen=True, slots=True)
class Name(Tree):
    """A fact, quantity, base, or word of a vocabulary: decided when types are known."""

    path: tuple[str, ...]

    @property
    def text(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Op(Tree):
    """`+ * and or not - exists` or a comparison over `args`; `signs` go with + and *."""

    op: str
    args: tuple[Tree, ...]
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cond(Tree):
    """`if test then yes else no`."""

    test: Tree
    yes: Tree
    no: Tree


@dataclass(frozen=True, slots=True)
class Span(Tree):
    """One alternative of `in`: a value (`last` is the same object), or an open or closed range."""

    first: Tree | None
    last: Tree | None


@dataclass(frozen=True, slots=True)
class Member(Tree):
    """`value in (a; b..c)`."""

    value: Tree
    spans: tuple[Span, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Call(Tree):
    """A function or a table applied to arguments; `output` names a column of the table."""

    name: str
    args: tuple[Tree, ...]
    output: str


@dataclass(frozen=True, slots=True)
class Aggregate(Tree):
    """`sum(body where test)` and its relatives over the rows of the body's grain."""

    kind: str
    body: Tree
    where: Tree | None


class _TooDeepError(Exception):
    pass


def _deep(*parts: Tree | None) -> int:
    depth = 1 + max((part.depth for part in parts if part is not None), default=0)
    if depth > MAX_DEPTH:
        raise _TooDeepError
    return depth


@cache
def _parser() -> Callable[[str], Tree]:
    from lark import Lark, v_args  # noqa: PLC0415  (heavy: only for formulas)
    from lark.visitors import Transformer_NonRecursive  # noqa: PLC0415

    def at(meta: Any) -> int:
        return int(getattr(meta, "start_pos", 0) or 0)

    @v_args(meta=True)
    class Build(Transformer_NonRecursive):  # type: ignore[type-arg]
        def literal(self, meta: Any, items: list[Any]) -> Const:
            return Const(at(meta), 1, parse_literal(str(items[0])), "")

        def _word(self, meta: Any, items: list[Any]) -> Const:
            return Const(at(meta), 1, None, str(items[0]))

        yes = no = none = unknown = _word

        def path(self, meta: Any, items: list[Any]) -> Name:
            return Name(at(meta), 1, tuple(str(item) for item in items))

        def cond(self, meta: Any, items: list[Any]) -> Cond:
            return Cond(at(meta), _deep(*items), *items)

        def _op(self, meta: Any, name: str, items: list[Any]) -> Op:
            return Op(at(meta), _deep(*items), name, tuple(items))

        def any_of(self, meta: Any, items: list[Any]) -> Op:
            return self._op(meta, "or", items)

        def all_of(self, meta: Any, items: list[Any]) -> Op:
            return self._op(meta, "and", items)

        def negate(self, meta: Any, items: list[Any]) -> Op:
            return self._op(meta, "not", items)

        def minus(self, meta: Any, items: list[Any]) -> Op:
            return self._op(meta, "-", items)

        def exists(self, meta: Any, items: list[Any]) -> Op:
            return self._op(meta, "exists", items)

        def compare(self, meta: Any, items: list[Any]) -> Op:
            return self._op(meta, str(items[1]), [items[0], items[2]])

        def _chain(self, meta: Any, name: str, items: list[Any]) -> Op:
            args = tuple(items[::2])
            signs = tuple(str(sign) for sign in items[1::2])
            return Op(at(meta), _deep(*args), name, args, signs)

        def add(self, meta: Any, items: list[Any]) -> Op:
            return self._chain(meta, "+", items)

        def mul(self, meta: Any, items: list[Any]) -> Op:
            return self._chain(meta, "*", items)

        def span(self, meta: Any, items: list[Any]) -> Span:
            first, dots, last = (*items, None, None)[:3]
            if dots is None:
                last = first
            return Span(at(meta), _deep(first, last), first, last)

        def span_up_to(self, meta: Any, items: list[Any]) -> Span:
            return Span(at(meta), _deep(items[1]), None, items[1])

        def choices(self, _meta: Any, items: list[Any]) -> tuple[Span, ...]:
            return tuple(items)

        def member(self, meta: Any, items: list[Any]) -> Member:
            return Member(at(meta), _deep(items[0], *items[1]), items[0], items[1], negated=False)

        def not_member(self, meta: Any, items: list[Any]) -> Member:
            return Member(at(meta), _deep(items[0], *items[1]), items[0], items[1], negated=True)

        def aggregate(self, meta: Any, items: list[Any]) -> Aggregate:
            kind, body, where = (*items, None)[:3]
            return Aggregate(at(meta), _deep(body, where), str(kind), body, where)

        def call(self, meta: Any, items: list[Any]) -> Call:
            args = tuple(item for item in items[1:] if isinstance(item, Tree))
            last = items[-1]
            output = "" if last is None or isinstance(last, Tree) else str(last)
            return Call(at(meta), _deep(*args), str(items[0]), args, output)

    grammar = (files(__package__) / "grammar.lark").read_text("utf-8")
    lark = Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=True)
    build = Build()

    def parse(text: str) -> Tree:
        tree: Tree = build.transform(lark.parse(text))
        return tree

    return parse


def parse_formula(text: str, place: Place) -> Tree:
    """The tree of a formula.

    Args:
        text: One line or several; white space does not matter.
        place: Where the text begins, for messages.

    Raises:
        ProfileError: [formula-too-long, formula-too-deep, formula-syntax].
    """
    if len(text) > MAX_LENGTH:
        raise ProfileError.of("formula-too-long", place, length=len(text), limit=MAX_LENGTH)
    _check_nesting(text, place)
    from lark.exceptions import UnexpectedInput, VisitError  # noqa: PLC0415

    try:
        return _parser()(text)
    except UnexpectedInput as exc:
        column = exc.column if isinstance(exc.column, int) and exc.column > 0 else len(text) + 1
        where = Place(place.file, place.line, place.column + column - 1)
        raise ProfileError.of("formula-syntax", where, marked=_marked(text, column)) from None
    except VisitError as exc:
        if isinstance(exc.orig_exc, _TooDeepError):
            raise ProfileError.of("formula-too-deep", place, limit=MAX_DEPTH) from None
        raise
    except _TooDeepError:
        raise ProfileError.of("formula-too-deep", place, limit=MAX_DEPTH) from None


def _check_nesting(text: str, place: Place) -> None:
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth > MAX_DEPTH:
            raise ProfileError.of("formula-too-deep", place, limit=MAX_DEPTH)


def _marked(text: str, column: int) -> str:
    line = " ".join(text.split("\n"))
    begin = max(0, column - 40)
    return f"{line[begin : column - 1]}»{line[column - 1 : column + 20]}"
