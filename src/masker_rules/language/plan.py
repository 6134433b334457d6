"""The plan: what a profile means, as an ordered list of typed quantities.

Every interpreter works from this module alone: the reference engine generates Python from it, the
columnar engine expressions over frames. Nothing here is computed, and nothing here knows YAML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from masker_rules.errors import Place
from masker_rules.legal import Source, Text
from masker_rules.periods import DateRange
from masker_rules.units import Step, Type

if TYPE_CHECKING:
    from masker_rules.attendance.settings import AttendanceSettings
    from masker_rules.language.tables import Table

__all__ = [
    "MONTH",
    "Among",
    "Base",
    "Charge",
    "Compare",
    "Cond",
    "Const",
    "Exists",
    "Expr",
    "Fact",
    "Gather",
    "Input",
    "Line",
    "Logic",
    "Lookup",
    "Negative",
    "Nth",
    "Outcome",
    "Pick",
    "Plan",
    "Product",
    "Quantity",
    "Question",
    "Quotient",
    "Ref",
    "Rounded",
    "Sum",
    "Unknown",
    "plain_name",
]

MONTH = "month"
_MARK = re.compile(r"@\d+")


def plain_name(name: str) -> str:
    """A name or path as the profile writes it, without the mark of an earlier version."""
    return _MARK.sub("", name)


# ------------------------------------------------------------------ expressions
@dataclass(frozen=True, slots=True)
class Expr:
    """A typed expression; its value is a scaled integer, a fraction, a word, a flag or None."""

    type: Type


@dataclass(frozen=True, slots=True)
class Const(Expr):
    """A constant: scaled integer, word, flag, or None for `none`."""

    value: int | str | bool | None


@dataclass(frozen=True, slots=True)
class Unknown(Expr):
    """What the law does not say: a value with bounds that names its place."""

    name: str
    candidates: tuple[int | str | bool, ...]
    bounded: bool


@dataclass(frozen=True, slots=True)
class Fact(Expr):
    """A leaf: fact `name` of a row of `grain`."""

    grain: str
    name: str


@dataclass(frozen=True, slots=True)
class Ref(Expr):
    """Another quantity, at its own grain or seen from a finer one."""

    grain: str
    name: str


@dataclass(frozen=True, slots=True)
class Sum(Expr):
    """`args[0] ± args[1] …`; `minus[i]` tells whether the i-th is subtracted."""

    args: tuple[Expr, ...]
    minus: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Product(Expr):
    """`args[0] × args[1] …`, exact."""

    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Quotient(Expr):
    """`top / bottom`, or `zero` where the bottom is 0 (None: proven never to be 0)."""

    top: Expr
    bottom: Expr
    zero: Expr | None


@dataclass(frozen=True, slots=True)
class Negative(Expr):
    """`-arg`."""

    arg: Expr


@dataclass(frozen=True, slots=True)
class Compare(Expr):
    """`left op right`, op one of = != < <= > >=."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Logic(Expr):
    """`and`, `or`, `not` over flags."""

    op: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Exists(Expr):
    """Whether `arg` is not `none`."""

    arg: Expr


@dataclass(frozen=True, slots=True)
class Cond(Expr):
    """`yes` where `test` holds, else `no`."""

    test: Expr
    yes: Expr
    no: Expr


@dataclass(frozen=True, slots=True)
class Among(Expr):
    """Whether `value` is one of `words`, or lies in one of `ranges` (ends included, None open)."""

    value: Expr
    words: frozenset[str]
    ranges: tuple[tuple[Expr | None, Expr | None], ...]


@dataclass(frozen=True, slots=True)
class Pick(Expr):
    """The smallest (`min`) or largest (`max`) of several values."""

    kind: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Rounded(Expr):
    """`arg` rounded to `step`; the only place where an exact value changes."""

    arg: Expr
    step: Step


@dataclass(frozen=True, slots=True)
class Lookup(Expr):
    """Column `output` of the row of `table` that fits the arguments."""

    table: Table
    args: tuple[Expr, ...]
    output: int


@dataclass(frozen=True, slots=True)
class Gather(Expr):
    """An aggregate over the rows of `grain`: sum, count, any, all, highest, lowest, longest_run.

    `highest`, `lowest` of no rows is `empty`.
    """

    kind: str
    grain: str
    body: Expr
    where: Expr | None
    empty: Expr | None = None


@dataclass(frozen=True, slots=True)
class Nth(Expr):
    """Running number, from 1, of this row among the rows of its grain where `test` holds."""

    grain: str
    test: Expr


