"""`office.yaml`: what an office says of itself; what it says wrong is told with its place."""

from datetime import date

import pytest

from masker_rules.errors import FactsError
from masker_rules.papers import office_beside, office_of, read_office
from masker_rules.periods import Month

WHOLE = """\
letterhead: [PEMERINTAH KABUPATEN CONTOH, DINAS CONTOH]
place: Salakan
pay_month: 2026-04
date: 2026-04-10
numbers: {sptjm: "900/12/DINAS"}
codes: {productivity: 5.1.01.02.01.0005}
units:
  PUSKESMAS CONTOH:
    place: Bulagi
    numbers: {cover: "440/1"}
"""


def said(tmp_path, text):
    path = tmp_path / "office.yaml"
    path.write_text(text, "utf-8")
    return read_office(path)


def test_office_when_read_then_units_add_to_what_all_have(tmp_path):
    office = said(tmp_path, WHOLE)
    assert (office.place, office.pay_month, office.date) == (
        "Salakan", Month(2026, 4), date(2026, 4, 10),
    )  # fmt: skip
    own = office.of("PUSKESMAS CONTOH")
    assert own.place == "Bulagi"
    assert own.letterhead == ("PEMERINTAH KABUPATEN CONTOH", "DINAS CONTOH")
    assert own.numbers == {"sptjm": "900/12/DINAS", "cover": "440/1"}
    assert office.of("SMP CONTOH") is office


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("plase: Salakan\n", "office-unknown-key", "office.yaml:1:1"),
        ("place: x\nnumbers: {sptj: 1}\n", "office-unknown-key", "office.yaml:2:11"),
        ("units: {A: {units: {}}}\n", "office-unknown-key", "office.yaml:1:13"),
        ("pay_month: April\n", "office-not-so", "office.yaml:1:12"),
        ("date: 10-4-2026\n", "office-not-so", "office.yaml:1:7"),
        ("codes: {gross: TPP}\n", "office-not-so", "office.yaml:1:16"),
        ("place: [a]\n", "office-not-so", "office.yaml:1:8"),
        ("- a\n", "office-not-so", "office.yaml:1:1"),
    ],
)
def test_office_when_wrong_then_told_with_its_place(tmp_path, text, code, place):
    with pytest.raises(FactsError) as caught:
        said(tmp_path, text)
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.place)) == (code, place)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_cure_of_a_wrong_value_when_pasted_then_read(tmp_path, lang):
    with pytest.raises(FactsError) as caught:
        said(tmp_path, "date: besok\n")
    cure = caught.value.problems[0].general_cure(lang)
    office = said(tmp_path, cure[cure.index("{") :])
    assert office.codes == {"gross": "5.1.01.02.01.0001"}


def test_office_when_in_the_pack_or_beside_it_then_found(tmp_path):
    pack = tmp_path / "pack"
    pack.mkdir()
    assert office_beside(pack) is None
    assert office_beside("sqlite:///x.db") is None
    (tmp_path / "office.yaml").write_text("", "utf-8")
    assert office_beside(pack) == tmp_path / "office.yaml"
    (pack / "office.yaml").write_text("", "utf-8")
    assert office_beside(pack) == pack / "office.yaml"


def test_list_when_supplementary_then_numbers_and_day_of_its_own_or_blanks(tmp_path):
    file = tmp_path / "office.yaml"
    file.write_text(
        "place: Salakan\ndate: 2026-04-10\nnumbers: {cover: 1/A}\n"
        "roles: {treasurer: Bendahara Pengeluaran}\n"
        "lists:\n  2: {date: 2026-04-24, numbers: {cover: 2/A}}\n",
        "utf-8",
    )
    office = read_office(file)
    second, third = office.of("DINAS A").of_list(2), office.of_list(3)
    assert (second.date, second.numbers) == (date(2026, 4, 24), {"cover": "2/A"})
    assert (second.place, second.roles) == ("Salakan", {"treasurer": "Bendahara Pengeluaran"})
    assert (third.date, third.numbers, third.place) == (None, {}, "Salakan")
    assert office.of_list(1) == office


@pytest.mark.parametrize("said", ["lists: {1: {place: X}}", "roles: {bos: X}"])
def test_list_or_role_when_there_is_no_such_then_refused(tmp_path, said):
    file = tmp_path / "office.yaml"
    file.write_text(said, "utf-8")
    with pytest.raises(FactsError) as caught:
        read_office(file)
    assert caught.value.code == "office-unknown-key"


def test_number_when_given_for_each_kind_of_staff_then_a_unit_says_otherwise(tmp_path):
    office = said(
        tmp_path,
        "numbers: {cover: {pns: 1, pppk: 2}, sptjm: {pns: 3}}\n"
        "units: {A: {numbers: {cover: 4}}, B: {numbers: {sptjm: {pppk: 5}}}}\n",
    )
    assert office.numbers == {"cover.pns": "1", "cover.pppk": "2", "sptjm.pns": "3"}
    # What a unit says of a paper is all that it says of it.
    assert office.of("A").numbers == {"cover": "4", "sptjm.pns": "3"}
    assert office.of("B").numbers == {"cover.pns": "1", "cover.pppk": "2", "sptjm.pppk": "5"}
    with pytest.raises(FactsError) as caught:
        said(tmp_path, "numbers: {cover: {p3k: 1}}\n")
    assert caught.value.code == "office-unknown-key"
    assert "numbers.cover.pppk" in caught.value.text("en")


def test_office_when_typed_then_before_the_file_and_as_it_would_stand_there(tmp_path):
    file = said(
        tmp_path, "place: Salakan\npay_month: 2026-04\nunits: {A: {place: Banggai}, B: {}}\n"
    )
    typed = office_of(["place: Luwuk", "numbers: {cover: 7}", "units: {C: {place: Peling}}"])
    both = typed.over(file)
    assert (both.place, both.pay_month, both.numbers) == ("Luwuk", Month(2026, 4), {"cover": "7"})
    assert [both.of(unit).place for unit in "ABC"] == ["Banggai", "Luwuk", "Peling"]
    with pytest.raises(FactsError) as caught:
        office_of(["place: Luwuk", "pay_month: April"])
    assert (caught.value.code, str(caught.value.problems[0].place)) == (
        "office-not-so",
        "--say:2:12",
    )
