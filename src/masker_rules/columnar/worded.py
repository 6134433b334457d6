"""Rows in canonical words, under the vocabulary of a profile, over whole columns.

The counterpart of :mod:`masker_rules.facts.words`: a row with a word that would set it aside, or
be remarked on, is handed back.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from masker_rules.columnar.plain_cells import WORD, dtypes_of, inner, surely_within
from masker_rules.columnar.plain_rows import NAMES
from masker_rules.facts.attributes import plain_value
from masker_rules.facts.definition import ColumnDef, TableDef
from masker_rules.facts.findings import CellError
from masker_rules.facts.intake import cell_parser
from masker_rules.facts.vocabulary import AttributeKind, Vocabulary, words_of_key

__all__ = ["worded"]


def worded(
    table: TableDef, frame: pl.DataFrame, vocabulary: Vocabulary
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows in canonical words, and the others as they were."""
    if not len(frame):
        return frame, frame
    frame, known = _as_meant(vocabulary.empties.table(table.name), frame)
    spoken = [
        column
        for column in table.columns
        if column.profile and column.name in frame.columns and vocabulary.words[column.profile]
    ]
    meant = frame.with_columns(
        _meanings(frame[column.name], column, vocabulary) for column in spoken
    )
    for column in spoken:
        known &= frame[column.name].is_null() | meant[column.name].is_not_null()
    if table.name == "scores" and "value" in frame.columns:
        meant, good = _scores(meant, vocabulary)
        known &= good
    if table.name == "attributes" and "value" in frame.columns:
        meant, good = _attributes(meant, vocabulary)
        known &= good
    for column in table.columns:
        if column.whole and "key" in frame.columns:
            # A local word may turn out to mean what is counted in whole rupiah.
            part = (meant["key"] == column.whole) & meant[column.name].str.contains(
                ".", literal=True
            )
            known &= ~part.fill_null(value=False)
    if known.all():
        return meant, frame.clear()
    return meant.filter(known), frame.filter(~known)


def _as_meant(table: TableDef, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The rows with what the profile says of empty cells, and which of them it does not doubt."""
    sure = pl.repeat(value=True, n=len(frame), eager=True)
    changed = [column for column in table.columns if column.empty != column.defined]
    if changed and NAMES not in frame.columns:
        frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(NAMES))
    for column in changed:
        name, kinds = column.name, dtypes_of(column)
        absent = [pl.lit(None, dtype=k).alias(n) for n, k in kinds.items() if n not in frame]
        frame = frame.with_columns(absent)
        listed = frame[NAMES].str.contains(rf"\b{name}\b").fill_null(value=False)
        empty = frame[name].is_null() & ~listed
        if column.is_doubt_where_empty:
            sure &= ~empty
        elif column.is_none_where_empty:
            more = pl.concat_str(NAMES, pl.lit(name), separator=",", ignore_nulls=True)
            frame = frame.with_columns(pl.when(empty).then(more).otherwise(NAMES).alias(NAMES))
        elif column.default:
            values = inner(column, cell_parser(column)(column.default))
            frame = frame.with_columns(
                pl.when(empty).then(pl.lit(value)).otherwise(part).alias(part)
                for part, value in zip(kinds, values, strict=True)
            )
    return (frame.with_columns(_sorted(frame[NAMES])) if changed else frame), sure


def _sorted(names: pl.Series) -> pl.Series:
    """Names of columns in the order in which rows have them."""
    spellings = names.unique().drop_nulls()
    meant = [",".join(sorted(text.split(","))) for text in spellings.to_list()]
    return names.replace(spellings, pl.Series(meant, dtype=pl.String))


def _meanings(words: pl.Series, column: ColumnDef, vocabulary: Vocabulary) -> pl.Series:
    """Canonical words; null where a word has none."""
    return _replaced(words, column.profile, vocabulary)


def _replaced(words: pl.Series, field: str, vocabulary: Vocabulary) -> pl.Series:
    spellings = words.unique().drop_nulls()
    meant = pl.Series(
        [vocabulary.find(field, word) for word in spellings.to_list()], dtype=pl.String
    )
    if (spellings == meant).fill_null(value=False).all():
        return words
    return words.replace_strict(spellings, meant, default=None, return_dtype=pl.String)


def _scores(frame: pl.DataFrame, vocabulary: Vocabulary) -> tuple[pl.DataFrame, pl.Series]:
    """Scores with the word that each value means, and which of them have what they need."""
    word = WORD.format("value")
    kinds = vocabulary.measures
    good = pl.repeat(value=True, n=len(frame), eager=True)
    for measure in frame["measure"].unique().drop_nulls().to_list():
        kind = kinds.get(measure)
        if kind is None:
            continue
        here = (frame["measure"] == measure).fill_null(value=False) & frame["value"].is_not_null()
        if isinstance(kind, str):
            inside = frame.select(surely_within(pl.col("value"), kind)).to_series()
            good &= ~(here & (frame[word].fill_null(value=False) | ~inside))
            continue
        at = here.arg_true()
        meant = _replaced(frame["value"].gather(at), f"scores.{measure}", vocabulary)
        good = good.scatter(at, meant.is_not_null())
        frame = frame.with_columns(
            frame["value"].scatter(at, meant), frame[word].scatter(at, values=True)
        )
    return frame, good


def _attributes(frame: pl.DataFrame, vocabulary: Vocabulary) -> tuple[pl.DataFrame, pl.Series]:
    """Attributes with their values in plain form, and which of them are what is declared."""
    good = pl.repeat(value=True, n=len(frame), eager=True)
    for key, kind in vocabulary.attributes.items():
        here = (frame["key"] == key).fill_null(value=False) & frame["value"].is_not_null()
        at = here.arg_true()
        values = frame["value"].gather(at)
        words = vocabulary.words.get(words_of_key(key), {})
        spellings = values.unique().drop_nulls()
        plain = [_plain(kind, key, value, words) for value in spellings.to_list()]
        meant = values.replace_strict(
            spellings, pl.Series(plain, dtype=pl.String), default=None, return_dtype=pl.String
        )
        good = good.scatter(at, meant.is_not_null())
        frame = frame.with_columns(frame["value"].scatter(at, meant))
    return frame, good


def _plain(kind: AttributeKind, key: str, value: str, words: Mapping[str, str]) -> str | None:
    try:
        return plain_value(kind, key, value, words)
    except CellError:
        return None
