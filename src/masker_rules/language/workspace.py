"""The definitions of a profile while it is being lowered.

A quantity is built the first time somebody names it, so that the plan's order is the order of
dependence and a cycle shows itself as a chain of names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from masker_rules.errors import Place, Problem, Problems
from masker_rules.language.bounds import Interval, bounds_of
from masker_rules.language.catalogue import catalogue, vocabularies
from masker_rules.language.check import Checker, Scope
from masker_rules.language.digits import MOST_DIGITS, digits_of
from masker_rules.language.document import Document, Entry
from masker_rules.language.expressions import (
    FormulaError,
    branches,
    existing,
    finest,
    grain_of,
    unify,
)
from masker_rules.language.plan import (
    MONTH,
    PUNCHED,
    Const,
    Expr,
    Fact,
    Gather,
    Input,
    OpenWindow,
    Quantity,
    Ref,
)
from masker_rules.language.shares import Shares
from masker_rules.language.sources import UNCONFIRMED, Sources
from masker_rules.language.syntax import called, parse_formula
from masker_rules.language.tables import Table
from masker_rules.legal import NO_LAW, Source, Text
from masker_rules.periods import Month
from masker_rules.texts import Phrase
from masker_rules.units import Mode, Type, Unit, percent_text, scaled_text
from masker_rules.yamltext import Mapping, Scalar

__all__ = ["ROW_GRAINS", "Definition", "Workspace", "cast_to_percent", "check_signs"]


#: Grains of which a formula may have a value; the evidence of a punch is for its verdict alone.
ROW_GRAINS = tuple(catalogue())
#: Sections whose items are called with the name of the section before theirs.
OF_SECTIONS = frozenset({"rules", "pay", "counts", "questions", "balances", "pools"})
#: The layer of the prelude.
STD = "std"


#: Frames of the interpreter that building one more quantity may take: its formula may be as deep
#: as the language allows.
ROOM = 450


class _PostponedError(Exception):
    """A quantity is named so far down a chain that the stack has no room to build it there.

    Attributes:
        name: The quantity.
        path: What is being built and led to it.
    """

    def __init__(self, name: str, path: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.path = name, path


class BrokenError(Exception):
    """A definition failed and has been reported; whoever needs it fails silently."""


@dataclass(frozen=True, slots=True)
class Definition:
    """How to build a quantity, and what a message about it says."""

    name: str
    grain: str
    build: Callable[[], Expr]
    source: Source
    place: Place
    law: Text
    role: str
    lazy: bool = False


class Workspace:
    """Implements the names that the checker asks for, over a document.

    Args:
        document: The merged layers.
        problems: Where everything that is wrong is kept.
        rounding: The mode of the header.
        segmented: Amounts of money are exact shares of a month with a change, not integers.
    """

    def __init__(
        self, document: Document, problems: Problems, rounding: Mode, *, segmented: bool = False
    ) -> None:
        self.segmented = segmented
        self.over_segments: list[str] = []
        self.of_segments: list[Expr] = []
        self.document = document
        self.problems = problems
        self.rounding = rounding
        self.sources = Sources(document, problems)
        self.checker = Checker(self)
        self.quantities: dict[str, Quantity] = {}
        self.bounds: dict[str, Interval] = {}
        self.inputs: dict[str, Input] = {}
        self._shares = Shares(self.inputs, self.of_segments)
        self._table_inputs: dict[str, tuple[tuple[str, Type], ...]] = {}
        self._tables: dict[tuple[str, tuple[Type, ...]], Table] = {}
        self.groups: dict[str, frozenset[str]] = {}
        self.months: tuple[Month | None, Month | None] = (None, None)
        self.words: dict[str, tuple[str, ...]] = dict(vocabularies())
        self.windows: dict[str, OpenWindow] = {}
        self.wanted: list[str] = []
        self.aliases: dict[str, str] = {}
        self._definitions: dict[str, Definition] = {}
        self._building: list[str] = []
        self._broken: set[str] = set()
        self._digits: dict[str, int] = {}
        self._half_open: dict[str, tuple[bool, ...]] = {}
        self._table_builders: dict[str, Callable[[tuple[Type, ...]], Table]] = {}

    # -------------------------------------------------------------- Names
    def quantity(self, name: str) -> Ref | None:
        name = self.aliases.get(name, name)
        return self.ref(name) if name in self._definitions else None

    def input(self, name: str) -> Type | None:
        found = self.inputs.get(name)
        return found.type if found else None

    def table_inputs(self, name: str) -> tuple[tuple[str, Type], ...] | None:
        return self._table_inputs.get(name)

    def half_open(self, name: str) -> tuple[bool, ...]:
        return self._half_open.get(name, ())

    def table(self, name: str, over: tuple[Type, ...]) -> Table:
        self.sources.of(self.document.section("tables")[name])
        return self._built_table(name, over)

    def _built_table(self, name: str, over: tuple[Type, ...]) -> Table:
        if name in self._broken:
            raise BrokenError
        if (name, over) not in self._tables:
            try:
                self._tables[name, over] = self._table_builders[name](over)
            except BrokenError:
                self._broken.add(name)
                raise
        return self._tables[name, over]

    def group(self, name: str) -> frozenset[str] | None:
        return self.groups.get(name)

    def vocabulary(self, name: str) -> tuple[str, ...]:
        return self.words.get(name, ())

    def may_be_endless(self, expr: Expr) -> bool:
        return self._shares.reach(expr)

    def known(self) -> Iterable[str]:
        return {
            *self._definitions,
            *self.aliases,
            *self.inputs,
            *self._table_builders,
        }

    def open_window(self, found: Gather, carried: str) -> Fact | None:
        """The fact that stands for the months of a window which the pack does not know.

        None where rows of the grain are known of every month: a table that a pack has, or lacks,
        is the whole truth about them.
        """
        if found.grain not in PUNCHED or found.window is None:
            return None
        kind = replace(found.type, ratio=False, step=1)
        unit = f" {kind.unit} {kind.scale}" if kind.unit is not Unit.NUMBER or kind.scale else ""
        name = f"{carried or found.grain} over {found.window.text} {found.kind}{unit}"
        self.windows[name] = OpenWindow(name, found.grain, found.kind, found.window, carried, kind)
        return Fact(kind, MONTH, name)

    # -------------------------------------------------------------- definitions
    def define(self, definition: Definition) -> None:
        """Announce a quantity; it is built when first needed."""
        self._definitions[definition.name] = definition

    def check_name(self, name: str, grain: str, entry: Entry) -> None:
        """Report a name that formulas of the grain take for a fact, whatever is written here."""
        if name in catalogue()[grain].facts:
            law = self.sources.law(entry)
            self.problems.add(
                "fact-name-taken", entry.place, law, path=entry.path, name=name, grain=grain
            )

    def broken(self, name: str) -> None:
        """Whoever needs a name that has been reported as wrong fails silently."""
        self._broken.add(name)
        self._definitions[name] = Definition(
            name,
            "month",
            lambda: Const(Type(Unit.NUMBER), 0),
            UNCONFIRMED,
            Place(""),
            NO_LAW,
            "term",
        )

    def wrap(self, name: str, around: Callable[[Expr], Expr]) -> None:
        """Let a quantity that is announced and not yet built be `around` what it was."""
        definition = self._definitions[name]
        self._definitions[name] = replace(definition, build=lambda: around(definition.build()))

    def define_table(
        self,
        name: str,
        inputs: tuple[tuple[str, Type], ...],
        build: Callable[[tuple[Type, ...]], Table],
        half_open: tuple[bool, ...],
    ) -> None:
        """Announce a table; it is read when it is called, over the types of its arguments."""
        self._table_inputs[name] = inputs
        self._half_open[name] = half_open
        self._table_builders[name] = build

    def build(self, name: str) -> Quantity:
        """The quantity `name`, built with everything that it needs.

        What it needs is built where it is named, which makes a chain of calls as long as the
        chain of names. A longer one is left where the stack ends, its far end is built first, and
        then the rest again: the order in which quantities become known stays the same.

        Raises:
            BrokenError: it, or something it needs, is wrong and has been reported.
        """
        if name in self.quantities:
            return self.quantities[name]
        if self._building:
            return self._build_here(name)
        waiting: list[str] = [name]
        paths: list[tuple[str, ...]] = [()]
        while True:
            try:
                built = self._build_here(waiting[-1])
            except BrokenError:
                if len(waiting) == 1:
                    raise
            except _PostponedError as postponed:
                paths[-1] = postponed.path
                if postponed.name in waiting:
                    begin = waiting.index(postponed.name)
                    names = [one for path in paths[begin:] for one in path]
                    self._report_cycle([*names, postponed.name])
                else:
                    waiting.append(postponed.name)
                    paths.append(())
                continue
            waiting.pop()
            paths.pop()
            if not waiting:
                return built

    def _report_cycle(self, names: list[str]) -> None:
        """Report a chain of names that ends where it begins, and let it be broken there."""
        definition = self._definitions[names[-1]]
        self.problems.add(
            "reads-its-own-result",
            definition.place,
            definition.law,
            chain=chain_of(names),
            cure=self.cure_of_chain(names),
        )
        self._broken.add(definition.name)

    def cure_of_chain(self, names: Iterable[str]) -> Phrase:
        """What breaks a chain of quantities: another name where one hides what was meant."""
        owners = [*map(_owner, names)]
        for owner in dict.fromkeys(owners):
            name = owner.rpartition(".")[2]
            if hidden := self._hidden_by(owner, name):
                told = {"path": f"{hidden}.{name}", "owner": owner, "name": name}
                return Phrase(f"cures.{'replaced' if hidden == 'std' else 'hidden'}", told)
        bases = [one for one in owners if f"{one}.full" in self._definitions]
        if bases and any(one.startswith("rules.") for one in owners):
            return Phrase("cures.before_the_rules", {"base": f"{bases[0]}.full"})
        if "net" in owners:
            return Phrase("cures.before_net")
        return Phrase("cures.something_before")

    def _hidden_by(self, owner: str, name: str) -> str:
        """The section of what has the name of an item, too, and is not meant where it stands."""
        is_line = owner == f"pay.{name}"
        if name in self.inputs and (is_line or owner == name):
            return "inputs"
        for section in ("terms", "quantities"):
            if is_line and name in self.document.section(section):
                return section
        lower = (one.root.get("quantities") for one in self.document.layers if one.id == STD)
        known = (one for one in lower if isinstance(one, Mapping))
        return STD if owner == name and any(one.get(name) for one in known) else ""

    def _build_here(self, name: str) -> Quantity:
        """As :meth:`build`, within what is being built.

        Raises:
            _PostponedError: the stack has no room for it here.
        """
        if name in self.quantities:
            return self.quantities[name]
        if name in self._broken:
            raise BrokenError
        if name in self._building:
            self._report_cycle([*self._building[self._building.index(name) :], name])
            raise BrokenError
        if self._building and _is_stack_deep():
            raise _PostponedError(name, tuple(self._building))
        definition = self._definitions.get(name)
        if definition is None:
            # The item that would have defined it is wrong and has been reported.
            assert self.problems.errors, name
            raise BrokenError
        self._building.append(name)
        try:
            built = self._make(definition)
        except FormulaError as exc:
            self.report(exc, definition.place, definition.law)
            self._broken.add(name)
            raise BrokenError from None
        except BrokenError:
            self._broken.add(name)
            raise
        finally:
            self._building.pop()
        self.quantities[name] = built
        self.bounds[name] = bounds_of(built.expr, self.bounds)
        self._shares.note(built)
        return built

    def _make(self, definition: Definition) -> Quantity:
        expr = definition.build()
        grain = grain_of(expr)
        if finest((grain, definition.grain)) != definition.grain:
            raise FormulaError(
                "grain-too-fine", 0, name=definition.name, has=grain, wanted=definition.grain
            )
        self._digits[definition.name] = digits = digits_of(expr, self._digits)
        if digits > MOST_DIGITS:
            raise FormulaError(
                "number-too-long", 0, name=definition.name, digits=digits, limit=MOST_DIGITS
            )
        return Quantity(
            definition.name,
            definition.grain,
            expr,
            definition.source,
            definition.place,
            definition.role,
        )

    def build_all(self) -> None:
        """Build everything that is defined; what is broken has been reported."""
        always = [n for n, definition in self._definitions.items() if not definition.lazy]
        for name in [*always, *self.wanted]:
            try:
                self.build(name)
            except BrokenError:
                continue
        called = {name for name, _ in self._tables}
        entries, own = self.document.section("tables"), self.document.family
        # A table that only a lower layer calls is judged there, by what it is asked with.
        left = [n for n in self._table_builders if n not in called and entries[n].layer in own]
        for name in left:
            try:
                self._built_table(name, tuple(kind for _, kind in self._table_inputs[name]))
            except BrokenError:
                continue

    def ref(self, name: str) -> Ref:
        """A reference to a quantity, which is built if need be."""
        built = self.build(self.aliases.get(name, name))
        return Ref(built.type, built.grain, built.name)

    # -------------------------------------------------------------- formulas
    def report(self, error: FormulaError, place: Place, law: Text) -> None:
        """Keep a formula's problem with its column."""
        where = replace(place, column=place.column + error.column) if place.line else place
        self.problems.extend([Problem(error.code, error.params, where, law)])

    def formula(self, entry: Entry, scope: Scope, expected: Type | None = None) -> Expr:
        """The formula written at an entry.

        Raises:
            BrokenError: it is wrong and has been reported at its own line and column.
        """
        place = entry.node.place
        if isinstance(entry.node, Scalar) and entry.node.quoted:
            place = replace(place, column=place.column + 1)
        law = self.sources.law(entry)
        scope = replace(scope, path=entry.path)
        return self.formula_text(entry.text(), place, law, scope, expected)

    def formula_text(
        self, text: str, place: Place, law: Text, scope: Scope, expected: Type | None = None
    ) -> Expr:
        """As :meth:`formula`, for a text with a place of its own."""
        from masker_rules.errors import ProfileError  # noqa: PLC0415

        try:
            tree = parse_formula(text, place)
            return self.checker.check(tree, scope, expected)
        except ProfileError as exc:
            self.problems.extend(replace(problem, law=law) for problem in exc.problems)
        except FormulaError as exc:
            if exc.code == "nameless-may-be-none":
                exc.params["written"] = called(text, exc.column)
            self.report(exc, place, law)
        raise BrokenError

    def choice(self, entry: Entry, key: str, known: tuple[str, ...], default: str = "") -> str:
        """The text under `key`, which must be one of `known`."""
        text = entry.text(key, default)
        if text not in known:
            place = (entry.get(key) or entry).place
            self.problems.add(
                "unknown-choice",
                place,
                self.sources.law(entry),
                value=text,
                path=f"{entry.path}.{key}",
                known=", ".join(known),
            )
            raise BrokenError
        return text

    def grain(self, entry: Entry, key: str, default: str = "month") -> str:
        """The grain named under `key`."""
        return self.choice(entry, key, ROW_GRAINS, default)


