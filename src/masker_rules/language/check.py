"""Formulas checked: names resolved, units and grains proven, `none` and zero guarded."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from masker_rules.language import syntax
from masker_rules.language.catalogue import catalogue
from masker_rules.language.expressions import (
    FLAG,
    NUMBER,
    FormulaError,
    date_of,
    finest,
    floored,
    grain_of,
    mixed,
    rounded,
    unify,
    unknown_of,
    unlike,
)
from masker_rules.language.marginal import looked_up
from masker_rules.language.plan import (
    ABOVE_ALL,
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
    Negative,
    Nth,
    Pick,
    Product,
    Quotient,
    Ref,
    Running,
    Sum,
    Window,
)
from masker_rules.language.spoken import Spoken, spelled
from masker_rules.language.tables import STEP, Table, value_text
from masker_rules.language.windows import MAX_MONTHS, read_window
from masker_rules.units import Mode, Type, Unit, UnitError
from masker_rules.units.types import product_type, quotient_type, sum_type

__all__ = ["FUNCTIONS", "Checker", "Names", "Scope"]

#: Unknown names of a profile for which others are looked up that look like them.
MOST_GUESSES = 100
#: The window that is the date of the row.
DAY = "day"
#: Aggregates that give the value of one row.
_ENDS = frozenset({"first", "last"})
#: What may be called, besides tables.
FUNCTIONS = ("max", "min", "floor", "ceil", "round", "share", "clamp")


class Names(Protocol):
    """What the checker asks of the profile that is being lowered."""

    def quantity(self, name: str) -> Ref | None:
        """A reference to a quantity or what an alias stands for, built first where need be."""

    def input(self, name: str) -> Type | None:
        """Type of a month fact read from the pack."""

    def table_inputs(self, name: str) -> tuple[tuple[str, Type], ...] | None:
        """Names and likely types of a named table's inputs."""

    def half_open(self, name: str) -> tuple[bool, ...]:
        """Of each input of a named table, whether all its rows are half-open."""

    def table(self, name: str, over: tuple[Type, ...]) -> Table:
        """A named table, read over the types of its arguments."""

    def group(self, name: str) -> frozenset[str] | None:
        """The words of a named group."""

    def vocabulary(self, name: str) -> tuple[str, ...]:
        """The words of a closed list in order, the profile's own last; empty = any word."""

    def may_be_endless(self, expr: Expr) -> bool:
        """Whether a value is a fraction, be it only in a month in which an amount changes."""

    def known(self) -> Iterable[str]:
        """Every name, for `did you mean`."""

    def open_window(self, found: Gather, carried: str) -> Fact | None:
        """The fact that stands for the months of a window which the pack does not know."""

    @property
    def rounding(self) -> Mode:
        """The mode of the header."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a formula stands.

    Attributes:
        grain: Whose facts need no prefix.
        local: Names that only this place knows.
        exists: Names proven not to be `none` here.
        positive: Names proven to be above zero here.
        path: Where the formula stands: the name under which its `unknown` is listed as missing.
        evidence: It is `punches.verdict`, which knows one punch and no day.
    """

    grain: str = MONTH
    local: Mapping[str, Expr] = ()  # type: ignore[assignment]
    exists: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()
    path: str = ""
    evidence: bool = False

    def given(self, facts: tuple[frozenset[str], frozenset[str]]) -> Scope:
        """The scope in a branch where `facts` hold."""
        return replace(self, exists=self.exists | facts[0], positive=self.positive | facts[1])


