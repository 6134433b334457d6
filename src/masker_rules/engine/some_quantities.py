"""Some quantities of a regulation for a person and month, and what they alone are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from masker_rules.engine.cases import MonthCase
from masker_rules.engine.emit import Program, compile_plan
from masker_rules.engine.gaps import Gap
from masker_rules.engine.profile import Profile
from masker_rules.engine.segments import shared
from masker_rules.engine.speaking import tables_read
from masker_rules.facts.definition import definition
from masker_rules.language.expressions import needed
from masker_rules.language.plan import MONTH

__all__ = ["SomeQuantities", "table_of"]


def table_of(name: str) -> str:
    """The table of something that is missing: `assignments` of `assignments.position`."""
    return re.split(r"[. ]", name, maxsplit=1)[0]


class SomeQuantities:
    """Works out some quantities of the month, and tells what they read.

    Args:
        profile: The regulation.
        names: The quantities.
    """

    def __init__(self, profile: Profile, names: Sequence[str]) -> None:
        self._profile, self._names = profile, names
        self._programs: dict[bool, Program] = {}

    def program(self, *, segmented: bool) -> Program:
        """What works them out, of a month with a change or without."""
        if segmented not in self._programs:
            plan = self._profile.compiled(segmented=segmented).plan
            given = frozenset(plan.over_segments)
            outputs = (*self._names, plan.eligible)
            self._programs[segmented] = compile_plan(plan, outputs, given)
        return self._programs[segmented]

    @property
    def facts(self) -> frozenset[str]:
        """Month facts that they read, or who is paid at all."""
        return self.program(segmented=False).facts | self._profile.eligibility.facts

    @cached_property
    def _amounts(self) -> Program | None:
        """The amounts of one segment that the quantities ask for; None where they ask for none."""
        plan, program = self._profile.compiled(segmented=True).plan, self.program(segmented=True)
        asked = [name for name in plan.over_segments if name in program.facts]
        if not asked:
            return None
        return compile_plan(plan, [one.name for one in needed(plan, asked) if one.grain == MONTH])

    def run(self, case: MonthCase) -> Mapping[str, Any]:
        """Their values in a month; what is missing has what stands for it."""
        inputs = case.inputs
        program = self.program(segmented=inputs.segmented)
        if inputs.segmented and self._amounts is not None:
            program = shared(program, self._amounts, inputs.segments, inputs.divisor)
        state = case.state
        return program.run(state.facts, state.rows, lambda name: state.unknowns[name])

    def is_plain(self, case: MonthCase) -> bool:
        """Whether all that decides them is known."""
        return not self.gaps(case) and not case.unknowns

    def gaps(self, case: MonthCase) -> list[Gap]:
        """What is missing of what they read."""
        return [gap for gap in case.inputs.gaps if self.reads(gap.name)]

    def reads(self, name: str) -> bool:
        """Whether something that is missing may be of a table that they read."""
        table = table_of(name)
        return table not in definition().tables or table in self._tables

    @cached_property
    def _tables(self) -> frozenset[str]:
        programs = self.program(segmented=False), self._profile.eligibility
        return frozenset().union(*(tables_read(self._profile, one) for one in programs))
