"""Papers of a THR and of other runs beside the ordinary month: told apart, paid once each."""

import json
from types import SimpleNamespace

import pytest

import masker_rules as mr
from masker_rules.cli.running import run
from masker_rules.errors import FactsError
from masker_rules.papers import (
    Office,
    Register,
    Tables,
    Wish,
    bundles,
    read_office,
    register_file,
    registers_beside,
    slips_of,
)
from masker_rules.papers.words import Say
from masker_rules.periods import Month

MONTH = Month(2026, 2)
A, B, C = "197001012010011001", "197201012010011002", "197301012010011003"
#: Of 4,500,000 and 3,000,000 (PNS) and 2,000,000 (PPPK) the month pays 90 %: 4,050,000, 2,700,000
#: and 1,800,000. The THR is half of them and untaxed: 2,250,000, 1,500,000 and 1,000,000.
PROFILE = """
profile:
  language: 1
  id: id/kab-contoh/perbup
  title: {id: TPP Kabupaten Contoh, en: TPP of Contoh}
  status: in_force
  zone: Asia/Makassar
  in_force: 2026-01-01..
  rounding: half_up
  source: perbup pasal 2
sources:
  perbup: {title: Perbup Contoh, kind: regulation, confirmed: "yes"}
hours:
  office: {normal: {mon..fri: 07:30..16:00}}
amount: tpp
inputs:
  tpp: {from: amounts.tpp, type: money}
parts:
  total: {round: Rp 1}
pay:
  tax: {label: {id: Pajak, en: Tax}, kind: tax, cut: 10%, of: gross, round: Rp 1}
runs:
  thr:
    title: {id: THR, en: Holiday allowance}
    use: [parts]
    amount: {is: tpp * 50%}
  susulan-1:
    title: {id: Pembayaran susulan, en: Supplementary payment}
    use: [amount, parts]
"""
TABLES = {
    "employees.csv": "nip,name,category,grade,unit\n"
    f"{A},Contoh A,PNS,IV/a,Dinas X\n{B},Contoh B,PNS,III/a,Dinas X\n"
    f"{C},Contoh C,PPPK,IX,Dinas X\n",
    "amounts.csv": f"component,nip,amount\ntpp,{A},4500000\ntpp,{B},3000000\ntpp,{C},2000000\n",
}


@pytest.fixture
def place(tmp_path):
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    (tmp_path / "pack").mkdir()
    for name, text in TABLES.items():
        (tmp_path / "pack" / name).write_text(text, "utf-8")
    return tmp_path


def made(place, run=None, wish=None, register=None, beside=(), office=None):
    results = mr.compute(place / "profile.yaml", place / "pack", MONTH, run=run)
    register = register or Register(str(MONTH), run or "")
    found = bundles(results, Tables(), office or Office(), wish or Wish(), register, beside=beside)
    return {bundle.group.staff: bundle for bundle in found}


@pytest.fixture
def papers(place, capsys):
    """`masker papers` of the small regulation in this process: the code, and what is told."""

    def typed(*options, ref="profile.yaml", out="out"):
        asked = ("--profile", f"{place}/{ref}", "--period", "2026-02", "--out", place / out)
        code = run(["papers", *map(str, (place / "pack", *asked, *options))])
        return SimpleNamespace(returncode=code, stderr=capsys.readouterr().err)

    return typed


def letter_of(bundle):
    return next(one for one in bundle.papers if one.kind == "cover")


def told(table):
    return [tuple(cell.value for cell in row.cells) for row in table.rows]


# ------------------------------------------------------------------ names
def test_run_when_on_paper_then_each_says_what_it_is_called(place):
    for lang, title in (("id", "THR"), ("en", "HOLIDAY ALLOWANCE")):
        bundle = made(place, "thr", Wish(lang))["pns"]
        assert len(bundle.papers) > 5
        assert all(title in one.title for one in bundle.papers)
        slips = slips_of(bundle.group, Say(lang), Office(), draft=False)
        assert all(title in one.title for one in slips)
    ordinary = made(place)["pns"].papers
    assert not [one for one in ordinary if "THR" in one.title]


