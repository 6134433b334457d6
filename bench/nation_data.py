"""Packs of a whole country as Parquet, a folder for each month and unit, the same every time.

    python bench/nation_data.py FOLDER --months 12 --people 100000
    python bench/nation_data.py FOLDER --mix plain --form days

`FOLDER/period=2026-07/unit=dinas-00001/` is a pack of the contract. The same seed gives the same
facts on every machine, and a person has the same month whatever else is made beside it. Memory
holds one unit of one month at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from masker_rules.calendars import load_calendar

FIRST_PERIOD = "2026-07"
UNIT_SIZE = 5_000
MANIFEST = "nation.json"
TARGET = 6_750
#: The events of a Monday: begin and end, in seconds of the day.
APEL = (7 * 3600, 7 * 3600 + 1800)
#: A NIP that no person of the country has.
NOBODY = "199001012099121001"
_WHOLE = 1 << 64
_START = 20_261_124


# ------------------------------------------------------------------ how things are drawn
def drawn(state: pl.Series, part: pl.Series | int) -> pl.Series:
    """One round of `job.draw` over 64-bit columns: they wrap, as splitmix64 wants."""
    state += (part + 1) * 0x9E3779B97F4A7C15 % _WHOLE if isinstance(part, int) else _spread(part)
    state = (state ^ (state // (1 << 30))) * 0xBF58476D1CE4E5B9
    state = (state ^ (state // (1 << 27))) * 0x94D049BB133111EB
    return state ^ (state // (1 << 31))


def _spread(part: pl.Series) -> pl.Series:
    return (part.cast(pl.UInt64) + 1) * 0x9E3779B97F4A7C15


def starting(count: int) -> pl.Series:
    """The state before the first round, for that many rows."""
    return pl.repeat(_START, count, dtype=pl.UInt64, eager=True)


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of a thousand people or rows are out of the ordinary.

    Attributes:
        transfers: People with a second unit from the middle of the month on.
        rosters: People on a roster of five days: morning, afternoon, night, two days off.
        undecided: Absences and activities that are pending or refused.
        halves: Absences of half a day.
        odd: Punches that a reader meets in real dumps: twice, a minute later again, without
            kind, pending, with a sign of mock location, at 00:00, of another month, of nobody.
    """

    transfers: int = 0
    rosters: int = 0
    undecided: int = 0
    halves: int = 0
    odd: int = 0


MIXES = {"plain": Mix(), "nation": Mix(transfers=5, rosters=15, undecided=30, halves=20, odd=10)}


# ------------------------------------------------------------------ the month that is worked
#: Begin and end in minutes of the day, by staff group and season, Monday first; the groups and
#: hours of the regulation that the benchmarks compute.
_MON_FRI = [(450, 960)] * 4 + [(450, 930)]
_TEACHER = [(420, 840)] + [(450, 840)] * 3 + [(420, 690), (450, 840)]
_TEACHER_RAMADAN = [(420, 810)] + [(450, 810)] * 3 + [(420, 660), (450, 810)]
HOURS = {
    ("office", False): _MON_FRI,
    ("office", True): [(480, 900)] * 5,
    ("teacher", False): _TEACHER,
    ("teacher", True): _TEACHER_RAMADAN,
}
#: Shifts of a roster by the day of its cycle; an end over 24:00 is of the next day.
CYCLE = [("07:00", "14:00"), ("14:00", "21:00"), ("21:00", "31:00"), None, None]


class Month(NamedTuple):
    """A month: its text, first date and length, and the due days of each staff group.

    Attributes:
        due: `group`, `date`, `start`, `end` (seconds of the day), `apel` (one is held), `at`
            (the day's number for drawing).
    """

    text: str
    first: date
    length: int
    due: pl.DataFrame


