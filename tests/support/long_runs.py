"""Tests that have a short form for every push and a long one, marked `slow`, for CI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

__all__ = ["given_few", "slow_but", "some_of"]


def given_few(
    few: int, *strategies: Any, many: int = 25, short: bool = True
) -> Callable[..., Callable[..., None]]:
    """`@given` for a dear law: `few` examples in the ordinary suite, `many` in the long one.

    A profile of Hypothesis with more examples than the usual one raises the long form in
    proportion. Where one example takes many seconds there is no short form.
    """
    usual = settings.get_profile("small").max_examples
    raised = many * max(1, settings.default.max_examples // usual)
    long = pytest.param(raised, marks=pytest.mark.slow)

    def decorate(law: Callable[..., None]) -> Callable[..., None]:
        forms = [few if short else pytest.param(few, marks=pytest.mark.slow), long]

        @pytest.mark.parametrize("examples", forms, ids=["few", "many"])
        def test(examples: int) -> None:
            settings(max_examples=examples)(given(*strategies)(law))()

        test.__name__, test.__doc__, test.__module__ = law.__name__, law.__doc__, law.__module__
        return test

    return decorate


def slow_but(ordinary: Callable[[Any], bool], values: Any) -> list[Any]:
    """Parameters of which the ordinary suite tries some; the others are marked `slow`."""
    return [
        value if ordinary(value) else pytest.param(value, marks=pytest.mark.slow)
        for value in values
    ]


def some_of(values: Any, every: int = 4) -> list[Any]:
    """Every fourth parameter in the ordinary suite; the others are marked `slow`."""
    found = list(values)
    return slow_but(set(found[::every]).__contains__, found)