def test_files_of_runs_when_written_into_one_folder_then_none_takes_anothers_place(place, papers):
    for name in (None, "thr", "susulan-1"):
        own = ("--run", name) if name else ()
        for kinds in ("cover", "slips"):
            assert papers("--kind", kinds, *own).returncode == 0
    names = sorted(path.name for path in (place / "out").iterdir())
    assert names == sorted(
        name
        for own in ("", "--thr", "--susulan-1")
        for name in (
            f"daftar-2026-02{own}.json",
            *(
                f"tpp-2026-02{own}{'--' if own else '-'}dinas-x-{staff}{end}"
                for staff in ("pns", "pppk")
                for end in (".xlsx", "-slip.pdf")
            ),
        )
    )


def test_record_when_of_any_run_or_draft_then_a_file_of_its_own(tmp_path):
    named = ("", "thr", "konsep", "thr-konsep", "-konsep", "thr--konsep")
    names = [
        register_file(tmp_path, MONTH, one, draft=draft).name
        for one in named
        for draft in (False, True)
    ]
    assert len(set(names)) == len(names)
    for one in named:
        register_file(tmp_path, MONTH, one, draft=False).write_text(
            json.dumps(
                {"lists": [], "month": "2026-02", "schema": "1", "run": one,
                 "title": {"id": one, "en": one}}
            ),
            "utf-8",
        )  # fmt: skip
    (tmp_path / "daftar-hadir.json").write_text("{}", "utf-8")
    (tmp_path / "daftar-2026-03.json").write_text("{}", "utf-8")
    found = registers_beside(tmp_path, MONTH, "thr", draft=False)
    assert [one.run for one in found] == sorted(set(named) - {"thr"})


# ------------------------------------------------------------------ who is paid, once by each run
def test_person_when_paid_by_the_month_then_the_thr_pays_too_and_each_run_once(papers):
    assert papers("--kind", "cover").returncode == 0
    thr = papers("--run", "thr", "--kind", "cover", "--except", C)
    assert "Masuk daftar: 2 orang, jumlah dibayarkan Rp 3.750.000" in thr.stderr
    # A supplementary list of the THR pays whom no list of the THR has.
    second = papers("--run", "thr", "--kind", "cover", "--list", "2")
    assert "Masuk daftar: 1 orang, jumlah dibayarkan Rp 1.000.000" in second.stderr
    assert "2 orang sudah ada dalam daftar nomor 1" in second.stderr
    third = papers("--run", "thr", "--kind", "cover", "--list", "3")
    assert "Masuk daftar: 0 orang" in third.stderr
    # The month has no second list, whatever the THR has.
    month = papers("--kind", "cover", "--list", "2")
    assert "Masuk daftar: 0 orang" in month.stderr
    other = papers("--run", "susulan-1", "--list", "2")
    assert other.returncode == 2
    assert "[papers-no-list-before]" in other.stderr


def test_run_when_named_behind_the_regulation_then_the_same_papers(place, papers):
    assert papers("--run", "thr", "--format", "pdf").returncode == 0
    whole = {path.name: path.read_bytes() for path in (place / "out").iterdir()}
    again = papers("--format", "pdf", ref="profile.yaml#thr", out="two")
    assert again.returncode == 0, again.stderr
    assert {path.name: path.read_bytes() for path in (place / "two").iterdir()} == whole


def test_record_when_of_another_run_or_damaged_then_refused(place, papers):
    assert papers("--run", "thr", "--kind", "cover").returncode == 0
    out = place / "out"
    (out / "daftar-2026-02.json").write_bytes((out / "daftar-2026-02--thr.json").read_bytes())
    done = papers("--kind", "cover")
    assert done.returncode == 2
    assert "[lists-unreadable]" in done.stderr
    # A letter that could not say what the other run has paid is not written.
    other = papers("--run", "susulan-1", "--kind", "cover")
    assert other.returncode == 2
    assert "daftar-2026-02.json" in other.stderr
    with pytest.raises(FactsError):
        Register.read(out / "daftar-2026-02--thr.json", MONTH)


