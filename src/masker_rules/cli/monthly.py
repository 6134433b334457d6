"""`masker explain --against`: why a month pays more or less than another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from masker_rules.cli.terminal import Terminal
from masker_rules.engine.words import Words
from masker_rules.explain.page import bars_html, style
from masker_rules.explain.waterfall import amounts
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
        why = found.lacks(one, lang)
        told = [*_lines(found, one, lang), *(why if why != common else [])]
        lines += [name, *(f"  {line}" for line in told), ""]
    return harmless("\n".join(lines))


def changes_html(found: MonthChanges, terminal: Terminal) -> str:
    """The same as charts and tables of one page, which fetches nothing."""
    lang = terminal.lang
    title = html_text(found.title(lang))
    common, many = _of_many(found, lang)
    body = [f"<h1>{title}</h1>", *(f"<p>{html_text(line)}</p>" for line in many)]
    for name, one in _each(found):
        body.append(f"<h2>{html_text(name)}</h2>")
        if bars := found.bars(one, lang):
            body += bars_html(bars, Words(None, lang))
        else:
            nets = _nets(found, one, lang)
            body += (f"<p>{html_text(what)}: {net}</p>" for what, net in nets)
        why = found.lacks(one, lang)
        body += [f"<p>{html_text(line)}</p>" for line in why if why != common]
    head = f'<meta charset="utf-8"><title>{title}</title><style>{style()}</style>'
    begin = f'<!doctype html>\n<html lang="{lang}"><head>{head}</head><body>'
    return "\n".join([begin, *body, "</body></html>\n"])


def _each(found: MonthChanges) -> Iterator[tuple[str, MonthChange]]:
    for one in found.people:
        yield f"{one.person.name or one.nip}, NIP {one.nip}", one
    if len(found.people) > 1:
        yield from ((unit or "–", one) for unit, one in found.units().items())


def _of_many(found: MonthChanges, lang: str) -> tuple[list[str], list[str]]:
    """What most people lack, as it is told of one of them, and once of all of them."""
    told = [tuple(lines) for one in found.people if (lines := found.lacks(one, lang))]
    often = Counter(told).most_common(1)
    if not often or often[0][1] == 1:
        return [], []
    common, count = often[0]
    lines = list(common)
    people = {"count": count, "all": len(found.people)}
    many = [render(lang, "review.months.of_people", {"what": line, **people}) for line in lines]
    return lines, many


def _lines(found: MonthChanges, one: MonthChange, lang: str) -> Iterator[str]:
    bars = found.bars(one, lang)
    told = amounts(bars, Words(None, lang))
    cells = [(bar.label, text) for bar, text in zip(bars, told, strict=True)]
    cells = cells or [*_nets(found, one, lang)]
    width = max(len(amount) for _, amount in cells)
    yield from (f"{amount:>{width}}  {what}" for what, amount in cells)


def _nets(found: MonthChanges, one: MonthChange, lang: str) -> Iterator[tuple[str, str]]:
    """Both nets, of which one is not known."""
    for month, net in ((found.earlier, one.before), (found.later, one.after)):
        yield found.net(month, lang), "?" if net is None else spoken.grouped(lang, net)
