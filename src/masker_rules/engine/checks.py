"""Whether a run may be paid: what was lost on the way, and what nobody can have meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Grounds, Remark
from masker_rules.facts import SetAside
from masker_rules.facts.definition import definition
from masker_rules.facts.identity import MOST, lacks_nip, of_too_many
from masker_rules.periods import Month

__all__ = ["grounds_of", "together"]

#: A table of which more than this share of the numbers cannot be read settles nothing: 5 %.
UNREAD = 20
#: Grains whose rows are made of punches.
OF_PUNCHES = frozenset({"day", "session"})


class Facts(Protocol):
    """What is asked of a pack."""

    @property
    def set_aside(self) -> Sequence[SetAside]: ...

    def has(self, table: str) -> bool: ...

    def counts(self) -> Mapping[str, int]: ...

    def months(self) -> frozenset[Month]: ...

    def by_nip(self, table: str) -> Mapping[str, Any]: ...


def grounds_of(pack: Facts, holding: Mapping[Month, Profile]) -> Grounds:
    """The grounds of a run.

    Args:
        pack: The facts.
        holding: What computes each month.
    """
    counts, tables = pack.counts(), definition().tables
    rows = [one for one in pack.set_aside if not (one.is_repeat or one.is_answered)]
    lost = Counter(one.table for one in rows if lacks_nip(one))
    unread = Counter(one.table for one in rows if lacks_nip(one) and not one.is_of_nobody)
    aside = Counter(one.table for one in rows)
    why = []
    for table, count in sorted(unread.items()):
        if count * UNREAD > counts.get(table, 0) + aside[table]:
            why.append(Remark("identities-unreadable", None, {"table": table, "count": count}))
    for text in sorted(of_too_many(rows, pack.by_nip("employees"))):
        of = sorted({one.table for one in rows if lacks_nip(one) and one.value == text})
        params = {"table": ", ".join(of), "written": text, "most": MOST}
        why.append(Remark("row-of-too-many", None, params))
    punched = pack.months()
    bare = tuple(
        month
        for month, profile in sorted(holding.items())
        if pack.has("punches")
        and month not in punched
        and not OF_PUNCHES.isdisjoint(profile.program().grains)
    )
    why += [Remark("month-without-punches", None, {"month": month}) for month in bare]
    given = [name for name in counts if tables[name].has("nip")]
    return Grounds(tuple(why), {name: lost[name] for name in given}, bare)


def together(found: Iterable[Grounds]) -> Grounds:
    """The grounds of several regulations or packs."""
    every = list(found)
    rows: dict[str, int] = {}
    for one in every:
        for table, count in one.rows_of_nobody.items():
            rows[table] = max(rows.get(table, 0), count)
    why = dict.fromkeys(_key(remark) for one in every for remark in one.why)
    kept = {_key(remark): remark for one in every for remark in one.why}
    months = sorted({month for one in every for month in one.months})
    return Grounds(tuple(kept[key] for key in why), rows, tuple(months))


def _key(remark: Remark) -> tuple[Any, ...]:
    return remark.code, *sorted(map(str, remark.params.items()))
