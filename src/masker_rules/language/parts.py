"""Amount, parts and total: what may be earned, what is left of it, what is paid.

A base offers its full amount, what it has earned (`score`), the points cut from it, what is left
and what is paid; no other stage is hidden. Every name made here may be used in a formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import reduce

from masker_rules.errors import Place
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.earnings import Earnings, earnings_of
from masker_rules.language.expressions import FLAG, unify
from masker_rules.language.pieces import (
    EXACT,
    NOTHING,
    TOTAL,
    WHOLE,
    ZERO_RUPIAH,
    Ledger,
    Pieces,
)
from masker_rules.language.plan import Base, Compare, Cond, Expr, Product, Quotient
from masker_rules.language.sources import text_of
from masker_rules.language.workspace import BrokenError
from masker_rules.legal import NO_LAW, Text
from masker_rules.units import Unit
from masker_rules.units.types import product_type, quotient_type

__all__ = ["Parts"]

#: What a total that is the sum of parts has no use for.
ONLY_OF_PARTS = ("weight", "of", "score", "is", "earn", "earned", "target", "no_target", "at_most")
#: What is left of a base before rules multiply it is rounded to it.
ROUND_LEFT = "round_left"
#: Ways to say what a part has earned; at most one of them.
SCORES = ("score", "is", "earn", "earned")


def _amounts(entry: Entry | None) -> dict[str, Entry]:
    """The amounts that a part is a share of, by label; none where it is one of the total."""
    written = entry.get("of") if entry else None
    items = written.list() if written else []
    return {_label(item.text(), number): item for number, item in enumerate(items, 1)}


def _written(entry: Entry) -> tuple[str, ...]:
    """The amounts that a part is a share of, as written: parts of the same ones share them."""
    return tuple(item.text() for item in _amounts(entry).values())


def _label(text: str, number: int) -> str:
    return text if text.isidentifier() else str(number)


class Parts:
    """Lowers `amount` and `parts`."""

    def __init__(self, pieces: Pieces, ledger: Ledger) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work
        self.entries = self.work.document.section("parts")
        self.names = [name for name in self.entries if name != TOTAL]
        self.earnings = Earnings(pieces)
        total = self.entries.get(TOTAL)
        self.residual = total.text("residual") if total is not None else ""

    def announce(self) -> None:
        """Define the names of every base; rules may then speak of them."""
        self._amount()
        self._check_keys()
        for name in self.names:
            entry = self.entries[name]
            self.work.aliases[name] = f"{name}.full"
            self.ledger.labels[f"parts.{name}"] = text_of(entry.get("label"), name)
            self.pieces.define(f"{name}.full", lambda e=entry: self._full(e), entry, "part")  # type: ignore[misc]
            self.earnings.announce(name, entry)
            self._stages(name, entry)
        total = self.entries.get(TOTAL)
        self.work.aliases |= {TOTAL: f"{TOTAL}.full", "gross": f"{TOTAL}.paid"}
        label = text_of(total.get("label") if total else None, TOTAL)
        self.ledger.labels[f"parts.{TOTAL}"] = label
        if self.names:
            self._sum_of_parts(total)
        else:
            if total is not None:
                self.earnings.announce(TOTAL, total)
            self._stages(TOTAL, total)

    def _check_keys(self) -> None:
        """Report a weight that is wanted, and what a total cannot have."""
        problems, sources = self.work.problems, self.work.sources
        amounts = Counter(_written(self.entries[name]) for name in self.names)
        for name in self.names:
            entry = self.entries[name]
            shared = amounts[_written(entry)] > 1
            if shared and entry.get("weight") is None:
                law = sources.law(entry)
                problems.add("missing-key", entry.place, law, key="weight", path=entry.path)
        for entry in self.entries.values():
            # What a part earns is limited; where nothing says what it earns it earns all.
            limit = entry.get("at_most")
            scored = any(entry.get(key) is not None for key in SCORES)
            summed = bool(self.names) and entry.path == f"parts.{TOTAL}"
            if limit is not None and not (scored or summed) and limit.text() != "none":
                law = sources.law(entry)
                problems.add(
                    "key-without-effect", limit.place, law, key="at_most", path=entry.path
                )
        total = self.entries.get(TOTAL)
        if total is None:
            return
        self._check_residual(total)
        useless = (*ONLY_OF_PARTS, "at_least") if self.names else ("weight", "of")
        for key in useless:
            written = total.get(key)
            if written is not None:
                law = sources.law(total)
                problems.add("key-without-effect", written.place, law, key=key, path=total.path)

    def _check_residual(self, total: Entry) -> None:
        """Report a residual that goes to no part, or to one that is rounded by itself."""
        written = total.get("residual")
        if written is None:
            return
        law = self.work.sources.law(total)
        if self.residual not in self.names:
            self.work.problems.add(
                "unknown-choice",
                written.node.place,
                law,
                value=written.text(),
                path=written.path,
                known=", ".join(self.names),
            )
            self.residual = ""
            return
        if total.get("round") is None:
            self.work.problems.add("missing-key", total.place, law, key="round", path=total.path)
        taker = self.entries[self.residual]
        if (step := taker.get("round")) is not None:
            self.work.problems.add(
                "key-without-effect", step.place, law, key="round", path=taker.path
            )

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
        pays = self.ledger.instead.get(name, [])
        if pays:
            self.pieces.define(f"{name}.instead", lambda: self._lowest(pays), entry, "part")
        return Base(
            name,
            self.ledger.labels.get(f"parts.{name}", Text(name, name)),
            self.pieces.source(entry),
            TOTAL,
            self.pieces.step(entry, Unit.MONEY),
            tuple(charge.rate for charge in self.ledger.charges if charge.into == name),
            f"{name}.minus" if cuts else "",
            printed=name != TOTAL or not self.names,
            instead=f"{name}.instead" if pays else "",
            amounts=tuple(self._split(name, entry)),
            earnings=tuple(earnings_of(name, entry)) if entry else (),
            residual=self.residual if name == TOTAL else "",
        )

    def _lowest(self, names: list[str]) -> Expr:
        found: Expr = self.work.ref(names[0])
        for name in names[1:]:
            found = self.pieces.smaller(found, self.work.ref(name))
        return found

    def _split(self, name: str, entry: Entry | None) -> Iterator[tuple[str, str]]:
        """The amounts of a part that is rounded amount by amount: label and quantity paid."""
        amounts = _amounts(entry)
        if len(amounts) > 1 and self.pieces.step(entry, Unit.MONEY) is not None:
            yield from ((label, f"{name}.paid.{label}") for label in amounts)

    # -------------------------------------------------------------- amount
    def _amount(self) -> None:
        entry = self.work.document.single.get("amount")

        def build() -> Expr:
            formula = (entry.get("is") or (entry if entry.is_text else None)) if entry else None
            if formula is None:
                amount = self.work.formula_text("tpp", Place("std.yaml"), NO_LAW, Scope())
            else:
                amount = self.work.formula(formula, Scope())
            self.pieces.must_be(amount, Unit.MONEY, entry)
            amount = self.pieces.over_month(EXACT, amount, entry)
            return self.pieces.rounded(amount, entry, Unit.MONEY)

        self.pieces.define(f"{TOTAL}.full", build, entry, "amount")

    # -------------------------------------------------------------- stages
    def _full(self, entry: Entry) -> Expr:
        amounts = _amounts(entry)
        if not amounts:
            return self._weighted(entry, self.work.ref(f"{TOTAL}.full"))
        return self._weighted(entry, self.pieces.total([self._money(a) for a in amounts.values()]))

    def _money(self, entry: Entry) -> Expr:
        money = self.work.formula(entry, Scope())
        self.pieces.must_be(money, Unit.MONEY, entry)
        money = self.pieces.over_month(f"{entry.path}.exact", money, entry)
        # What the law rounds of the amount it rounds of each amount that a part is a share of.
        return self.pieces.rounded(money, self.work.document.single.get("amount"), Unit.MONEY)

    def _weighted(self, entry: Entry, money: Expr) -> Expr:
        weight = entry.get("weight")
        return self.pieces.product(
            money, self.pieces.percent(weight, Scope()) if weight else WHOLE
        )

    def _stages(self, name: str, entry: Entry | None) -> None:
        """Define score, points, left and paid of a base."""
        define, work, ledger = self.pieces.define, self.work, self.ledger

        def left() -> Expr:
            rest = self.pieces.less(work.ref(f"{name}.score"), work.ref(f"{name}.points"))
            floor = self.pieces.limit(entry, "at_least", NOTHING)
            kept = rest if floor is None else self.pieces.at_least(rest, floor)
            kept = self.pieces.rounded(kept, entry, Unit.PERCENT, ROUND_LEFT)
            if not pays():
                return kept
            instead: Expr = work.ref(f"{name}.instead")
            if beside := self._beside(ledger.into, name):
                instead = self.pieces.less(instead, self.pieces.add_up(beside))
                instead = instead if floor is None else self.pieces.at_least(instead, NOTHING)
            return self._or_instead(name, instead, kept)

        def pays() -> list[str]:
            return ledger.settled(ledger.instead, name)

        def untimed() -> Expr:
            money = self.pieces.product(work.ref(f"{name}.full"), work.ref(f"{name}.left"))
            rest = money
            if ledger.settled(ledger.minus, name):
                rest = self._floored(entry, self.pieces.less(money, work.ref(f"{name}.minus")))
                if pays():
                    paid: Expr = money
                    if beside := self._beside(ledger.minus, name):
                        paid = self.pieces.less(money, self.pieces.add_up(beside))
                        paid = self._floored(entry, paid)
                    rest = self._or_instead(name, paid, rest)
            return self.pieces.rounded(rest, entry, Unit.MONEY, ROUND_LEFT)

        def earned() -> Expr:
            return self.pieces.product(work.ref(f"{name}.full"), work.ref(f"{name}.score"))

        define(f"{name}.score", lambda: self._score(name, entry), entry, "part")
        define(f"{name}.earned", earned, entry, "part", lazy=True)
        define(
            f"{name}.points",
            lambda: self.pieces.add_up(ledger.settled(ledger.into, name)),
            entry,
            "part",
        )
        define(f"{name}.left", left, entry, "part")
        define(f"{name}.untimed", untimed, entry, "part")
        define(f"{name}.paid", lambda: self._paid(name, entry), entry, "part")

    def _beside(self, lists: dict[str, list[str]], name: str) -> list[str]:
        """What reduces a base also where a rule pays a percent of it instead."""
        return [one for one in self.ledger.settled(lists, name) if one in self.ledger.beside]

    def _floored(self, entry: Entry | None, money: Expr) -> Expr:
        is_open = entry is not None and entry.text("at_least") == "none"
        return money if is_open else self.pieces.at_least(money, ZERO_RUPIAH)

    def _or_instead(self, name: str, instead: Expr, else_: Expr) -> Expr:
        """What a rule pays instead, in a month in which one does."""
        percent = self.work.ref(f"{name}.instead")
        replaced = Compare(FLAG, "<", percent, WHOLE)
        return Cond(unify((instead.type, else_.type), 0), replaced, instead, else_)

    def _paid(self, name: str, entry: Entry | None) -> Expr:
        if name == self.residual:
            others = [f"{other}.paid" for other in self.names if other != name]
            total = self.work.ref(f"{TOTAL}.paid")
            return self.pieces.less(total, self.pieces.add_up(others)) if others else total
        split = dict(self._split(name, entry))
        if not split:
            money = self._times(name, self.work.ref(f"{name}.untimed"))
            return self.pieces.rounded(money, entry, Unit.MONEY)
        assert entry is not None
        for label, amount in _amounts(entry).items():
            self.pieces.define(
                split[label],
                lambda amount=amount: self._paid_of(name, entry, amount),  # type: ignore[misc]
                entry,
                "part",
            )
        paid = self.pieces.add_up(list(split.values()))
        if self.ledger.settled(self.ledger.minus, name):
            paid = self._floored(entry, self.pieces.less(paid, self.work.ref(f"{name}.minus")))
        return self.pieces.rounded(paid, entry, Unit.MONEY)

    def _paid_of(self, name: str, entry: Entry, amount: Entry) -> Expr:
        """What a part pays of one of its amounts."""
        money = self._weighted(entry, self._money(amount))
        money = self._times(name, self.pieces.product(money, self.work.ref(f"{name}.left")))
        return self.pieces.rounded(money, entry, Unit.MONEY)

    def _times(self, name: str, money: Expr) -> Expr:
        factors = [self.work.ref(f) for f in self.ledger.settled(self.ledger.times, name)]
        if not factors:
            return money
        # One product, not one of products: a level for each rule would end the stack.
        kind = reduce(product_type, (factor.type for factor in factors), money.type)
        return Product(kind, (money, *factors))

    def _score(self, name: str, entry: Entry | None) -> Expr:
        keys = [key for key in SCORES if entry is not None and entry.get(key) is not None]
        if entry is None or not keys:
            return WHOLE
        if len(keys) > 1:
            law, found = self.work.sources.law(entry), ", ".join(keys)
            self.work.problems.add(
                "one-score-wanted", entry.place, law, path=entry.path, found=found
            )
            raise BrokenError
        score = self._scored(name, entry, keys[0])
        highest = self.pieces.limit(entry, "at_most", WHOLE)
        if highest is not None:
            score = self.pieces.smaller(score, highest)
        return self.pieces.rounded(self.pieces.at_least(score, NOTHING), entry, Unit.PERCENT)

    def _scored(self, name: str, entry: Entry, key: str) -> Expr:
        written = entry.get(key)
        assert written is not None
        if key == "score":
            return self.pieces.percent(written, Scope())
        if key == "is":
            full = self.work.ref(f"{name}.full")
            money = self._money(written)
            return Quotient(quotient_type(money.type, full.type), money, full, NOTHING)
        if key == "earn":
            return self.earnings.score(name, entry)
        return self.earnings.share(entry)

    # -------------------------------------------------------------- total
    def _sum_of_parts(self, entry: Entry | None) -> None:
        define, work, ledger = self.pieces.define, self.work, self.ledger

        def untimed() -> Expr:
            money: Expr = work.ref(f"{TOTAL}.earned")
            pays = ledger.settled(ledger.instead, TOTAL)
            cuts = ledger.settled(ledger.into, TOTAL), ledger.settled(ledger.minus, TOTAL)
            if cuts[0]:
                lost = self.pieces.product(work.ref(f"{TOTAL}.full"), work.ref(f"{TOTAL}.points"))
                money = self.pieces.less(money, lost)
            if cuts[1]:
                money = self.pieces.less(money, work.ref(f"{TOTAL}.minus"))
            rest = self.pieces.at_least(money, ZERO_RUPIAH) if any(cuts) else money
            if pays:
                instead = work.ref(f"{TOTAL}.instead")
                whole: Expr = self.pieces.product(work.ref(f"{TOTAL}.full"), instead)
                if beside := beside_money():
                    whole = self.pieces.less(whole, self.pieces.total(beside))
                    whole = self.pieces.at_least(whole, ZERO_RUPIAH)
                rest = self._or_instead(TOTAL, whole, rest)
            return self.pieces.rounded(rest, entry, Unit.MONEY, ROUND_LEFT)

        stage = "exact" if self.residual else "paid"

        def beside_money() -> list[Expr]:
            """In rupiah, what is taken of the total or a part also where the total is replaced."""
            found: list[Expr] = []
            for base in (*self.names, TOTAL):
                full = work.ref(f"{base}.full")
                points = self._beside(ledger.into, base)
                found += [self.pieces.product(full, work.ref(name)) for name in points]
                found += [work.ref(name) for name in self._beside(ledger.minus, base)]
            return found

        for name in self.names if self.residual else ():
            define(
                f"{name}.exact",
                lambda n=name: self._times(n, work.ref(f"{n}.untimed")),  # type: ignore[misc]
                self.entries[name],
                "part",
            )
        paid = [f"{name}.{stage}" for name in self.names]
        define(f"{TOTAL}.earned", lambda: self.pieces.add_up(paid), entry, "part")
        define(
            f"{TOTAL}.points",
            lambda: self.pieces.add_up(ledger.settled(ledger.into, TOTAL)),
            entry,
            "part",
        )
        define(f"{TOTAL}.untimed", untimed, entry, "part")
        define(f"{TOTAL}.paid", lambda: self._paid(TOTAL, entry), entry, "part")
