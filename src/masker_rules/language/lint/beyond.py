"""Rows and conditions past the longest that the hours of the profile leave room for."""

from __future__ import annotations

from dataclasses import dataclass

from masker_rules.attendance.settings import DayHours
from masker_rules.language.document import Entry
from masker_rules.language.lint.domains import Domain, number
from masker_rules.language.lint.hours import DAY, hours_text, placed_days, window_ends
from masker_rules.language.lint.reach import Env, fits, scaled
from masker_rules.language.lint.rows import lookups, table_entry
from masker_rules.language.lint.view import View
from masker_rules.language.plan import Charge, Expr, Lookup
from masker_rules.language.tables import Row
from masker_rules.units import Unit

__all__ = ["check_beyond"]

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
        elif charge.rule not in told:
            told.add(charge.rule)
            _report_condition(view, charge, entry, worlds)


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
    if written is None or not charge.measure:
        return
    measure = view.plan.by_name[charge.measure].expr
    world, longest = _longest(view, measure, worlds)
    if longest is not None and measure.type.unit is Unit.DURATION:
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


def _longest(view: View, expr: Expr, worlds: list[World]) -> tuple[World, int | None]:
    """The day on which a duration can be longest, and how long; None where nothing bounds it."""
    found = [(view.reach.domain(expr, world.env).high, world) for world in worlds]
    known = [(int(high), world) for high, world in found if high is not None]
    if len(known) < len(found):
        return worlds[0], None
    high, world = max(known, key=lambda pair: pair[0])
    return world, high
