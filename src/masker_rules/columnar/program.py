"""What the plan reads of frames, and the plan walked over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from masker_rules.columnar.sheets import MONTHLY, Key
from masker_rules.engine.emit import compile_plan
from masker_rules.language.catalogue import catalogue
from masker_rules.language.expressions import walk
from masker_rules.language.plan import Gather, Nth, Plan, Running

__all__ = ["SEEN_BY", "FrameProgram", "frame_program"]

#: Rows of which a row of another grain sees one, by its index.
SEEN_BY = {name: "day" for name, grain in catalogue().items() if "day" in grain.sees}
DAY_INDEX = "day_index"


@dataclass(frozen=True, eq=False)
class FrameProgram:
    """Quantities of a plan, and the columns that they are computed from.

    Attributes:
        names: The quantities wanted.
        facts: Columns that each frame must bring along, as `<grain>__<fact>`.
        given: Quantities that the rows bring along as facts, such as `late` in day facts.
    """

    plan: Plan
    names: tuple[str, ...]
    facts: Mapping[Key, frozenset[str]]
    given: frozenset[str] = frozenset()

    @cached_property
    def _ordered(self) -> frozenset[str]:
        """Grains of which an expression reads the order of the rows."""
        return frozenset(
            part.grain
            for quantity in self.plan.quantities
            for part in walk(quantity.expr)
            if isinstance(part, Nth | Running)
            or (isinstance(part, Gather) and part.kind in {"first", "last", "longest_run"})
        )

    def is_ordered(self, grain: str) -> bool:
        """Whether anything reads the order of the rows of a grain, be it to tell findings."""
        if grain in {"day", *SEEN_BY, *self._ordered}:
            return True
        if any(charge.grain == grain for charge in self.plan.charges):
            return True
        return any(key.grain == grain and key.window is not None for key in self.facts)


def frame_program(
    plan: Plan,
    outputs: Iterable[str],
    facts: Iterable[tuple[str, str]] = (),
    given: frozenset[str] = frozenset(),
) -> FrameProgram:
    """What the quantities `outputs` read.

    Args:
        plan: The regulation.
        outputs: Names of quantities.
        facts: Grain and name of facts that are read besides.
        given: Quantities that the rows bring along as facts.
    """
    names = tuple(dict.fromkeys(outputs))
    program = compile_plan(plan, names, given)
    read: dict[str, set[str]] = {grain: set(own) for grain, own in program.grains.items()}
    for grain, name in facts:
        read.setdefault(grain, set()).add(name)
    keys = [Key(grain) for grain in read] + [Key(*each) for each in program.earlier.values()]
    columns = {key: frozenset(read[key.grain] - {DAY_INDEX}) for key in dict.fromkeys(keys)}
    columns[MONTHLY] = program.facts
    whole = {
        key: frozenset(f"{key.grain}__{name}" for name in names) for key, names in columns.items()
    }
    return FrameProgram(plan, names, whole, given)
