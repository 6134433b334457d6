"""The plan: what a profile means, as an ordered list of typed quantities.

Every interpreter works from this module alone: the reference engine generates Python from it, the
columnar engine expressions over frames. Nothing here is computed, and nothing here knows YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from masker_rules.errors import Place
from masker_rules.facts import EVERYWHERE, Empties
from masker_rules.legal import Source, Text
from masker_rules.periods import CALENDAR, UNITS, Cutoff, DateRange, Month
from masker_rules.units import Step, Type

if TYPE_CHECKING:
    from masker_rules.attendance.settings import AttendanceSettings
    from masker_rules.language.sanctions import SanctionSettings
    from masker_rules.language.tables import Table

__all__ = [
    "BALANCES",
    "BELIEVED",
    "EARNED",
    "INCOMPLETE",
    "MONTH",
    "OVERPAYMENT",
    "POOLS",
    "PRESENCE",
    "PUNCHED",
    "RECENT",
    "RUPIAH",
    "WARNING",
    "Among",
    "Balance",
    "Base",
    "Bring",
    "Charge",
    "Compare",
    "Cond",
    "Condition",
    "Const",
    "Correction",
    "DayLimit",
    "Deadline",
    "Exists",
    "Expr",
    "Fact",
    "Gather",
    "Input",
    "Line",
    "Logic",
    "Lookup",
    "Named",
    "Negative",
    "Notice",
    "Nth",
    "OpenWindow",
    "Outcome",
    "OverRows",
    "Pick",
    "Plan",
    "Pool",
    "Post",
    "Product",
    "Quantity",
    "Question",
    "Quota",
    "Quotient",
    "Ref",
    "Replacement",
    "Rounded",
    "Running",
    "Sum",
    "Unknown",
    "Window",
    "plain_name",
]

MONTH = "month"
#: What becomes of a row in doubt; see `Plan.doubts`.
INCOMPLETE, WARNING, BELIEVED = "incomplete", "warning", "believed"
#: The word of an assessment that was not made.
NOT_ASSESSED = "tidak_ada"
#: Key of `carried` with what a sheet takes back by itself.
OVERPAYMENT = "overpayment"
#: The section of what people have together; an input of it names it as its table.
POOLS = "pools"
#: The section of what is earned and spent beside money; the period of an opening.
BALANCES = "balances"
#: Of a balance, the input with how much of its opening is too young to lapse.
RECENT = "recent"
#: Behind the name of a balance in `carried`: what was earned in the month of the row.
EARNED = "_earned"
#: Behind the name of a rate: its rupiah, rounded row by row.
RUPIAH = ".rupiah"
#: Months of the units of windows.
_MARK = re.compile(r"@\d+")


def plain_name(name: str) -> str:
    """A name or path as the profile writes it, without the mark of an earlier version."""
    return _MARK.sub("", name)


#: The grain of the days on which somebody punched.
PRESENCE = "presence"
#: The grains of the accepted punches of a day, and of the outages that touch it.
PUNCH, OUTAGE = "punch", "outage"
#: Grains of whose rows no state of a day in doubt tells: nothing is said of the net then.
UNTRIED = frozenset({PRESENCE, PUNCH, OUTAGE})
#: Grains whose rows are known of a month only where the pack holds punches of it.
PUNCHED = frozenset({"day", "session", "event", "leave", "activity", *UNTRIED})


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
class Named(Expr):
    """What has its value elsewhere: `name` of a row of `grain`."""

    grain: str
    name: str


@dataclass(frozen=True, slots=True)
class Fact(Named):
    """A fact."""


@dataclass(frozen=True, slots=True)
class Ref(Named):
    """Another quantity, at its own grain or seen from a finer one."""


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
class Condition(Expr):
    """Whether something is so, worked out from values."""


@dataclass(frozen=True, slots=True)
class Compare(Condition):
    """`left op right`, op one of = != < <= > >=."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Logic(Condition):
    """`and`, `or`, `not` over flags."""

    op: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Exists(Condition):
    """Whether `arg` is not `none`."""

    arg: Expr


