"""Years without a file, from the `holidays` package: everything in them is an estimate.

`holidays` marks an estimate only inside the name of a day and keeps cuti bersama in a category of
its own. Both become typed fields here; nothing behind this door reads a name to learn a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from masker_rules.calendars.model import (
    DAY_KINDS,
    CalendarDay,
    CalendarYear,
    RamadanPeriod,
    estimated_ramadan,
)
from masker_rules.errors import CalendarError

__all__ = ["estimate_year"]

_CATEGORIES = {"public": "holiday", "government": "joint_leave"}
_IDUL_FITRI = "Eid al-Fitr"
# "(estimated)", "(perkiraan)" and their like, which our `status` says instead.
_LABEL = re.compile(r"\s*\([^()]*\)\s*\Z")


@cache
def estimate_year(year: int) -> CalendarYear:
    """The calendar that `holidays` gives for `year`, every entry marked estimated.

    Ramadan is taken as the 30 days before Idul Fitri: see
    :func:`masker_rules.calendars.model.estimated_ramadan`.

    Raises:
        CalendarError: `holidays` knows no Idul Fitri of that year, hence nothing to rely on
            [calendar-year-unavailable].
    """
    if not _feasts(year):
        raise CalendarError.of("calendar-year-unavailable", year=year)
    days = sorted(_days(year), key=lambda d: (d.date, DAY_KINDS.index(d.kind)))
    return CalendarYear(year, tuple(days), tuple(_ramadan(year)), estimated=True)


def _source(year: int, category: str, language: str) -> Any:
    from holidays import country_holidays  # noqa: PLC0415  (heavy: only for such a year)

    return country_holidays(
        "ID", years=year, expand=False, categories=(category,), language=language
    )


def _clean(name: str) -> str:
    return _LABEL.sub("", name)


def _days(year: int) -> Iterator[CalendarDay]:
    for category, kind in _CATEGORIES.items():
        indonesian = _source(year, category, "id")
        english = _source(year, category, "en_US")
        for day in sorted(indonesian):
            name_id = "; ".join(sorted(map(_clean, indonesian.get_list(day))))
            name_en = "; ".join(sorted(map(_clean, english.get_list(day))))
            yield CalendarDay(day, kind, name_id, name_en, status="estimated")


def _feasts(year: int) -> list[date]:
    """Every 1 Syawal of `year`; there are two in some."""
    if not date.min.year <= year <= date.max.year:
        return []
    found = _source(year, "public", "en_US")
    return sorted(d for d in found if _IDUL_FITRI in map(_clean, found.get_list(d)))


def _ramadan(year: int) -> Iterator[RamadanPeriod]:
    for feast in _feasts(year) + _feasts(year + 1):
        period = estimated_ramadan(feast, year)
        if period is not None:
            yield period
