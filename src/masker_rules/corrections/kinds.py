"""The kinds of facts that are tried, as `kinds.yaml` declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from masker_rules import yamltext

__all__ = ["EMPTY", "Kind", "kinds"]

#: What `when` calls an empty cell.
EMPTY = "-"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact, as `kinds.yaml` declares it.

    Attributes:
        name: Of the kind.
        table: Of the row.
        act: Whether a row of nobody is claimed, cells of one that cannot be read are mended, a row
            that waits is decided, one that stands there changed, or one added.
        touches: A charged day, days that lie side by side, or the month.
        set: What the row says, by column.
        when: What the rows that are meant say, by column.
        is_offered: Whether it is a correction that somebody may ask for.
        is_lasting: Whether a row of earlier months may be why a month is cut.
        is_of_unit: Whether the row is for many, tried for those of a unit together.
    """

    name: str
    table: str
    act: Literal["claim", "mend", "decide", "change", "add"]
    touches: Literal["day", "spell", "month"]
    set: Mapping[str, tuple[str, ...]]
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_offered: bool = True
    is_lasting: bool = False
    is_of_unit: bool = False

    @property
    def is_in_pack(self) -> bool:
        """Whether the row waits, was refused or set aside: somebody has only to decide."""
        return self.is_of_set_aside or self.act == "decide"

    @property
    def is_of_set_aside(self) -> bool:
        """Whether the row does not count because nobody can read it or knows whose it is."""
        return self.act in {"claim", "mend"}


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order in which they are tried."""
    raw = (files(__package__) / "kinds.yaml").read_bytes()
    root = yamltext.plain(yamltext.parse_yaml(raw, "kinds.yaml"))
    assert isinstance(root, dict)
    return tuple(
        Kind(
            name,
            one["table"],
            one["act"],
            one["touches"],
            {column: _several(value) for column, value in one["set"].items()},
            {column: _several(value) for column, value in one.get("when", {}).items()},
            one.get("offered", "yes") == "yes",
            one.get("lasts", "") == "yes",
            one.get("whose", "") == "unit",
        )
        for name, one in root.items()
    )


def _several(value: str | list[str]) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,)
