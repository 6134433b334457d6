"""Python source from a plan: one integer expression per quantity, nothing interpreted twice.

Fixed-point values are integers at their static scale and stay so; where a division has happened
the value is a `Fraction` until a declared rounding. Rows of a grain are parallel lists. Names in
the source are made here, never taken from a profile, so that no profile can inject code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property, lru_cache, partial
from keyword import iskeyword
from types import CodeType
from typing import Any

from masker_rules.engine.runtime import (
    beside,
    constant,
    first_of,
    half_up,
    last_of,
    longest_run,
    ordinal,
    row_finder,
    running_number,
    running_sum,
    shifted,
    table_function,
)
from masker_rules.engine.uses import single_use
from masker_rules.language.catalogue import catalogue
from masker_rules.language.expressions import NUMBER, date_of, needed
from masker_rules.language.numbered import numbered_within
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
    Const,
    Exists,
    Expr,
    Fact,
    Gather,
    Logic,
    Lookup,
    Negative,
    Nth,
    Pick,
    Plan,
    Product,
    Quantity,
    Quotient,
    Ref,
    Rounded,
    Running,
    Sum,
    Unknown,
    Window,
)
from masker_rules.language.tables import Table
from masker_rules.units import Mode, Type, Unit, round_half, round_to_step

__all__ = ["Program", "compile_expr", "compile_plan"]

#: Grains whose rows determine a row of another grain, and the attribute that says which.
INDEXES = {
    (name, "day"): "day_index" for name, grain in catalogue().items() if "day" in grain.sees
}
#: Facts of leave that are counted through the calendar year, from the letters of every month.
OF_THE_YEAR = frozenset(
    {("leave", "in_year"), ("leave", "year_day")}
    | {("day", "spell_in_year"), ("day", "spell_year_day")}
)
YEAR = Window("year", "year", 0, 0, "here")
#: Facts of days that the letters of the month before decide.
AFTER_LEAVE = frozenset({("day", "after_leave"), ("day", "last_leave")})
LAST_MONTH = Window("previous month", "month", -1, -1)
#: Terms of a sum above which Python's compiler would nest too deep.
LONG = 100
OPERATORS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

#: What an aggregate of no rows is.
_NOTHING = {"sum": "0", "count": "0", "any": "False", "all": "True"}

Unknowns = Callable[[str], Any]
Rows = Mapping[str, Sequence[Any]]


Run = Callable[[Mapping[str, Any], Rows, Unknowns], dict[str, Any]]


@dataclass(frozen=True)
class Program:
    """A compiled plan.

    Attributes:
        made: Makes `run`: of many programs only what they read is asked for.
        facts: Month facts that it reads, or that tell whose amounts it reads.
        grains: Grains whose rows it reads, with the facts read of each.
        outputs: Names of the quantities returned.
        source: The generated text, for people who want to see it.
        earlier: Grains whose rows of the earlier months of a window it reads, by the name under
            which `run` finds them.
    """

    made: Callable[[], Run]
    facts: frozenset[str]
    grains: Mapping[str, frozenset[str]]
    outputs: tuple[str, ...]
    source: str
    earlier: Mapping[str, tuple[str, Window]] = field(default_factory=dict)

    @cached_property
    def run(self) -> Run:
        """`(month facts, rows by grain, unknowns) -> {quantity: value or list of values}`."""
        return self.made()


def compile_plan(
    plan: Plan, outputs: Sequence[str] | None = None, given: frozenset[str] = frozenset()
) -> Program:
    """A function that computes a plan for one person and month.

    Args:
        plan: What to compute.
        outputs: Quantities wanted; None for all of them (the trace).
        given: Quantities that the rows bring along as facts, such as `late` in day facts.
    """
    names = tuple(outputs) if outputs is not None else tuple(q.name for q in plan.quantities)
    emitter = _Emitter(given, plan.by_name)
    wanted = needed(plan, names, given)
    emitter.inline = single_use(wanted, frozenset(names))
    for quantity in wanted:
        if quantity.name not in emitter.inline:
            emitter.quantity(quantity)
    return emitter.program(names, plan)


def compile_expr(expr: Expr) -> Callable[[Mapping[str, Any]], Any]:
    """A function of named facts for a single expression of one row."""
    emitter = _Emitter(frozenset(), {})
    text = emitter.flat(expr)
    source = f"def run(M):\n    return {text}\n"
    emitter.env["U"] = str
    made = cache(partial(_compiled, source, "<masker_rules expression>", emitter.env))

    def run(facts: Mapping[str, Any]) -> Any:
        return made()(facts)

    return run


def _compiled(source: str, name: str, env: dict[str, Any]) -> Any:
    """The function `run` of a source."""
    exec(_code(source, name), env)  # noqa: S102
    return env["run"]


@lru_cache(maxsize=128)
def _code(source: str, name: str) -> CodeType:
    """What Python makes of a source; a regulation loaded again has the same ones."""
    return compile(source, name, "exec")


@dataclass(slots=True)
class _Frame:
    """The lists that one expression over rows runs through, by loop variable."""

    grain: str
    window: Window | None = None
    lists: dict[str, str] = field(default_factory=dict)

    def variable(self, source: str) -> str:
        return self.lists.setdefault(source, f"x{len(self.lists)}")


class _Emitter:
    def __init__(self, given: frozenset[str], by_name: Mapping[str, Quantity]) -> None:
        self.by_name = by_name
        self.env: dict[str, Any] = {
            "F": Fraction,
            "RS": round_to_step,
            "RH": round_half,
            "HU": half_up,
            "longest": longest_run,
            "beside": beside,
            "first_of": first_of,
            "last_of": last_of,
            "nth": running_number,
            "running": running_sum,
            "shifted": shifted,
            "ordinal": ordinal,
        }
        self.given = given
        self.lines: list[str] = []
        self.names: dict[str, str] = {}
        self.inline: Mapping[str, Expr] = {}
        self.facts: dict[str, str] = {}
        self.columns: dict[tuple[str, str, Window | None], str] = {}
        self.seen: dict[tuple[str, str], str] = {}
        self.temps: dict[tuple[Expr, Window | None], str] = {}
        self.tables: dict[tuple[int, int], str] = {}
        self.grains: dict[str, set[str]] = {}
        self.earlier: dict[str, tuple[str, Window]] = {}
        self.windows: dict[str, str] = {}
        self.kept: dict[str, str] = {}
        self.words: dict[frozenset[str], str] = {}
        self._flat = False
        self._walrus = 0
        self._writers: dict[type[Expr], Callable[[Any, _Frame], str]] = {
            Const: lambda expr, _: repr(expr.value),
            Unknown: lambda expr, _: f"U({expr.name!r})",
            Fact: self._write_fact,
            Ref: self._write_ref,
            Sum: self._sum,
            Product: self._product,
            Quotient: self._quotient,
            Negative: lambda expr, frame: f"(-{self.emit(expr.arg, frame)})",
            Compare: self._compare,
            Logic: self._logic,
            Exists: lambda expr, frame: f"({self.emit(expr.arg, frame)} is not None)",
            Cond: self._cond,
            Among: self._among,
            Pick: self._pick,
            Rounded: self._rounded,
            Lookup: self._lookup,
            Gather: self._aggregate,
            Nth: self._aggregate,
            Running: self._aggregate,
        }

    # -------------------------------------------------------------- frame
    def program(self, outputs: Sequence[str], plan: Plan) -> Program:
        """The finished function."""
        returned = []
        for name in outputs:
            quantity = plan.by_name[name]
            returned.append(f"{name!r}: {self._name(quantity.grain, name)}")
        body = [
            "def run(M, R, U):",
            *(f"    rows_{grain} = R[{grain!r}]" for grain in sorted(self.grains)),
            *(f"    {line}" for line in self.lines),
            f"    return {{{', '.join(returned)}}}",
        ]
        source = "\n".join(body) + "\n"
        made = partial(_compiled, source, f"<plan {plan.id}>", self.env)
        grains = {grain: frozenset(facts) for grain, facts in self.grains.items()}
        facts = plan.with_posts(self.facts)
        return Program(made, facts, grains, tuple(outputs), source, dict(self.earlier))

    def quantity(self, quantity: Quantity) -> None:
        """Add the statement of one quantity."""
        if quantity.grain == MONTH:
            text = self.month(quantity.expr)
        else:
            text = self.rows(quantity.grain, quantity.expr)
        if text.isidentifier() or text.isdecimal():
            self.names[quantity.name] = text
            return
        # Only now: what it reads over a window has got names of its own.
        self.names[quantity.name] = name = f"q{len(self.names)}"
        self.lines.append(f"{name} = {text}")

    def month(self, expr: Expr) -> str:
        return self.emit(expr, _Frame(MONTH))

    def rows(
        self,
        grain: str,
        expr: Expr,
        *,
        where: Expr | None = None,
        window: Window | None = None,
        brackets: str = "[]",
    ) -> str:
        """A comprehension with one value per row of `grain`, of a window's months or this one."""
        frame = _Frame(grain, window)
        text = self.emit(expr, frame)
        test = f" if {self.emit(where, frame)}" if where is not None else ""
        if not test and text in frame.lists.values() and len(frame.lists) == 1:
            return next(iter(frame.lists))
        return f"{brackets[0]}{text} {self._loop(frame)}{test}{brackets[1]}"

    def _loop(self, frame: _Frame) -> str:
        if not frame.lists:
            return f"for _ in {self._source(frame.grain, frame.window)}"
        variables, lists = list(frame.lists.values()), list(frame.lists)
        if len(lists) == 1:
            return f"for {variables[0]} in {lists[0]}"
        return f"for {', '.join(variables)} in zip({', '.join(lists)})"

    def flat(self, expr: Expr) -> str:
        """An expression whose facts are all read from one mapping."""
        self._flat = True
        return self.emit(expr, _Frame(MONTH))

    # -------------------------------------------------------------- leaves
    def _use(self, grain: str, fact: str | None = None) -> None:
        used = self.grains.setdefault(grain, set())
        if fact is not None:
            used.add(fact)

    def _fact(self, name: str) -> str:
        if self._flat:
            return f"M[{name!r}]"
        if name not in self.facts:
            self.facts[name] = f"m{len(self.facts)}"
            self.lines.append(f"{self.facts[name]} = M[{name!r}]")
        return self.facts[name]

    def _source(self, grain: str, window: Window | None) -> str:
        """The list with the rows of a grain."""
        self._use(grain)
        if window is None:
            return f"rows_{grain}"
        key = f"{grain} over {window.text}"
        if key not in self.windows:
            self.earlier[key] = (grain, window)
            rows = f"over{len(self.windows)}"
            text = f"R[{key!r}]"
            if window.with_this_month:
                now = f"rows_{grain}"
                if (grain, "day") in INDEXES:
                    now = f"shifted({now}, len(R[{f'day over {window.text}'!r}]))"
                    self.earlier[f"day over {window.text}"] = ("day", window)
                text = f"[*{text}, *{now}]"
            self.windows[key] = rows
            self.lines.append(f"{rows} = {text}")
        return self.windows[key]

    def _column(self, grain: str, fact: str, window: Window | None = None) -> str:
        key = (grain, fact, window)
        if key not in self.columns:
            self._use(grain, fact)
            for decided, over in ((OF_THE_YEAR, YEAR), (AFTER_LEAVE, LAST_MONTH)):
                if (grain, fact) in decided:
                    # Rows of earlier months decide it: what is in doubt of them is asked about.
                    self._use("leave")
                    self.earlier[f"leave over {over.text}"] = ("leave", over)
            rows = self._source(grain, window)
            self.columns[key] = f"c{len(self.columns)}"
            value = f"getattr(r, {fact!r})" if iskeyword(fact) else f"r.{fact}"
            if _is_date(grain, fact):
                value = f"ordinal({value})"
            self.lines.append(f"{self.columns[key]} = [{value} for r in {rows}]")
        return self.columns[key]

    def _name(self, grain: str, name: str, window: Window | None = None) -> str:
        if grain == MONTH:
            return self.names.get(name) or self._fact(name)
        if window is not None and name not in self.given and name in self.by_name:
            return self._windowed(name, window)
        if name in self.names and window is None:
            return self.names[name]
        return self._column(grain, name, window)

    def _windowed(self, name: str, window: Window) -> str:
        """A quantity of rows over the rows of a window."""
        key = f"{name} over {window.text}"
        if key not in self.names:
            quantity = self.by_name[name]
            text = self.rows(quantity.grain, quantity.expr, window=window)
            self.names[key] = f"q{len(self.names)}"
            self.lines.append(f"{self.names[key]} = {text}")
        return self.names[key]

    def _leaf(self, grain: str, source: str, frame: _Frame) -> str:
        """A list of `grain` as seen from the frame."""
        if grain == frame.grain:
            return frame.variable(source)
        attribute = INDEXES[frame.grain, grain]
        key = (frame.grain, source)
        if key not in self.seen:
            index = self._column(frame.grain, attribute, frame.window)
            self.seen[key] = f"s{len(self.seen)}"
            self.lines.append(f"{self.seen[key]} = [{source}[i] for i in {index}]")
        return frame.variable(self.seen[key])

    # -------------------------------------------------------------- expressions
    def emit(self, expr: Expr, frame: _Frame) -> str:
        """The text of an expression whose value has the expression's own type."""
        return self._writers[type(expr)](expr, frame)

    def _write_fact(self, expr: Fact, frame: _Frame) -> str:
        if self._flat or expr.grain == MONTH:
            return self._fact(expr.name)
        column = self._column(expr.grain, expr.name, frame.window)
        return self._leaf(expr.grain, column, frame)

    def _write_ref(self, expr: Ref, frame: _Frame) -> str:
        if expr.name in self.inline and frame.window is None:
            return self.emit(self.inline[expr.name], frame)
        source = self._name(expr.grain, expr.name, frame.window)
        return source if expr.grain == MONTH else self._leaf(expr.grain, source, frame)

    def _logic(self, expr: Logic, frame: _Frame) -> str:
        texts = [self.emit(arg, frame) for arg in expr.args]
        return f"(not {texts[0]})" if expr.op == "not" else f"({f' {expr.op} '.join(texts)})"

    def _cond(self, expr: Cond, frame: _Frame) -> str:
        yes, no = (self.cast(side, expr.type, frame) for side in (expr.yes, expr.no))
        return f"({yes} if {self.emit(expr.test, frame)} else {no})"

    def _pick(self, expr: Pick, frame: _Frame) -> str:
        texts = [self.cast(arg, expr.type, frame) for arg in expr.args]
        if frame.grain != MONTH or len(texts) != 2 or not texts[-1].isdecimal():
            return f"{expr.kind}({', '.join(texts)})"
        first, limit = texts
        self._walrus += 1
        kept, operator = f"p{self._walrus}", "<" if expr.kind == "min" else ">"
        return f"({kept} if ({kept} := {first}) {operator} {limit} else {limit})"

    def cast(self, expr: Expr, to: Type, frame: _Frame) -> str:
        """The text of an expression brought to the scale of `to`."""
        text = self.emit(expr, frame)
        own = expr.type
        if not own.numeric or own.unit not in {Unit.MONEY, Unit.PERCENT, Unit.NUMBER}:
            return text
        if own.ratio:
            return text
        if to.ratio:
            if own.scale == 0:
                return text
            return f"F({text}, {10**own.scale})"
        factor = 10 ** (to.scale - own.scale)
        if factor == 1:
            return text
        if isinstance(expr, Const) and isinstance(expr.value, int):
            return repr(expr.value * factor)
        return f"({text} * {factor})"

    def _sum(self, expr: Sum, frame: _Frame) -> str:
        expr = numbered_within(expr, frame.window)
        parts = [
            ("-" if minus else "+", self.cast(arg, expr.type, frame))
            for arg, minus in zip(expr.args, expr.minus, strict=True)
        ]
        if len(parts) > LONG:
            return f"sum(({', '.join(f'{sign}{part}' for sign, part in parts)}))"
        return f"({' '.join(f'{sign} {part}' for sign, part in parts).removeprefix('+ ')})"

    def _product(self, expr: Product, frame: _Frame) -> str:
        if not expr.type.ratio:
            return "(" + " * ".join(self.emit(arg, frame) for arg in expr.args) + ")"
        return "(" + " * ".join(self.cast(arg, expr.type, frame) for arg in expr.args) + ")"

    def _quotient(self, expr: Quotient, frame: _Frame) -> str:
        top, bottom = expr.top.type, expr.bottom.type
        below = self.emit(expr.bottom, frame)
        guard = below
        if expr.zero is not None:
            self._walrus += 1
            guard, below = f"(d{self._walrus} := {below})", f"d{self._walrus}"
        if top.ratio or bottom.ratio:
            first = self.cast(expr.top, Type(top.unit, ratio=True), frame)
            scaled = (
                below if bottom.ratio or not bottom.scale else f"F({below}, {10**bottom.scale})"
            )
            share = f"F({first}) / {scaled}"
        else:
            first = self.emit(expr.top, frame)
            up, down = 10**bottom.scale, 10**top.scale
            share = f"F({_times(first, up)}, {_times(below, down)})"
        if expr.zero is None:
            return f"({share})"
        return f"({share} if {guard} else {self.cast(expr.zero, expr.type, frame)})"

    def _compare(self, expr: Compare, frame: _Frame) -> str:
        left, right = expr.left, expr.right
        operator = OPERATORS[expr.op]
        if not left.type.numeric:
            return f"({self.emit(left, frame)} {operator} {self.emit(right, frame)})"
        common = _common(left.type, right.type)
        return f"({self.cast(left, common, frame)} {operator} {self.cast(right, common, frame)})"

    def _among(self, expr: Among, frame: _Frame) -> str:
        value = expr.value
        if not expr.ranges:
            return f"({self.emit(value, frame)} in {self._words(expr.words)})"
        tests = []
        for low, high in expr.ranges:
            sides = []
            for end, operator in ((low, ">="), (high, "<=")):
                if end is not None:
                    common = _common(value.type, end.type)
                    here, there = (self.cast(e, common, frame) for e in (value, end))
                    sides.append(f"{here} {operator} {there}")
            tests.append("(" + (" and ".join(sides) or "True") + ")")
        return "(" + " or ".join(tests) + ")"

    def _words(self, words: frozenset[str]) -> str:
        if words not in self.words:
            self.words[words] = f"w{len(self.words)}"
            self.env[self.words[words]] = words
        return self.words[words]

    def _rounded(self, expr: Rounded, frame: _Frame) -> str:
        step, own = expr.step, expr.arg.type
        text = self.emit(expr.arg, frame)
        shift = own.scale - step.scale
        if own.ratio or shift < 0:
            name = f"step{len(self.env)}"
            self.env[name] = step
            return f"RS({text}, {own.scale}, {name})"
        unit = 10**shift * step.size
        if unit == 1:
            return text
        if step.mode is Mode.HALF_UP and frame.grain == MONTH and unit % 2 == 0:
            self._walrus += 1
            kept, half = f"p{self._walrus}", unit // 2
            up = f"({kept} + {half}) // {unit}"
            found = f"({up} if ({kept} := {text}) >= 0 else HU({kept}, {unit}))"
            return _times(found, step.size)
        rounded = {
            Mode.FLOOR: f"({text} // {unit})",
            Mode.CEIL: f"(-(-{text} // {unit}))",
            Mode.HALF_UP: f"HU({text}, {unit})",
        }.get(step.mode)
        if rounded is None:
            name = f"mode{len(self.env)}"
            self.env[name] = step.mode
            rounded = f"RH({text}, {unit}, {name})"
        return _times(rounded, step.size)

    # -------------------------------------------------------------- tables
    def _lookup(self, expr: Lookup, frame: _Frame) -> str:
        table = expr.table
        inputs = [
            self.cast(arg, kind, frame)
            for arg, (_, kind) in zip(expr.args, table.inputs, strict=True)
        ]
        values = table.column(expr.output)
        if all(isinstance(value, Const) for value in values):
            return f"{self._table(table, expr.output)}({', '.join(inputs)})"
        kind = table.outputs[expr.output][1]
        return self._chosen(values, kind, self._finder(table) + f"({', '.join(inputs)})", frame)

    def _chosen(self, values: Sequence[Expr], kind: Type, found: str, frame: _Frame) -> str:
        """The value of the row found: constants are data, formulas stand in the source.

        Rows that say the same are one; among what is left the one that holds is found by
        halving, since Python reads no source that nests as deep as a table may be long.
        """
        self._walrus += 1
        row, choice = f"k{self._walrus}", f"j{self._walrus}"
        leaves: dict[str, int] = {}
        cells, choices = (f"{name}{len(self.env)}" for name in ("cells", "choices"))
        # Taken now: the formulas of the cells look up tables of their own.
        self.env[cells] = self.env[choices] = None
        said = []
        for value in values:
            own = f"{cells}[{row}]" if isinstance(value, Const) else self.cast(value, kind, frame)
            said.append(leaves.setdefault(own, len(leaves)))
        self.env[choices] = said
        self.env[cells] = [constant(v, kind) if isinstance(v, Const) else None for v in values]
        test = f"({choice} := {choices}[({row} := {found})])"
        if len(leaves) == 1:
            return f"({test}, {next(iter(leaves))})[1]"
        return _halved(list(leaves), 0, choice, test)

    def _finder(self, table: Table) -> str:
        key = (id(table), -1)
        if key not in self.tables:
            name = f"row{len(self.env)}"
            self.env[name] = row_finder(table)
            self.tables[key] = name
        return self.tables[key]

    def _table(self, table: Table, output: int) -> str:
        key = (id(table), output)
        if key not in self.tables:
            name = f"t{len(self.env)}"
            self.env[name] = table_function(table, output)
            self.tables[key] = name
        return self.tables[key]

    # -------------------------------------------------------------- aggregates
    def _aggregate(self, expr: Gather | Nth | Running, frame: _Frame) -> str:
        of_month = isinstance(expr, Gather) and not expr.beside
        key = (expr, None if of_month else frame.window)
        if key not in self.temps:
            if isinstance(expr, Gather):
                text = self._beside(expr, frame.window) if expr.beside else self._gather(expr)
            else:
                text = self._upto(expr, frame.window)
            self.temps[key] = f"g{len(self.temps)}"
            self.lines.append(f"{self.temps[key]} = {text}")
        if of_month:
            return self.temps[key]
        grain = expr.beside if isinstance(expr, Gather) else expr.grain
        return self._leaf(grain, self.temps[key], frame)

    def _beside(self, expr: Gather, window: Window | None) -> str:
        """For each row of a grain what the rows of its date come to."""
        here, there = date_of(expr.beside), date_of(expr.grain)
        assert here is not None
        assert there is not None
        frame = _Frame(expr.grain, window)
        pair = f"({self.emit(there, frame)}, {self.emit(expr.body, frame)})"
        test = f" if {self.emit(expr.where, frame)}" if expr.where is not None else ""
        rows = f"[{pair} {self._loop(frame)}{test}]"
        dates = self.rows(expr.beside, here, window=window)
        nothing = _NOTHING.get(expr.kind, "None")
        if expr.empty is not None:
            nothing = self.cast(expr.empty, expr.type, _Frame(MONTH))
        return f"beside({expr.kind!r}, {dates}, {rows}, {nothing})"

    def _upto(self, expr: Nth | Running, window: Window | None) -> str:
        function, body = ("nth", expr.test) if isinstance(expr, Nth) else ("running", expr.body)
        arguments = [self.rows(expr.grain, body, window=window)]
        if expr.per is not None:
            arguments.append(self.rows(expr.grain, expr.per, window=window))
        return f"{function}({', '.join(arguments)})"

    def _gather(self, expr: Gather) -> str:
        grain, where, window = expr.grain, expr.where, expr.window
        if expr.kind == "count":
            if isinstance(expr.body, Const) and where is None:
                return f"len({self._source(grain, window)})"
            both = expr.body if where is None else Logic(expr.type, "and", (expr.body, where))
            if isinstance(expr.body, Const):
                both = where if where is not None else expr.body
            return self._count(grain, both, window)
        if expr.kind in {"any", "all"}:
            body = expr.body
            if where is not None:
                first = where if expr.kind == "any" else Logic(expr.type, "not", (where,))
                op = "and" if expr.kind == "any" else "or"
                body = Logic(expr.type, op, (first, body))
            return f"{expr.kind}({self.rows(grain, body, window=window)})"
        if expr.kind == "sum":
            return self._add_up(grain, expr.body, where, window)
        if expr.kind == "longest_run":
            return f"longest({self.rows(grain, expr.body, where=where, window=window)})"
        if expr.kind in {"first", "last"}:
            rows = self.rows(grain, expr.body, where=where, window=window)
            return f"{expr.kind}_of({rows})"
        assert expr.empty is not None
        function = "max" if expr.kind == "highest" else "min"
        empty = self.cast(expr.empty, expr.type, _Frame(MONTH))
        rows = self.rows(grain, expr.body, where=where, window=window)
        return f"{function}({rows}, default={empty})"

    def _count(self, grain: str, test: Expr, window: Window | None) -> str:
        """How many rows pass a test; lists that can count by themselves do."""
        if (flags := self._list_of(grain, test, window)) is not None:
            return self._kept(f"{flags}.count(True)")
        if (
            isinstance(test, Exists)
            and (values := self._list_of(grain, test.arg, window)) is not None
        ):
            return f"(len({values}) - {self._kept(f'{values}.count(None)')})"
        if (
            isinstance(test, Compare)
            and test.op == "="
            and _is_word(test.right)
            and (words := self._list_of(grain, test.left, window)) is not None
        ):
            return self._kept(f"{words}.count({self.emit(test.right, _Frame(grain))})")
        if (passing := self._passing(grain, test, window)) is not None:
            return f"len({passing})"
        total = f"sum({self.rows(grain, Const(NUMBER, 1), where=test, window=window)})"
        return self._unless_nobody(total, grain, test, window)

    def _kept(self, text: str) -> str:
        """The name of a number of a list, which several places ask for."""
        if text not in self.kept:
            self.kept[text] = f"n{len(self.kept)}"
            self.lines.append(f"{self.kept[text]} = {text}")
        return self.kept[text]

    def _passing(
        self, grain: str, test: Expr, window: Window | None, read: _Frame | None = None
    ) -> str | None:
        """The values of one list that pass a test, where it reads no other and asks all of them.

        What is counted is often added up, too.
        """
        frame = _Frame(grain, window)
        text = self.emit(test, frame)
        if len(frame.lists) != 1 or (read is not None and read.lists != frame.lists):
            return None
        if self._met(grain, next(_conjuncts(test)), window) is not None:
            return None
        variable = next(iter(frame.lists.values()))
        return self._kept(f"[{variable} {self._loop(frame)} if {text}]")

    def _unless_nobody(self, total: str, grain: str, where: Expr, window: Window | None) -> str:
        """A sum over the rows that pass a test, or 0 at once where a list says that none does.

        Most months have no day of most kinds. Only tests that ask nothing come before.
        """
        met = []
        for test in _conjuncts(where):
            guard = self._met(grain, test, window)
            if guard is None:
                break
            met.append(guard)
        return f"({total} if {' and '.join(met)} else 0)" if met else total

    def _met(self, grain: str, test: Expr, window: Window | None) -> str | None:
        """Whether any value of a list passes a test, where there is a list that can say so."""
        if isinstance(test, Exists):
            values = self._list_of(grain, test.arg, window)
            return values and f"{self._kept(f'{values}.count(None)')} < len({values})"
        if isinstance(test, Among) and not test.ranges:
            values = self._list_of(grain, test.value, window)
            return values and f"not {self._words(test.words)}.isdisjoint({values})"
        if isinstance(test, Compare) and test.op == "=" and _is_word(test.right):
            values = self._list_of(grain, test.left, window)
            return values and self._kept(f"{values}.count({self.emit(test.right, _Frame(grain))})")
        return None

    def _list_of(self, grain: str, expr: Expr, window: Window | None) -> str | None:
        """The list that holds an expression's values, where there is one."""
        if isinstance(expr, Fact) and expr.grain == grain:
            return self._column(grain, expr.name, window)
        is_inline = isinstance(expr, Ref) and expr.name in self.inline and window is None
        if isinstance(expr, Ref) and expr.grain == grain and not is_inline:
            return self._name(grain, expr.name, window)
        return None

    def _add_up(self, grain: str, body: Expr, where: Expr | None, window: Window | None) -> str:
        """A sum; what only rows that pass a test add is asked of no other row."""
        to = body.type
        if isinstance(body, Ref) and body.name in self.inline and window is None:
            body = self.inline[body.name]
        if isinstance(body, Cond) and isinstance(body.no, Const) and body.no.value == 0:
            test, body = body.test, body.yes
            where = test if where is None else Logic(test.type, "and", (where, test))
        if isinstance(body, Const) and where is not None:
            return f"({self.cast(body, to, _Frame(grain))} * {self._count(grain, where, window)})"
        frame = _Frame(grain, window)
        text = self.cast(body, to, frame)
        if where is None and text in frame.lists.values() and len(frame.lists) == 1:
            return f"sum({next(iter(frame.lists))})"
        if where is None:
            return f"sum([{text} {self._loop(frame)}])"
        if len(frame.lists) == 1 and (passing := self._passing(grain, where, window, frame)):
            return f"sum([{text} for {next(iter(frame.lists.values()))} in {passing}])"
        condition = self.emit(where, frame)  # may read more lists for the loop to run through
        total = f"sum([{text} {self._loop(frame)} if {condition}])"
        return self._unless_nobody(total, grain, where, window)


