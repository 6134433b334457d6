"""Rows in canonical words, under the vocabulary of a profile, over whole columns.

The counterpart of :mod:`masker_rules.facts.words`: a row with a word that would set it aside, or
be remarked on, is handed back.
"""

from __future__ import annotations

import polars as pl

from masker_rules.columnar.plain_cells import WORD, surely_within
from masker_rules.facts.definition import ColumnDef, TableDef
from masker_rules.facts.vocabulary import Vocabulary

__all__ = ["worded"]


def worded(
    table: TableDef, frame: pl.DataFrame, vocabulary: Vocabulary
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows in canonical words, and the others as they were."""
    if not len(frame):
        return frame, frame
    spoken = [
        column
        for column in table.columns
        if column.profile and column.name in frame.columns and vocabulary.words[column.profile]
    ]
    meant = frame.with_columns(
        _meanings(frame[column.name], column, vocabulary) for column in spoken
    )
    known = pl.repeat(value=True, n=len(frame), eager=True)
    for column in spoken:
        known &= frame[column.name].is_null() | meant[column.name].is_not_null()
    if table.name == "scores" and "value" in frame.columns:
        meant, good = _scores(meant, vocabulary)
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
