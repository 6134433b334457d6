"""Days beside days off, and leave whose letter reaches beyond the month.

One person, Monday to Friday 08:00 to 16:00, Rp 1.000.000. In March 2026 the calendar has joint
leave on Wednesday 18, Friday 20, Monday 23 and Tuesday 24, and holidays on Thursday 19, Saturday
21 and Sunday 22; in April holidays on Friday 3 and Sunday 5, in May on Friday 1.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr

ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])


def letter(first: str, last: str, code: str = "cuti_tahunan", **more: str) -> dict[str, str]:
    until = f"2026-{last}" if last else ""
    row = {"nip": NIP, "code": code, "from": f"2026-{first}", "until": until}
    return {**row, "approved": "true", **more}


def charged(
    when: str,
    period: tuple[int, int],
    *,
    each: str = "day",
    hours: dict[str, Any] | None = None,
    warnings: list[str] | None = None,
    **given: Any,
) -> str:
    """The days of the month that a rule meets, as both engines find them: `01 02 15`."""
    rule = {"each": each, "when": when, "cut": "1%", "of": "discipline"}
    profile = discipline(rule=rule) | (hours or {})
    month = f"{period[0]}-{period[1]:02}"
    found = []
    for engine in ("reference", "columns"):
        pack = mr.Pack(**tables(period=period, **given))
        result = mr.compute(profile, pack, month, engine=engine)[NIP]
        assert result.status == "payable", result.bounds
        lost = [f for f in result.findings if f.rule == "rules.rule"]
        found.append(" ".join(f"{f.day.day:02}" for f in lost if f.day))
        if warnings is not None:
            warnings[:] = [one.code for one in result.warnings]
    assert found[0] == found[1]
    return found[0]


def nth(fact: str, number: str = "1") -> str:
    return f"{fact} exists and {fact} in ({number})"


# ------------------------------------------------------------------ holidays and joint leave
@ENGINES
@pytest.mark.parametrize(
    ("absent", "net"),
    [
        # the last working day before: an absence like any other
        ("03-17", 970_000),
        ("03-25", 750_000),
        ("03-26", 750_000),
        # the third day after is one like any other again
        ("03-27", 970_000),
        ("03-25 03-26", 500_000),
    ],
)
def test_absence_when_on_the_first_two_days_after_joint_leave_then_a_quarter(engine, absent, net):
    """BKD Sulawesi Barat after Lebaran 2022, as a newspaper quotes it (press, the text not read):
    on the first and on the second day after the holiday 25 % are taken each, both days 50 %."""
    cut = "if after_joint_leave exists and after_joint_leave <= 2 then 25% else 3%"
    law = discipline(alpa={"each": "alpa", "cut": cut, "of": "discipline"})
    days = {date.fromisoformat(f"2026-{day}"): (None, None) for day in absent.split()}
    given = tables(period=(2026, 3), punches=days)
    assert mr.compute(law, given, "2026-03", engine=engine)[NIP].net == net


def test_working_days_when_counted_from_joint_leave_then_up_to_the_next():
    assert charged(nth("after_joint_leave"), (2026, 3)) == "25"
    assert charged(nth("after_joint_leave", "2..3"), (2026, 3)) == "26 27"
    # From 24 March: 25, 26, 27, 30 and 31 March are five working days, so the sixth is 1 April.
    assert charged(nth("after_joint_leave", "6"), (2026, 4)) == "01"


def test_working_days_when_counted_back_from_holidays_then_1_is_the_last_before():
    assert charged(nth("before_joint_leave"), (2026, 3)) == "17"
    # 17 March is the last before Thursday 19, for joint leave of the 18th is no working day.
    assert charged(nth("before_holiday"), (2026, 3)) == "17"
    # Holidays of 3 April, 5 April and 1 May: 2 April and 30 April are the last before them.
    assert charged(nth("before_holiday"), (2026, 4)) == "02 30"
    assert charged(nth("before_holiday", "2"), (2026, 4)) == "01 29"


def test_first_day_when_the_joint_leave_ends_the_month_before_then_in_the_next():
    """31 March is joint leave by a row of the pack: 1 April is the first day after it."""
    row = {"date": "2026-03-31", "kind": "joint_leave", "name": "x", "decree": "SK 1"}
    assert charged(nth("after_joint_leave"), (2026, 3), calendar=[row]) == "25"
    assert charged(nth("after_joint_leave"), (2026, 4), calendar=[row]) == "01"
    assert charged(nth("after_joint_leave", "2"), (2026, 4), calendar=[row]) == "02"
    assert charged(nth("before_joint_leave"), (2026, 3), calendar=[row]) == "17 30"
    here = [{"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d", "unit": "Dinas A"}]
    for unit, found in (("Dinas A", "01"), ("Dinas B", "")):
        of_unit = {"calendar": [{**row, "unit": unit}], "employees": here}
        assert charged(nth("after_joint_leave"), (2026, 4), **of_unit) == found


def test_last_day_when_the_holiday_is_of_next_year_then_its_calendar_is_read():
    """1 January is a holiday: 31 December 2025 is the last working day before it, 2 January 2026,
    a Friday, the first after it."""
    assert charged(nth("before_holiday"), (2025, 12)) == "24 31"
    assert charged(nth("after_holiday"), (2026, 1)) == "02 19"


def test_last_day_when_the_calendar_of_next_year_is_estimated_then_the_result_says_so():
    warnings: list[str] = []
    found = charged(nth("before_holiday"), (2026, 12), warnings=warnings)
    assert found == "23 31"
    assert "estimated-calendar" in warnings
    charged(nth("after_holiday") + " and 1 = 2", (2026, 11), warnings=warnings)
    assert "estimated-calendar" not in warnings


def test_days_when_no_joint_leave_lies_in_this_month_or_the_one_before_then_none():
    """The last one is of 24 March: of May, with 15 May, days before it have none."""
    assert charged("not (after_joint_leave exists)", (2026, 5)).endswith("11 12 13")
    assert charged("after_joint_leave exists", (2026, 5)).split()[0] == "18"
    assert charged("after_joint_leave exists and after_joint_leave > 20", (2026, 4)) != ""


def test_first_day_when_the_person_is_on_leave_on_it_then_the_return_is_the_second():
    rows = [letter("03-25", "03-25")]
    assert charged(nth("after_joint_leave", "1"), (2026, 3), absences=rows) == "25"
    assert charged(nth("after_joint_leave", "2"), (2026, 3), absences=rows) == "26"


def test_first_day_when_it_is_off_or_joint_leave_of_the_person_then_the_next_one():
    off = [letter("03-25", "03-25", "off")]
    assert charged(nth("after_joint_leave"), (2026, 3), absences=off) == "26"
    own = [letter("03-30", "03-30", "cuti_bersama")]
    assert charged(nth("after_joint_leave"), (2026, 3), absences=own) == "25 31"
    assert charged(nth("before_joint_leave"), (2026, 3), absences=own) == "17 27"


def test_first_day_when_on_a_roster_then_of_the_shifts():
    """Shifts on Sunday 29 and Tuesday 31 March and on 2 April: the first after 24 March is the
    29th, the second the 31st; in April the roster goes on with the third."""
    shifts = [
        {"nip": NIP, "date": day, "start": "08:00", "end": "16:00"}
        for day in ("2026-03-29", "2026-03-31", "2026-04-02")
    ]
    assert charged(nth("after_joint_leave"), (2026, 3), rosters=shifts) == "29"
    assert charged(nth("after_joint_leave", "3"), (2026, 4), rosters=shifts) == "02"


def test_first_day_when_service_begins_later_then_the_calendar_counts_all_the_same():
    person = {"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d"}
    late = [{**person, "service_start": "2026-03-26"}]
    assert charged(nth("after_joint_leave"), (2026, 3), employees=late) == ""
    assert charged(nth("after_joint_leave", "2"), (2026, 3), employees=late) == "26"


def test_roll_call_when_on_the_first_day_after_joint_leave_then_the_event_sees_its_day():
    events = [
        {"date": f"2026-03-{day}", "event": "apel_pagi", "from": "07:00", "until": "07:30"}
        for day in (17, 25, 26)
    ]
    assert charged(nth("after_joint_leave"), (2026, 3), each="missed apel_pagi", events=events,
                   attendance_at_events=[]) == "25"  # fmt: skip


# ------------------------------------------------------------------ leave
def test_return_when_leave_ended_the_month_before_then_in_this_one():
    """Leave to Tuesday 31 March: Wednesday 1 April is the first working day after it."""
    rows = [letter("03-30", "03-31")]
    first = nth("after_leave") + " and last_leave in cuti"
    assert charged(first, (2026, 4), absences=rows) == "01"
    assert charged(nth("after_leave", "2"), (2026, 4), absences=rows) == "02"
    assert charged(nth("before_leave"), (2026, 3), absences=rows) == "27"
    assert charged("next_leave exists and next_leave = cuti_sakit", (2026, 3), absences=rows) == ""
    # a day more: the letter covers 1 April
    assert charged(first, (2026, 4), absences=[letter("03-30", "04-01")]) == "02"


def test_return_when_a_weekend_lies_between_then_on_monday():
    rows = [letter("03-12", "03-13", "cuti_sakit")]
    assert charged(nth("after_leave"), (2026, 3), absences=rows) == "16"
    assert charged(nth("before_leave", "1..2"), (2026, 3), absences=rows) == "10 11"


@pytest.mark.parametrize("row", [
    letter("03-12", "03-13", "dinas_luar"),
    letter("03-12", "03-13", "cuti_sakit", part="am"),
    letter("03-12", "03-13", "cuti_sakit", approved="false"),
])  # fmt: skip
def test_return_when_it_was_no_leave_of_whole_days_then_none(row):
    assert charged("after_leave exists or before_leave exists", (2026, 3), absences=[row]) == ""


def test_last_day_when_the_letter_begins_next_month_then_in_this_one():
    rows = [letter("04-01", "04-02")]
    assert charged(nth("before_leave") + " and next_leave = cuti_tahunan", (2026, 3),
                   absences=rows) == "31"  # fmt: skip


# ------------------------------------------------------------------ the length of a letter
@pytest.mark.parametrize(
    ("last", "when", "found"),
    [
        # 30 March to 12 April are 14 days, of them ten working days less Friday the 3rd: nine
        ("04-12", "letter_days exists and letter_days > 14", ""),
        ("04-13", "letter_days exists and letter_days > 14", "30 31"),
        ("04-12", "letter_working_days exists and letter_working_days > 9", ""),
        ("04-13", "letter_working_days exists and letter_working_days > 9", "30 31"),
        # nobody knows how long a letter without an end is
        ("", "letter_days exists or letter_working_days exists", ""),
    ],
)
def test_length_when_the_letter_ends_next_month_then_as_a_whole(last, when, found):
    rows = [letter("03-30", last, "cuti_sakit")]
    for each in ("cuti_sakit", "leave"):
        assert charged(when, (2026, 3), each=each, absences=rows) == found


def test_length_when_two_letters_follow_each_other_then_of_each():
    """From 2 to 6 March five days, from 9 to 13 five more: one spell, two letters."""
    rows = [letter("03-02", "03-06", "cuti_sakit"), letter("03-09", "03-13", "cuti_sakit")]
    assert charged("letter_days exists and letter_days = 5", (2026, 3), absences=rows) == (
        "02 03 04 05 06 09 10 11 12 13"
    )


# ------------------------------------------------------------------ service
def test_service_when_its_ends_lie_in_the_month_then_they_are_facts():
    person = {"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d"}
    ends = [{**person, "service_start": "2026-03-03", "service_end": "2026-03-16"}]
    for fact, day in (("service_start", "03"), ("service_end", "16")):
        assert charged(f"{fact} exists and date = {fact}", (2026, 3), employees=ends) == day
        assert charged(f"{fact} exists", (2026, 3)) == ""


# ------------------------------------------------------------------ a day of the month
@pytest.mark.parametrize("month", [3, 4])
def test_day_of_the_month_when_the_15th_is_meant_then_that_date(month):
    """15 March 2026 is a Sunday, 15 April a Wednesday; a window has the days of its months."""
    worked = "15" if month == 4 else ""
    assert charged("day_of_month = 15", (2026, month)) == worked
    assert charged("date - first_day + 1 = day_of_month", (2026, month)) == charged(
        "yes", (2026, month)
    )
    assert charged("day_of_month = 15", (2026, month), each="calendar") == "15"
    rows = [letter(f"{month:02}-13", f"{month:02}-17")]
    assert charged("day_of_month = 15", (2026, month), each="leave", absences=rows) == "15"


@ENGINES
def test_day_of_the_month_when_asked_over_a_window_then_of_each_month(engine):
    law = discipline(r={
        "each": "month", "cut": "1%", "of": "discipline",
        "when": "count(calendar.day_of_month = 31 over semester) = 2",
    })  # fmt: skip
    # January and March of the months from January to April have a 31st.
    given = tables(period=(2026, 4))
    assert mr.compute(law, given, "2026-04", engine=engine)[NIP].net == 990_000
    given = tables(period=(2026, 5))
    assert mr.compute(law, given, "2026-05", engine=engine)[NIP].net == 1_000_000


def test_kind_of_the_day_when_off_the_schedule_then_rows_of_the_date_ask_it():
    """Sunday 22 March is a holiday, Saturday 14 March an ordinary day."""
    rows = [letter("03-14", "03-14"), letter("03-22", "03-22")]
    kind = "any(calendar.kind = holiday over day)"
    assert charged(kind, (2026, 3), each="leave", absences=rows) == "22"
    assert charged("kind = joint_leave", (2026, 3), each="calendar") == "18 20 23 24"
    half = [{"date": "2026-03-12", "kind": "half_day", "name": "x", "decree": "SK"}]
    assert charged("any(calendar.kind = half_day over day)", (2026, 3), calendar=half) == "12"


# ------------------------------------------------------------------ what cannot be read
RETURN = discipline(
    late={"each": "day", "when": nth("after_leave"), "cut": "1%", "of": "discipline"}
)
#: Leave to 31 March; what is lost of its row leaves open whether 1 April is the first day after.
BROKEN = ["code", "until", "from", "approved", "nip", "code until"]


@pytest.mark.slow
@ENGINES
@pytest.mark.parametrize("lost", BROKEN)
def test_letter_when_of_the_month_before_and_unreadable_then_open(engine, lost):
    whole = letter("03-30", "03-31")
    found = mr.compute(RETURN, tables(period=(2026, 4), absences=[whole]), "2026-04",
                       engine=engine)[NIP]  # fmt: skip
    assert (found.status, found.net) == ("payable", 990_000)
    broken = whole | dict.fromkeys(lost.split(), "#N/A")
    found = mr.compute(RETURN, tables(period=(2026, 4), absences=[broken]), "2026-04",
                       engine=engine)[NIP]  # fmt: skip
    assert found.status == "incomplete"
    assert found.bounds.lowest is None or found.bounds.lowest <= 990_000
    assert found.bounds.highest is None or found.bounds.highest >= 1_000_000


@pytest.mark.slow
@ENGINES
@pytest.mark.parametrize("lost", BROKEN)
def test_letter_when_of_the_month_after_and_unreadable_then_open(engine, lost):
    law = discipline(
        late={"each": "day", "when": nth("before_leave"), "cut": "1%", "of": "discipline"}
    )
    broken = letter("04-01", "04-02") | dict.fromkeys(lost.split(), "#N/A")
    found = mr.compute(law, tables(period=(2026, 3), absences=[broken]), "2026-03",
                       engine=engine)[NIP]  # fmt: skip
    assert found.status == "incomplete"
    assert found.bounds.lowest is None or found.bounds.lowest <= 990_000
    assert found.bounds.highest is None or found.bounds.highest >= 1_000_000


@ENGINES
def test_letter_when_it_may_excuse_a_day_then_the_days_around_it_are_open(engine):
    """Whether Wednesday 8 April is leave is not read: Thursday the 9th may be the day after it."""
    rows = [letter("04-08", "04-08", code="#N/A")]
    found = mr.compute(RETURN, tables(period=(2026, 4), absences=rows), "2026-04",
                       engine=engine)[NIP]  # fmt: skip
    assert found.status == "incomplete"
    assert found.bounds.lowest <= 990_000
    assert found.bounds.highest == 1_000_000


@ENGINES
@pytest.mark.parametrize("lost", ["date", "kind", "unit"])
def test_calendar_when_a_row_of_the_month_before_is_unreadable_then_open(engine, lost):
    law = discipline(
        late={"each": "day", "when": nth("after_joint_leave"), "cut": "1%", "of": "discipline"}
    )
    row = {"date": "2026-03-31", "kind": "joint_leave", "name": "x", "decree": "SK 1", "unit": ""}
    given = {
        "period": (2026, 4),
        "employees": [{"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d",
                       "unit": "Dinas A"}],
    }  # fmt: skip
    whole = tables(calendar=[row], **given)
    assert mr.compute(law, whole, "2026-04", engine=engine)[NIP].net == 990_000
    broken = {**row, lost: "#N/A\x07" if lost == "unit" else "#N/A"}
    found = mr.compute(law, tables(calendar=[broken], **given), "2026-04", engine=engine)[NIP]
    assert found.status == "incomplete"
    assert found.bounds.lowest is None or found.bounds.lowest <= 990_000
    assert found.bounds.highest is None or found.bounds.highest >= 1_000_000


@ENGINES
def test_days_when_the_month_has_not_ended_then_later_leave_is_open(engine):
    """Known to Friday 10 April: whether Monday is leave, and Friday the last day before it, is
    not known."""
    law = discipline(
        late={"each": "day", "when": nth("before_leave"), "cut": "1%", "of": "discipline"}
    )
    found = mr.compute(law, tables(period=(2026, 4)), "2026-04", as_of=date(2026, 4, 10),
                       engine=engine)[NIP]  # fmt: skip
    assert found.status == "incomplete"
    assert found.bounds.lowest <= 990_000
    assert found.bounds.highest == 1_000_000


@ENGINES
@pytest.mark.parametrize(
    ("when", "day", "rows", "as_of"),
    [
        # Two of its cells are not read: whether the 8th is leave, and so the 9th after it
        (nth("after_leave"), "04-09", [letter("04-08", "#", child_number="#")], None),
        (nth("before_leave"), "04-07", [letter("04-08", "#", child_number="#")], None),
        # known to Friday the 10th: whether Monday is leave, and so Friday the last day before it
        (nth("before_leave"), "04-10", [], date(2026, 4, 10)),
    ],
)
def test_letter_when_another_day_is_in_doubt_then_one_that_is_known_is_open(
    engine, when, day, rows, as_of
):
    when = f"date = 2026-{day} and {when}"
    law = discipline(r={"each": "day", "when": when, "cut": "1%", "of": "discipline"})
    found = mr.compute(law, tables(period=(2026, 4), absences=rows), "2026-04", as_of=as_of,
                       engine=engine)[NIP]  # fmt: skip
    assert found.status == "incomplete"
    assert found.bounds.lowest <= 990_000
    assert found.bounds.highest == 1_000_000


def test_rules_when_nothing_is_asked_beside_then_rows_of_other_months_say_nothing():
    law = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})
    rows = [letter("03-30", "03-31", code="#N/A"), letter("05-04", "05-05", code="#N/A")]
    calendar = [{"date": "2026-03-16", "kind": "#N/A", "name": "x", "decree": "SK 1"}]
    given = tables(period=(2026, 4), absences=rows, calendar=calendar)
    assert mr.compute(law, given, "2026-04")[NIP].status == "payable"


@pytest.mark.slow
def test_working_days_when_counted_then_they_follow_each_other():
    """Between two holidays each working day is one further from the last, one nearer the next."""
    day = date(2026, 4, 6)
    seen = []
    for number in range(1, 20):
        seen += charged(nth("after_holiday", str(number)), (2026, 4)).split()
    expected = [day + timedelta(days=step) for step in range(25)]
    wanted = [f"{one.day:02}" for one in expected if one.month == 4 and one.weekday() < 5]
    assert [one for one in seen if one >= "06"][: len(wanted)] == wanted


# ------------------------------------------------------------------ months that are not known
BESIDE = "leave-beside-unknown"


def beside_told(fact: str, *, hours: dict[str, Any] | None = None, **given: Any) -> list[str]:
    """What both engines tell of the months beside April 2026: code and month."""
    rule = {"each": "day", "when": nth(fact), "cut": "1%", "of": "discipline"}
    profile = discipline(rule=rule) | (hours or {})
    found = []
    for engine in ("reference", "columns"):
        pack = mr.Pack(**tables(period=(2026, 4), **given))
        item = mr.compute(profile, pack, "2026-04", engine=engine)[NIP]
        told = [note for note in item.warnings if "beside-unknown" in note.code]
        found.append([f"{note.code} {note.params['written_month']}" for note in told])
    assert found[0] == found[1]
    return found[0]


def complete(month: str, table: str = "absences") -> dict[str, Any]:
    return {"complete": [{"period": month, "table": table}]}


@pytest.mark.parametrize(
    ("fact", "given", "told"),
    [
        ("before_leave", {}, [f"{BESIDE} 2026-05"]),
        ("after_leave", {}, [f"{BESIDE} 2026-03"]),
        # A letter of May does not say that there is no other.
        ("before_leave", {"absences": [letter("05-20", "05-21")]}, [f"{BESIDE} 2026-05"]),
        ("before_leave", complete("2026-05"), []),
        ("before_leave", complete("2026-03"), [f"{BESIDE} 2026-05"]),
        ("before_leave", complete("2026-05", "activities"), [f"{BESIDE} 2026-05"]),
        ("after_leave", complete("2026-03"), []),
        # The calendar says it of holidays, of whatever month.
        ("before_holiday", {}, []),
        ("after_joint_leave", {}, []),
    ],
)
def test_leave_when_the_letters_of_the_month_beside_are_not_known_then_told(fact, given, told):
    assert beside_told(fact, **given) == told


@ENGINES
def test_leave_when_somebody_punched_in_the_month_beside_then_its_letters_are_in_the_pack(engine):
    law = discipline(r={"each": "day", "when": nth("before_leave"), "cut": "1%",
                        "of": "discipline"})  # fmt: skip
    given = tables(period=(2026, 4), absences=[letter("05-04", "05-05")])
    given["punches"] += tables(period=(2026, 5))["punches"]
    found = mr.compute(law, given, "2026-04..2026-05", engine=engine)
    assert [str(f.day) for item in found for f in item.findings] == ["2026-04-30"]
    assert [
        [note.params["written_month"] for note in item.warnings if note.code == BESIDE]
        for item in found
    ] == [[], ["2026-06"]]


@pytest.mark.parametrize(
    ("days", "rosters", "told"),
    [
        (("04-07",), None, ["roster-beside-unknown 2026-05"]),
        (("04-07", "05-05"), None, []),
        (("03-31", "04-07"), None, ["roster-beside-unknown 2026-05"]),
        # Who is on the schedule has no roster to miss; of a roster of some days neither.
        (("05-05",), None, []),
        ((), None, []),
        (("04-07",), "days", []),
    ],
)
def test_roster_when_the_month_beside_has_none_then_told(days, rosters, told):
    shifts = [
        {"nip": NIP, "date": f"2026-{day}", "start": "08:00", "end": "16:00"} for day in days
    ]
    how = {"rosters": rosters} if rosters else {}
    assert beside_told("before_holiday", hours=how, rosters=shifts) == told
