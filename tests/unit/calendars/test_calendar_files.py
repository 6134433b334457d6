"""Calendar files: every mistake is told with its line, and formatting means nothing."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from masker_rules.calendars import Calendar, parse_year
from masker_rules.errors import CalendarError
from masker_rules.texts import keys

GOOD = """\
year: 2026
decrees:
  skb:
    title: SKB
    number: Nomor 1
    decided_on: 2025-09-19
    status: confirmed
ramadan:
  - from: 2026-02-19
    until: 2026-03-20
    idul_fitri: 2026-03-21
    hijri_year: 1447
    decided_on: 2026-02-17
    end_decided_on: 2026-03-19
    decree: skb
    status: confirmed
days:
  - date: 2026-03-21
    kind: holiday
    names: {id: Idul Fitri, en: Eid al-Fitr}
    decree: skb
    status: confirmed
"""


def test_file_when_right_is_read():
    year = parse_year(GOOD, "x.yaml")
    assert (year.year, len(year.days), len(year.ramadan)) == (2026, 1, 1)
    assert not year.estimated


MORE = """\
  - date: 2026-03-21
    kind: joint_leave
    names: {id: A, en: B}
    decree: skb
    status: confirmed
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("year: 2026", "year: dua", "calendar-shape", 1),
        ("year: 2026\n", "", "calendar-key-missing", 1),
        ("year: 2026", "year: 2026\nyaer: 1", "calendar-key-unknown", 2),
        ("number: Nomor 1", "no: Nomor 1", "calendar-key-unknown", 5),
        ("number: Nomor 1", 'number: ""', "calendar-shape", 5),
        ("decided_on: 2025-09-19", "decided_on: 19-09-2025", "calendar-bad-date", 6),
        ("decided_on: 2025-09-19", "decided_on: 20250919", "calendar-bad-date", 6),
        ("status: confirmed\nramadan", "status: sure\nramadan", "calendar-bad-word", 7),
        ("from: 2026-02-19", "from: 2026-02-18", "calendar-ramadan-mismatch", 9),
        ("from: 2026-02-19", "from: 2026-02-21", "calendar-ramadan-mismatch", 9),
        ("until: 2026-03-20", "until: 2026-03-19", "calendar-ramadan-mismatch", 9),
        ("kind: holiday", "kind: joint_leave", "calendar-ramadan-mismatch", 9),
        ("kind: holiday", "kind: libur", "calendar-bad-word", 19),
        ("en: Eid al-Fitr", "fr: Aid", "calendar-key-missing", 20),
        ("Eid al-Fitr}\n    decree: skb", "E}\n    decree: kb", "calendar-unknown-decree", 21),
        ("Eid al-Fitr}\n    decree: skb\n", "E}\n    decree:\n", "calendar-undecided", 18),
        ("- date: 2026-03-21", "- date: 2027-03-21", "calendar-date-outside-year", 18),
        ("- date: 2026-03-21", "- date: 2026-02-29", "calendar-bad-date", 18),
        ("days:\n", "days:\n" + MORE, "calendar-duplicate-date", 23),
        ("decrees:\n  skb:", "decrees: none\nx:\n  skb:", "calendar-shape", 2),
        ("days:\n", "days: none\nx:\n", "calendar-shape", 17),
        ("from: 2026-02-19", "from: 19-02-2026", "calendar-bad-date", 9),
        ("    names: {id: Idul Fitri, en: Eid al-Fitr}\n", "", "calendar-key-missing", 18),
        ("decrees:\n  skb:", "decree:\n  skb:", "calendar-key-missing", 1),
    ],
)
def test_file_when_wrong_is_refused_with_its_line(old, new, code, line):
    assert GOOD.count(old) == 1, old
    with pytest.raises(CalendarError) as caught:
        parse_year(GOOD.replace(old, new), "x.yaml")
    found = {(problem.code, problem.place.line) for problem in caught.value.problems}
    assert (code, line) in found


def test_file_when_wrong_twice_tells_both():
    text = GOOD.replace("kind: holiday", "kind: libur").replace("number: Nomor 1", "no: 1")
    with pytest.raises(CalendarError) as caught:
        parse_year(text, "x.yaml")
    codes = {problem.code for problem in caught.value.problems}
    assert {"calendar-bad-word", "calendar-key-unknown", "calendar-key-missing"} <= codes


@pytest.mark.parametrize("gone", ["number: Nomor 1\n    ", "decided_on: 2025-09-19\n    "])
def test_decree_when_unconfirmed_may_lack_what_is_not_known(gone):
    own = "decree: skb\n    decided_on: 2025-09-19\n    status: confirmed\n"
    text = GOOD.replace(gone, "").replace(
        "status: confirmed\nramadan", "status: unconfirmed\nramadan"
    )
    text = text.removesuffix("decree: skb\n    status: confirmed\n") + own
    assert parse_year(text, "x.yaml").decrees[0].status == "unconfirmed"


def test_day_when_taken_back_may_be_decided_anew():
    text = GOOD + MORE.replace("decree: skb\n", "decree: skb\n    withdrawn_by: skb\n")
    days = parse_year(text, "x.yaml").days
    assert [day.withdrawn_on is None for day in days] == [True, False]


def test_observance_when_on_a_holiday_is_no_duplicate():
    year = parse_year(GOOD + MORE.replace("joint_leave", "observance"), "x.yaml")
    calendar = Calendar((year,))
    assert [day.kind for day in calendar.days_on(year.days[0].date)] == ["holiday", "observance"]
    kinds = calendar.kinds(year.days[0].date)
    assert (kinds.holiday, kinds.observance) == (True, True)


def test_digest_when_only_formatting_changes_is_the_same():
    raw = (files("masker_rules.calendars") / "2026.yaml").read_text("utf-8")
    shipped = Calendar((parse_year(raw, "a"),)).digest
    assert shipped == Calendar.for_years([2026]).digest
    reformatted = re.sub(r"#.*", "", raw).replace("kind: holiday", "kind:   'holiday'")
    days = reformatted.split("\ndays:\n")[1].rstrip().split("\n  - ")
    backwards = "\n  - ".join(["", *[d.removeprefix("  - ") for d in reversed(days)]])
    reordered = reformatted.split("\ndays:\n")[0] + "\ndays:" + backwards + "\n"
    assert Calendar((parse_year(reordered, "b"),)).digest == shipped
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", shipped)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- date: 2026-01-16", "- date: 2026-01-15"),
        ("kind: observance", "kind: holiday"),
        ("Nomor 1497 Tahun 2025", "Nomor 1498 Tahun 2025"),
        ("Isra Mikraj", "Isra Mi'raj"),
    ],
)
def test_digest_when_content_changes_is_another(old, new):
    raw = (files("masker_rules.calendars") / "2026.yaml").read_text("utf-8")
    assert old in raw
    changed = parse_year(raw.replace(old, new, 1), "x")
    assert Calendar((changed,)).digest != Calendar.for_years([2026]).digest


def test_every_code_of_the_calendars_has_words():
    sources = (e for e in files("masker_rules.calendars").iterdir() if e.name.endswith(".py"))
    codes = {c for e in sources for c in re.findall(r'"(calendar-[a-z-]+)"', e.read_text("utf-8"))}
    assert len(codes) > 10
    for lang in ("id", "en"):
        wanted = {f"errors.{code}.{part}" for code in codes for part in ("fact", "cure")}
        assert wanted <= keys(lang)
        ours = {key for key in keys(lang) if key.startswith("errors.calendar-")}
        assert ours == wanted
