"""Packs of many units and months on a cluster of Apache Spark.

Spark hands out partitions and gathers what comes back; each is computed by the engine that runs
everywhere else, on the machine that has it. Spark's own arithmetic is not used: its whole division
goes through double and its decimals round. So the results are those of one machine, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl
import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812  (as everybody calls it)

from masker_rules.columnar.partitions import (
    Group,
    Job,
    Partition,
    PartitionUnits,
    Ref,
    Regulation,
    Stay,
    Task,
    UnreadableError,
    exceptions,
    outcomes,
    partitions_in,
    people_in,
)
from masker_rules.engine.columns import (
    COUNT,
    HEAD,
    LINE,
    PART,
    PERSON,
    RUN,
    SUMS,
    UNCOUNTED,
    codes_among,
    in_order,
)
from masker_rules.engine.lookback import refuse_split
from masker_rules.errors import FactsError
from masker_rules.facts.sources import source_name
from masker_rules.periods import Month

__all__ = ["Clustered", "PartitionReport", "compute_partitions"]

#: The columns of results whatever the regulation; what it names stands in maps.
_MAPS = {"parts": (PART, pa.string()), "lines": (LINE, pa.int64()), "counts": (COUNT, pa.string())}
_TOLD = "told"
#: What is told of the person; the column `unit` is that of the partition.
_OF_PERSON = tuple(name for name in PERSON if name != "unit")
_ROWS = pa.schema(
    [
        ("period", pa.string()),
        ("unit", pa.string()),
        ("nip", pa.string()),
        ("name", pa.string()),
        ("status", pa.string()),
        (RUN, pa.string()),
        *((name, pa.int64() if name == "job_class" else pa.string()) for name in _OF_PERSON),
        *((name, pa.map_(pa.string(), kind)) for name, (_, kind) in _MAPS.items()),
        *((name, pa.int64()) for name in SUMS),
        ("result", pa.string()),
        (_TOLD, pa.string()),
    ]
)
_SQL = {pa.string(): "string", pa.int64(): "bigint"}
_WHOLE = r"^-?\d{1,18}$"


@dataclass(frozen=True, slots=True)
class PartitionReport:
    """What became of a partition.

    Attributes:
        period, unit: Which.
        people: How many results.
        in_frames: How many of them were computed in frames.
        reasons: Why the others went to the reference engine, with their number.
        set_aside: Rows of the pack that do not count.
        problems: What could not be read, in words; empty where all was computed.
        runs: What the results were computed with, as the contract's JSON has it without them;
            one for people of the same history. Empty unless it was asked for.
    """

    period: str
    unit: str
    people: int
    in_frames: int
    reasons: Mapping[str, int]
    set_aside: int
    problems: tuple[str, ...]
    runs: tuple[Mapping[str, object], ...] = ()


class Clustered:
    """What a run on a cluster gives; :func:`compute_partitions` makes it.

    Nothing is computed until somebody asks, and then once: the rows are kept on the disks of the
    cluster until :meth:`close`.
    """

    def __init__(self, rows: DataFrame, columns: Sequence[str], lost: Sequence[str]) -> None:
        self._rows, self._columns, self._lost = rows.persist(StorageLevel.DISK_ONLY), columns, lost

    def close(self) -> None:
        """Let the cluster forget the rows."""
        self._rows.unpersist()

    @cached_property
    def reports(self) -> tuple[PartitionReport, ...]:
        """What became of each partition, by month and unit."""
        rows = self._rows.filter(F.col(_TOLD).isNotNull()).select("period", "unit", _TOLD)
        found: dict[Stay, list[dict[str, Any]]] = {}
        for period, unit, told in rows.collect():
            found.setdefault((period, unit), []).append(json.loads(told))
        return tuple(_report(*stay, told) for stay, told in sorted(found.items()))

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read, each with its partition."""
        told = (text for report in self.reports for text in report.problems)
        return tuple(dict.fromkeys([*self._lost, *told]))

    @property
    def results(self) -> DataFrame:
        """One row per result, in the same columns whatever the regulation.

        `period`, `unit` (of the partition), `nip`, `name`, `status`, `run` (empty of the ordinary
        month), what else is told of the person (`grade`, `job_class`, `position`, `category`,
        `staff_group`), `parts` (percents as text), `lines` (rupiah), `gross`, `deductions`,
        `net`, `lowest`, `highest`, `counts` (as text; a code of findings that stands on no day may
        be absent) and `result` (the contract's JSON where it was asked for). In no order.
        """
        return self._rows.filter(F.col(_TOLD).isNull()).drop(_TOLD)

    @property
    def twice(self) -> DataFrame:
        """Who has several results in a month, as several units list them: `period`, `nip`."""
        many = self.results.groupBy("period", "nip").count().filter(F.col("count") > 1)
        return many.select("period", "nip")

    def table(self) -> DataFrame:
        """One row per result, its columns `unit` and those of `Results.to_frame`."""
        found: dict[str, Any] = {}
        for name, (prefix, _) in _MAPS.items():
            for key, whole in self._keys(name):
                cell = F.col(name).getItem(key)
                found[prefix + key] = cell.cast("bigint") if name == "counts" and whole else cell
        is_counted = ~F.col("status").isin(*UNCOUNTED)
        for code in codes_among(found, self._columns):
            # A key without a value is a count that nobody knows.
            is_told = F.array_contains(F.map_keys("counts"), code.removeprefix(COUNT))
            found[code] = F.when(is_counted & ~is_told, F.lit(0)).otherwise(found[code])
        run = [RUN] if RUN in self._columns else []
        names = in_order([*HEAD, *run, *_OF_PERSON, *SUMS, *found], self._columns)
        made = [found.get(name, F.col(name)).alias(name) for name in names]
        return self.results.select("unit", *made)

    def _keys(self, name: str) -> list[tuple[str, bool]]:
        """Keys of a map, and whether all their values are whole numbers."""
        each = self.results.select(F.explode(name).alias("key", "value"))
        whole = F.col("value").isNull() | F.col("value").cast("string").rlike(_WHOLE)
        told = each.groupBy("key").agg(F.min(whole).alias("whole")).collect()
        return sorted((row["key"], row["whole"]) for row in told)

    def write(self, out: str, mode: str = "errorifexists") -> None:
        """Write :attr:`results` as Parquet, a folder for each period and unit.

        Args:
            out: Where, in any file system that Spark knows. Spark writes aside and moves what is
                complete; a folder without `_SUCCESS` is not.
            mode: What happens where something is, as of `DataFrameWriter.mode`.
        """
        self.results.write.mode(mode).partitionBy("period", "unit").parquet(out)


