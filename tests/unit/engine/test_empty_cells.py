"""Of every column whose empty means unknown: what is paid where its cell is empty, or says none.

One regulation for each column reads it. The amount of a month with the cell filled, with `none`
and blanked is looked at; the long run asks both engines.
"""

from __future__ import annotations

from functools import cache

import pytest
from regulations import paying_a_share

import masker_rules as mr
from masker_rules.facts import definition

NIP = "198501012010011001"
PERIOD = "2026-07"
DAYS = [f"2026-07-{day:02d}" for day in range(1, 32)]
LAW = paying_a_share("id/coba/kosong")
#: Nobody is late and nobody is absent: the law reads no punch.
TABLES = {
    "employees": [{
        "nip": NIP, "category": "PNS", "grade": "III/a", "job_class": "8", "position": "Analis",
        "position_kind": "fungsional", "unit": "Dinas Contoh", "tax_status": "K/1",
        "npwp": "true", "education": "S2",
    }],
    "amounts": [{"component": "tpp", "amount": "1000000", "nip": NIP}],
    "punches": [{"nip": NIP, "time": "2026-07-01 07:00"}],
}  # fmt: skip


def law(formula, **more):
    """A law that pays a share of 1,000,000 by a formula."""
    return {**LAW, "quantities": {"paid": {"is": formula, "source": "perbup"}}, **more}


def asks(name, test):
    return law(f"if {name} exists and {test} then 100% else 50%")


ACTIVITY = {"nip": NIP, "date": "2026-07-01", "minutes": "60", "score": "80",
            "status": "approved", "conforming": "true"}  # fmt: skip
SICK = {"nip": NIP, "code": "cuti_sakit", "from": "2026-07-01", "until": "2026-07-02",
        "approved": "true", "inpatient": "true"}  # fmt: skip
BIRTH = {**SICK, "code": "cuti_melahirkan", "inpatient": "", "child_number": "1"}
ACTING = {"nip": NIP, "kind": "PLT", "position": "Kepala", "job_class": "12",
          "from": "2026-07-01", "until": "2026-07-31"}  # fmt: skip
SALARY = dict.fromkeys(("gross", "health_contribution", "tax", "ytd_gross", "ytd_tax"), "900000")
SALARY |= {"nip": NIP, "period": PERIOD}


def of_salary(column):
    entry = {"from": f"salaries.{column}", "type": "money"}
    test = "if gaji exists and gaji >= Rp 900.000 then 100% else 50%"
    return law(test, inputs={"gaji": entry})


