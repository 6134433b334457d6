"""The page of every key of a profile, from its JSON Schema and the catalogs that describe it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from masker_rules.language import schema as schema_models
from masker_rules.language.schema import profile_schema

__all__ = ["keys_page"]

#: Where the language page tells of a section, with a runnable example.
TOLD = {
    "profile": "the-header",
    "sources": "sources",
    "terms": "terms",
    "words": "words-and-groups",
    "groups": "words-and-groups",
    "empty": "empty-cells",
    "inputs": "inputs",
    "hours": "hours-shifts-calendar",
    "shifts": "hours-shifts-calendar",
    "calendar": "hours-shifts-calendar",
    "expected_week": "hours-shifts-calendar",
    "punches": "punches",
    "events_every_day": "punches",
    "spells": "leave-and-where-a-day-lies-in-it",
    "rosters": "hours-shifts-calendar",
    "doubts": "doubts",
    "corrections": "corrections-and-quotas",
    "quotas": "corrections-and-quotas",
    "sanctions": "sanctions",
    "performance_month": "performance-month",
    "tables": "tables",
    "quantities": "quantities-series-counts",
    "pools": "pools",
    "balances": "balances",
    "series": "quantities-series-counts",
    "counts": "quantities-series-counts",
    "amount": "amount-and-parts",
    "parts": "amount-and-parts",
    "rules": "rules",
    "pay": "pay",
    "questions": "questions",
    "runs": "runs",
    "lint": "lint",
}


def keys_page() -> list[str]:
    """The lines of the page: a table of sections, then one of keys for each block."""
    schema = profile_schema("en")
    lines = [
        "# Every key of a profile",
        "",
        "Made from the [JSON Schema](../how-to/edit-with-completion.md) that editors use.",
        "What a section means, with an example that a test loads, stands in the",
        "[profile language](language.md); what a message means under [error codes](errors.md).",
        "",
        "| section | says | its entries |",
        "|---|---|---|",
    ]
    used: dict[str, list[str]] = {}
    for name, section in schema["properties"].items():
        blocks = list(dict.fromkeys(_blocks(section)))
        for block in blocks:
            used.setdefault(block, []).append(name)
        entries = ", ".join(f"[{_title(b)}](#{_title(b)})" for b in blocks) or "text"
        link = f"[`{name}`](language.md#{TOLD[name]})"
        lines.append(f"| {link} | {section['description']} | {entries} |")
    for block, model in schema["$defs"].items():
        lines += ["", f"## {_title(block)}", "", model["description"], ""]
        lines += ["| key | says | may be left out |", "|---|---|---|"]
        lines += [f"| `{key}` | {says} | {left} |" for key, says, left in _keys(block, model)]
    return lines


def _keys(block: str, model: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    fields = _required(block)
    for key, field in model["properties"].items():
        default = field.get("default", "")
        shown = f"yes, then `{default}`" if default not in ("", [], {}, None) else "yes"
        yield key, field["description"].replace("|", "\\|"), "no" if key in fields else shown


def _required(block: str) -> set[str]:
    """Keys that an entry must have, as the model says."""
    fields = getattr(schema_models, block).model_fields.items()
    return {field.alias or name for name, field in fields if field.is_required()}


def _blocks(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rpartition("/")[2]
        for child in node.values():
            yield from _blocks(child)
    elif isinstance(node, list):
        for child in node:
            yield from _blocks(child)


def _title(block: str) -> str:
    return block.removesuffix("Model").lower()
