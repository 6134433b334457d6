"""Balances: what is earned and spent beside money, carried from month to month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masker_rules.facts.definition import definition
from masker_rules.language.catalogue import type_named
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import existing
from masker_rules.language.pieces import Pieces
from masker_rules.language.plan import (
    BALANCES,
    EARNED,
    MONTH,
    RECENT,
    Balance,
    Cond,
    Const,
    Expr,
    Fact,
    Input,
)
from masker_rules.language.values import read_value
from masker_rules.language.workspace import BrokenError, Workspace
from masker_rules.legal import NO_LAW
from masker_rules.periods import UNITS
from masker_rules.units import Type

__all__ = ["TOLD", "announce_balances", "lower_balances", "read_balances", "with_balances"]

#: The column in which a balance is called by its name.
KEYS = "carried.key"
#: What a balance may be of.
KINDS = ("count", "number", "minutes", "money")
#: At the end of which months what is left may lapse.
ENDS = ("month", "quarter", "semester", "year")
#: What a result tells of a balance, as a count each, in this order.
TOLD = ("opening", "earned", "spent", "uncovered", "lapsed", "closing")
#: All quantities of a balance.
ANNOUNCED = (*TOLD, "asked", "left")


def read_balances(work: Workspace) -> None:
    """Keep the opening of every balance as an input; report those whose `type` is wrong."""
    for name, entry in work.document.section(BALANCES).items():
        kind = _kind(work, name, entry)
        if kind is None:
            for stage in ANNOUNCED:
                work.broken(f"{BALANCES}.{name}.{stage}")
            continue
        fact = f"{BALANCES}.{name}"
        work.inputs[fact] = Input(fact, "carried", name, kind, (BALANCES, 0), low=0)
        try:
            back = _months_before(work, entry)
        except BrokenError:
            continue
        if back:
            recent, key = f"{fact}.{RECENT}", f"{name}{EARNED}"
            work.inputs[recent] = Input(recent, "carried", key, kind, (BALANCES, back), low=0)


def _months_before(work: Workspace, entry: Entry) -> int:
    """Of how many months before an end what was earned does not lapse at it.

    Raises:
        BrokenError: the end, or after how many of them it lapses, is wrong and has been reported
            [unknown-choice, key-without-effect].
    """
    lapses, after = entry.get("lapses"), entry.get("after")
    if after is None:
        return 0
    if lapses is None:
        raise _no_use(work, entry, "after")
    width = UNITS[work.choice(entry, "lapses", ENDS)]
    many = tuple(map(str, range(1, UNITS["year"] // width + 1)))
    return width * int(work.choice(entry, "after", many)) - 1


def _no_use(work: Workspace, entry: Entry, key: str) -> BrokenError:
    """Reports a key that nothing looks at."""
    place = (entry.get(key) or entry).place
    path, law = f"{entry.path}.{key}", work.sources.law(entry)
    work.problems.add("key-without-effect", place, law, key=key, path=path)
    return BrokenError()


def _kind(work: Workspace, name: str, entry: Entry) -> Type | None:
    """What a balance is of; None where that, or its name, is wrong and has been reported."""
    try:
        kind = type_named(work.choice(entry, "type", KINDS))
    except BrokenError:
        return None
    declared = work.document.section(BALANCES)
    others = {f"{one}{EARNED}" for one, other in declared.items() if other.get("after")}
    if name in {*definition().fields[KEYS], *others}:
        law = work.sources.law(entry)
        work.problems.add("balance-name", entry.place, law, path=entry.path, name=name)
        return None
    return kind


def announce_balances(work: Workspace, pieces: Pieces) -> None:
    """Announce the quantities of every balance."""
    for name, entry in work.document.section(BALANCES).items():
        fact = f"{BALANCES}.{name}"
        if fact in work.inputs:
            _announce(work, pieces, entry, work.inputs[fact])


def _announce(work: Workspace, pieces: Pieces, entry: Entry, item: Input) -> None:
    """The quantities of a balance.

    `asked` is what the facts spend, `spent` what of it the balance covers, `uncovered` the rest;
    `left` is what remains of opening and earned, `lapsed` what of it does not pass into the next
    month.
    """
    path, kind = item.name, item.type
    zero = Const(kind, 0)

    def ref(stage: str) -> Expr:
        return work.ref(f"{path}.{stage}")

    def written(key: str) -> Expr:
        return pieces.at_least(_amount(work, entry, key, kind), zero)

    def there() -> Expr:
        return pieces.total([ref("opening"), ref("earned")])

    def lapsed() -> Expr:
        kept = _kept(work, pieces, entry, kind, ref("left"))
        return zero if kept is None else pieces.at_least(pieces.less(ref("left"), kept), zero)

    for stage, build in (
        ("opening", lambda: Fact(kind, MONTH, path)),
        ("earned", lambda: written("earned")),
        ("asked", lambda: written("spent")),
        ("spent", lambda: pieces.smaller(ref("asked"), there())),
        ("uncovered", lambda: pieces.less(ref("asked"), ref("spent"))),
        ("left", lambda: pieces.less(there(), ref("spent"))),
        ("lapsed", lapsed),
        ("closing", lambda: pieces.less(ref("left"), ref("lapsed"))),
    ):
        pieces.define(f"{path}.{stage}", build, entry, "balance")


def _kept(work: Workspace, pieces: Pieces, entry: Entry, kind: Type, left: Expr) -> Expr | None:
    """How much of what is left passes into the next month at most; None is all of it."""
    cap = None if entry.get("cap") is None else _amount(work, entry, "cap", kind)
    lapses, keeps = entry.get("lapses"), entry.get("keeps")
    after = entry.get("after")
    if keeps is not None and (lapses is None or after is not None):
        raise _no_use(work, entry, "keeps")
    if lapses is None:
        if after is not None:
            raise _no_use(work, entry, "after")
        return cap
    width = UNITS[work.choice(entry, "lapses", ENDS)]
    last = " or ".join(f"month_of_year = {month}" for month in range(width, 13, width))
    test = work.formula_text(last, lapses.node.place, NO_LAW, Scope())
    if after is not None:
        kept = _younger(work, pieces, entry, kind)
    else:
        kept = Const(kind, 0) if keeps is None else _amount(work, entry, "keeps", kind)
    whole = left if cap is None else cap
    at_end = kept if cap is None else pieces.smaller(kept, cap)
    return Cond(whole.type, test, at_end, whole)


def _younger(work: Workspace, pieces: Pieces, entry: Entry, kind: Type) -> Expr:
    """What is too young to lapse at this end: of the opening, and all that the month earned.

    The oldest is spent first: what is left is the youngest, and what exceeds this is older.
    """
    path = f"{BALANCES}.{entry.path.partition('.')[2]}"
    earned = work.ref(f"{path}.earned")
    if not _months_before(work, entry):
        return earned
    return pieces.total([Fact(kind, MONTH, f"{path}.{RECENT}"), earned])


def _amount(work: Workspace, entry: Entry, key: str, kind: Type) -> Expr:
    """What is written under a key, in whole units of the balance.

    Raises:
        BrokenError: it is of another unit, or a fraction of it, and has been reported
            [balance-unit].
    """
    written = entry.get(key) or entry
    value = existing(read_value(work, written, Scope(), None, kind))
    found, law = value.type, work.sources.law(entry)
    if found.unit is not kind.unit or found.ratio or found.scale > kind.scale:
        work.problems.add(
            "balance-unit",
            written.node.place,
            law,
            path=f"{entry.path}.{key}",
            found=found,
            wanted=kind,
        )
        raise BrokenError
    return value


def with_balances(
    own: Mapping[str, tuple[str, ...]], balances: Sequence[Balance]
) -> dict[str, tuple[str, ...]]:
    """The words of the regulation, with the names by which `carried` tells of balances."""
    names = tuple(name for one in balances for name in one.keys)
    return {**own, KEYS: (*own.get(KEYS, ()), *names)} if names else dict(own)


def lower_balances(work: Workspace) -> tuple[Balance, ...]:
    """The balances of which every quantity is known."""
    found = []
    for name, entry in work.document.section(BALANCES).items():
        path = f"{BALANCES}.{name}"
        if all(f"{path}.{stage}" in work.quantities for stage in ANNOUNCED):
            told = tuple(f"{path}.{stage}" for stage in TOLD)
            back, ends = 0, 0
            if entry.get("after") is not None:
                back, ends = _months_before(work, entry), UNITS[entry.text("lapses")]
            found.append(Balance(name, told, work.sources.of(entry), ends, back))
    return tuple(found)