# ------------------------------------------------------------------ the parts of a plan
@dataclass(frozen=True, slots=True)
class Quantity:
    """A named value at a grain.

    Attributes:
        name: Unique in the plan.
        grain: `month`, `day`, `event`, ...
        expr: Its formula; the type is `expr.type`.
        source: Legal source.
        place: Where it is written.
        role: `prelude`, `profile`, or the block that made it (`rule`, `part`, `line`, `count`).
    """

    name: str
    grain: str
    expr: Expr
    source: Source
    place: Place
    role: str = "profile"

    @property
    def type(self) -> Type:
        return self.expr.type


@dataclass(frozen=True, slots=True)
class Input:
    """A month fact read from the pack.

    Attributes:
        name: As formulas call it.
        table: `scores`, `amounts`, `carried` or `salaries`.
        key: Measure, component, key or column.
        type: Static type of the value.
        period: Which period is asked for: `month|quarter|year`, and how many of them back.
        low, high: Bounds where the value is missing, scaled; None open.
        words: The words it may take, in order.
        default: What the law gives where no row exists, scaled; None where that is unknown.
    """

    name: str
    table: str
    key: str
    type: Type
    period: tuple[str, int] = ("month", 0)
    low: int | None = None
    high: int | None = None
    words: tuple[str, ...] = ()
    default: int | str | bool | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Charge:
    """One `each` of a rule: what a row of a grain costs.

    Attributes:
        rule: Path of the rule, `rules.late`.
        series: What `each` named.
        grain: Grain of the rows.
        rate: Quantity with the percent of each row (0 = not hit).
        measure: Quantity that the table was looked up by, empty where the rate is plain.
        table: The table, None where the rate is plain.
        code: Prefix or code of findings.
        of: Name of the base that the percent is of.
        into: Base that is reduced.
    """

    rule: str
    series: str
    grain: str
    rate: str
    measure: str
    table: Table | None
    code: str
    of: str
    into: str


@dataclass(frozen=True, slots=True)
class Base:
    """A money quantity that charges reduce.

    The quantities `<name>.full`, `.score`, `.points`, `.left` and `.paid` belong to it; `minus`
    names the money subtracted besides, empty where there is none.
    """

    name: str
    label: Text
    source: Source
    of: str
    round: Step | None
    charges: tuple[str, ...]
    minus: str = ""
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gate: when the flag quantity holds, the month has this status."""

    rule: str
    flag: str
    status: str
    source: Source
    label: Text


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the pay sheet; `amount` names a quantity in whole rupiah, positive."""

    id: str
    kind: str
    amount: str
    label: Text
    source: Source


@dataclass(frozen=True, slots=True)
class Question:
    """A point that the text leaves open, and the reading taken.

    Attributes:
        about: Path of what it is about.
        ask: The question.
        options: The readings that are possible, empty where they are not listed.
        taken: The reading that results are computed with.
        open: Whether somebody must still answer it.
        when: Flag quantity that holds in the months which the answer may change; empty where the
            findings of `about` tell, or every month is touched.
    """

    id: str
    about: str
    ask: Text
    options: tuple[Text, ...]
    taken: Text
    open: bool
    when: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A whole regulation, ready to be interpreted.

    Attributes:
        id, title, status, in_force: Of the profile.
        digest: SHA-256 of the profile and its layers.
        quantities: In an order in which each needs only those before it.
        inputs: Month facts read from scores, amounts and carried.
        bases: Innermost first; the last one is `total`.
        charges, outcomes, lines, counts, questions: See the classes; counts by printed name.
        eligible: Flag quantity: whether the person is paid at all.
        attendance: Hours, punches, evidence.
        words: Vocabulary field -> local word -> canonical word.
        own_words: Vocabulary field -> words that only this profile has.
        unconfirmed: Paths whose numbers nobody has confirmed.
        placeholder: Every rate is a stand-in.
        labels: Labels of rules by path.
        rule_sources: Source of each rule by path.
        factors: Rules that multiply: path, base, quantity of the factor.
        layers: Ids of the profile's layers, lowest first.
        by_name: The quantities by name.
    """

    id: str
    title: Text
    status: str
    zone: str
    in_force: DateRange
    digest: str
    quantities: tuple[Quantity, ...]
    inputs: Mapping[str, Input]
    bases: tuple[Base, ...]
    charges: tuple[Charge, ...]
    outcomes: tuple[Outcome, ...]
    lines: tuple[Line, ...]
    counts: Mapping[str, str]
    questions: tuple[Question, ...]
    eligible: str
    attendance: AttendanceSettings
    words: Mapping[str, Mapping[str, str]]
    unconfirmed: tuple[str, ...]
    labels: Mapping[str, Text]
    rule_sources: Mapping[str, Source]
    factors: tuple[tuple[str, str, str], ...] = ()
    layers: tuple[str, ...] = ()
    own_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_name: Mapping[str, Quantity] = field(default_factory=dict)
