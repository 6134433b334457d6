"""Values of a profile: a formula, the name of a table, or a table written in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from masker_rules.errors import Place
from masker_rules.language.bounds import bounds_of
from masker_rules.language.catalogue import type_named
from masker_rules.language.cells import are_half_open, likely_types, read_cell
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FormulaError, floored, unify, unknown_of
from masker_rules.language.marginal import check_bands, looked_up
from masker_rules.language.plan import Expr, Unknown
from masker_rules.language.ranges import outside, range_of, said
from masker_rules.language.table_checks import check_table
from masker_rules.language.tables import MARGINAL, STEP, Cell, Row, Table, given_text
from masker_rules.language.workspace import BrokenError, Workspace, check_signs
from masker_rules.legal import Text
from masker_rules.units import Type, Unit
from masker_rules.yamltext import Mapping

__all__ = ["half_open_inputs", "likely_inputs", "read_table", "read_value", "refuse_outside"]


def read_value(
    work: Workspace,
    entry: Entry,
    scope: Scope,
    measure: Expr | None = None,
    expected: Type | None = None,
) -> Expr:
    """What stands at `entry` as an expression, within the range of its key.

    Args:
        work: The profile being lowered.
        entry: A formula, a table's name, or a table.
        scope: Names known there.
        measure: What a table without `by` is looked up by.
        expected: Unit wanted, for `unknown` and for words.

    Raises:
        BrokenError: something is wrong and has been reported.
    """
    value = _read(work, entry, scope, measure, expected)
    refuse_outside(work, entry, value)
    return value


def refuse_outside(work: Workspace, entry: Entry, value: Expr) -> None:
    """Refuse what is, or may be, nothing that the key of `entry` can be, whatever the facts are.

    Raises:
        BrokenError: it is outside and has been reported [outside-of-key].
    """
    allowed = range_of(entry.path)
    if allowed is None:
        return
    wrong = outside(value, allowed, work.quantities, work.bounds)
    if wrong is not None:
        law, path = work.sources.law(entry), entry.path
        work.problems.add(
            "outside-of-key", entry.node.place, law, path=path, value=said(*wrong), range=allowed
        )
        raise BrokenError


def _read(
    work: Workspace, entry: Entry, scope: Scope, measure: Expr | None, expected: Type | None
) -> Expr:
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
    inputs = _floored(work, entry, raw, inputs)
    types = [expr.type for expr in inputs] or list(over or ())
    form = work.choice(entry, "kind", (STEP, MARGINAL), STEP)
    endless = any(work.may_be_endless(expr) for expr in inputs)
    if form == STEP and (endless or any(kind.ratio for kind in types)):
        work.problems.add("table-needs-rounding", place, law, table=entry.path)
        raise BrokenError
    given = _gives(work, entry) or expected
    rows, otherwise, kind = _rows(work, entry, raw, types, scope, given, exact=form == MARGINAL)
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
    if form == STEP and over is not None and work.problems.errors:
        return table, inputs  # who asks it may be what is wrong: of what, is a guess
    if form == STEP:
        within = [bounds_of(expr, work.bounds) for expr in inputs]
        check_table(table, work.problems, law, work.words, work.months, within)
    elif not check_bands(table, work.problems, law):
        raise BrokenError
    return table, inputs


def _floored(
    work: Workspace, entry: Entry, raw: list[RawRow], inputs: tuple[Expr, ...]
) -> tuple[Expr, ...]:
    """Values with endless decimals, of which half-open rows ask no more than their floor."""
    if entry.text("kind") == MARGINAL or not any(map(work.may_be_endless, inputs)):
        return inputs
    kinds = likely_types([cells for cells, _, _ in raw], len(inputs))
    open_ = _half_open(raw, len(inputs))
    return tuple(
        floored(expr, kind.scale) if is_open and work.may_be_endless(expr) else expr
        for expr, kind, is_open in zip(inputs, kinds, open_, strict=True)
    )


def half_open_inputs(work: Workspace, entry: Entry, width: int) -> tuple[bool, ...]:
    """Of each input of a named table, whether its rows are half-open; of a tax none is asked."""
    if entry.text("kind") == MARGINAL:
        return (False,) * width
    return _half_open(_raw_rows(work, entry, width), width)


def _half_open(raw: list[RawRow], width: int) -> tuple[bool, ...]:
    rows = [cells for cells, _, _ in raw if cells[0] != "else"]
    return tuple(are_half_open(cells[n] for cells in rows) for n in range(width))


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


def likely_inputs(work: Workspace, entry: Entry) -> tuple[tuple[str, Type], ...]:
    """Names of a named table's inputs, and their types as its cells look.

    Raises:
        BrokenError: a row has too many or too few cells; it has been reported.
    """
    names = [item.text() for item in by.list()] if (by := entry.get("by")) else ["measure"]
    rows = [cells for cells, _, _ in _raw_rows(work, entry, len(names))]
    types = likely_types(rows, len(names))
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


def _rows(
    work: Workspace,
    entry: Entry,
    raw: list[RawRow],
    types: Sequence[Type],
    scope: Scope,
    expected: Type | None,
    *,
    exact: bool,
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
            cells.append(tuple(read_cell(text, kind, work, exact=exact) for text, kind in pairs))
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
            meeting="",
        )
    return rows, (rest[0],) if rest else None, kind


def _check_signs(work: Workspace, raw: list[RawRow], values: list[Expr], law: Text) -> None:
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
