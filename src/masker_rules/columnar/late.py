"""What is made when somebody asks for it: an object for each result, the digest of a header."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from masker_rules.engine.result import Result

__all__ = ["LateHeader", "LateItems"]


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


class LateHeader(Mapping[str, Any]):
    """The header of a run, made at the first look at it."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Any]:
        return self._make()

    def __getitem__(self, key: str) -> Any:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
