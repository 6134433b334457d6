"""Who signs on a day; a line that is blank, or signed by another, is told with its reason."""

from datetime import date

import pytest
from papers_world import papers_of

import masker_rules as mr
from masker_rules.demo import PERIOD, PROFILE, pack_path
from masker_rules.facts import read_pack
from masker_rules.facts.rows import Official
from masker_rules.papers import Office, Tables, Wish
from masker_rules.papers.signers import Signers
from masker_rules.papers.words import Say

APRIL = date(2026, 4, 10)
HEADER = "unit,role,name,nip,grade,acting,valid_from,valid_until"
HEAD = "DINAS A,head,Definitif,197001011995031001,,,,"
ALL = ",head,Semua,197001011995031001,,,,"
WRONG = "DINAS A,head,Salah,19700101199503100,,{},{},{}"


@pytest.fixture(scope="module")
def demo():
    return mr.compute(PROFILE, pack_path(), PERIOD)


@pytest.fixture
def read(tmp_path):
    def signers(*rows):
        text = "\n".join((HEADER, *rows)) + "\n"
        (tmp_path / "officials.csv").write_text(text, "utf-8")
        (tmp_path / "employees.csv").write_text("nip,name\n197001011995031001,X\n", "utf-8")
        pack = read_pack(tmp_path)
        return Signers(pack.rows("officials"), pack.set_aside_of_papers)

    return signers


def told(signers, unit, role, on=APRIL):
    found = signers.problem(unit, role, on, Say("en"))
    return found and found.code


def test_official_when_somebody_acts_then_who_acts_signs_on_those_days():
    rows = [
        Official("DINAS A", "head", "Definitif"),
        Official("DINAS A", "head", "Pelaksana", acting="plt", valid_from=date(2026, 4, 1),
                 valid_until=date(2026, 4, 30)),
        Official(None, "head", "Semua"),
        Official("DINAS A", "treasurer", "Bendahara"),
    ]  # fmt: skip

    def head(unit, on):
        return Signers(rows).of(unit, "head", on).name

    assert head("DINAS A", date(2026, 3, 31)) == "Definitif"
    assert head("DINAS A", date(2026, 4, 1)) == "Pelaksana"
    assert head("DINAS A", date(2026, 4, 30)) == "Pelaksana"
    assert head("DINAS A", date(2026, 5, 1)) == "Definitif"
    assert head("DINAS B", date(2026, 4, 1)) == "Semua"
    assert Signers(rows).of("DINAS B", "maker", date(2026, 4, 1)) is None
    # Whoever holds the office signs when nobody acts any more: there is nothing to tell.
    for on in (date(2026, 4, 1), date(2026, 5, 1)):
        assert Signers(rows).problem("DINAS A", "head", on, Say("en")) is None


def test_line_when_a_term_has_ended_then_the_row_is_told(read):
    signers = read("DINAS A,head,Pelaksana,,,plt,2026-03-01,2026-04-05")
    found = signers.problem("DINAS A", "head", APRIL, Say("en"))
    assert signers.of("DINAS A", "head", APRIL) is None
    assert found.code == "papers-signer-not-in-office"
    assert str(found.place) == "officials.csv:2"
    assert "Pelaksana" in found.text("en")
    assert "2026-04-05" in found.text("en")
    assert told(signers, "DINAS A", "head", date(2026, 4, 5)) is None


def test_line_when_an_official_of_all_signs_for_one_whose_term_ended_then_told(read):
    signers = read("DINAS A,head,Pelaksana,,,plt,2026-03-01,2026-04-05", ALL)
    assert signers.of("DINAS A", "head", APRIL).name == "Semua"
    assert told(signers, "DINAS A", "head") == "papers-signer-not-in-office"
    assert told(signers, "DINAS B", "head") is None


def test_line_when_nobody_holds_a_role_then_told_and_the_row_of_the_cure_mends_it(read):
    signers = read(HEAD.replace("DINAS A", '"DINAS A, BIDANG"'))
    # Of a role that stands in no row one word is enough for all units.
    found = signers.problem("DINAS A, BIDANG", "maker", APRIL, Say("en"))
    assert (found.code, found.params["unit"]) == ("papers-nobody-signs", "all units")
    found = signers.problem("DINAS B, BIDANG", "head", APRIL, Say("en"))
    assert (found.code, found.params["unit"]) == ("papers-nobody-signs", "DINAS B, BIDANG")
    row = found.general_cure("en").partition("“")[2].partition("”")[0]
    assert told(read(HEAD, row), "DINAS B, BIDANG", "head") is None


