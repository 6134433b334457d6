"""What is made when somebody asks for it: an object for each result, its computation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from masker_rules.engine.compute import Computed, Job
from masker_rules.engine.doubts import Doubts
from masker_rules.engine.inputs import Inputs
from masker_rules.engine.result import Result
from masker_rules.language.plan import Plan
from masker_rules.periods import Month

__all__ = ["LateComputation", "LateItems"]


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
    """A computation made by the reference engine when somebody asks for it."""

    job: Callable[[], Job]
    nip: str
    month: Month

    @cached_property
    def _computed(self) -> Computed:
        found = self.job().result(self.nip, self.month).computation
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
