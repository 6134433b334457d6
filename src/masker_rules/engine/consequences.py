"""What a month brings besides money: consequences of the law, and what a person should look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from masker_rules.engine.findings import plain_count
from masker_rules.engine.result import Consequence, Remark
from masker_rules.engine.scenarios import Outcome
from masker_rules.language.plan import Bring, Plan
from masker_rules.legal import Text
from masker_rules.periods import CALENDAR, Month

__all__ = ["basis_of", "consequences", "notices"]


def consequences(plan: Plan, outcomes: Sequence[Outcome], month: Month) -> tuple[Consequence, ...]:
    """What the rules bring, each where every state that a missing input allows says the same."""
    found: list[Consequence] = []
    for bring in plan.brings:
        first, *others = (_brought(plan, bring, o.values, month) for o in outcomes)
        if first is not None and all(other == first for other in others):
            found.append(first)
    return tuple(found)


def _brought(plan: Plan, bring: Bring, values: dict[str, Any], month: Month) -> Consequence | None:
    code = values[bring.code]
    if code is None:
        return None
    months = values[bring.months] if bring.months else None
    starts = None if bring.starts is None else CALENDAR.named(month.plus(bring.starts))
    basis = basis_of(plan, bring, values, month)
    source = plan.rule_sources[bring.rule]
    return Consequence(code, starts, int(months) if months else None, basis, source)


def basis_of(plan: Plan, bring: Bring, values: Mapping[str, Any], month: Month) -> Text:
    """On what a rule rests that brings something, filled in with what it counts."""
    kind = plan.by_name[bring.number].type
    filled = {
        "{n}": str(plain_count(values[bring.number], kind)),
        "{year}": str(month.year),
        "{period}": str(month),
    }

    def fill(text: str) -> str:
        for mark, value in filled.items():
            text = text.replace(mark, value)
        return text

    return Text(fill(bring.basis.id), fill(bring.basis.en))


def notices(plan: Plan, outcomes: Sequence[Outcome]) -> list[Remark]:
    """Rules that only say something, where they hold whatever is missing."""
    return [
        Remark(
            "flag",
            None,
            {
                "rule": notice.rule,
                "label": plan.labels[notice.rule],
                "source": Text(*(plan.rule_sources[notice.rule].text(x) for x in ("id", "en"))),
            },
        )
        for notice in plan.notices
        if all(outcome.values[notice.flag] for outcome in outcomes)
    ]
