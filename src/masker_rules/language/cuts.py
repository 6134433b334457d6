"""A month that two versions of a regulation cut: the days of each are charged by its own rules.

The later version computes the month. What the rules of an earlier version take for rows of its
own days enters the later plan as quantities of its own, under names with a mark (`late@1`), so
that findings and explanations show which version took what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from masker_rules.errors import ProfileError
from masker_rules.language.catalogue import catalogue
from masker_rules.language.check import Scope
from masker_rules.language.document import Document
from masker_rules.language.expressions import needed, rebuilt, unify
from masker_rules.language.pieces import TOTAL, WHOLE, Ledger
from masker_rules.language.plan import (
    MONTH,
    Charge,
    Cond,
    Const,
    Expr,
    Fact,
    Input,
    Lookup,
    OpenWindow,
    Plan,
    Post,
    Quantity,
    Question,
    Ref,
    Replacement,
    Unknown,
)
from masker_rules.language.tables import Row, Table
from masker_rules.language.workspace import Definition, Workspace
from masker_rules.legal import NO_LAW, Source, Text
from masker_rules.periods import DateRange
from masker_rules.units import Type

__all__ = ["Cut", "Share", "enter", "share_of"]

_BLOCKS = ("rules", "parts", "pay", "counts", "questions", "tables")


@dataclass(frozen=True, slots=True)
class Share:
    """What an earlier version charges for its own days.

    Attributes:
        quantities: In order of dependence, under marked names.
        into, minus: Base to the quantities whose points, or money, reduce it.
        instead: Base to the quantities with the percent that is paid instead.
        windows: What aggregates over earlier months do not see.
        beside: Of the quantities those that are taken of what is paid instead, too.
    """

    quantities: tuple[Quantity, ...]
    inputs: Mapping[str, Input]
    charges: tuple[Charge, ...]
    into: Mapping[str, tuple[str, ...]]
    minus: Mapping[str, tuple[str, ...]]
    instead: Mapping[str, tuple[str, ...]]
    replacements: tuple[Replacement, ...]
    windows: tuple[OpenWindow, ...]
    labels: Mapping[str, Text]
    rule_sources: Mapping[str, Source]
    questions: tuple[Question, ...]
    unconfirmed: tuple[str, ...]
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cut:
    """How a version takes part in a month.

    Attributes:
        days: The days that its rules of rows are for.
        earlier: What earlier versions charge in the month; None where it is one of them itself.
    """

    days: DateRange
    earlier: tuple[Share, ...] | None = None


# ------------------------------------------------------------------ while a version is lowered
def enter(work: Workspace, ledger: Ledger, cut: Cut) -> None:
    """Keep the rules of rows to the version's own days, and let in what earlier ones charge."""
    for charge in ledger.charges:
        work.wrap(charge.rate, lambda rate, g=charge.grain: _guarded(work, rate, g, cut))  # type: ignore[misc]
    for replacement in ledger.replacements:
        for rate, grain in replacement.rates:
            work.wrap(rate, lambda rate, g=grain: _guarded(work, rate, g, cut, WHOLE))  # type: ignore[misc]
    for share in cut.earlier or ():
        work.inputs.update(share.inputs)
        work.windows.update({window.fact: window for window in share.windows})
        for item in share.quantities:
            work.define(
                Definition(
                    item.name,
                    item.grain,
                    lambda made=item.expr: made,  # type: ignore[misc]
                    item.source,
                    item.place,
                    NO_LAW,
                    item.role,
                )
            )
            work.build(item.name)
        ledger.charges += share.charges
        ledger.labels.update(share.labels)
        ledger.rule_sources.update(share.rule_sources)
        for base, names in share.into.items():
            ledger.into.setdefault(base, []).extend(names)
        for base, names in share.minus.items():
            ledger.minus.setdefault(base, []).extend(names)
        for base, names in share.instead.items():
            ledger.instead.setdefault(base, []).extend(names)
        ledger.replacements += share.replacements
        ledger.beside |= share.beside


def _guarded(
    work: Workspace, rate: Expr, grain: str, cut: Cut, otherwise: Const | None = None
) -> Expr:
    """The rate of a row on a day of the version; a month's belongs to the last version.

    So do those of rows that are of the month as a whole, such as a sanction in force.
    """
    nothing = otherwise or Const(Type(rate.type.unit), 0)
    seen = (grain, *catalogue()[grain].sees)
    if not any("date" in catalogue()[name].facts for name in seen):
        return rate if cut.earlier is not None else nothing
    ends = ((">=", cut.days.first), ("<=", cut.days.last))
    tests = " and ".join(f"date {sign} {day}" for sign, day in ends if day is not None)
    place = work.document.top.header.place
    test = work.formula_text(tests, place, NO_LAW, Scope(grain))
    return Cond(unify((rate.type, nothing.type), 0), test, rate, nothing)