def compute_partitions(  # noqa: PLR0913  (as compute_results, and where)
    session: SparkSession,
    profile: Ref,
    root: str,
    months: Iterable[Month] | None = None,
    *,
    as_of: date | None = None,
    look_back: bool = True,
    full: bool = False,
    lang: str = "id",
) -> Clustered:
    """Results of everybody in a folder of packs, each unit's month by one task of Spark.

    Args:
        session: Of the cluster; each machine has this library with the extra `spark`.
        profile: An id, a mapping, or a path that every machine sees.
        root: Holds `period=2026-07/unit=NAME/` with a pack each; every machine sees it there.
        months: Which to compute; None = all that there are.
        as_of: Last known day; None is the last day of each month.
        look_back: Read earlier months where the regulation asks for them, of each person in the
            units in which they then stood. Otherwise a partition is all that is known.
        full: Also give the contract's JSON of each result, with its findings.
        lang: Of messages and of that JSON.

    Returns:
        What is computed once somebody asks. A partition that cannot be read is named in
        `problems`; all others are computed.

    Raises:
        ProfileError: the regulation is wrong or unknown.
        RequestError: it is not in force in a month, or its numbers do not fit into columns.
        FactsError: there is no partition, or none of these months [no-partitions].
    """
    regulation = Regulation(profile)
    held = partitions_in(root)
    wanted = sorted({part.month for part in held} if months is None else set(months))
    own = [part for part in held if part.month in wanted]
    if not own:
        raise FactsError.of("no-partitions", path=source_name(root))
    wanted = sorted({part.month for part in own})
    refuse_split(regulation.loaded, [PartitionUnits(part) for part in own])
    earlier = {
        str(month): [str(past) for past in regulation.earlier(month)] if look_back else []
        for month in wanted
    }
    tasks, lost = _tasks(session, earlier, held, lang)
    job = Job(regulation.ref, regulation.mark, as_of, full, lang)
    rows = _by_task(session, tasks, lambda task: _rows(job, task), _sql(_ROWS))
    return Clustered(rows, regulation.columns(wanted), lost)