def month_of(text: str) -> Month:
    """The month with the national calendar's free days taken out."""
    first = date.fromisoformat(f"{text}-01")
    length = monthrange(first.year, first.month)[1]
    kinds = load_calendar(first, first)
    rows: list[tuple[Any, ...]] = []
    for day in (first + timedelta(at) for at in range(length)):
        known = kinds.kinds(day)
        for group in ("office", "teacher"):
            hours = HOURS[group, known.ramadan]
            if known.holiday or known.joint_leave or day.weekday() >= len(hours):
                continue
            start, end = hours[day.weekday()]
            held = day.weekday() == 0 and not known.ramadan
            rows.append((group, day, 60 * start, 60 * end, held, day.toordinal()))
    types = {
        "group": pl.String, "date": pl.Date, "start": pl.Int32, "end": pl.Int32,
        "apel": pl.Boolean, "at": pl.UInt64,
    }  # fmt: skip
    return Month(text, first, length, pl.DataFrame(rows, schema=types, orient="row"))


def months(first: str, count: int) -> list[str]:
    """That many months, the first included."""
    year, month = map(int, first.split("-"))
    return [
        f"{year + (month - 1 + at) // 12}-{(month - 1 + at) % 12 + 1:02d}" for at in range(count)
    ]


# ------------------------------------------------------------------ people
_GRADES = ["II/c", "III/a", "III/b", "III/c", "III/d", "IV/a", "IV/b", "IX"]


