"""Run an engine over the packs that `nation_data.py` wrote, and tell seconds, rows and memory.

    python bench/nation.py FOLDER                # the columnar engine, a month of a unit at a time
    python bench/nation.py FOLDER --command "masker compute {pack} --period {period} --out {out}"
    python bench/nation.py SMALL LARGE --whole   # one run for each folder, by --chunk

The command is a process of its own; this one stays small, so that what is told is the engine's.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import results

MANIFEST = "nation.json"
REGION = "id/kab-bulukumba"
#: The country's civil servants, a year.
NATION = 52_800_000
#: Sizes at which the way so far is told.
MARKS = (10_000, 100_000, 1_000_000, 10_000_000)
LOOK_EVERY = 0.02
_KIB = 1024


class Point(NamedTuple):
    """How far a run has come.

    Attributes:
        people: Employee-months.
        rows: Of all tables.
        seconds: Wall clock.
        cpu: Seconds of all processes.
        peak: The most bytes that the engine and its children held at one time.
    """

    people: int
    rows: int
    seconds: float
    cpu: float
    peak: int


class Part(NamedTuple):
    """What one run of the engine reads: a pack, or a folder of them."""

    path: Path
    period: str
    people: int
    rows: int


class FailedError(Exception):
    """The engine said no; the message is its own."""


# ------------------------------------------------------------------ the engine
def engine(part: Part, out: Path) -> list[str]:
    """The call that is measured where no `--command` is given: our columnar engine.

    A whole folder goes through one call, part by part.
    """
    chunk = ["--chunk"] if (part.path / MANIFEST).is_file() else []
    return [
        sys.executable, "-m", "masker_rules.cli", "compute", str(part.path), *chunk,
        "--profile", REGION, "--period", part.period, "--engine", "columns",
        "--format", "parquet", "--out", str(out),
    ]  # fmt: skip


def filled(command: str, part: Part, out: Path) -> list[str]:
    """A command of the user with `{pack}`, `{period}` and `{out}` filled in."""
    values = {"pack": part.path, "period": part.period, "out": out}
    return [word.format(**values) for word in shlex.split(command)]


# ------------------------------------------------------------------ running and watching
def run(command: Sequence[str]) -> Point:
    """Run a command to its end; `people` and `rows` are 0.

    Raises:
        FailedError: it ended with an error.
    """
    with tempfile.TemporaryFile() as said:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)  # noqa: S603
        seen = [0]
        ended = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, seen, ended))
        watcher.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        ended.set()
        watcher.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            lines = said.read().decode("utf-8", "replace").strip().splitlines()
            raise FailedError(lines[0] if lines else f"exit {process.returncode}")
    largest = used.ru_maxrss * (1 if sys.platform == "darwin" else _KIB)
    return Point(0, 0, seconds, used.ru_utime + used.ru_stime, max(largest, seen[0]))


def _watch(pid: int, seen: list[int], ended: threading.Event) -> None:
    """Keep the most that a process and its children hold at one time."""
    while not ended.wait(LOOK_EVERY):
        seen[0] = max(seen[0], sum(map(_resident, _family(pid))))


def _family(pid: int) -> Iterator[int]:
    """A process and all below it, where the system tells them."""
    yield pid
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = listed.read_text("ascii").split()
        except OSError:  # it has just ended
            continue
        for child in children:
            yield from _family(int(child))


def _resident(pid: int) -> int:
    """Bytes in memory; pages that processes share count for each."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


