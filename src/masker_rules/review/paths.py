"""Paths into a regulation, as `masker profiles show --numbers` and `diff` write them.

    path  = section "." item step*  |  section step*
    step  = "." key  |  "[" cell "]"

The section is one of the file (`rules`, `parts`, `tables`, `amount` …), the item its id. `.key`
goes into a mapping. `[cell]` finds a row of a table by what it stands beside (`[31m..60m]`, cells
of several inputs joined with ` | `), a key that is no name (`[..2]`), or else the row or list
entry at a place counted from 1 (`[2]`). Of a row the value is meant; `rows` may be left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from masker_rules.errors import RequestError
from masker_rules.language.document import SINGLE, Document
from masker_rules.language.entries import Entry
from masker_rules.language.shape import whole_node
from masker_rules.testing.edits import Step
from masker_rules.yamltext import Mapping, Node, Scalar, Sequence

__all__ = ["Spot", "item_at", "spot_of"]

_STEP = re.compile(r"\.([^.\[\]]+)|\[([^\[\]]+)\]")
_HEAD = re.compile(r"[A-Za-z_]\w*")
#: A key and a cell, of which one is empty.
_Steps = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a path leads.

    Attributes:
        section, item: The item; `item` is empty for a section that is one.
        steps: From the item to the text, empty for the item itself.
        old: What is written there; None where the last key is not there yet.
    """

    section: str
    item: str
    steps: tuple[Step, ...]
    old: str | None


def spot_of(document: Document, path: str) -> Spot:
    """Where a path leads in a regulation.

    Raises:
        RequestError: it is no path [bad-path], or leads nowhere [no-such-path].
    """
    section, item, steps = _parsed(path)
    entry = item_at(document, section, item)
    if entry is None:
        known = sorted(document.section(section)) or sorted({*document.sections, *document.single})
        raise _nowhere(path, item or section, known)
    node = whole_node(entry)
    found: list[Step] = []
    for index, (key, cell) in enumerate(steps):
        is_last = index == len(steps) - 1
        if key and is_last and isinstance(node, Mapping) and key not in node.entries:
            return Spot(section, item, (*found, key), None)
        taken, node = _into(node, key, cell, path)
        found += taken
    if isinstance(node, Sequence) and found and isinstance(found[-1], int):
        found.append(len(node.items) - 1)
        node = node.items[-1]
    return Spot(section, item, tuple(found), node.text if isinstance(node, Scalar) else "…")


def item_at(document: Document, section: str, item: str) -> Entry | None:
    """An item as it stands; the header is the item `profile`."""
    if section == "profile":
        return document.header
    return document.section(section).get(item) if item else document.single.get(section)


def _parsed(path: str) -> tuple[str, str, _Steps]:
    head = _HEAD.match(path)
    section = head[0] if head else ""
    rest = path[len(section) :].strip()
    steps: _Steps = [(m[1] or "", m[2] or "") for m in _STEP.finditer(rest)]
    if not section or "".join(m[0] for m in _STEP.finditer(rest)) != rest:
        raise RequestError.of("bad-path", path=path)
    item = ""
    if section == "profile" or section in SINGLE:
        return section, item, [(key.strip(), " ".join(cell.split())) for key, cell in steps]
    if not steps or not steps[0][0]:
        raise RequestError.of("bad-path", path=path)
    item = steps.pop(0)[0].strip()
    return section, item, [(key.strip(), " ".join(cell.split())) for key, cell in steps]


def _into(node: Node, key: str, cell: str, path: str) -> tuple[list[Step], Node]:
    """One step down: how it goes, and what is there."""
    if isinstance(node, Mapping):
        name = key or cell
        if name in node.entries:
            return [name], node.entries[name]
        if cell and "rows" in node.entries:
            steps, found = _into(node.entries["rows"], "", cell, path)
            return ["rows", *steps], found
        if cell.isdigit() and 0 < int(cell) <= len(node.entries):
            name = list(node.entries)[int(cell) - 1]
            return [name], node.entries[name]
        raise _nowhere(path, name, list(node.entries))
    if isinstance(node, Sequence) and cell:
        cells = [_cells(item) for item in node.items]
        if cell in cells:
            return [cells.index(cell)], node.items[cells.index(cell)]
        if cell.isdigit() and 0 < int(cell) <= len(cells):
            return [int(cell) - 1], node.items[int(cell) - 1]
        raise _nowhere(path, cell, [text for text in cells if text])
    raise _nowhere(path, key or cell, [])


def _cells(row: Node) -> str:
    """What the value of a row stands beside."""
    if not isinstance(row, Sequence):
        return ""
    texts = [item.text if isinstance(item, Scalar) else "…" for item in row.items[:-1]]
    return " ".join(" | ".join(texts).split())


def _nowhere(path: str, step: str, known: list[str]) -> Exception:
    return RequestError.of("no-such-path", path=path, step=step, known=", ".join(known) or "–")
