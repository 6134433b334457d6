"""Packs by month and unit, without a cluster: who is computed with which earlier months."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from partitioned import FEB, LOOKING_BACK, MARCH, OTHER, partition, person, write
from regulations import NIP, discipline

import masker_rules as mr
from masker_rules.columnar.intake import read_frames
from masker_rules.columnar.partitions import (
    Group,
    Job,
    Regulation,
    Task,
    exceptions,
    outcomes,
    partitions_in,
    people_in,
)

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import nation_data

STANDING = {"employees", "amounts", "schedules", "sites", "carried"}


def job(law, **more):
    known = Regulation(law)
    return Job(known.ref, known.mark, **more)


def table(outcome):
    assert not outcome.problem, outcome.problem
    return {row["nip"]: row for row in outcome.table.iter_rows(named=True)}


# ------------------------------------------------------------------ the folder
def test_folder_when_by_month_and_unit_then_each_pack_in_order(tmp_path):
    for month, unit in ((MARCH, "b"), (FEB, "b"), (FEB, "a%2Fc")):
        write(tmp_path, month, unit, person(month))
    (tmp_path / "nation.json").write_text("{}")
    found = partitions_in(tmp_path)
    assert [one.stay for one in found] == [
        ("2026-02", "a/c"),
        ("2026-02", "b"),
        ("2026-03", "b"),
    ]
    assert people_in(found[0]) == [NIP]


def test_people_when_the_office_says_whose_a_number_is_then_among_them(tmp_path):
    made = person(FEB)
    made["employees"] = [{**made["employees"][0], "nip": "1.98501E+17"}]
    made["identities"] = [{"table": "employees", "written": "1.98501E+17", "nip": OTHER}]
    assert people_in(write(tmp_path, FEB, "a", made)) == [OTHER]


def test_folder_when_it_holds_no_partition_then_refused(tmp_path):
    with pytest.raises(mr.FactsError) as bad:
        partitions_in(tmp_path)
    assert bad.value.code == "no-partitions"


def test_folder_when_it_names_no_month_then_refused(tmp_path):
    (tmp_path / "period=maret/unit=a").mkdir(parents=True)
    with pytest.raises(mr.RequestError, match="maret"):
        partitions_in(tmp_path)


# ------------------------------------------------------------------ who stood where
@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([("2026-02", "a"), ("2026-03", "a")], []),
        ([("2026-02", "b"), ("2026-03", "a")], [(("2026-03", "a"), (("2026-02", "b"),))]),
        ([("2026-03", "a")], [(("2026-03", "a"), ())]),
        ([("2026-03", "new")], []),
        ([("2026-02", "a")], []),
    ],
    ids=["stayed", "moved", "came", "with the unit", "left"],
)
def test_exceptions_when_earlier_months_are_elsewhere_then_told(stays, expected):
    held = frozenset({("2026-02", "a"), ("2026-02", "b"), ("2026-03", "a"), ("2026-03", "new")})
    wanted = {"2026-03": ["2026-01", "2026-02"]}
    assert list(exceptions(stays, wanted, held)) == expected


# ------------------------------------------------------------------ earlier months
def test_earlier_months_when_a_window_reads_them_then_those():
    assert FEB in Regulation(LOOKING_BACK).earlier(MARCH)
    assert MARCH not in Regulation(LOOKING_BACK).earlier(MARCH)


def test_task_when_somebody_changed_units_then_their_own_earlier_days_count(tmp_path):
    """Two days in February and one in March: three are charged, wherever they were."""
    before = write(tmp_path, FEB, "a", person(FEB, absent=(3, 4)))
    there = write(tmp_path, FEB, "b", person(FEB, nip=OTHER))
    now = write(tmp_path, MARCH, "b", person(MARCH, absent=(5,)), person(MARCH, (5,), OTHER))
    groups = (Group((there,)), Group((before,), (NIP,)))
    usual, moved = outcomes(job(LOOKING_BACK), Task(now, groups))
    assert {nip: row["net"] for nip, row in table(usual).items()} == {OTHER: 1_000_000}
    assert {nip: row["net"] for nip, row in table(moved).items()} == {NIP: 950_000}


def test_task_when_nobody_knows_the_earlier_month_then_both_outcomes_are_told(tmp_path):
    now = write(tmp_path, MARCH, "b", person(MARCH, absent=(5,)))
    [alone] = outcomes(job(LOOKING_BACK), Task(now))
    row = table(alone)[NIP]
    assert (row["status"], row["net"]) == ("incomplete", None)
    assert (row["lowest"], row["highest"]) == (950_000, 1_000_000)


def test_pack_when_a_table_is_missing_then_earlier_packs_do_not_bring_it(tmp_path):
    made = person(FEB)
    made["violations"] = [{"nip": NIP, "date": str(date(2026, 2, 3)), "code": "uji"}]
    before = write(tmp_path, FEB, "a", made)
    now = write(tmp_path, MARCH, "a", person(MARCH))
    merged = read_frames(now.folder).after([read_frames(before.folder)])
    assert not merged.has("violations")


@pytest.mark.slow
def test_pack_when_packs_share_a_row_then_it_is_one_row(tmp_path):
    months = (FEB, MARCH)
    leave = {"nip": NIP, "code": "cuti_tahunan", "from": "2026-02-26", "until": "2026-03-03"}
    packs = [write(tmp_path, one, "a", person(one) | {"absences": [leave]}) for one in months]
    before, now = (read_frames(one.folder) for one in packs)
    merged = now.after([before])
    assert merged.counts()["absences"] == 1
    assert not merged.set_aside
    assert merged.months() == set(months)


# ------------------------------------------------------------------ as the reference
@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    root = tmp_path_factory.mktemp("nation") / "packs"
    list(nation_data.write(nation_data.Request(root, 120, ("2026-02", "2026-03"), unit_size=60)))
    return root


@pytest.fixture(scope="module")
def parts(nation):
    return {one.stay: one for one in partitions_in(nation)}


def in_one_pack(before, now):
    """The tables of two months as one pack, put together by hand."""
    found = {}
    for file in sorted(Path(now.folder).glob("*.parquet")):
        frames = [pl.read_parquet(file)]
        if file.stem not in STANDING:
            frames.insert(0, pl.read_parquet(Path(before.folder) / file.name))
        found[file.stem] = pl.concat(frames, how="diagonal_relaxed")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("law", [LOOKING_BACK, "id/kab-bulukumba"], ids=["window", "bulukumba"])
def test_task_when_it_looks_back_then_as_the_reference_over_both_months(parts, law):
    before, now = (parts[month, "dinas-00001"] for month in ("2026-02", "2026-03"))
    [found] = outcomes(job(law, full=True), Task(now, (Group((before,)),)))
    expected = mr.compute(law, in_one_pack(before, now), "2026-03", engine="reference")
    assert not found.problem
    assert [json.loads(text) for text in found.texts] == expected.as_dict()["results"]
    assert found.table.equals(expected.exact_frame())
    assert found.people == len(expected)


@pytest.mark.slow
def test_task_when_alone_then_the_bytes_of_the_reference(parts):
    part = parts["2026-03", "dinas-00002"]
    [found] = outcomes(job("id/kab-bulukumba", full=True), Task(part))
    expected = mr.compute("id/kab-bulukumba", part.folder, "2026-03", engine="reference")
    made = {**json.loads(found.run), "results": [json.loads(text) for text in found.texts]}
    assert json.dumps(made, ensure_ascii=False, indent=1) + "\n" == expected.to_json()
    [plain] = outcomes(job("id/kab-bulukumba"), Task(part))
    assert plain.table.equals(expected.exact_frame())
    assert plain.set_aside == len(mr.read_pack(part.folder).set_aside)


@pytest.mark.slow
def test_task_when_several_regulations_then_each_person_by_theirs(parts):
    both = {
        "profiles": [
            {"use": "id/kab-banggai-kepulauan", "for": {"category": "PPPK"}},
            {"use": "id/kab-bulukumba"},
        ]
    }
    part = parts["2026-03", "dinas-00001"]
    [found] = outcomes(job(both), Task(part))
    expected = mr.compute(both, part.folder, "2026-03", engine="reference")
    assert found.table.equals(expected.exact_frame())


# ------------------------------------------------------------------ what goes wrong
def test_task_when_an_earlier_pack_is_broken_then_it_is_the_one_named(tmp_path):
    before = write(tmp_path, FEB, "a", person(FEB))
    there = write(tmp_path, FEB, "b", person(FEB, nip=OTHER))
    now = write(tmp_path, MARCH, "b", person(MARCH), person(MARCH, nip=OTHER))
    (Path(before.folder) / "punches.csv").write_bytes(b"nip\n")
    groups = (Group((there,)), Group((before,), (NIP,)))
    usual, moved = outcomes(job(LOOKING_BACK), Task(now, groups))
    assert set(table(usual)) == {OTHER}
    assert "period=2026-02/unit=a: punches.csv" in moved.problem
    assert moved.table is None


def test_task_when_the_folder_is_gone_then_it_is_named(tmp_path):
    gone = partition(tmp_path, MARCH, "a")
    [found] = outcomes(job(LOOKING_BACK), Task(gone))
    assert "period=2026-03/unit=a" in found.problem


def test_task_when_this_machine_has_another_regulation_then_refused(tmp_path):
    part = write(tmp_path, MARCH, "a", person(MARCH))
    other = Job(Regulation(LOOKING_BACK).ref, "0.0.1 another")
    with pytest.raises(mr.RequestError) as bad:
        list(outcomes(other, Task(part)))
    assert bad.value.code == "other-regulation"


# ------------------------------------------------------------------ what 64 bits do not hold
def test_task_when_a_number_is_wide_then_exact_and_handed_to_nobody(tmp_path):
    wide = discipline(late={"each": "late", "cut": "1%", "of": "discipline"})
    wide["counts"] = {"besar": " * ".join(["(tpp / Rp 1)"] * 5)}
    now = write(tmp_path, MARCH, "a", person(MARCH))
    [found] = outcomes(job(wide), Task(now))
    assert table(found)[NIP]["count_besar"] == str(1_000_000**5)
    assert (found.in_frames, found.reasons) == (1, {})
