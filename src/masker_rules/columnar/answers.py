"""What general rows say: asked once for each way in which people differ.

Whether a person is paid, the class by which amounts are looked up and the amounts that are not a
person's own depend on a few cells of the employees row. Each combination of these is asked of the
code of the reference engine, and the answers are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import narwhals as nw

from masker_rules.columnar.dates import period_number
from masker_rules.columnar.holding import CELLS
from masker_rules.columnar.numbers import scaled_in_range
from masker_rules.columnar.tables import Frame, Schema, beside
from masker_rules.engine.lookups import Ambiguous, LookupIndex
from masker_rules.engine.profile import Profile
from masker_rules.facts.person import PERSON_FACTS, months_of_service, person_facts
from masker_rules.facts.rows import Amount, Employee
from masker_rules.language.catalogue import PACK_DECIMALS
from masker_rules.language.job_class import CLASS
from masker_rules.language.plan import Input
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = ["DATED", "FOUND", "NO_ROW", "OPEN", "Answers", "amount_inputs"]

#: What a look-up came to.
NO_ROW, FOUND, OPEN = 0, 1, 2
#: Facts of the month that change from one to the next.
DATED = frozenset(
    {"months_of_service", "month_of_year", "year", "first_day", "last_day", "days"}
    | {"days_in_service"}
)
#: Component whose classes are looked at first for the lowest one.
WHOLE = "tpp"


def amount_inputs(profile: Profile) -> Sequence[Input]:
    """The inputs that are read from `amounts`."""
    read = profile.program().facts
    items = profile.plan.inputs.values()
    return [item for item in items if item.name in read and item.table == "amounts"]


class _Rows(NamedTuple):
    """General amounts, as a :class:`LookupIndex` reads a pack."""

    amounts: Sequence[Amount]

    def rows(self, table: str) -> Sequence[Amount]:
        return self.amounts if table == "amounts" else ()


@dataclass(slots=True)
class Answers:
    """Answers for every employees row and month.

    Args:
        profile: The regulation.
        frames: Canonical frames.
        months: The months.

    Attributes:
        items: Inputs read from `amounts`.
        unreadable: Components of which a general row does not fit into a frame.
        periodic: Whether an answer may differ from month to month.
        all_paid: Whether everybody is eligible, known when the answers are joined.
    """

    profile: Profile
    frames: Mapping[str, Frame]
    months: Sequence[Month]
    items: Sequence[Input] = field(init=False)
    unreadable: set[str] = field(default_factory=set)
    periodic: bool = False
    all_paid: bool = True
    _lookups: LookupIndex = field(init=False)
    _edges: dict[str, set[date]] = field(default_factory=dict)
    _classes_of: list[list[str]] = field(default_factory=list)
    _rows: list[Amount] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.items = amount_inputs(self.profile)
        read = sorted({item.key for item in self.items})
        self._classes_of = [[WHOLE], read]
        self._rows = list(self._general({*read, WHOLE}))
        self._lookups = LookupIndex(_Rows(self._rows))
        for row in self._rows:
            edges = self._edges.setdefault(row.component, set())
            if row.valid_from is not None:
                edges.add(row.valid_from)
            if row.valid_until is not None and row.valid_until < date.max:
                edges.add(row.valid_until + timedelta(days=1))
        reads = self.profile.eligibility.facts | self._class_facts
        self.periodic = any(self._edges.values()) or not reads.isdisjoint(DATED)

    @property
    def _class_facts(self) -> frozenset[str]:
        program = self.profile.job_class
        return program.facts if program is not None else frozenset()

    @property
    def reads_lowest_class(self) -> bool:
        """Whether `lowest_class` is a fact that somebody reads."""
        return "lowest_class" in self.profile.program().facts | self._class_facts

    def _general(self, components: set[str]) -> Iterator[Amount]:
        """Rows of no NIP; a component with one that does not fit is unreadable."""
        frame = self.frames.get("amounts")
        if frame is None:
            return
        wanted = nw.col("nip").is_null() & nw.col("component").is_in(sorted(components))
        for record in frame.filter(wanted).collect().sort("row").rows(named=True):
            if record["amount_inexact"]:
                # The row stands in the way of others all the same.
                self.unreadable.add(record["component"])
            yield Amount(
                component=record["component"],
                amount=Decimal(record["amount"] or 0).scaleb(-PACK_DECIMALS),
                position=record["position"],
                job_class=record["job_class"],
                unit=record["unit"],
                staff_group=record["staff_group"],
                valid_from=_date(record["valid_from"]),
                valid_until=_date(record["valid_until"]),
            )

    # -------------------------------------------------------------- who differs
    @property
    def _cells(self) -> Sequence[str]:
        """Cells of the employees row on which an answer depends."""
        facts = self.profile.eligibility.facts | self._class_facts
        found = {"category"}
        for fact in facts & (PERSON_FACTS | {"months_of_service"}):
            found |= set(CELLS.get(fact, (fact,)))
        if any(row.unit is not None for row in self._rows):
            found.add("unit")
        if any(row.staff_group is not None for row in self._rows):
            found.add("staff_group")
        if any(row.position is not None for row in self._rows):
            found.add("position")
        if any(row.job_class is not None for row in self._rows):
            found.add("job_class")
        return sorted(found)

    def joined(self) -> tuple[Frame, Frame]:
        """The employees with the number of their kind, and the answers by that number.

        Returns:
            The employees frame with the column `kind`; `kind`, `period` where the answers are
            periodic, `paid`, `lowest_class`, and for the input at position *n* `amount_n` and
            `outcome_n`.
        """
        employees, cells = self.frames["employees"], self._cells
        texts = {cell for cell, kind in employees.collect_schema().items() if kind == nw.String}
        kinds = employees.select(*cells).unique().collect().rows(named=True)
        keys: Schema = {f"of_{c}": nw.String if c in texts else nw.Int64 for c in cells}
        records = [
            (*(_filled(kind[cell], is_text=cell in texts) for cell in cells), number)
            for number, kind in enumerate(kinds)
        ]
        numbered = beside(employees, records, {**keys, "kind": nw.Int64})
        filled = {f"of_{cell}": _fill(cell, is_text=cell in texts) for cell in cells}
        joined = employees.with_columns(**filled).join(numbered, on=list(filled), how="left")
        people = [_employee(kind) for kind in kinds]
        return joined.drop(*filled), beside(employees, self._answers(people), self._schema())

    # -------------------------------------------------------------- the answers
    def _schema(self) -> Schema:
        found: Schema = {"kind": nw.Int64}
        if self.periodic:
            found["period"] = nw.Int64
        found |= {"paid": nw.Boolean, "lowest_class": nw.Int64}
        for number, item in enumerate(self.items):
            found[f"amount_{number}"] = nw.String if item.type.unit is Unit.WORD else nw.Int64
            found[f"outcome_{number}"] = nw.Int64
        return found

    def _answers(self, people: Sequence[Employee]) -> Iterator[tuple[Any, ...]]:
        months = self.months if self.periodic else self.months[:1]
        for number, employee in enumerate(people):
            for month in months:
                period = (period_number(month),) if self.periodic else ()
                lowest = self._lowest_class(employee, month)
                job_class = self._job_class(employee, month, lowest)
                found: list[Any] = []
                for item in self.items:
                    found += self._amount(item, employee, month, job_class)
                is_paid = self._is_paid(employee, month)
                self.all_paid = self.all_paid and is_paid
                yield number, *period, is_paid, lowest, *found

    def _is_paid(self, employee: Employee, month: Month) -> bool:
        """Whether the person is paid; of an empty category nobody knows."""
        if employee.category is None:
            return True
        program = self.profile.eligibility
        known = {**dict.fromkeys(program.facts, 0), **_of_month(month), **_own(employee, month)}
        rows: dict[str, Sequence[Any]] = dict.fromkeys(program.grains, ())
        return bool(program.run(known, rows, lambda _: None)[self.profile.plan.eligible])

    def _lowest_class(self, employee: Employee, month: Month) -> int | None:
        if not self.reads_lowest_class:
            return None
        for components in self._classes_of:
            found = self._lookups.lowest_class(components, employee, month.last)
            if found is not None:
                return found
        return None

    def _job_class(self, employee: Employee, month: Month, lowest: int | None) -> int | None:
        """The class by which amounts are looked up, where no sanction is in force."""
        program = self.profile.job_class
        if program is None:
            return employee.job_class
        known = {**_of_month(month), **_own(employee, month), "lowest_class": lowest}
        found: int | None = program.run(known, {"sanction": ()}, _must_be_known)[CLASS]
        return found

    def _amount(
        self, item: Input, employee: Employee, month: Month, job_class: int | None
    ) -> tuple[int | str | None, int]:
        """The amount and what came of the look-up: one that changes within the month is open."""
        if item.key in self.unreadable:
            return None, OPEN
        inside = (d for d in self._edges.get(item.key, ()) if month.first < d <= month.last)
        try:
            found = {
                self._lookups.amount_on(item.key, employee, day, job_class)
                for day in (month.first, *inside)
            }
        except Ambiguous:
            return None, OPEN
        if found == {None}:
            return None, NO_ROW
        value = found.pop()
        if found or value is None:
            return None, OPEN
        amount = scaled_in_range(value, item)
        return amount, OPEN if amount is None else FOUND


def _must_be_known(name: str) -> Any:
    raise AssertionError(name)


def _of_month(month: Month) -> Mapping[str, int]:
    """Calendar facts; who serves on every day is asked about."""
    return {
        "month_of_year": month.month,
        "year": month.year,
        "first_day": month.first.toordinal(),
        "last_day": month.last.toordinal(),
        "days": month.days,
        "days_in_service": month.days,
    }


def _own(employee: Employee, month: Month) -> Mapping[str, object]:
    return {**person_facts(employee), "months_of_service": months_of_service(employee, month)}


def _employee(cells: Mapping[str, Any]) -> Employee:
    dated = {"service_start": _date(cells["service_start"])} if "service_start" in cells else {}
    return Employee("", **{**cells, **dated})


def _date(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _filled(value: Any, *, is_text: bool) -> str | int:
    """A cell as a key; no text is empty and no number negative, so these stand for nothing."""
    if value is None:
        return "" if is_text else -1
    return value if is_text else int(value)


def _fill(cell: str, *, is_text: bool) -> nw.Expr:
    """The same in a frame."""
    if is_text:
        return nw.coalesce(cell, nw.lit(""))
    return nw.coalesce(nw.col(cell).cast(nw.Int64), nw.lit(-1))
