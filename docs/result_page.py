"""The page of every field of a result, from its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from masker_rules.engine.result_schema import result_schema

__all__ = ["result_page"]

Schema = dict[str, Any]


def result_page() -> list[str]:
    """The lines of the page: the whole, then each kind of object in it."""
    schema = result_schema()
    lines = [
        "# Every field of a result",
        "",
        "Made from the JSON Schema that `masker schema result` prints; what may change of it is",
        "told in [ADR 0105](../adr/0105-results-travel.md). In Python the same names are",
        "attributes of [the classes](api.md), money being whole rupiah and percents exact",
        "fractions; a frame and a workbook have them as columns.",
        "",
        schema["description"],
        "",
    ]
    lines += _section("The whole", schema, schema)
    for name, own in schema["$defs"].items():
        if own.get("properties"):
            lines += _section(f"`{name}`", own, schema)
    return lines


def _section(title: str, own: Schema, root: Schema) -> list[str]:
    lines = [f"## {title}", ""]
    lines += [own["description"], ""] if own is not root and "description" in own else []
    lines += ["| field | is | means | example |", "|---|---|---|---|"]
    for path, field in _fields(own, ""):
        cells = (f"`{path}`", _kind(field, root), _meaning(field, root), _example(field, root))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def _fields(own: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    for name, field in own.get("properties", {}).items():
        yield f"{path}{name}", field
        yield from _fields(field, f"{path}{name}.")
        yield from _fields(field.get("items", {}), f"{path}{name}[].")


def _target(field: Schema, root: Schema) -> Schema:
    name = field.get("$ref", "").rpartition("/")[2]
    target: Schema = root["$defs"][name] if name else {}
    return target


def _kind(field: Schema, root: Schema) -> str:
    target = _target(field, root)
    if target.get("properties"):
        return f"[{field['$ref'].rpartition('/')[2]}](#{field['$ref'].rpartition('/')[2]})"
    if "enum" in field:
        return ", ".join(f"`{word}`" for word in field["enum"])
    kinds = field.get("type", target.get("type", "string"))
    if kinds == "array":
        items = field.get("items", {})
        each = _kind(items, root) if items else "any"
        return f"list of {each}"
    return " or ".join([kinds] if isinstance(kinds, str) else kinds)


def _meaning(field: Schema, root: Schema) -> str:
    text: str = field.get("description") or _target(field, root).get("description", "")
    return text


def _example(field: Schema, root: Schema) -> str:
    found = field.get("examples") or _target(field, root).get("examples") or []
    return f"`{json.dumps(found[0], ensure_ascii=False)}`" if found else ""
