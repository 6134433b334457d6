"""One regulation in two presentations: percents of the discipline part, percents of the total."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from july import DAYS, NIP, PERIOD
from long_runs import given_few

import masker_rules as mr

OF_PART = "id/kab-tulang-bawang"
OF_TOTAL = "id/kab-tulang-bawang/percent-of-total"

seconds = st.integers(6 * 3600, 18 * 3600)
days = st.lists(
    st.one_of(
        st.tuples(st.just("taps"), seconds | st.none(), seconds | st.none()),
        st.tuples(st.sampled_from(["alpa", "cuti_tahunan", "dinas_luar", "izin"])),
    ),
    min_size=len(DAYS),
    max_size=len(DAYS),
)
events = st.lists(
    st.tuples(
        st.sampled_from(DAYS),
        st.sampled_from(["apel_pagi", "upacara"]),
        st.sampled_from(["present", "absent", "excused"]),
    ),
    max_size=6,
    unique_by=lambda item: item[:2],
)
capaian = st.none() | st.decimals(0, 120, places=2)


def month(told, held, tpp, percent):
    tables = {
        "employees": [{"nip": NIP, "name": "Contoh", "category": "PNS", "grade": "III/b"}],
        "amounts": [{"component": "tpp", "amount": str(tpp), "nip": NIP}],
        "scores": [],
        "punches": [],
        "absences": [],
        "events": [],
        "attendance_at_events": [],
    }
    if percent is not None:
        score = {"period": PERIOD, "measure": "capaian", "value": f"{percent}%", "nip": NIP}
        tables["scores"].append(score)
    for day, (kind, *taps) in zip(DAYS, told, strict=True):
        text = day.isoformat()
        if kind not in {"taps", "alpa"}:
            row = {"nip": NIP, "code": kind, "from": text, "until": text, "approved": "true"}
            tables["absences"].append(row)
        for name, second in zip(("in", "out"), taps, strict=False):
            if second is not None:
                at = f"{text} {timedelta(seconds=second)!s:0>8}"
                tables["punches"].append({"nip": NIP, "time": at, "kind": name})
    for day, event, status in held:
        row = {"date": day.isoformat(), "event": event}
        tables["events"].append(row)
        tables["attendance_at_events"].append({**row, "nip": NIP, "status": status})
    return tables


@pytest.mark.property
@given_few(3, days, events, st.integers(0, 20_000_000), capaian)
def test_presentations_when_any_month_then_net_gross_parts_and_status_are_equal(
    told, held, tpp, percent
):
    pack = mr.Pack(**month(told, held, tpp, percent))
    first, second = (mr.compute(name, pack, PERIOD)[NIP] for name in (OF_PART, OF_TOTAL))
    assert not pack.set_aside
    assert first.status == second.status
    assert first.parts == second.parts
    assert (first.gross, first.deductions, first.net) == (
        second.gross,
        second.deductions,
        second.net,
    )
    assert [(line.id, line.amount) for line in first.lines] == [
        (line.id, line.amount) for line in second.lines
    ]
    assert first.bounds == second.bounds
    assert first.counts == second.counts
    amounts = [[(f.day, f.rule, f.amount) for f in item.findings] for item in (first, second)]
    assert amounts[0] == amounts[1]
