"""No float, neither in a column nor on the way to one."""

import ast
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hybrid import frames_of, inputs_of, program_of

from masker_rules.columnar.backends import Backend, DuckBackend, PolarsBackend
from masker_rules.columnar.intake import read_frames
from masker_rules.columnar.runner import run_frames
from masker_rules.engine.profile import load_profile
from masker_rules.facts import read_pack
from masker_rules.periods import Month

ENGINE = sorted((Path(__file__).parents[2] / "src" / "masker_rules" / "columnar").glob("*.py"))
PACK = Path(__file__).parents[2] / "examples" / "banggai-kepulauan-2026-03" / "pack"
PROFILE = "id/kab-banggai-kepulauan"
FLOATS = {"Float32", "Float64"}


def checked(backend: Backend, seen: list[str]) -> Backend:
    """A backend that notes the types of every frame that it computes."""
    persist, collected = backend.persist, backend.collected

    def look(frame: nw.LazyFrame[Any]) -> None:
        seen.extend(str(kind) for kind in frame.collect_schema().values())

    def persisted(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        look(frame)
        return persist(frame)

    def in_memory(frame: nw.LazyFrame[Any]) -> pl.DataFrame:
        look(frame)
        return collected(frame)

    backend.persist, backend.collected = persisted, in_memory
    return backend


@pytest.mark.parametrize(
    "kind", [PolarsBackend, pytest.param(DuckBackend, marks=pytest.mark.slow)]
)
def test_no_column_of_a_run_is_a_float(kind: type[Backend]):
    seen: list[str] = []
    months = [Month(2026, 3)]

    ran = run_frames(
        load_profile(PROFILE), read_frames(PACK), months, backend=checked(kind(), seen)
    )

    assert ran.in_frames > 20
    assert len(seen) > 100
    assert not FLOATS & set(seen)


@pytest.mark.parametrize("kind", [PolarsBackend, DuckBackend])
def test_no_column_of_a_plan_is_a_float(kind: type[Backend]):
    """Barru divides by counts, targets and hours."""
    profile = load_profile("id/kab-barru")
    inputs = list(inputs_of(profile, read_pack(PACK), [Month(2026, 3)]))
    seen: list[str] = []
    program, backend = program_of(profile), checked(kind(), seen)

    program.run(frames_of(program, inputs, backend), backend.persist)

    assert len(seen) > 100
    assert not FLOATS & set(seen)


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.stem)
def test_nothing_divides_with_a_point(path: Path):
    """Exact fractions are made by `Fraction(a, b)`."""
    tree = ast.parse(path.read_text("utf-8"))
    divisions = [node for node in ast.walk(tree) if isinstance(node, ast.Div)]
    floats = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    means = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"mean", "Float32", "Float64"}
    ]

    assert not divisions
    assert not floats
    assert not means
