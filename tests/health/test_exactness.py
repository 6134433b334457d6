"""No float on the way of money, minutes and percents (DESIGN D3); no clock in a result."""

from __future__ import annotations

import ast

# Doors where a float comes in from outside, or goes out: coordinates and accuracy of a punch,
# cells of a sheet.
DOORS = ("facts/", "attendance/evidence", "papers/xlsx")
CLOCKS = {"now", "today", "utcnow", "time_ns", "monotonic", "perf_counter", "localtime"}
#: How libraries of frames call them.
FLOATS = {"float", "Float32", "Float64"}
TIME_MODULES = {"datetime", "date", "time", "pendulum", "dt"}


def inside(modules):
    return {name: tree for name, tree in modules.items() if not name.startswith(DOORS)}


def test_floats_when_outside_the_doors_then_none(modules):
    found = [
        f"{name}:{node.lineno}"
        for name, tree in inside(modules).items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Attribute) and node.attr in FLOATS)
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert not found, f"floats outside {DOORS}; use exact quantities: {found}"


def test_clock_when_outside_the_command_line_then_never_read(modules):
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules.items()
        if not name.startswith("cli/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and ast.unparse(node.value).rpartition(".")[2] in TIME_MODULES
    ]
    assert not found, f"a result must not depend on the clock: {found}"
