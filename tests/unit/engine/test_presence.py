"""Work outside the schedule: days with punches, hours that letters order, caps.

July 2026 begins on a Wednesday and has no public holiday on a weekday; hours are 08:00 to 16:00 on
weekdays. An hour outside pays Rp 20.000, so that the net is Rp 1.000.000 and the hours; expected
values are worked out by hand.
"""

from __future__ import annotations

from typing import Any

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr

SATURDAY, SUNDAY = "2026-07-04", "2026-07-12"
#: Hours of days that are not scheduled, and those after the required ones on others.
HOURS = (
    "if end exists then floor(max(last_punch - end; 0m); 1h) "
    "else floor(last_punch - first_punch; 1h)"
)


def law(hours: str = HOURS, paid: str = "sum(jam)", **blocks: Any) -> dict[str, Any]:
    lembur = {"kind": "addition", "is": f"({paid}) / 1h * Rp 20.000", "round": "Rp 1"}
    own = {"jam": {"each": "presence", "is": hours}, **blocks.pop("quantities", {})}
    return regulation(quantities=own, pay={"lembur": lembur}, **blocks)


def punches(*told: str) -> list[dict[str, str]]:
    """On time on every working day, and more: `2026-07-04 08:00`."""
    rows: list[dict[str, str]] = tables()["punches"]
    return [*rows, *({"nip": NIP, "time": one, "kind": ""} for one in told)]


def results(profile: dict[str, Any], *told: str, engine: str = "reference", **given: Any) -> Any:
    rows = given.pop("punches", punches(*told))
    pack = {**tables(**given), "punches": rows}
    if rows is None:
        del pack["punches"]
    return mr.compute(profile, pack, "2026-07", engine=engine)


def hours(profile: dict[str, Any], *told: str, **given: Any) -> int | tuple[str, ...]:
    """Paid hours, or what is missing, which both engines tell alike."""
    one, other = (
        results(profile, *told, engine=engine, **given)[NIP] for engine in ("reference", "columns")
    )
    assert (one.net, one.bounds) == (other.net, other.bounds)
    assert [remark.code for remark in one.warnings] == [remark.code for remark in other.warnings]
    if one.bounds is not None:
        missing: tuple[str, ...] = one.bounds.missing
        return missing
    paid, rest = divmod(one.net - 1_000_000, 20_000)
    assert rest == 0
    return int(paid)


# ------------------------------------------------------------------ days with punches
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((), 0),
        # Whole hours, both sides of the third.
        ((f"{SATURDAY} 08:00", f"{SATURDAY} 10:59:59"), 2),
        ((f"{SATURDAY} 08:00", f"{SATURDAY} 11:00"), 3),
        # One punch alone begins and ends at once.
        ((f"{SATURDAY} 08:00",), 0),
        # After the hours of a working day, whatever stands before them.
        (("2026-07-06 16:59:59",), 0),
        (("2026-07-06 17:00",), 1),
        (("2026-07-06 06:00",), 0),
    ],
)
def test_presence_when_punched_outside_the_schedule_then_a_row(
    told: tuple[str, ...], expected: int
) -> None:
    assert hours(law(), *told) == expected


def test_presence_when_of_several_kinds_then_each_by_its_own_rate() -> None:
    calendar = [
        {"date": "2026-07-14", "kind": "holiday", "name": "Libur"},
        {"date": "2026-07-15", "kind": "joint_leave", "name": "Cuti bersama"},
    ]
    told = (f"{SATURDAY} 08:00", f"{SATURDAY} 09:00")
    rates = (
        "sum(jam where presence.kind = holiday) * 4 + sum(jam where presence.kind = joint_leave) "
        "* 3 + sum(jam where presence.kind = ordinary and not presence.scheduled) * 2"
    )

    # 8 hours on the holiday, 8 on the joint leave, 1 on the Saturday: 32 + 24 + 2.
    assert hours(law(paid=rates), *told, calendar=calendar) == 58


def test_presence_when_a_day_has_no_punch_then_no_row() -> None:
    profile = law(paid="count(presence) * 1h")

    # 23 working days, and the Saturday.
    assert hours(profile, f"{SATURDAY} 08:00") == 24


def test_presence_when_outside_service_then_told_apart() -> None:
    people = [{"nip": NIP, "category": "PNS", "grade": "III/d", "service_start": "2026-07-06"}]
    profile = law(paid="count(presence where not presence.in_service) * 1h")
    found = results(profile, f"{SATURDAY} 08:00", employees=people)[NIP]

    # 1, 2, 3 and 4 July; 20 of 23 working days are paid: 869.565,2 and 4 hours.
    assert found.net == 869_565 + 80_000


