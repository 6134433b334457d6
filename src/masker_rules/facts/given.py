"""The tables that a pack may be given in Python, so that editors complete their names."""

from __future__ import annotations

from typing import TypedDict

__all__ = ["GivenTables"]


class GivenTables(TypedDict, total=False):
    """Rows by table: lists of row objects, dicts or pydantic models, or a frame."""

    employees: object
    """Employees. Several dated rows for one NIP are a change (transfer, promotion, CPNS to PNS); a
    later date of beginning ends the earlier row.
    """
    punches: object
    """Attendance punches, one row each. Pending and rejected ones are kept with their state."""
    absences: object
    """Leave, sickness, permission, duty and the like. Rows may begin before the period."""
    events: object
    """Events that took place (apel, ceremonies)."""
    attendance_at_events: object
    """Attendance at events."""
    activities: object
    """Activity reports."""
    scores: object
    """Scores of a period, of one NIP, of one unit, or with neither for everybody."""
    sanctions: object
    """Disciplinary sanctions."""
    amounts: object
    """Amounts of the allowance. Each row names exactly one of NIP, post and job class. The
    narrowest row wins, two equally narrow rows are an error.
    """
    assignments: object
    """Acting assignments (Plt, Plh, Pj)."""
    salaries: object
    """Salaries and what was already withheld from them."""
    deductions: object
    """Fixed amounts beside the allowance."""
    rosters: object
    """Rosters day by day."""
    schedules: object
    """Hours that differ from the profile's."""
    sites: object
    """Places where one may punch."""
    calendar: object
    """Local holidays and working days; they win over the profile's calendar date by date."""
    outages: object
    """Declared outages."""
    away: object
    """Absences from the office during the day."""
    violations: object
    """Recorded violations."""
    carried: object
    """State from before the pack begins."""
    identities: object
    """The office's answer to rows whose number cannot be read. `masker check PACK --identities
    FILE` writes it to be filled.
    """
    complete: object
    """The office's word that a table holds everything of a month although it holds nothing.
    Without it a month in which nobody punched is not known.
    """
    attributes: object
    """Dated facts of a person that a regulation declares (religion or consent to zakat,
    certificates, LHKPN, assets, duties held). Of the rows that hold on a day the one with the
    last valid_from counts.
    """
    orders: object
    """Letters that order work from one hour to another (overtime, on call)."""
    accounts: object
    """Bank accounts, for papers of payment only; they change no result and stand in no JSON."""
    officials: object
    """Officials who sign papers, by date."""
    payments: object
    """What was really paid, for arrears where there is no ledger; it changes no result."""
