"""Declared outages that a person can have met."""

from __future__ import annotations

from collections.abc import Iterable

from masker_rules.attendance.index import Span
from masker_rules.facts.rows import Outage

__all__ = ["concerning"]


def concerning(spans: Iterable[Span], devices: frozenset[str]) -> list[Span]:
    """The outages that a person can have met, as far as devices tell.

    An outage of one device concerns those of whom a punch of the pack names that device.
    """
    found = []
    for span in spans:
        row = span.row
        if isinstance(row, Outage) and (not row.device or row.device in devices):
            found.append(span)
    return found
