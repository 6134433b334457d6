"""Limits that never act, and rates that are never taken because a limit is below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from masker_rules.language.document import Entry
from masker_rules.language.free import DAILY, MONTHLY, SPANS
from masker_rules.language.lint.rules import ROWS, is_written, share_of_base
from masker_rules.language.lint.view import View
from masker_rules.language.plan import MONTH, Charge
from masker_rules.legal import Text, rupiah
from masker_rules.units import Unit, parse_literal, percent_text

__all__ = ["check_caps"]

#: Rows of one kind that a span has at most, where each date has one.
OF_DATES = {DAILY: 1, "week": 7}


@dataclass(frozen=True, slots=True)
class _Cap:
    """A limit that is a literal: so much of a span, as a share or in rupiah."""

    written: Entry
    span: str
    unit: Unit
    most: Fraction

    @classmethod
    def read(cls, item: Entry) -> _Cap | None:
        text, per, span = item.text().rpartition(" per ")
        literal = parse_literal((text if per else item.text()).strip())
        span = span.strip() if per else MONTHLY
        if literal is None or span not in SPANS:
            return None
        return cls(item, span, literal.type.unit, Fraction(literal.value, 10**literal.type.scale))

    def rows(self, grain: str) -> int | None:
        """So many rows of a grain the span has at most, None where nothing says."""
        if self.span == MONTHLY:
            return ROWS.get(grain)
        return OF_DATES.get(self.span) if grain in ROWS and grain != MONTH else None

    def told(self, size: Fraction) -> str | Text:
        return percent_text(size) if self.unit is Unit.PERCENT else rupiah(int(size))


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one row of a charge takes at most before limits; beside a limit, of its base."""

    charge: Charge
    unit: Unit
    size: Fraction | None
    is_written: bool


def check_caps(view: View) -> None:
    """Each `at_most` of rules, of a day as of the month, beside what its rows can take."""
    for name, entry in view.own("rules"):
        written = entry.get("at_most")
        caps = [_Cap.read(item) for item in written.list()] if written is not None else []
        of_bases = [*_taken(view, f"rules.{name}", entry)] if caps else []
        for cap in caps:
            if cap is not None and of_bases:
                _check_reached(view, entry, cap, of_bases)
                _check_rates(view, entry, cap, of_bases)


def _check_reached(
    view: View, entry: Entry, cap: _Cap, of_bases: Sequence[Sequence[_Taken]]
) -> None:
    """The limit acts on no base, whatever happens."""
    most = Fraction(0)
    for taken in of_bases:
        whole = Fraction(0)
        for one in taken:
            rows = cap.rows(one.charge.grain)
            if one.size is None or rows is None or one.unit is not cap.unit:
                return
            whole += one.size * rows
        most = max(most, whole)
    if most <= cap.most:
        others = [view.rule(one.charge.rule) for taken in of_bases for one in taken]
        view.problems.add(
            "cap-never-reached",
            entry,
            cap.written.place,
            also=_others(entry, others),
            path=entry.path,
            cap=cap.written.text(),
            most=cap.told(most),
        )


def _check_rates(
    view: View, entry: Entry, cap: _Cap, of_bases: Sequence[Sequence[_Taken]]
) -> None:
    """A rate that the text writes, and that one row can never take.

    A limit of the whole says that no more is taken than there is, whatever a rate says.
    """
    if cap.unit is Unit.PERCENT and cap.most >= 1:
        return
    told: set[str] = set()
    for one in (one for taken in of_bases for one in taken):
        above = one.size is not None and one.unit is cap.unit and one.size > cap.most
        if one.size is None or not (above and one.is_written) or one.charge.rule in told:
            continue
        told.add(one.charge.rule)
        rule = view.rule(one.charge.rule)
        view.problems.add(
            "rate-above-limit",
            rule if view.is_own(rule) else entry,
            (rule.get("cut") or rule.get("give") or rule).place,
            also=_others(rule, [entry]),
            path=rule.path,
            rate=cap.told(one.size),
            limit=entry.path,
            cap=cap.written.text(),
        )


def _others(entry: Entry, others: Sequence[Entry]) -> list[Entry]:
    """Entries whose law is told beside that of one."""
    return [one for one in {one.path: one for one in others}.values() if one.path != entry.path]


def _taken(view: View, path: str, entry: Entry) -> Iterator[list[_Taken]]:
    """What a rule takes, or for each base what all rules of a limit do."""
    charges = view.plan.charges
    if entry.get("limit") is None:
        own = {charge.rate: charge for charge in charges if charge.rule == path}
        if own:
            yield [_row(view, charge, Fraction(1)) for charge in own.values()]
        return
    rules = _limited(view, entry)
    for base in view.plan.bases:
        own = {
            charge.rate: charge
            for charge in charges
            if charge.into == base.name
            and not charge.gives
            and (charge.rule in rules or base.name in rules)
        }
        if own:
            yield [_row(view, one, share_of_base(view, one)) for one in own.values()]


def _limited(view: View, entry: Entry) -> set[str]:
    """Rules that a limit names, those of limits that it names, or a part."""
    rules, found = view.document.section("rules"), set[str]()
    written = entry.get("limit")
    for name in (item.text() for item in written.list()) if written is not None else ():
        below = rules.get(name)
        if below is not None and below.get("limit") is not None:
            found |= _limited(view, below)
        else:
            found.add(f"rules.{name}" if below is not None else name)
    return found


def _row(view: View, charge: Charge, share: Fraction | None) -> _Taken:
    test, value = view.before_limits(charge)
    unit = value.type.unit
    env = view.reach.narrow(test, view.reach.base, truth=True)
    high = Fraction(0) if env is None else view.reach.domain(value, env).high
    # Rupiah need no base of a percent; a percent that is rounded to rupiah has none any more.
    share = Fraction(1) if unit is Unit.MONEY else share if charge.of else None
    size = None if high is None or share is None else Fraction(high) * share
    return _Taken(charge, unit, size, is_written(view, value))
