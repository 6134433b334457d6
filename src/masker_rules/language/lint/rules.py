"""Single rules: conditions that decide nothing, cuts of nothing or of more than there is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from masker_rules.language.catalogue import catalogue
from masker_rules.language.document import Entry
from masker_rules.language.expressions import branches, needed, parts
from masker_rules.language.lint.domains import Bound
from masker_rules.language.lint.reach import Env
from masker_rules.language.lint.view import View
from masker_rules.language.plan import (
    MONTH,
    Charge,
    Cond,
    Const,
    Expr,
    Fact,
    Logic,
    Product,
    Ref,
    Sum,
    Unknown,
)
from masker_rules.units import Unit, parse_literal, percent_text

__all__ = [
    "ROWS",
    "check_conditions",
    "check_cuts",
    "check_gates",
    "check_signs",
    "highest",
    "is_written",
    "share_of_base",
]

#: Rows that a month has at most: one a calendar day.
ROWS = {MONTH: 1, "day": 31, "leave": 31, "calendar": 31, "presence": 31}


def check_conditions(view: View) -> None:
    """A rule that never hits, by its `when` or by its series; a `when` that always holds."""
    for charge in view.plan.charges:
        entry = view.rule(charge.rule)
        if not view.is_own(entry):
            continue
        if view.hit(charge) is None:
            _never(view, entry, charge.rule, charge.series)
        else:
            _always(view, entry, _test(view, charge), charge.series)


def _test(view: View, charge: Charge) -> Expr:
    """The conditions of a rule as written; what is free stands apart from them."""
    free = view.plan.by_name.get(f"{charge.rate}.hit")
    return view.rate(charge)[0] if free is None else free.expr


def check_gates(view: View) -> None:
    """The same of rules that multiply, or that decide the whole month."""
    plan = view.plan
    gates = {outcome.flag: outcome.rule for outcome in plan.outcomes}
    gates |= {notice.flag: notice.rule for notice in plan.notices}
    gates |= {factor: rule for rule, _, factor in plan.factors}
    for name, path in gates.items():
        entry = view.rule(path)
        if not view.is_own(entry):
            continue
        expr = plan.by_name[name].expr
        if expr.type.unit is not Unit.FLAG and not isinstance(expr, Cond):
            continue
        test = expr.test if isinstance(expr, Cond) and expr.type.unit is not Unit.FLAG else expr
        if view.reach.narrow(test, view.reach.base, truth=True) is None:
            _never(view, entry, path, entry.text("each"))
        else:
            _always(view, entry, test, entry.text("each"))


def check_cuts(view: View) -> None:
    """A rule whose every row takes 0, or whose single row takes more than the base has."""
    for path, charges in _by_rule(view).items():
        entry = view.rule(path)
        hit = [charge for charge in charges if view.hit(charge) is not None]
        most = [highest(view, charge) for charge in hit]
        place = (entry.get("cut") or entry).place
        if hit and all(high is not None and high <= 0 for high in most):
            view.problems.add("rule-cuts-nothing", entry, place, path=path)
        for charge, high in zip(hit, most, strict=True):
            ratio = share_of_base(view, charge)
            if high is None or ratio is None or charge.gives or high * ratio <= 1:
                continue
            if entry.get("at_most") or not is_written(view, view.rate(charge)[1]):
                continue
            view.problems.add(
                "rule-cuts-more-than-base",
                entry,
                place,
                path=path,
                rate=percent_text(high),
                of=charge.of,
                into=charge.into,
                share=percent_text(high * ratio),
            )
            break


def check_signs(view: View) -> None:
    """A cut that gives, or a gift that cuts, where a difference with an input is below nothing.

    Of a difference whose two sides rest on the same fact nothing is said: they move together.
    """
    for path, charges in _by_rule(view).items():
        entry = view.rule(path)
        for charge in charges:
            env, value = view.hit(charge), view.rate(charge)[1]
            if env is None or not _is_below_nothing(view.reach.domain(value, env).low):
                continue
            names = next(filter(None, (_inputs(view, one) for one in _differences(value))), ())
            if not names:
                continue
            place = (entry.get("give" if charge.gives else "cut") or entry).place
            view.problems.add("rule-turns-sign", entry, place, path=path, names=", ".join(names))
            break


def _is_below_nothing(low: Bound) -> bool:
    return low is None or low < 0


def _differences(value: Expr) -> Iterator[Sum]:
    """What a rate subtracts from, as it stands or in what a choice or a table gives."""
    if isinstance(value, Sum) and any(value.minus):
        yield value
    for branch in branches(value):
        yield from _differences(branch)


def _inputs(view: View, found: Sum) -> list[str]:
    """The inputs of a difference; none where both sides rest on one fact."""
    sides: dict[bool, set[Fact]] = {True: set(), False: set()}
    for arg, is_minus in zip(found.args, found.minus, strict=True):
        under = needed(view.plan, (ref.name for ref in parts(Ref, arg)))
        facts = (
            fact for expr in (arg, *(one.expr for one in under)) for fact in parts(Fact, expr)
        )
        sides[is_minus].update(facts)
    if sides[True] & sides[False]:
        return []
    read, inputs = sides[True] | sides[False], view.plan.inputs
    return sorted({one.name for one in read if one.grain == MONTH and one.name in inputs})


def _by_rule(view: View) -> dict[str, list[Charge]]:
    found: dict[str, list[Charge]] = {}
    for charge in view.plan.charges:
        if view.is_own(view.rule(charge.rule)):
            found.setdefault(charge.rule, []).append(charge)
    return found


def highest(view: View, charge: Charge) -> Fraction | int | None:
    """The most that one row of a charge takes; 0 where it is never hit."""
    env = view.hit(charge)
    return 0 if env is None else view.reach.domain(view.rate(charge)[1], env).high


def is_written(view: View, value: Expr) -> bool:
    """Whether a rate is one of those that the text writes, not reckoned from what happened."""
    match value:
        case Const() | Unknown():
            return True
        case Ref(name=name):
            return isinstance(view.plan.by_name[name].expr, Const)
    of = value.args if isinstance(value, Product | Sum) else branches(value)
    return bool(of) and all(is_written(view, part) for part in of)


def share_of_base(view: View, charge: Charge) -> Fraction | None:
    """What share of `into` one whole of `of` is; None where weights are not fixed."""
    if not charge.of:
        return None
    if charge.of == charge.into:
        return Fraction(1)
    weights = {"total": Fraction(1)}
    for name, part in view.document.section("parts").items():
        literal = parse_literal(part.text("weight"))
        if name != "total" and literal is not None and literal.value:
            weights[name] = Fraction(literal.value, 10**literal.type.scale)
    if charge.of not in weights or charge.into not in weights:
        return None
    return weights[charge.of] / weights[charge.into]


def _never(view: View, entry: Entry, path: str, series: str) -> None:
    for key in ("when", "for"):
        written = entry.get(key)
        if written is not None:
            where = written.node.place
            view.problems.add(
                "rule-never-applies", entry, where, path=path, key=key, text=written.text()
            )
            return
    each = entry.get("each") or entry
    view.problems.add(
        "rule-never-applies", entry, each.node.place, path=path, key="each", text=series
    )


def _always(view: View, entry: Entry, test: Expr, series: str) -> None:
    """Report a `when` that holds whenever the series itself hits."""
    when = entry.get("when")
    if when is None:
        return
    # The conditions stand behind that of the series: `when`, then `for`.
    written = [key for key in ("when", "for") if entry.get(key)]
    joined = isinstance(test, Logic) and (series not in catalogue() or len(written) > 1)
    parts = test.args if joined and isinstance(test, Logic) else (test,)
    *before, condition = parts[:-1] if len(written) > 1 else parts
    env: Env | None = view.reach.start
    for part in before:
        env = view.reach.narrow(part, env, truth=True) if env is not None else None
    if env is not None and view.reach.truth(condition, env) == {True}:
        view.problems.add(
            "condition-always-holds",
            entry,
            when.node.place,
            path=f"{entry.path}.when",
            text=when.text(),
        )
