"""Ranges of weekdays whose boundary is moved by one day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masker_rules.testing.edits import Edit, Step, drop, rename

__all__ = ["shifted"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Span = tuple[int, int]


def shifted(
    steps: tuple[Step, ...], keys: Sequence[str]
) -> Iterator[tuple[str, str, tuple[Edit, ...]]]:
    """Keys such as `mon..thu` of a mapping with each boundary between two moved by one day.

    Yields:
        The key that grows or shrinks, what it becomes, and the edits.
    """
    spans = {key: span for key in keys if (span := _span(key)) is not None}
    for key, (first, last) in spans.items():
        after = next((k for k, (begin, _) in spans.items() if begin == last + 1), None)
        if after is None:
            if last > first:
                new = _text(first, last - 1)
                yield key, new, (rename((*steps, key), new),)
            continue
        begin, end = spans[after]
        if last > first:
            yield (
                key,
                _text(first, last - 1),
                _both(steps, key, (first, last - 1), after, (last, end)),
            )
        if end > begin:
            yield (
                key,
                _text(first, begin),
                _both(steps, key, (first, begin), after, (begin + 1, end)),
            )
        else:
            grown = _text(first, begin)
            yield key, grown, (drop((*steps, after)), rename((*steps, key), grown))


def _both(
    steps: tuple[Step, ...], key: str, span: Span, other: str, beside: Span
) -> tuple[Edit, ...]:
    return (
        rename((*steps, key), _text(*span)),
        rename((*steps, other), _text(*beside)),
    )


def _span(key: str) -> Span | None:
    first, dots, last = key.partition("..")
    if first not in DAYS or (dots and last not in DAYS):
        return None
    return DAYS.index(first), DAYS.index(last if dots else first)


def _text(first: int, last: int) -> str:
    return DAYS[first] if first == last else f"{DAYS[first]}..{DAYS[last]}"
