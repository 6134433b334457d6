"""500 employees, one row in a hundred broken in ten ways: every one named, nobody else touched."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from broken_rows import EACH, PEOPLE, ROUNDED, spoiled_pack
from masker import masker
from office_month import PERIOD, PROFILE, csv_text, tables, write_tables

import masker_rules as mr


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    folder = write_tables(tmp_path_factory.mktemp("clean"), tables(PEOPLE))
    return mr.compute(PROFILE, folder, PERIOD)


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory):
    """The folder of the broken pack and what must be said of it."""
    return spoiled_pack(tmp_path_factory.mktemp("spoiled"))


@pytest.fixture(scope="module")
def computed(spoiled):
    return mr.compute(PROFILE, spoiled[0], PERIOD)


def reported(items):
    return sorted((item["table"], item["line"], item["column"], item["code"]) for item in items)


def wanted(expected):
    return sorted((row.table, row.line, row.column, row.code) for row in expected)


def test_pack_when_broken_then_one_row_in_a_hundred_of_ten_kinds(spoiled):
    folder, expected = spoiled
    rows = sum(len(path.read_text("utf-8").splitlines()) - 1 for path in folder.glob("*.csv"))
    assert rows * 0.9 < len(expected) * 100 < rows * 1.1
    assert Counter(row.code for row in expected).most_common()[-1][1] == EACH
    assert len({row.code for row in expected}) == 10


@pytest.mark.slow
def test_rows_when_broken_then_each_is_set_aside_once_with_its_reason(spoiled, computed):
    found = [item.as_dict("en") for item in computed.set_aside]
    assert reported(found) == wanted(spoiled[1])
    for item in found:
        assert item["file"] == f"{item['table']}.csv"
        assert item["reason"]
        assert "{" not in item["reason"]


@pytest.mark.slow
def test_people_when_their_rows_are_good_then_as_in_the_clean_pack(spoiled, computed, clean):
    broken = {row.who for row in spoiled[1]}
    others = [item for item in computed if item.nip not in broken]
    assert len(others) == PEOPLE - 7 * EACH
    doubted = [item for item in others if f"{int(item.nip):.7E}" == ROUNDED]
    assert doubted
    for item in others:
        if item in doubted:
            assert item.status == "incomplete"
            assert item.bounds.lowest <= clean[item.nip].net <= item.bounds.highest
            continue
        assert item.as_dict() == clean[item.nip].as_dict()


def test_people_when_a_row_of_theirs_is_broken_then_incomplete_and_it_is_named(spoiled, computed):
    for row in spoiled[1]:
        if row.who is not None:
            item = computed[row.who]
            assert item.status == "incomplete"
            assert item.net is None
            what = f"{row.column} = " if row.column else row.code
            named = f"{row.table} ({row.table}.csv: {what}"
            assert [name for name in item.bounds.missing if name.startswith(named)]


def test_people_when_incomplete_then_the_true_amount_lies_in_the_bounds(spoiled, computed, clean):
    people = {row.who for row in spoiled[1]} - {None}
    assert len(people) == 7 * EACH
    for who in people:
        bounds, true = computed[who].bounds, clean[who].net
        assert bounds.lowest is None or bounds.lowest <= true
        assert bounds.highest is None or true <= bounds.highest


def test_rows_when_they_concern_one_day_then_the_amount_is_bounded(spoiled, computed):
    bounded = {"unknown-word", "ragged-row", "bad-time"}
    broken = [row for row in spoiled[1] if row.code in bounded]
    assert {row.code for row in broken} == bounded
    for row in broken:
        bounds = computed[row.who].bounds
        assert bounds.lowest is not None
        assert bounds.highest is not None


@pytest.mark.slow
def test_check_when_rows_are_broken_then_they_are_listed_and_strict_ends_with_1(spoiled):
    folder, expected = spoiled
    done = masker("check", folder, "--profile", PROFILE, "--format", "json", "--lang", "en")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert reported(json.loads(done.stdout)["pack"]["set_aside"]) == wanted(expected)
    strict = masker("check", folder, "--profile", PROFILE, "--strict", "--quiet")
    assert strict.returncode == 1
    assert "Traceback" not in strict.stderr


@pytest.mark.slow
def test_compute_when_rows_are_broken_then_same_bytes_and_strict_ends_with_1(spoiled, computed):
    arguments = ("compute", spoiled[0], "--profile", PROFILE, "--format", "json")
    strict = masker(*arguments, "--strict")
    assert (strict.returncode, "Traceback" in strict.stderr) == (1, False)
    assert strict.stdout == computed.to_json()


@pytest.mark.slow
def test_compute_when_a_row_is_broken_and_not_strict_then_ends_with_0(tmp_path):
    made = tables(3)
    made["punches"][0]["time"] = "2026-13-01 07:10"
    folder = write_tables(tmp_path, made)
    arguments = ("compute", folder, "--profile", PROFILE, "--format", "json")
    done, strict = masker(*arguments), masker(*arguments, "--strict")
    assert (done.returncode, strict.returncode) == (0, 1)
    assert done.stdout == strict.stdout


def test_strict_when_the_pack_is_clean_then_0(tmp_path):
    folder = write_tables(tmp_path, tables(3))
    done = masker("compute", folder, "--profile", PROFILE, "--strict", "--format", "csv")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1 + 3


def test_table_when_written_then_its_lines_are_its_rows():
    assert csv_text([{"a": "1"}, {"b": "2"}]) == "a,b\n1,\n,2\n"
