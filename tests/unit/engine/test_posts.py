"""The amount of another class or post: awards, study leave.

July 2026 has 23 working days. A class pays Rp 100.000 times its number, from 5 to 9, and the
person has class 8; expected values are worked out by hand.
"""

from __future__ import annotations

from typing import Any

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr

EMPLOYEE = {
    "nip": NIP, "category": "PNS", "grade": "III/d", "job_class": "8", "position": "Analis",
    "unit": "Dinas A",
}  # fmt: skip
BY_CLASS = [
    {"component": "tpp", "amount": str(level * 100_000), "job_class": str(level)}
    for level in range(5, 10)
]
KELAS = {"from": "attributes.kelas", "type": "count", "range": "1..17"}


def law(amount: str, whose: dict[str, str], **inputs: Any) -> dict[str, Any]:
    """A regulation that knows the amount of another as `lain`."""
    more = inputs.pop("more", {})
    other = {"from": "amounts.tpp", "type": "money", "for": whose, **more}
    return regulation(inputs={**inputs, "lain": other}, amount={"is": amount, "round": "Rp 1"})


def results(profile: dict[str, Any], engine: str = "reference", **given: Any) -> mr.Results:
    given = {"employees": [EMPLOYEE], "amounts": BY_CLASS, "attributes": [], **given}
    return mr.compute(profile, tables(**given), "2026-07", engine=engine)


def paid(profile: dict[str, Any], **given: Any) -> tuple[int | None, Any]:
    """The net, and its bounds, which both engines tell alike."""
    found = [results(profile, engine, **given)[NIP] for engine in ("reference", "columns")]
    told = [(one.net, one.bounds) for one in found]
    assert told[0] == told[1]
    net, bounds = told[0]
    return net, bounds and (bounds.lowest, bounds.highest, bounds.missing)


def attribute(value: str, first: str = "", last: str = "") -> dict[str, str]:
    return {"nip": NIP, "key": "kelas", "value": value, "valid_from": first, "valid_until": last}


# ------------------------------------------------------------------ whose amount it is
@pytest.mark.parametrize(
    ("amount", "whose", "job_class", "net"),
    [
        ("lain", {"job_class": "7"}, "8", 700_000),
        # A study leave pays class 7 at most: own class 6 and 7 their own, 8 the seventh.
        ("min(tpp; lain)", {"job_class": "7"}, "6", 600_000),
        ("min(tpp; lain)", {"job_class": "7"}, "7", 700_000),
        ("min(tpp; lain)", {"job_class": "7"}, "8", 700_000),
        # An award pays one class above.
        ("lain", {"job_class": "job_class + 1"}, "8", 900_000),
        ("lain", {"job_class": "job_class + 1"}, "5", 600_000),
        ("lain", {"job_class": "lowest_class"}, "8", 500_000),
        ("lain - tpp", {"job_class": "if category = PNS then 9 else 5"}, "8", 100_000),
    ],
)
def test_post_when_a_class_is_asked_for_then_the_amount_of_that_class(
    amount: str, whose: dict[str, str], job_class: str, net: int
) -> None:
    people = [{**EMPLOYEE, "job_class": job_class}]

    assert paid(law(amount, whose), employees=people) == (net, None)


def test_post_when_its_formula_names_a_quantity_then_read_through_it() -> None:
    profile = law("lain", {"job_class": "jenjang"})
    cells = {"by": "golongan", "III": "atas", "else": "5"}
    profile["quantities"] = {
        "jenjang": {"is": cells},
        "atas": "kini + 1",
        "kini": "if job_class exists then job_class else 5",
    }

    assert paid(profile) == (900_000, None)


def test_post_when_a_post_is_named_then_its_row_before_that_of_the_class() -> None:
    rows = [*BY_CLASS, {"component": "tpp", "amount": "250000", "position": "Kepala Dinas"}]
    profile = law("lain", {"position": "Kepala Dinas", "job_class": "7"})

    assert paid(profile, amounts=rows) == (250_000, None)
    # Nobody has that post: the class then.
    assert paid(profile) == (700_000, None)


def test_post_when_rows_name_the_person_then_they_are_not_of_another() -> None:
    rows = [*BY_CLASS, {"component": "tpp", "amount": "1", "nip": NIP},
            {"component": "tpp", "amount": "2", "position": "Analis"}]  # fmt: skip

    assert paid(law("lain", {"job_class": "7"}), amounts=rows) == (700_000, None)


