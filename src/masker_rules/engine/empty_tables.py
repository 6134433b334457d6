"""Tables that are read and have no row of a month: what nobody wrote down never was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from masker_rules.engine.needs import Needs, needs_of
from masker_rules.engine.profile import Profile
from masker_rules.facts import PackRemark, SetAside
from masker_rules.facts.definition import definition
from masker_rules.facts.intake import dates_of
from masker_rules.facts.presence import complete_months
from masker_rules.periods import Month
from masker_rules.texts.bilingual import Text
from masker_rules.texts.spoken import Listed, Period

__all__ = ["WITHOUT_ROWS", "empty_tables"]

WITHOUT_ROWS = "table-without-rows"
#: A table that tells who was at what another one holds is asked nothing where that has no row.
_WHAT_OF = {"attendance_at_events": "events"}
#: So many items of the regulation are named.
_NAMED = 2


class _Facts(Protocol):
    @property
    def set_aside(self) -> Sequence[SetAside]: ...

    def counts(self) -> Mapping[str, int]: ...

    def has(self, table: str) -> bool: ...

    def rows(self, table: str) -> Sequence[Any]: ...


def empty_tables(
    packs: Mapping[Profile, _Facts], holding: Mapping[Month, Profile]
) -> Iterator[PackRemark]:
    """A remark on each table without rows of a month by which somebody is paid all the same.

    One whose rows were all set aside is told elsewhere, and one without which a result is
    incomplete; of a month of which `complete` names the table nothing is asked.

    Args:
        packs: The facts, by regulation, in its words.
        holding: The regulation of each month that is computed.
    """
    for law, pack in packs.items():
        months = sorted(month for month, one in holding.items() if one == law)
        needs, held = needs_of(law), Counter(pack.counts())
        held.update(one.table for one in pack.set_aside)
        for table in needs.tables:
            other = _WHAT_OF.get(table.name, table.name)
            if other != table.name and not held[other]:
                continue
            if not table.is_silent(pack.has(table.name)):
                continue
            said = frozenset(map(str, complete_months(pack, table.name)))
            lacking = [month for month in months if str(month) not in said]
            if held[table.name]:
                lacking = _without(pack, table.name, law, lacking) if other == table.name else []
            if asked := list(map(str, lacking)):
                yield _remark(needs, table.name, table.asked_by, asked)


def _without(pack: _Facts, name: str, law: Profile, months: Sequence[Month]) -> list[Month]:
    """Months in which no row of a table holds; one that was set aside may hold in any."""
    if any(one.table == name for one in pack.set_aside):
        return []
    cutoff, table = law.plan.cutoff, definition().tables[name]
    spans = [
        dates_of(table, [getattr(row, one.field) for one in table.columns])
        for row in pack.rows(name)
    ]
    return [
        month
        for month in months
        if all(
            span is not None and (span[0] > days.last or span[1] < days.first)
            for days in [cutoff.days_in(name, month)]
            for span in spans
        )
    ]


def _remark(needs: Needs, table: str, items: Sequence[str], months: Sequence[str]) -> PackRemark:
    """That a table has no row in months, and which items of the regulation ask for it."""
    law = [needs.item(path) for path in items[:_NAMED]] or [needs.labels["profile"]]
    more = len(items) - len(items[:_NAMED])
    rows = [f"{month},{table}" for month in months]
    params = {
        "periods": Listed(tuple(map(Period, months))),
        "law": Listed((*law, *([Text("…", "…")] if more else ()))),
        "rows": "; ".join(rows),
    }
    return PackRemark(table, "", 0, "", "", WITHOUT_ROWS, params)
