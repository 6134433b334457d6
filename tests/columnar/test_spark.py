"""The same results from a cluster: PySpark with two workers on this machine."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from agreement import DEMO
from masker import masker, with_sources

import masker_rules as mr

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import nation_data

pytestmark = [
    pytest.mark.needs_java,
    # Of PySpark about pandas 3, which is not used here.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning"),
]

LAW = "id/kab-bulukumba"
MONTHS = ("2026-02", "2026-03")
PEOPLE, UNIT_SIZE, UNITS = 330, 110, 3
BROKEN = "period=2026-03/unit=dinas-00002"


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """Two workers with the Python of the tests."""
    pyspark = pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    from pyspark.sql import SparkSession

    assert pyspark.__version__
    where = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        made = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", str(where / "warehouse"))
            .config("spark.local.dir", str(where))
            .getOrCreate()
        )
        yield made
        made.stop()


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    """Two months of three units, odd rows among them; one file is cut off."""
    root = tmp_path_factory.mktemp("nation") / "packs"
    list(nation_data.write(nation_data.Request(root, PEOPLE, MONTHS, unit_size=UNIT_SIZE)))
    punches = root / BROKEN / "punches.parquet"
    punches.write_bytes(punches.read_bytes()[:1000])
    return root


@pytest.fixture(scope="module")
def alone(session, nation):
    """Each partition by itself, with the contract's JSON."""
    from masker_rules.columnar.spark import compute_partitions

    made = compute_partitions(session, LAW, str(nation), look_back=False, full=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def expected(nation):
    """The reference engine over each partition that can be read."""
    return {
        (period, unit): mr.compute(
            LAW, nation / f"period={period}/unit={unit}", period, engine="reference"
        )
        for period in MONTHS
        for unit in (f"dinas-{number:05d}" for number in range(1, UNITS + 1))
        if f"period={period}/unit={unit}" != BROKEN
    }


@pytest.mark.slow
def test_cluster_when_over_partitions_then_the_results_of_the_reference(alone, expected):
    found = {}
    for row in alone.results.select("period", "unit", "nip", "result").collect():
        found.setdefault((row["period"], row["unit"]), {})[row["nip"]] = json.loads(row["result"])
    assert set(found) == set(expected)
    for stay, results in expected.items():
        assert list(found[stay].values()) == results.as_dict()["results"]
    assert sum(map(len, found.values())) == PEOPLE * len(MONTHS) - UNIT_SIZE


@pytest.mark.slow
def test_cluster_when_over_partitions_then_the_results_of_columns(alone, nation, expected):
    for period, unit in expected:
        folder = nation / f"period={period}/unit={unit}"
        plain = mr.compute(LAW, folder, period, engine="columns")
        [report] = [one for one in alone.reports if (one.period, one.unit) == (period, unit)]
        header = {key: value for key, value in plain.as_dict().items() if key != "results"}
        assert report.runs == (header,)
        assert (report.people, report.in_frames) == (len(plain), plain.how.in_frames)


@pytest.mark.slow
def test_table_when_gathered_then_the_columns_and_rows_of_the_reference(alone, expected):
    # The column `unit` is that of the partition.
    rows = [row | {"unit": unit} for (_, unit), r in expected.items() for row in r.to_rows()]
    table = alone.table()
    names = {name for row in rows for name in row}
    assert set(table.columns) == names
    texts = {name: any(isinstance(row.get(name), str) for row in rows) for name in names}
    wanted = sorted(
        tuple(
            str(row[name]) if texts[name] and row.get(name) is not None else row.get(name)
            for name in table.columns
        )
        for row in rows
    )
    assert sorted(tuple(row) for row in table.collect()) == wanted


@pytest.mark.slow
def test_run_of_its_own_when_on_a_cluster_then_each_row_says_which(session, tmp_path):
    from masker_rules.columnar.spark import compute_partitions

    folder = tmp_path / "period=2026-02" / "unit=Dinas X"
    folder.mkdir(parents=True)
    nip = "197001012010011001"
    (folder / "employees.csv").write_text(f"nip,name,category\n{nip},Contoh,PNS\n", "utf-8")
    (folder / "amounts.csv").write_text(f"component,nip,amount\ntpp,{nip},4500000\n", "utf-8")
    for ref, run in (("id/kab-rembang#thr", "thr"), ("id/kab-rembang", "")):
        made = compute_partitions(session, ref, str(tmp_path))
        rows = mr.compute(ref, folder, "2026-02", engine="reference").to_rows()
        assert [row["run"] for row in made.results.collect()] == [run]
        table = made.table()
        # As everywhere: the ordinary month has no such column.
        assert ("run" in table.columns) is bool(run)
        assert set(table.columns) - {"unit"} == set(rows[0]) - {"unit"}
        assert [row["net"] for row in table.collect()] == [rows[0]["net"]]
        made.close()


@pytest.mark.slow
def test_table_when_on_a_cluster_then_no_column_of_floats_or_decimals(alone):
    kinds = {kind for _, kind in [*alone.table().dtypes, *alone.results.dtypes]}
    assert kinds <= {"string", "bigint", "map<string,string>", "map<string,bigint>"}


def test_cluster_when_a_file_is_broken_then_named_and_the_others_computed(alone):
    [problem] = alone.problems
    assert problem.startswith(f"{BROKEN}: punches.parquet")
    done = {f"period={one.period}/unit={one.unit}": one.people for one in alone.reports}
    assert done.pop(BROKEN) == 0
    assert list(done.values()) == [UNIT_SIZE] * (UNITS * len(MONTHS) - 1)
    assert alone.twice.count() == 0


@pytest.mark.slow
def test_output_when_written_then_a_folder_for_each_month_and_unit(alone, expected, tmp_path):
    alone.write(str(tmp_path / "out"))
    assert (tmp_path / "out/_SUCCESS").is_file()
    folders = {p.parent.relative_to(tmp_path / "out") for p in tmp_path.rglob("*.parquet")}
    assert folders == {Path(f"period={period}/unit={unit}") for period, unit in expected}
    for (period, unit), results in expected.items():
        [file] = (tmp_path / f"out/period={period}/unit={unit}").glob("*.parquet")
        net = dict(pl.read_parquet(file).select("nip", "net").iter_rows())
        assert net == {item.nip: item.net for item in results}


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("given", ["path", "pack"])
def test_engine_spark_when_asked_for_then_the_bytes_of_the_reference(nation, given):
    folder = nation / "period=2026-02/unit=dinas-00001"
    pack = folder if given == "path" else mr.read_pack(folder)
    found = mr.compute(LAW, pack, "2026-02", engine="spark")
    wanted = mr.compute(LAW, folder, "2026-02", engine="reference")
    assert found.to_json() == wanted.to_json()
    assert found[0].explain() == wanted[0].explain()
    assert (found.how.engine, found.how.asked) == ("spark", UNIT_SIZE)
    assert found.how.in_frames > UNIT_SIZE // 2


@pytest.mark.usefixtures("session")
def test_engine_spark_when_a_machine_does_not_see_the_pack_then_its_words(tmp_path):
    from masker_rules.columnar.packs import PackInMemory
    from masker_rules.columnar.spark_people import on_spark
    from masker_rules.periods import parse_months

    profile, pack = mr.load_profile(LAW), mr.read_pack(DEMO[0])
    with (
        on_spark(str(tmp_path / "elsewhere")) as compute,
        pytest.raises(mr.FactsError, match="elsewhere"),
    ):
        compute(profile, PackInMemory(pack), parse_months(DEMO[1]))


@pytest.mark.slow
@pytest.mark.usefixtures("session")
def test_engine_spark_when_a_row_changed_since_the_last_run_then_as_it_stands(nation, tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(nation / "period=2026-02/unit=dinas-00001", folder)
    first = mr.compute(LAW, folder, "2026-02", engine="spark")
    amounts = pl.read_parquet(folder / "amounts.parquet").with_columns(amount=pl.lit("1000000"))
    amounts.write_parquet(folder / "amounts.parquet")

    found = mr.compute(LAW, folder, "2026-02", engine="spark")
    assert found.to_json() == mr.compute(LAW, folder, "2026-02", engine="reference").to_json()
    assert [one.net for one in found] != [one.net for one in first]


@pytest.mark.usefixtures("session")
def test_engine_spark_when_a_machine_reads_other_facts_then_refused(nation):
    from masker_rules.columnar.packs import PackInMemory
    from masker_rules.columnar.spark_people import on_spark
    from masker_rules.periods import parse_months

    here, there = (nation / f"period=2026-02/unit=dinas-0000{unit}" for unit in (1, 2))
    with on_spark(str(there)) as compute, pytest.raises(mr.FactsError) as wrong:
        compute(mr.load_profile(LAW), PackInMemory(mr.read_pack(here)), parse_months("2026-02"))
    assert wrong.value.code == "other-facts"
    assert "dinas-00002" in wrong.value.text("id")


@pytest.mark.slow
def test_engine_spark_when_the_session_is_of_another_thread_then_left_running(session, nation):
    folder = nation / "period=2026-02/unit=dinas-00001"
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(mr.compute, LAW, folder, "2026-02", engine="spark").result()
    assert found.how.engine == "spark"
    assert session.range(3).count() == 3


#: Two runs of a program without a session: the first to end leaves the other's to it.
TWO_RUNS = """
from pyspark import SparkContext
from masker_rules.columnar.spark_people import on_spark
first, second = on_spark("a"), on_spark("b")
first.__enter__(), second.__enter__()
first.__exit__(None, None, None)
print(SparkContext._active_spark_context.parallelize([1, 2]).count())
second.__exit__(None, None, None)
print(SparkContext._active_spark_context)
"""


@pytest.mark.slow
@pytest.mark.usefixtures("session")
def test_session_when_made_here_then_stopped_by_the_last_run():
    command = [sys.executable, "-c", TWO_RUNS]
    done = subprocess.run(
        command, capture_output=True, check=False, encoding="utf-8", env=with_sources({})
    )
    assert done.stdout.split() == ["2", "None"]


@pytest.mark.slow
@pytest.mark.usefixtures("session")
def test_engine_spark_when_java_refuses_then_said_in_words(tmp_path):
    words = ("compute", DEMO[0], "--profile", LAW, "--period", DEMO[1], "--engine", "spark")
    address = "spark.driver.bindAddress=300.1.1.1"
    done = masker(
        *words, "--out", tmp_path / "out.json",
        PYSPARK_SUBMIT_ARGS=f"--master local[1] --conf {address} pyspark-shell",
    )  # fmt: skip
    assert done.returncode == 2
    assert "[spark-does-not-start]" in done.stderr
    assert "UnresolvedAddressException" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_cluster_when_the_law_looks_back_then_each_person_to_where_they_stood(session, tmp_path):
    """Two days absent in February and one in March: three cost 5 %, also after a transfer."""
    from partitioned import FEB, LOOKING_BACK, MARCH, OTHER, person, write
    from regulations import NIP

    from masker_rules.columnar.spark import compute_partitions

    write(tmp_path, FEB, "a", person(FEB, (3, 4)))
    write(tmp_path, FEB, "b", person(FEB, (3,), OTHER))
    write(tmp_path, MARCH, "b", person(MARCH, (5,)), person(MARCH, (5,), OTHER))
    broken = write(tmp_path, FEB, "c", person(FEB, nip="198501012010011003"))
    (Path(broken.folder) / "employees.csv").write_bytes(b"")
    made = compute_partitions(session, LOOKING_BACK, str(tmp_path), [MARCH])
    found = {row["nip"]: row["net"] for row in made.results.collect()}
    assert found == {NIP: 950_000, OTHER: 1_000_000}
    [problem] = made.problems
    assert problem.startswith("period=2026-02/unit=c: employees.csv")
    made.close()
