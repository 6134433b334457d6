"""All engines on random worlds: `python bench/agree.py`, and its figures go to RESULTS.md.

Random regulations (every block and function of the language can appear) on random packs: the
results of every employee-month, written as JSON, are the same bytes from the reference engine and
in frames, on Polars and, in one world of some, on DuckDB. Then the cases of every regulation.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import results

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from agreement import (
    BACKENDS,
    Agreed,
    World,
    case_worlds,
    expected_of,
    pack_worlds,
    random_world,
)

from masker_rules.engine.profile import load_profile
from masker_rules.errors import MaskerRulesError
from masker_rules.profiles import known_ids
from masker_rules.testing.cases import alone

#: Worlds are small and large: most of a run of a small one is its planning.
PEOPLE = (150, 800, 1_600)
#: Under a regulation that leaves more than so many of the first people incomplete, or half of them
#: to the reference engine, these are all: each incomplete one is computed in every state that the
#: missing facts allow, and who is handed over proves nothing.
TRIED, OPEN = 16, 4


def main() -> int:
    """Compare until enough employee-months are, or the time is over.

    1 where something differs, or nothing was compared.
    """
    options = argparse.ArgumentParser(description="All engines on random worlds.")
    options.add_argument("--months", type=int, default=100_000, help="random employee-months")
    options.add_argument("--first", type=int, default=1, help="the first seed")
    options.add_argument(
        "--people", type=int, default=0, help="of each world; 0 = small and large"
    )
    options.add_argument("--minutes", type=float, default=600, help="stop after so long")
    options.add_argument("--processes", type=int, default=1, help="so many worlds at a time")
    options.add_argument("--duckdb", type=int, default=4, help="DuckDB in one world of so many")
    options.add_argument("--cases", action="store_true", help="the cases of regulations too")
    options.add_argument("--packs", action="store_true", help="only packs of every regulation")
    options.add_argument("--keep", action="store_true", help="do not write RESULTS.md")
    chosen = options.parse_args()
    begin = time.monotonic()
    if chosen.packs:
        return _packs(keep=not chosen.keep)
    found = {name: Agreed() for name in BACKENDS}
    last = chosen.first - 1
    for last, some in _of_seeds(chosen):
        for name, agreed in some.items():
            found[name].merge(agreed)
        print(f"{last}: {found['polars'].compared:,}", flush=True)
        late = time.monotonic() - begin > chosen.minutes * 60
        if late or found["polars"].compared >= chosen.months:
            break
    of_cases = {name: Agreed() for name in BACKENDS}
    for number, world in enumerate(_cases() if chosen.cases else ()):
        _compare(of_cases, world, with_duckdb=number % chosen.duckdb == 0)
    text = _report(found, of_cases, chosen.first, last, time.monotonic() - begin)
    print(text)
    wrong = [line for one in (found, of_cases) for agreed in one.values() for line in agreed.wrong]
    print("\n".join(wrong))
    if not chosen.keep:
        large = "large " if chosen.people else ""
        results.keep(f"All engines on {large}random worlds", text)
    # Nothing compared is nothing shown.
    return int(bool(wrong) or not found["polars"].compared)


def _of_seeds(chosen: argparse.Namespace) -> Iterator[tuple[int, dict[str, Agreed]]]:
    """The worlds of all seeds from one on, in order, for as long as somebody asks."""
    first, processes = chosen.first, chosen.processes
    of_seed = partial(_of_seed, duckdb=chosen.duckdb, people=chosen.people)
    if processes < 2:
        yield from ((seed, of_seed(seed)) for seed in count(first))
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        waiting = deque(
            (seed, pool.submit(of_seed, seed)) for seed in range(first, first + processes)
        )
        try:
            for seed in count(first + processes):
                number, future = waiting.popleft()
                yield number, future.result()
                waiting.append((seed, pool.submit(of_seed, seed)))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _of_seed(seed: int, *, duckdb: int, people: int) -> dict[str, Agreed]:
    found = {name: Agreed() for name in BACKENDS}
    world = _world(seed, people or PEOPLE[seed % len(PEOPLE)])
    if world is not None:
        _compare(found, world, with_duckdb=seed % duckdb == 0)
    return found


def _world(seed: int, people: int) -> World | None:
    trial = random_world(seed, TRIED)
    if trial is None:
        return None
    told, tried = expected_of(trial), Agreed()
    tried.add(trial, told, BACKENDS["polars"]())
    missed = isinstance(told, MaskerRulesError)
    if missed or sum(item.status == "incomplete" for item in told) * TRIED > OPEN * len(told):
        return trial
    if tried.in_frames * 2 < tried.compared:
        return trial
    return random_world(seed, people)


def _cases() -> Iterator[World]:
    for ref in known_ids():
        yield from case_worlds(alone(load_profile(ref)))


def _packs(*, keep: bool) -> int:
    """The demo's pack and a drawn one under every shipped regulation, on each engine."""
    rows, wrong = [], []
    for ref in known_ids():
        for world in pack_worlds(alone(load_profile(ref)), 100):
            found = {name: Agreed() for name in BACKENDS}
            _compare(found, world, with_duckdb=True)
            told = [f"{_share(found[name])}" for name in BACKENDS]
            rows.append((world.name, world.period, f"{found['polars'].compared}", *told,
                         f"{sum(len(a.wrong) for a in found.values())}"))  # fmt: skip
            print(*rows[-1], flush=True)
            wrong += [line for agreed in found.values() for line in agreed.wrong]
    head = ("pack", "month", "employee-months", *(f"in frames, {n}" for n in BACKENDS),
            "differences")  # fmt: skip
    text = f"{results.machine()}\n\n{results.table(head, rows)}"
    print(text, *wrong, sep="\n")
    if keep:
        results.keep("All engines on a pack under every regulation", text)
    return int(bool(wrong) or not rows)