@dataclass(frozen=True, slots=True)
class Cond(Expr):
    """`yes` where `test` holds, else `no`."""

    test: Expr
    yes: Expr
    no: Expr


@dataclass(frozen=True, slots=True)
class Among(Condition):
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
    """An aggregate over the rows of `grain`.

    `kind` is sum, count, any, all, highest, lowest, first, last or longest_run. Of no rows
    `highest` and `lowest` are `empty`, `first` and `last` are `none`. With a `window` the rows are
    those of its months; of months that nobody knows the aggregate says nothing: see
    :class:`OpenWindow`. With `beside`, a grain of rows with a date, it has a value for each row of
    that grain: of the rows of `grain` that have the date of that row. `silent`: the formula does
    not say whether the rows of the date or of the month are meant.
    """

    kind: str
    grain: str
    body: Expr
    where: Expr | None
    empty: Expr | None = None
    window: Window | None = None
    beside: str = ""
    silent: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Nth(Expr):
    """Running number, from 1, of this row among the rows of its grain where `test` holds.

    With `per` it begins anew where the value of `per` is another: a week, a spell.
    """

    grain: str
    test: Expr
    per: Expr | None = None


@dataclass(frozen=True, slots=True)
class Running(Expr):
    """Sum of `body` over the rows of its grain up to this one; `per` as in :class:`Nth`."""

    grain: str
    body: Expr
    per: Expr | None = None


#: What runs through the rows of its grain, whichever row it is read at.
OverRows = Gather | Nth | Running


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
class Sharing:
    """How an amount is shared within a month.

    Attributes:
        by: `working_days`, `calendar_days`, or a `day` whose state decides for the month.
        day: That day of the month; of a shorter month it is the last.
        service: Whether a month served only in part is paid its `share`, in `full` or `nothing`.
    """

    by: str = "working_days"
    day: int = 0
    service: str = "share"


@dataclass(frozen=True, slots=True)
class Post:
    """Whose amount is asked for, where it is not the person's own: a class, a post, or both.

    Attributes:
        job_class, position: What it is, from facts of the person on a day; None where the
            regulation does not say it.
        reads: Names of the month facts that they read.
        bare: Those that they take for granted.
        text: As it is written.
    """

    job_class: Expr | None
    position: Expr | None
    reads: frozenset[str]
    bare: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class Input:
    """A month fact read from the pack.

    Attributes:
        name: As formulas call it.
        table: `scores`, `amounts`, `carried`, `salaries`, `attributes` or `pools`.
        key: Measure, component, key, column, or pool with what is asked of it.
        type: Static type of the value.
        period: Which period is asked for: one of `UNITS`, and how many of them back; `balances`
            for the opening of a balance.
        low, high: Bounds where the value is missing, scaled; None open.
        words: The words it may take, in order.
        default: What the law gives where no row exists, scaled; None where that is unknown.
        none_without_row: Without a row there is known to be no value.
        granted_to_some: An amount that not everybody has: no row means that it is not granted.
        bare: Quantities that take for granted that it exists; where there is one, nobody can tell
            what holds of somebody who is known to have none.
        post: Whose amount it is; None where it is the person's own.
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
    granted_to_some: bool = False
    none_without_row: bool = False
    bare: tuple[str, ...] = ()
    post: Post | None = None

    @property
    def may_be_none(self) -> bool:
        """Whether the plan says what holds where there is known to be no value."""
        return not self.bare

    @property
    def gradings(self) -> tuple[str, ...]:
        """Its words without the one that says that nothing was assessed."""
        return tuple(word for word in self.words if word != NOT_ASSESSED)


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
        of: What the percent is of, as written; empty where the rate is in rupiah.
        base: Quantity with the rupiah that the percent is of; empty likewise.
        into: Base that is changed.
        gives: It adds to the base instead of cutting it.
        beside: It is taken of what a rule pays instead of the base, too.
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
    base: str
    gives: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """A money quantity that charges reduce.

    The quantities `<name>.full`, `.score`, `.earned`, `.points`, `.left` and `.paid` belong to it.

    Attributes:
        minus: Quantity with the money subtracted besides, empty where there is none.
        instead: Quantity with the percent that is paid instead of what the rules leave, where it
            is below 100 %; empty where no rule says so.
        amounts: Names and rounded quantities of a part that is paid of several amounts.
        earnings: Indicators of a part that is earned: name, label, quantity with the percent of
            the part that it brought, quantity with its weight.
        residual: Of the total: the part that takes what rounding leaves of its sum.
    """

    name: str
    label: Text
    source: Source
    of: str
    round: Step | None
    charges: tuple[str, ...]
    minus: str = ""
    printed: bool = True
    instead: str = ""
    amounts: tuple[tuple[str, str], ...] = ()
    earnings: tuple[tuple[str, Text, str, str], ...] = ()
    residual: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gate: when the flag quantity holds, the month has this status.

    `months` tells by how many a payment is postponed.
    """

    rule: str
    flag: str
    status: str
    source: Source
    label: Text
    months: int = 0


