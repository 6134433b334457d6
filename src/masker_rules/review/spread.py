"""How a change is spread over people: a histogram, and tenths by what they were paid before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import count
from typing import Any

from masker_rules.review.sums import PersonSum, share

__all__ = ["deciles", "histogram"]

#: Bars on the longer side of zero, at most.
BARS = 10
TENTHS = 10
#: Widths of bars: these, times a power of ten.
ROUND = (1, 2, 5)


def histogram(people: Iterable[PersonSum]) -> list[dict[str, Any]]:
    """How many people lose or gain how much a month; who has no change is a bar alone.

    Returns:
        Bars from the greatest loss to the greatest gain, empty ones between them included:
        `above` ≤ |change| < `below` on the side of `sign`, but the bar at 0, which is exact.
    """
    monthly = [person.monthly for person in people if person.months]
    width = _width(max((abs(value) for value in monthly), default=Fraction(0)))
    bars: dict[int, int] = {0: 0}
    for value in monthly:
        number = int(abs(value) // width) + 1 if value else 0
        number = -number if value < 0 else number
        bars[number] = bars.get(number, 0) + 1
    return [
        {
            "sign": (number > 0) - (number < 0),
            "above": (abs(number) - 1) * width if number else 0,
            "below": abs(number) * width,
            "people": bars.get(number, 0),
        }
        for number in range(min(bars), max(bars) + 1)
    ]


def _width(most: Fraction) -> int:
    """The narrowest round width with which no side has more bars than `BARS`."""
    for power in count():
        for step in ROUND:
            width: int = step * 10**power
            if most < width * BARS:
                return width
    raise AssertionError


def deciles(people: Iterable[PersonSum]) -> list[dict[str, Any]]:
    """Tenths of the people by what they were paid a month before; who was paid nothing is apart.

    Returns:
        Row 0 of those who were paid nothing, always there; rows 1 to 10, each with nearly as many
        people: of people who were paid alike some may stand in the next row.
    """
    known = [person for person in people if person.months]
    paid = [person for person in known if person.before]
    paid.sort(key=lambda person: (Fraction(person.before, person.months), person.nip))
    rows = [_tenth(0, [person for person in known if not person.before])]
    for number, part in enumerate(_parts(paid), 1):
        rows.append(_tenth(number, part))
    return rows


def _parts(people: Sequence[PersonSum]) -> Iterator[Sequence[PersonSum]]:
    for number in range(TENTHS):
        begin, end = (len(people) * edge // TENTHS for edge in (number, number + 1))
        yield people[begin:end]


def _tenth(number: int, people: Sequence[PersonSum]) -> dict[str, Any]:
    before = [Fraction(person.before, person.months) for person in people]
    sums = [sum(getattr(person, name) for person in people) for name in ("before", "after")]
    return {
        "decile": number,
        "people": len(people),
        "from": before[0] if before else None,
        "until": before[-1] if before else None,
        "before": sums[0],
        "after": sums[1],
        "change": sums[1] - sums[0],
        "change_share": share(sums[1] - sums[0], sums[0]),
        "losers": sum(person.change < 0 for person in people),
        "winners": sum(person.change > 0 for person in people),
        "unchanged": sum(person.change == 0 for person in people),
    }
