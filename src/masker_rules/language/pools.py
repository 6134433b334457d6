"""Pools: what people of a unit, or all, have together, and how money is shared by it."""

from __future__ import annotations

from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FLAG, existing, needed, parts
from masker_rules.language.pieces import Pieces
from masker_rules.language.plan import MONTH, POOLS, Expr, Fact, Input, Plan, Pool, Ref
from masker_rules.language.values import read_value
from masker_rules.language.workspace import BrokenError, Workspace, chain_of
from masker_rules.texts import Phrase
from masker_rules.units import Type, Unit

__all__ = ["announce_pools", "check_pools", "lower_pools", "pool_keys"]

MONEY = Type(Unit.MONEY)
#: Whose points are added up.
WHOSE = ("unit", "everybody")
#: Who gets the rupiah that whole shares leave.
REST = ("largest remainder", "first by rank")
#: What an input may ask of a pool beside the own share: the sum of points, and how many people.
OF_ALL = {"points": "", "people": "count"}


def pool_keys(work: Workspace) -> dict[str, Entry]:
    """Pools by what an input may name of them."""
    found = {}
    for name, entry in work.document.section(POOLS).items():
        if entry.get("amount") is not None:
            found[name] = entry
        found |= {f"{name}.{told}": entry for told in OF_ALL}
    return found


def announce_pools(work: Workspace, pieces: Pieces) -> None:
    """Announce the quantities of every pool: points, who takes part, the amount, the rank."""
    for name, entry in work.document.section(POOLS).items():
        path = f"{POOLS}.{name}"

        def points(entry: Entry = entry) -> Expr:
            return _whole(work, entry, "points", None)

        def amount(entry: Entry = entry) -> Expr:
            return _whole(work, entry, "amount", MONEY)

        def rank(entry: Entry = entry) -> Expr:
            return _whole(work, entry, "rank", None)

        def taking(entry: Entry = entry) -> Expr:
            written = entry.get("for")
            assert written is not None
            return work.formula(written, Scope(), FLAG)

        pieces.define(f"{path}.points", points, entry, "pool")
        for key, build in (("amount", amount), ("rank", rank), ("for", taking)):
            if entry.get(key) is not None:
                pieces.define(f"{path}.{key}", build, entry, "pool")


def _whole(work: Workspace, entry: Entry, key: str, wanted: Type | None) -> Expr:
    """A number without fractions: what is shared by it is exact.

    Raises:
        BrokenError: it is none, and has been reported [unit-wanted, pool-not-whole].
    """
    written = entry.get(key) or entry
    value = existing(read_value(work, written, Scope(), None, wanted))
    kind, law = value.type, work.sources.law(entry)
    place = written.node.place
    if (wanted is not None and kind.unit is not wanted.unit) or not kind.numeric:
        work.problems.add(
            "unit-wanted", place, law, found=kind, wanted=wanted or Type(Unit.NUMBER)
        )
        raise BrokenError
    if (kind.ratio and not work.segmented) or (wanted is not None and kind.scale):
        step = Phrase(f"cures.step_of.{kind.unit}")
        text = written.text() or "…"
        work.problems.add(
            "pool-not-whole", place, law, path=f"{entry.path}.{key}", text=text, step=step
        )
        raise BrokenError
    return value


def lower_pools(work: Workspace) -> tuple[Pool, ...]:
    """The pools, in an order in which each asks only for those before it."""
    found = [pool for name, entry in work.document.section(POOLS).items()
             if (pool := _pool(work, name, entry)) is not None]  # fmt: skip
    return tuple(found)


