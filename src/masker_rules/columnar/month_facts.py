"""Month facts of many people at once: what :class:`InputReader` reads for one.

What is unknown, doubtful, changes within the month or does not fit into a column is not computed
here: such a person-month is *routed*, which means that the reference engine computes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import narwhals as nw

from masker_rules.columnar.answers import Answers
from masker_rules.columnar.dates import period_number
from masker_rules.columnar.gathering import PERSON_MONTH, Gathering, flag
from masker_rules.columnar.general import OVERPAYMENT
from masker_rules.columnar.holding import (
    FIRST_DAY,
    LAST_DAY,
    holding,
    lacks,
    person_exprs,
    route_changes,
)
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.month_inputs import InputColumns, matters
from masker_rules.columnar.own_rows import (
    is_large,
)
from masker_rules.columnar.tables import Frame, beside
from masker_rules.engine.profile import Profile
from masker_rules.facts import SetAside
from masker_rules.language.plan import MONTH
from masker_rules.periods import Month

__all__ = ["PREFIX", "MonthFacts", "month_facts"]

#: What the names of columns begin with, before the name of the fact.
PREFIX = f"{MONTH}__"
#: Cells whose emptiness leaves a fact open.
OPEN_CELLS = ("category", "golongan", "position_kind")
#: Tables that inputs are read from: a row of them set aside concerns every month of a person.
INPUT_TABLES = frozenset({"scores", "amounts", "salaries", "carried"})


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """Facts of the person-months that a frame can hold, and who is handed over.

    Attributes:
        every: One row for each person-month: `pm`, `nip`, `period`; `name`, `category` and `unit`
            of the employees row that holds; `reason`, null or a short word for why the reference
            engine must compute it; `month__<fact>` for each month fact that the program reads, an
            `Int64` at the scale of its type (dates are ordinals), a `String` or a `Boolean`. In
            rows with a reason the facts mean nothing.
        facts: Names of the facts.
    """

    every: Frame
    facts: tuple[str, ...]

    @property
    def frame(self) -> Frame:
        """`pm` and the facts, of those whom a frame can hold."""
        names = [f"{PREFIX}{name}" for name in self.facts]
        return self.every.filter(nw.col("reason").is_null()).select(PERSON_MONTH, *names)

    @property
    def routed(self) -> Frame:
        """`pm` and `reason` of those whom the reference engine computes."""
        return self.every.filter(~nw.col("reason").is_null()).select(PERSON_MONTH, "reason")


def month_facts(
    profile: Profile,
    frames: Mapping[str, Frame],
    knowledge: Knowledge,
    people: Frame,
    months: Sequence[Month],
) -> MonthFacts:
    """The month facts that the program of a profile reads.

    Args:
        profile: The regulation that computes these months (`engine.versions.version_of`).
        frames: Canonical frames of the pack in the profile's words.
        knowledge: What is known of the pack besides its rows.
        people: `pm`, `nip`, `period`: whom and which months to read; `divisor_days`, the working
            days of the whole month on the person's schedules. Other columns do not matter.
        months: The months that occur in `people`.
    """
    return _Reader(profile, frames, knowledge, months).read(people)


class _Reader:
    def __init__(
        self,
        profile: Profile,
        frames: Mapping[str, Frame],
        knowledge: Knowledge,
        months: Sequence[Month],
    ) -> None:
        self.profile, self.frames, self.knowledge = profile, frames, knowledge
        self.plan = profile.plan
        self.months = months
        self.read_facts = profile.program().facts
        self.needed = profile.pay_program.facts
        by_class = profile.job_class
        self.class_facts = by_class.facts if by_class is not None else frozenset[str]()

    def read(self, people: Frame) -> MonthFacts:
        people = people.select(PERSON_MONTH, "nip", "period", "divisor_days")
        answers = Answers(self.profile, self.frames, self.months)
        employees, answered = answers.joined()
        dated = people.join(self._months(), on="period", how="inner")
        inputs = InputColumns(self.profile, self.frames, self.knowledge, self.months)
        facts = self.read_facts | self.class_facts
        found = Gathering(holding(dated, employees, facts, since=inputs.asks_since))
        found.join(answered, ["kind", "period"] if answers.periodic else "kind")
        found.routes.append(nw.col("closed"))
        self._set_aside(found, dated)
        route_changes(found)
        self._person(found)
        if not answers.all_paid:
            self._not_eligible(found)
        inputs.add(found, dated)
        self._own_rows_elsewhere(found)
        return self._made(found, people)

    def _made(self, found: Gathering, people: Frame) -> MonthFacts:
        names = sorted(found.facts)
        frame = found.frame.select(
            PERSON_MONTH,
            "nip",
            "period",
            "name",
            "category",
            "unit",
            found.reason().alias("reason"),
            **{f"{PREFIX}{name}": found.facts[name] for name in names},
        )
        return MonthFacts(self._with_unknown(frame, people), tuple(names))

    def _with_unknown(self, frame: Frame, people: Frame) -> Frame:
        """With those whose employees rows were all set aside."""
        lost = {
            aside.nip
            for aside in self.knowledge.set_aside
            if aside.table == "employees" and aside.nip is not None
        }
        if not lost:
            return frame
        nips = beside(people, [(nip,) for nip in sorted(lost)], {"nip": nw.String})
        asked = people.select(PERSON_MONTH, "nip", "period").join(nips, on="nip", how="semi")
        known = self.frames["employees"].select("nip").unique()
        missing = asked.join(known, on="nip", how="anti")
        schema = frame.collect_schema()
        columns = {
            name: nw.lit("no-employees-row")
            if name == "reason"
            else nw.col(name)
            if name in {PERSON_MONTH, "nip", "period"}
            else nw.lit(None, dtype=kind)
            for name, kind in schema.items()
        }
        return nw.concat([frame, missing.select(**columns)])

    # -------------------------------------------------------------- the month and the person
    def _months(self) -> Frame:
        """What is the same for everybody in a month."""
        records = []
        for month in self.months:
            unknown = self.knowledge.unknown_before(month)
            closed = self.knowledge.open_for_all(self.profile, month)
            dark = unknown[-1].last.toordinal() if unknown else 0
            ends = (month.first.toordinal(), month.last.toordinal())
            calendar = (month.month, month.year, month.days)
            records.append((period_number(month), *ends, *calendar, dark, closed or None))
        numbers = ("period", "first", "last", "month_of_year", "year", "days", "dark_until")
        schema = dict.fromkeys(numbers, nw.Int64) | {"closed": nw.String}
        return beside(self.frames["employees"], records, schema)

    def _person(self, found: Gathering) -> None:
        own = {
            **person_exprs(),
            "month_of_year": nw.col("month_of_year"),
            "year": nw.col("year"),
            "first_day": nw.col("first"),
            "last_day": nw.col("last"),
            "days": nw.col("days"),
            # Who serves on fewer days is handed over.
            "days_in_service": nw.col("days"),
            "lowest_class": nw.col("lowest_class"),
        }
        found.facts |= {name: own[name] for name in own if name in self.read_facts}
        by_class = self.profile.job_class
        for fact in OPEN_CELLS:
            if fact in self.class_facts:
                found.route(lacks(fact), f"employees.{fact}")
            elif fact in self.needed:
                found.route(lacks(fact) & matters(self.profile), f"employees.{fact}")
        if by_class is not None and "sanction" in by_class.grains and "sanctions" in self.frames:
            self._route_nips(found, self.frames["sanctions"], "sanctioned")

    def _not_eligible(self, found: Gathering) -> None:
        """Hand over who is not eligible, and has another row or no working day.

        By another row the person may be eligible: then amounts are shared. With a working day the
        amounts of the month are 0, without any they are looked up.
        """
        other = ~nw.col("only_row")
        if self.plan.sharing.by == "working_days":
            other = other | ~flag(nw.col("divisor_days") > 0)
        found.route(~nw.col("paid") & other, "not-eligible")

    def _route_nips(self, found: Gathering, rows: Frame, reason: str) -> None:
        """Hand over everybody who has one of the rows; as a rule they are few."""
        nips = rows.select("nip").unique().collect().rows()
        if not nips:
            return
        mark = f"has {reason}"
        rare = beside(
            rows, [(*nip, 1) for nip in sorted(nips)], {"nip": nw.String, mark: nw.Int64}
        )
        found.join(rare, "nip")
        found.route(~nw.col(mark).is_null(), reason)

    def _set_aside(self, found: Gathering, dated: Frame) -> None:
        """Hand over whom a row set aside may concern."""
        spans = [
            (aside.nip, *_span(aside))
            for aside in self.knowledge.set_aside
            if aside.nip is not None and not aside.is_repeat
        ]
        if not spans:
            return
        schema = {"nip": nw.String, "aside_from": nw.Int64, "aside_to": nw.Int64}
        rows = dated.select(PERSON_MONTH, "nip", "first", "last").join(
            beside(self.frames["employees"], sorted(spans), schema), on="nip", how="inner"
        )
        met = (nw.col("aside_from") <= nw.col("last")) & (nw.col("aside_to") >= nw.col("first"))
        touched = rows.filter(met).select(PERSON_MONTH).unique()
        found.join(touched.with_columns(aside=nw.lit(1)), PERSON_MONTH)
        found.route(~nw.col("aside").is_null(), "set-aside")

    # -------------------------------------------------------------- rows that others read
    def _own_rows_elsewhere(self, found: Gathering) -> None:
        """Hand over who has a row that leaves open what a rule reads."""
        needed = self.profile.pay_program.grains
        absences = self.frames.get("absences")
        reads = any("child_number" in needed.get(grain, ()) for grain in ("leave", "day"))
        codes = sorted(self.plan.attendance.childbirth)
        if absences is not None and reads and codes:
            lacking = nw.col("code").is_in(codes) & nw.col("child_number").is_null()
            self._route_nips(found, absences.filter(lacking), "absences.child_number")
        carried, fixed = self.frames.get("carried"), self.frames.get("deductions")
        if carried is not None:
            over = (nw.col("key") == OVERPAYMENT) & is_large("value")
            self._route_nips(found, carried.filter(over), "overpayment")
        if fixed is not None:
            self._route_nips(found, fixed.filter(is_large("amount")), "deductions")


def _span(aside: SetAside) -> tuple[int, int]:
    """Ordinals between which a row set aside may concern a month.

    A night shift of the last day of a month ends on the first of the next.
    """
    if aside.dates is None or aside.table in INPUT_TABLES:
        return FIRST_DAY, LAST_DAY
    first, last = aside.dates
    begins = first - timedelta(days=1) if first > date.min else first
    return begins.toordinal(), last.toordinal()
