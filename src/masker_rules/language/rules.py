"""Rules: each … when … <verb> … of …, one verb each."""

from __future__ import annotations

from collections.abc import Callable

from masker_rules.language.bases import Bases
from masker_rules.language.charges import Charges, Replacements
from masker_rules.language.check import Scope
from masker_rules.language.conditions import Conditions
from masker_rules.language.document import Entry
from masker_rules.language.effects import Effects
from masker_rules.language.expressions import unify
from masker_rules.language.limits import Limits
from masker_rules.language.pieces import NOTHING, PERCENT, TOTAL, WHOLE, Ledger, Pieces, all_of
from masker_rules.language.plan import Cond, Expr
from masker_rules.language.sources import text_of
from masker_rules.language.workspace import BrokenError

__all__ = ["Rules"]


#: Verbs that look at a key.
_TAKING = frozenset({"cut", "give"})
USERS = {
    **dict.fromkeys(("of", "from"), _TAKING | {"pay", "times"}),
    **dict.fromkeys(("free", "beside_pay", "code"), _TAKING),
    **dict.fromkeys(("at_most", "round"), _TAKING | {"limit"}),
    "own_limits": frozenset({"limit"}),
    **dict.fromkeys(("months", "basis", "starts"), frozenset({"bring"})),
}


class Rules:
    """Lowers `rules`."""

    def __init__(self, pieces: Pieces, ledger: Ledger) -> None:
        self.pieces, self.ledger, self.work = pieces, ledger, pieces.work
        self.bases = Bases(pieces, ledger)
        self.conditions = Conditions(pieces)
        self.charges = Charges(pieces, ledger, self.bases, self.conditions)
        self.limits = Limits(pieces, ledger, self.conditions)
        replacements = Replacements(pieces, ledger, self.bases, self.conditions)
        effects = Effects(pieces, ledger, self.conditions)
        self._verbs: dict[str, Callable[[str, Entry], None]] = {
            "cut": self.charges.cut,
            "give": self.charges.give,
            "pay": replacements.read,
            "times": self._multiply,
            "limit": self.limits.read,
            "zero": self._zero,
            "postpone": effects.postpone,
            "withhold": effects.withhold,
            "flag": effects.flag,
            "bring": effects.bring,
        }
        self._effects = effects

    def close(self) -> None:
        """Name the table of each charge; a value may speak of everything, so it is read last."""
        self.charges.close()

    def read(self, name: str, entry: Entry) -> None:
        path = f"rules.{name}"
        self.ledger.labels[path] = text_of(entry.get("label"), name)
        self.ledger.rule_sources[path] = self.work.sources.of(entry)
        verbs = [verb for verb in self._verbs if entry.get(verb)]
        if len(verbs) != 1:
            law = self.work.sources.law(entry)
            self.work.problems.add(
                "one-verb-wanted", entry.place, law, path=path, found=", ".join(verbs) or "-"
            )
            raise BrokenError
        for key, users in USERS.items():
            if verbs[0] not in users and (useless := entry.get(key)) is not None:
                law = self.work.sources.law(entry)
                self.work.problems.add(
                    "key-without-effect", useless.place, law, key=key, path=path
                )
        self._verbs[verbs[0]](path, entry)

    def _multiply(self, path: str, entry: Entry) -> None:
        times = entry.get("times")
        assert times is not None

        def build() -> Expr:
            factor = self.pieces.percent(times, Scope())
            tests = self.conditions.of_month(path, entry)
            if not tests:
                return factor
            return Cond(unify((factor.type, PERCENT), 0), all_of(tests), factor, WHOLE)

        self._times(path, entry, [t.into for t in self.bases.of(path, entry)], build)

    def _zero(self, path: str, entry: Entry) -> None:
        what = self.work.choice(entry, "zero", ("everything", *self.bases.names))
        if what in {"everything", TOTAL}:
            self._effects.zero(path, entry)
            return

        def build() -> Expr:
            tests = self.conditions.of_month(path, entry)
            return Cond(PERCENT, all_of(tests), NOTHING, WHOLE) if tests else NOTHING

        self._times(path, entry, [what], build)

    def _times(self, path: str, entry: Entry, bases: list[str], build: Callable[[], Expr]) -> None:
        factor = f"{path}.factor"
        self.pieces.define(factor, build, entry, "rule")
        for base in bases:
            self.ledger.times.setdefault(base, []).append(factor)
            self.ledger.factors.append((path, base, factor))
