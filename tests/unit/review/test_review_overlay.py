"""Paths into a regulation, and what is laid over it."""

from __future__ import annotations

import pytest
from review_month import REGULATION

import masker_rules as mr
from masker_rules.review.paths import spot_of

MATRIX = {
    **REGULATION,
    "tables": {
        "by_class": {
            "by": ["minutes", "golongan"],
            "rows": [["1m..30m", "III", "1%"], ["1m..30m", "IV", "2%"], ["31m..", "any", "3%"]],
        }
    },
}


@pytest.mark.parametrize(
    ("path", "old"),
    [
        ("parts.discipline.weight", "40%"),
        ("rules.late.cut[1m..30m]", "0.5%"),
        ("rules.late.cut[2]", "1%"),
        ("amount", None),
        ("profile.rounding", "half_up"),
        ("hours.office.normal[mon..fri]", "07:30..16:00"),
    ],
)
def test_path_when_it_leads_somewhere_then_what_is_written_there(path, old):
    profile = mr.load_profile(REGULATION)
    found = spot_of(profile.document, path)
    assert found.old == (old or "tpp")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("rules", "bad-path"),
        ("rules..cut", "bad-path"),
        ("rules.late.cut[", "bad-path"),
        ("", "bad-path"),
        ("rules.latte.cut", "no-such-path"),
        ("rules.late.cut[3]", "no-such-path"),
        ("rules.late.cut[0]", "no-such-path"),
        ("rules.late.of.what", "no-such-path"),
        ("ruless.late.cut", "no-such-path"),
    ],
)
def test_path_when_it_leads_nowhere_then_says_what_there_is(path, code):
    profile = mr.load_profile(REGULATION)
    with pytest.raises(mr.RequestError) as wrong:
        spot_of(profile.document, path)
    assert wrong.value.code == code
    assert wrong.value.text("id")


def test_row_of_several_cells_when_named_by_them_then_found():
    import json

    from masker_rules.language.document import load_document
    from masker_rules.yamltext import parse_yaml

    root = parse_yaml(json.dumps(MATRIX), "x")
    document = load_document("x", root, lambda _: ("", b""))

    assert spot_of(document, "tables.by_class[1m..30m | IV]").old == "2%"
    assert spot_of(document, "tables.by_class[3]").old == "3%"


def test_setting_when_laid_over_then_the_rest_of_the_item_stands(baseline):
    made = mr.overlay(baseline, {"rules.late.cut[31m..]": "4%"}).profile

    spots = {
        path: spot_of(made.document, path).old
        for path in ("rules.late.cut[1m..30m]", "rules.late.cut[31m..]", "rules.late.of")
    }
    assert list(spots.values()) == ["0.5%", "4%", "discipline"]
    assert made.status == "draft"
    assert "rules.late" in made.plan.unconfirmed


def test_overlay_when_laid_over_another_then_both_hold(baseline):
    first = mr.overlay(baseline, {"rules.alpa.cut": "5%"})
    both = mr.overlay(first, {"rules.late.cut[1]": "2%"}, name="both")

    assert both.name == "both"
    assert [path for path, _ in both.changes] == ["rules.alpa.cut", "rules.late.cut[1]"]
    assert spot_of(both.profile.document, "rules.alpa.cut").old == "5%"


def test_file_when_laid_over_then_its_paths_and_its_sections(baseline, tmp_path):
    file = tmp_path / "draft.yaml"
    file.write_text(
        "set:\n  rules.alpa.cut: 5%\n"
        "rules:\n  early: {label: Cepat, each: early, cut: 1%, of: discipline}\n"
    )
    made = mr.overlay(baseline, file=file).profile

    assert spot_of(made.document, "rules.alpa.cut").old == "5%"
    assert spot_of(made.document, "rules.early.cut").old == "1%"


def test_overlay_when_taken_for_a_regulation_then_told_where_it_belongs(tmp_path):
    file = tmp_path / "draft.yaml"
    file.write_text("set: {rules.alpa.cut: 4%}")
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(file)
    assert wrong.value.code == "profile-is-overlay"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[1, 2]", "overlay-shape"),
        ("set: [1]", "overlay-shape"),
        ("profile: {id: x}", "overlay-is-profile"),
        ("{}", "nothing-set"),
    ],
)
def test_file_when_it_is_no_overlay_then_refused(baseline, tmp_path, text, code):
    file = tmp_path / "draft.yaml"
    file.write_text(text)
    with pytest.raises(mr.RequestError) as wrong:
        mr.overlay(baseline, file=file)
    assert wrong.value.code == code


def test_file_when_it_is_not_there_then_refused(baseline, tmp_path):
    with pytest.raises(mr.RequestError) as wrong:
        mr.overlay(baseline, file=tmp_path / "none.yaml")
    assert wrong.value.code == "file-unusable"


def test_setting_when_the_law_cannot_be_so_then_the_loader_says_why(baseline):
    with pytest.raises(mr.ProfileError) as wrong:
        mr.overlay(baseline, {"parts.discipline.weight": "fifty"})
    assert wrong.value.code == "unknown-name"
    assert "fifty" in wrong.value.text("en")


def test_alias_with_versions_when_laid_over_then_the_versions_that_have_it():
    made = mr.overlay("id/kementan", {"profile.rounding": "down"})
    assert len(made.profile.versions) == 2
    assert all(v.plan.id.endswith(tuple("0123456789")) for v in made.profile.versions)
