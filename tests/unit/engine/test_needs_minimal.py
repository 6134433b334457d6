"""Of all that a regulation says it reads, a change is found that changes what somebody is paid.

What cannot be shown stands here with its reason.
"""

from __future__ import annotations

import pytest
from needed_columns import asked, unshown

import masker_rules as mr
from masker_rules.facts.doubts import COLUMN
from masker_rules.profiles import known_ids

#: An importer writes it and nobody fills it in: the template leaves it out.
OF_IMPORTERS = COLUMN
#: Columns that decide only where two rows or two rules disagree, which few regulations notice.
RARE = {
    ("absences", "known_at"): "which of two rows of one day counts; both may cost the same",
    ("punches", "device"): "an outage of one device, on a day on which a tap is lost",
}


def told_only(needs: mr.Needs) -> set[tuple[str, str]]:
    """What is listed as read without a change of what is paid."""
    return {
        (table.name, column.name)
        for table in needs.tables
        for column in table.columns
        if not column.decides
    }


def reasoned(needs: mr.Needs) -> set[tuple[str, str]]:
    """What need not be shown."""
    found = {*told_only(needs), *RARE}
    return found | {one for one in asked(needs) if one[1] == OF_IMPORTERS}


@pytest.mark.slow
@pytest.mark.parametrize("ref", known_ids())
def test_column_when_listed_then_a_change_of_it_changes_a_result(ref):
    """The list is minimal."""
    assert not unshown(ref, 12, 5, reasoned(mr.load_profile(ref).needs()))


def test_column_when_listed_as_told_only_then_no_change_of_it_changes_a_result():
    """Kementan 2025 charges leave alone; its days of leave are told from others by punches too."""
    needs = mr.load_profile("id/kementan/permentan-20-2025").needs()
    told = told_only(needs)
    assert told == {
        ("employees", "name"),
        *(("punches", one) for one in ("nip", "time", "kind", "review", "doubt")),
    }
    looked = {("employees", "name"), ("punches", "kind"), ("punches", "review")}
    assert unshown(needs.profile, 2, 3, set(asked(needs)) - looked) == looked


def test_reason_when_declared_then_it_is_of_a_column_that_is_listed():
    listed = [set(asked(mr.load_profile(ref).needs())) for ref in known_ids()[:4]]
    for one in RARE:
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
