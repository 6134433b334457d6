"""Numbers that 64 bits do not hold: nothing wraps, and nobody else's month fails of them."""

from __future__ import annotations

from typing import Any

import pytest
from regulations import NIP, regulation, tables

from masker_rules.columnar.intake import read_frames
from masker_rules.columnar.packs import FactFrames, PackInMemory
from masker_rules.columnar.runner import Ran, run_frames
from masker_rules.engine.compute import compute_results
from masker_rules.engine.profile import load_profile
from masker_rules.facts import Pack
from masker_rules.periods import Month

JULY = Month(2026, 7)
OTHER = "198001012005011002"
#: 2 × 10^12 with six decimals fits into 64 bits, five of them do not.
LARGE = "2000000000000"


def violation(date: str, quantity: str, nip: str = NIP) -> dict[str, str]:
    return {"nip": nip, "date": date, "code": "lhkpn", "quantity": quantity}


def ran(count: str, frames: FactFrames, pack: Pack) -> Ran:
    profile = load_profile(regulation(counts={"poin": count}))
    found = run_frames(profile, frames, [JULY])

    assert found.results.to_json() == compute_results(profile, pack, [JULY]).to_json()
    return found


def test_sum_when_over_a_window_then_exact():
    rows = [violation(f"2026-0{month}-10", LARGE) for month in range(2, 8)]
    pack = Pack(**tables(violations=rows))

    found = ran("sum(violation.quantity over year)", PackInMemory(pack), pack)

    assert found.results[NIP].counts["poin"] == 6 * 2 * 10**12


def test_sum_when_it_leaves_64_bits_then_exact_in_results_and_in_the_table():
    rows = [violation(f"2026-07-{day:02}", "900000000") for day in range(1, 11)]
    pack = Pack(**tables(violations=rows))

    found = ran("sum(violation.quantity) * 10000000000", PackInMemory(pack), pack)

    assert found.in_frames == 1
    assert found.results[NIP].counts["poin"] == 9 * 10**19
    assert found.table["count_poin"].to_list() == [str(9 * 10**19)]


def test_product_when_it_leaves_128_bits_then_the_table_is_made_of_results():
    rows = [violation("2026-07-10", "900000000")]
    pack = Pack(**tables(violations=rows))
    power = " * ".join(["sum(violation.quantity)"] * 5)

    found = ran(power, PackInMemory(pack), pack)

    assert found.in_frames == 1
    assert found.results[NIP].counts["poin"] == 9**5 * 10**40
    assert found.table["count_poin"].to_list() == [str(9**5 * 10**40)]


def test_one_absurd_row_stops_nobody_else():
    given: dict[str, Any] = tables()
    for name in ("employees", "amounts", "punches"):
        given[name] = [*given[name], *({**row, "nip": OTHER} for row in given[name])]
    given["violations"] = [violation("2026-07-10", LARGE), violation("2026-07-10", "3", OTHER)]
    pack = Pack(**given)

    found = ran("sum(violation.quantity * 100000)", PackInMemory(pack), pack)

    assert found.in_frames == 1
    assert found.reasons == {"beyond-limits": 1}
    assert found.results[OTHER].counts["poin"] == 300_000


@pytest.mark.parametrize("minutes", ["200000000000000000", "99999999999999999999"])
def test_minutes_when_64_bits_do_not_hold_them_then_set_aside_and_nothing_wraps(minutes: str):
    """No activity is longer than a year: such a row is set aside, and counts for nothing."""
    row = {"nip": NIP, "date": "2026-07-10", "minutes": minutes, "status": "approved"}
    given = tables(activities=[row])
    pack = Pack(**given)

    for frames in (PackInMemory(pack), read_frames(given)):
        found = ran("activity_minutes", frames, pack)
        [aside] = frames.set_aside
        assert (aside.column, aside.code) == ("minutes", "out-of-range")
        assert found.results[NIP].counts["poin"] == 0


def test_lines_when_their_sum_leaves_64_bits_then_the_table_is_made_of_results():
    """Each line of Rp 8.999.999.999.991.000.000 fits, two do not."""
    given = tables(amounts=[{"nip": NIP, "component": "tpp", "amount": "999999999999"}])
    kinds = {"a": "addition", "b": "addition", "c": "contribution", "d": "contribution"}
    pay = {
        name: {
            "kind": kind,
            "is": "tpp * 9000000",
            "round": "Rp 1",
            "source": "uji pasal 2",
            "label": {"id": name, "en": name},
        }
        for name, kind in kinds.items()
    }
    profile, pack = load_profile(regulation(pay=pay)), Pack(**given)
    found = run_frames(profile, PackInMemory(pack), [JULY])

    assert found.in_frames == 1
    line = 999_999_999_999 * 9_000_000
    assert found.results[NIP].gross == 999_999_999_999 + 2 * line
    assert found.table.equals(compute_results(profile, pack, [JULY]).exact_frame())
