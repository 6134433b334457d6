"""What an audit did not ask: whoever reads that nothing was found must know of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from masker_rules.engine.profile import Profile
from masker_rules.language.plan import MONTH
from masker_rules.review.audit_bench import Bench
from masker_rules.review.audit_months import asked_events, counted_events
from masker_rules.review.audit_numbers import is_raised
from masker_rules.review.audit_words import words
from masker_rules.texts import Phrase

__all__ = ["unasked"]

#: Rows that some check varies.
VARIED = frozenset({MONTH, "day", "event", "session", "leave", "activity", "punch"})
#: What of a person the words name.
PERSON = ("category", "grade", "job_class", "staff_group", "position_kind")


def unasked(profile: Profile, bench: Bench | None, left: Sequence[str]) -> Iterator[Phrase]:
    """What was not asked of a regulation.

    Args:
        profile: The regulation.
        bench: The month that was varied, None where there was none.
        left: Names of checks that were not wanted.
    """
    for name in left:
        yield _said("check", check=name)
    rows = sorted(set(profile.pay_program.grains) - VARIED)
    if rows:
        yield _said("rows", names=", ".join(rows))
    if bench is None:
        yield _said("month")
        return
    asked = profile.pay_program.facts
    still = [
        item.name
        for item in profile.plan.inputs.values()
        if item.name in asked and not is_raised(bench, item)
    ]
    if still:
        yield _said("inputs", names=", ".join(sorted(still)))
    events = sorted({*asked_events(profile)} - {*counted_events(profile)})
    if events:
        yield _said("events", names=words(events))
    employee = bench.given.get("employee")
    person = employee if isinstance(employee, Mapping) else {"category": "PNS"}
    yield _said("person", person=" ".join(str(person[k]) for k in PERSON if k in person))
    yield _said("months", period=str(bench.month))
    yield _said("mixed")
    yield _said("halves")


def _said(name: str, **params: object) -> Phrase:
    return Phrase(f"audit.unasked.{name}", params)