class Checker:
    """Turns formula trees into typed expressions."""

    def __init__(self, names: Names) -> None:
        self.names = names
        makers: tuple[Callable[[syntax.Call, Scope], Expr], ...] = (
            self._pick,
            self._pick,
            self._round_call,
            self._round_call,
            self._round_call,
            self._share,
            self._clamp,
        )
        self._looks_like: dict[tuple[str, str], str] = {}
        self._functions = dict(zip(FUNCTIONS, makers, strict=True))

    # -------------------------------------------------------------- entry
    def check(self, tree: syntax.Tree, scope: Scope, expected: Type | None = None) -> Expr:
        """The typed expression of `tree`.

        Raises:
            FormulaError: with code and column of the first thing that is wrong.
        """
        match tree:
            case syntax.Const():
                return self._const(tree, scope, expected)
            case syntax.Name():
                return self._name(tree, scope, expected)
            case syntax.Cond():
                return self._cond(tree, scope, expected)
            case syntax.Member():
                return self._member(tree, scope)
            case syntax.Call():
                return self._call(tree, scope)
            case syntax.Aggregate():
                return self._aggregate(tree, scope)
        assert isinstance(tree, syntax.Op)
        if expected is not None and expected.unit is Unit.WORD and self._slashed(tree, expected):
            return self._word(_joined(tree), expected, tree.column)
        return self._op(tree, scope, expected)

    # -------------------------------------------------------------- leaves
    def _const(self, tree: syntax.Const, scope: Scope, expected: Type | None) -> Expr:
        if tree.literal is not None:
            return Const(tree.literal.type, tree.literal.value)
        if tree.word in {"yes", "no"}:
            return Const(FLAG, tree.word == "yes")
        if tree.word == "none":
            return Const(replace(expected or Type(Unit.WORD), optional=True), None)
        if expected is None:
            raise FormulaError("unknown-without-unit", tree.column)
        return unknown_of(expected, scope.path)

    def _name(self, tree: syntax.Name, scope: Scope, expected: Type | None) -> Expr:
        if expected is not None and expected.unit is Unit.WORD and len(tree.path) == 1:
            words = self.names.vocabulary(expected.vocabulary)
            if tree.text in words:
                return Const(replace(expected, optional=False), tree.text)
        found = self.resolve(tree.path, scope)
        if found is None:
            if expected is not None and expected.unit is Unit.WORD:
                return self._word(tree.text, expected, tree.column)
            self._refuse_table(tree)
            raise FormulaError(
                "unknown-name",
                tree.column,
                name=tree.text,
                nearest=self._nearest(tree.text, scope),
            )
        self._refuse_mistaken(tree, found, scope.grain)
        if tree.text in scope.exists and found.type.optional:
            return replace(found, type=found.type.required())
        return found

    def _refuse_table(self, tree: syntax.Name) -> None:
        inputs = self.names.table_inputs(tree.text)
        if inputs is not None:
            asked = f"{tree.text}({'; '.join(name for name, _ in inputs)})"
            raise FormulaError("table-not-asked", tree.column, name=tree.text, asked=asked)

    def _refuse_mistaken(
        self, tree: syntax.Name, found: Expr | None, grain: str, prefix: str = ""
    ) -> None:
        own = _mistaken_for(tree, grain)
        if own and isinstance(found, Fact) and found.grain == MONTH:
            own = prefix + own
            raise FormulaError("not-of-the-row", tree.column, name=tree.text, grain=grain, own=own)

    def _slashed(self, tree: syntax.Tree | None, kind: Type) -> bool:
        """Whether what reads as a division stands where words have strokes, such as `TK/3`."""
        if not isinstance(tree, syntax.Op) or set(tree.signs) != {"/"}:
            return False
        leaves = all(isinstance(arg, (syntax.Name, syntax.Const)) for arg in tree.args)
        return leaves and any("/" in word for word in self.names.vocabulary(kind.vocabulary))

    def _word(self, text: str, expected: Type, column: int) -> Const:
        words = self.names.vocabulary(expected.vocabulary)
        if words and text not in words:
            nearest = ", ".join(difflib.get_close_matches(text, words, 2))
            raise FormulaError(
                "unknown-word", column, word=text, nearest=nearest or ", ".join(words)
            )
        return Const(replace(expected, optional=False), text)

    def resolve(self, path: tuple[str, ...], scope: Scope) -> Expr | None:
        """The fact, quantity or input that a name means in a scope."""
        text = ".".join(path)
        if scope.local and text in scope.local:
            return scope.local[text]
        if len(path) == 1 and (own := self._fact(scope.grain, text, scope)):
            return own
        quantity = self.names.quantity(text)
        if quantity is not None:
            return quantity
        if len(path) == 2:
            return self._prefixed(*path, scope)
        return self._unprefixed(text, scope) if len(path) == 1 else None

    def _fact(self, grain: str, name: str, scope: Scope) -> Fact | None:
        found = catalogue()[grain].facts.get(name)
        if found is None or found.only == ("rows" if scope.evidence else "verdict"):
            return None
        return Fact(found.type, grain, name)

    def _prefixed(self, grain: str, name: str, scope: Scope) -> Expr | None:
        """`activity.minutes`, `event.missed`."""
        if grain not in catalogue():
            return None
        if found := self._fact(grain, name, scope):
            return found
        quantity = self.names.quantity(name)
        return quantity if quantity is not None and quantity.grain == grain else None

    def _unprefixed(self, name: str, scope: Scope) -> Expr | None:
        """Facts of the grains seen from here; those of day and month never need a prefix."""
        if not scope.evidence:
            for grain in (*catalogue()[scope.grain].sees, "day", MONTH):
                if found := self._fact(grain, name, scope):
                    return found
        kind = self.names.input(name)
        return Fact(kind, MONTH, name) if kind is not None else None

    def _nearest(self, name: str, scope: Scope) -> str:
        """Names that look like one; found once, since one mistake stands in many rules."""
        key = scope.grain, name
        if key not in self._looks_like:
            if len(self._looks_like) == MOST_GUESSES:
                return "-"
            self._looks_like[key] = self._found_nearest(name, scope)
        return self._looks_like[key]

    def _found_nearest(self, name: str, scope: Scope) -> str:
        elsewhere = [f"{g}.{name}" for g, grain in catalogue().items() if name in grain.facts]
        if elsewhere:
            return ", ".join(elsewhere)
        facts = {f for g in (scope.grain, "day", MONTH) for f in catalogue()[g].facts}
        names = sorted({*facts, *self.names.known()} - {name})
        return ", ".join(difflib.get_close_matches(name, names, 3)) or "-"

    # -------------------------------------------------------------- conditions
    def _cond(self, tree: syntax.Cond, scope: Scope, expected: Type | None) -> Expr:
        test = self.flag(tree.test, scope)
        holds, fails = self.implied(tree.test, truth=True), self.implied(tree.test, truth=False)
        branches = [(tree.yes, scope.given(holds)), (tree.no, scope.given(fails))]
        first, second = branches
        if expected is not None:
            yes, no = self.check(*first, expected), self.check(*second, expected)
        else:
            yes, no = self._branches(first, second)
        kind, (yes, no) = self._alike((tree.yes, tree.no), (yes, no), tree.column)
        return Cond(kind, test, yes, no)

    def _branches(
        self, first: tuple[syntax.Tree, Scope], second: tuple[syntax.Tree, Scope]
    ) -> tuple[Expr, Expr]:
        """Both branches, the one whose unit shows by itself first: it tells the other's words."""
        try:
            yes = self.check(*first)
        except FormulaError as exc:
            if exc.column not in _waiting(first[0]):
                raise
            no = self.check(*second)
            return self.check(*first, no.type), no
        return yes, self.check(*second, yes.type)

    def flag(self, tree: syntax.Tree, scope: Scope) -> Expr:
        """A formula that must be yes or no."""
        expr = self.check(tree, scope, FLAG)
        if expr.type.unit is not Unit.FLAG:
            raise FormulaError("flag-wanted", tree.column, found=Spoken(tree, expr.type))
        if expr.type.optional:
            return Compare(FLAG, "=", expr, Const(FLAG, value=True))
        return expr

    def implied(self, tree: syntax.Tree, *, truth: bool) -> tuple[frozenset[str], frozenset[str]]:
        """Names that exist, and names above zero, where `tree` is true (or false)."""
        empty: frozenset[str] = frozenset()
        if not isinstance(tree, syntax.Op):
            return empty, empty
        if tree.op == "not":
            return self.implied(tree.args[0], truth=not truth)
        if tree.op == ("and" if truth else "or"):
            parts = [self.implied(arg, truth=truth) for arg in tree.args]
            return empty.union(*(p[0] for p in parts)), empty.union(*(p[1] for p in parts))
        if not truth:
            return empty, empty
        first = tree.args[0]
        if tree.op == "exists" and isinstance(first, syntax.Name):
            return frozenset({first.text}), empty
        if tree.op == ">" and isinstance(first, syntax.Name):
            second = tree.args[1]
            if isinstance(second, syntax.Const) and second.literal is not None:
                return empty, frozenset({first.text})
        return empty, empty

    def _logic(self, tree: syntax.Op, scope: Scope) -> Expr:
        args: list[Expr] = []
        for arg in tree.args:
            args.append(self.flag(arg, scope))
            scope = scope.given(self.implied(arg, truth=tree.op == "and"))
        return Logic(FLAG, tree.op, tuple(args))

    def _compare(self, tree: syntax.Op, scope: Scope) -> Expr:
        first, second = tree.args
        try:
            left = self.check(first, scope)
        except FormulaError as exc:
            if exc.column not in _waiting(first):
                raise
            right = self.check(second, scope)
            left = self.check(first, scope, right.type)
        else:
            right = self.check(second, scope, left.type)
        ordered = tree.op not in {"=", "!="}
        if ordered and not (left.type.numeric and right.type.numeric):
            found = Spoken(first, left.type)
            raise FormulaError("not-ordered", tree.column, op=tree.op, found=found)
        _, (left, right) = self._alike((first, second), (left, right), tree.column)
        if left.type.numeric:
            self._must_exist(left, first, scope)
            self._must_exist(right, second, scope)
        return Compare(FLAG, tree.op, left, right)

    def _alike(
        self, trees: Sequence[syntax.Tree], exprs: Sequence[Expr], column: int
    ) -> tuple[Type, tuple[Expr, ...]]:
        """Values brought to one type; a `0` beside percents is 0 %.

        Raises:
            FormulaError: different units [unit-mismatch, percent-beside-number].
        """
        percents = any(expr.type.unit is Unit.PERCENT for expr in exprs)
        made = tuple(_no_percent(expr) if percents else expr for expr in exprs)
        for tree, expr in zip(trees[1:], made[1:], strict=True):
            if expr.type.unit is not made[0].type.unit:
                left, right = Spoken(trees[0], made[0].type), Spoken(tree, expr.type)
                raise unlike(column, left, right)
        return unify((expr.type for expr in made), column), made

    def _must_exist(self, expr: Expr, tree: syntax.Tree, scope: Scope) -> Expr:
        if not expr.type.optional:
            return expr
        if isinstance(tree, syntax.Aggregate):
            each = "" if scope.grain == MONTH else f"each: {scope.grain}, "
            # What was written is told by whoever has the text.
            raise FormulaError("nameless-may-be-none", tree.column, each=each, written="…")
        raise FormulaError("may-be-none", tree.column, name=spelled(tree))

    def _member(self, tree: syntax.Member, scope: Scope) -> Expr:
        value = self.check(tree.value, scope)
        words: set[str] = set()
        ranges: list[tuple[Expr | None, Expr | None]] = []
        for span in tree.spans:
            if value.type.unit is Unit.WORD:
                words |= self._word_span(span, value.type)
            else:
                self._must_exist(value, tree.value, scope)
                ends = [self._end(end, value.type, scope) for end in (span.first, span.last)]
                ranges.append((ends[0], ends[1]))
        among = Among(FLAG, value, frozenset(words), tuple(ranges))
        return Logic(FLAG, "not", (among,)) if tree.negated else among

    def _end(self, tree: syntax.Tree | None, kind: Type, scope: Scope) -> Expr | None:
        if tree is None:
            return None
        end = self._must_exist(self.check(tree, scope), tree, scope)
        if kind.unit is Unit.PERCENT:
            end = _no_percent(end)
        if end.type.unit != kind.unit:
            raise unlike(tree.column, kind, Spoken(tree, end.type))
        return end

    def _word_span(self, span: syntax.Span, kind: Type) -> frozenset[str]:
        order = self.names.vocabulary(kind.vocabulary)
        ends = [
            _joined(end) if end is not None and self._slashed(end, kind) else self._word_end(end)
            for end in (span.first, span.last)
        ]
        first, last = ends
        if first == last and first is not None:
            group = self.names.group(first)
            if group is not None and first not in order:
                return group
            return frozenset({str(self._word(first, kind, span.column).value)})
        for end in ends:
            if end is not None:
                self._word(end, kind, span.column)
        if not order:
            raise FormulaError("words-without-order", span.column)
        low = order.index(first) if first else 0
        high = order.index(last) if last else len(order) - 1
        if high < low:
            raise FormulaError("range-backwards", span.column, low=first, high=last)
        return frozenset(order[low : high + 1])

    def _word_end(self, tree: syntax.Tree | None) -> str | None:
        if tree is None:
            return None
        if isinstance(tree, syntax.Name):
            return tree.text
        raise FormulaError("word-wanted", tree.column)

    # -------------------------------------------------------------- arithmetic
    def _op(self, tree: syntax.Op, scope: Scope, expected: Type | None) -> Expr:
        if tree.op in {"and", "or", "not"}:
            return self._logic(tree, scope)
        if tree.op == "exists":
            arg = tree.args[0]
            return Exists(FLAG, self.check(arg, replace(scope, exists=frozenset())))
        if tree.op == "+":
            return self._sum(tree, scope, expected)
        if tree.op == "*":
            return self._product(tree, scope)
        if tree.op == "-":
            arg_ = self._size(tree.args[0], scope)
            return Negative(arg_.type, arg_)
        return self._compare(tree, scope)

    def _number(self, tree: syntax.Tree, scope: Scope, expected: Type | None = None) -> Expr:
        expr = self._must_exist(self.check(tree, scope, expected), tree, scope)
        if not expr.type.numeric:
            raise FormulaError("number-wanted", tree.column, found=Spoken(tree, expr.type))
        return expr

    def _size(self, tree: syntax.Tree, scope: Scope) -> Expr:
        """A number that is large or small by itself: no date and no clock time."""
        expr = self._number(tree, scope)
        if expr.type.unit in {Unit.DATE, Unit.CLOCK}:
            raise FormulaError("number-wanted", tree.column, found=Spoken(tree, expr.type))
        return expr

    def _sum(self, tree: syntax.Op, scope: Scope, expected: Type | None) -> Expr:
        args = tuple(self._number(arg, scope, expected) for arg in tree.args)
        kind = args[0].type
        for sign, arg, expr in zip(tree.signs, tree.args[1:], args[1:], strict=True):
            try:
                kind = sum_type(kind, expr.type, minus=sign == "-")
            except UnitError:
                left, right = Spoken(tree.args[0], kind), Spoken(arg, expr.type)
                raise unlike(arg.column, left, right) from None
        minus = (False, *(sign == "-" for sign in tree.signs))
        if args[0].type.unit is Unit.DATE:
            # The days between two dates are a number: what follows is added to that.
            days = Sum(sum_type(args[0].type, args[1].type, minus=True), args[:2], minus[:2])
            args, minus = (days, *args[2:]), (False, *minus[2:])
        return args[0] if len(args) == 1 else Sum(kind, args, minus)

    def _product(self, tree: syntax.Op, scope: Scope) -> Expr:
        result = self._number(tree.args[0], scope)
        for sign, arg in zip(tree.signs, tree.args[1:], strict=True):
            right = self._number(arg, scope)
            try:
                if sign == "/":
                    result = self._quotient(result, right, arg, scope)
                else:
                    kind = product_type(result.type, right.type)
                    result = Product(kind, (result, right))
            except UnitError:
                raise FormulaError(
                    "unit-mismatch-product",
                    arg.column,
                    op="/" if sign == "/" else "×",
                    left=Spoken(tree.args[0], result.type),
                    right=Spoken(arg, right.type),
                ) from None
        return result

    def _quotient(self, top: Expr, bottom: Expr, tree: syntax.Tree, scope: Scope) -> Expr:
        safe = isinstance(bottom, Const) and bool(bottom.value)
        if isinstance(tree, syntax.Name) and tree.text in scope.positive:
            safe = True
        kind = quotient_type(top.type, bottom.type)
        if not safe:
            name = tree.text if isinstance(tree, syntax.Name) else "…"
            raise FormulaError("may-be-zero", tree.column, name=name)
        return Quotient(kind, top, bottom, None)

    # -------------------------------------------------------------- calls
    def _call(self, tree: syntax.Call, scope: Scope) -> Expr:
        function = self._functions.get(tree.name)
        if function is not None:
            return function(tree, scope)
        if self.names.table_inputs(tree.name) is None:
            known = [*self._functions, *self.names.known()]
            nearest = ", ".join(difflib.get_close_matches(tree.name, known, 3)) or "-"
            raise FormulaError("unknown-function", tree.column, name=tree.name, nearest=nearest)
        args = tuple(self.check(arg, scope) for arg in tree.args)
        found = self.lookup(tree.name, args, tree.column, tree.output)
        if isinstance(found, Lookup):
            # The measure of a series is of something that happened: it is never 0.
            own = dict(scope.local or {}).get("measure")
            edge = found.table.open_at_zero
            if edge is not None and found.args[0] != own and not _is_told(found):
                raise FormulaError(
                    "table-asked-with-zero", tree.column, table=tree.name, edge=edge
                )
        return found

    def lookup(self, name: str, args: tuple[Expr, ...], column: int, output: str = "") -> Expr:
        """A named table applied to arguments whose units fit its inputs."""
        inputs = self.names.table_inputs(name) or ()
        if len(args) != len(inputs):
            raise FormulaError(
                "wrong-arguments", column, name=name, wanted=len(inputs), got=len(args)
            )
        for arg, (label, kind) in zip(args, inputs, strict=True):
            if arg.type.unit != kind.unit:
                if {arg.type.unit, kind.unit} == {Unit.PERCENT, Unit.NUMBER}:
                    raise unlike(column, arg.type, kind)
                raise FormulaError(
                    "argument-unit", column, table=name, name=label, wanted=kind, got=arg.type
                )
        # Half-open rows hold what a value with endless decimals is rounded down to.
        asked = zip(args, inputs, self.names.half_open(name), strict=True)
        args = tuple(
            floored(arg, kind.scale) if is_open and self.names.may_be_endless(arg) else arg
            for arg, (_, kind), is_open in asked
        )
        table = self.names.table(name, tuple(arg.type for arg in args))
        if table.kind == STEP and any(self.names.may_be_endless(arg) for arg in args):
            raise FormulaError("table-needs-rounding", column, table=name)
        names = [name for name, _ in table.outputs]
        index = names.index(output) if output in names else 0
        return looked_up(table, args, index)

    def _pick(self, tree: syntax.Call, scope: Scope) -> Expr:
        if len(tree.args) < 2:
            # `max(late)` is mostly meant as `highest(late)`: a choice of one chooses nothing.
            self._arity(tree, 2)
        args = tuple(self._number(arg, scope) for arg in tree.args)
        kind, args = self._alike(tree.args, args, tree.column)
        return Pick(kind, tree.name, args)

    def _clamp(self, tree: syntax.Call, scope: Scope) -> Expr:
        self._arity(tree, 3)
        args = tuple(self._number(arg, scope) for arg in tree.args)
        kind, (value, low, high) = self._alike(tree.args, args, tree.column)
        return Pick(kind, "max", (low, Pick(kind, "min", (value, high))))

    def _round_call(self, tree: syntax.Call, scope: Scope) -> Expr:
        self._arity(tree, 2)
        value = self._size(tree.args[0], scope)
        step = self._number(tree.args[1], scope)
        if not isinstance(step, Const) or not step.value:
            raise FormulaError("step-wanted", tree.args[1].column)
        modes = {"floor": Mode.FLOOR, "ceil": Mode.CEIL, "round": self.names.rounding}
        try:
            return rounded(value, step, modes[tree.name])
        except UnitError:
            raise FormulaError(
                "unit-mismatch",
                tree.column,
                left=Spoken(tree.args[0], value.type),
                right=Spoken(tree.args[1], step.type),
            ) from None

    def _share(self, tree: syntax.Call, scope: Scope) -> Expr:
        self._arity(tree, 3)
        top, bottom = (self._number(arg, scope) for arg in tree.args[:2])
        try:
            kind = quotient_type(top.type, bottom.type)
        except UnitError:
            raise FormulaError(
                "unit-mismatch-product",
                tree.column,
                op="/",
                left=Spoken(tree.args[0], top.type),
                right=Spoken(tree.args[1], bottom.type),
            ) from None
        zero = self._number(tree.args[2], scope, kind)
        if kind.unit is Unit.PERCENT:
            zero = _no_percent(zero)
        if zero.type.unit is not kind.unit:
            raise unlike(tree.args[2].column, kind, Spoken(tree.args[2], zero.type))
        return Quotient(kind, top, bottom, zero)

    def _arity(self, tree: syntax.Call, wanted: int) -> None:
        if len(tree.args) != wanted:
            raise FormulaError(
                "wrong-arguments", tree.column, name=tree.name, wanted=wanted, got=len(tree.args)
            )

    # -------------------------------------------------------------- aggregates
    def _aggregate(self, tree: syntax.Aggregate, scope: Scope) -> Expr:
        where = self.flag(tree.where, scope) if tree.where else None
        name = tree.body.text if isinstance(tree.body, syntax.Name) else ""
        window = self._window(tree)
        if tree.empty is not None and tree.kind not in {"highest", "lowest"}:
            raise FormulaError("no-value-of-none", tree.empty.column, kind=tree.kind)
        if tree.kind in {"count", "any"} and self._is_rows(name, scope):
            if where is not None:
                self._rows_of(name, where, tree)
            self._names_of_rows(tree, name, scope)
            kind = NUMBER if tree.kind == "count" else FLAG
            counted = Gather(kind, tree.kind, name, Const(FLAG, value=True), where, None, window)
            return self._over(self._dated(counted, tree, scope), tree)
        flags = tree.kind in {"count", "any", "all", "nth", "longest_run"}
        body = self._body(tree, scope, flags=flags)
        grain_ = finest(grain_of(part) for part in (body, where) if part is not None)
        if grain_ is None or grain_ == MONTH:
            raise FormulaError("nothing-to-aggregate", tree.column, kind=tree.kind)
        self._names_of_rows(tree, grain_, scope)
        if tree.kind in {"nth", "running"}:
            return self._upto(tree, scope, grain_, body)
        if tree.per is not None:
            raise FormulaError("per-not-here", tree.per.column, kind=tree.kind)
        kind = {"any": FLAG, "all": FLAG}.get(tree.kind) or (NUMBER if flags else body.type)
        empty = None
        if tree.kind in {"highest", "lowest"}:
            kind, empty = self._of_no_rows(tree, body, scope)
        kind = replace(kind, optional=tree.kind in _ENDS)
        found = Gather(kind, tree.kind, grain_, body, where, empty, window)
        return self._over(self._dated(found, tree, scope), tree)

    def _is_rows(self, name: str, scope: Scope) -> bool:
        """Whether a name counts the rows of a grain; `outage` alone is the flag of the day."""
        if name not in catalogue():
            return False
        flag = self._fact("day", name, scope)
        return flag is None or flag.type.unit is not Unit.FLAG

    def _body(self, tree: syntax.Aggregate, scope: Scope, *, flags: bool) -> Expr:
        if flags:
            return self.flag(tree.body, scope)
        if tree.kind in _ENDS:
            return self.check(tree.body, scope)
        # Of no rows the sum and the highest are 0, and no date or clock time is that.
        return self._size(tree.body, scope)

    def _dated(self, found: Gather, tree: syntax.Aggregate, scope: Scope) -> Gather:
        """An aggregate of the rows of one date, or one that does not say that it is none."""
        here = "day" if scope.grain == MONTH or date_of(scope.grain) is None else scope.grain
        if "day" in catalogue()[here].sees:
            here = "day"
        if tree.window != DAY:
            silent = not tree.window and date_of(found.grain) is not None
            return replace(found, silent=silent)
        if date_of(found.grain) is None or tree.kind == "longest_run":
            raise FormulaError("day-not-here", tree.column, kind=tree.kind, grain=found.grain)
        return replace(found, beside=here)

    def _names_of_rows(self, tree: syntax.Aggregate, grain: str, scope: Scope) -> None:
        for part in (*syntax.names(tree.body), *syntax.names(tree.where)):
            if _mistaken_for(part, grain):
                self._refuse_mistaken(part, self.resolve(part.path, scope), grain, f"{grain}.")

    def _of_no_rows(self, tree: syntax.Aggregate, body: Expr, scope: Scope) -> tuple[Type, Expr]:
        """What the highest or the lowest of no rows is, and the type of either."""
        if tree.empty is None:
            if tree.kind == "lowest":
                zero, written = value_text(0, body.type), spelled(tree.body)
                raise FormulaError("lowest-of-none", tree.column, body=written, zero=zero)
            return body.type, Const(replace(body.type, step=1), 0)
        empty = self._number(tree.empty, scope, body.type)
        kind, (_, empty) = self._alike((tree.body, tree.empty), (body, empty), tree.empty.column)
        if grain_of(empty) != MONTH:
            raise mixed(tree.empty.column, grain_of(empty))
        return kind, empty

    def _rows_of(self, grain: str, part: Expr, tree: syntax.Aggregate) -> None:
        """What is asked of each row of a grain must have one value for it."""
        if finest((grain, own := grain_of(part))) != grain:
            raise mixed(tree.column, grain, *sorted({own} - {grain}))

    def _window(self, tree: syntax.Aggregate) -> Window | None:
        inside = tree.window in {"", DAY, MONTH}
        if inside and not tree.carried:
            return None
        window = read_window(tree.window)
        if inside or tree.kind in _ENDS:
            raise FormulaError("window-not-here", tree.column, kind=tree.kind)
        if window is None or window.length > MAX_MONTHS:
            raise FormulaError(
                "window-too-long", tree.column, window=tree.window, limit=MAX_MONTHS
            )
        return window

    def _upto(self, tree: syntax.Aggregate, scope: Scope, grain: str, body: Expr) -> Expr:
        """A running number or sum; what came in earlier months of its window is added."""
        if tree.where is not None:
            raise FormulaError("where-not-here", tree.where.column, kind=tree.kind)
        per = self.check(tree.per, replace(scope, grain=grain)) if tree.per else None
        if per is not None:
            self._rows_of(grain, per, tree)
        number: Expr
        if tree.kind == "nth":
            number = Nth(NUMBER, grain, body, per)
        else:
            number = Running(replace(body.type, step=1), grain, body, per)
        if tree.window in {"", MONTH}:
            return number
        if per is not None or tree.window not in {"year", "semester", "quarter"}:
            raise FormulaError("window-not-here", tree.column, kind=tree.kind)
        before = replace(tree, kind="count" if tree.kind == "nth" else "sum", per=None)
        earlier = self._aggregate(replace(before, window=f"earlier in {tree.window}"), scope)
        return Sum(sum_type(number.type, earlier.type), (earlier, number), (False, False))

    def _over(self, found: Gather, tree: syntax.Aggregate) -> Expr:
        """An aggregate over a window, with what the pack does not see of it."""
        if found.window is None:
            return found
        open_ = self.names.open_window(found, tree.carried)
        if open_ is None:
            return found
        match found.kind:
            case "any":
                return Logic(FLAG, "or", (found, open_))
            case "all":
                return Logic(FLAG, "and", (found, open_))
            case "longest_run":
                return Pick(found.type, "max", (found, open_))
            case "highest" | "lowest":
                return _extreme(found, open_)
        return Sum(found.type, (found, open_), (False, False))


