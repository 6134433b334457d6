"""When a rule holds: its series, `when` and `for`, of a row or of the whole month."""

from __future__ import annotations

from masker_rules.language.document import Entry
from masker_rules.language.expressions import FLAG, FormulaError, grain_of
from masker_rules.language.pieces import Pieces
from masker_rules.language.plan import MONTH, Const, Expr, Gather, Logic
from masker_rules.language.series import Series, SeriesReader
from masker_rules.language.workspace import BrokenError
from masker_rules.units import Unit

__all__ = ["Conditions"]


class Conditions:
    """Reads the conditions of rules."""

    def __init__(self, pieces: Pieces) -> None:
        self.work = pieces.work
        self.series = SeriesReader(self.work)

    def of_row(self, entry: Entry, series: Series) -> list[Expr]:
        """Everything that must hold for a row of a series: the series' own test, `when`, `for`."""
        tests = [series.hit] if series.hit is not None else []
        return tests + self._written(entry, series)

    def of_month(self, path: str, entry: Entry) -> list[Expr]:
        """Everything that must hold for the month: one row of the series, `when`, `for`.

        Raises:
            FormulaError: a condition speaks of single rows [grain-too-fine].
        """
        series = self.series.of(entry)
        tests: list[Expr] = []
        if [s.grain for s in series] != [MONTH]:
            hits = [s.hit if s.hit is not None else Const(FLAG, value=True) for s in series]
            anys = tuple(
                Gather(FLAG, "any", s.grain, hit, None)
                for s, hit in zip(series, hits, strict=True)
            )
            tests.append(anys[0] if len(anys) == 1 else Logic(FLAG, "or", anys))
        tests += self._written(entry, Series(MONTH, MONTH, None, None, ""))
        for test in tests:
            if grain_of(test) != MONTH:
                raise FormulaError(
                    "grain-too-fine", 0, name=path, has=grain_of(test), wanted=MONTH
                )
        return tests

    def _written(self, entry: Entry, series: Series) -> list[Expr]:
        tests = []
        for key in ("when", "for"):
            written = entry.get(key)
            if written is None:
                continue
            test = self.work.formula(written, series.scope, FLAG)
            if test.type.unit is not Unit.FLAG:
                place, law = written.node.place, self.work.sources.law(entry)
                self.work.problems.add("flag-wanted", place, law, found=test.type)
                raise BrokenError
            tests.append(test)
        return tests
