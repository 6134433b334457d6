"""The sentences of a regulation, lowered to quantities: amount, parts, rules, gates, pay lines.

A base offers its full amount, what it has earned (`score`), the points cut from it, what is left
and what is paid; no other stage is hidden. Every name made here may be used in a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from masker_rules.errors import Place
from masker_rules.language.catalogue import catalogue, vocabularies
from masker_rules.language.check import (
    FormulaError,
    Scope,
    grain_of,
    rounded,
    unify,
    unknown_of,
)
from masker_rules.language.document import Entry
from masker_rules.language.plan import (
    MONTH,
    Base,
    Charge,
    Cond,
    Const,
    Expr,
    Gather,
    Line,
    Logic,
    Lookup,
    Outcome,
    Pick,
    Product,
    Quotient,
    Source,
    Sum,
    Text,
)
from masker_rules.language.sources import text_of
from masker_rules.language.values import read_value
from masker_rules.language.workspace import BrokenError, Definition, Workspace, cast_to_percent
from masker_rules.units import Mode, Step, Type, Unit, UnitError, parse_literal
from masker_rules.units.types import product_type, quotient_type, sum_type

__all__ = ["Blocks"]

PERCENT = Type(Unit.PERCENT)
FLAG = Type(Unit.FLAG)
WHOLE = Const(PERCENT, 1)
NOTHING = Const(PERCENT, 0)
TOTAL = "total"
NEGATIVE_KINDS = ("deduction", "contribution", "tax")
LINE_KINDS = (*NEGATIVE_KINDS, "info")
#: The fact by which `each: missed apel_pagi` or `each: violation razia` narrows a series.
KEY_FACTS = {"event": "event", "violation": "code", "leave": "code"}


@dataclass(frozen=True, slots=True)
class Series:
    """One thing that `each` names, resolved: rows of a grain, a condition, a measure, a code."""

    name: str
    grain: str
    hit: Expr | None
    measure: Expr | None
    code: str


@dataclass(slots=True)
class Blocks:
    """Lowers the blocks of one profile into its workspace and keeps what the plan lists."""

    work: Workspace
    mode: Mode
    charges: list[Charge] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    bases: list[Base] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    factors: list[tuple[str, str, str]] = field(default_factory=list)
    labels: dict[str, Text] = field(default_factory=dict)
    rule_sources: dict[str, Source] = field(default_factory=dict)
    _into: dict[str, list[str]] = field(default_factory=dict)
    _times: dict[str, list[str]] = field(default_factory=dict)

    # -------------------------------------------------------------- frame
    def lower(self) -> None:
        """Announce every block; problems are kept in the workspace."""
        parts = self.work.document.section("parts")
        names = [name for name in parts if name != TOTAL]
        self._amount()
        for name in names:
            self.work.aliases[name] = f"{name}.full"
        self.work.aliases[TOTAL] = f"{TOTAL}.full"
        for name, entry in self.work.document.section("rules").items():
            self._try(lambda n=name, e=entry: self._rule(n, e))  # type: ignore[misc]
        for name in names:
            self._try(lambda n=name: self._part(n, parts[n]))  # type: ignore[misc]
        self._try(lambda: self._total(parts.get(TOTAL), names))
        self._try(self._pay)

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except BrokenError:
            return

    def _define(
        self,
        name: str,
        build: Callable[[], Expr],
        entry: Entry | None,
        role: str,
        grain: str = MONTH,
    ) -> None:
        place = entry.place if entry else Place(self.work.document.top.file)
        source = self.work.sources.of(entry or self.work.document.top.header)
        law = self.work.sources.law(entry) if entry else ""
        self.work.define(Definition(name, grain, build, source, place, law, role))

    # -------------------------------------------------------------- amount
    def _amount(self) -> None:
        entry = self.work.document.single.get("amount")

        def build() -> Expr:
            formula = (entry.get("is") or entry) if entry else None
            if formula is None or (entry and not entry.is_text and not entry.get("is")):
                amount: Expr = self.work.formula_text("tpp", Place("std.yaml"), "", Scope())
            else:
                amount = self.work.formula(formula, Scope())
            self._must_be(amount, Unit.MONEY, entry)
            return self._rounded(amount, entry, Unit.MONEY)

        self._define(f"{TOTAL}.full", build, entry, "amount")

    # -------------------------------------------------------------- parts
    def _part(self, name: str, entry: Entry) -> None:
        work = self.work
        self.labels[f"parts.{name}"] = text_of(entry.get("label"), name)

        def full() -> Expr:
            weight = entry.get("weight")
            share = self._percent(weight, Scope()) if weight else WHOLE
            total = work.ref(f"{TOTAL}.full")
            return Product(product_type(total.type, share.type), (total, share))

        self._define(f"{name}.full", full, entry, "part")
        self._stages(name, entry, TOTAL)

    def _stages(self, name: str, entry: Entry | None, of: str) -> None:
        """Define score, points, left and paid of a base."""
        work = self.work

        def left() -> Expr:
            score, points = work.ref(f"{name}.score"), work.ref(f"{name}.points")
            rest: Expr = Sum(
                sum_type(score.type, points.type, minus=True), (score, points), (False, True)
            )
            floor = self._bound(entry, "at_least", NOTHING)
            return rest if floor is None else self._at_least(rest, floor)

        def untimed() -> Expr:
            full, share = work.ref(f"{name}.full"), work.ref(f"{name}.left")
            money: Expr = Product(product_type(full.type, share.type), (full, share))
            if minus:
                loss = work.ref(f"{name}.minus")
                kind = sum_type(money.type, loss.type, minus=True)
                money = self._at_least(Sum(kind, (money, loss), (False, True)), ZERO_RUPIAH)
            return money

        def paid() -> Expr:
            return self._rounded(self._with_times(work.ref(f"{name}.untimed"), name), entry, Unit.MONEY)

        self._define(f"{name}.score", lambda: self._score(entry), entry, "part")
        self._define(f"{name}.points", lambda: self._points(name), entry, "part")
        minus = self._money_cuts(name)
        if minus:
            self._define(f"{name}.minus", lambda: self._add_up(minus), entry, "part")
        self._define(f"{name}.left", left, entry, "part")
        self._define(f"{name}.untimed", untimed, entry, "part")
        self._define(f"{name}.paid", paid, entry, "part")
        self.bases.append(
            Base(
                name,
                self.labels.get(f"parts.{name}", Text(name, name)),
                work.sources.of(entry or work.document.top.header),
                of,
                self._step(entry, Unit.MONEY),
                tuple(c.rate for c in self.charges if c.into == name),
                f"{name}.minus" if minus else "",
            )
        )

    def _score(self, entry: Entry | None) -> Expr:
        if entry is None:
            return WHOLE
        written, earned = entry.get("score"), entry.get("earned")
        if written is not None:
            score = self._percent(written, Scope())
        elif earned is not None:
            score = self._earned(entry, earned)
        else:
            return WHOLE
        highest = self._bound(entry, "at_most", WHOLE)
        if highest is not None:
            score = Pick(unify((score.type, highest.type), 0), "min", (score, highest))
        return self._rounded(self._at_least(score, NOTHING), entry, Unit.PERCENT)

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
        named = {"full": WHOLE, "nothing": NOTHING}.get(when_zero.text())
        zero: Expr = named if named else unknown_of(PERCENT, f"{entry.path}.no_target")
        if named is None and when_zero.text() != "unknown":
            zero = self._percent(when_zero, Scope())
        return Quotient(kind, top, bottom, zero)

    def _points(self, name: str) -> Expr:
        return self._add_up(self._into.get(name, []))

    def _add_up(self, names: Sequence[str]) -> Expr:
        if not names:
            return NOTHING
        refs = [self.work.ref(name) for name in names]
        kind = refs[0].type
        for ref in refs[1:]:
            kind = sum_type(kind, ref.type)
        return refs[0] if len(refs) == 1 else Sum(kind, tuple(refs), (False,) * len(refs))

    def _money_cuts(self, name: str) -> list[str]:
        return self._into.get(f"{name}.minus", [])

    def _with_times(self, money: Expr, name: str) -> Expr:
        for factor in self._times.get(name, []):
            share = self.work.ref(factor)
            money = Product(product_type(money.type, share.type), (money, share))
        return money

    # -------------------------------------------------------------- total
    def _total(self, entry: Entry | None, parts: list[str]) -> None:
        work = self.work
        self.labels[f"parts.{TOTAL}"] = text_of(entry.get("label") if entry else None, TOTAL)
        if not parts:
            self._stages(TOTAL, entry, TOTAL)
        else:
            self._define(
                f"{TOTAL}.earned",
                lambda: self._add_up([f"{name}.paid" for name in parts]),
                entry,
                "part",
            )
            self._define(f"{TOTAL}.points", lambda: self._points(TOTAL), entry, "part")
            self._define(f"{TOTAL}.untimed", self._total_untimed, entry, "part")
            self._define(
                f"{TOTAL}.paid",
                lambda: self._rounded(
                    self._with_times(work.ref(f"{TOTAL}.untimed"), TOTAL), entry, Unit.MONEY
                ),
                entry,
                "part",
            )
            charged = tuple(c.rate for c in self.charges if c.into == TOTAL)
            step = self._step(entry, Unit.MONEY)
            source = work.sources.of(entry or work.document.top.header)
            label = self.labels[f"parts.{TOTAL}"]
            self.bases.append(Base(TOTAL, label, source, TOTAL, step, charged, printed=False))
        work.aliases["gross"] = f"{TOTAL}.paid"

    def _total_untimed(self) -> Expr:
        money: Expr = self.work.ref(f"{TOTAL}.earned")
        losses = [*self._money_cuts(TOTAL)]
        if self._into.get(TOTAL):
            full, points = self.work.ref(f"{TOTAL}.full"), self.work.ref(f"{TOTAL}.points")
            cut = Product(product_type(full.type, points.type), (full, points))
            kind = sum_type(money.type, cut.type, minus=True)
            money = Sum(kind, (money, cut), (False, True))
        if losses:
            loss = self._add_up(losses)
            kind = sum_type(money.type, loss.type, minus=True)
            money = Sum(kind, (money, loss), (False, True))
        if losses or self._into.get(TOTAL):
            money = self._at_least(money, ZERO_RUPIAH)
        return money

    # -------------------------------------------------------------- rules
    def _rule(self, name: str, entry: Entry) -> None:
        path = f"rules.{name}"
        self.labels[path] = text_of(entry.get("label"), name)
        self.rule_sources[path] = self.work.sources.of(entry)
        verbs = [verb for verb in ("cut", "times", "zero") if entry.get(verb)]
        if len(verbs) != 1:
            self.work.problems.add(
                "one-verb-wanted", entry.place, path=path, found=", ".join(verbs) or "-"
            )
            raise BrokenError
        {"cut": self._cut, "times": self._multiply, "zero": self._zero}[verbs[0]](path, entry)

    def _series(self, entry: Entry) -> list[Series]:
        each = entry.get("each")
        assert each is not None
        found: list[Series] = []
        for name in each.text().split(" or "):
            found += self._resolve(name.strip(), each)
        return found

    def _resolve(self, name: str, each: Entry) -> list[Series]:
        work = self.work
        first, _, word = name.partition(" ")
        written = work.document.section("series").get(first)
        if written is not None and written.is_text:
            parts = written.text().split(" or ")
            return [s for part in parts for s in self._resolve(part.strip(), each)]
        if written is not None:
            return [self._declared(name, written, word, each)]
        if name in catalogue():
            return [Series(name, name, None, None, "")]
        group = work.groups.get(name)
        words = vocabularies()["day_status"]
        if group is None and name not in words:
            known = [*work.document.section("series"), *catalogue(), *work.groups, *words]
            import difflib  # noqa: PLC0415

            nearest = ", ".join(difflib.get_close_matches(name, known, 3)) or "?"
            work.problems.add("unknown-series", each.node.place, name=name, nearest=nearest)
            raise BrokenError
        hit = work.formula_text(f"status in {name}", each.node.place, "", Scope("day"))
        return [Series(name, "day", hit, None, name)]

    def _declared(self, name: str, written: Entry, word: str, each: Entry) -> Series:
        work = self.work
        grain = work.grain(written, "each")
        scope = Scope(grain)
        when, measure = written.get("when"), written.get("measure")
        hit = work.formula(when, scope, FLAG) if when else None
        if word:
            key = KEY_FACTS.get(grain)
            if key is None:
                work.problems.add("unknown-series", each.node.place, name=name, nearest=written.path)
                raise BrokenError
            chosen = work.formula_text(f"{key} in {word}", each.node.place, "", scope)
            hit = chosen if hit is None else Logic(FLAG, "and", (hit, chosen))
        size = work.formula(measure, scope) if measure else None
        return Series(name, grain, hit, size, written.text("code"))

    def _condition(self, entry: Entry, series: Series) -> list[Expr]:
        """Conditions of a rule beside the series' own: `when` and `for`."""
        local = {"minutes": series.measure, "measure": series.measure} if series.measure else {}
        scope = Scope(series.grain, local)
        tests = []
        for key in ("when", "for"):
            written = entry.get(key)
            if written is not None:
                test = self.work.formula(written, scope, FLAG)
                if test.type.unit is not Unit.FLAG:
                    self.work.problems.add("flag-wanted", written.node.place, found=test.type)
                    raise BrokenError
                tests.append(test)
        return tests

    def _cut(self, path: str, entry: Entry) -> None:
        of, into = self._bases_of(path, entry)
        codes = [item.text() for item in code.list()] if (code := entry.get("code")) else []
        rates: list[str] = []
        for index, series in enumerate(self._series(entry)):
            label = series.name.replace(" ", "_")
            rate, measure = f"{path}.{label}", f"{path}.{label}.measure"
            value = self._cut_value(entry, series)
            self._define(
                rate,
                lambda s=series, v=value: self._rate(entry, s, v),  # type: ignore[misc]
                entry,
                "rule",
                series.grain,
            )
            if series.measure is not None:
                size = series.measure
                self._define(measure, lambda m=size: m, entry, "rule", series.grain)  # type: ignore[misc]
            table = value.table if isinstance(value, Lookup) else None
            own = codes[index] if index < len(codes) else (codes[-1] if codes else series.code)
            self.charges.append(
                Charge(
                    rule=path,
                    series=series.name,
                    grain=series.grain,
                    rate=rate,
                    measure=measure if series.measure is not None else "",
                    table=table,
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
        local = {"minutes": series.measure, "measure": series.measure} if series.measure else {}
        value = read_value(self.work, cut, Scope(series.grain, local), series.measure, PERCENT)
        try:
            return cast_to_percent(value)
        except FormulaError as exc:
            self.work.report(exc, cut.node.place, self.work.sources.law(entry))
            raise BrokenError from None

    def _rate(self, entry: Entry, series: Series, value: Expr) -> Expr:
        tests = [series.hit] if series.hit is not None else []
        tests += self._condition(entry, series)
        if not tests:
            return value
        test = tests[0] if len(tests) == 1 else Logic(FLAG, "and", tuple(tests))
        return Cond(unify((value.type, PERCENT), 0), test, value, NOTHING)

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
                    "unknown-choice", place, value=name, path=f"{path}.{key}", known=", ".join(known)
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
            kind = sums[0].type
            for item in sums[1:]:
                kind = sum_type(kind, item.type)
            total = sums[0] if len(sums) == 1 else Sum(kind, tuple(sums), (False,) * len(sums))
            if limit is None:
                return total
            most = self._percent(limit, Scope())
            return Pick(unify((total.type, most.type), 0), "min", (total, most))

        self._define(points, build, entry, "rule")
        if of == into:
            self._into.setdefault(into, []).append(points)
            return
        weight = self._constant_weight(of, into)
        if weight is not None:
            converted = f"{path}.points_of_{into}"
            self._define(converted, lambda: self._divided(points, weight), entry, "rule")
            self._into.setdefault(into, []).append(converted)
            return
        money = f"{path}.money"

        def loss() -> Expr:
            base, share = self.work.ref(f"{of}.full"), self.work.ref(points)
            return Product(product_type(base.type, share.type), (base, share))

        self._define(money, loss, entry, "rule")
        self._into.setdefault(f"{into}.minus", []).append(money)

    def _constant_weight(self, of: str, into: str) -> Fraction | None:
        """w where the full amount of `into` is always w × that of `of`."""
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
            return Product(product_type(ref.type, factor.type), (ref, factor))
        top = Const(Type(Unit.NUMBER), weight.denominator)
        bottom = Const(Type(Unit.NUMBER), weight.numerator)
        scaled = Product(product_type(ref.type, top.type), (ref, top))
        return Quotient(quotient_type(scaled.type, bottom.type), scaled, bottom, None)

    def _multiply(self, path: str, entry: Entry) -> None:
        of, _ = self._bases_of(path, entry)
        times = entry.get("times")
        assert times is not None

        def build() -> Expr:
            factor = self._percent(times, Scope())
            tests = self._monthly(path, entry)
            if not tests:
                return factor
            test = tests[0] if len(tests) == 1 else Logic(FLAG, "and", tuple(tests))
            return Cond(unify((factor.type, PERCENT), 0), test, factor, WHOLE)

        self._define(f"{path}.factor", build, entry, "rule")
        self._times.setdefault(of, []).append(f"{path}.factor")
        self.factors.append((path, of, f"{path}.factor"))

    def _zero(self, path: str, entry: Entry) -> None:
        self.work.choice(entry, "zero", ("everything", TOTAL))

        def build() -> Expr:
            tests = self._monthly(path, entry)
            if not tests:
                return Const(FLAG, value=True)
            return tests[0] if len(tests) == 1 else Logic(FLAG, "and", tuple(tests))

        self._define(f"{path}.holds", build, entry, "rule")
        self.outcomes.append(
            Outcome(path, f"{path}.holds", "zero", self.rule_sources[path], self.labels[path])
        )

    def _monthly(self, path: str, entry: Entry) -> list[Expr]:
        series = self._series(entry)
        month = Series(MONTH, MONTH, None, None, "")
        tests: list[Expr] = []
        if [s.grain for s in series] != [MONTH]:
            hits = [s.hit if s.hit is not None else Const(FLAG, value=True) for s in series]
            anys = tuple(
                Gather(FLAG, "any", s.grain, hit, None) for s, hit in zip(series, hits, strict=True)
            )
            tests.append(anys[0] if len(anys) == 1 else Logic(FLAG, "or", anys))
        tests += self._condition(entry, month)
        for test in tests:
            if grain_of(test) != MONTH:
                raise FormulaError(
                    "grain-too-fine", 0, name=path, has=grain_of(test), wanted=MONTH
                )
        return tests

    # -------------------------------------------------------------- pay
    def _pay(self) -> None:
        """Lines after the gross; one never takes more than what the lines before it have left."""
        work = self.work
        rest = f"{TOTAL}.paid"
        for name, entry in work.document.section("pay").items():
            kind = work.choice(entry, "kind", LINE_KINDS)
            raw, taken, left = f"pay.{name}.asked", f"pay.{name}", f"pay.{name}.rest"
            self.labels[f"pay.{name}"] = text_of(entry.get("label"), name)
            self._define(raw, lambda e=entry: self._asked(e), entry, "line")  # type: ignore[misc]
            work.aliases[name] = taken
            if kind == "info":
                self._define(taken, lambda r=raw: work.ref(r), entry, "line")  # type: ignore[misc]
            else:
                self._define(taken, lambda a=raw, b=rest: self._limited(a, b), entry, "line")  # type: ignore[misc]
                self._define(left, lambda a=rest, b=taken: self._less(a, b), entry, "line")  # type: ignore[misc]
                rest = left
            source = work.sources.of(entry)
            self.lines.append(Line(name, kind, taken, self.labels[f"pay.{name}"], source))
        self._define("net", lambda: work.ref(rest), None, "line")

    def _asked(self, entry: Entry) -> Expr:
        work = self.work
        written, cut, of = entry.get("is"), entry.get("cut"), entry.get("of")
        if written is not None:
            money = work.formula(written, Scope())
        elif cut is not None and of is not None:
            base, share = work.formula(of, Scope()), self._percent(cut, Scope())
            try:
                money = Product(product_type(base.type, share.type), (base, share))
            except UnitError:
                raise FormulaError("unit-mismatch", 0, left="money", right=base.type) from None
        else:
            work.problems.add(
                "missing-key",
                entry.place,
                work.sources.law(entry),
                key="of" if cut is not None else "is",
                path=entry.path,
            )
            raise BrokenError
        self._must_be(money, Unit.MONEY, entry)
        money = self._rounded(self._at_least(money, ZERO_RUPIAH), entry, Unit.MONEY)
        if money.type.ratio or money.type.scale:
            work.problems.add("line-not-rounded", entry.place, path=entry.path)
            raise BrokenError
        return money

    def _limited(self, asked: str, rest: str) -> Expr:
        first, second = self.work.ref(asked), self.work.ref(rest)
        return Pick(unify((first.type, second.type), 0), "min", (first, second))

    def _less(self, rest: str, taken: str) -> Expr:
        first, second = self.work.ref(rest), self.work.ref(taken)
        kind = sum_type(first.type, second.type, minus=True)
        return Sum(kind, (first, second), (False, True))

    # -------------------------------------------------------------- small pieces
    def _percent(self, entry: Entry, scope: Scope) -> Expr:
        value = read_value(self.work, entry, scope, None, PERCENT)
        try:
            return cast_to_percent(value)
        except FormulaError as exc:
            self.work.report(exc, entry.node.place, self.work.sources.law(entry))
            raise BrokenError from None

    def rounded_as_written(self, expr: Expr, entry: Entry) -> Expr:
        """`expr` rounded as the entry's `round` says for its unit, if it says so."""
        if expr.type.unit in {Unit.MONEY, Unit.PERCENT}:
            return self._rounded(expr, entry, expr.type.unit)
        return expr

    def _must_be(self, expr: Expr, unit: Unit, entry: Entry | None) -> None:
        if expr.type.unit is not unit:
            place = entry.place if entry else Place(self.work.document.top.file)
            self.work.problems.add(
                "literal-wanted", place, text=str(expr.type.unit), wanted=Type(unit)
            )
            raise BrokenError

    def _at_least(self, expr: Expr, floor: Expr) -> Expr:
        return Pick(unify((expr.type, floor.type), 0), "max", (expr, floor))

    def _bound(self, entry: Entry | None, key: str, default: Const) -> Expr | None:
        """A limit in percent; `none` takes the limit away."""
        written = entry.get(key) if entry else None
        if written is None:
            return default
        if written.text() == "none":
            return None
        return self._percent(written, Scope())

    def _step(self, entry: Entry | None, unit: Unit) -> Step | None:
        """The step of `unit` among `round: [0.01%, Rp 1]`, with its mode."""
        written = entry.get("round") if entry else None
        for item in written.list() if written else ():
            words = item.text().split()
            mode = self.mode
            if words and words[-1] in set(Mode):
                mode = Mode(words.pop())
            literal = parse_literal(" ".join(words))
            if literal is None or literal.type.unit not in {Unit.MONEY, Unit.PERCENT} or not literal.value:
                self.work.problems.add(
                    "literal-wanted", item.place, text=item.text(), wanted="Rp 1, 0.01%"
                )
                raise BrokenError
            if literal.type.unit is unit:
                return Step(unit, literal.value, literal.type.scale, mode)
        return None

    def _rounded(self, expr: Expr, entry: Entry | None, unit: Unit) -> Expr:
        step = self._step(entry, unit)
        if step is None:
            return expr
        return rounded(expr, Const(Type(step.unit, step.scale), step.size), step.mode)


ZERO_RUPIAH = Const(Type(Unit.MONEY), 0)