# ------------------------------------------------------------------ who is computed with what
def _tasks(
    session: SparkSession,
    earlier: Mapping[str, Sequence[str]],
    held: Sequence[Partition],
    lang: str,
) -> tuple[list[Task], list[str]]:
    """A task for each partition of the wanted months, and which do not tell who was there.

    Args:
        session: Of the cluster.
        earlier: The wanted months, and those that each looks back on.
        held: Partitions that there are.
        lang: Of messages.
    """
    by_stay = {part.stay: part for part in held}
    groups: dict[Stay, dict[tuple[Stay, ...], list[str]]] = {}
    lost: list[str] = []
    if any(earlier.values()):
        reached = {*earlier, *(past for months in earlier.values() for past in months)}
        read = [part for part in held if str(part.month) in reached]
        others, lost = _others(session, read, earlier, frozenset(by_stay), lang)
        for stay, there, nip in others:
            groups.setdefault(stay, {}).setdefault(there, []).append(nip)
    tasks = []
    for part in held:
        if str(part.month) not in earlier:
            continue
        usual = [(past, part.unit) for past in earlier[str(part.month)]]
        own = [Group(tuple(by_stay[stay] for stay in usual if stay in by_stay))]
        own += [
            Group(tuple(by_stay[stay] for stay in there), tuple(sorted(nips)))
            for there, nips in sorted(groups.get(part.stay, {}).items())
        ]
        tasks.append(Task(part, tuple(own)))
    return tasks, lost


_STAYS = "period string, unit string, nip string, told string"
_OTHERS = "period string, unit string, nip string, there string"


