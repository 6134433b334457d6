"""The pay sheet: lines between gross and net."""

from __future__ import annotations

from functools import partial

from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FormulaError, existing
from masker_rules.language.pieces import TOTAL, ZERO_RUPIAH, Ledger, Pieces
from masker_rules.language.plan import Expr, Line
from masker_rules.language.sources import text_of
from masker_rules.language.workspace import BrokenError
from masker_rules.legal import Text
from masker_rules.texts import render
from masker_rules.units import Type, Unit, UnitError

__all__ = ["ADDITION", "LINE_KINDS", "NEGATIVE_KINDS", "Pay"]

NEGATIVE_KINDS = ("deduction", "contribution", "tax")
#: What comes on top of the parts: it belongs to the gross.
ADDITION = "addition"
LINE_KINDS = (*NEGATIVE_KINDS, ADDITION, "info")


class Pay:
    """Lowers `pay`."""

    def __init__(self, pieces: Pieces, ledger: Ledger) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work

    def announce(self) -> None:
        """Lines after the gross; one never takes more than what the lines before it have left."""
        work = self.work
        rest = self._gross()
        for name, entry in work.document.section("pay").items():
            kind = work.choice(entry, "kind", LINE_KINDS)
            raw, taken, left = f"pay.{name}.asked", f"pay.{name}", f"pay.{name}.rest"
            self.ledger.labels[f"pay.{name}"] = label = text_of(entry.get("label"), name)
            self.pieces.define(raw, lambda e=entry: self._asked(e), entry, "line")  # type: ignore[misc]
            work.aliases[name] = taken
            let = self._let(entry, raw)
            if kind in {"info", ADDITION}:
                self.pieces.define(taken, lambda r=let: work.ref(r), entry, "line")  # type: ignore[misc]
            else:
                take = partial(self._taken, entry, let, rest)
                self.pieces.define(taken, take, entry, "line")
                self.pieces.define(left, lambda a=rest, b=taken: self._less(a, b), entry, "line")  # type: ignore[misc]
                rest = left
            source = work.sources.of(entry)
            self.ledger.lines.append(
                Line(name, kind, taken, self.ledger.labels[f"pay.{name}"], source)
            )
            if entry.text("carry") == "yes":
                self._carried(name, label, entry)
        self.pieces.define("net", lambda: work.ref(rest), None, "line")

    def _let(self, entry: Entry, asked: str) -> str:
        """The quantity of what a line may take of what it asks: its own `at_most`, if any."""
        written = entry.get("at_most")
        if written is None:
            return asked
        path = f"{asked.removesuffix('.asked')}.let"

        def bounded() -> Expr:
            most = self.work.formula(written, Scope())
            self.pieces.must_be(most, Unit.MONEY, written)
            most = self.pieces.rounded(self.pieces.at_least(most, ZERO_RUPIAH), entry, Unit.MONEY)
            self._whole(most, entry)
            return self.pieces.smaller(self.work.ref(asked), most)

        self.pieces.define(path, bounded, entry, "line")
        return path

    def _taken(self, entry: Entry, asked: str, rest: str) -> Expr:
        """What a line takes: no more than there is, unless `at_least: none` lets it."""
        if entry.get("at_least") is None:
            return self._limited(asked, rest)
        self.work.choice(entry, "at_least", ("none",))
        return self.work.ref(asked)

    def _carried(self, name: str, label: Text, entry: Entry) -> None:
        """What a line could not take, as a line of its own: the office takes it later."""
        carried = f"{name}_carried"
        asked, taken = f"pay.{name}.asked", f"pay.{name}"
        path = f"pay.{carried}"
        self.pieces.define(f"{path}.asked", lambda: self._less(asked, taken), entry, "line")
        self.pieces.define(path, lambda: self.work.ref(f"{path}.asked"), entry, "line")
        self.work.aliases[carried] = path
        told = (render(lang, "words.carried", {"line": label.get(lang)}) for lang in ("id", "en"))
        self.ledger.labels[path] = Text(*told)
        source = self.work.sources.of(entry)
        self.ledger.lines.append(Line(carried, "info", path, self.ledger.labels[path], source))

    def _gross(self) -> str:
        """The quantity of the gross: what the parts pay, with the additions."""
        work = self.work
        lines = work.document.section("pay").items()
        added = [f"pay.{name}" for name, entry in lines if entry.text("kind") == ADDITION]
        if not added:
            return f"{TOTAL}.paid"
        names = [f"{TOTAL}.paid", *added]
        self.pieces.define("gross", lambda: self.pieces.add_up(names), None, "line")
        del work.aliases["gross"]
        return "gross"

    def _asked(self, entry: Entry) -> Expr:
        work = self.work
        written, cut, of = entry.get("is"), entry.get("cut"), entry.get("of")
        if written is not None:
            money = work.formula(written, Scope())
        elif cut is not None and of is not None:
            base, share = existing(work.formula(of, Scope())), self.pieces.percent(cut, Scope())
            try:
                money = self.pieces.product(base, share)
            except UnitError:
                wanted = Type(Unit.MONEY)
                raise FormulaError("unit-mismatch", 0, left=wanted, right=base.type) from None
        else:
            work.problems.add(
                "missing-key",
                entry.place,
                work.sources.law(entry),
                key="of" if cut is not None else "is",
                path=entry.path,
            )
            raise BrokenError
        self.pieces.must_be(money, Unit.MONEY, written or of)
        money = self.pieces.rounded(self.pieces.at_least(money, ZERO_RUPIAH), entry, Unit.MONEY)
        self._whole(money, entry)
        return money

    def _whole(self, money: Expr, entry: Entry) -> None:
        """A line takes whole rupiah.

        Raises:
            BrokenError: it may come to a part of one; it has been reported.
        """
        if money.type.scale or self.work.may_be_endless(money):
            law = self.work.sources.law(entry)
            self.work.problems.add("line-not-rounded", entry.place, law, path=entry.path)
            raise BrokenError

    def _limited(self, asked: str, rest: str) -> Expr:
        first, second = self.work.ref(asked), self.work.ref(rest)
        return self.pieces.at_least(self.pieces.smaller(first, second), ZERO_RUPIAH)

    def _less(self, rest: str, taken: str) -> Expr:
        first, second = self.work.ref(rest), self.work.ref(taken)
        return self.pieces.less(first, second)
