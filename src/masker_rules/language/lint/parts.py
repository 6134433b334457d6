"""Parts: weights, parts that nothing touches, roundings that follow each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from masker_rules.language.document import Entry
from masker_rules.language.lint.rules import ROWS, highest, share_of_base
from masker_rules.language.lint.unused import scalars
from masker_rules.language.lint.view import View
from masker_rules.language.pieces import TOTAL
from masker_rules.language.plan import Charge, Const, Pick
from masker_rules.legal import rupiah
from masker_rules.texts import Phrase
from masker_rules.units import Mode, Unit, parse_literal, percent_text

__all__ = [
    "check_amounts",
    "check_best",
    "check_floors",
    "check_limits",
    "check_modes",
    "check_roundings",
    "check_untouched",
    "check_weights",
]

#: Keys of a part that say what it has earned.
EARNING = ("score", "is", "earn", "earned")
#: Sections whose entries and formulas round.
ROUNDING = ("tables", "quantities", "series", "parts", "rules", "pay")
#: The function that takes the mode of the header; `floor` and `ceil` say their own.
IN_FORMULA = re.compile(r"\bround\(")


def check_weights(view: View) -> None:
    """Parts of one amount, or indicators of one part, whose weights are not the whole."""
    groups: dict[str, list[Entry]] = {}
    shares: dict[str, Fraction] = {}
    for entry in _parts(view).values():
        amount = entry.get("of")
        of = " ".join(item.text() for item in amount.list()) if amount else ""
        groups.setdefault(of, []).append(entry)
        groups[f"{entry.path}.earn"] = _indicators(entry)
        shares[f"{entry.path}.earn"] = _weight(entry) or Fraction(1)
    for name, entries in groups.items():
        weights = [_weight(entry) for entry in entries]
        known = [weight for weight in weights if weight is not None]
        if not weights or len(known) < len(weights) or sum(known) == 1:
            continue
        missing = 1 - sum(known)
        told = ", ".join(
            f"{_name(e)} {percent_text(w)}" for e, w in zip(entries, known, strict=True)
        )
        view.problems.add(
            "weights-not-whole",
            entries[0],
            also=entries[1:],
            sum=percent_text(sum(known)),
            parts=told,
            effect=_effect(missing * shares.get(name, Fraction(1))),
        )


def check_amounts(view: View) -> None:
    """An amount of the sum of which no part is a share, and that no line pays."""
    amount = view.document.single.get("amount")
    formula = (amount.get("is") or amount) if amount is not None else None
    terms = formula.text().split("+") if formula is not None and formula.is_text else []
    names = [term.strip() for term in terms]
    shared = [entry.get("of") for entry in _parts(view).values()]
    # Of a part without `of` the whole sum is meant; of a formula no term stands by itself.
    if amount is None or None in shared or not shared or not all(map(str.isidentifier, names)):
        return
    told = [of.node for of in shared if of is not None]
    told += [entry.node for entry in view.document.section("pay").values()]
    spoken = {name for node in told for text in scalars(node) for name in _NAME.findall(text)}
    missing = [name for name in names if name not in spoken]
    if missing and (view.is_own(amount) or any(True for _ in view.own("parts"))):
        view.problems.add(
            "amount-in-no-part",
            amount,
            formula.place if formula is not None else None,
            also=_parts(view).values(),
            names=", ".join(missing),
            example=missing[0],
        )


_NAME = re.compile(r"\w+")
#: Of so many rupiah a finding says what is lost.
EXAMPLE = 1_000_000


def _indicators(entry: Entry) -> list[Entry]:
    """The indicators by which a part is earned, where it has several."""
    earn = entry.get("earn")
    return [child for _, child in earn.items()] if earn else []


def _effect(missing: Fraction) -> Phrase:
    """How much of an amount nobody can earn, or is paid besides, in rupiah of an example."""
    which = "nobody_earns" if missing > 0 else "paid_besides"
    lost = rupiah(round(abs(missing) * EXAMPLE))
    return Phrase(f"lint.{which}", {"lost": lost, "amount": rupiah(EXAMPLE)})


def _name(entry: Entry) -> str:
    return entry.path.rpartition(".")[2]


def check_best(view: View) -> None:
    """A part of which even the best score leaves something that nobody can earn."""
    for name, entry in view.own("parts"):
        score = view.plan.by_name.get(f"{name}.score")
        high = None if score is None else view.reach.domain(score.expr, view.reach.base).high
        written = next((entry.get(key) for key in EARNING if entry.get(key)), None)
        if entry.get("at_most") is not None:  # what it stops at is said, and meant
            continue
        if high == sum(_weight(child) or 0 for child in _indicators(entry)):
            continue  # its weights are told
        if written is None or high is None or high >= 1 or view.asks_about(entry.path, "parts"):
            continue
        lost = (1 - Fraction(high)) * (_weight(entry) or Fraction(1))
        view.problems.add(
            "part-never-whole",
            entry,
            written.place,
            path=entry.path,
            best=percent_text(high),
            effect=_effect(lost),
        )


def check_floors(view: View) -> None:
    """A part without a floor from which the rules of a month can take more than there is."""
    for name, entry in view.document.section("parts").items():
        floor = entry.get("at_least")
        if floor is None or floor.text() != "none":
            continue
        charges = [c for c in view.plan.charges if c.into == name and not c.gives]
        if not (view.is_own(entry) or any(view.is_own(view.rule(c.rule)) for c in charges)):
            continue
        taken = [Taken.of(view, charge) for charge in charges]
        months = [one.month for one in taken]
        if not taken or (None not in months and sum(m for m in months if m is not None) <= 1):
            continue
        dearest = max(taken, key=lambda one: (one.row or Fraction(0), one.charge.rule))
        rule = view.rule(dearest.charge.rule)
        view.problems.add(
            "part-below-zero",
            rule if view.is_own(rule) else entry,
            rule.get("cut").place if view.is_own(rule) and rule.get("cut") else floor.place,  # type: ignore[union-attr]
            also=[rule, entry],
            path=entry.path,
            rule=rule.path,
            taken=dearest.told(),
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What a rule takes of a part: by one row and in a whole month, None where nothing says."""

    charge: Charge
    rate: Fraction | None
    row: Fraction | None
    month: Fraction | None

    @classmethod
    def of(cls, view: View, charge: Charge) -> Taken:
        """Shares of the part that is changed."""
        high, ratio = highest(view, charge), share_of_base(view, charge)
        if high is None or ratio is None:
            return cls(charge, None, None, None)
        row, rows = Fraction(high) * ratio, ROWS.get(charge.grain)
        limit = view.rule(charge.rule).get("at_most")
        literal = parse_literal(limit.text()) if limit else None
        month = None if rows is None else row * rows
        if literal is not None and literal.type.unit is Unit.PERCENT:
            cap = Fraction(literal.value, 10**literal.type.scale) * ratio
            month = cap if month is None else min(month, cap)
        return cls(charge, Fraction(high), row, month)

    def told(self) -> Phrase:
        """The numbers in words: what one row takes, and how many rows use the part up."""
        if not self.row or self.rate is None:
            return Phrase("lint.taken_unknown", {"into": self.charge.into})
        return Phrase(
            "lint.taken",
            {
                "rate": percent_text(self.rate),
                "of": self.charge.of,
                "into": self.charge.into,
                "share": percent_text(self.row),
                "times": -((-1 / self.row).__floor__()),
            },
        )


