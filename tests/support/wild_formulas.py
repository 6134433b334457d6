"""Wild formulas: from every rule of the grammar, over every pair of grains, well and ill typed.

`random_formulas` writes what the checker accepts. Here a formula is of the wanted kind most of
the time only: names of other grains, other units, unguarded `none` and odd literals slip in.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from random_formulas import CARRIED, COMPARISONS, OF_NO_ROWS, WINDOWS
from random_names import Named, World, spelled
from wild_words import KINDS, NUMERIC, ROWS, literal_of, near, step_of

from masker_rules.language.catalogue import catalogue
from masker_rules.language.syntax import MAX_DEPTH, MAX_LENGTH

__all__ = ["WildFormulas"]

LONG = ("last 13 months", "last 121 months", "previous 10 years", "last 999999999999 quarters")


class WildFormulas:
    """Draws formulas.

    Args:
        rng: The only source of chance.
        world: What may be named.
        slip: Chance that a part of a formula is not what stands there by right.
    """

    def __init__(self, rng: Random, world: World, slip: float) -> None:
        self.rng, self.world, self.slip = rng, world, slip

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def formula(self, kind: str, grain: str = "month") -> str:
        """A whole formula of a kind at a grain, rarely with a mistake of writing."""
        if self.chance(0.01):
            return self._extreme(kind, grain)
        text = self.of(kind, grain, grain, self.rng.choice((0, 1, 1, 2, 2, 3)))
        return near(self.rng, text) if self.chance(self.slip / 2) else text

    def of(self, kind: str, scope: str, rows: str, depth: int) -> str:
        """A part of a formula.

        Args:
            kind: What is wanted.
            scope: Grain of the formula: its names need no prefix.
            rows: Grain of the rows that the part runs over.
            depth: How deep it may be.
        """
        if self.chance(self.slip):
            kind = self.rng.choice(KINDS)
        if kind == "flag":
            return self._flag(scope, rows, depth)
        if depth <= 0 or self.chance(0.2) or kind == "word":
            return self._leaf(kind, scope, rows, depth)
        makers: list[Callable[[str, str, str, int], str]] = [self._cond, self._pick]
        if kind in NUMERIC:
            makers += [self._sum, self._sum, self._product, self._round, self._share]
            makers += [self._aggregate] * 3 + [self._call, self._minus]
        else:
            makers += [self._extremum, self._instant]
        return self.rng.choice(makers)(kind, scope, rows, depth - 1)

    # -------------------------------------------------------------- leaves
    def name(self, kind: str, rows: str) -> Named | None:
        """A name of a kind that the rows know, or of any grain where a slip is."""
        seen = {rows, "month", *catalogue()[rows].sees}
        strays = self.chance(self.slip)
        found = [n for n in self.world.names if n.kind == kind and (strays or n.grain in seen)]
        own = [n for n in found if n.grain == rows]
        return self.rng.choice(own if own and self.chance(0.6) else found) if found else None

    def _leaf(self, kind: str, scope: str, rows: str, depth: int) -> str:
        named = self.name(kind, rows)
        if kind == "word":
            return self._word(named, scope, rows, depth)
        if named is None or self.chance(0.3):
            return literal_of(self.rng, kind, self.slip)
        text = self.spell(named, scope)
        if named.optional and not self.chance(self.slip):
            return f"(if {text} exists then {text} else {literal_of(self.rng, kind)})"
        return text

    def spell(self, named: Named, scope: str) -> str:
        """A name as it must be written at a grain, or as somebody may write it."""
        if self.chance(self.slip):
            return f"{named.grain}.{named.text}" if self.chance(0.5) else named.text
        return spelled(named, scope, self.world.names)

    def _word(self, named: Named | None, scope: str, rows: str, depth: int) -> str:
        if named is None:
            return literal_of(self.rng, "word")
        words = self.world.words_of(named) or ["lain"]
        if depth > 0 and self.chance(0.4):
            test = self._flag(scope, rows, depth - 1)
            return f"(if {test} then {self.rng.choice(words)} else {self.rng.choice(words)})"
        return self.spell(named, scope) if self.chance(0.5) else self.rng.choice(words)

    # -------------------------------------------------------------- numbers
    def _sum(self, kind: str, scope: str, rows: str, depth: int) -> str:
        args = [self.of(kind, scope, rows, depth) for _ in range(self.rng.choice((2, 2, 3, 5)))]
        text = args[0]
        for arg in args[1:]:
            text += f" {self.rng.choice('+-')} {arg}"
        return f"({text})"

    def _minus(self, kind: str, scope: str, rows: str, depth: int) -> str:
        return f"(-{self.of(kind, scope, rows, depth)})"

    def _product(self, kind: str, scope: str, rows: str, depth: int) -> str:
        first = self.of(kind, scope, rows, depth)
        others = ("percent", "number") if kind != "number" else ("number",)
        second = self.of(self.rng.choice(others), scope, rows, depth)
        divisor = literal_of(self.rng, "number", self.slip)
        return self.rng.choice((
            f"({first} * {second})", f"({second} * {first})", f"({second} of {first})",
            f"({first} / {divisor})", f"({first} * {second} * {second})",
        ))  # fmt: skip

    def _round(self, kind: str, scope: str, rows: str, depth: int) -> str:
        name = self.rng.choice(("round", "floor", "ceil"))
        step = step_of(self.rng, kind, self.slip)
        return f"{name}({self.of(kind, scope, rows, depth)}; {step})"

    def _share(self, kind: str, scope: str, rows: str, depth: int) -> str:
        like = self.rng.choice(NUMERIC) if kind == "percent" else kind
        below = like if kind == "percent" else "number"
        top, bottom = self.of(like, scope, rows, depth), self.of(below, scope, rows, depth)
        if kind == "number" and not self.chance(self.slip):
            return self._pick(kind, scope, rows, depth)
        if self.chance(self.slip):
            return f"({top} / {bottom})"
        return f"share({top}; {bottom}; {literal_of(self.rng, kind)})"

    def _pick(self, kind: str, scope: str, rows: str, depth: int) -> str:
        name = self.rng.choice(("min", "max", "clamp"))
        count = 3 if name == "clamp" else self.rng.choice((1, 2, 2, 4))
        parts = (self.of(kind, scope, rows, depth) for _ in range(count))
        return f"{name}({'; '.join(parts)})"

    def _cond(self, kind: str, scope: str, rows: str, depth: int) -> str:
        yes, no = (self.of(kind, scope, rows, depth) for _ in "12")
        if self.chance(0.03):
            no = self.rng.choice(("unknown", "none"))
        return f"(if {self._flag(scope, rows, depth)} then {yes} else {no})"

    def _call(self, kind: str, scope: str, rows: str, depth: int) -> str:
        """A call of a table of the profile, or of something that is none."""
        tables = [str(name) for name in self.world.tables]
        if not tables or self.chance(self.slip):
            return self._pick(kind, scope, rows, depth)
        wanted = self.rng.choice((*NUMERIC, "date", "word"))
        return f"{self.rng.choice(tables)}({self.of(wanted, scope, rows, depth)})"

    def _instant(self, kind: str, scope: str, rows: str, depth: int) -> str:
        first = self.of(kind, scope, rows, depth)
        size = self.of("duration", scope, rows, 0)
        return f"({first} {self.rng.choice('+-')} {size})" if kind == "clock" else first

    # -------------------------------------------------------------- aggregates
    def _aggregate(self, kind: str, scope: str, rows: str, depth: int) -> str:
        if kind == "number" and self.chance(0.5):
            return self._counted(scope, depth)
        if rows == scope and scope != "month" and self.chance(0.25):
            return self._upto(kind, scope, depth)
        return self._extremum(kind, scope, rows, depth)

    def _extremum(self, kind: str, scope: str, _rows: str, depth: int) -> str:
        names = ("sum", "highest", "lowest") if kind in NUMERIC else ("highest", "lowest")
        inner = self._inner(scope)
        name = self.rng.choice(names)
        body = self.of(kind, scope, inner, depth)
        return self._closed(name, body, scope, inner, depth, OF_NO_ROWS.get(kind, "none"))

    def _counted(self, scope: str, depth: int) -> str:
        inner = self._inner(scope)
        name = self.rng.choice(("count", "count", "longest_run"))
        body = inner if self.chance(0.25) else self._flag(scope, inner, depth)
        return self._closed(name, body, scope, inner, depth)

    def _inner(self, scope: str) -> str:
        """The rows of an aggregate: any other grain, or the formula's own."""
        return scope if scope != "month" and self.chance(0.15) else self.rng.choice(ROWS)

    def _closed(
        self, name: str, body: str, scope: str, inner: str, depth: int, empty: str = ""
    ) -> str:
        text = f"{name}({body}"
        if self.chance(0.35):
            text += f" where {self._flag(scope, inner, min(depth, 1))}"
        if self.chance(self.slip / 3):
            text += f" per {self.of('word', scope, inner, 0)}"
        if self.chance(0.12):
            text += f" over {self.rng.choice(LONG if self.chance(0.1) else WINDOWS)}"
            if self.chance(0.3):
                text += f" carried {self.rng.choice(CARRIED)}"
        return f"{text}; {empty})" if name == "lowest" else f"{text})"

    def _upto(self, kind: str, scope: str, depth: int) -> str:
        if kind == "number" and self.chance(0.6):
            text = f"nth({self._flag(scope, scope, depth)}"
        else:
            text = f"running({self.of(kind, scope, scope, depth)}"
        if self.chance(0.4):
            text += f" per {self.of(self.rng.choice(('word', 'number', 'date')), scope, scope, 0)}"
        elif self.chance(0.15):
            text += f" over {self.rng.choice(('year', 'quarter', 'last 2 months'))}"
        return f"{text})"

    # -------------------------------------------------------------- yes or no
    def _flag(self, scope: str, rows: str, depth: int) -> str:
        roll = self.rng.random()
        if depth > 0 and roll < 0.25:
            word = self.rng.choice((" and ", " or "))
            parts = (self._flag(scope, rows, depth - 1) for _ in range(self.rng.choice((2, 3))))
            return f"({word.join(parts)})"
        if depth > 0 and roll < 0.32:
            return f"(not {self._flag(scope, rows, depth - 1)})"
        if depth > 0 and roll < 0.42:
            inner = self._inner(scope)
            body = self._flag(scope, inner, depth - 1)
            return self._closed(self.rng.choice(("any", "all")), body, scope, inner, depth - 1)
        return self._test(scope, rows, depth)

    def _test(self, scope: str, rows: str, depth: int) -> str:
        kind = self.rng.choice((*KINDS, "word", "date"))
        named = self.name(kind, rows)
        if named is None or (named.optional and self.chance(0.3)):
            return f"({self.spell(named, scope)} exists)" if named else "yes"
        text = self.spell(named, scope)
        guard = f"{text} exists and " if named.optional and not self.chance(self.slip) else ""
        if kind == "flag":
            return f"({guard}{text})"
        if kind == "word":
            return self._word_test(named, text)
        # What belongs to the rows beside what belongs to the formula: as a join would ask.
        beside = scope if self.chance(0.15) else rows
        other = self.of(kind, scope, beside, max(0, depth - 1))
        if self.chance(0.75):
            return f"({guard}{text} {self.rng.choice(COMPARISONS)} {other})"
        low, high = (literal_of(self.rng, kind, self.slip) for _ in "12")
        form = self.rng.choice(("({0}..{1})", "({0}; {1})", "({0}..)", "(..{0}; {1})", "{0}"))
        choice = self.rng.choice(("in", "not in"))
        return f"({guard}{text} {choice} {form.format(low, high)})"

    def _word_test(self, named: Named, text: str) -> str:
        words = [*(self.world.words_of(named) or ["lain"]), *self.rng.sample(self.world.groups, 1)]
        first, second = self.rng.choice(words), self.rng.choice(words)
        form = self.rng.choice((
            f"= {first}", f"!= {first}", f"in ({first}; {second})", f"not in {first}",
            f"in {first}..{second}", f"in ({first}..)", "exists",
        ))  # fmt: skip
        return f"({text} {form})"

    # -------------------------------------------------------------- as large as may be
    def _extreme(self, kind: str, grain: str) -> str:
        """A formula as long or as deep as the limits of the language, or just beyond."""
        part = self._leaf(kind, grain, grain, 0)
        beyond = self.rng.choice((-2, -1, 0, 1))
        if self.chance(0.5):
            count = max(2, MAX_LENGTH // (len(part) + 3) + beyond)
            sign = " + " if kind in NUMERIC else " and "
            return sign.join([part] * count)
        depth = MAX_DEPTH + beyond
        left, right = self.rng.choice((
            ("-", ""), ("(", ")"), ("max(1; ", ")"), ("not ", ""), ("share(", "; 3; 0%)"),
            ("if yes then ", " else 1"), ("round(", "; 0.01)"), ("1% * (", ") / 3"),
            ("if 1 = 1 then 2% else ", ""), ("1 + (", ") * 0.5"), ("min(1.5; share(2; ", "; 1))"),
        ))  # fmt: skip
        return left * depth + part + right * depth
