"""Which packs of earlier months the people of a pack are linked to: those in which they stood.

What happened to a person in a month is told by every pack of that month in which the person
stands, in whatever unit. Who stands in none was not absent there: nothing is known of that month.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from masker_rules.engine.lookback import earlier_months, has_pools
from masker_rules.engine.people import people_of, units_in
from masker_rules.engine.profile import Profile
from masker_rules.engine.sets import ProfileSet
from masker_rules.engines import REFERENCE, Facts
from masker_rules.errors import MaskerRulesError, RequestError
from masker_rules.facts import Pack
from masker_rules.facts.reader import OF_PEOPLE
from masker_rules.facts.rows import Employee
from masker_rules.history.parts import HistoryPack, facts_of, placed
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["Listed", "Standing", "knowing_others", "stays"]


class Standing:
    """A pack of a folder and who stands in it, read when it is needed and then kept.

    Args:
        part: The pack.
        asked: Months that are computed; None is all of them.
        cutoff: Which dates a month has; its name is that of a calendar month.

    Attributes:
        facts: What it holds.
        read_for: The engine that will compute it: in its form it is read.
    """

    def __init__(
        self, part: HistoryPack, asked: Sequence[Month] | None, cutoff: Cutoff = CALENDAR
    ) -> None:
        self._cutoff = cutoff
        self.part = part
        self.facts = facts_of(part, f"{part.name}/")
        self._asked = asked
        self.read_for = REFERENCE

    @cached_property
    def holds(self) -> tuple[Month, ...]:
        """All months that it tells of.

        Raises:
            RequestError: neither its name nor a punch tells one [part-without-month].
            FactsError: it cannot be read.
        """
        if self.part.months:
            return self.part.months
        held = tuple(sorted(self._read().months_named(self._cutoff)))
        if not held:
            raise RequestError.of("part-without-month", part=self.part.name)
        return held

    @property
    def months(self) -> tuple[Month, ...]:
        """Those that are computed of it."""
        asked = self._asked
        return self.holds if asked is None else tuple(one for one in self.holds if one in asked)

    @cached_property
    def people(self) -> frozenset[str]:
        """Everybody in it."""
        return frozenset(self._read().people())

    def check_months(self) -> None:
        """Look whether the punches are of the months that the pack is called by.

        Raises:
            RequestError: all of them are of others [part-of-other-months].
        """
        held = self._read().months_named(self._cutoff)
        if held and self.facts.known_months(self._cutoff).isdisjoint(self.holds):
            named, told = (", ".join(map(str, sorted(some))) for some in (self.holds, held))
            raise RequestError.of(
                "part-of-other-months", part=self.part.name, named=named, held=told
            )

    @property
    def name(self) -> str:
        """What it is called by."""
        return self.part.name

    def units(self, month: Month) -> frozenset[str]:
        """The units in which somebody stands at the end of a month."""
        return units_in(self._employees, month)

    @cached_property
    def _employees(self) -> Sequence[Employee]:
        return self._read().employees()

    @property
    def is_read(self) -> bool:
        return "people" in self.__dict__

    def _read(self) -> Facts:
        try:
            self.facts.settle(self.read_for, 1, None)
            self.facts.months()
        except MaskerRulesError as wrong:
            raise placed(wrong, self.part) from None
        return self.facts


class Listed(Standing):
    """A pack of which only the people are read and kept."""

    @cached_property
    def people(self) -> frozenset[str]:
        """Everybody in it."""
        return frozenset(people_of(self._of_people, None))

    @property
    def _employees(self) -> Sequence[Employee]:
        return self._of_people.rows("employees")

    @property
    def _of_people(self) -> Pack:
        try:
            return self.part.read(f"{self.part.name}/", OF_PEOPLE)
        except MaskerRulesError as wrong:
            raise placed(wrong, self.part) from None

    def _read(self) -> Facts:
        """Only for as long as its months are asked for."""
        found = super()._read()
        self.facts = facts_of(self.part, f"{self.part.name}/")
        return found


def stays(
    regulation: Profile | ProfileSet,
    own: Standing,
    every: Sequence[Standing],
    people: Iterable[str],
) -> dict[tuple[int, ...], list[str]]:
    """People by the packs in which they stood in the earlier months that are read.

    Args:
        regulation: What computes them, and decides which months it reads.
        own: The pack in which they are computed.
        every: All packs of the folder.
        people: Those who are computed.

    Returns:
        Places in `every`, and who stood in just these, in order.

    Raises:
        RequestError: the regulation is not in force [not-in-force], or as `Standing.holds`.
        FactsError: a pack of these months cannot be read.
    """
    wanted = {past for month in own.months for past in earlier_months(regulation, month)}
    wanted.difference_update(own.holds)
    earlier = [at for at, one in enumerate(every) if wanted and not wanted.isdisjoint(one.holds)]
    found: dict[tuple[int, ...], list[str]] = {}
    for nip in sorted(people):
        before = tuple(at for at in earlier if nip in every[at].people)
        found.setdefault(before, []).append(nip)
    return found


def knowing_others(
    regulation: Profile | ProfileSet, groups: Sequence[tuple[Facts, Collection[str]]]
) -> list[Facts]:
    """The facts of each group of a pack; where people share in something, with those of all.

    Args:
        regulation: What computes them.
        groups: The pack as it is linked for some of its people, and who these are; everybody is
            in one.
    """
    linked = [facts for facts, _ in groups]
    if len(linked) == 1 or not has_pools(regulation):
        return linked
    whose = {nip: facts for facts, nips in groups for nip in nips}
    return [facts.beside(whose) for facts in linked]
