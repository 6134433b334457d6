"""Records of one table in, checked rows out; every record that fails is set aside."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from masker_rules.errors import Place, Problems
from masker_rules.facts.cells import (
    NOTHING,
    TEXT_DOORS,
    FormulaCell,
    NoPlace,
    PercentAmount,
    fold,
    is_error_cell,
    parser_of_type,
    refuse_formula,
    text_value,
)
from masker_rules.facts.checks import Values, checks_of
from masker_rules.facts.definition import NONE, PENDING, ColumnDef, TableDef, definition
from masker_rules.facts.findings import LACKS, OF_NOBODY, CellError, PackRemark, SetAside, shown
from masker_rules.facts.identity import bare
from masker_rules.facts.nip import NIP_LENGTH, nip_doubts, nip_value
from masker_rules.facts.rows import Row, row_maker
from masker_rules.facts.stamps import Stamp
from masker_rules.facts.vocabulary import likely, nearest
from masker_rules.periods import PARTS, UNITS, Month

__all__ = [
    "Intake",
    "Record",
    "TableRows",
    "Untold",
    "cell_parser",
    "dates_of",
    "has_fraction",
    "match_header",
    "no_decisions",
    "records_of",
    "said_by",
]

#: What the office writes of rows that are nobody's.
NOBODY = "nobody"
#: Codes of a row that does not end after it begins.
TURNED = frozenset({"swapped-range", "empty-range"})
#: Codes of rows that count without a decision.
UNDECIDED = frozenset({"alpa"})
#: Signs around a header that are none of a name.
_EDGES = re.compile(r"\A[\W_]+|[\W_]+\Z")
#: How alike a header must be to that of a column, and of how many letters more or less: `knid` is
#: a slip for `kind`, `status` is not `tax_status`, and `approved_by` is no `approved`.
_ALIKE, _LETTERS = 0.75, 2
#: What programs call a column that has no header.
_NUMBERED = re.compile(
    r"(?:unnamed|column|kolom|field|col|f|c)[\s:_]*[0-9]+(?:_level_[0-9]+)?", re.IGNORECASE
)
Record = tuple[int, "Sequence[object] | CellError"]


@dataclass(slots=True)
class TableRows:
    """What one table gave."""

    rows: list[Row] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    remarks: list[PackRemark] = field(default_factory=list)


class _Memo(dict[str, object]):
    """Parses each spelling once; a spelling that fails is never kept."""

    def __init__(self, parse: Callable[[str], object]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, text: str) -> object:
        value = self[text] = self._parse(text)
        return value


# Columns whose texts hardly repeat would only fill a memo.
_UNIQUE = frozenset({"nip", "text", "stamp", "moment", "coordinate"})


def _text_door(column: ColumnDef) -> Callable[[str], object]:
    door = _bare_door(column)
    if column.required != "value":
        door = _with_none(column, door)
    return door if column.type in _UNIQUE else _Memo(door).__getitem__


def _bare_door(column: ColumnDef) -> Callable[[str], object]:
    if column.type == "nip":
        return nip_value
    if column.type == "word":
        return _closed_words(column) if column.words else text_value
    if column.type == "text":
        return TEXT_DOORS[column.letters]
    return parser_of_type(column.type)[0]


def _with_none(column: ColumnDef, door: Callable[[str], object]) -> Callable[[str], object]:
    """The door, and what the cell `none` says, written so and no other way.

    `None` is what programs write where they do not know.
    """
    meant: object = None
    if column.may_be_none:
        meant = door(column.none) if column.none else NOTHING

    def parse(text: str) -> object:
        if NONE in text and text.strip() == NONE:
            if meant is None:
                raise CellError("none-not-here")
            return meant
        return door(text)

    return parse


@cache
def _folded(words: tuple[str, ...]) -> Mapping[str, str]:
    return {fold(word): word for word in words}


def _closed_words(column: ColumnDef) -> Callable[[str], object]:
    known = _folded(column.words)

    def parse(text: str) -> object:
        if not text.strip():
            return None
        word = known.get(fold(text))
        if word is None:
            raise CellError("unknown-word", **likely(text, known))
        return word

    return parse


def _native_door(column: ColumnDef) -> Callable[[object], object]:
    if column.type == "nip":
        return _native_nip
    return parser_of_type("text" if column.type == "word" else column.type)[1]


def _native_nip(value: object) -> object:
    if isinstance(value, int | float | Decimal):
        raise CellError("nip-as-number")
    raise CellError("not-text", kind=type(value).__name__)


def cell_parser(column: ColumnDef) -> Callable[[object], object]:
    """The doors of a column: from a cell of any source to its value, or :class:`CellError`."""
    text, native = _text_door(column), _native_door(column)

    def parse(cell: object) -> object:
        if type(cell) is str:
            return text(cell)
        if isinstance(cell, FormulaCell):
            raise CellError("formula-cell")
        if isinstance(cell, bytes | bytearray | memoryview):
            raise CellError("bytes-cell")
        if isinstance(cell, str):
            return text(str(cell))
        value = native(cell)
        return text(value) if column.type == "word" and isinstance(value, str) else value

    return parse


def _answered(
    parse: Callable[[object], object], answers: Mapping[str, str], known: frozenset[str] | None
) -> Callable[[object], object]:
    """A door of NIPs that asks the office about what cannot be read, and about strangers."""

    def read(cell: object) -> object:
        try:
            value = parse(cell)
        except CellError:
            said = answers.get(bare(shown(cell)))
            if said is None:
                raise
            return _meant(said)
        is_known = len(str(value)) == NIP_LENGTH if known is None else value in known
        said = None if is_known else answers.get(str(value))
        return value if said is None else _meant(said)

    return read


def _meant(said: str) -> object:
    if fold(said) == NOBODY:
        raise CellError(OF_NOBODY, "nip")
    return nip_value(said)


def match_header(
    table: TableDef,
    file: str,
    header: Sequence[str],
    problems: Problems,
    remarks: list[PackRemark],
) -> list[int | None]:
    """Position in the file of each column of the definition, None where it does not stand.

    A column that stands twice, a required one that is missing and the header of another table are
    problems; a name that is not known is a remark with the nearest name that is.
    """
    place = Place(file, 1)
    other = _table_of(table, header)
    if other is not None:
        problems.add("another-table", place, table=table.name, other=other)
    known = {fold(column.name): slot for slot, column in enumerate(table.columns)}
    found: list[int | None] = [None] * len(known)
    for position, title in enumerate(header):
        slot = known.get(fold(title))
        if slot is None and not title.strip():
            continue  # a comma too many at the end of a header is no column
        if slot is None:
            near = nearest(title, table.names)
            remarks.append(_about_header(table, file, title, near))
        elif found[slot] is None:
            found[slot] = position
        else:
            problems.add("duplicate-column", place, table=table.name, column=title)
    for slot, column in enumerate(table.columns):
        if column.required and found[slot] is None:
            problems.add("missing-column", place, table=table.name, column=column.name)
    return found


def no_decisions(
    table: TableDef, file: str, positions: Sequence[int | None], codes: Collection[str]
) -> Iterator[PackRemark]:
    """A remark on a column of decisions that a table lacks: without it no row counts.

    Args:
        table: Its definition, with what empty cells mean.
        file: Name used in reports.
        positions: As :func:`match_header` gives them.
        codes: What its rows are; absence without leave is decided by nobody.
    """
    for column, at in zip(table.columns, positions, strict=True):
        if column.empty == PENDING and at is None and not UNDECIDED.issuperset(codes):
            yield PackRemark(table.name, file, 1, column.name, "", "no-decisions")


def _table_of(table: TableDef, header: Sequence[str]) -> str | None:
    """Another table that has all columns of a header, where this one has not."""
    titles = {fold(title) for title in header if title.strip()}
    if titles <= {fold(name) for name in table.names}:
        return None
    tables = definition().every.values()
    return next((o.name for o in tables if titles <= {fold(name) for name in o.names}), None)


class Untold:
    """Columns of a source that are not read and may be columns that the table lacks.

    Their header resembles that of such a column, or cannot be read. One without content says
    nothing.

    Args:
        table: Definition of the table.
        file: Name used in reports.
        header: Of the source.
        positions: As :func:`match_header` gives them.
    """

    def __init__(
        self, table: TableDef, file: str, header: Sequence[str], positions: Sequence[int | None]
    ) -> None:
        self._table, self._file, self._header = table, file, header
        self._meant = dict(_untold(table, header, positions))
        self._found: set[int] = set()

    @property
    def asked(self) -> tuple[int, ...]:
        """Positions of the columns of which it is asked whether they hold anything."""
        return tuple(at for at in self._meant if at not in self._found)

    def tell(self, at: int) -> None:
        """The column at a position holds something."""
        self._found.add(at)

    def watching(self, records: Iterable[Record]) -> Iterable[Record]:
        """The same records, looked at as they are read."""
        return self._watched(records) if self._meant else records

    def _watched(self, records: Iterable[Record]) -> Iterator[Record]:
        asked = self.asked
        for line, cells in records:
            if asked and not isinstance(cells, CellError):
                full = [at for at in asked if at < len(cells) and _has_content(cells[at])]
                self._found.update(full)
                asked = self.asked if full else asked
            yield line, cells

    def remarks(self) -> Iterator[PackRemark]:
        """What is to be said of them."""
        for at in sorted(self._found):
            title = shown(self._header[at]).strip() or f"#{at + 1}"
            meant = self._meant[at]
            told = {LACKS: meant, "meant": ", ".join(meant)}
            yield PackRemark(
                self._table.name, self._file, 1, title, title, "column-in-doubt", told
            )


def _untold(
    table: TableDef, header: Sequence[str], positions: Sequence[int | None]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Positions of columns that are not read, each with the lacking columns that it may be."""
    pairs = zip(table.names, positions, strict=True)
    lacking = tuple(name for name, at in pairs if at is None)
    for at, title in enumerate(header):
        if at in positions or not lacking:
            continue
        word = _EDGES.sub("", title)
        near = nearest(word, lacking, _ALIKE)
        if near and abs(len(near) - len(word)) <= _LETTERS:
            yield at, (near,)
        elif not _is_title(title):
            yield at, lacking


