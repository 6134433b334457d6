"""Charts as SVG inside the page: nothing runs when it is opened, and it prints as it looks.

Altair describes them and vl-convert draws them, both of the extra `report`. Losses are orange and
to the left or down, gains blue, no change grey: told apart by place and by label as well, so that
they can be read in print and by those who see colours otherwise (the palette is Okabe and Ito's).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from masker_rules.engine.words import Words
from masker_rules.errors import AdapterUnavailableError
from masker_rules.texts import harmless, render

__all__ = ["Charts"]

LOSS, GAIN, NONE, INK = "#d55e00", "#0072b2", "#9a9a9a", "#333333"
FONT = "Noto Sans, DejaVu Sans, Liberation Sans, Arial, sans-serif"
WIDTH = 620
ROW = 24
#: Bars of a chart of groups, at most.
MOST = 20
Row = dict[str, Any]


class Charts:
    """Draws the charts of one language.

    Raises:
        AdapterUnavailableError: the extra `report` is not installed [report-extra-missing].
    """

    def __init__(self, lang: str) -> None:
        try:
            import altair as alt  # noqa: PLC0415  (an extra)
            import vl_convert  # noqa: PLC0415  (an extra)
        except ImportError:
            raise AdapterUnavailableError.of("report-extra-missing") from None
        self._alt, self._convert = alt, vl_convert
        self.lang, self.words = lang, Words(None, lang)

    def _say(self, key: str) -> str:
        return render(self.lang, f"review.report.{key}", {})

    def rupiah(self, value: Fraction | int) -> str:
        """Whole rupiah with a sign, as bars are labelled."""
        number = round(value)
        return ("+" if number > 0 else "") + self.words.number(number)

    # -------------------------------------------------------------- kinds of charts
    def steps(self, rows: Sequence[tuple[str, Fraction | int]]) -> str:
        """A waterfall: each row begins where the one before ended, the last is the sum."""
        made: list[Row] = []
        at: Fraction | int = 0
        for label, change in rows:
            made.append(self._bar(label, at, at + change, change))
            at += change
        made.append({**self._bar(self._say("change"), 0, at, at), "tone": "total"})
        return self._bars(made, self._say("axis_rupiah"))

    def signed(self, rows: Sequence[tuple[str, Fraction | int]], title: str) -> str:
        """Bars to either side of zero, one per row, in the order given."""
        return self._bars([self._bar(label, 0, value, value) for label, value in rows], title)

    def columns(self, rows: Sequence[tuple[str, int, int]], across: str, up: str) -> str:
        """Upright bars: a label, a height, and the sign that colours it."""
        made = [
            {"label": label, "value": value, "tone": self._tone(sign),
             "text": self.words.number(value) if value else ""}
            for label, value, sign in rows
        ]  # fmt: skip
        alt = self._alt
        base = alt.Chart(alt.Data(values=made)).encode(
            x=alt.X("label:N", sort=None, title=across, axis=alt.Axis(labelAngle=-40)),
            y=alt.Y("value:Q", title=up, axis=alt.Axis(format="~d", tickMinStep=1)),
        )
        bars = base.mark_bar(stroke=INK, strokeWidth=1).encode(color=self._colour())
        texts = base.mark_text(dy=-7, color=INK).encode(text="text:N")
        return self._svg(bars + texts, height=220)

    def line(self, rows: Sequence[tuple[str, Fraction | int]], across: str, up: str) -> str:
        """Points joined by a line, in the order given."""
        made = [
            {"label": label, "value": round(value), "text": self.words.number(round(value))}
            for label, value in rows
        ]
        alt = self._alt
        base = alt.Chart(alt.Data(values=made)).encode(
            x=alt.X("label:N", sort=None, title=across, axis=alt.Axis(labelAngle=-40)),
            y=alt.Y("value:Q", title=up, axis=self._axis(), scale=alt.Scale(zero=False)),
        )
        points = base.mark_line(color=GAIN, point={"color": GAIN, "size": 50})
        return self._svg(points, height=200)

    # -------------------------------------------------------------- drawing
    def _bar(
        self, label: str, begin: Fraction | int, end: Fraction | int, change: Fraction | int
    ) -> Row:
        sign = (change > 0) - (change < 0)
        return {
            "label": label,
            "begin": round(begin),
            "end": round(end),
            "edge": round(max(begin, end)),
            "tone": self._tone(sign),
            "text": self.rupiah(change),
        }

    @staticmethod
    def _tone(sign: int) -> str:
        return {-1: "loss", 0: "none", 1: "gain"}[sign]

    def _colour(self) -> Any:
        alt = self._alt
        tones = {"loss": LOSS, "none": NONE, "gain": GAIN, "total": INK}
        scale = alt.Scale(domain=list(tones), range=list(tones.values()))
        return alt.Color("tone:N", scale=scale, legend=None)

    def _axis(self) -> Any:
        """Ticks with the thousand points of the language."""
        point = "." if self.lang == "id" else ","
        label = f"replace(format(datum.value, ',.0f'), /,/g, '{point}')"
        return self._alt.Axis(labelExpr=label, tickCount=5)

    def _bars(self, made: Sequence[Row], title: str) -> str:
        alt = self._alt
        rows = alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=260))
        base = alt.Chart(alt.Data(values=list(made)))
        bars = base.mark_bar(stroke=INK, strokeWidth=1, size=14).encode(
            y=rows, x=alt.X("begin:Q", title=title, axis=self._axis()), x2="end:Q",
            color=self._colour(),
        )  # fmt: skip
        texts = base.mark_text(align="left", dx=5, color=INK).encode(
            y=rows, x="edge:Q", text="text:N"
        )
        zero = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=INK).encode(x="zero:Q")
        return self._svg(bars + zero + texts, height=ROW * len(made))

    def _svg(self, chart: Any, height: int) -> str:
        text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 11, "titleFontSize": 11}
        spec = json.loads(
            chart.properties(width=WIDTH, height=height)
            .configure(font=FONT)
            .configure_axis(**text, grid=True, gridColor="#e3e3e3", titleFontWeight="normal")
            .configure_view(stroke=None)
            .to_json()
        )
        svg: str = self._convert.vegalite_to_svg(_harmless(spec), show_warnings=False)
        return svg


def _harmless(spec: Any) -> Any:
    """A chart without signs that XML does not know: vl-convert ends the process over them."""
    if isinstance(spec, str):
        return harmless(spec, lines=False)
    if isinstance(spec, list):
        return [_harmless(one) for one in spec]
    return {key: _harmless(one) for key, one in spec.items()} if isinstance(spec, dict) else spec
