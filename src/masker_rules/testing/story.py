"""What the shorthand of a case says of a day: `in 07:40`, `no out`, `cuti_sakit`, `alpa`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from masker_rules.testing.casefile import CaseNode
from masker_rules.units import Unit, parse_literal

__all__ = ["DayStory", "clock_of", "dates_of", "read_story"]

TAPS = {"in": "in", "out": "out", "break_out": "break_out", "break_in": "break_in"}
EVENT_STATUS = {"missed": "absent", "excused": "excused", "attended": "present"}
APPROVED = {"pending": "", "refused": "false"}
PARTS = ("am", "pm")


@dataclass(slots=True)
class DayStory:
    """One day as told.

    Attributes:
        taps: Kind (empty = none stated) and seconds of the day of each punch told.
        silent: Kinds that are missing on purpose, with the number of the session, 0 for all.
        absent: Nobody came.
        code: Code of an absence row, empty without one.
        part: `am`, `pm` or empty.
        approved: As the absence row says.
        events: Event to recorded status.
    """

    taps: list[tuple[str, int]] = field(default_factory=list)
    silent: set[tuple[str, int]] = field(default_factory=set)
    absent: bool = False
    code: str = ""
    part: str = ""
    approved: str = "true"
    events: dict[str, str] = field(default_factory=dict)

    @property
    def is_ordinary(self) -> bool:
        """Whether what is not told is as scheduled: in and out on the minute."""
        told = any(kind == "" for kind, _ in self.taps)
        return not (self.absent or self.code or told)

    def is_silent(self, kind: str, session: int = 0) -> bool:
        """Whether a tap is missing on purpose."""
        return not self.silent.isdisjoint({(kind, 0), (kind, session)})

    @property
    def by_tap(self) -> bool:
        """Whether a punch at the roll call, not a record, says who was there."""
        return any(kind == "apel" for kind, _ in self.taps)


def read_story(node: CaseNode, is_code: Callable[[str], bool]) -> DayStory:
    """The story of a day.

    Args:
        node: Its text.
        is_code: Whether a word is a code of absence under the profile.

    Raises:
        ProfileError: a word means nothing here [case-value].
    """
    story = DayStory()
    words = _Words(node.text().replace("on time", "").split())
    for word in words:
        if word == "alpa":
            story.absent = True
        elif word in TAPS or word in {"punch", "apel"}:
            kind = "" if word == "punch" else word
            story.taps.append((kind, clock_of(node, next(words, ""))))
        elif word == "no":
            kind, number = next(words, ""), words.number()
            kinds = ("in", "out") if kind == "session" and number else (_kind(node, kind),)
            story.silent |= {(kind, number) for kind in kinds}
        elif word in EVENT_STATUS:
            story.events[next(words, "")] = EVENT_STATUS[word]
        elif word in PARTS:
            story.part = word
        elif word in APPROVED:
            story.approved = APPROVED[word]
        elif is_code(word) and not story.code:
            story.code = word
        else:
            raise node.wrong("day")
    return story


class _Words:
    """The words of a day, one after the other."""

    def __init__(self, words: list[str]) -> None:
        self._left = words

    def __iter__(self) -> _Words:
        return self

    def __next__(self) -> str:
        if not self._left:
            raise StopIteration
        return self._left.pop(0)

    def number(self) -> int:
        """The next word where it is a number from 1, else 0."""
        if self._left and self._left[0].isdigit():
            return int(next(self))
        return 0


def clock_of(node: CaseNode, text: str) -> int:
    """Seconds of the day of a clock time.

    Raises:
        ProfileError: it is none [case-value].
    """
    literal = parse_literal(text)
    if literal is None or literal.type.unit is not Unit.CLOCK:
        raise node.wrong("day")
    return literal.value


def _kind(node: CaseNode, word: str) -> str:
    if word not in TAPS:
        raise node.wrong("day")
    return word


def dates_of(node: CaseNode, key: str) -> Iterator[date]:
    """`2026-07-09`, or all days of `2026-07-09..2026-07-10`.

    Raises:
        ProfileError: the key is neither [case-value].
    """
    first, dots, last = key.partition("..")
    try:
        day, end = date.fromisoformat(first), date.fromisoformat(last if dots else first)
    except ValueError:
        raise node.wrong("date") from None
    while day <= end:
        yield day
        day += timedelta(days=1)
