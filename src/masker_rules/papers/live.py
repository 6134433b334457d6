"""The plan as formulas of a spreadsheet: whole over whole numbers, rounded where the law rounds.

A spreadsheet computes with binary fractions, of which 53 bits are exact. A formula made here
keeps every step a whole number until the one division that ends it, so that rounding falls on the
side on which the law has it; where that cannot be kept, there is no formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

from masker_rules.explain.values import HERE, NotKnownError, Values
from masker_rules.language.plan import (
    MONTH,
    Cond,
    Expr,
    Gather,
    Lookup,
    Named,
    Negative,
    Pick,
    Product,
    Quotient,
    Ref,
    Rounded,
    Sum,
)
from masker_rules.units import round_to_step
from masker_rules.units.rounding import Mode

__all__ = ["EXACT", "LONGEST", "Live", "NoFormula", "column_of"]

#: Whole numbers below this are exact in every spreadsheet.
EXACT = 2**53
#: Letters of a formula.
LONGEST = 4000
#: How tightly a text binds.
SUM, PRODUCT, ATOM = 1, 2, 3
#: Columns of the sheet that are no quantity of the regulation.
OWN = frozenset(
    {"no", "name", "nip", "grade", "position", "job_class", "days", "gross", "net", "remark"}
)
#: Functions that round `n/d` to a whole number.
ROUNDINGS = {
    Mode.HALF_UP: "ROUND({},0)",
    Mode.DOWN: "ROUNDDOWN({},0)",
    Mode.UP: "ROUNDUP({},0)",
    Mode.FLOOR: "INT({})",
    Mode.CEIL: "-INT(-({}))",
}


def column_of(name: str) -> str:
    """The column of a quantity: one of the sheet's own may have its name, such as `gross`."""
    return f"={name}" if name in OWN else name


