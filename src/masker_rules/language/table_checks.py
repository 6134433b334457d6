"""Tables checked: rows that never overlap, and holes that show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, pairwise

from masker_rules.errors import Problems
from masker_rules.language.bounds import Interval
from masker_rules.language.cells import written_band
from masker_rules.language.holes import first_hole
from masker_rules.language.overlaps import ENOUGH, earlier_meeting
from masker_rules.language.tables import Cell, Row, Table, given_text, value_text
from masker_rules.legal import Text
from masker_rules.periods import Month
from masker_rules.texts import Phrase
from masker_rules.units import Type, Unit

__all__ = ["MonthRange", "check_table"]

#: The first and the last month that may be computed, None open.
MonthRange = tuple[Month | None, Month | None]

#: Stands for any word that a table over an open vocabulary does not name.
OTHER = "…"


def check_table(
    table: Table,
    problems: Problems,
    law: Text,
    words: Mapping[str, Sequence[str]],
    months: MonthRange,
    within: Sequence[Interval] = (),
) -> None:
    """Report rows that overlap, and values that no row covers.

    A hole between two bands is an error even where an `else` would catch it: the text that has
    such a hole says nothing about it. Below the first and above the last band `else` speaks.
    `words` are the closed vocabularies by name; `months` are the first and the last month of
    which a date of the month can be, None open; `within` is where the formulas of the inputs
    stay, none of a table that is called.
    """
    for first, second in _overlaps(table.rows):
        problems.add(
            "table-overlap",
            second.place,
            law,
            table=table.name,
            first=first.text,
            second=second.text,
            line=first.place.line,
            value=_shared(table, first, second),
            first_value=given_text(first.values[0]),
            second_value=given_text(second.values[0]),
            meeting=_meeting(first, second),
        )
    if len(table.inputs) == 1 and table.rows and table.rows[0].cells[0].words is None:
        _check_bands(table, problems, law, months, _scaled(table, 0, within))
    elif table.otherwise is None:
        _check_boxes(table, problems, law, words, months, within)


def _shared(table: Table, first: Row, second: Row) -> str:
    """What both rows take, input by input, as an author writes it."""
    return " | ".join(
        _both(a, b, kind)
        for a, b, (_, kind) in zip(first.cells, second.cells, table.inputs, strict=True)
    )


def _meeting(first: Row, second: Row) -> Phrase | str:
    """Both ways to give the edge to one of two rows, where they share only that."""
    texts = (first.text, second.text)
    if len(first.cells) > 1 or any(" or " in text or ";" in text for text in texts):
        return ""
    bands = [written_band(text) for text in texts]
    for lower, upper in (bands, reversed(bands)):
        if lower.high and lower.high == upper.low and lower.low != lower.high != upper.high:
            cells = {
                "lower": f"{'over ' * lower.over}{lower.low}..under {lower.high}",
                "upper": f"over {upper.low}..{'under ' * upper.under}{upper.high}",
            }
            return Phrase("rows.meeting", {**cells, "edge": lower.high})
    return ""


def _both(first: Cell, second: Cell, kind: Type) -> str:
    if first.anything or second.anything:
        return second.text if first.anything else first.text
    if first.words is not None and second.words is not None:
        shared = (_word_text(word) for word in first.words & second.words)
        return " or ".join(sorted(shared))
    for a, b in first.ranges:
        for c, d in second.ranges:
            low = max((end for end in (a, c) if end is not None), default=None)
            high = min((end for end in (b, d) if end is not None), default=None)
            if low is None or high is None or low <= high:
                ends = [value_text(end, kind) for end in (low, high)]
                return ends[0] if ends[0] == ends[1] else "..".join(ends)
    return "none"


def _word_text(word: str | bool | None) -> str:
    if word is None:
        return "none"
    return word if isinstance(word, str) else "yes" if word else "no"


def _overlaps(rows: tuple[Row, ...]) -> Iterator[tuple[Row, Row]]:
    columns = zip(*(row.cells for row in rows), strict=True)
    axes = [[cell.extent for cell in column] for column in columns]
    for second, earlier in earlier_meeting(len(rows), axes):
        for first in islice(earlier, ENOUGH):
            yield rows[first], rows[second]


def _scaled(table: Table, index: int, within: Sequence[Interval]) -> Interval:
    """Where the formula of an input stays, on the lattice of the input."""
    low, high = within[index] if within else (None, None)
    size = 10 ** table.inputs[index][1].scale
    return None if low is None else low * size, None if high is None else high * size


def _check_bands(
    table: Table, problems: Problems, law: Text, months: MonthRange, stays: Interval
) -> None:
    kind = table.inputs[0][1]
    if kind.optional and table.otherwise is None and table.row_for((None,)) is None:
        example = f"{table.inputs[0][0]} = none"
        problems.add("table-not-covered", table.place, law, table=table.name, example=example)
    bands = [(low, high, row) for row in table.rows for low, high in row.cells[0].ranges]
    if not bands:
        return
    bands.sort(key=lambda band: (band[0] is not None, band[0] or 0))
    for (_, high, below), (low, _, above) in pairwise(bands):
        if high is None or low is None or low <= high + kind.step:
            continue
        first, last = high + kind.step, low - kind.step
        hole = value_text(first, kind)
        if last > first:
            hole = f"{hole}..{value_text(last, kind)}"
        problems.add(
            "table-gap",
            above.place,
            law,
            table=table.name,
            hole=hole,
            below=below.cells[0].text,
            above=above.cells[0].text,
        )
    if kind.unit is Unit.DATE:
        _check_dates(table, bands, problems, law, months)
    else:
        _check_ends(table, bands, problems, law, stays)


def _check_ends(
    table: Table,
    bands: list[tuple[int | None, int | None, Row]],
    problems: Problems,
    law: Text,
    stays: Interval,
) -> None:
    kind, (least, most) = table.inputs[0][1], stays
    if table.otherwise is not None:
        return
    low, last = bands[0][0], bands[-1]
    if low is not None and low > kind.step and (least is None or least < low):
        problems.add(
            "table-open-below",
            bands[0][2].place,
            law,
            table=table.name,
            edge=value_text(low, kind),
        )
    if last[1] is not None and (most is None or most > last[1]):
        problems.add(
            "table-open-above",
            last[2].place,
            law,
            table=table.name,
            edge=value_text(last[1], kind),
        )


def _check_dates(
    table: Table,
    bands: list[tuple[int | None, int | None, Row]],
    problems: Problems,
    law: Text,
    months: MonthRange,
) -> None:
    """Report a date before the first or after the last band that may be asked for."""
    if table.otherwise is not None:
        return
    (name, kind), first, last = table.inputs[0], bands[0][0], bands[-1][1]
    for day in _samples(table, 0, {}, months):
        if not isinstance(day, int):
            continue
        if (first is not None and day < first) or (last is not None and day > last):
            example = f"{name} = {value_text(day, kind)}"
            problems.add("table-not-covered", table.place, law, table=table.name, example=example)


def _check_boxes(
    table: Table,
    problems: Problems,
    law: Text,
    words: Mapping[str, Sequence[str]],
    months: MonthRange,
    within: Sequence[Interval],
) -> None:
    """Cover the space by boxes between all edges and look for one that no row takes."""
    axes = [
        _samples(table, index, words, months, _scaled(table, index, within))
        for index in range(len(table.inputs))
    ]
    point = first_hole([row.cells for row in table.rows], axes)
    if point is not None:
        shown = ", ".join(
            f"{name} = {_sample_text(value, kind)}"
            for (name, kind), value in zip(table.inputs, point, strict=True)
        )
        problems.add("table-not-covered", table.place, law, table=table.name, example=shown)


def _samples(
    table: Table,
    index: int,
    words: Mapping[str, Sequence[str]],
    months: MonthRange,
    stays: Interval = (None, None),
) -> Sequence[object]:
    """Values of one input such that every box between the edges holds one."""
    name, kind = table.inputs[index]
    cells = [row.cells[index] for row in table.rows]
    nothing: list[object] = [None] if kind.optional else []
    if kind.unit is Unit.FLAG:
        return [True, False, *nothing]
    if kind.unit is Unit.WORD:
        named = {str(word) for cell in cells for word in cell.words or () if word is not None}
        return [*(words.get(kind.vocabulary) or [*sorted(named), OTHER]), *nothing]
    edges = {edge for cell in cells for span in cell.ranges for edge in span if edge is not None}
    if not edges:
        return [0, *nothing]
    points = {point for edge in edges for point in (edge - kind.step, edge, edge + kind.step)}
    low: Fraction | int | None
    high: Fraction | int | None
    low, high = stays
    points |= {int(end) for end in stays if end is not None and end.denominator == 1}
    if kind.unit is Unit.DATE:
        first, last = low, high = _reach(name.rpartition(".")[2], months)
        points |= {end for end in (first, last) if end is not None}
    return [*sorted(p for p in points if max(low or 0, 0) <= p <= (high or p)), *nothing]


def _reach(name: str, months: MonthRange) -> tuple[int | None, int | None]:
    """Between which ordinals a date of a computed month may lie; any other date is open.

    A month that another version of the regulation cuts is computed whole.
    """
    first, last = months
    low = {"date": "first", "first_day": "first", "last_day": "last"}.get(name)
    high = {"date": "last", "first_day": "first", "last_day": "last"}.get(name)
    return (
        getattr(first, low).toordinal() if first and low else None,
        getattr(last, high).toordinal() if last and high else None,
    )


def _sample_text(value: object, kind: Type) -> str:
    if value is None:
        return "none"
    return value_text(value, kind) if isinstance(value, int) and kind.numeric else str(value)