# ------------------------------------------------------------------ what an earlier version gives
def share_of(
    document: Document,
    lowered: tuple[Plan, Ledger],
    later: Document,
    inputs: Mapping[str, Input],
    mark: int,
) -> Share:
    """What the charges of an earlier version need, under names marked with a number.

    Args:
        document: The earlier version.
        lowered: It, lowered with the :class:`Cut` of its days.
        later: The version that computes the month.
        inputs: What that one reads from the pack: what is the same is read once.
        mark: Tells several earlier versions apart.

    Raises:
        ProfileError: the two have other parts, so that a cut of the one means nothing in the
            other [versions-differ].
    """
    plan, ledger = lowered
    own = [charge for charge in plan.charges if charge.grain != MONTH]
    paying = [r for r in plan.replacements if any(grain != MONTH for _, grain in r.rates)]
    _check_bases(document, later, own)
    rules = {charge.rule for charge in own} | {item.rule for item in paying} | {*ledger.limits}
    into, minus, instead = (
        _of_rules(lists, rules) for lists in (ledger.into, ledger.minus, ledger.instead)
    )
    asked = [item for item in plan.questions if item.about in rules]
    lists = (*into.values(), *minus.values(), *instead.values())
    roots = {name for names in lists for name in names}
    roots |= {name for charge in own for name in (charge.rate, charge.measure) if name}
    roots |= {charge.base for charge in own if _is_own_base(charge)}
    roots |= {item.when for item in asked if item.when}
    other = {name: item for name, item in plan.inputs.items() if inputs.get(name) != item}
    marker = _Marker(mark, frozenset(other))
    return Share(
        quantities=tuple(map(marker.quantity, needed(plan, roots))),
        inputs={marker.name(n): marker.input(item) for n, item in other.items()},
        charges=tuple(map(marker.charge, own)),
        into={base: tuple(map(marker.name, names)) for base, names in into.items()},
        minus={base: tuple(map(marker.name, names)) for base, names in minus.items()},
        instead={base: tuple(map(marker.name, names)) for base, names in instead.items()},
        replacements=tuple(map(marker.replacement, paying)),
        windows=plan.windows,
        labels={marker.name(rule): plan.labels[rule] for rule in sorted(rules)},
        rule_sources={marker.name(rule): plan.rule_sources[rule] for rule in sorted(rules)},
        questions=tuple(map(marker.question, asked)),
        unconfirmed=plan.unconfirmed,
        beside=frozenset(map(marker.name, ledger.beside)),
    )


def _check_bases(document: Document, later: Document, charges: Iterable[Charge]) -> None:
    ours, theirs = document.section("parts"), later.section("parts")
    names = [sorted({*section, TOTAL}) for section in (ours, theirs)]
    pairs = [(charge.base.partition(".")[0], charge.into) for charge in charges]
    moved = {base for of, into in pairs if of in ours and of != into for base in (of, into)}
    moved -= {TOTAL}
    differ = [
        base
        for base in sorted(moved)
        if base in theirs and ours[base].text("weight") != theirs[base].text("weight")
    ]
    if names[0] == names[1] and not differ:
        return
    told = [", ".join(differ or listed) for listed in names]
    raise ProfileError.of(
        "versions-differ",
        later.top.header.place,
        first=document.top.id,
        second=later.top.id,
        ours=told[0],
        theirs=told[1],
    )


def _is_own_base(charge: Charge) -> bool:
    """Whether the base of a charge is worked out by its version, not the full amount of a part."""
    return bool(charge.base) and not charge.base.endswith(".full")


def _of_rules(lists: Mapping[str, list[str]], rules: set[str]) -> dict[str, list[str]]:
    """Of the quantities that reduce each base, those of the rules."""
    found = {
        base: [name for name in names if name.rpartition(".")[0] in rules]
        for base, names in lists.items()
    }
    return {base: names for base, names in found.items() if names}


@dataclass(slots=True)
class _Marker:
    """Rewrites the names of a plan so that it may stand beside another."""

    mark: int
    inputs: frozenset[str]
    _tables: dict[int, Table] = field(default_factory=dict)

    def name(self, name: str) -> str:
        """`rules.late.points` → `rules.late@1.points`, `late` → `late@1`."""
        if not name:
            return name
        steps = name.split(".")
        owner = min(len(steps) - 1, 1 if steps[0] in _BLOCKS else 0)
        steps[owner] += f"@{self.mark}"
        return ".".join(steps)

    def quantity(self, item: Quantity) -> Quantity:
        return replace(item, name=self.name(item.name), expr=self.expr(item.expr))

    def input(self, item: Input) -> Input:
        post = item.post
        if post is not None:
            both = (post.job_class, post.position)
            job_class, position = (one and self.expr(one) for one in both)
            reads, bare = (
                frozenset(self.name(name) if name in self.inputs else name for name in names)
                for names in (post.reads, post.bare)
            )
            post = Post(job_class, position, reads, bare, post.text)
        return replace(item, name=self.name(item.name), post=post)

    def charge(self, item: Charge) -> Charge:
        return replace(
            item,
            rule=self.name(item.rule),
            rate=self.name(item.rate),
            measure=self.name(item.measure),
            base=self.name(item.base) if _is_own_base(item) else item.base,
            table=None if item.table is None else self.table(item.table),
        )

    def replacement(self, item: Replacement) -> Replacement:
        rates = tuple((self.name(rate), grain) for rate, grain in item.rates)
        rule, percent = self.name(item.rule), self.name(item.percent)
        return Replacement(rule, item.base, percent, rates)

    def question(self, item: Question) -> Question:
        return replace(item, about=self.name(item.about), when=self.name(item.when))

    def expr(self, expr: Expr) -> Expr:
        """An expression whose references, inputs and unknowns are marked."""
        match expr:
            case Ref(name=name) | Unknown(name=name):
                return replace(expr, name=self.name(name))
            case Fact(grain="month", name=name) if name in self.inputs:
                return replace(expr, name=self.name(name))
            case Lookup(table=table):
                expr = replace(expr, table=self.table(table))
        return rebuilt(expr, self.expr)

    def table(self, table: Table) -> Table:
        """A table whose cells are formulas of this version; made once, so that it stays one."""
        found = self._tables.get(id(table))
        if found is None:
            rest = table.otherwise
            found = self._tables[id(table)] = replace(
                table,
                name=self.name(table.name),
                rows=tuple(map(self._row, table.rows)),
                otherwise=None if rest is None else tuple(map(self.expr, rest)),
            )
        return found

    def _row(self, row: Row) -> Row:
        return replace(row, values=tuple(map(self.expr, row.values)))
