"""The pay sheet of one outcome: lines in whole rupiah that add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from masker_rules.engine.result import LineItem
from masker_rules.language.pay import ADDITION, NEGATIVE_KINDS
from masker_rules.language.plan import Base, Plan
from masker_rules.language.plan import Outcome as Gate
from masker_rules.legal import Text
from masker_rules.texts import render

__all__ = ["Money", "pay_sheet"]

#: The status that a month has of several gates.
BY_WEIGHT = ("zero", "withheld", "postponed")


@dataclass(frozen=True, slots=True)
class Money:
    """The pay sheet of one outcome.

    Attributes:
        total: The gross without the additions.
        months: By how many months the payment is postponed.
    """

    status: str
    gates: tuple[Gate, ...]
    lines: tuple[LineItem, ...]
    gross: int
    net: int
    total: int = 0
    months: int = 0


def pay_sheet(
    plan: Plan, values: Mapping[str, Any], deductions: Iterable[tuple[str, int]]
) -> Money:
    """The lines of one outcome, from the parts to the net.

    Args:
        plan: The regulation.
        values: Its quantities.
        deductions: Code and rupiah of what is taken after all that the regulation computes.
    """
    gates = tuple(gate for gate in plan.outcomes if values[gate.flag])
    zero = any(gate.status == "zero" for gate in gates)
    if not values[plan.eligible]:
        return Money("not_eligible", (), (), 0, 0)
    total = 0 if zero else int(values["total.paid"])
    source = plan.bases[-1].source
    lines = [*_parts(plan, values, total, zero=zero)]
    amounts = {line.id: 0 if zero else int(values[line.amount]) for line in plan.lines}
    added = [line for line in plan.lines if line.kind == ADDITION]
    lines += [LineItem(x.id, x.kind, amounts[x.id], x.label, x.source) for x in added]
    gross = total + sum(amounts[line.id] for line in added)
    lines.append(LineItem("gross", "total", gross, _word("gross"), source))
    net = gross
    for line in plan.lines:
        if line.kind == ADDITION:
            continue
        amount = amounts[line.id]
        if line.kind in NEGATIVE_KINDS:
            net -= amount
            amount = -amount
        lines.append(LineItem(line.id, line.kind, amount, line.label, line.source))
    taken_ids = {line.id for line in lines} | {"net"}
    for code, asked in deductions:
        taken = max(0, min(asked, net))
        net -= taken
        name = f"deduction_{code}" if code in taken_ids else code
        lines.append(LineItem(name, "deduction", -taken, _deduction_label(code), None))
    lines.append(LineItem("net", "total", net, _word("net"), source))
    status = next((s for s in BY_WEIGHT if any(gate.status == s for gate in gates)), "payable")
    late = max((gate.months for gate in gates if gate.status == "postponed"), default=0)
    months = late if status == "postponed" else 0
    return Money(status, gates, tuple(lines), gross, net, total, months)


def _parts(plan: Plan, values: Mapping[str, Any], gross: int, *, zero: bool) -> Iterator[LineItem]:
    """Lines that add up to the gross.

    Parts where the gross is their sum; where something acts on the total besides, or a part
    is no whole rupiah, the total is the one part and the whole parts are told as `info`.
    """
    total = plan.bases[-1]
    adds_up = _parts_add_up(plan)
    for base in plan.bases[:-1]:
        paid = f"{base.name}.paid"
        kind = plan.by_name[paid].type
        if not kind.ratio and not kind.scale:
            amount = 0 if zero else int(values[paid])
            role = "part" if adds_up else "info"
            yield LineItem(base.name, role, amount, base.label, base.source)
            yield from _amounts(plan, base, values, zero=zero)
    if not adds_up:
        label = total.label if total.printed else _word("total")
        yield LineItem(total.name, "part", gross, label, total.source)


def _amounts(
    plan: Plan, base: Base, values: Mapping[str, Any], *, zero: bool
) -> Iterator[LineItem]:
    """What a part pays of each of its amounts: told, its sum is the part."""
    for label, name in base.amounts:
        kind = plan.by_name[name].type
        if not kind.ratio and not kind.scale:
            amount = 0 if zero else int(values[name])
            text = Text(f"{base.label.id}: {label}", f"{base.label.en}: {label}")
            yield LineItem(f"{base.name}_{label}", "info", amount, text, base.source)


def _parts_add_up(plan: Plan) -> bool:
    """Whether the gross of every person is the sum of whole parts."""
    *parts, total = plan.bases
    if total.residual:
        return True
    kinds = [plan.by_name[f"{base.name}.paid"].type for base in parts]
    is_whole = all(not kind.ratio and not kind.scale for kind in kinds)
    multiplied = any(base == total.name for _, base, _ in plan.factors)
    acts = bool(total.charges or total.minus or total.instead) or multiplied
    coarse = total.round is not None and (total.round.size, total.round.scale) != (1, 0)
    return bool(parts) and is_whole and not acts and not coarse


def _word(key: str) -> Text:
    return Text(render("id", f"words.{key}", {}), render("en", f"words.{key}", {}))


def _deduction_label(name: str) -> Text:
    return _word(name) if name == "overpayment" else Text(name, name)
