"""A comparison as one HTML page: nothing is fetched, nothing runs, and it prints on A4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from masker_rules.engine.words import Words
from masker_rules.periods import Month
from masker_rules.reports.audit import compared_lines
from masker_rules.reports.charts import MOST, Charts
from masker_rules.reports.html import Cell, cell, figure, money, page_style, percent, table
from masker_rules.review.comparison import Comparison, Side
from masker_rules.review.people import DIMENSIONS
from masker_rules.review.tables import Row
from masker_rules.texts import html_text, keys, render
from masker_rules.texts.spoken import Span, spelled_out

__all__ = ["comparison_html"]

#: People in each list of the most affected, and how many of them are explained.
LISTED, EXPLAINED = 20, 5
SECTIONS = (
    "budget", "articles", "outcomes", "months", "groups", "equity", "people", "text", "audit",
    "assumed",
)  # fmt: skip
#: Warnings in words, at most; all of them are in the tables.
WARNED = 40


def comparison_html(comparison: Comparison, lang: str = "id", *, anonymous: bool = False) -> str:
    """What drafts change, to be looked at and printed.

    Args:
        comparison: Of :func:`masker_rules.compare` or :func:`masker_rules.sweep`; of the latter
            the page shows the values that were tried, not every one in detail.
        lang: `id` or `en`.
        anonymous: People are numbered; no name and no NIP stands in the page.

    Returns:
        The whole file. The same comparison gives the same bytes.

    Raises:
        AdapterUnavailableError: the extra `report` is not installed [report-extra-missing].
    """
    pages = [
        _Page(comparison, lang, draft, is_anonymous=anonymous)
        for draft in range(len(comparison.effects))
    ]
    return "\n".join(_file(comparison, pages)) + "\n"


def _file(comparison: Comparison, pages: Sequence[_Page]) -> Iterator[str]:
    first = pages[0]
    title = html_text(first.say("title"))
    yield "<!doctype html>"
    yield f'<html lang="{first.lang}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    yield f"<style>{page_style()}</style></head><body>"
    yield f"<h1>{title}</h1>"
    if len(pages) > 1:
        yield from _overview(comparison, pages)
    for page in pages if not comparison.swept else ():
        yield from page.lines()
    if comparison.swept:
        yield from first.foot()
    yield "</body></html>"


def _overview(comparison: Comparison, pages: Sequence[_Page]) -> Iterator[str]:
    """All drafts beside each other."""
    first = pages[0]
    yield from first.head(drafts=False)
    if comparison.swept:
        yield from first.cautions()
    yield f"<h2>{html_text(first.say('overview'))}</h2>"
    found = [(page, page.rows("summary")[0]) for page in pages]
    if comparison.swept:
        values = [(page.effect.draft.name, row) for page, row in found]
        for key, name in (("change", "sweep_change"), ("losers", "sweep_losers")):
            up = first.say("axis_rupiah" if key == "change" else "outcome.losers")
            chart = first.charts.line(
                [(name_, row[key]) for name_, row in values], comparison.swept, up
            )
            yield from figure(chart, first.say(f"chart.{name}"))
    keys_ = ("before", "after", "change", "change_share", "yearly_change", "outcome.losers",
             "outcome.winners", "outcome.unchanged", "incomplete_months")  # fmt: skip
    yield from table(
        [comparison.swept or first.say("draft"), *(first.say(key) for key in keys_)],
        [
            [
                cell(page.effect.draft.name, link="" if comparison.swept else f"#d{number}"),
                *(money(row[key], first.words) for key in ("before", "after")),
                money(row["change"], first.words, signed=True),
                cell(percent(row["change_share"], first.words), kind="n"),
                money(row["yearly_change"], first.words, signed=True),
                *(cell(first.number(row[key]), kind="n")
                  for key in ("losers", "winners", "unchanged", "incomplete")),
            ]
            for number, (page, row) in enumerate(found, 1)
        ],
    )  # fmt: skip


class _Page:
    def __init__(
        self, comparison: Comparison, lang: str, draft: int, *, is_anonymous: bool
    ) -> None:
        self.comparison, self.lang, self.index = comparison, lang, draft
        self.effect = comparison.effects[draft]
        self.words, self.charts = Words(None, lang), Charts(lang)
        self.is_anonymous = is_anonymous
        self.persons = self.rows("persons")
        order = {row["nip"]: number for number, row in enumerate(self.persons, 1)}
        self._numbers = order

    # -------------------------------------------------------------- words
    def say(self, key: str, /, **params: object) -> str:
        """The text `review.report.<key>`."""
        return render(self.lang, f"review.report.{key}", params)

    def rows(self, name: str) -> list[Row]:
        """A table of the draft."""
        return self.comparison.table(name, self.index, self.lang)

    def number(self, value: int | Fraction) -> str:
        """A whole number as people read it."""
        return self.words.number(round(value))

    def who(self, nip: str, name: str) -> str:
        """A person as the page calls them."""
        if self.is_anonymous:
            return self.say("person", number=self._numbers[nip])
        return f"{name} ({nip})" if name else nip

    def group(self, dimension: str, name: str) -> str:
        """A group as people call it."""
        key = f"review.group.{dimension}.{name or 'unknown'}"
        if key in keys(self.lang):
            return render(self.lang, key, {})
        return name or render(self.lang, "review.group.unknown", {})

    def span(self) -> str:
        """The history in words."""
        first, last = self.comparison.months[0], self.comparison.months[-1]
        names = dict.fromkeys(self.words.month(month) for month in (first, last))
        return " – ".join(names)

    # -------------------------------------------------------------- the page
    def lines(self) -> Iterator[str]:
        """Everything about the draft."""
        mark = f"d{self.index + 1}"
        yield f'<article id="{mark}">'
        yield from self.head()
        yield from self.cautions()
        yield "<nav><ol>"
        sections = [one for one in SECTIONS if one != "audit" or self.effect.audit is not None]
        for name in sections:
            yield f'<li><a href="#{mark}-{name}">{html_text(self.say(f"section.{name}"))}</a></li>'
        yield "</ol></nav>"
        for number, name in enumerate(sections, 1):
            title = f"{number}. {html_text(self.say(f'section.{name}'))}"
            yield f'<section id="{mark}-{name}"><h2>{title}</h2>'
            if f"review.report.how.{name}" in keys(self.lang):
                yield f'<p class="how">{html_text(self.say(f"how.{name}"))}</p>'
            yield from getattr(self, f"_{name}")()
            yield "</section>"
        yield from self.foot()
        yield "</article>"

    def head(self, *, drafts: bool = True) -> Iterator[str]:
        """What is compared, over which months."""
        told = [(self.say("baseline"), self._named(self.comparison.baseline))]
        if drafts:
            told.append((self.say("draft"), self._named(self.effect.draft)))
        told.append((self.say("history"), self.span()))
        for label, text in told:
            yield f"<p><b>{html_text(label)}:</b> {html_text(text)}</p>"

    def _named(self, side: Side) -> str:
        title, status = side.title.get(self.lang), self.say(f"status.{side.info['status']}")
        name = "" if side.name == title else f" [{side.name}]"
        return f"{spelled_out(self.lang, title)}{name} – {status}"

    def cautions(self) -> Iterator[str]:
        """What concerns every figure, in a frame."""
        found = list(self._cautioned())
        if not found:
            return
        yield f'<div class="caution"><strong>{html_text(self.say("caution"))}</strong>'
        yield from (f"<p>{html_text(text)}</p>" for text in found)
        yield "</div>"

    def _cautioned(self) -> Iterator[str]:
        nothing = self.comparison.nothing_text(self.index, self.lang)
        if nothing:
            yield nothing
        for key, side in (("baseline", self.comparison.baseline), ("draft", self.effect.draft)):
            if side.info["status"] == "placeholder":
                yield self.say("placeholder", side=self.say(key))
            if side.info["unconfirmed"]:
                count = self.number(len(side.info["unconfirmed"]))
                yield self.say("unconfirmed", side=self.say(key), count=count)
        estimated = self.comparison.about["calendar"]["estimated"]
        if estimated:
            yield self.say("estimated", years=", ".join(map(str, estimated)))
        yield from (told for _, told in self.comparison.checks(self.lang))
        (summary,) = self.rows("summary")
        if summary["incomplete"]:
            count, tables = summary["incomplete"], self.comparison.not_known(self.index)
            yield self.say("incomplete", count=self.number(count), tables=tables)
        if self.comparison.set_aside:
            yield self.say("aside", count=self.number(len(self.comparison.set_aside)))

    # -------------------------------------------------------------- money
    def _budget(self) -> Iterator[str]:
        (row,) = self.rows("summary")
        cards = [
            (self.say("before"), self.words.number(row["before"])),
            (self.say("after"), self.words.number(row["after"])),
            (self.say("change"), self.charts.rupiah(row["change"])),
            (self.say("change_share"), percent(row["change_share"], self.words)),
            (self.say("yearly_change"), self.charts.rupiah(row["yearly_change"])),
            (self.say("outcome.losers"), self.number(row["losers"])),
            (self.say("outcome.winners"), self.number(row["winners"])),
            (self.say("outcome.unchanged"), self.number(row["unchanged"])),
        ]
        yield '<div class="cards">'
        for label, text in cards:
            yield f'<div class="card"><span>{html_text(label)}</span>'
            yield f"<b>{html_text(text)}</b></div>"
        yield "</div>"
        yield from table(
            [self.say(key) for key in ("budget", "before", "after", "change")],
            [
                [cell(self.say("whole_history", months=row["months"]))]
                + [money(row[key], self.words) for key in ("before", "after")]
                + [money(row["change"], self.words, signed=True)],
                [cell(self.say("per_year"))]
                + [money(row[f"yearly_{key}"], self.words) for key in ("before", "after")]
                + [money(row["yearly_change"], self.words, signed=True)],
            ],
        )
        if row["incomplete"]:
            low, high = row["incomplete_lowest"], row["incomplete_highest"]
            if low is None or high is None:
                yield f"<p>{html_text(self.say('incomplete_open'))}</p>"
            else:
                low, high = self.charts.rupiah(low), self.charts.rupiah(high)
                yield f"<p>{html_text(self.say('incomplete_between', low=low, high=high))}</p>"

    def _articles(self) -> Iterator[str]:
        rows = self.rows("articles")
        if rows:
            steps = [(row["label"], row["change"]) for row in rows]
            yield from figure(self.charts.steps(steps), self.say("chart.articles"))
        total = self.effect.total
        cells = [
            [
                cell(row["label"], note=f"{row['path']}"),
                cell(row["article_before"] or "–"),
                cell(row["article_after"] or "–"),
                cell(self.number(row["person_months"]), kind="n"),
                money(row["change"], self.words, signed=True),
            ]
            for row in rows
        ]
        names = ("article", "article_before", "article_after", "person_months", "change")
        yield from table(
            [self.say(key) for key in names],
            cells,
            last=[cell(self.say("sum")), cell(""), cell(""), cell(""),
                  money(total, self.words, signed=True)],
        )  # fmt: skip

    def _outcomes(self) -> Iterator[str]:
        bars = self.rows("histogram")
        columns = [(self._bar_name(bar), bar["people"], bar["sign"]) for bar in bars]
        across, up = self.say("axis_monthly"), self.say("people")
        yield from figure(self.charts.columns(columns, across, up), self.say("chart.histogram"))
        yield from table(
            [self.say(key) for key in ("of", "outcome.losers", "outcome.unchanged",
                                       "outcome.winners", "lost", "gained")],
            [self._outcome(unit) for unit in ("people", "person_months")],
        )  # fmt: skip
        rows = self.rows("deciles")
        yield f"<h3>{html_text(self.say('deciles'))}</h3>"
        yield f'<p class="how">{html_text(self.say("how.deciles"))}</p>'
        yield from table(
            [self.say(key) for key in ("decile", "people", "from", "until", "change",
                                       "change_share", "outcome.losers", "outcome.unchanged",
                                       "outcome.winners")],
            [
                [
                    cell(self.say("paid_nothing") if not row["decile"] else str(row["decile"])),
                    cell(self.number(row["people"]), kind="n"),
                    money(row["from"], self.words),
                    money(row["until"], self.words),
                    money(row["change"], self.words, signed=True),
                    cell(percent(row["change_share"], self.words), kind="n"),
                    *(cell(self.number(row[key]), kind="n")
                      for key in ("losers", "unchanged", "winners")),
                ]
                for row in rows
            ],
        )  # fmt: skip

    def _bar_name(self, bar: Row) -> str:
        if not bar["sign"]:
            return "0"
        low, high = sorted((bar["above"] * bar["sign"], bar["below"] * bar["sign"]))
        return f"{self.words.number(low)} … {self.words.number(high)}"

    def _outcome(self, unit: str) -> list[Cell]:
        found = {row["outcome"]: row for row in self.rows("outcomes") if row["of"] == unit}
        return [
            cell(self.say(unit)),
            *(cell(self.number(found[key]["count"]), kind="n")
              for key in ("losers", "unchanged", "winners")),
            money(found["losers"]["change"], self.words, signed=True),
            money(found["winners"]["change"], self.words, signed=True),
        ]  # fmt: skip

    # -------------------------------------------------------------- when and who
    def _months(self) -> Iterator[str]:
        rows = self.rows("months")
        bars = [(self.words.month(Month.parse(row["period"])), row["change"]) for row in rows]
        if len(rows) > 1:
            title = self.say("axis_rupiah")
            yield from figure(self.charts.signed(bars, title), self.say("chart.months"))
        yield from self._sums(
            self.say("month"), [(name, row) for (name, _), row in zip(bars, rows, strict=True)]
        )

    def _sums(self, head: str, rows: Sequence[tuple[str, Row]]) -> Iterator[str]:
        """A table of groups: how many people, before, after, who loses and who gains."""
        keys_ = ("people", "before", "after", "change", "change_share", "outcome.losers",
                 "outcome.winners", "incomplete_months")  # fmt: skip
        yield from table(
            [head, *(self.say(key) for key in keys_)],
            [
                [
                    cell(name),
                    cell(self.number(row["people"]), kind="n"),
                    money(row["before"], self.words),
                    money(row["after"], self.words),
                    money(row["change"], self.words, signed=True),
                    cell(percent(row["change_share"], self.words), kind="n"),
                    *(cell(self.number(row[key]), kind="n")
                      for key in ("losers", "winners", "incomplete")),
                ]
                for name, row in rows
            ],
        )  # fmt: skip

    def _groups(self) -> Iterator[str]:
        rows = self.rows("groups")
        for dimension in DIMENSIONS:
            own = [
                (self.group(dimension, row["group"]), row)
                for row in rows
                if row["dimension"] == dimension
            ]
            if len(own) < 2:
                continue
            yield f"<h3>{html_text(self.say(f'dimension.{dimension}'))}</h3>"
            if dimension in {"unit", "golongan", "job_class"}:
                most = sorted(own, key=lambda pair: (-abs(pair[1]["change"]), pair[0]))[:MOST]
                shown = [(name, row["change"]) for name, row in own if (name, row) in most]
                chart = self.charts.signed(shown, self.say("axis_rupiah"))
                caption = self.say("chart.groups", by=self.say(f"dimension.{dimension}"))
                yield from figure(chart, caption)
            yield from self._sums(self.say(f"dimension.{dimension}"), own)

    def _equity(self) -> Iterator[str]:
        names = ("people", "change", "change_share", "pay_share", "lost_share", "gained_share",
                 "burden")  # fmt: skip
        by_dimension: dict[str, list[Row]] = {}
        for row in self.rows("equity"):
            by_dimension.setdefault(row["dimension"], []).append(row)
        for dimension, rows in by_dimension.items():
            if len(rows) < 2:
                continue
            yield from table(
                [self.say(f"dimension.{dimension}"), *(self.say(name) for name in names)],
                [
                    [
                        cell(self.group(dimension, row["group"])),
                        cell(self.number(row["people"]), kind="n"),
                        money(row["change"], self.words, signed=True),
                        *(cell(percent(row[key], self.words), kind="n")
                          for key in ("change_share", "pay_share", "lost_share", "gained_share")),
                        cell(self._times(row["burden"]), kind="n"),
                    ]
                    for row in rows
                ],
            )  # fmt: skip

    def _times(self, value: Fraction | None) -> str:
        return "–" if value is None else f"{self.words.number(value, 2)} ×"

    def _people(self) -> Iterator[str]:
        losers = [row for row in self.persons if row["change"] < 0][:LISTED]
        winners = [row for row in reversed(self.persons) if row["change"] > 0][:LISTED]
        for name, rows in (("losers", losers), ("winners", winners)):
            yield f"<h3>{html_text(self.say(f'most.{name}'))}</h3>"
            if not rows:
                yield f"<p>{html_text(self.say('nobody'))}</p>"
                continue
            yield from table(
                [self.say(key) for key in ("who", "dimension.unit", "dimension.golongan",
                                           "dimension.job_class", "change", "monthly",
                                           "strongest")],
                [self._person(row, has_link=n < EXPLAINED) for n, row in enumerate(rows)],
            )  # fmt: skip
        for row in (*losers[:EXPLAINED], *winners[:EXPLAINED]):
            yield from self._explained(row)

    def _person(self, row: Row, *, has_link: bool) -> list[Cell]:
        who = self.who(row["nip"], row["name"])
        link = f"#{self._anchor(row['nip'])}" if has_link else ""
        return [
            cell(who, link=link),
            cell(self.group("unit", row["unit"])),
            cell(self.group("golongan", row["golongan"])),
            cell(row["job_class"] or "–"),
            money(row["change"], self.words, signed=True),
            money(row["monthly"], self.words, signed=True),
            cell(row["cause_label"], note=self.charts.rupiah(row["cause_change"])),
        ]

    def _anchor(self, nip: str) -> str:
        return f"d{self.index + 1}-p{self._numbers[nip]}"

    def _explained(self, row: Row) -> Iterator[str]:
        """Both explanations of the month in which most changed."""
        nip = row["nip"]
        own = [change for change in self.effect.known if change.nip == nip and change.net]
        change = max(own, key=lambda one: (abs(one.net or 0), str(one.period)))
        who = self.who(nip, row["name"])
        title = f"{who}, {self.words.month(change.period)}: {self.charts.rupiah(change.net or 0)}"
        texts = self.comparison.explained(nip, change.period, self.index, self.lang)
        hidden = {nip: who, row["name"]: who} if self.is_anonymous else {}
        yield f'<details id="{self._anchor(nip)}"><summary>{html_text(title)}</summary>'
        yield '<div class="pair">'
        for key, text in zip(("baseline", "draft"), texts, strict=True):
            told = html_text(_hidden(text, hidden))
            yield f"<div><b>{html_text(self.say(key))}</b><pre>{told}</pre></div>"
        yield "</div></details>"

    # -------------------------------------------------------------- the text, and what was assumed
    def _text(self) -> Iterator[str]:
        rows = self.rows("differences")
        if not rows:
            yield f"<p>{html_text(self.say('no_differences'))}</p>"
            return
        yield from table(
            [self.say(key) for key in ("path", "says_before", "says_after", "article")],
            [
                [
                    cell(row["path"]),
                    cell(row["before"] or "–", note=row["article_before"]),
                    cell(row["after"] or "–", note=row["article_after"]),
                    cell(self.say(f"difference.{row['change']}")),
                ]
                for row in rows
            ],
        )

    def _audit(self) -> Iterator[str]:
        if self.effect.audit is not None:
            yield from compared_lines(self.effect.audit, self.lang, head="h3")

    def _assumed(self) -> Iterator[str]:
        yield "<ul>"
        for text in self._assumptions():
            yield f"<li>{html_text(text)}</li>"
        yield "</ul>"
        moved = [row for row in self.rows("statuses") if row["before"] != row["after"]]
        if moved:
            yield f"<h3>{html_text(self.say('statuses'))}</h3>"
            yield from table(
                [self.say(key) for key in ("before", "after", "person_months")],
                [
                    [
                        cell(self.say(f"paid.{row['before']}")),
                        cell(self.say(f"paid.{row['after']}")),
                        cell(self.number(row["person_months"]), kind="n"),
                    ]
                    for row in moved
                ],
            )
        warnings = self.rows("warnings")
        if self.is_anonymous:
            # What a row or a day says may name somebody.
            warnings = [row for row in warnings if row["side"] != "pack"]
        if warnings:
            yield f"<h3>{html_text(self.say('warnings'))}</h3>"
            yield from table(
                [self.say(key) for key in ("side", "warning", "person_months")],
                [
                    [
                        cell(self.say(f"sides.{row['side']}")),
                        cell(row["message"], note=row["code"]),
                        cell("–" if row["person_months"] is None
                             else self.number(row["person_months"]), kind="n"),
                    ]
                    for row in warnings[:WARNED]
                ],
            )  # fmt: skip
            if len(warnings) > WARNED:
                more = self.number(len(warnings) - WARNED)
                yield f"<p>{html_text(self.say('more', count=more))}</p>"

    def _assumptions(self) -> Iterator[str]:
        yield self.say("assumed.behaviour")
        yield self.say("assumed.attribution")
        yield self.say("assumed.incomplete")
        yield self.say("assumed.rounded")
        months = len(self.comparison.months)
        key = "year_whole" if months % 12 == 0 else "year_part"
        yield self.say(f"assumed.{key}", months=months)
        draft = self.effect.draft
        if draft.in_force is not None:
            yield self.say(
                "assumed.in_force", dates=Span(draft.in_force.first, draft.in_force.last)
            )
        for path, text in draft.changes:
            yield self.say("assumed.set", path=path, text=text)
        for name in draft.untouched:
            yield self.say("assumed.untouched", id=name)
        if self.is_anonymous:
            yield self.say("assumed.anonymous")

    def foot(self) -> Iterator[str]:
        """What it was computed with."""
        yield f"<footer>{html_text(self._foot())}</footer>"

    def _foot(self) -> str:
        header: Mapping[str, Any] = self.comparison.header
        sides = (self.comparison.baseline, self.effect.draft)
        told = [f"{side.info['id']} {side.info['digest']}" for side in sides]
        told.append(f"{self.say('pack')} {header['pack']['digest']}")
        told.append(f"{self.say('calendar')} {header['calendar']['digest']}")
        return f"masker_rules {header['masker']} · " + " · ".join(told)


def _hidden(text: str, names: Mapping[str, str]) -> str:
    for name, shown in names.items():
        if name:
            text = text.replace(name, shown)
    return text
