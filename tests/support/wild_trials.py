"""A wild profile tried: refused with a code, or loaded, looked through and computed alike."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from agreement import Expected, World, disagreement, expected_of
from random_names import seeded
from random_packs import random_period, random_tables
from wild_profiles import leaves, wild_profile

import masker_rules as mr
from masker_rules.errors import Problem
from masker_rules.testing.casefile import read_case_text
from masker_rules.testing.cases import CaseReport, Trial

__all__ = ["Tried", "try_document", "try_seeds"]

PACKS = 12
CASE = b"""\
case: 1
profile: id/uji/liar
period: 2026-07
given:
  employee: {category: PNS, grade: III/b}
  amounts: {tpp: 1000000}
  days: {rest: in 07:40 out 16:00, 2026-07-06: in 08:31}
cases:
  sebulan: {expect: {status: payable, gross: 1000000, net: 990000}}
"""
#: CPU seconds of a step: so many at once, and so many for each leaf of the document. Bounds of
#: what is incomplete try up to 4,096 combinations a person.
AT_ONCE = {"reference": 30.0, "case": 30.0, "columns": 30.0}
OTHERS, EACH = 3.0, 0.02


@dataclass
class Tried:
    """What became of wild profiles.

    Attributes:
        by_columns: Computed in columns too, of everybody or of some.
        left_by_columns: Tried there, and left to the reference engine as a whole.
        codes: How often they were refused, by the first code.
        wrong: What should not have been, with the seed.
        seconds: CPU seconds by step.
        slowest: Seconds a leaf, with step and seed.
    """

    count: int = 0
    loaded: int = 0
    settled: int = 0
    by_columns: int = 0
    left_by_columns: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, str, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The figures in a line."""
        often = ", ".join(f"{code} {n}" for code, n in self.codes.most_common(12))
        spent = ", ".join(f"{step} {n:.0f} s" for step, n in self.seconds.most_common())
        slow = ", ".join(f"{step} of seed {seed} {n:.2f} s" for n, step, seed in self.slowest[:6])
        return (
            f"{self.count} tried, {self.loaded} loaded, {self.settled} with results, "
            f"{self.by_columns} in columns too; refused: {often}; CPU: {spent}; "
            f"slowest: {slow}"
        )

    @contextmanager
    def step(self, name: str, seed: int, size: int) -> Iterator[None]:
        """Measure a step; one that takes longer than its size allows is wrong."""
        begin = time.process_time()
        yield
        spent = time.process_time() - begin
        self.seconds[name] += spent
        self.slowest = sorted([*self.slowest, (spent, name, seed)], reverse=True)[:10]
        patience = 4 if sys.gettrace() else 1  # who measures coverage
        if spent > patience * (AT_ONCE.get(name, OTHERS) + EACH * size):
            self.wrong.append(f"seed {seed}: {name} took {spent:.1f} s for {size} leaves")


def try_seeds(seeds: range, tried: Tried, in_columns: int) -> None:
    """Try the profiles of some seeds; what is raised is told with its seed.

    Columns take longer to begin: one profile `in_columns` is computed there too.
    """
    for seed in seeds:
        document = wild_profile(seed)
        try:
            try_document(document, seed, tried, in_columns=seed % in_columns == 0)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is what is looked for)
            tried.wrong.append(f"seed {seed}: {type(error).__name__}: {str(error)[:300]}")


def try_document(document: dict[str, Any], seed: int, tried: Tried, *, in_columns: bool) -> None:
    """Load a document, and do everything that may be done with what loads."""
    tried.count += 1
    size = sum(1 for _ in leaves(document))
    with tried.step("load", seed, size):
        profile = _loaded(document)
    if isinstance(profile, mr.MaskerRulesError):
        tried.codes[profile.code] += 1
        _check_words(profile.problems)
        assert all(problem.place is not None for problem in profile.problems), profile
        return
    tried.loaded += 1
    with tried.step("lint", seed, size):
        _check_words(profile.warnings)
    with tried.step("case", seed, size):
        _run_case(profile)
    with tried.step("reference", seed, size):
        world = _world(profile, seed)
        expected = expected_of(world)
        _check_results(expected)
    tried.settled += isinstance(expected, mr.Results)
    if in_columns:
        with tried.step("columns", seed, size):
            text, ran = disagreement(world, expected)
            assert not text, text
            if ran is not None and ran.in_frames:
                tried.by_columns += 1
            elif ran is not None:
                tried.left_by_columns += 1


def _loaded(document: dict[str, Any]) -> mr.Profile | mr.MaskerRulesError:
    try:
        return mr.load_profile(document)
    except mr.MaskerRulesError as error:
        return error


def _check_words(problems: tuple[Problem, ...]) -> None:
    """Every problem is said in both languages, with its fact and cure."""
    for problem in problems:
        for lang in ("id", "en"):
            assert "errors." not in problem.text(lang).partition("]")[0], problem
            assert f"errors.{problem.code}" not in problem.text(lang), problem.code


def _run_case(profile: mr.Profile) -> None:
    """A case of the profile, and what cases must reach of it."""
    (case,) = read_case_text(CASE, "liar.yaml", {"id/uji/liar"})
    try:
        trial = Trial.of(case, profile)
    except mr.MaskerRulesError:
        return
    report = CaseReport(profile, (trial.run(profile),))
    assert report.coverage is not None
    assert [one.text(lang) for one in report for lang in ("id", "en")]


def _world(profile: mr.Profile, seed: int) -> World:
    pack, period, as_of = _pack(seed % PACKS)
    return World(f"seed {seed}", profile, pack, period, as_of)


@cache
def _pack(number: int) -> tuple[mr.Pack, str, Any]:
    rng = seeded(f"wild pack {number}")
    months, as_of = random_period(rng)
    tables = random_tables(rng, {}, 2, months, absent=0.01, odd=0.03)
    known = None if as_of is None else date.fromisoformat(as_of)
    return mr.Pack(**tables), f"{months[0]}..{months[-1]}", known


def _check_results(expected: Expected) -> None:
    """Results can be written and explained in both languages."""
    if isinstance(expected, mr.MaskerRulesError):
        _check_words(expected.problems)
        return
    json.loads(expected.to_json())
    for result in expected:
        if result.status == "incomplete":
            assert result.bounds is not None
        assert all(result.explain(lang) for lang in ("id", "en"))
