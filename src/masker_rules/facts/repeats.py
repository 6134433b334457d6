"""Rows of which the same stands before them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from masker_rules.facts.definition import TableDef
from masker_rules.facts.findings import MAY_BE_ANOTHER, SetAside
from masker_rules.facts.intake import dates_of, said_by
from masker_rules.facts.rows import Row

__all__ = ["given_columns", "repeat"]


def given_columns(table: TableDef, positions: Sequence[int | None]) -> list[str]:
    """The columns of a table that a file has, by the position of each in it."""
    return [c.name for c, at in zip(table.columns, positions, strict=True) if at is not None]


def repeat(table: TableDef, row: Row, given: Collection[str] = ()) -> SetAside:
    """A row of which the same stands before it.

    Where rows of the table add up, and an empty cell of both is unknown, it may be another one.

    Args:
        table: Its definition.
        row: The later one.
        given: The columns that the file has.
    """
    # The row that stands first is not named: shuffled rows change nothing but the line.
    values = [getattr(row, column.field) for column in table.columns]
    unread = [
        column.name
        for column, value in zip(table.columns, values, strict=True)
        if table.adds and column.is_open and not column.silent
        if column.name in given and value is None and column.name not in row.none
    ]
    same = SetAside(
        table.name,
        row.place.file,
        row.place.line,
        "",
        "",
        "duplicate-row",
        {},
        getattr(row, "nip", None),
        dates_of(table, values),
    )
    if not unread:
        return same
    said = said_by(table, values, unread)
    return replace(
        same,
        column=unread[0],
        code=MAY_BE_ANOTHER,
        said=said,
        unread=tuple(unread),
        none=row.none,
    )
