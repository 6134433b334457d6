"""`profiles new`: what it writes loads, lints clean and passes its case."""

from __future__ import annotations

import ast
import json
import tomllib

import pytest
from installed import install
from regulations import HEADER, regulation

import masker_rules as mr
from masker_rules.profiles import known_ids
from masker_rules.yamltext import parse_yaml, plain

ID = "id/kab-contoh/perbup-12-2026"


@pytest.fixture
def scaffold(masker, tmp_path):
    """Runs the command into a folder of the test."""

    def make(*more, name="baru"):
        folder = tmp_path / name
        return masker("profiles", "new", ID, *more, "--out", str(folder)), folder

    return make


@pytest.mark.parametrize("lang", ["id", "en"])
def test_new_when_written_then_lint_is_clean_and_the_case_passes(masker, scaffold, lang):
    said, folder = scaffold("--lang", lang)

    assert (said.code, said.out) == (0, "")
    assert str(folder) in said.err
    looked = masker("profiles", "lint", str(folder))
    assert looked.code == 0
    # What must be filled in is a note as long as all of it must, and a warning afterwards.
    assert "[left-to-fill-in]" in looked.out
    path = folder / "profile.yaml"
    filled = path.read_text("utf-8").replace("TPP Kabupaten …", "TPP Kabupaten Uji")
    mark = {"id": "ISI: ", "en": "FILL IN: "}[lang]
    path.write_text(filled.replace(f"{mark}TPP", "TPP").replace("TPP of Kabupaten …", "TPP"))
    assert masker("profiles", "lint", str(folder)).code == 3
    assert masker("profiles", "test", str(folder)).code == 0
    assert mr.load_profile(folder).id == ID
    assert ID in (folder / "SOURCES.md").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("above", known_ids())
def test_new_when_it_extends_a_shipped_profile_then_the_case_passes(masker, scaffold, above):
    _, folder = scaffold("--extends", above)

    assert mr.load_profile(folder).document.layers[-2].id == above
    said = masker("profiles", "test", str(folder))
    assert said.code == 0, said.out


@pytest.mark.parametrize("lang", ["id", "en"])
def test_new_when_the_examples_are_switched_on_then_they_load(scaffold, lang):
    _, folder = scaffold("--lang", lang)
    path = folder / "profile.yaml"
    text = path.read_text("utf-8")
    assert text.count("#: ") > 20
    path.write_text(text.replace("#: ", ""), "utf-8")

    profile = mr.load_profile(folder)
    assert [line.id for line in profile.plan.lines] == ["tax"]
    assert set(profile.plan.attendance.shifts) == {"malam"}


def test_new_when_an_editor_opens_it_then_the_schema_is_there(scaffold):
    _, folder = scaffold()
    first = (folder / "profile.yaml").read_text("utf-8").splitlines()[0]

    assert first == "# yaml-language-server: $schema=profile.schema.json"
    schema = json.loads((folder / "profile.schema.json").read_text("utf-8"))
    assert "rules" in schema["properties"]


def test_new_when_a_term_is_open_above_then_it_is_filled_in_its_range(
    masker, scaffold, tmp_path, monkeypatch
):
    terms = {"tarif": {"open": "percent", "range": "0.25%..1%", "source": "uji pasal 1"}}
    install(monkeypatch, tmp_path / "root", {HEADER["id"]: regulation(terms=terms)})
    _, folder = scaffold("--extends", HEADER["id"])
    text = (folder / "profile.yaml").read_text("utf-8")

    assert "  # ISI percent 0.25%..1%\n  tarif: {value: 0.25%," in text
    assert masker("profiles", "lint", str(folder)).code == 0


def test_new_when_the_layer_is_a_path_then_refused(scaffold):
    _, above = scaffold(name="atas")
    said, folder = scaffold("--extends", str(above))

    assert said.code == 2
    assert "profile-not-found" in said.err
    assert not folder.exists()