# ------------------------------------------------------------------ sums over runs
def test_letter_when_there_are_other_runs_then_it_tells_what_all_come_to(place):
    month, thr = Register("2026-02"), Register("2026-02", "thr")
    first = letter_of(made(place, register=month)["pns"])
    assert len(first.tables) == 1
    second = letter_of(made(place, "thr", Wish("en"), register=thr, beside=[month])["pns"])
    own, runs = second.tables
    assert told(own) == [("1", 2, 3_750_000, 3_750_000)]
    # 7,500,000 less 10 %, and half of it whole.
    assert told(runs) == [
        ("TPP of the ordinary month", 7_500_000, 6_750_000),
        ("Holiday allowance", 3_750_000, 3_750_000),
    ]
    assert runs.totals == {"gross": 11_250_000, "net": 10_500_000}
    # Made anew, the letter of the month tells the THR too; of PPPK their own.
    anew = letter_of(made(place, register=month, beside=[thr])["pppk"])
    assert told(anew.tables[1]) == [
        ("TPP bulan biasa", 2_000_000, 1_800_000),
        ("THR", 1_000_000, 1_000_000),
    ]


def test_letter_when_another_run_is_a_draft_then_what_is_paid_does_not_add_it(place, papers):
    assert papers("--run", "thr", "--kind", "cover", "--draft").returncode == 0
    assert not registers_beside(place / "out", MONTH, draft=False)
    (draft,) = registers_beside(place / "out", MONTH, draft=True)
    assert draft.sums("Dinas X", "pns")[0].net == 3_750_000
    assert papers("--run", "thr", "--kind", "cover", "--except", A).returncode == 0
    # What was paid stands before its draft.
    (paid,) = registers_beside(place / "out", MONTH, draft=True)
    assert paid.sums("Dinas X", "pns")[0].net == 1_500_000
    assert paid.title.en == "Holiday allowance"


# ------------------------------------------------------------------ what the office says of a run
OFFICE = """
place: Salakan
pay_month: 2026-03
date: 2026-03-05
numbers: {cover: 900/1, sptjm: 900/2}
runs:
  thr: {pay_month: 2026-04, numbers: {cover: {pns: 900/77}}, lists: {2: {date: 2026-04-20}}}
units:
  Dinas X: {runs: {thr: {date: 2026-04-01}}}
"""


def test_office_when_it_speaks_of_a_run_then_its_month_numbers_and_day_are_its_own(place):
    (place / "office.yaml").write_text(OFFICE, "utf-8")
    office = read_office(place / "office.yaml")
    own = office.of("Dinas X").of_run("thr")
    assert (str(own.date), own.pay_month, own.place) == ("2026-04-01", Month(2026, 4), "Salakan")
    assert own.numbers == {"cover.pns": "900/77"}
    assert str(own.of_list(2).date) == "2026-04-20"
    other = office.of("Dinas X").of_run("susulan-1")
    assert (other.date, other.pay_month, other.numbers) == (None, None, {})
    assert office.of("Dinas X").of_run("").numbers == {"cover": "900/1", "sptjm": "900/2"}
    bundle = made(place, "thr", office=office)["pns"]
    said = repr(letter_of(bundle).blocks)
    assert "900/77" in said
    assert "THR, bulan April 2026 untuk kinerja Februari 2026" in said
    assert "900/2" not in repr([one.blocks for one in bundle.papers])


def test_office_when_a_run_is_misspelt_then_told_by_the_month_that_knows_them(place):
    office = Office(runs={"thrr": Office()})
    (found,) = made(place, office=office)["pns"].told[:1]
    assert (found.code, found.params["nearest"]) == ("office-unknown-name", "thr")
    # A run does not know which others there are.
    codes = [one.code for one in made(place, "thr", office=office)["pns"].told]
    assert "office-unknown-name" not in codes
    codes = [one.code for one in made(place, office=Office(runs={"thr": Office()}))["pns"].told]
    assert "office-unknown-name" not in codes


@pytest.mark.parametrize("number", [1, 2])
def test_cure_of_a_shared_number_when_pasted_then_each_has_its_own(place, papers, number):
    (place / "pack" / "office.yaml").write_text(
        "runs: {thr: {numbers: {cover: 900/7}, lists: {2: {numbers: {cover: 900/7}}}}}\n", "utf-8"
    )
    asked = ("--run", "thr", "--kind", "cover", "--lang", "en")
    if number == 2:
        assert papers(*asked, "--except", A, "--except", C).returncode == 0
        asked = (*asked, "--list", "2")
    done = papers(*asked)
    assert "[papers-number-shared]" in done.stderr
    cure = done.stderr.partition("such as ")[2].partition("; what")[0]
    with (place / "pack" / "office.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{cure}\n")
    assert "[papers-number-shared]" not in papers(*asked).stderr
