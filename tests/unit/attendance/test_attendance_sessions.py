"""Days of several sessions: which tap belongs to which, and what a session knows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from attendance_world import NIP, OTHER, World, at, codes, hours

from masker_rules.attendance.sessions import nearest_session, stated_session
from masker_rules.attendance.settings import Bound, Hours, Window

STRETCHES = (("07:00", "11:00"), ("13:00", "16:00"), ("19:00", "21:00"))
SESSIONS = tuple((at(start), at(end)) for start, end in STRETCHES)
D = "2026-06-02"
DAY = replace(hours("07:00", "21:00", ("11:00", "13:00")), sessions=SESSIONS)


def world(**settings: object) -> World:
    week = dict.fromkeys(range(1, 7), DAY)
    return World(hours=(Hours("asrama", None, {"normal": week}),), **settings)


def taps(made: World) -> list[tuple[int, int | None, int | None]]:
    month = made.month()
    return [(row.number, row.in_at, row.out_at) for row in month.sessions if str(row.date) == D]


def clocks(*pairs: tuple[str, str]) -> list[tuple[int, int | None, int | None]]:
    """`(07:05, -)` as seconds, numbered from 1."""
    return [
        (number, *(None if text == "-" else at(text) for text in pair))
        for number, pair in enumerate(pairs, start=1)
    ]


# ------------------------------------------------------------------ which session
@pytest.mark.parametrize(
    ("clock", "kind", "number"),
    [
        ("06:30", "in", 1),
        ("10:59:59", "in", 1),
        ("11:00", "in", 2),
        ("15:59:59", "in", 2),
        ("16:00", "in", 3),
        ("22:00", "in", 3),
        ("06:30", "out", 1),
        ("13:00", "out", 1),
        ("13:00:01", "out", 2),
        ("19:00", "out", 2),
        ("19:00:01", "out", 3),
        ("23:00", "out", 3),
    ],
)
def test_stated_tap_when_in_then_a_session_not_over_when_out_then_one_begun(clock, kind, number):
    assert stated_session(at(clock), kind, SESSIONS) == number


@pytest.mark.parametrize(
    ("clock", "number", "kind"),
    [
        ("06:00", 1, "in"),
        ("08:59:59", 1, "in"),  # the middle of 07:00 to 11:00 is 09:00
        ("09:00", 1, "out"),
        ("11:59:59", 1, "out"),  # the middle between 11:00 and 13:00 is 12:00
        ("12:00", 2, "in"),
        ("14:29:59", 2, "in"),
        ("14:30", 2, "out"),
        ("17:29:59", 2, "out"),
        ("17:30", 3, "in"),
        ("19:59:59", 3, "in"),
        ("20:00", 3, "out"),
        ("23:00", 3, "out"),
    ],
)
def test_tap_without_kind_when_placed_then_the_nearest_session(clock, number, kind):
    assert nearest_session(at(clock), SESSIONS) == (number, kind)


# ------------------------------------------------------------------ rows
def test_taps_when_of_all_sessions_then_each_has_its_own_and_the_day_first_and_last():
    made = world()
    for clock in ("07:05", "11:02", "12:50", "15:40", "19:10", "21:00"):
        made.punch(f"{D} {clock}")

    assert taps(made) == clocks(("07:05", "11:02"), ("12:50", "15:40"), ("19:10", "21:00"))
    day = made.day(D)
    assert (day.in_at, day.out_at) == (at("07:05"), at("21:00"))
    assert codes(made.month()) == []


def test_taps_when_several_in_a_session_then_first_in_and_last_out():
    made = world()
    for clock, kind in (("06:50", "in"), ("07:10", "in"), ("10:00", "out"), ("11:20", "out")):
        made.punch(f"{D} {clock}", kind)

    assert taps(made) == clocks(("06:50", "11:20"), ("-", "-"), ("-", "-"))


def test_day_when_one_stretch_with_a_break_then_it_has_no_sessions():
    assert World().present(D, "07:30", "16:00").month().sessions == ()


def test_session_when_no_day_of_service_then_no_row():
    made = world().employee(service_start="2026-06-03")
    assert {str(row.date) for row in made.month().sessions if str(row.date) <= "2026-06-03"} == {
        "2026-06-03"
    }


@pytest.mark.parametrize(
    ("part", "covered"), [("am", [True, False, False]), ("pm", [False, True, True])]
)
def test_half_day_of_leave_when_counted_then_it_covers_the_sessions_of_its_half(part, covered):
    made = world().absence("izin", D, D, part=part)
    rows = [row for row in made.month().sessions if str(row.date) == D]

    assert [row.covered for row in rows] == covered
    assert [(row.late_from, row.early_until) for row in rows] == list(SESSIONS)


@pytest.mark.parametrize(
    ("part", "late_from", "early_until"),
    [("am", "11:00", "15:00"), ("pm", "07:00", "11:00")],
)
def test_half_day_of_leave_when_it_ends_inside_a_session_then_the_session_is_measured_from_there(
    part, late_from, early_until
):
    # One stretch without a break: the middle of 07:00 to 15:00 is 11:00.
    whole = replace(hours("07:00", "15:00"), sessions=((at("07:00"), at("15:00")),))
    made = World(hours=(Hours("asrama", None, {"normal": {2: whole}}),))
    made.absence("izin", D, D, part=part)
    row = next(row for row in made.month().sessions if str(row.date) == D)

    assert (row.covered, row.late_from, row.early_until) == (False, at(late_from), at(early_until))


def test_late_from_of_the_day_when_it_differs_then_the_first_session_has_it():
    late = replace(DAY, late_from=at("07:15"), early_until=at("20:45"))
    made = World(hours=(Hours("asrama", None, {"normal": {2: late}}),))
    rows = [row for row in made.month().sessions if str(row.date) == D]

    assert [row.late_from for row in rows] == [at("07:15"), at("13:00"), at("19:00")]
    assert [row.early_until for row in rows] == [at("11:00"), at("16:00"), at("20:45")]


def test_half_day_of_the_calendar_when_it_ends_at_the_break_then_one_session_is_left():
    assert taps(world().date(D, "half_day")) == clocks(("-", "-"))


@pytest.mark.parametrize(
    ("first", "last", "seconds"),
    [
        ("10:00", "14:00", 2 * 3600),  # 10 to 11 and 13 to 14
        ("15:00", "20:00", 2 * 3600),  # 15 to 16 and 19 to 20
        ("11:00", "13:00", 0),
        ("16:00", "19:00", 0),
        ("06:00", "22:00", 9 * 3600),  # 4 + 3 + 2
    ],
)
def test_time_away_when_between_sessions_then_it_does_not_count(first, last, seconds):
    made = world().away(f"{D} {first}", f"{D} {last}")
    assert made.day(D).away_unpermitted == seconds


def test_outage_when_near_an_edge_of_a_session_then_it_cancels_that_tap_only():
    # Two hours either side: the out at 16:00 reaches to 18:00, the in at 19:00 from 17:00.
    made = world().outage(f"{D} 18:00", f"{D} 18:30")
    rows = [row for row in made.month().sessions if str(row.date) == D]

    assert [(row.outage_in, row.outage_out) for row in rows] == [
        (False, False),
        (False, False),
        (True, False),
    ]


@pytest.mark.parametrize(
    ("first", "last", "cancels"), [("11:30", "12:10", True), ("07:00", "07:30", False)]
)
def test_outage_when_half_of_a_session_is_excused_then_measured_where_the_in_is_due(
    first, last, cancels
):
    # The morning is excused to the end of the break: the in of the first session is due at 12:00.
    sessions = ((at("07:00"), at("15:00")), (at("16:00"), at("18:00")))
    long = replace(hours("07:00", "18:00", ("11:00", "12:00")), sessions=sessions)
    made = World(hours=(Hours("asrama", None, {"normal": dict.fromkeys(range(1, 7), long)}),))
    made.absence("izin", D, D, part="am").outage(f"{D} {first}", f"{D} {last}")
    rows = [row for row in made.month().sessions if str(row.date) == D]

    assert rows[0].late_from == at("12:00")
    assert (rows[0].outage_in, made.day(D).outage_in) == (cancels, cancels)


def test_pack_hours_when_they_differ_then_the_sessions_are_what_their_break_parts():
    from masker_rules.facts import rows

    made = world()
    row = rows.Schedule("asrama", 2, at("08:00"), at("17:00"), at("12:00"), at("14:00"))
    made.add("schedules", row)
    found = [(r.start, r.end) for r in made.month().sessions if str(r.date) == D]

    assert found == [(at("08:00"), at("12:00")), (at("14:00"), at("17:00"))]


# ------------------------------------------------------------------ windows of the profile
def test_accepted_window_when_anchored_then_at_the_session():
    window = Window(Bound("start", -3600), Bound("start", 1800))
    made = world(accepted={"in": window})
    for clock in ("07:31", "13:30", "17:59", "18:00"):
        made.punch(f"{D} {clock}", "in")

    # Half an hour after the beginning at the latest, an hour before it at the earliest.
    assert taps(made) == clocks(("-", "-"), ("13:30", "-"), ("18:00", "-"))
    assert codes(made.month()) == ["punch-outside-window", "punch-outside-window"]


def test_kinds_when_anchored_then_a_tap_is_what_the_windows_of_its_session_say():
    kinds = {
        "in": Window(Bound("start", -3600), Bound("start", 3600)),
        "out": Window(Bound("end", 0), Bound("end", 3600)),
    }
    made = world(kinds=kinds)
    for clock in ("08:00", "08:01", "11:30", "12:30", "16:00"):
        made.punch(f"{D} {clock}")

    # 08:01 lies in no window of the first session.
    assert taps(made) == clocks(("08:00", "11:30"), ("12:30", "16:00"), ("-", "-"))
    assert codes(made.month()) == ["punch-outside-kinds"]


def test_other_kinds_when_tapped_then_they_belong_to_the_day():
    made = world().punch(f"{D} 11:00", "break_out").punch(f"{D} 06:55", "apel")

    assert taps(made) == clocks(("-", "-"), ("-", "-"), ("-", "-"))
    assert made.day(D).break_out_at == at("11:00")


# ------------------------------------------------------------------ several days and people
def test_taps_when_of_several_people_and_days_then_each_session_has_its_own():
    made = world().employee().employee(OTHER)
    made.punch("2026-06-01 13:05", "in", OTHER).punch(f"{D} 13:10", "in", OTHER)
    made.punch(f"{D} 19:00", "in").punch(f"{D} 21:00", "out")
    found = {
        (nip, str(row.date), row.number): (row.in_at, row.out_at)
        for nip in (NIP, OTHER)
        for row in made.month(nip=nip).sessions
        if row.in_at or row.out_at
    }
    assert found == {
        (NIP, D, 3): (at("19:00"), at("21:00")),
        (OTHER, "2026-06-01", 2): (at("13:05"), None),
        (OTHER, D, 2): (at("13:10"), None),
    }


def test_sessions_when_of_the_second_person_then_they_know_the_day_among_the_persons_days():
    made = world().employee().employee(OTHER)
    month = made.month(nip=OTHER)
    assert {month.days[row.day_index].date == row.date for row in month.sessions} == {True}
    assert {row.day_index for row in month.sessions} == set(range(26))


def test_outage_of_a_device_when_near_an_edge_of_a_session_then_it_cancels_that_tap_only():
    made = world().outage(f"{D} 18:00", f"{D} 18:30", device="M1")
    made.punch("2026-06-03 07:00", "in", device="M1")
    flags = {
        (row.date.day, row.number): (row.outage_in, row.outage_out)
        for row in made.month().sessions
        if row.outage_in or row.outage_out
    }
    assert flags == {(2, 3): (True, False)}


@pytest.mark.parametrize(
    ("part", "covered"), [("am", [True, False, False]), ("pm", [False, True, True])]
)
def test_half_day_of_leave_when_a_session_meets_its_end_then_it_lies_wholly_in_its_half(
    part, covered
):
    # Without a break the middle of 07:00 to 15:00 is 11:00, where two of the sessions meet.
    edges = [(at("07:00"), at("11:00")), (at("11:00"), at("13:00")), (at("13:00"), at("15:00"))]
    whole = replace(hours("07:00", "15:00"), sessions=tuple(edges))
    made = World(hours=(Hours("asrama", None, {"normal": {2: whole}}),))
    made.absence("izin", D, D, part=part)
    rows = [row for row in made.month().sessions if str(row.date) == D]
    assert [row.covered for row in rows] == covered
