"""An amount by an attribute pays what holds on paid days, not on the last day of the month.

The month is May 2026: 30 May is a Saturday, 31 May a Sunday, so 29 May is the last working day.
"""

from __future__ import annotations

import attribute_law as told
import pytest

PERIOD = "2026-05"
TABLES = {
    "employees": [{"nip": told.NIP, "category": "PNS", "job_class": "8"}],
    "amounts": [{"component": "tpp", "amount": "1000000", "nip": told.NIP}],
    "punches": [{"nip": told.NIP, "time": "2026-05-01 07:00"}],
}
MORE = {"is": "if tahu then tpp + Rp 460.000 else tpp", "source": "perbup"}
LESS = {"is": "if tahu then tpp else Rp 5", "source": "perbup"}


def paid(amount, said, *, formula="100%", **entry):
    """Status, net and bounds of May."""
    document = told.law(formula, {**told.FLAG, **entry}, amount=amount)
    found = told.results(document, told.rows(*said), period=PERIOD, **TABLES)[told.NIP]
    bounds = found.bounds
    return found.status, found.net, bounds and (bounds.lowest, bounds.highest)


@pytest.mark.parametrize(
    ("said", "net"),
    [
        ([("true", "2026-05-30", "")], 1_000_000),
        ([("true", "", "2026-05-29")], 1_460_000),
        ([("true", "2026-05-31", "")], 1_000_000),
        ([("true", "", "2026-05-31")], 1_460_000),
    ],
)
def test_amount_when_the_attribute_changes_after_the_last_working_day_then_as_on_working_days(
    said, net
):
    assert paid(MORE, said, missing="no") == ("payable", net, None)


def test_amount_when_the_month_asks_for_the_attribute_too_then_each_of_its_own_days():
    """The share is of Sunday the 31st, the amount of the working days."""
    said = [("true", "2026-05-30", "")]
    assert paid(MORE, said, formula=told.BY_FLAG, missing="no") == ("payable", 1_000_000, None)
    said = [("true", "", "2026-05-29")]
    assert paid(MORE, said, formula=told.BY_FLAG, missing="no") == ("payable", 730_000, None)


@pytest.mark.parametrize(
    "said",
    [
        [("", "", "2026-05-30"), ("true", "2026-05-31", "")],
        [("true", "2026-05-31", "")],
        [("true", "", "2026-05-30"), ("false", "", "2026-05-30"), ("true", "2026-05-31", "")],
        [("#N/A", "", "2026-05-30"), ("true", "2026-05-31", "")],
    ],
)
def test_amount_when_no_working_day_is_told_of_then_incomplete_between_both(said):
    assert paid(LESS, said) == ("incomplete", None, (5, 1_000_000))


def test_amount_when_only_the_last_day_is_unread_then_payable_as_on_working_days():
    said = [("true", "", "2026-05-29"), ("", "2026-05-30", "")]
    assert paid(LESS, said) == ("payable", 1_000_000, None)


def test_amount_when_a_cell_of_working_days_is_unread_then_between_both_though_no_row_says_no():
    said = [("#N/A", "", "2026-05-30"), ("true", "2026-05-31", "")]
    assert paid(LESS, said, missing="no") == ("incomplete", None, (5, 1_000_000))


@pytest.mark.parametrize(
    "said",
    [
        [("true", "2026-05-31", "")],
        [("true", "", "2026-05-30"), ("", "2026-05-31", "")],
    ],
)
def test_amount_when_the_month_knows_what_working_days_do_not_then_nothing_is_said_of_it(said):
    assert paid(LESS, said, formula=told.BY_FLAG) == ("incomplete", None, (None, None))
