"""What an empty cell means where a pack or a profile says otherwise than the definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from masker_rules.facts.definition import NONE, TableDef, definition

__all__ = ["EVERYWHERE", "Empties"]

#: What a spreadsheet writes where it cannot compute; no door takes it.
UNREADABLE = "#N/A"


@dataclass(frozen=True)
class Empties:
    """What empty cells mean, by table and column, where it is said.

    Attributes:
        meanings: Table to column to a meaning of
            :data:`masker_rules.facts.definition.MEANINGS`, or to a value of the column.
    """

    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def _tables(self) -> Mapping[str, TableDef]:
        known = definition().every
        return {
            name: replace(
                known[name],
                columns=tuple(
                    replace(one, empty=said[one.name]) if one.name in said else one
                    for one in known[name].columns
                ),
            )
            for name, said in self.meanings.items()
        }

    def table(self, name: str) -> TableDef:
        """The definition of a table with these meanings."""
        return self._tables.get(name) or definition().every[name]

    def cells(self, name: str) -> dict[str, str]:
        """What to write into the empty cells of a table so that they mean the same by themselves.

        Where empty means unknown and elsewhere something, it is a cell that nobody can read.
        """
        changed = (c for c in self.table(name).columns if c.empty != c.defined)
        return {
            c.name: UNREADABLE if c.is_doubt_where_empty else (c.default or NONE) for c in changed
        }

    def beside(self, others: Iterable[Empties]) -> Empties:
        """These meanings, and those of others where these say nothing."""
        found = {table: {**said} for table, said in self.meanings.items()}
        for other in others:
            for table, said in other.meanings.items():
                found[table] = {**said, **found.get(table, {})}
        return Empties(found)

    def without(self, others: Empties) -> Empties:
        """These meanings where `others` says nothing."""
        kept = {
            table: {
                name: one
                for name, one in said.items()
                if name not in others.meanings.get(table, ())
            }
            for table, said in self.meanings.items()
        }
        return Empties({table: said for table, said in kept.items() if said})


#: Nobody says otherwise than the definition.
EVERYWHERE = Empties()
