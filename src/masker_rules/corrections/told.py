"""What can still be put right, as text: person by person, never ordered by rupiah."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masker_rules.corrections.facts import Cut
from masker_rules.corrections.report import Nothing, Restoration, Restored, text_of
from masker_rules.engine.missing_names import missing_names
from masker_rules.periods import Month
from masker_rules.texts import harmless, render, spoken

__all__ = ["restoration_text"]

Whose = tuple[Month, str]


def restoration_text(found: Restoration, lang: str = "id") -> str:
    """For people: by person and month, what is in the pack before what must be true.

    Args:
        found: What can be put right.
        lang: `id` or `en`.
    """
    lines = [render(lang, "restore.title", {}), render(lang, "restore.caution", {})]
    if found.shared:
        pools = ", ".join(spoken.readable(lang, "item", name) for name in found.shared)
        lines.append(render(lang, "restore.shared", {"pools": pools}))
    every: tuple[Restored | Nothing, ...] = (*found.rows, *found.not_restored)
    people = {_whose(one): one for one in reversed(every)}
    for whose in sorted(people):
        lines += ["", _name(people[whose], lang), *_of_person(found, whose, lang)]
    if not people:
        lines += ["", render(lang, "restore.none", {})]
    lines += [*_incomplete(found, lang), *_not_offered(found, lang)]
    return harmless("\n".join(lines)) + "\n"


def _of_person(found: Restoration, whose: Whose, lang: str) -> Iterator[str]:
    own = [one for one in found.rows if _whose(one) == whose]
    for heading, rows in (
        ("in_pack", [one for one in own if one.is_in_pack]),
        ("hypothetical", [one for one in own if not one.is_in_pack]),
    ):
        yield from _listed(heading, [*_grouped(rows, lang)], lang)
    left = [one for one in found.not_restored if _whose(one) == whose]
    yield from _listed("not_restored", [line for one in left for line in _left(one, lang)], lang)


def _listed(heading: str, lines: Sequence[str], lang: str) -> Iterator[str]:
    if lines:
        yield f"  {render(lang, f'restore.{heading}', {})}"
    yield from (f"    {line}" for line in lines)


def _incomplete(found: Restoration, lang: str) -> Iterator[str]:
    if found.incomplete:
        yield from ("", render(lang, "restore.incomplete", {}))
    for one in found.incomplete:
        said = {
            "person": one.person.name or one.nip,
            "month": spoken.month(lang, one.period.year, one.period.month),
            "missing": missing_names(one.missing).said(lang),
        }
        yield f"  {render(lang, 'restore.incomplete_row', said)}"


def _not_offered(found: Restoration, lang: str) -> Iterator[str]:
    if found.not_offered:
        yield from ("", render(lang, "restore.not_offered", {}))
    yield from (f"  {one.text(lang)}" for one in found.not_offered)


def _whose(one: Restored | Nothing) -> Whose:
    return one.cut.period, one.cut.nip


def _name(one: Restored | Nothing, lang: str) -> str:
    month = spoken.month(lang, one.cut.period.year, one.cut.period.month)
    return f"{one.person.name or one.cut.nip}, NIP {one.cut.nip}, {month}"


def _cut(cut: Cut, lang: str) -> str:
    """What was cut: its days, what the regulation calls it, and the article."""
    days = ", ".join(spoken.day(lang, day) for day in cut.days)
    when = days or render(lang, "restore.of_month", {})
    return f"{when}: {cut.label.get(lang)} ({cut.source.text(lang)})"


def _grouped(rows: Sequence[Restored], lang: str) -> Iterator[str]:
    """What was cut, once; below it each thing that comes of it, with the facts it comes of."""
    cuts: dict[str, dict[str, dict[str, list[Restored]]]] = {}
    for one in rows:
        outcomes = cuts.setdefault(_cut(one.cut, lang), {})
        # What stands in the pack is one row: each is told by itself.
        kind = one.text(lang) if one.is_in_pack else f"{one.fact.kind.name} {_event(one)}"
        outcomes.setdefault(_outcome(one, lang), {}).setdefault(kind, []).append(one)
    for cut, outcomes in cuts.items():
        yield cut
        for outcome, kinds in outcomes.items():
            yield from (f"  {text_of(found, lang)}" for found in kinds.values())
            yield f"    {outcome}"


def _event(one: Restored) -> str:
    return getattr(one.fact.row, "event", None) or ""


def _outcome(one: Restored, lang: str) -> str:
    """What it restores, of which months, until when, and who decides."""
    said = {"amount": _rupiah(lang, one.amount), "net": _rupiah(lang, one.net)}
    told = [render(lang, "restore.amount", said)]
    if one.later:
        months = (
            render(
                lang,
                "restore.later_month",
                {
                    "month": spoken.month(lang, month.year, month.month),
                    "amount": f"{'+' if amount > 0 else ''}{_rupiah(lang, amount)}",
                },
            )
            for month, amount in one.later.items()
        )
        told.append(render(lang, "restore.later", {"months": ", ".join(months)}))
    until = {} if one.until is None else {"day": spoken.day(lang, one.until)}
    told.append(render(lang, "restore.until" if until else "restore.until_unknown", until))
    who = {} if one.decided_by is None else {"who": one.decided_by.get(lang)}
    told.append(render(lang, "restore.decided_by" if who else "restore.decided_by_unknown", who))
    return "; ".join(told)


def _left(one: Nothing, lang: str) -> Iterator[str]:
    yield _cut(one.cut, lang)
    if one.refusals:
        yield from (f"  {refusal.text(lang)}" for refusal in one.refusals)
    else:
        yield f"  {render(lang, 'restore.nothing', {'tried': one.tried})}"


def _rupiah(lang: str, amount: int) -> str:
    return spoken.grouped(lang, amount)
