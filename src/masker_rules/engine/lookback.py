"""What a regulation reads beside the facts of a pack: earlier months, and other packs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from masker_rules.engine.profile import Profile
from masker_rules.engine.sets import ProfileSet
from masker_rules.engine.versions import version_of
from masker_rules.errors import RequestError
from masker_rules.periods import Month

__all__ = ["earlier_months", "in_force_in", "refuse_split", "versions_in"]

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def versions_in(regulation: Profile | ProfileSet) -> list[Profile]:
    """All regulations of a set, in all versions."""
    if isinstance(regulation, ProfileSet):
        found = [member.profile for member in regulation.members]
    else:
        found = [regulation]
    return [version for one in found for version in (one.versions or (one,))]


def refuse_split(
    regulation: Profile | ProfileSet, months_of: Iterable[tuple[str, Iterable[Month]]]
) -> None:
    """Refuse packs of which several are of one month, where everybody shares in something.

    Args:
        regulation: What computes them.
        months_of: Each pack with its months; they are looked at only where it matters.

    Raises:
        RequestError: the people of a month stand in several packs [pool-over-parts].
    """
    pools = [p.name for one in versions_in(regulation) for p in one.plan.pools if p.everybody]
    if not pools:
        return
    seen: dict[Month, str] = {}
    for name, months in months_of:
        for month in months:
            if month in seen:
                raise RequestError.of(
                    "pool-over-parts", pool=pools[0], month=month, part=seen[month], other=name
                )
            seen[month] = name


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
    """The months before a month that its results read: of windows, scores and salaries.

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
    return sorted(one for one in found if one < month)


def _months_of(unit: str, back: int, month: Month) -> Iterator[Month]:
    """The months of the period that an input asks for."""
    width = _MONTHS[unit]
    begin = month.plus(-((month.month - 1) % width) - back * width)
    for step in range(width):
        yield begin.plus(step)
