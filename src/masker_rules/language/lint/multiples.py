"""Rupiah that a plain number multiplies where a percent of them was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from masker_rules.errors import ProfileError
from masker_rules.language import syntax
from masker_rules.language.document import Entry
from masker_rules.language.lint.view import View
from masker_rules.units import Unit

__all__ = ["check_multiples"]

#: From so many times an amount on a plain number is asked about; less is a part more of it.
FEWEST = 2
#: Sections whose formulas are what is paid, and the key of the formula.
PAID = ("parts", "pay")
#: Functions that give their first argument, but for a step.
ROUNDING = frozenset({"floor", "ceil", "round"})
#: So many names are followed from what is paid to an amount of the pack.
FAR = 8
_NUMBER = re.compile(r"[\d.]+")


@dataclass(frozen=True, slots=True)
class _Share:
    """How many times an amount stands in a formula.

    Attributes:
        name: The amount.
        times: So many times.
        entry, factor: The formula in which a plain number multiplies it, and that number; None
            where none does.
    """

    name: str
    times: Fraction
    entry: Entry | None = None
    factor: syntax.Const | None = None


def check_multiples(view: View) -> None:
    """What is paid is several times an amount of the pack, by a number without `%`."""
    told: set[tuple[str, int]] = set()
    for entry in _paid(view):
        for share in _of_entry(view, entry, FAR):
            if share.times < FEWEST or share.entry is None or share.factor is None:
                continue
            where = share.entry.place
            if (share.entry.path, share.factor.column) not in told and view.is_own(share.entry):
                told.add((share.entry.path, share.factor.column))
                text, number = share.entry.text(), _written(share)
                at = share.factor.column
                view.problems.add(
                    "amount-multiplied",
                    share.entry,
                    where,
                    also=() if entry is share.entry else (entry,),
                    path=share.entry.path,
                    times=str(share.times),
                    name=share.name,
                    number=number,
                    better=f"{text[: at + len(number)]}%{text[at + len(number) :]}",
                )


def _written(share: _Share) -> str:
    """The number as the formula writes it."""
    assert share.entry is not None
    assert share.factor is not None
    found = _NUMBER.match(share.entry.text(), share.factor.column)
    assert found is not None
    return found[0]


def _paid(view: View) -> Iterator[Entry]:
    amount = view.document.single.get("amount")
    entries = [] if amount is None else [amount]
    for section in PAID:
        entries += view.document.section(section).values()
    for entry in entries:
        formula = entry if entry.is_text else entry.get("is")
        if formula is not None and formula.is_text:
            yield formula


def _of_entry(view: View, entry: Entry, far: int) -> list[_Share]:
    try:
        tree = syntax.parse_formula(entry.text(), entry.place)
    except ProfileError:
        return []
    return _shares(view, entry, tree, far)


def _shares(view: View, entry: Entry, tree: syntax.Tree, far: int) -> list[_Share]:
    """The amounts that a formula is so many times of; of anything else nothing is said."""
    match tree:
        case syntax.Name():
            return _named(view, tree.text, far)
        case syntax.Cond(yes=yes, no=no):
            return [*_shares(view, entry, yes, far), *_shares(view, entry, no, far)]
        case syntax.Call(name=name, args=args) if name in ROUNDING and args:
            return _shares(view, entry, args[0], far)
        case syntax.Op(op="+", args=args):
            return [share for arg in args for share in _shares(view, entry, arg, far)]
        case syntax.Op(op="*", args=args, signs=signs):
            return _multiplied(view, entry, args, ("*", *signs), far)
    return []


def _multiplied(
    view: View, entry: Entry, args: tuple[syntax.Tree, ...], signs: tuple[str, ...], far: int
) -> list[_Share]:
    times, shares = Fraction(1), [_Share("", Fraction(1))]
    factor: syntax.Const | None = None
    for arg, sign in zip(args, signs, strict=True):
        literal = arg.literal if isinstance(arg, syntax.Const) else None
        if literal is not None and literal.type.unit in {Unit.NUMBER, Unit.PERCENT}:
            own = Fraction(literal.value, 10**literal.type.scale)
            times = times / own if sign == "/" and own else times * own
            if literal.type.unit is Unit.NUMBER and sign != "/" and own >= FEWEST:
                assert isinstance(arg, syntax.Const)
                factor = arg
            continue
        found = _shares(view, entry, arg, far)
        if sign == "/" or not found or shares[0].name:
            return []
        shares = found
    if not shares[0].name:
        return []
    if factor is None:
        return [replace(one, times=one.times * times) for one in shares]
    return [_Share(one.name, one.times * times, entry, factor) for one in shares]


def _named(view: View, name: str, far: int) -> list[_Share]:
    given = view.plan.inputs.get(name)
    if given is not None:
        return [_Share(name, Fraction(1))] if given.type.unit is Unit.MONEY else []
    quantities: Mapping[str, Entry] = view.document.section("quantities")
    entry = quantities.get(name)
    formula = None if entry is None else entry if entry.is_text else entry.get("is")
    if formula is None or not formula.is_text or not far:
        return []
    return _of_entry(view, formula, far - 1)
