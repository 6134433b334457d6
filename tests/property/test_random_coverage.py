"""What random regulations are made of: everything that the language has, or a reason why not."""

from __future__ import annotations

import json
import re
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from pydantic import BaseModel
from random_names import PRELUDE, seeded
from random_regulations import random_profile

import masker_rules as mr
from masker_rules import yamltext
from masker_rules.language import plan, schema
from masker_rules.language.catalogue import catalogue
from masker_rules.language.check import FUNCTIONS
from masker_rules.language.expressions import walk
from masker_rules.language.lower import STATUSES
from masker_rules.language.pay import LINE_KINDS
from masker_rules.language.plan import Plan
from masker_rules.units import Mode

SEEDS = range(400)
LOADED = range(120)
#: Classes of `plan` that are no node: what others are made of, or the whole.
NO_NODES = {"Condition", "Expr", "Named", "Plan", "Pool", "Post", "Quantity"} | {
    "Correction", "Deadline", "Quota",  # they decide no amount: see `Profile.corrections`
    "DayLimit",  # it only tells which quantities an explanation sets beside each other
    "Balance",  # see `Profile.balances`
}  # fmt: skip
AGGREGATES = (
    "sum", "count", "any", "all", "highest", "lowest", "nth", "running", "longest_run",
)  # fmt: skip
WINDOWS = ("year", "semester", "quarter", "earlier in", "last", "previous")
#: Key of a model that is not drawn, and why.
NOT_DRAWN: dict[str, str] = {
    "EmptyModel.means": "tests/unit/engine/test_empty_cells.py lays it over random regulations",
    "EmptyModel.source": "as `means`",
    "Profile.empty": "as `means`",
    "Profile.doubts": "tests/unit/engine/test_dubious.py says it of every code",
    "Profile.corrections": "tests/unit/corrections/test_restore.py: it decides no amount",
    "CorrectionModel.tables": "as `Profile.corrections`",
    "CorrectionModel.deadline": "as `Profile.corrections`",
    "CorrectionModel.decided_by": "as `Profile.corrections`",
    "CorrectionModel.fixed": "as `Profile.corrections`",
    "CorrectionModel.source": "as `Profile.corrections`",
    "CorrectionModel.note": "as `Profile.corrections`",
    "Profile.quotas": "as `Profile.corrections`",
    "QuotaModel.days": "as `Profile.corrections`",
    "QuotaModel.asked": "as `Profile.corrections`",
    "QuotaModel.counted": "as `Profile.corrections`",
    "QuotaModel.fixed": "as `Profile.corrections`",
    "QuotaModel.source": "as `Profile.corrections`",
    "QuotaModel.note": "as `Profile.corrections`",
    "Profile.spells": "tests/unit/engine/test_leave_of_a_year.py says it of each word",
    "LineModel.at_least": "tests/unit/engine/test_limits_and_rounding.py, by hand",
    "LineModel.at_most": "as `at_least`",
    "LineModel.carry": "as `at_least`",
    "PartModel.round_left": "as `at_least`",
    "Header.start": "tests/unit/explain/test_explain_page.py: it decides nothing",
    "Header.run": "tests/unit/engine/test_runs.py: a run is a regulation of its own",
    "Header.months": "as `run`",
    "Profile.runs": "as `run`",
    "Profile.balances": "tests/unit/engine/test_balances.py draws months by hand",
    **{
        f"BalanceModel.{field.alias or name}": "as `balances`"
        for name, field in schema.BalanceModel.model_fields.items()
    },
    **{
        f"RunModel.{field.alias or name}": "as `run`"
        for name, field in schema.RunModel.model_fields.items()
    },
}


@cache
def documents() -> list[dict[str, Any]]:
    return [random_profile(seeded(seed)) for seed in SEEDS]


@cache
def text() -> str:
    return json.dumps(documents())


@cache
def plans() -> list[Plan]:
    found = []
    for document in documents()[: len(LOADED)]:
        try:
            found.append(mr.load_profile(document).plan)
        except mr.ProfileError:
            continue
    return found