def _weight(entry: Entry) -> Fraction | None:
    """A weight that is a literal; the whole where none is written."""
    written = entry.get("weight")
    if written is None:
        return Fraction(1)
    literal = parse_literal(written.text()) if written.is_text else None
    return None if literal is None else Fraction(literal.value, 10**literal.type.scale)


def check_untouched(view: View) -> None:
    """A part that is always paid in full: no score, and no rule that speaks of it."""
    rules = view.document.section("rules")
    if not rules:
        return
    factors = {of for _, of, _ in view.plan.factors}
    for base in view.plan.bases:
        entry = view.document.section("parts").get(base.name)
        if entry is None or not view.is_own(entry) or (base.name == TOTAL and _parts(view)):
            continue
        earned = any(entry.get(key) for key in EARNING)
        touched = base.charges or base.minus or base.instead or base.name in factors
        if not (earned or touched) and not view.asks_about(entry.path, "parts"):
            view.problems.add("part-untouched", entry, path=entry.path)


def check_roundings(view: View) -> None:
    """A total that is rounded although every part is, and nothing comes between."""
    entry = view.document.section("parts").get(TOTAL)
    parts = [base for base in view.plan.bases if base.name != TOTAL]
    total = next((base for base in view.plan.bases if base.name == TOTAL), None)
    if entry is None or total is None or not view.is_own(entry) or not parts:
        return
    steps = [base.round for base in (total, *parts)]
    between = total.charges or total.minus or TOTAL in {of for _, of, _ in view.plan.factors}
    if between or any(step is None for step in steps):
        return
    sizes = [Fraction(s.size, 10**s.scale) for s in steps if s is not None]
    coarser = any(size % sizes[0] for size in sizes[1:])
    place = (entry.get("round") or entry).place
    code = "total-rounded-again" if coarser else "total-rounding-idle"
    view.problems.add(code, entry, place, parts=", ".join(base.name for base in parts))


