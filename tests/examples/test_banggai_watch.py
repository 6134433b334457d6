"""The example month replayed day by day: the alerts in their order, with articles, in Indonesian.

The regency's regulation has no ladder of its own; that of PP 94/2021 stands in the layer below it
and holds for every PNS and CPNS: from 3 days without notice in the year on an oral reprimand.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

import masker_rules as mr
from masker_rules import demo
from masker_rules.watch import Session

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def known_on(table, row):
    """The day on which a system would have said it."""
    told = {
        "punches": row.get("time"),
        "absences": row.get("known_at") or row.get("from"),
        "away": row.get("from"),
    }.get(table)
    return max(date.fromisoformat(told[:10]), FIRST) if told else FIRST


def facts():
    for file in sorted(demo.pack_path().glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield known_on(file.stem, row), {**row, "table": file.stem}


@pytest.fixture(scope="module")
def played():
    session = Session(demo.PROFILE, since=demo.PERIOD)
    session.declare(*(file.stem for file in demo.pack_path().glob("*.csv")))
    rows = list(facts())
    news = []
    day = FIRST
    while day <= LAST + timedelta(1):
        session.feed_all(row for known, row in rows if known == day)
        news += session.alerts(f"{day} 00:00")
        day += timedelta(1)
    return session, news


@pytest.mark.slow
def test_month_when_replayed_then_these_alerts_in_this_order(played):
    _, news = played
    assert [
        (one.at[8:10], one.what, one.alert.name.split()[1], one.alert.code, one.alert.missing)
        for one in news
    ] == [
        # Widuri (no tap on the 4th, 5th and 6th): on the morning after each day that is over
        ("06", "raised", "Widuri", "teguran_lisan", 1),
        ("07", "raised", "Widuri", "teguran_lisan", 0),
        ("07", "raised", "Widuri", "teguran_tertulis", 1),
        # Kenanga had no tap on the 13th and the 26th
        ("27", "raised", "Kenanga", "teguran_lisan", 1),
        # Eboni none on the 25th and the 30th
        ("31", "raised", "Eboni", "teguran_lisan", 1),
    ]


@pytest.mark.slow
def test_alert_when_read_then_days_and_article_in_indonesian(played):
    _, news = played
    assert news[1].message("id") == (
        "Contoh Widuri (199404042020122938): 3 hari tidak masuk kerja tanpa keterangan dalam "
        "tahun 2026: teguran lisan. "
        "Hari yang dihitung: 4, 5 dan 6 Maret 2026. Dasar: PP 94/2021 tentang Disiplin PNS dan "
        "Peraturan BKN 6/2022, sebagaimana disalin dalam disiplin-pns. Belum pasti: baris berikut "
        "disisihkan karena tidak dapat digunakan, padahal dapat mengubahnya: baris tabel "
        "ketidakhadiran (until = 2026-03-04). Perbaiki atau cabut, kemudian nilai kembali"
    )


def test_alert_when_a_row_of_the_person_was_set_aside_then_the_doubt_is_said(played):
    """Widuri's letter ends before it begins: what it was to say, nobody can read."""
    _, news = played
    assert news[1].alert.doubt == ("absences (<absences>: until = 2026-03-04)",)
    assert news[3].alert.doubt == ()


def test_month_when_over_then_the_results_of_compute(played):
    session, _ = played
    expected = mr.compute(demo.PROFILE, demo.pack_path(), demo.PERIOD)
    for found, item in zip(session.results(demo.PERIOD), expected, strict=True):
        if "absences" not in str(item.bounds):  # it names the file, which a session has not
            assert found.as_dict() == item.as_dict()
        assert (found.status, found.net) == (item.status, item.net)
