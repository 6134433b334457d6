"""The example month: what the generator writes, what the importers make of it, where it ships."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from banggai_people import PEOPLE
from make_banggai import make_pack

from masker_rules import demo
from masker_rules.facts import read_pack

ROOT = Path(__file__).parents[2]
HOME = ROOT / "examples" / "banggai-kepulauan-2026-03"
NIPS = {person.name.split()[1]: person.nip for person in PEOPLE}


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The example, made again in a process of another locale, zone and hash seed."""
    folder = tmp_path_factory.mktemp("made")
    env = {**os.environ, "TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    script = ROOT / "examples" / "make_banggai.py"
    subprocess.run([sys.executable, script, folder], check=True, env=env)
    return folder


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    return make_pack(HOME / "raw", tmp_path_factory.mktemp("imported"))


@pytest.mark.parametrize("part", ["raw", "pack"])
def test_example_when_made_again_then_same_bytes(made, part):
    assert contents(made / part) == contents(HOME / part)


def test_demo_when_compared_with_the_example_then_same_pack():
    assert contents(demo.pack_path()) == contents(HOME / "pack")


def test_demo_when_read_then_it_names_a_person_of_the_pack():
    people = read_pack(demo.pack_path()).by_nip("employees")
    assert people[demo.PERSON][0].name == "Contoh Anggrek"


def test_raw_when_imported_then_every_tap_of_the_pack_comes_from_a_file(imported):
    app, machines = imported
    taps = app.tables["punches"] + machines.tables["punches"]
    assert len(taps) == read_pack(HOME / "pack").counts()["punches"]
    assert {tap["origin"] for tap in app.tables["punches"]} == {"mobile", "operator"}
    assert {tap["origin"] for tap in machines.tables["punches"]} == {"machine"}


def test_app_when_imported_then_a_resent_and_a_redone_punch_are_set_aside(imported):
    # Contoh Zaitun sent the in of the 5th twice, Contoh Mahoni redid a rejected one on the 11th.
    found = {(item.code, item.nip) for item in imported[0].set_aside}
    assert found == {("duplicate-row", NIPS["Zaitun"]), ("superseded-row", NIPS["Mahoni"])}


def test_app_when_imported_then_doubts_are_named(imported):
    codes = {(item.code, item.nip) for item in imported[0].remarks}
    assert ("bad-coordinate", NIPS["Cemara"]) in codes
    untyped = {nip for code, nip in codes if code == "leave-type-unknown"}
    assert untyped == {NIPS[name] for name in ("Flamboyan", "Akasia", "Beringin", "Enau")}


def test_machines_when_imported_then_a_strange_card_and_a_double_read_are_set_aside(imported):
    found = sorted((item.file, item.code) for item in imported[1].set_aside)
    assert found == [
        ("1_attlog.dat", "duplicate-row"),
        ("1_attlog.dat", "pin-unmapped"),
        ("2_attlog.dat", "duplicate-row"),
        ("2_attlog.dat", "pin-unmapped"),
    ]


def test_machines_when_the_keys_are_unused_then_windows_decide_the_kind(imported):
    kinds = {}
    for tap in imported[1].tables["punches"]:
        kinds.setdefault(tap["device"], set()).add(tap["kind"])
    assert kinds == {"1": {"in", "out"}, "2": {""}}


def test_leave_when_a_letter_names_it_then_the_untyped_row_of_the_app_is_gone():
    rows = read_pack(HOME / "pack").rows("absences")
    untyped = [row.nip for row in rows if row.code == "cuti"]
    assert untyped == [NIPS["Enau"]]


def test_pack_when_read_then_only_the_swapped_letter_is_set_aside():
    pack = read_pack(HOME / "pack")
    [item] = pack.set_aside
    assert (item.code, item.table, item.nip) == ("swapped-range", "absences", NIPS["Widuri"])
    assert not [remark for remark in pack.warnings if remark.code == "nip-trimmed"]
