"""Every quantity of a computed month with its formula and value, as plain data.

Formulas are written as a profile writes them, with the names of the plan; values as the result's
JSON writes them. Nothing here is rounded and nothing depends on a language, except the labels.
"""

from __future__ import annotations

from typing import Any

from masker_rules.engine.result import Result
from masker_rules.engine.words import Words
from masker_rules.explain.formulas import formula
from masker_rules.explain.values import At, NotKnownError, Values, plain
from masker_rules.language.plan import MONTH, Quantity

__all__ = ["trace_dict"]


def trace_dict(result: Result, lang: str = "id") -> dict[str, object]:
    """How everything in a result came about.

    Args:
        result: A result of `masker_rules.compute`.
        lang: Language of labels and sources.

    Returns:
        `inputs`: month facts as read and the rows of each grain by date; `quantities`: name,
        grain, unit, role, label, formula, value (a list, one per row, where the grain is not
        `month`), source and place. A value that a missing input leaves open is the text `?`.
    """
    head = {"nip": result.nip, "period": str(result.period), "status": result.status}
    computation = result.computation
    if computation is None:
        return {**head, "inputs": {"facts": {}, "rows": {}}, "quantities": []}
    values, words = Values(computation), Words(computation.plan, lang)
    return {
        **head,
        "inputs": {"facts": _facts(values), "rows": _rows(values)},
        "quantities": [_quantity(item, values, words) for item in computation.plan.quantities],
    }


def _facts(values: Values) -> dict[str, object]:
    computation = values.computation
    found: dict[str, Any] = {}
    for name, value in computation.inputs.facts.items():
        item = computation.plan.inputs.get(name)
        if name in computation.doubts.facts:
            found[name] = "?"
        elif item is not None:
            found[name] = plain(values.fact(MONTH, name, item.type), item.type.unit)
        else:
            found[name] = value
    return found


def _rows(values: Values) -> dict[str, list[str | None]]:
    found = {}
    for grain in values.computation.inputs.rows:
        days = [values.date(place) for place in values.places(grain)]
        found[grain] = [day.isoformat() if day is not None else None for day in days]
    return found


def _quantity(item: Quantity, values: Values, words: Words) -> dict[str, object]:
    if item.grain == MONTH:
        value: Any = _value(item, values, At(MONTH))
    else:
        value = [_value(item, values, place) for place in values.places(item.grain)]
    return {
        "name": item.name,
        "grain": item.grain,
        "unit": item.type.unit.value,
        "role": item.role,
        "label": words.quantity(item.name),
        "formula": formula(item.expr),
        "value": value,
        "source": item.source.text(words.lang),
        "place": str(item.place),
    }


def _value(item: Quantity, values: Values, at: At) -> str | int | bool | None:
    try:
        return plain(values.quantity(item.name, at), item.type.unit)
    except NotKnownError:
        return "?"
