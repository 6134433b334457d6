"""Shift pay of the hospital worked out from its cases alone: nothing of the library is used."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Any

#: Rupiah of a duty by whose it is and which; whatever is not named has none.
RATES = {
    ("dokter", "pagi"): 60_000, ("dokter", "sore"): 80_000, ("dokter", "malam"): 125_000,
    ("pengawas", "sore"): 45_000, ("pengawas", "malam"): 65_000,
    ("perawat", "sore"): 22_750, ("perawat", "malam"): 37_500,
}  # fmt: skip
HOURS = {"pagi": (8, 14), "sore": (14, 21), "malam": (21, 32)}
TAX = {"I": 0, "II": 0, "III": 5, "IV": 15}
#: Holidays and joint leave of the months of the cases: the decree of the ministers (SKB) of 2026.
HOLIDAYS = {"2026-01-01", "2026-01-16", "2026-03-19", "2026-03-21", "2026-03-22", "2026-12-25"}
JOINT_LEAVE = {"2026-03-18", "2026-03-20", "2026-03-23", "2026-03-24", "2026-12-24"}


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


def _is_off(day: str) -> bool:
    sunday = date.fromisoformat(day).weekday() == 6
    return sunday or day in HOLIDAYS | JOINT_LEAVE


def _done(day: str, shift: str, punches: list[datetime]) -> bool:
    """Whether the duty was done: an in and an out, neither more than 30 whole minutes amiss."""
    begin = datetime.fromisoformat(day) + timedelta(hours=HOURS[shift][0])
    end = datetime.fromisoformat(day) + timedelta(hours=HOURS[shift][1])
    middle = begin + (end - begin) / 2
    near = [
        one for one in punches if begin - timedelta(hours=3) <= one <= end + timedelta(hours=3)
    ]
    first, last = [one for one in near if one < middle], [one for one in near if one >= middle]
    if not first or not last:
        return False
    late, early = (min(first) - begin), (end - max(last))
    return floor(late.total_seconds() / 60) <= 30 and floor(early.total_seconds() / 60) <= 30


def _balance(opening: int, earned: int, asked: int, cap: int | None, kept: int | None) -> dict:
    spent = min(asked, opening + earned)
    left = opening + earned - spent
    closing = min(one for one in (left, cap, kept) if one is not None)
    return {
        "opening": opening, "earned": earned, "spent": spent, "uncovered": asked - spent,
        "lapsed": left - closing, "closing": closing,
    }  # fmt: skip


def worked_out(period: str, given: dict[str, Any]) -> dict[str, Any]:
    """Lines and counts of a month; of a balance only where `carried` tells its opening.

    Args:
        period: The month.
        given: `grade`, `duty`, and the rows of rosters, punches, orders, absences, carried.
    """
    duty, tables = given["duty"], given["tables"]
    rosters = {str(row["date"]): row["shift"] for row in tables.get("rosters", ())}
    punches = [_moment(row["time"]) for row in tables.get("punches", ())]
    leave = given["leave"]
    done = {day for day, shift in rosters.items()
            if day not in leave and _done(day, shift, punches)}  # fmt: skip
    nights = sorted(day for day in done if rosters[day] == "malam")
    paid = done - set(nights[8:])
    exact = sum(
        (Fraction(RATES.get((duty, rosters[day]), 0)) * (Fraction(3, 2) if _is_off(day) else 1)
         for day in paid), Fraction(0),
    )  # fmt: skip
    calls = 0
    for row in tables.get("orders", ()) if duty == "operator" else ():
        begin, end = _moment(row["from"]), _moment(row["until"])
        own = [one for one in punches if one.date() == begin.date()]
        there = min(end, max(own)) - max(begin, min(own)) if own else timedelta(0)
        outside = begin.date().isoformat() not in rosters
        calls += bool(row.get("approved")) and outside and there >= timedelta(hours=1)
    month, joint = int(period[-2:]), JOINT_LEAVE & rosters.keys()
    came = {one.date().isoformat() for one in punches}
    opening = {row["key"]: int(row["value"]) for row in tables.get("carried", ())}
    found: dict[str, Any] = {"panggilan": 75_000 * calls}
    asked = {code: sum(one == code for one in leave.values())
             for code in ("cuti_tahunan", "libur_pengganti")}  # fmt: skip
    if "cuti" in opening:
        earned = (12 if month == 1 else 0) + len(joint & came)
        found["cuti"] = _balance(opening["cuti"], earned, asked["cuti_tahunan"], None,
                                 6 if month == 12 else None)  # fmt: skip
    if "libur" in opening:
        earned = sum(_is_off(day) and day not in JOINT_LEAVE for day in done)
        found["libur"] = _balance(opening["libur"], earned, asked["libur_pengganti"], 4,
                                  1 if month % 3 == 0 else None)  # fmt: skip
    gross = floor(exact + Fraction(1, 2)) + found["panggilan"]
    uncovered = found.get("libur", {}).get("uncovered", 0)
    found["tanpa_hak"] = -min(40_000 * uncovered, gross)
    tax = floor(Fraction(gross * TAX[given["grade"].partition("/")[0]], 100) + Fraction(1, 2))
    found |= {"gross": gross, "pajak": -min(tax, gross + found["tanpa_hak"])}
    found["net"] = gross + found["tanpa_hak"] + found["pajak"]
    found["duties"], found["calls"] = len(paid), calls
    return found
