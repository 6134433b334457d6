"""No profile that loads can crash: profiles from the grammar and the schema, right and wrong.

Each is refused with a coded message when it loads; or lint, a case, and the engines take it
without an exception, with equal results, and in a time that its size explains.

`MASKER_WILD` raises how many are tried, `MASKER_WILD_FROM` says which seed is the first; the
`slow` one tries 400, or as many as `MASKER_WILD_MANY` says: 20,000 every week. A seed that is
told is drawn again by `wild_profile(seed)`.
"""

from __future__ import annotations

import gc
import json
import os
import time

import pytest
from regulations import regulation, tables
from wild_profiles import wild_profile
from wild_trials import Tried, try_seeds

import masker_rules as mr

FIRST = int(os.environ.get("MASKER_WILD_FROM", "0"))
COUNT = int(os.environ.get("MASKER_WILD", "80"))
MANY = int(os.environ.get("MASKER_WILD_MANY", "400"))


def tried(seeds: range, in_columns: int) -> Tried:
    found = Tried()
    try_seeds(seeds, found, in_columns)
    print(found.text)  # noqa: T201  (pytest shows it with -s, and where something is wrong)
    return found


@pytest.mark.slow
def test_wild_profiles_when_loaded_then_refused_with_a_code_or_computed_alike() -> None:
    found = tried(range(FIRST, FIRST + COUNT), in_columns=3)

    assert found.wrong == []
    # A generator of which nearly nothing, or nearly everything, loads finds little.
    assert COUNT * 2 < found.loaded * 10 < COUNT * 6
    assert found.settled > 0
    # How many of them, the long run says.
    assert found.by_columns > 0
    assert len(found.codes) > 10


@pytest.mark.slow
def test_many_wild_profiles_when_loaded_then_refused_with_a_code_or_computed_alike() -> None:
    found = tried(range(1_000_000, 1_000_000 + MANY), in_columns=1)

    assert found.wrong == []
    # Of packs of two people some are damaged so that nobody is left for columns.
    assert found.by_columns * 3 > found.left_by_columns + found.by_columns


def test_wild_profile_when_drawn_after_others_then_the_same() -> None:
    first = [json.dumps(wild_profile(seed)) for seed in range(40)]

    assert [json.dumps(wild_profile(seed)) for seed in range(40)] == first


# ------------------------------------------------------------------ time by size
def chain(count: int) -> dict:
    names = {f"q{n}": f"if q{n - 1} > 3 then q{n - 1} + 1 else 2" for n in range(1, count)}
    return regulation(quantities={**dict(reversed(names.items())), "q0": "working_days"})


def table(count: int) -> dict:
    rows = [[f"{n}", f"{n % 100}%"] for n in range(count)]
    named = {"t": {"by": "x", "rows": [*rows, ["else", "0%"]]}}
    return regulation(tables=named, quantities={"x": "t(working_days)"})


def deep(count: int) -> dict:
    text = "if (" * count + "working_days" + ") > 1 then 0.5 else 2" * count
    return regulation(quantities={"x": text})


@pytest.mark.slow
@pytest.mark.timed
@pytest.mark.parametrize(
    ("made", "small", "large"),
    [(chain, 60, 600), (table, 200, 4000), (deep, 8, 28)],
    ids=["chain", "table", "deep"],
)
def test_profile_when_many_times_as_large_then_the_time_grows_with_its_size(
    made, small, large
) -> None:
    def seconds(document: dict) -> float:
        # What other tests left in memory is looked through again and again, and is not measured.
        gc.collect()
        gc.disable()
        try:
            begin = time.process_time()
            profile = mr.load_profile(document)
            assert profile.linted is not None
            mr.compute(profile, tables(), "2026-07")
            return time.process_time() - begin
        finally:
            gc.enable()

    seconds(made(small))
    short = min(seconds(made(small)) for _ in range(3))

    # Twice the share: other work on the machine, and what is done once for any profile.
    assert seconds(made(large)) < short * (large / small) * 2 + 0.2
