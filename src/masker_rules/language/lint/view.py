"""What the checks of lint look at, and how they say what they find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from masker_rules.errors import Place, Problem, Problems
from masker_rules.language.catalogue import vocabularies
from masker_rules.language.document import Document, Entry
from masker_rules.language.free import SPANS
from masker_rules.language.lint.reach import Env, Reach
from masker_rules.language.plan import RUPIAH, Charge, Cond, Const, Expr, Plan
from masker_rules.language.sources import Sources
from masker_rules.language.words import VOCABULARIES
from masker_rules.legal import NO_LAW, Text, joined
from masker_rules.periods import DateRange
from masker_rules.units import Type, Unit

__all__ = ["Finding", "FoundProblems", "Version", "View", "test_and_value"]

#: Section of a profile by the role of a quantity, and which part of its name is the item.
SECTIONS = {
    "profile": ("quantities", 0),
    "rule": ("rules", 1),
    "part": ("parts", 0),
    "line": ("pay", 1),
    "count": ("counts", 1),
    "amount": ("amount", 0),
}
YES = Const(Type(Unit.FLAG), value=True)


_IN_RUPIAH = re.compile(rf"{re.escape(RUPIAH)}\d*\Z")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and the path of the entry that it is about."""

    path: str
    problem: Problem


class FoundProblems:
    """Collects findings, each with the law of the entry that it is about."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.found: list[Finding] = []

    def add(
        self,
        code: str,
        entry: Entry,
        place: Place | None = None,
        severity: str = "warning",
        *,
        also: Iterable[Entry | None] = (),
        laws: Iterable[Text] = (),
        **params: object,
    ) -> None:
        """Keep one finding with the law of every text that is involved.

        `place` is where it stands, if not where its entry does; `also` are other entries that it
        speaks of, `laws` other laws in words.
        """
        of_entries = (self._sources.law(one) for one in (entry, *also) if one is not None)
        law = joined((*of_entries, *laws))
        problem = Problem(code, params, place or entry.place, law, severity)
        self.found.append(Finding(entry.path, problem))


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a regulation of which there are several by date."""

    id: str
    in_force: DateRange
    law: Text


@dataclass
class View:
    """A profile as lint sees it: what stands written, and what it means.

    Attributes:
        versions: The other texts of the same regulation, by date.
    """

    document: Document
    plan: Plan
    versions: tuple[Version, ...] = ()
    problems: FoundProblems = field(init=False)

    def __post_init__(self) -> None:
        self._sources = Sources(self.document, Problems())
        self.problems = FoundProblems(self._sources)
        self._hits: dict[str, Env | None] = {}

    def law(self, entry: Entry | None) -> Text:
        """Document and article beside an entry."""
        return self._sources.law(entry) if entry else NO_LAW

    @cached_property
    def reach(self) -> Reach:
        """What the expressions of the plan can become."""
        return Reach(self.plan)

    def words(self, vocabulary: str) -> tuple[str, ...]:
        """The words of a closed list, those of the profile last."""
        own = (
            word
            for name, words in self.plan.own_words.items()
            if VOCABULARIES.get(name) == vocabulary
            for word in words
        )
        return (*vocabularies()[vocabulary], *own)

    @property
    def header(self) -> Entry:
        return self.document.top.header

    def own(self, section: str) -> Iterator[tuple[str, Entry]]:
        """Entries of a section that the profile itself has written, not a layer below."""
        for name, entry in self.document.section(section).items():
            if self.is_own(entry):
                yield name, entry

    def is_own(self, entry: Entry) -> bool:
        return entry.layer is self.document.top

    def written(self, name: str) -> Entry | None:
        """The entry that the profile itself has written of a quantity, where there is one."""
        quantity = self.plan.by_name[name]
        section, at = SECTIONS.get(quantity.role, ("", 0))
        key = ".".join(name.split(".")[at : at + 1]) if quantity.role != "profile" else name
        entry = self.document.section(section).get(key) or self.document.single.get(section)
        return entry if entry is not None and self.is_own(entry) else None

    def rule(self, path: str) -> Entry:
        """The entry of a rule by its path."""
        return self.document.section("rules")[path.removeprefix("rules.")]

    def rate(self, charge: Charge) -> tuple[Expr, Expr]:
        """When a row of a charge is hit, and what it then costs, before its rupiah are rounded."""
        written = _IN_RUPIAH.sub("", charge.rate)
        return test_and_value(self.plan.by_name[written].expr)

    def before_limits(self, charge: Charge) -> tuple[Expr, Expr]:
        """The same before limits of a day, a week or a spell."""
        written = _IN_RUPIAH.sub("", charge.rate)
        names = (f"{written}.before_{span}" for span in SPANS)
        name = next((name for name in names if name in self.plan.by_name), written)
        return test_and_value(self.plan.by_name[name].expr)

    def hit(self, charge: Charge) -> Env | None:
        """What is known at a row that a charge hits; None where it can hit none."""
        if charge.rate not in self._hits:
            test, _ = self.rate(charge)
            self._hits[charge.rate] = self.reach.narrow(test, self.reach.base, truth=True)
        return self._hits[charge.rate]

    def asks_about(self, *paths: str) -> bool:
        """Whether a question of the profile is about one of the paths."""
        return any(question.about in paths for question in self.plan.questions)


def test_and_value(expr: Expr) -> tuple[Expr, Expr]:
    """The condition of a rate and its value; a rate without one is always taken."""
    if isinstance(expr, Cond) and isinstance(expr.no, Const) and expr.no.value == 0:
        return expr.test, expr.yes
    return YES, expr