# ------------------------------------------------------------------ over a folder
def parts(folder: Path, *, whole: bool) -> list[Part]:
    """What there is to run: each unit's month, or each month as a whole.

    Raises:
        FailedError: the folder was not written to its end.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise FailedError(f"{folder} holds no {MANIFEST}: make it with bench/nation_data.py")
    told: list[dict[str, Any]] = json.loads(manifest.read_text("utf-8"))["partitions"]
    each = [
        Part(folder / part["path"], part["period"], part["people"], sum(part["rows"].values()))
        for part in told
    ]
    if not whole:
        return each
    people, rows = sum(part.people for part in each), sum(part.rows for part in each)
    period = f"{each[0].period}..{each[-1].period}"
    return [Part(folder, each[0].period if len({p.period for p in each}) == 1 else period,
                 people, rows)]  # fmt: skip


def over(folder: Path, command: str | None, *, whole: bool) -> Iterator[Point]:
    """The way through a folder, told at each of the marks and at the end.

    Raises:
        FailedError: nothing can be computed; a part that fails later is named and left out.
    """
    so_far = Point(0, 0, 0.0, 0.0, 0)
    waiting = list(MARKS)
    told = None
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "results.parquet"
        for part in parts(folder, whole=whole):
            try:
                one = run(filled(command, part, out) if command else engine(part, out))
            except FailedError as why:
                if not so_far.people:
                    raise
                print(f"{part.path.relative_to(folder)}: {why}", file=sys.stderr)
                continue
            out.unlink(missing_ok=True)
            so_far = Point(
                so_far.people + part.people,
                so_far.rows + part.rows,
                so_far.seconds + one.seconds,
                so_far.cpu + one.cpu,
                max(so_far.peak, one.peak),
            )
            if waiting and so_far.people >= waiting[0]:
                waiting = [mark for mark in waiting if mark > so_far.people]
                told = so_far
                yield so_far
        if told != so_far:
            yield so_far


# ------------------------------------------------------------------ what it says
HEAD = (
    "employee-months", "rows", "seconds", "employee-months/s", "rows/s", "CPU seconds",
    "peak MiB",
)  # fmt: skip


def row(point: Point) -> tuple[str, ...]:
    """A row of the table."""
    return (
        f"{point.people:,}",
        f"{point.rows:,}",
        f"{point.seconds:,.1f}",
        f"{point.people / point.seconds:,.0f}",
        f"{point.rows / point.seconds:,.0f}",
        f"{point.cpu:,.1f}",
        f"{point.peak / 2**20:,.0f}",
    )


def extrapolated(points: Sequence[Point], people: int = NATION) -> str:
    """What so many people would take if it went on as between the first and the last point.

    Of one point only the proportional reading is known; it says so.
    """
    first, last = points[0], points[-1]
    if first.people == last.people:
        seconds, peak = last.seconds * people / last.people, last.peak
        growth = "growth not measured: one size"
    else:
        order = math.log(last.seconds / first.seconds) / math.log(last.people / first.people)
        more = last.people - first.people
        held = (last.peak - first.peak) / more
        # What begins once is not counted again: the line through the two, and never a cheaper one.
        slope = max((last.seconds - first.seconds) / more, last.seconds / last.people)
        seconds = last.seconds + slope * (people - last.people)
        peak = last.peak + max(held, 0) * (people - last.people)
        growth = (
            f"from {first.people:,} to {last.people:,} the seconds grew as people^{order:.2f}, "
            f"the peak by {held:,.0f} bytes a person"
        )
    return (
        f"{people:,} employee-months, extrapolated: {seconds / 60:,.0f} minutes, "
        f"{peak / 2**30:,.1f} GiB ({growth})."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, print, and keep the figures unless told otherwise."""
    options = argparse.ArgumentParser(description="An engine over the packs of a country.")
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--command", help="with {pack}, {period} and {out}")
    options.add_argument("--whole", action="store_true", help="one run for each folder")
    options.add_argument("--label", default="columnar engine", help="the heading in RESULTS.md")
    options.add_argument("--keep", action="store_true", help="do not write RESULTS.md")
    asked = options.parse_args(arguments)
    points: list[Point] = []
    print(" | ".join(HEAD))
    try:
        for folder in asked.folders:
            for point in over(folder, asked.command, whole=asked.whole):
                print(" | ".join(row(point)), flush=True)
                points.append(point)
    except FailedError as why:
        sys.exit(f"nothing measured: {why}")
    points.sort(key=lambda point: point.people)
    told = extrapolated(points)
    print(told)
    if not asked.keep:
        text = f"{results.machine()}\n\n{results.table(HEAD, map(row, points))}\n\n{told}"
        results.keep(f"A nation's packs: {asked.label}", text)


if __name__ == "__main__":
    main()
