"""`masker papers`, typed: files whole, lists told, what is wrong refused with nothing written."""

import io
import json
import shutil
import signal
import subprocess
import sys
import time

import openpyxl
import pytest
from masker import masker
from regulations import regulation

from masker_rules.demo import PERIOD, PROFILE, pack_path
from masker_rules.errors import AdapterUnavailableError
from masker_rules.papers import workbook_of

RUN = ("--profile", PROFILE, "--period", PERIOD)


@pytest.fixture
def pack(tmp_path):
    return shutil.copytree(pack_path(), tmp_path / "pack")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_papers_when_written_then_a_workbook_per_unit_and_staff_and_the_record(pack, tmp_path):
    (pack / "accounts.csv").write_text("nip,account\n199006182016012914,1\nx,2\n", "utf-8")
    out = tmp_path / "out"
    done = masker("papers", pack, *RUN, "--out", out, "--kind", "sheet,left_out")
    assert done.returncode == 0, done.stderr
    made = names(out)
    assert made[0] == "daftar-2026-03-konsep.json"
    assert "tpp-2026-03-badan-data-contoh-pns-konsep.xlsx" in made
    assert not [name for name in made if name.startswith(".")]
    # Whoever has no account is not paid, and a row that cannot be read is told with its line.
    assert "tidak ada rekening yang berlaku" in done.stderr
    assert "accounts.csv:3" in done.stderr
    assert "Masuk daftar: 1 orang" in done.stderr
    told = json.loads((out / "daftar-2026-03-konsep.json").read_text("utf-8"))
    assert [nip for one in told["lists"] for nip in one["paid"]] == ["199006182016012914"]

    again = masker("papers", pack, *RUN, "--out", out, "--list", "2", "--kind", "bank")
    assert "sudah ada dalam daftar nomor 1" in again.stderr
    assert "Masuk daftar: 0 orang" in again.stderr


def test_papers_when_an_official_cannot_be_read_then_told_even_quietly(pack, tmp_path):
    (pack / "officials.csv").write_text(
        "role,name,nip\nhead,Contoh,19850101201001100\ntreasurer,Ara,\n", "utf-8"
    )
    options = ("--out", tmp_path / "out", "--kind", "bank", "--unit", "SMP Contoh")
    done = masker("papers", pack, *RUN, *options, "--quiet")
    assert done.returncode == 0
    assert "officials.csv:2" in done.stderr
    assert "[nip-length]" in done.stderr
    loud = masker("papers", pack, *RUN, *options)
    assert "[papers-signer-unread]" in loud.stderr


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--format", "docx"), "unknown-format"),
        (("--kind", "sheet,sheets"), "papers-unknown-kind"),
        (("--unit", "Badan Data Kontoh"), "papers-unknown-unit"),
    ],
)
def test_papers_when_asked_for_what_is_not_then_refused(tmp_path, options, code):
    done = masker("papers", pack_path(), *RUN, "--out", tmp_path / "out", *options)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr
    assert not list(tmp_path.glob("out/*"))


def test_papers_when_the_office_says_what_is_unknown_then_refused_with_its_place(pack, tmp_path):
    (pack / "office.yaml").write_text("plase: Salakan\n", "utf-8")
    done = masker("papers", pack, *RUN, "--out", tmp_path / "out", "--lang", "en")
    assert done.returncode == 2
    assert "office.yaml:1:1: error [office-unknown-key]" in done.stderr
    assert "place" in done.stderr


def test_papers_when_the_record_is_damaged_then_refused_and_kept(pack, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "daftar-2026-03-konsep.json").write_text("{", "utf-8")
    done = masker("papers", pack, *RUN, "--out", out)
    assert done.returncode == 2
    assert "[lists-unreadable]" in done.stderr
    assert names(out) == ["daftar-2026-03-konsep.json"]


