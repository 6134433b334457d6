"""Random worlds as stories: facts that come in any order, twice, and go again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from random_names import seeded
from random_packs import random_tables
from random_regulations import random_profile

import masker_rules as mr
from masker_rules.watch import Session

__all__ = ["facts_of", "plain", "play", "refused", "story", "world"]

PERIODS = (["2026-07"], ["2026-03"], ["2026-06", "2026-07"])
#: Facts of nobody's world that are withdrawn again, at most.
STRANGE = 60

Tables = dict[str, list[dict[str, str]]]
Step = tuple[str, Any]


def world(seed: int, people: int) -> tuple[mr.Profile, Tables, Tables, str] | None:
    """A regulation, the final tables, tables of another world, the period; None where refused."""
    document = random_profile(seeded(seed))
    try:
        profile = mr.load_profile(document)
    except mr.ProfileError:
        return None
    rng = seeded(f"pack {seed}")
    months = rng.choice(PERIODS)
    drawn = [random_tables(rng, document, people, months) for _ in range(2)]
    return profile, drawn[0], drawn[1], f"{months[0]}..{months[-1]}"


def facts_of(tables: Tables, mark: str = "") -> Iterator[tuple[dict[str, str], str]]:
    """The rows of tables as facts, each with a name."""
    for name, rows in tables.items():
        for number, row in enumerate(rows):
            yield {**row, "table": name}, f"{mark}{name} {number}"


def story(rng: Random, tables: Tables, others: Tables) -> list[Step]:
    """Steps that end in the tables: shuffled, some twice, and facts of others that go again."""
    final = list(facts_of(tables))
    strange = list(facts_of(others, "strange "))
    strange = rng.sample(strange, min(len(strange), STRANGE))
    steps: list[Step] = [("feed", fact) for fact in final]
    steps += [("feed", fact) for fact in rng.sample(final, len(final) // 5)]
    steps += [("feed", fact) for fact in strange]
    # A name may be withdrawn before its fact comes.
    steps += [("retract", ref) for _, ref in strange]
    rng.shuffle(steps)
    return steps


def play(session: Session, steps: list[Step], asks: Callable[[int], None]) -> None:
    """Play the steps; `asks` is called with the number of each."""
    for number, (step, what) in enumerate(steps):
        if step == "feed":
            fact, ref = what
            session.feed(fact, ref=ref)
        else:
            session.retract(what)
        asks(number)


def refused(call: Callable[[], Any]) -> Any:
    """What a call gives, or the refusal."""
    try:
        return call()
    except mr.MaskerRulesError as error:
        return error


def plain(results: Any) -> Any:
    """Results as data; of rows of the pack without lines, which a session does not have."""
    if not isinstance(results, mr.Results):
        return type(results), [(problem.code, problem.params) for problem in results.problems]
    told = json.loads(results.to_json())
    aside = told["pack"].pop("set_aside")
    keys = ("table", "column", "value", "code")
    warned = told["pack"].pop("warnings")
    told["warned"] = sorted({(row["table"], row["column"], row["code"]) for row in warned})
    told["set_aside"] = sorted(tuple(row[key] for key in keys) for row in aside)
    return told
