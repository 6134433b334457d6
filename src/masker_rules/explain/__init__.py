"""Explanations, made from the plan and the values it was computed with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from masker_rules.explain.also import Also
from masker_rules.texts import harmless, json_text

if TYPE_CHECKING:
    from masker_rules.engine.result import Result

__all__ = ["Also", "explain_dict", "explain_html", "explain_json", "explain_text", "trace_dict"]


def explain_text(result: Result, lang: str = "id", *, also: Sequence[Also] = ()) -> str:
    """Why a person gets this amount, as plain text.

    Args:
        result: A result of `masker_rules.compute`.
        lang: `id` or `en`.
        also: What else is told of it, each as a section at the end: of `masker_rules.restore` what
            can still be put right.

    Returns:
        Each day that cost something, each part, each line of pay, with formulas that can be
        redone on a calculator and the article of each.

    Raises:
        RequestError: the result was read back or sent, so that its facts are not there
            [explanation-needs-facts].
    """
    from masker_rules.explain.sections import explanation_of  # noqa: PLC0415
    from masker_rules.explain.text import text_of  # noqa: PLC0415

    return harmless(text_of(explanation_of(result, lang, also)))


def explain_html(result: Result, lang: str = "id", *, also: Sequence[Also] = ()) -> str:
    """The same as one HTML page that needs no network and prints on A4 or F4.

    Args:
        result: A result of `masker_rules.compute`.
        lang: `id` or `en`.
        also: As of :func:`explain_text`.

    Raises:
        RequestError: as :func:`explain_text`.
    """
    from masker_rules.explain.page import page_of  # noqa: PLC0415
    from masker_rules.explain.sections import explanation_of  # noqa: PLC0415

    return page_of(explanation_of(result, lang, also))


def explain_dict(
    result: Result, lang: str = "id", *, also: Sequence[Also] = ()
) -> dict[str, object]:
    """The same as data for JSON, with exact values beside the words.

    Args:
        result: A result of `masker_rules.compute`.
        lang: `id` or `en`.
        also: As of :func:`explain_text`.

    Returns:
        `nip`, `period`, `status`, `lang`, `title`, `head` (what stands above), `cautions`, and
        `sections`, each with `entries` whose `lines` are calculations: `formula`, `result`, and
        the exact `value` with its `unit`; of a month beside another `bars`.

    Raises:
        RequestError: as :func:`explain_text`.
    """
    from masker_rules.explain.sections import explanation_of  # noqa: PLC0415

    head = {"nip": result.nip, "period": str(result.period), "status": result.status}
    return {**head, **explanation_of(result, lang, also).as_dict()}


def explain_json(result: Result, lang: str = "id", *, trace: bool = False) -> str:
    """The same as JSON, as `masker explain --format json` writes it.

    Args:
        result: A result of `masker_rules.compute`.
        lang: `id` or `en`.
        trace: With every quantity of the month beside it, as :func:`trace_dict` has it.

    Returns:
        One JSON object and a line end: the same result gives the same bytes.

    Raises:
        RequestError: as :func:`explain_text`.
    """
    told = explain_dict(result, lang)
    if trace:
        told["trace"] = trace_dict(result, lang)
    return json_text(told) + "\n"


def trace_dict(result: Result, lang: str = "id") -> dict[str, object]:
    """Every quantity of the month with its formula and value, as data for JSON.

    Args:
        result: A result of `masker_rules.compute`.
        lang: Language of labels and sources, `id` or `en`.

    Returns:
        `inputs`: month facts as read and the rows of each grain by date; `quantities`: name,
        grain, unit, role, label, formula, value (a list, one per row, where the grain is not
        `month`), source and place. A value that a missing input leaves open is the text `?`.
    """
    from masker_rules.explain import trace  # noqa: PLC0415

    return trace.trace_dict(result, lang)