def _conjuncts(test: Expr) -> Iterator[Expr]:
    """What must hold for a test to hold, in the order in which it is asked."""
    if isinstance(test, Logic) and test.op == "and":
        for arg in test.args:
            yield from _conjuncts(arg)
    else:
        yield test


def _is_word(expr: Expr) -> bool:
    return isinstance(expr, Const) and isinstance(expr.value, str)


def _halved(leaves: Sequence[str], first: int, name: str, test: str) -> str:
    """Which of several texts holds, by its number; `test` is what says the number first."""
    if len(leaves) == 1:
        return leaves[0]
    half = len(leaves) // 2
    below, above = (
        _halved(side, start, name, name)
        for side, start in ((leaves[:half], first), (leaves[half:], first + half))
    )
    return f"({below} if {test} < {first + half} else {above})"


def _is_date(grain: str, fact: str) -> bool:
    definition = catalogue().get(grain)
    found = definition.facts.get(fact) if definition is not None else None
    return found is not None and found.type.unit is Unit.DATE


def _common(left: Type, right: Type) -> Type:
    if left.ratio or right.ratio:
        return Type(left.unit, ratio=True)
    return Type(left.unit, max(left.scale, right.scale))


def _times(text: str, factor: int) -> str:
    return text if factor == 1 else f"({text} * {factor})"
