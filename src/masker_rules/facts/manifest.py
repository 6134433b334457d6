"""`pack.yaml`: what a pack says of itself, of its empty cells and of the names of its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from masker_rules import yamltext
from masker_rules.errors import FactsError, Place, Problems
from masker_rules.facts.cells import NOTHING, fold
from masker_rules.facts.definition import MEANINGS, NONE, ColumnDef, definition
from masker_rules.facts.empties import EVERYWHERE, Empties
from masker_rules.facts.findings import CellError
from masker_rules.facts.intake import cell_parser
from masker_rules.facts.vocabulary import nearest

__all__ = [
    "EMPTY",
    "SHEET",
    "Manifest",
    "Said",
    "empties_in_rows",
    "empties_of",
    "read_manifest",
    "said_of_empties",
]

EMPTY, TABLES = "empty", "tables"
#: Keys of the file; `table` is a short word for `tables`.
KEYS = {EMPTY: EMPTY, TABLES: TABLES, "table": TABLES}
#: Sheet of a workbook, or table of a database, that says what empty cells mean.
SHEET = "pack"
COLUMN = "column"
#: Types of which a value may stand for every empty cell of a column; a text would be a slip for a
#: meaning as often as a text that is meant.
VALUED = frozenset(
    {"word", "flag", "date", "clock", "money", "amount", "percent", "number", "minutes", "count"}
)
#: How YAML and Python write flags.
FLAGS = {"yes": "true", "no": "false", "True": "true", "False": "false"}
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of the empty cells of a column.

    Attributes:
        column: `table.column`, as it is written.
        meaning: What is said: a meaning, or a value of the column.
        place: Where.
    """

    column: str
    meaning: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says of itself.

    Attributes:
        empties: What its empty cells mean.
        files: Table by the name of its file, where that is another than the table's.
        places: Where these names stand.
    """

    empties: Empties = EVERYWHERE
    files: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


def read_manifest(data: bytes, file: str) -> Manifest:
    """What stands in a `pack.yaml`.

    Raises:
        FactsError: it is no YAML, or says what it cannot say, each with its place [yaml-*,
            pack-not-a-mapping, pack-unknown-key, unknown-table, pack-file-twice,
            empty-unknown-column, empty-unknown-meaning, empty-never].
    """
    root = yamltext.parse_yaml(data, file, FactsError)
    problems = Problems()
    sections = {EMPTY: list[Said](), TABLES: list[Said]()}
    for key, place, node in _items(root, file, problems):
        if key in KEYS:
            sections[KEYS[key]] += _said(node, key, problems)
        else:
            near = nearest(key, sections) or "-"
            problems.add("pack-unknown-key", place, key=key, nearest=near)
    files = _files(sections[TABLES], problems)
    empties = empties_of(sections[EMPTY], problems)
    problems.raise_if_any(FactsError)
    places = {one.meaning: one.place for one in sections[TABLES] if one.place}
    return Manifest(empties, files, places)


def _items(
    node: yamltext.Node, where: str, problems: Problems
) -> Iterator[tuple[str, Place, yamltext.Node]]:
    """The items of a mapping; nothing at all is a mapping without any."""
    if isinstance(node, yamltext.Mapping):
        yield from node.items()
    elif not isinstance(node, yamltext.Scalar) or node.text.strip():
        problems.add("pack-not-a-mapping", node.place, where=where)


def _said(node: yamltext.Node, key: str, problems: Problems) -> Iterator[Said]:
    for name, place, child in _items(node, key, problems):
        if isinstance(child, yamltext.Scalar):
            yield Said(name, child.text, place)
        else:
            problems.add("pack-not-a-text", child.place, where=f"{key}.{name}")


def _files(said: Iterable[Said], problems: Problems) -> dict[str, str]:
    """Table by the name of its file."""
    files: dict[str, str] = {}
    known = definition().every
    for one in said:
        if one.column not in known:
            near = nearest(one.column, known) or "-"
            problems.add("unknown-table", one.place, table=one.column, nearest=near)
        elif one.meaning in files:
            first = files[one.meaning]
            problems.add("pack-file-twice", one.place, file=one.meaning, first=first)
        else:
            files[one.meaning] = one.column
    return files


def empties_in_rows(
    header: Sequence[object], rows: Iterable[tuple[int, Sequence[object]]], file: str
) -> Empties:
    """What a sheet or stored table `pack` says: rows of `column` and `empty`.

    Raises:
        FactsError: it lacks one of the two, or says what it cannot say [missing-column,
            empty-unknown-column, empty-unknown-meaning, empty-never].
    """
    titles = [fold(str(title)) for title in header]
    problems = Problems()
    for name in (COLUMN, EMPTY):
        if name not in titles:
            problems.add("missing-column", Place(file, 1), table=SHEET, column=name)
    problems.raise_if_any(FactsError)
    at, means = titles.index(COLUMN), titles.index(EMPTY)
    said = (
        Said(str(cells[at]).strip(), str(cells[means] or ""), Place(file, line))
        for line, cells in rows
        if cells[at]
    )
    found = empties_of(said, problems)
    problems.raise_if_any(FactsError)
    return found


def said_of_empties(said: object) -> Empties:
    """What a mapping in Python says of empty cells, by `table.column`; None says nothing.

    Raises:
        FactsError: [pack-not-a-mapping, empty-unknown-column, empty-unknown-meaning,
            empty-never].
    """
    if said is None:
        return EVERYWHERE
    if not isinstance(said, Mapping):
        raise FactsError.of("pack-not-a-mapping", where=EMPTY)
    problems = Problems()
    found = empties_of((Said(str(name), str(one)) for name, one in said.items()), problems)
    problems.raise_if_any(FactsError)
    return found


def empties_of(said: Iterable[Said], problems: Problems) -> Empties:
    """What is said of empty cells, held against the definition.

    Args:
        said: Column by column.
        problems: Where what is wrong goes [empty-unknown-column, empty-unknown-meaning,
            empty-never].
    """
    meanings: dict[str, dict[str, str]] = {}
    for one in said:
        name, _, column_name = one.column.partition(".")
        table = definition().every.get(name)
        if table is None or not table.has(column_name):
            near = nearest(one.column, _every_column()) or "-"
            problems.add("empty-unknown-column", one.place, column=one.column, nearest=near)
            continue
        column = table.column(column_name)
        found = _meaning(column, one.meaning.strip())
        if found:
            meanings.setdefault(name, {})[column_name] = found
        else:
            _add_problem(one, column, problems)
    return Empties(meanings) if meanings else EVERYWHERE


def _every_column() -> list[str]:
    return [f"{t.name}.{c.name}" for t in definition().every.values() for c in t.columns]


def _add_problem(one: Said, column: ColumnDef, problems: Problems) -> None:
    if column.required == "value":
        problems.add("empty-never", one.place, column=one.column)
        return
    offered = _offered(column)
    problems.add(
        "empty-unknown-meaning",
        one.place,
        column=one.column,
        meaning=one.meaning,
        nearest=nearest(one.meaning, offered) or "-",
        known=", ".join(offered),
    )


def _offered(column: ColumnDef) -> list[str]:
    """What may be said of the empty cells of a column, its words among it."""
    none = [NONE] if column.may_be_none else []
    flags = ("true", "false") if column.type == "flag" else ()
    return list(dict.fromkeys([UNKNOWN, *none, column.defined, *_words(column), *flags]))


def _words(column: ColumnDef) -> tuple[str, ...]:
    if column.profile:
        return definition().vocabularies[column.profile]
    return column.words


def _meaning(column: ColumnDef, text: str) -> str:
    """What is meant; empty where the column cannot mean that."""
    if column.required == "value" or not text:
        return ""
    if text == NONE:
        # Where there being none is a value, this is what every empty cell is.
        return (column.none or text) if column.may_be_none else ""
    if text in (UNKNOWN, column.defined) or (column.may_be_none and text == column.none):
        return text
    text = FLAGS.get(text, text) if column.type == "flag" else text
    if column.type not in VALUED:
        return ""
    if _words(column):
        return text if text in _words(column) else ""
    if text in MEANINGS:
        return ""
    try:
        value = cell_parser(column)(text)
    except CellError:
        return ""
    return "" if value is None or value is NOTHING else text
