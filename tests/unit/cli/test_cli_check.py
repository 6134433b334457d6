from __future__ import annotations

import csv
import io
import json
import shutil

from cli_month import PROFILE


def test_check_when_a_row_is_wrong_then_told_with_place_and_reason(masker, pack):
    said = masker("check", pack, "--profile", PROFILE)
    assert said.code == 0
    [line] = [line for line in said.out.splitlines() if "[unknown-nip]" in line]
    assert line.split()[0].startswith("punches.csv:")
    assert "197501012010011001" in line


def test_check_when_counted_then_accepted_and_aside_by_table(masker, pack):
    lines = masker("check", pack).out.splitlines()
    # 23 working days, two punches, three people; one row of a stranger.
    assert ["rekaman", "presensi", "(punches)", "138", "1"] in [line.split() for line in lines]
    assert ["pegawai", "(employees)", "3", "0"] in [line.split() for line in lines]


def test_check_when_strict_then_one_only_where_a_row_is_aside(masker, pack, clean):
    assert masker("check", pack, "--strict").code == 1
    assert masker("check", clean, "--strict").code == 0


def test_check_when_a_word_is_unknown_to_the_profile_then_only_seen_with_it(
    masker, tmp_path, clean
):
    folder = shutil.copytree(clean, tmp_path / "p")
    (folder / "violations.csv").write_text(
        "nip,date,code\n198501012010011001,2026-07-01,bersiul\n"
    )
    alone = json.loads(masker("check", folder, "--format", "json").out)
    judged = masker("check", folder, "--format", "json", "--profile", PROFILE)
    assert alone["pack"]["set_aside"] == []
    assert [row["value"] for row in json.loads(judged.out)["pack"]["set_aside"]] == ["bersiul"]


def test_check_when_a_column_was_lost_then_told_what_its_cells_are_taken_for(
    masker, tmp_path, clean
):
    """All kinds of punches were decided by their hours, without a word."""
    folder = shutil.copytree(clean, tmp_path / "p")
    lines = (folder / "punches.csv").read_text().splitlines()
    at = lines[0].split(",").index("kind")
    cells = [line.split(",") for line in lines]
    (folder / "punches.csv").write_text(
        "".join(f"{','.join(row[:at] + row[at + 1 :])}\n" for row in cells)
    )
    told = masker("check", folder, "--profile", PROFILE).out
    said = "rekaman presensi (punches): jenis (kind) = ditentukan oleh rentang waktu presensi"
    assert said in " ".join(told.split())
    asked = ("check", folder, "--profile", PROFILE, "--format", "json")
    lost = {"table": "punches", "column": "kind", "empty": "window"}
    assert lost in json.loads(masker(*asked).out)["pack"]["unfilled"]
    assert lost not in json.loads(masker(asked[0], clean, *asked[2:]).out)["pack"]["unfilled"]
    assert json.loads(masker("check", folder, "--format", "json").out)["pack"]["unfilled"] == []


def test_check_when_csv_then_a_row_each_under_a_header(masker, pack, clean):
    rows = list(csv.DictReader(io.StringIO(masker("check", pack, "--format", "csv").out)))
    assert [(row["table"], row["code"]) for row in rows] == [("punches", "unknown-nip")]
    empty = masker("check", clean, "--format", "csv").out
    assert empty == "table,file,line,column,value,code,nip,reason\n"


def test_check_when_nothing_is_aside_then_says_so(masker, clean):
    assert "Tidak ada baris yang disisihkan." in masker("check", clean).out


def test_check_when_a_cell_moves_the_cursor_then_shown_harmless(masker, tmp_path, clean):
    folder = shutil.copytree(clean, tmp_path / "p")
    with (folder / "punches.csv").open("a") as stream:
        stream.write("198501012010011001,\x1b[2Jnanti,in\n")
    said = masker("check", folder)
    assert "\x1b" not in said.out
    assert "nanti" in said.out


def test_check_when_many_cells_need_the_same_look_then_the_first_and_their_number(
    masker, tmp_path, clean
):
    folder = shutil.copytree(clean, tmp_path / "p")
    lines = (folder / "punches.csv").read_text().splitlines()
    quoted = [lines[0], *(f"'{line}" for line in lines[1:])]
    (folder / "punches.csv").write_text("\n".join(quoted) + "\n")
    said = masker("check", folder, "--lang", "en").out
    places = [line.split()[0] for line in said.splitlines() if "[nip-trimmed]" in line]
    # 138 punches, and the line that counts the others.
    assert places[:3] == ["punches.csv:2", "punches.csv:3", "punches.csv:4"]
    assert len(places) == 4
    assert "and 135 more such cells in punches.csv [nip-trimmed]" in " ".join(said.split())
    told = json.loads(masker("check", folder, "--format", "json").out)
    assert len(told["pack"]["warnings"]) == 138


def test_check_when_a_row_for_papers_is_wrong_then_told_and_in_no_json(masker, tmp_path, clean):
    folder = shutil.copytree(clean, tmp_path / "p")
    plain = masker("check", folder, "--format", "json").out
    (folder / "officials.csv").write_text(
        "role,name,nip\nhead,Contoh,19850101201001100\nmaker,Ara,\n", "utf-8"
    )
    said = masker("check", folder, "--strict")
    assert said.code == 1
    [line] = [line for line in said.out.splitlines() if "[nip-length]" in line]
    assert line.split()[0] == "officials.csv:2"
    assert masker("check", folder, "--format", "json").out == plain