@dataclass(frozen=True, slots=True)
class Replacement:
    """A rule that pays a percent of a base instead of what the other rules leave of it.

    `percent` names the month's quantity, `rates` those of the rows with their grains.
    """

    rule: str
    base: str
    percent: str
    rates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A rule that only says something: when the flag quantity holds, a warning."""

    rule: str
    flag: str


@dataclass(frozen=True, slots=True)
class DayLimit:
    """What rules take together of each date, within a limit of the day or the week.

    Attributes:
        rule: The limit.
        before: Quantities of what they take of a date, of the grain `calendar`.
        after: The quantity of what is left of it.
    """

    rule: str
    before: tuple[str, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Bring:
    """A rule that brings something besides money.

    Attributes:
        code: Quantity with the word of what it brings, none where nothing.
        months: Quantity with its length in months, empty where the law says none.
        number: Quantity that the `basis` tells as `{n}`, empty where there is none.
        basis: Text in which `{n}`, `{year}` and `{period}` are filled in.
        starts: Months after the performance month in which it begins; None = by decision.
    """

    rule: str
    code: str
    months: str
    number: str
    basis: Text
    starts: int | None


@dataclass(frozen=True, slots=True)
class Window:
    """The months that an aggregate reaches over.

    Attributes:
        text: As written: `year`, `last 3 months`, `previous quarter`.
        unit: One of `UNITS`.
        first, last: Which units, counted from the one of the performance month: -2 and 0 are
            this one and the two before.
        cut: `here` ends with the performance month, `before` with the one before it; empty = the
            whole of the last unit.
    """

    text: str
    unit: str
    first: int
    last: int
    cut: str = ""

    @property
    def with_this_month(self) -> bool:
        return self.cut == "here"

    @property
    def length(self) -> int:
        """How many months it reaches over at most."""
        return (self.last - self.first + 1) * UNITS[self.unit]

    def before(self, month: Month) -> tuple[Month, ...]:
        """The months of the window that lie before `month`, in order."""
        width = UNITS[self.unit]
        offset = (month.month - 1) % width
        begin = month.plus(self.first * width - offset)
        end = month if self.cut else month.plus((self.last + 1) * width - offset)
        found = []
        while begin < end and begin < month:
            found.append(begin)
            begin = begin.plus(1)
        return tuple(found)


#: Stands for a lowest value of no rows, and below 0 for a highest: no month can hold it.
ABOVE_ALL = 10**18


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """What an aggregate over a window cannot see: months of which the pack knows nothing.

    Attributes:
        fact: Month fact that stands for them.
        grain, kind: Grain of the rows, and how they are aggregated.
        key: Key of `carried` that tells it, empty where none does.
    """

    fact: str
    grain: str
    kind: str
    window: Window
    key: str
    type: Type


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the pay sheet; `amount` names a quantity in whole rupiah, positive."""

    id: str
    kind: str
    amount: str
    label: Text
    source: Source


