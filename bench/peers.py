"""The same jobs in our engine and by hand in other libraries, each in a process of its own.

    python bench/peers.py --people 100000              # prints and writes its part of RESULTS.md
    python bench/peers.py --people 1000 --keep         # only prints

Three jobs: the bench profile from day facts, `id/kab-bulukumba` from day facts, and the same from
raw punches in Parquet. The pay of the first people is compared with the reference engine, that of
everybody with the first exact peer, to the rupiah.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import by_hand
import job as plain
import nation_data
import polars as pl
import results

HERE = Path(__file__).resolve().parent
REGION = "id/kab-bulukumba"
JOBS = {
    "bench": "bench profile from day facts",
    "bulukumba": f"{REGION} from day facts",
    "punches": f"{REGION} from raw punches in Parquet",
}
#: A pass more is not begun after so many seconds.
PATIENCE = 4
PASSES = 5
BLOCK = 100_000
EQUAL = "to the rupiah"
DIFFERS = "**no**"


class AbsentError(Exception):
    """What is measured does not exist here; the message says why."""


# ------------------------------------------------------------------ the facts
def bench_people(first: int, count: int) -> dict[str, pl.DataFrame]:
    """The people of `job.people`, as tables of day facts in long form."""
    who = pl.int_range(first, first + count, dtype=pl.UInt64, eager=True)
    state = nation_data.drawn(nation_data.starting(count), who)
    first_draw, second_draw = nation_data.drawn(state, 0), nation_data.drawn(state, 1)
    people = pl.DataFrame({"who": who.cast(pl.Int64)}).with_columns(
        tpp=1_000_001 + 2 * (first_draw % 12_000_000).cast(pl.Int64),
        achievement=7_000 + (second_draw % 3_001).cast(pl.Int64),
    )
    day = pl.int_range(plain.DAYS, dtype=pl.UInt64, eager=True)
    rows = pl.DataFrame({"who": people["who"], "state": state}).join(
        pl.DataFrame({"day": day}), how="cross"
    )
    at = nation_data.drawn(rows["state"], rows["day"])
    kind, late, early = (nation_data.drawn(at, field) for field in (2, 3, 4))
    kind %= 1000
    came, left = ~kind.is_between(70, 77), ~kind.is_between(78, 89)
    minutes = [
        pl.when(pl.lit((drawn % 8 == 0) & (kind >= 70) & there))
        .then(pl.lit((drawn // 8 % 150).cast(pl.Int16)))
        .otherwise(pl.lit(0, pl.Int16))
        for drawn, there in ((late, came), (early, left))
    ]
    days = rows.select(
        "who",
        date=pl.lit(date(2026, 6, 1)) + pl.duration(days="day"),
        status=pl.when(pl.lit(kind < 45)).then(2).when(pl.lit(kind < 70)).then(1).otherwise(0)
        .cast(pl.Int8),
        late=minutes[0],
        early=minutes[1],
        missing_in=~came,
        missing_out=~left,
        missed_apel=pl.lit(value=False),
    )  # fmt: skip
    return {"days": days, "people": people}


def make(job: str, count: int, folder: Path) -> None:
    """Write the facts of a job."""
    if job == "bench":
        for part, first in enumerate(range(0, count, BLOCK)):
            home = folder / f"part-{part:05d}"
            home.mkdir(parents=True)
            for name, table in bench_people(first, min(BLOCK, count - first)).items():
                table.write_parquet(home / f"{name}.parquet")
        return
    form = "pack" if job == "punches" else "days"
    for _ in nation_data.write(nation_data.Request(folder, count, mix="plain", form=form)):
        pass


def read(job: str, folder: Path) -> by_hand.Facts:
    """The day facts of a job, in memory."""
    days, people = (
        pl.read_parquet(folder / "**" / f"{name}.parquet", hive_partitioning=False)
        for name in ("days", "people")
    )
    return by_hand.Facts(job, days, people)


# ------------------------------------------------------------------ who is measured
class Measured(NamedTuple):
    """What a process tells.

    Attributes:
        seconds: The fastest pass, from the input that the library likes to the pay.
        prepared: The same with making that input.
        cpu: Processor seconds of the cheapest pass, all threads and children.
        peak: Bytes that the process held at most.
        growth: Bytes that the process held at most above what it held with the facts read.
    """

    seconds: float
    prepared: float
    cpu: float
    peak: int
    growth: int
    version: str


Net = Callable[[], Any]


def ours(job: str, folder: Path) -> Net:
    """The columnar engine, through the call that people make.

    Raises:
        AbsentError: the engine does not exist yet, or not for what the job begins with.
    """
    if job == "bulukumba":
        raise AbsentError("of this law the columnar engine takes no day facts in this version")
    if job == "bench":
        import columnar  # noqa: PLC0415  (it needs this module)

        return columnar.ours(read(job, folder), columnar.told())
    import masker_rules as mr  # noqa: PLC0415  (peers run without it)

    period = nation_data.FIRST_PERIOD

    def compute() -> pl.DataFrame:
        paid = []
        for run in mr.compute_history(REGION, folder, period, engine="columns"):
            if run.results is None:
                raise AbsentError(str(run.wrong))
            paid.append(run.results.to_frame().select("nip", "net"))
        return pl.concat(paid).sort("nip")

    return compute


def _openfisca(facts: by_hand.Facts, *, exact: bool) -> Net:
    import openfisca_job  # noqa: PLC0415  (only where it is installed)

    return openfisca_job.simulated(facts, exact=exact)


def _polars(facts: by_hand.Facts) -> Net:
    return by_hand.polars_exact(facts, charged_only=False)


def _polars_charged(facts: by_hand.Facts) -> Net:
    return by_hand.polars_exact(facts, charged_only=True)


#: The package whose version is told, and the job.
DAY_PEERS: dict[str, tuple[str, Callable[[by_hand.Facts], Net]]] = {
    "polars": ("polars", _polars),
    "polars, charged days only": ("polars", _polars_charged),
    "numpy": ("numpy", by_hand.numpy_exact),
    "openfisca, integers": ("openfisca-core", partial(_openfisca, exact=True)),
    "openfisca, float": ("openfisca-core", partial(_openfisca, exact=False)),
}
OURS = "masker-rules, columnar"


def peers_of(job: str) -> tuple[str, ...]:
    """The names of those who do a job, the yardstick first."""
    return ("polars", OURS) if job == "punches" else (*DAY_PEERS, OURS)


def measure(job: str, peer: str, folder: Path, scratch: Path) -> Measured:
    """Run a peer in this process and leave its pay in `scratch/PEER.parquet`.

    Raises:
        AbsentError: the peer is not installed, or does not exist yet.
    """
    package = DAY_PEERS[peer][0] if peer in DAY_PEERS else "masker-rules"
    try:
        version = importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        raise AbsentError(
            f"{package} is not installed: pip install -r bench/requirements.txt"
        ) from None
    prepare: Callable[[], Net]
    if peer == OURS:
        prepare = partial(ours, job, folder)
    elif job == "punches":
        prepare = partial(by_hand.punches_polars, folder, nation_data.FIRST_PERIOD)
    else:
        prepare = partial(DAY_PEERS[peer][1], read(job, folder))
    before = results.peak_bytes()
    passes: list[tuple[float, float, float]] = []
    began = time.perf_counter()
    while len(passes) < PASSES and (not passes or time.perf_counter() - began < PATIENCE):
        first = time.perf_counter()
        run = prepare()
        second, used = time.perf_counter(), _processor_seconds()
        net = run()
        third = time.perf_counter()
        passes.append((third - second, third - first, _processor_seconds() - used))
    peak = max(results.peak_bytes(), results.peak_of_children())
    if not isinstance(net, pl.DataFrame):
        net = read(job, folder).people.select("who", net=pl.Series(net).cast(pl.Int64))
    net.select(pl.first().cast(pl.String).alias("key"), "net").write_parquet(
        scratch / f"{peer}.parquet"
    )
    return Measured(*map(min, zip(*passes, strict=True)), peak, peak - before, version)


def _processor_seconds() -> float:
    """Of all threads, and of the children that have ended."""
    return time.process_time() + sum(os.times()[2:4])


# ------------------------------------------------------------------ what is right
def expected(job: str, sample: int) -> pl.DataFrame:
    """What our reference engine pays the first people: `key` (their number or nip), `net`."""
    import masker_rules as mr  # noqa: PLC0415  (peers run without it)

    if job == "bench":
        import reference  # noqa: PLC0415

        made = reference.DayJob(sample)
        net = [values["net"] for values in made.values(made.fast)]
        return pl.DataFrame({"key": [str(who) for who in range(sample)], "net": net})
    month = nation_data.month_of(nation_data.FIRST_PERIOD)
    computed = mr.compute(REGION, nation_data.pack_tables(month, 1, sample), month.text)
    paid = pl.DataFrame([(item.nip, item.net) for item in computed], ("nip", "net"), orient="row")
    key = "nip" if job == "punches" else "who"
    people = nation_data.people(0, sample, 0, nation_data.MIXES["plain"])
    return people.join(paid, on="nip").select(pl.col(key).cast(pl.String).alias("key"), "net")


def difference(paid: pl.DataFrame, right: pl.DataFrame) -> str:
    """In words: to the rupiah, or how many of the people in `right` are paid wrongly or not."""
    both = right.join(paid, on="key", how="left", suffix="_paid")
    wrong = both.filter(pl.col("net_paid").ne_missing(pl.col("net")))
    if wrong.is_empty():
        return EQUAL
    off = wrong["net_paid"].fill_null(0) - wrong["net"]
    return (
        f"{DIFFERS}: {len(wrong):,} of {len(right):,} people wrong "
        f"({100 * len(wrong) / len(right):.2g} %), "
        f"worst Rp {off.abs().max():,}, total Rp {off.sum():+,}"
    )


# ------------------------------------------------------------------ side by side
def in_a_process(*arguments: str) -> str:
    """What this script prints, run as a process of its own.

    Raises:
        AbsentError: it says that what it measures is absent.
    """
    command = [sys.executable, str(HERE / "peers.py"), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    told = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    if "absent" in told:
        raise AbsentError(told["absent"])
    return done.stdout


def rows_of(job: str, count: int, sample: int) -> Iterator[tuple[str, ...]]:
    """Measure everybody who does a job; a row of the table each."""
    with tempfile.TemporaryDirectory() as scratch:
        in_a_process("--make", job, "--people", str(count), "--at", scratch)
        right = expected(job, min(sample, count))
        exact: tuple[pl.Series, float] | None = None
        for peer in peers_of(job):
            try:
                told = in_a_process("--measure", job, "--peer", peer, "--at", scratch)
            except AbsentError as why:
                yield (peer, "–", f"{count:,}", *["–"] * 6, str(why))
                continue
            figures = Measured(**json.loads(told))
            paid = pl.read_parquet(Path(scratch) / f"{peer}.parquet")
            if exact is None:
                exact = paid, figures.seconds
            verdict = difference(paid, exact[0])
            if verdict == EQUAL:
                verdict = difference(paid, right)
            yield (
                peer,
                figures.version,
                f"{count:,}",
                f"{figures.seconds:.3f}",
                f"{count / figures.seconds:,.0f}",
                f"{count / figures.prepared:,.0f}",
                f"{figures.seconds / exact[1]:.2f}",
                f"{figures.cpu:.3f}",
                f"{figures.peak / 2**20:,.0f} (+{figures.growth / 2**20:,.0f})",
                verdict,
            )


HEAD = (
    "peer", "version", "employee-months", "seconds", "a second", "a second with preparing",
    "× the first", "CPU seconds", "peak MiB", "equal to our reference engine",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and keep the tables unless told otherwise; 1 where ours pays otherwise."""
    options = argparse.ArgumentParser(description="The same jobs in other libraries.")
    options.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--job", choices=JOBS, nargs="+", default=list(JOBS))
    options.add_argument("--sample", type=int, default=1_000, help="people of the comparison")
    options.add_argument("--keep", action="store_true", help="do not write RESULTS.md")
    for inner in ("--make", "--measure", "--peer", "--at"):
        options.add_argument(inner, help=argparse.SUPPRESS)
    asked = options.parse_args(arguments)
    if asked.make:
        make(asked.make, asked.people[0], Path(asked.at) / "facts")
    elif asked.measure:
        try:
            told = measure(asked.measure, asked.peer, Path(asked.at) / "facts", Path(asked.at))
            print(json.dumps(told._asdict()))
        except AbsentError as why:
            print(json.dumps({"absent": str(why)}))
    else:
        return side_by_side(asked.job, asked.people, asked.sample, keep=not asked.keep)
    return 0


def side_by_side(jobs: Sequence[str], sizes: Sequence[int], sample: int, *, keep: bool) -> int:
    """All jobs at all sizes, printed row by row; 1 where our engine was wrong."""
    parts, wrong = [results.machine()], False
    for job in jobs:
        title = JOBS[job]
        print(f"\n{title}", flush=True)
        rows = []
        for count in sizes:
            for row in rows_of(job, count, sample):
                print("  " + " | ".join(row), flush=True)
                rows.append(row)
                wrong |= row[0] == OURS and row[-1].startswith(DIFFERS)
        parts += [f"{title[0].upper()}{title[1:]}:", results.table(HEAD, rows)]
    if keep:
        results.keep("Beside other libraries", "\n\n".join(parts))
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