def test_post_when_rows_are_of_units_then_of_the_unit_of_the_person() -> None:
    seventh = {"component": "tpp", "job_class": "7"}
    rows = [
        *BY_CLASS,
        {**seventh, "amount": "710000", "unit": "Dinas A"},
        {**seventh, "amount": "720000", "unit": "Dinas B"},
    ]

    assert paid(law("lain", {"job_class": "7"}), amounts=rows) == (710_000, None)


# ------------------------------------------------------------------ attributes
@pytest.mark.parametrize(
    ("rows", "net"),
    [
        ([attribute("7")], 700_000),
        # 10 working days before the 15th of class 8, 13 from then on of class 5:
        # (10 × 800.000 + 13 × 500.000) ÷ 23 = 630.434,78
        ([attribute("5", "2026-07-15")], 630_435),
        # The other way round: (10 × 500.000 + 13 × 800.000) ÷ 23 = 669.565,2
        ([attribute("5", "", "2026-07-14")], 669_565),
        ([], 800_000),
        ([attribute("none")], 800_000),
    ],
)
def test_post_when_an_attribute_tells_the_class_then_from_its_day(rows: Any, net: int) -> None:
    profile = law(
        "if lain exists then lain else tpp",
        {"job_class": "kelas"},
        kelas={**KELAS, "missing": "none"},
    )

    assert paid(profile, attributes=rows) == (net, None)


def test_post_when_an_attribute_names_the_post_then_its_row() -> None:
    kelas = {"from": "attributes.kelas", "type": "word", "words": ["camat", "lurah"]}
    rows = [{"component": "tpp", "amount": "420000", "position": "lurah"}]
    profile = law("lain", {"position": "jabatan"}, jabatan=kelas)

    assert paid(profile, amounts=rows, attributes=[attribute("lurah")]) == (420_000, None)


# ------------------------------------------------------------------ what is not known
def test_post_when_no_row_is_of_the_class_then_unknown_and_named() -> None:
    found = paid(law("lain", {"job_class": "12"}))

    assert found == (None, (0, None, ("amounts.tpp (job_class 12)",)))


def test_post_when_no_row_is_of_the_class_and_own_is_the_most_then_bounded() -> None:
    found = paid(law("min(tpp; lain)", {"job_class": "12"}))

    assert found == (None, (0, 800_000, ("amounts.tpp (job_class 12)",)))


def test_post_when_its_amount_decides_nothing_then_not_missed() -> None:
    profile = law("if golongan exists and golongan = II then lain else tpp", {"job_class": "12"})

    assert paid(profile) == (800_000, None)


def test_post_when_declared_as_granted_to_some_then_nothing_without_a_row() -> None:
    profile = law("tpp + lain", {"job_class": "12"}, more={"granted": "some"})

    assert paid(profile) == (800_000, None)


def test_post_when_the_class_of_the_person_is_empty_then_every_class_is_tried() -> None:
    people = [{key: value for key, value in EMPLOYEE.items() if key != "job_class"}]
    rows = [*BY_CLASS, {"component": "tpp", "amount": "1000000", "nip": NIP}]
    profile = law("min(tpp; lain)", {"job_class": "job_class + 1"})

    net, bounds = paid(profile, employees=people, amounts=rows)

    assert net is None
    assert "employees.job_class" in bounds[2]
    # A class without a row is unknown too: anything up to the own amount.
    assert bounds[:2] == (0, 1_000_000)


def test_post_when_the_class_of_the_person_is_known_to_be_none_then_there_is_no_amount() -> None:
    people = [{**EMPLOYEE, "job_class": "none"}]
    rows = [{"component": "tpp", "amount": "1000000", "nip": NIP}]
    profile = law("if lain exists then lain else tpp", {"job_class": "job_class + 1"})

    assert paid(profile, employees=people, amounts=rows) == (1_000_000, None)


@pytest.mark.parametrize(
    ("rows", "missing", "ends"),
    [
        (None, "attributes.kelas", (0, 800_000)),
        ([attribute("")], "attributes.kelas", (0, 800_000)),
        ([attribute("5", "2026-07-15")], "attributes.kelas", (None, None)),
    ],
)
def test_post_when_the_attribute_is_not_known_then_open(
    rows: Any, missing: str, ends: Any
) -> None:
    net, bounds = paid(law("min(tpp; lain)", {"job_class": "kelas"}, kelas=KELAS), attributes=rows)

    assert net is None
    assert missing in bounds[2]
    assert bounds[:2] == ends


