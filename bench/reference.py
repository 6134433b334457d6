"""Figures of the reference engine against DESIGN chapter 6; run it as `python bench/reference.py`.

Every speed is the best of several passes, and stands beside the same job written by hand in plain
integers and measured in the same run: the ratio travels from machine to machine, the speed does
not. Results are compared to the rupiah before anything is timed.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import job
import results

import masker_rules as mr
from masker_rules.engine.emit import Program, compile_plan
from masker_rules.engine.findings import finding_names, findings_of, part_shares, plain_count
from masker_rules.engine.profile import result_names
from masker_rules.garbage import collected_rarely

HERE = Path(__file__).resolve().parent
#: Where the package stands, for processes of their own.
SOURCES = Path(mr.__file__).parents[1]
#: What attendance derives and the day facts bring along.
GIVEN = frozenset(
    {
        "late",
        "early",
        "status",
        "missing_in",
        "missing_out",
        "missing_break_in",
        "missing_break_out",
    }
)
NO_ROWS: dict[str, tuple[()]] = dict.fromkeys(
    ("event", "session", "leave", "calendar", "activity", "violation"), ()
)
REGION = "id/kab-bulukumba"
PASSES = 15


class Figure(NamedTuple):
    """A line of the table; `aim` is the design's."""

    what: str
    value: str
    aim: str
    beside: str = ""


def main() -> None:
    """Measure, print the table, and keep it unless told otherwise."""
    options = argparse.ArgumentParser(description="Figures of the reference engine.")
    options.add_argument("--people", type=int, default=4000, help="people from day facts")
    options.add_argument("--raw", type=int, default=1000, help="people from raw punches")
    options.add_argument("--profile", action="store_true", help="show where the time goes")
    options.add_argument("--keep", action="store_true", help="do not write RESULTS.md")
    chosen = options.parse_args()
    figures = [*starting(), *from_day_facts(chosen.people), *from_punches(chosen.raw)]
    table = results.table(("what", "measured", "aim", "beside it"), figures)
    text = f"{results.machine()}; one core used. Best of {PASSES}.\n\n{table}"
    print(text)
    if not chosen.keep:
        results.keep("The reference engine", text)
    if chosen.profile:
        where_the_time_goes(chosen.people, chosen.raw)


def best(job_: Callable[[], object]) -> float:
    """CPU seconds of the fastest pass; garbage is collected as `compute` lets it, by hand, too."""
    passes = []
    with collected_rarely():
        for _ in range(PASSES):
            begin = time.process_time()
            job_()
            passes.append(time.process_time() - begin)
    return min(passes)


def speed(what: str, people: int, seconds: float, aim: str, by_hand: float) -> Figure:
    """People a second, and how many times slower than the same by hand."""
    ratio = seconds / by_hand
    return Figure(
        what, f"{people / seconds:,.0f} employee-months/s", aim, f"{ratio:.1f} × by hand"
    )


# ------------------------------------------------------------------ starting
def in_a_process(code: str, after: str) -> float:
    """Seconds of `after` in a fresh interpreter in which `code` has run: the best of some."""
    source = "\n".join(["import sys, time", f"sys.path[:0] = {[str(SOURCES), str(HERE)]!r}", code])
    source += f"\nbegin = time.process_time()\n{after}\nprint(time.process_time() - begin)\n"
    command = [sys.executable, "-c", source]
    runs = [
        subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603  (our own)
        for _ in range(PASSES)
    ]
    return min(float(run.stdout) for run in runs)


def starting() -> Iterable[Figure]:
    """What a program pays before the first result, and for one."""
    seconds = in_a_process("", "import masker_rules")
    yield Figure("`import masker_rules`", f"{seconds * 1000:.0f} ms", "< 250 ms")
    first = in_a_process("", f"import masker_rules as mr\nmr.load_profile({REGION!r})")
    yield Figure(
        "import, load and check a profile of three layers (prelude, nation, regency)",
        f"{first * 1000:.0f} ms",
        "",
        "all libraries included",
    )
    seconds = in_a_process(
        f"import masker_rules as mr\nmr.load_profile({REGION!r})", f"mr.load_profile({REGION!r})"
    )
    yield Figure("load and check it again", f"{seconds * 1000:.0f} ms", "< 300 ms")
    one = job.raw_tables(1)
    profile = mr.load_profile(REGION)
    mr.compute(profile, one, job.RAW_PERIOD)
    seconds = best(lambda: mr.compute(profile, one, job.RAW_PERIOD))
    yield Figure(
        "one employee-month through `compute`, from dicts", f"{seconds * 1000:.2f} ms", "< 2 ms"
    )
    pack = mr.Pack(**one)
    seconds = best(lambda: mr.compute(profile, pack, job.RAW_PERIOD))
    yield Figure(
        "one employee-month through `compute`, from a pack", f"{seconds * 1000:.2f} ms", "< 2 ms"
    )


