"""Changes to the nodes of a YAML file: another text, another key, something taken out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from masker_rules.yamltext import Mapping, Node, Scalar, Sequence

__all__ = ["Edit", "Step", "apply_edits", "drop", "put", "rename", "rewrite"]

#: A key of a mapping or an index of a list.
Step = str | int


@dataclass(frozen=True, slots=True)
class Edit:
    """One change.

    Attributes:
        steps: Where, from the root of the file.
        text: The new text of the leaf, or of the key that the last step names.
        what: `text`, `key` or `drop`.
        node: What stands there instead of a leaf.
    """

    steps: tuple[Step, ...]
    text: str
    what: str
    node: Node | None = None


def rewrite(steps: tuple[Step, ...], text: str) -> Edit:
    """The leaf at `steps` says `text`; where there is none yet, it is added."""
    return Edit(steps, text, "text")


def put(steps: tuple[Step, ...], node: Node) -> Edit:
    """What stands at `steps` is `node`; where there is nothing yet, it is added."""
    return Edit(steps, "", "text", node)


def rename(steps: tuple[Step, ...], key: str) -> Edit:
    """The key that the last of `steps` names is called `key`."""
    return Edit(steps, key, "key")


def drop(steps: tuple[Step, ...]) -> Edit:
    """What stands at `steps` is taken out."""
    return Edit(steps, "", "drop")


def apply_edits(root: Node, edits: Iterable[Edit]) -> Node:
    """A copy of the tree with every change.

    Every step names what stood there before the first change, so texts come before keys, and
    keys before what is taken out.
    """
    order = ("text", "key", "drop")
    for edit in sorted(edits, key=lambda item: order.index(item.what)):
        root = _applied(root, edit, edit.steps)
    return root


def _applied(node: Node, edit: Edit, steps: tuple[Step, ...]) -> Node:
    if not steps:
        return edit.node or Scalar(edit.text, node.place)
    step, rest = steps[0], steps[1:]
    if isinstance(node, Sequence) and isinstance(step, int):
        items = list(node.items)
        if edit.what == "drop" and not rest:
            del items[step]
        else:
            items[step] = _applied(items[step], edit, rest)
        return Sequence(tuple(items), node.place)
    assert isinstance(node, Mapping)
    assert isinstance(step, str)
    if not rest and edit.what != "text":
        return _without(node, step) if edit.what == "drop" else _renamed(node, step, edit.text)
    nothing: Node = Mapping({}, {}, node.place) if rest else Scalar("", node.place)
    child = node.get(step) or nothing
    entries = {**node.entries, step: _applied(child, edit, rest)}
    return Mapping(entries, {step: node.place, **node.key_places}, node.place)


def _without(node: Mapping, key: str) -> Mapping:
    entries = {name: child for name, child in node.entries.items() if name != key}
    return Mapping(entries, node.key_places, node.place)


def _renamed(node: Mapping, key: str, new: str) -> Mapping:
    entries = {new if name == key else name: child for name, child in node.entries.items()}
    places = {new if name == key else name: place for name, place in node.key_places.items()}
    return Mapping(entries, places, node.place)
