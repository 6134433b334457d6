"""What more of is worse: breaches that the language itself knows, and days not worked.

Of anything else (minutes of work, days present, a score) more may as well be better.
"""

from __future__ import annotations

import re

from masker_rules.language.lint.view import View
from masker_rules.language.plan import (
    Among,
    Compare,
    Const,
    Expr,
    Fact,
    Gather,
    Logic,
    Named,
    Nth,
    Pick,
    Product,
    Ref,
    Rounded,
    Running,
    Sum,
)

__all__ = ["Worse"]

#: So many names are followed from what is asked to what it is made of.
FAR = 5
_NAME = re.compile(r"[a-z_]\w*")


class Worse:
    """Tells of the expressions of one plan whether more of them is worse."""

    def __init__(self, view: View) -> None:
        self._by_name = view.plan.by_name
        own = dict(view.document.section("series").items())
        known = {
            name: entry for name, entry in own.items() if entry.layer is view.document.layers[0]
        }
        measures = " ".join(entry.text("measure") for entry in known.values())
        self._names = frozenset(known) | frozenset(_NAME.findall(measures))
        #: Grains each of whose rows is a breach.
        self._grains = frozenset(
            entry.text("each") for entry in known.values() if entry.text("when") == "yes"
        )
        leave = view.document.section("groups").get("leave")
        away = (item.text() for item in leave.list()) if leave is not None else ()
        self._words = frozenset(known) | frozenset(away)

    def of(self, expr: Expr, far: int = FAR) -> bool:
        """Whether more of a number or of minutes is worse."""
        match expr:
            case Fact(name=name):
                return name in self._names
            case Ref(name=name):
                return name in self._names or (far > 0 and self.of(self._behind(name), far - 1))
            case Gather(kind="count" | "longest_run", grain=grain, body=body, where=where):
                tests = [body] if where is None else [body, where]
                return grain in self._grains or any(self._breach(test, far) for test in tests)
            case Gather(grain=grain, body=body):
                return grain in self._grains or self.of(body, far)
            case Nth(grain=grain, test=test):
                return grain in self._grains or self._breach(test, far)
            case Running(body=arg) | Rounded(arg=arg):
                return self.of(arg, far)
        return self._of_several(expr, far)

    def _of_several(self, expr: Expr, far: int) -> bool:
        match expr:
            case Sum(args=args, minus=minus):
                added = [arg for arg, less in zip(args, minus, strict=True) if not less]
            case Product(args=args) | Pick(args=args):
                added = [arg for arg in args if not isinstance(arg, Const)]
            case _:
                return False
        return bool(added) and all(self.of(arg, far) for arg in added)

    def _breach(self, test: Expr, far: int) -> bool:
        """Whether a row for which a condition holds is a breach, or a day not worked."""
        match test:
            case Logic(op="and", args=args):
                return any(self._breach(arg, far) for arg in args)
            case Logic(op="or", args=args):
                return all(self._breach(arg, far) for arg in args)
            case Compare(op="=", right=Const(value=str(word))):
                return word in self._words
            case Compare(op=">" | ">=", left=left):
                return self.of(left, far)
            case Among(words=words) if words:
                return words <= self._words
            case Named(name=name) if name in self._names:
                return True
            case Ref(name=name) if far:
                return self._breach(self._behind(name), far - 1)
        return False

    def _behind(self, name: str) -> Expr:
        return self._by_name[name].expr