def check_modes(view: View) -> None:
    """Roundings whose mode neither the entry nor the header states."""
    if view.document.header.get("rounding") is not None:
        return
    entries = [entry for section in ROUNDING for _, entry in view.own(section)]
    entries += [entry for entry in view.document.single.values() if view.is_own(entry)]
    silent = [entry for entry in entries if _without_mode(entry)]
    if silent:
        view.problems.add(
            "rounding-mode-not-stated",
            silent[0],
            (silent[0].get("round") or silent[0]).place,
            also=silent[1:],
            paths=", ".join(entry.path for entry in silent),
            mode=Mode.HALF_UP,
        )


def _without_mode(entry: Entry) -> bool:
    """Whether an entry rounds, by `round:` or in a formula, and does not say how."""
    written = entry.get("round")
    steps = written.list() if written else ()
    if any(
        step.text().split()[-1:] and step.text().split()[-1] not in set(Mode) for step in steps
    ):
        return True
    return any(IN_FORMULA.search(text) for text in scalars(entry.node))


def check_limits(view: View) -> None:
    """An `at_most` of a part that its score can never pass."""
    for name, entry in view.own("parts"):
        written, score = entry.get("at_most"), view.plan.by_name.get(f"{name}.score")
        literal = parse_literal(written.text()) if written else None
        if written is None or literal is None or score is None:
            continue
        cap = Fraction(literal.value, 10**literal.type.scale)
        for pick in (part for part in _picks(score.expr) if part.kind == "min"):
            high = view.reach.domain(pick.args[0], view.reach.base).high
            limit = pick.args[1]
            if isinstance(limit, Const) and high is not None and high <= cap:
                view.problems.add(
                    "cap-never-reached",
                    entry,
                    written.place,
                    path=entry.path,
                    cap=written.text(),
                    most=percent_text(high),
                )


def _picks(expr: object) -> Iterator[Pick]:
    """The limits around a score, outermost first."""
    while expr is not None:
        if isinstance(expr, Pick):
            yield expr
            expr = expr.args[0]
        else:
            expr = getattr(expr, "arg", None)


def _parts(view: View) -> dict[str, Entry]:
    return {n: e for n, e in view.document.section("parts").items() if n != TOTAL}