def _is_stack_deep() -> bool:
    try:
        sys._getframe(max(0, sys.getrecursionlimit() - ROOM))  # noqa: SLF001  (the only quick way)
    except ValueError:
        return False
    return True


def chain_of(names: Iterable[str]) -> str:
    """Names as the author wrote them: the stages of a part are the part, of a rule the rule."""
    return " → ".join(name for name, _ in groupby(map(_owner, names)))


def _owner(name: str) -> str:
    """The item of the file that a quantity is of."""
    parts = name.split(".")
    return ".".join(parts[: 2 if parts[0] in OF_SECTIONS else 1])


def check_signs(values: Iterable[tuple[str, Expr]], column: int = 0) -> None:
    """Refuse a plain number that stands where percents do.

    Args:
        values: The cells of a row (empty where there is none) and what it gives.
        column: Of the formula.

    Raises:
        FormulaError: the first such number [percent-without-sign].
    """
    for cells, value in values:
        if isinstance(value, Const) and value.type.unit is Unit.NUMBER:
            number = scaled_text(int(value.value or 0), value.type.scale)
            row = Phrase("lint.of_row", {"row": cells}) if cells else ""
            better: Phrase | str = f"`{number}%`"
            if 0 < Fraction(number) < 1:
                params = {"percent": better, "share": f"`{percent_text(Fraction(number))}`"}
                better = Phrase("words.percent_or_share", params)
            raise FormulaError(
                "percent-without-sign", column, number=number, better=better, row=row
            )


def cast_to_percent(expr: Expr, column: int = 0) -> Expr:
    """An expression that must be a percent; a share of like quantities is one.

    Raises:
        FormulaError: it has another unit [percent-wanted]; where it is a plain number, the
            percent that was probably meant is told [percent-without-sign].
    """
    if expr.type.unit is Unit.PERCENT:
        return existing(expr)
    if isinstance(expr, Const) and expr.value == 0 and expr.type.unit is Unit.NUMBER:
        return Const(Type(Unit.PERCENT), 0)
    check_signs([("", branch) for branch in (expr, *branches(expr))], column)
    raise FormulaError("percent-wanted", column, found=unify((expr.type,), column))
