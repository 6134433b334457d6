"""Month facts in frames: those that the reference engine reads, or the person is handed over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import narwhals as nw
import pytest
from fact_worlds import random_pack, reader
from month_fact_checks import differences, people_frame, read_facts
from random_names import seeded
from random_packs import random_period, random_tables
from random_regulations import random_profile
from regulations import NIP, regulation, tables

import masker_rules as mr
from masker_rules.columnar.dates import month_at, period_number, with_period
from masker_rules.columnar.general import deductions_of, general_of
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.tables import beside, frames_of
from masker_rules.engine.compute import compute_results
from masker_rules.engine.inputs import InputReader
from masker_rules.engine.profile import load_profile
from masker_rules.engine.versions import version_of
from masker_rules.errors import RequestError
from masker_rules.facts import Pack
from masker_rules.periods import Month
from masker_rules.profiles.registry import known_ids
from masker_rules.testing.cases import alone, cases_beside
from masker_rules.testing.world import pack_of, period_of

JULY = Month(2026, 7)
MONTHS = [Month(2026, 5), Month(2026, 6), JULY]
BANGGAI = Path(__file__).parents[2] / "examples/banggai-kepulauan-2026-03/pack"
SEED = 20260704
OTHER = "199001012015012002"
READS_ALL = reader()


@pytest.fixture(scope="module")
def reads_all():
    return load_profile(READS_ALL)


def rows_of(profile, months=(JULY,), **given):
    pack = Pack(**tables(**given))
    return read_facts(load_profile(profile), pack, list(months))


def one(profile, **given):
    return rows_of(profile, **given)[NIP, JULY]


def employee(**cells):
    return {"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d", **cells}


def amount(value, **keys):
    return {"component": "tpp", "amount": str(value), **keys}


def in_frames(records):
    """How many months were compared: the others are handed over."""
    return sum(1 for row in records.values() if row["reason"] is None)


# ------------------------------------------------------------------ equal to the reference
def test_facts_when_packs_are_random_then_those_of_the_reference(reads_all):
    packs, seen = 10, 0
    for seed in range(SEED, SEED + packs):
        wrong, records = differences(reads_all, random_pack(seed, 20), MONTHS)
        assert not wrong, (seed, wrong)
        seen += in_frames(records)

    assert seen > packs


def test_facts_when_regulations_are_random_too_then_those_of_the_reference():
    seen = 0
    for seed in range(SEED, SEED + 12):
        rng = seeded(seed)
        document = random_profile(rng)
        names, as_of = random_period(rng)
        pack = Pack(**random_tables(rng, document, 12, names))
        months = [Month.parse(name) for name in names]
        profile = version_of(load_profile(document), months[0])
        last = date.fromisoformat(as_of) if as_of else None

        wrong, records = differences(profile, pack, months, as_of=last)

        assert not wrong, (seed, wrong)
        seen += in_frames(records)

    assert seen > 12


def test_facts_when_read_from_the_example_pack_then_those_of_the_reference():
    profile = load_profile("id/kab-banggai-kepulauan/masker-asn")
    pack = mr.read_pack(BANGGAI)

    wrong, records = differences(profile, pack, [Month(2026, 3)])

    assert not wrong
    assert in_frames(records) == 35


@pytest.mark.parametrize("name", sorted(known_ids()))
def test_facts_when_read_from_cases_of_a_profile_then_those_of_the_reference(name):
    profile, seen = alone(load_profile(name)), 0
    for case in [*cases_beside(profile)][::9]:
        month = period_of(case)
        try:
            own = version_of(profile, month)
        except RequestError:
            continue
        pack, _ = pack_of(case, own)
        wrong, records = differences(own, pack, [month])
        assert not wrong, case.name
        seen += in_frames(records)
    assert seen


# ------------------------------------------------------------------ who is handed over
PLAIN = regulation()
SET_ASIDE = {"component": "tpp", "amount": "many", "nip": NIP}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, None),
        ({"employees": [employee(category="")]}, "employees.category"),
        ({"employees": [employee(service_start="2026-07-02")]}, "part-of-month"),
        ({"employees": [employee(service_end="2026-07-30")]}, "part-of-month"),
        ({"employees": [employee(service_start="2026-08-01")]}, "not-in-service"),
        ({"employees": [employee(valid_until="2026-06-30")]}, "not-in-service"),
        (
            {
                "employees": [
                    employee(valid_until="2026-07-14"),
                    employee(valid_from="2026-07-15", grade="IV/a"),
                ]
            },
            "change",
        ),
        (
            {"employees": [employee(), employee(grade="IV/a")]},
            "two-employee-rows",
        ),
        ({"amounts": []}, "amounts.tpp missing"),
        ({"amounts": [amount(1, nip=NIP), amount(2, nip=NIP)]}, "amounts.tpp"),
        ({"amounts": [amount("1.50", nip=NIP)]}, "amounts.tpp"),
        ({"amounts": [amount(1, nip=NIP, valid_until="2026-07-30")]}, "amounts.tpp"),
        ({"amounts": [amount(1, nip=NIP), amount("many", nip=NIP)]}, "set-aside"),
    ],
)
def test_person_when_a_frame_cannot_hold_the_month_then_routed(given, reason):
    assert one(PLAIN, **given)["reason"] == reason


def test_person_when_not_eligible_then_missing_inputs_matter_only_without_a_scheduled_day():
    stranger = employee(category="NON_ASN")
    off = [{"date": f"2026-07-{day:02d}", "kind": "holiday"} for day in range(1, 32)]

    worked, rested = (
        one(PLAIN, employees=[stranger], amounts=[], **given) for given in ({}, {"calendar": off})
    )

    assert (worked["reason"], worked["month__tpp"]) == (None, 0)
    assert rested["reason"] == "not-eligible"


def test_person_when_not_eligible_by_the_row_that_holds_but_by_another_then_routed():
    rows = [employee(category="NON_ASN"), employee(valid_from="2026-08-01")]

    assert one(PLAIN, employees=rows)["reason"] == "not-eligible"


def test_month_when_punches_are_read_and_absent_then_nobody_is_in_a_frame():
    given = {name: rows for name, rows in tables().items() if name != "punches"}

    rows = read_facts(load_profile(PLAIN), Pack(**given), [JULY])

    assert rows[NIP, JULY]["reason"] == "no-punches"


def test_person_when_every_employees_row_is_set_aside_then_routed():
    rows = rows_of(PLAIN, employees=[employee(), employee(nip=OTHER, category="what")])

    assert rows[NIP, JULY]["reason"] is None
    assert rows[OTHER, JULY]["reason"] == "no-employees-row"


def test_month_when_days_of_it_are_not_yet_then_nobody_is_in_a_frame():
    profile, pack = load_profile(PLAIN), Pack(**tables())

    before, after = (
        read_facts(profile, pack, [JULY], as_of=day)[NIP, JULY]["reason"]
        for day in (date(2026, 7, 30), date(2026, 7, 31))
    )

    assert (before, after) == ("days-not-yet", None)


# ------------------------------------------------------------------ amounts
EDGE = "2026-06-30"


def test_amount_when_a_dated_row_of_the_person_ends_then_the_next_or_the_general_one():
    rows = [
        amount(1, nip=NIP, valid_until="2026-05-31"),
        amount(2, nip=NIP, valid_from="2026-06-01", valid_until=EDGE),
        amount(3, job_class="8"),
    ]
    given = {"employees": [employee(job_class="8")], "amounts": rows}

    found = rows_of(PLAIN, MONTHS, **given)

    assert [found[NIP, month]["month__tpp"] for month in MONTHS] == [1, 2, 3]
    assert {row["reason"] for row in found.values()} == {None}


def test_amount_when_an_open_row_comes_back_after_a_dated_one_then_routed():
    rows = [amount(1, nip=NIP), amount(2, nip=NIP, valid_from="2026-06-01", valid_until=EDGE)]

    assert one(PLAIN, amounts=rows)["reason"] == "amounts.tpp"


def test_amount_when_general_rows_change_within_the_month_then_routed():
    given = {"employees": [employee(job_class="8")]}
    ends = [
        amount(1, job_class="8", valid_until="2026-07-14"),
        amount(2, job_class="8", valid_from="2026-07-15"),
    ]

    assert one(PLAIN, amounts=ends, **given)["reason"] == "amounts.tpp"


# ------------------------------------------------------------------ beside the facts
def test_deductions_when_in_frames_then_those_of_the_pay_sheet(reads_all):
    pack = random_pack(SEED).under(reads_all.vocabulary)
    frames = frames_of(pack, reads_all.plan.attendance.zone)
    people = people_frame(pack, MONTHS, frames["employees"])
    names = {
        row["pm"]: (row["nip"], month_at(row["period"]))
        for row in people.collect("pyarrow").rows(named=True)
    }
    found = {}
    rows = deductions_of(frames, people, MONTHS).collect("pyarrow").rows(named=True)
    for row in sorted(rows, key=lambda row: (row["place"], row["code"])):
        found.setdefault(names[row["pm"]], []).append((row["code"], row["amount"]))

    expected = {}
    for row in pack.rows("carried"):
        if row.key == "overpayment" and row.value and Month.parse(row.period) in MONTHS:
            known = expected.setdefault((row.nip, Month.parse(row.period)), {})
            known["overpayment"] = known.get("overpayment", 0) + int(row.value)
    for row in sorted(pack.rows("deductions"), key=lambda row: row.code):
        if Month.parse(row.period) in MONTHS:
            known = expected.setdefault((row.nip, Month.parse(row.period)), {})
            known[row.code] = known.get(row.code, 0) + int(row.amount)
    assert found == {key: [*codes.items()] for key, codes in expected.items()}
    assert found


def test_general_remarks_when_rows_of_nobody_are_set_aside_then_beside_every_result():
    profile = load_profile(PLAIN)
    pack = Pack(**tables(amounts=[amount(1, nip=NIP), amount("many", job_class="8")]))
    own = pack.under(profile.vocabulary)

    calendar = InputReader(profile, own, [JULY], None).calendar
    said = general_of(profile, Knowledge.of(own, [JULY]), calendar, [JULY])

    [result] = compute_results(profile, pack, [JULY])
    assert (*said.before[JULY], *said.after) == result.warnings
    assert [remark.code for remark in said.after] == ["general-rows-set-aside"]


def test_period_when_of_an_ordinal_then_the_month_of_its_date(reads_all):
    like = frames_of(random_pack(SEED), reads_all.plan.attendance.zone)["employees"]
    dates = [
        date(year, month, day)
        for year in (1900, 2000, 2023, 2024, 2100)
        for month in range(1, 13)
        for day in (1, 28)
    ]
    dates += [date(2000, 2, 29), date(2024, 2, 29), date(1999, 12, 31), date(1, 1, 1), date.max]
    frame = beside(like, [(day.toordinal(),) for day in dates], {"day": nw.Int64})

    found = with_period(frame, "day", "at").collect("pyarrow").rows(named=True)

    assert {row["day"]: row["at"] for row in found} == {
        day.toordinal(): period_number(Month.of(day)) for day in dates
    }
