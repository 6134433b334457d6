"""What single facts restore: amounts worked out by hand.

The person is paid Rp 1.000.000; an absent day costs 3 %, a missing punch 1,5 %. July 2026 begins
on a Wednesday; 6 July is a Monday.
"""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.corrections.told import restoration_text

ALPA = {"alpa": {"each": "alpa", "cut": "3%", "of": "discipline"}}
MISSING = {"missing": {"each": "missing", "cut": "1.5%", "of": "discipline"}}
FRIDAY, MONDAY, TUESDAY = date(2026, 7, 3), date(2026, 7, 6), date(2026, 7, 7)
AWAY = {FRIDAY: (None, None), MONDAY: (None, None)}
SOURCE = {"source": "uji pasal 2"}


def restored(law, given, **more):
    return mr.restore(law, given, "2026-07", **more)


def leave(code="dinas_luar", first="2026-07-03", last="2026-07-06", approved="", **more):
    row = {"nip": NIP, "code": code, "from": first, "until": last, "approved": approved}
    return [{**row, **more}]


def shown(found):
    return [
        (one.fact.kind.name, str(one.fact.row.code if one.fact.table == "absences" else ""),
         one.amount, one.net, one.is_in_pack)
        for one in found.rows
    ]  # fmt: skip


def test_an_absence_over_a_weekend_is_one_fact_and_the_pending_letter_comes_first():
    """Friday and Monday cost 30 000 each, together 60 000: the letter restores both at once."""
    given = tables(punches=AWAY, absences=leave())
    found = restored(discipline(**ALPA), given)
    assert shown(found)[0] == ("decide-absence", "dinas_luar", 60_000, 1_000_000, True)
    assert found.rows[0].fact.days == (FRIDAY, MONDAY)
    row = found.as_dict("en")["rows"][0]
    assert row["fact"]["replaces"] == {
        "nip": NIP, "code": "dinas_luar", "from": "2026-07-03", "until": "2026-07-06",
        "part": "full",
    }  # fmt: skip
    assert row["fact"]["row"] == {**row["fact"]["replaces"], "approved": "true"}
    assert (row["until"], row["decided_by"], row["later"]) == (None, None, None)


def test_what_nobody_recorded_is_told_as_such_carries_no_document_and_is_not_ranked():
    given = tables(punches={**AWAY, TUESDAY: ("08:00", None)})
    found = restored(discipline(**ALPA, **MISSING), given)
    assert found.rows
    assert not any(one.is_in_pack for one in found.rows)
    for one in found.as_dict("id")["rows"]:
        assert one["said"].startswith("Bila benar terjadi: ")
        assert "document" not in one["fact"]["row"]
    # Of two absent days an in punch of one leaves a missing out: 30 000 − 15 000 come back.
    first = found.rows[0]
    assert [one.cut.days[0] for one in found.rows] == sorted(one.cut.days[0] for one in found.rows)
    amounts = {
        (one.fact.kind.name, one.cut.days[0]): one.amount
        for one in found.rows
        if one.fact.table == "punches"
    }
    assert amounts["punch-in", FRIDAY] == 15_000
    assert amounts["punch-out", TUESDAY] == 15_000
    assert first.cut.days == (FRIDAY, MONDAY)


def test_the_worklist_names_one_fact_for_each_cut():
    given = tables(punches={**AWAY, TUESDAY: ("08:00", None)})
    found = restored(discipline(**ALPA, **MISSING), given, worklist=True)
    assert len({(one.cut.days, one.cut.rule) for one in found.rows}) == len(found.rows) == 2


