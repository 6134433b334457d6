"""Alerts are raised when a number is reached or near, and withdrawn when the facts change.

July 2026 has no holiday on a weekday; the 6th is a Monday. The test regulation pays nothing from
five days without notice on.
"""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, discipline, tables, working_days

import masker_rules as mr
from masker_rules.watch import Alert, Near, Session

GATE = {
    "gate": {
        "label": {"id": "Tiga hari", "en": "Three days"},
        "each": "month",
        "when": "count(status = alpa) >= 3",
        "zero": "everything",
        "source": "uji pasal 9",
    }
}


def days(*numbers):
    return tuple(date(2026, 7, number) for number in numbers)


def absent_on(*numbers):
    """On time on every working day but these."""
    on_time = ("08:00", "16:00")
    return {day: (None, None) if day.day in numbers else on_time for day in working_days(2026, 7)}


def fed(session, given):
    session.declare(*given)
    session.feed_all({"table": name, **row} for name, rows in given.items() for row in rows)
    return session


def said(news):
    return [(one.what, one.alert.code, one.alert.near) for one in news]


@pytest.fixture
def session():
    return fed(Session(discipline(**GATE)), tables(punches=absent_on(6, 8, 9)))


def test_alert_when_the_third_day_is_over_then_raised_with_days_and_article(session):
    assert said(session.alerts("2026-07-09 00:00")) == [("raised", "zero", True)]
    # the 9th counts when it is over
    assert session.alerts("2026-07-09 23:59") == []
    [news] = session.alerts("2026-07-10 00:00")
    assert (news.what, news.alert.near) == ("raised", False)
    assert (news.alert.number, news.alert.threshold) == (3, 3)
    assert news.alert.days == days(6, 8, 9)
    assert news.alert.source.id == "Perbup Uji 1/2020, pasal 9"
    assert news.message("id").count("6, 8 dan 9 Juli 2026") == 1


def test_alert_when_the_number_is_no_sum_of_its_days_then_its_days_are_told_nevertheless():
    """The first day is forgiven: three days without notice count as two."""
    rule = {**GATE["gate"], "when": "count(status = alpa) - 1 >= 2"}
    session = fed(Session(discipline(gate=rule)), tables(punches=absent_on(6, 8, 9)))

    [near] = session.alerts("2026-07-09 12:00")
    [reached] = session.alerts("2026-07-10 00:00")

    assert (near.alert.number, near.alert.missing, near.alert.days) == (1, 1, days(6, 8))
    assert (reached.alert.near, reached.alert.number) == (False, 2)
    assert reached.alert.days == days(6, 8, 9)


def test_alert_when_what_is_counted_has_a_part_then_told_exactly_and_kept():
    """Half a percent for each day without notice: three are one percent and a half."""
    rule = {**GATE["gate"], "when": "sum(if status = alpa then 0.5% else 0%) >= 1.5%"}
    session = fed(Session(discipline(gate=rule)), tables(punches=absent_on(6, 8, 9)))

    [near] = session.alerts("2026-07-09 12:00")
    [reached] = session.alerts("2026-07-10 00:00")

    of_near, of_reached = near.alert.as_dict("en"), reached.alert.as_dict("en")
    assert (of_near["number"], of_near["threshold"], of_near["missing"]) == (
        "0.01", "0.015", "0.005",
    )  # fmt: skip
    assert "): 0.5% more and" in of_near["message"]
    assert (of_reached["number"], of_reached["threshold"], of_reached["missing"]) == (
        "0.015", "0.015", 0,
    )  # fmt: skip
    assert [Alert.recalled(one.alert.kept()) for one in (near, reached)] == [
        near.alert, reached.alert,
    ]  # fmt: skip


