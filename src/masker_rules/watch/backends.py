"""Who decides which numbers are reached and which are near: the evaluator, or what stands for it.

A backend knows numbers alone: what follows from them, the article, and the days that count are
told by the evaluator, whoever decides.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from masker_rules.errors import RequestError
from masker_rules.periods import Month

__all__ = ["BACKENDS", "Backend", "Evaluator", "Event", "Ladder", "Met", "Steps", "Tally", "made"]


class Steps(NamedTuple):
    """The numbers of one counter from which something may follow, at the scale of the counter.

    Attributes:
        numbers: Ascending, above 0.
        margin: How far away a number is near.
    """

    numbers: tuple[int, ...]
    margin: int


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """All that is decided under one regulation.

    Attributes:
        digest: Of the regulation.
        steps: Of each counter, by its position.
    """

    digest: str
    steps: tuple[Steps, ...]


class Event(NamedTuple):
    """Something that counts.

    Attributes:
        day: Its ordinal; 0 of what belongs to no day.
        counter: Position of the counter.
        amount: By how much that grows.
    """

    day: int
    counter: int
    amount: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of one person in one month.

    Attributes:
        values: Each counter that exists, by position.
        events: Gives what counts, in order of days; of each counter it adds up to the value.
    """

    nip: str
    month: Month
    values: Mapping[int, int]
    events: Callable[[], Sequence[Event]]


class Met(NamedTuple):
    """Numbers of one counter, ascending: those reached, and those that are near."""

    reached: tuple[int, ...]
    near: tuple[int, ...]


class Backend(ABC):
    """Decides; it belongs to one session."""

    @abstractmethod
    def decide(self, ladder: Ladder, tally: Tally) -> Mapping[int, Met]:
        """What is reached and what is near, of each counter of the tally.

        Raises:
            RequestError: a number does not fit into the backend.
            EvaluationError: the backend failed.
        """

    def close(self) -> None:  # noqa: B027  (most keep nothing)
        """Let go of what is kept."""


class Evaluator(Backend):
    """Our own: two comparisons a number."""

    def decide(self, ladder: Ladder, tally: Tally) -> Mapping[int, Met]:
        return {at: _met(ladder.steps[at], value) for at, value in tally.values.items()}


def _met(steps: Steps, value: int) -> Met:
    within = value + steps.margin
    return Met(
        tuple(number for number in steps.numbers if number <= value),
        tuple(number for number in steps.numbers if value < number <= within),
    )


def _durable() -> Backend:
    from masker_rules.watch.durable import Durable  # noqa: PLC0415  (an extra)

    return Durable()


BACKENDS: Mapping[str, Callable[[], Backend]] = {"own": Evaluator, "durable": _durable}


def made(given: Backend | str) -> Backend:
    """A backend by its name, or the one given.

    Raises:
        RequestError: there is none of that name [unknown-backend].
        AdapterUnavailableError: it needs what is not installed [backend-extra-missing].
    """
    if isinstance(given, Backend):
        return given
    if given not in BACKENDS:
        raise RequestError.of("unknown-backend", backend=given, known=", ".join(BACKENDS))
    return BACKENDS[given]()