SKP = {"skp": {"from": "scores.skp", "type": "number", "range": "0..120"}}
SANCTION = {"nip": NIP, "code": "teguran_tertulis", "decided_on": "2026-06-20", "months": "6"}
AFTER_15 = {"takes_effect": "15 weekdays after decided_on", "source": "perbup"}
#: Of each column: the law, the table that is laid over, and what is paid with the cell filled and
#: with `none`. Amounts by hand: 100 % or 50 % of 1,000,000.
WORLDS = {
    "employees.grade": (asks("golongan", "golongan = III"), {}, 1_000_000, 500_000),
    "employees.job_class": (asks("job_class", "job_class >= 8"), {}, 1_000_000, 500_000),
    "employees.position": (asks("position", "position = Analis"), {}, 1_000_000, 500_000),
    "employees.position_kind": (
        asks("position_kind", "position_kind = fungsional"), {}, 1_000_000, 500_000),
    "employees.unit": (law("if unit exists then 100% else 50%", amount={
        "is": "if unit exists then tpp else tpp * 50%", "source": "perbup"}, quantities={
        "paid": {"is": "100%", "source": "perbup"}}), {}, 1_000_000, 500_000),
    "employees.tax_status": (
        law("if tax_status exists then 100% else 50%"), {}, 1_000_000, 500_000),
    "employees.npwp": (law("if npwp then 100% else 50%"), {}, 1_000_000, 500_000),
    "employees.education": (asks("education", "education = S2"), {}, 1_000_000, 500_000),
    "employees.category": (law("if category = PNS then 100% else 50%"), {}, 1_000_000, None),
    "absences.inpatient": (
        law("if any(leave.inpatient exists and leave.inpatient) then 100% else 50%"),
        {"absences": [SICK]}, 1_000_000, 500_000),
    "absences.child_number": (
        law("if any(leave.child_number exists and leave.child_number = 1) then 100% else 50%"),
        {"absences": [BIRTH]}, 1_000_000, 500_000),
    "activities.minutes": (
        law("if sum(activity.minutes) >= 60m then 100% else 50%"),
        {"activities": [ACTIVITY]}, 1_000_000, 500_000),
    "activities.score": (
        law("if sum(activity.score) >= 80 then 100% else 50%"),
        {"activities": [ACTIVITY]}, 1_000_000, 500_000),
    "activities.status": (
        law("if any(activity.status = approved) then 100% else 50%"),
        {"activities": [ACTIVITY]}, 1_000_000, None),
    "activities.conforming": (
        law("if any(activity.conforming exists and activity.conforming) then 100% else 50%"),
        {"activities": [ACTIVITY]}, 1_000_000, 500_000),
    "scores.value": (
        law("if skp exists and skp >= 100 then 100% else 50%", inputs=SKP),
        {"scores": [{"period": PERIOD, "measure": "skp", "value": "110", "nip": NIP}]},
        1_000_000, 500_000),
    "attributes.value": (
        law("if lhkpn exists and lhkpn then 100% else 50%",
            inputs={"lhkpn": {"from": "attributes.lhkpn", "type": "flag"}}),
        {"attributes": [{"nip": NIP, "key": "lhkpn", "value": "true"}]}, 1_000_000, 500_000),
    "sanctions.decided_on": (
        law("if any(sanction.code = teguran_tertulis) then 100% else 50%", sanctions=AFTER_15),
        {"sanctions": [SANCTION]}, 1_000_000, None),
    "assignments.position": (
        law("if any(assignment.position exists and assignment.position = Kepala)"
            " then 100% else 50%"), {"assignments": [ACTING]}, 1_000_000, 500_000),
    "assignments.job_class": (
        law("if any(assignment.job_class exists and assignment.job_class >= 12)"
            " then 100% else 50%"), {"assignments": [ACTING]}, 1_000_000, 500_000),
    **{f"salaries.{name}": (of_salary(name), {"salaries": [SALARY]}, 1_000_000, 500_000)
       for name in SALARY if name not in {"nip", "period"}},
}  # fmt: skip
UNKNOWN = [
    f"{table.name}.{column.name}"
    for table in definition().tables.values()
    for column in table.columns
    if column.is_open and not column.silent
]
#: An answer that is not given is asked for again.
ASKED_AGAIN = {"identities.nip"}
#: A score is missing by its measure; without its decision nobody knows when a sanction begins.
NAMED = {
    "attributes.value": "attributes.lhkpn",
    "scores.value": "scores.skp",
    "sanctions.decided_on": "sanctions.effective_from",
}
MAY_BE_NONE = [name for name, world in WORLDS.items() if world[3] is not None]


def cell_of(tables, name, cell):
    """The tables with a cell of the first row of one of them changed."""
    table, _, column = name.partition(".")
    first, *others = tables[table]
    return {**tables, table: [{**first, column: cell}, *others]}


def paid(profile, tables, engine="reference", **more):
    """Status, net and bounds."""
    result = mr.compute(profile, {**tables, **more}, PERIOD, engine=engine)[NIP]
    return result.status, result.net, result.bounds


@cache
def profile_of(name):
    return mr.load_profile(WORLDS[name][0])


@pytest.fixture(params=WORLDS)
def world(request):
    _, over, whole, without = WORLDS[request.param]
    return request.param, {**TABLES, **over}, whole, without


def test_column_when_its_empty_is_unknown_then_a_law_here_reads_it():
    assert set(WORLDS) | ASKED_AGAIN == set(UNKNOWN)


def test_cell_when_blanked_then_incomplete_with_bounds_that_hold_what_it_was(world):
    name, tables, whole, without = world
    profile = profile_of(name)
    assert paid(profile, tables) == ("payable", whole, None)
    status, _, bounds = paid(profile, cell_of(tables, name, ""))
    assert status == "incomplete"
    named = NAMED.get(name, name)
    assert any(one.startswith(named) for one in bounds.missing)
    for amount in (whole, *([without] if without is not None else [])):
        assert bounds.lowest is None or bounds.lowest <= amount
        assert bounds.highest is None or amount <= bounds.highest


def test_cell_when_it_says_none_then_as_the_formula_that_asks_says(world):
    name, tables, _, without = world
    if without is None:
        pytest.skip("there always is a value")
    assert paid(profile_of(name), cell_of(tables, name, "none")) == ("payable", without, None)


