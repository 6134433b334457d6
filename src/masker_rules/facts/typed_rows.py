"""Which class the rows of each table have, for type checkers and editors that complete."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Literal, overload

from masker_rules.facts.rows import (
    Absence,
    Account,
    Activity,
    Amount,
    Assignment,
    Attribute,
    Away,
    CalendarRow,
    Carried,
    Complete,
    Deduction,
    Employee,
    Event,
    EventAttendance,
    Identity,
    Official,
    Outage,
    Punch,
    Roster,
    Row,
    Salary,
    Sanction,
    Schedule,
    Score,
    Site,
    Violation,
)

__all__ = ["TypedRows"]


class TypedRows:
    """Rows of tables by name."""

    @overload
    def rows(self, table: Literal["employees"]) -> tuple[Employee, ...]: ...
    @overload
    def rows(self, table: Literal["punches"]) -> tuple[Punch, ...]: ...
    @overload
    def rows(self, table: Literal["absences"]) -> tuple[Absence, ...]: ...
    @overload
    def rows(self, table: Literal["events"]) -> tuple[Event, ...]: ...
    @overload
    def rows(self, table: Literal["attendance_at_events"]) -> tuple[EventAttendance, ...]: ...
    @overload
    def rows(self, table: Literal["activities"]) -> tuple[Activity, ...]: ...
    @overload
    def rows(self, table: Literal["scores"]) -> tuple[Score, ...]: ...
    @overload
    def rows(self, table: Literal["sanctions"]) -> tuple[Sanction, ...]: ...
    @overload
    def rows(self, table: Literal["amounts"]) -> tuple[Amount, ...]: ...
    @overload
    def rows(self, table: Literal["assignments"]) -> tuple[Assignment, ...]: ...
    @overload
    def rows(self, table: Literal["salaries"]) -> tuple[Salary, ...]: ...
    @overload
    def rows(self, table: Literal["deductions"]) -> tuple[Deduction, ...]: ...
    @overload
    def rows(self, table: Literal["rosters"]) -> tuple[Roster, ...]: ...
    @overload
    def rows(self, table: Literal["schedules"]) -> tuple[Schedule, ...]: ...
    @overload
    def rows(self, table: Literal["sites"]) -> tuple[Site, ...]: ...
    @overload
    def rows(self, table: Literal["calendar"]) -> tuple[CalendarRow, ...]: ...
    @overload
    def rows(self, table: Literal["outages"]) -> tuple[Outage, ...]: ...
    @overload
    def rows(self, table: Literal["away"]) -> tuple[Away, ...]: ...
    @overload
    def rows(self, table: Literal["violations"]) -> tuple[Violation, ...]: ...
    @overload
    def rows(self, table: Literal["carried"]) -> tuple[Carried, ...]: ...
    @overload
    def rows(self, table: Literal["identities"]) -> tuple[Identity, ...]: ...
    @overload
    def rows(self, table: Literal["complete"]) -> tuple[Complete, ...]: ...
    @overload
    def rows(self, table: Literal["attributes"]) -> tuple[Attribute, ...]: ...
    @overload
    def rows(self, table: Literal["accounts"]) -> tuple[Account, ...]: ...
    @overload
    def rows(self, table: Literal["officials"]) -> tuple[Official, ...]: ...
    @overload
    def rows(self, table: str) -> tuple[Row, ...]: ...
    def rows(self, table: str) -> tuple[Row, ...]:
        """Rows of a table in canonical order; none where the table is absent.

        Args:
            table: Its name, such as `punches`.

        Returns:
            Rows of the class that :mod:`masker_rules.facts.rows` has for that table.
        """
        return self._rows(table)

    @abstractmethod
    def _rows(self, table: str) -> tuple[Any, ...]: ...
