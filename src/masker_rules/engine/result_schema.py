"""JSON Schema of the results of a run."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

__all__ = ["result_schema"]


def result_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what `Results.to_json` writes."""
    text = (files(__package__) / "result.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
