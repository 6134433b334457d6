"""The pay sheet of one outcome: lines in whole rupiah that add up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from masker_rules.engine.columns import COUNT, HEAD, LINE, PART, PERSON, RUN, SUMS
from masker_rules.engine.result import LineItem, LineKind, Status
from masker_rules.language.pay import ADDITION, NEGATIVE_KINDS
from masker_rules.language.plan import Base, Line, Plan
from masker_rules.language.plan import Outcome as Gate
from masker_rules.legal import Source, Text
from masker_rules.texts import render
from masker_rules.texts.spoken import readable

__all__ = [
    "BY_WEIGHT",
    "Money",
    "SheetLine",
    "deduction_line",
    "layout",
    "pay_sheet",
    "plan_columns",
]

#: The status that a month has of several gates.
BY_WEIGHT: tuple[Status, ...] = ("zero", "withheld", "postponed")


@dataclass(frozen=True, slots=True)
class Left:
    """A deduction of the pack that exceeds what there was to take it from; rupiah."""

    label: Text
    asked: int
    taken: int


@dataclass(frozen=True, slots=True)
class Money:
    """The pay sheet of one outcome.

    Attributes:
        total: The gross without the additions.
        months: By how many months the payment is postponed.
        left: What deductions of the pack asked for and could not be taken, in order.
    """

    status: Status
    gates: tuple[Gate, ...]
    lines: tuple[LineItem, ...]
    gross: int
    net: int
    total: int = 0
    months: int = 0
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line that every pay sheet of a plan has.

    Attributes:
        quantity: Whose rupiah it shows, positive.
        sign: -1 for what is shown as taken.
        before: It stands before the gross; an `addition` there is added to it.
    """

    id: str
    kind: LineKind
    quantity: str
    label: Text
    source: Source
    sign: int = 1
    before: bool = False


@lru_cache(maxsize=256)
def layout(plan: Plan) -> tuple[SheetLine, ...]:
    """The lines of a plan in order, without gross, net and the deductions of the pack."""
    added = [
        SheetLine(x.id, _kind(x), x.amount, x.label, x.source, before=True)
        for x in plan.lines
        if x.kind == ADDITION
    ]
    others = [
        SheetLine(
            x.id, _kind(x), x.amount, x.label, x.source, -1 if x.kind in NEGATIVE_KINDS else 1
        )
        for x in plan.lines
        if x.kind != ADDITION
    ]
    return (*_parts(plan), *added, *others)


def plan_columns(plan: Plan) -> tuple[str, ...]:
    """Columns of results as a table; deductions and codes of findings come besides."""
    return (
        *HEAD,
        *([RUN] if plan.run else []),
        *PERSON,
        *(f"{PART}{base.name}" for base in plan.bases if base.printed),
        *(f"{LINE}{line.id}" for line in layout(plan)),
        *SUMS,
        *(f"{COUNT}{name}" for name in plan.counts),
    )


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
    before: list[LineItem] = []
    after: list[LineItem] = []
    gross, taken_off = total, 0
    for line in layout(plan):
        amount = 0 if zero else line.sign * int(values[line.quantity])
        item = LineItem(line.id, line.kind, amount, line.label, line.source)
        (before if line.before else after).append(item)
        if line.kind == ADDITION:
            gross += amount
        elif not line.before and line.sign < 0:
            taken_off += amount
    net = gross + taken_off
    lines = [*before, LineItem("gross", "total", gross, _word("gross"), source), *after]
    taken_ids = {line.id for line in lines} | {"net"}
    left: list[Left] = []
    for code, asked in deductions:
        taken = max(0, min(asked, net))
        net -= taken
        if taken < asked:
            left.append(Left(_deduction_label(code), asked, taken))
        name = deduction_line(code, taken_ids)
        lines.append(LineItem(name, "deduction", -taken, _deduction_label(code), None))
    lines.append(LineItem("net", "total", net, _word("net"), source))
    kept = (s for s in BY_WEIGHT if any(gate.status == s for gate in gates))
    status: Status = next(kept, "payable")
    late = max((gate.months for gate in gates if gate.status == "postponed"), default=0)
    months = late if status == "postponed" else 0
    return Money(status, gates, tuple(lines), gross, net, total, months, tuple(left))


def _kind(line: Line) -> LineKind:
    return cast("LineKind", line.kind)  # one of `LINE_KINDS`, says the language


def deduction_line(code: str, taken: Collection[str]) -> str:
    """Id of the line of a deduction; another where a line of the regulation has its code."""
    return f"deduction_{code}" if code in taken else code


def _parts(plan: Plan) -> Iterator[SheetLine]:
    """Lines that add up to the gross.

    Parts where the gross is their sum; where something acts on the total besides, or a part
    is no whole rupiah, the total is the one part and the whole parts are told as `info`.
    """
    total = plan.bases[-1]
    adds_up = _parts_add_up(plan)
    for base in plan.bases[:-1]:
        paid = f"{base.name}.paid"
        if _is_whole(plan, paid):
            role: LineKind = "part" if adds_up else "info"
            yield SheetLine(base.name, role, paid, base.label, base.source, before=True)
            yield from _amounts(plan, base)
    if not adds_up:
        label = total.label if total.printed else _word("total")
        yield SheetLine(total.name, "part", "total.paid", label, total.source, before=True)


def _amounts(plan: Plan, base: Base) -> Iterator[SheetLine]:
    """What a part pays of each of its amounts: told, its sum is the part."""
    for label, name in base.amounts:
        if _is_whole(plan, name):
            text = Text(f"{base.label.id}: {label}", f"{base.label.en}: {label}")
            yield SheetLine(f"{base.name}_{label}", "info", name, text, base.source, before=True)


def _is_whole(plan: Plan, name: str) -> bool:
    kind = plan.by_name[name].type
    return not kind.ratio and not kind.scale


def _parts_add_up(plan: Plan) -> bool:
    """Whether the gross of every person is the sum of whole parts."""
    *parts, total = plan.bases
    if total.residual:
        return True
    is_whole = all(_is_whole(plan, f"{base.name}.paid") for base in parts)
    multiplied = any(base == total.name for _, base, _ in plan.factors)
    acts = bool(total.charges or total.minus or total.instead) or multiplied
    coarse = total.round is not None and (total.round.size, total.round.scale) != (1, 0)
    return bool(parts) and is_whole and not acts and not coarse


@cache
def _word(key: str) -> Text:
    return Text(render("id", f"words.{key}", {}), render("en", f"words.{key}", {}))


def _deduction_label(name: str) -> Text:
    if name == "overpayment":
        return _word(name)
    return Text(readable("id", "word", name), readable("en", "word", name))
