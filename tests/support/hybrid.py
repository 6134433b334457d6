"""The plan walked over rows that the reference engine read: the plan without attendance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from chunks import sheets_of

from masker_rules.columnar.assembly import (
    Subject,
    outcomes_of,
    result_in_scenarios,
    result_of,
    result_program,
    scenarios_of,
    values_of,
)
from masker_rules.engine.chunk import WordCodes
from masker_rules.engine.compute import _Engine
from masker_rules.engine.inputs import InputReader, Inputs
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.engine.scenarios import unknown_gaps
from masker_rules.engine.walker import Walk, walk_plan
from masker_rules.facts import Pack
from masker_rules.language.plan import MONTH
from masker_rules.periods import Month

__all__ = ["differences", "inputs_of", "result_differences", "walk_of"]


def inputs_of(profile: Profile, pack: Pack, months: Sequence[Month]) -> Iterable[Inputs]:
    """What the reference engine reads, for everybody whose month is one segment."""
    reader = InputReader(profile, pack.under(profile.vocabulary), months, None)
    for month in months:
        for nip in sorted(reader.pack.by_nip("employees")):
            inputs = reader.read(nip, month)
            if not inputs.segmented:
                yield inputs


def differences(profile: Profile, inputs: Sequence[Inputs]) -> list[str]:
    """What the two say differently of any quantity, and of what is asked for that is unknown."""
    _, first = unknown_gaps(profile.plan)
    made = walk_of(profile, inputs)
    found = _values_of(made)
    wrong = []
    for number, one in enumerate(inputs):
        asked: set[str] = set()

        def unknown(name: str, asked: set[str] = asked) -> Any:
            asked.add(name)
            return first[name]

        wanted = profile.program().run(one.facts, one.rows, unknown)
        walked = {name for name, flag in made.asked.items() if flag[number]}
        if asked != walked:
            wrong.append(f"asked: {sorted(asked)} but {sorted(walked)} ({one.employee.nip})")
        for name, value in wanted.items():
            if found[number][name] != value:
                wrong.append(f"{name}: {value} but {found[number][name]} ({one.employee.nip})")
    return wrong


def walk_of(profile: Profile, inputs: Sequence[Inputs]) -> Walk:
    """Every quantity of the plan over some person-months, each `unknown` taken for its first."""
    _, first = unknown_gaps(profile.plan)
    names = [quantity.name for quantity in profile.plan.quantities]
    words = WordCodes()
    return walk_plan(profile.plan, names, sheets_of(profile, inputs, words), words, first)


def _values_of(made: Walk) -> list[dict[str, Any]]:
    """The quantities of each person-month, as the reference engine gives them."""
    found = [dict[str, Any]() for _ in range(made.count)]
    for quantity in made.plan.quantities:
        name, grain = quantity.name, quantity.grain
        values = made.python(name)
        if grain == MONTH:
            for one, value in zip(found, values, strict=True):
                one[name] = value
            continue
        for one in found:
            one[name] = []
        for month, value in zip(made.sheets[grain, None].month.tolist(), values, strict=True):
            found[month][name].append(value)
    return found


def result_differences(
    profile: Profile, packs: Iterable[tuple[Pack, Month]]
) -> tuple[int, list[str]]:
    """How many results were compared, and what the two tell differently."""
    program = result_program(profile.plan)
    inputs, people, wanted = [], [], []
    for pack, month in packs:
        reader = InputReader(profile, pack.under(profile.vocabulary), [month], None)
        engine = _Engine(profile, reader, None)
        for nip in sorted(reader.pack.by_nip("employees")):
            one = reader.read(nip, month)
            if one.segmented or one.gaps or not one.in_service or not one.employee.category:
                continue
            if reader.readings.of(nip, month):
                continue  # one walk does not tell what a row set aside may say
            inputs.append(one)
            told = engine._told(nip, month, one, profile.plan)
            people.append(Subject(told, one.employee.category))
            wanted.append(engine.result(nip, month))
    words = WordCodes()
    made = outcomes_of(program, sheets_of(profile, inputs, words), words, np.arange(len(people)))
    wrong = []
    compared = 0
    for number, found in _results(profile, made, people):
        compared += 1
        result = wanted[number]
        if found != result or found.as_dict("id") != result.as_dict("id"):
            wrong.append(f"{result}\nbut\n{found}")
    return compared, wrong


def _results(
    profile: Profile, made: Any, people: Sequence[Subject]
) -> Iterator[tuple[int, Result]]:
    plain = np.flatnonzero(~made.asked)
    values = values_of(made.walk, made.program.names, plain)
    for number, own in zip(plain.tolist(), values, strict=True):
        yield number, result_of(profile.plan, people[number], own)
    for one in scenarios_of(made, np.flatnonzero(made.asked)):
        yield one.month, result_in_scenarios(profile.plan, people[one.month], one)
