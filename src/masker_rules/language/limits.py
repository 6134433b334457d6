"""Rules that limit what others take together: `limit: [late, early]`, or all of a part."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from masker_rules.language.check import Scope
from masker_rules.language.conditions import Conditions
from masker_rules.language.document import Entry
from masker_rules.language.expressions import unify
from masker_rules.language.pieces import PERCENT, TOTAL, Ledger, Pieces, all_of
from masker_rules.language.plan import Cond, Expr
from masker_rules.language.workspace import BrokenError, cast_to_percent
from masker_rules.units import Unit

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class _Limit:
    """What some rules take of a base, in points or in rupiah, and the most of it."""

    path: str
    entry: Entry
    base: str
    names: tuple[str, ...]
    points: frozenset[str]


class Limits:
    """Lowers the verb `limit`, once every rule has said what it takes."""

    def __init__(self, pieces: Pieces, ledger: Ledger, conditions: Conditions) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work
        self.conditions = conditions
        self._read: list[tuple[str, Entry, frozenset[str], str]] = []

    def read(self, path: str, entry: Entry) -> None:
        """Note a limit: of the rules named, or of all that reduce a part."""
        written = entry.get("limit")
        assert written is not None
        if entry.get("at_most") is None:
            law = self.work.sources.law(entry)
            self.work.problems.add("missing-key", entry.place, law, key="at_most", path=path)
            raise BrokenError
        rules = self.work.document.section("rules")
        parts = (*self.work.document.section("parts"), TOTAL)
        named = [item.text() for item in written.list()]
        if len(named) == 1 and named[0] in parts and named[0] not in rules:
            self._read.append((path, entry, frozenset(), named[0]))
            return
        for item in written.list():
            if item.text() not in rules or item.text() == path.removeprefix("rules."):
                nearest = difflib.get_close_matches(item.text(), rules, 2)
                self.work.problems.add(
                    "unknown-choice",
                    item.place,
                    self.work.sources.law(entry),
                    value=item.text(),
                    path=written.path,
                    known=", ".join(nearest or rules),
                )
                raise BrokenError
        self._read.append((path, entry, frozenset(f"rules.{name}" for name in named), ""))

    def close(self) -> None:
        """Let what the rules of each limit take be one sum; limits of whole parts come last."""
        for path, entry, rules, part in sorted(self._read, key=lambda limit: bool(limit[3])):
            bases = (
                (part,) if part else tuple(dict.fromkeys((*self.ledger.into, *self.ledger.minus)))
            )
            for base in bases:
                self._apply(path, entry, base, rules)
            self.ledger.limits.append(path)

    def _apply(self, path: str, entry: Entry, base: str, rules: frozenset[str]) -> None:
        into, minus = (lists.get(base, []) for lists in (self.ledger.into, self.ledger.minus))
        points, money = (
            [name for name in names if not rules or name.rpartition(".")[0] in rules]
            for names in (into, minus)
        )
        if not points and not money:
            return
        limited = f"{path}.limited_{base}"
        limit = _Limit(path, entry, base, (*points, *money), frozenset(points))
        in_rupiah = bool(money) or self._cap(limit).type.unit is Unit.MONEY
        self.pieces.define(limited, lambda: self._sum(limit, in_rupiah=in_rupiah), entry, "rule")
        if self.ledger.beside.issuperset(limit.names):
            self.ledger.beside.add(limited)
        for lists, own in ((self.ledger.into, points), (self.ledger.minus, money)):
            if own:
                lists[base] = [name for name in lists[base] if name not in own]
        (self.ledger.minus if in_rupiah else self.ledger.into).setdefault(base, []).append(limited)

    def _cap(self, limit: _Limit) -> Expr:
        written = limit.entry.get("at_most")
        assert written is not None
        value = self.work.formula(written, Scope(), PERCENT)
        if value.type.unit is Unit.MONEY:
            return value
        return self.pieces.percent(written, Scope())

    def _sum(self, limit: _Limit, *, in_rupiah: bool) -> Expr:
        """What the rules take together, or the most of it where that is less."""
        taken = [self.work.ref(name) for name in limit.names]
        cap = self._cap(limit)
        if in_rupiah:
            full = self.work.ref(f"{limit.base}.full")
            pairs = zip(limit.names, taken, strict=True)
            taken = [
                self.pieces.product(full, ref) if name in limit.points else ref  # type: ignore[misc]
                for name, ref in pairs
            ]
            if cap.type.unit is not Unit.MONEY:
                cap = self.pieces.product(full, cast_to_percent(cap))
        whole = self.pieces.total(taken)
        least = self.pieces.smaller(whole, cap)
        tests = self.conditions.of_month(limit.path, limit.entry)
        if not tests:
            return least
        return Cond(unify((least.type, whole.type), 0), all_of(tests), least, whole)