def test_presence_when_the_evidence_rejects_a_punch_then_it_does_not_count() -> None:
    told = punches(f"{SATURDAY} 08:00", f"{SATURDAY} 12:00")
    told[-1]["review"] = "rejected"

    assert hours(law(), punches=told) == 0


def test_presence_when_nobody_reads_it_then_the_punch_is_told_as_before() -> None:
    read = results(law(), f"{SATURDAY} 08:00")[NIP]
    unread = results(regulation(), f"{SATURDAY} 08:00")[NIP]

    assert "punch-free-day" not in [remark.code for remark in read.warnings]
    assert "punch-free-day" in [remark.code for remark in unread.warnings]


def test_presence_when_a_rule_is_of_its_rows_then_findings_have_their_dates() -> None:
    rules = {"libur": {"each": "luar", "cut": "1%", "of": "discipline"}}
    profile = regulation(
        series={"luar": {"each": "presence", "when": "not scheduled", "code": "LR"}},
        parts={"discipline": {"weight": "100%", "round": "Rp 1"}},
        rules=rules,
    )
    found = results(profile, f"{SATURDAY} 08:00", f"{SUNDAY} 09:00")[NIP]

    assert [str(one.day) for one in found.findings] == [SATURDAY, SUNDAY]
    assert found.net == 980_000


# ------------------------------------------------------------------ caps
def test_cap_when_of_a_week_then_what_comes_after_it_is_not_paid() -> None:
    jam = {"each": "presence", "is": HOURS}
    dibayar = {
        "each": "presence",
        "is": "min(running(jam per week); 14h) - min(running(jam per week) - jam; 14h)",
    }
    profile = law(paid="sum(dibayar)", quantities={"jam": jam, "dibayar": dibayar})
    # Week 2: Monday to Thursday 4 hours each, 16 of which 14 are paid; week 3: 4 hours.
    told = [f"2026-07-{day:02} 20:00" for day in (6, 7, 8, 9, 13)]

    assert hours(profile, *told) == 18


@pytest.mark.parametrize(("workdays", "expected"), [(8, 8 + 2 * 8), (3, 3 + 2 * 8)])
def test_cap_when_holiday_hours_come_first_then_they_fill_it(workdays: int, expected: int) -> None:
    # At most 16 hours a month: 8 of the Saturday at twice the rate, then those of working days.
    libur = "min(sum(jam where not presence.scheduled); 16h)"
    kerja = "min(sum(jam where presence.scheduled); 16h - libur)"
    profile = law(paid="libur * 2 + kerja", quantities={"libur": libur, "kerja": kerja})
    told = [f"{SATURDAY} 08:00", f"{SATURDAY} 16:00"]
    told += [f"2026-07-{day:02} 17:00" for day in range(6, 11)][: min(workdays, 5)]
    told += [f"2026-07-{day:02} 17:00" for day in range(13, 13 + max(workdays - 5, 0))]

    assert hours(profile, *told) == expected


# ------------------------------------------------------------------ letters
def order(first: str, last: str, approved: str = "true") -> dict[str, str]:
    return {"nip": NIP, "from": first, "until": last, "approved": approved}


ORDERED = "floor(ordered; 1h)"


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([], 0),
        # Punched from 08:00 to 12:00.
        ([order(f"{SATURDAY} 09:00", f"{SATURDAY} 11:00")], 2),
        ([order(f"{SATURDAY} 07:00", f"{SATURDAY} 17:00")], 4),
        ([order(f"{SATURDAY} 11:00:01", f"{SATURDAY} 17:00")], 0),
        ([order(f"{SATURDAY} 11:00", f"{SATURDAY} 17:00")], 1),
        # What overlaps counts once.
        ([order(f"{SATURDAY} 08:00", f"{SATURDAY} 10:00"),
          order(f"{SATURDAY} 09:00", f"{SATURDAY} 11:00")], 3),
        # Of another day, refused, or not yet approved.
        ([order("2026-07-05 08:00", "2026-07-05 12:00")], 0),
        ([order(f"{SATURDAY} 08:00", f"{SATURDAY} 12:00", "false")], 0),
        ([order(f"{SATURDAY} 08:00", f"{SATURDAY} 12:00", "")], 0),
    ],
)  # fmt: skip
def test_order_then_only_what_is_ordered_and_attended_counts(orders: Any, expected: int) -> None:
    told = (f"{SATURDAY} 08:00", f"{SATURDAY} 12:00")

    assert hours(law(ORDERED), *told, orders=orders) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    # 22:00 to 02:00; the day before has no other punch.
    [("2026-07-05 02:10", 4), ("2026-07-05 01:30", 3), ("2026-07-05 23:00", 0)],
)
def test_order_when_it_passes_midnight_then_of_the_date_on_which_it_begins(
    last: str, expected: int
) -> None:
    orders = [order(f"{SATURDAY} 22:00", "2026-07-05 02:00")]
    profile = law(ORDERED, paid="sum(jam where presence.date = 2026-07-04)")

    assert hours(profile, f"{SATURDAY} 21:50", last, orders=orders) == expected


