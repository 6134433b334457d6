"""Whether a run may be paid: what was lost on the way, and what nobody can have meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Grounds, Remark
from masker_rules.facts import SetAside
from masker_rules.facts.definition import definition
from masker_rules.facts.identity import MOST, lacks_nip, of_too_many
from masker_rules.periods import Month

__all__ = ["KnownGrounds", "LateGrounds", "grounds_of", "together"]

#: A table of which more than this share of the numbers cannot be read settles nothing: 5 %.
UNREAD = 20
#: So many texts that may be of too many people are named.
NAMED = 10
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
    tables_of: dict[str, set[str]] = {}
    for one in rows:
        if lacks_nip(one):
            tables_of.setdefault(one.number, set()).add(one.table)
    many = sorted(of_too_many(rows, pack.by_nip("employees")))
    for text in many[:NAMED]:
        named = ", ".join(sorted(tables_of[text]))
        params = {"table": named, "written": text, "most": MOST}
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


class LateGrounds:
    """The grounds of a run, found when somebody asks; a pack does not travel with results."""

    def __init__(self, pack: Facts, holding: Mapping[Month, Profile]) -> None:
        self._of = pack, holding

    @cached_property
    def _found(self) -> Grounds:
        return grounds_of(*self._of)

    def __call__(self) -> Grounds:
        return self._found

    def __reduce__(self) -> tuple[Any, ...]:
        return KnownGrounds, (self._found,)


class KnownGrounds:
    """Grounds that have been found."""

    def __init__(self, found: Grounds) -> None:
        self._found = found

    def __call__(self) -> Grounds:
        return self._found
