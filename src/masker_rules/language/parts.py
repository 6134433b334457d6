"""Amount, parts and total: what may be earned, what is left of it, what is paid.

A base offers its full amount, what it has earned (`score`), the points cut from it, what is left
and what is paid; no other stage is hidden. Every name made here may be used in a formula.
"""

from __future__ import annotations

from masker_rules.errors import Place
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FormulaError, unknown_of
from masker_rules.language.pieces import (
    NOTHING,
    PERCENT,
    TOTAL,
    WHOLE,
    ZERO_RUPIAH,
    Ledger,
    Pieces,
)
from masker_rules.language.plan import Base, Expr, Quotient
from masker_rules.language.sources import text_of
from masker_rules.language.workspace import BrokenError
from masker_rules.legal import Text
from masker_rules.units import Unit, UnitError
from masker_rules.units.types import quotient_type

__all__ = ["Parts"]

#: What a total that is the sum of parts has no use for.
ONLY_OF_PARTS = ("weight", "score", "earned", "target", "no_target", "at_most")


class Parts:
    """Lowers `amount` and `parts`."""

    def __init__(self, pieces: Pieces, ledger: Ledger) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work
        self.entries = self.work.document.section("parts")
        self.names = [name for name in self.entries if name != TOTAL]

    def announce(self) -> None:
        """Define the names of every base; rules may then speak of them."""
        self._amount()
        self._check_keys()
        for name in self.names:
            entry = self.entries[name]
            self.work.aliases[name] = f"{name}.full"
            self.ledger.labels[f"parts.{name}"] = text_of(entry.get("label"), name)
            self.pieces.define(f"{name}.full", lambda e=entry: self._full(e), entry, "part")  # type: ignore[misc]
            self._stages(name, entry)
        total = self.entries.get(TOTAL)
        self.work.aliases |= {TOTAL: f"{TOTAL}.full", "gross": f"{TOTAL}.paid"}
        label = text_of(total.get("label") if total else None, TOTAL)
        self.ledger.labels[f"parts.{TOTAL}"] = label
        if self.names:
            self._sum_of_parts(total)
        else:
            self._stages(TOTAL, total)

    def _check_keys(self) -> None:
        """Report a weight that is wanted, and what a total cannot have."""
        problems, sources = self.work.problems, self.work.sources
        for name in self.names:
            entry = self.entries[name]
            if len(self.names) > 1 and entry.get("weight") is None:
                law = sources.law(entry)
                problems.add("missing-key", entry.place, law, key="weight", path=entry.path)
        total = self.entries.get(TOTAL)
        if total is None:
            return
        useless = (*ONLY_OF_PARTS, "at_least") if self.names else ("weight",)
        for key in useless:
            written = total.get(key)
            if written is not None:
                law = sources.law(total)
                problems.add("key-without-effect", written.place, law, key=key, path=total.path)

    def close(self) -> None:
        """List the bases once every rule has said which of them it reduces."""
        for name in (*self.names, TOTAL):
            entry = self.entries.get(name)
            self.ledger.bases.append(self._base(name, entry))

    def _base(self, name: str, entry: Entry | None) -> Base:
        cuts = self.ledger.minus.get(name, [])
        if cuts:
            minus = f"{name}.minus"
            self.pieces.define(minus, lambda: self.pieces.add_up(cuts), entry, "part")
        return Base(
            name,
            self.ledger.labels.get(f"parts.{name}", Text(name, name)),
            self.pieces.source(entry),
            TOTAL,
            self.pieces.step(entry, Unit.MONEY),
            tuple(charge.rate for charge in self.ledger.charges if charge.into == name),
            f"{name}.minus" if cuts else "",
            printed=name != TOTAL or not self.names,
        )

    # -------------------------------------------------------------- amount
    def _amount(self) -> None:
        entry = self.work.document.single.get("amount")

        def build() -> Expr:
            formula = (entry.get("is") or (entry if entry.is_text else None)) if entry else None
            if formula is None:
                amount = self.work.formula_text("tpp", Place("std.yaml"), "", Scope())
            else:
                amount = self.work.formula(formula, Scope())
            self.pieces.must_be(amount, Unit.MONEY, entry)
            return self.pieces.rounded(amount, entry, Unit.MONEY)

        self.pieces.define(f"{TOTAL}.full", build, entry, "amount")

    # -------------------------------------------------------------- stages
    def _full(self, entry: Entry) -> Expr:
        weight = entry.get("weight")
        share = self.pieces.percent(weight, Scope()) if weight else WHOLE
        return self.pieces.product(self.work.ref(f"{TOTAL}.full"), share)

    def _stages(self, name: str, entry: Entry | None) -> None:
        """Define score, points, left and paid of a base."""
        define, work, ledger = self.pieces.define, self.work, self.ledger

        def left() -> Expr:
            rest = self.pieces.less(work.ref(f"{name}.score"), work.ref(f"{name}.points"))
            floor = self.pieces.limit(entry, "at_least", NOTHING)
            return rest if floor is None else self.pieces.at_least(rest, floor)

        def untimed() -> Expr:
            money = self.pieces.product(work.ref(f"{name}.full"), work.ref(f"{name}.left"))
            if not ledger.settled(ledger.minus, name):
                return money
            rest = self.pieces.less(money, work.ref(f"{name}.minus"))
            is_open = entry is not None and entry.text("at_least") == "none"
            return rest if is_open else self.pieces.at_least(rest, ZERO_RUPIAH)

        define(f"{name}.score", lambda: self._score(entry), entry, "part")
        define(
            f"{name}.points",
            lambda: self.pieces.add_up(ledger.settled(ledger.into, name)),
            entry,
            "part",
        )
        define(f"{name}.left", left, entry, "part")
        define(f"{name}.untimed", untimed, entry, "part")
        define(f"{name}.paid", lambda: self._paid(name, entry), entry, "part")

    def _paid(self, name: str, entry: Entry | None) -> Expr:
        money: Expr = self.work.ref(f"{name}.untimed")
        for factor in self.ledger.settled(self.ledger.times, name):
            money = self.pieces.product(money, self.work.ref(factor))
        return self.pieces.rounded(money, entry, Unit.MONEY)

    def _score(self, entry: Entry | None) -> Expr:
        written, earned = (entry.get("score"), entry.get("earned")) if entry else (None, None)
        if entry is None or (written is None and earned is None):
            return WHOLE
        if written is not None:
            score = self.pieces.percent(written, Scope())
        else:
            assert earned is not None
            score = self._earned(entry, earned)
        highest = self.pieces.limit(entry, "at_most", WHOLE)
        if highest is not None:
            score = self.pieces.smaller(score, highest)
        return self.pieces.rounded(self.pieces.at_least(score, NOTHING), entry, Unit.PERCENT)

    def _earned(self, entry: Entry, earned: Entry) -> Expr:
        work = self.work
        target, when_zero = entry.get("target"), entry.get("no_target")
        if target is None or when_zero is None:
            missing = "target" if target is None else "no_target"
            work.problems.add(
                "missing-key", entry.place, work.sources.law(entry), key=missing, path=entry.path
            )
            raise BrokenError
        top, bottom = work.formula(earned, Scope()), work.formula(target, Scope())
        try:
            kind = quotient_type(top.type, bottom.type)
        except UnitError:
            raise FormulaError(
                "unit-mismatch-product", 0, op="/", left=top.type, right=bottom.type
            ) from None
        return Quotient(kind, top, bottom, self._no_target(entry, when_zero))

    def _no_target(self, entry: Entry, written: Entry) -> Expr:
        """What a target of 0 pays: `full`, `nothing`, `unknown`, or a percent."""
        named = {
            "full": WHOLE,
            "nothing": NOTHING,
            "unknown": unknown_of(PERCENT, f"{entry.path}.no_target"),
        }.get(written.text())
        return named if named is not None else self.pieces.percent(written, Scope())

    # -------------------------------------------------------------- total
    def _sum_of_parts(self, entry: Entry | None) -> None:
        define, work, ledger = self.pieces.define, self.work, self.ledger

        def untimed() -> Expr:
            money: Expr = work.ref(f"{TOTAL}.earned")
            cuts = ledger.settled(ledger.into, TOTAL), ledger.settled(ledger.minus, TOTAL)
            if cuts[0]:
                lost = self.pieces.product(work.ref(f"{TOTAL}.full"), work.ref(f"{TOTAL}.points"))
                money = self.pieces.less(money, lost)
            if cuts[1]:
                money = self.pieces.less(money, work.ref(f"{TOTAL}.minus"))
            return self.pieces.at_least(money, ZERO_RUPIAH) if any(cuts) else money

        paid = [f"{name}.paid" for name in self.names]
        define(f"{TOTAL}.earned", lambda: self.pieces.add_up(paid), entry, "part")
        define(
            f"{TOTAL}.points",
            lambda: self.pieces.add_up(ledger.settled(ledger.into, TOTAL)),
            entry,
            "part",
        )
        define(f"{TOTAL}.untimed", untimed, entry, "part")
        define(f"{TOTAL}.paid", lambda: self._paid(TOTAL, entry), entry, "part")
