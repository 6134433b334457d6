"""Results as a table of a notebook: the first of them, and what concerns all."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from masker_rules.texts import render

if TYPE_CHECKING:
    from masker_rules.engine.result import Result, Results

__all__ = ["results_html"]

#: Results that a table shows.
SHOWN = 20
LANG = "id"


def results_html(results: Results) -> str:
    """A table of the first results, with the regulation above and how many there are below."""
    return "".join(_lines(results))


def _say(key: str, **params: object) -> str:
    return escape(render(LANG, f"notebook.{key}", params))


def _lines(results: Results) -> Iterator[str]:
    profile = results.header.get("profile", {})
    yield f"<p><b>{escape(str(profile.get('id', '')))}</b> "
    yield f"({_say(str(profile.get('status', '')))})</p>"
    yield "<table><thead><tr>"
    for key in ("nip", "name", "period", "status", "gross", "deductions", "net"):
        yield f"<th>{_say(key)}</th>"
    yield "</tr></thead><tbody>"
    for item in islice(results, SHOWN):
        yield _row(item)
    yield "</tbody></table>"
    rest = len(results) - SHOWN
    if rest > 0:
        yield f"<p>{_say('more', count=rest)}</p>"
    if results.set_aside:
        yield f"<p>{_say('aside', count=len(results.set_aside))}</p>"


def _row(item: Result) -> str:
    texts = (item.nip, item.name, str(item.period))
    told = [f"<td>{escape(text)}</td>" for text in texts]
    told.append(f"<td>{_say(item.status)}</td>")
    for amount in (item.gross, item.deductions, item.net):
        shown = "–" if amount is None else f"{amount:,}".replace(",", ".")
        told.append(f'<td style="text-align:right">{shown}</td>')
    return f"<tr>{''.join(told)}</tr>"
