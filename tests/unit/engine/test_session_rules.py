"""Rules over the sessions of a day: lateness, missing taps, and days that nobody knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.testing import run_cases

WEEK = {"mon..fri": "07:00..11:00 13:00..16:00 19:00..21:00"}
HOURS = {"asrama": {"normal": WEEK, "sessions": "each"}}
CLOCKS = ("07:00", "11:00", "13:00", "16:00", "19:00", "21:00")
LATE = {"each": "session_late", "cut": {"1m..30m": "1%", "31m..": "2%"}}
ABSENT = {"each": "session_absent", "cut": "5%"}


def profile(hours: dict[str, Any] = HOURS, **rules: dict[str, Any]) -> dict[str, Any]:
    return {
        **discipline(**{n: {**r, "of": "discipline"} for n, r in rules.items()}),
        "hours": hours,
    }


def pack(told: dict[int, tuple[str, ...]] | None = None, **given: Any) -> dict[str, Any]:
    """Taps without a kind on every working day of July 2026, all six unless told."""
    days = [date(2026, 7, day) for day in range(1, 32)]
    rows = [
        {"nip": NIP, "time": f"{day} {clock}"}
        for day in days
        if day.weekday() < 5
        for clock in (told or {}).get(day.day, CLOCKS)
    ]
    return {**tables(**given), "punches": rows}


def found(rules: dict[str, Any], told: dict[int, tuple[str, ...]], **given: Any) -> list[Any]:
    result = mr.compute(profile(**rules), pack(told, **given), "2026-07")[0]
    return [(finding.day.day, finding.code, str(finding.quantity)) for finding in result.findings]


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("13:00:59", []),
        ("13:01", [(6, "TL1", "1m")]),
        ("13:30", [(6, "TL1", "30m")]),
        ("13:31", [(6, "TL2", "31m")]),
    ],
)
def test_late_when_in_the_second_session_then_measured_from_its_beginning(clock, expected):
    told = {6: ("07:00", "11:00", clock, "16:00", "19:00", "21:00")}
    assert found({"late": LATE}, told) == expected


def test_early_and_missing_when_in_a_session_then_each_its_own():
    rules = {
        "early": {"each": "session_early", "cut": "1%"},
        "in": {"each": "session_missing_in", "when": "number = 2", "cut": "2%"},
        "out": {"each": "session_missing_out", "cut": "3%"},
    }
    told = {6: ("07:00", "10:50", "16:00", "19:00", "20:59"), 7: ("07:00", "13:00", "16:00")}

    # 6 July: out at 10:50 and 20:59, no in of the second session. 7 July: no out of the first
    # and nothing of the third, whose missing in is not charged.
    assert sorted(found(rules, told)) == [
        (6, "PSW", "10m"),
        (6, "PSW", "1m"),
        (6, "TMM", "1"),
        (7, "TMP", "1"),
        (7, "TMP", "1"),
    ]


def test_session_when_nobody_came_to_it_then_one_absence_and_the_day_is_present():
    rules = {"absent": ABSENT, "alpa": {"each": "alpa", "cut": "50%"}}
    assert found(rules, {6: ("07:00", "11:00", "19:00", "21:00"), 7: ("13:00",)}) == [
        (6, "TPS", "1"),
        (7, "TPS", "1"),
        (7, "TPS", "1"),
    ]


def test_day_when_nobody_came_at_all_then_alpa_and_no_session_is_charged():
    rules = {"absent": ABSENT, "alpa": {"each": "alpa", "cut": "50%"}, "late": LATE}
    assert found(rules, {6: ()}) == [(6, "A", "1")]


@pytest.mark.parametrize(("part", "absent"), [("am", 2), ("pm", 1)])
def test_session_when_half_the_day_is_excused_then_only_the_others_are_charged(part, absent):
    letter = {"nip": NIP, "code": "izin", "from": "2026-07-06", "until": "2026-07-06",
              "part": part, "approved": "true"}  # fmt: skip
    # One tap of the roll-call kind would not make the day present; an in of the other half does.
    told = {6: ("09:30",) if part == "am" else ("14:00",)}
    assert len(found({"absent": ABSENT}, told, absences=[letter])) == absent


def test_sessions_when_days_are_not_yet_then_bounds_from_all_to_none_attended():
    regulation = profile(absent=ABSENT)
    [result] = mr.compute(regulation, pack(), "2026-07", as_of="2026-07-30")

    # 31 July: nothing, or present at one of three sessions: 2 x 5 %.
    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (900_000, 1_000_000)


def test_sessions_when_the_punches_are_absent_then_every_day_is_open():
    given = {name: rows for name, rows in pack().items() if name != "punches"}
    late = {"each": "session_late", "cut": "1%"}
    result = mr.compute(profile(late=late), given, "2026-07")[0]

    # 23 days of three late sessions: 69 %.
    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (310_000, 1_000_000)


def test_finding_of_a_session_when_explained_then_in_both_languages():
    told = {6: ("07:00", "11:00", "13:10", "16:00", "19:00", "21:00")}
    result = mr.compute(profile(late=LATE), pack(told), "2026-07")[0]
    assert "10" in result.explain("id")
    assert "10" in result.explain("en")


def test_profile_without_sessions_when_it_counts_them_then_none():
    given = {**discipline(), "counts": {"n": "count(session)"}}
    assert mr.compute(given, tables(), "2026-07")[0].counts["n"] == 0


# ------------------------------------------------------------------ the language
@pytest.mark.parametrize(
    ("hours", "codes"),
    [
        ({"normal": WEEK}, ["bad-hours"]),
        ({"normal": WEEK, "sessions": "each"}, []),
        ({"normal": WEEK, "sessions": "many"}, ["unknown-choice"]),
        ({"normal": {"mon": "07:00..11:00 10:00..16:00"}, "sessions": "each"}, ["bad-hours"]),
        ({"normal": {"mon": "13:00..16:00 07:00..11:00"}, "sessions": "each"}, ["bad-hours"]),
        ({"normal": {"mon": "07:00..11:00 11:00..16:00"}, "sessions": "each"}, []),
    ],
)
def test_hours_when_of_several_stretches_then_they_say_that_each_is_a_session(hours, codes):
    try:
        mr.load_profile(profile({"asrama": hours}))
        problems = []
    except mr.ProfileError as error:
        problems = [problem.code for problem in error.problems]
    assert problems == codes


def test_shift_when_it_has_sessions_then_its_rostered_days_have_them():
    shift = {"hours": "07:00..11:00 13:00..16:00", "sessions": "each", "source": "uji pasal 1"}
    given = {**profile(absent=ABSENT), "shifts": {"dua": shift}}
    roster = [{"nip": NIP, "date": "2026-07-06", "shift": "dua"}]
    rows = {**tables(rosters=roster), "punches": [{"nip": NIP, "time": "2026-07-06 07:00"}]}
    [result] = mr.compute(given, rows, "2026-07")
    assert [finding.code for finding in result.findings] == ["TPS"]


@pytest.mark.parametrize(
    ("late_from", "normal", "ramadan"),
    [
        ("08:10", 0, 12),  # a clock alone is of the normal season
        ({"normal": "08:10", "ramadan": "08:12"}, 0, 0),
        ({"ramadan": "08:11"}, 10, 1),
    ],
)
def test_late_from_when_given_for_a_season_then_only_there(late_from, normal, ramadan):
    week = {"mon..fri": "08:00..15:00"}
    hours = {"office": {"normal": week, "ramadan": week, "late_from": late_from}}
    given = {**discipline(), "hours": hours, "counts": {"n": "sum(late) / 1m"}}
    july = tables(punches={date(2026, 7, 6): ("08:10", "15:00")})
    march = tables(period=(2026, 3), punches={date(2026, 3, 2): ("08:12", "15:00")})
    # In March 2026 the days up to the 19th are of Ramadan; the others of the pack are on time.
    assert mr.compute(given, july, "2026-07")[0].counts["n"] == normal
    assert mr.compute(given, march, "2026-03")[0].counts["n"] == ramadan


# ------------------------------------------------------------------ cases
CASES = """
case: 1
period: 2026-07
given:
  employee: {category: PNS, grade: III/b}
  amounts: {tpp: 1000000}
cases:
  on time in every session:
    expect: {net: 1000000, findings: []}
  late in the second, none in the third:
    days: {2026-07-06: in 13:10, 2026-07-07: no session 3, 2026-07-08: no in 2, 2026-07-09: no out}
    expect:
      # 1 % late, 5 % for the third session of the 7th
      net: 940000
      findings: [2026-07-06 TL1 10m 1%, 2026-07-07 TPS 5%]
  told tap by tap:
    days: {2026-07-06: punch 07:00 punch 13:31 punch 20:00}
    expect: {net: 980000, findings: [2026-07-06 TL2 31m 2%]}
"""


def test_cases_when_they_tell_of_sessions_then_the_rest_of_the_day_is_on_time(tmp_path: Path):
    import json

    (tmp_path / "cases").mkdir()
    text = json.dumps(profile(late=LATE, absent=ABSENT))
    (tmp_path / "profile.yaml").write_text(text, "utf-8")
    (tmp_path / "cases" / "sesi.yaml").write_text(CASES, "utf-8")
    report = run_cases(tmp_path)
    assert [case.text() for case in report.failed] == []
