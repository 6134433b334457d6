"""What `each` ranges over: declared series, grains, and the codes of absences."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FLAG
from masker_rules.language.plan import Expr, Logic
from masker_rules.language.workspace import ROW_GRAINS, BrokenError, Workspace
from masker_rules.legal import NO_LAW

__all__ = ["Series", "SeriesReader"]

#: The group of codes whose days are judged by their punches.
JUDGED = "work"
#: The fact by which `each: missed apel_pagi` or `each: violation razia` narrows a series.
KEY_FACTS = {"event": "event", "violation": "code", "leave": "code", "sanction": "code"}


@dataclass(frozen=True, slots=True)
class Series:
    """One thing that `each` names, resolved.

    Attributes:
        name: As written.
        grain: Grain of its rows.
        hit: Which of them count; None = every row.
        measure: What a table without `by` is looked up by, None without one.
        code: Prefix of findings.
        share: What part of a row counts: a half day is half a day; None = the whole.
    """

    name: str
    grain: str
    hit: Expr | None
    measure: Expr | None
    code: str
    share: Expr | None = None

    @property
    def scope(self) -> Scope:
        """Names that a formula of the rule may use: the facts of the row and its measure."""
        local = {"minutes": self.measure, "measure": self.measure} if self.measure else {}
        return Scope(self.grain, local)


class SeriesReader:
    """Resolves the `each` of rules."""

    def __init__(self, work: Workspace) -> None:
        self.work = work

    def of(self, entry: Entry) -> list[Series]:
        """The series that an entry's `each` names, in order.

        Raises:
            BrokenError: one is unknown and has been reported.
        """
        each = entry.get("each")
        assert each is not None
        found: list[Series] = []
        for name in each.text().split(" or "):
            found += self._resolve(name.strip(), each)
        return found

    def _resolve(self, name: str, each: Entry) -> list[Series]:
        work = self.work
        first, _, word = name.partition(" ")
        written = work.document.section("series").get(first)
        if written is not None and written.is_text:
            parts = written.text().split(" or ")
            return [s for part in parts for s in self._resolve(part.strip(), each)]
        if written is not None:
            return [self._declared(name, written, word, each)]
        if name in ROW_GRAINS:
            return [Series(name, name, None, None, "")]
        group = work.groups.get(name)
        words = work.vocabulary("day_status")
        if group is None and name not in words:
            known = [*work.document.section("series"), *ROW_GRAINS, *work.groups, *words]
            known = list(dict.fromkeys(known))
            nearest = ", ".join(difflib.get_close_matches(name, known, 3)) or "-"
            law = work.sources.law(each)
            work.problems.add("unknown-series", each.node.place, law, name=name, nearest=nearest)
            raise BrokenError
        place, scope = each.node.place, Scope("day")
        test = f"status in {name} or half exists and half_code in {name}"
        share = f"if status in {name} then 1 else half_day_share"
        if not {*(group or (name,))}.isdisjoint(work.groups.get(JUDGED, ())):
            # Of a day that its punches judge, the status is what they make of it.
            coded = f"work_code exists and work_code in {name}"
            test, share = f"{coded} or {test}", f"if {coded} then 1 else {share}"
        hit, part = (work.formula_text(text, place, NO_LAW, scope) for text in (test, share))
        return [Series(name, "day", hit, None, name, part)]

    def _declared(self, name: str, written: Entry, word: str, each: Entry) -> Series:
        work = self.work
        grain = work.grain(written, "each")
        scope = Scope(grain)
        when, measure = written.get("when"), written.get("measure")
        hit = work.formula(when, scope, FLAG) if when else None
        if word:
            key = KEY_FACTS.get(grain)
            if key is None:
                law, place = work.sources.law(each), each.node.place
                work.problems.add("unknown-series", place, law, name=name, nearest=written.path)
                raise BrokenError
            chosen = work.formula_text(f"{key} in {word}", each.node.place, NO_LAW, scope)
            hit = chosen if hit is None else Logic(FLAG, "and", (hit, chosen))
        size = work.formula(measure, scope) if measure else None
        share = written.get("share")
        part = work.formula(share, scope) if share else None
        return Series(name, grain, hit, size, written.text("code"), part)