def people(first: int, count: int, seed: int, mix: Mix) -> pl.DataFrame:
    """People by their number in the country; the same whatever the month.

    Returns:
        `who`, `state` (for drawing), `nip`, `group`, `roster`, `moves`, `truant` (often
        absent), `grade`, `category`, `job_class`, `tpp` (rupiah, odd).
    """
    who = pl.int_range(first, first + count, dtype=pl.UInt64, eager=True)
    state = drawn(drawn(starting(count), seed), who)
    kind, money, grade = (drawn(state, field) for field in (1, 2, 3))
    born = (pl.lit(date(1968, 1, 1)).cast(pl.Int32) + pl.col("who") % 10_000).cast(pl.Date)
    turn = pl.col("who") // 10_000  # everybody of one turn has a birthday of his own
    serial = turn // 120 % 999 + 1
    appointed = (2015 + turn % 10) * 100 + 1 + turn // 10 % 12
    roster = kind % 1000 < mix.rosters
    return (
        pl.DataFrame({"who": who.cast(pl.Int64), "state": state})
        .with_columns(
            nip=pl.format(
                "{}{}{}{}",
                born.dt.strftime("%Y%m%d"),
                appointed,
                1 + pl.lit(grade // 64 % 2),
                serial.cast(pl.String).str.zfill(3),
            ),
            roster=roster,
            truant=kind // 10**9 % 1000 < 4,
            moves=kind // 1000 % 1000 < mix.transfers,
            group=pl.when(kind // 1_000_000 % 100 < 18)
            .then(pl.lit("teacher"))
            .otherwise(pl.lit("office")),
            at=grade % 8,
            job_class=(5 + grade // 8 % 8).cast(pl.Int8),
            tpp=2_000_001 + 2 * (money % 2_000_000).cast(pl.Int64),
        )
        .with_columns(
            grade=pl.col("at").replace_strict(list(range(8)), _GRADES),
            category=pl.when(pl.col("at") == 7).then(pl.lit("PPPK")).otherwise(pl.lit("PNS")),
            group=pl.when("roster").then(pl.lit("health")).otherwise("group"),
        )
        .drop("at")
    )


# ------------------------------------------------------------------ what happened
#: Shares of a thousand due days, added up: no in, no out, late, early, both; counted from the
#: other end, absent: of most people and of the few who are absent often.
_NO_IN, _NO_OUT, _LATE, _EARLY, _BOTH = 4, 10, 54, 78, 84
_ABSENT, _ABSENT_OFTEN = 5, 250


def due_days(who: pl.DataFrame, month: Month) -> pl.DataFrame:
    """A row for each person and due day, with the hours of that day."""
    fixed = who.filter(~pl.col("roster")).join(month.due, on="group", maintain_order="left")
    if not who["roster"].any():
        return fixed
    turns = _roster(who.filter("roster"), month).filter(~pl.col("off"))
    clock = [pl.col(name).str.split(":").list.eval(pl.element().cast(pl.Int32))
             for name in ("start", "end")]  # fmt: skip
    seconds = [c.list.get(0) * 3600 + c.list.get(1) * 60 for c in clock]
    turns = turns.with_columns(start=seconds[0], end=seconds[1], apel=pl.lit(value=False))
    return pl.concat([fixed, turns.select(fixed.columns)])


def _roster(who: pl.DataFrame, month: Month) -> pl.DataFrame:
    """The rosters: a row a day, off or with begin and end."""
    dates = [month.first + timedelta(at) for at in range(month.length)]
    days = pl.DataFrame({"date": dates, "at": [day.toordinal() for day in dates]})
    turn = (pl.col("at") + pl.col("who")) % len(CYCLE)
    begins, ends = ([each and each[side] for each in CYCLE] for side in (0, 1))
    numbers = list(range(len(CYCLE)))
    return who.join(days, how="cross").with_columns(
        pl.col("at").cast(pl.UInt64),
        start=turn.replace_strict(numbers, begins, return_dtype=pl.String),
        end=turn.replace_strict(numbers, ends, return_dtype=pl.String),
        off=turn > 2,
    )


def absences(who: pl.DataFrame, month: Month, mix: Mix) -> pl.DataFrame:
    """Leave and duty: at most one spell of each for a person and month.

    Returns:
        `who`, `nip`, `code`, `from`, `until`, `part`, `approved`.
    """
    both = []
    chosen = {
        0: (180, ["cuti_tahunan"] * 11 + ["sakit"] * 4 + ["izin"] * 2 + ["cuti_sakit"] * 2
            + ["cuti_alasan_penting"]),
        1: (120, ["dinas_luar"] * 15 + ["diklat"] * 4 + ["dinas_dalam"]),
    }  # fmt: skip
    for field, (share, codes) in chosen.items():
        state = drawn(drawn(who["state"], month.first.toordinal()), 20 + field)
        kind, half, decided = (drawn(state, at) for at in (0, 1, 2))
        length = pl.when(kind % 100 < 4).then(10 + kind // 100 % 20).otherwise(kind // 100 % 3)
        begin = pl.lit(month.first) + pl.duration(days=state // 1000 % month.length)
        halved = pl.lit(half % 1000 < mix.halves)
        pending = pl.lit(decided % 1000 < mix.undecided)
        refused = pl.lit(decided % 1000 * 3 < mix.undecided)
        spells = who.select(
            "who",
            "nip",
            code=pl.lit(state // 100_000 % 20).replace_strict(list(range(20)), codes),
            **{"from": begin},
            until=begin + pl.duration(days=pl.when(halved).then(0).otherwise(length)),
            part=pl.when(halved)
            .then(pl.lit(half // 1000 % 2).cast(pl.Int8).replace_strict([0, 1], ["am", "pm"]))
            .otherwise(pl.lit("full")),
            approved=pl.when(refused)
            .then(pl.lit(value=False))
            .when(~pending)
            .then(pl.lit(value=True)),
        )
        both.append(spells.filter(state % 1000 < share))
    return pl.concat(both)


def month_days(who: pl.DataFrame, away: pl.DataFrame, month: Month) -> pl.DataFrame:
    """What happened on each due day: a row with the times, or null where there is no punch.

    Returns:
        The columns of `due_days` and `code` (of the absence that counts, null on other days),
        `came`, `left`, `lined_up` (seconds of the day; over 86 400 on the next).
    """
    days = due_days(who, month)
    state = drawn(days["state"], days["at"])
    kind, come, go, line = (drawn(state, field) for field in (2, 3, 4, 5))
    kind, come, go, line = (each.cast(pl.Int64) % modulus for each, modulus in (
        (kind // 2 % 1000, 1000), (come // 2, 1 << 40), (go // 2, 1 << 40), (line // 2, 1 << 40),
    ))  # fmt: skip
    late = kind.is_between(_NO_OUT, _LATE - 1) | (kind >= _EARLY) & (kind < _BOTH)
    early = kind.is_between(_LATE, _BOTH - 1)
    absent = pl.lit(kind) >= 1000 - pl.when("truant").then(_ABSENT_OFTEN).otherwise(_ABSENT)
    full = away.filter((pl.col("part") == "full") & pl.col("approved")).select(
        "who", "code", date=pl.date_ranges("from", "until")
    )
    full = full.explode("date").unique(["who", "date"], keep="first", maintain_order=True)
    return (
        days.with_columns(
            came=pl.when(~absent & (kind >= _NO_IN)).then(
                pl.col("start") + pl.when(late).then(60 + come % 7140).otherwise(59 - come % 1800)
            ),
            left=pl.when(~absent & ~kind.is_between(_NO_IN, _NO_OUT - 1)).then(
                pl.col("end") - pl.when(early).then(60 + go % 7140).otherwise(59 - go % 3600)
            ),
            lined_up=pl.when(pl.col("apel") & ~absent & ~late & (line % 100 < 93)).then(
                APEL[0] + line // 100 % 1800
            ),
        )
        .join(full, on=["who", "date"], how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("code").is_null()).then(pl.col(name)).alias(name)
            for name in ("came", "left", "lined_up")
        )
    )


# ------------------------------------------------------------------ tables of a pack
def pack_tables(
    month: Month,
    unit: int,
    count: int,
    *,
    first: int = 0,
    seed: int = 0,
    mix: Mix = MIXES["plain"],
) -> dict[str, pl.DataFrame]:
    """The tables of the contract for the people of a unit in a month.

    Args:
        month: The month.
        unit: Its number.
        count: How many people it has.
        first: The country's number of its first person.
        seed: Another seed gives other people.
        mix: What happens how often.
    """
    who = people(first, count, seed, mix)
    away = absences(who, month, mix)
    days = month_days(who, away, month)
    tables = {
        "employees": _employees(who, month, unit),
        "punches": _punches(days, month, mix),
        "absences": away.drop("who"),
        "activities": _activities(days, mix),
        "amounts": _amounts(who),
        "events": pl.DataFrame(
            {
                "date": month.due.filter("apel")["date"].unique().sort(),
                "event": "apel_pagi",
                "from": "07:00",
                "until": "07:30",
            }
        ),
        "scores": pl.DataFrame(
            {"period": [month.text], "measure": ["target_minutes"], "value": [str(TARGET)]}
        ),
    }
    if mix.rosters:
        columns = ("nip", "date", "start", "end", "off")
        tables["rosters"] = _roster(who.filter("roster"), month).select(columns)
    return tables


def unit_name(unit: int) -> str:
    """The name of a unit, as it stands in its folder and in `employees`."""
    return f"dinas-{unit:05d}"


def _employees(who: pl.DataFrame, month: Month, unit: int) -> pl.DataFrame:
    named = pl.when(pl.col("group") != "office").then("group")
    rows = who.select(
        "nip",
        "category",
        "grade",
        "job_class",
        "moves",
        name=pl.format("Contoh {}", "who"),
        staff_group=named,
        unit=pl.lit(unit_name(unit)),
        valid_from=pl.lit(None, pl.Date),
    )
    moved = rows.filter("moves").with_columns(
        unit=pl.lit(unit_name(unit + 1)), valid_from=pl.lit(month.first + timedelta(14))
    )
    return pl.concat([rows, moved]).drop("moves")


def _amounts(who: pl.DataFrame) -> pl.DataFrame:
    """The amount of each person, and a percent of payment for each class."""
    each = who.select(
        "nip",
        job_class=pl.lit(None, pl.Int8),
        component=pl.lit("tpp"),
        amount=pl.col("tpp").cast(pl.String),
    )
    classes = pl.select(job_class=pl.int_range(1, 18, dtype=pl.Int8)).select(
        "job_class",
        nip=pl.lit(None, pl.String),
        component=pl.lit("payment_percent"),
        amount=pl.lit("100%"),
    )
    return pl.concat([each, classes.select(each.columns)])


def _activities(days: pl.DataFrame, mix: Mix) -> pl.DataFrame:
    state = drawn(days["state"], days["at"])
    spent, decided = drawn(state, 7), drawn(state, 8)
    word = pl.when(pl.lit(decided % 1000 * 3 < mix.undecided)).then(pl.lit("rejected"))
    word = word.when(pl.lit(decided % 1000 < mix.undecided)).then(pl.lit("pending"))
    return days.with_columns(
        minutes=(200 + spent % 160).cast(pl.Int16), status=word.otherwise(pl.lit("approved"))
    ).filter(_present()).select("nip", "date", "minutes", "status")  # fmt: skip


def _present() -> pl.Expr:
    return pl.col("came").is_not_null() | pl.col("left").is_not_null()


def _punches(days: pl.DataFrame, month: Month, mix: Mix) -> pl.DataFrame:
    """A row a punch, by person and time."""
    kinds = [("in", "came"), ("apel", "lined_up"), ("out", "left")]
    taps = pl.concat(
        days.select(
            "who",
            "nip",
            "state",
            "at",
            time=pl.col("date").cast(pl.Datetime("ms")) + pl.duration(seconds=second),
            kind=pl.lit(kind),
            nth=pl.lit(nth, pl.UInt64),
            origin=pl.lit("machine"),
            mock=pl.lit(None, pl.Boolean),
            review=pl.lit(None, pl.String),
        ).drop_nulls("time")
        for nth, (kind, second) in enumerate(kinds)
    )
    taps = _with_odd(taps, month, mix) if mix.odd else taps
    columns = ("nip", "time", "kind", "origin", "mock", "review")
    return taps.sort("who", "time", maintain_order=True).select(columns)


def _with_odd(taps: pl.DataFrame, month: Month, mix: Mix) -> pl.DataFrame:
    """The punches with odd ones among them.

    Of a hundred odd ones: 30 twice, 30 again within minutes, 22 without kind, 6 pending, 2
    refused, 5 with the sign of a mock location, 2 at 00:00, 1 of the month after, 1 of nobody, 1
    of a kind that does not exist.
    """
    state = drawn(drawn(drawn(taps["state"], taps["at"]), 9), taps["nth"])
    turn = pl.lit((state // 1000 % 100).cast(pl.Int32))
    taps = taps.with_columns(
        turn=pl.when(pl.lit(state % 1000 < mix.odd)).then(turn).otherwise(-1),
        later=1 + (state // 100_000 % 180).cast(pl.Int32),
    )
    turn, time = pl.col("turn"), pl.col("time")
    again = taps.filter(turn.is_between(0, 59)).with_columns(
        time=pl.when(turn < 30).then("time").otherwise(time + pl.duration(seconds="later"))
    )
    changed = taps.with_columns(
        kind=pl.when(turn == 99).then(pl.lit("hadir")).when(~turn.is_between(60, 81)).then("kind"),
        review=pl.when(turn.is_between(82, 87))
        .then(pl.lit("pending"))
        .when(turn.is_between(88, 89))
        .then(pl.lit("rejected")),
        mock=pl.when(turn.is_between(90, 94)).then(pl.lit(value=True)),
        time=pl.when(turn.is_between(95, 96))
        .then(time.dt.truncate("1d"))
        .when(turn == 97)
        .then(time + pl.duration(days=month.length))
        .otherwise("time"),
        nip=pl.when(turn == 98).then(pl.lit(NOBODY)).otherwise("nip"),
    )
    return pl.concat([changed, again])


# ------------------------------------------------------------------ day facts in long form
def day_tables(
    month: Month, count: int, *, first: int = 0, seed: int = 0
) -> dict[str, pl.DataFrame]:
    """The plain mix with attendance already derived.

    Returns:
        `days`: `who`, `date`, `status` (0 present, 1 absent, 2 leave or duty), `late`, `early`
        (whole minutes), `missing_in`, `missing_out`, `missed_apel`; by person and day.
        `people`: `who`, `nip`, `tpp`, `grade`, `activity_minutes`, `target_minutes`.
    """
    plain = MIXES["plain"]
    who = people(first, count, seed, plain)
    days = month_days(who, absences(who, month, plain), month)
    minutes = _activities(days, plain).group_by("nip").agg(
        activity_minutes=pl.col("minutes").cast(pl.Int64).sum()
    )  # fmt: skip
    free, here = pl.col("code").is_not_null(), _present()
    whole = [pl.col("came") - pl.col("start"), pl.col("end") - pl.col("left")]
    late, early = (each.fill_null(0).clip(0).floordiv(60).cast(pl.Int16) for each in whole)
    return {
        "days": days.select(
            "who",
            "date",
            status=pl.when(free).then(2).when(here).then(0).otherwise(1).cast(pl.Int8),
            late=late,
            early=early,
            missing_in=here & pl.col("came").is_null(),
            missing_out=here & pl.col("left").is_null(),
            missed_apel=pl.col("apel") & ~free & pl.col("lined_up").is_null(),
        ),
        "people": who.select("who", "nip", "tpp", "grade")
        .join(minutes, on="nip", how="left", maintain_order="left")
        .with_columns(
            pl.col("activity_minutes").fill_null(0), target_minutes=pl.lit(TARGET, pl.Int64)
        ),
    }


# ------------------------------------------------------------------ writing
class Request(NamedTuple):
    """What is made: so many people in each of the months."""

    folder: Path
    people: int
    months: tuple[str, ...] = (FIRST_PERIOD,)
    unit_size: int = UNIT_SIZE
    mix: str = "nation"
    form: str = "pack"
    seed: int = 0


def write(request: Request) -> Iterator[dict[str, Any]]:
    """Write each partition and tell of it; the manifest stands last, so it vouches for all.

    Raises:
        FileExistsError: the folder holds something already.
    """
    if request.folder.exists() and any(request.folder.iterdir()):
        raise FileExistsError(f"{request.folder} is not empty")
    told = []
    for text in request.months:
        month = month_of(text)
        for unit, first in enumerate(range(0, request.people, request.unit_size), 1):
            count = min(request.unit_size, request.people - first)
            common = {"first": first, "seed": request.seed}
            if request.form == "days":
                tables = day_tables(month, count, **common)
            else:
                tables = pack_tables(month, unit, count, **common, mix=MIXES[request.mix])
            path = f"period={text}/unit={unit_name(unit)}"
            (request.folder / path).mkdir(parents=True)
            for name, table in tables.items():
                table.write_parquet(request.folder / path / f"{name}.parquet")
            rows = {name: table.height for name, table in tables.items()}
            told.append({"path": path, "period": text, "people": count, "rows": rows})
            yield told[-1]
    made = {"form": request.form, "mix": request.mix, "seed": request.seed, "partitions": told}
    aside = request.folder / f".{MANIFEST}"
    aside.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    aside.replace(request.folder / MANIFEST)


def main() -> None:
    """Write what the command line asks for, and tell how fast."""
    options = argparse.ArgumentParser(description="Packs of a whole country as Parquet.")
    options.add_argument("folder", type=Path)
    options.add_argument("--people", type=int, default=100_000, help="in each month")
    options.add_argument("--months", type=int, default=1, help="how many")
    options.add_argument("--first", default=FIRST_PERIOD, help="the first month")
    options.add_argument("--unit-size", type=int, default=UNIT_SIZE, help="people of a unit")
    options.add_argument("--mix", choices=sorted(MIXES), default="nation")
    options.add_argument(
        "--form", choices=("pack", "days"), default="pack", help="packs, or plain day facts"
    )
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    request = Request(
        asked.folder,
        asked.people,
        tuple(months(asked.first, asked.months)),
        asked.unit_size,
        asked.mix,
        asked.form,
        asked.seed,
    )
    begin, done, rows = time.perf_counter(), 0, 0
    total = asked.people * asked.months
    for part in write(request):
        done, rows = done + part["people"], rows + sum(part["rows"].values())
        if sys.stderr.isatty():
            print(f"\r{done:,} of {total:,} employee-months", end="", file=sys.stderr)
    seconds = time.perf_counter() - begin
    size = sum(
        os.path.getsize(Path(home) / name)  # noqa: PTH202  (millions of files: the fast walk)
        for home, _, names in os.walk(asked.folder)
        for name in names
    )
    print(
        f"{done:,} employee-months, {rows:,} rows, {size / 2**20:,.0f} MiB in {seconds:.1f} s: "
        f"{60 * done / seconds:,.0f} employee-months a minute"
    )


if __name__ == "__main__":
    main()
