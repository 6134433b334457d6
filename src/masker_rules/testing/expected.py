"""What a case expects, compared exactly with what came out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from masker_rules.engine.findings import RESIDUAL
from masker_rules.engine.result import Consequence, Finding, Result
from masker_rules.engine.sheet import layout
from masker_rules.errors import Place
from masker_rules.testing.casefile import CaseNode
from masker_rules.texts import render
from masker_rules.units import Unit, exact_text, parse_literal, percent_text

__all__ = ["Mismatch", "compare", "expected_error"]

#: How a value that is known not to be there is written.
NONE = "none"
_NO_FINDING = "cases.no_such_finding"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that came out otherwise.

    Attributes:
        what: Path of what was compared, `parts.discipline`.
        expected: As the case says, empty for something that it does not expect at all.
        got: As it came out, `none` for nothing.
        place: Where the case says it.
        said: Key of the words that say it; empty where the two values do.
    """

    what: str
    expected: str
    got: str
    place: Place
    said: str = ""

    def text(self, lang: str = "en") -> str:
        """Place, and the two values side by side."""
        key = self.said or ("cases.mismatch" if self.expected else "cases.not_expected")
        params = {"what": self.what, "expected": self.expected, "got": self.got}
        return f"{self.place}: {render(lang, key, params)}"


def compare(result: Result, expect: CaseNode) -> list[Mismatch]:
    """Everything in which a result differs from what a case expects.

    Raises:
        ProfileError: an expectation cannot be read [case-value, case-shape].
    """
    found: list[Mismatch] = []
    for key, node in expect.items():
        if key in READERS:
            found += READERS[key](result, node)
            continue
        lines = _lines_of(result)
        if key in lines or (node.is_text and node.text() == NONE):
            found += _line(result, node)
        else:
            found.append(_unknown(key, key, {*READERS, *lines}, node, "cases.no_such_key"))
    return found


def _unknown(what: str, key: str, known: Iterable[str], node: CaseNode, said: str) -> Mismatch:
    """A key that no result of the regulation can have, with those that it may be meant for."""
    listed = sorted(known)
    near = difflib.get_close_matches(key, listed, 2) or listed
    return Mismatch(what, "", ", ".join(near) or NONE, node.place, said)


def _lines_of(result: Result) -> frozenset[str]:
    """Ids of the lines that a pay sheet of the regulation may have."""
    ids = {line.id for line in result.lines}
    if result.computation is not None:
        ids |= {line.id for line in layout(result.computation.plan)}
    return frozenset(ids)


def expected_error(expect: CaseNode) -> CaseNode | None:
    """The code of the error that a case expects instead of a result."""
    return expect.get("error")


# ------------------------------------------------------------------ single values
def _money(node: CaseNode) -> int | None:
    """`3385800`, `-178200`, `Rp 3.385.800`; `none`."""
    text = node.text()
    if text == NONE:
        return None
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    literal = parse_literal(digits)
    if literal is None or literal.type.unit not in {Unit.MONEY, Unit.NUMBER}:
        raise node.wrong("rupiah")
    if literal.type.scale:
        raise node.wrong("rupiah")
    return sign * literal.value


def _share(node: CaseNode) -> Fraction | None:
    """`90.25%`, or a fraction of one: `3037/3375`; `none`."""
    text = node.text()
    if text == NONE:
        return None
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    try:
        if digits.endswith("%"):
            return sign * Fraction(digits.removesuffix("%")) / 100
        return sign * Fraction(digits)
    except (ValueError, ZeroDivisionError):
        raise node.wrong("share") from None


def _amount_mismatch(what: str, node: CaseNode, got: int | None) -> Iterator[Mismatch]:
    if _money(node) != got:
        yield Mismatch(what, node.text(), NONE if got is None else str(got), node.place)