@dataclass(frozen=True, slots=True)
class Pool:
    """What the people of a unit, or all of them, have together.

    Attributes:
        everybody: Of all people of the pack, not of each unit.
        points: Quantity with the points of one person; below 0 they are 0.
        taking: Flag quantity that says who of those who are paid takes part, empty where all do.
        amount: Quantity with the rupiah that are shared by points, empty where points are only
            added up.
        rank: Quantity by which the highest gets the rupiah that whole shares leave, empty where
            they go to the largest remainders.
        missing: Scaled points of somebody whose points are not known; None where they stay so.
    """

    name: str
    everybody: bool
    points: str
    taking: str
    amount: str
    rank: str
    missing: int | None
    source: Source

    @property
    def quantities(self) -> tuple[str, ...]:
        """The quantities of one person that it asks for."""
        found = (self.points, self.taking, self.amount, self.rank)
        return tuple(name for name in found if name)


@dataclass(frozen=True, slots=True)
class Balance:
    """What is earned and spent beside money, and carried from month to month.

    Attributes:
        told: Quantities with the opening, what was earned, what of it was spent, what was asked
            for beyond it, what lapsed, and the closing.
        ends: Every so many months what is old lapses; 0 where it does not lapse by its age.
        back: What was earned in so many months before such an end is not old.
    """

    name: str
    told: tuple[str, ...]
    source: Source
    ends: int = 0
    back: int = 0

    @property
    def fact(self) -> str:
        """The input with what it opens with."""
        return f"{BALANCES}.{self.name}"

    @property
    def recent(self) -> str:
        """The input with how much of the opening is too young to lapse at the end of the month."""
        return f"{self.fact}.{RECENT}"

    @property
    def keys(self) -> tuple[str, ...]:
        """What the table `carried` tells of it: the opening, and what was earned by month."""
        return (self.name, *([f"{self.name}{EARNED}"] if self.back else []))

    @property
    def earned(self) -> str:
        """The quantity with what a month adds."""
        return self.told[1]

    @property
    def closing(self) -> str:
        """The quantity that the next month opens with."""
        return self.told[-1]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when something of a day or month can be put right.

    Attributes:
        days: So many days after it; of `next_month` the day of the month after.
        of: `day`, `month` (its last day) or `next_month`.
        is_of_working_days: Days off are not counted.
    """

    days: int
    of: str
    is_of_working_days: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """Until when rows of some tables can be put right, and who decides.

    Attributes:
        tables: Their names; none means all that no other correction names.
        deadline: None where the law says none.
        decided_by: Who decides; None where the law does not say.
    """

    name: str
    tables: tuple[str, ...]
    deadline: Deadline | None
    decided_by: Text | None
    source: Source


@dataclass(frozen=True, slots=True)
class Quota:
    """How much leave of a code there is in a calendar year.

    Attributes:
        days: So many; None where nobody says, or where there is no limit.
        is_unlimited: There is no limit.
        is_asked_before: It must be asked for before it begins.
        is_of_working_days: Working days are counted, else days of the calendar.
    """

    code: str
    days: int | None
    is_unlimited: bool
    is_asked_before: bool
    is_of_working_days: bool
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


@dataclass(frozen=True, slots=True)
class PayRun:
    """A run beside the ordinary month.

    Attributes:
        name, title: As results and people call it.
        months: Year and month of the performance months that it exists in, the year 0 for every
            year; none where it may be of any month.
        law: The article that orders it.
    """

    name: str
    title: Text
    months: tuple[tuple[int, int], ...]
    law: Text

    @property
    def told(self) -> str:
        """Its months as a regulation writes them."""
        return ", ".join(
            f"{year:04}-{month:02}" if year else str(month) for year, month in self.months
        )

    def exists_in(self, month: Month) -> bool:
        """Whether there is such a run of a month."""
        named = {(month.year, month.month), (0, month.month)}
        return not self.months or not named.isdisjoint(self.months)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A whole regulation, ready to be interpreted.

    Attributes:
        id, title, status, in_force: Of the profile.
        start_known: Whether the first day of `in_force` is when it came into force; where not, it
            is only the day from which months are computed.
        digest: SHA-256 of the profile and its layers.
        quantities: In an order in which each needs only those before it.
        inputs: Month facts read from scores, amounts and carried.
        bases: Innermost first; the last one is `total`.
        charges, outcomes, lines, counts, questions: See the classes; counts by printed name.
        eligible: Flag quantity: whether the person is paid at all.
        attendance: Hours, punches, evidence.
        sharing: How an amount is shared within a month.
        over_segments: Amounts that a plan of a month with a change takes as sums over segments.
        sanctions: When sanctions take effect, how long they last, which one gives way.
        words: Vocabulary field -> local word -> canonical word.
        own_words: Vocabulary field -> words that only this profile has.
        unconfirmed: Paths whose numbers nobody has confirmed.
        placeholder: Every rate is a stand-in.
        labels: Labels of rules by path.
        rule_sources: Source of each rule by path.
        factors: Rules that multiply: path, base, quantity of the factor.
        replacements, notices, brings: Rules of other verbs.
        day_limits: Limits of what several rules take of a date, which nothing conditions.
        windows: What aggregates over earlier months do not see.
        pools: What people have together.
        balances: What is carried from month to month beside money.
        layers: Ids of the profile's layers, lowest first.
        by_name: The quantities by name.
        empties: What it says of empty cells of the pack.
        doubts: What becomes of a row that an importer doubts, by code: `INCOMPLETE` (what is not
            named here) where it would be paid otherwise, `WARNING`, or `BELIEVED` and not told.
        cutoff: Which dates a performance month has.
        runs: Beside the ordinary month, as the regulation declares them.
        as_run: The run that this plan is, None for the ordinary month.
        corrections: Until when what can be put right, and who decides.
        quotas: How much leave there is, by code.
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
    sanctions: SanctionSettings
    words: Mapping[str, Mapping[str, str]]
    unconfirmed: tuple[str, ...]
    labels: Mapping[str, Text]
    rule_sources: Mapping[str, Source]
    factors: tuple[tuple[str, str, str], ...] = ()
    replacements: tuple[Replacement, ...] = ()
    notices: tuple[Notice, ...] = ()
    brings: tuple[Bring, ...] = ()
    day_limits: tuple[DayLimit, ...] = ()
    windows: tuple[OpenWindow, ...] = ()
    sharing: Sharing = Sharing()
    over_segments: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    own_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_name: Mapping[str, Quantity] = field(default_factory=dict)
    start_known: bool = True
    empties: Empties = EVERYWHERE
    doubts: Mapping[str, str] = field(default_factory=dict)
    cutoff: Cutoff = CALENDAR
    pools: tuple[Pool, ...] = ()
    balances: tuple[Balance, ...] = ()
    runs: tuple[PayRun, ...] = ()
    as_run: PayRun | None = None
    corrections: tuple[Correction, ...] = ()
    quotas: Mapping[str, Quota] = field(default_factory=dict)

    @property
    def run(self) -> str:
        """The name of the run that it is; empty for the ordinary month."""
        return self.as_run.name if self.as_run is not None else ""

    def with_posts(self, facts: Iterable[str]) -> frozenset[str]:
        """Month facts, with those by which the posts are found whose amounts are among them."""
        found = frozenset(facts)
        asked = (self.inputs[name].post for name in found & self.inputs.keys())
        return found.union(*(post.reads for post in asked if post is not None))
