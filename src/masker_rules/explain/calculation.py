"""A formula of the plan as lines that a person can redo on a calculator.

An expression is written with the values it had. What a calculator cannot do (take a branch, find
the row of a table, add up the rows of a month, round) becomes a line of its own before it, so that
every line is numbers, signs and a result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from masker_rules.engine.words import Value, Words
from masker_rules.explain.values import HERE, At, NotKnownError, Values
from masker_rules.language.expressions import grain_of
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
    Condition,
    Const,
    Expr,
    Fact,
    Gather,
    Logic,
    Lookup,
    Negative,
    Pick,
    Product,
    Quotient,
    Ref,
    Rounded,
    Sum,
)
from masker_rules.units import Unit

__all__ = ["UNKNOWN", "Calculator", "Line"]

#: How tightly an operator binds: a sum, a product, a single value.
LOOSE, TIGHT, ATOM = 1, 2, 3
#: Stands where a value is not known.
UNKNOWN = "?"
SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
#: Roles of quantities that are worked out where they are first used.
EXPANDED = frozenset({"prelude", "profile", "rule", "indicator"})
#: Stages that are no resting place of the law: written out where they are used.
PASSING = (".untimed",)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a calculation.

    Attributes:
        what: What is worked out.
        formula: With values; empty where the value is given.
        sign: `=` for arithmetic, `→` for a rounding, a limit, a row of a table.
        text: The result as written.
        note: Why, or where it comes from.
        value: The exact result; None where it is not known.
        unit: Unit of the result.
    """

    what: str
    formula: str
    sign: str
    text: str
    note: str = ""
    value: Value = None
    unit: Unit = Unit.WORD

    @property
    def equation(self) -> str:
        """`40% × Rp 4.000.000 = Rp 1.600.000`."""
        return f"{self.formula} {self.sign} {self.text}" if self.formula else self.text


