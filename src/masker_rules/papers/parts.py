"""Which quantities of a regulation the calculation sheet shows, and under which heading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from masker_rules.engine.sheet import SheetLine, layout
from masker_rules.engine.words import Words
from masker_rules.language.expressions import operands, parts
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
    Const,
    Expr,
    Fact,
    Logic,
    Lookup,
    Named,
    Plan,
    Ref,
    plain_name,
)
from masker_rules.texts import render, spoken
from masker_rules.units import Type, Unit

__all__ = ["Shown", "is_of_leave", "shown_of", "touches_leave"]

#: Stages on the way to another that is shown: written out where that is.
ON_THE_WAY = (".untimed", ".asked", ".rest", ".weight", "total.earned")
#: Roles of quantities that have a column; the others are written out.
WITH_COLUMN = frozenset({"amount", "part", "rule", "line"})
#: Money of the profile itself has one too: it is what a person checks.
OWN = "profile"


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of the sheet.

    Attributes:
        name: The quantity or month fact.
        title, group: Headings.
        given: It is where formulas begin: an amount of the pack, a score, points of a rule.
    """

    name: str
    type: Type
    title: str
    group: str
    given: bool


@lru_cache(maxsize=64)
def shown_of(plan: Plan, lang: str) -> tuple[Shown, ...]:
    """The columns that lead from the amounts to the lines, in the order in which they follow.

    Args:
        plan: The regulation.
        lang: `id` or `en`, of headings.
    """
    return tuple(_Collector(plan, lang).found())


class _Collector:
    def __init__(self, plan: Plan, lang: str) -> None:
        self.plan, self.lang, self.words = plan, lang, Words(plan, lang)
        self.seen: dict[str, bool] = {}
        self.facts: dict[str, Type] = {}
        self.lines = {line.quantity: line for line in layout(plan)}

    def found(self) -> list[Shown]:
        for name in [*self.lines, "total.paid"]:
            self._visit(name)
        facts = [
            Shown(name, kind, self.words.fact(MONTH, name), self._say("amounts"), given=True)
            for name, kind in self.facts.items()
        ]
        order = {quantity.name: at for at, quantity in enumerate(self.plan.quantities)}
        names = sorted((name for name, own in self.seen.items() if own), key=self._place(order))
        return [*facts, *map(self._column, names)]

    def _place(self, order: Mapping[str, int]) -> Callable[[str], tuple[int, int]]:
        """Amounts first, then part by part, then what stands behind the gross."""
        bases = {base.name: at for at, base in enumerate(self.plan.bases, 1)}

        def place(name: str) -> tuple[int, int]:
            base = self._base(name)
            if name == "total.full":
                return 0, order[name]
            is_behind = name in self.lines and not self._is_of_base(name)
            if is_behind or base not in bases:
                return (len(bases) + 1 if name.startswith("pay.") else 0), order[name]
            return bases[base], order[name]

        return place

    # -------------------------------------------------------------- collecting
    def _visit(self, name: str) -> None:
        if name in self.seen:
            return
        quantity = self.plan.by_name[name]
        own = self._has_column(name)
        self.seen[name] = own
        if not (own and self._is_given(name)):
            for ref in _month_names(quantity.expr):
                if isinstance(ref, Fact):
                    # A percent of an amount stands beside it, one of a score or rule in its own.
                    is_beside = quantity.type.unit is Unit.MONEY and ref.type.unit is Unit.PERCENT
                    if ref.type.unit is Unit.MONEY or is_beside:
                        self.facts.setdefault(ref.name, ref.type)
                elif isinstance(ref, Ref):
                    self._visit(ref.name)

    def _has_column(self, name: str) -> bool:
        quantity = self.plan.by_name[name]
        is_plain = isinstance(quantity.expr, Const | Ref | Fact)
        if name.endswith(ON_THE_WAY) or quantity.type.unit not in {Unit.MONEY, Unit.PERCENT}:
            return False
        if name in self.lines:
            return True
        if name.endswith(".left"):
            # Without rules what is counted is the score.
            points = self.plan.by_name[f"{name.removesuffix('left')}points"]
            return not isinstance(points.expr, Const)
        is_own = quantity.role == OWN and quantity.type.unit is Unit.MONEY
        return (quantity.role in WITH_COLUMN or is_own) and not is_plain

    def _is_given(self, name: str) -> bool:
        quantity = self.plan.by_name[name]
        is_share = quantity.type.unit is Unit.PERCENT
        return is_share and (quantity.role == "rule" or name.endswith(".score"))

    # -------------------------------------------------------------- naming
    def _base(self, name: str) -> str:
        """The part that a quantity leads to."""
        head = name.partition(".")[0]
        if any(base.name == head for base in self.plan.bases):
            return head
        rule = name.rpartition(".")[0]
        into = {plain_name(one.rule): one.into for one in self.plan.charges}
        for base in self.plan.bases:
            if name.endswith(f"_of_{base.name}"):
                return base.name
        return into.get(plain_name(rule), "") if head == "rules" else ""

    def _is_of_base(self, name: str) -> bool:
        line: SheetLine = self.lines[name]
        return line.before and line.kind != "addition"

    def _column(self, name: str) -> Shown:
        quantity = self.plan.by_name[name]
        base = self._base(name)
        head, _, stage = name.rpartition(".")
        if head == base and stage in STAGES:
            title = self._say(f"stage_{stage}")
        elif name.startswith("rules."):
            title = self._rule(head, name)
        elif name in self.lines:
            title = self.lines[name].label.get(self.lang)
        else:
            title = self.words.quantity(name)
        group = self._say("amounts") if base in {"", "total"} else self._of(base)
        return Shown(name, quantity.type, title, group, self._is_given(name))

    def _rule(self, head: str, name: str) -> str:
        """The label of a rule; of one about leave only that: its reason is nobody's business."""
        if is_of_leave(self.plan, head):
            return self._say("leave_rules")
        label = self.plan.labels.get(head)
        return label.get(self.lang) if label else self.words.quantity(name)

    def _of(self, base: str) -> str:
        label = next(one.label for one in self.plan.bases if one.name == base)
        return spoken.readable(self.lang, "item", label.get(self.lang))

    def _say(self, key: str) -> str:
        return render(self.lang, f"papers.{key}", {})


