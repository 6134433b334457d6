"""Every default of the page does what the page says: a month computed for each of them.

One person, Monday to Friday 08:00 to 16:00 with a break from 12:00 to 13:00, Rp 1.000.000; 1 %
for each thing, and the days looked at are Wednesday the 1st and Monday the 6th of July 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from regulations import NIP, discipline, tables, working_days

import masker_rules as mr
from masker_rules.language.defaults import defaults, said_otherwise

FIRST, MONDAY = date(2026, 7, 1), date(2026, 7, 6)
SERIES = ("late", "early", "missing", "alpa", "missed")


def month(**given: Any) -> Any:
    """A month in which only what is told happened: everything costs 1 %."""
    rules = {name: {"each": name, "cut": "1%", "of": "discipline"} for name in SERIES}
    profile = discipline(**rules, **given.pop("rules", {}))
    profile["hours"] = {"office": {"normal": {"mon..fri": "08:00..12:00 13:00..16:00"}}}
    profile |= given.pop("blocks", {})
    taps = given.pop("taps", {})
    whole = tables(punches=dict.fromkeys(taps, (None, None)), **given)
    whole["punches"] += [
        {"nip": NIP, "time": f"{day} {at}", "kind": kind, **more}
        for day, punches in taps.items()
        for kind, at, more in punches
    ]
    return mr.compute(mr.load_profile(profile), mr.Pack(**whole), period="2026-07")[NIP]


def codes(**given: Any) -> list[str]:
    """The codes of what was charged."""
    return sorted(item.code for item in month(**given).findings)


def tap(kind: str, at: str, **more: str) -> tuple[str, str, dict[str, str]]:
    return kind, at, more


def away(code: str, first: date = FIRST, approved: str = "true", **more: str) -> dict[str, str]:
    row = {"nip": NIP, "code": code, "from": f"{first}", "until": f"{first}", "approved": approved}
    return row | more


ON_TIME = [tap("in", "08:00"), tap("out", "16:00")]
APEL = {"date": f"{MONDAY}", "event": "apel_pagi", "from": "07:15", "until": "07:30"}


def rejected() -> None:
    assert codes(taps={FIRST: [tap("in", "08:00", review="rejected"), ON_TIME[1]]}) == ["TMM"]


def pending() -> None:
    assert codes(taps={FIRST: [tap("in", "08:00", review="pending"), ON_TIME[1]]}) == []


def doubtful() -> None:
    assert codes(taps={FIRST: [tap("in", "08:00", mock="true"), ON_TIME[1]]}) == []


def several() -> None:
    taps = [tap("in", "08:10"), tap("in", "08:00"), tap("out", "15:00"), tap("out", "16:00")]
    assert codes(taps={FIRST: taps}) == []


def kindless() -> None:
    # The middle of 08:00 to 16:00 is 12:00: it is an out, a second before an in.
    assert codes(taps={FIRST: [tap("", "11:59:59"), tap("", "16:00")]}) == ["TL"]
    assert codes(taps={FIRST: [tap("", "08:00"), tap("", "12:00")]}) == ["PSW"]


def any_time() -> None:
    assert codes(taps={FIRST: [tap("in", "04:00"), tap("out", "23:30")]}) == []


def seconds() -> None:
    assert codes(taps={FIRST: [tap("in", "08:00:59"), ON_TIME[1]]}) == []
    assert codes(taps={FIRST: [tap("in", "08:01:00"), ON_TIME[1]]}) == ["TL"]


def nothing() -> None:
    assert codes(taps={FIRST: []}) == ["A"]


def apel_only() -> None:
    assert codes(taps={FIRST: [tap("apel", "07:20")]}) == ["A"]


def wfh() -> None:
    assert codes(absences=[away("wfh")], taps={FIRST: []}) == ["A"]
    assert codes(absences=[away("wfh")], taps={FIRST: [tap("in", "08:10"), ON_TIME[1]]}) == ["TL"]


def free() -> None:
    assert month(absences=[away("off")], taps={FIRST: []}).counts["working_days"] == 22
    assert month().counts["working_days"] == 23


def roster() -> None:
    given = {"rosters": [{"nip": NIP, "date": "2026-07-04", "start": "08:00", "end": "12:00"}]}
    assert month(**given).counts["working_days"] == 1
    assert month(blocks={"rosters": "days"}, **given).counts["working_days"] == 24


def leave() -> None:
    taps = {FIRST: [tap("in", "09:00")]}
    assert codes(absences=[away("izin")], taps=taps) == []
    assert codes(absences=[away("dinas_luar")], taps=taps) == []


def pending_leave() -> None:
    for approved in ("", "false"):
        assert codes(absences=[away("izin", approved=approved)], taps={FIRST: []}) == ["A"]


def pending_alpa() -> None:
    assert codes(absences=[away("alpa", approved="")], taps={FIRST: ON_TIME}) == ["A"]
    assert codes(absences=[away("alpa", approved="false")], taps={FIRST: ON_TIME}) == []


def half() -> None:
    morning, afternoon = (away("izin", part=part) for part in ("am", "pm"))
    assert codes(absences=[morning], taps={FIRST: [tap("in", "13:00"), ON_TIME[1]]}) == []
    assert codes(absences=[morning], taps={FIRST: [tap("in", "13:01"), ON_TIME[1]]}) == ["TL"]
    assert codes(absences=[afternoon], taps={FIRST: [ON_TIME[0], tap("out", "12:00")]}) == []
    assert codes(absences=[afternoon], taps={FIRST: [ON_TIME[0], tap("out", "11:59")]}) == ["PSW"]


def half_share() -> None:
    counts = month(absences=[away("izin", part="am")], taps={FIRST: ON_TIME}).counts
    assert (str(counts["leave"]), str(counts["present"])) == ("0.5", "22.5")


def spell() -> None:
    letters = [
        away("cuti_sakit", date(2026, 7, 3), reason="keluarga_sakit"),
        away("cuti_sakit", MONDAY, reason="kecelakaan_kerja"),
    ]
    rule = {"each": "cuti_sakit", "when": "spell_day exists and spell_day = 4", "cut": "1%"}
    assert codes(absences=letters, rules={"sick": {**rule, "of": "discipline"}}) == ["cuti_sakit"]


def no_record() -> None:
    inside = [tap("apel", "07:20"), *ON_TIME]
    assert codes(events=[APEL], taps={MONDAY: inside}) == []
    assert codes(events=[APEL], taps={MONDAY: ON_TIME}) == ["AP"]


def ends() -> None:
    for at, charged in (("07:15", []), ("07:30", []), ("07:30:01", ["AP"])):
        assert codes(events=[APEL], taps={MONDAY: [tap("apel", at), *ON_TIME]}) == charged


def excused() -> None:
    given = {"events": [APEL], "attendance_at_events": []}
    assert codes(absences=[away("izin", MONDAY)], **given) == []
    assert codes(taps={MONDAY: []}, **given) == ["A", "AP"]


def outage(begin: str, end: str) -> dict[str, str]:
    return {"from": f"{FIRST} {begin}", "until": f"{FIRST} {end}"}


def reach() -> None:
    # Two hours before 08:00 begin at 06:00, two hours after end at 10:00.
    taps = {FIRST: [ON_TIME[1]]}
    for begin, end, charged in (
        ("05:30", "06:01", []),
        ("05:30", "05:59", ["TMM"]),
        ("09:59", "11:00", []),
        ("10:01", "11:00", ["TMM"]),
    ):
        assert codes(outages=[outage(begin, end)], taps=taps) == charged


def absent() -> None:
    found = month(outages=[outage("06:00", "17:00")], taps={FIRST: []})
    assert [item.code for item in found.findings] == ["A"]
    assert "outage-absent" in {warning.code for warning in found.warnings}


def part_month() -> None:
    # Rp 1.000.000 on the 9 working days to the 13th, Rp 2.000.000 on the 14 from the 14th on:
    # (9 + 28) ÷ 23 million, rounded to Rp 1.
    amounts = [
        {"nip": NIP, "component": "tpp", "amount": amount, "valid_from": begin}
        for amount, begin in (("1000000", "2026-07-01"), ("2000000", "2026-07-14"))
    ]
    assert sum(day < date(2026, 7, 14) for day in working_days(2026, 7)) == 9
    assert month(amounts=amounts).net == 1_608_696


def service_part() -> None:
    # In service from the 20th: 10 of 23 working days.
    person = {"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d"}
    late = {day: ON_TIME if day.day >= 20 else [] for day in working_days(2026, 7)}
    found = month(employees=[{**person, "service_start": "2026-07-20"}], taps=late)
    assert found.net == 434_783


def paid() -> None:
    for category, status in (
        ("PNS", "payable"),
        ("CPNS", "payable"),
        ("PPPK", "payable"),
        ("NON_ASN", "not_eligible"),
    ):
        person = {"nip": NIP, "name": "Uji", "category": category, "grade": ""}
        assert month(employees=[person]).status == status


def floor() -> None:
    rule = {"each": "alpa", "cut": "150%", "of": "discipline"}
    assert month(rules={"heavy": rule}, taps={FIRST: []}).net == 0


def line() -> None:
    pay = {"dues": {"kind": "deduction", "is": "Rp 1.500.000"}}
    assert month(blocks={"pay": pay}).net == 0


PROOFS: dict[str, Callable[[], None]] = {
    "punches.rejected": rejected,
    "punches.pending": pending,
    "punches.doubtful": doubtful,
    "punches.several": several,
    "punches.kindless": kindless,
    "punches.any_time": any_time,
    "punches.seconds": seconds,
    "days.nothing": nothing,
    "days.apel_only": apel_only,
    "days.wfh": wfh,
    "days.free": free,
    "days.leave": leave,
    "days.pending_leave": pending_leave,
    "days.pending_alpa": pending_alpa,
    "days.half": half,
    "days.half_share": half_share,
    "days.roster": roster,
    "days.spell": spell,
    "events.no_record": no_record,
    "events.ends": ends,
    "events.excused": excused,
    "outages.reach": reach,
    "outages.absent": absent,
    "money.part_month": part_month,
    "money.service_part": service_part,
    "money.paid": paid,
    "money.floor": floor,
    "money.line": line,
}


def prove(name: str) -> None:
    assert name in PROOFS
    PROOFS[name]()


@pytest.mark.parametrize("default", defaults(), ids=lambda default: default.id)
def test_default_when_a_month_is_computed_then_it_holds(default: Any) -> None:
    prove(default.id)


def test_defaults_when_proven_then_all_of_them() -> None:
    assert [default.id for default in defaults()] == list(PROOFS)


def test_default_when_a_profile_says_otherwise_then_the_key_is_told() -> None:
    written = discipline()
    written["punches"] = {"kinds": {"in": "06:00..12:00", "out": "12:01..20:00"}}
    written["quantities"] = {"half_day_share": "0.6"}
    document = mr.load_profile(written).document
    told = {item.id: keys for item in defaults() if (keys := said_otherwise(document, item))}
    assert told == {
        "punches.kindless": ("punches.kinds",),
        "days.half_share": ("quantities.half_day_share",),
    }


# ------------------------------------------------------------------ a day off that is worked
@pytest.mark.parametrize("none", ["none", []])
def test_off_when_its_group_is_taken_away_then_the_default_no_longer_holds(none: Any) -> None:
    profile = discipline()
    [free] = [one for one in defaults() if one.unless == ("groups.free",)]
    assert not said_otherwise(mr.load_profile(profile).document, free)
    profile["groups"] = {"free": none}
    assert said_otherwise(mr.load_profile(profile).document, free) == ("groups.free",)


def test_off_when_the_law_puts_it_with_leave_then_its_day_stays_a_working_day() -> None:
    groups = {"free": [], "leave": ["cuti", "sakit", "izin", "dispensasi", "off"]}
    found = month(absences=[away("off")], taps={FIRST: []}, blocks={"groups": groups})
    assert (found.counts["working_days"], found.counts["leave"]) == (23, 1)
    assert found.findings == ()