@pytest.mark.parametrize("name", MAY_BE_NONE)
def test_cell_when_pack_or_profile_says_that_empty_is_none_then_paid_so(name):
    document, over, _, without = WORLDS[name]
    tables = cell_of({**TABLES, **over}, name, "")
    assert paid(profile_of(name), tables, empty={name: "none"}) == ("payable", without, None)
    told = mr.load_profile({**document, "empty": {name: {"means": "none", "source": "perbup"}}})
    assert paid(told, tables) == ("payable", without, None)
    # The pack knows its own files: what it says of a column stands.
    assert paid(told, tables, empty={name: "unknown"})[0] == "incomplete"


@pytest.mark.parametrize(
    ("name", "cell"),
    [("employees.position_kind", "fungsional"), ("employees.npwp", "true"),
     ("activities.status", "approved"), ("salaries.gross", "900000")],
)  # fmt: skip
def test_cell_when_a_value_stands_for_empty_then_paid_as_if_written(name, cell):
    document, over, whole, _ = WORLDS[name]
    tables = cell_of({**TABLES, **over}, name, "")
    assert paid(mr.load_profile(document), tables, empty={name: cell}) == ("payable", whole, None)
    told = mr.load_profile({**document, "empty": {name: cell}})
    assert paid(told, tables) == ("payable", whole, None)


@pytest.mark.slow
@pytest.mark.parametrize("name", WORLDS)
def test_cell_when_read_in_columns_then_the_same(name):
    document, over, *_ = WORLDS[name]
    tables = {**TABLES, **over}
    told = mr.load_profile({**document, "empty": {name: "none"}}) if name in MAY_BE_NONE else None
    for cell in ("", "none", over and tables[name.partition(".")[0]][0][name.partition(".")[2]]):
        given = cell_of(tables, name, cell or "")
        asked = [(profile_of(name), {}), *([(told, {})] if told else [])]
        asked += [(profile_of(name), {"empty": {name: "none"}})] if told else []
        for profile, more in asked:
            one, other = (
                paid(profile, given, engine, **more) for engine in ("reference", "columns")
            )
            assert one == other


# ------------------------------------------------------------------ what judges evidence
VERDICT = {"verdict": "if mock exists and mock = yes then reject else accept", "source": "perbup"}
PRESENT = law("if count(status = present) = 23 then 100% else 50%", punches=VERDICT)
#: The 23 working days of July 2026 are 1 to 31 without Saturdays and Sundays.
TAPS = [
    {"nip": NIP, "time": f"{day} {clock}", "mock": ""}
    for day in DAYS
    if int(day[-2:]) not in {4, 5, 11, 12, 18, 19, 25, 26}
    for clock in ("07:00", "16:30")
]


def test_evidence_when_empty_then_none_unless_somebody_asks():
    tables = {**TABLES, "punches": TAPS}
    assert len(TAPS) == 2 * 23
    assert paid(mr.load_profile(PRESENT), tables) == ("payable", 1_000_000, None)
    asking = mr.load_profile({**PRESENT, "empty": {"punches.mock": "unknown"}})
    status, _, bounds = paid(asking, tables)
    assert status == "incomplete"
    assert all("punches" in name for name in bounds.missing)
    told = [{**tap, "mock": "none"} for tap in TAPS]
    assert paid(asking, {**tables, "punches": told}) == ("payable", 1_000_000, None)
    assert paid(asking, tables, empty={"punches.mock": "none"}) == ("payable", 1_000_000, None)


# ------------------------------------------------------------------ formulas that do not ask
def test_score_when_not_made_and_the_law_does_not_ask_then_incomplete():
    profile = mr.load_profile(law("if skp >= 100 then 100% else 50%", inputs=SKP))
    score = {"period": PERIOD, "measure": "skp", "value": "tidak_ada", "nip": NIP}
    status, _, bounds = paid(profile, {**TABLES, "scores": [score]})
    assert (status, bounds.missing) == ("incomplete", ("scores.skp (tidak_ada)",))
    assert (bounds.lowest, bounds.highest) == (500_000, 1_000_000)


def test_score_when_not_made_and_every_formula_asks_then_explained():
    document, *_ = WORLDS["scores.value"]
    score = {"period": PERIOD, "measure": "skp", "value": "tidak_ada", "nip": NIP}
    results = mr.compute(mr.load_profile(document), {**TABLES, "scores": [score]}, PERIOD)
    assert results[NIP].net == 500_000
    for lang in ("id", "en"):
        assert "SKP" in results[NIP].explain(lang=lang)