# ------------------------------------------------------------------ rows of nobody
def test_a_letter_without_a_nip_comes_first_where_too_many_people_may_have_written_it():
    """Of more than twenty people it speaks of nobody, and the absent day costs 30 000."""
    given = tables(punches={TUESDAY: (None, None)})
    for number in range(21):
        nip = f"1985010120100110{number + 10:02}"
        given["employees"].append({**given["employees"][0], "nip": nip})
    day = {"from": "2026-07-07", "until": "2026-07-07", "approved": "true"}
    given["absences"] = [
        {"nip": "", "code": "dinas_luar", **day},
        {"nip": "", "code": "dinas_luar", **day, "from": "2026-07-08", "until": "2026-07-08"},
    ]
    found = restored(discipline(**ALPA), given, nips=[NIP])
    first = found.rows[0]
    assert shown(found)[0] == ("whose-absence", "dinas_luar", 30_000, 1_000_000, True)
    assert first.cut.days == (TUESDAY,)
    row = found.as_dict("en")["rows"][0]
    assert row["fact"]["row"]["nip"] == NIP
    assert "absences" in row["said"]
    assert not row["said"].startswith("If it really")
    assert sum(one.is_in_pack for one in found.rows) == 1


# ------------------------------------------------------------------ leave and its quota
def codes(found):
    return {
        row.fact.row.code
        for row in found.rows
        if row.fact.table == "absences" and row.fact.row.part == "full"
    }


def why(found):
    return {one.code: one.reason for one in found.not_offered}


def test_leave_of_which_no_quota_is_known_is_not_offered_and_the_reason_is_said():
    found = restored(discipline(**ALPA), tables(punches=AWAY))
    assert why(found)["cuti_sakit"] == "quota-unknown"
    assert "cuti_sakit" not in codes(found)
    assert "dinas_luar" in codes(found)
    assert "alpa" not in codes(found)


@pytest.mark.parametrize(("days", "is_offered"), [("1", False), ("2", True), ("unlimited", True)])
def test_leave_is_offered_as_long_as_its_quota_lasts(days, is_offered):
    """Two days are asked; nothing of the year before July was paid to a person who began in it."""
    given = tables(punches=AWAY)
    given["employees"] = [{**given["employees"][0], "service_start": "2026-07-01"}]
    law = {**discipline(**ALPA), "quotas": {"cuti_sakit": {"days": days, **SOURCE}}}
    assert ("cuti_sakit" in codes(restored(law, given))) is is_offered


def test_a_quota_of_which_earlier_months_are_not_known_is_not_known():
    law = {**discipline(**ALPA), "quotas": {"cuti_sakit": {"days": "12", **SOURCE}}}
    assert "cuti_sakit" not in codes(restored(law, tables(punches=AWAY)))


def test_leave_that_is_asked_for_before_it_begins_is_not_offered():
    quota = {"days": "12", "asked": "before", **SOURCE}
    found = restored(
        {**discipline(**ALPA), "quotas": {"cuti_tahunan": quota}}, tables(punches=AWAY)
    )
    assert why(found)["cuti_tahunan"] == "asked-before"
    assert "cuti_tahunan" not in codes(found)


# ------------------------------------------------------------------ deadlines
@pytest.mark.parametrize(
    ("deadline", "until"),
    [
        ("3 days after the day", "2026-07-06"),
        # Saturday and Sunday are not counted: Monday, Tuesday, Wednesday
        ("3 working days after the day", "2026-07-08"),
        ("5 days after the month", "2026-08-05"),
        ("day 10 of the next month", "2026-08-10"),
    ],
)
def test_both_sides_of_a_deadline(deadline, until):
    law = {
        **discipline(**ALPA),
        "corrections": {
            "letters": {
                "tables": ["absences"],
                "deadline": deadline,
                "decided_by": "Kepala",
                **SOURCE,
            }
        },
    }
    given = tables(punches=AWAY, absences=leave())
    last = date.fromisoformat(until)
    after = date.fromordinal(last.toordinal() + 1)
    month_end = date(2026, 7, 31)
    whole = restored(law, given).rows[0]
    assert (whole.until, whole.decided_by.get("id")) == (last, "Kepala")
    if last >= month_end:
        assert restored(law, given, as_of=last).rows[0].is_in_pack
    late = restored(law, given, as_of=max(after, month_end))
    assert not any(one.fact.table == "absences" for one in late.rows)


def test_a_deadline_that_says_nothing_is_refused():
    law = {**discipline(**ALPA), "corrections": {"all": {"deadline": "soon", **SOURCE}}}
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(law)
    assert [one.code for one in wrong.value.problems] == ["bad-deadline"]