# ------------------------------------------------------------------ from day facts
class DayJob:
    """The job of the bench profile: facts and rows, and the programs of its plan."""

    def __init__(self, count: int) -> None:
        self.people = job.people(count)
        self.plan = mr.load_profile(HERE / "profiles" / "bench.yaml").plan
        scale = 10 ** (self.plan.inputs["capaian"].type.scale - 4)
        self.inputs = [
            (
                {"category": "PNS", "tpp": person.amount, "capaian": person.achievement * scale},
                {"day": job.day_rows(person), **NO_ROWS},
            )
            for person in self.people
        ]
        self.fast = compile_plan(self.plan, result_names(self.plan), given=GIVEN)
        names = (*result_names(self.plan), *finding_names(self.plan))
        self.findings = compile_plan(
            self.plan, [n for n in dict.fromkeys(names) if n not in GIVEN], given=GIVEN
        )
        every = tuple(q.name for q in self.plan.quantities if q.name not in GIVEN)
        self.every = compile_plan(self.plan, every, given=GIVEN)

    def values(self, program: Program) -> Iterator[dict[str, Any]]:
        """Quantities of everybody."""
        run = program.run
        return (run(facts, rows, str) for facts, rows in self.inputs)

    def results(self) -> Iterator[tuple[Any, ...]]:
        """Parts, lines and counts of everybody as they are printed."""
        plan, counts = self.plan, self.plan.counts
        kinds = {name: plan.by_name[path].type for name, path in counts.items()}
        return (
            (
                part_shares(plan, values),
                values["total.paid"],
                values["net"],
                {name: plain_count(values[path], kinds[name]) for name, path in counts.items()},
            )
            for values in self.values(self.fast)
        )

    def with_findings(self) -> Iterator[Any]:
        """Everything that each lost, day by day."""
        run, plan = self.findings.run, self.plan
        return (
            findings_of(plan, run(facts, rows, str), {**rows}, ()) for facts, rows in self.inputs
        )


def from_day_facts(count: int) -> Iterable[Figure]:
    """The bench profile, attendance already derived."""
    made = DayJob(count)
    own, hand = [v["net"] for v in made.values(made.fast)], list(job.by_hand_days(made.people))
    assert own == hand, "the engine and the loop by hand differ"
    by_hand = best(lambda: sum(job.by_hand_days(made.people)))
    yield Figure(
        f"bench profile from day facts, {count:,} people: by hand",
        f"{count / by_hand:,.0f} employee-months/s",
        "",
        f"Rp {sum(hand):,} in both, each person equal",
    )
    for what, job_, aim in (
        (
            "status, parts, lines and counts as numbers",
            lambda: made.values(made.fast),
            "≥ 100,000",
        ),
        ("the same as printed: exact shares, whole counts", made.results, "≥ 100,000"),
        ("with all findings", made.with_findings, "≥ 20,000"),
        ("with every intermediate quantity", lambda: made.values(made.every), "≥ 3,000"),
    ):
        # One after another, as by hand: nobody is kept.
        seconds = best(lambda job_=job_: deque(job_(), maxlen=0))
        yield speed(what, count, seconds, aim, by_hand)


# ------------------------------------------------------------------ from raw punches
def from_punches(count: int) -> Iterable[Figure]:
    """A regional profile from the punches of a month."""
    pack = mr.Pack(**job.raw_tables(count))
    profile = mr.load_profile(REGION)
    computed = mr.compute(profile, pack, job.RAW_PERIOD)
    hand = dict(job.by_hand_punches(pack))
    assert {item.nip: item.net for item in computed} == hand, "the engine and the loop differ"
    by_hand = best(lambda: dict(job.by_hand_punches(pack)))
    punches = len(pack.rows("punches"))
    yield Figure(
        f"{REGION} from {punches:,} punches of {count:,} people: by hand",
        f"{count / by_hand:,.0f} employee-months/s",
        "",
        f"Rp {sum(hand.values()):,} in both, each person equal",
    )
    seconds = best(lambda: mr.compute(profile, pack, job.RAW_PERIOD))
    yield speed("results with findings, from a pack", count, seconds, "≥ 5,000", by_hand)
    seconds = best(lambda: mr.compute(profile, pack, job.RAW_PERIOD).to_json())
    yield speed("the same, written as JSON", count, seconds, "", by_hand)
    tables = job.raw_tables(count)
    seconds = best(lambda: mr.Pack(**tables))
    rows = sum(pack.counts().values())
    yield Figure(
        "rows into a pack, checked", f"{rows / seconds:,.0f} rows/s", "", f"{rows:,} rows"
    )


# ------------------------------------------------------------------ where the time goes
def where_the_time_goes(count: int, raw: int) -> None:
    """The functions that take most time of their own, in both jobs."""
    made = DayJob(count)
    profile, pack = mr.load_profile(REGION), mr.Pack(**job.raw_tables(raw))
    for name, job_ in (
        ("day facts, numbers", lambda: made.values(made.fast)),
        ("day facts, findings", made.with_findings),
        ("raw punches", lambda: mr.compute(profile, pack, job.RAW_PERIOD)),
    ):
        print(f"## {name}")
        with cProfile.Profile() as watched:
            job_()
        pstats.Stats(watched).strip_dirs().sort_stats("tottime").print_stats(18)


if __name__ == "__main__":
    main()
