"""What is the same beside the results of everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from masker_rules.calendars import Calendar
from masker_rules.columnar.known import Knowledge
from masker_rules.engine.profile import Profile
from masker_rules.engine.remarks import common_remarks, general_rows
from masker_rules.engine.result import Remark
from masker_rules.periods import Month

__all__ = ["General", "general_of"]


@dataclass(frozen=True, slots=True)
class General:
    """What is said of everybody whom a frame holds.

    Attributes:
        before, after: Warnings of a month, before and after those of the person.
        open_counts: Counts that are told of nobody, for a table that they read is absent.
    """

    before: Mapping[Month, tuple[Remark, ...]]
    after: tuple[Remark, ...]
    open_counts: frozenset[str]


def general_of(
    profile: Profile, knowledge: Knowledge, calendar: Calendar, months: Sequence[Month]
) -> General:
    """What is said beside every result.

    Args:
        profile: The regulation.
        knowledge: What is known of the pack.
        calendar: `InputReader.calendar`: `profile.calendar` of the months reached.
        months: The months.
    """
    said = {
        month: tuple(common_remarks(profile, profile.plan, calendar, month)) for month in months
    }
    return General(said, general_rows(knowledge.set_aside), knowledge.open_counts(profile))
