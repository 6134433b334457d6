"""What rows in question may come to, and which combinations of it are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from math import prod

from masker_rules.engine.result import Remark
from masker_rules.facts.rows import Row

__all__ = [
    "AS_IT_IS",
    "MOST",
    "Choice",
    "Ends",
    "Question",
    "Reading",
    "by_day",
    "combinations",
    "extremes",
    "joined",
    "number_of",
]

#: So many months are computed of one person; where there were more, nothing is said of the amount.
MOST = 64

#: A row that is the person's or not has so many readings.
EITHER = 2
#: So many months of rows that cannot be read.
WHOLE = 4 * MOST

#: Which option of each question.
Choice = tuple[int, ...]
#: Lowest and highest amount; None where it is open.
Ends = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the pack may be instead.

    Attributes:
        more: Rows by table that there may be beside its own.
        without: Rows of it that may not be there.
    """

    more: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    without: frozenset[Row] = frozenset()

    @property
    def for_many(self) -> tuple[tuple[str, tuple[Row, ...]], ...] | None:
        """Its rows, which are another pack for others too; None where one is of a person."""
        rows = (row for own in self.more.values() for row in own)
        if self.without or any(getattr(row, "nip", None) is not None for row in rows):
            return None
        return tuple(sorted(self.more.items()))


#: The pack as it is.
AS_IT_IS = Reading()


@dataclass(frozen=True, slots=True)
class Question:
    """What rows may say of a month.

    Attributes:
        names: Of the rows, as `missing` lists them.
        options: What the pack may be; the first is as it is. Empty where nobody can tell what
            there may be.
        open_end: Whether the last option stands for a value without bound.
        is_own: Whether the rows are surely the person's: the month is not known without them,
            whatever they would change.
        is_sampled: Whether there are further values between those that the options have.
        is_doubt: Whether the row counts, and an importer doubts it.
        day: The day of a row in doubt, where it has one.
        note: What is told of it in any case.
    """

    names: tuple[str, ...]
    options: tuple[Reading, ...] = ()
    open_end: bool = False
    is_own: bool = False
    is_sampled: bool = False
    is_doubt: bool = False
    day: date | None = None
    note: Remark | None = None


def number_of(questions: Sequence[Question]) -> int:
    """How many combinations of their options there are."""
    return prod(len(one.options) for one in questions)


def by_day(questions: Sequence[Question]) -> list[Question]:
    """The questions; where there are too many combinations, rows in doubt of a day are one.

    What one tap comes to hangs on the others of its day: of these every combination is tried.
    """
    if number_of(questions) <= MOST:
        return [*questions]
    found = [one for one in questions if one.day is None]
    days: dict[date, list[Question]] = {}
    for one in questions:
        if one.day is not None:
            days.setdefault(one.day, []).append(one)
    for day in sorted(days):
        own = days[day]
        if number_of(own) > MOST:
            found += own
            continue
        names = tuple(name for one in own for name in one.names)
        options = tuple(joined(some) for some in product(*(one.options for one in own)))
        found.append(Question(names, options, is_doubt=True, day=day))
    return found


def combinations(questions: Sequence[Question]) -> list[Choice] | None:
    """Every choice of an option for each question, the first for the pack as it is.

    Where they are too many, of rows in doubt, and of rows that are there or not, each option
    alone, all together, and these with another reading of one; all of it with every combination
    of the others, for what two lost cells come to together no one of them says. None where these
    are too many, too, or nobody can tell what there may be.
    """
    sizes = [len(one.options) for one in questions]
    if not all(sizes):
        return None
    if number_of(questions) <= MOST:
        return list(product(*map(range, sizes)))
    lost = [at for at, one in enumerate(questions) if sizes[at] > EITHER and not one.is_doubt]
    most = WHOLE if lost else 2 * MOST
    if prod(sizes[at] for at in lost) > most:
        return None
    found: dict[Choice, None] = {}
    for chosen in product(*(range(sizes[at]) for at in lost)):
        known = dict(zip(lost, chosen, strict=True))
        found |= dict.fromkeys(_some(sizes, known))
        if len(found) > most:
            return None
    return list(found)


def _some(sizes: Sequence[int], known: Mapping[int, int]) -> Iterator[Choice]:
    """Each option alone, all together, and these with another of one, beside those known."""
    none = tuple(known.get(at, 0) for at in range(len(sizes)))
    full = tuple(known.get(at, size - 1) for at, size in enumerate(sizes))
    yield none
    for place, size in enumerate(sizes):
        if place in known:
            continue
        yield from (_but(none, place, option) for option in range(size))
        if size > 2:
            yield from (_but(full, place, option) for option in (0, size - 2))
    yield full


def extremes(questions: Sequence[Question], ends: Mapping[Choice, Ends]) -> Iterator[Choice]:
    """What pays least, and most, of each question alone, all together.

    Of options that pay the same alone the first, the second and the last are taken, for together
    with others they may not. Nothing where an amount is open.
    """
    none = (0,) * len(questions)
    for side, best in ((0, min), (1, max)):
        chosen: list[list[int]] = []
        for at, question in enumerate(questions):
            nets = [ends[_but(none, at, option)][side] for option in range(len(question.options))]
            known = [net for net in nets if net is not None]
            if len(known) < len(nets):
                return
            chosen.append([option for option, net in enumerate(nets) if net == best(known)])
        yield tuple(own[0] for own in chosen)
        yield tuple(own[min(1, len(own) - 1)] for own in chosen)
        yield tuple(own[-1] for own in chosen)


def _but(choice: Choice, place: int, option: int) -> Choice:
    return (*choice[:place], option, *choice[place + 1 :])


def joined(options: Iterable[Reading]) -> Reading:
    """Several options together."""
    more: dict[str, tuple[Row, ...]] = {}
    without: set[Row] = set()
    for option in options:
        without |= option.without
        for table, rows in option.more.items():
            more[table] = (*more.get(table, ()), *rows)
    return Reading(more, frozenset(without))