def test_workbook_when_the_extra_is_not_there_then_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(AdapterUnavailableError) as caught:
        workbook_of([])
    assert "masker-rules[papers]" in caught.value.problems[0].general_cure("en")


def test_slips_when_written_alone_then_the_record_of_lists_stays(pack, tmp_path):
    """A slip pays nobody: to print one later must not move who stands on which list."""
    out = tmp_path / "out"
    assert masker("papers", pack, *RUN, "--out", out, "--kind", "bank").returncode == 0
    record = out / "daftar-2026-03-konsep.json"
    whole = record.read_bytes()
    some = ("--only", "199006182016012914")
    assert masker("papers", pack, *RUN, "--out", out, "--kind", "slips", *some).returncode == 0
    assert record.read_bytes() == whole
    assert masker("papers", pack, *RUN, "--out", out, "--kind", "bank", *some).returncode == 0
    assert record.read_bytes() != whole


def test_record_when_papers_cannot_be_written_then_it_knows_them_all_the_same(pack, tmp_path):
    """Broken off between two files: nobody whose paper may exist is taken for unpaid."""
    out = tmp_path / "out"
    (out / "tpp-2026-03-smp-contoh-pns-konsep.xlsx").mkdir(parents=True)
    done = masker("papers", pack, *RUN, "--out", out, "--kind", "bank")
    assert done.returncode == 2
    told = json.loads((out / "daftar-2026-03-konsep.json").read_text("utf-8"))
    assert sum(len(one["paid"]) for one in told["lists"]) == 37


# ------------------------------------------------------------------ whole files only
def start(pack, out):
    command = [sys.executable, "-c", "from masker_rules.cli import main; main()", "papers",
               str(pack), *RUN, "--out", str(out), "--kind", "sheet,nominative"]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_papers_when_interrupted_then_whole_files_and_a_second_run_makes_the_others(
    pack, tmp_path, how
):
    out = tmp_path / "out"
    child = start(pack, out)
    while child.poll() is None and not list(out.glob("*.xlsx")):
        time.sleep(0.005)
    child.send_signal(how)
    child.communicate(timeout=60)
    assert (out / "daftar-2026-03-konsep.json").exists()
    for path in out.glob("*.xlsx"):
        openpyxl.load_workbook(path)
    done = masker("papers", pack, *RUN, "--out", out, "--kind", "sheet,nominative")
    assert done.returncode == 0, done.stderr
    whole = tmp_path / "whole"
    assert (
        masker("papers", pack, *RUN, "--out", whole, "--kind", "sheet,nominative").returncode == 0
    )
    # A killed run may leave the file that it wrote aside; the record and the papers are the same.
    left = {name for name in names(out) if not name.startswith(".")}
    assert left == set(names(whole))
    assert all((out / name).read_bytes() == (whole / name).read_bytes() for name in left)


def test_supplementary_list_when_the_first_is_not_known_then_refused(pack, tmp_path):
    out = tmp_path / "out"
    done = masker("papers", pack, *RUN, "--out", out, "--list", "2")
    assert done.returncode == 2
    assert "[papers-no-list-before]" in done.stderr
    assert not names(out)


def test_letters_when_for_one_person_then_one_letter(pack, tmp_path):
    nip = "199006182016012914"
    done = masker(
        "papers", pack, *RUN, "--out", tmp_path / "out", "--kind", "letters", "--only", nip
    )
    assert done.returncode == 0, done.stderr
    assert [name.endswith(f"-{nip}.pdf") for name in names(tmp_path / "out")] == [True]


