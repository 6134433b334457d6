"""What all blocks of a regulation are lowered with: shares, limits, roundings, sums, names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from masker_rules.errors import Place
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FLAG, FormulaError, existing, unify
from masker_rules.language.expressions import rounded as round_to
from masker_rules.language.plan import (
    MONTH,
    Base,
    Bring,
    Charge,
    Const,
    DayLimit,
    Expr,
    Line,
    Logic,
    Notice,
    Outcome,
    Pick,
    Product,
    Quotient,
    Replacement,
    Sum,
)
from masker_rules.language.values import read_value
from masker_rules.language.workspace import BrokenError, Definition, Workspace, cast_to_percent
from masker_rules.legal import NO_LAW, Source, Text
from masker_rules.texts import Phrase
from masker_rules.units import Mode, Step, Type, Unit, parse_literal
from masker_rules.units.types import product_type, sum_type

__all__ = [
    "NOTHING",
    "OF_QUANTITIES",
    "PERCENT",
    "TOTAL",
    "WHOLE",
    "ZERO_RUPIAH",
    "Ledger",
    "Pieces",
    "all_of",
]

PERCENT = Type(Unit.PERCENT)
WHOLE = Const(PERCENT, 1)
NOTHING = Const(PERCENT, 0)
ZERO_RUPIAH = Const(Type(Unit.MONEY), 0)
TOTAL = "total"
#: Units of the steps of pay, and of those of a quantity.
OF_STEPS = frozenset({Unit.MONEY, Unit.PERCENT})
OF_QUANTITIES = OF_STEPS | {Unit.NUMBER}
#: The amount of a month with a change, before it is rounded.
EXACT = "amount.exact"


def all_of(tests: Sequence[Expr]) -> Expr:
    """The conjunction of conditions, at least one."""
    return tests[0] if len(tests) == 1 else Logic(FLAG, "and", tuple(tests))


@dataclass(slots=True)
class Ledger:
    """What the blocks of a regulation put down for the plan, and who reduces which base.

    Attributes:
        into: Base to the quantities whose points reduce it.
        minus: Base to the quantities whose money reduces it.
        times: Base to the quantities that multiply it.
        instead: Base to the quantities with the percent that is paid instead.
        beside: Names of `into` and `minus` that are taken of what is paid instead, too.
        limits: Rules that limit what others take together.
        day_limits: Those of them that limit dates, whoever they are of.
        giving: Names of `into` and `minus` that give instead of taking.
        of_dates: Names of `into` and `minus` to what they take on each date, where they are of
            days: as an expression of the grain `calendar`.
        own_limits: Names of `of_dates` to what they may take in a month, where a rule says it.
        closed: Every rule has said which base it reduces.
    """

    charges: list[Charge] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    bases: list[Base] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    factors: list[tuple[str, str, str]] = field(default_factory=list)
    labels: dict[str, Text] = field(default_factory=dict)
    rule_sources: dict[str, Source] = field(default_factory=dict)
    into: dict[str, list[str]] = field(default_factory=dict)
    minus: dict[str, list[str]] = field(default_factory=dict)
    times: dict[str, list[str]] = field(default_factory=dict)
    instead: dict[str, list[str]] = field(default_factory=dict)
    replacements: list[Replacement] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    brings: list[Bring] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    day_limits: list[DayLimit] = field(default_factory=list)
    giving: set[str] = field(default_factory=set)
    of_dates: dict[str, Callable[[], Expr]] = field(default_factory=dict)
    own_limits: dict[str, Callable[[], Expr]] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set)
    closed: bool = False

    def settled(self, lists: dict[str, list[str]], base: str) -> list[str]:
        """The names that act on a base, once all of them are known.

        Raises:
            FormulaError: a series asks for what is left of a base while the rules that reduce it
                are still being read [reads-its-own-result].
        """
        if not self.closed:
            chain = f"{base} → rules → {base}"
            cure = Phrase("cures.before_the_rules", {"base": f"{base}.full"})
            raise FormulaError("reads-its-own-result", 0, chain=chain, cure=cure)
        return lists.get(base, [])


@dataclass(slots=True)
class Pieces:
    """Small steps of lowering over one workspace."""

    work: Workspace
    mode: Mode

    def define(
        self,
        name: str,
        build: Callable[[], Expr],
        entry: Entry | None,
        role: str,
        grain: str = MONTH,
        *,
        lazy: bool = False,
    ) -> None:
        """Announce a quantity whose source, law and place are those of an entry.

        A lazy one is built only if a formula or rule speaks of it.
        """
        place = entry.place if entry else Place(self.work.document.top.file)
        law = self.work.sources.law(entry) if entry else NO_LAW
        source = self.source(entry)
        self.work.define(Definition(name, grain, build, source, place, law, role, lazy))

    def source(self, entry: Entry | None) -> Source:
        """The source of an entry; what none states has that of the amount, or the header's."""
        document = self.work.document
        stated = entry or document.single.get("amount") or document.top.header
        return self.work.sources.of(stated)

    def product(self, left: Expr, right: Expr) -> Expr:
        """`left × right`.

        Raises:
            UnitError: the units cannot be multiplied.
        """
        return Product(product_type(left.type, right.type), (left, right))

    def less(self, left: Expr, right: Expr) -> Expr:
        """`left − right` of one unit."""
        return Sum(sum_type(left.type, right.type, minus=True), (left, right), (False, True))

    def over_month(self, name: str, money: Expr, entry: Entry | None) -> Expr:
        """An amount of the month; where it has a change the sum over its segments, as a quantity.

        What each segment has is worked out by the same formula, hence it stays in the plan.
        """
        if not self.work.segmented:
            self.work.of_segments.append(money)
            return money
        if name not in self.work.over_segments:
            if not money.type.ratio:
                one = Const(Type(Unit.NUMBER), 1)
                money = Quotient(money.type.as_ratio(), money, one, None)
            self.work.over_segments.append(name)
            self.define(name, lambda: money, entry, "amount")
        return self.work.ref(name)

    def total(self, parts: Sequence[Expr]) -> Expr:
        """The sum of like expressions; 0 % of none."""
        if not parts:
            return NOTHING
        kind = parts[0].type
        for part in parts[1:]:
            kind = sum_type(kind, part.type)
        return parts[0] if len(parts) == 1 else Sum(kind, tuple(parts), (False,) * len(parts))

    def add_up(self, names: Sequence[str]) -> Expr:
        """The sum of quantities; 0 % of none."""
        return self.total([self.work.ref(name) for name in names])

    def smaller(self, left: Expr, right: Expr) -> Expr:
        """The smaller of two; of several it is one choice, however many rules there are."""
        known = left.args if isinstance(left, Pick) and left.kind == "min" else (left,)
        return Pick(unify((left.type, right.type), 0), "min", (*known, right))

    def percent(self, entry: Entry, scope: Scope) -> Expr:
        value = read_value(self.work, entry, scope, None, PERCENT)
        try:
            return cast_to_percent(value)
        except FormulaError as exc:
            self.work.report(exc, entry.node.place, self.work.sources.law(entry))
            raise BrokenError from None

    def as_written(self, expr: Expr, entry: Entry) -> Expr:
        """`expr` rounded as the entry's `round` says for its unit, if it says so."""
        if expr.type.unit in OF_QUANTITIES:
            return self.rounded(expr, entry, expr.type.unit, units=OF_QUANTITIES)
        return expr

    def must_be(self, expr: Expr, unit: Unit, entry: Entry | None) -> None:
        if expr.type.unit is not unit:
            place = entry.node.place if entry else Place(self.work.document.top.file)
            law = self.work.sources.law(entry) if entry else NO_LAW
            self.work.problems.add("unit-wanted", place, law, found=expr.type, wanted=Type(unit))
            raise BrokenError
        existing(expr)

    def at_least(self, expr: Expr, floor: Expr) -> Expr:
        return Pick(unify((expr.type, floor.type), 0), "max", (expr, floor))

    def limit(self, entry: Entry | None, key: str, default: Const) -> Expr | None:
        """A limit in percent; `none` takes the limit away."""
        written = entry.get(key) if entry else None
        if written is None:
            return default
        if written.text() == "none":
            return None
        return self.percent(written, Scope())

    def step(
        self,
        entry: Entry | None,
        unit: Unit,
        span: str = "",
        spans: Sequence[str] = (),
        key: str = "round",
        units: Collection[Unit] = OF_STEPS,
    ) -> Step | None:
        """The step of `unit` among `round: [0.01%, Rp 1]`, with its mode.

        Args:
            entry: Where it is written.
            unit: One of the units.
            span: Of the items those `per` this span; empty: those that name none.
            spans: Those that may be named here.
            key: Under which the steps stand.
            units: That a step may have there.
        """
        written = entry.get(key) if entry else None
        for item in written.list() if written else ():
            text, per, named = item.text().partition(" per ")
            if per and named.strip() not in spans:
                text = item.text()  # no literal: it is told below
            elif named.strip() != span:
                continue
            words = text.split()
            mode = self.mode
            if words and words[-1] in set(Mode):
                mode = Mode(words.pop())
            literal = parse_literal(" ".join(words))
            if literal is None or literal.type.unit not in units or not literal.value:
                law, wanted = self.work.sources.law(item), Phrase("shapes.step")
                self.work.problems.add(
                    "literal-wanted", item.place, law, text=item.text(), wanted=wanted
                )
                raise BrokenError
            if literal.type.unit is unit:
                return Step(unit, literal.value, literal.type.scale, mode)
        return None

    def rounded(
        self,
        expr: Expr,
        entry: Entry | None,
        unit: Unit,
        key: str = "round",
        units: Collection[Unit] = OF_STEPS,
    ) -> Expr:
        step = self.step(entry, unit, key=key, units=units)
        if step is None:
            return expr
        return round_to(existing(expr), Const(Type(step.unit, step.scale), step.size), step.mode)
