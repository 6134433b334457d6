"""Results as a table of a notebook: the first of them, and what concerns all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from masker_rules.texts import grouped, html_text, render

if TYPE_CHECKING:
    from masker_rules.engine.result import Result
    from masker_rules.engine.results import Results

__all__ = ["Shown", "results_html"]

#: Results that a table shows.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """What a notebook shows where it is the last thing of a cell.

    Attributes:
        html: The same as text.
    """

    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def results_html(results: Results, lang: str = "id") -> str:
    """A table of the first results, with the regulation above and how many there are below.

    Args:
        results: All of them.
        lang: `id` or `en`.
    """
    return "".join(_Table(results, lang).lines())


class _Table:
    def __init__(self, results: Results, lang: str) -> None:
        self.results, self.lang = results, lang

    def say(self, key: str, **params: object) -> str:
        return html_text(render(self.lang, f"notebook.{key}", params))

    def lines(self) -> Iterator[str]:
        results, header = self.results, self.results.about
        for profile in header.get("profiles") or [header.get("profile", {})]:
            yield f"<p><b>{html_text(str(profile.get('id', '')))}</b> "
            yield f"({self.say(str(profile.get('status', '')))})</p>"
        yield "<table><thead><tr>"
        for key in ("nip", "name", "period", "status", "gross", "deductions", "net"):
            yield f"<th>{self.say(key)}</th>"
        yield "</tr></thead><tbody>"
        for item in islice(results, SHOWN):
            yield self._row(item)
        yield "</tbody></table>"
        rest = len(results) - SHOWN
        if rest > 0:
            yield f"<p>{self.say('more', count=self._number(rest))}</p>"
        if results.set_aside:
            yield f"<p>{self.say('aside', count=self._number(len(results.set_aside)))}</p>"

    def _row(self, item: Result) -> str:
        texts = (item.nip, item.name, str(item.period))
        told = [f"<td>{html_text(text)}</td>" for text in texts]
        told.append(f"<td>{self.say(item.status)}</td>")
        for amount in (item.gross, item.deductions, item.net):
            shown = "–" if amount is None else self._number(amount)
            told.append(f'<td style="text-align:right">{shown}</td>')
        return f"<tr>{''.join(told)}</tr>"

    def _number(self, number: int) -> str:
        return grouped(self.lang, number)