def _total(name: str) -> Callable[[Result, CaseNode], Iterator[Mismatch]]:
    def read(result: Result, node: CaseNode) -> Iterator[Mismatch]:
        return _amount_mismatch(name, node, getattr(result, name))

    return read


def _line(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    """Any other key is the id of a line of the pay sheet, with its sign."""
    name = node.path.rpartition(".")[2]
    got = next((line.amount for line in result.lines if line.id == name), None)
    return _amount_mismatch(name, node, got)


def _pay_in(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    """The month to which a payment is postponed."""
    got = NONE if result.pay_in is None else str(result.pay_in)
    if node.text() != got:
        yield Mismatch("pay_in", node.text(), got, node.place)


def _status(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    if node.text() != result.status:
        yield Mismatch("status", node.text(), result.status, node.place)


# ------------------------------------------------------------------ several values
def _each(node: CaseNode) -> list[CaseNode]:
    """What is listed; nothing where it says `none`."""
    return [] if node.is_text and node.text() == NONE else node.list()


def _parts(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    known = _parts_of(result)
    for name, child in node.items():
        got = result.parts.get(name)
        if known and name not in known and _share(child) is not None:
            yield _unknown(f"parts.{name}", name, known, child, "cases.no_such_part")
        elif _share(child) != got:
            shown = NONE if got is None else percent_text(got)
            yield Mismatch(f"parts.{name}", child.text(), shown, child.place)


def _parts_of(result: Result) -> frozenset[str]:
    """Parts that the regulation has, whatever the month came to."""
    bases = () if result.computation is None else result.computation.plan.bases
    return frozenset({*result.parts, *(base.name for base in bases)})


def _counts(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    """A code that the rules could have found and did not counts 0; a name of nothing, `none`."""
    for name, child in node.items():
        value = result.counts.get(name, 0 if name in _codes_of(result) else None)
        got = NONE if value is None else str(value)
        if value is None and child.text() != NONE and result.status != "incomplete":
            known = {*result.counts, *_codes_of(result)}
            yield _unknown(f"counts.{name}", name, known, child, "cases.no_such_count")
        elif child.text() != got:
            yield Mismatch(f"counts.{name}", child.text(), got, child.place)


def _codes_of(result: Result) -> frozenset[str]:
    """Every code that a finding of the month could have; of an incomplete one nobody knows."""
    return frozenset() if result.status == "incomplete" else _every_code(result)


def _every_code(result: Result) -> frozenset[str]:
    """Every code that a finding under the regulation could have."""
    if result.computation is None:
        return frozenset()
    codes: set[str] = {RESIDUAL}
    for charge in result.computation.plan.charges:
        rows = charge.table.rows if charge.table else ()
        codes |= {charge.code, *(f"{charge.code}{row.number}" for row in rows)}
    return frozenset(codes)


def _bounds(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    for name, child in node.items():
        if name not in {"lowest", "highest"}:
            raise child.wrong("bound")
        got = getattr(result.bounds, name) if result.bounds else None
        yield from _amount_mismatch(f"bounds.{name}", child, got)


def _missing(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    got = result.bounds.missing if result.bounds else ()
    wanted = [item.text() for item in _each(node)]
    if sorted(wanted) != sorted(got):
        shown = ", ".join(got) or NONE
        yield Mismatch("missing", ", ".join(wanted) or NONE, shown, node.place)


def _warnings(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    return _codes("warnings", [remark.code for remark in result.warnings], node)


def _why(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    return _codes("why_status", [remark.code for remark in result.why_status], node)


def _questions(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    """Ids of the open questions that the result names."""
    told = [str(r.params["id"]) for r in result.warnings if r.code == "question"]
    return _codes("questions", told, node)


def _flags(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    """Names of the rules that say that a person should look at the month."""
    told = [str(r.params["rule"]) for r in result.warnings if r.code == "flag"]
    return _codes("flags", [name.removeprefix("rules.") for name in told], node)


def _consequences(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    """What the month brings besides money, each by the words that matter; none is left over."""
    left = [_brought(item) for item in result.consequences]
    for item in _each(node):
        words = item.text().split()
        fitting = next((told for told in left if set(words) <= set(told)), None)
        if fitting is None:
            yield Mismatch("consequences", item.text(), NONE, item.place)
        else:
            left.remove(fitting)
    for told in left:
        yield Mismatch("consequences", "", " ".join(told), node.place)


def _brought(item: Consequence) -> tuple[str, ...]:
    """`pemotongan_tpp 6`, `salary_stop 2022-11`: the code, the months, the first month."""
    return (item.code, *(str(one) for one in (item.months, item.starts) if one is not None))


def _codes(what: str, got: list[str], node: CaseNode) -> Iterator[Mismatch]:
    """Codes that must be among those of the result; `not x` must not; `[]`: there is none."""
    if not _each(node) and got:
        yield Mismatch(what, NONE, ", ".join(dict.fromkeys(got)), node.place)
    for item in _each(node):
        code = item.text()
        if (code.removeprefix("not ") in got) is code.startswith("not "):
            shown = ", ".join(dict.fromkeys(got)) or NONE
            yield Mismatch(what, item.text(), shown, item.place)


def _findings(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    """Each expected finding fits one that came out; none that has a date is left over."""
    left = list(result.findings)
    for item in _each(node):
        words = item.text().split()
        fitting = next((f for f in left if set(words) <= _said(f)), None)
        unknown = _unknown_code(result, words) if fitting is None else ""
        if unknown:
            known = _every_code(result)
            yield _unknown(f"findings: {item.text()}", unknown, known, item, _NO_FINDING)
        elif fitting is None:
            yield Mismatch("findings", item.text(), NONE, item.place)
        else:
            left.remove(fitting)
    for finding in left:
        if finding.day is not None:
            yield Mismatch("findings", "", _shown(finding), node.place)


def _unknown_code(result: Result, words: Sequence[str]) -> str:
    """The word of an expected finding that would be its code, and is none of the regulation."""
    known = _every_code(result)
    # Dates, minutes, percents and rupiah begin with a digit or a sign; bases have their names.
    named = [word for word in words if word[0].isalpha() and word not in _bases_of(result)]
    return named[0] if known and named and known.isdisjoint(named) else ""


def _bases_of(result: Result) -> frozenset[str]:
    """What the percents of findings may be of."""
    assert result.computation is not None, "it has codes"
    bases = {charge.of or charge.into for charge in result.computation.plan.charges}
    return frozenset({*bases, *_parts_of(result)})


def _words(finding: Finding) -> list[str]:
    rate = percent_text(finding.rate) if finding.rate is not None else ""
    day = finding.day.isoformat() if finding.day else ""
    parts = [day, finding.code, finding.quantity, rate, finding.of, exact_text(finding.amount)]
    return [part for part in parts if part]


def _said(finding: Finding) -> frozenset[str]:
    return frozenset(_words(finding))


def _shown(finding: Finding) -> str:
    return " ".join(_words(finding))


def _elsewhere(_result: Result, _node: CaseNode) -> Iterator[Mismatch]:
    """Compared where the whole pack is known."""
    return iter(())


def _no_error(result: Result, node: CaseNode) -> Iterator[Mismatch]:
    yield Mismatch("error", node.text(), result.status, node.place)


READERS: dict[str, Callable[[Result, CaseNode], Iterator[Mismatch]]] = {
    "status": _status,
    "pay_in": _pay_in,
    "parts": _parts,
    "gross": _total("gross"),
    "net": _total("net"),
    "deductions": _total("deductions"),
    "counts": _counts,
    "findings": _findings,
    "bounds": _bounds,
    "missing": _missing,
    "warnings": _warnings,
    "questions": _questions,
    "flags": _flags,
    "consequences": _consequences,
    "why_status": _why,
    "error": _no_error,
    "set_aside": _elsewhere,
}