# ------------------------------------------------------------------ keys of the schema
def keys_of(kind: Any, node: Any) -> Iterator[str]:
    """`Model.key` for every key that stands under a node of a declared kind."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        yield from keys_of(args[0], node)
    elif origin in {typing.Union, types.UnionType}:
        yield from keys_of(_chosen(args, node), node)
    elif origin is dict and isinstance(node, dict):
        for value in node.values():
            yield from keys_of(args[1], value)
    elif origin is list and isinstance(node, list):
        for value in node:
            yield from keys_of(args[0], value)
    elif isinstance(kind, type) and issubclass(kind, BaseModel) and isinstance(node, dict):
        for name, field in kind.model_fields.items():
            key = field.alias or name
            if key in node:
                yield f"{kind.__name__}.{key}"
                yield from keys_of(field.annotation, node[key])


def _chosen(kinds: tuple[Any, ...], node: Any) -> Any:
    """Which of several forms an author took."""
    if not isinstance(node, dict):
        return next((k for k in kinds if typing.get_origin(k) is list), str)
    models = [k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)]
    fits = [m for m in models if set(node) <= {f.alias or n for n, f in m.model_fields.items()}]
    return fits[0] if fits else dict[str, str]


def test_keys_when_many_drawn_then_each_stands_somewhere() -> None:
    models = [m for m in vars(schema).values() if isinstance(m, type)]
    known = {
        f"{model.__name__}.{field.alias or name}"
        for model in models
        if issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }

    drawn = {key for document in documents() for key in keys_of(schema.Profile, document)}

    assert known - drawn == set(NOT_DRAWN)


# ------------------------------------------------------------------ formulas
def test_formulas_when_many_drawn_then_each_function_is_used() -> None:
    missing = [name for name in (*FUNCTIONS, *AGGREGATES) if not re.search(rf"\b{name}\(", text())]

    assert missing == []


def test_formulas_when_many_drawn_then_each_operator_and_window_is_used() -> None:
    words = (" and ", " or ", "not ", " exists", " in (", " not in ", " where ", " per ", " of ",
             "unknown", " carried ", "if ", " * ", " / ", " + ", " - ", " = ", " != ", " < ",
             " <= ", " > ", " >= ", *(f" over {window}" for window in WINDOWS))  # fmt: skip

    assert [word for word in words if word not in text()] == []


def test_formulas_when_many_drawn_then_each_fact_is_named() -> None:
    missing = [
        f"{grain}.{name}"
        for grain, rows in catalogue().items()
        for name, fact in rows.facts.items()
        if not re.search(rf"\b{name}\b", text())
    ]

    assert missing == []


def test_prelude_when_listed_then_as_in_the_file() -> None:
    from importlib.resources import files

    raw = (files("masker_rules.language") / "std" / "std.yaml").read_bytes()
    root = yamltext.plain(yamltext.parse_yaml(raw, "std.yaml"))

    assert {named.text for named in PRELUDE} == {*root["quantities"], *root["inputs"]}


def test_choices_when_many_drawn_then_each_is_taken() -> None:
    choices = (*STATUSES, *LINE_KINDS, *(mode.value for mode in Mode), "working_days",
               "calendar_days", "first day", "last day", "day 15", "full", "nothing", "queue",
               "together", "marginal", "each", "whole day", "excluded", "included")  # fmt: skip

    assert [word for word in choices if not re.search(rf'[" ]{word}"', text())] == []


# ------------------------------------------------------------------ plans
def nodes(made: Plan) -> Iterator[object]:
    """Everything that a plan is made of."""
    for quantity in made.quantities:
        yield from walk(quantity.expr)
    yield made.sharing
    yield from made.inputs.values()
    for several in (made.bases, made.charges, made.outcomes, made.lines, made.questions,
                    made.replacements, made.notices, made.brings, made.windows):  # fmt: skip
        yield from several
    yield from (window.window for window in made.windows)


@pytest.mark.slow
def test_plans_when_many_loaded_then_each_node_is_there() -> None:
    known = {
        name
        for name in plan.__all__
        if isinstance(getattr(plan, name), type) and name not in NO_NODES
    }

    drawn = {type(node).__name__ for made in plans() for node in nodes(made)}

    assert known - drawn == set()


def test_plans_when_many_loaded_then_each_kind_of_node_is_there() -> None:
    everything = [node for made in plans() for node in nodes(made)]
    gathered = {node.kind for node in everything if isinstance(node, plan.Gather)}
    windows = {(n.window.unit, n.window.cut) for n in everything if isinstance(n, plan.OpenWindow)}
    grains = {q.grain for made in plans() for q in made.quantities if q.role != "prelude"}
    outcomes = {node.status for node in everything if isinstance(node, plan.Outcome)}
    sharing = {made.sharing.by for made in plans()} | {made.sharing.service for made in plans()}

    assert gathered == set(AGGREGATES) - {"nth", "running"}
    assert {unit for unit, _ in windows} == {"month", "quarter", "semester", "year"}
    assert {cut for _, cut in windows} == {"here", "before", ""}
    assert grains == set(catalogue())
    assert outcomes == {"zero", "postponed", "withheld"}
    assert sharing == {"working_days", "calendar_days", "day", "share", "full", "nothing"}
    assert {made.sanctions.queue for made in plans()} == {True, False}
