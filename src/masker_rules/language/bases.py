"""What a percent is a percent of, and which base it changes: the `of` and `from` of a rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from masker_rules import yamltext
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import existing, rounded
from masker_rules.language.pieces import TOTAL, Ledger, Pieces
from masker_rules.language.plan import Const, Expr, Quotient
from masker_rules.language.workspace import BrokenError
from masker_rules.texts import Phrase
from masker_rules.units import Step, Type, Unit, parse_literal
from masker_rules.units.types import quotient_type

__all__ = ["EARNED", "FULL", "PARTS", "Bases", "Target"]

#: `of: parts` names every part at once.
PARTS = "parts"
FULL, EARNED = "full", "earned"
#: `Rp 25.000`, and `5% of tpp`: rupiah need no base of a percent, only one that they change.
_RUPIAH = re.compile(r"\bRp ?\d|\bof\b")


@dataclass(frozen=True, slots=True)
class Target:
    """One base of a rule.

    Attributes:
        of: What the percent is a percent of, as written.
        money: The quantity with the rupiah of it; empty where the rule says rupiah itself.
        into: The base that is changed.
    """

    of: str
    money: str
    into: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What changes a base: the quantity of the month, and how it is made of points of the rule."""

    name: str
    of_points: Callable[[Expr], Expr]


