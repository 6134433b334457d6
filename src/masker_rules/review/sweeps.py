"""Trying a whole range of values: one draft for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from masker_rules.engine.profile import Profile
from masker_rules.engines import Given
from masker_rules.errors import RequestError
from masker_rules.review.comparing import KeptHistory, compare
from masker_rules.review.comparison import Comparison
from masker_rules.review.overlays import Overlaid, overlay
from masker_rules.units import exact_text

__all__ = ["MOST", "sweep", "values_of"]

_RANGE = re.compile(r"(-?[\d.,]+)\s*(\S*?)\.\.(-?[\d.,]+)\s*(\S*?):([\d.,]+)\s*(\S*)\Z")
#: Values of one sweep: each computes the whole history.
MOST = 50


def sweep(  # noqa: PLR0913  (as compare, and the ranges)
    baseline: Profile | Overlaid | str | Mapping[str, object],
    ranges: Mapping[str, str],
    pack: Given | KeptHistory,
    period: str | None = None,
    *,
    settings: Mapping[str, str] | None = None,
    as_of: date | str | None = None,
    nips: Iterable[str] | None = None,
    engine: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """What a history costs with each value of a range, compared with the regulation as it is.

    The history is read once, and where the values leave the hours as they are, the engines
    `reference` and `columns` work attendance out once; pay is computed for each value, and for
    the baseline.

    Args:
        baseline: The regulation.
        ranges: Path to `from..until:step`, both ends included: `{"parts.discipline.weight":
            "30%..50%:5%", "parts.productivity.weight": "70%..50%:5%"}`. Several paths move
            together, step by step, and must have as many values.
        pack: The history, as of :func:`masker_rules.compare`, or one that is kept.
        period: Its months, as there.
        settings: Set in every draft beside the range, as of :func:`masker_rules.overlay`.
        as_of: Last known day; None is the end of the period.
        nips: Only these people.
        engine: As of :func:`masker_rules.compute`.
        progress: Called with person-months done and to do, of all values.

    Returns:
        A comparison with one draft per value, whose name is the value.

    Raises:
        RequestError: a range is none [bad-sweep], has too many values [sweep-too-long] or another
            number of them than the first [sweep-uneven]; or as :func:`masker_rules.compare` and
            :func:`masker_rules.overlay`.
    """
    columns = {path: values_of(path, text) for path, text in ranges.items()}
    if not columns:
        raise RequestError.of("bad-sweep", path="", text="")
    sizes = {path: len(values) for path, values in columns.items()}
    if len(set(sizes.values())) > 1:
        told = ", ".join(f"{path}: {size}" for path, size in sizes.items())
        raise RequestError.of("sweep-uneven", sizes=told)
    drafts = []
    for step in zip(*columns.values(), strict=True):
        given = {**(settings or {}), **dict(zip(columns, step, strict=True))}
        drafts.append(overlay(baseline, given, name=" / ".join(step)))
    found = compare(
        baseline, drafts, pack, period, as_of=as_of, nips=nips, engine=engine, progress=progress
    )
    return replace(found, swept=" / ".join(columns))


def values_of(path: str, text: str) -> list[str]:
    """The values of `30%..50%:5%`, written with its unit; downwards where the end is lower.

    Raises:
        RequestError: it is no range [bad-sweep], or has too many values [sweep-too-long].
    """
    match = _RANGE.match(text.strip())
    units = {match[2], match[4], match[6]} if match else set()
    if not match or len(units) != 1:
        raise RequestError.of("bad-sweep", path=path, text=text)
    try:
        begin, end, step = (Fraction(match[n].replace(",", ".")) for n in (1, 3, 5))
    except ValueError:
        raise RequestError.of("bad-sweep", path=path, text=text) from None
    if not step:
        raise RequestError.of("bad-sweep", path=path, text=text)
    count = int(abs(end - begin) / step) + 1
    if count > MOST:
        raise RequestError.of("sweep-too-long", path=path, count=count, limit=MOST)
    way = step if end >= begin else -step
    return [exact_text(begin + number * way) + match[2] for number in range(count)]
