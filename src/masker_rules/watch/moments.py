"""Moments that callers give: a session has no clock of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from masker_rules.errors import RequestError
from masker_rules.facts import Stamp
from masker_rules.facts.cells import stamp_value
from masker_rules.facts.findings import CellError

__all__ = ["Moment", "day_over", "moment_of"]

#: `2026-03-12 16:05`, with an offset or on the clock of the profile's zone.
Moment = str | datetime | Stamp


def moment_of(given: Moment, zone: str) -> Stamp:
    """A moment on the clock of a zone.

    Raises:
        RequestError: the text is no moment [bad-moment], or the zone is unknown [unknown-zone].
    """
    if isinstance(given, Stamp):
        return given.local(zone)
    text = given.isoformat(" ", "seconds") if isinstance(given, datetime) else given
    try:
        found = stamp_value(text) if isinstance(text, str) else None
    except CellError:
        found = None
    if not isinstance(found, Stamp):
        raise RequestError.of("bad-moment", value=text)
    return found.local(zone)


def day_over(at: Stamp) -> date:
    """The last day that is over at a moment: the one before it."""
    return at.day - timedelta(days=1)