def test_alert_when_a_percent_must_be_passed_then_told_how_far_and_with_its_days():
    """More than 1.5 %: at 1 % half a percent is missing, at 1.5 % nothing but one more day."""
    rule = {**GATE["gate"], "when": "sum(if status = alpa then 0.5% else 0%) > 1.5%"}
    session = fed(Session(discipline(gate=rule)), tables(punches=absent_on(6, 8, 9, 10)))
    [near] = session.alerts("2026-07-09 00:00")
    assert (near.alert.as_dict()["threshold"], near.alert.as_dict()["missing"]) == (
        "0.015",
        "0.005",
    )
    session.alerts("2026-07-10 00:00")
    news = session.alerts("2026-07-11 00:00")
    reached = next(one.alert for one in news if one.what == "raised")
    assert (reached.near, reached.days) == (False, days(6, 8, 9, 10))

    whole = {**GATE["gate"], "when": "sum(if status = alpa then 100% else 0%) >= 50%"}
    session = fed(Session(discipline(gate=whole)), tables(punches=absent_on(6)))
    news = session.alerts("2026-07-07 00:00")
    assert [one.alert.days for one in news if not one.alert.near] == [days(6)]


def test_alert_when_the_letter_for_day_9_comes_on_day_20_then_withdrawn(session):
    session.alerts("2026-07-12 08:00")
    assert said(session.news) == [("raised", "zero", False)]
    before = session.provisional(NIP, "2026-07", "2026-07-20 09:00")
    assert before.bounds is None
    assert before.net == 0  # the gate holds whatever is still open
    session.feed(
        {
            "table": "absences",
            "nip": NIP,
            "code": "sakit",
            "from": "2026-07-09",
            "until": "2026-07-09",
            "approved": "true",
            "known_at": "2026-07-20 09:30",
        }
    )
    assert said(session.alerts("2026-07-20 10:00")) == [
        ("withdrawn", "zero", False),
        ("raised", "zero", True),
    ]
    [near] = session.standing
    assert (near.missing, near.days) == (1, days(6, 8))
    after = session.provisional(NIP, "2026-07", "2026-07-20 10:00")
    assert (after.bounds.lowest, after.bounds.highest) == (0, 1_000_000)
    [person] = session.recap("2026-07", "2026-07-20 10:00").people
    assert (person.counts["absent"], person.counts["leave"]) == (2, 1)


def test_alert_when_a_fact_is_retracted_then_withdrawn():
    session = Session(discipline(**GATE))
    fed(session, tables(punches=absent_on(6, 8)))
    refs = [
        session.feed(
            {"table": "absences", "nip": NIP, "code": "alpa", "from": day, "until": day}
        ).ref
        for day in ("2026-07-10", "2026-07-13")
    ]
    session.alerts("2026-07-14 00:00")
    assert [one.number for one in session.standing] == [4]
    session.retract(*refs)
    assert said(session.alerts("2026-07-14 00:00"))[0] == ("withdrawn", "zero", False)


def test_near_when_the_margin_is_two_then_told_two_days_before():
    session = Session(discipline(**GATE), near=Near(count=2))
    fed(session, tables(punches=absent_on(6)))
    [news] = session.alerts("2026-07-07 00:00")
    assert (news.alert.near, news.alert.missing) == (True, 2)


def test_moment_when_it_goes_back_then_refused(session):
    session.alerts("2026-07-10 00:00")
    with pytest.raises(mr.RequestError) as caught:
        session.alerts("2026-07-09 00:00")
    assert caught.value.code == "moment-went-back"


def test_ladder_when_days_add_up_then_each_step_once_with_its_own_days():
    """PP 94/2021: 3 days an oral, 4 a written reprimand; the regulation need not repeat it."""
    profile = discipline()
    session = fed(Session(profile, also=["id/nasional"]), tables(punches=absent_on(6, 8, 9, 13)))
    news = session.alerts("2026-07-14 00:00")
    reached = [one.alert for one in news if not one.alert.near]
    assert [(one.code, one.threshold, one.days) for one in reached] == [
        ("teguran_lisan", 3, days(6, 8, 9)),
        ("teguran_tertulis", 4, days(6, 8, 9, 13)),
    ]
    told = "3 hari tidak masuk kerja tanpa keterangan dalam tahun 2026"
    assert reached[0].basis.id == told
    assert reached[0].period == "2026"
    near = [one.alert for one in news if one.alert.near]
    assert near == []  # the next step begins at seven