def test_later_months_are_a_field_of_their_own():
    """No rule of August looks back at July: nothing changes there, which is not unknown."""
    july = tables(punches={MONDAY: (None, None)})
    august = tables(period=(2026, 8))
    given = {**july, "punches": july["punches"] + august["punches"]}
    law = discipline(**ALPA)
    found = restored(law, given)
    whole = [one for one in found.rows if getattr(one.fact.row, "part", "") == "full"]
    assert {one.amount for one in whole} == {30_000}
    assert all(one.later == {} for one in found.rows)
    assert restored(law, july).rows[0].later is None


def test_the_text_warns_before_it_tells():
    found = restored(discipline(**ALPA), tables(punches=AWAY, absences=leave()))
    for lang, words in (("id", "bukan anjuran"), ("en", "no advice to write letters")):
        text = restoration_text(found, lang)
        assert words in text.splitlines()[1]
        assert "60.000" in text or "60,000" in text


def test_fact_when_a_reason_restores_no_more_then_none_is_asked_for():
    """Duty excuses Friday and Monday whatever its reason, which is asked of nobody."""
    rows = restored(discipline(**ALPA), tables(punches=AWAY)).as_dict("en")["rows"]
    added = [one for one in rows if one["fact"]["table"] == "absences"]
    assert added
    assert not any("reason" in one["fact"]["row"] for one in added)
    text = restoration_text(restored(discipline(**ALPA), tables(punches=AWAY)), "en")
    lines = text.splitlines()
    assert len({*lines} - {""}) == len([line for line in lines if line])


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("id", "dinas luar atau tugas belajar (paruh hari pertama atau paruh hari kedua), 7 Juli"),
        ("en", "or study assignment (first half of the day or second half of the day), 7 July"),
    ],
)
def test_letters_that_come_to_the_same_are_told_with_their_parts_once(lang, told):
    """Half a letter gives back half of 30 000, whichever half; a whole one all of it."""
    given = tables(punches={TUESDAY: (None, None)})
    lines = restoration_text(restored(discipline(**ALPA), given), lang).splitlines()
    [halves] = [number for number, line in enumerate(lines) if told in line]
    assert "15" in lines[halves + 1]
    whole = lines[halves + 2].strip()
    assert whole.startswith(lines[halves].strip().partition(" (")[0])
    assert "(" not in whole


def test_both_engines_restore_the_same():
    given = tables(punches=AWAY, absences=leave())
    one, other = (
        restored(discipline(**ALPA), given, engine=engine).as_dict("en")
        for engine in ("reference", "columns")
    )
    assert one == other


def test_nobody_is_of_a_unit_that_the_pack_does_not_have():
    with pytest.raises(mr.RequestError) as wrong:
        restored(discipline(**ALPA), tables(), unit="Dinas Lain")
    assert wrong.value.code == "nobody-in-unit"


def test_later_month_when_the_regulation_has_ended_then_it_is_no_month_of_its_own():
    given = tables(punches=AWAY)
    given["punches"].append({"nip": NIP, "time": "2026-08-03 08:00", "kind": "in"})
    law = discipline(**ALPA)
    law["profile"] = {**law["profile"], "in_force": "2020-01-01..2026-07-31"}
    assert all(one.later is None for one in restored(law, given).rows)


def test_where_people_share_something_it_is_said_that_others_move_too():
    """A day on which the person came brings a point, and takes its rupiah from others."""
    given = tables(punches=AWAY)
    alone = restored(discipline(**ALPA), given)
    assert alone.shared == ()
    assert "shared" not in alone.as_dict()
    law = discipline(**ALPA) | {"pools": {"kunjungan": {"points": "count(status = present)"}}}
    found = restored(law, given)
    assert found.as_dict()["shared"] == ["kunjungan"]
    for lang, words in (("en", "share something (kunjungan)"), ("id", "bersama (kunjungan)")):
        assert words in restoration_text(found, lang)
        assert words not in restoration_text(alone, lang)
