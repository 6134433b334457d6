"""Both engines on one pack: the same bytes, and how much of it frames computed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any

from random_names import seeded
from random_ordinary import ordinary
from random_packs import nip_of, random_tables
from random_regulations import random_profile

import masker_rules as mr
from masker_rules.columnar.packs import PackInMemory
from masker_rules.columnar.runner import Ran, run_frames
from masker_rules.explain import explain_text
from masker_rules.facts.definition import definition
from masker_rules.facts.exports import rows_csv
from masker_rules.language.expressions import walk
from masker_rules.language.plan import Gather, Input, Logic, Nth, Pick, Plan, Rounded, Running
from masker_rules.periods import parse_months
from masker_rules.testing.cases import cases_beside
from masker_rules.testing.world import period_of, tables_of
from masker_rules.units.types import Unit

__all__ = [
    "Agreed",
    "World",
    "case_worlds",
    "constructs",
    "differences",
    "disagreement",
    "expected_of",
    "measured",
    "pack_worlds",
    "random_world",
]

Expected = mr.Results | mr.MaskerRulesError
PERIODS = (["2026-07"], ["2026-03"], ["2026-06", "2026-07"])
#: Of these nobody is ordinary: in one world of so many everything happens to everybody.
WILD = 8
ROOT = Path(__file__).parents[2]
#: The pack of `masker demo`, and the month that it holds.
DEMO = ROOT / "src" / "masker_rules" / "demo" / "pack", "2026-03"


@dataclass(frozen=True)
class World:
    """A regulation and a pack.

    Attributes:
        name: Of what it is drawn again: the seed, or a profile and what its cases share.
        period: The months, as `mr.compute` takes them.
    """

    name: str
    profile: mr.Profile
    pack: mr.Pack
    period: str
    as_of: date | None = None


@dataclass
class Agreed:
    """How many person-months were compared, how many of them were computed in frames.

    Attributes:
        reasons: Why the others were not.
        constructs: What was computed, with the person-months in frames of its regulations.
        wrong: What differs, with the seed.
    """

    compared: int = 0
    in_frames: int = 0
    worlds: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    constructs: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, world: World, expected: Expected) -> None:
        """Compare what columns tell with the reference on a world."""
        text, ran = disagreement(world, expected)
        self.worlds += 1
        if text:
            self.wrong.append(f"{world.name}: {text}")
        if ran is None:
            return
        self.compared += len(ran.results)
        self.in_frames += ran.in_frames
        self.reasons.update({reason.partition(":")[0]: n for reason, n in ran.reasons.items()})
        for name in constructs(world.profile.plan):
            self.constructs[name] += ran.in_frames

    def merge(self, other: Agreed) -> None:
        """Add what another compared."""
        self.compared += other.compared
        self.in_frames += other.in_frames
        self.worlds += other.worlds
        self.reasons.update(other.reasons)
        self.constructs.update(other.constructs)
        self.wrong += other.wrong

    @property
    def told(self) -> str:
        """The figures in a line."""
        often = ", ".join(f"{reason} {n}" for reason, n in self.reasons.most_common(12))
        return (
            f"{self.worlds} worlds, {self.compared} employee-months compared, "
            f"{self.in_frames} in frames; handed over: {often}"
        )


def random_world(seed: int, people: int) -> World | None:
    """A regulation and a pack, or None where the regulation is refused."""
    document = random_profile(seeded(seed))
    wild = seed % WILD == 0
    if not wild:
        _without_sessions(document, seed)
    try:
        profile = mr.load_profile(document)
    except mr.ProfileError:
        return None
    rng = seeded(f"pack {seed}")
    months = rng.choice(PERIODS)
    if wild:
        tables = random_tables(rng, document, people, months)
    else:
        tables = random_tables(rng, document, people, months, absent=0.01, odd=0.04)
        tables = ordinary(rng, tables, months, 0.9)
        measured(rng, profile.plan, tables, months)
    as_of = date(2026, 7, rng.randrange(1, 31)) if rng.random() < 0.05 else None
    return World(f"seed {seed}", profile, mr.Pack(**tables), f"{months[0]}..{months[-1]}", as_of)


def _without_sessions(document: dict[str, Any], seed: int) -> None:
    """Most regulations with sessions are left to one world in some."""
    if seeded(f"sessions {seed}").random() < 0.1:
        return
    for entry in document.get("hours", {}).values():
        entry.pop("sessions", None)


def case_worlds(profile: mr.Profile, *, in_units: bool = False) -> Iterator[World]:
    """The cases of a profile; those that share a month and their offices are one pack.

    With `in_units` each case has its offices to itself, so that those of a month are one pack:
    what a rule makes of the name of an office may change, for all engines alike.
    """
    groups: dict[tuple[str, ...], dict[str, dict[str, None]]] = {}
    people: Counter[tuple[str, ...]] = Counter()
    for case in cases_beside(profile):
        try:
            period = str(period_of(case))
            tables, _ = tables_of(case, profile)
            if in_units:
                tables = _with_own_units(tables, case.name)
            mr.Pack(**tables)
        except mr.MaskerRulesError:
            continue  # the case is about this error
        others = {} if in_units else tables
        shared = [[name, row] for name, rows in others.items() for row in rows if "nip" not in row]
        key = (period, ",".join(sorted(tables)), json.dumps(sorted(shared, key=str)))
        nips = sorted({row["nip"] for rows in tables.values() for row in rows if "nip" in row})
        renamed = {nip: nip_of(people[key] + number) for number, nip in enumerate(nips)}
        people[key] += len(nips)
        whole = groups.setdefault(key, {name: {} for name in tables})
        for name, rows in tables.items():
            for row in rows:
                own = {**row, "nip": renamed[row["nip"]]} if "nip" in row else row
                whole[name][json.dumps(own)] = None
    for number, (key, whole) in enumerate(groups.items()):
        tables = {name: [json.loads(row) for row in rows] for name, rows in whole.items()}
        yield World(f"{profile.id} cases {number}", profile, mr.Pack(**tables), key[0])


def _with_own_units(tables: Mapping[str, Any], case: str) -> dict[str, list[dict[str, Any]]]:
    """The tables of a case whose offices bear its name; what holds of all holds of each one."""
    units = sorted({row.get("unit") or "" for row in tables.get("employees", ())})
    own = {unit: f"{case} {unit}".strip() for unit in units}
    found: dict[str, list[dict[str, Any]]] = {}
    for name, rows in tables.items():
        has_unit = any(column.name == "unit" for column in definition().tables[name].columns)
        found[name] = []
        for row in rows:
            unit = row.get("unit") or ""
            if not has_unit or ("nip" in row and not unit and name != "employees"):
                found[name].append(row)
            elif unit or "nip" in row:
                found[name].append({**row, "unit": own.get(unit, f"{case} {unit}")})
            else:
                found[name] += ({**row, "unit": renamed} for renamed in own.values())
    return found


def pack_worlds(profile: mr.Profile, people: int) -> Iterator[World]:
    """The pack of the demo, and a drawn one in a month in which the profile is in force."""
    folder, period = DEMO
    yield World(f"{profile.id}, demo", profile, mr.read_pack(folder), period)
    last = profile.plan.in_force.last
    month = "2026-07" if last is None or last >= date(2026, 7, 31) else f"{last:%Y-%m}"
    rng = seeded(f"pack of {profile.id}")
    drawn = random_tables(rng, {}, people, [month], absent=0, odd=0.02)
    tables = ordinary(rng, drawn, [month], 0.9)
    measured(rng, profile.plan, tables, [month])
    yield World(f"{profile.id}, drawn pack", profile, mr.Pack(**tables), month)


def measured(rng: Random, plan: Plan, tables: Any, months: Sequence[str]) -> None:
    """Fill in what the regulation reads of everybody, so that nobody is incomplete for it."""
    for table, key in (("scores", "measure"), ("amounts", "component")):
        if table not in tables:
            continue
        known = {row[key] for row in tables[table]}
        for item in plan.inputs.values():
            if item.table != table or item.key in known:
                continue
            for person in tables["employees"]:
                row = {"nip": person["nip"], key: item.key}
                if table == "amounts":
                    tables[table].append({**row, "amount": _value(rng, item)})
                    continue
                for month in months:
                    tables[table].append({**row, "period": month, "value": _value(rng, item)})


def _value(rng: Random, item: Input) -> str:
    match item.type.unit:
        case Unit.WORD:
            return rng.choice(item.words)
        case Unit.PERCENT:
            return rng.choice(("0", "37.5", "85%", "100"))
        case Unit.DURATION:
            return rng.choice(("0", "450", "6750"))
        case _:
            return str(rng.randrange(item.low or 0, 32))


def expected_of(world: World) -> Expected:
    """What the reference engine tells, or the error of the request."""
    try:
        return mr.compute(
            world.profile, world.pack, world.period, as_of=world.as_of, engine="reference"
        )
    except mr.MaskerRulesError as error:
        return error


def disagreement(world: World, expected: Expected) -> tuple[str, Ran | None]:
    """What the engines tell differently, empty where nothing, and the run in frames.

    An error of the request is told by both, or it is a difference.
    """
    try:
        ran = run_frames(
            world.profile,
            PackInMemory(world.pack),
            parse_months(world.period),
            as_of=world.as_of,
            explainer=explain_text,
        )
    except mr.MaskerRulesError as error:
        same = type(error) is type(expected) and str(error) == str(expected)
        return ("" if same else f"{error!r} but {expected!r}"), None
    if isinstance(expected, mr.MaskerRulesError):
        return f"results but {expected!r}", ran
    return differences(ran.results, expected) or _rows_differ(ran, expected), ran


def _rows_differ(ran: Ran, expected: mr.Results) -> str:
    """The first row of the CSV that differs, where it was made without an object each."""
    ours, theirs = rows_csv(ran.late.flat_rows()), rows_csv(expected.flat_rows())
    lines = zip_longest(ours.splitlines(), theirs.splitlines())
    return next((f"CSV: {a} but {b}" for a, b in lines if a != b), "")


def differences(found: mr.Results, expected: mr.Results) -> str:
    """The first things that differ between the JSON of two runs."""
    ours, theirs = found.to_json(), expected.to_json()
    if ours == theirs:
        return ""
    told = list(_differing(json.loads(ours), json.loads(theirs), "results"))
    return "; ".join(told[:5]) or "the order of keys"


def _differing(ours: Any, theirs: Any, place: str) -> Iterator[str]:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        whose = ours.get("nip", "")
        for key in dict.fromkeys([*ours, *theirs]):
            yield from _differing(ours.get(key), theirs.get(key), f"{place}{whose}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, pair in enumerate(zip(ours, theirs, strict=True)):
            yield from _differing(*pair, f"{place}[{number}]")
    elif ours != theirs:
        yield f"{place}: {ours!r} but {theirs!r}"


def constructs(plan: Plan) -> set[str]:
    """What a plan is made of: its constructs, and the grains and windows of its aggregates."""
    found = set()
    for quantity in plan.quantities:
        found.add(f"quantity of {quantity.grain}")
        for expr in walk(quantity.expr):
            name = type(expr).__name__
            match expr:
                case Gather():
                    window = f" over {expr.window.text}" if expr.window else ""
                    found |= {f"{expr.kind}", f"rows of {expr.grain}{window}"}
                    if expr.where is not None:
                        found.add(f"{expr.kind} where")
                case Nth() | Running():
                    found.add(f"{name} of {expr.grain}{' per' if expr.per else ''}")
                case Logic():
                    found.add(expr.op)
                case Pick():
                    found.add(expr.kind)
                case Rounded():
                    found.add(f"rounded {expr.step.mode.value}")
                case _:
                    found.add(name)
    return found
