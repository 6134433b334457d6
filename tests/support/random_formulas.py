"""Random formulas: of a wanted kind, at a grain, from the whole grammar.

What the checker refuses is not written: what may be `none` is guarded, a divisor is a literal or
stands in `share`, units and grains fit.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from random_bands import LawTable
from random_names import EVIDENCE, GRAINS, STEPS, Named, World, literal, spelled

from masker_rules.language.catalogue import catalogue

NUMERIC = ("money", "percent", "number", "duration")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
#: Grains of rows that have a date, or see a day.
DATED = frozenset({"day", "event", "session", "leave", "calendar", "activity", "violation",
                   "punch", "outage"})  # fmt: skip
WINDOWS = (
    "year", "quarter", "earlier in year", "earlier in the quarter", "earlier in quarter",
    "earlier in the year", "last 2 months",
    "last 3 months", "last quarter", "previous month", "previous 2 months", "previous quarter",
    "previous year", "last 2 quarters", "semester", "previous semester", "last quarter",
)  # fmt: skip
#: Grains of which a running number or sum is drawn.
UPTO = frozenset({"day", "event", "session", "activity", "violation"})
#: What a `lowest` says of no rows.
OF_NO_ROWS = {"money": "Rp 100.000", "percent": "50%", "number": "3", "duration": "45m"}
CARRIED = ("unexcused_days", "sick_days", "sick_spells")


class Formulas:
    """Draws formulas.

    Args:
        rng: The only source of chance.
        world: What may be named.
        only: Names that may be used, where not every one may; then no aggregate either.
        windows: Chance that an aggregate reaches over other months.
    """

    def __init__(
        self,
        rng: Random,
        world: World,
        only: frozenset[str] | None = None,
        windows: float = 0.08,
    ) -> None:
        self.rng, self.world, self.only, self.windows = rng, world, only, windows
        #: Aggregates that the formula being written stands in.
        self._inside = 0

    # -------------------------------------------------------------- choices
    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def names(self, grain: str, kind: str) -> list[Named]:
        found = [named for named in self.world.seen_from(grain) if named.kind == kind]
        if self.only is not None:
            found = [named for named in found if named.text in self.only]
        # An input behind a fact of the same name has no prefix to be told by.
        hidden = catalogue()[grain].facts if grain in catalogue() and grain != "month" else {}
        found = [n for n in found if n.fact or n.grain != "month" or n.text not in hidden]
        # What the rows of a grain themselves say is drawn as often as all that they see.
        own = [named for named in found if named.grain == grain]
        return own if own and self.chance(0.5) else found

    def spell(self, named: Named, grain: str) -> str:
        return spelled(named, grain, self.world.names)

    # -------------------------------------------------------------- any kind
    def of(self, kind: str, grain: str = "month", depth: int = 2) -> str:
        """A formula of a kind that is never `none`."""
        if kind == "flag":
            return self.flag(grain, depth)
        if depth <= 0 or self.chance(0.25):
            return self.leaf(kind, grain)
        if kind in {"clock", "date"}:
            return self._instant(kind, grain, depth)
        makers: list[Callable[[str, str, int], str]] = [
            self._sum, self._sum, self._pick, self._rounded, self._if, self._scaled, self._shared,
        ]  # fmt: skip
        if self.only is None and grain != EVIDENCE:
            makers += [self._aggregate, self._aggregate, self._table]
        if grain in UPTO and self.only is None:
            makers.append(self._upto)
        if kind == "duration":
            makers.append(self._between)
        return self.rng.choice(makers)(kind, grain, depth - 1)

    def leaf(self, kind: str, grain: str) -> str:
        """A literal or a name; a name that may be `none` with what then holds."""
        found = self.names(grain, kind)
        if not found or self.chance(0.3):
            return literal(self.rng, kind)
        named = self.rng.choice(found)
        text = self.spell(named, grain)
        if named.optional:
            return f"(if {text} exists then {text} else {literal(self.rng, kind, named.lattice)})"
        return text

    def word(self, vocabulary: str, grain: str = "month") -> str:
        """A word of a closed vocabulary, alone or by a condition."""
        words = [w for w in self.world.words[vocabulary] if w not in {"none", "unknown"}]
        first, second = self.rng.choice(words), self.rng.choice(words)
        if self.chance(0.5):
            return first
        return f"if {self.flag(grain, 1)} then {first} else {second}"

    # -------------------------------------------------------------- numbers
    def _sum(self, kind: str, grain: str, depth: int) -> str:
        args = [self.of(kind, grain, depth) for _ in range(self.rng.choice((2, 2, 3)))]
        if self.chance(0.15):
            args[-1] = f"-{args[-1]}"
        text = args[0]
        for arg in args[1:]:
            text += f" {self.rng.choice('+-')} {arg}"
        return f"({text})"

    def _pick(self, kind: str, grain: str, depth: int) -> str:
        name = self.rng.choice(("min", "max", "clamp"))
        count = 3 if name == "clamp" else self.rng.choice((2, 2, 3))
        return f"{name}({'; '.join(self.of(kind, grain, depth) for _ in range(count))})"

    def _rounded(self, kind: str, grain: str, depth: int) -> str:
        name = self.rng.choice(("floor", "ceil", "round"))
        return f"{name}({self.of(kind, grain, depth)}; {self.rng.choice(STEPS[kind])})"

    def _if(self, kind: str, grain: str, depth: int) -> str:
        test = self.flag(grain, depth)
        yes, no = (self.of(kind, grain, depth) for _ in "12")
        if self.chance(0.015) and self.only is None:
            no = "unknown"
        return f"(if {test} then {yes} else {no})"

    def _scaled(self, kind: str, grain: str, depth: int) -> str:
        """A product with a percent or a number, or a part of one."""
        value = self.of(kind, grain, depth)
        if kind == "number":
            other = self.leaf("number", grain)
            return self.rng.choice((f"({value} * {other})", f"({other} * {value})"))
        percent = self.leaf("percent", grain)
        forms = [f"({value} * {percent})", f"({percent} * {value})"]
        forms.append(f"({value} * {literal(self.rng, 'count')})")
        if kind != "money" or self.chance(0.5):
            forms.append(f"({value} / {self.rng.choice(('2', '3', '7', '12', '22'))})")
        if kind == "money":
            forms.append(f"({percent} of {value})")
        return self.rng.choice(forms)

    def _shared(self, kind: str, grain: str, depth: int) -> str:
        """A safe division; of two likes a percent."""
        if kind == "number":
            return self._pick(kind, grain, depth)
        if kind == "percent":
            like = self.rng.choice(NUMERIC)
            above, below = self.of(like, grain, depth), self.of(like, grain, depth)
        else:
            above, below = self.of(kind, grain, depth), self.of("number", grain, depth)
        zero = literal(self.rng, kind)
        if self.chance(0.2) and kind == "percent":
            named = [n for n in self.names(grain, "number") if not n.optional]
            if named:
                text = self.spell(self.rng.choice(named), grain)
                top = literal(self.rng, "count")
                return f"(if {text} > 0 then {top} / {text} else {zero})"
        return f"share({above}; {below}; {zero})"

    def _between(self, _kind: str, grain: str, depth: int) -> str:
        first, second = self.of("clock", grain, depth), self.of("clock", grain, depth)
        return f"({first} - {second})"

    def _instant(self, kind: str, grain: str, depth: int) -> str:
        first, second = self.of(kind, grain, depth - 1), self.of(kind, grain, depth - 1)
        forms = [f"(if {self.flag(grain, depth - 1)} then {first} else {second})"]
        forms.append(f"{self.rng.choice(('min', 'max'))}({first}; {second})")
        if kind == "clock":
            sign = self.rng.choice("+-")
            forms.append(f"({first} {sign} {literal(self.rng, 'duration')})")
        return self.rng.choice(forms)

    def _table(self, kind: str, grain: str, depth: int) -> str:
        tables = [t for t in self.world.tables if isinstance(t, LawTable) and t.kind == kind]
        if not tables:
            return self._pick(kind, grain, depth)
        table = self.rng.choice(tables)
        return f"{table.name}({'; '.join(self.argument(axis, grain) for axis in table.axes)})"

    def argument(self, axis: tuple[str, str, str], grain: str) -> str:
        """Something of the kind of a table's input, on its lattice and never `none`."""
        kind, vocabulary, lattice = axis
        fits = [
            named
            for named in self.names(grain, kind)
            if (named.vocabulary, named.lattice) == (vocabulary, lattice)
            and not named.optional
            and kind != "money"
        ]
        if fits and (kind in {"word", "flag"} or self.chance(0.7)):
            return self.spell(self.rng.choice(fits), grain)
        if kind == "word":
            return self.word(vocabulary, grain)
        if kind == "flag":
            return self.flag(grain, 1)
        if kind == "date":
            return literal(self.rng, "date")
        step = {"count": "1", "minute": "1m", "second": "1s", "rupiah": "Rp 1"}
        six = {"percent": "0.000001%", "number": "0.000001"}
        name = self.rng.choice(("floor", "ceil", "round"))
        if lattice == "count" and self.chance(0.4) and self.only is None:
            return self.aggregate("count", self.rng.choice(GRAINS), grain, 1)
        unit = step.get(lattice) or six[kind]
        return f"{name}({self.of(kind, grain, 1)}; {unit})"

    # -------------------------------------------------------------- aggregates
    def _aggregate(self, kind: str, grain: str, depth: int) -> str:
        rows = self.rng.choice((*GRAINS, "day", "day", "leave"))
        if kind == "number" and self.chance(0.6):
            return self.aggregate(self.rng.choice(("count", "longest_run")), rows, grain, depth)
        name = self.rng.choice(("sum", "highest", "lowest"))
        return self.aggregate(name, rows, grain, depth, kind)

    def aggregate(self, name: str, rows: str, grain: str, depth: int, kind: str = "number") -> str:
        """`name(… where … over …)` over the rows of a grain, in a formula at another."""
        inner = _Inner(self, rows, grain)
        self._inside += 1
        if name == "count" and self.chance(0.3):
            body = rows
        elif name in {"count", "any", "all", "longest_run"}:
            body = inner.flag(depth)
        else:
            body = inner.number(kind, depth)
        text = f"{name}({body}"
        if self.chance(0.35):
            text += f" where {inner.flag(0)}"
        self._inside -= 1
        is_dated = {grain, rows} <= DATED and name != "longest_run"
        if is_dated and not self._inside and self.chance(0.3):
            text += " over day"
        elif self.chance(self.windows):
            text += f" over {self.rng.choice(WINDOWS)}"
            if name == "count" and self.chance(0.5):
                text += f" carried {self.rng.choice(CARRIED)}"
            if name == "sum" and kind == "duration" and self.chance(0.5):
                text += " carried late_minutes"
        return f"{text}; {OF_NO_ROWS[kind]})" if name == "lowest" else f"{text})"

    def _upto(self, kind: str, grain: str, depth: int) -> str:
        """A running number or sum at a grain."""
        own = [n for n in self.world.seen_from(grain) if n.grain == grain]
        if kind == "number" and self.chance(0.6):
            tests = [n for n in own if n.kind == "flag" and not n.optional]
            body = self.spell(self.rng.choice(tests), grain) if tests else ""
            if not body or self.chance(0.5):
                body = _Inner(self, grain, grain).flag(depth)
            text = f"nth({body}"
        else:
            text = f"running({_Inner(self, grain, grain).number(kind, depth)}"
        if self.chance(0.35):
            keys = [n for n in own if n.kind in {"word", "number", "date"}]
            text += f" per {self.spell(self.rng.choice(keys), grain)}"
        elif self.chance(2 * self.windows):
            text += f" over {self.rng.choice(('year', 'quarter'))}"
        return f"{text})"

    # -------------------------------------------------------------- yes or no
    def flag(self, grain: str = "month", depth: int = 2) -> str:
        """A condition, in parentheses where it has operators."""
        if depth <= 0 or self.chance(0.4):
            return self._test(grain)
        roll = self.rng.random()
        if roll < 0.15:
            return f"(not {self.flag(grain, depth - 1)})"
        if roll < 0.55:
            word = self.rng.choice((" and ", " or "))
            count = self.rng.choice((2, 2, 3))
            return f"({word.join(self.flag(grain, depth - 1) for _ in range(count))})"
        if roll < 0.75 and self.only is None and grain != EVIDENCE:
            rows = self.rng.choice((*GRAINS, "day", "leave"))
            return self.aggregate(self.rng.choice(("any", "any", "all")), rows, grain, depth - 1)
        kind = self.rng.choice(("number", "duration", "percent", "money"))
        left, right = self.of(kind, grain, depth - 1), self.of(kind, grain, 0)
        return f"({left} {self.rng.choice(COMPARISONS)} {right})"

    def _test(self, grain: str) -> str:
        """One test of one name."""
        kinds = ["word", "word", "number", "duration", "flag", "percent", "money", "clock", "date"]
        self.rng.shuffle(kinds)
        for kind in kinds:
            found = self.names(grain, kind)
            if found:
                return self.test_of(self.rng.choice(found), grain)
        return self.rng.choice(("yes", "no"))

    def test_of(self, named: Named, grain: str) -> str:
        """A test of a name that a random month may pass and may fail."""
        text = self.spell(named, grain)
        if named.optional and self.chance(0.2):
            return self.rng.choice((f"({text} exists)", f"(not ({text} exists))"))
        if named.kind == "word":
            return self._word_test(named, text)
        if named.kind == "flag":
            test = f"{text} = {self.rng.choice(('yes', 'no'))}" if self.chance(0.3) else text
            return f"({text} exists and {test})" if named.optional else f"({test})"
        test = self._number_test(named, text)
        if not named.optional:
            return f"({test})"
        if self.chance(0.7):
            return f"({text} exists and {test})"
        return f"(not ({text} exists) or {test})"

    def _number_test(self, named: Named, text: str) -> str:
        low, high = (literal(self.rng, named.kind, named.lattice) for _ in "12")
        if self.chance(0.7):
            return f"{text} {self.rng.choice(COMPARISONS)} {low}"
        form = self.rng.choice(("({0}..{1})", "({0}; {1})", "({0}..)", "(..{0}; {1})", "{0}..{1}"))
        word = self.rng.choice(("in", "in", "not in"))
        return f"{text} {word} {form.format(low, high)}"

    def _word_test(self, named: Named, text: str) -> str:
        words = self.world.words_of(named)
        if not words:
            return f"({text} exists)" if named.optional else f"({text} = {text})"
        first, second = self.rng.choice(words), self.rng.choice(words)
        if self.chance(0.5):
            return f"({text} {self.rng.choice(('=', '=', '!='))} {first})"
        order = self.world.words.get(named.vocabulary)
        forms = [f"({first}; {second})", first, f"({first} or {second})"]
        if order:
            low, high = sorted((order.index(first), order.index(second)))
            forms.append(f"({order[low]}..{order[high]})")
            forms.append(f"{first}..")
        if named.vocabulary == "day_status":
            groups = self.rng.sample(self.world.groups, 2)
            forms += [groups[0], f"({groups[0]}; {first})"]
        word = self.rng.choice(("in", "in", "not in"))
        return f"({text} {word} {self.rng.choice(forms)})"


