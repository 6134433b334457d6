"""A waterfall as SVG: it stands in a page and on a slip, needs no library and prints as it looks.

Losses go to the left and are orange, gains to the right and blue: they are told apart by place,
by sign and by colour (the palette of Okabe and Ito).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from masker_rules.engine.words import Words
from masker_rules.explain.document import Bar
from masker_rules.texts import html_text, render

__all__ = ["amounts", "waterfall_svg"]

LOSS, GAIN, SUM, INK, RULE = "#d55e00", "#0072b2", "#555555", "#1a1a1a", "#c8c8c8"
#: In units of the drawing: all of it, what labels take, what an amount takes, a row and its bar.
WIDTH, LABELS, AMOUNT, ROW, HEIGHT = 760, 300, 90, 22, 14
ROOM = WIDTH - LABELS - AMOUNT
#: Letters of a label; more are cut, for the table below has all of them.
LETTERS = 46
#: More bars than these are drawn by what they have in common, the smallest of them together.
MOST = 30
#: The axis begins at a floor where the sums never come near nothing: a tenth of what is drawn.
NEAR = 2
FONT = "Noto Sans, Liberation Sans, Liberation Serif, Arial, sans-serif"


def amounts(bars: Sequence[Bar], words: Words) -> list[str]:
    """The amount of each bar: a step with its sign, a sum without."""
    return [words.number(bar.amount) if bar.is_sum else _signed(bar, words) for bar in bars]


def _signed(bar: Bar, words: Words) -> str:
    return ("+" if bar.amount > 0 else "") + words.number(bar.amount)


def waterfall_svg(bars: Sequence[Bar], words: Words) -> str:
    """The chart; it adds up to the last bar however many are drawn together.

    Args:
        bars: In order.
        words: Of the language.
    """
    drawn = _few(bars, words.lang)
    spans = [*_spans(drawn)]
    axis = _Axis.of([end for span in spans for end in span])
    high = ROW * len(drawn) + ROW
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}" role="img"'
    pieces = [f'{begin} font-family="{FONT}" font-size="11" fill="{INK}">']
    pieces += _rule(axis, high, words)
    last = 0
    for row, (bar, span, told) in enumerate(zip(drawn, spans, amounts(drawn, words), strict=True)):
        top = ROW * row + (ROW - HEIGHT) // 2
        if row:
            at = axis.place(last)
            ends = f'x1="{at}" x2="{at}" y1="{top - ROW + HEIGHT}" y2="{top}"'
            pieces.append(f'<line {ends} stroke="{RULE}"/>')
        pieces += _bar(bar, span, axis, top, told)
        last = span[1]
    return "".join((*pieces, "</svg>"))


def _bar(bar: Bar, span: tuple[int, int], axis: _Axis, top: int, told: str) -> Iterator[str]:
    low, high = sorted(span)
    left, right = axis.place(axis.floor if bar.is_sum else low), axis.place(high)
    colour = SUM if bar.is_sum else LOSS if bar.amount < 0 else GAIN
    line = top + HEIGHT - 3
    weight = ' font-weight="bold"' if bar.is_sum else ""
    label = bar.label if len(bar.label) <= LETTERS else f"{bar.label[: LETTERS - 1]}…"
    yield f'<text x="0" y="{line}"{weight}>{html_text(label)}</text>'
    size = f'width="{max(right - left, 1)}" height="{HEIGHT}"'
    yield f'<rect x="{left}" y="{top}" {size} fill="{colour}"/>'
    yield f'<text x="{WIDTH}" y="{line}" text-anchor="end"{weight}>{told}</text>'


def _rule(axis: _Axis, high: int, words: Words) -> Iterator[str]:
    """Where the axis begins and ends, and what stands there."""
    for value, anchor in ((axis.floor, "start"), (axis.top, "end")):
        at = axis.place(value)
        yield f'<line x1="{at}" x2="{at}" y1="0" y2="{high - ROW + 4}" stroke="{RULE}"/>'
        told = words.number(value)
        yield f'<text x="{at}" y="{high - 4}" font-size="9" text-anchor="{anchor}">{told}</text>'


@dataclass(frozen=True, slots=True)
class _Axis:
    """From the left end of the bars to the right one, in rupiah."""

    floor: int
    top: int

    @classmethod
    def of(cls, ends: Sequence[int]) -> _Axis:
        low, top = min(ends), max(*ends, 1)
        if low * NEAR > top:
            return cls(max(low - (top - low) // 4, 0), top)
        return cls(min(low, 0), top)

    def place(self, value: int) -> int:
        """Where a value stands."""
        return LABELS + (value - self.floor) * ROOM // max(self.top - self.floor, 1)


def _spans(bars: Sequence[Bar]) -> Iterator[tuple[int, int]]:
    """From where to where each bar goes."""
    at = 0
    for bar in bars:
        begin, at = (bar.amount, bar.amount) if bar.is_sum else (at, at + bar.amount)
        yield begin, at


def _few(bars: Sequence[Bar], lang: str) -> Sequence[Bar]:
    """Few enough to be drawn: steps of one kind together, then the smallest ones."""
    if len(bars) <= MOST:
        return bars
    kinds: dict[str, int] = {}
    for bar in bars:
        if not bar.is_sum:
            kinds[bar.group or bar.label] = kinds.get(bar.group or bar.label, 0) + bar.amount
    sums = sum(bar.is_sum for bar in bars)
    by_size = sorted(kinds, key=lambda kind: (-abs(kinds[kind]), kind))
    room = MOST - sums
    small = set(by_size[room - 1 :]) if len(by_size) > room else set()
    steps = [Bar(kind, amount) for kind, amount in kinds.items() if kind not in small]
    if small:
        rest = render(lang, "explain.rest_of_bars", {"count": len(small)})
        steps.append(Bar(rest, sum(kinds[kind] for kind in small)))
    return [bars[0], *steps, bars[-1]]
