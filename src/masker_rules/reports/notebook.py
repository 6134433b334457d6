"""A comparison as tables of a notebook, which need no extra."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from masker_rules.engine.words import Words
from masker_rules.reports.html import cell, money, percent, table
from masker_rules.review.comparison import Comparison
from masker_rules.review.tables import table as rows_of
from masker_rules.texts import html_text, render

__all__ = ["comparison_tables"]


def comparison_tables(comparison: Comparison, lang: str = "id") -> str:
    """What to beware of, the budget of every draft, and the change by article.

    Args:
        comparison: Of one or several drafts; those of a sweep have no articles here.
        lang: `id` or `en`.

    Returns:
        HTML; several drafts stand beside each other, one column for each.
    """
    return "".join(_Tables(comparison, lang).lines())


class _Tables:
    def __init__(self, comparison: Comparison, lang: str) -> None:
        self.comparison, self.lang = comparison, lang
        self.words = Words(None, lang)

    def say(self, key: str, **params: object) -> str:
        return render(self.lang, f"review.report.{key}", params)

    def lines(self) -> Iterator[str]:
        comparison = self.comparison
        name = html_text(comparison.baseline.name)
        yield f"<p><b>{html_text(self.say('baseline'))}:</b> {name}</p>"
        for text in self._cautions():
            yield f"<p><i>{html_text(text)}</i></p>"
        yield from self._budget()
        if not comparison.swept:
            yield from self._articles()

    def _cautions(self) -> Iterator[str]:
        """Rates that nobody enacted, and months that are not there."""
        sides = [("baseline", self.comparison.baseline)]
        sides += [("draft", effect.draft) for effect in self.comparison.effects]
        told = dict.fromkeys(
            self.say("placeholder", side=self.say(key))
            for key, side in sides
            if side.info["status"] == "placeholder"
        )
        yield from told
        yield from (told for _, told in self.comparison.checks(self.lang))

    def _budget(self) -> Iterator[str]:
        names = ("before", "after", "change", "change_share")
        people = ("losers", "winners", "unchanged", "incomplete")
        heads = (*names, *(f"outcome.{key}" for key in people[:3]), "incomplete_months")
        rows = []
        for effect in self.comparison.effects:
            (row,) = rows_of("summary", self.comparison, effect, self.lang)
            rows.append([
                cell(effect.draft.name),
                money(row["before"], self.words),
                money(row["after"], self.words),
                money(row["change"], self.words, signed=True),
                cell(percent(row["change_share"], self.words), kind="n"),
                *(cell(self.words.number(row[key]), kind="n") for key in people),
            ])  # fmt: skip
        yield from table([self.say("draft"), *map(self.say, heads)], rows)

    def _articles(self) -> Iterator[str]:
        """A row for each rule that any draft changes, a column for each draft."""
        drafts = [effect.draft.name for effect in self.comparison.effects]
        found: dict[tuple[str, str], dict[int, Any]] = {}
        for index, effect in enumerate(self.comparison.effects):
            for row in rows_of("articles", self.comparison, effect, self.lang):
                found.setdefault((row["kind"], row["path"]), {})[index] = row
        rows = []
        for changes in found.values():
            first = next(iter(changes.values()))
            article = first["article_after"] if len(drafts) == 1 else first["article_before"]
            rows.append([
                cell(first["label"]),
                cell(article or first["article_before"] or "–"),
                *(
                    money(changes[index]["change"], self.words, signed=True)
                    if index in changes
                    else cell("–", kind="n")
                    for index in range(len(drafts))
                ),
            ])  # fmt: skip
        is_one = len(drafts) == 1
        heads = [self.say("article"), self.say("article_after" if is_one else "article_before")]
        yield from table([*heads, *([self.say("change")] if is_one else drafts)], rows)
