"""`masker explain --against`: why a month pays more or less than another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from masker_rules.cli.terminal import Terminal
from masker_rules.engine.missing_names import missing_names
from masker_rules.texts import harmless, html_text, render, spoken

if TYPE_CHECKING:
    from masker_rules.review.months import MonthChange, MonthChanges

__all__ = ["changes_html", "changes_text"]


def changes_text(found: MonthChanges, terminal: Terminal) -> str:
    """Person by person, then unit by unit: each step with its article, then the sum."""
    lang = terminal.lang
    common, many = _of_many(found, lang)
    lines = [*many, *([""] if many else [])]
    for name, one in _each(found):
        why = _lacks(found, one, lang)
        told = [*_lines(found, one, lang), *(why if why != common else [])]
        lines += [name, *(f"  {line}" for line in told), ""]
    return harmless("\n".join(lines))


def changes_html(found: MonthChanges, terminal: Terminal) -> str:
    """The same as tables of one page, which fetches nothing."""
    lang = terminal.lang
    title = html_text(_title(found, lang))
    common, many = _of_many(found, lang)
    body = [f"<h1>{title}</h1>", *(f"<p>{html_text(line)}</p>" for line in many)]
    for name, one in _each(found):
        body += [f"<h2>{html_text(name)}</h2>", "<table>"]
        for what, amount in _cells(found, one, lang):
            body.append(f"<tr><td>{html_text(what)}</td><td>{html_text(amount)}</td></tr>")
        body.append("</table>")
        why = _lacks(found, one, lang)
        body += [f"<p>{html_text(line)}</p>" for line in why if why != common]
    style = "td{padding:.2em .8em}td+td{text-align:right}"
    head = f'<meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    begin = f'<!doctype html>\n<html lang="{lang}"><head>{head}</head><body>'
    return "\n".join([begin, *body, "</body></html>\n"])


def _each(found: MonthChanges) -> Iterator[tuple[str, MonthChange]]:
    for one in found.people:
        yield f"{one.person.name or one.nip}, NIP {one.nip}", one
    if len(found.people) > 1:
        yield from ((unit or "–", one) for unit, one in found.units().items())


def _lacks(found: MonthChanges, one: MonthChange, lang: str) -> list[str]:
    """Why a month of somebody has no amount: a line for each such month."""
    months = zip((found.earlier, found.later), one.missing, strict=True)
    return [
        render(
            lang,
            "review.months.lacks",
            {
                "month": spoken.month(lang, month.year, month.month),
                "missing": missing_names(missing),
            },
        )
        for month, missing in months
        if missing
    ]


def _of_many(found: MonthChanges, lang: str) -> tuple[list[str], list[str]]:
    """What most people lack, as it is told of one of them, and once of all of them."""
    told = [tuple(lines) for one in found.people if (lines := _lacks(found, one, lang))]
    often = Counter(told).most_common(1)
    if not often or often[0][1] == 1:
        return [], []
    common, count = often[0]
    lines = list(common)
    people = {"count": count, "all": len(found.people)}
    many = [render(lang, "review.months.of_people", {"what": line, **people}) for line in lines]
    return lines, many


def _title(found: MonthChanges, lang: str) -> str:
    months = {
        "later": spoken.month(lang, found.later.year, found.later.month),
        "earlier": spoken.month(lang, found.earlier.year, found.earlier.month),
    }
    return render(lang, "review.months.title", months)


def _lines(found: MonthChanges, one: MonthChange, lang: str) -> Iterator[str]:
    cells = list(_cells(found, one, lang))
    width = max(len(amount) for _, amount in cells)
    yield from (f"{amount:>{width}}  {what}" for what, amount in cells)


def _cells(found: MonthChanges, one: MonthChange, lang: str) -> Iterator[tuple[str, str]]:
    """What each step is, and its rupiah; first and last the two nets."""
    ends = ((found.earlier, one.before), (found.later, one.after))
    if one.before is None or one.after is None:
        for month, net in ends:
            shown = "?" if net is None else spoken.grouped(lang, net)
            yield _net(month.year, month.month, lang), shown
        return
    yield _net(found.earlier.year, found.earlier.month, lang), spoken.grouped(lang, one.before)
    for row, step in zip(found.rows(one, lang), one.steps, strict=True):
        what = (
            row["label"] if step.day is None else f"{spoken.day(lang, step.day)}: {row['label']}"
        )
        if row["source"]:
            what = f"{what} ({row['source']})"
        if step.is_calendar:
            what = render(lang, "review.months.calendar", {"what": what})
        sign = "+" if row["rupiah"] > 0 else ""
        yield what, f"{sign}{spoken.grouped(lang, row['rupiah'])}"
    yield _net(found.later.year, found.later.month, lang), spoken.grouped(lang, one.after)


def _net(year: int, month: int, lang: str) -> str:
    return render(lang, "review.months.net", {"month": spoken.month(lang, year, month)})
