"""Random regulations on random packs, and cases of regulations: all engines tell the same bytes.

`MASKER_ENGINES` raises how many random worlds are drawn, `MASKER_ENGINES_FROM` says which seed is
the first. `bench/agree.py` is the long run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from agreement import Agreed, World, case_worlds, expected_of, random_world
from hybrid import differences, inputs_of, result_differences
from long_runs import some_of

from masker_rules.engine.profile import load_profile
from masker_rules.engine.versions import CutProfile, version_of
from masker_rules.errors import MaskerRulesError
from masker_rules.periods import parse_months
from masker_rules.testing.cases import alone

MANY = int(os.environ.get("MASKER_ENGINES", "0"))
FIRST = int(os.environ.get("MASKER_ENGINES_FROM", "9"))
WORLDS = MANY or 12
PEOPLE = 100 if MANY else 40
SHIPPED = Path(__file__).parents[2] / "src" / "masker_rules" / "profiles"
INVENTED = Path(__file__).parents[1] / "data" / "invented"
FOLDERS = [
    path.parent for root in (SHIPPED, INVENTED) for path in sorted(root.rglob("profile.yaml"))
]


#: Their cases are about months of which something is missing.
MOSTLY_MISSING = frozenset({"kerangka", "laut-biru", "awan-putih"})


def worlds(count: int, people: int) -> Iterator[World]:
    found = (random_world(seed, people) for seed in range(FIRST, FIRST + count))
    return (world for world in found if world is not None)


def told(agreed: Agreed) -> None:
    never = sorted(name for name, number in agreed.constructs.items() if not number)
    text = f"from seed {FIRST}: {agreed.told}; never in frames: {', '.join(never) or 'nothing'}"
    print(text)  # noqa: T201  (pytest shows it with -s, and where something differs)


@pytest.mark.slow
def test_random_worlds_when_computed_in_frames_then_the_same_bytes() -> None:
    agreed = Agreed()
    for world in worlds(WORLDS, PEOPLE):
        agreed.add(world, expected_of(world))
    told(agreed)

    assert agreed.wrong == []
    # Who is handed over is computed by the reference engine itself, which proves nothing.
    assert agreed.in_frames > 150


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder", some_of(FOLDERS), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_cases_when_computed_in_frames_then_the_same_bytes(folder: Path) -> None:
    agreed = Agreed()
    for world in case_worlds(alone(load_profile(folder)), in_units=True):
        agreed.add(world, expected_of(world))
    told(agreed)

    assert agreed.wrong == []
    assert agreed.compared > 5
    # What is missing, or open to scenarios, is for the reference engine; most cases are not.
    assert agreed.in_frames > agreed.compared // 3 or folder.name in MOSTLY_MISSING


def test_random_plans_when_their_rows_are_given_then_every_quantity_is_the_same() -> None:
    """The plan alone: rows of everybody whom the reference reads, whoever is handed over."""
    compared = 0
    for world in worlds(max(4, MANY), 12):
        months = parse_months(world.period)
        profile = version_of(world.profile, months[-1])
        if isinstance(profile, CutProfile):
            continue
        try:
            inputs = list(inputs_of(profile, world.pack, months[-1:]))
            wrong = differences(profile, inputs)
            wrong += result_differences(profile, [(world.pack, months[-1])])[1]
        except MaskerRulesError:
            continue  # the reference engine has it, and says so
        assert wrong == [], world.name
        compared += len(inputs)

    assert compared > 0
