"""No float, neither in a column nor on the way to one."""

import ast
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hybrid import inputs_of, walk_of
from long_runs import some_of

from masker_rules.columnar.intake import read_frames
from masker_rules.columnar.runner import run_frames
from masker_rules.engine.profile import load_profile
from masker_rules.engine.vectors import Vector
from masker_rules.engine.walker import Walk
from masker_rules.errors import MaskerRulesError
from masker_rules.periods import Month
from masker_rules.testing.cases import Trial, alone, cases_beside, period_of

SOURCES = Path(__file__).parents[2] / "src" / "masker_rules"
ENGINE = [
    *sorted((SOURCES / "columnar").glob("*.py")),
    # Distances on a sphere are no money and no minutes.
    *(p for p in sorted((SOURCES / "attendance").glob("*.py")) if p.stem != "evidence"),
    *(SOURCES / "engine" / f"{name}.py" for name in ("chunk", "vectors", "gathering", "walker")),
]
FOLDERS = sorted(path.parent for path in (SOURCES / "profiles").rglob("profile.yaml"))
PACK = Path(__file__).parents[2] / "examples" / "banggai-kepulauan-2026-03" / "pack"
PROFILE = "id/kab-banggai-kepulauan"
FLOATS = {"Float32", "Float64"}


@pytest.fixture
def seen(monkeypatch):
    """The types of every frame that is computed."""
    found: list[str] = []
    collect = pl.LazyFrame.collect

    def collected(self: pl.LazyFrame, *args: Any, **more: Any) -> Any:
        found.extend(str(kind) for kind in self.collect_schema().dtypes())
        return collect(self, *args, **more)

    monkeypatch.setattr(pl.LazyFrame, "collect", collected)
    return found


#: 64-bit integers, flags, and Python's own integers.
EXACT = {np.dtype(np.int64), np.dtype(bool), np.dtype(object)}


@pytest.fixture
def vectors(monkeypatch):
    """Every vector that is made, of the steps of a walk as of its facts."""
    found: list[Vector] = []
    begin = Vector.__init__

    def made(self: Vector, *args: Any, **more: Any) -> None:
        begin(self, *args, **more)
        found.append(self)

    monkeypatch.setattr(Vector, "__init__", made)
    return found


def test_no_column_of_a_run_is_a_float(seen: list[str], vectors: list[Vector]):
    ran = run_frames(load_profile(PROFILE), read_frames(PACK), [Month(2026, 3)])

    assert ran.in_frames > 20
    assert len(seen) > 10
    assert not FLOATS & set(seen)
    assert len(vectors) > 100
    assert {one.top.dtype for one in vectors} <= EXACT


def walk_of_cases(folder: Path) -> Walk:
    profile = alone(load_profile(folder))
    inputs = []
    for case in cases_beside(profile):
        try:
            pack = Trial.of(case, profile).pack
        except MaskerRulesError:
            continue  # the case is about this error
        inputs += inputs_of(profile, pack, [period_of(case)])
    assert len(inputs) > 10
    return walk_of(profile, inputs)


@pytest.mark.parametrize(
    "folder", some_of(FOLDERS), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_no_vector_of_a_walk_is_a_float(folder: Path, vectors: list[Vector]):
    """Neither what comes out nor any step on the way there."""
    made = walk_of_cases(folder)

    assert len(vectors) > len(made.plan.quantities) > 30
    arrays = [
        part for one in vectors for part in (one.top, one.below) if not isinstance(part, int)
    ]
    assert {array.dtype for array in arrays} <= EXACT
    objects = [array for array in arrays if array.dtype == object]
    assert {type(number) for array in objects for number in array} <= {int}
    assert all(one.none is None or one.none.dtype == bool for one in vectors)


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: f"{path.parent.name}/{path.stem}")
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
