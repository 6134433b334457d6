"""The law of damages in the long run: `python bench/damages.py`, and its figures as Markdown.

    python bench/damages.py --seeds 20 --processes 2 --state damages.jsonl
    python bench/damages.py --shipped --first 40 --seeds 5 --people 3 --history 2

Each world is a regulation (every shipped one, and a drawn one for each seed) with the tables of a
month; each column of each table is damaged in each way (`tests/support/damages.py`). What became
of people is one of: equal, bounded, open; refused, where the pack is; unsettled, where the run
is. All else the law forbids: it is listed with its seed and place, and the exit code is 1.

With `--state` each finished world is kept in a file, and a run that begins again goes on there.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import results

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from damages import ALL, ALLOWED, became, damages, random_world, results_of, shipped_world
from random_names import seeded

from masker_rules.errors import MaskerRulesError
from masker_rules.profiles import known_ids

#: What may become of people, in the order of the tables.
WORDS = ("equal", "bounded", "open", "refused", "unsettled")
SECTION = "Damages"


class Asked(NamedTuple):
    """A world: a shipped regulation, or none for a drawn one; and the seed of its tables."""

    ref: str
    seed: int
    people: int
    kinds: tuple[str, ...]
    history: int

    @property
    def name(self) -> str:
        return f"{self.ref or 'drawn'} {self.seed} {self.people} {self.history}"


def main() -> int:
    """Damage worlds until all are done or the time is over; 1 where the law is broken."""
    options = argparse.ArgumentParser(description="Damages, and what became of people.")
    options.add_argument("--first", type=int, default=0, help="the first seed")
    options.add_argument("--seeds", type=int, default=1, help="so many of them")
    options.add_argument("--people", type=int, default=4, help="of each world")
    options.add_argument("--history", type=int, default=0, help="months before, where they count")
    options.add_argument("--kinds", nargs="+", choices=ALL, default=ALL, help="of damage")
    options.add_argument("--only", help="worlds of which the name begins so")
    options.add_argument("--shipped", action="store_true", help="no drawn regulations")
    options.add_argument("--drawn", action="store_true", help="no shipped regulations")
    options.add_argument("--minutes", type=float, default=600, help="begin no world after so long")
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--state", type=Path, help="finished worlds, a line each")
    options.add_argument("--keep", action="store_true", help="write the section of RESULTS.md")
    chosen = options.parse_args()
    done = _done(chosen.state)
    asked = [one for one in _worlds(chosen) if one.name not in done]
    began = time.monotonic()
    with ProcessPoolExecutor(chosen.processes, get_context("spawn")) as pool:
        for world in _each(pool, asked, began + 60 * chosen.minutes):
            done[world["name"]] = world
            for wrong in world["wrong"]:
                print(f"{world['name']}: {wrong}", file=sys.stderr, flush=True)
            if chosen.state is not None:
                with chosen.state.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(world) + "\n")
    text = "\n".join(report(list(done.values())))
    print(text)
    if chosen.keep:
        results.keep(SECTION, text)
    return 1 if any(world["wrong"] for world in done.values()) else 0


def _worlds(chosen: argparse.Namespace) -> Iterator[Asked]:
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        refs = [] if chosen.drawn else known_ids()
        for ref in (*refs, *([] if chosen.shipped else [""])):
            one = Asked(ref, seed, chosen.people, tuple(chosen.kinds), chosen.history)
            if one.name.startswith(chosen.only or ""):
                yield one


def _done(state: Path | None) -> dict[str, dict[str, Any]]:
    """Worlds that were finished in an earlier run; the line of one that was killed is none."""
    if state is None or not state.exists():
        return {}
    lines = state.read_text("utf-8").split("\n")[:-1]
    return {world["name"]: world for world in map(json.loads, lines)}


def _each(
    pool: ProcessPoolExecutor, asked: Sequence[Asked], until: float
) -> Iterator[dict[str, Any]]:
    """Each world as it is finished."""
    waiting = [pool.submit(damaged_world, one, until) for one in asked]
    for future in as_completed(waiting):
        world = future.result()
        if world is not None:
            yield world


def damaged_world(asked: Asked, until: float) -> dict[str, Any] | None:
    """What became of the people of one world, by kind of damage and place; None after the time."""
    if time.monotonic() > until:
        return None
    world: dict[str, Any] = {"name": asked.name, "places": [], "wrong": []}
    try:
        found = (
            shipped_world(asked.ref, asked.seed, asked.people, asked.history)
            if asked.ref
            else random_world(asked.seed, asked.people, asked.history)
        )
        whole = None if found is None else results_of(*found)
    except MaskerRulesError as refused:
        world["refused"] = refused.code
        return world
    if found is None or whole is None:
        world["refused"] = "profile"
        return world
    profile, tables, month = found
    rng, empties = seeded(f"damages {asked.name}"), profile.plan.empties
    for damage in damages(rng, tables, asked.kinds, empties):
        said = became(whole, profile, damage, month)
        world["places"].append([damage.kind, damage.table, damage.column, dict(said)])
        for word in said.keys() - {*ALLOWED, "refused", "unsettled"}:
            world["wrong"].append(f"{word}: {damage.place}, was {damage.was!r}")
    return world


def report(worlds: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Tables of Markdown: by kind of damage, by table and column, and what is forbidden."""
    places = [place for world in worlds for place in world["places"]]
    seen = [world for world in worlds if world["places"]]
    wrong = [f"{world['name']}: {one}" for world in worlds for one in world["wrong"]]
    people = sum(count for *_, said in places for count in said.values())
    silent, outside = (sum(said.get(word, 0) for *_, said in places)
                       for word in ("silent", "outside"))  # fmt: skip
    yield (
        f"{len(places):,} damages of {len(seen):,} worlds, {people:,} people and months: "
        f"silent = {silent}, outside = {outside}, other faults = "
        f"{sum(_wrong(said) for *_, said in places) - silent - outside}."
    )
    yield ""
    yield from _table("kind", places, lambda place: place[0], ALL)
    yield ""
    names = sorted({_place(place) for place in places})
    yield from _table("table and column", places, _place, names)
    if wrong:
        yield ""
        yield from (f"- {one}" for one in wrong)


def _place(place: Sequence[Any]) -> str:
    _, table, column, _ = place
    return f"`{table}.{column}`" if column else f"`{table}`"


def _wrong(said: dict[str, int]) -> int:
    return sum(count for word, count in said.items() if word not in WORDS)


def _table(title: str, places: Sequence[Any], key: Any, names: Sequence[str]) -> Iterator[str]:
    damages_of: Counter[str] = Counter()
    said_of: dict[str, Counter[str]] = {name: Counter() for name in names}
    for place in places:
        damages_of[key(place)] += 1
        said_of[key(place)].update(place[3])
    yield from results.table(
        [title, "damages", *WORDS, "forbidden"],
        (
            [
                name,
                f"{damages_of[name]:,}",
                *(f"{said_of[name][word]:,}" for word in WORDS),
                f"{_wrong(said_of[name]):,}",
            ]
            for name in names
            if damages_of[name]
        ),
    ).splitlines()


if __name__ == "__main__":
    sys.exit(main())
