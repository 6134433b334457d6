"""What random regulations on random packs found the two engines to tell differently."""

from __future__ import annotations

from datetime import date

import pytest
from agreement import differences
from regulations import NIP, discipline, tables, working_days

import masker_rules as mr
from masker_rules.columnar.packs import PackInMemory
from masker_rules.columnar.runner import run_frames
from masker_rules.explain import explain_text
from masker_rules.periods import parse_months

#: July 2026: the 1st is a Wednesday, the 6th a Monday.
LATE = {date(2026, 7, 1): ("08:10", "16:00"), date(2026, 7, 6): ("08:40", "16:00")}
OPEN = {"open": "money", "range": "Rp 0..Rp 500.000", "source": "uji pasal 2"}
GONE = {date(2026, 7, 2): (None, None)}


def in_frames(document, facts, period="2026-07"):
    """The one result of the last month, which both engines tell and frames computed."""
    profile, pack = mr.load_profile(document), mr.Pack(**facts)
    months = parse_months(period)
    ran = run_frames(profile, PackInMemory(pack), months, explainer=explain_text)

    assert differences(ran.results, mr.compute(profile, pack, period, engine="reference")) == ""
    assert dict(ran.reasons) == {}
    return ran.results[len(months) - 1]


def test_flag_of_the_month_when_rows_read_it_then_it_is_a_flag_there():
    rule = {"each": "late", "when": "any(status = alpa)", "cut": "1%", "of": "discipline"}

    result = in_frames(discipline(late=rule), tables(punches={**LATE, **GONE}))

    assert result.net == 980_000


def test_run_when_rows_are_left_out_then_they_break_nothing():
    """Late on Wednesday the 1st and the 8th; of the Wednesdays they follow each other."""
    days = {date(2026, 7, day): ("08:10", "16:00") for day in (1, 8, 22)}
    counts = {
        "weeks": "longest_run(late > 0m where weekday = wed)",
        "days": "longest_run(late > 0m)",
    }

    result = in_frames({**discipline(), "counts": counts}, tables(punches=days))

    assert (result.counts["weeks"], result.counts["days"]) == (2, 1)


def test_share_when_each_row_divides_by_another_number_then_the_highest_and_the_sum_so_far():
    """Late 10 and 40 minutes: 10/10 and 10/40 of an hour's sixth."""
    counts = {
        "tertinggi": "highest(share(10m; late; 0%))",
        "terendah": "lowest(share(10m; late; 100%); 0%)",
        "sampai": "highest(running(share(10m; late; 0%)))",
    }

    result = in_frames({**discipline(), "counts": counts}, tables(punches=LATE))

    assert result.counts["tertinggi"] == 1
    assert result.counts["terendah"] == "0.25"
    assert result.counts["sampai"] == "1.25"


def test_table_when_a_row_is_for_none_alone_then_none_meets_it():
    rule = {"each": "late", "cut": {"by": "half", "none": "1%", "else": "2%"}}

    result = in_frames(discipline(late={**rule, "of": "discipline"}), tables(punches=LATE))

    assert result.net == 980_000


def test_days_of_service_when_frames_know_scheduled_days_then_calendar_days():
    counts = {"hari": "days_in_service", "terjadwal": "count(day where start exists)"}

    result = in_frames({**discipline(), "counts": counts}, tables())

    assert (result.counts["hari"], result.counts["terjadwal"]) == (31, 23)


def test_none_when_numbers_are_wide_then_it_stays_none():
    """The product leaves 128 bits unless people are ordinary: then each value is looked at."""
    quantities = {
        "seperempat": "round(tpp * capaian * capaian; Rp 1)",
        "kecil": "seperempat * capaian * capaian * capaian",
        "kelas": "if npwp then job_class else none",
    }
    counts = {"rp": "kecil + seperempat", "tanpa": "if kelas exists then 1 else 0"}
    scores = [{"nip": NIP, "period": "2026-07", "measure": "capaian", "value": "50%"}]
    employees = [{"nip": NIP, "category": "PNS", "npwp": "false", "job_class": "7"}]

    result = in_frames(
        {**discipline(), "quantities": quantities, "counts": counts},
        tables(scores=scores, employees=employees),
    )

    assert (result.counts["rp"], result.counts["tanpa"]) == (281_250, 0)


def test_sanctions_when_each_costs_then_nobody_without_one_is_in_the_way():
    rule = {"each": "sanction", "when": "sanction.percent exists", "cut": "5%"}
    settings = {"takes_effect": "on decided_on", "months": {"else": "3"}}
    document = {**discipline(disiplin={**rule, "of": "discipline"}), "sanctions": settings}

    assert in_frames(document, tables(sanctions=[])).net == 1_000_000