def test_post_when_a_row_of_its_class_is_set_aside_then_it_concerns_the_person() -> None:
    rows = [*BY_CLASS, {"component": "tpp", "amount": "7OO.OO0", "job_class": "7",
                        "valid_from": "2026-07-01"}]  # fmt: skip

    net, bounds = paid(law("min(tpp; lain)", {"job_class": "7"}), amounts=rows)

    # The later row would hold instead of Rp 700.000, whatever it says, up to the own Rp 800.000.
    assert net is None
    assert bounds[0] == 0
    assert bounds[1] in {None, 800_000}


def test_post_when_two_rows_are_equally_narrow_then_ambiguous() -> None:
    rows = [*BY_CLASS, {"component": "tpp", "amount": "1", "job_class": "7"}]

    _, bounds = paid(law("lain", {"job_class": "7"}), amounts=rows)

    assert bounds[2] == ("amounts.tpp (ambiguous-amount)",)


# ------------------------------------------------------------------ what is told
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("id", "besaran TPP    : Rp 900.000 (besaran TPP, kelas jabatan 9)"),
        ("en", "amount of TPP  : Rp 900,000 (amounts, job class 9)"),
    ],
)
def test_post_then_the_explanation_names_the_row(lang: str, text: str) -> None:
    profile = law("lain", {"job_class": "job_class + 1"})

    assert text in results(profile)[NIP].explain(lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("id", "(amounts): besaran TPP (tpp) untuk kelas jabatan 12"),
        ("en", "amounts: amount of TPP (tpp) for job class 12"),
    ],
)
def test_post_when_missing_then_the_explanation_says_which_row_to_fill(
    lang: str, text: str
) -> None:
    assert text in results(law("lain", {"job_class": "12"}))[NIP].explain(lang)


def test_needs_when_a_post_is_asked_for_then_what_tells_it_is_read() -> None:
    profile = law("lain", {"job_class": "kelas"}, kelas=KELAS)

    needs = mr.load_profile(profile).needs()
    attributes, amounts = (needs.table(name) for name in ("attributes", "amounts"))

    assert attributes is not None
    assert amounts is not None
    assert [(key.key, key.why) for key in attributes.keys] == [("kelas", ("amount",))]
    assert [(key.key, key.whose) for key in amounts.keys] == [("tpp", "job_class: kelas")]
    assert needs.whose(amounts.keys[0], "id") == "kelas jabatan: kelas"


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        (
            {"from": "scores.capaian", "type": "percent", "for": {"job_class": "7"}},
            "post-not-here",
        ),
        ({"from": "amounts.tpp", "type": "money", "for": {}}, "unknown-choice"),
        ({"from": "amounts.tpp", "type": "money", "for": {"job_class": "capaian"}}, "unit-wanted"),
        ({"from": "amounts.tpp", "type": "money", "for": {"job_class": "Rp 7"}}, "unit-wanted"),
        (
            {"from": "amounts.tpp", "type": "money",
             "for": {"job_class": "if capaian > 50% then 7 else 8"}},
            "post-reads-later",
        ),
        (
            {"from": "amounts.tpp", "type": "money",
             "for": {"job_class": "if any(sanction.code = pelaksana) then 7 else 8"}},
            "post-reads-later",
        ),
        (
            {"from": "amounts.tpp", "type": "money", "for": {"job_class": "unknown"}},
            "post-reads-later",
        ),
    ],
)  # fmt: skip
def test_post_when_it_cannot_be_then_refused(inputs: dict[str, Any], code: str) -> None:
    with pytest.raises(mr.ProfileError, match=code):
        mr.load_profile(regulation(inputs={"lain": inputs}))


# ------------------------------------------------------------------ for a part of the month
def test_post_when_nobody_is_meant_on_some_days_then_only_a_formula_that_asks_is_known() -> None:
    """From 16 July, 12 of 23 working days, the class is 9: 11/23 x 800.000 + 12/23 x 900.000."""
    kelas = {**KELAS, "missing": "none"}
    whose, given = {"job_class": "kelas"}, {"attributes": [attribute("9", "2026-07-16")]}

    asks = law("if lain exists then lain else tpp", whose, kelas=kelas)
    assert paid(asks, **given) == (852_174, None)
    net, bounds = paid(law("lain", whose, kelas=kelas), **given)
    assert (net, bounds) == (None, (None, None, ("amounts.tpp (tidak_ada)",)))