class Bases:
    """Resolves bases, and brings points of one base to the scale of another."""

    def __init__(self, pieces: Pieces, ledger: Ledger) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work

    @property
    def names(self) -> tuple[str, ...]:
        """Every base: the total and the parts."""
        return (TOTAL, *self._parts)

    @property
    def _parts(self) -> tuple[str, ...]:
        return tuple(n for n in self.work.document.section("parts") if n != TOTAL)

    def of(self, path: str, entry: Entry, *, has_money: bool = False) -> list[Target]:
        """The bases that an entry's `of` and `from` name, in order.

        Args:
            path: Of the rule.
            entry: The rule.
            has_money: The rule says rupiah: then it needs only the base that it changes.

        Raises:
            BrokenError: none is stated, or one is unknown; it has been reported.
        """
        written, into = entry.get("of"), entry.text("from")
        if written is None or not (items := [item for item in written.list() if item.text()]):
            if has_money and into:
                return [Target("", "", self._known(path, entry, "from", into))]
            self.not_stated(path, entry)
        if into:
            self._known(path, entry, "from", into)
        found: list[Target] = []
        for item in items:
            for text in self._parts if item.text() == PARTS else (item.text(),):
                found.append(self._target(path, entry, item, text, into, len(found)))
        return found

    def _target(
        self, path: str, entry: Entry, item: Entry, text: str, into: str, number: int
    ) -> Target:
        if text in self.names:
            return Target(text, f"{text}.{FULL}", into or text)
        base, _, stage = text.partition(".")
        if base in self.names and stage in {FULL, EARNED}:
            self.work.wanted.append(text)
            return Target(text, text, into or base)
        if not into:
            self._unknown(path, entry, item, "of", text)
        name = f"{path}.base" + (str(number) if number else "")

        def money() -> Expr:
            value = self.work.formula(item, Scope())
            self.pieces.must_be(value, Unit.MONEY, item)
            return value

        self.pieces.define(name, money, entry, "rule")
        return Target(text, name, into)

    def _known(self, path: str, entry: Entry, key: str, name: str) -> str:
        if name not in self.names:
            self._unknown(path, entry, entry.get(key) or entry, key, name)
        return name

    def _unknown(self, path: str, entry: Entry, at: Entry, key: str, name: str) -> NoReturn:
        law, known = self.work.sources.law(entry), ", ".join(self.names)
        params = {"value": name, "path": f"{path}.{key}", "known": known}
        self.work.problems.add("unknown-choice", at.place, law, **params)
        raise BrokenError

    def not_stated(self, path: str, entry: Entry) -> NoReturn:
        """Report a percent, or rupiah, without a base."""
        law, known = self.work.sources.law(entry), ", ".join(self.names)
        verbs = (entry.get(verb) for verb in ("cut", "give", "pay", "times"))
        written = next((verb for verb in verbs if verb is not None), entry)
        is_money = _says_rupiah(yamltext.plain(written.node))
        key, taken = ("from", "rupiah") if is_money else ("of", "percent")
        place = written.node.place if written.is_text else written.place
        says = Phrase(f"bases.{taken}")
        self.work.problems.add(
            "base-not-stated", place, law, path=path, known=known, key=key, taken=says
        )
        raise BrokenError

    def rupiah_of(self, path: str, entry: Entry) -> NoReturn:
        """Report rupiah beside the base of a percent."""
        law, of = self.work.sources.law(entry), entry.get("of") or entry
        into = entry.text("from") or ", ".join(item.text() for item in of.list())
        self.work.problems.add("rupiah-of-a-base", of.place, law, path=path, base=into)
        raise BrokenError

    # -------------------------------------------------------------- what is changed
    def enter(
        self,
        path: str,
        entry: Entry,
        target: Target,
        points: str,
        step: Step | None = None,
        number: int = 0,
    ) -> Entered:
        """Let points of a month (a percent of the target's base) change the base that they enter.

        Points of the base itself, or of a base of which it is always the same share, are points
        of it; all others are rupiah, and so are those whose rupiah are rounded to a `step`.
        """
        into = target.into
        # Each target of a rule enters by a name of its own.
        own = str(number) if number else ""
        if step is not None:
            return self._enter_money(f"{path}.money_of_{into}{own}", entry, target, points, step)
        if target.money == f"{into}.{FULL}":
            self.ledger.into.setdefault(into, []).append(points)
            return Entered(points, lambda own: own)
        convert = self._conversion(target)
        if convert is not None:
            name = f"{path}.points_of_{into}{own}"
            self.pieces.define(name, lambda: convert(self.work.ref(points)), entry, "rule")
            self.ledger.into.setdefault(into, []).append(name)
            return Entered(name, convert)
        return self._enter_money(f"{path}.money_of_{into}{own}", entry, target, points, None)

    def _enter_money(
        self, money: str, entry: Entry, target: Target, points: str, step: Step | None
    ) -> Entered:
        def loss(own: Expr) -> Expr:
            return self.pieces.product(self.work.ref(target.money), own)

        def of_month() -> Expr:
            lost = loss(self.work.ref(points))
            if step is None:
                return lost
            return rounded(
                existing(lost), Const(Type(step.unit, step.scale), step.size), step.mode
            )

        self.pieces.define(money, of_month, entry, "rule")
        self.ledger.minus.setdefault(target.into, []).append(money)
        return Entered(money, loss)

    def _conversion(self, target: Target) -> Callable[[Expr], Expr] | None:
        into = target.into
        if target.money == f"{into}.{EARNED}" and (into != TOTAL or not self._parts):
            return lambda own: self.pieces.product(self.work.ref(f"{into}.score"), own)
        base, _, stage = target.money.partition(".")
        weight = self._constant_weight(base, into) if stage == FULL else None
        if weight is None:
            return None
        return lambda own: self._divided(own, weight)

    def _constant_weight(self, of: str, into: str) -> Fraction | None:
        """The share that `into` always has of `of`, or None where it varies."""
        weights = {TOTAL: ("", Fraction(1))}
        for name, entry in self.work.document.section("parts").items():
            weight, amount = entry.get("weight"), entry.get("of")
            literal = parse_literal(weight.text()) if weight and weight.is_text else None
            if literal is not None and literal.type.unit is Unit.PERCENT and literal.value:
                whole = " ".join(item.text() for item in amount.list()) if amount else ""
                weights[name] = (whole, Fraction(literal.value, 10**literal.type.scale))
        if of in weights and into in weights and weights[of][0] == weights[into][0]:
            return weights[into][1] / weights[of][1]
        return None

    def _divided(self, own: Expr, weight: Fraction) -> Expr:
        inverse = 1 / weight
        shift = 0
        while (inverse * 10**shift).denominator != 1 and shift < 9:
            shift += 1
        if (inverse * 10**shift).denominator == 1:
            factor = Const(Type(Unit.NUMBER, shift), int(inverse * 10**shift))
            return self.pieces.product(own, factor)
        top = Const(Type(Unit.NUMBER), weight.denominator)
        bottom = Const(Type(Unit.NUMBER), weight.numerator)
        scaled = self.pieces.product(own, top)
        return Quotient(quotient_type(scaled.type, bottom.type), scaled, bottom, None)


def _says_rupiah(value: object) -> bool:
    """Whether a value, or a row of a table that stands for it, is written in rupiah."""
    match value:
        case str():
            return _RUPIAH.search(value) is not None
        case dict():
            return any(map(_says_rupiah, value.values()))
        case [*_, str(last)]:
            return _says_rupiah(last)
        case list():
            return any(map(_says_rupiah, value))
    return False
