"""The facts that can decide something, of all that a formula asks for.

Whether a day is one of sick leave rests on the absences of that day. The status of a day asks for
punches too, to tell a day of presence from one without a word; neither of them is sick leave.
"""

from __future__ import annotations

from collections.abc import Iterable

from masker_rules.language.expressions import parts, rebuilt
from masker_rules.language.plan import (
    Among,
    Compare,
    Cond,
    Condition,
    Const,
    Expr,
    Fact,
    Gather,
    Plan,
    Ref,
)

__all__ = ["deciding_facts"]


def deciding_facts(plan: Plan, names: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Grain and name of the facts that some quantities rest on; `""` where rows are counted."""
    return _Decider(plan).facts(names)


class _Decider:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._made: dict[int, Expr] = {}

    def facts(self, names: Iterable[str]) -> frozenset[tuple[str, str]]:
        """Of the quantities and of those that they refer to."""
        found: set[tuple[str, str]] = set()
        seen: set[str] = set()
        waiting = [*names]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            expr = self.decided(self._plan.by_name[name].expr)
            found.update((fact.grain, fact.name) for fact in parts(Fact, expr))
            found.update((gather.grain, "") for gather in parts(Gather, expr))
            waiting.extend(ref.name for ref in parts(Ref, expr))
        return frozenset(found)

    def decided(self, expr: Expr) -> Expr:
        """The expression without choices whose outcome changes nothing of it."""
        # A part that stands in several places is looked at once.
        if id(expr) not in self._made:
            self._made[id(expr)] = self._decided(expr)
        return self._made[id(expr)]

    def _decided(self, expr: Expr) -> Expr:
        if isinstance(expr, Among) and expr.words and not expr.ranges:
            return self._is_one(expr.value, expr.words, expr)
        if isinstance(expr, Compare) and expr.op == "=" and isinstance(expr.right, Const):
            word = expr.right.value
            if isinstance(word, str):
                return self._is_one(expr.left, frozenset({word}), expr)
        return rebuilt(expr, self.decided)

    def _is_one(self, value: Expr, words: frozenset[str], asked: Condition) -> Expr:
        """Whether a value is one of some words, asked of each outcome of its choices."""
        if isinstance(value, Const):
            return Const(asked.type, value.value in words)
        if isinstance(value, Ref):
            return self._is_one(self._plan.by_name[value.name].expr, words, asked)
        if isinstance(value, Cond):
            yes, no = (self._is_one(one, words, asked) for one in (value.yes, value.no))
            if isinstance(yes, Const) and yes == no:
                return yes
            return Cond(asked.type, self.decided(value.test), yes, no)
        return Among(asked.type, self.decided(value), words, ())
