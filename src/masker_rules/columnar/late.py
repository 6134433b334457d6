"""What is made when somebody asks for it: an object for each result, its computation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from masker_rules.engine.compute import Computed, Job
from masker_rules.engine.doubts import Doubts
from masker_rules.engine.inputs import Inputs
from masker_rules.engine.result import Result
from masker_rules.language.plan import Plan
from masker_rules.periods import Month

__all__ = ["LateComputation", "LateItems", "made_together"]

#: People whose computations are made at once: their days are told in one stretch.
AT_ONCE = 250


class LateItems(Sequence[Result]):
    """So many results, made at the first look at one of them."""

    def __init__(self, count: int, make: Callable[[], Sequence[Result]]) -> None:
        self._count, self._make = count, make

    @cached_property
    def _made(self) -> Sequence[Result]:
        return self._make()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, key: Any) -> Any:
        return self._made[key]

    def __iter__(self) -> Iterator[Result]:
        return iter(self._made)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass
class LateComputation:
    """A computation made by the reference engine when somebody asks for it.

    Attributes:
        reference: The reference engine for some people and months.
    """

    reference: Callable[[Collection[tuple[str, Month]]], Job]
    nip: str
    month: Month

    @cached_property
    def _computed(self) -> Computed:
        return self._of(self.reference([(self.nip, self.month)]))

    @property
    def is_made(self) -> bool:
        """Whether somebody asked for it before."""
        return "_computed" in self.__dict__

    def make(self, job: Job) -> None:
        """Take it from a job that is for others too."""
        self.__dict__["_computed"] = self._of(job)

    def _of(self, job: Job) -> Computed:
        found = job.result(self.nip, self.month).computation
        assert found is not None
        return found

    @property
    def plan(self) -> Plan:
        return self._computed.plan

    @property
    def inputs(self) -> Inputs:
        return self._computed.inputs

    @property
    def values(self) -> dict[str, Any]:
        return self._computed.values

    @property
    def doubts(self) -> Doubts:
        return self._computed.doubts


def made_together(
    items: Iterable[Result], progress: Callable[[int, int], None] | None = None
) -> None:
    """Make the computations of many results at once, which costs a fraction of one by one.

    Args:
        items: Of one run or several; those whose computation is there are left as they are.
        progress: Told how many are made, of how many.
    """
    waiting: dict[Callable[..., Job], list[LateComputation]] = {}
    for item in items:
        late: object = item.computation
        if isinstance(late, LateComputation) and not late.is_made:
            waiting.setdefault(late.reference, []).append(late)
    done, whole = 0, sum(map(len, waiting.values()))
    for reference, found in waiting.items():
        for begin in range(0, len(found), AT_ONCE):
            some = found[begin : begin + AT_ONCE]
            job = reference([(one.nip, one.month) for one in some])
            for one in some:
                one.make(job)
            done += len(some)
            if progress is not None:
                progress(done, whole)