def _pool(work: Workspace, name: str, entry: Entry) -> Pool | None:
    path = f"{POOLS}.{name}"
    try:
        whose = work.choice(entry, "of", WHOSE, "unit")
        rest = work.choice(entry, "rest", REST, REST[0])
    except BrokenError:
        return None
    law = work.sources.law(entry)
    written = entry.get("rank")
    if (rest == REST[1]) != (written is not None):
        work.problems.add("pool-rank", (written or entry).place, law, path=path)
        return None
    missing = entry.get("missing")
    if f"{path}.points" not in work.quantities:
        return None  # it is wrong, and has been reported
    kind = work.quantities[f"{path}.points"].type
    value: int | None = None
    if missing is not None:
        try:
            told = work.formula(missing, Scope(), kind)
        except BrokenError:
            return None
        value = getattr(told, "value", None)
        if not isinstance(value, int) or told.type.unit is not kind.unit:
            work.problems.add(
                "literal-wanted", missing.place, law, text=missing.text(), wanted=kind
            )
            return None
        value *= 10 ** (kind.scale - told.type.scale)
    return Pool(
        name,
        everybody=whose == "everybody",
        points=f"{path}.points",
        taking=_named(work, f"{path}.for"),
        amount=_named(work, f"{path}.amount"),
        rank=_named(work, f"{path}.rank"),
        missing=value,
        source=work.sources.of(entry),
    )


def _named(work: Workspace, name: str) -> str:
    return name if name in work.quantities else ""


def check_pools(work: Workspace, plan: Plan) -> None:
    """Refuse a pool that waits for itself, and an input that is not what its pool has."""
    links = _links(plan)
    for pool in plan.pools:
        chain = _chain(links, f"{POOLS}.{pool.name}")
        if chain:
            entry = work.document.section(POOLS)[pool.name]
            work.problems.add(
                "reads-its-own-result",
                entry.place,
                work.sources.law(entry),
                chain=chain_of(chain),
                cure=work.cure_of_chain(chain),
            )
    kinds = {f"{pool.name}.points": plan.by_name[pool.points].type for pool in plan.pools}
    for name, item in plan.inputs.items():
        kind = kinds.get(item.key) if item.table == POOLS else None
        if kind is not None and kind.unit is not item.type.unit:
            entry = work.document.section("inputs")[name]
            place = (entry.get("type") or entry).place
            work.problems.add("pool-input-type", place, path=entry.path, wanted=kind)
    by_pool = [
        item.name for item in plan.inputs.values()
        if item.table == POOLS and item.name in _facts(plan, (plan.eligible,))
    ]  # fmt: skip
    _check_shared_once(work, plan)
    for name in by_pool:
        entry = work.document.section("inputs")[name]
        work.problems.add("pool-decides-who-is-paid", entry.place, path=entry.path)


def _check_shared_once(work: Workspace, plan: Plan) -> None:
    """Refuse a share as the amount of a month that is cut again where service is part of it."""
    full = tuple(f"{base.name}.full" for base in plan.bases)
    read = _facts(plan, full)
    own = [item for item in plan.inputs.values() if item.table == POOLS and "." not in item.key]
    found = [item.name for item in own if item.name in read]
    if found and plan.sharing.service != "full":
        amount = work.document.single.get("amount")
        assert amount is not None
        law = work.sources.law(amount)
        work.problems.add("pool-shared-twice", amount.place, law, name=found[0])


def _facts(plan: Plan, names: tuple[str, ...]) -> set[str]:
    made = needed(plan, names)
    return {fact.name for one in made for fact in parts(Fact, one.expr) if fact.grain == MONTH}


def _links(plan: Plan) -> dict[str, list[str]]:
    """What each pool, input of one, and quantity that they are made of asks for first."""
    links = {f"{POOLS}.{pool.name}": [*pool.quantities] for pool in plan.pools}
    inputs = {one.name: one for one in plan.inputs.values() if one.table == POOLS}
    for one in needed(plan, [name for pool in plan.pools for name in pool.quantities]):
        read = [ref.name for ref in parts(Ref, one.expr)]
        read += [fact.name for fact in parts(Fact, one.expr) if fact.name in inputs]
        links.setdefault(one.name, []).extend(read)
    for name, item in inputs.items():
        links.setdefault(name, []).append(f"{POOLS}.{pool_of(item)}")
    return links


def pool_of(item: Input) -> str:
    """The pool that an input asks."""
    return item.key.partition(".")[0]


def _chain(links: dict[str, list[str]], start: str) -> list[str]:
    """A way from a pool back to itself; none where there is none."""
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop()
        for name in sorted(links.get(way[-1], ())):
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
