"""A test can fail: it asserts something, and nothing that is true of every value."""

from __future__ import annotations

import ast
from itertools import chain

import pytest

#: They refuse what is wrong, so that calling them is a test; all others are found by reading.
REFUSING = frozenset({"check_law", "load_profile", "raises", "warns", "fail"})
ALWAYS_TRUE = (ast.Tuple, ast.List, ast.Dict, ast.Set, ast.GeneratorExp, ast.Lambda, ast.JoinedStr)


@pytest.fixture(scope="module")
def sources(root):
    """Every module of tests, by its path."""
    paths = chain((root / "tests").rglob("*.py"), (root / "examples").glob("*/tests/*.py"))
    return {str(path.relative_to(root)): ast.parse(path.read_text("utf-8")) for path in paths}


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def called(function):
    """Names of all that is called, without the module or the object."""
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {
        call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls
    }


def asserts(function):
    return any(isinstance(node, ast.Assert) for node in ast.walk(function))


def checking(trees):
    """Names of functions that assert, or call one that does."""
    known = set(REFUSING)
    every = [function for tree in trees for function in functions(tree)]
    while more := {f.name for f in every if asserts(f) or called(f) & known} - known:
        known |= more
    return known


def without_assertion(tree, known):
    tests = [f for f in functions(tree) if f.name.startswith("test_")]
    return [f.lineno for f in tests if not asserts(f) and not called(f) & known]


def always_true(test):
    """Whether a condition holds for every value, or wherever a constant of the module says so."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ALWAYS_TRUE):
        return bool(getattr(test, "elts", getattr(test, "keys", True)))
    if isinstance(test, ast.BoolOp):
        decided = [always_true(one) or is_constant_of_the_module(one) for one in test.values]
        return any(decided) if isinstance(test.op, ast.Or) else all(decided)
    return isinstance(test, ast.Compare) and compares_nothing(test)


def is_constant_of_the_module(test):
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return is_constant_of_the_module(test.operand)
    return isinstance(test, ast.Name) and test.id.isupper()


def compares_nothing(test):
    """A thing with itself, or a length that is at least nothing."""
    left, right = test.left, test.comparators[-1]
    if ast.dump(left) == ast.dump(right):
        return isinstance(test.ops[-1], (ast.Eq, ast.LtE, ast.GtE, ast.Is))
    length = isinstance(left, ast.Call) and ast.unparse(left.func) == "len"
    zero = isinstance(right, ast.Constant) and right.value == 0
    return length and zero and isinstance(test.ops[-1], ast.GtE)


def true_of_everything(tree):
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    return [node.lineno for node in found if always_true(node.test)]


@pytest.mark.slow
def test_tests_when_read_then_each_asserts_something(sources):
    known = checking(sources.values())
    found = [
        f"{at}:{line}" for at, tree in sources.items() for line in without_assertion(tree, known)
    ]
    assert not found, f"nothing is asserted: {found}"


def test_assertions_when_read_then_none_is_true_of_everything(sources):
    found = [f"{at}:{line}" for at, tree in sources.items() for line in true_of_everything(tree)]
    assert not found, f"these cannot fail: {found}"


@pytest.mark.parametrize(
    "condition",
    [
        *("True", "'words'", "(x == 1, 'words')", "[x]", "(y for y in x)", "f'{x}'"),
        *("x > 1 or True", "x > 1 or not MANY", "x > 1 or MANY", "True and (x,)"),
        *("x == x", "x.y(1) == x.y(1)", "len(x) >= 0"),
    ],
)
def test_condition_when_it_holds_for_everything_then_found(condition):
    assert true_of_everything(ast.parse(f"assert {condition}")) == [1]


@pytest.mark.parametrize(
    "condition",
    [
        *("x", "[y for y in x]", "[]", "()", "False", "x == y", "x != x", "x < x", "len(x) >= 1"),
        *("x > 1 or y", "MANY", "x > 1 and MANY", "x(1) == x(2)"),
    ],
)
def test_condition_when_a_value_breaks_it_then_left_alone(condition):
    assert true_of_everything(ast.parse(f"assert {condition}")) == []


def test_function_when_only_its_helper_asserts_then_it_does():
    helper = "def deeper(x):\n    assert x\ndef helper(x):\n    deeper(x)\n"
    tree = ast.parse(f"{helper}def test_a():\n    helper(1)\ndef test_b():\n    print(1)\n")
    assert without_assertion(tree, checking([tree])) == [7]
