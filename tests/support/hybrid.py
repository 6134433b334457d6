"""The columnar plan over rows that the reference engine read: the plan without attendance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import narwhals as nw
import polars as pl

from masker_rules.columnar.assembly import (
    Person,
    outcomes_of,
    result_of,
    result_program,
    values_of,
)
from masker_rules.columnar.backends import Backend
from masker_rules.columnar.program import FrameProgram, compile_frames
from masker_rules.columnar.sheets import MONTHLY, Key
from masker_rules.engine.compute import _Engine
from masker_rules.engine.inputs import InputReader, Inputs
from masker_rules.engine.profile import Profile
from masker_rules.engine.runtime import ordinal
from masker_rules.engine.scenarios import unknown_gaps
from masker_rules.facts import Pack
from masker_rules.periods import Month
from masker_rules.units import Unit

DTYPES = {Unit.WORD: pl.String, Unit.FLAG: pl.Boolean}


def inputs_of(profile: Profile, pack: Pack, months: Sequence[Month]) -> Iterable[Inputs]:
    """What the reference engine reads, for everybody whose month is one segment."""
    reader = InputReader(profile, pack.under(profile.vocabulary), months, None)
    for month in months:
        for nip in sorted(reader.pack.by_nip("employees")):
            inputs = reader.read(nip, month)
            if not inputs.segmented:
                yield inputs


def result_differences(
    profile: Profile, packs: Iterable[tuple[Pack, Month]], backend: Backend
) -> tuple[int, list[str]]:
    """How many results were compared, and what the two engines tell differently."""
    program = result_program(profile.plan)
    inputs, people, wanted = [], [], []
    for pack, month in packs:
        reader = InputReader(profile, pack.under(profile.vocabulary), [month], None)
        engine = _Engine(profile, reader, None)
        for nip in sorted(reader.pack.by_nip("employees")):
            one = reader.read(nip, month)
            if one.segmented or one.gaps or not one.in_service or not one.employee.category:
                continue
            inputs.append(one)
            told = engine._told(nip, month, one, profile.plan)
            people.append(Person(told, one.employee.category))
            wanted.append(engine.result(nip, month))
    made = program.run(frames_of(program, inputs, backend), backend.persist)
    values = values_of(program, outcomes_of(program, made, backend))
    asked = _asked(program, backend.collected(made[MONTHLY]))
    wrong = []
    for pm, (person, result) in enumerate(zip(people, wanted, strict=True)):
        if pm in asked:
            continue
        found = result_of(profile.plan, person, values[pm])
        if found != result or found.as_dict("id") != result.as_dict("id"):
            wrong.append(f"{result}\nbut\n{found}")
    return len(people) - len(asked), wrong


def _asked(program: FrameProgram, month: pl.DataFrame) -> set[int]:
    if program.asked is None:
        return set()
    return set(month.filter(pl.col(program.asked) == 1)["pm"])


def program_of(profile: Profile) -> FrameProgram:
    return compile_frames(profile.plan, [q.name for q in profile.plan.quantities])


def frames_of(
    program: FrameProgram, inputs: Sequence[Inputs], backend: Backend
) -> dict[Key, nw.LazyFrame]:
    frames = {}
    kinds = {name: q.type for name, q in _facts(program).items()}
    for key, columns in program.facts.items():
        rows: list[dict[str, Any]] = []
        for pm, one in enumerate(inputs):
            if key == MONTHLY:
                rows.append({"pm": pm, **{c: one.facts[c.partition("__")[2]] for c in columns}})
                continue
            rows += _rows(pm, one, key, columns)
        schema: dict[str, Any] = {"pm": pl.Int64}
        if key != MONTHLY:
            schema |= {"i": pl.Int64, "day_index": pl.Int64}
            if key.window is not None:
                schema |= {"src": pl.Int64, "place": pl.Int64}
        schema |= {c: DTYPES.get(kinds[c].unit) if c in kinds else None for c in sorted(columns)}
        schema = {name: kind or pl.Int64 for name, kind in schema.items()}
        frame = pl.DataFrame(rows, schema=schema)
        frames[key] = backend.frame(frame)
    return frames


def _rows(pm: int, inputs: Inputs, key: Key, columns: Iterable[str]) -> Iterable[dict[str, Any]]:
    earlier = list(inputs.rows.get(key.name, ())) if key.window is not None else []
    here = list(inputs.rows[key.grain]) if key.window is None or key.window.with_this_month else []
    days = 0
    if key.window is not None:
        days = len(inputs.rows.get(f"day over {key.window.text}", ()))
    for i, row in enumerate([*earlier, *here]):
        found = {c: ordinal(getattr(row, c.partition("__")[2])) for c in columns}
        index = getattr(row, "day_index", None)
        if index is not None and i >= len(earlier):
            index += days
        yield {"pm": pm, "i": i, "day_index": index, "src": 0, "place": i, **found}


def _facts(program: FrameProgram) -> dict[str, Any]:
    from masker_rules.language.expressions import walk
    from masker_rules.language.plan import Fact

    found = {}
    for quantity in program.plan.quantities:
        for expr in walk(quantity.expr):
            if isinstance(expr, Fact):
                found[f"{expr.grain}__{expr.name}"] = expr
    return found


def reference_values(profile: Profile, inputs: Inputs) -> dict[str, Any]:
    _, first = unknown_gaps(profile.plan)
    return profile.program().run(inputs.facts, inputs.rows, lambda name: first[name])


def columnar_values(
    program: FrameProgram, inputs: Sequence[Inputs], backend: Backend
) -> tuple[list[dict[str, Any]], set[int]]:
    """Values of each person-month, and those that only the reference engine can compute."""
    made = program.run(frames_of(program, inputs, backend), backend.persist)
    tables: dict[Key, pl.DataFrame] = {key: backend.collected(f) for key, f in made.items()}
    found: list[dict[str, Any]] = [{} for _ in inputs]
    for name, output in program.outputs.items():
        frame = tables[output.key]
        columns = [output.column, *sorted(output.value.under.names)]
        order = ["pm"] if output.key == MONTHLY else ["pm", "i"]
        picked = frame.sort(order).select("pm", *columns)
        if output.key != MONTHLY:
            for one in found:
                one[name] = []
        for row in picked.iter_rows(named=True):
            value = _value(row, output)
            if output.key == MONTHLY:
                found[row["pm"]][name] = value
            else:
                found[row["pm"]][name].append(value)
    return found, _asked(program, tables[MONTHLY])


def _value(row: dict[str, Any], output: Any) -> Any:
    value = row[output.column]
    if not output.value.type.numeric or value is None:
        return value
    number = Fraction(int(value), output.value.under.constant)
    for name, _ in output.value.under.factors:
        number /= int(row[name])
    return number


def differences(profile: Profile, inputs: Sequence[Inputs], backend: Backend) -> list[str]:
    """What the two engines tell differently."""
    program = program_of(profile)
    found, asked = columnar_values(program, inputs, backend)
    wrong = []
    for pm, one in enumerate(inputs):
        if pm in asked:
            continue
        wanted = reference_values(profile, one)
        for name, value in wanted.items():
            if found[pm][name] != value:
                wrong.append(f"{name}: {value} but {found[pm][name]} ({one.employee.nip})")
    return wrong
