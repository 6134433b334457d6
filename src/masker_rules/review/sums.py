"""Sums over changes: of a person, of a group, of a month."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

from masker_rules.review.effects import Change

__all__ = ["PersonSum", "Sums", "by_person", "grouped", "share"]

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class PersonSum:
    """One person over the history.

    Attributes:
        months: Of which both regulations say what is paid.
        incomplete: Of which one does not; they are in no sum.
        before, after: Rupiah over the months that are known.
    """

    nip: str
    months: int = 0
    incomplete: int = 0
    before: int = 0
    after: int = 0

    @property
    def change(self) -> int:
        """By how much the pay of those months changes."""
        return self.after - self.before

    @property
    def monthly(self) -> Fraction:
        """The change of a month, on the average."""
        return Fraction(self.change, self.months) if self.months else Fraction(0)

    def add(self, change: Change) -> None:
        """Count one person-month."""
        if change.before.net is None or change.after.net is None:
            self.incomplete += 1
            return
        self.months += 1
        self.before += change.before.net
        self.after += change.after.net


@dataclass(slots=True)
class Sums:
    """A group: every person-month of it, and the people, each with the months in this group."""

    people: dict[str, PersonSum] = field(default_factory=dict)
    person_months: int = 0
    incomplete: int = 0
    before: int = 0
    after: int = 0
    lowered: int = 0
    raised: int = 0
    lost: int = 0
    gained: int = 0

    def add(self, change: Change) -> None:
        """Count one person-month."""
        person = self.people.get(change.nip)
        if person is None:
            person = self.people[change.nip] = PersonSum(change.nip)
        person.add(change)
        if change.before.net is None or change.after.net is None:
            self.incomplete += 1
            return
        self.person_months += 1
        self.before += change.before.net
        self.after += change.after.net
        net = change.after.net - change.before.net
        if net < 0:
            self.lowered += 1
            self.lost += net
        elif net > 0:
            self.raised += 1
            self.gained += net

    @property
    def change(self) -> int:
        """By how much the pay of the group changes."""
        return self.after - self.before

    def row(self) -> dict[str, Any]:
        """The sums as cells of a table."""
        changes = [person.change for person in self.people.values() if person.months]
        return {
            "people": len(self.people),
            "person_months": self.person_months,
            "incomplete": self.incomplete,
            "before": self.before,
            "after": self.after,
            "change": self.change,
            "change_share": share(self.change, self.before),
            "losers": sum(change < 0 for change in changes),
            "winners": sum(change > 0 for change in changes),
            "unchanged": sum(change == 0 for change in changes),
            "months_lowered": self.lowered,
            "months_raised": self.raised,
            "lost": self.lost,
            "gained": self.gained,
        }


def share(part: int | Fraction, whole: int | Fraction) -> Fraction | None:
    """A part of a whole; None of nothing."""
    return Fraction(part) / whole if whole else None


def grouped(changes: Iterable[Change], key: Callable[[Change], Key]) -> dict[Key, Sums]:
    """The sums of each group, in the order in which they were met."""
    found: dict[Key, Sums] = {}
    for change in changes:
        name = key(change)
        sums = found.get(name)
        if sums is None:
            sums = found[name] = Sums()
        sums.add(change)
    return found


def by_person(changes: Iterable[Change]) -> list[PersonSum]:
    """Everybody's sum, ordered by nip."""
    found: dict[str, PersonSum] = {}
    for change in changes:
        person = found.get(change.nip)
        if person is None:
            person = found[change.nip] = PersonSum(change.nip)
        person.add(change)
    return [found[nip] for nip in sorted(found)]
