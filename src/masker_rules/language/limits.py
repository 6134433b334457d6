"""Rules that limit what others take together: `limit: [late, early]`, or all of a part."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Any, NoReturn

from masker_rules.language.caps import Cap, Caps
from masker_rules.language.check import Scope
from masker_rules.language.conditions import Conditions
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FormulaError, unify
from masker_rules.language.limited_dates import DATES, FIRST, LAST, Dates, Limit
from masker_rules.language.pieces import PERCENT, TOTAL, Ledger, Pieces, all_of
from masker_rules.language.plan import MONTH, Cond, Expr, Gather
from masker_rules.language.values import refuse_outside
from masker_rules.language.workspace import BrokenError, cast_to_percent
from masker_rules.units import Unit

__all__ = ["Limits"]

#: Within which several rules may be limited; a spell is of rows of one kind.
SPANS = ("day", "week", "month")


#: Path and entry of a limit, the rules that it names, or the part.
_Read = tuple[str, Entry, frozenset[str], str]


class Limits:
    """Lowers the verb `limit`, once every rule has said what it takes."""

    def __init__(self, pieces: Pieces, ledger: Ledger, conditions: Conditions) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work
        self.conditions = conditions
        self._read: list[_Read] = []
        self._ordered: set[str] = set()

    def read(self, path: str, entry: Entry) -> None:
        """Note a limit: of the rules named, or of all that reduce a part."""
        written = entry.get("limit")
        assert written is not None
        # One that rounds does something also where it bounds nothing.
        rounds = entry.get("round") is not None and entry.get("at_most") is None
        for key in ("limit",) if rounds else ("limit", "at_most"):
            said = entry.get(key)
            if said is None or not said.list():
                self._refuse("missing-key", said or entry, entry, key=key, path=path)
        each = entry.get("each")
        if each is not None and each.text() != MONTH:
            self._refuse("limit-each-month", each, entry, path=path, each=each.text())
        rules = self.work.document.section("rules")
        parts = (*self.work.document.section("parts"), TOTAL)
        named = [item.text() for item in written.list()]
        if len(named) == 1 and named[0] in parts and named[0] not in rules:
            self._read.append((path, entry, frozenset(), named[0]))
            return
        for item in written.list():
            if item.text() not in rules or item.text() == path.removeprefix("rules."):
                nearest = difflib.get_close_matches(item.text(), rules, 2)
                known = ", ".join(nearest or rules)
                params = {"value": item.text(), "path": written.path, "known": known}
                self._refuse("unknown-choice", item, entry, **params)
        self._read.append((path, entry, frozenset(f"rules.{name}" for name in named), ""))

    def close(self) -> None:
        """Let what the rules of each limit take be one sum.

        A limit that another one names comes first, limits of whole parts come last.
        """
        for path, entry, rules, part in self._in_order():
            bases = (
                (part,) if part else tuple(dict.fromkeys((*self.ledger.into, *self.ledger.minus)))
            )
            applied = [self._apply(path, entry, base, rules) for base in bases]
            if not any(applied):
                written = entry.get("limit") or entry
                self._refuse("limit-of-nothing", written, entry, path=path, of=written.text())
            said = entry.get("own_limits")
            if said is not None and path not in self._ordered:
                self._refuse("key-without-effect", said, entry, key="own_limits", path=path)
            self.ledger.limits.append(path)

    def _in_order(self) -> list[_Read]:
        """The limits, each after those that it names.

        Raises:
            BrokenError: a rule stands in two of them; it has been reported.
        """
        by_path = {read[0]: read for read in self._read}
        holder: dict[str, str] = {}
        for path, entry, rules, _ in self._read:
            for rule in sorted(rules):
                if holder.setdefault(rule, path) != path:
                    params = {"rule": rule, "first": holder[rule], "second": path}
                    self._refuse("limit-twice", entry.get("limit") or entry, entry, **params)
        below = {path: read[2] & by_path.keys() for path, read in by_path.items()}
        try:
            ordered = [by_path[path] for path in TopologicalSorter(below).static_order()]
        except CycleError as exc:
            first, second = exc.args[1][0], exc.args[1][1]
            entry = by_path[first][1]
            params = {"rule": first, "first": first, "second": second}
            self._refuse("limit-twice", entry.get("limit") or entry, entry, **params)
        return sorted(ordered, key=lambda read: bool(read[3]))

    def _refuse(self, code: str, at: Entry, entry: Entry, **params: Any) -> NoReturn:
        self.work.problems.add(code, at.place, self.work.sources.law(entry), **params)
        raise BrokenError

    def _apply(self, path: str, entry: Entry, base: str, rules: frozenset[str]) -> bool:
        """Limit what the rules take of a base; whether they take anything of it."""
        into, minus = (lists.get(base, []) for lists in (self.ledger.into, self.ledger.minus))
        points, money = (
            [
                name
                for name in names
                if (name.rpartition(".")[0] in rules if rules else name not in self.ledger.giving)
            ]
            for names in (into, minus)
        )
        if not points and not money:
            return False
        beside = self.ledger.beside.intersection((*points, *money))
        if beside and len(beside) < len(points) + len(money):
            rule, other = (
                next(n.rpartition(".")[0] for n in (*points, *money) if (n in beside) is is_beside)
                for is_beside in (True, False)
            )
            written = entry.get("limit") or entry
            self._refuse("limit-of-mixed", written, entry, path=path, rule=rule, other=other)
        limited = f"{path}.limited_{base}"
        caps = Caps.read(self.pieces, entry, SPANS)
        names = self._as_named(entry, (*points, *money))
        order = self._order(path, entry, caps, names)
        capped = self.ledger.own_limits.keys() & {*names}
        limit = Limit(path, entry, base, names, frozenset(points), caps, capped, order)
        in_rupiah = self._is_in_rupiah(limit, has_money=bool(money))
        per_date = self._per_date(limit, in_rupiah=in_rupiah) if caps.of_rows else ""

        def build() -> Expr:
            return self._sum(limit, per_date, in_rupiah=in_rupiah)

        self.pieces.define(limited, build, entry, "rule")
        if beside:
            self.ledger.beside.add(limited)
        if not self._is_of_month(path, entry):
            self._tell_dates(limit, limited, per_date, in_rupiah=in_rupiah)
        for lists, own in ((self.ledger.into, points), (self.ledger.minus, money)):
            if own:
                lists[base] = [name for name in lists[base] if name not in own]
        (self.ledger.minus if in_rupiah else self.ledger.into).setdefault(base, []).append(limited)
        return True

    def _as_named(self, entry: Entry, names: Sequence[str]) -> tuple[str, ...]:
        """The names in the order in which the limit names their rules: so a date is used up."""
        written = entry.get("limit") or entry
        order = {f"rules.{item.text()}": at for at, item in enumerate(written.list())}
        return tuple(sorted(names, key=lambda name: order.get(name.rpartition(".")[0], 0)))

    def _order(self, path: str, entry: Entry, caps: Caps, names: Sequence[str]) -> str:
        """Whether limits of the month that rules have of their own come first or last.

        Raises:
            BrokenError: no text says it, or no text says which rule comes first; reported.
        """
        own = [name for name in names if name in self.ledger.own_limits]
        if not caps.of_rows or not own:
            return ""
        self._ordered.add(path)
        said, written = entry.get("own_limits"), entry.get("limit") or entry
        if said is None:
            rule, span = own[0].rpartition(".")[0], caps.of_rows[0].span
            self._refuse("limit-order-open", entry, entry, path=path, rule=rule, span=span)
        order = self.work.choice(entry, "own_limits", (FIRST, LAST))
        rules = list(dict.fromkeys(name.rpartition(".")[0] for name in names))
        if order == LAST and len(rules) > len(written.list()):
            known = ", ".join(rule.removeprefix("rules.") for rule in rules)
            params = {"path": path, "of": written.text(), "rules": known}
            self._refuse("limit-of-part-order", said, entry, **params)
        return order

    def _tell_dates(self, limit: Limit, limited: str, per_date: str, *, in_rupiah: bool) -> None:
        """Let a limit that names this one know what is taken on each date, if that is known."""
        if not per_date and not all(
            name in self.ledger.of_dates and name not in self.ledger.own_limits
            for name in limit.names
        ):
            return

        def of_date() -> Expr:
            if per_date:
                return self.work.ref(per_date)
            return self.pieces.total(self._of_date(limit, in_rupiah=in_rupiah))

        self.ledger.of_dates[limited] = of_date
        if limit.caps.of_month:

            def most() -> Expr:
                caps = [self._cap(limit, cap, in_rupiah=in_rupiah) for cap in limit.caps.of_month]
                return self._least(caps)

            self.ledger.own_limits[limited] = most

    def _least(self, caps: Sequence[Expr]) -> Expr:
        least = caps[0]
        for cap in caps[1:]:
            least = self.pieces.smaller(least, cap)
        return least

    def _of_date(self, limit: Limit, *, in_rupiah: bool) -> list[Expr]:
        """What each name takes of a date."""
        own = [(name, self.ledger.of_dates[name]()) for name in limit.names]
        return [self._money(limit, *one) if in_rupiah else one[1] for one in own]

    def _is_of_month(self, path: str, entry: Entry) -> bool:
        """Whether the limit does something to the month only: it rounds, or holds for some."""
        rounds = entry.get("round") is not None
        return rounds or bool(self.conditions.of_month(path, entry))

    def _is_in_rupiah(self, limit: Limit, *, has_money: bool) -> bool:
        """Whether the sum is of rupiah: a rule, a limit or the rounding says so."""
        steps = [self.pieces.step(limit.entry, unit) for unit in (Unit.PERCENT, Unit.MONEY)]
        found = has_money or steps[1] is not None
        for cap in (*limit.caps.of_rows, *limit.caps.of_month):
            found = self._most(limit, cap).type.unit is Unit.MONEY or found
        if found and steps[0] is not None:
            law, place = self.work.sources.law(limit.entry), limit.entry.place
            params = {"key": "round", "path": limit.path}
            self.work.problems.add("key-without-effect", place, law, **params)
            raise BrokenError
        return found

    def _most(self, limit: Limit, cap: Cap) -> Expr:
        """What a limit says, in rupiah or percent."""
        place, law = cap.entry.node.place, self.work.sources.law(limit.entry)
        scope = Scope(path=cap.entry.path)
        value = self.work.formula_text(cap.text, place, law, scope, PERCENT)
        if value.type.unit is Unit.MONEY:
            return value
        try:
            value = cast_to_percent(value)
        except FormulaError as exc:
            self.work.report(exc, place, law)
            raise BrokenError from None
        refuse_outside(self.work, cap.entry, value)
        return value

    def _cap(self, limit: Limit, cap: Cap, *, in_rupiah: bool) -> Expr:
        """What a limit says, in rupiah where the sum is."""
        most = self._most(limit, cap)
        if not in_rupiah or most.type.unit is Unit.MONEY:
            return most
        return self.pieces.product(self.work.ref(f"{limit.base}.full"), most)

    def _money(self, limit: Limit, name: str, value: Expr) -> Expr:
        """What a name takes, in rupiah."""
        if name not in limit.points:
            return value
        return self.pieces.product(self.work.ref(f"{limit.base}.full"), value)

    def _per_date(self, limit: Limit, *, in_rupiah: bool) -> str:
        """Define what the rules take together on each date, after the limits of days and weeks.

        Raises:
            BrokenError: a rule takes nothing of a date; it has been reported.
        """
        for name in limit.names:
            if name not in self.ledger.of_dates:
                law, rule = self.work.sources.law(limit.entry), name.rpartition(".")[0]
                params = {"path": limit.path, "rule": rule, "span": limit.caps.of_rows[0].span}
                self.work.problems.add("limit-of-no-date", limit.entry.place, law, **params)
                raise BrokenError
        most = partial(self._cap, limit, in_rupiah=in_rupiah)

        def own(name: str) -> Expr:
            value = self.ledger.own_limits[name]()
            return self._money(limit, name, value) if in_rupiah else value

        taken = partial(self._of_date, limit, in_rupiah=in_rupiah)
        dates = Dates(self.pieces, limit, taken, most, own).define()
        if not self.conditions.of_month(limit.path, limit.entry):
            self.ledger.day_limits.append(dates)
        return dates.after

    def _sum(self, limit: Limit, per_date: str, *, in_rupiah: bool) -> Expr:
        """What the rules take together, or the most of it where that is less."""
        taken = {name: self.work.ref(name) for name in limit.names}
        whole: Expr = self.pieces.total(
            [self._money(limit, *one) if in_rupiah else one[1] for one in taken.items()]
        )
        least = whole
        if per_date:
            ref = self.work.ref(per_date)
            least = Gather(ref.type, "sum", DATES, ref, None)
        for cap in limit.caps.of_month:
            least = self.pieces.smaller(least, self._cap(limit, cap, in_rupiah=in_rupiah))
        least = self.pieces.as_written(least, limit.entry)
        tests = self.conditions.of_month(limit.path, limit.entry)
        if not tests:
            return least
        return Cond(unify((least.type, whole.type), 0), all_of(tests), least, whole)
