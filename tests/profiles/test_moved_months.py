"""Every shipped regulation from the 21st to the 20th, by one overlay: as if dates had moved.

July 2026 and the days from 21 October to 20 November 2026 are alike: 31 days that begin on a
Wednesday, without holiday or Ramadan. All dates of a pack of July are moved by 112 days, and the
names of its months by four: what a regulation pays of the one is what it pays, cut off, of the
other.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from random import Random
from typing import Any

import pytest
from long_runs import some_of
from random_packs import random_tables

import masker_rules as mr
from masker_rules.facts import Pack
from masker_rules.periods import Month
from masker_rules.profiles import known_ids
from masker_rules.review.overlays import in_force_for, overlay
from masker_rules.yamltext import plain

JULY, NOVEMBER = Month(2026, 7), Month(2026, 11, 21)
DAYS = (NOVEMBER.first - JULY.first).days
MONTHS = NOVEMBER.since(JULY)
YEAR = [Month(2026, 1), Month(2026, 12)]
DATE = re.compile(r"\b2\d{3}-\d\d-\d\d\b")
NAMED = re.compile(r"(?<![\d-])2026-(\d\d)(?![\d-])")
QUARTER = re.compile(r"2026-Q([1-3])")
#: They quote the regulation, whose dates have not moved; an overlay is a draft.
OF_THE_LAW = {"question", "unconfirmed-rates", "placeholder-rates"}


def moved(text: str) -> str:
    """A text with every date, month and quarter moved."""
    day = dt.timedelta(DAYS)
    text = DATE.sub(lambda found: str(dt.date.fromisoformat(found[0]) + day), text)
    text = NAMED.sub(lambda found: str(Month(2026, int(found[1])).plus(MONTHS)), text)
    return QUARTER.sub(lambda found: f"2026-Q{int(found[1]) + 1}", text)


def moved_tables(tables: dict[str, Any]) -> dict[str, Any]:
    """A pack with its dates moved; a NIP is no date."""
    return {
        name: [
            {key: cell if key == "nip" else moved(cell) for key, cell in row.items()}
            for row in rows
        ]
        for name, rows in tables.items()
    }


def said(result: mr.Result) -> Any:
    """All that a result says but what quotes the regulation."""
    told = result.as_dict("en")
    told.pop("period_days", None)
    told["warnings"] = [one for one in told["warnings"] if one["code"] not in OF_THE_LAW]
    return _without_words(told)


def _without_words(told: Any) -> Any:
    """Codes and dates are moved; messages say the same dates in words."""
    if isinstance(told, dict):
        return {key: _without_words(one) for key, one in told.items() if key != "message"}
    return [_without_words(one) for one in told] if isinstance(told, list) else told


def test_months_when_laid_beside_each_other_then_alike():
    assert (JULY.days, JULY.first.weekday()) == (NOVEMBER.days, NOVEMBER.first.weekday())
    assert (NOVEMBER.first, NOVEMBER.last) == (dt.date(2026, 10, 21), dt.date(2026, 11, 20))
    assert DAYS % 7 == 0


@pytest.fixture(scope="module")
def section(tmp_path_factory):
    """The overlay: one key."""
    file = tmp_path_factory.mktemp("overlay") / "cut.yaml"
    file.write_text("performance_month: {days: 21..20}\n", "utf-8")
    return file


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["reference", "columns"])
@pytest.mark.parametrize("name", some_of(known_ids(), 7))
def test_profile_when_cut_off_by_an_overlay_then_pays_as_of_moved_dates(name, engine, section):
    profile = mr.load_profile(name)
    cut = in_force_for(overlay(profile, file=section).profile, YEAR)
    whole = in_force_for(profile, YEAR)
    document = plain(profile.document.top.root)
    tables = random_tables(Random(name), document, 5, [str(JULY)], odd=0, history=0)  # noqa: S311
    # A few punches make a month known, and each part of one that is cut off by itself.
    tables["punches"] = [row for row in tables["punches"] if row["time"] >= str(JULY.first)]
    before = mr.compute(whole, Pack(**tables), str(JULY), engine=engine)
    after = mr.compute(cut, Pack(**moved_tables(tables)), str(NOVEMBER), engine=engine)
    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        expected = json.loads(moved(json.dumps(said(one))).replace(whole.id, cut.id))
        assert said(other) == expected
