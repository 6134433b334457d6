"""A comparison as a workbook that people read: its tables for each draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from masker_rules.engine.workbook import Headings, Row, Sheets, cell_in_words, number_cell
from masker_rules.texts import render

if TYPE_CHECKING:
    from masker_rules.review.comparison import Comparison

__all__ = ["comparison_sheets"]

CAUSES = "causes"


def comparison_sheets(found: Comparison, lang: str, tables: Sequence[str]) -> Sheets:
    """The workbook of a comparison: its tables for each draft, and their columns."""
    headings, sheets = Headings(lang), Sheets()
    for index in range(len(found.effects)):
        mark = f"{index + 1} " if len(found.effects) > 1 else ""
        for name in tables:
            rows = found.table(name, index, lang)
            labels = _causes_of(found, index, lang)
            told = [_flat(name, row, lang) for row in rows]
            columns = dict.fromkeys(key for row in told for key in row)
            whole = [{key: row.get(key) for key in columns} for row in told]
            sheets[f"{mark}{headings.sheet(name)}"] = headings.rows(name, whole, labels)
    named = {tuple(row.items()): row for row in headings.columns}
    return {**sheets, headings.sheet("columns"): [*named.values()]}


def _causes_of(found: Comparison, index: int, lang: str) -> dict[str, str]:
    """What the causes of changes are called, by the column in which their money stands."""
    told = {}
    for row in found.table("findings", index, lang):
        code = f"[{row['code']}]" if row["code"] else ""
        told[f"{CAUSES}: {row['path']}{code}"] = f"{row['label']} {code}".rstrip() + " (Rp)"
    return told


def _flat(table: str, row: Mapping[str, Any], lang: str) -> Row:
    """A row in words, its causes as columns of their own."""
    found: Row = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= {f"{name}: {key}": number_cell(one, lang) for key, one in value.items()}
        else:
            found[name] = cell_in_words(table, name, value, lang)
    if table in {"groups", "equity"}:
        unknown = render(lang, "review.group.unknown", {})
        found["group"] = cell_in_words(table, row["dimension"], row["group"], lang) or unknown
    return found
