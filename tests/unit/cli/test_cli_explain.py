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
    assert "--all" in said.err


def test_explain_when_all_then_each_as_alone_one_after_another(masker, pack):
    said = masker("explain", pack, *ASK, "--all")
    alone = [masker("explain", pack, *ASK, "--nip", nip).out for nip in (PAID, UNKNOWN, OTHER)]
    assert said.code == 0
    assert said.out == "\n".join(alone)


def test_explain_when_all_as_json_then_an_object_a_line(masker, pack, tmp_path):
    said = masker("explain", pack, *ASK, "--all", "--format", "json", "--trace")
    told = [json.loads(line) for line in said.out.splitlines()]
    assert [one["nip"] for one in told] == [PAID, UNKNOWN, OTHER]
    assert all(one["trace"]["quantities"] for one in told)
    out = tmp_path / "all.json"
    assert masker("explain", pack, *ASK, "--all", "--trace", "--out", out).code == 0
    assert out.read_text("utf-8") == said.out


def test_explain_when_all_into_a_folder_then_a_page_for_each(masker, pack, tmp_path):
    out = tmp_path / "new" / "pages"
    said = masker("explain", pack, *ASK, "--all", "--format", "html", "--out", out)
    assert said.code == 0
    assert "3 berkas" in said.err
    names = [f"{nip}-2026-07.html" for nip in (PAID, UNKNOWN, OTHER)]
    assert [path.name for path in sorted(out.iterdir())] == sorted(names)
    for name in names:
        page = (out / name).read_text("utf-8")
        assert name[:18] in page
        assert page.endswith("</html>\n")


def test_explain_when_all_but_no_folder_for_pages_then_two(masker, pack, tmp_path):
    for out in ((), ("--out", tmp_path / "all.html")):
        said = masker("explain", pack, *ASK, "--all", "--format", "html", *out)
        assert said.code == 2
        assert "[one-explanation-a-file]" in said.err


def test_explain_when_all_and_somebody_then_two(masker, pack):
    said = masker("explain", pack, *ASK, "--all", "--nip", PAID)
    assert said.code == 2
    assert "[options-apart]" in said.err


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


def test_explain_when_restore_then_what_can_be_put_right_stands_at_the_end(masker, pack):
    plain = masker("explain", pack, *ASK, "--nip", PAID)
    whole = masker("explain", pack, *ASK, "--nip", PAID, "--restore")
    assert "Pengurangan yang masih dapat dikoreksi" not in plain.out
    assert "Pengurangan yang masih dapat dikoreksi" in whole.out
    assert "Bila benar terjadi" in whole.out


def test_explain_when_options_say_nothing_together_then_two(masker, pack):
    apart = masker("explain", pack, *ASK, "--nip", PAID, "--restore", "--against", "2026-02")
    assert (apart.code, "[options-apart]" in apart.err) == (2, True)
    # It was taken without a word, and told nobody of the unit.
    unit = masker("explain", pack, *ASK, "--nip", PAID, "--unit", "Puskesmas")
    assert (unit.code, "[missing-option]" in unit.err) == (2, True)
