"""A change of one place of a profile, as it is told, pasted and tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from masker_rules.engine.profile import Profile
from masker_rules.errors import Place
from masker_rules.language.articles import APART
from masker_rules.testing.edits import Step, drop, put
from masker_rules.testing.mutation import with_edits
from masker_rules.yamltext import Mapping, Node, Scalar, Sequence, parse_yaml

__all__ = [
    "WHOLES",
    "Change",
    "changed_by",
    "flow",
    "items_of",
    "leaf",
    "path_of",
    "texts_of",
    "written",
]

#: Keys whose texts are words for people.
WORDS = APART | {"basis", "flag", "title"}
#: What a percent may be of, where everything is meant: not every total can be cut.
WHOLES = ("total", "parts")
#: Texts that YAML reads as they stand, between braces too.
_PLAIN = re.compile(r"[\w.(<][^,:#\[\]{}]*(?<!\s)")


@dataclass(frozen=True, slots=True)
class Change:
    """One place of the profile written otherwise.

    Attributes:
        path: As `profiles show --numbers` prints it, `rules.late.cut[61m..]`.
        old, new: What it says, and what it would say; `new` is empty where it is taken out, and
            `old` where it is added. Tables and whole items are written in braces.
        steps: Where it stands in the file.
    """

    path: str
    old: str
    new: str
    steps: tuple[Step, ...]


def changed_by(profile: Profile, change: Change) -> Profile:
    """The profile with a change, read from what is told of it.

    Raises:
        ProfileError: it does not load with it.
    """
    top = len(profile.document.layers) - 1
    edit = put(change.steps, _read(change.new)) if change.new else drop(change.steps)
    return with_edits(profile, top, (edit,))


def _read(text: str) -> Node:
    node = parse_yaml(f"_: {text}", "cure")
    assert isinstance(node, Mapping)
    return node.entries["_"]


def flow(node: Node) -> str:
    """A node on one line, as YAML reads it again."""
    match node:
        case Scalar(text=text):
            return _quoted(text)
        case Sequence(items=items):
            return f"[{', '.join(map(flow, items))}]"
    told = (f"{_quoted(key)}: {flow(child)}" for key, _, child in node.items())
    return f"{{{', '.join(told)}}}"


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def path_of(steps: tuple[Step, ...]) -> str:
    """`rules.late.cut[61m..]`."""
    plain = (str(step).isidentifier() for step in steps)
    told = (f".{step}" if own else f"[{step}]" for step, own in zip(steps, plain, strict=True))
    return "".join(told).lstrip(".")


def texts_of(node: Node, steps: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Every text that is computed with, with the way to it."""
    match node:
        case Scalar(text=text):
            yield steps, text
        case Sequence(items=items):
            for index, item in enumerate(items):
                yield from texts_of(item, (*steps, index))
        case Mapping():
            for key, _, child in node.items():
                if key not in WORDS:
                    yield from texts_of(child, (*steps, key))


def items_of(root: Mapping, section: str) -> Iterator[tuple[str, Mapping]]:
    """The items of a section that have keys of their own."""
    node = root.get(section)
    for name, _, item in node.items() if isinstance(node, Mapping) else ():
        if isinstance(item, Mapping):
            yield name, item


def leaf(text: str, place: Place) -> Node:
    """A text, as if it stood at a place."""
    return Scalar(text, place)


def written(steps: tuple[Step, ...], old: Mapping | None, new: dict[str, Node]) -> Change:
    """An item instead of another, or of none."""
    place = Place("") if old is None else old.place
    told = flow(Mapping(new, dict.fromkeys(new, place), place))
    return Change(path_of(steps), "" if old is None else flow(old), told, steps)
