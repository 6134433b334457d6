"""Rows set aside that leave months open, and the pack without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from masker_rules.engine.profile import Profile
from masker_rules.engine.speaking import speaking
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.identity import Numbers, lacks_nip
from masker_rules.periods import Month

__all__ = ["Damaged"]


@dataclass(frozen=True, slots=True)
class Damaged:
    """What cannot be read of a pack, or is of nobody, and may decide what somebody is paid.

    Attributes:
        without: The pack in the words of the regulation, without those rows.
        rows: Each with the people whose it may be.
    """

    without: Pack
    rows: tuple[tuple[SetAside, frozenset[str]], ...]

    @classmethod
    def of(cls, pack: Pack, law: Profile) -> Self:
        """Of a pack under a regulation."""
        known = pack.under(law.vocabulary)
        rows = speaking(law, known)
        numbers = Numbers(known.by_nip("employees"))
        found = ((one, _people(one, numbers)) for one in rows)
        return cls(known.of_what_counts(), tuple(found))

    def speaking_of(self, nip: str, month: Month) -> tuple[SetAside, ...]:
        """The rows that may say something of a month of a person, by place."""
        return tuple(
            one
            for one, people in self.rows
            if nip in people
            and any(first <= month.last and month.first <= last for first, last in one.stretches)
        )


def _people(aside: SetAside, numbers: Numbers) -> frozenset[str]:
    if lacks_nip(aside):
        return numbers.meant_by(aside.number)
    return frozenset(() if aside.nip is None else (aside.nip,))
