"""The rows of a table in canonical words, under the vocabulary of a profile."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from masker_rules.facts.attributes import plain_value
from masker_rules.facts.cells import fold
from masker_rules.facts.checks import refuse_outside, refuse_part_of_rupiah
from masker_rules.facts.definition import NOT_MADE, ColumnDef, TableDef, definition
from masker_rules.facts.findings import CellError, PackRemark, SetAside, shown
from masker_rules.facts.intake import TableRows, cell_parser, dates_of, said_by
from masker_rules.facts.rows import Attribute, Row, Score
from masker_rules.facts.vocabulary import Vocabulary, likely, words_of_key

__all__ = ["translate"]


def translate(table: TableDef, rows: tuple[Row, ...], vocabulary: Vocabulary) -> TableRows:
    """`rows` with the profile's words replaced by canonical ones, the others set aside."""
    columns = [column for column in table.columns if column.profile]
    meant = vocabulary.empties.table(table.name)
    result = TableRows()
    for row in rows:
        unread: list[str] = []
        try:
            if meant is not table:
                row, unread = _as_meant(meant, row)  # noqa: PLW2901
            if unread:
                raise CellError("unknown-cell", unread[0])  # noqa: TRY301
            changed = _changes(table, row, columns, vocabulary, result)
            row = replace(row, **changed) if changed else row  # noqa: PLW2901
            if isinstance(row, Score):
                row = _score(row, vocabulary)  # noqa: PLW2901
            elif isinstance(row, Attribute):
                row = _attribute(row, vocabulary)  # noqa: PLW2901
            if changed:
                _check_whole(table, row)
        except CellError as bad:
            result.set_aside.append(_aside(table, row, bad, unread or [bad.column]))
        else:
            result.rows.append(row)
    return result


def _as_meant(table: TableDef, row: Row) -> tuple[Row, list[str]]:
    """The row with what the profile says of its empty cells.

    Beside it the columns whose cell is empty where elsewhere that says something, and here not.
    """
    unread: list[str] = []
    changed: dict[str, Any] = {}
    none = set(row.none)
    for column in table.columns:
        if column.empty == column.defined or not row.lacks(column.name):
            continue
        if column.is_none_where_empty:
            none.add(column.name)
        elif column.default:
            changed[column.field] = cell_parser(column)(column.default)
        elif column.is_doubt_where_empty:
            unread.append(column.name)
    if len(none) > len(row.none):
        changed["none"] = frozenset(none)
    return (replace(row, **changed) if changed else row), unread


def _changes(
    table: TableDef,
    row: Row,
    columns: list[ColumnDef],
    vocabulary: Vocabulary,
    result: TableRows,
) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for column in columns:
        word = getattr(row, column.field)
        allowed = vocabulary.words[column.profile]
        if word is None or not allowed:
            continue
        meant = vocabulary.find(column.profile, word)
        if meant is None and column.profile in definition().open_vocabularies:
            result.remarks.append(_unlisted(table, row, column, word))
            meant = fold(word)
        if meant is None:
            raise CellError("unknown-word", column.name, **likely(word, allowed))
        if meant != word:
            changed[column.field] = meant
    return changed


def _score(row: Score, vocabulary: Vocabulary) -> Score:
    """The row with the word that its value means; of a number, the row itself."""
    kind, value = vocabulary.measures.get(row.measure), row.value
    if kind is None or value is None:
        return row
    if value == NOT_MADE and NOT_MADE not in kind:
        return row  # known not to have been made, be it a number or a word
    if isinstance(kind, str):
        if not isinstance(value, Decimal):
            raise CellError("score-not-number", "value", measure=row.measure)
        refuse_outside(kind, value, "value")
        return row
    field = f"scores.{row.measure}"
    meant = vocabulary.find(field, str(value))
    if meant is None:
        raise CellError("unknown-word", "value", **likely(str(value), vocabulary.words[field]))
    return row if meant == value else replace(row, value=meant)


def _attribute(row: Attribute, vocabulary: Vocabulary) -> Attribute:
    """The row with its value in the plain form of what is declared of its key."""
    kind, value = vocabulary.attributes.get(row.key), row.value
    if kind is None or value is None:
        return row
    words = vocabulary.words.get(words_of_key(row.key), {})
    plain = plain_value(kind, row.key, value, words)
    return row if plain == value else replace(row, value=plain)


def _check_whole(table: TableDef, row: Row) -> None:
    """A local word may turn out to mean what is counted in whole rupiah."""
    for column in table.columns:
        if column.whole and column.whole == getattr(row, "key", None):
            refuse_part_of_rupiah(getattr(row, column.field), column.name)


def _unlisted(table: TableDef, row: Row, column: ColumnDef, word: str) -> PackRemark:
    place, nip = row.place, getattr(row, "nip", None)
    return PackRemark(
        table.name, place.file, place.line, column.name, shown(word), "unlisted-word", {}, nip
    )


def _aside(table: TableDef, row: Row, bad: CellError, unread: list[str]) -> SetAside:
    values = [getattr(row, column.field) for column in table.columns]
    value = getattr(row, table.column(bad.column).field)
    return SetAside(
        table.name,
        row.place.file,
        row.place.line,
        bad.column,
        shown(value),
        bad.code,
        bad.params,
        getattr(row, "nip", None),
        dates_of(table, values),
        said_by(table, values, unread),
        tuple(unread),
        none=row.none,
    )
