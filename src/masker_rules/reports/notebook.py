"""A comparison as tables of a notebook, which need no extra."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from masker_rules.explain.words import Words
from masker_rules.reports.html import cell, money, percent, table
from masker_rules.review.comparison import Comparison
from masker_rules.texts import render

__all__ = ["comparison_tables"]

LANG = "id"


def comparison_tables(comparison: Comparison) -> str:
    """The budget of every draft, and the change by article where there are not too many."""
    return "".join(_lines(comparison))


def _say(key: str) -> str:
    return render(LANG, f"review.report.{key}", {})


def _lines(comparison: Comparison) -> Iterator[str]:
    words = Words(None, LANG)
    yield f"<p><b>{escape(_say('baseline'))}:</b> {escape(comparison.baseline.name)}</p>"
    names = ("before", "after", "change", "change_share")
    people = ("losers", "winners", "unchanged", "incomplete")
    heads = (*names, "outcome.losers", "outcome.winners", "outcome.unchanged", "incomplete_months")
    rows = []
    for index, effect in enumerate(comparison.effects):
        (row,) = comparison.table("summary", index, LANG)
        rows.append([
            cell(effect.draft.name),
            money(row["before"], words),
            money(row["after"], words),
            money(row["change"], words, signed=True),
            cell(percent(row["change_share"], words), kind="n"),
            *(cell(words.number(row[key]), kind="n") for key in people),
        ])  # fmt: skip
    yield from table([_say("draft"), *map(_say, heads)], rows)
    for index, effect in enumerate(comparison.effects if not comparison.swept else ()):
        yield f"<p><b>{escape(effect.draft.name)}</b></p>"
        articles = [
            [
                cell(row["label"]),
                cell(row["article_after"] or row["article_before"] or "–"),
                money(row["change"], words, signed=True),
            ]
            for row in comparison.table("articles", index, LANG)
        ]
        yield from table(list(map(_say, ("article", "article_after", "change"))), articles)
