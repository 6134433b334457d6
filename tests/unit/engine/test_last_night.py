"""The night that begins on the last day of a month ends by a punch of the next one.

A file of a month holds no such punch: nobody knows yet when the person left. A missing out costs
5 %, lateness 1 %; expected values are worked out by hand.
"""

from __future__ import annotations

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr

OTHER = "198701012012012002"
LAW = discipline(
    missing={"each": "missing_out", "cut": "5%", "of": "discipline"},
    late={"each": "late", "cut": "1%", "of": "discipline"},
)
LAW["shifts"] = {
    "malam": {"hours": "22:00..30:00", "source": "perbup pasal 2"},
    "sore": {"hours": "14:00..24:00", "source": "perbup pasal 2"},
    "petang": {"hours": "14:00..23:30", "source": "perbup pasal 2"},
}
OPEN = "punches from 2026-08-01"


def punch(time, kind, nip=NIP):
    return {"nip": nip, "time": time, "kind": kind}


def paid(*punches, shift="malam", **more):
    """Net and bounds of a month whose last day is of a shift; both engines tell the same."""
    given = tables()
    own = [row for row in given["punches"] if not row["time"].startswith("2026-07-31")]
    given["employees"].append({**given["employees"][0], "nip": OTHER})
    given |= {"punches": [*own, *punches], **more}
    given["rosters"] = [{"nip": NIP, "date": "2026-07-31", "shift": shift}]
    found = [mr.compute(LAW, given, "2026-07", engine=e)[NIP] for e in ("reference", "columns")]
    net, bounds = found[0].net, found[0].bounds
    assert (found[1].net, found[1].bounds) == (net, bounds)
    return net, bounds and (bounds.lowest, bounds.highest, bounds.missing)


IN = punch("2026-07-31 21:55", "in")


def test_last_night_when_no_punch_of_the_next_month_is_there_then_open():
    assert paid(IN) == (None, (940_000, 1_000_000, (OPEN,)))


@pytest.mark.parametrize(("time", "net"), [("06:00", 1_000_000), ("06:01", 1_000_000)])
def test_last_night_when_it_ends_by_a_punch_of_the_next_month_then_known(time, net):
    assert paid(IN, punch(f"2026-08-01 {time}", "out")) == (net, None)


def test_last_night_when_others_punched_after_it_then_there_was_none():
    later = punch("2026-08-01 08:00", "in", OTHER)
    assert paid(IN, later) == (950_000, None)


def test_last_night_when_the_office_says_that_the_next_month_is_whole_then_there_was_none():
    whole = [{"period": "2026-08", "table": "punches"}]
    assert paid(IN, complete=whole) == (950_000, None)


def test_last_night_when_an_out_lies_before_its_end_then_a_later_one_may_follow():
    net, bounds = paid(IN, punch("2026-07-31 23:30", "out"))
    assert net is None
    assert bounds[2] == (OPEN,)


def test_last_night_when_on_leave_then_known():
    letter = {"nip": NIP, "code": "cuti_tahunan", "approved": "true"}
    letter |= {"from": "2026-07-31", "until": "2026-07-31"}
    assert paid(absences=[letter]) == (1_000_000, None)


@pytest.mark.parametrize(("shift", "net"), [("sore", None), ("petang", 950_000)])
def test_evening_when_it_ends_at_midnight_then_open_and_before_it_known(shift, net):
    assert paid(punch("2026-07-31 13:55", "in"), shift=shift)[0] == net