@pytest.mark.parametrize("name", ["profile.yaml", "SOURCES.md"])
def test_new_when_a_file_is_there_then_nothing_is_written(scaffold, tmp_path, name):
    folder = tmp_path / "baru"
    folder.mkdir()
    (folder / name).write_text("mine", "utf-8")
    said, _ = scaffold()

    assert said.code == 2
    assert "would-overwrite" in said.err
    assert [path.name for path in folder.iterdir()] == [name]
    assert (folder / name).read_text("utf-8") == "mine"


@pytest.mark.parametrize("bad", ["kab-contoh", "id/kab-contoh", "id/../x", "id/Kab/x", "id/a/b\n"])
def test_new_when_the_id_is_none_then_refused(masker, tmp_path, bad):
    said = masker("profiles", "new", bad, "--out", str(tmp_path / "x"))

    assert said.code == 2
    assert "bad-profile-id" in said.err
    assert not (tmp_path / "x").exists()


def test_new_when_the_layer_is_unknown_then_refused(scaffold):
    said, folder = scaffold("--extends", "id/tidak-ada")

    assert said.code == 2
    assert "profile-not-found" in said.err
    assert not folder.exists()


# ------------------------------------------------------------------ a package around it
@pytest.fixture
def packaged(masker, tmp_path, monkeypatch):
    """Runs the command as somebody does in a folder of repositories: its package and messages."""
    monkeypatch.chdir(tmp_path)

    def make(*more, own=ID):
        said = masker("profiles", "new", own, "--package", *more)
        return said, tmp_path / f"masker-rules-{own.split('/')[1]}"

    return make


@pytest.mark.parametrize("lang", ["id", "en"])
def test_package_when_written_then_its_entry_point_leads_to_the_profile(packaged, lang):
    said, folder = packaged("--lang", lang)
    assert (said.code, said.out) == (0, "")
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    [(name, where)] = project["entry-points"]["masker_rules.profiles"].items()
    assert (name, where) == ("kab-contoh", "masker_rules_kab_contoh.profiles")
    profiles = folder / "src" / where.replace(".", "/")
    assert (profiles / "__init__.py").is_file()
    assert mr.load_profile(profiles / ID).id == ID
    assert (profiles / ID / "cases" / "first.yaml").is_file()
    index = parse_yaml((profiles / "index.yaml").read_bytes(), "index.yaml")
    assert [key for key, _, _ in index.items()] == ["id/kab-contoh", ID]
    for name in ("README.md", "docs/index.md", "tests/test_regulation.py"):
        assert ID in (folder / name).read_text("utf-8")
    ast.parse((folder / "tests/test_regulation.py").read_text("utf-8"))
    flow = plain(parse_yaml((folder / ".github/workflows/tests.yml").read_bytes(), "tests.yml"))
    steps = [step.get("run", "") for step in flow["jobs"]["tests"]["steps"]]
    assert steps[-2:] == [f"masker profiles test {ID}", "pytest"]
    # Nothing is left of the marks of the template.
    assert "$" not in (folder / "pyproject.toml").read_text("utf-8")


def test_package_when_another_regulation_has_the_alias_then_it_keeps_it(packaged):
    """What a package says of an alias would win over what we ship."""
    _, folder = packaged(own="id/kab-bulukumba/perbup-99-2027")
    index = (folder / "src/masker_rules_kab_bulukumba/profiles/index.yaml").read_text("utf-8")
    assert "points_to" not in index
    assert "id/kab-bulukumba/perbup-99-2027:" in index


def test_package_when_a_file_is_there_then_nothing_is_written(packaged, tmp_path):
    (tmp_path / "masker-rules-kab-contoh").mkdir()
    (tmp_path / "masker-rules-kab-contoh" / "README.md").write_text("mine", "utf-8")
    said, folder = packaged()
    assert said.code == 2
    assert "would-overwrite" in said.err
    assert [path.name for path in folder.iterdir()] == ["README.md"]