#: Vocabulary of what a day was: present, leave, duty.
OF_DAYS = "day_status"
#: Stages of a part that have titles of their own under its heading.
STAGES = frozenset({"full", "score", "points", "left", "earned", "paid", "minus"})


def is_of_leave(plan: Plan, rule: str) -> bool:
    """Whether a rule charges nothing but leave: which and why is nobody's business.

    It does where every word by which it is hit is one of leave, however it is called.
    """
    words = _words_of_rule(plan, rule)
    return bool(words) and all(one and one <= plan.attendance.leave for one in words)


def touches_leave(plan: Plan, rule: str) -> bool:
    """Whether a rule charges leave, be it beside other things."""
    return any(one & plan.attendance.leave for one in _words_of_rule(plan, rule))


@lru_cache(maxsize=256)
def _words_of_rule(plan: Plan, rule: str) -> tuple[frozenset[str], ...]:
    """Words of a day by which each charge of a rule is hit."""
    return tuple(
        frozenset(_words_of(plan, plan.by_name[one.rate].expr, frozenset()))
        for one in plan.charges
        if one.rule == rule
    )


def _words_of(plan: Plan, expr: Expr, seen: frozenset[str]) -> Iterator[str]:
    """Words of a day with which an expression holds, or is more than nothing."""
    match expr:
        case Ref(name=name) if name not in seen:
            yield from _words_of(plan, plan.by_name[name].expr, seen | {name})
        case Among(value=value, words=words) if value.type.vocabulary == OF_DAYS:
            yield from words
        case Compare(op="=", left=left, right=right) if left.type.vocabulary == OF_DAYS:
            yield from (str(one.value) for one in (left, right) if isinstance(one, Const))
        case Compare(op="!=") | Logic(op="not"):
            pass
        case Cond(test=test, yes=yes, no=no):
            # What is nothing where the test holds is hit by the other words.
            for one in (no,) if _is_nothing(yes) else (test, yes, no):
                yield from _words_of(plan, one, seen)
        case _:
            if isinstance(expr, Lookup):
                yield from _words_of_rows(expr)
            for one in operands(expr):
                yield from _words_of(plan, one, seen)


def _words_of_rows(expr: Lookup) -> Iterator[str]:
    """Words of a day for which a table has more than nothing; an empty one of all others."""
    table = expr.table
    for at, (_, kind) in enumerate(table.inputs):
        if kind.vocabulary == OF_DAYS:
            for row in table.rows:
                if not _is_nothing(row.values[expr.output]):
                    yield from map(str, row.cells[at].words or ())
            if table.otherwise and not _is_nothing(table.otherwise[expr.output]):
                yield ""


def _is_nothing(expr: Expr) -> bool:
    return isinstance(expr, Const) and not expr.value


def _month_names(expr: Expr) -> Iterator[Named]:
    """Facts and quantities of the month that an expression reads."""
    return (one for one in parts(Named, expr) if one.grain == MONTH)
