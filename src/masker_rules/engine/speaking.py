"""Which rows that were set aside may decide what somebody is paid under a regulation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from masker_rules.engine.emit import Program
from masker_rules.engine.open_points import key_of
from masker_rules.engine.profile import Profile
from masker_rules.engine.sites import reads_sites
from masker_rules.facts import SetAside
from masker_rules.facts.definition import definition
from masker_rules.facts.identity import without_hopeless
from masker_rules.facts.vocabulary import nearest
from masker_rules.language.plan import OVERPAYMENT, PRESENCE

__all__ = ["WITH_WORDS", "Facts", "is_read", "speaking", "tables_read"]

#: Tables that decide what days are due and what happened on them.
OF_DAYS = frozenset(
    {"punches", "absences", "rosters", "schedules", "calendar", "outages", "sites", "away"}
)
#: Tables that hold what several regulations read, each its own words.
WITH_WORDS = frozenset({"amounts", "attributes", "scores", "violations"})
#: A word as people write words.
WORD = re.compile(r"[^\W\d][\w /.-]*")


class Facts(Protocol):
    """What is read of a pack, be it in frames or in memory, in the words of the profile."""

    @property
    def tables(self) -> Sequence[str]: ...

    @property
    def set_aside(self) -> Sequence[SetAside]: ...

    def rows(self, table: str) -> Sequence[Any]: ...

    def by_nip(self, table: str) -> Mapping[str, Sequence[Any]]: ...

    def dubious(self, table: str) -> Sequence[Any]: ...


def tables_read(profile: Profile, program: Program | None = None) -> frozenset[str]:
    """Tables that decide what somebody is paid under a regulation, or what a program gives."""
    program = program or profile.pay_program
    by_grain = {
        "activity": {"activities"},
        "violation": {"violations"},
        "event": {"events", "attendance_at_events"},
        "sanction": {"sanctions"},
        "assignment": {"assignments"},
    }
    found = {"employees", "deductions", "carried", *OF_DAYS}
    for grain, tables in by_grain.items():
        if grain in program.grains:
            found |= tables
    if "ordered" in program.grains.get(PRESENCE, ()):
        found.add("orders")
    if profile.class_by_sanction:
        found.add("sanctions")
    found |= {item.table for item in profile.plan.inputs.values() if item.name in program.facts}
    return frozenset(found)


def speaking(profile: Profile, pack: Facts, whole: Facts | None = None) -> list[SetAside]:
    """Rows set aside that may decide what somebody is paid under the regulation.

    Args:
        profile: The regulation.
        pack: The facts in its words.
        whole: Of which the pack is a part: everybody, and of everybody what :data:`WITH_WORDS`
            hold. None = the pack is no part.
    """
    rows = _lost(pack)
    if not rows:
        return []
    whole = whole or pack
    read, foreign = tables_read(profile), _foreign(_lost(whole), profile)
    return [
        one
        for one in without_hopeless(rows, whole.by_nip("employees"))
        if one.table in read
        and (one.table, one.column, one.value) not in foreign
        and is_read(one, profile)
        and not _is_one(one, profile)
    ]


def _lost(pack: Facts) -> list[SetAside]:
    return [one for one in pack.set_aside if not (one.is_repeat or one.is_answered)]


def _is_one(aside: SetAside, profile: Profile) -> bool:
    """Whether a row is the one before it, for the regulation says what its empty cells mean."""
    table = profile.plan.empties.table(aside.table)
    lost = [table.column(name) for name in aside.unread or ()]
    return aside.may_be_repeat and not any(column.empty == "unknown" for column in lost)


def is_read(aside: SetAside, profile: Profile) -> bool:
    """Whether the regulation reads rows with the key of the row, where that is readable."""
    if aside.table == "sites":
        return reads_sites(profile)
    key = key_of(aside, profile.vocabulary)
    if key is None:
        return True
    read = profile.pay_program.facts
    keys = {item.key for item in profile.plan.inputs.values() if item.name in read}
    if aside.table == "carried":
        keys |= {OVERPAYMENT, *(one.key for one in profile.plan.windows)}
    if aside.table == "amounts" and {"assignment"} & profile.pay_program.grains.keys():
        keys.add("tpp")
    return key in keys


def _foreign(rows: Sequence[SetAside], profile: Profile) -> frozenset[tuple[str, str, str]]:
    """Words that this regulation does not have and that are no slip: those of another regulation.

    A slip stands once, or resembles a word that is meant; what stands in several rows and
    resembles none is a word, and says nothing to who does not know it.
    """
    tables = definition().tables
    seen = Counter(
        (one.table, one.column, one.value) for one in rows if one.code == "unknown-word"
    )
    found = set()
    for (table, name, word), times in seen.items():
        field = tables[table].column(name).profile
        if table in WITH_WORDS and field and times > 1 and WORD.fullmatch(word):
            known = profile.vocabulary.words[field]
            if not nearest(word, known):
                found.add((table, name, word))
    return frozenset(found)
