"""What can still be put right, as text: person by person, never ordered by rupiah."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masker_rules.corrections.facts import Cut
from masker_rules.corrections.report import Nothing, Restoration, Restored, text_of
from masker_rules.engine.missing_names import missing_names
from masker_rules.periods import Month
from masker_rules.texts import harmless, render, spoken

__all__ = ["cut_text", "grouped", "restoration_text", "why_left"]

Whose = tuple[Month, str]
#: Facts, and what each of them comes to.
Outcome = tuple[list[str], str]


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
        yield from _listed(heading, [*_lines_of(rows, lang)], lang)
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
        yield from (f"    {row.file}:{row.line}: {row.reason(lang)}" for row in one.set_aside)


def _not_offered(found: Restoration, lang: str) -> Iterator[str]:
    if found.not_offered:
        yield from ("", render(lang, "restore.not_offered", {}))
    yield from (f"  {one.text(lang)}" for one in found.not_offered)


def _whose(one: Restored | Nothing) -> Whose:
    return one.cut.period, one.cut.nip


def _name(one: Restored | Nothing, lang: str) -> str:
    month = spoken.month(lang, one.cut.period.year, one.cut.period.month)
    return f"{one.person.name or one.cut.nip}, NIP {one.cut.nip}, {month}"


def cut_text(cut: Cut, lang: str) -> str:
    """What was cut: its days, what the regulation calls it, and the article."""
    days = ", ".join(spoken.day(lang, day) for day in cut.days)
    when = days or render(lang, "restore.of_month", {})
    return f"{when}: {cut.label.get(lang)} ({cut.source.text(lang)})"


def grouped(rows: Sequence[Restored], lang: str) -> Iterator[tuple[str, list[Outcome]]]:
    """Each cut once: what was cut, and the facts with what comes of them.

    Facts that come to the same are told together, what stands in the pack row by row.
    """
    cuts: dict[str, dict[str, dict[str, list[Restored]]]] = {}
    for one in rows:
        outcomes = cuts.setdefault(cut_text(one.cut, lang), {})
        outcomes.setdefault(_outcome(one, lang), {}).setdefault(_alike(one, lang), []).append(one)
    for cut, outcomes in cuts.items():
        told = [
            ([text_of(found, lang) for found in kinds.values()], outcome)
            for outcome, kinds in outcomes.items()
        ]
        yield cut, told


def _lines_of(rows: Sequence[Restored], lang: str) -> Iterator[str]:
    for cut, told in grouped(rows, lang):
        yield cut
        for facts, outcome in told:
            yield from (f"  {line}" for line in facts)
            yield f"    {outcome}"


def _alike(one: Restored, lang: str) -> str:
    """What facts have in common that are told together."""
    if one.fact.kind.act == "mend":
        return f"{one.fact.kind.name} {one.fact.row.place}"
    # What else stands in the pack is one row: each is told by itself.
    event = getattr(one.fact.row, "event", None) or ""
    return one.text(lang) if one.is_in_pack else f"{one.fact.kind.name} {event}"


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
    if one.uncounted:
        told.append(render(lang, "restore.uncounted", {"count": one.uncounted}))
    until = {} if one.until is None else {"day": spoken.day(lang, one.until)}
    told.append(render(lang, "restore.until" if until else "restore.until_unknown", until))
    who = {} if one.decided_by is None else {"who": one.decided_by.get(lang)}
    told.append(render(lang, "restore.decided_by" if who else "restore.decided_by_unknown", who))
    return "; ".join(told)


def _left(one: Nothing, lang: str) -> Iterator[str]:
    yield cut_text(one.cut, lang)
    yield from (f"  {line}" for line in why_left(one, lang))


def why_left(one: Nothing, lang: str) -> Sequence[str]:
    """Why nothing that can be submitted restores a cut."""
    if one.refusals:
        return [refusal.text(lang) for refusal in one.refusals]
    return [render(lang, "restore.nothing", {"tried": one.tried})]


def _rupiah(lang: str, amount: int) -> str:
    return spoken.grouped(lang, amount)
