"""Small regulations and packs for tests of the language and the engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

NIP = "198501012010011001"

HEADER: dict[str, Any] = {
    "language": "1",
    "id": "id/uji/aturan",
    "title": "Aturan uji",
    "status": "draft",
    "zone": "Asia/Makassar",
    "in_force": "2020-01-01..",
    "rounding": "half_up",
    "source": "uji pasal 1",
}
SOURCES = {"uji": {"title": "Perbup Uji 1/2020", "kind": "regulation", "confirmed": "yes"}}
HOURS = {"office": {"normal": {"mon..fri": "08:00..16:00"}}}


def regulation(**blocks: Any) -> dict[str, Any]:
    """A profile with a header, one source, office hours, a rounded total, and the blocks given."""
    header = {**HEADER, **blocks.pop("header", {})}
    whole = {"parts": {"total": {"round": "Rp 1"}}}
    return {"profile": header, "sources": SOURCES, "hours": HOURS, **whole, **blocks}


def discipline(**rules: Any) -> dict[str, Any]:
    """A profile of one part, `discipline`, with the rules given."""
    parts = {"discipline": {"weight": "100%", "round": "Rp 1"}}
    return regulation(parts=parts, rules=rules)


def working_days(year: int, month: int) -> list[date]:
    """Monday to Friday of a month."""
    day, found = date(year, month, 1), []
    while day.month == month:
        if day.weekday() < 5:
            found.append(day)
        day += timedelta(days=1)
    return found


def tables(
    *,
    period: tuple[int, int] = (2026, 7),
    punches: Mapping[date, tuple[str | None, str | None]] | None = None,
    **given: Any,
) -> dict[str, Any]:
    """Tables of one person with Rp 1.000.000: on time at 08:00 and 16:00 but for `punches`.

    A table given as None is left out of the pack. July 2026 has no public holiday on a weekday.
    """
    rows = []
    for day in working_days(*period):
        first, last = (punches or {}).get(day, ("08:00", "16:00"))
        rows += [
            {"nip": NIP, "time": f"{day} {clock}", "kind": kind}
            for kind, clock in (("in", first), ("out", last))
            if clock is not None
        ]
    found: dict[str, Any] = {
        "employees": [{"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d"}],
        "punches": rows,
        "amounts": [{"nip": NIP, "component": "tpp", "amount": "1000000"}],
        "scores": [],
        "activities": [],
        "events": [],
    }
    found.update(given)
    return {name: value for name, value in found.items() if value is not None}


def paying_a_share(name: str) -> dict[str, Any]:
    """A regulation that pays the share `paid` of the amount, and reads no punch for it."""
    return {
        "profile": {
            "language": "1", "id": name, "title": "Coba", "status": "draft",
            "zone": "Asia/Makassar", "in_force": "2026-01-01..", "source": "perbup",
        },
        "sources": {"perbup": {"title": "Perbup", "kind": "regulation", "confirmed": "yes"}},
        "hours": {"biasa": {"normal": {"mon..fri": "07:30..16:00"}}},
        "parts": {
            "total": {"round": "Rp 1"},
            "productivity": {"weight": "100%", "score": "paid"},
        },
    }  # fmt: skip
