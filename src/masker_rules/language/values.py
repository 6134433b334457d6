"""Values of a profile: a formula, the name of a table, or a table written in place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from masker_rules.errors import Place
from masker_rules.language.catalogue import type_named
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FormulaError, unify, unknown_of
from masker_rules.language.marginal import looked_up
from masker_rules.language.plan import Expr, Unknown
from masker_rules.language.table_checks import check_table
from masker_rules.language.tables import MARGINAL, STEP, Cell, Row, Table, given_text
from masker_rules.language.workspace import BrokenError, Workspace, check_signs
from masker_rules.units import Type, Unit, parse_literal
from masker_rules.yamltext import Mapping

__all__ = ["likely_inputs", "read_table", "read_value"]


def read_value(
    work: Workspace,
    entry: Entry,
    scope: Scope,
    measure: Expr | None = None,
    expected: Type | None = None,
) -> Expr:
    """What stands at `entry` as an expression.

    Args:
        work: The profile being lowered.
        entry: A formula, a table's name, or a table.
        scope: Names known there.
        measure: What a table without `by` is looked up by.
        expected: Unit wanted, for `unknown` and for words.

    Raises:
        BrokenError: something is wrong and has been reported.
    """
    if isinstance(entry.node, Mapping):
        table, arguments = read_table(work, entry, scope, measure, expected)
        try:
            return looked_up(table, arguments, 0)
        except FormulaError as exc:
            work.report(exc, entry.place, work.sources.law(entry))
            raise BrokenError from None
    name = entry.text()
    inputs = work.table_inputs(name) if entry.is_text else None
    if inputs is not None and len(inputs) == 1 and measure is not None:
        try:
            return work.checker.lookup(name, (measure,), 0)
        except FormulaError as exc:
            work.report(exc, entry.node.place, work.sources.law(entry))
            raise BrokenError from None
    return work.formula(entry, scope, expected)


def read_table(
    work: Workspace,
    entry: Entry,
    scope: Scope,
    measure: Expr | None = None,
    expected: Type | None = None,
    over: tuple[Type, ...] | None = None,
) -> tuple[Table, tuple[Expr, ...]]:
    """A table and the expressions of its inputs (empty for a named table, which is called).

    A named table is read `over` the types of the arguments that it is called with, so that its
    holes are those of their own lattice.

    Raises:
        BrokenError: something is wrong and has been reported.
    """
    law = work.sources.law(entry)
    place = entry.place
    names = [item.text() for item in by.list()] if (by := entry.get("by")) else []
    inputs = _inputs(work, entry, scope, measure, names) if over is None else ()
    raw = _raw_rows(work, entry, len(inputs) or max(1, len(names)))
    types = [expr.type for expr in inputs] or list(over or ())
    form = work.choice(entry, "kind", (STEP, MARGINAL), STEP)
    endless = any(work.may_be_endless(expr) for expr in inputs)
    if form == STEP and (endless or any(kind.ratio for kind in types)):
        work.problems.add("table-needs-rounding", place, law, table=entry.path)
        raise BrokenError
    given = _gives(work, entry) or expected
    rows, otherwise, kind = _rows(work, entry, raw, types, scope, given)
    labels = names or ["measure"]
    table = Table(
        name=entry.path,
        inputs=tuple(zip(labels, types, strict=True)),
        outputs=(("value", kind),),
        rows=rows,
        otherwise=otherwise,
        place=place,
        kind=form,
    )
    if form == MARGINAL and not _is_progressive(table):
        work.problems.add("marginal-wants-bands", place, law, table=entry.path)
        raise BrokenError
    check_table(table, work.problems, law, work.words, work.in_force)
    return table, inputs


def _gives(work: Workspace, entry: Entry) -> Type | None:
    """The vocabulary of the words that the rows of a table hold, where it names one.

    Raises:
        BrokenError: no such vocabulary; it has been reported.
    """
    written = entry.get("gives")
    if written is None:
        return None
    kind = type_named(written.text())
    if kind is None or not work.vocabulary(kind.vocabulary):
        known = ", ".join(f"word {name}" for name in work.words)
        work.problems.add(
            "unknown-choice", written.place, value=written.text(), path=written.path, known=known
        )
        raise BrokenError
    return kind


def _is_progressive(table: Table) -> bool:
    """Whether a table has one number as its input and one band in every row, and no `else`."""
    bands = [row.cells[0].ranges for row in table.rows]
    return (
        len(table.inputs) == 1
        and table.otherwise is None
        and all(len(band) == 1 for band in bands)
    )


def likely_inputs(work: Workspace, entry: Entry) -> tuple[tuple[str, Type], ...]:
    """Names of a named table's inputs, and their types as its cells look.

    Raises:
        BrokenError: a row has too many or too few cells; it has been reported.
    """
    names = [item.text() for item in by.list()] if (by := entry.get("by")) else ["measure"]
    types = _guess(_raw_rows(work, entry, len(names)), len(names))
    return tuple(zip(names, types, strict=True))


def _inputs(
    work: Workspace,
    entry: Entry,
    scope: Scope,
    measure: Expr | None,
    names: Sequence[str],
) -> tuple[Expr, ...]:
    if not names:
        if measure is None:
            law = work.sources.law(entry)
            work.problems.add("table-without-input", entry.place, law, path=entry.path)
            raise BrokenError
        return (measure,)
    by = entry.get("by")
    assert by is not None
    return tuple(work.formula(item, scope) for item in by.list())


#: Keys of a short table that are no cells.
TABLE_KEYS = frozenset({"by", "kind", "gives", "source", "label", "fixed"})
RawRow = tuple[tuple[str, ...], Entry, Place]


def _raw_rows(work: Workspace, entry: Entry, width: int) -> list[RawRow]:
    """Cells, value entry and place of every row, in either form."""
    rows = entry.get("rows")
    if rows is None:
        pairs = [(key, child) for key, child in entry.items() if key not in TABLE_KEYS]
        return [((key,), child, child.place) for key, child in pairs]
    found: list[RawRow] = []
    for row in rows.list():
        cells = row.list()
        is_else = bool(cells) and cells[0].text() == "else"
        if len(cells) != (2 if is_else else width + 1):
            law = work.sources.law(entry)
            work.problems.add(
                "wrong-row", row.place, law, path=row.path, wanted=width + 1, got=len(cells)
            )
            raise BrokenError
        found.append((tuple(cell.text() for cell in cells[:-1]), cells[-1], row.place))
    return found


#: What may stand before the value of a cell.
BEFORE = re.compile(r"(over|under|not) +")


def _ends(cell: str) -> Iterator[str]:
    """The literals and words of a cell, without what joins them."""
    for part in cell.replace("..", " or ").replace(";", " or ").split(" or "):
        yield BEFORE.sub("", part.strip())


def _guess(raw: list[RawRow], width: int) -> list[Type]:
    """Types of the inputs of a named table, from what its cells look like."""
    types = [Type(Unit.WORD)] * width
    optional = [False] * width
    for cells, _, _ in raw:
        for index, cell in enumerate(cells[:width]):
            for word in _ends(cell):
                optional[index] |= word == "none"
                literal = parse_literal(word)
                if literal is not None:
                    kind = literal.type
                    step = 60 if kind.unit is Unit.DURATION else 1
                    scale = max(kind.scale, types[index].scale)
                    types[index] = Type(kind.unit, scale, step=step)
                elif word in {"yes", "no"}:
                    types[index] = Type(Unit.FLAG)
    return [replace(kind, optional=no) for kind, no in zip(types, optional, strict=True)]


def _rows(
    work: Workspace,
    entry: Entry,
    raw: list[RawRow],
    types: Sequence[Type],
    scope: Scope,
    expected: Type | None,
) -> tuple[tuple[Row, ...], tuple[Expr, ...] | None, Type]:
    law = work.sources.law(entry)
    if not raw:
        work.problems.add("table-without-rows", entry.place, law, table=entry.path)
        raise BrokenError
    values = _values(work, raw, scope, expected)
    cells: list[tuple[Cell, ...] | None] = []
    for texts, _, place in raw:
        if texts[0] == "else":
            cells.append(None)
            continue
        try:
            pairs = zip(texts, types, strict=True)
            cells.append(tuple(_cell(text, kind, work) for text, kind in pairs))
        except FormulaError as exc:
            work.report(exc, place, law)
            raise BrokenError from None
    try:
        if any(value.type.unit is Unit.PERCENT for value in values):
            _check_signs(work, raw, values, law)
        kind = unify((value.type for value in values), 0)
        named = [_named(value, kind, entry.path) for value in values]
    except FormulaError as exc:
        work.report(exc, entry.place, law)
        raise BrokenError from None
    rows = tuple(
        Row(number, row, (value,), place)
        for number, (row, value, (_, _, place)) in enumerate(
            ((c, v, r) for c, v, r in zip(cells, named, raw, strict=True) if c is not None), 1
        )
    )
    rest = [value for row, value in zip(cells, named, strict=True) if row is None]
    if len(rest) > 1:
        first, second = [place for texts, _, place in raw if texts[0] == "else"][:2]
        work.problems.add(
            "table-overlap",
            second,
            law,
            table=entry.path,
            first="else",
            second="else",
            line=first.line,
            value="else",
            first_value=given_text(rest[0]),
            second_value=given_text(rest[1]),
        )
    return rows, (rest[0],) if rest else None, kind


def _check_signs(work: Workspace, raw: list[RawRow], values: list[Expr], law: str) -> None:
    """Refuse plain numbers among the percents of a table, each at its own row.

    Raises:
        BrokenError: there is one; it has been reported.
    """
    wrong = False
    for (texts, child, _), value in zip(raw, values, strict=True):
        try:
            check_signs([(" | ".join(texts), value)])
        except FormulaError as exc:
            work.report(exc, child.node.place, law)
            wrong = True
    if wrong:
        raise BrokenError


def _values(work: Workspace, raw: list[RawRow], scope: Scope, expected: Type | None) -> list[Expr]:
    """What the rows give; an `unknown` has the unit of the others, wherever it stands."""
    silent = [child.text() == "unknown" for _, child, _ in raw]
    unit, made = expected, {}
    for index in sorted(range(len(raw)), key=silent.__getitem__):
        made[index] = value = work.formula(raw[index][1], scope, unit)
        unit = unit or value.type
    return [made[index] for index in range(len(raw))]


def _named(value: Expr, kind: Type, path: str) -> Expr:
    return replace(unknown_of(kind, path)) if isinstance(value, Unknown) else value


# ------------------------------------------------------------------ cells
def _cell(text: str, kind: Type, work: Workspace) -> Cell:
    """`1m..30m`, `91m..`, `over 60m`, `mon..thu`, `a or b`, `not a`, `none`, `-`."""
    text = text.strip()
    if text in {"-", ""}:
        return Cell("-")
    alternatives = [part.strip() for part in text.replace(";", " or ").split(" or ")]
    if kind.unit is Unit.FLAG:
        return Cell(text, frozenset(_flag(part) for part in alternatives))
    if kind.unit is Unit.WORD:
        return Cell(text, _words(text, alternatives, kind, work))
    bands = [part for part in alternatives if part != "none"]
    nothing = len(bands) < len(alternatives)
    if nothing and not kind.optional:
        raise FormulaError("never-none", 0, cell=text)
    return Cell(text, None, tuple(_range(part, kind) for part in bands), nothing)


def _flag(text: str) -> bool | None:
    if text == "none":
        return None
    if text not in {"yes", "no"}:
        raise FormulaError("unknown-word", 0, word=text, nearest="yes, no")
    return text == "yes"


def _words(
    text: str, alternatives: list[str], kind: Type, work: Workspace
) -> frozenset[str | bool | None]:
    order = work.vocabulary(kind.vocabulary)
    if text.startswith("not "):
        out = _words(text[4:], [p.removeprefix("not ") for p in alternatives], kind, work)
        return frozenset(order) - out | frozenset({None} if kind.optional else ())
    found: set[str | bool | None] = set()
    for part in alternatives:
        first, dots, last = part.partition("..")
        group = work.group(part)
        if part == "none":
            if not kind.optional:
                raise FormulaError("never-none", 0, cell=text)
            found.add(None)
        elif group is not None and part not in order:
            found |= group
        elif dots:
            if not order:
                raise FormulaError("words-without-order", 0)
            low = order.index(_known(first, order)) if first else 0
            high = order.index(_known(last, order)) if last else len(order) - 1
            if high < low:
                raise FormulaError("range-backwards", 0, low=first, high=last)
            found |= set(order[low : high + 1])
        else:
            found.add(_known(part, order))
    return frozenset(found)


def _known(word: str, order: tuple[str, ...]) -> str:
    if order and word not in order:
        nearest = ", ".join(difflib.get_close_matches(word, order, 2)) or ", ".join(order)
        raise FormulaError("unknown-word", 0, word=word, nearest=nearest)
    return word


def _range(text: str, kind: Type) -> tuple[int | None, int | None]:
    if text.startswith("over "):
        return _number(text[5:], kind) + kind.step, None
    if text.startswith("under "):
        return None, _number(text[6:], kind) - kind.step
    first, dots, last = text.partition("..")
    if not dots:
        value = _number(text, kind)
        return value, value
    return (
        _number(first, kind) if first.strip() else None,
        _number(last, kind) if last.strip() else None,
    )


def _number(text: str, kind: Type) -> int:
    literal = parse_literal(text.strip())
    if literal is None:
        raise FormulaError("bad-cell", 0, cell=text, wanted=kind)
    if literal.type.unit != kind.unit:
        raise FormulaError("unit-mismatch", 0, left=kind, right=literal.type)
    if literal.type.scale > kind.scale:
        raise FormulaError("bad-cell", 0, cell=text, wanted=kind)
    factor: int = 10 ** (kind.scale - literal.type.scale)
    return literal.value * factor
