"""What holds unless a profile says otherwise, and by which of its keys it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from masker_rules import yamltext
from masker_rules.language.document import Document
from masker_rules.legal import Text

__all__ = ["Default", "defaults", "said_otherwise"]


@dataclass(frozen=True, slots=True)
class Default:
    """One thing that holds of itself.

    Attributes:
        id: `punches.rejected`: what it is about, and which.
        text: It, in words of the office.
        unless: Keys of a profile that say otherwise: a section, `section.name`, or a key of a
            section that is one item.
    """

    id: str
    text: Text
    unless: tuple[str, ...]


@cache
def defaults() -> tuple[Default, ...]:
    """Every default, in the order of the page."""
    raw = (files(__package__) / "std" / "defaults.yaml").read_bytes()
    tree = yamltext.plain(yamltext.parse_yaml(raw, "defaults.yaml"))
    return tuple(
        Default(f"{about}.{name}", Text(item["doc"]["id"], item["doc"]["en"]), (*item["unless"],))
        for about, items in tree.items()
        for name, item in items.items()
    )


def said_otherwise(document: Document, default: Default) -> tuple[str, ...]:
    """The keys by which a profile or a layer of it may say otherwise; empty: the default holds."""
    return tuple(key for key in default.unless if any(_written(document, key)))


def _written(document: Document, key: str) -> Iterator[bool]:
    """Whether a layer above the prelude writes a key."""
    section, _, name = key.partition(".")
    single = document.single.get(section)
    if single is not None:
        yield not name or single.get(name) is not None
    entries = document.section(section)
    for own in (entries.get(name),) if name else entries.values():
        yield own is not None and own.layer.id != "std"
