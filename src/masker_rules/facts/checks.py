"""What must hold between the columns of one row, compiled per table from the definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from masker_rules.facts.cells import NoPlace, PercentAmount, fold
from masker_rules.facts.definition import ColumnDef, TableDef, definition
from masker_rules.facts.doubts import Doubts, unknown_doubts
from masker_rules.facts.findings import CellError
from masker_rules.facts.nip import NIP_LENGTH
from masker_rules.facts.stamps import SENTINELS, Stamp
from masker_rules.facts.vocabulary import nearest

__all__ = ["Check", "Values", "checks_of", "refuse_outside", "refuse_part_of_rupiah"]

Values = list[object]
#: Column, code and value of a remark, and what its words quote.
Note = tuple[str, str, object] | tuple[str, str, object, Mapping[str, object]]
Check = Callable[[Values], Note | None]


@lru_cache(maxsize=64)
def checks_of(table: TableDef, other_ids: frozenset[str] | None) -> tuple[Check, ...]:
    """The checks of one table.

    A check raises :class:`CellError` to set the row aside, or returns (column, code, value) of a
    remark. It may replace values, which is how an impossible location becomes none.

    Args:
        table: Its definition.
        other_ids: Numbers of NON_ASN that are no NIP; None where the employees are not known.
    """
    return tuple(_RowChecks(table, other_ids).compiled())


class _RowChecks:
    def __init__(self, table: TableDef, other_ids: frozenset[str] | None) -> None:
        self._table, self._other_ids = table, other_ids

    def compiled(self) -> list[Check]:
        table = self._table
        checks = [self._required(column) for column in table.columns if column.required == "value"]
        checks += [
            self._bounds(c)
            for c in table.columns
            if c.minimum is not None and c.type != "coordinate"
        ]
        checks += [self._nip(column) for column in table.columns if column.type == "nip"]
        checks += [self._amount(column) for column in table.columns if column.type == "amount"]
        checks += [self._whole(column) for column in table.columns if column.whole]
        if table.location:
            checks.append(self._location())
        checks += [self._together(pair) for pair in table.together]
        if table.exactly_one:
            checks.append(self._exactly_one(table.exactly_one))
        if table.at_least_one:
            checks.append(self._at_least_one(table.at_least_one))
        if table.at_most_one:
            checks.append(self._at_most_one(table.at_most_one))
        checks += [self._range(*pair) for pair in table.ranges]
        checks += [self._sentinel(column) for column in table.columns if column.sentinels]
        checks += [self._doubtful(column) for column in table.columns if column.type == "codes"]
        return checks

    def _required(self, column: ColumnDef) -> Check:
        slot = self._table.slot(column.name)

        def check(values: Values) -> None:
            if values[slot] is None:
                raise CellError("missing-value", column.name)

        return check

    def _bounds(self, column: ColumnDef) -> Check:
        slot = self._table.slot(column.name)
        low, high = definition().bounds_of(column)
        least, most = Decimal(low), Decimal(high)

        def check(values: Values) -> None:
            value = values[slot]
            if value is not None and not least <= value <= most:  # type: ignore[operator]
                raise CellError("out-of-range", column.name, low=low, high=high)

        return check

    def _nip(self, column: ColumnDef) -> Check:
        slot = self._table.slot(column.name)
        known = self._other_ids
        is_person = self._table.name == "employees" and column.name == "nip"
        category = self._table.slot("category") if is_person else -1

        def check(values: Values) -> None:
            nip = values[slot]
            if nip is None or len(nip) == NIP_LENGTH:  # type: ignore[arg-type]
                return
            allowed = values[category] == "NON_ASN" if is_person else known is None or nip in known
            if not allowed:
                raise CellError("nip-length", column.name, digits=len(nip))  # type: ignore[arg-type]

        return check

    def _amount(self, column: ColumnDef) -> Check:
        slot, component = self._table.slot(column.name), self._table.slot("component")

        def check(values: Values) -> None:
            value = values[slot]
            if fold(str(values[component])) == "payment_percent":
                if isinstance(value, PercentAmount):
                    values[slot] = Decimal(value)
                refuse_outside("percent", values[slot], column.name)
            elif isinstance(value, PercentAmount):
                raise CellError("bad-money", column.name)

        return check

    def _whole(self, column: ColumnDef) -> Check:
        slot = self._table.slot(column.name)
        key = None if column.whole == "always" else self._table.slot("key")

        def check(values: Values) -> None:
            if key is None or fold(str(values[key])) == column.whole:
                refuse_part_of_rupiah(values[slot], column.name)

        return check

    def _location(self) -> Check:
        lat, lon = self._table.slot("lat"), self._table.slot("lon")
        bounds = [(slot, self._table.columns[slot]) for slot in (lat, lon)]
        refuse = self._table.location == "refuse"

        def check(values: Values) -> Note | None:
            if values[lat] is None and values[lon] is None:
                return None
            column, code = _misplaced(values, bounds)
            if not code:
                return None
            value = values[self._table.slot(column)]
            values[lat] = values[lon] = None
            if refuse:
                raise CellError(code, column)
            return column, code, value

        return check

    def _together(self, names: tuple[str, ...]) -> Check:
        slots = [self._table.slot(name) for name in names]

        def check(values: Values) -> None:
            missing = [values[slot] is None for slot in slots]
            if any(missing) and not all(missing):
                raise CellError("only-one-of", names[missing.index(True)], names=", ".join(names))

        return check

    def _exactly_one(self, names: tuple[str, ...]) -> Check:
        slots = [self._table.slot(name) for name in names]

        def check(values: Values) -> None:
            given = [
                name for name, slot in zip(names, slots, strict=True) if values[slot] is not None
            ]
            if len(given) != 1:
                code = "too-many-of" if given else "none-of"
                raise CellError(code, (given or names)[-1], names=", ".join(names))

        return check

    def _at_least_one(self, names: tuple[str, ...]) -> Check:
        slots = [self._table.slot(name) for name in names]

        def check(values: Values) -> None:
            if all(values[slot] is None for slot in slots):
                raise CellError("none-of", names[0], names=", ".join(names))

        return check

    def _at_most_one(self, names: tuple[str, ...]) -> Check:
        slots = [self._table.slot(name) for name in names]

        def check(values: Values) -> None:
            given = [
                name for name, slot in zip(names, slots, strict=True) if values[slot] is not None
            ]
            if len(given) > 1:
                raise CellError("at-most-one-of", given[-1], names=", ".join(names))

        return check

    def _range(self, begin: str, end: str) -> Check:
        first, last = self._table.slot(begin), self._table.slot(end)
        is_date = self._table.column(begin).type == "date"

        def check(values: Values) -> None:
            low, high = values[first], values[last]
            if low is None or high is None:
                return
            if isinstance(low, Stamp) and isinstance(high, Stamp):
                low, high = _comparable(low, high, end)
            if low > high:  # type: ignore[operator]
                raise CellError("swapped-range", end, begin=begin, end=end)
            if low == high and not is_date:
                raise CellError("empty-range", end, begin=begin, end=end)

        return check

    def _sentinel(self, column: ColumnDef) -> Check:
        slot, name = self._table.slot(column.name), column.name

        def check(values: Values) -> Note | None:
            value = values[slot]
            second = value.second if isinstance(value, Stamp) else value
            return (name, "sentinel-time", value) if second in SENTINELS else None

        return check

    def _doubtful(self, column: ColumnDef) -> Check:
        slot, name = self._table.slot(column.name), column.name

        def check(values: Values) -> Note | None:
            codes = values[slot]
            if codes is None:
                return None
            params: dict[str, object] = {"doubts": Doubts(str(codes))}
            unknown = unknown_doubts(str(codes))
            if not unknown:
                return name, "doubtful-row", codes, params
            near = nearest(unknown[0], definition().doubts)
            params |= {"unknown": ", ".join(unknown), "nearest": near}
            return name, "unknown-doubt", codes, params

        return check


def refuse_outside(kind: str, value: object, column: str) -> None:
    """Set aside a number that no value of a type can be.

    Raises:
        CellError: [out-of-range].
    """
    bounds = definition().types.get(kind)
    if bounds is not None and value is not None and not bounds.low <= value <= bounds.high:  # type: ignore[operator]
        raise CellError("out-of-range", column, **bounds.said)


def refuse_part_of_rupiah(value: object, column: str) -> None:
    """Set aside an amount that is no whole rupiah.

    Raises:
        CellError: [not-whole-rupiah].
    """
    if isinstance(value, Decimal) and value != int(value):
        raise CellError("not-whole-rupiah", column)


def _comparable(low: Stamp, high: Stamp, end: str) -> tuple[Stamp, Stamp]:
    if (low.offset_minutes is None) != (high.offset_minutes is None):
        raise CellError("mixed-offsets", end)
    return low.utc(), high.utc()


def _misplaced(values: Values, bounds: list[tuple[int, ColumnDef]]) -> tuple[str, str]:
    """Column and code of what is wrong with the location, or two empty texts."""
    for slot, column in bounds:
        value = values[slot]
        if isinstance(value, NoPlace):
            return column.name, value.code
        if value is None:
            return column.name, "half-location"
        if not column.minimum <= value <= column.maximum:  # type: ignore[operator]
            return column.name, "coordinate-out-of-range"
    if all(values[slot] == 0 for slot, _ in bounds):
        return bounds[0][1].name, "no-location"
    return "", ""