def test_line_when_the_pack_has_no_officials_then_nothing_is_told():
    assert told(Signers(), "DINAS A", "head") is None


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        # Neither the official of all nor the one who holds the office signs for a row that
        # cannot be read and goes before.
        ((WRONG.format("", "", ""), ALL), None),
        ((WRONG.format("plt", "2026-04-01", "2026-04-30"), HEAD), None),
        # A row that is not of the day, or goes behind, takes nobody's place.
        ((WRONG.format("plt", "2026-05-01", "2026-05-30"), HEAD), "Definitif"),
        ((WRONG.format("", "", ""), HEAD.replace(",,,,", ",,plt,,")), "Definitif"),
        ((HEAD, HEAD), "Definitif"),
    ],
)
def test_line_when_a_row_cannot_be_read_then_nobody_signs_in_its_place(read, rows, name):
    signers = read(*rows)
    found = signers.of("DINAS A", "head", APRIL)
    assert (found and found.name) == name
    code = None if name else "papers-signer-unread"
    assert told(signers, "DINAS A", "head") == code
    assert signers.of("DINAS B", "head", APRIL) is None or ALL in rows


def test_papers_when_a_line_is_blank_then_told_once_for_each_role_that_signs(demo):
    officials = [Official("SMP Contoh", "head", "Ara", valid_until=date(2026, 3, 1))]
    wish = Wish("en", kinds=("bank",), units=("SMP Contoh",))
    first, *_ = papers_of(demo, wish, Tables(None, officials))
    assert [(one.code, one.params["role"], one.severity) for one in first.told] == [
        ("papers-signer-not-in-office", "head", "warning"),
        ("papers-nobody-signs", "verifier", "warning"),
        ("papers-nobody-signs", "treasurer", "warning"),
        ("papers-nobody-signs", "maker", "warning"),
    ]


# ------------------------------------------------------------------ numbers
def shared(demo, numbers, units=()):
    office = Office(numbers=numbers, units={u: Office(numbers=n) for u, n in units})
    wish = Wish("en", kinds=("cover", "sptjm"), units=("SMP Contoh", "Puskesmas Contoh"))
    made = papers_of(demo, wish, office=office)
    codes = [one for bundle in made for one in bundle.told]
    texts = {bundle.name: repr([paper.blocks for paper in bundle.papers]) for bundle in made}
    return codes, texts


def test_number_when_it_stands_on_papers_of_several_then_told(demo):
    (found,), _ = shared(demo, {"cover": "900/1"})
    assert found.code == "papers-number-shared"
    # Two units of PNS and PPPK each.
    assert found.params["count"] == 4
    assert "Puskesmas Contoh – PNS, Puskesmas Contoh – PPPK, SMP Contoh – PNS" in found.text("en")


def test_number_when_each_kind_of_staff_has_its_own_then_nothing_is_told(demo):
    units = [
        (unit, {"cover.pns": f"900/{at}", "cover.pppk": f"901/{at}"})
        for at, unit in enumerate(("SMP Contoh", "Puskesmas Contoh"))
    ]
    found, texts = shared(demo, {"cover": "1"}, units)
    assert not found
    assert "'900/0'" in texts["tpp-2026-03-smp-contoh-pns"]
    assert "'901/1'" in texts["tpp-2026-03-puskesmas-contoh-pppk"]


# ------------------------------------------------------------------ names of office.yaml
def test_office_when_it_names_what_is_none_then_told_with_the_nearest(demo):
    office = Office(
        codes={"productivity": "5.1", "diciplin": "5.2"},
        units={"SMP Conto": Office(), "SMP Contoh": Office(codes={"dicipline": "5.3"})},
    )
    wish = Wish("en", kinds=("accounts",), units=("Puskesmas Contoh",))
    told = [one for bundle in papers_of(demo, wish, office=office) for one in bundle.told]
    assert [(one.code, one.params["key"], one.params["nearest"]) for one in told] == [
        ("office-unknown-name", "units", "SMP Contoh"),
        ("office-unknown-name", "codes", "discipline"),
        ("office-unknown-name", "units.SMP Contoh.codes", "discipline"),
    ]
