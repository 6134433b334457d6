from __future__ import annotations

import json
import random
import shutil

import pytest
from cli_month import PROFILE

from masker_rules.profiles import find, known_ids


@pytest.fixture
def draft(tmp_path):
    """A copy of a shipped regulation that a test may spoil."""
    path = tmp_path / "profile.yaml"
    shutil.copy(find(PROFILE)[0], path)
    return path


def spoil(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_list_when_asked_then_every_installed_profile_with_status(masker):
    entries = json.loads(masker("profiles", "list", "--format", "json").out)
    assert [entry["id"] for entry in entries] == sorted(known_ids())
    assert all(entry["title"] and entry["status"] for entry in entries)
    shown = masker("profiles", "list").out
    assert all(profile in shown for profile in known_ids())
    assert "KONSEP – BELUM SAH UNTUK PEMBAYARAN" in shown


def test_list_when_in_english_then_titles_are(masker):
    shown = masker("profiles", "list", "--lang", "en").out
    assert "TPP of Kabupaten Bulukumba" in shown


@pytest.mark.parametrize("profile", known_ids())
@pytest.mark.parametrize("more", [(), ("--core",), ("--format", "json", "--core")])
def test_show_when_shipped_then_shown(masker, profile, more):
    said = masker("profiles", "show", profile, *more)
    assert (said.code, said.err) == (0, "")
    assert profile in said.out
    assert "cli." not in said.out


def test_show_when_asked_then_rules_with_row_source_and_layer(masker):
    out = masker("profiles", "show", PROFILE).out
    assert "61m..90m: 1.25%" in out
    assert "Keterlambatan (TL) atau pulang sebelum waktunya (PSW)" in out
    assert "Laporan kehadiran dan TPP Bulukumba" in out
    assert "id/kab-bulukumba/operated" in out
    assert "Senin–Kamis 07:30–16:00; Jumat 07:30–15:30" in out


def test_show_when_core_then_formulas_with_grain_and_unit(masker):
    out = masker("profiles", "show", PROFILE, "--core", "--lang", "en").out
    assert "total.full [month, money]" in out
    assert "= round(tpp * payment_percent; Rp 1; half_up)" in out


def test_show_when_yaml_then_the_file_itself(masker):
    said = masker("profiles", "show", PROFILE, "--format", "yaml")
    assert said.out == find(PROFILE)[0].read_text("utf-8")


def test_show_when_unknown_then_two(masker):
    said = masker("profiles", "show", "id/kab-tidak-ada")
    assert said.code == 2
    assert "[profile-not-found]" in said.err


# ------------------------------------------------------------------ lint
def test_lint_when_clean_then_nought_and_said(masker, draft):
    said = masker("profiles", "lint", draft)
    assert said.code == 0
    assert said.out.endswith("Tidak ada kesalahan dan peringatan; yang di atas adalah catatan.\n")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("31m..60m: 1%", "32m..60m: 1%", "table-gap"),
        ("31m..60m: 1%", "30m..60m: 1%", "table-overlap"),
        ("cut: 3%", "cut: 3m", ""),
        ("each: alpa", "each: alpha", ""),
    ],
)
def test_lint_when_a_line_is_wrong_then_three_with_its_place(masker, draft, old, new, code):
    line = draft.read_text("utf-8").split(old)[0].count("\n") + 1
    spoil(draft, old, new)
    said = masker("profiles", "lint", draft)
    assert said.code == 3
    assert f"profile.yaml:{line}:" in said.out
    assert code in said.out
    assert "cara memperbaikinya:" in said.out


@pytest.mark.parametrize(
    ("lang", "one", "two"),
    [
        ("en", "1 error, 0 warnings.", "2 errors, 0 warnings."),
        ("id", "1 kesalahan, 0 peringatan.", "2 kesalahan, 0 peringatan."),
    ],
)
def test_lint_when_it_counts_then_one_is_no_plural(masker, draft, lang, one, two):
    spoil(draft, "31m..60m: 1%", "32m..60m: 1%")
    assert one in masker("profiles", "lint", draft, "--lang", lang).out
    spoil(draft, "each: alpa", "each: alpha")
    assert two in masker("profiles", "lint", draft, "--lang", lang).out


def test_lint_when_json_then_findings_as_data(masker, draft):
    spoil(draft, "31m..60m: 1%", "32m..60m: 1%")
    said = masker("profiles", "lint", draft, "--format", "json")
    [found] = json.loads(said.out)["findings"]
    assert (said.code, found["code"], found["severity"]) == (3, "table-gap", "error")
    assert found["line"] > 0


FALLING = "31m..60m: 1%", "31m..60m: 0.25%"


def accept(path):
    because = "{id: memang begitu, en: it is so}"
    accepted = f"  - {{accept: rates-fall, at: rules.clock, because: {because}}}"
    # The last block of the regulation is what it accepts.
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n{accepted}\n", "utf-8")


def test_lint_when_a_bracket_falls_then_three_until_accepted(masker, draft):
    spoil(draft, *FALLING)
    said = masker("profiles", "lint", draft, "--lang", "en")
    assert (said.code, "[rates-fall]" in said.out) == (3, True)
    assert "0 errors, 1 warning." in said.out
    accept(draft)
    said = masker("profiles", "lint", draft, "--lang", "en")
    assert (said.code, "[rates-fall] it is so" in said.out) == (0, True)
    assert "No errors and no warnings; what stands above are notes." in said.out


def test_lint_when_json_then_paths_notes_and_what_is_accepted(masker, draft):
    spoil(draft, *FALLING)
    found = json.loads(masker("profiles", "lint", draft, "--format", "json").out)
    assert [(f["code"], f["path"]) for f in found["findings"]] == [("rates-fall", "rules.clock")]
    accept(draft)
    found = json.loads(masker("profiles", "lint", draft, "--format", "json", "--lang", "id").out)
    assert found["findings"] == []
    taken = {one["code"]: one["because"] for one in found["accepted"]}
    assert taken["rates-fall"] == "memang begitu"


@pytest.mark.parametrize("name", ["no.yaml", "id/kab-tidak-ada"])
def test_lint_when_there_is_no_profile_then_two(masker, tmp_path, name):
    ref = tmp_path / name if name.endswith(".yaml") else name
    assert masker("profiles", "lint", ref).code == 2


def test_lint_when_noise_then_three_without_traceback(masker, tmp_path):
    path = tmp_path / "profile.yaml"
    path.write_bytes(random.Random(7).randbytes(2048))  # noqa: S311
    said = masker("profiles", "lint", path)
    assert said.code == 3
    assert "Traceback" not in said.out + said.err


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "profile: 1", "profile: {}", "- a\n- b", "{a: [}"]
)
def test_lint_when_not_a_profile_then_three_without_traceback(masker, tmp_path, text):
    path = tmp_path / "profile.yaml"
    path.write_text(text)
    said = masker("profiles", "lint", path)
    assert said.code == 3, said.err
    assert said.err == ""
