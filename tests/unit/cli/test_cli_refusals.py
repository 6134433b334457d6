"""No traceback ever reaches the user."""

from __future__ import annotations

import os
import random
import shutil

import pytest
from cli_month import PROFILE

NOISE = random.Random(20260331).randbytes(4096)  # noqa: S311


def refused(said, code):
    assert said.code == 2, said.err
    assert said.out == ""
    assert f"[{code}]" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("command", ["compute", "check", "explain"])
def test_pack_when_missing_then_two(masker, tmp_path, command):
    extra = ("--nip", "1") if command == "explain" else ()
    said = masker(command, tmp_path / "no", "--profile", PROFILE, *extra)
    refused(said, "pack-not-found")


@pytest.mark.parametrize(
    ("name", "code"),
    [("pack.zip", "not-a-zip"), ("pack.xlsx", "not-a-workbook"), ("pack.dat", "not-a-pack")],
)
def test_pack_when_noise_then_two(masker, tmp_path, name, code):
    path = tmp_path / name
    path.write_bytes(NOISE)
    refused(masker("check", path), code)


def test_pack_when_a_table_is_noise_then_two(masker, tmp_path, pack):
    folder = shutil.copytree(pack, tmp_path / "pack")
    (folder / "punches.csv").write_bytes(NOISE)
    said = masker("compute", folder, "--profile", PROFILE)
    assert said.code == 2
    assert "punches.csv" in said.err
    assert "Traceback" not in said.err


def test_profile_when_noise_then_two(masker, tmp_path, pack):
    path = tmp_path / "profile.yaml"
    path.write_bytes(NOISE)
    said = masker("compute", pack, "--profile", path)
    assert said.code == 2
    assert "profile.yaml" in said.err
    assert "Traceback" not in said.err


def test_profile_when_an_empty_folder_then_two(masker, tmp_path, pack):
    said = masker("compute", pack, "--profile", tmp_path)
    refused(said, "profile-not-found")


def test_profile_when_unknown_then_the_nearest_is_offered(masker, pack):
    said = masker("compute", pack, "--profile", "id/kab-bulukumbo")
    refused(said, "profile-not-found")
    assert PROFILE in said.err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_pack_when_unreadable_then_two(masker, tmp_path, pack):
    folder = shutil.copytree(pack, tmp_path / "pack")
    (folder / "punches.csv").chmod(0)
    assert masker("check", folder).code == 2


def test_files_when_the_system_refuses_them_then_two_in_words(masker, pack, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", "punches.csv")

    monkeypatch.setattr("masker_rules.engines.read_part", refuse)
    said = masker("check", pack)
    refused(said, "file-unusable")
    assert "punches.csv" in said.err


def test_bug_when_met_then_one_place_and_how_to_report(masker, pack, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("a\nb")

    monkeypatch.setattr("masker_rules.engines.read_part", broken)
    said = masker("check", pack, "--lang", "en")
    assert said.code == 2
    assert "ZeroDivisionError: a b (test_cli_refusals.py:" in said.err
    assert "report" in said.err
    assert "Traceback" not in said.err


def test_interrupt_when_met_then_130(masker, pack, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("masker_rules.engines.read_part", stop)
    said = masker("check", pack)
    assert said.code == 130
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "argv",
    [
        ("recap", "x"),
        ("verify", "x", "y", "--strict"),
        ("import", "adms", "x", "--out", "y"),
        ("import", "fingerspot", "x", "--out", "y"),
        ("import", "bkn-rekap", "x", "--out", "y"),
        ("import", "day-matrix", "x", "--out", "y"),
    ],
)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_commands_when_of_a_later_version_then_two_and_said(masker, argv, lang):
    said = masker(*argv, "--lang", lang)
    refused(said, "not-in-this-version")
    assert "not in this version" in said.err


def test_command_when_mistyped_then_the_nearest_is_offered(masker):
    said = masker("compte")
    refused(said, "unknown-command")
    assert "compute" in said.err


@pytest.mark.parametrize("argv", [(), ("profiles",)])
def test_group_when_alone_then_help_on_stderr_and_two(masker, argv):
    said = masker(*argv)
    assert (said.code, said.out) == (2, "")
    assert "Pemakaian:" in said.err