def _joined(tree: syntax.Tree) -> str:
    """A word with strokes as its vocabulary writes it."""
    return spelled(tree).replace(" ", "")


def _waiting(tree: syntax.Tree) -> set[int]:
    """Columns of the words and `unknown`s that the unit of another operand can still tell.

    What is wrong elsewhere stays wrong: to read it again at each level of a formula would double
    the work with every level.
    """
    match tree:
        case syntax.Name() | syntax.Const(literal=None):
            return {tree.column}
        case syntax.Cond(yes=yes, no=no):
            return _waiting(yes) | _waiting(no)
        case syntax.Op(op="+", args=args):
            return set[int]().union(*map(_waiting, args))
    return set()


def _extreme(found: Gather, unseen: Fact) -> Expr:
    """The highest or lowest of what is seen and what is not; of no rows of either what it says."""
    assert found.empty is not None
    highest = found.kind == "highest"
    nothing = Const(Type(found.type.unit), -ABOVE_ALL if highest else ABOVE_ALL)
    best = Pick(found.type, "max" if highest else "min", (replace(found, empty=nothing), unseen))
    return Cond(found.type, Compare(FLAG, "=", best, nothing), found.empty, best)


def _mistaken_for(tree: syntax.Name, grain: str) -> str:
    """The fact that a formula of `grain` means by the bare name of a fact of the month."""
    known = catalogue()[MONTH].facts.get(tree.text)
    return known.mistaken.get(grain, "") if known is not None else ""


def _is_told(found: Lookup) -> bool:
    """Whether the one literal that a table is asked with lies in a row, or is told elsewhere.

    Above where the first row begins, what has no row is a hole or an end that is not open, and
    each of these is an error of the table.
    """
    arg, kind = found.args[0], found.table.inputs[0][1]
    if not isinstance(arg, Const) or not isinstance(arg.value, int):
        return False
    value = arg.value * 10 ** (kind.scale - arg.type.scale)
    lows = [low for row in found.table.rows for low, _ in row.cells[0].ranges if low is not None]
    return bool(value >= min(lows))


def _no_percent(expr: Expr) -> Expr:
    """A literal `0` as 0 %, which it is; any other expression as it stands."""
    if isinstance(expr, Const) and expr.type.unit is Unit.NUMBER and expr.value == 0:
        return Const(Type(Unit.PERCENT), 0)
    return expr
