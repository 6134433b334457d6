"""What is known of a pack besides its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from masker_rules.engine.known import OF_PUNCHES, KnownMonths
from masker_rules.engine.profile import Profile
from masker_rules.facts import SetAside
from masker_rules.periods import Month

__all__ = ["Knowledge"]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Which tables and months there are, and what was set aside.

    Attributes:
        tables: Names of the tables given, be they empty.
        set_aside: Rows that do not count, also for the words of the profile.
        months: Of which months the facts are known.
        as_of: Last known day, None where all days are.
    """

    tables: frozenset[str]
    set_aside: tuple[SetAside, ...]
    months: KnownMonths
    as_of: date | None = None

    def open_for_all(self, profile: Profile, month: Month) -> str:
        """Why nobody's month can be computed in frames; empty where that is not so.

        Args:
            profile: The regulation.
            month: The month.
        """
        needed = profile.pay_program.grains
        read = profile.program().grains
        if self.as_of is not None and self.as_of < profile.plan.cutoff.end(month):
            return "days-not-yet"
        if month not in self.months.punched and not read.keys().isdisjoint(OF_PUNCHES):
            return "no-punches" if "punches" not in self.tables else "month-without-punches"
        if "activity" in needed and "activities" not in self.tables:
            return "no-activities"
        if "event" in needed and "events" not in self.tables:
            return "no-events"
        return ""

    def open_counts(self, profile: Profile) -> frozenset[str]:
        """Counts that are told of nobody, for a table that they read is absent."""
        dark = {
            grain
            for grain, table in (("event", "events"), ("activity", "activities"))
            if table not in self.tables
        } - set(profile.pay_program.grains)
        reads: Mapping[str, tuple[frozenset[str], frozenset[str]]] = profile.count_reads
        return frozenset(name for name, (_, grains) in reads.items() if grains & dark)