class NoFormula(Exception):  # noqa: N818  (it is none of the errors of the library)
    """No formula gives the value exactly; `why` is a key of `papers.no_formula`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class _Piece:
    """`top / bottom`, whole numbers both, with what they are for this person.

    Attributes:
        text: The top as a formula.
        binds: How tightly the text does: `SUM`, `PRODUCT` or `ATOM`.
    """

    text: str
    top: int
    bottom: int = 1
    binds: int = ATOM

    def __post_init__(self) -> None:
        if abs(self.top) >= EXACT or self.bottom >= EXACT:
            raise NoFormula("size")

    def within(self, binds: int) -> str:
        """The text where it must bind so tightly."""
        return self.text if self.binds >= binds else f"({self.text})"

    @property
    def whole(self) -> str:
        """The quotient."""
        return self.text if self.bottom == 1 else f"{self.within(PRODUCT)}/{self.bottom}"

    def times(self, factor: int) -> _Piece:
        """The same over a bottom that is larger by a factor."""
        if factor == 1:
            return self
        bottom = self.bottom * factor
        if self.top == 0 and self.text == "0":
            return _Piece("0", 0, bottom)
        if self.text == str(self.top):
            return _number(self.top * factor, bottom)
        text = f"{self.within(PRODUCT)}*{factor}"
        return _Piece(text, self.top * factor, bottom, PRODUCT)


@dataclass(frozen=True, slots=True)
class Live:
    """Writes the quantities of one computed month as formulas.

    Attributes:
        values: The month.
        cells: Quantities and month facts that have a cell, with the power of ten that makes a
            whole number of what the cell shows; None where its value is no decimal of few digits.
    """

    values: Values
    cells: Mapping[str, int | None]

    def formula(self, name: str) -> str:
        """How a quantity comes about of cells.

        Raises:
            NoFormula: no formula gives it exactly.
        """
        quantity = self.values.computation.plan.by_name[name]
        piece = self._piece(quantity.expr)
        if Fraction(piece.top, piece.bottom) != self.values.quantity(name):
            # A month with a change: the cells are those of its end, the value of all its days.
            raise NoFormula("unknown")
        if len(piece.whole) > LONGEST:
            raise NoFormula("size")
        return piece.whole

    def _piece(self, expr: Expr) -> _Piece:
        match expr:
            case Named(grain=grain, name=name) if grain == MONTH and name in self.cells:
                return self._cell(name, expr)
            case Ref(grain=grain, name=name) if grain == MONTH:
                return self._piece(self.values.computation.plan.by_name[name].expr)
            case Cond(test=test, yes=yes, no=no):
                return self._piece(yes if self._known(test) else no)
            case Lookup():
                return self._piece(self._row(expr))
            case Gather(window=window) if window is not None:
                raise NoFormula("window")
        return self._arithmetic(expr)

    def _arithmetic(self, expr: Expr) -> _Piece:
        match expr:
            case Sum():
                return self._sum(expr)
            case Product(args=args):
                return self._product([self._piece(arg) for arg in args])
            case Quotient():
                return self._quotient(expr)
            case Negative(arg=arg):
                inner = self._piece(arg)
                return _Piece(f"-{inner.within(PRODUCT)}", -inner.top, inner.bottom, SUM)
            case Pick():
                return self._pick(expr)
            case Rounded():
                return self._rounded(expr)
        return self._given(expr)

    # -------------------------------------------------------------- leaves
    def _known(self, expr: Expr) -> object:
        try:
            return self.values.of(expr, HERE)
        except (NotKnownError, KeyError):
            raise NoFormula("unknown") from None

    def _row(self, expr: Lookup) -> Expr:
        try:
            return self.values.found(expr, HERE)[1]
        except (NotKnownError, KeyError):
            raise NoFormula("unknown") from None

    def _given(self, expr: Expr) -> _Piece:
        """A value of this person that has no cell."""
        value = self._known(expr)
        if isinstance(value, bool) or not isinstance(value, Fraction):
            raise NoFormula("unknown")
        return _number(value.numerator, value.denominator)

    def _cell(self, name: str, expr: Expr) -> _Piece:
        value = self._known(expr)
        power = self.cells[name]
        if power is None or not isinstance(value, Fraction):
            return self._given(expr)
        scaled = value * 10**power
        if scaled.denominator != 1:
            raise NoFormula("size")
        text = f"{{{column_of(name)}}}"
        if power:
            text = f"ROUND({text}*{10**power},0)"
        return _Piece(text, scaled.numerator, 10**power)

    # -------------------------------------------------------------- arithmetic
    def _sum(self, expr: Sum) -> _Piece:
        pieces = _alike([self._piece(arg) for arg in expr.args])
        text, top = "", 0
        for piece, minus in zip(pieces, expr.minus, strict=True):
            top += -piece.top if minus else piece.top
            if piece.text == "0":
                continue
            # A sum in brackets only where its signs would turn.
            text += "-" if minus else "+" if text else ""
            text += piece.within(PRODUCT) if minus or text else piece.text
        terms = [piece for piece in pieces if piece.text != "0"]
        binds = terms[0].binds if len(terms) == 1 and text == terms[0].text else SUM
        return _Piece(text or "0", top, pieces[0].bottom, binds if terms else ATOM)

    def _product(self, pieces: list[_Piece]) -> _Piece:
        number, bottom, texts, top = 1, 1, [], 1
        for piece in pieces:
            bottom *= piece.bottom
            top *= piece.top
            if piece.text == str(piece.top):
                number *= piece.top
            else:
                texts.append(piece.within(PRODUCT))
        common = gcd(number, bottom) or 1
        number, bottom, top = number // common, bottom // common, top // common
        if number != 1 or not texts:
            texts.append(_number(number).within(PRODUCT) if texts else str(number))
        if len(texts) == 1 and texts[0] == str(number):
            return _number(top, bottom)
        return _Piece("*".join(texts), top, bottom, PRODUCT)

    def _quotient(self, expr: Quotient) -> _Piece:
        below = self._known(expr.bottom)
        if not below and expr.zero is not None:
            return self._piece(expr.zero)
        # Of this person both are known: what was divided is a number.
        over, under = self._piece(expr.top), self._given(expr.bottom)
        if under.top <= 0:
            raise NoFormula("unknown")
        return self._product([over, _number(under.bottom, under.top)])

    def _pick(self, expr: Pick) -> _Piece:
        pieces = _alike([self._piece(arg) for arg in expr.args])
        function = "MIN" if expr.kind == "min" else "MAX"
        top = (min if expr.kind == "min" else max)(piece.top for piece in pieces)
        text = f"{function}({','.join(piece.text for piece in pieces)})"
        return _Piece(text, top, pieces[0].bottom)

    def _rounded(self, expr: Rounded) -> _Piece:
        inner, step = self._piece(expr.arg), expr.step
        unit = Fraction(step.size, 10**step.scale)
        whole = Fraction(inner.top, inner.bottom)
        if inner.bottom == 1 and unit == 1:
            return inner
        how = ROUNDINGS.get(step.mode)
        if how is None and (whole / unit).denominator != 1:
            raise NoFormula(str(step.mode))
        parts = Fraction(10**step.scale, step.size * inner.bottom)
        scaled = _Piece(inner.text, inner.top, 1, inner.binds).times(parts.numerator)
        divided = replace(scaled, bottom=parts.denominator).whole
        # Of what the cells say, which in a month with a change is not what the quantity is.
        count = Fraction(round_to_step(whole, 0, step), step.size)
        text = (how or ROUNDINGS[Mode.HALF_UP]).format(divided)
        piece = _Piece(text, count.numerator, 1, SUM if text.startswith("-") else ATOM)
        if unit == 1:
            return piece
        return self._product([piece, _number(unit.numerator, unit.denominator)])


def _number(top: int, bottom: int = 1) -> _Piece:
    return _Piece(str(top), top, bottom, ATOM if top >= 0 else SUM)


def _alike(pieces: list[_Piece]) -> list[_Piece]:
    """The same over one bottom."""
    bottom = lcm(*(piece.bottom for piece in pieces))
    return [piece.times(bottom // piece.bottom) for piece in pieces]
