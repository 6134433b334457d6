"""Remarks on a day: the day is said once."""

from __future__ import annotations

from datetime import date

from masker_rules.engine.result import Remark
from masker_rules.texts.spoken import Moment

DAY, AFTER = date(2026, 3, 11), date(2026, 3, 12)


def remark(day: date | None, on: date) -> Remark:
    return Remark("punch-free-day", day, {"time": Moment(on, 27_367, "Asia/Makassar"), "ref": 90})


def test_remark_when_dated_then_a_moment_of_that_day_is_its_hour():
    told = remark(DAY, DAY).dated("id")

    assert told.startswith("11 Maret 2026: presensi pada pukul 07.36.07 WITA jatuh")
    assert remark(DAY, DAY).dated("id", weekday=True).startswith("Rabu, 11 Maret 2026: ")


def test_remark_when_the_moment_is_of_another_day_then_both_days_are_said():
    told = remark(DAY, AFTER).dated("en")

    assert told.startswith("11 March 2026: ")
    assert "12 March 2026 07:36:07 WITA" in told


def test_remark_when_it_has_no_day_then_the_moment_keeps_its_own():
    assert "11 Maret 2026 pukul 07.36.07 WITA" in remark(None, DAY).dated("id")