def _is_title(text: str) -> bool:
    """Whether a header is a name: empty ones, errors and what programs number are none."""
    word = text.strip()
    is_made = word.startswith("=") or is_error_cell(word) or _NUMBERED.fullmatch(word)
    return not is_made and any(sign.isalpha() for sign in word)


def _has_content(cell: object) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _about_header(table: TableDef, file: str, title: str, near: str) -> PackRemark:
    return PackRemark(
        table.name, file, 1, shown(title), shown(title), "unknown-column", {"nearest": near}
    )


class Intake:
    """Turns the records of one table into rows.

    Args:
        table: Definition of the table.
        file: Name used in reports.
        positions: Position of each column in the records, as :func:`match_header` gives it.
        other_ids: Numbers of NON_ASN that are no NIP; None where the employees are not known.
        answers: Whose a text in place of a NIP is, as the office says; see `identities`.
        known: Everybody who may stand in the table; None where that is not known.
    """

    def __init__(
        self,
        table: TableDef,
        file: str,
        positions: Sequence[int | None],
        other_ids: frozenset[str] | None = None,
        answers: Mapping[str, str] | None = None,
        known: frozenset[str] | None = None,
    ) -> None:
        self._table = table
        self._answers, self._known = answers or {}, known
        self._file = file
        self._make = row_maker(table.name)
        self._parsers = [cell_parser(column) for column in table.columns]
        if answers and table.has("nip"):
            slot = table.slot("nip")
            self._parsers[slot] = _answered(self._parsers[slot], answers, known)
        self._positions = positions
        self._plan = [
            (slot, at, self._parsers[slot]) for slot, at in enumerate(positions) if at is not None
        ]
        self._blank = [self._default(slot) for slot in range(len(table.columns))]
        self._none = frozenset(c.name for c in table.columns if c.is_none_where_empty)
        self._unsaid = [c.name for c in table.columns if c.is_doubt_where_empty]
        self._checks = checks_of(table, other_ids)
        self._watched = [
            (at, slot, table.columns[slot])
            for slot, at in enumerate(positions)
            if at is not None and table.columns[slot].type in {"nip", "stamp", "moment", "clock"}
        ]
        self.result = TableRows()

    def _default(self, slot: int) -> object:
        text = self._table.columns[slot].default
        return self._parsers[slot](text) if text else None

    def take(self, records: Iterable[Record]) -> TableRows:
        """Read all `records`: line, and the cells (or why the line cannot be cut into cells)."""
        blank, plan, checks = self._blank, self._plan, self._checks
        keep, make, file = self.result.rows.append, self._make, self._file
        may_lack, nobodys = bool(self._none or self._unsaid), frozenset[str]()
        for line, cells in records:
            if isinstance(cells, CellError):
                self._set_aside(line, cells, "", nip=self._nip_of(cells.cells))
                continue
            values, has_none = blank.copy(), may_lack
            try:
                for slot, at, parse in plan:
                    cell = cells[at]
                    if cell != "" and cell is not None:
                        value = parse(cell)
                        if value is NOTHING:
                            has_none = True
                        if value is not None:
                            values[slot] = value
                none = self._take_none(values) if has_none else nobodys
                for check in checks:
                    note = check(values)
                    if note is not None:
                        self._remark(line, cells, *note)
            except CellError as bad:
                self._diagnose(line, cells, bad)
                continue
            self._watch(line, cells, values)
            keep(make(values, Place(file, line), none))
        return self.result

    def _take_none(self, values: Values) -> frozenset[str]:
        """The columns without a value, once what says so is taken out of the values.

        Raises:
            CellError: a cell is empty whose empty means unknown, where the table is read as if
                something stood there [unknown-cell].
        """
        none = self._said_none(values)
        for name in self._unsaid:
            if values[self._table.slot(name)] is None and name not in none:
                raise CellError("unknown-cell", name)
        return none

    def _said_none(self, values: Values) -> frozenset[str]:
        names = {name for name in self._none if values[self._table.slot(name)] is None}
        for slot, value in enumerate(values):
            if value is NOTHING:
                values[slot] = None
                names.add(self._table.columns[slot].name)
        return frozenset(names)

    # --- remarks on rows that were kept

    def _remark(
        self,
        line: int,
        cells: Sequence[object],
        column: str,
        code: str,
        value: object,
        params: Mapping[str, object] | None = None,
    ) -> None:
        at = self._positions[self._table.slot(column)]
        raw = value if at is None else cells[at]
        nip = self._nip_of(cells)
        about = (self._table.name, self._file, line, column, shown(raw), code)
        self.result.remarks.append(PackRemark(*about, params or {}, nip))

    def _watch(self, line: int, cells: Sequence[object], values: Values) -> None:
        for at, slot, column in self._watched:
            cell, value = cells[at], values[slot]
            if column.type == "nip":
                if cell != value and value is not None:
                    is_said = self._is_asked(column.name, cell)
                    code = "identity-answered" if is_said else "nip-trimmed"
                    self._remark(line, cells, column.name, code, cell)
            elif has_fraction(cell):
                self._remark(line, cells, column.name, "fraction-dropped", cell)
        if self._table.name == "employees":
            doubt = nip_doubts(str(values[0]), values[2])  # type: ignore[arg-type]
            if doubt:
                self._remark(line, cells, "nip", doubt, values[0])

    # --- rows set aside

    def _diagnose(self, line: int, cells: Sequence[object], bad: CellError) -> None:
        """Name the first wrong column in the order of the definition, not of the file."""
        values = self._blank.copy()
        first: tuple[CellError, str] | None = None
        unread: list[str] = []
        for slot, at, parse in self._plan:
            name = self._table.columns[slot].name
            try:
                cell = cells[at]
                if type(cell) is str and cell.strip() and not self._is_asked(name, cell):
                    refuse_formula(cell.strip())
                if cell != "" and cell is not None:
                    value = parse(cell)
                    values[slot] = values[slot] if value is None else value
            except CellError as wrong:
                first = first or (wrong, name)
                unread.append(name)
        none = self._none_of(values, unread)
        fault, column = first or (bad, bad.column)
        # Remarks on the row before its fault showed would speak of a row that does not count.
        remarks = self.result.remarks
        while remarks and (remarks[-1].line, remarks[-1].file) == (line, self._file):
            remarks.pop()
        dates = self._dates(values)
        fault.column = column
        unread = list(dict.fromkeys([*unread, *self._refused(values)]))
        nip, written = self._whose(cells, values, unread)
        said = said_by(self._table, values, unread)
        value = self._cell(cells, column)
        self._set_aside(
            line,
            fault,
            value,
            nip=nip,
            dates=dates,
            said=said,
            unread=tuple(unread),
            written=written,
            none=none,
            is_turned=fault.code in TURNED and fault.params.get("begin") == self._table.first,
        )

    def _is_asked(self, column: str, cell: object) -> bool:
        """Whether the office says whose number a text is."""
        return column == "nip" and bare(shown(cell)) in self._answers

    def _none_of(self, values: Values, unread: list[str]) -> frozenset[str]:
        """As :meth:`_take_none`, of a row that is set aside; what is not said is not read."""
        said = self._said_none(values)
        empty = [n for n in self._unsaid if values[self._table.slot(n)] is None and n not in said]
        unread += [name for name in empty if name not in unread]
        return said.difference(unread)

    def _refused(self, values: Values) -> Iterator[str]:
        """Columns that the checks of the row refuse, each check by itself."""
        for check in self._checks:
            try:
                check(values.copy())
            except CellError as bad:
                if bad.column:
                    yield bad.column

    def _whose(
        self, cells: Sequence[object], values: Values, unread: list[str]
    ) -> tuple[str | None, str]:
        """The NIP of a row that is set aside, or the text in its place; a stranger's is such."""
        if not self._table.has("nip"):
            return None, ""
        nip = values[self._table.slot("nip")]
        if "nip" not in unread and nip is not None:
            if self._known is None or nip in self._known:
                return str(nip), ""
            unread.append("nip")
        return None, shown(self._cell(cells, "nip"))

    def _set_aside(self, line: int, bad: CellError, value: object, **more: Any) -> None:
        """Keep a row that does not count, with what is known of it (fields of `SetAside`)."""
        about = (self._table.name, self._file, line, bad.column, shown(value), bad.code)
        self.result.set_aside.append(SetAside(*about, bad.params, **more))

    def _cell(self, cells: Sequence[object], column: str) -> object:
        at = self._positions[self._table.slot(column)] if column else None
        return "" if at is None else cells[at]

    def _nip_of(self, cells: Sequence[object]) -> str | None:
        if not self._table.has("nip"):
            return None
        at = self._positions[self._table.slot("nip")]
        cell = cells[at] if at is not None and at < len(cells) else None
        try:
            return nip_value(cell) if isinstance(cell, str) else None
        except CellError:
            return None

    def _dates(self, values: Values) -> tuple[dt.date, dt.date] | None:
        return dates_of(self._table, values)