LAST_NIGHT = order("2026-07-31 22:00", "2026-08-01 02:00")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # The 1st of August is a Saturday; on the 31st the person was there from 08:00.
        (["2026-08-01 02:10"], 4),
        (["2026-08-01 01:59:59"], 3),
        (["2026-08-01 00:30"], 2),
        # Somebody punched later, and the person did not.
        (["2026-08-03 08:00"], 0),
        # Nobody knows of punches after the month.
        ([], ("punches from 2026-08-01",)),
    ],
)
def test_order_when_it_ends_after_the_month_then_by_the_punches_of_the_next_day(
    told: list[str], expected: int | tuple[str, ...]
) -> None:
    assert hours(law(ORDERED), *told, orders=[LAST_NIGHT]) == expected


@pytest.mark.parametrize(("period", "expected"), [("2026-07", ("punches from 2026-08-01",)),
                                                  ("2026-08", 0)])  # fmt: skip
def test_order_when_nobody_punched_after_the_month_then_as_the_office_says(
    period: str, expected: int | tuple[str, ...]
) -> None:
    complete = [{"period": period, "table": "punches"}]

    assert hours(law(ORDERED), orders=[LAST_NIGHT], complete=complete) == expected


def test_order_when_a_punch_after_the_month_cannot_be_read_then_nothing_is_said_of_the_net() -> (
    None
):
    told = punches("2026-08-03 08:00", "2026-08-01 o2:10")
    found = hours(law(ORDERED), punches=told, orders=[LAST_NIGHT])

    assert any(name.startswith("punches (") for name in found)  # type: ignore[union-attr]


@pytest.mark.parametrize(("last", "expected"), [("2026-07-19 02:10", 4), ("2026-07-19 06:01", 0)])
def test_order_when_it_ends_after_the_cut_off_then_by_the_punches_of_the_next_day(
    last: str, expected: int
) -> None:
    """The month ends on Saturday the 18th."""
    cut = {"days": "19..18", "source": "uji pasal 2"}
    told = ("2026-06-22 08:00", "2026-07-18 21:50", last)
    orders = [order("2026-07-18 22:00", "2026-07-19 02:00")]

    assert hours(law(ORDERED, performance_month=cut), *told, orders=orders) == expected


def test_order_when_the_next_day_is_scheduled_then_its_punches_are_not_of_the_order() -> None:
    # Monday to Tuesday, on which the person comes early; the Saturday is free.
    told = ("2026-07-07 05:50", "2026-07-11 05:50")

    assert hours(law(ORDERED), *told, orders=[order("2026-07-06 22:00", "2026-07-07 02:00")]) == 0
    assert hours(law(ORDERED), *told, orders=[order("2026-07-10 22:00", "2026-07-11 02:00")]) == 4


@pytest.mark.parametrize(
    ("approved", "code"), [("", "order-pending"), ("false", "order-refused"), ("true", "")]
)
def test_order_when_it_does_not_count_then_named(approved: str, code: str) -> None:
    orders = [order(f"{SATURDAY} 08:00", f"{SATURDAY} 12:00", approved)]
    told = results(law(ORDERED), f"{SATURDAY} 08:00", orders=orders)[NIP].why_status

    assert [remark.code for remark in told] == [code] * bool(code)


# ------------------------------------------------------------------ what is not known
def test_presence_when_a_punch_cannot_be_read_then_nothing_is_said_of_the_net() -> None:
    told = punches(f"{SATURDAY} 08:00", "2026-07-04 1o:00")
    found = hours(law(), punches=told)

    assert any(name.startswith("punches (") for name in found)  # type: ignore[union-attr]


