"""Both engines on random worlds: `python bench/agree.py`, and its figures go to RESULTS.md.

Random regulations (every block and function of the language can appear) on random packs: the
results of every employee-month, written as JSON, are the same bytes from the engines `reference`
and `columns`. Then the cases of every regulation.
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
    options = argparse.ArgumentParser(description="Both engines on random worlds.")
    options.add_argument("--months", type=int, default=100_000, help="random employee-months")
    options.add_argument("--first", type=int, default=1, help="the first seed")
    options.add_argument(
        "--people", type=int, default=0, help="of each world; 0 = small and large"
    )
    options.add_argument("--minutes", type=float, default=600, help="stop after so long")
    options.add_argument("--processes", type=int, default=1, help="so many worlds at a time")
    options.add_argument("--cases", action="store_true", help="the cases of regulations too")
    options.add_argument("--packs", action="store_true", help="only packs of every regulation")
    options.add_argument("--keep", action="store_true", help="do not write RESULTS.md")
    chosen = options.parse_args()
    begin = time.monotonic()
    if chosen.packs:
        return _packs(keep=not chosen.keep)
    found, last = Agreed(), chosen.first - 1
    for last, some in _of_seeds(chosen):
        found.merge(some)
        print(f"{last}: {found.compared:,}", flush=True)
        late = time.monotonic() - begin > chosen.minutes * 60
        if late or found.compared >= chosen.months:
            break
    of_cases = Agreed()
    for world in _cases() if chosen.cases else ():
        _compare(of_cases, world)
    text = _report(found, of_cases, chosen.first, last, time.monotonic() - begin)
    print(text)
    wrong = [*found.wrong, *of_cases.wrong]
    print("\n".join(wrong))
    if not chosen.keep:
        large = "large " if chosen.people else ""
        results.keep(f"Both engines on {large}random worlds", text)
    # Nothing compared is nothing shown.
    return int(bool(wrong) or not found.compared)


def _of_seeds(chosen: argparse.Namespace) -> Iterator[tuple[int, Agreed]]:
    """The worlds of all seeds from one on, in order, for as long as somebody asks."""
    first, processes = chosen.first, chosen.processes
    of_seed = partial(_of_seed, people=chosen.people)
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


def _of_seed(seed: int, *, people: int) -> Agreed:
    found = Agreed()
    world = _world(seed, people or PEOPLE[seed % len(PEOPLE)])
    if world is not None:
        _compare(found, world)
    return found


def _world(seed: int, people: int) -> World | None:
    trial = random_world(seed, TRIED)
    if trial is None:
        return None
    told, tried = expected_of(trial), Agreed()
    tried.add(trial, told)
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
    """The demo's pack and a drawn one under every shipped regulation."""
    rows, wrong = [], []
    for ref in known_ids():
        for world in pack_worlds(alone(load_profile(ref)), 100):
            found = Agreed()
            _compare(found, world)
            told = f"{found.compared}", _share(found), f"{len(found.wrong)}"
            rows.append((world.name, world.period, *told))
            print(*rows[-1], flush=True)
            wrong += found.wrong
    head = ("pack", "month", "employee-months", "in frames", "differences")
    text = f"{results.machine()}\n\n{results.table(head, rows)}"
    print(text, *wrong, sep="\n")
    if keep:
        results.keep("Both engines on a pack under every regulation", text)
    return int(bool(wrong) or not rows)


def _compare(found: Agreed, world: World) -> None:
    known = len(found.wrong)
    found.add(world, expected_of(world))
    for line in found.wrong[known:]:
        print(line, flush=True)


def _report(found: Agreed, of_cases: Agreed, first: int, last: int, seconds: float) -> str:
    head = ("worlds", "worlds compared", "employee-months", "in frames", "differences")
    rows = [
        (what, f"{one.worlds:,}", f"{one.compared:,}", _share(one), str(len(one.wrong)))
        for what, one in ((f"random, seeds {first} to {last}", found), ("cases", of_cases))
        if one.worlds
    ]
    often = [(reason, f"{n:,}") for reason, n in found.reasons.most_common(20)]
    never = sorted(name for name, number in found.constructs.items() if not number)
    few = sorted((n, name) for name, n in found.constructs.items() if n)[:8]
    why = (
        "Why the others of the random worlds are handed over to the reference engine (an "
        "employee-month may have several reasons):"
    )
    built = (
        f"{len(found.constructs)} constructs, grains and windows occur in the regulations; never "
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