# ------------------------------------------------------------------ drafts beside what is paid
@pytest.mark.slow
def test_draft_when_made_beside_papers_that_pay_then_takes_no_file_of_theirs(pack, tmp_path):
    """Also of a supplementary list, which is without those whom the real first list pays."""
    law = tmp_path / "law.json"
    law.write_text(json.dumps(regulation(header={"status": "in_force"})), "utf-8")
    run = ("--profile", law, "--period", PERIOD, "--kind", "bank")
    out = tmp_path / "out"
    late = "199006182016012914"
    real = masker("papers", pack, *run, "--out", out, "--except", late)
    assert real.returncode == 0, real.stderr
    assert "KONSEP" not in real.stderr
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert "daftar-2026-03.json" in before
    done = masker("papers", pack, *run, "--out", out, "--list", "2", "--draft")
    assert "Masuk daftar: 1 orang" in done.stderr
    assert "diminta dengan --draft" in done.stderr
    again = masker("papers", pack, *run, "--out", out, "--draft")
    # Who stands on the draft of the second list is not on that of the first.
    assert "Masuk daftar: 36 orang" in again.stderr
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    assert {name: after[name] for name in before} == before
    assert "tpp-2026-03-badan-data-contoh-pns-daftar-2-konsep.xlsx" in after


@pytest.mark.slow
def test_record_when_a_list_that_may_be_signed_changes_then_the_old_one_stays(pack, tmp_path):
    """Who forgot `--list 2` reads it, and the cure brings the record back."""
    law = tmp_path / "law.json"
    law.write_text(json.dumps(regulation(header={"status": "in_force"})), "utf-8")
    run = ("--profile", law, "--period", PERIOD, "--kind", "bank", "--out", tmp_path / "out")
    record = tmp_path / "out/daftar-2026-03.json"
    masker("papers", pack, *run, "--except", "199006182016012914")
    before = record.read_bytes()
    forgot = masker("papers", pack, *run)
    assert forgot.returncode == 0
    assert "[papers-list-changed]" in forgot.stderr
    assert "36 orang" in forgot.stderr
    kept = record.with_name("daftar-2026-03-lama.json")
    assert kept.read_bytes() == before
    kept.replace(record)
    second = masker("papers", pack, *run, "--list", "2")
    assert "Masuk daftar: 1 orang" in second.stderr
    # The other way round somebody would be paid twice.
    shorter = masker("papers", pack, *run, "--only", "199006182016012914", "--list", "1")
    assert shorter.returncode == 2
    assert "[papers-list-shorter]" in shorter.stderr


@pytest.mark.slow
def test_office_when_typed_then_on_the_papers(pack, tmp_path):
    some = ("--unit", "SMP Contoh", "--kind", "cover", "--say", "place: Luwuk")
    done = masker(
        "papers", pack, *RUN, "--out", tmp_path / "out", *some, "--say", "pay_month: 2026-05"
    )
    assert done.returncode == 0, done.stderr
    (path,) = (tmp_path / "out").glob("*-pns-konsep.xlsx")
    texts = [str(cell.value) for row in openpyxl.load_workbook(path).active for cell in row]
    assert any(text.startswith("Luwuk, ") for text in texts)
    assert any("bulan Mei 2026" in text for text in texts)
    wrong = masker("papers", pack, *RUN, "--out", tmp_path / "no", "--say", "plce: Luwuk")
    assert wrong.returncode == 2
    assert "[office-unknown-key]" in wrong.stderr
    assert not (tmp_path / "no").exists()


def test_slips_tell_what_can_be_put_right_only_where_slips_are_asked_for(pack, tmp_path):
    out = tmp_path / "out"
    wish = ("--unit", "Puskesmas Contoh", "--restore")
    refused = masker("papers", pack, *RUN, "--out", out, *wish, "--kind", "bank")
    assert refused.returncode == 2
    assert "--kind slips" in refused.stderr
    done = masker("papers", pack, *RUN, "--out", out, *wish, "--kind", "slips")
    assert done.returncode == 0, done.stderr
    pypdf = pytest.importorskip("pypdf")
    (path,) = out.glob("tpp-2026-03-puskesmas-contoh-pns*slip.pdf")
    raw = path.read_bytes()
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages)
    assert "Pengurangan yang masih dapat dikoreksi" in text