def test_presence_when_an_order_cannot_be_read_then_nothing_is_said_of_the_net() -> None:
    orders = [order(f"{SATURDAY} 08:00", f"{SATURDAY} 1z:00")]
    found = hours(law(ORDERED), f"{SATURDAY} 08:00", orders=orders)

    assert any(name.startswith("orders (") for name in found)  # type: ignore[union-attr]
    # Who asks for no orders does not miss them.
    assert hours(law(), f"{SATURDAY} 08:00", orders=orders) == 0


@pytest.mark.parametrize("reads", [True, False])
def test_count_when_a_punch_cannot_be_read_then_left_open(reads: bool) -> None:
    counts = {"luar": "count(presence where not presence.scheduled)"}
    profile = law(counts=counts) if reads else regulation(counts=counts)
    whole, torn = (
        [
            results(profile, engine=engine, punches=punches(f"{SATURDAY} {clock}"))[NIP].counts
            for engine in ("reference", "columns")
        ]
        for clock in ("08:00", "o8:00")
    )

    assert [told.get("luar") for told in whole] == [1, 1]
    assert [told.get("luar") for told in torn] == [None, None]


def test_presence_when_nobody_punched_in_the_month_then_not_known() -> None:
    assert hours(law(), punches=[]) == ("month-without-punches",)


def test_presence_when_there_is_no_table_of_punches_then_not_known() -> None:
    assert hours(law(), punches=None) == ("punches",)


def test_presence_when_days_are_to_come_then_open() -> None:
    found = mr.compute(law(), tables(), "2026-07", as_of="2026-07-30")[NIP]

    assert found.bounds is not None
    assert "days from 2026-07-31" in found.bounds.missing


def test_presence_when_a_row_of_nobody_may_be_the_persons_then_tried() -> None:
    strange = {"nip": NIP[:-1] + "O", "time": f"{SATURDAY} 11:00", "kind": ""}
    told = [*punches(f"{SATURDAY} 08:00"), strange]
    one = results(law(), punches=told)[NIP]

    # With it 3 hours, without it none.
    assert one.bounds is not None
    assert (one.bounds.lowest, one.bounds.highest) == (1_000_000, 1_060_000)


def test_needs_when_presence_is_read_then_punches_and_orders() -> None:
    read = [table.name for table in mr.load_profile(law(ORDERED)).needs().tables]
    unread = [table.name for table in mr.load_profile(regulation()).needs().tables]

    assert {"punches", "orders"} <= {*read}
    assert "orders" not in unread


# ------------------------------------------------------------------ rosters
def rostered(rosters: str, rows: list[dict[str, str]]) -> mr.Result:
    more = {"rosters": rosters} if rosters else {}
    found: mr.Result = results(regulation(**more), rosters=rows)[NIP]
    return found


ONE = [{"nip": NIP, "date": SATURDAY, "start": "08:00", "end": "12:00"}]


@pytest.mark.parametrize(
    ("rosters", "working_days", "told"),
    [("", 1, True), ("month", 1, False), ("days", 24, False)],
)
def test_roster_when_one_row_gives_work_then_the_month_or_its_day(
    rosters: str, working_days: int, told: bool
) -> None:
    found = rostered(rosters, ONE)

    assert found.counts["working_days"] == working_days
    assert ("roster-takes-days" in [remark.code for remark in found.warnings]) is told


@pytest.mark.parametrize(("given", "told"), [(11, True), (12, False)])
def test_roster_when_it_gives_as_many_days_as_it_takes_then_not_told(
    given: int, told: bool
) -> None:
    # Of 23 working days 11 are given and 12 taken, or 12 given and 11 taken.
    days = [*range(1, 4), *range(6, 11), *range(13, 18)][:given]
    rows = [
        {"nip": NIP, "date": f"2026-07-{day:02}", "start": "08:00", "end": "16:00"} for day in days
    ]

    codes = [remark.code for remark in rostered("", rows).warnings]

    assert ("roster-takes-days" in codes) is told


def test_roster_when_a_row_is_off_then_it_takes_its_own_day() -> None:
    rows = [*ONE, {"nip": NIP, "date": "2026-07-06", "off": "true"}]

    assert rostered("days", rows).counts["working_days"] == 23


def test_roster_when_it_is_none_of_the_words_then_refused() -> None:
    with pytest.raises(mr.ProfileError, match="unknown-choice"):
        mr.load_profile(regulation(rosters="week"))
