from __future__ import annotations

import json

from cli_month import OTHER, PAID, PROFILE, UNKNOWN

ASK = ("--profile", PROFILE)


def test_explain_when_text_then_as_the_library_says_it(masker, pack):
    import masker_rules as mr

    said = masker("explain", pack, *ASK, "--nip", PAID)
    result = mr.compute(PROFILE, mr.read_pack(pack))[PAID]
    assert said.code == 0
    assert said.out == result.explain("id").rstrip("\n") + "\n"
    assert "3.754.400" in said.out


def test_explain_when_english_then_english(masker, pack):
    said = masker("explain", pack, *ASK, "--nip", PAID, "--lang", "en")
    assert "3,754,400" in said.out


def test_explain_when_two_people_then_both(masker, pack):
    said = masker("explain", pack, *ASK, "--nip", PAID, "--nip", UNKNOWN)
    assert PAID in said.out
    assert UNKNOWN in said.out


def test_explain_when_json_then_one_object_or_a_list(masker, pack):
    one = masker("explain", pack, *ASK, "--nip", PAID, "--format", "json")
    two = masker("explain", pack, *ASK, "--nip", PAID, "--nip", OTHER, "--format", "json")
    assert json.loads(one.out)["nip"] == PAID
    assert [item["nip"] for item in json.loads(two.out)] == [PAID, OTHER]


def test_explain_when_html_then_a_page_written_whole(masker, pack, tmp_path):
    out = tmp_path / "why.html"
    assert masker("explain", pack, *ASK, "--nip", PAID, "--out", out).code == 0
    page = out.read_text("utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert PAID in page


def test_explain_when_html_of_several_then_two(masker, pack):
    said = masker("explain", pack, *ASK, "--nip", PAID, "--nip", OTHER, "--format", "html")
    assert said.code == 2
    assert "[one-explanation]" in said.err


def test_explain_when_nobody_is_named_then_two(masker, pack):
    said = masker("explain", pack, *ASK)
    assert said.code == 2
    assert "--nip" in said.err


def test_explain_when_strict_and_incomplete_then_one(masker, clean, pack):
    assert masker("explain", pack, *ASK, "--nip", UNKNOWN, "--strict").code == 1
    assert masker("explain", clean, *ASK, "--nip", UNKNOWN, "--strict").code == 0


def test_explain_when_traced_then_the_trace_stands_in_the_json(masker, pack):
    said = masker("explain", pack, *ASK, "--nip", PAID, "--format", "json", "--trace")
    assert json.loads(said.out)["trace"]["quantities"]
    assert masker("explain", pack, *ASK, "--nip", PAID, "--trace").code == 2


def test_explain_when_a_name_moves_the_cursor_then_shown_harmless(masker, clean, tmp_path):
    import shutil

    folder = shutil.copytree(clean, tmp_path / "p")
    table = folder / "employees.csv"
    table.write_text(table.read_text("utf-8").replace("Contoh Satu", "Contoh \x1b[2J"), "utf-8")
    assert "\x1b" not in masker("explain", folder, *ASK, "--nip", PAID).out
