"""Rows and conditions past the longest that the hours of the profile leave room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from masker_rules.attendance.settings import DayHours
from masker_rules.language.document import Entry
from masker_rules.language.expressions import grain_of, parts
from masker_rules.language.lint.domains import Domain, number
from masker_rules.language.lint.hours import DAY, hours_text, placed_days, window_ends
from masker_rules.language.lint.reach import Env, fits, scaled
from masker_rules.language.lint.rows import lookups, table_entry
from masker_rules.language.lint.view import View
from masker_rules.language.plan import Charge, Compare, Const, Expr, Lookup
from masker_rules.language.tables import Row
from masker_rules.units import Unit

__all__ = ["check_beyond"]

#: Where the value of a rule stands, and comparisons that ask for more.
VERBS = ("cut", "give", "pay", "times")
MORE = (">", ">=", "=")
#: Grains whose clocks are those of one scheduled day.
GRAINS = ("day", "session")


@dataclass(frozen=True, slots=True)
class World:
    """A scheduled day of the profile, and what its clocks can be for whoever keeps to it."""

    entry: Entry
    env: Env


def check_beyond(view: View) -> None:
    """A row or condition of lateness, early leaving or absence that no day is long enough for."""
    worlds = [World(entry, _within(view, day)) for entry, day in placed_days(view)]
    told: set[str] = set()
    rows: set[tuple[str, int]] = set()
    for charge in view.plan.charges if worlds else ():
        entry = view.rule(charge.rule)
        if charge.grain not in GRAINS or not view.is_own(entry) or view.hit(charge) is None:
            continue
        test, _ = view.rate(charge)
        hits = [
            (world, env)
            for world in worlds
            if (env := view.reach.narrow(test, world.env, truth=True)) is not None
        ]
        if hits:
            _check_rows(view, charge, hits, rows)
        elif charge.rule not in told and charge.measure:
            told.add(charge.rule)
            _report_condition(view, charge, entry, worlds)
    if worlds:
        _check_lengths(view, worlds, told)


def _within(view: View, day: DayHours) -> Env:
    """What is known of a day on which nobody comes after, or goes before, its hours."""
    latest = window_ends(view.plan.attendance.accepted.get("in"), day)
    last_in = day.end if latest is None else min(day.end, latest[1])
    facts = {
        "start": number(day.start),
        "end": number(day.end),
        "late_from": Domain(day.late_from, day.end),
        "early_until": Domain(day.start, day.early_until),
        "in_at": Domain(0, last_in, none=True),
        "out_at": Domain(day.start, 2 * DAY, none=True),
        "away_permitted": Domain(0, day.end - day.start),
        "away_unpermitted": Domain(0, day.end - day.start),
    }
    of_session = {
        "start": Domain(day.start, day.end),
        "end": Domain(day.start, day.end),
        "late_from": Domain(min(day.start, day.late_from), day.end),
        "early_until": Domain(day.start, max(day.end, day.early_until)),
        "in_at": facts["in_at"],
        "out_at": facts["out_at"],
    }
    given = {("day", name): domain for name, domain in facts.items()}
    given |= {("session", name): domain for name, domain in of_session.items()}
    return Env({**view.reach.base.given, **given})


def _check_rows(
    view: View, charge: Charge, hits: list[tuple[World, Env]], told: set[tuple[str, int]]
) -> None:
    """Report rows that no world reaches; one of a table that several rules use once."""
    _, value = view.rate(charge)
    known = view.hit(charge)
    assert known is not None
    anywhere = {id(lookup): (lookup, env) for lookup, env in lookups(view, value, known)}
    for lookup, env in anywhere.values():
        alive = set(view.reach.rows(lookup.table, lookup.args, env))
        inside: set[int] = set()
        for _, world in hits:
            for other, narrowed in lookups(view, value, world):
                if other is lookup:
                    inside |= set(view.reach.rows(lookup.table, lookup.args, narrowed))
        for index in sorted(alive - inside):
            if (lookup.table.name, index) not in told:
                told.add((lookup.table.name, index))
                _report_row(view, lookup, lookup.table.rows[index], [world for world, _ in hits])


def _report_row(view: View, lookup: Lookup, row: Row, worlds: list[World]) -> None:
    kinds = [kind for _, kind in lookup.table.inputs]
    for cell, arg, kind in zip(row.cells, lookup.args, kinds, strict=True):
        far = kind.unit is Unit.DURATION and bool(cell.ranges)
        if not far or any(fits(cell, view.reach.domain(arg, w.env), kind) for w in worlds):
            continue
        world, longest = _longest(view, arg, worlds)
        begin = cell.ranges[0][0]
        if longest is None or begin is None or scaled(begin, kind) <= longest:
            continue
        path = lookup.table.name
        view.problems.add(
            "row-beyond-hours",
            table_entry(view, path),
            row.place,
            also=[world.entry],
            table=path,
            row=row.text,
            begins=hours_text(begin),
            longest=hours_text(longest),
            hours=world.entry.path,
        )
        return


def _report_condition(view: View, charge: Charge, entry: Entry, worlds: list[World]) -> None:
    written = entry.get("when")
    if written is None:
        return
    measure = view.plan.by_name[charge.measure].expr
    world, longest = _longest(view, measure, worlds)
    if longest is not None and measure.type.unit is Unit.DURATION:
        _report_length(view, entry, written, world, longest)


def _report_length(view: View, entry: Entry, written: Entry, world: World, longest: int) -> None:
    view.problems.add(
        "condition-beyond-hours",
        entry,
        written.node.place,
        also=[world.entry],
        path=entry.path,
        text=written.text(),
        longest=hours_text(longest),
        hours=world.entry.path,
    )


def _check_lengths(view: View, worlds: list[World], told: set[str]) -> None:
    """Report conditions of a length that no day has, also of days that a month counts."""
    for path, expr, keys in _conditions(view):
        entry = view.rule(path)
        written = next((child for key in keys if (child := entry.get(key))), None)
        if path in told or not view.is_own(entry) or written is None or not written.is_text:
            continue
        found = (_never_so_long(view, asked, worlds) for asked in parts(Compare, expr))
        longest = next((one for one in found if one is not None), None)
        if longest is not None:
            told.add(path)
            _report_length(view, entry, written, *longest)


def _conditions(view: View) -> Iterator[tuple[str, Expr, Sequence[str]]]:
    """Rules, what they ask, and the keys under which it may be written."""
    plan = view.plan
    for charge in plan.charges:
        test, value = view.rate(charge)
        yield charge.rule, test, ("when",)
        yield charge.rule, value, VERBS
    flags = [(outcome.rule, outcome.flag) for outcome in plan.outcomes]
    flags += [(notice.rule, notice.flag) for notice in plan.notices]
    for rule, flag in flags:
        yield rule, plan.by_name[flag].expr, ("when",)
    for rule, _, factor in plan.factors:
        yield rule, plan.by_name[factor].expr, ("when", "times")


def _never_so_long(view: View, asked: Compare, worlds: list[World]) -> tuple[World, int] | None:
    """The longest day, where a comparison asks a length of a day for more than that."""
    left, wanted = asked.left, asked.right
    if not isinstance(wanted, Const) or asked.op not in MORE:
        return None
    if left.type.unit is not Unit.DURATION or grain_of(left) not in GRAINS:
        return None
    if not isinstance(wanted.value, int):
        return None
    world, longest = _longest(view, left, worlds)
    if longest is None or view.reach.domain(left, view.reach.base).high == longest:
        return None
    over = scaled(wanted.value, left.type)
    met = over < longest or (over == longest and asked.op != ">")
    return None if met else (world, longest)


def _longest(view: View, expr: Expr, worlds: list[World]) -> tuple[World, int | None]:
    """The day on which a duration can be longest, and how long; None where nothing bounds it."""
    found = [(view.reach.domain(expr, world.env).high, world) for world in worlds]
    known = [(int(high), world) for high, world in found if high is not None]
    if len(known) < len(found):
        return worlds[0], None
    high, world = max(known, key=lambda pair: pair[0])
    return world, high
