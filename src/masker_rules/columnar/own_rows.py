"""Rows of one person, unit or everybody, brought to one row for each person-month.

Rows of one look-up are put side by side before they are joined: however many inputs a profile
has, a table is joined once for each kind of owner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from masker_rules.columnar.dates import period_number
from masker_rules.columnar.gathering import PERSON_MONTH, any_of, flag
from masker_rules.columnar.holding import FIRST_DAY, LAST_DAY
from masker_rules.columnar.numbers import Scaling, range_of
from masker_rules.columnar.tables import Frame, beside
from masker_rules.language.plan import Input
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = [
    "Asked",
    "carried_sums",
    "dated_amounts",
    "found_values",
    "is_large",
    "plain_amounts",
]

NOTHING = nw.lit(None, dtype=nw.Int64)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a table: column, key, and the period in each of the months.

    Attributes:
        name: Suffix of the columns made.
        key: Measure, component, key or column.
        periods: Texts of the periods that count in a month.
        is_word: Whether words are asked for.
    """

    name: str
    key: str
    periods: Mapping[Month, Sequence[str]]
    is_word: bool = False

    @classmethod
    def of(cls, name: str, item: Input, months: Sequence[Month]) -> Asked:
        """An input, in exactly its own period."""
        periods = {month: (_period(item, month),) for month in months}
        return cls(name, item.key, periods, item.type.unit is Unit.WORD)


def _period(item: Input, month: Month) -> str:
    kind, back = item.period
    if kind == "quarter":
        return month.plus(-3 * back).quarter
    return str(month.year - back) if kind == "year" else str(month.plus(-back))


def _spread(rows: Frame, asked: Sequence[Asked], by: str) -> Frame:
    """Each row for every month and question that it answers: `asked`, `at` (the month)."""
    records = [
        (one.key, text, one.name, period_number(month))
        for one in asked
        for month, texts in one.periods.items()
        for text in texts
    ]
    schema = {by: nw.String, "period": nw.String, "asked": nw.String, "at": nw.Int64}
    return rows.join(beside(rows, records, schema), on=[by, "period"], how="inner")


# ------------------------------------------------------------------ one value of several rows
def found_values(rows: Frame, asked: Sequence[Asked], owner: Sequence[str], value: str) -> Frame:
    """Values by owner and month, for each question *x*.

    They are `least_x` and `most_x`, `given_x` (how many rows) and `unread_x` (above 0: a row holds
    what the column of the value does not).

    Args:
        rows: A canonical frame with a column `by` that holds the key, a `period`, and the value
            with its `…_inexact`, perhaps its `…_word`.
        asked: What is asked; names are unique.
        owner: Columns that say whose a row is.
        value: The column of the value.
    """
    spread = _spread(rows, asked, "by")
    has_words = f"{value}_word" in rows.collect_schema().names()
    columns: dict[str, nw.Expr] = {}
    for one in asked:
        mine = nw.col("asked") == one.name
        number, word = nw.col(value), nw.col(f"{value}_word")
        of, none = (word, nw.lit(None, dtype=nw.String)) if one.is_word else (number, NOTHING)
        columns[f"low_{one.name}"] = nw.when(mine).then(of).otherwise(none)
        columns[f"rows_{one.name}"] = any_of(mine)
        odd = nw.col(f"{value}_inexact")
        if has_words:
            odd = odd | (~number.is_null() if one.is_word else ~word.is_null())
        columns[f"odd_{one.name}"] = any_of(mine & odd)
    spread = spread.select(*owner, "at", **columns)
    made = [
        made
        for one in asked
        for made in (
            nw.col(f"low_{one.name}").min().alias(f"least_{one.name}"),
            nw.col(f"low_{one.name}").max().alias(f"most_{one.name}"),
            nw.col(f"rows_{one.name}").sum().alias(f"given_{one.name}"),
            nw.col(f"odd_{one.name}").max().alias(f"unread_{one.name}"),
        )
    ]
    return spread.group_by(*owner, "at").agg(*made).rename({"at": "period"})


# ------------------------------------------------------------------ sums
def carried_sums(carried: Frame, asked: Sequence[Asked]) -> Frame:
    """Sums of carried state by nip and month: `sum_x`, null where there is no row, `unread_x`."""
    spread = _spread(carried.with_columns(by=nw.col("key")), asked, "by")
    columns: dict[str, nw.Expr] = {}
    for one in asked:
        mine = nw.col("asked") == one.name
        large = is_large("value")
        part = nw.when(mine & ~large).then(nw.col("value")).otherwise(NOTHING)
        columns[f"part_{one.name}"] = part
        columns[f"given_{one.name}"] = any_of(mine)
        columns[f"odd_{one.name}"] = any_of(mine & large)
    spread = spread.select("nip", "at", **columns)
    made = [
        made
        for one in asked
        for made in (
            nw.col(f"part_{one.name}").sum().alias(f"total_{one.name}"),
            nw.col(f"given_{one.name}").sum().alias(f"given_{one.name}"),
            nw.col(f"odd_{one.name}").max().alias(f"unread_{one.name}"),
        )
    ]
    sums = spread.group_by("nip", "at").agg(*made).rename({"at": "period"})
    return sums.with_columns(
        **{
            f"sum_{one.name}": nw.when(nw.col(f"given_{one.name}") > 0)
            .then(nw.col(f"total_{one.name}").cast(nw.Int64))
            .otherwise(NOTHING)
            for one in asked
        }
    ).drop(*[f"total_{one.name}" for one in asked])


