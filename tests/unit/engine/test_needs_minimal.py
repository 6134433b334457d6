"""Of all that a regulation says it reads, a change is found that changes what somebody is paid.

Of what is listed as told only, a change is found that changes something else of a result. Nothing
else is let off: all columns and keys of all shipped regulations are looked at.
"""

from __future__ import annotations

import pytest
from needed_columns import asked, unshown

import masker_rules as mr
from masker_rules.profiles import known_ids


def told_only(needs: mr.Needs) -> set[tuple[str, str]]:
    """What is listed as read without a change of what is paid."""
    return {
        (table.name, column.name)
        for table in needs.tables
        for column in table.columns
        if not column.decides
    }


@pytest.mark.slow
@pytest.mark.parametrize("ref", known_ids())
def test_column_when_listed_then_a_change_of_it_changes_a_result(ref):
    """The list is minimal: what somebody is paid, or for what is told only what is said of it."""
    needs = mr.load_profile(ref).needs()
    told = told_only(needs)
    assert not unshown(ref, 60, 5, told)
    assert not unshown(ref, 60, 5, set(asked(needs)) - told, paid=False)


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