@pytest.mark.parametrize(
    ("cut", "code", "indonesian", "english"),
    [
        ("35%", "35%", "35%", "35%"),
        ("2.5%", "2.5%", "2,5%", "2.5%"),
        ("Rp 50.000", "Rp 50000", "Rp 50.000", "Rp 50,000"),
    ],
)
def test_cut_when_the_month_brings_it_then_as_explanations_write_it(
    cut, code, indonesian, english
):
    rule = {"each": "month", "when": "count(status = alpa) >= 2", "cut": cut, "of": "discipline"}
    if cut.startswith("Rp"):
        del rule["of"]
        rule["from"] = "discipline"
    session = fed(Session(discipline(sering=rule)), tables(punches=absent_on(6, 8)))

    [news] = [one for one in session.alerts("2026-07-31 23:59") if not one.alert.near]

    assert (news.alert.kind, news.alert.code) == ("cut", code)
    assert f"pengurangan {indonesian}." in news.message("id")
    assert f"cut of {english}." in news.message("en")


def test_threshold_of_minutes_when_near_then_told_in_minutes():
    """Thirty minutes late on the 6th: thirty more are an hour."""
    rule = {"each": "month", "when": "sum(late) >= 1h", "zero": "everything"}
    punches = {**absent_on(), date(2026, 7, 6): ("08:30", "16:00")}
    session = fed(Session(discipline(telat=rule)), tables(punches=punches))

    [news] = session.alerts("2026-07-31 23:59")

    assert (news.alert.near, news.alert.missing, news.alert.in_minutes) == (True, 30, True)
    assert "30 menit lagi" in news.message("id")
    assert "30 minutes more" in news.message("en")


def test_night_of_the_last_day_when_missed_then_counted_when_its_end_is_over():
    """Nights from 22:00 to 06:00; those of the 29th, 30th and 31st were missed."""
    nights = [
        {"nip": NIP, "date": f"2026-07-{day:02}", "start": "22:00", "end": "30:00"}
        for day in (6, 29, 30, 31)
    ]
    punches = [
        {"nip": NIP, "time": "2026-07-06 22:00", "kind": "in"},
        {"nip": NIP, "time": "2026-07-07 06:00", "kind": "out"},
    ]
    given = {**tables(), "punches": punches, "rosters": nights}
    session = fed(Session(discipline(**GATE)), given)

    assert [one.alert.number for one in session.alerts("2026-08-01 23:59")] == [2]
    [news] = session.alerts("2026-08-02 00:00")

    assert (news.alert.number, news.alert.near) == (3, False)
    assert news.alert.days == days(29, 30, 31)
    assert session.alerts("2026-08-31 00:00") == []


def test_near_when_the_month_is_over_then_withdrawn():
    """The third day of a month can no longer come; the third of a year still can."""
    rules = {
        **GATE,
        "tahun": {
            **GATE["gate"],
            "when": "count(status = alpa over year carried unexcused_days) >= 3",
        },
    }
    session = fed(Session(discipline(**rules)), tables(punches=absent_on(6, 8)))

    said_before = session.alerts("2026-07-31 23:59")
    said_after = session.alerts("2026-08-01 00:00")

    assert [(one.what, one.alert.rule, one.alert.near) for one in said_before] == [
        ("raised", "gate", True),
        ("raised", "tahun", True),
    ]
    assert [(one.what, one.alert.rule) for one in said_after] == [("withdrawn", "gate")]


def test_near_of_a_year_when_the_year_is_over_then_withdrawn():
    when = "count(status = alpa over year carried unexcused_days) >= 3"
    rule = {**GATE["gate"], "when": when}
    clock = ("08:00", "16:00")
    came = dict.fromkeys(working_days(2026, 12), clock)
    came |= {date(2026, 12, 7): (None, None), date(2026, 12, 8): (None, None)}
    session = Session(discipline(tahun=rule))
    fed(session, tables(period=(2026, 12), punches=came))

    assert said(session.alerts("2026-12-31 23:59")) == [("raised", "zero", True)]
    assert said(session.alerts("2027-01-01 00:00")) == [("withdrawn", "zero", True)]