#: Scaled values from here on are not added up in a frame: many of them would leave 64 bits.
LARGE = 2**53


def is_large(value: str) -> nw.Expr:
    """Whether a decimal of the pack cannot be added up in a frame."""
    return nw.col(f"{value}_inexact") | flag(nw.col(value) > LARGE)


# ------------------------------------------------------------------ amounts of a nip
def plain_amounts(rows: Frame, items: Mapping[int, Input]) -> Frame:
    """Undated amounts of a nip: `own_n`, and `odd_n` where the reference must look.

    Args:
        rows: Rows of a nip.
        items: Inputs by number *n*; none of their rows has a date.
    """
    columns: dict[str, nw.Expr] = {}
    for number, item in items.items():
        mine = nw.col("component") == item.key
        scaling = Scaling.of(item.type, range_of(item))
        value = scaling.apply(nw.col("amount"))
        columns[f"part_{number}"] = nw.when(mine).then(value).otherwise(NOTHING)
        columns[f"rows_{number}"] = any_of(mine)
        columns[f"odd_{number}"] = any_of(mine & (_is_narrow() | value.is_null()))
    rows = rows.select("nip", **columns)
    made = [
        made
        for number in items
        for made in (
            nw.col(f"part_{number}").max().alias(f"own_{number}"),
            nw.col(f"rows_{number}").sum().alias(f"given_{number}"),
            nw.col(f"odd_{number}").max().alias(f"unread_{number}"),
        )
    ]
    found = rows.group_by("nip").agg(*made)
    odd = {
        f"odd_{number}": (nw.col(f"given_{number}") > 1) | (nw.col(f"unread_{number}") > 0)
        for number in items
    }
    return found.select("nip", *[f"own_{number}" for number in items], **odd)


def dated_amounts(rows: Frame, people: Frame, number: int, item: Input) -> Frame:
    """Amounts of a nip with dates: `pm`, `own_n`, `odd_n` where the reference must look.

    Of rows in force together the one that began last stands. Where one outlives a later one it
    would come back after that: such a person is always handed over, and so is a month in which
    the amount begins or ends.

    Args:
        rows: Rows of a nip.
        people: `pm`, `nip`, `first`, `last`.
        number: *n*.
        item: The input.
    """
    value = Scaling.of(item.type, range_of(item)).apply(nw.col("amount"))
    rows = rows.filter(nw.col("component") == item.key).select(
        "nip",
        "row",
        start=nw.coalesce("valid_from", nw.lit(FIRST_DAY)),
        until=nw.coalesce("valid_until", nw.lit(LAST_DAY)),
        value=value,
        unread=any_of(_is_narrow() | value.is_null()),
    )
    order = ["start", "row"]
    rows = rows.with_columns(
        next_start=nw.col("start").shift(-1).over("nip", order_by=order),
        next_until=nw.col("until").shift(-1).over("nip", order_by=order),
    )
    rows = rows.with_columns(
        until=nw.min_horizontal("until", nw.col("next_start") - 1),
        tangled=any_of(
            flag(nw.col("next_start") == nw.col("start"))
            | flag(nw.col("next_until") < nw.col("until"))
        ),
    )
    rows = people.select(PERSON_MONTH, "nip", "first", "last").join(rows, on="nip", how="inner")
    meets = (nw.col("start") <= nw.col("last")) & (nw.col("until") >= nw.col("first"))
    covers = (nw.col("start") <= nw.col("first")) & (nw.col("until") >= nw.col("last"))
    rows = rows.filter(meets | (nw.col("tangled") > 0) | (nw.col("unread") > 0))
    rows = rows.with_columns(open=any_of(~covers | (nw.col("tangled") + nw.col("unread") > 0)))
    found = rows.group_by(PERSON_MONTH).agg(
        nw.col("value").max().alias(f"own_{number}"),
        nw.col("open").max().alias("open"),
    )
    return found.select(PERSON_MONTH, f"own_{number}", (nw.col("open") > 0).alias(f"odd_{number}"))


def _is_narrow() -> nw.Expr:
    """Whether a row of a nip holds only in one unit or staff group."""
    return ~nw.col("unit").is_null() | ~nw.col("staff_group").is_null()
