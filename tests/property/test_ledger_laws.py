"""Laws of the ledger: recorded twice, split, shuffled, reversed, cut off, taken down to 0."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masker_rules.errors import FactsError
from masker_rules.ledger import Entry, Ledger
from masker_rules.periods import Month

NIP = "199006182016012914"
MONTH = Month(2026, 1)
AMOUNTS = st.integers(1, 10_000_000)
PARTS = st.lists(AMOUNTS, min_size=1, max_size=8)


def entry(kind, amount, number, month=7):
    return Entry(kind, NIP, MONTH, amount, Month(2026, month), f"SP2D {number}")


def opened(folder):
    return Ledger(Path(folder) / "ledger.jsonl")


def balance(ledger):
    return ledger.balances()[NIP, MONTH, ""]


@pytest.mark.slow
@pytest.mark.property
@settings(max_examples=200, deadline=None)
@given(paid=AMOUNTS, parts=PARTS)
def test_recording_when_done_twice_then_the_bytes_stay(paid, parts):
    rows = [entry("paid", paid, 0), *(entry("topped_up", a, n) for n, a in enumerate(parts, 1))]
    with tempfile.TemporaryDirectory() as folder:
        kept = opened(folder)
        assert len(kept.record(rows).added) == len(rows)
        raw = kept.path.read_bytes()
        again = opened(folder).record(rows)
        assert (again.added, again.known) == ((), len(rows))
        assert kept.path.read_bytes() == raw


@pytest.mark.slow
@pytest.mark.property
@settings(max_examples=200, deadline=None)
@given(paid=AMOUNTS, parts=PARTS, back=st.booleans(), split=st.booleans(), order=st.randoms())
def test_corrections_when_split_and_shuffled_then_they_end_where_the_whole_one_does(
    paid, parts, back, split, order
):
    kind = "recovered" if back else "topped_up"
    first = entry("paid", paid + sum(parts), 0)
    pieces = [entry(kind, amount, number) for number, amount in enumerate(parts, 1)]
    order.shuffle(pieces)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        whole, parted = opened(one), opened(other)
        whole.record([first, entry(kind, sum(parts), 1)])
        # One after the other, or all at once.
        for batch in [[first], *([piece] for piece in pieces)] if split else [[first, *pieces]]:
            parted.record(batch)
        assert balance(whole) == balance(parted)
        due = paid + sum(parts) + (-sum(parts) if back else sum(parts))
        assert balance(parted).open(due) == 0


@pytest.mark.slow
@pytest.mark.property
@settings(max_examples=200, deadline=None)
@given(paid=AMOUNTS, parts=PARTS, undone=st.data())
def test_entries_when_reversed_then_what_was_before_holds_again(paid, parts, undone):
    rows = [entry("topped_up", amount, number) for number, amount in enumerate(parts, 1)]
    with tempfile.TemporaryDirectory() as folder:
        kept = opened(folder)
        kept.record([entry("paid", paid, 0)])
        before = balance(kept)
        kept.record(rows)
        after = balance(kept)
        reversals = [kept.reversal(one.id, Month(2026, 8), "SK 1") for one in rows]
        kept.record(undone.draw(st.permutations(reversals)))
        assert balance(kept) == before
        # A rerun of the old recording brings nothing back.
        assert kept.record(rows).added == ()
        assert balance(kept) == before
        kept.record([kept.reversal(one.id, Month(2026, 9), "SK 2") for one in reversals])
        assert balance(kept) == after


@pytest.mark.slow
@pytest.mark.property
@settings(max_examples=200, deadline=None)
@given(over=AMOUNTS, due=AMOUNTS, months=st.lists(st.integers(0, 3_000_000), max_size=9))
def test_overpayment_when_taken_by_months_with_a_floor_then_the_rest_stays_open(over, due, months):
    with tempfile.TemporaryDirectory() as folder:
        kept = opened(folder)
        kept.record([entry("paid", due + over, 0)])
        for number, has in enumerate(months, 1):
            taken = min(has, -balance(kept).open(due))  # the net of a month is never below 0
            if taken:
                kept.record([entry("recovered", taken, number)])
        assert balance(kept).open(due) == -max(0, over - sum(months))


@pytest.mark.slow
@pytest.mark.property
@settings(max_examples=200, deadline=None)
@given(parts=PARTS, cut=st.data())
def test_file_when_cut_or_changed_anywhere_then_refused_or_a_whole_beginning(parts, cut):
    rows = [entry("paid", 1, 0), *(entry("topped_up", a, n) for n, a in enumerate(parts, 1))]
    with tempfile.TemporaryDirectory() as folder:
        kept = opened(folder)
        kept.record(rows)
        raw = kept.path.read_bytes()
        end = cut.draw(st.integers(0, len(raw) - 1))
        kept.path.write_bytes(raw[:end])
        if raw[:end].endswith(b"\n") or not end:
            assert opened(folder).entries == tuple(rows[: raw[:end].count(b"\n")])
        else:
            with pytest.raises(FactsError) as torn:
                opened(folder)
            assert torn.value.code == "ledger-torn"
            assert torn.value.problems[0].place.line == raw[:end].count(b"\n") + 1
        kept.path.write_bytes(raw[:end] + bytes([raw[end] ^ 1]) + raw[end + 1 :])
        with pytest.raises(FactsError) as damaged:
            opened(folder)
        assert damaged.value.code in {"ledger-damaged", "ledger-torn"}
