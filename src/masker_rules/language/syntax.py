"""Formulas as text and as trees.

The tree is built bottom-up while the text is parsed, so that neither a long nor a deep formula
can exhaust the stack: length and depth are refused in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from masker_rules.errors import Place, ProfileError
from masker_rules.units import MAX_DIGITS, Literal

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Aggregate",
    "Call",
    "Cond",
    "Const",
    "Member",
    "Name",
    "NoSuchLiteralError",
    "Op",
    "Span",
    "TooDeepError",
    "Tree",
    "deep",
    "names",
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
    """`sum(body where test over year)` and its relatives over the rows of the body's grain.

    `per` is what a running number or sum begins anew with; `window` the months reached over, as
    written, empty for the month itself; `carried` the key that tells what came before the pack;
    `empty` is what it gives of no rows.
    """

    kind: str
    body: Tree
    where: Tree | None
    per: Tree | None = None
    window: str = ""
    carried: str = ""
    empty: Tree | None = None


class NoSuchLiteralError(Exception):
    """A literal has the form of a date, clock or number, and is none; `column` counts from 1."""

    def __init__(self, text: str, column: int) -> None:
        super().__init__(text)
        self.text, self.column = text, column


class TooDeepError(Exception):
    """A formula is nested deeper than `MAX_DEPTH`."""


def names(tree: Tree | None) -> Iterator[Name]:
    """The names of a formula, without those inside its aggregates."""
    match tree:
        case Name():
            yield tree
        case Op(args=args) | Call(args=args):
            yield from chain.from_iterable(map(names, args))
        case Cond(test=test, yes=yes, no=no):
            yield from chain.from_iterable(map(names, (test, yes, no)))
        case Member(value=value, spans=spans):
            yield from chain.from_iterable(map(names, (value, *spans)))
        case Span(first=first, last=last):
            yield from chain.from_iterable(map(names, (first, last)))


def called(text: str, column: int) -> str:
    """What an author wrote of the call that begins at a column, to its last parenthesis."""
    depth = 0
    for end, letter in enumerate(text[column:], column + 1):
        depth += (letter == "(") - (letter == ")")
        if letter == ")" and depth == 0:
            return " ".join(text[column:end].split())
    return text[column:]


def deep(*parts: Tree | None) -> int:
    """One level more than the deepest of `parts`.

    Raises:
        TooDeepError: that is deeper than `MAX_DEPTH`.
    """
    depth = 1 + max((part.depth for part in parts if part is not None), default=0)
    if depth > MAX_DEPTH:
        raise TooDeepError
    return depth


def parse_formula(text: str, place: Place) -> Tree:
    """The tree of a formula.

    Args:
        text: One line or several; white space does not matter.
        place: Where the text begins, for messages.

    Raises:
        ProfileError: [formula-too-long, formula-too-deep, formula-syntax,
            no-such-literal].
    """
    if len(text) > MAX_LENGTH:
        raise ProfileError.of("formula-too-long", place, length=len(text), limit=MAX_LENGTH)
    _check_nesting(text, place)
    from masker_rules.language.grammar import FormulaSyntaxError, parse  # noqa: PLC0415  (lark)

    try:
        return parse(text)
    except FormulaSyntaxError as exc:
        where = Place(place.file, place.line, place.column + exc.column - 1)
        marked = _marked(text, exc.column)
        raise ProfileError.of("formula-syntax", where, marked=marked) from None
    except NoSuchLiteralError as exc:
        where = Place(place.file, place.line, place.column + exc.column - 1)
        raise ProfileError.of("no-such-literal", where, text=exc.text, limit=MAX_DIGITS) from None
    except TooDeepError:
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