@dataclass(slots=True)
class Calculator:
    """Writes calculations of one computed month.

    A quantity of the profile is worked out where it is first used and only named afterwards.
    """

    values: Values
    words: Words
    told: set[str] = field(default_factory=set)

    # -------------------------------------------------------------- entry points
    def quantity(self, name: str, at: At = HERE) -> list[Line]:
        """How a quantity came about."""
        self.told.add(name)
        quantity = self.values.computation.plan.by_name[name]
        itself = Ref(quantity.type, quantity.grain, name)
        return self.lines(quantity.expr, self.words.quantity(name), at, itself)

    def lines(
        self, expr: Expr, what: str, at: At = HERE, result: Expr | None = None
    ) -> list[Line]:
        """How an expression came about, its result last.

        Args:
            expr: What to write out.
            what: What it is called.
            at: Where it is read.
            result: The expression whose value is the result, where that is a quantity: its value
                may be certain although a piece of its formula is not.
        """
        before: list[Line] = []
        formula, _ = self._write(expr, at, before, what)
        last = before[-1] if before else None
        text, value = self._result(result or expr, at)
        unit = expr.type.unit
        if last is not None and last.what == what and formula == self._plain(last):
            return before
        line = Line(what, "", "=", text, value=value, unit=unit)
        shown = "" if formula in (UNKNOWN, self._plain(line)) else formula
        before.append(replace(line, formula=shown))
        return before

    def _plain(self, line: Line) -> str:
        """The result of a line as a formula after it would write it."""
        return line.text if line.value is None else self.words.value(line.value, line.unit)

    def equation(self, parts: Sequence[tuple[bool, Fraction]], unit: Unit, what: str) -> Line:
        """A sum of given values; True subtracts."""
        total = sum((-value if minus else value for minus, value in parts), Fraction())
        terms = [(minus, self.words.value(value, unit), ATOM) for minus, value in parts]
        formula = _joined(terms)
        text = self.words.shown(total, unit)
        if len(parts) == 1:
            formula = ""
        return Line(what, formula, "=", text, value=total, unit=unit)

    def product(self, share: Fraction, money: Fraction, what: str) -> Line:
        """`0,5% × Rp 1.600.000 = Rp 8.000`."""
        first = self._atom(self.words.percent(share), is_fraction=not self._whole(share))
        second = self.words.money(money)
        value = share * money
        formula = f"{first} × {second}"
        text = self.words.shown(value, Unit.MONEY)
        return Line(what, formula, "=", text, value=value, unit=Unit.MONEY)

    # -------------------------------------------------------------- writing
    def _result(self, expr: Expr, at: At) -> tuple[str, Value]:
        try:
            value = self.values.of(expr, at)
        except NotKnownError:
            return self.words.say("not_known"), None
        return self.words.shown(value, expr.type.unit), value

    def _leaf(self, expr: Expr, at: At) -> tuple[str, int]:
        try:
            value = self.values.of(expr, at)
        except NotKnownError:
            return UNKNOWN, ATOM
        tight = ATOM if self.words.is_whole(value, expr.type.unit) else TIGHT
        return self.words.value(value, expr.type.unit), tight

    def _write(self, expr: Expr, at: At, before: list[Line], what: str) -> tuple[str, int]:
        """The expression with its values; what it needs first is added to `before`."""
        match expr:
            case Ref():
                return self._ref(expr, at, before, what)
            case Sum() | Product() | Quotient() | Negative():
                return self._arithmetic(expr, at, before, what)
            case Rounded():
                return self._rounded(expr, at, before, what)
            case Pick():
                return self._pick(expr, at, before, what)
            case Cond():
                return self._branch(expr, at, before, what)
            case Lookup():
                return self._lookup(expr, at, before)
            case Gather(window=None):
                return self._gather(expr, at, before, what)
            case Condition():
                return self._flag(expr, at, before)
        return self._leaf(expr, at)

    def _arithmetic(self, expr: Expr, at: At, before: list[Line], what: str) -> tuple[str, int]:
        match expr:
            case Sum():
                return self._sum(expr, at, before, what)
            case Product(args=args):
                ordered = sorted(args, key=lambda arg: arg.type.unit is not Unit.PERCENT)
                texts = [self._inside(arg, at, before, TIGHT, what) for arg in ordered]
                return " × ".join(texts), TIGHT
            case Quotient(top=top, bottom=bottom, zero=zero):
                if zero is not None and self._holds(bottom, at, 0):
                    text, value = self._result(zero, at)
                    given, note = self._leaf(bottom, at)[0], self.words.say("no_divisor")
                    unit = expr.type.unit
                    before.append(Line(what, given, "→", text, note, value, unit))
                    return self._leaf(zero, at)
                over = self._inside(top, at, before, TIGHT, what)
                under = self._inside(bottom, at, before, ATOM, what)
                return f"{over} ÷ {under}", TIGHT
        assert isinstance(expr, Negative)
        return f"−{self._inside(expr.arg, at, before, ATOM, what)}", TIGHT

    def _branch(self, expr: Cond, at: At, before: list[Line], what: str) -> tuple[str, int]:
        try:
            taken = expr.yes if self.values.of(expr.test, at) else expr.no
        except NotKnownError:
            return UNKNOWN, ATOM
        return self._write(taken, at, before, what)

    def _inside(self, expr: Expr, at: At, before: list[Line], binds: int, what: str) -> str:
        text, tight = self._write(expr, at, before, what)
        return text if tight >= binds else f"({text})"

    def _atom(self, text: str, *, is_fraction: bool) -> str:
        return f"({text})" if is_fraction else text

    def _whole(self, value: Fraction) -> bool:
        return self.words.is_whole(value, Unit.PERCENT)

    def _holds(self, expr: Expr, at: At, number: int) -> bool:
        try:
            return self.values.of(expr, at) == number
        except NotKnownError:
            return False

    def _ref(self, expr: Ref, at: At, before: list[Line], what: str) -> tuple[str, int]:
        name = expr.name
        quantity = self.values.computation.plan.by_name[name]
        of_row = quantity.grain != MONTH and quantity.role in {"prelude", "profile"}
        if name.endswith(PASSING) or (of_row and quantity.type.numeric):
            place = At(quantity.grain, self.values.row(quantity.grain, at))
            return self._write(quantity.expr, place, before, what)
        expand = quantity.grain == MONTH and quantity.role in EXPANDED
        if expand and name not in self.told and not isinstance(quantity.expr, (Const, Fact)):
            before += self.quantity(name, at)
        return self._leaf(expr, at)

    def _sum(self, expr: Sum, at: At, before: list[Line], what: str) -> tuple[str, int]:
        """A sum without the terms that are nothing."""
        terms = [
            (minus, *self._write(arg, at, before, what))
            for arg, minus in zip(expr.args, expr.minus, strict=True)
            if not self._holds(arg, at, 0)
        ]
        if not terms:
            return self._leaf(expr, at)
        if len(terms) == 1 and not terms[0][0]:
            return terms[0][1], terms[0][2]
        return _joined(terms), LOOSE

    def _rounded(self, expr: Rounded, at: At, before: list[Line], what: str) -> tuple[str, int]:
        if not self._differs(expr, expr.arg, at):
            return self._write(expr.arg, at, before, what)
        before += self.lines(expr.arg, what, at)
        text, value = self._result(expr, at)
        origin = self._leaf(expr.arg, at)[0]
        note = self.words.step(expr.step)
        before.append(Line(what, origin, "→", text, note, value, expr.type.unit))
        return self._leaf(expr, at)

    def _differs(self, left: Expr, right: Expr, at: At) -> bool:
        try:
            return self.values.of(left, at) != self.values.of(right, at)
        except NotKnownError:
            return False

    def _pick(self, expr: Pick, at: At, before: list[Line], what: str) -> tuple[str, int]:
        """A limit that does not bite is left out; one that does is a line."""
        limits = [arg for arg in expr.args if isinstance(arg, Const)]
        free = [arg for arg in expr.args if not isinstance(arg, Const)]
        if len(free) == 1 and limits:
            inner = free[0]
            if not self._differs(expr, inner, at):
                return self._write(inner, at, before, what)
            before += self.lines(inner, what, at)
            text, value = self._result(expr, at)
            note = self.words.say("at_most" if expr.kind == "min" else "at_least", limit=text)
            origin = self._leaf(inner, at)[0]
            before.append(Line(what, origin, "→", text, note, value, expr.type.unit))
            return self._leaf(expr, at)
        if not free:
            return self._leaf(expr, at)
        texts = [self._write(arg, at, before, what)[0] for arg in expr.args]
        name = self.words.say("smallest" if expr.kind == "min" else "largest")
        return f"{name}({'; '.join(texts)})", ATOM

    def _lookup(self, expr: Lookup, at: At, before: list[Line]) -> tuple[str, int]:
        try:
            row, chosen = self.values.found(expr, at)
        except NotKnownError:
            return UNKNOWN, ATOM
        for arg, (name, _) in zip(expr.args, expr.table.inputs, strict=True):
            self._input(arg, name, at, before)
        given = self.words.listed(
            self._named(arg, name, at)
            for arg, (name, _) in zip(expr.args, expr.table.inputs, strict=True)
        )
        cell = self.words.cell(row.text) if row is not None else self.words.say("else")
        inner: list[Line] = []
        text, tight = self._write(chosen, at, inner, cell)
        before += inner
        result, value = self._result(chosen, at)
        what = self.words.say("table_row")
        note = self.words.say("row", cell=cell)
        before.append(Line(what, given, "→", result, note, value, expr.type.unit))
        return text, tight

    def _input(self, expr: Expr, name: str, at: At, before: list[Line]) -> None:
        """How a number of the month that a table is asked with came about, and on which days."""
        quantity = None
        if isinstance(expr, Ref):
            quantity = self.values.computation.plan.by_name[expr.name]
            if quantity.grain != MONTH or quantity.name in self.told:
                return
        elif grain_of(expr) != MONTH or isinstance(expr, (Const, Fact)):
            return
        if not expr.type.numeric:
            return
        whole = quantity.expr if quantity else expr
        what = self.words.quantity(quantity.name) if quantity else name
        if isinstance(whole, Gather) and whole.kind == "sum" and whole.window is None:
            self._tell_rows(whole, before, what)
        lines = self.quantity(quantity.name, at) if quantity else self.lines(expr, what, at)
        before += [line for line in lines if line.formula]

    def _tell_rows(self, expr: Gather, before: list[Line], what: str) -> None:
        try:
            taken = self.values.gathered(expr)
        except NotKnownError:
            return
        self._tell_days([place for place, value in taken if value], before, what)

    def _named(self, expr: Expr, name: str, at: At) -> str:
        text = self._leaf(expr, at)[0]
        if expr.type.unit in {Unit.WORD, Unit.NUMBER, Unit.FLAG}:
            label = name
            if isinstance(expr, Fact):
                label = self.words.fact(expr.grain, expr.name)
            elif isinstance(expr, Ref):
                label = self.words.quantity(expr.name)
            return f"{label} {text}"
        return text

    # -------------------------------------------------------------- rows
    def _gather(self, expr: Gather, at: At, before: list[Line], what: str) -> tuple[str, int]:
        try:
            taken = self.values.gathered(expr, at)
        except NotKnownError:
            return UNKNOWN, ATOM
        if expr.kind == "sum":
            numbers = [value for _, value in taken if isinstance(value, Fraction) and value]
            if numbers:
                return self._counted(numbers, expr.type.unit)
        elif expr.kind == "count":
            hits = [place for place, value in taken if value]
            self._tell_days(hits, before, what)
        return self._leaf(expr, at)

    def _counted(self, numbers: Iterable[Fraction], unit: Unit) -> tuple[str, int]:
        """`3 × 0,5% + 1%`: equal values told once, in the order in which they come."""
        counts: dict[Fraction, int] = {}
        for number in numbers:
            counts[number] = counts.get(number, 0) + 1
        terms = []
        for number, count in counts.items():
            text = self.words.value(abs(number), unit)
            text = self._atom(text, is_fraction=not self.words.is_whole(number, unit))
            terms.append((number < 0, f"{count} × {text}" if count > 1 else text, TIGHT))
        if len(terms) == 1:
            minus, text, _ = terms[0]
            return (f"−{text}" if minus else text), TIGHT if "×" in text else ATOM
        return _joined(terms), LOOSE

    def _tell_days(self, places: Sequence[At], before: list[Line], what: str) -> None:
        days = [day for place in places if (day := self.values.date(place)) is not None]
        if days:
            days = list(dict.fromkeys(days))
            text = self.words.days(days)
            value = Fraction(len(places))
            before.append(Line(what, text, "→", self.words.number(value), "", value, Unit.NUMBER))

    # -------------------------------------------------------------- flags
    def _flag(self, expr: Expr, at: At, before: list[Line]) -> tuple[str, int]:
        match expr:
            case Compare(op=op, left=left, right=right):
                texts = [
                    self._inside(side, at, before, LOOSE, self._side(side))
                    for side in (left, right)
                ]
                return f"{texts[0]} {SIGNS[op]} {texts[1]}", LOOSE
            case Logic(op="not", args=args):
                text, _ = self._write(args[0], at, before, "")
                return f"{self.words.say('not')} ({text})", ATOM
            case Logic(op=op, args=args):
                pieces = [self._inside(arg, at, before, ATOM, "") for arg in args]
                return f" {self.words.say(op)} ".join(pieces), LOOSE
            case Among(value=value, words=words):
                allowed = sorted(self.words.word(word) for word in words)
                shown = self._named(value, "", at).strip()
                if not allowed:
                    return self._leaf(expr, at)
                return f"{shown} ∈ {{{'; '.join(allowed)}}}", LOOSE
        return self._leaf(expr, at)

    def _side(self, expr: Expr) -> str:
        if isinstance(expr, Gather):
            return self.words.say("counted")
        return ""


def _joined(terms: Sequence[tuple[bool, str, int]]) -> str:
    text = ""
    for minus, term, tight in terms:
        shown = f"({term})" if tight < TIGHT and minus else term
        text += (f" {'−' if minus else '+'} " if text else "−" if minus else "") + shown
    return text