def test_events_when_a_window_reads_them_too_then_findings_still_tell_the_day():
    rule = {"each": "event", "when": "event.recorded = absent", "cut": "2%", "of": "discipline"}
    counts = {"dulu": "count(event.recorded = absent over previous month)"}
    missed = [
        {"nip": NIP, "date": f"2026-{day}", "event": "apel_pagi", "status": "absent"}
        for day in ("06-08", "07-06", "07-13")
    ]
    held = [{"date": row["date"], "event": "apel_pagi"} for row in missed]
    facts = tables(events=held, attendance_at_events=missed)
    facts["punches"] += tables(period=(2026, 6))["punches"]

    result = in_frames({**discipline(apel=rule), "counts": counts}, facts, "2026-06..2026-07")

    assert (result.net, result.counts["dulu"]) == (960_000, 1)
    assert [finding.day for finding in result.findings] == [date(2026, 7, 6), date(2026, 7, 13)]


def test_unknown_when_nobody_reads_it_then_told_as_the_reference_tells_it():
    document = {**discipline(), "terms": {"tarif": OPEN}}
    profile, pack = mr.load_profile(document), mr.Pack(**tables())

    ran = run_frames(
        profile, PackInMemory(pack), parse_months("2026-07"), explainer=explain_text,
    )  # fmt: skip

    assert differences(ran.results, mr.compute(profile, pack, "2026-07", engine="reference")) == ""
    assert dict(ran.reasons) == {}
    assert ran.in_frames == 1


def silent_rules(number):
    """The text does not say what so many minutes cost; each rate is low or high."""
    return {
        f"{n}_menit": {
            "each": "late",
            "of": "discipline",
            "cut": {f"{n}m..{n}m": "unknown", "else": "0%"},
        }
        for n in range(1, number + 1)
    }


@pytest.mark.slow
def test_unknowns_when_more_states_than_are_tried_then_not_every_combination():
    """Thirteen rates that each move something make 8,192 states."""
    punches = {
        day: (f"08:{n:02d}", "16:00") for n, day in enumerate(working_days(2026, 7)[:13], 1)
    }
    profile = mr.load_profile(discipline(**silent_rules(13)))
    pack = mr.Pack(**tables(punches=punches))

    months = parse_months("2026-07")
    ran = run_frames(
        profile, PackInMemory(pack), months, explainer=explain_text
    )  # fmt: skip

    assert (ran.in_frames, ran.reasons) == (1, {})
    assert differences(ran.results, mr.compute(profile, pack, "2026-07", engine="reference")) == ""


def test_unknowns_when_their_states_are_many_then_those_that_move_nothing_are_left_alone():
    """Nine rates that are low or high make 512 states, one rate makes two."""
    document = discipline(**silent_rules(9))
    people = ("198501012010011001", "198501012010011002", "198501012010011003")
    late = [
        {day: (f"08:0{n}", "16:00") for n, day in enumerate(working_days(2026, 7)[:9], 1)},
        {date(2026, 7, 1): ("08:01", "16:00")},
        {},
    ]
    facts = {"employees": [], "punches": [], "amounts": []}
    for nip, punches in zip(people, late, strict=True):
        own = tables(punches=punches)
        for name, rows in facts.items():
            rows += [{**row, "nip": nip} for row in own[name]]
    profile, pack = mr.load_profile(document), mr.Pack(**facts)
    months = parse_months("2026-07")

    ran = run_frames(
        profile, PackInMemory(pack), months, explainer=explain_text
    )  # fmt: skip

    expected = mr.compute(profile, pack, "2026-07", engine="reference")
    assert [len(item.bounds.missing) if item.bounds else 0 for item in expected] == [9, 1, 0]
    assert (ran.in_frames, ran.reasons) == (3, {})
    assert differences(ran.results, expected) == ""
    assert differences(ran.late, expected) == ""
    assert ran.table.equals(expected.exact_frame())
    assert [item.nip for item in ran.piece().items] == [people[0], *people[1:]]


def test_plan_when_no_column_can_hold_it_then_exact_all_the_same():
    document = {**discipline(), "counts": {"besar": " * ".join(["(tpp / Rp 1)"] * 5)}}
    profile, pack = mr.load_profile(document), mr.Pack(**tables())

    ran = run_frames(
        profile,
        PackInMemory(pack),
        parse_months("2026-07"),
        explainer=explain_text,
    )

    expected = mr.compute(profile, pack, "2026-07", engine="reference")
    assert differences(ran.results, expected) == ""
    assert ran.in_frames == 1
    assert ran.table["count_besar"].to_list() == [str(10**30)]
