"""What a regulation reads beside the facts of a pack: earlier months, and other packs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from masker_rules.engine.balances import months_of_balances
from masker_rules.engine.profile import Profile
from masker_rules.engine.sets import ProfileSet
from masker_rules.engine.versions import version_of
from masker_rules.errors import RequestError
from masker_rules.periods import UNITS, Cutoff, Month
from masker_rules.texts.spoken import MonthOf

__all__ = [
    "HasUnits",
    "cutoff_of",
    "earlier_months",
    "has_pools",
    "in_force_in",
    "refuse_split",
    "versions_in",
]


class HasUnits(Protocol):
    """A pack of a history, as far as it tells who is in it."""

    @property
    def name(self) -> str: ...

    @property
    def months(self) -> Iterable[Month]: ...

    def units(self, month: Month) -> frozenset[str]:
        """Those in which somebody stands at the end of a month."""


def cutoff_of(regulation: Profile | ProfileSet) -> Cutoff:
    """Which dates the months of a regulation have, or of several."""
    return regulation.plan.cutoff if isinstance(regulation, Profile) else regulation.cutoff


def versions_in(regulation: Profile | ProfileSet) -> list[Profile]:
    """All regulations of a set, in all versions."""
    if isinstance(regulation, ProfileSet):
        found = [member.profile for member in regulation.members]
    else:
        found = [regulation]
    return [version for one in found for version in (one.versions or (one,))]


def has_pools(regulation: Profile | ProfileSet) -> bool:
    """Whether people have something together."""
    return any(one.plan.pools for one in versions_in(regulation))


def refuse_split(regulation: Profile | ProfileSet, packs: Iterable[HasUnits]) -> None:
    """Refuse packs of one month over which those stand who share in something.

    Args:
        regulation: What computes them.
        packs: They are looked at only where it matters.

    Raises:
        RequestError: the people of a month, or of a unit in a month, stand in several packs
            [pool-over-parts, pool-unit-over-parts]; or as reading a pack does.
    """
    pools = [pool for one in versions_in(regulation) for pool in one.plan.pools]
    of_all = [pool.name for pool in pools if pool.everybody]
    of_units = [pool.name for pool in pools if not pool.everybody]
    seen: dict[tuple[Month, str], str] = {}
    for pack in packs if pools else ():
        for month in pack.months:
            told = MonthOf(month.year, month.month)
            other = seen.setdefault((month, ""), pack.name)
            if of_all and other != pack.name:
                raise RequestError.of(
                    "pool-over-parts", pool=of_all[0], month=told, part=other, other=pack.name
                )
            for unit in sorted(pack.units(month)) if of_units else ():
                other = seen.setdefault((month, unit), pack.name)
                if other != pack.name:
                    raise RequestError.of(
                        "pool-unit-over-parts", pool=of_units[0], month=told, unit=unit,
                        part=other, other=pack.name,
                    )  # fmt: skip


def in_force_in(regulation: Profile | ProfileSet, month: Month) -> list[Profile]:
    """What computes a month.

    Raises:
        RequestError: the only regulation is not in force then [not-in-force].
    """
    if isinstance(regulation, Profile):
        return [version_of(regulation, month)]
    found = []
    for member in regulation.members:
        try:
            found.append(version_of(member.profile, month))
        except RequestError:
            continue  # whoever it is for is told of when that person is computed
    return found


def earlier_months(regulation: Profile | ProfileSet, month: Month) -> list[Month]:
    """The months before a month that its results read: of windows, scores, salaries and balances.

    A month that begins before the calendar month of its name has days that a pack of that one may
    not hold: they stand in the pack of the month before.

    Raises:
        RequestError: as :func:`in_force_in`.
    """
    found: set[Month] = set()
    for version in in_force_in(regulation, month):
        for _, window in version.program().earlier.values():
            found.update(window.before(month))
        for item in version.plan.inputs.values():
            if item.table in {"scores", "salaries"}:
                found.update(_months_of(*item.period, month))
        if version.plan.balances:
            found.update(months_of_balances(month))
        if version.plan.cutoff:
            found.update([one.plus(-1) for one in (month, *found)])
    return sorted(one for one in found if one < month)


def _months_of(unit: str, back: int, month: Month) -> Iterator[Month]:
    """The months of the period that an input asks for."""
    width = UNITS[unit]
    begin = month.plus(-((month.month - 1) % width) - back * width)
    for step in range(width):
        yield begin.plus(step)
