"""What a regulation counts: found in its formulas, wherever the count stands."""

from __future__ import annotations

from typing import Any

from regulations import discipline

import masker_rules as mr
from masker_rules.watch.thresholds import Thresholds


def gate(when: str, **quantities: str) -> dict[str, Any]:
    rule = {
        "label": "Gugur",
        "each": "month",
        "when": when,
        "zero": "everything",
        "source": "uji pasal 9",
    }
    return {**discipline(gate=rule), "quantities": quantities}


def thresholds(document: dict[str, Any]) -> Thresholds:
    return Thresholds(mr.load_profile(document).plan)


def test_counter_when_a_range_ends_with_a_count_then_its_rows_count() -> None:
    # The ends of ranges were passed over: only the rows of `working_days` were told.
    when = "(if working_days in alpa_days..31 then 1 else 2) >= 2"
    [counter] = thresholds(gate(when, alpa_days="count(status = alpa)")).counters
    assert [gather.kind for gather in counter.gathers] == ["count", "count"]


def test_counter_when_a_chain_of_names_counts_nothing_then_each_is_read_once() -> None:
    # Each name reads the one before it twice: 2 ** 60 ways down.
    chain = {f"q{n}": f"max(q{n - 1}; q{n - 1})" for n in range(1, 61)}
    found = thresholds(gate("q60 > Rp 3", q0="tpp", **chain))
    assert found.counters == []
    assert [rule.edges for rule in found.rules] == [()]
