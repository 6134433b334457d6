"""One person and month before anything is computed: plan, program, inputs, and who is paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from masker_rules.engine.doubtful import touched
from masker_rules.engine.emit import Program
from masker_rules.engine.gaps import Gap, State
from masker_rules.engine.profile import Profile
from masker_rules.engine.scenarios import unknown_gaps
from masker_rules.engine.segments import shared
from masker_rules.language.plan import Plan
from masker_rules.periods import Month

if TYPE_CHECKING:
    from masker_rules.engine.inputs import InputReader, Inputs

__all__ = ["MonthCase", "MonthCases"]


@dataclass(frozen=True, slots=True)
class MonthCase:
    """One person and month, before anything is computed.

    Attributes:
        program: Of the whole plan.
        unknowns: Gap of each `unknown` that the plan may meet.
        is_paid: Whether the person serves and is paid under the regulation at all.
    """

    inputs: Inputs
    plan: Plan
    program: Program
    state: State
    unknowns: Mapping[str, Gap]
    is_paid: bool


class MonthCases:
    """The cases of one pack under one profile.

    Args:
        profile: The regulation.
        reader: Of the inputs.
    """

    def __init__(self, profile: Profile, reader: InputReader) -> None:
        self._profile, self._reader = profile, reader

    def of(self, nip: str, month: Month) -> MonthCase:
        """The case of a person and month."""
        inputs = self._reader.read(nip, month)
        segmented = inputs.segmented
        plan = self._profile.compiled(segmented=segmented).plan
        program = self._profile.program(segmented=segmented)
        if segmented:
            program = shared(program, self._profile.amounts, inputs.segments, inputs.divisor)
        gaps, first = unknown_gaps(plan)
        state = State(inputs.facts, inputs.rows, dict(first))
        unsure = inputs.employee.category is None or self._is_open(state, inputs.gaps)
        is_paid = inputs.in_service and (unsure or self._is_eligible(state))
        return MonthCase(inputs, plan, program, state, gaps, is_paid)

    def _is_open(self, state: State, gaps: Sequence[Gap]) -> bool:
        """Whether something is missing by which it is decided who is paid."""
        reads = self._profile.eligibility.facts & self._profile.plan.inputs.keys()
        return bool(reads) and any(not reads.isdisjoint(touched(state, gap)) for gap in gaps)

    def _is_eligible(self, state: State) -> bool:
        run = self._profile.eligibility.run
        values = run(state.facts, state.rows, lambda name: state.unknowns[name])
        return bool(values[self._profile.plan.eligible])
