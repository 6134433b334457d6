"""What is the same beside the results of everybody, and what is deducted from them one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from masker_rules.calendars import Calendar
from masker_rules.columnar.dates import period_number
from masker_rules.columnar.gathering import PERSON_MONTH
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.own_rows import is_large
from masker_rules.columnar.tables import Frame, beside, empty_table
from masker_rules.engine.profile import Profile
from masker_rules.engine.remarks import common_remarks, general_rows
from masker_rules.engine.result import Remark
from masker_rules.language.catalogue import PACK_DECIMALS
from masker_rules.periods import Month

__all__ = ["DEDUCTIONS", "OVERPAYMENT", "General", "deductions_of", "general_of"]

#: Columns of the frame of deductions.
DEDUCTIONS = {
    PERSON_MONTH: nw.Int64, "place": nw.Int64, "code": nw.String, "amount": nw.Int64,
}  # fmt: skip
#: Key of `carried` that is taken back.
OVERPAYMENT = "overpayment"
_UNIT: int = 10**PACK_DECIMALS


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


def deductions_of(frames: Mapping[str, Frame], people: Frame, months: Sequence[Month]) -> Frame:
    """What is taken after all that the regulation computes.

    Whoever has an amount that a frame does not hold is routed by :func:`month_facts`.

    Args:
        frames: Canonical frames.
        people: `pm`, `nip`, `period`.
        months: The months that occur in `people`.

    Returns:
        `pm`, `place`, `code`, `amount` in whole rupiah, one row for each code of a person-month;
        they are taken in order of `place` (0 an over-payment, 1 what is fixed), then of code.
    """
    parts = []
    carried, fixed = frames.get("carried"), frames.get("deductions")
    if carried is not None:
        over = carried.filter(nw.col("key") == OVERPAYMENT).with_columns(
            place=nw.lit(0), code=nw.lit(OVERPAYMENT)
        )
        parts.append(_summed(over, "value", people, months).filter(nw.col("amount") != 0))
    if fixed is not None:
        parts.append(_summed(fixed.with_columns(place=nw.lit(1)), "amount", people, months))
    return nw.concat(parts) if parts else empty_table(people, DEDUCTIONS)


def _summed(rows: Frame, value: str, people: Frame, months: Sequence[Month]) -> Frame:
    texts = [(str(month), period_number(month)) for month in months]
    named = beside(people, texts, {"month": nw.String, "at": nw.Int64})
    # Who has more is routed.
    rows = rows.filter(~is_large(value))
    rows = rows.rename({"period": "month"}).join(named, on="month", how="inner")
    rows = rows.select("nip", "place", "code", amount=nw.col(value), period=nw.col("at"))
    asked = people.select(PERSON_MONTH, "nip", "period")
    rows = asked.join(rows, on=["nip", "period"], how="inner")
    sums = rows.group_by(PERSON_MONTH, "place", "code").agg(nw.col("amount").sum())
    return sums.select(
        PERSON_MONTH,
        nw.col("place").cast(nw.Int64),
        "code",
        amount=nw.col("amount").cast(nw.Int64) // _UNIT,
    )
