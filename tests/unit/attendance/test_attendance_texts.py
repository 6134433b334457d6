"""Every note that attendance writes has words in every language."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from attendance_world import World

import masker_rules.attendance
import masker_rules.texts
from masker_rules.texts import LANGUAGES, render

_FOLDER = Path(masker_rules.attendance.__file__).parent
_WRITTEN = re.compile(
    r'(?:\b[Nn]ote\(\s*|return |\btell\(\s*|\b_tell\(\s*notes, )"([a-z]+(?:-[a-z0-9]+)+)"'
)
_REASONS = ("review", "outside", "mock", "network", "sentinel", "other")


def written() -> set[str]:
    found = {c for path in _FOLDER.glob("*.py") for c in _WRITTEN.findall(path.read_text("utf-8"))}
    found |= {f"punch-rejected-{reason}" for reason in _REASONS}
    found |= {f"punch-flagged-{reason}" for reason in _REASONS[1:]}
    return found | {"absence-pending"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalog_when_compared_with_the_code_then_the_same_notes(lang):
    text = (Path(masker_rules.texts.__file__).parent / f"attendance.{lang}.toml").read_text(
        "utf-8"
    )
    assert set(tomllib.loads(text)["notes"]) == written()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_note_when_rendered_then_no_parameter_is_left_open(lang):
    world = World().employee(unit="A", schedule=None)
    world.punch("2026-06-02 07:20", "in", mock=True, review="pending")
    world.punch("2026-06-02 16:00", "out", review="rejected").punch("2026-06-06 07:00", "in")
    world.absence("izin", "2026-06-02", "2026-06-02").absence("alpa", "2026-06-02", "2026-06-02")
    world.absence("sakit", "2026-06-03", None, approved=None).away(
        "2026-06-04 09:00", "2026-06-04 10:00"
    )
    world.event("2026-06-04", "upacara").recorded("2026-06-05", "upacara", "absent")
    world.recorded("2026-06-04", "upacara", "absent").recorded("2026-06-04", "upacara", "present")
    notes = world.month().notes
    assert len({note.code for note in notes}) == 10
    for note in notes:
        text = render(lang, f"notes.{note.code}", note.params)
        assert "{" not in text
        assert text != f"notes.{note.code}"
