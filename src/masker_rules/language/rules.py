"""Rules: each … when … cut … of …, lowered to a rate per row and points per month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FLAG, FormulaError, grain_of, unify
from masker_rules.language.pieces import (
    NOTHING,
    PERCENT,
    TOTAL,
    WHOLE,
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
    Logic,
    Lookup,
    Outcome,
    Quotient,
)
from masker_rules.language.series import Series, SeriesReader
from masker_rules.language.sources import text_of
from masker_rules.language.values import read_value
from masker_rules.language.workspace import BrokenError, cast_to_percent
from masker_rules.units import Type, Unit, parse_literal
from masker_rules.units.types import quotient_type

__all__ = ["Rules"]


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


class Rules:
    """Lowers `rules`."""

    def __init__(self, pieces: Pieces, ledger: Ledger) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work
        self.series = SeriesReader(self.work)
        self._values: list[Later] = []

    def close(self) -> None:
        """Name the table of each charge; a value may speak of everything, so it is read last."""
        for index, value in enumerate(self._values):
            try:
                read = value.get()
            except BrokenError:
                continue
            if isinstance(read, Lookup):
                charges = self.ledger.charges
                charges[index] = replace(charges[index], table=read.table)

    def read(self, name: str, entry: Entry) -> None:
        path = f"rules.{name}"
        self.ledger.labels[path] = text_of(entry.get("label"), name)
        self.ledger.rule_sources[path] = self.work.sources.of(entry)
        verbs = [verb for verb in ("cut", "times", "zero") if entry.get(verb)]
        if len(verbs) != 1:
            law = self.work.sources.law(entry)
            self.work.problems.add(
                "one-verb-wanted", entry.place, law, path=path, found=", ".join(verbs) or "-"
            )
            raise BrokenError
        {"cut": self._cut, "times": self._multiply, "zero": self._zero}[verbs[0]](path, entry)

    def _condition(self, entry: Entry, series: Series) -> list[Expr]:
        """Conditions of a rule beside the series' own: `when` and `for`."""
        tests = []
        for key in ("when", "for"):
            written = entry.get(key)
            if written is not None:
                test = self.work.formula(written, series.scope, FLAG)
                if test.type.unit is not Unit.FLAG:
                    self.work.problems.add(
                        "flag-wanted",
                        written.node.place,
                        self.work.sources.law(entry),
                        found=test.type,
                    )
                    raise BrokenError
                tests.append(test)
        return tests

    def _cut(self, path: str, entry: Entry) -> None:
        of, into = self._bases_of(path, entry)
        codes = [item.text() for item in code.list()] if (code := entry.get("code")) else []
        rates: list[str] = []
        for index, series in enumerate(self.series.of(entry)):
            label = series.name.replace(" ", "_")
            rate, measure = f"{path}.{label}", f"{path}.{label}.measure"
            value = Later(lambda s=series: self._cut_value(entry, s))  # type: ignore[misc]
            self.pieces.define(
                rate,
                lambda s=series, v=value: self._rate(entry, s, v.get()),  # type: ignore[misc]
                entry,
                "rule",
                series.grain,
            )
            if series.measure is not None:
                size = series.measure
                self.pieces.define(measure, lambda m=size: m, entry, "rule", series.grain)  # type: ignore[misc]
            self._values.append(value)
            own = codes[index] if index < len(codes) else (codes[-1] if codes else series.code)
            self.ledger.charges.append(
                Charge(
                    rule=path,
                    series=series.name,
                    grain=series.grain,
                    rate=rate,
                    measure=measure if series.measure is not None else "",
                    table=None,
                    code=own or path.removeprefix("rules."),
                    of=of,
                    into=into,
                )
            )
            rates.append(rate)
        self._collect(path, entry, rates, of, into)

    def _cut_value(self, entry: Entry, series: Series) -> Expr:
        cut = entry.get("cut")
        assert cut is not None
        value = read_value(self.work, cut, series.scope, series.measure, PERCENT)
        try:
            return cast_to_percent(value)
        except FormulaError as exc:
            self.work.report(exc, cut.node.place, self.work.sources.law(entry))
            raise BrokenError from None

    def _rate(self, entry: Entry, series: Series, value: Expr) -> Expr:
        if series.share is not None:
            value = self._shared(value, series.share)
        tests = [series.hit] if series.hit is not None else []
        tests += self._condition(entry, series)
        if not tests:
            return value
        return Cond(unify((value.type, PERCENT), 0), all_of(tests), value, NOTHING)

    def _shared(self, value: Expr, share: Expr) -> Expr:
        """`value × share`, and `value` itself where the share is the whole."""
        if isinstance(share, Const) and share.value == 1 and not share.type.scale:
            return value
        if not isinstance(share, Cond):
            return self.pieces.product(value, share)
        yes, no = (self._shared(value, branch) for branch in (share.yes, share.no))
        return Cond(unify((yes.type, no.type), 0), share.test, yes, no)

    def _bases_of(self, path: str, entry: Entry) -> tuple[str, str]:
        known = [TOTAL, *(n for n in self.work.document.section("parts") if n != TOTAL)]
        of = entry.text("of")
        if not of:
            self.work.problems.add(
                "base-not-stated",
                entry.place,
                self.work.sources.law(entry),
                path=path,
                known=", ".join(known),
            )
            raise BrokenError
        into = entry.text("from", of)
        for key, name in (("of", of), ("from", into)):
            if name not in known:
                place = (entry.get(key) or entry).place
                self.work.problems.add(
                    "unknown-choice",
                    place,
                    self.work.sources.law(entry),
                    value=name,
                    path=f"{path}.{key}",
                    known=", ".join(known),
                )
                raise BrokenError
        return of, into

    def _collect(self, path: str, entry: Entry, rates: list[str], of: str, into: str) -> None:
        """Define what a rule takes in the month and let it enter its base."""
        points = f"{path}.points"
        limit = entry.get("at_most")

        def build() -> Expr:
            sums: list[Expr] = []
            for rate in rates:
                ref = self.work.ref(rate)
                per_row = ref.grain != MONTH
                sums.append(Gather(ref.type, "sum", ref.grain, ref, None) if per_row else ref)
            total = self.pieces.total(sums)
            if limit is None:
                return total
            return self.pieces.smaller(total, self.pieces.percent(limit, Scope()))

        self.pieces.define(points, build, entry, "rule")
        if of == into:
            self.ledger.into.setdefault(into, []).append(points)
            return
        weight = self._constant_weight(of, into)
        if weight is not None:
            converted = f"{path}.points_of_{into}"
            self.pieces.define(converted, lambda: self._divided(points, weight), entry, "rule")
            self.ledger.into.setdefault(into, []).append(converted)
            return
        money = f"{path}.money"

        def loss() -> Expr:
            return self.pieces.product(self.work.ref(f"{of}.full"), self.work.ref(points))

        self.pieces.define(money, loss, entry, "rule")
        self.ledger.minus.setdefault(into, []).append(money)

    def _constant_weight(self, of: str, into: str) -> Fraction | None:
        """The share that `into` always has of `of`, or None where it varies."""
        weights = {TOTAL: Fraction(1)}
        for name, entry in self.work.document.section("parts").items():
            weight = entry.get("weight")
            literal = parse_literal(weight.text()) if weight and weight.is_text else None
            if literal is not None and literal.type.unit is Unit.PERCENT and literal.value:
                weights[name] = Fraction(literal.value, 10**literal.type.scale)
        if of in weights and into in weights:
            return weights[into] / weights[of]
        return None

    def _divided(self, points: str, weight: Fraction) -> Expr:
        ref = self.work.ref(points)
        inverse = 1 / weight
        shift = 0
        while (inverse * 10**shift).denominator != 1 and shift < 9:
            shift += 1
        if (inverse * 10**shift).denominator == 1:
            factor = Const(Type(Unit.NUMBER, shift), int(inverse * 10**shift))
            return self.pieces.product(ref, factor)
        top = Const(Type(Unit.NUMBER), weight.denominator)
        bottom = Const(Type(Unit.NUMBER), weight.numerator)
        scaled = self.pieces.product(ref, top)
        return Quotient(quotient_type(scaled.type, bottom.type), scaled, bottom, None)

    def _multiply(self, path: str, entry: Entry) -> None:
        of, _ = self._bases_of(path, entry)
        times = entry.get("times")
        assert times is not None

        def build() -> Expr:
            factor = self.pieces.percent(times, Scope())
            tests = self._monthly(path, entry)
            if not tests:
                return factor
            return Cond(unify((factor.type, PERCENT), 0), all_of(tests), factor, WHOLE)

        self.pieces.define(f"{path}.factor", build, entry, "rule")
        self.ledger.times.setdefault(of, []).append(f"{path}.factor")
        self.ledger.factors.append((path, of, f"{path}.factor"))

    def _zero(self, path: str, entry: Entry) -> None:
        self.work.choice(entry, "zero", ("everything", TOTAL))

        def build() -> Expr:
            tests = self._monthly(path, entry)
            if not tests:
                return Const(FLAG, value=True)
            return all_of(tests)

        self.pieces.define(f"{path}.holds", build, entry, "rule")
        self.ledger.outcomes.append(
            Outcome(
                path,
                f"{path}.holds",
                "zero",
                self.ledger.rule_sources[path],
                self.ledger.labels[path],
            )
        )

    def _monthly(self, path: str, entry: Entry) -> list[Expr]:
        series = self.series.of(entry)
        month = Series(MONTH, MONTH, None, None, "")
        tests: list[Expr] = []
        if [s.grain for s in series] != [MONTH]:
            hits = [s.hit if s.hit is not None else Const(FLAG, value=True) for s in series]
            anys = tuple(
                Gather(FLAG, "any", s.grain, hit, None)
                for s, hit in zip(series, hits, strict=True)
            )
            tests.append(anys[0] if len(anys) == 1 else Logic(FLAG, "or", anys))
        tests += self._condition(entry, month)
        for test in tests:
            if grain_of(test) != MONTH:
                raise FormulaError(
                    "grain-too-fine", 0, name=path, has=grain_of(test), wanted=MONTH
                )
        return tests