def _compare(found: dict[str, Agreed], world: World, *, with_duckdb: bool) -> None:
    expected = expected_of(world)
    for name, agreed in found.items():
        if name == "polars" or with_duckdb:
            known = len(agreed.wrong)
            agreed.add(world, expected, BACKENDS[name]())
            for line in agreed.wrong[known:]:
                print(line, flush=True)


def _report(
    found: dict[str, Agreed], of_cases: dict[str, Agreed], first: int, last: int, seconds: float
) -> str:
    head = ("worlds", "engine", "worlds compared", "employee-months", "in frames", "differences")
    rows = [
        (what, name, f"{a.worlds:,}", f"{a.compared:,}", _share(a), str(len(a.wrong)))
        for what, some in ((f"random, seeds {first} to {last}", found), ("cases", of_cases))
        for name, a in some.items()
        if a.worlds
    ]
    polars = found["polars"]
    often = [(reason, f"{n:,}") for reason, n in polars.reasons.most_common(20)]
    never = sorted(name for name, number in polars.constructs.items() if not number)
    few = sorted((n, name) for name, n in polars.constructs.items() if n)[:8]
    why = (
        "Why the others of the random worlds are handed over to the reference engine (an "
        "employee-month may have several reasons):"
    )
    built = (
        f"{len(polars.constructs)} constructs, grains and windows occur in the regulations; never "
        f"in frames: {', '.join(never) or 'none'}; least often: "
        f"{', '.join(f'{name} ({n:,})' for n, name in few)}."
    )
    machine = f"{results.machine()}; {seconds / 60:.0f} minutes, with other work on the machine."
    reasons = results.table(("reason", "employee-months"), often)
    return "\n\n".join((machine, results.table(head, rows), why, reasons, built))


def _share(agreed: Agreed) -> str:
    return f"{agreed.in_frames:,} ({agreed.in_frames * 100 // max(agreed.compared, 1)} %)"


if __name__ == "__main__":
    sys.exit(main())
