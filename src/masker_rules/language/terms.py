"""Terms: named constants that a layer sets, fixes, or leaves open for a lower one."""

from __future__ import annotations

from dataclasses import dataclass

from masker_rules.language.authority import told_upper
from masker_rules.language.catalogue import catalogue, type_named
from masker_rules.language.entries import Entry
from masker_rules.language.expressions import FLAG, unknown_of
from masker_rules.language.plan import MONTH, Const, Expr, Unknown
from masker_rules.language.workspace import BrokenError, Definition, Workspace
from masker_rules.texts import Phrase
from masker_rules.units import Literal, Type, parse_literal

__all__ = ["read_terms"]

KINDS = ("percent", "money", "number", "count", "minutes", "clock", "date", "flag")
TAKEN_BY = ("quantities", "inputs", "tables", "parts")


@dataclass(frozen=True, slots=True)
class _Open:
    """What an open term may become: a kind, and the range written beside it."""

    entry: Entry
    kind: Type
    low: Literal | None
    high: Literal | None
    written: str

    def fits(self, value: Const) -> bool:
        """Whether a value of the same unit lies in the range, both ends included."""
        return (self.low is None or _not_above(_constant(self.low), value)) and (
            self.high is None or _not_above(value, _constant(self.high))
        )


def read_terms(work: Workspace) -> None:
    """Announce every term under its name; formulas and tables name it."""
    for name, entry in work.document.section("terms").items():
        try:
            expr = _read(work, name)
        except BrokenError:
            expr = None
        if expr is None:
            work.broken(name)
            continue
        source, law = work.sources.of(entry), work.sources.law(entry)
        work.define(
            Definition(name, MONTH, lambda made=expr: made, source, entry.place, law, "term")  # type: ignore[misc]
        )


def _read(work: Workspace, name: str) -> Expr:
    bound: _Open | None = None
    value: Const | None = None
    chain = work.document.written[f"terms.{name}"]
    for entry in chain:
        written = entry if entry.is_text else entry.get("value")
        if not entry.is_text and entry.own("open"):
            bound, value = _open(work, entry, bound), None
        elif written is not None:
            value = _value(work, written)
            _check_bound(work, entry, value, bound)
        elif bound is None:
            law = work.sources.law(entry)
            work.problems.add("missing-key", entry.place, law, key="value", path=entry.path)
            raise BrokenError
    last = chain[-1]
    _check_name(work, name, last)
    if value is not None:
        return value
    assert bound is not None, "a term has a value or is open"
    if last.layer not in work.document.family:
        header = work.document.header
        work.problems.add(
            "open-term-empty",
            header.place,
            work.sources.law(header),
            term=name,
            upper=told_upper(work, bound.entry),
            range=bound.written,
        )
        raise BrokenError
    return _unknown(bound, name)


def _check_name(work: Workspace, name: str, entry: Entry) -> None:
    """A name means one thing, be it written by the regulation or known before it."""
    taken = next((s for s in TAKEN_BY if name in work.document.section(s)), None)
    # Which of the two a formula or a row of a table means would hang on what stands beside it.
    if name in work.groups:
        taken = "groups"
    elif any(name in words for words in work.words.values()):
        taken = "words"
    elif any(name in grain.facts for grain in catalogue().values()):
        taken = "facts"
    if taken is not None:
        law = work.sources.law(entry)
        work.problems.add("term-name-taken", entry.place, law, term=name, section=taken)
        raise BrokenError


def _value(work: Workspace, entry: Entry) -> Const:
    text = entry.text()
    if text in {"yes", "no"}:
        return Const(FLAG, text == "yes")
    literal = parse_literal(text)
    if literal is None:
        work.problems.add(
            "literal-wanted",
            entry.node.place,
            work.sources.law(entry),
            text=text,
            wanted=Phrase("shapes.literal"),
        )
        raise BrokenError
    return _constant(literal)


def _open(work: Workspace, entry: Entry, above: _Open | None) -> _Open:
    name = work.choice(entry, "open", KINDS)
    kind = type_named(name)
    assert kind is not None, "every choice names a type"
    written = entry.text("range")
    ends = [text.strip() for text in written.split("..")] if written else ["", ""]
    low, high = (_end(work, entry, text, kind) for text in (*ends, "")[:2])
    made = _Open(entry, kind, low, high, written or "..")
    for end in (low, high):
        if end is not None:
            _check_bound(work, entry, _constant(end), above)
    return made


def _end(work: Workspace, entry: Entry, text: str, kind: Type) -> Literal | None:
    if not text:
        return None
    literal = parse_literal(text)
    if literal is None or literal.type.unit is not kind.unit:
        place = (entry.get("range") or entry).node.place
        law = work.sources.law(entry)
        work.problems.add("literal-wanted", place, law, text=text, wanted=kind)
        raise BrokenError
    return literal


def _check_bound(work: Workspace, entry: Entry, value: Const, bound: _Open | None) -> None:
    if bound is None or (value.type.unit is bound.kind.unit and bound.fits(value)):
        return
    work.problems.add(
        "term-out-of-range",
        entry.place,
        work.sources.law(entry),
        term=entry.path.rpartition(".")[2],
        value=entry.text("value") or entry.text("range") or entry.text(),
        kind=bound.kind,
        range=bound.written,
        upper=told_upper(work, bound.entry),
    )
    raise BrokenError


def _constant(literal: Literal) -> Const:
    return Const(literal.type, literal.value)


def _not_above(left: Const, right: Const) -> bool:
    """Whether `left ≤ right`, two constants of one unit."""
    assert isinstance(left.value, int)
    assert isinstance(right.value, int)
    return bool(left.value * 10**right.type.scale <= right.value * 10**left.type.scale)


def _unknown(bound: _Open, name: str) -> Unknown:
    """A term that nobody has filled: what is computed with it is incomplete, within its range."""
    path = f"terms.{name}"
    if bound.low is None or bound.high is None:
        return unknown_of(bound.kind, path)
    scale = max(bound.low.type.scale, bound.high.type.scale)
    low, high = (end.value * 10 ** (scale - end.type.scale) for end in (bound.low, bound.high))
    kind = Type(bound.kind.unit, scale)
    return Unknown(kind, path, (low, high), bounded=True)
