"""Rules that cut, give or pay: a percent or rupiah for each row, summed over the month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from masker_rules.language.bases import Bases
from masker_rules.language.check import Scope
from masker_rules.language.conditions import Conditions
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FormulaError, existing, unify
from masker_rules.language.free import Free
from masker_rules.language.pieces import (
    NOTHING,
    PERCENT,
    WHOLE,
    ZERO_RUPIAH,
    Ledger,
    Pieces,
    all_of,
)
from masker_rules.language.plan import (
    MONTH,
    Charge,
    Cond,
    Const,
    Expr,
    Gather,
    Lookup,
    Negative,
    Replacement,
)
from masker_rules.language.series import Series
from masker_rules.language.values import read_value, refuse_outside
from masker_rules.language.workspace import BrokenError, cast_to_percent
from masker_rules.units import Unit

__all__ = ["Charges", "Replacements"]


class Later:
    """A value that is read when it is first asked for, and once."""

    def __init__(self, read: Callable[[], Expr]) -> None:
        self._read = read
        self._value: Expr | None = None
        self._broken = False

    def get(self) -> Expr:
        """The value.

        Raises:
            BrokenError: it is wrong and has been reported.
        """
        if self._broken:
            raise BrokenError
        if self._value is None:
            try:
                self._value = self._read()
            except BrokenError:
                self._broken = True
                raise
        return self._value


@dataclass(frozen=True, slots=True)
class _Verb:
    """`cut` or `give` of one rule; without an `of` it says rupiah."""

    path: str
    entry: Entry
    written: Entry
    has_money: bool
    gives: bool


class Charges:
    """Lowers the verbs `cut` and `give`."""

    def __init__(
        self, pieces: Pieces, ledger: Ledger, bases: Bases, conditions: Conditions
    ) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work
        self.bases, self.conditions = bases, conditions
        self._values: list[tuple[int, Later]] = []

    def close(self) -> None:
        """Name the table of each charge."""
        for index, value in self._values:
            try:
                read = value.get()
            except BrokenError:
                continue
            if isinstance(read, Lookup):
                charges = self.ledger.charges
                charges[index] = replace(charges[index], table=read.table)

    def cut(self, path: str, entry: Entry) -> None:
        self._read(path, entry, "cut")

    def give(self, path: str, entry: Entry) -> None:
        self._read(path, entry, "give")

    def _read(self, path: str, entry: Entry, key: str) -> None:
        written = entry.get(key)
        assert written is not None
        has_money = not entry.text("of") and entry.get("of") is None and bool(entry.text("from"))
        verb = _Verb(path, entry, written, has_money, key == "give")
        targets = self.bases.of(path, entry, has_money=verb.has_money)
        codes = [item.text() for item in code.list()] if (code := entry.get("code")) else []
        rates: list[str] = []
        for index, series in enumerate(self.conditions.series.of(entry)):
            own = codes[index] if index < len(codes) else (codes[-1] if codes else series.code)
            rate, measure, value = self._rate_of(verb, series)
            for target in targets:
                self._values.append((len(self.ledger.charges), value))
                self.ledger.charges.append(
                    Charge(
                        rule=path,
                        series=series.name,
                        grain=series.grain,
                        rate=rate,
                        measure=measure,
                        table=None,
                        code=own or path.removeprefix("rules."),
                        of="" if verb.has_money else target.of,
                        into=target.into,
                        base="" if verb.has_money else target.money,
                        gives=verb.gives,
                    )
                )
            rates.append(rate)
        points = self._sum(verb, rates)
        for target in targets:
            if verb.has_money:
                self.ledger.minus.setdefault(target.into, []).append(points)
            else:
                self.bases.enter(path, entry, target, points)

    def _rate_of(self, verb: _Verb, series: Series) -> tuple[str, str, Later]:
        """Define rate and measure of one series; their names, and the value as written."""
        label = series.name.replace(" ", "_")
        rate = f"{verb.path}.{label}"
        free = Free.read(self.pieces, verb.entry)
        freed = free.applied(verb.path, label, series, self._tests(verb, series)) if free else None
        charged = freed.series if freed else series
        value = Later(lambda: self._value(verb, charged))

        def build() -> Expr:
            tests = freed.tests() if freed else self.conditions.of_row(verb.entry, series)
            return self._rate(verb, charged, value.get(), tests)

        self.pieces.define(rate, build, verb.entry, "rule", series.grain)
        measure = ""
        if charged.measure is not None:
            measure = f"{rate}.measure"
            size = charged.measure
            self.pieces.define(measure, lambda: size, verb.entry, "rule", series.grain)
        return rate, measure, value

    def _tests(self, verb: _Verb, series: Series) -> Callable[[], list[Expr]]:
        return lambda: self.conditions.of_row(verb.entry, series)

    def _value(self, verb: _Verb, series: Series) -> Expr:
        written = verb.written
        wanted = ZERO_RUPIAH.type if verb.has_money else PERCENT
        value = read_value(self.work, written, series.scope, series.measure, wanted)
        try:
            if verb.has_money and value.type.unit is not Unit.PERCENT:
                self.pieces.must_be(value, Unit.MONEY, written)
                return value
            if verb.has_money:
                self.bases.not_stated(verb.path, verb.entry)
            return cast_to_percent(value)
        except FormulaError as exc:
            self.work.report(exc, written.node.place, self.work.sources.law(verb.entry))
            raise BrokenError from None

    def _rate(self, verb: _Verb, series: Series, value: Expr, tests: list[Expr]) -> Expr:
        if series.share is not None:
            value = self._shared(value, existing(series.share))
        if not tests:
            return value
        nothing = ZERO_RUPIAH if verb.has_money else NOTHING
        return Cond(unify((value.type, nothing.type), 0), all_of(tests), value, nothing)

    def _shared(self, value: Expr, share: Expr) -> Expr:
        """`value × share`, and `value` itself where the share is the whole."""
        if isinstance(share, Const) and share.value == 1 and not share.type.scale:
            return value
        if not isinstance(share, Cond):
            return self.pieces.product(value, share)
        yes, no = (self._shared(value, branch) for branch in (share.yes, share.no))
        return Cond(unify((yes.type, no.type), 0), share.test, yes, no)

    def _sum(self, verb: _Verb, rates: list[str]) -> str:
        """Define what a rule takes in the month, negative where it gives; its name."""
        limit = verb.entry.get("at_most")

        def build() -> Expr:
            sums: list[Expr] = []
            for rate in rates:
                ref = self.work.ref(rate)
                per_row = ref.grain != MONTH
                sums.append(Gather(ref.type, "sum", ref.grain, ref, None) if per_row else ref)
            total = self.pieces.total(sums)
            if limit is not None:
                total = self.pieces.smaller(total, self._limit(verb, limit))
            return total

        points = f"{verb.path}.points"
        self.pieces.define(points, build, verb.entry, "rule")
        if not verb.gives:
            return points
        given = f"{verb.path}.given"

        def negative() -> Expr:
            ref = self.work.ref(points)
            return Negative(ref.type, ref)

        self.pieces.define(given, negative, verb.entry, "rule")
        return given

    def _limit(self, verb: _Verb, limit: Entry) -> Expr:
        if not verb.has_money:
            return self.pieces.percent(limit, Scope())
        value = self.work.formula(limit, Scope())
        self.pieces.must_be(value, Unit.MONEY, limit)
        refuse_outside(self.work, limit, value)
        return value


class Replacements:
    """Lowers the verb `pay`: a percent of a base instead of what the other rules leave of it."""

    def __init__(
        self, pieces: Pieces, ledger: Ledger, bases: Bases, conditions: Conditions
    ) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work
        self.bases, self.conditions = bases, conditions

    def read(self, path: str, entry: Entry) -> None:
        written = entry.get("pay")
        assert written is not None
        rates: list[tuple[str, str]] = []
        for series in self.conditions.series.of(entry):
            rate = f"{path}.{series.name.replace(' ', '_')}"

            def build(series: Series = series) -> Expr:
                value = read_value(self.work, written, series.scope, series.measure, PERCENT)
                value = cast_to_percent(value)
                tests = self.conditions.of_row(entry, series)
                if not tests:
                    return value
                return Cond(unify((value.type, PERCENT), 0), all_of(tests), value, WHOLE)

            self.pieces.define(rate, build, entry, "rule", series.grain)
            rates.append((rate, series.grain))
        lowest = f"{path}.pays"
        self.pieces.define(lowest, lambda: self._lowest(rates), entry, "rule")
        for target in self.bases.of(path, entry):
            self.ledger.instead.setdefault(target.into, []).append(lowest)
            self.ledger.replacements.append(Replacement(path, target.into, lowest, tuple(rates)))

    def _lowest(self, rates: list[tuple[str, str]]) -> Expr:
        found: Expr = WHOLE
        for rate, _ in rates:
            ref = self.work.ref(rate)
            value: Expr = ref
            if ref.grain != MONTH:
                empty = Const(replace(PERCENT, scale=ref.type.scale), 10**ref.type.scale)
                value = Gather(ref.type, "lowest", ref.grain, ref, None, empty)
            found = self.pieces.smaller(found, value)
        return found