def _others(
    session: SparkSession,
    read: Sequence[Partition],
    earlier: Mapping[str, Sequence[str]],
    held: frozenset[Stay],
    lang: str,
) -> tuple[list[tuple[Stay, tuple[Stay, ...], str]], list[str]]:
    """Who stood elsewhere in earlier months, and which partitions do not tell who was there."""

    def people(part: Partition) -> Iterator[pa.RecordBatch]:
        try:
            nips, told = people_in(part), None
        except UnreadableError as error:
            nips, told = [""], error.text(lang)
        size = len(nips)
        columns = ([str(part.month)] * size, [part.unit] * size, nips, [told] * size)
        yield _batch(columns, ["period", "unit", "nip", _TOLD])

    def elsewhere(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            columns: list[list[str]] = [[], [], [], []]
            for nip, stays in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                own = [(stay["period"], stay["unit"]) for stay in stays]
                for stay, there in exceptions(own, earlier, held):
                    row = (*stay, nip, json.dumps(there))
                    for column, cell in zip(columns, row, strict=True):
                        column.append(cell)
            yield _batch(columns, ["period", "unit", "nip", "there"])

    stays = _by_task(session, read, people, _STAYS).persist(StorageLevel.DISK_ONLY)
    lost = [row[_TOLD] for row in stays.filter(F.col(_TOLD).isNotNull()).select(_TOLD).collect()]
    own = stays.filter(F.col(_TOLD).isNull()).groupBy("nip")
    each = own.agg(F.collect_list(F.struct("period", "unit")).alias("stays"))
    found = each.mapInArrow(elsewhere, _OTHERS).collect()
    stays.unpersist()
    return [
        ((period, unit), tuple((past, where) for past, where in json.loads(there)), nip)
        for period, unit, nip, there in found
    ], sorted(lost)


# ------------------------------------------------------------------ rows
def _rows(job: Job, task: Task) -> Iterator[pa.RecordBatch]:
    part = task.partition
    for outcome in outcomes(job, task):
        if outcome.table is not None:
            yield _results(part, outcome.table, outcome.texts)
        told = {
            "people": outcome.people,
            "in_frames": outcome.in_frames,
            "reasons": outcome.reasons,
            "set_aside": outcome.set_aside,
            "problem": outcome.problem,
            "run": outcome.run,
        }
        cells = {"period": str(part.month), "unit": part.unit, _TOLD: json.dumps(told)}
        arrays = [pa.array([cells.get(each.name)], each.type) for each in _ROWS]
        yield pa.RecordBatch.from_arrays(arrays, schema=_ROWS)


def _results(part: Partition, table: pl.DataFrame, texts: Sequence[str]) -> pa.RecordBatch:
    """Results in the columns of `_ROWS`."""
    size = len(table)
    made: dict[str, pa.Array] = {
        "unit": pa.array([part.unit] * size, pa.string()),
        "result": pa.array(texts, pa.string()) if texts else pa.nulls(size, pa.string()),
        _TOLD: pa.nulls(size, pa.string()),
    }
    for name, (prefix, kind) in _MAPS.items():
        made[name] = _map(table, prefix, kind)
    if RUN not in table.columns:
        made[RUN] = pa.array([""] * size, pa.string())
    for each in _ROWS:
        if each.name not in made:
            made[each.name] = pa.array(table[each.name].to_list(), each.type)
    return pa.RecordBatch.from_arrays([made[each.name] for each in _ROWS], schema=_ROWS)


def _map(table: pl.DataFrame, prefix: str, kind: pa.DataType) -> pa.Array:
    """The columns with a prefix as one map for each row."""
    names = [name for name in table.columns if name.startswith(prefix)]
    keys = [name.removeprefix(prefix) for name in names]
    as_text = kind == pa.string()
    columns = [table[name].cast(pl.String if as_text else pl.Int64).to_list() for name in names]
    items = [cell for row in zip(*columns, strict=True) for cell in row]
    offsets = pa.array(range(0, len(table) * len(names) + 1, len(names) or 1), pa.int32())
    if not names:
        offsets = pa.array([0] * (len(table) + 1), pa.int32())
    return pa.MapArray.from_arrays(
        offsets, pa.array(keys * len(table), pa.string()), pa.array(items, kind)
    )


def _report(period: str, unit: str, told: Sequence[Mapping[str, Any]]) -> PartitionReport:
    reasons: dict[str, int] = {}
    for one in told:
        for reason, count in one["reasons"].items():
            reasons[reason] = reasons.get(reason, 0) + count
    return PartitionReport(
        period,
        unit,
        sum(one["people"] for one in told),
        sum(one["in_frames"] for one in told),
        reasons,
        max(one["set_aside"] for one in told),
        tuple(dict.fromkeys(one["problem"] for one in told if one["problem"])),
        tuple(json.loads(one["run"]) for one in told if one["run"]),
    )


# ------------------------------------------------------------------ Spark
def _by_task(
    session: SparkSession,
    tasks: Sequence[Any],
    compute: Callable[[Any], Iterator[pa.RecordBatch]],
    schema: str,
) -> DataFrame:
    """What a function makes of each task, every one a task of Spark."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from compute(tasks[number])

    size = len(tasks)
    return session.range(0, size, 1, numPartitions=size).mapInArrow(run, schema)


def _batch(columns: Sequence[Sequence[Any]], names: Sequence[str]) -> pa.RecordBatch:
    arrays = [pa.array(column, pa.string()) for column in columns]
    return pa.RecordBatch.from_arrays(arrays, names=list(names))


def _sql(schema: pa.Schema) -> str:
    """A schema as Spark writes it."""

    def word(kind: pa.DataType) -> str:
        if pa.types.is_map(kind):
            return f"map<{word(kind.key_type)},{word(kind.item_type)}>"
        return _SQL[kind]

    return ", ".join(f"{each.name} {word(each.type)}" for each in schema)
