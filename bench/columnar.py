"""The columnar engine from day facts, beside the query that a programmer writes by hand.

    python bench/columnar.py                       10,000, 100,000 and 1,000,000 employee-months
    python bench/columnar.py --people 100000

The bench profile over the facts of `bench/peers.py`, both in this process, so that a busy machine
slows both: read the ratios. Net pay is compared person by person.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import by_hand
import numpy as np
import polars as pl
import results
from peers import bench_people

import masker_rules as mr
from masker_rules.columnar.chunks import sheets_of
from masker_rules.columnar.program import FrameProgram, frame_program
from masker_rules.columnar.sheets import MONTHLY, Key
from masker_rules.engine.chunk import Sheets, WordCodes
from masker_rules.engine.profile import result_names
from masker_rules.engine.walker import walk_plan

HERE = Path(__file__).resolve().parent
SIZES = (10_000, 100_000, 1_000_000)
#: What day facts bring along, so that the plan need not make it of taps.
GIVEN = frozenset({"late", "early", "status", "missing_in", "missing_out"})
EQUAL = "yes"
#: Person-months that the plan is walked over at once.
CHUNK = 10_000
STATUS = {0: "present", 1: "alpa", 2: "cuti_tahunan"}


class Measured(NamedTuple):
    """The best of some runs: processor and wall seconds, and the net pay by person."""

    processor: float
    wall: float
    net: list[int]


def measured(call: Callable[[], pl.Series], runs: int = 3) -> Measured:
    """The least that a call takes."""
    best: Measured | None = None
    for _ in range(runs):
        processor, wall = time.process_time(), time.perf_counter()
        net = call()
        now = Measured(time.process_time() - processor, time.perf_counter() - wall, net.to_list())
        best = now if best is None or now.processor < best.processor else best
    assert best is not None
    return best


def frames_of(facts: by_hand.Facts, program: FrameProgram) -> Mapping[Key, pl.DataFrame]:
    """Day facts as the program reads them; what nobody has happened to nobody."""
    scale = 10 ** (program.plan.inputs["capaian"].type.scale - 4)
    month = facts.people.select(
        pm="who",
        month__category=pl.lit("PNS"),
        month__tpp="tpp",
        month__capaian=pl.col("achievement") * scale,
    )
    days = facts.days.select(
        pl.col("who").alias("pm"),
        pl.int_range(pl.len()).over("who").alias("i"),
        (pl.col("late").cast(pl.Int64) * 60).alias("day__late"),
        (pl.col("early").cast(pl.Int64) * 60).alias("day__early"),
        pl.col("status").replace_strict(STATUS, return_dtype=pl.String).alias("day__status"),
        pl.col("missing_in").alias("day__missing_in"),
        pl.col("missing_out").alias("day__missing_out"),
        day__half=pl.lit(None, dtype=pl.String),
        day__half_code=pl.lit(None, dtype=pl.String),
        day__season=pl.lit("normal"),
        day__away_unpermitted=pl.lit(0, dtype=pl.Int64),
    )
    found = {MONTHLY: month, Key("day"): days}
    for key in program.facts:
        if key not in found:
            columns = {"pm": pl.Int64, "i": pl.Int64, "day_index": pl.Int64}
            columns |= dict.fromkeys(program.facts[key], pl.String)
            found[key] = pl.DataFrame(schema=columns)
    return found


def told() -> tuple[str, ...]:
    """Quantities of which status, parts, lines and counts are made."""
    return tuple(result_names(mr.load_profile(HERE / "profiles" / "bench.yaml").plan))


def ours(facts: by_hand.Facts, outputs: Sequence[str]) -> Callable[[], pl.Series]:
    """The engine for some quantities over columns as it likes them; net pay is one of them."""
    plan = mr.load_profile(HERE / "profiles" / "bench.yaml").plan
    program = frame_program(plan, outputs, given=GIVEN)
    words = WordCodes()
    chunks = [
        prepared(program, frames_of(facts.of(first, first + CHUNK), program), words)
        for first in range(0, len(facts.people), CHUNK)
    ]

    def call() -> pl.Series:
        nets = []
        for sheets in chunks:
            net = walk_plan(plan, program.names, sheets, words, {}, GIVEN).vector("net")
            assert net.below == 1
            nets.append(net.top)
        return pl.Series(np.concatenate(nets))

    return call


def prepared(
    program: FrameProgram, frames: Mapping[Key, pl.DataFrame], words: WordCodes
) -> Sheets:
    """The sheets of a chunk, with every fact as a vector."""
    sheets = sheets_of(program, frames, words)
    for key, names in program.facts.items():
        for name in names:
            sheets[key.grain, key.window].fact(name.removeprefix(f"{key.grain}__"))
    return sheets


def rows_of(count: int) -> Iterator[tuple[str, ...]]:
    """A row of the table for each of them."""
    tables = bench_people(0, count)
    facts = by_hand.Facts("bench", tables["days"], tables["people"])
    calls = {
        "by hand, charged days only: net": by_hand.polars_exact(facts, charged_only=True),
        "by hand, every day: net": by_hand.polars_exact(facts, charged_only=False),
        "engine: net": ours(facts, ["net"]),
        "engine: status, parts, lines, counts": ours(facts, told()),
    }
    first: Measured | None = None
    for name, call in calls.items():
        found = measured(call)
        first = first or found
        wrong = sum(a != b for a, b in zip(found.net, first.net, strict=True))
        yield (
            f"{count:,}",
            name,
            f"{found.processor:.3f}",
            f"{found.wall:.3f}",
            f"{count / found.processor:,.0f}",
            f"{found.processor / first.processor:.2f}",
            EQUAL if not wrong else f"{wrong:,} differ",
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and keep the table; 1 where somebody is paid otherwise."""
    parser = argparse.ArgumentParser(description="The columnar engine from day facts.")
    parser.add_argument("--people", type=int, nargs="*", default=SIZES)
    parser.add_argument("--keep", action="store_true", help="do not write RESULTS.md")
    options = parser.parse_args(arguments)
    sizes = options.people
    head = (
        "employee-months", "what", "CPU s", "wall s", "a CPU second", "× the first", "the same pay"
    )  # fmt: skip
    rows = [row for size in sizes for row in rows_of(size)]
    text = results.table(head, rows)
    print(text)
    versions = f"Polars {pl.__version__}, NumPy {np.__version__}"
    if not options.keep:
        told = f"{results.machine()}; {versions}.\n\n{text}"
        results.keep("Columnar engine from day facts", told)
    return int(any(row[-1] != EQUAL for row in rows))


if __name__ == "__main__":
    sys.exit(main())