def has_fraction(cell: object) -> bool:
    """Whether a time states a part of a second, which is dropped."""
    if isinstance(cell, str):
        tail = cell.rpartition(".")[2] if "." in cell else ""
        digits = tail[: len(tail) - len(tail.lstrip("0123456789"))]
        return digits.strip("0") != ""
    return bool(getattr(cell, "microsecond", 0))


def said_by(
    table: TableDef, values: Sequence[object], unread: Collection[str]
) -> dict[str, object]:
    """What a row says in the columns that are readable; see :class:`SetAside`."""
    plain = (Decimal(v) if isinstance(v, PercentAmount) else v for v in values)
    named = zip(table.names, plain, strict=True)
    return {
        name: value
        for name, value in named
        if not (value is None or isinstance(value, NoPlace) or name in unread)
    }


def dates_of(table: TableDef, values: Sequence[object]) -> tuple[dt.date, dt.date] | None:
    """First and last date that a row of `table` speaks of, None where they are not readable."""
    if not table.first:
        return dt.date.min, dt.date.max
    begin = values[table.slot(table.first)]
    has_end = table.has(table.last)
    finish = values[table.slot(table.last)] if has_end else begin
    if begin is None and (table.column(table.first).required == "value" or finish is None):
        return None
    first = _span(begin)[0] if begin is not None else dt.date.min
    if table.last == "open" or finish is None:
        return first, dt.date.max
    last = _span(finish)[1]
    if table.last == "year":
        last = dt.date(last.year, 12, 31)
    # A swapped range speaks of the days between its ends all the same.
    return min(first, last), max(first, last)


def _span(value: object) -> tuple[dt.date, dt.date]:
    if isinstance(value, Stamp):
        # The date on the profile's clock may be a neighbour of the date where the stamp was made.
        slack = dt.timedelta(days=0 if value.offset_minutes is None else 1)
        return value.day - slack, value.day + slack
    if isinstance(value, dt.date):
        return value, value
    return _period_span(str(value))


def _period_span(text: str) -> tuple[dt.date, dt.date]:
    year, _, rest = text.partition("-")
    if not rest:
        return dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)
    if rest[0] in PARTS:
        months = UNITS[PARTS[rest[0]]]
        begin = Month(int(year), (int(rest[1]) - 1) * months + 1)
        return begin.first, begin.plus(months - 1).last
    month = Month(int(year), int(rest))
    return month.first, month.last


def records_of(rows: Iterable[Sequence[object]]) -> Iterator[Record]:
    """Rows of a source without lines of its own: line = 1 + row number."""
    for number, cells in enumerate(rows, 1):
        yield number + 1, cells
