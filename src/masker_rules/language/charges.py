"""Rules that cut, give or pay: a percent or rupiah for each row, summed over the month."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from masker_rules.language.bases import Bases, Entered, Target
from masker_rules.language.caps import Cap, Caps
from masker_rules.language.check import Scope
from masker_rules.language.conditions import Conditions
from masker_rules.language.document import Entry
from masker_rules.language.expressions import (
    FormulaError,
    date_of,
    existing,
    mixed,
    rounded,
    unify,
)
from masker_rules.language.free import MONTHLY, Free, Freed
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
    RUPIAH,
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
from masker_rules.units import Step, Type, Unit

__all__ = ["Charges", "Replacements"]


#: `0.5% per hour begun`, `Rp 5.000 per 30m full`.
_PER_STEP = re.compile(r"(?P<rate>.+?) per (?P<step>minute|hour|\d[0-9hms]*) (?P<how>begun|full)")
#: The same without what says which steps count, also in the words of a law.
_PER_STEP_OPEN = re.compile(
    r"(?P<rate>.+?) (?:per|tiap|setiap) (?P<step>minute|hour|menit|jam|\d[0-9hms]*)"
)
_ENGLISH = {"menit": "minute", "jam": "hour"}
_STEPS = {"minute": "1m", "hour": "1h"}


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
    """`cut` or `give` of one rule; without an `of` it says rupiah.

    Attributes:
        row_to, sum_to: What each cut, and their sum of the month, are rounded to.
        caps: The most that the rule takes, by span.
        beside: It is taken of what a rule pays instead, too.
    """

    path: str
    entry: Entry
    written: Entry
    has_money: bool
    gives: bool
    row_to: Mapping[Unit, Step]
    sum_to: Mapping[Unit, Step]
    caps: Caps
    beside: bool

    @property
    def is_of_rows(self) -> bool:
        """Whether the month takes what its rows take, but for a limit: nothing is rounded then."""
        return not (self.gives or self.sum_to)

    @property
    def says_rupiah(self) -> bool:
        """Whether its rows are rupiah: written so, or rounded to rupiah one by one."""
        return self.has_money or Unit.MONEY in self.row_to


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
        verb = self._verb(path, entry, written, gives=key == "give")
        targets = self.bases.of(path, entry, has_money=verb.has_money)
        codes = [item.text() for item in code.list()] if (code := entry.get("code")) else []
        rates: list[list[str]] = [[] for _ in targets]
        before: list[list[str]] = [[] for _ in verb.caps.of_rows]
        of_targets: list[list[list[str]]] = [[[] for _ in verb.caps.of_rows] for _ in targets]
        all_series = self.conditions.series.of(entry)
        free = Free.read(self.pieces, entry, all_series)
        freed = free.applied(path, partial(self.conditions.of_row, entry)) if free else ()
        for index, series in enumerate(all_series):
            own = codes[index] if index < len(codes) else (codes[-1] if codes else series.code)
            rate, measure, value = self._rate_of(
                verb, series, before, all_series, freed[index] if freed else None
            )
            for number, target in enumerate(targets):
                named = self._in_rupiah(
                    verb, rate, series, (target, number), of_targets[number], all_series
                )
                rates[number].append(named)
                self._values.append((len(self.ledger.charges), value))
                self.ledger.charges.append(
                    Charge(
                        rule=path,
                        series=series.name,
                        grain=series.grain,
                        rate=named,
                        measure=measure,
                        table=None,
                        code=own or path.removeprefix("rules."),
                        of="" if verb.says_rupiah else target.of,
                        into=target.into,
                        base="" if verb.says_rupiah else target.money,
                        gives=verb.gives,
                        beside=verb.beside,
                    )
                )
        points = ""
        for number, target in enumerate(targets):
            if verb.says_rupiah or not points:
                points = self._sum(verb, rates[number], target, number)
            entered = Entered(points, lambda own: own)
            if verb.says_rupiah:
                self.ledger.minus.setdefault(target.into, []).append(points)
            else:
                entered = self.bases.enter(
                    path, entry, target, points, verb.sum_to.get(Unit.MONEY), number
                )
            if verb.gives:
                self.ledger.giving.add(entered.name)
            if verb.is_of_rows and all(date_of(series.grain) for series in all_series):
                self.ledger.of_dates[entered.name] = partial(
                    self._of_dates, rates[number], entered
                )
                if verb.caps.of_month:
                    self.ledger.own_limits[entered.name] = partial(
                        self._own_limit, verb, target, entered
                    )
            if verb.beside:
                self.ledger.beside.add(entered.name)

    def _of_dates(self, rates: Sequence[str], entered: Entered) -> Expr:
        """What the rows of each date take of a base."""
        refs = [self.work.ref(rate) for rate in rates]
        sums = [Gather(ref.type, "sum", ref.grain, ref, None, beside="calendar") for ref in refs]
        return entered.of_points(self.pieces.total(sums))

    def _own_limit(self, verb: _Verb, target: Target, entered: Entered) -> Expr:
        """What a rule may take of a base in a month."""
        most, *others = (self._limit(verb, cap, target) for cap in verb.caps.of_month)
        for other in others:
            most = self.pieces.smaller(most, other)
        return entered.of_points(most)

    def _verb(self, path: str, entry: Entry, written: Entry, *, gives: bool) -> _Verb:
        """The verb of a rule, with what its `round` and `at_most` say."""
        has_money = not entry.text("of") and entry.get("of") is None and bool(entry.text("from"))
        row_to: dict[Unit, Step] = {}
        sum_to: dict[Unit, Step] = {}
        for steps, span in ((row_to, ""), (sum_to, MONTHLY)):
            for unit in (Unit.PERCENT, Unit.MONEY):
                if (step := self.pieces.step(entry, unit, span, (MONTHLY,))) is not None:
                    steps[unit] = step
        caps = Caps.read(self.pieces, entry)
        beside = entry.get("beside_pay") is not None and self._stays(entry)
        return _Verb(path, entry, written, has_money, gives, row_to, sum_to, caps, beside)

    def _stays(self, entry: Entry) -> bool:
        return self.work.choice(entry, "beside_pay", ("yes", "no")) == "yes"

    def _rate_of(
        self,
        verb: _Verb,
        series: Series,
        before: list[list[str]],
        all_series: Sequence[Series],
        freed: Freed | None,
    ) -> tuple[str, str, Later]:
        """Define rate and measure of one series; their names, and the value as written.

        Args:
            verb: The verb.
            series: One series of its rule.
            before: For each limit of a span the rates before it; those of the series before this
                one are there.
            all_series: Every series of the rule.
            freed: The series without what is free of it.
        """
        label = series.name.replace(" ", "_")
        rate = f"{verb.path}.{label}"
        charged = freed.series if freed else series
        value = Later(lambda: self._value(verb, charged))

        def tests() -> list[Expr]:
            return freed.tests() if freed else self.conditions.of_row(verb.entry, series)

        def build() -> Expr:
            return self._rate(verb, charged, value.get(), tests())

        caps = verb.caps.of_rows if verb.has_money or not verb.says_rupiah else ()
        names = [*(f"{rate}.before_{cap.span}" for cap in caps), rate]
        self.pieces.define(names[0], build, verb.entry, "rule", series.grain)
        for cap, own, name, rates in zip(caps, names[:-1], names[1:], before, strict=False):
            place = len(rates)
            rates.append(own)

            def limited(cap: Cap = cap, rates: list[str] = rates, place: int = place) -> Expr:
                self._check_one_grain(all_series)
                return self._where(verb, self._limited(verb, series, rates, place, cap), tests())

            self.pieces.define(name, limited, verb.entry, "rule", series.grain)
        measure = ""
        if charged.measure is not None:
            measure = f"{rate}.measure"
            size = charged.measure
            self.pieces.define(measure, lambda: size, verb.entry, "rule", series.grain)
        return rate, measure, value

    @staticmethod
    def _check_one_grain(all_series: Sequence[Series]) -> None:
        """Rows of several grains do not follow each other: no limit is used up in their order."""
        grains = list(dict.fromkeys(series.grain for series in all_series))
        if len(grains) > 1:
            raise mixed(0, *grains)

    def _limited(
        self,
        verb: _Verb,
        series: Series,
        rates: Sequence[str],
        place: int,
        cap: Cap,
        target: Target | None = None,
    ) -> Expr:
        most, rows = self._limit(verb, cap, target), (series.grain, series.scope)
        return cap.left(self.pieces, most, rows, rates, place)

    def _in_rupiah(
        self,
        verb: _Verb,
        rate: str,
        series: Series,
        of: tuple[Target, int],
        before: list[list[str]],
        all_series: Sequence[Series],
    ) -> str:
        """The rate of a row; of a percent whose rupiah are rounded row by row these rupiah.

        They are rounded first, and no limit of a span is passed by what the rounding adds.
        """
        if verb.has_money or not verb.says_rupiah:
            return rate
        target, number = of
        name = f"{rate}{RUPIAH}" + (str(number) if number else "")

        def build() -> Expr:
            money = self.pieces.product(self.work.ref(rate), self.work.ref(target.money))
            return self._rounded(money, verb.row_to[Unit.MONEY])

        names = [*(f"{name}.before_{cap.span}" for cap in verb.caps.of_rows), name]
        self.pieces.define(names[0], build, verb.entry, "rule", series.grain)
        for cap, own, last, rates in zip(
            verb.caps.of_rows, names[:-1], names[1:], before, strict=True
        ):
            place = len(rates)
            rates.append(own)

            def limited(cap: Cap = cap, rates: list[str] = rates, place: int = place) -> Expr:
                self._check_one_grain(all_series)
                return self._limited(verb, series, rates, place, cap, target)

            self.pieces.define(last, limited, verb.entry, "rule", series.grain)
        return name

    def _rounded(self, value: Expr, step: Step | None) -> Expr:
        if step is None:
            return value
        return rounded(existing(value), Const(Type(step.unit, step.scale), step.size), step.mode)

    def _value(self, verb: _Verb, series: Series) -> Expr:
        written = verb.written
        wanted = ZERO_RUPIAH.type if verb.has_money else PERCENT
        steps = _PER_STEP.fullmatch(written.text()) if written.is_text else None
        if steps is not None and series.measure is not None:
            text = "{round}(measure; {step}) / {step} * ({rate})".format(
                rate=steps["rate"],
                step=_STEPS.get(steps["step"], steps["step"]),
                round="ceil" if steps["how"] == "begun" else "floor",
            )
            law = self.work.sources.law(verb.entry)
            value = self.work.formula_text(text, written.node.place, law, series.scope, wanted)
        elif series.measure and (opened := _PER_STEP_OPEN.fullmatch(written.text())):
            step = _ENGLISH.get(opened["step"], opened["step"])
            law, params = self.work.sources.law(verb.entry), {"path": verb.path, "step": step}
            self.work.problems.add(
                "step-begun-or-full", written.node.place, law, rate=opened["rate"], **params
            )
            raise BrokenError
        else:
            value = read_value(self.work, written, series.scope, series.measure, wanted)
        try:
            if verb.has_money and value.type.unit is not Unit.PERCENT:
                self.pieces.must_be(value, Unit.MONEY, written)
                return value
            if verb.has_money:
                self.bases.not_stated(verb.path, verb.entry)
            if value.type.unit is Unit.MONEY:
                self.bases.rupiah_of(verb.path, verb.entry)
            return cast_to_percent(value)
        except FormulaError as exc:
            self.work.report(exc, written.node.place, self.work.sources.law(verb.entry))
            raise BrokenError from None

    def _rate(self, verb: _Verb, series: Series, value: Expr, tests: list[Expr]) -> Expr:
        if series.share is not None:
            value = self._shared(value, existing(series.share))
        unit = Unit.MONEY if verb.has_money else Unit.PERCENT
        return self._where(verb, self._rounded(value, verb.row_to.get(unit)), tests)

    def _where(self, verb: _Verb, value: Expr, tests: list[Expr]) -> Expr:
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

    def _sum(self, verb: _Verb, rates: list[str], target: Target, number: int) -> str:
        """Define what a rule takes in the month, negative where it gives; its name."""

        def build() -> Expr:
            sums: list[Expr] = []
            for rate in rates:
                ref = self.work.ref(rate)
                per_row = ref.grain != MONTH
                sums.append(Gather(ref.type, "sum", ref.grain, ref, None) if per_row else ref)
            total = self.pieces.total(sums)
            for cap in verb.caps.of_month:
                total = self.pieces.smaller(total, self._limit(verb, cap, target))
            unit = Unit.MONEY if verb.says_rupiah else Unit.PERCENT
            return self._rounded(total, verb.sum_to.get(unit))

        which = str(number) if verb.says_rupiah and number else ""
        points = f"{verb.path}.points{which}"
        self.pieces.define(points, build, verb.entry, "rule")
        if not verb.gives:
            return points
        given = f"{verb.path}.given{which}"

        def negative() -> Expr:
            ref = self.work.ref(points)
            return Negative(ref.type, ref)

        self.pieces.define(given, negative, verb.entry, "rule")
        return given

    def _limit(self, verb: _Verb, cap: Cap, target: Target | None = None) -> Expr:
        """The most of a span: rupiah, a percent, or of a percent in rupiah its rupiah."""
        place, law = cap.entry.node.place, self.work.sources.law(verb.entry)
        scope = Scope(path=cap.entry.path)
        value = self.work.formula_text(cap.text, place, law, scope, PERCENT)
        if verb.has_money:
            self.pieces.must_be(value, Unit.MONEY, cap.entry)
        else:
            try:
                value = cast_to_percent(value)
            except FormulaError as exc:
                self.work.report(exc, place, law)
                raise BrokenError from None
        refuse_outside(self.work, cap.entry, value)
        if verb.has_money:
            return value
        if verb.says_rupiah and target is not None:
            return self.pieces.product(value, self.work.ref(target.money))
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
