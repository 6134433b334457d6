"""The lowest rate counts, plus a cut: `pay:` and cuts on top of it; in both engines.

One person, Monday to Friday 08:00 to 16:00, Rp 1.000.000; July 2026 has 23 working days.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from agreement import World, disagreement, expected_of
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr

LONG = {"each": "cuti_besar", "pay": "50%", "of": "discipline"}
ALPA = {"each": "alpa", "cut": "10%", "of": "discipline"}
STUDY = {"each": "tugas_belajar", "pay": "40%", "of": "discipline"}


def result(profile: dict[str, Any], *codes: str, **given: Any) -> Any:
    """A month with so many codes of absence from the 1st on, and one day alpa, the 31st."""
    days = [date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 3)]
    absences = [
        {"nip": NIP, "code": code, "from": f"{day}", "until": f"{day}", "approved": "true"}
        for code, day in zip(codes, days, strict=False)
    ]
    rows = tables(absences=absences, punches={date(2026, 7, 31): (None, None)}, **given)
    loaded, pack = mr.load_profile(profile), mr.Pack(**rows)
    world = World("a month told by hand", loaded, pack, "2026-07")
    text, ran = disagreement(world, expected_of(world))
    assert not text
    assert ran is not None
    assert ran.in_frames == len(ran.results)
    found = mr.compute(loaded, pack, period="2026-07")[NIP]
    assert sum(item.amount for item in found.findings) == found.gross - 1_000_000
    return found


@pytest.mark.parametrize(
    ("alpa", "codes", "net"),
    [
        # nobody on leave: 100 - 10 %
        ({}, (), 900_000),
        # on leave: 50 % instead of everything else
        ({}, ("cuti_besar",), 500_000),
        # the lowest of several counts
        ({}, ("cuti_besar", "tugas_belajar"), 400_000),
        # plus the cut: 50 - 10, 40 - 10
        ({"beside_pay": "yes"}, (), 900_000),
        ({"beside_pay": "yes"}, ("cuti_besar",), 400_000),
        ({"beside_pay": "yes"}, ("cuti_besar", "tugas_belajar"), 300_000),
        # never below nothing
        ({"beside_pay": "yes", "cut": "60%"}, ("cuti_besar",), 0),
        # in rupiah, or rounded to rupiah one by one
        (
            {"beside_pay": "yes", "cut": "Rp 70.000", "of": "", "from": "discipline"},
            ("cuti_besar",),
            430_000,
        ),
        ({"beside_pay": "yes", "cut": "10.06%", "round": "Rp 1.000"}, ("cuti_besar",), 399_000),
    ],
)
def test_cut_when_it_stands_beside_pay_then_it_is_taken_of_what_is_paid(
    alpa: dict[str, str], codes: tuple[str, ...], net: int
) -> None:
    """Law: the lowest rate counts; an unexcused day is cut besides."""
    rule = {key: value for key, value in {**ALPA, **alpa}.items() if value}
    found = result(discipline(long=LONG, study=STUDY, alpa=rule), *codes)
    assert found.net == net
    assert found.parts["discipline"] == Fraction(net, 1_000_000)
    charged = any(item.code == "A" for item in found.findings)
    assert charged == (not codes or "beside_pay" in alpa)


@pytest.mark.parametrize(("beside", "net"), [("yes", 440_000), ("no", 500_000)])
def test_cut_of_a_part_when_the_total_is_paid_instead_then_it_is_taken_besides(
    beside: str, net: int
) -> None:
    """10 % of the discipline part of 60 % are 6 % of the total: 50 - 6 %."""
    parts = {
        "discipline": {"weight": "60%", "round": "Rp 1"},
        "productivity": {"weight": "40%", "round": "Rp 1"},
        "total": {"round": "Rp 1"},
    }
    rules = {"long": {**LONG, "of": "total"}, "alpa": {**ALPA, "beside_pay": beside}}
    assert result(regulation(parts=parts, rules=rules), "cuti_besar").net == net


def test_part_when_paid_instead_and_rupiah_are_cut_then_its_share_is_what_is_paid() -> None:
    """Rupiah that nobody takes make the printed share no smaller."""
    rule = {"each": "alpa", "cut": "Rp 70.000", "from": "discipline"}
    found = result(discipline(long=LONG, alpa=rule), "cuti_besar")
    assert (found.net, found.parts["discipline"]) == (500_000, Fraction(1, 2))
