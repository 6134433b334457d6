"""Two jobs as programmers write them for one regulation, in Polars and NumPy.

The bench profile and `id/kab-bulukumba` from day facts in long form; and `id/kab-bulukumba` from
raw punches in Parquet. Every function prepares the input that its library likes and gives back the
call that is timed: net pay in rupiah, by person. There is no float.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from nation_data import APEL, TARGET, Month, month_of

__all__ = ["LAWS", "Facts", "golongan", "numpy_exact", "polars_exact", "punches_polars"]

Net = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """Day facts of a month.

    Attributes:
        law: `bench` or `bulukumba`.
        days: `who`, `date`, `status` (0 present, 1 absent, 2 leave or duty), `late`, `early`
            (minutes), `missing_in`, `missing_out`, `missed_apel`; by person.
        people: `who`, `tpp` and what the law asks for beside it; by person.
    """

    law: str
    days: pl.DataFrame
    people: pl.DataFrame

    def of(self, first: int, end: int) -> Facts:
        """The facts of some people."""
        own = pl.col("who").is_between(first, end, closed="left")
        return Facts(self.law, self.days.filter(own), self.people.filter(own))


@dataclass(frozen=True, slots=True)
class Law:
    """What differs between the two regulations, a day at a time.

    Attributes:
        missing: Hundredths of a percent for a missing punch.
        apel: For a missed roll call of a Monday.
        month: A date of the month.
    """

    missing: int
    apel: int
    month: str


LAWS = {"bench": Law(150, 0, "2026-06"), "bulukumba": Law(125, 200, "2026-07")}
ABSENT = 300
EPOCH = date(1970, 1, 1).toordinal()
#: Minutes over which a row of the table begins, and what it adds, in hundredths of a percent.
STEPS = ((0, 50), (30, 50), (60, 25), (90, 25))
#: Tax by golongan, in percent.
TAX = {"IV": 15, "III": 5}


# ------------------------------------------------------------------ Polars
def polars_exact(facts: Facts, *, charged_only: bool) -> Net:
    """Whole numbers from beginning to end.

    Args:
        facts: What happened.
        charged_only: Leave out the days on which this law takes nothing before anything is
            computed: most of them.
    """
    law, days, people = LAWS[facts.law], facts.days.lazy(), facts.people.lazy()
    if charged_only:
        minutes, missing = pl.any_horizontal(pl.col("late", "early") > 0), pl.col("missing_in")
        missing |= pl.col("missing_out") | pl.col("missed_apel")
        days = days.filter((pl.col("status") == 1) | minutes | missing)
    points = (
        _steps("late")
        + _steps("early")
        + law.missing * (pl.col("missing_in").cast(pl.Int16) + pl.col("missing_out"))
        + ABSENT * (pl.col("status") == 1).cast(pl.Int16)
        + law.apel * pl.col("missed_apel").cast(pl.Int16)
    )
    months = days.group_by("who").agg(
        points=points.cast(pl.Int32).sum().cast(pl.Int64),
        absent=(pl.col("status") == 1).sum(),
    )
    joined = people.join(months, on="who", how="left", maintain_order="left")
    pay = _bench_pay() if facts.law == "bench" else bulukumba_pay()
    query = joined.with_columns(pl.col("points", "absent").fill_null(0)).select(net=pay)
    return lambda: query.collect(engine="streaming")["net"]


def golongan(grade: pl.Expr) -> pl.Expr:
    """`III` of `III/d`; null where there is none."""
    return grade.str.extract(r"^([IV]+)/")


def _steps(minutes: str) -> pl.Expr:
    adds = [add * (pl.col(minutes) > over).cast(pl.Int16) for over, add in STEPS]
    return adds[0] + adds[1] + adds[2] + adds[3]


def _bench_pay() -> pl.Expr:
    tpp = pl.col("tpp")
    left = (4_000 - pl.col("points")).clip(0)
    return (tpp * left + 5_000) // 10_000 + (
        tpp * 60 * pl.col("achievement") + 500_000
    ) // 1_000_000


def bulukumba_pay() -> pl.Expr:
    """Net pay from `tpp`, `points`, `absent`, `activity_minutes` and `grade`."""
    tpp = pl.col("tpp")
    done = (20_000 * pl.col("activity_minutes") + TARGET) // (2 * TARGET)
    done = done.clip(upper_bound=10_000)
    productivity = (tpp * 60 * done + 500_000) // 1_000_000
    left = (10_000 - pl.col("points")).clip(0)
    discipline = (tpp * 40 * left + 500_000) // 1_000_000
    taxed = productivity + discipline - (tpp + 50) // 100
    rate = golongan(pl.col("grade")).replace_strict(TAX, default=0, return_dtype=pl.Int64)
    net = taxed - (taxed * rate + 50) // 100
    return pl.when(pl.col("absent") > 3).then(0).otherwise(net.clip(0))


# ------------------------------------------------------------------ Polars, from raw punches
def punches_polars(folder: Path, period: str) -> Net:
    """`id/kab-bulukumba` from packs of the plain mix, partitioned by month and unit.

    Gives a frame of `nip` and `net`, ordered by nip.
    """
    query = _punches_query(folder / f"period={period}", month_of(period))
    return lambda: query.collect(engine="streaming")


def _punches_query(folder: Path, month: Month) -> pl.LazyFrame:
    def rows(table: str) -> pl.LazyFrame:
        # The folders say unit and period too, and would win over the columns of the files.
        return pl.scan_parquet(folder / "*" / f"{table}.parquet", hive_partitioning=False)

    # One number for a person's day, which is grouped far faster than a text and a date: 18 digits
    # that begin with a year leave room for five bits.
    nip, day = pl.col("nip").cast(pl.Int64), pl.col("key") % 32
    before = month.first.toordinal() - EPOCH - 1
    hours = month.due.lazy().select(
        "group", "start", "end", "apel", day=pl.col("date").dt.day().cast(pl.Int64)
    )
    who = rows("employees").select(
        nip, "grade", group=pl.col("staff_group").fill_null("office"), text="nip"
    )
    group = who.select("nip", "group")
    first, last = month.due["date"].min(), month.due["date"].max()
    spell = pl.date_ranges(pl.col("from").clip(first, None), pl.col("until").clip(None, last))
    # Days off duty that were due, each once.
    away = (
        rows("absences")
        .filter("approved")
        .select(nip, date=spell)
        .explode("date", empty_as_null=False, keep_nulls=False)
        .select(key=pl.col("nip") * 32 + pl.col("date").dt.day())
        .unique()
        .with_columns(nip=pl.col("key") // 32, day=day)
        .join(group, on="nip")
        .join(hours, on=["group", "day"])
    )
    second = pl.col("time").cast(pl.Int64) // 1000  # Parquet gives milliseconds
    clock = (second % 86_400).cast(pl.Int32)
    kind = pl.col("kind")
    taps = (
        rows("punches")
        .select(
            key=nip * 32 + (second // 86_400 - before),
            came=pl.when(kind == "in").then(clock),
            left=pl.when(kind == "out").then(clock),
            lined_up=pl.when((kind == "apel") & clock.is_between(*APEL)).then(clock),
        )
        .group_by("key")
        .agg(pl.col("came").min(), pl.col("left").max(), pl.col("lined_up").min())
        .join(away.select("key"), on="key", how="anti")
        .with_columns(nip=pl.col("key") // 32, day=day)
        .join(group, on="nip")
        .join(hours, on=["group", "day"])
    )
    came, left = pl.col("came"), pl.col("left")
    here = came.is_not_null() | left.is_not_null()
    missing = came.is_null().cast(pl.Int16) + left.is_null()
    taken = _steps("late") + _steps("early") + LAWS["bulukumba"].missing * missing
    late = ((came - pl.col("start")) // 60).fill_null(0)
    early = ((pl.col("end") - left) // 60).fill_null(0)
    counted = (
        taps.with_columns(late=late, early=early)
        .select(
            "nip",
            here=here,
            lined_up=pl.col("lined_up").is_not_null() & pl.col("apel"),
            points=pl.when(here).then(taken).otherwise(0),
        )
        .group_by("nip")
        .agg(pl.col("points").cast(pl.Int64).sum(), pl.col("here", "lined_up").sum())
    )
    excused = away.group_by("nip").agg(away=pl.len(), away_apel=pl.col("apel").sum())
    expected = hours.group_by("group").agg(due=pl.len(), due_apel=pl.col("apel").sum())
    reports = rows("activities").filter(pl.col("status") == "approved")
    minutes = reports.group_by(nip).agg(activity_minutes=pl.col("minutes").cast(pl.Int64).sum())
    amounts = rows("amounts").filter(pl.col("component") == "tpp")
    numbers = ("points", "here", "lined_up", "away", "away_apel", "activity_minutes")
    absent = pl.col("due").cast(pl.Int64) - pl.col("away") - pl.col("here")
    missed = pl.col("due_apel").cast(pl.Int64) - pl.col("away_apel") - pl.col("lined_up")
    charged = ABSENT * pl.col("absent") + LAWS["bulukumba"].apel * pl.col("missed")
    return (
        who.join(expected, on="group")
        .join(amounts.select(nip, tpp=pl.col("amount").cast(pl.Int64)), on="nip")
        .join(minutes, on="nip", how="left")
        .join(counted, on="nip", how="left")
        .join(excused, on="nip", how="left")
        .with_columns(pl.col(numbers).fill_null(0).cast(pl.Int64))
        .with_columns(absent=absent, missed=missed)
        .with_columns(points=pl.col("points") + charged)
        .select(nip="text", net=bulukumba_pay())
        .sort("nip")
    )


# ------------------------------------------------------------------ NumPy
def numpy_exact(facts: Facts) -> Net:
    """Whole numbers; the rows of the law as a table over the minutes, a block of people a time."""
    import numpy as np  # noqa: PLC0415  (only this peer needs it)

    law = LAWS[facts.law]
    days = {name: facts.days[name].to_numpy() for name in facts.days.columns if name != "date"}
    who, tpp = facts.people["who"].to_numpy(), facts.people["tpp"].to_numpy()
    begins = np.searchsorted(days["who"], who)
    minutes = np.arange(1_441)
    rates = sum(add * (minutes > over) for over, add in STEPS).astype(np.int16)
    if facts.law == "bench":
        achievement = facts.people["achievement"].to_numpy()
    else:
        reported = facts.people["activity_minutes"].to_numpy()
        rates_of = golongan(pl.col("grade")).replace_strict(TAX, default=0, return_dtype=pl.Int64)
        tax = facts.people.select(rates_of).to_series().to_numpy()

    def compute() -> Any:
        net = np.empty(len(who), np.int64)
        for first in range(0, len(who), 4096):
            people = slice(first, min(first + 4096, len(who)))
            starts = begins[people]
            end = begins[people.stop] if people.stop < len(who) else len(days["who"])
            rows = slice(starts[0], end)
            absent = days["status"][rows] == 1
            points = rates[days["late"][rows]] + rates[days["early"][rows]]
            points += law.missing * (
                days["missing_in"][rows].astype(np.int16) + days["missing_out"][rows]
            )
            points += ABSENT * absent + np.int16(law.apel) * days["missed_apel"][rows]
            inner = starts - starts[0]
            total = np.add.reduceat(points, inner, dtype=np.int64)
            pay = tpp[people]
            if facts.law == "bench":
                left = np.maximum(4_000 - total, 0)
                net[people] = (pay * left + 5_000) // 10_000 + (
                    pay * 60 * achievement[people] + 500_000
                ) // 1_000_000
                continue
            done = np.minimum((20_000 * reported[people] + TARGET) // (2 * TARGET), 10_000)
            left = np.maximum(10_000 - total, 0)
            gross = (pay * 60 * done + 500_000) // 1_000_000
            gross += (pay * 40 * left + 500_000) // 1_000_000
            taxed = gross - (pay + 50) // 100
            paid = np.maximum(taxed - (taxed * tax[people] + 50) // 100, 0)
            paid[np.add.reduceat(absent, inner, dtype=np.int64) > 3] = 0
            net[people] = paid
        return net

    return compute
