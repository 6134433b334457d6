"""Runs in frames of small packs: what a single rule or person meets there."""

from __future__ import annotations

import pytest
from regulations import NIP, discipline, regulation, tables

from masker_rules.columnar.packs import PackInMemory
from masker_rules.columnar.runner import run_frames
from masker_rules.engine.compute import compute_results
from masker_rules.engine.profile import load_profile
from masker_rules.facts import Pack
from masker_rules.periods import Month

JULY = Month(2026, 7)
SANCTION = {"each": "sanction", "cut": "3%", "of": "discipline"}
LOAN = {"nip": NIP, "period": "2026-07", "code": "koperasi", "amount": "50000"}
TOLD_OFF = {"nip": NIP, "code": "teguran_lisan", "effective_from": "2026-07-01", "months": "1"}
STRANGER = {"nip": NIP, "name": "Uji", "category": "NON_ASN", "job_class": "8"}


@pytest.mark.parametrize(
    ("document", "given"),
    [
        # Findings ask every row for its date: a sanction has none.
        (discipline(hukuman=SANCTION), {}),
        # Whoever is not eligible has no amount, and nothing of it is missing.
        (regulation(), {"employees": [STRANGER], "amounts": []}),
        # Nothing is taken from somebody who is paid nothing: no line, and no column for it.
        (regulation(), {"employees": [STRANGER], "amounts": [], "deductions": [LOAN]}),
        # A sanction in force cuts, but on no day: it is no code of the days.
        (discipline(hukuman=SANCTION), {"sanctions": [TOLD_OFF]}),
        # Calendar days of the month, not the scheduled ones.
        (regulation(counts={"hari": "days", "bertugas": "days_in_service"}), {}),
    ],
    ids=["sanctions", "not-eligible", "loan", "told-off", "days"],
)
def test_run_when_everybody_is_in_frames_then_as_the_reference(document, given):
    profile, pack = load_profile(document), Pack(**tables(**given))

    ran = run_frames(profile, PackInMemory(pack), [JULY])

    assert ran.in_frames == 1
    wanted = compute_results(profile, pack, [JULY])
    assert ran.late.flat_rows() == wanted.flat_rows()
    assert ran.results.to_json() == wanted.to_json()


def test_run_when_a_rule_has_the_name_of_a_count_then_both_are_told():
    """Its code is counted of who has it, and the count is told of everybody else."""
    law = discipline(
        absent={"each": "day", "when": "status = alpa", "cut": "3%", "of": "discipline"}
    )
    absent = {**STRANGER, "nip": "198501012010011002", "category": "PNS", "grade": "III/d"}
    facts = tables()
    facts["employees"] = [*facts["employees"], absent]
    facts["amounts"] = [*facts["amounts"], {**facts["amounts"][0], "nip": absent["nip"]}]

    ran = run_frames(load_profile(law), PackInMemory(Pack(**facts)), [JULY])

    assert ran.in_frames == 2
    counted = {row["nip"]: row["count_absent"] for row in ran.late.flat_rows()}
    # July 2026 has 23 working days.
    assert counted == {NIP: 0, absent["nip"]: 23}
