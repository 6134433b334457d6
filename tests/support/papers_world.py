"""Papers of random months, and what their formulas come to exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import Any

from agreement import measured, seeded
from random_ordinary import ordinary
from random_packs import random_tables

import masker_rules as mr
from masker_rules.papers import Bundle, Office, Register, Tables, Wish, bundles

__all__ = ["MONTH", "SHAPES", "evaluated", "months", "papers_of", "results_of"]

MONTH = "2026-03"
#: Regulations of different shape: percent of a part, netting with tax, several components with
#: sanctions, a share of an already reduced base, earned, points of a day.
SHAPES = (
    "id/kab-banggai-kepulauan",
    "id/kab-bulukumba",
    "id/kota-banjarmasin",
    "id/prov-jambi",
    "id/kab-barru",
    "id/kemnaker",
)
_TOKEN = re.compile(r"\{([^{}]+)\}|(\d+)")


def results_of(ref: str, seed: int, people: int = 40) -> mr.Results:
    """Everybody of a random ordinary month."""
    profile = mr.load_profile(ref)
    rng = seeded(f"papers {ref} {seed}")
    tables = ordinary(
        rng, random_tables(rng, {}, people, [MONTH], absent=0, odd=0.02), [MONTH], 0.9
    )
    measured(rng, profile.plan, tables, [MONTH])
    return mr.compute(profile, mr.Pack(**tables), MONTH)


def papers_of(
    results: mr.Results,
    wish: Wish | None = None,
    tables: Tables | None = None,
    office: Office | None = None,
    register: Register | None = None,
) -> list[Bundle]:
    """All papers of a run."""
    register = Register(MONTH) if register is None else register
    return [*bundles(results, tables or Tables(), office or Office(), wish or Wish(), register)]


def months(ref: str, least: int) -> Iterator[mr.Results]:
    """Random months until so many people are paid."""
    paid, seed = 0, 0
    while paid < least:
        found = results_of(ref, seed)
        paid += sum(item.status == "payable" for item in found)
        seed += 1
        yield found


def evaluated(formula: str, cells: Mapping[str, Any]) -> Fraction:
    """What a formula comes to of exact cells; the functions are those of spreadsheets."""

    def written(found: re.Match[str]) -> str:
        return f"c[{found[1]!r}]" if found[1] else f"F({found[2]})"

    return eval(_TOKEN.sub(written, formula), {"c": cells, "F": Fraction, **FUNCTIONS})  # noqa: S307


def _round(value: Fraction, _: Fraction) -> Fraction:
    half = floor(abs(value) + Fraction(1, 2))
    return Fraction(half if value >= 0 else -half)


def _down(value: Fraction, _: Fraction) -> Fraction:
    return Fraction(int(value))


def _up(value: Fraction, _: Fraction) -> Fraction:
    whole = floor(abs(value)) + (abs(value).denominator != 1)
    return Fraction(whole if value >= 0 else -whole)


FUNCTIONS = {
    "ROUND": _round,
    "ROUNDDOWN": _down,
    "ROUNDUP": _up,
    "INT": lambda value: Fraction(floor(value)),
    "MAX": max,
    "MIN": min,
}
