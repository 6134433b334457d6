"""An audit as one HTML page: nothing is fetched, nothing runs, and it prints on A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masker_rules.reports.html import page_style
from masker_rules.review.audit import Audit, AuditFinding
from masker_rules.review.audit_compare import STATES, AuditComparison
from masker_rules.texts import html_text, render

__all__ = ["audit_html", "compared_lines"]


def audit_html(found: Audit | AuditComparison, lang: str = "id") -> str:
    """What an audit found, or two of them beside each other, to be looked at and printed.

    Returns:
        The whole file. The same audit gives the same bytes.
    """
    return "\n".join(_file(found, lang)) + "\n"


def _file(found: Audit | AuditComparison, lang: str) -> Iterator[str]:
    draft = found.draft if isinstance(found, AuditComparison) else found
    title = html_text(_say(lang, "title", id=draft.profile.id))
    yield "<!doctype html>"
    yield f'<html lang="{lang}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    yield f"<style>{page_style()}</style></head><body>"
    yield f"<h1>{title}</h1>"
    yield f"<p>{html_text(draft.profile.plan.title.get(lang))}</p>"
    if isinstance(found, AuditComparison):
        yield from compared_lines(found, lang)
    else:
        counts = {"warnings": len(found.warnings), "notes": len(found.notes)}
        yield f"<p>{html_text(_say(lang, 'counts', **counts))}</p>"
        for item in found:
            yield from _finding(item, draft, lang)
    yield from _asked(draft, lang)
    yield "</body></html>"


def compared_lines(found: AuditComparison, lang: str, *, head: str = "h2") -> Iterator[str]:
    """What a draft adds, mends and leaves, for a page of its own or a section of another.

    Args:
        found: Two audits.
        lang: `id` or `en`.
        head: Of the states; findings stand one level below.
    """
    told = _say(lang, "beside", baseline=found.baseline.profile.id, draft=found.draft.profile.id)
    yield f"<p>{html_text(told)}</p>"
    for state in STATES:
        pairs = found.of(state)
        name = render(lang, f"audit.states.{state}", {})
        yield f"<{head}>{html_text(name)} ({len(pairs)})</{head}>"
        for before, after in pairs:
            shown, audit = (after, found.draft) if after else (before, found.baseline)
            assert shown is not None
            yield from _finding(shown, audit, lang)
            if before and after and before.fact(lang) != after.fact(lang):
                word = render(lang, "audit.before", {})
                yield f'<p class="how">{html_text(f"{word}: {before.fact(lang)}")}</p>'


def _finding(item: AuditFinding, audit: Audit, lang: str) -> Iterator[str]:
    severity = render(lang, f"words.{item.severity}", {})
    yield f"<h3>{html_text(f'{severity} [{item.code}]')}</h3>"
    yield f"<p>{html_text(item.fact(lang))}</p>"
    place = str(item.problem.place or "")
    if place:
        yield f'<p class="how">{html_text(place)}</p>'
    rows = [("law", "; ".join(article.get(lang) for article in item.articles))]
    rows.append(("cure", item.cure(lang)))
    for key, text in rows:
        if text:
            word = render(lang, f"words.{key}", {})
            yield f'<p class="how">{html_text(f"{word}: {text}")}</p>'
    case = item.case(audit.profile, lang)
    if case:
        summary = html_text(_say(lang, "example"))
        yield f"<details><summary>{summary}</summary><pre>{html_text(case)}</pre></details>"


def _asked(audit: Audit, lang: str) -> Iterator[str]:
    yield f"<h2>{html_text(_say(lang, 'asked'))}</h2>"
    yield from _list([check.text(lang) for check in audit.checks])
    yield f"<h2>{html_text(_say(lang, 'unasked'))}</h2>"
    yield from _list([what.said(lang) for what in audit.unasked])


def _list(texts: Sequence[str]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{html_text(text)}</li>" for text in texts)
    yield "</ul>"


def _say(lang: str, key: str, **params: object) -> str:
    return render(lang, f"audit.page.{key}", params)
