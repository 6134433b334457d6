"""Results as a table made in columns: the rows of `Results.to_rows` without an object each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

import polars as pl

from masker_rules.columnar.assembly import WIDE, Outcomes, Output
from masker_rules.columnar.dates import month_at
from masker_rules.columnar.sheets import PERSON_MONTH
from masker_rules.engine.columns import COUNT, LINE, PART, PERSON, RUN, in_order
from masker_rules.engine.findings import code_of, exact, plain_count, share_of
from masker_rules.engine.sheet import BY_WEIGHT, deduction_line, layout, plan_columns
from masker_rules.engine.vectors import NARROW, Vector, size_of
from masker_rules.language.pay import ADDITION
from masker_rules.language.plan import MONTH, Base, Charge, Replacement
from masker_rules.units import Type, Unit, percent_text

__all__ = ["Said", "fits", "result_table"]

_NO_MONEY = pl.lit(None, dtype=pl.Int64)


@dataclass(frozen=True, slots=True)
class Said:
    """Codes of the warnings beside results, each text with spaces between codes.

    Attributes:
        before: By period, what stands before those of a person.
        after: What stands behind them.
        notes: `pm`, `codes`: what attendance has to say, in order.
        doubts: `period`, `unit`, `codes`: about the clocks of units.
    """

    before: Mapping[int, str]
    after: str
    notes: pl.DataFrame
    doubts: pl.DataFrame


def fits(outcomes: Outcomes) -> bool:
    """Whether a table holds every number of the outcomes, and every sum of their lines."""
    plan, vector = outcomes.program.plan, outcomes.walk.vector
    money = [vector(name) for name in ("total.paid", *(ln.quantity for ln in layout(plan)))]
    shares = [(vector(b.instead), plan.by_name[b.instead].type) for b in plan.bases if b.instead]
    if sum(_rupiah_at_most(value) for value in money) > NARROW:
        return False
    if any(size_of(value.below) * 10**kind.scale > WIDE for value, kind in shares):
        return False
    try:
        return bool(len(outcomes.month)) and outcomes.charged is not None
    except OverflowError:
        return False


def _rupiah_at_most(value: Vector) -> int:
    """A size in whole rupiah that no row exceeds."""
    if isinstance(value.below, int):
        return size_of(value.top) // value.below + 1
    return size_of(value.top) // int(value.below.min()) + 1 if len(value) else 0


def result_table(
    outcomes: Outcomes,
    people: pl.DataFrame,
    deductions: pl.DataFrame,
    open_counts: Iterable[str],
    said: Said | None = None,
) -> pl.DataFrame:
    """One row for each person-month of `outcomes.month`, ordered by period and nip.

    Args:
        outcomes: Of :func:`masker_rules.columnar.assembly.result_program`.
        people: `pm`, `nip`, `name`, `period` (year × 12 + month - 1), and columns of `PERSON`.
        deductions: `pm`, `place`, `code`, `amount` in rupiah.
        open_counts: Counts that cannot be told.
        said: Asks for the columns `missing` and `warnings` besides.

    Raises:
        OverflowError: a number leaves 128 bits.
    """
    return _Table(outcomes, people, deductions, frozenset(open_counts)).made(said)


class _Table:
    def __init__(
        self,
        outcomes: Outcomes,
        people: pl.DataFrame,
        deductions: pl.DataFrame,
        open_counts: frozenset[str],
    ) -> None:
        self.outcomes, self.plan = outcomes, outcomes.program.plan
        self.charged, self.deductions = outcomes.charged, deductions
        self.open_counts = open_counts
        own = people.select(PERSON_MONTH, "nip", "name", "period", *PERSON)
        self.month = outcomes.month.join(own, on=PERSON_MONTH, how="inner")
        self._left = pl.repeat(value=False, n=len(self.month), eager=True)

    def made(self, said: Said | None) -> pl.DataFrame:
        columns: dict[str, pl.Expr | pl.Series] = {
            "nip": pl.col("nip"),
            "name": pl.col("name").fill_null(""),
            "period": self._periods(),
            "status": self._status(),
            **({RUN: pl.lit(self.plan.run)} if self.plan.run else {}),
            **{name: pl.col(name) for name in PERSON},
        }
        # A table that tells of no parts and lines has no columns for them.
        paid = self.month.select(self._eligible.any()).item()
        lines = self._lines()
        columns |= self._shares() if paid else {}
        columns |= {n: c for n, c in lines.items() if paid or not n.startswith(LINE)}
        columns |= self._counts()
        columns |= {"lowest": _NO_MONEY, "highest": _NO_MONEY}
        names = in_order(columns, plan_columns(self.plan))
        if said is not None:
            # Whose inputs are missing is computed elsewhere.
            columns |= {"missing": pl.lit(""), "warnings": self._warnings(said)}
            names += ["missing", "warnings"]
        order = self.month.select(order="period")
        found = pl.concat([order, self.month.select(**columns)], how="horizontal")
        return found.sort("order", "nip").select(names)

    # -------------------------------------------------------------- warnings
    def _warnings(self, said: Said) -> pl.Series:
        """The codes of the warnings of each result, each once and in order."""
        months = self.month.with_columns(unit=pl.col("unit").fill_null(""))
        notes = months.join(said.notes, on=PERSON_MONTH, how="left", maintain_order="left")[
            "codes"
        ]
        doubts = months.join(
            said.doubts, on=["period", "unit"], how="left", maintain_order="left"
        )["codes"]
        before = months["period"].replace_strict(dict(said.before), return_dtype=pl.String)
        flags = [
            pl.col(self.outcomes.output(notice.flag).column).fill_null(value=False)
            for notice in self.plan.notices
        ]
        eligible = self._eligible
        asks = eligible & reduce(lambda a, b: a | b, self._questions(), pl.lit(value=False))
        tells = eligible & reduce(lambda a, b: a | b, flags, pl.lit(value=False))
        codes = months.select(
            pl.concat_str(
                before,
                notes.fill_null(""),
                pl.lit(said.after),
                pl.when(asks).then(pl.lit("question")).otherwise(pl.lit("")),
                pl.when(tells).then(pl.lit("flag")).otherwise(pl.lit("")),
                pl.when(self._left).then(pl.lit("deduction-left")).otherwise(pl.lit("")),
                doubts.fill_null(""),
                separator=" ",
            )
            .str.split(" ")
            .list.unique(maintain_order=True)
        ).to_series()
        words = codes.list.eval(pl.element().filter(pl.element() != ""))
        return words.list.join(" ")

    def _questions(self) -> Iterator[pl.Expr]:
        """Whether each open question touched the result, as `engine.judging` asks."""
        for question in self.plan.questions:
            if not question.open:
                continue
            if question.when:
                yield pl.col(self.outcomes.output(question.when).column)
            elif question.about.startswith("rules."):
                yield self._touched(question.about)
            else:
                yield pl.lit(value=True)

    def _touched(self, rule: str) -> pl.Expr:
        """Whether a finding of the month is one of the rule."""
        found = pl.lit(value=False)
        for charge in self.plan.charges:
            if charge.rule != rule:
                continue
            rate = pl.col(self.outcomes.output(charge.rate).column) != 0
            if charge.grain != MONTH:
                pms = self.charged[charge.grain].filter(rate)[PERSON_MONTH].unique()
                rate = pl.col(PERSON_MONTH).is_in(pms.implode())
            found |= rate & self._acts(charge)
        for base in self.plan.bases:
            rules = [one for one in self.plan.replacements if one.base == base.name]
            if base.instead and any(one.rule == rule for one in rules):
                found |= pl.lit(self._pays_least(base, rules) == rule) & self._replaced(base.name)
        total = self._replaced("total")
        for own, name, factor in self.plan.factors:
            if own == rule:
                acts = pl.lit(self._told([factor], str, pl.String) != self._one(factor))
                found |= acts & (pl.lit(name == "total") | ~total)
        zero = [gate for gate in self.plan.outcomes if gate.status == "zero"]
        earlier = pl.lit(value=False)
        for gate in zero:
            flag = pl.col(self.outcomes.output(gate.flag).column).fill_null(value=False)
            if gate.rule == rule:
                found |= flag & ~earlier
            earlier |= flag
        return found

    def _one(self, name: str) -> str:
        """The whole, as a value of the quantity."""
        kind = self.plan.by_name[name].type
        return "1" if kind.ratio else str(10**kind.scale)

    def _pays_least(self, base: Base, rules: Sequence[Replacement]) -> pl.Series:
        """The rule that pays the least of a base, the first where several do."""

        def told(pays: Any, *percents: Any) -> str:
            kinds = [self.plan.by_name[name].type for name in (base.instead, *names)]
            numbers = [exact(v, k) for v, k in zip((pays, *percents), kinds, strict=True)]
            lowest = [r.rule for r, n in zip(rules, numbers[1:], strict=True) if n == numbers[0]]
            return lowest[0] if lowest and numbers[0] != 1 else ""

        names = [one.percent for one in rules]
        return self._told([base.instead, *names], told, pl.String)

    # -------------------------------------------------------------- person and status
    def _periods(self) -> pl.Series:
        numbers = self.month["period"]
        texts = {n: str(month_at(n)) for n in numbers.unique().to_list()}
        return numbers.replace_strict(texts, return_dtype=pl.String)

    @property
    def _eligible(self) -> pl.Expr:
        return pl.col(self.outcomes.output(self.plan.eligible).column)

    def _gate(self, status: str) -> pl.Expr:
        flags = [
            pl.col(self.outcomes.output(gate.flag).column).fill_null(value=False)
            for gate in self.plan.outcomes
            if gate.status == status
        ]
        return reduce(lambda a, b: a | b, flags, pl.lit(value=False))

    def _status(self) -> pl.Expr:
        found = pl.lit("payable")
        for status in reversed(BY_WEIGHT):
            found = pl.when(self._gate(status)).then(pl.lit(status)).otherwise(found)
        return pl.when(self._eligible).then(found).otherwise(pl.lit("not_eligible"))

    # -------------------------------------------------------------- parts
    def _shares(self) -> dict[str, pl.Series]:
        return {
            f"{PART}{base.name}": self._share(base) for base in self.plan.bases if base.printed
        }

    def _share(self, base: Base) -> pl.Series:
        names = [f"{base.name}.left"]
        if base.minus:
            names += [f"{base.name}.full", f"{base.name}.untimed"]
        plan = self.plan

        def told(*numbers: Any) -> str:
            return percent_text(share_of(plan, base, dict(zip(names, numbers, strict=True))))

        texts = self._told(names, told, pl.String)
        eligible = self.month.select(self._eligible).to_series()
        return texts.set(~eligible, None)

    def _told(
        self, names: Sequence[str], told: Callable[..., Any], kind: type[pl.DataType]
    ) -> pl.Series:
        """What a function says of some quantities: asked once for each combination of values."""
        outputs = [(self.outcomes.output(name), self.plan.by_name[name].type) for name in names]
        return told_of(self.month, outputs, told, kind)

    # -------------------------------------------------------------- money
    def _lines(self) -> dict[str, pl.Expr | pl.Series]:
        zero, eligible = self._gate("zero"), self._eligible
        made: dict[str, pl.Expr | pl.Series] = {}
        gross = self._rupiah("total.paid")
        net = gross
        for line in layout(self.plan):
            amount = self._rupiah(line.quantity) * line.sign
            if line.kind == ADDITION:
                gross, net = gross + amount, net + amount
            elif not line.before and line.sign < 0:
                net = net + amount
            shown = pl.when(zero).then(0).otherwise(amount)
            made[f"{LINE}{line.id}"] = pl.when(eligible).then(shown).cast(pl.Int64)
        gross = pl.when(zero | ~eligible).then(0).otherwise(gross).cast(pl.Int64)
        net = pl.when(zero | ~eligible).then(0).otherwise(net).cast(pl.Int64)
        sums = self.month.select(gross=gross, net=net, eligible=eligible)
        left, taken = self._deducted(sums["net"], sums["eligible"])
        made |= taken
        made["gross"] = sums["gross"]
        made["deductions"] = sums["gross"] - left
        made["net"] = left
        return made

    def _deducted(
        self, net: pl.Series, eligible: pl.Series
    ) -> tuple[pl.Series, dict[str, pl.Series]]:
        """The net after the deductions of the pack, each at most what is left."""
        made: dict[str, pl.Series] = {}
        ids = {line.id for line in layout(self.plan)} | {"gross", "net"}
        steps = self.deductions.select("place", "code").unique().sort("place", "code")
        for place, code in steps.iter_rows():
            own = self.deductions.filter(pl.col("place") == place, pl.col("code") == code)
            asked = self.month.select(PERSON_MONTH).join(
                own.select(PERSON_MONTH, "amount"),
                on=PERSON_MONTH,
                how="left",
                maintain_order="left",
            )["amount"]
            taken = pl.select(
                pl.when(eligible).then(pl.min_horizontal(asked, net).clip(lower_bound=0))
            ).to_series()
            taken = taken.set(asked.is_null(), None)
            self._left |= (taken < asked).fill_null(value=False)
            if taken.null_count() == len(taken):
                continue
            net = net - taken.fill_null(0)
            line = f"{LINE}{deduction_line(code, ids)}"
            # What is the first deduction of one person may be the second of another.
            before = made.get(line)
            made[line] = -taken if before is None else before.zip_with(taken.is_null(), -taken)
        return net, made

    def _rupiah(self, name: str) -> pl.Expr:
        """Whole rupiah; an exact fraction loses what lies behind the point."""
        output = self.outcomes.output(name)
        number, by = pl.col(output.column), _below(output)
        if output.below == 1:
            return number
        wide = number.cast(pl.Int128)
        return pl.when(wide < 0).then(0 - (0 - wide) // by).otherwise(wide // by)

    # -------------------------------------------------------------- counts
    def _counts(self) -> dict[str, pl.Series]:
        made = {}
        for name, path in self.plan.counts.items():
            if name in self.open_counts:
                continue
            kind = self.plan.by_name[path].type

            def told(value: Any, kind: Any = kind) -> Any:
                return plain_count(value, kind)

            made[f"{COUNT}{name}"] = self._count(path, told)
        for code, counted in self._codes():
            if code not in self.plan.counts:
                made[f"{COUNT}{code}"] = counted
        return made

    def _count(self, path: str, told: Callable[[Any], Any]) -> pl.Series:
        output = self.outcomes.output(path)
        kind = self.plan.by_name[path].type
        if not kind.scale and not kind.ratio and kind.unit is not Unit.DURATION:
            return self.month[output.column].cast(pl.Int64)
        texts = self._told([path], lambda value: str(told(value)), pl.String)
        numbers = texts.cast(pl.Int64, strict=False)
        return texts if numbers.null_count() > texts.null_count() else numbers

    def _codes(self) -> list[tuple[str, pl.Series]]:
        """How often each code of the findings stands on a day."""
        parts = []
        for charge in self.plan.charges:
            if charge.grain == MONTH:
                continue
            rows = self.charged[charge.grain]
            rows = rows.filter(
                pl.col(self.outcomes.output(charge.rate).column) != 0,
                pl.col(f"{charge.grain}__date").is_not_null(),
            )
            rows = rows.select(PERSON_MONTH, code=self._code(charge, rows))
            kept = self.month.filter(self._acts(charge) & self._eligible)
            parts.append(rows.join(kept.select(PERSON_MONTH), on=PERSON_MONTH, how="semi"))
        if not parts:
            return []
        counted = pl.concat(parts).group_by(PERSON_MONTH, "code").len("n")
        own = self.month.select(PERSON_MONTH)
        found = []
        for code in sorted(counted["code"].unique().to_list()):
            of_code = counted.filter(pl.col("code") == code).select(PERSON_MONTH, "n")
            numbers = own.join(of_code, on=PERSON_MONTH, how="left", maintain_order="left")["n"]
            found.append((code, numbers.cast(pl.Int64)))
        return found

    def _code(self, charge: Charge, rows: pl.DataFrame) -> pl.Series | pl.Expr:
        if not charge.measure or charge.table is None:
            return pl.lit(charge.code)
        plan = self.plan
        output = self.outcomes.output(charge.measure), plan.by_name[charge.measure].type
        return told_of(rows, [output], lambda value: code_of(plan, charge, value), pl.String)

    def _acts(self, charge: Charge) -> pl.Expr:
        """Whether a charge takes anything: of what is paid instead only one that says so does."""
        return pl.lit(value=True) if charge.beside else ~self._replaced(charge.into)

    def _replaced(self, name: str) -> pl.Expr:
        """Whether a rule pays a percent of the base, or of the total, instead."""
        bases = [base for base in self.plan.bases if base.instead and base.name in {name, "total"}]
        flags = []
        for base in bases:
            output = self.outcomes.output(base.instead)
            kind = self.plan.by_name[base.instead].type
            whole = _below(output) * pl.lit(1 if kind.ratio else 10**kind.scale, pl.Int128)
            flags.append(pl.col(output.column).cast(pl.Int128) < whole)
        return reduce(lambda a, b: a | b, flags, pl.lit(value=False))


def _below(output: Output) -> pl.Expr:
    below = output.below
    return pl.lit(below, pl.Int128) if isinstance(below, int) else pl.col(below).cast(pl.Int128)


def told_of(
    table: pl.DataFrame,
    outputs: Sequence[tuple[Output, Type]],
    told: Callable[..., Any],
    kind: type[pl.DataType],
) -> pl.Series:
    """What a function says of the values of some outputs, asked once for each combination."""
    names = [
        name
        for output, _ in outputs
        for name in (output.column, output.below)
        if isinstance(name, str)
    ]
    columns = list(dict.fromkeys(names))
    unique = table.select(columns).unique()
    texts = [told(*each) for each in zip(*(_exact(unique, *o) for o in outputs), strict=True)]
    answered = unique.with_columns(pl.Series("told", texts, dtype=kind))
    return table.select(columns).join(
        answered, on=columns, how="left", nulls_equal=True, maintain_order="left"
    )["told"]


def _exact(table: pl.DataFrame, output: Output, kind: Type) -> list[Any]:
    """The values of an output: integers, exact fractions, words, flags or None."""
    numbers = table[output.column].to_list()
    if not kind.ratio:
        return numbers
    if isinstance(output.below, int):
        below = [output.below] * len(numbers)
    else:
        below = table[output.below].to_list()
    return [
        None if number is None else Fraction(number, by)
        for number, by in zip(numbers, below, strict=True)
    ]
