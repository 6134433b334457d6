"""An audit of a regulation: what it does that its author may not want, by the smallest example.

Where the space is finite it is exhausted (every minute of a day); elsewhere it is searched, and
the audit says which was which.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import overload

from masker_rules.attendance.rows import DayRow
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.engine.sets import ProfileSet, is_set
from masker_rules.errors import MaskerRulesError, Problem, RequestError
from masker_rules.garbage import collected_rarely
from masker_rules.language.catalogue import vocabularies
from masker_rules.legal import Text
from masker_rules.periods import CALENDAR, Cutoff, Month
from masker_rules.review.audit_base import base_month, each_day, signed_trials
from masker_rules.review.audit_bench import Bench
from masker_rules.review.audit_days import DayPays, check_days, swept
from masker_rules.review.audit_findings import (
    NOTE,
    WARNING,
    AuditFinding,
    Check,
    Recorder,
    written,
)
from masker_rules.review.audit_months import check_events, check_leave, check_months
from masker_rules.review.audit_numbers import check_numbers
from masker_rules.review.audit_people import check_groups
from masker_rules.review.audit_reach import (
    Happened,
    check_history,
    check_reachable,
    check_reached,
)
from masker_rules.review.audit_search import check_drawn
from masker_rules.review.audit_unasked import unasked
from masker_rules.review.audit_words import word
from masker_rules.review.overlays import Overlaid
from masker_rules.testing.cases import alone
from masker_rules.testing.clauses import words_of
from masker_rules.testing.drafts import Given, case_file, overlaid
from masker_rules.testing.laws import declared
from masker_rules.texts import Phrase, json_text, render

__all__ = ["CHECKS", "Audit", "AuditFinding", "Check", "audit"]

#: Months that are drawn for each law.
EXAMPLES = 20
SEVERITIES = (WARNING, NOTE)
#: Words by which a law speaks of Ramadan.
SEASONAL = frozenset({"ramadan", "season"})
RAMADAN = Text("Ramadan", "Ramadan")
MINUTES = re.compile(r"\d+m")
_A_MONTH = re.compile(r"\b\d{4}-\d{2}\b")
#: What an audit asks, in this order.
CHECKS = (
    "reachable",
    "minutes",
    "groups",
    "counts",
    "leave",
    "events",
    "numbers",
    "reached",
    "drawn",
)


@dataclass(frozen=True)
class Audit(Sequence[AuditFinding]):
    """What an audit of a regulation found."""

    profile: Profile
    """The regulation."""
    items: tuple[AuditFinding, ...]
    """The findings, warnings first, each with the smallest example."""
    checks: tuple[Check, ...]
    """What was asked, and whether it was proven or searched."""
    unasked: tuple[Phrase, ...] = ()
    """What the regulation may do that nothing was asked about, in words."""

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> AuditFinding: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[AuditFinding]: ...
    def __getitem__(self, index: int | slice) -> AuditFinding | Sequence[AuditFinding]:
        return self.items[index]

    @property
    def warnings(self) -> tuple[AuditFinding, ...]:
        """Findings that somebody should decide on."""
        return tuple(item for item in self.items if item.severity == WARNING)

    @property
    def notes(self) -> tuple[AuditFinding, ...]:
        """Findings that are true and may be meant so."""
        return tuple(item for item in self.items if item.severity == NOTE)

    def cases(self, lang: str = "id") -> str:
        """Every example once, as a case file to be put beside the profile; empty without any."""
        drafts = {draft.name: draft for item in self.items for draft in item.example}
        if not drafts:
            return ""
        return case_file(
            self.profile, written(drafts.values(), lang), render(lang, "audit.note", {})
        )

    def text(self, lang: str = "id") -> str:
        """Findings, then what was asked, as people read them."""
        lines = [item.text(lang) for item in self.items]
        lines += [check.text(lang) for check in self.checks]
        title = render(lang, "audit.unasked_title", {})
        lines += [f"{title}: {what.said(lang)}" for what in self.unasked]
        return "\n".join(lines) + "\n"

    def as_dict(self, lang: str = "id") -> dict[str, object]:
        """The audit as data."""
        return {
            "profile": self.profile.id,
            "digest": self.profile.digest,
            "warnings": len(self.warnings),
            "notes": len(self.notes),
            "findings": [item.as_dict(self.profile, lang) for item in self.items],
            "checks": [check.as_dict(lang) for check in self.checks],
            "unasked": [what.said(lang) for what in self.unasked],
        }

    def to_json(self, lang: str = "id") -> str:
        """The audit as JSON: the same call gives the same bytes."""
        return json_text(self.as_dict(lang)) + "\n"


@collected_rarely()
def audit(
    profile: str | Path | Profile | Mapping[str, object],
    history: Happened | None = None,
    *,
    examples: int = EXAMPLES,
    only: Collection[str] | None = None,
) -> Audit:
    """Look for what a regulation does that its author may not want.

    Args:
        profile: An id or alias, a path, a mapping, or a loaded profile.
        history: What really happened, to tell the rules that never acted in it: a pack, its path,
            tables by name, results of the reference engine, or several of these; months in which
            the regulation is not in force are left out.
        examples: How many months Hypothesis draws for each law; without the extra `testing`
            none are.
        only: Names of checks, of `CHECKS`; None asks them all.

    Returns:
        Findings with the smallest example of each, and what was proven or searched.

    Raises:
        ProfileError: the profile or a case file beside it cannot be read.
        FactsError: the history as a whole cannot be read.
        RequestError: `only` names no check [unknown-check]; it is a what-if or a set of
            regulations [audit-of-one]; the history holds no month in which the regulation is in
            force [nothing-in-history], or results of another one [results-of-another].
    """
    asked = _asked(only)
    loaded = alone(_one(profile))
    trials = signed_trials(loaded)
    base = base_month(loaded, trials)
    record = Recorder(loaded, partial(_found_again, base))
    bench = _checked(record, base, asked)
    if "reached" in asked:
        check_reached(record, trials, base)
    if "drawn" in asked:
        check_drawn(record, base, examples, declared(loaded))
    if history is not None:
        check_history(record, history)
    items = sorted(record.findings, key=lambda item: SEVERITIES.index(item.severity))
    drawn = {"drawn"} if any(check.name == "drawn" for check in record.checks) else set()
    answered = asked - {"drawn"} | drawn
    left = tuple(unasked(loaded, bench, [name for name in CHECKS if name not in answered]))
    return Audit(loaded, tuple(items), tuple(record.checks), left)


def _checked(record: Recorder, base: Given | None, asked: frozenset[str]) -> Bench | None:
    """Everything but what the cases reach and what is drawn; the quiet month that was varied."""
    law = record.profile
    if "reachable" in asked:
        check_reachable(record)
    bench = _usable(law, base) if base is not None else None
    if bench is None:
        problem = Problem("nothing-to-audit", {"id": law.id}, severity=NOTE)
        record.found("minutes", problem, proven=False)
    else:
        _check_months(record, bench, declared(law), asked)
    return bench


def _found_again(base: Given | None, check: str, law: Profile) -> Sequence[AuditFinding]:
    """What a check finds in a changed regulation, of the same quiet month if it is still paid."""
    # Pairs are tried with the minutes of a day, and the draws are theirs.
    asked = {"pairs": "minutes"}.get(check, check)
    if asked not in CHECKS:
        return ()
    paid = base is not None and _usable(law, base) is not None
    month = base if paid else base_month(law, [])
    record = Recorder(law, partial(_found_again, month))
    _checked(record, month, frozenset((asked,)))
    if asked == "reached":
        check_reached(record, (), month)
    if asked == "drawn":
        check_drawn(record, month, EXAMPLES, declared(law))
    return record.findings


def _one(regulation: object) -> Profile:
    if isinstance(regulation, Profile):
        return regulation
    if isinstance(regulation, Overlaid):
        raise RequestError.of("audit-of-one", name=regulation.name)
    if isinstance(regulation, ProfileSet) or is_set(regulation):
        raise RequestError.of("audit-of-one", name="profiles: […]")
    assert isinstance(regulation, str | Path | Mapping)
    return load_profile(regulation)


def _asked(only: Collection[str] | None) -> frozenset[str]:
    asked = frozenset(CHECKS if only is None else only)
    for name in sorted(asked - frozenset(CHECKS)):
        raise RequestError.of("unknown-check", name=name, known=", ".join(CHECKS))
    return asked


def _check_months(
    record: Recorder, bench: Bench, on_purpose: frozenset[str], asked: frozenset[str]
) -> None:
    days: list[DayPays] = []
    if asked & {"minutes", "groups"}:
        days = swept(bench, bench.typical(), pairs=True)
        groups = _of_groups(bench)
        if "minutes" in asked:
            others = [pays for found in groups.values() for pays in found]
            fasting = _in_ramadan(bench)
            every = fasting is not None and all(groups.values())
            check_days(record, [*days, *(fasting or ()), *others], on_purpose, every=every)
        if "groups" in asked:
            check_groups(record, days, groups)
    if "counts" in asked:
        check_months(record, bench)
    if "leave" in asked:
        check_leave(record, bench, days or swept(bench, bench.rows[:1], pairs=False))
    if "events" in asked:
        check_events(record, bench)
    if "numbers" in asked:
        check_numbers(record, bench)


def _of_groups(bench: Bench) -> dict[str, list[DayPays]]:
    """A day of each length in the hours of every other group of staff that the law names.

    None of a group whose quiet month cannot be computed.
    """
    named = words_of(bench.profile)
    found: dict[str, list[DayPays]] = {}
    for group in vocabularies()["staff_group"]:
        given = overlaid(bench.given, {"employee": {"staff_group": group}})
        if group in named and given != bench.given:
            other = _usable(bench.profile, given, word(group))
            rows = [] if other is None else _lengths(other.typical())
            found[group] = [] if other is None else swept(other, rows, pairs=False)
    return found


def _lengths(rows: Sequence[DayRow]) -> list[DayRow]:
    found: dict[tuple[int, ...], DayRow] = {}
    for row in rows:
        found.setdefault((row.start, row.end, row.late_from, row.early_until), row)
    return list(found.values())


def _in_ramadan(bench: Bench) -> list[DayPays] | None:
    """The same person in Ramadan, where its hours are others or the law speaks of it.

    None where no quiet month of it can be computed.
    """
    hours = {(row.weekday, row.start, row.end, row.late_from) for row in bench.rows}
    named = words_of(bench.profile) & SEASONAL
    for number in range(1, 13):
        given = _moved(bench.given, Month(bench.month.year, number), bench.profile.plan.cutoff)
        other = _usable(bench.profile, given, RAMADAN)
        rows = [row for row in other.typical() if row.season == "ramadan"] if other else []
        if other is not None and len(rows) > 4:
            same = all((r.weekday, r.start, r.end, r.late_from) in hours for r in rows)
            return [] if same and not named else swept(other, rows, pairs=False)
    return None


def _moved(given: Given, month: Month, cutoff: Cutoff = CALENDAR) -> Given:
    """A quiet month in another month: the work of the whole on its last day.

    Work of several days is spread over all of them. What it says of months, its own and those
    before, is said as long before the other one.
    """
    moved = {k: v for k, v in given.items() if k not in {"days", "events"}}
    begin = Month.parse(given["period"])
    by, days = month.since(begin), cutoff.days_in("activities", month)
    moved["period"] = str(month)
    if "scores" in given:
        moved["scores"] = {_later(key, by): value for key, value in given["scores"].items()}
    if "tables" in given:
        moved["tables"] = {
            name: [
                {**row, "period": _later(row["period"], by)} if "period" in row else row
                for row in rows
            ]
            for name, rows in given["tables"].items()
        }
    if "activities" in given:
        texts = list(given["activities"].values())
        several = len(texts) > 1 and all(MINUTES.fullmatch(text) for text in texts)
        whole = sum(int(text[:-1]) for text in texts) if several else 0
        moved["activities"] = (
            each_day(days, whole) if several else {days.last.isoformat(): texts[-1]}
        )
    return moved


def _later(text: str, months: int) -> str:
    """A text in which months, as `2026-03`, are others; quarters and years stay."""
    return _A_MONTH.sub(lambda found: str(Month.parse(found[0]).plus(months)), text)


def _usable(profile: Profile, given: Given, label: Text | None = None) -> Bench | None:
    try:
        found = Bench(profile, given, label)
    except MaskerRulesError:
        return None
    return found if found.is_usable else None
