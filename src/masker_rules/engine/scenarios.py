"""One computation, or as many as the unknown inputs can be in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product
from math import prod
from types import MappingProxyType
from typing import Any

from masker_rules.engine.emit import Program
from masker_rules.engine.gaps import Gap, State
from masker_rules.language.expressions import walk
from masker_rules.language.plan import Plan, Unknown

__all__ = [
    "MANY",
    "MAX_SCENARIOS",
    "Choice",
    "Outcome",
    "by_program",
    "one_by_one",
    "run_scenarios",
    "states_of",
    "unknown_gaps",
]

MAX_SCENARIOS = 4096
#: From here on gaps that move nothing are looked for first.
MANY = 256

#: Index of the option taken for each gap.
Choice = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Values of the plan in one possible state of what is unknown.

    Attributes:
        values: Quantity to value.
        state: The inputs of this state.
        choice: Index of the option taken for each gap.
        asked: Names of the `unknown` cells that the plan read in this state.
    """

    values: dict[str, Any]
    state: State
    choice: Choice
    asked: frozenset[str] = frozenset()


#: Computes the plan in states of what is missing, one after another as they are asked for.
Computer = Callable[[Sequence[Gap], Iterable[Choice]], Iterator[Outcome]]


def run_scenarios(
    compute: Computer,
    gaps: Sequence[Gap],
    unknowns: Mapping[str, Gap],
    probe: Computer | None = None,
    settle: Callable[[Sequence[Gap], Outcome], Sequence[Gap]] | None = None,
) -> tuple[list[Outcome], list[Gap], bool]:
    """Compute the plan in every state that the gaps allow.

    Where there are many states, gaps that move nothing, alone or beside any
    other one, stay at their first option.

    Args:
        compute: Computes the plan.
        gaps: What is missing.
        unknowns: Gap of each `unknown` that the plan may meet.
        probe: Computes what is paid; None = the whole plan tells what moves.
        settle: Leaves to gaps that move nothing their first option only, by what the plan comes
            to in one state; None = that is tried. Where it is given, of many states each gap is
            tried beside the first options of the others only.

    Returns:
        The outcomes, the gaps met (with the unknowns that were really asked for), and whether
        every combination was computed.
    """
    met = [gap for gap in gaps if gap.options]
    most = MAX_SCENARIOS if settle is None else MANY
    probed = 0
    while True:
        if states_of(met) > MANY and len(met) > probed:
            if settle is None:
                met = _settled(probe or compute, met)
            else:
                (first,) = compute(met, [(0,) * len(met)])
                met = list(settle(met, first))
            probed = len(met)
        whole = states_of(met) <= most
        states = product(*(range(len(gap.options)) for gap in met))
        tried = states if whole or settle is None else one_by_one(met)
        outcomes = list(compute(met, islice(tried, MAX_SCENARIOS)))
        asked = {name for outcome in outcomes for name in outcome.asked}
        known = {gap.name for gap in met}
        new = [unknowns[name] for name in sorted(asked) if name not in known]
        if not new:
            break
        met += new
    forced = [gap for gap in gaps if not gap.options]
    return outcomes, [*met, *forced], whole


def one_by_one(gaps: Sequence[Gap]) -> Iterator[Choice]:
    """Each option of each gap, the others at their first."""
    none = (0,) * len(gaps)
    yield none
    for at, gap in enumerate(gaps):
        for option in range(1, len(gap.options)):
            yield (*none[:at], option, *none[at + 1 :])


def states_of(gaps: Sequence[Gap]) -> int:
    """How many states they can be in together."""
    return prod(len(gap.options) for gap in gaps)


def _settled(probe: Computer, gaps: Sequence[Gap]) -> list[Gap]:
    """The gaps, those that move nothing with one option only."""
    return [
        gap
        if len(gap.options) == 1 or _moves(probe, gaps, index)
        else replace(gap, options=gap.options[:1], open_end=False)
        for index, gap in enumerate(gaps)
    ]


def _moves(probe: Computer, gaps: Sequence[Gap], index: int) -> bool:
    """Whether a gap changes what is paid, the others at their first option but for any one."""
    own = len(gaps[index].options)
    found = probe(gaps, _beside_any_other(gaps, index))
    while group := [outcome.values for outcome in islice(found, own)]:
        if any(values != group[0] for values in group):
            return True
    return False


def _beside_any_other(gaps: Sequence[Gap], index: int) -> Iterator[Choice]:
    """Every option of a gap, with each option of each other one in turn."""
    for other, gap in enumerate(gaps):
        for option in range(1 if other == index else len(gap.options)):
            for own in range(len(gaps[index].options)):
                choice = [0] * len(gaps)
                choice[other], choice[index] = option, own
                yield tuple(choice)


def by_program(program: Program, state: State) -> Computer:
    """Computes by a compiled plan.

    Args:
        program: The compiled plan.
        state: What is known, with a stand-in where something is missing.
    """

    def compute(gaps: Sequence[Gap], choices: Iterable[Choice]) -> Iterator[Outcome]:
        return (_run(program, state, gaps, choice) for choice in choices)

    return compute


def _run(program: Program, state: State, gaps: Sequence[Gap], choice: Choice) -> Outcome:
    asked: set[str] = set()
    own = State(dict(state.facts), dict(state.rows), dict(state.unknowns), state.memo)
    for gap, index in zip(gaps, choice, strict=True):
        gap.options[index](own)

    def unknown(name: str) -> Any:
        asked.add(name)
        return own.unknowns[name]

    values = program.run(own.facts, own.rows, unknown)
    return Outcome(values, own, choice, frozenset(asked))


# Every computation asks for those of its plan, which are found by reading all of it.
@lru_cache(maxsize=64)
def unknown_gaps(plan: Plan) -> tuple[Mapping[str, Gap], Mapping[str, Any]]:
    """The gaps of a plan's `unknown` cells, and their stand-ins."""
    gaps: dict[str, Gap] = {}
    first: dict[str, Any] = {}
    for quantity in plan.quantities:
        for expr in walk(quantity.expr):
            if not isinstance(expr, Unknown):
                continue
            values = [*expr.candidates]
            if not expr.bounded:
                values += [10**15, 2 * 10**15]
            options = tuple(_answer(expr.name, value) for value in values)
            gaps[expr.name] = Gap(expr.name, options, open_end=not expr.bounded, proves=True)
            first[expr.name] = values[0] if values else None
    return MappingProxyType(gaps), MappingProxyType(first)


def _answer(name: str, value: Any) -> Any:
    def apply(state: State) -> None:
        state.unknowns[name] = value

    return apply
