"""What is told beside the months of many people; a note is put together when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from masker_rules.attendance.columns import Array
from masker_rules.attendance.rows import Note

__all__ = ["STATUS_NOTES", "Notes"]

#: Codes of what may still change a result; all others are warnings.
STATUS_NOTES = frozenset(
    {
        "absence-pending",
        "absence-refused",
        "absence-unknown-code",
        "alpa-half",
        "away-unstated",
        "order-pending",
        "order-refused",
        "event-two-records",
        "no-schedule",
        "punch-pending",
        "two-employee-rows",
        "two-roster-rows",
        "unknown-schedule",
        "unknown-shift",
    }
)


@dataclass(frozen=True, slots=True)
class _Block:
    """Notes of one code: whom and which days they are about, and what the text quotes."""

    code: str
    who: Array
    day: Array
    quoted: Callable[[int], Mapping[str, object]]

    def note(self, at: int) -> Note:
        return note_of(self.code, date.fromordinal(int(self.day[at])), self.quoted(at))


class Notes:
    """Notes of the people of a chunk."""

    def __init__(self) -> None:
        self._said: dict[int, list[Note]] = {}
        self._blocks: list[_Block] = []
        self._places: dict[int, list[tuple[_Block, int]]] | None = None

    def say(self, who: int, notes: Iterable[Note]) -> None:
        """Notes of one person."""
        found = list(notes)
        if found:
            self._said.setdefault(who, []).extend(found)

    def tell(
        self,
        code: str,
        who: Array,
        day: Array,
        quoted: Callable[[int], Mapping[str, object]] = lambda _: {},
    ) -> None:
        """Notes of one code, about the days (ordinals) of people; `quoted` is of each."""
        if len(who):
            self._blocks.append(_Block(code, who, day, quoted))
            self._places = None

    def of(self, who: int) -> tuple[Note, ...]:
        """The notes of a person, by day."""
        if self._places is None:
            self._places = {}
            for block in self._blocks:
                for at, whose in enumerate(block.who.tolist()):
                    self._places.setdefault(whose, []).append((block, at))
        found = [block.note(at) for block, at in self._places.get(who, ())]
        return tuple(sorted([*self._said.get(who, ()), *found], key=_order))

    def codes(self) -> Iterable[tuple[str, Array, Array]]:
        """Code, people and days (0: the month) of all notes."""
        for block in self._blocks:
            yield block.code, block.who, block.day
        single: dict[str, list[tuple[int, int]]] = {}
        for who, notes in self._said.items():
            for note in notes:
                day = 0 if note.day is None else note.day.toordinal()
                single.setdefault(note.code, []).append((who, day))
        for code, found in sorted(single.items()):
            whose, days = np.array(found, np.int64).T
            yield code, whose, days


def note_of(code: str, day: date | None, quoted: Mapping[str, object]) -> Note:
    """A note of its code."""
    return Note(code, day, quoted, "status" if code in STATUS_NOTES else "warning")


def _order(note: Note) -> tuple[object, ...]:
    return (note.day or date.min, note.code, sorted(note.params.items()))
