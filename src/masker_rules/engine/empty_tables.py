"""Tables that are read and have no row: what nobody wrote down is paid as if it never was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from masker_rules.engine.needs import Needs, needs_of
from masker_rules.engine.profile import Profile
from masker_rules.facts import PackRemark, SetAside
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
    """A remark on each table without rows by which somebody is paid all the same.

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
            if held[table.name] or (other != table.name and not held[other]):
                continue
            if not table.is_silent(pack.has(table.name)):
                continue
            said = frozenset(map(str, complete_months(pack, table.name)))
            if asked := [str(month) for month in months if str(month) not in said]:
                yield _remark(needs, table.name, table.asked_by, asked)


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