class _Inner:
    """The body of an aggregate: formulas over rows of a grain, written at another."""

    def __init__(self, formulas: Formulas, rows: str, grain: str) -> None:
        self.outer, self.rows, self.grain = formulas, rows, grain

    def _own(self, kinds: tuple[str, ...]) -> list[Named]:
        names = self.outer.world.names
        own = (n for n in names if n.grain == self.rows and n.kind in kinds)
        return [n for n in own if self.outer.world.of_rows(n)]

    def _spelled(self, named: Named) -> str:
        return self.outer.spell(named, self.grain)

    def flag(self, depth: int) -> str:
        outer, rng = self.outer, self.outer.rng
        own = self._own(
            ("word", "number", "duration", "flag", "clock", "date", "percent", "money")
        )
        tests = [outer.test_of(rng.choice(own), self.grain) for _ in range(1 + (depth > 0))]
        if len(tests) > 1 and outer.chance(0.5):
            return f"({tests[0]} {rng.choice(('and', 'or'))} {tests[1]})"
        return tests[0]

    def number(self, kind: str, depth: int) -> str:
        """A number of the rows; where they have none of that kind, one by a condition."""
        outer, rng = self.outer, self.outer.rng
        own = self._own((kind,))
        if not own or outer.chance(0.25):
            first, second = literal(rng, kind), literal(rng, kind)
            return f"(if {self.flag(0)} then {first} else {second})"
        named = rng.choice(own)
        text = self._spelled(named)
        if named.optional:
            text = f"(if {text} exists then {text} else {literal(rng, kind)})"
        if depth > 0 and outer.chance(0.4):
            text = rng.choice((
                f"max({text}; {literal(rng, kind)})",
                f"(if {self.flag(0)} then {text} else {literal(rng, kind)})",
                f"({text} + {literal(rng, kind)})",
                f"floor({text}; {rng.choice(STEPS[kind])})",
                f"share({text}; 3; {literal(rng, kind)})" if kind != "number" else f"({text} * 2)",
            ))  # fmt: skip
        return text
