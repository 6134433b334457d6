"""What the benchmarks are held against: jobs by hand, equal to the reference engine."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

import masker_rules as mr

BENCH = Path(__file__).parents[2] / "bench"
sys.path.insert(0, str(BENCH))

import by_hand  # noqa: E402
import job  # noqa: E402
import nation  # noqa: E402
import nation_data  # noqa: E402
import peers  # noqa: E402
import results  # noqa: E402
from nation import Point  # noqa: E402

PEOPLE = 200


@pytest.fixture(scope="module")
def facts():
    bulukumba = nation_data.day_tables(nation_data.month_of("2026-07"), PEOPLE)
    return {
        "bench": by_hand.Facts("bench", **peers.bench_people(0, PEOPLE)),
        "bulukumba": by_hand.Facts("bulukumba", **bulukumba),
    }


@pytest.fixture(scope="module")
def paid(facts):
    """What the reference engine pays, from day facts and from the punches of the same people."""
    tables = nation_data.pack_tables(nation_data.month_of("2026-07"), 1, PEOPLE)
    net = {item.nip: item.net for item in mr.compute(peers.REGION, tables, "2026-07")}
    return {
        "bench": list(job.by_hand_days(job.people(PEOPLE))),
        "bulukumba": [net[nip] for nip in facts["bulukumba"].people["nip"]],
    }


def test_bench_people_when_as_tables_then_those_of_the_job(facts):
    days = facts["bench"].days
    missing = days.filter("missing_in")["who"].len()
    people = job.people(PEOPLE)
    assert facts["bench"].people["tpp"].to_list() == [person.amount for person in people]
    assert missing == sum(day[3] for person in people for day in person.days)
    later = peers.bench_people(150, 50)["days"]
    assert later.equals(days.filter(pl.col("who") >= 150))


@pytest.mark.parametrize("law", ["bench", "bulukumba"])
@pytest.mark.parametrize("charged_only", [False, True])
def test_polars_when_from_day_facts_then_as_the_reference(facts, paid, law, charged_only):
    net = by_hand.polars_exact(facts[law], charged_only=charged_only)()
    assert net.to_list() == paid[law]
    assert law == "bench" or 0 in paid[law]


@pytest.mark.parametrize("law", ["bench", "bulukumba"])
def test_numpy_when_from_day_facts_then_as_the_reference(facts, paid, law):
    pytest.importorskip("numpy")
    assert by_hand.numpy_exact(facts[law])().tolist() == paid[law]


# A plain month, one with Ramadan in it, one whose last day is free.
@pytest.mark.parametrize("period", ["2026-07", "2026-02", "2026-05"])
def test_polars_when_from_punches_then_as_the_reference(tmp_path, period):
    request = nation_data.Request(tmp_path, 150, (period,), unit_size=100, mix="plain")
    parts = [tmp_path / part["path"] for part in nation_data.write(request)]
    got = by_hand.punches_polars(tmp_path, period)()
    net = {i.nip: i.net for part in parts for i in mr.compute(peers.REGION, part, period)}
    assert dict(got.iter_rows()) == net


@pytest.mark.parametrize("job_name", ["bench", "bulukumba", "punches"])
def test_expected_when_of_the_first_people_then_what_they_are_paid(paid, facts, job_name):
    told = dict(peers.expected(job_name, 20).iter_rows())
    law = "bench" if job_name == "bench" else "bulukumba"
    key = "nip" if job_name == "punches" else "who"
    people = facts[law].people[key].cast(pl.String).head(20)
    assert told == dict(zip(people, paid[law][:20], strict=True))


def test_difference_when_pays_differ_then_people_are_counted():
    right = pl.DataFrame({"key": list("abcd"), "net": [10, 20, 30, 40]})
    assert peers.difference(right.reverse(), right) == peers.EQUAL
    told = peers.difference(right.with_columns(net=pl.Series([10, 21, 28, 40])), right)
    assert told == "**no**: 2 of 4 people wrong (50 %), worst Rp 2, total Rp -1"


def test_difference_when_a_person_is_not_paid_then_it_is_wrong():
    right = pl.DataFrame({"key": ["a", "b", "c"], "net": [10, 20, 30]})
    unknown = pl.DataFrame({"key": ["a", "b"], "net": [10, None]})
    told = peers.difference(unknown, right)
    assert told == "**no**: 2 of 3 people wrong (67 %), worst Rp 30, total Rp -50"


# ------------------------------------------------------------------ the nation's run
def test_run_when_a_child_of_the_command_holds_memory_then_it_counts():
    child = "x = bytearray(150_000_000); import time; time.sleep(0.3)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    point = nation.run([sys.executable, "-c", code])
    assert point.peak > 150_000_000
    assert point.seconds > 0.3


def test_run_when_the_command_fails_then_its_first_line_is_told():
    code = "import sys; sys.exit('no such engine\\nat all')"
    with pytest.raises(nation.FailedError, match=r"^no such engine$"):
        nation.run([sys.executable, "-c", code])


def test_over_when_a_part_fails_then_the_others_are_measured(tmp_path, capsys):
    folder = tmp_path / "packs"
    told = list(nation_data.write(nation_data.Request(folder, 30, unit_size=10)))
    code = "import sys; sys.exit('corrupt' if '00002' in sys.argv[1] else 0)"
    [point] = nation.over(folder, f'{sys.executable} -c "{code}" {{pack}}', whole=False)
    assert point.people == 20
    assert point.rows == sum(sum(told[at]["rows"].values()) for at in (0, 2))
    assert capsys.readouterr().err == "period=2026-07/unit=dinas-00002: corrupt\n"


def test_parts_when_the_folder_was_not_finished_then_refused(tmp_path):
    with pytest.raises(nation.FailedError, match=r"holds no nation\.json"):
        nation.parts(tmp_path, whole=False)


def test_extrapolation_when_linear_then_along_the_line():
    gib = 1 << 30
    first = Point(1_000_000, 0, 60.0, 0.0, gib)
    last = Point(2_000_000, 0, 120.0, 0.0, 2 * gib)
    # A minute and a GiB for each million.
    told = nation.extrapolated([first, last], 10_000_000)
    assert told.startswith("10,000,000 employee-months, extrapolated: 10 minutes, 10.0 GiB (")
    assert "people^1.00" in told
    assert "not measured" in nation.extrapolated([last], 10_000_000)


def test_keep_when_a_section_is_there_then_only_it_is_replaced(tmp_path):
    file = tmp_path / "RESULTS.md"
    for title, text in (("One", "1"), ("Two", "2\n\n| a |"), ("One", "3")):
        results.keep(title, text, file)
    assert file.read_text("utf-8") == "# Figures\n\n## One\n\n3\n\n## Two\n\n2\n\n| a |\n"
