"""Of which months the facts of a pack are known: two questions that are not one.

Results are asked for of some months; whether anybody's punches of a month are known is told by the
punches of all people, or by the office in the table `complete`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from masker_rules.engine.emit import Program
from masker_rules.engine.gaps import PUNCHES, TAPS
from masker_rules.facts.presence import Punched, complete_months, known_months, whole_months
from masker_rules.language.plan import OUTAGE, PRESENCE, PUNCH, PUNCHED
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["OF_PUNCHES", "KnownMonths", "made_of_punches"]

#: Grains whose rows are made of punches, with the facts that punches tell.
OF_PUNCHES: Mapping[str, frozenset[str]] = {
    "day": frozenset({*TAPS, PUNCHES, "location_in", "location_out", "flagged", "state"}),
    "event": frozenset({"tapped"}),
    "session": frozenset({"in_at", "out_at"}),
    PRESENCE: frozenset({"first_punch", "last_punch", "punches"}),
    PUNCH: frozenset({"date", "time", "kind", "location", "origin", "flagged"}),
    # Of a device an outage concerns whoever punched there.
    OUTAGE: frozenset({"date", "start", "end", "inside"}),
}
#: The table of which the other grains are known of a month only where there is something of it.
_TABLES = {"leave": "absences", "activity": "activities"}


def made_of_punches(program: Program) -> frozenset[str]:
    """The grains of which a program reads anything that punches tell."""
    read = program.grains
    return frozenset(
        name for name, facts in OF_PUNCHES.items() if not facts.isdisjoint(read.get(name, ()))
    )


class KnownMonths:
    """Of which months the facts of a pack are known.

    Args:
        pack: The facts, or a part of them that knows the months of the whole.
        asked: Months that results are asked for.
        cutoff: Which dates a month has.

    Attributes:
        asked: These.
        punched: Months of which it is known who punched.
    """

    def __init__(self, pack: Punched, asked: Iterable[Month], cutoff: Cutoff = CALENDAR) -> None:
        self.asked = frozenset(map(cutoff.named, asked))
        self.punched = known_months(pack, cutoff)
        # Punches of anybody make everything known of their month, be `punches` read or not.
        every = self.punched | whole_months(pack.punched_days(), cutoff)
        self._of = dict.fromkeys(OF_PUNCHES, self.punched)
        untold = {
            table: frozenset(cutoff.of(day, table) for day in days)
            for table, days in pack.untold.items()
        }
        for grain, table in _TABLES.items():
            told = every - untold.get(table, frozenset())
            self._of[grain] = told | self.asked | complete_months(pack, table, cutoff)
        self._of["event"] = self.punched - (untold.get("events", frozenset()) - self.asked)

    def __contains__(self, month: Month) -> bool:
        """Whether anything may be known of a month."""
        return any(month in months for months in self._of.values())

    def holds(self, grain: str, month: Month) -> bool:
        """Whether all rows of a grain are known of a month."""
        return grain not in PUNCHED or month in self._of[grain]

    def table(self, grain: str, months: Iterable[Month]) -> str:
        """Which table is to be handed in for months of which a grain is not known."""
        of_grain = {**_TABLES, "event": "events"}.get(grain, "punches")
        return of_grain if self.punched.issuperset(months) else "punches"

    def year_before(self, month: Month, since: date | None) -> bool:
        """Whether every month of the calendar year before `month` is known.

        Args:
            month: The month of the result.
            since: First day of service; nothing can have happened in a month before it.
        """
        return all(
            earlier in self.punched
            for earlier in month.year_so_far[:-1]
            if since is None or since <= earlier.last
        )
