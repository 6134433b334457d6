"""Explanations, made from the plan and the values it was computed with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from masker_rules.texts import harmless

if TYPE_CHECKING:
    from masker_rules.engine.result import Result

__all__ = ["explain_dict", "explain_html", "explain_text", "trace_dict"]


def explain_text(result: Result, lang: str = "id") -> str:
    """Why a person gets this amount, as plain text.

    Args:
        result: A result of `masker_rules.compute`.
        lang: `id` or `en`.

    Returns:
        Each day that cost something, each part, each line of pay, with formulas that can be
        redone on a calculator and the article of each.
    """
    from masker_rules.explain.sections import explanation_of  # noqa: PLC0415
    from masker_rules.explain.text import text_of  # noqa: PLC0415

    return harmless(text_of(explanation_of(result, lang)))


def explain_html(result: Result, lang: str = "id") -> str:
    """The same as one HTML page that needs no network and prints on A4 or F4."""
    from masker_rules.explain.page import page_of  # noqa: PLC0415
    from masker_rules.explain.sections import explanation_of  # noqa: PLC0415

    return page_of(explanation_of(result, lang))


def explain_dict(result: Result, lang: str = "id") -> dict[str, Any]:
    """The same as data for JSON, with exact values beside the words."""
    from masker_rules.explain.sections import explanation_of  # noqa: PLC0415

    head = {"nip": result.nip, "period": str(result.period), "status": result.status}
    return {**head, **explanation_of(result, lang).as_dict()}


def trace_dict(result: Result, lang: str = "id") -> dict[str, Any]:
    """Every quantity of the month with its formula and value, as data for JSON.

    See :func:`masker_rules.explain.trace.trace_dict` for the shape.
    """
    from masker_rules.explain import trace  # noqa: PLC0415

    return trace.trace_dict(result, lang)
