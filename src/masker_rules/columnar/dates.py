"""Months as whole numbers of a frame."""

from __future__ import annotations

from masker_rules.periods import Month

__all__ = ["month_at", "period_number"]


def period_number(month: Month) -> int:
    """A month as one number; the next one is one more."""
    return month.year * 12 + month.month - 1


def month_at(number: int) -> Month:
    """The month of a number."""
    return Month(number // 12, number % 12 + 1)
