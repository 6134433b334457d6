"""Findings and parts of a computed month: derived from the plan, never written beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache, partial
from math import lcm
from typing import Any, NamedTuple

from masker_rules.engine.result import Finding
from masker_rules.language.plan import MONTH, Base, Charge, Outcome, Plan
from masker_rules.legal import Source, Text
from masker_rules.texts import render
from masker_rules.units import Type, Unit, exact_text
from masker_rules.units.printing import duration_text

__all__ = [
    "RESIDUAL",
    "charged",
    "code_of",
    "exact",
    "exact_of",
    "finding_names",
    "findings_of",
    "part_shares",
    "plain_count",
    "share_of",
    "with_residual",
]

RESIDUAL = "residual"
#: Units whose values are whole seconds or days, at no scale.
UNSCALED = frozenset({Unit.DURATION, Unit.CLOCK, Unit.DATE})
#: Rates, scores and other numbers that come again and again.
_over = lru_cache(maxsize=2**14)(Fraction)


def exact(value: int | Fraction, kind: Type) -> Fraction:
    """A value of the plan as the number it stands for."""
    if kind.ratio or kind.unit in UNSCALED:
        return _over(value)
    return _over(value, 10**kind.scale)


def plain_count(value: int | Fraction, kind: Type) -> int | str:
    """A count as printed: an integer, whole minutes of a duration, or an exact decimal text."""
    if isinstance(value, int) and not kind.scale:
        unit = 60 if kind.unit is Unit.DURATION else 1
        if value % unit == 0:
            return value // unit
    number = exact(value, kind)
    if kind.unit is Unit.DURATION:
        number /= 60
    return int(number) if number.denominator == 1 else exact_text(number)


def part_shares(plan: Plan, values: Mapping[str, Any]) -> dict[str, Fraction]:
    """What remains of each part after its rules, as a share of one."""
    return {base.name: share_of(plan, base, values) for base in plan.bases if base.printed}


def share_of(plan: Plan, base: Base, values: Mapping[str, Any]) -> Fraction:
    """What remains of one part: its `left`, or of its `full` where rupiah are taken of it."""
    left = exact_of(plan, f"{base.name}.left", values)
    if not base.minus:
        return left
    full = exact_of(plan, f"{base.name}.full", values)
    if not full:
        return left
    return max(exact_of(plan, f"{base.name}.untimed", values), Fraction(0)) / full


def exact_of(plan: Plan, name: str, values: Mapping[str, Any]) -> Fraction:
    """A quantity of the month as the number it stands for."""
    return exact(values[name], plan.by_name[name].type)


def findings_of(
    plan: Plan,
    values: Mapping[str, Any],
    rows: Mapping[str, Sequence[Any]],
    gates: Sequence[Outcome],
) -> tuple[Finding, ...]:
    """Everything that the month cost, adding up to the full amount less the gross.

    Args:
        plan: The regulation.
        values: All quantities of the month.
        rows: The rows that the plan was computed over.
        gates: The gates that hold, in order.
    """
    found: list[Finding] = []
    replaced = _replaced(plan, values)
    for charge in plan.charges:
        if charge.into not in replaced or charge.beside:
            found += [finding for _, finding in charged(plan, charge, values, rows)]
    for base, score, whole in _scored(plan):
        # One indicator may miss what another has too much of.
        if (base.earnings or values[score] != whole) and base.name not in replaced:
            found += _shortfall(plan, base, values)
    if replaced:
        found += _instead(plan, values, replaced)
    found += _factors(plan, values, replaced)
    found.sort(key=lambda item: (item.day or date.max, item.rule, item.code))
    full = exact_of(plan, "total.full", values)
    gross = exact_of(plan, "total.paid", values)
    for gate in [gate for gate in gates if gate.status == "zero"][:1]:
        amount = -gross
        found.append(
            Finding(
                None,
                gate.rule.removeprefix("rules."),
                gate.rule,
                "",
                None,
                "total",
                amount,
                gate.label,
                gate.source,
            )
        )
        gross = Fraction(0)
    return _with_rest(plan, found, gross, full)


def finding_names(plan: Plan) -> tuple[str, ...]:
    """Quantities that :func:`findings_of` reads, beside those of a result without findings."""
    names = ["total.full", "total.paid"]
    for charge in plan.charges:
        names += [charge.rate, charge.measure, charge.base]
    for base in plan.bases:
        names += [base.instead, *(f"{base.name}.{kind}" for kind in ("full", "score", "untimed"))]
        names += [name for _, _, *brought in base.earnings for name in brought]
    names += [rule.percent for rule in plan.replacements]
    names += [name for _, _, name in plan.factors]
    return tuple(dict.fromkeys(name for name in names if name in plan.by_name))


def with_residual(
    plan: Plan, findings: Sequence[Finding], gross: int, full: Fraction
) -> tuple[Finding, ...]:
    """Findings with what is left of the loss as a residual, so that they add up to it."""
    return _with_rest(plan, [f for f in findings if f.code != RESIDUAL], gross, full)


def _with_rest(
    plan: Plan, found: list[Finding], gross: int | Fraction, full: Fraction
) -> tuple[Finding, ...]:
    gains = [full.as_integer_ratio(), *(item.amount.as_integer_ratio() for item in found)]
    below = lcm(gross.denominator, *(own for _, own in gains))
    rest = gross.numerator * (below // gross.denominator)
    rest -= sum([top * (below // own) for top, own in gains])
    if rest:
        found.append(_residual(plan, Fraction(rest, below)))
    return tuple(found)


def charged(
    plan: Plan, charge: Charge, values: Mapping[str, Any], rows: Mapping[str, Sequence[Any]]
) -> Iterator[tuple[int, Finding]]:
    """What one charge cost, with the index of the row (0 for the month) of each finding."""
    rates = values[charge.rate]
    of_month = charge.grain == MONTH
    if not (rates if of_month else any(rates)):
        return
    kind, whole, label, source, of, said = _in_words(plan, charge)
    base = values[charge.base] if charge.base else 1
    signed = base if charge.gives else -base
    measures = values[charge.measure] if charge.measure else None
    seen: dict[Any, tuple[Fraction | None, Fraction]] = {}
    for index, rate in enumerate((rates,) if of_month else rates):
        if not rate:
            continue
        if rate not in seen:
            taken = Fraction(rate * signed, whole)
            seen[rate] = exact(rate, kind) if charge.base else None, taken
        share, amount = seen[rate]
        measure = measures if of_month or measures is None else measures[index]
        text, code, cell = said(measure)
        day = None if of_month else _day(rows[charge.grain][index].date)
        yield (
            index,
            Finding(day, code, charge.rule, text, share, of, amount, label, source, cell),
        )


def code_of(plan: Plan, charge: Charge, value: Any) -> str:
    """Code of the finding of a row that the charge measured so."""
    return _in_words(plan, charge).said(value)[1]


class _InWords(NamedTuple):
    """What the findings of a charge have in common.

    `kind` is that of the rate, and a rate times its base is over `whole`; `said` is of a measure.
    """

    kind: Type
    whole: int
    label: Text
    source: Source
    of: str
    said: Callable[[Any], tuple[str, str, str]]


@lru_cache(maxsize=2**10)
def _in_words(plan: Plan, charge: Charge) -> _InWords:
    measured = plan.by_name[charge.measure].type if charge.measure else None
    kind = plan.by_name[charge.rate].type
    return _InWords(
        kind,
        10 ** (kind.scale + (plan.by_name[charge.base].type.scale if charge.base else 0)),
        plan.labels[charge.rule],
        plan.rule_sources[charge.rule],
        charge.of or charge.into,
        lru_cache(maxsize=2**10)(partial(_measured, charge, measured)),
    )


def _measured(charge: Charge, kind: Type | None, value: Any) -> tuple[str, str, str]:
    """Quantity, code and table cell of one finding."""
    if kind is None:
        return "1", charge.code, ""
    text = duration_text(value) if kind.unit is Unit.DURATION else exact_text(exact(value, kind))
    table = charge.table
    if table is None or len(table.inputs) != 1:
        return text, charge.code, ""
    row = table.row_for((value,))
    return (text, f"{charge.code}{row.number}", row.text) if row else (text, charge.code, "")


def _day(day: date | int) -> date:
    return date.fromordinal(day) if isinstance(day, int) else day


def _replaced(plan: Plan, values: Mapping[str, Any]) -> frozenset[str]:
    """Bases of which a rule pays a percent instead of what the other rules leave."""
    names = {base.name for base in _paid_instead(plan) if exact_of(plan, base.instead, values) < 1}
    if "total" in names:
        names = {base.name for base in plan.bases}
    return frozenset(names)


@lru_cache(maxsize=256)
def _paid_instead(plan: Plan) -> tuple[Base, ...]:
    """Bases of which a rule may pay a percent instead."""
    return tuple(base for base in plan.bases if base.instead)


@lru_cache(maxsize=256)
def _scored(plan: Plan) -> tuple[tuple[Base, str, int], ...]:
    """Bases that are earned by a score, its quantity, and the value of all of it."""
    named = ((base, f"{base.name}.score") for base in plan.bases)
    return tuple(
        (base, name, 10 ** plan.by_name[name].type.scale)
        for base, name in named
        if name in plan.by_name
    )


def _instead(plan: Plan, values: Mapping[str, Any], replaced: frozenset[str]) -> Iterator[Finding]:
    """The rule that pays the least of each replaced base, and what it takes."""
    for base in plan.bases:
        if not base.instead or base.name not in replaced:
            continue
        pays = exact_of(plan, base.instead, values)
        rules = [item for item in plan.replacements if item.base == base.name]
        lowest = [item for item in rules if exact_of(plan, item.percent, values) == pays]
        if pays == 1 or not lowest:
            continue
        rule = lowest[0].rule
        yield Finding(
            day=None,
            code=rule.removeprefix("rules."),
            rule=rule,
            quantity="",
            rate=1 - pays,
            of=base.name,
            amount=-(1 - pays) * exact_of(plan, f"{base.name}.full", values),
            label=plan.labels[rule],
            source=plan.rule_sources[rule],
        )


def _shortfall(plan: Plan, base: Base, values: Mapping[str, Any]) -> Iterator[Finding]:
    """What a part did not earn: its score, or an indicator of it, is not the whole."""
    if base.earnings:
        yield from _not_earned(plan, base, values)
        return
    missed = 1 - exact_of(plan, f"{base.name}.score", values)
    yield Finding(
        day=None,
        code=base.name,
        rule=f"parts.{base.name}",
        quantity="",
        rate=missed,
        of=base.name,
        amount=-missed * exact_of(plan, f"{base.name}.full", values),
        label=base.label,
        source=base.source,
    )


def _not_earned(plan: Plan, base: Base, values: Mapping[str, Any]) -> Iterator[Finding]:
    full = exact_of(plan, f"{base.name}.full", values)
    for indicator, label, brought, weight in base.earnings:
        missed = exact_of(plan, weight, values) - exact_of(plan, brought, values)
        if missed:
            yield Finding(
                day=None,
                code=indicator,
                rule=f"parts.{base.name}",
                quantity="",
                rate=missed,
                of=base.name,
                amount=-missed * full,
                label=label,
                source=plan.by_name[brought].source,
            )


def _factors(plan: Plan, values: Mapping[str, Any], replaced: frozenset[str]) -> Iterator[Finding]:
    """What multiplying rules take from a base, one after the other."""
    left: dict[str, Fraction] = {}
    for rule, base, name in plan.factors:
        if "total" in replaced and base != "total":
            continue
        money = left.get(base, exact_of(plan, f"{base}.untimed", values))
        factor = exact_of(plan, name, values)
        left[base] = money * factor
        if factor != 1:
            yield Finding(
                day=None,
                code=rule.removeprefix("rules."),
                rule=rule,
                quantity="",
                rate=1 - factor,
                of=base,
                amount=-(1 - factor) * money,
                label=plan.labels[rule],
                source=plan.rule_sources[rule],
            )


def _residual(plan: Plan, amount: Fraction) -> Finding:
    label = _residual_label()
    source = plan.bases[-1].source
    return Finding(None, RESIDUAL, RESIDUAL, "", None, "total", amount, label, source)


@cache
def _residual_label() -> Text:
    return Text(render("id", "words.residual", {}), render("en", "words.residual", {}))
