"""Parts: weights, parts that nothing touches, roundings that follow each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from masker_rules.language.document import Entry
from masker_rules.language.lint.view import View
from masker_rules.language.pieces import TOTAL
from masker_rules.language.plan import Const, Pick
from masker_rules.units import parse_literal, percent_text

__all__ = ["check_limits", "check_roundings", "check_untouched", "check_weights"]

#: Keys of a part that say what it has earned.
EARNING = ("score", "is", "earn", "earned")


def check_weights(view: View) -> None:
    """Parts of one amount, or indicators of one part, whose weights are not the whole."""
    groups: dict[str, list[Entry]] = {}
    for entry in _parts(view).values():
        amount = entry.get("of")
        of = " ".join(item.text() for item in amount.list()) if amount else ""
        groups.setdefault(of, []).append(entry)
        earn = entry.get("earn")
        groups[f"{entry.path}.earn"] = [child for _, child in earn.items()] if earn else []
    for entries in groups.values():
        weights = [_weight(entry) for entry in entries]
        known = [weight for weight in weights if weight is not None]
        if weights and len(known) == len(weights) and sum(known) != 1:
            view.problems.add("weights-not-whole", entries[0], sum=percent_text(sum(known)))


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
