from __future__ import annotations

from pathlib import Path

import pytest

from masker_rules.cli.output import deliver, format_of
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.facts import aside

KNOWN = ("table", "json", "csv", "xlsx")


@pytest.fixture
def terminal():
    return Terminal("id", quiet=True)


@pytest.mark.parametrize(
    ("given", "out", "chosen"),
    [
        (None, None, "table"),
        ("json", None, "json"),
        (None, "r.json", "json"),
        (None, "R.XLSX", "xlsx"),
        (None, "r.parquet", "table"),
        (None, "r", "table"),
        ("csv", "r.json", "csv"),
    ],
)
def test_format_when_not_given_then_that_of_the_file_name(given, out, chosen):
    assert format_of(given, Path(out) if out else None, KNOWN) == chosen


def test_out_when_written_then_replaces_the_old_and_leaves_nothing_beside(terminal, tmp_path):
    out = tmp_path / "r.json"
    out.write_text("old")
    deliver("new", out, terminal)
    assert out.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]


def test_out_when_writing_fails_then_the_old_file_is_whole(terminal, tmp_path, monkeypatch):
    out = tmp_path / "r.json"
    out.write_text("old")

    def full(_):
        raise OSError(28, "No space left on device")

    # What was written is refused when it has to reach the disk.
    monkeypatch.setattr(aside.os, "fsync", full)
    with pytest.raises(RequestError) as caught:
        deliver("brand new", out, terminal)
    assert caught.value.code == "out-unusable"
    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]


def test_out_when_a_directory_then_refused_in_words(terminal, tmp_path):
    with pytest.raises(RequestError) as caught:
        deliver("new", tmp_path, terminal)
    assert caught.value.code == "out-unusable"
    assert list(tmp_path.iterdir()) == []


def test_out_when_its_folder_is_missing_then_refused_in_words(terminal, tmp_path):
    with pytest.raises(RequestError) as caught:
        deliver("new", tmp_path / "no" / "r.json", terminal)
    assert caught.value.code == "out-unusable"


def test_out_when_a_link_then_its_target_is_replaced(terminal, tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    deliver("new", link, terminal)
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_out_when_a_dash_then_stdout(terminal, tmp_path, capfd, monkeypatch):
    monkeypatch.chdir(tmp_path)
    deliver("naskah “x”\n", Path("-"), terminal)
    assert capfd.readouterr().out == "naskah “x”\n"
    assert list(tmp_path.iterdir()) == []
