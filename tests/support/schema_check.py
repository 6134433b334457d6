"""As much of JSON Schema as the schemas of a result and of a profile use."""

from __future__ import annotations

import re

_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
    "boolean": bool,
}
_NAMES = """
    $schema $defs $ref title description examples type enum const pattern minimum required
    properties additionalProperties propertyNames items allOf anyOf if then else default x-range
"""
KNOWN = frozenset(_NAMES.split())


def faults(value, schema, root=None, path="$"):
    """Where `value` is not what `schema` says, in words."""
    root = root or schema
    unknown = set(schema) - KNOWN
    assert not unknown, f"teach this validator {unknown}"
    if "$ref" in schema:
        target = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        yield from faults(value, target, root, path)
    yield from _plain(value, schema, path)
    if isinstance(value, dict):
        yield from _object(value, schema, root, path)
    if isinstance(value, list) and "items" in schema:
        for at, item in enumerate(value):
            yield from faults(item, schema["items"], root, f"{path}[{at}]")
    for part in schema.get("allOf", ()):
        yield from faults(value, part, root, path)
    if "anyOf" in schema:
        forms = [list(faults(value, form, root, path)) for form in schema["anyOf"]]
        if all(forms):
            yield from min(forms, key=len)
    if "if" in schema:
        holds = not list(faults(value, schema["if"], root, path))
        yield from faults(value, schema.get("then" if holds else "else", {}), root, path)


def _plain(value, schema, path):
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(_is(value, name) for name in names):
            yield f"{path}: {value!r} is no {names}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value!r} is not {schema['const']!r}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{path}: {value!r} does not match {schema['pattern']}"
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{path}: {value} is too small"


def _is(value, name):
    if isinstance(value, bool) and name != "boolean":
        return False
    return isinstance(value, _TYPES[name])


def _object(value, schema, root, path):
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}: {name} is missing"
    known = schema.get("properties", {})
    for name, child in value.items():
        yield from faults(name, schema.get("propertyNames", {}), root, f"{path}: {name}")
        if name in known:
            yield from faults(child, known[name], root, f"{path}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{path}: {name} is not known"
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from faults(child, schema["additionalProperties"], root, f"{path}.{name}")
