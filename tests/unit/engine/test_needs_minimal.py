"""Of all that a regulation says it reads, a change is found that changes what somebody is paid.

What cannot be shown stands here with its reason.
"""

from __future__ import annotations

import pytest
from needed_columns import asked, unshown

import masker_rules as mr
from masker_rules.facts.doubts import COLUMN
from masker_rules.profiles import known_ids

#: Columns that are listed for every regulation, and why nothing is paid otherwise by them.
OF_NO_AMOUNT = {
    ("employees", "name"): "whom a result is about; no amount is made of it",
}
#: An importer writes it and nobody fills it in: the template leaves it out.
OF_IMPORTERS = COLUMN
#: Columns that decide only where two rows or two rules disagree, which few regulations notice.
RARE = {
    ("absences", "known_at"): "which of two rows of one day counts; both may cost the same",
    ("schedules", "season"): "hours of Ramadan; in July they are no hours",
    ("punches", "device"): "an outage of one device, on a day on which a tap is lost",
}
#: Regulations of which it was looked for; of the others nobody has looked yet.
SHOWN = (
    "id/bakamla/perban-1-2023", "id/bgn/perbagi-4-2025", "id/bkkbn/perban-6-2023",
    "id/kab-barru/e-kinerja",
)  # fmt: skip
#: Tables of days. A regulation that charges none reads them for the working days by which a month
#: with a change is shared; of those only some columns speak.
OF_DAYS = frozenset({"absences", "calendar", "rosters", "schedules"})


def charges_days(needs: mr.Needs) -> bool:
    return needs.table("punches") is not None


def reasoned(needs: mr.Needs) -> set[tuple[str, str]]:
    """What need not be shown."""
    found = {*OF_NO_AMOUNT, *RARE}
    found |= {one for one in asked(needs) if one[1] == OF_IMPORTERS}
    if not charges_days(needs):
        found |= {one for one in asked(needs) if one[0] in OF_DAYS}
        found.add(("employees", "schedule"))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("ref", SHOWN)
def test_column_when_listed_then_a_change_of_it_changes_a_result(ref):
    """The list is minimal."""
    assert not unshown(ref, 6, 4, reasoned(mr.load_profile(ref).needs()))


def test_reason_when_declared_then_it_is_of_a_column_that_is_listed():
    listed = [set(asked(mr.load_profile(ref).needs())) for ref in known_ids()[:4]]
    for one in OF_NO_AMOUNT | RARE:
        assert any(one in each for each in listed)


def test_devices_when_no_outage_is_read_then_they_are_not_asked_for():
    for ref in ("id/bgn", "id/kab-barru"):
        needs = mr.load_profile(ref).needs()
        punches = needs.table("punches")
        assert punches is not None
        named = {column.name for column in punches.columns}
        assert ("device" in named) == (needs.table("outages") is not None)


def test_shifts_when_a_regulation_has_none_then_they_are_not_asked_for():
    for ref in known_ids()[:6]:
        profile = mr.load_profile(ref)
        rosters = profile.needs().table("rosters")
        assert rosters is not None
        named = {column.name for column in rosters.columns}
        assert ("shift" in named) == bool(profile.plan.attendance.shifts)
