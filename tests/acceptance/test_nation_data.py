"""The packs that the benchmarks run on: valid, the same every time, and what they promise."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl
import pytest

import masker_rules as mr

BENCH = Path(__file__).parents[2] / "bench"
sys.path.insert(0, str(BENCH))

import job  # noqa: E402
import nation_data  # noqa: E402
from nation_data import MIXES, Mix, Request  # noqa: E402

JULY = nation_data.month_of("2026-07")


def pack_of(count, mix, **more):
    return nation_data.pack_tables(JULY, 1, count, mix=mix, **more)


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nation") / "packs"
    request = Request(folder, 70, ("2026-02", "2026-03"), unit_size=40)
    return folder, list(nation_data.write(request))


def test_drawn_when_over_columns_then_as_one_by_one():
    who = pl.Series([0, 1, 5, 4_399_999], dtype=pl.UInt64)
    state = nation_data.drawn(nation_data.drawn(nation_data.starting(4), who), 17)
    assert state.to_list() == [job.draw(each, 17) for each in who]


def test_partitions_when_read_then_packs_of_the_unit_and_the_month(nation):
    folder, told = nation
    assert [part["path"] for part in told] == [
        "period=2026-02/unit=dinas-00001",
        "period=2026-02/unit=dinas-00002",
        "period=2026-03/unit=dinas-00001",
        "period=2026-03/unit=dinas-00002",
    ]
    for part in told:
        pack = mr.read_pack(folder / part["path"])
        here = part["path"].rpartition("unit=")[2]
        assert {r.unit for r in pack.rows("employees") if not r.valid_from} == {here}
        assert len({row.nip for row in pack.rows("employees")}) == part["people"]
        assert pack.has("rosters")
        assert not [w for w in pack.warnings if w.code != "sentinel-time"]


def test_manifest_when_all_is_written_then_holds_every_partition(nation):
    folder, told = nation
    manifest = json.loads((folder / nation_data.MANIFEST).read_text("utf-8"))
    assert manifest["partitions"] == told
    assert sum(part["people"] for part in told) == 140


def test_folder_when_it_holds_something_then_is_left_alone(nation):
    folder, _ = nation
    with pytest.raises(FileExistsError):
        next(nation_data.write(Request(folder, 10)))


def test_plain_mix_when_read_then_no_row_is_set_aside():
    pack = mr.Pack(**pack_of(150, MIXES["plain"]))
    assert pack.set_aside == ()
    assert pack.warnings == ()


def test_person_when_made_in_another_unit_then_the_same_month():
    whole = pack_of(60, MIXES["nation"])
    late = pack_of(20, MIXES["nation"], first=40)
    nips = late["employees"]["nip"].unique().implode()
    for table in ("punches", "absences", "activities"):
        among = whole[table].filter(pl.col("nip").is_in(nips))
        known = late[table].filter(pl.col("nip").is_in(nips))
        assert among.equals(known), table
    other = pack_of(20, MIXES["nation"], first=40, seed=1)
    assert not other["punches"].equals(late["punches"])


def test_nips_when_of_distant_units_then_all_different():
    made = [nation_data.people(first, 500, 0, MIXES["plain"])["nip"]
            for first in (0, 9_500, 10_000, 1_200_000, 4_390_000)]  # fmt: skip
    assert pl.concat(made).n_unique() == 2_500


def test_odd_punches_when_many_then_each_kind_is_there_and_known_to_the_reader():
    pack = mr.Pack(**pack_of(120, Mix(odd=300)))
    assert {item.code for item in pack.set_aside} == {
        "duplicate-row",
        "unknown-nip",
        "unknown-word",
    }
    punches = pack.rows("punches")
    assert {"pending", "rejected", None} == {row.review for row in punches}
    assert None in {row.kind for row in punches}
    assert any(row.mock for row in punches)
    assert any(row.time.day.month == 8 for row in punches)


def test_rosters_and_transfers_when_drawn_then_nights_end_the_day_after():
    tables = pack_of(80, Mix(rosters=500, transfers=250))
    moved = tables["employees"].group_by("nip").agg(pl.len(), pl.col("unit").n_unique())
    assert set(moved["len"]) == {1, 2}
    assert (moved["len"] == moved["unit"]).all()
    results = mr.compute("id/kab-bulukumba", tables, "2026-07")
    assert {item.status for item in results} == {"payable", "zero"}
    nights = tables["rosters"].filter(pl.col("end") == "31:00")
    one = nights.row(3, named=True)
    morning = tables["punches"].filter(
        (pl.col("nip") == one["nip"])
        & (pl.col("time").dt.date() == one["date"] + pl.duration(days=1))
        & (pl.col("kind") == "out")
    )
    assert morning["time"].dt.hour().to_list() in ([6], [7], [])


def test_ordinary_days_when_counted_then_nine_in_ten():
    days = nation_data.day_tables(JULY, 2_000)["days"]
    flags = pl.any_horizontal(pl.col("late", "early") > 0) | pl.col("missing_in")
    ordinary = days.filter((pl.col("status") == 0) & ~flags & ~pl.col("missing_out")).height
    assert 0.88 < ordinary / days.height < 0.92


def test_months_when_over_the_new_year_then_go_on():
    assert nation_data.months("2026-11", 3) == ["2026-11", "2026-12", "2027-01"]
