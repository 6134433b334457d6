"""What the inputs of a month may be, all states of what is missing taken together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import Any

from masker_rules.engine.boxes import ANY, MORE, Box, Range, Rows
from masker_rules.engine.doubtful_days import Found, note_days
from masker_rules.engine.enclosures import Span
from masker_rules.engine.gaps import (
    DAILY,
    Gap,
    State,
    window_grain,
)
from masker_rules.language.catalogue import catalogue
from masker_rules.language.plan import Window

__all__ = ["Doubtful", "UnenclosedError", "doubtful_states", "touched"]

#: Of so many states each is enclosed by itself; of more all are taken together.
MOST_APART = 24


class UnenclosedError(Exception):
    """What the inputs may be cannot be told."""


@dataclass(slots=True)
class Doubtful:
    """Facts and rows, and what those that are not known may be.

    Attributes:
        state: One of the states.
        facts: Month facts that are not known.
        grains: Rows by grain, of grains that are not known.
    """

    state: State
    facts: dict[str, Any]
    grains: dict[str, Rows]
    _made: dict[Any, Rows] = field(default_factory=dict)

    @property
    def open_facts(self) -> frozenset[str]:
        """Month facts that are not known."""
        return frozenset(self.facts)

    @property
    def open_grains(self) -> frozenset[str]:
        """Grains of which rows are not known."""
        return frozenset(map(window_grain, self.grains))

    def fact(self, name: str) -> Any:
        """A month fact."""
        if name in self.facts:
            return self.facts[name]
        return self.state.facts.get(name, ANY)

    def rows(self, grain: str, window: Window | None) -> Rows:
        """The rows of a grain, of the month or of a window."""
        key = grain, window
        if key not in self._made:
            self._made[key] = self._rows(grain, window)
        return self._made[key]

    def _rows(self, grain: str, window: Window | None) -> Rows:
        if window is None:
            return self._under(grain)
        earlier = self._under(f"{grain} over {window.text}")
        if not window.with_this_month:
            return earlier
        now = self._under(grain)
        if "day" in catalogue()[grain].sees:
            # Which day they see is told within the month only.
            now = replace(now, boxes=[tuple(map(_unplaced, boxes)) for boxes in now.boxes])
        own = [tuple(box._replace(is_known=False) for box in boxes) for boxes in now.boxes]
        before = [("earlier", at) for at in range(len(earlier.boxes))]
        keys = [now.key(at) for at in range(len(own))]
        return Rows([*earlier.boxes, *own], (*earlier.more, *now.more), [*before, *keys])

    def apart(self, most: int) -> Iterator[Doubtful]:
        """Each state of the days in doubt by itself; none where there are more than so many."""
        days = self.grains.get("day", Rows())
        several = [at for at, boxes in enumerate(days.boxes) if len(boxes) > 1]
        sizes = [len(days.boxes[at]) for at in several]
        if not several or prod(sizes) > most:
            return
        for choice in product(*map(range, sizes)):
            taken = dict(zip(several, choice, strict=True))
            grains = {
                name: replace(rows, boxes=[
                    (boxes[taken[rows.key(at)]],) if rows.key(at) in taken else boxes
                    for at, boxes in enumerate(rows.boxes)
                ])
                if name in ("day", "session")
                else rows
                for name, rows in self.grains.items()
            }  # fmt: skip
            yield Doubtful(self.state, self.facts, grains)

    def within(self, facts: Mapping[str, Any]) -> Doubtful:
        """The same where other month facts hold; what is not known stays so."""
        own = self.state
        state = State({**own.facts, **facts}, own.rows, own.unknowns, own.memo)
        return Doubtful(state, self.facts, self.grains)

    def nothing_or_some(self) -> list[Doubtful]:
        """No row of a grain of which nothing is known, apart from one row and any further ones."""
        for key, rows in self.grains.items():
            if rows.more and not rows.boxes:
                each = Rows(), replace(rows, boxes=[rows.more])
                return [
                    Doubtful(self.state, self.facts, {**self.grains, key: own}) for own in each
                ]
        return [self]

    def _under(self, key: str) -> Rows:
        if key in self.grains:
            return self.grains[key]
        if key not in self.state.rows:
            raise UnenclosedError(key)
        return Rows([(Box(row, (), is_known=True),) for row in self.state.rows[key]])


def _unplaced(box: Box) -> Box:
    return box._replace(spans=(("day_index", ANY), *box.spans))


def doubtful_states(state: State, gaps: Sequence[Gap]) -> list[Doubtful]:
    """What the inputs may be: gaps whose values are all listed apart, the others together.

    Args:
        state: What is known, with a stand-in where something is missing.
        gaps: What is missing.

    Raises:
        UnenclosedError: nothing can be said of one of them.
    """
    if any(gap.forced for gap in gaps):
        raise UnenclosedError
    listed = sorted((gap for gap in gaps if gap.listed), key=lambda gap: len(gap.options))
    while listed and prod(len(gap.options) for gap in listed) > MOST_APART:
        listed.pop()
    others = [gap for gap in gaps if gap not in listed]
    found = []
    for choice in product(*(gap.options for gap in listed)):
        own = State(dict(state.facts), dict(state.rows), dict(state.unknowns), state.memo)
        for option in choice:
            option(own)
        one = _together(own, others)
        for name, value in own.facts.items():
            if name not in one.facts and state.facts.get(name, ANY) is not value:
                one.facts[name] = value
        for key, rows in own.rows.items():
            if rows is not state.rows.get(key):
                # The values of the month are of other rows.
                known = one.grains.get(key) or Rows([(Box(row),) for row in rows])
                boxes = [tuple(b._replace(is_known=False) for b in own) for own in known.boxes]
                one.grains[key] = replace(known, boxes=boxes)
        found += one.nothing_or_some()
    return found


def touched(state: State, gap: Gap) -> frozenset[str]:
    """Month facts and grains that a gap leaves open."""
    if gap.days is not None:
        return frozenset({*DAILY, "leave"})
    found: set[str] = set()
    for one in _tried(state, gap):
        found |= {
            name for name, value in one.facts.items() if state.facts.get(name, ANY) is not value
        }
        found |= {
            window_grain(key) for key, rows in one.rows.items() if rows is not state.rows.get(key)
        }
    return frozenset(found)


def _tried(state: State, gap: Gap) -> list[State]:
    """The state by each option of a gap."""
    found = []
    for option in gap.options:
        found.append(State({**state.facts}, {**state.rows}, {}, state.memo))
        option(found[-1])
    return found


def _together(state: State, gaps: Sequence[Gap]) -> Doubtful:
    facts: dict[str, list[Any]] = {}
    grains: dict[str, Found] = {}
    more: set[str] = set()
    open_ends: set[str] = set()
    for gap in gaps:
        if gap.days is not None:
            note_days(state, gap.days, grains, more)
            continue
        states = _tried(state, gap)
        for name in {name for one in states for name in one.facts}:
            values = [one.facts.get(name, ANY) for one in states]
            if any(value != state.facts.get(name, ANY) for value in values):
                facts.setdefault(name, []).extend(values)
                open_ends |= {name} if gap.open_end else set()
        for key in {key for one in states for key in one.rows}:
            tried = [one.rows.get(key, ()) for one in states]
            if any(rows is not state.rows.get(key) for rows in tried):
                _changed(key, state.rows.get(key, ()), tried, gap, grains, more)
    known = {
        name: _of_values(values, open_end=name in open_ends) for name, values in facts.items()
    }
    made = {}
    for key in {*grains, *more}:
        base = state.rows.get(key, ())
        boxes = grains.get(key) or [[] for _ in base]
        made[key] = Rows(
            [
                _joined(own) if own else (Box(row, (), is_known=True),)
                for own, row in zip(boxes, base, strict=True)
            ],
            MORE if key in more else (),
            [row.day_index for row in base] if key == "session" else (),
        )
    return Doubtful(state, known, made)


def _of_values(values: Sequence[Any], *, open_end: bool) -> Any:
    """Everything between values of a fact; one that is no number is one of them."""
    if any(value is ANY for value in values):
        return ANY
    if len(set(values)) == 1:
        return frozenset(values)
    numbers = [v for v in values if isinstance(v, int) and not isinstance(v, bool)]
    if not numbers:
        return frozenset(values)
    if any(isinstance(value, str | bool) for value in values):
        return ANY
    return Range(Span(min(numbers), None if open_end else max(numbers)), None in values)


# ------------------------------------------------------------------ rows
def _changed(
    key: str,
    base: Sequence[Any],
    tried: Sequence[Sequence[Any]],
    gap: Gap,
    grains: dict[str, Found],
    more: set[str],
) -> None:
    """Note what the options of a gap make of the rows of a grain."""
    if any(len(rows) != len(base) for rows in tried):
        begins = all(a is b for rows in tried for a, b in zip(base, rows, strict=False))
        if base and not (begins and all(len(rows) >= len(base) for rows in tried)):
            raise UnenclosedError(key)
        more.add(key)
        return
    boxes = grains.setdefault(key, [[] for _ in base])
    for own, before, after in zip(boxes, base, zip(*tried, strict=True), strict=True):
        if any(row is not before and row != before for row in after):
            own.append((_box_of(after, open_end=gap.open_end),))


def _box_of(rows: Sequence[Any], *, open_end: bool) -> Box:
    """What holds several states of a row; numbers that differ are without end where that is so."""
    spans = []
    for name in _fields(rows[0]):
        values = [getattr(row, name) for row in rows]
        if any(value != values[0] for value in values):
            spans.append((name, _of_values(values, open_end=open_end)))
    return Box(rows[0], tuple(spans))


def _fields(row: Any) -> Sequence[str]:
    named = getattr(row, "_fields", None) or getattr(row, "__dataclass_fields__", None)
    return tuple(vars(row) if named is None else named)


def _joined(found: Sequence[tuple[Box, ...]]) -> tuple[Box, ...]:
    """What gaps make of one row: of days each of it, of other rows one box that holds all."""
    if len(found) == 1:
        return found[0]
    boxes = [box for own in found for box in own]
    first = boxes[0].row
    if hasattr(first, "in_at") or hasattr(first, "tapped"):
        return tuple(boxes)
    spans = []
    for name in _fields(first):
        values = [box.fact(name) for box in boxes]
        if any(value != getattr(first, name) for value in values):
            spans.append((name, _hull(values)))
    return (Box(first, tuple(spans)),)


def _hull(values: Sequence[Any]) -> Any:
    flat: list[Any] = []
    open_ = False
    for value in values:
        if isinstance(value, Range):
            flat += [end for end in value.span if end is not None]
            open_ |= value.span.high is None
            flat += [None] if value.is_open else []
        elif isinstance(value, frozenset):
            flat += value
        elif value is ANY:
            return ANY
        else:
            flat.append(value)
    return _of_values(flat, open_end=open_)
