"""Spells by reason, the number of a spell in the year, letters, checkpoints of half a day.

One person, Monday to Friday 08:00 to 16:00, Rp 1.000.000; July 2026 has 23 working days. The pack
holds punches of July alone: leave of earlier months stands in `absences`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from agreement import World, disagreement, expected_of
from regulations import NIP, discipline, tables

import masker_rules as mr


def sick(first: str, last: str = "", **more: str) -> dict[str, str]:
    row = {"nip": NIP, "code": "cuti_sakit", "from": f"2026-{first}", "approved": "true"}
    return {**row, "until": f"2026-{last or first}", **more}


def result(profile: dict[str, Any], given: dict[str, Any]) -> Any:
    """The result of the person, which frames compute to the same bytes."""
    loaded, pack = mr.load_profile(profile), mr.Pack(**given)
    world = World("a month told by hand", loaded, pack, "2026-07")
    text, ran = disagreement(world, expected_of(world))
    assert not text
    assert ran is not None
    assert ran.in_frames == len(ran.results)
    return mr.compute(loaded, pack, period="2026-07")[NIP]


def cost(
    cut: Any, absences: list[dict[str, str]], *, each: str = "cuti_sakit", **blocks: Any
) -> int:
    """What a rule takes, in tenths of a percent of the part."""
    profile = {**discipline(sick={"each": each, "cut": cut, "of": "discipline"}), **blocks}
    found = result(profile, tables(absences=absences))
    assert found.status == "payable"
    return (1_000_000 - found.net) // 1_000


def test_spell_when_it_is_the_third_of_the_year_then_its_days_cut() -> None:
    """Law: from the third sick leave of a calendar year on each day cuts 1 %."""
    cut = {"by": "spell_in_year", "none or 1..2": "0%", "3..": "1%"}
    january, march = sick("01-06", "01-07"), sick("03-10")
    july = [sick("07-01"), sick("07-06", "07-08")]
    # January 1, 1 July 2, from 6 July 3: three days.
    assert cost(cut, [january, *july]) == 30
    # with March as well the 1st of July is the third: one day more
    assert cost(cut, [january, march, *july]) == 40
    # a spell of last year counts where it reaches into this one
    assert cost(cut, [{**january, "from": "2025-12-30", "until": "2025-12-31"}, *july]) == 0
    assert cost(cut, [{**january, "from": "2025-12-30"}, *july]) == 30


def test_days_of_the_year_when_counted_then_of_all_spells_of_the_kind() -> None:
    """Law: each sick day beyond ten calendar days in a year cuts 1 %.

    9 to 13 March are five days; 6 to 10 July come to ten, the 13th is the eleventh, the 14th the
    twelfth: it joins the weekend before it no spell of its own, for no working day lies between.
    """
    cut = {"by": "spell_year_day", "none or ..10": "0%", "11..": "1%"}
    rows = [sick("03-09", "03-13"), sick("07-06", "07-10")]
    assert cost(cut, rows) == 0
    # 13 July continues the spell of the 6th: the weekend is of it, day 5 + 8 = 13
    assert cost(cut, [*rows, sick("07-13")]) == 10
    # the 14th is a spell of its own: day 5 + 5 + 1 = 11
    assert cost(cut, [*rows, sick("07-14")]) == 10
    assert cost(cut, [sick("03-09", "03-12"), sick("07-06", "07-10"), sick("07-14")]) == 0


@pytest.mark.parametrize(("spells", "charged"), [("", 20), ("code", 20), ("code and reason", 0)])
def test_spells_when_of_code_and_reason_then_another_reason_begins_anew(
    spells: str, charged: int
) -> None:
    """Law: from the third day of a spell on 1 %. Two days for a child, two for an accident."""
    rows = [
        sick("07-06", "07-07", reason="keluarga_sakit"),
        sick("07-08", "07-09", reason="kecelakaan_kerja"),
    ]
    cut = {"by": "spell_day", "none or 1..2": "0%", "3..": "1%"}
    blocks = {"spells": spells} if spells else {}
    assert cost(cut, rows, **blocks) == charged


LETTERS = [
    {**sick("07-06", "07-07"), "code": "izin"},
    sick("07-08", "07-09"),
    {**sick("07-20"), "code": "izin"},
]


@pytest.mark.parametrize(
    ("spells", "by", "charged"),
    [
        # 8 and 9 July are the first and second of sick leave
        ("code", "spell_day", 0),
        # with the permission before it they are the third and fourth
        ({"sick": ["izin", "cuti_sakit"]}, "spell_day", 20),
        ({"sick": ["cuti_sakit", "izin"]}, "spell_day", 20),
        ({"by": "code and reason", "sick": ["izin", "cuti_sakit"]}, "spell_day", 20),
        ({"other": ["izin", "cuti_besar"]}, "spell_day", 0),
        # working days: the same; calendar days of the kind in the year: 3 and 4
        ({"sick": ["izin", "cuti_sakit"]}, "spell_working_day", 20),
        ({"sick": ["izin", "cuti_sakit"]}, "spell_year_day", 20),
        ("code", "spell_year_day", 0),
    ],
)
def test_spells_when_a_law_makes_one_kind_of_several_codes_then_they_count_on(
    spells: object, by: str, charged: int
) -> None:
    """Law: sickness, with or without a letter, is one spell; from its third day on 1 %."""
    cut = {"by": by, "none or 1..2": "0%", "3..": "1%"}
    assert cost(cut, LETTERS, spells=spells) == charged


def test_spells_when_of_one_kind_then_which_it_is_in_the_year_counts_both() -> None:
    """The permission of the 20th is the second spell of the year, and only sick leave costs."""
    cut = {"by": "spell_in_year", "none or 1": "0%", "2..": "1%"}
    kinds = {"sick": ["izin", "cuti_sakit"]}
    assert cost(cut, [*LETTERS, sick("07-27", "07-28")], spells=kinds) == 20
    # by codes alone it is the second of sick leave as well; the first three days cost nothing
    assert cost(cut, [LETTERS[0], sick("07-27", "07-28")], spells=kinds) == 20
    assert cost(cut, [LETTERS[0], sick("07-27", "07-28")]) == 0


def test_spells_when_reasons_of_a_kind_differ_then_parted_where_it_says_so() -> None:
    kinds = {"by": "code and reason", "sick": ["izin", "cuti_sakit"]}
    rows = [{**LETTERS[0], "reason": "keluarga_sakit"}, LETTERS[1]]
    cut = {"by": "spell_day", "none or 1..2": "0%", "3..": "1%"}
    assert cost(cut, rows, spells=kinds) == 0
    assert cost(cut, rows, spells={"sick": kinds["sick"]}) == 20


@pytest.mark.parametrize(
    ("spells", "charged"),
    [
        # five days in a row of which the third has no letter: days 3 to 5 cost
        ("code", 30),
        # 6 and 7; 8 alone; 9 and 10: no third day
        ("code and document", 0),
        ({"by": "code and document", "sick": ["izin", "cuti_sakit"]}, 0),
        ("code, reason and document", 0),
    ],
)
def test_spells_when_a_day_without_letter_lies_between_then_it_breaks_them_where_said(
    spells: object, charged: int
) -> None:
    """Law: from the third day of a spell on 1 %; a day without a letter breaks a spell."""
    rows = [
        sick("07-06", "07-07", document="RSUD 1/2026"),
        sick("07-08"),
        sick("07-09", "07-10", document="RSUD 2/2026"),
    ]
    cut = {"by": "spell_day", "none or 1..2": "0%", "3..": "1%"}
    assert cost(cut, rows, spells=spells) == charged


@pytest.mark.parametrize(
    ("spells", "code"),
    [
        ({"sick": ["izin", "cuti_sakti"]}, "unknown-choice"),
        ({"sick": ["izin", "alpa"]}, "unknown-choice"),
        ({"sick": ["izin", "cuti_sakit"], "more": ["izin", "cuti_besar"]}, "spell-code-twice"),
        ({"sick": ["izin"]}, "key-without-effect"),
        ({"by": "reason", "sick": ["izin", "cuti_sakit"]}, "unknown-choice"),
        (["izin", "cuti_sakit"], "wrong-shape"),
    ],
)
def test_spells_when_a_kind_is_wrong_then_refused(spells: object, code: str) -> None:
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile({**discipline(), "spells": spells})
    assert wrong.value.code == code


def test_spells_when_said_otherwise_then_refused() -> None:
    profile = {**discipline(), "spells": "reason"}
    with pytest.raises(mr.ProfileError, match="code and reason"):
        mr.load_profile(profile)


@pytest.mark.parametrize("each", ["cuti_sakit", "leave"])
def test_letter_when_leave_names_none_then_its_days_are_charged(each: str) -> None:
    """Law: sick leave without a letter of a doctor cuts 1 % a day."""
    cut = "if document exists then 0% else 1%"
    rows = [sick("07-06", "07-07", document="RSUD 12/2026"), sick("07-09", "07-10")]
    assert cost(cut, rows, each=each) == 20


@pytest.mark.parametrize(
    ("part", "taps", "charged"),
    [
        # a whole day: both checkpoints of the break
        ("", {}, 20),
        ("", {"break_out": "12:00"}, 10),
        ("", {"break_out": "12:00", "break_in": "13:00"}, 0),
        # morning excused: going out at noon lies in its half, coming back does not
        ("am", {}, 10),
        ("am", {"break_in": "13:00"}, 0),
        ("pm", {}, 10),
        ("pm", {"break_out": "12:00"}, 0),
    ],
)
def test_checkpoints_when_half_a_day_is_excused_then_those_of_the_other_half_remain(
    part: str, taps: dict[str, str], charged: int
) -> None:
    """Law: each missing checkpoint at the break cuts 1 %; only the 6th of July is looked at."""
    profile = discipline(
        noon={
            "each": "missing_break",
            "when": "date = 2026-07-06",
            "cut": "1%",
            "of": "discipline",
        }
    )
    profile["hours"] = {"office": {"normal": {"mon..fri": "08:00..12:00 13:00..16:00"}}}
    ends = {"am": ("13:00", "16:00"), "pm": ("08:00", "12:00")}.get(part, ("08:00", "16:00"))
    given = tables(punches={date(2026, 7, 6): ends})
    given["punches"] += [
        {"nip": NIP, "time": f"2026-07-06 {at}", "kind": kind} for kind, at in taps.items()
    ]
    if part:
        given["absences"] = [{**sick("07-06"), "code": "izin", "part": part}]
    assert (1_000_000 - result(profile, given).net) // 1_000 == charged


def test_leave_of_the_year_when_a_letter_of_march_is_unreadable_then_july_is_open() -> None:
    """Undamaged the 6th and 7th are the third spell: 980.000; without the letter 1.000.000."""
    cut = {"by": "spell_in_year", "none or 1..2": "0%", "3..": "1%"}
    profile = mr.load_profile(
        discipline(sick={"each": "cuti_sakit", "cut": cut, "of": "discipline"})
    )
    letters = [sick("01-06"), sick("03-10"), sick("07-06", "07-07")]
    whole = mr.compute(profile, mr.Pack(**tables(absences=letters)), period="2026-07")[NIP]
    assert (whole.status, whole.net) == ("payable", 980_000)
    letters[1]["code"] = "cuti_sakti"
    for engine in ("reference", "columns"):
        pack = mr.Pack(**tables(absences=letters))
        found = mr.compute(profile, pack, period="2026-07", engine=engine)[NIP]
        assert found.status == "incomplete"
        assert found.bounds.lowest <= 980_000 <= found.bounds.highest
        assert any("cuti_sakti" in name for name in found.bounds.missing)
