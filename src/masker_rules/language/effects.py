"""Rules that do something else than money: zero, postpone, withhold, flag, bring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from masker_rules.language.check import Scope
from masker_rules.language.conditions import Conditions
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FLAG, NUMBER, FormulaError, unify
from masker_rules.language.pieces import Ledger, Pieces, all_of
from masker_rules.language.plan import (
    MONTH,
    Bring,
    Cond,
    Const,
    Expr,
    Gather,
    Lookup,
    Notice,
    Outcome,
    Sum,
)
from masker_rules.language.sources import text_of
from masker_rules.language.values import read_value
from masker_rules.language.windows import MAX_MONTHS
from masker_rules.language.workspace import BrokenError
from masker_rules.texts import Phrase
from masker_rules.units import Type, Unit, whole_number

__all__ = ["CONSEQUENCE", "Effects"]

CONSEQUENCE = "consequence"
#: `starts` of what a rule brings, in months after the performance month.
STARTS = {"": None, "this month": 0, "next month": 1}


class Effects:
    """Lowers the verbs that pay or cut nothing."""

    def __init__(self, pieces: Pieces, ledger: Ledger, conditions: Conditions) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work
        self.conditions = conditions

    # -------------------------------------------------------------- the status of the month
    def zero(self, path: str, entry: Entry) -> None:
        self._gate(path, entry, "zero")

    def withhold(self, path: str, entry: Entry) -> None:
        self.work.choice(entry, "withhold", ("everything",))
        self._gate(path, entry, "withheld")

    def postpone(self, path: str, entry: Entry) -> None:
        written = entry.get("postpone")
        assert written is not None
        number, _, unit = written.text().partition(" ")
        length = whole_number(number, MAX_MONTHS)
        if not length or unit not in {"month", "months"}:
            law, wanted = self.work.sources.law(entry), Phrase("shapes.months")
            self.work.problems.add(
                "literal-wanted", written.node.place, law, text=written.text(), wanted=wanted
            )
            raise BrokenError
        self._gate(path, entry, "postponed", length)

    def _gate(self, path: str, entry: Entry, status: str, months: int = 0) -> None:
        flag = self._holds(path, entry)
        source, label = self.ledger.rule_sources[path], self.ledger.labels[path]
        self.ledger.outcomes.append(Outcome(path, flag, status, source, label, months))

    def _holds(self, path: str, entry: Entry) -> str:
        flag = f"{path}.holds"

        def build() -> Expr:
            tests = self.conditions.of_month(path, entry)
            return all_of(tests) if tests else Const(FLAG, value=True)

        self.pieces.define(flag, build, entry, "rule")
        return flag

    # -------------------------------------------------------------- what is said or brought
    def flag(self, path: str, entry: Entry) -> None:
        written = entry.get("flag")
        assert written is not None
        if (said := text_of(written)).id not in {"yes", "warning"}:
            self.ledger.labels[path] = said
        self.ledger.notices.append(Notice(path, self._holds(path, entry)))

    def bring(self, path: str, entry: Entry) -> None:
        code, months, number = f"{path}.brings", f"{path}.months", f"{path}.number"
        flag = self._holds(path, entry)
        kind = Type(Unit.WORD, vocabulary=CONSEQUENCE)
        written = entry.get("bring")
        assert written is not None
        value = self._value(written, kind)
        nothing = Const(replace(kind, optional=True), None)

        def brought() -> Expr:
            word = value()
            if word.type.unit is not Unit.WORD:
                raise FormulaError("word-wanted", 0)
            optional = replace(kind, optional=True)
            return Cond(unify((word.type, optional), 0), self.work.ref(flag), word, nothing)

        self.pieces.define(code, brought, entry, "rule")
        length = entry.get("months")
        if length is not None:
            self.pieces.define(months, lambda: self._months(length), entry, "rule")
        self.pieces.define(number, lambda: self._number(entry, value), entry, "rule")
        starts = self.work.choice(entry, "starts", tuple(STARTS))
        basis = text_of(entry.get("basis"), self.ledger.labels[path].id)
        if entry.get("basis") is None:
            basis = self.ledger.labels[path]
        self.ledger.brings.append(
            Bring(path, code, months if length else "", number, basis, STARTS[starts])
        )

    def _months(self, written: Entry) -> Expr:
        value = self._value(written, NUMBER)()
        if value.type.unit is not Unit.NUMBER:
            self.pieces.must_be(value, Unit.NUMBER, written)
        return value

    def _value(self, written: Entry, kind: Type) -> Callable[[], Expr]:
        return lambda: read_value(self.work, written, Scope(), None, kind)

    def _number(self, entry: Entry, value: Callable[[], Expr]) -> Expr:
        """What the basis counts: what the table is asked with, else the rows of the series."""
        word = value()
        if isinstance(word, Lookup):
            numbers = [arg for arg in word.args if arg.type.numeric]
            if numbers:
                return numbers[0]
        counted: list[Expr] = []
        for series in self.conditions.series.of(entry):
            if series.grain == MONTH:
                continue
            hit = series.hit if series.hit is not None else Const(FLAG, value=True)
            counted.append(Gather(NUMBER, "count", series.grain, hit, None))
        if not counted:
            return Const(NUMBER, 0)
        if len(counted) == 1:
            return counted[0]
        return Sum(NUMBER, tuple(counted), (False,) * len(counted))
