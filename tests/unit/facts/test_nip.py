"""The NIP: trimmed where it was only protected, set aside where it was damaged."""

from __future__ import annotations

import pytest

from masker_rules.facts.findings import CellError
from masker_rules.facts.nip import nip_doubts, nip_value

NIP = "198501012010011001"


@pytest.mark.parametrize(
    "spelling",
    [
        NIP,
        f"{NIP}  ",
        f"'{NIP}",
        f"`{NIP}",
        f"\u00a0{NIP}\u00a0",
        "19850101 201001 1 001",
        "'19850101 201001 1 001'",
    ],
)
def test_nip_when_protected_or_printed_then_the_plain_number(spelling):
    assert nip_value(spelling) == NIP


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("1.98501E+17", "nip-as-number"),
        ("1,98501E+17", "nip-as-number"),
        ("198501012010011008.0", "nip-as-number"),
        ("198501012010011000", "nip-lost-digits"),
        ("7201011501850001", "nip-is-nik"),
        ("198513012010011001", "nip-birth-date"),
        ("198502302010011001", "nip-birth-date"),
        ("000001012010011001", "nip-birth-date"),
        ("185001012010011001", "nip-birth-date"),
        ("1985010 12010011001", "bad-nip"),
        ("19850101-201001-1-001", "bad-nip"),
        ("Contoh Satu", "bad-nip"),
        ("1234567", "nip-length"),
        ("1" * 21, "nip-length"),
        (NIP.replace("1", "\N{FULLWIDTH DIGIT ONE}"), "bad-nip"),
    ],
)
def test_nip_when_damaged_then_refused_never_repaired(spelling, code):
    with pytest.raises(CellError) as caught:
        nip_value(spelling)
    assert caught.value.code == code


def test_nip_when_empty_then_none():
    assert nip_value("  ") is None


@pytest.mark.parametrize(
    ("nip", "category", "code"),
    [
        (NIP, "PNS", None),
        ("199507072022212994", "PPPK", None),
        ("199507072022212994", "PNS", "nip-month"),
        ("198501012010013001", "PNS", "nip-sex"),
        ("12345678", "NON_ASN", "nip-other"),
    ],
)
def test_doubts_when_month_or_sex_is_unusual_then_only_a_remark(nip, category, code):
    assert nip_doubts(nip, category) == code
