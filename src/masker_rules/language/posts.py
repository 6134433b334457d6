"""Whose amounts inputs ask for, where it is not the person's own: a class, a post, or both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from masker_rules.language.attribute_words import ATTRIBUTES
from masker_rules.language.document import Entry
from masker_rules.language.expressions import parts, rebuilt
from masker_rules.language.guards import bare_in
from masker_rules.language.job_class import (
    KNOWN,
    OF_CLASS,
    class_formula,
    facts_read,
    where_known,
)
from masker_rules.language.plan import MONTH, Const, Expr, Fact, Lookup, Post, Ref
from masker_rules.language.workspace import BrokenError, Workspace
from masker_rules.units import Type, Unit

__all__ = ["AMOUNTS", "WHOSE", "read_posts"]

AMOUNTS = "amounts"
#: Key of an input with what is asked for.
WHOSE = "for"
OFFERED = ("job_class", "position")


def read_posts(work: Workspace) -> None:
    """Keep with each input whose amount it asks for; report what is wrong with that.

    The formulas are worked out before any amount is, for each day: so they may read the row of
    the person, the month, and attributes.
    """
    section = work.document.section("inputs")
    for name, item in list(work.inputs.items()):
        entry = section.get(name)
        written = entry.get(WHOSE) if entry is not None else None
        if written is None:
            continue
        try:
            work.inputs[name] = replace(item, post=_post(work, written, item.table))
        except BrokenError:
            continue


def _post(work: Workspace, entry: Entry, table: str) -> Post:
    if table != AMOUNTS:
        work.problems.add("post-not-here", entry.place, path=entry.path)
        raise BrokenError
    of_class, of_post = (entry.get(name) for name in OFFERED)
    if of_class is None and of_post is None:
        known = ", ".join(OFFERED)
        work.problems.add("unknown-choice", entry.place, value="{}", path=entry.path, known=known)
        raise BrokenError
    job_class = None if of_class is None else _class(work, of_class)
    position = None if of_post is None else _position(work, of_post)
    both = [one for one in (job_class, position) if one is not None]
    read = frozenset(fact.name for fact in parts(Fact, *both))
    written = (one for one in (of_post, of_class) if one is not None)
    text = ", ".join(f"{one.path.rpartition('.')[2]}: {one.text()}" for one in written)
    bare = [fact.name for one in both if not isinstance(one, Fact) for fact in bare_in(one)]
    return Post(job_class, position, read, frozenset(bare), text)


def _class(work: Workspace, entry: Entry) -> Expr:
    value = _inlined(work, class_formula(work, entry))
    for grain, name in facts_read(work, value):
        if grain != MONTH or not _is_known(work, name):
            place, law = entry.node.place, work.sources.law(entry)
            work.problems.add("post-reads-later", place, law, name=name or grain)
            raise BrokenError
    read = {fact.name for fact in parts(Fact, value)}
    return where_known(value, [name for name in OF_CLASS if name in read])


def _is_known(work: Workspace, name: str) -> bool:
    item = work.inputs.get(name)
    return name in KNOWN or (item is not None and item.table == ATTRIBUTES)


def _position(work: Workspace, entry: Entry) -> Expr:
    """A post as the table amounts names it, or the attribute of that name that tells it."""
    item = work.inputs.get(entry.text())
    if item is not None and item.table == ATTRIBUTES and item.type.unit is Unit.WORD:
        return Fact(item.type, MONTH, item.name)
    return Const(Type(Unit.WORD), entry.text())


def _inlined(work: Workspace, expr: Expr) -> Expr:
    """An expression with what stands behind the names of quantities, in cells of tables too."""
    if isinstance(expr, Ref):
        return _inlined(work, work.quantities[expr.name].expr)
    if isinstance(expr, Lookup) and any(parts(Ref, *_cells(expr))):
        table, rest = expr.table, expr.table.otherwise
        rows = [
            replace(row, values=tuple(_inlined(work, value) for value in row.values))
            for row in table.rows
        ]
        otherwise = None if rest is None else tuple(_inlined(work, value) for value in rest)
        expr = replace(expr, table=replace(table, rows=tuple(rows), otherwise=otherwise))
    return rebuilt(expr, lambda part: _inlined(work, part))


def _cells(expr: Lookup) -> Iterator[Expr]:
    for row in expr.table.rows:
        yield from row.values
    yield from expr.table.otherwise or ()
