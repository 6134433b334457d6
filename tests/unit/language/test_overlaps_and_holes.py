"""Without looking at every pair and every point the same is found as by looking at all."""

from __future__ import annotations

from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from masker_rules.language.holes import first_hole
from masker_rules.language.overlaps import Extent, earlier_meeting
from masker_rules.language.row_index import RowIndex
from masker_rules.language.tables import Cell, Row

WORDS = ("a", "b", "c", None)
NUMBERS = (*range(6), None)
ends = st.none() | st.integers(0, 6)
bands = st.tuples(ends, ends).filter(lambda b: None in b or b[0] <= b[1])
words = st.sets(st.sampled_from(WORDS), min_size=1).map(lambda w: Cell("w", frozenset(w)))
numbers = st.builds(
    lambda found, nothing: Cell("n", None, tuple(found), nothing),
    st.lists(bands, min_size=1, max_size=2),
    st.booleans(),
)
anything = st.just(Cell("-"))
of_three = st.lists(st.tuples(words | anything, numbers | anything, words | anything), max_size=9)
of_numbers = st.lists(st.tuples(numbers), max_size=9)


def fits(cells, point):
    return all(cell.fits(value) for cell, value in zip(cells, point, strict=True))


@given(of_three | of_numbers)
def test_earlier_meeting_when_given_rows_then_every_pair_that_meets_in_order(found):
    axes = [[cell.extent for cell in column] for column in zip(*found, strict=True)]
    pairs = (
        {later: list(near) for later, near in earlier_meeting(len(found), axes)} if axes else {}
    )
    for later, cells in enumerate(found):
        meeting = [
            earlier
            for earlier in range(later)
            if all(a.meets(b) for a, b in zip(found[earlier], cells, strict=True))
        ]
        assert pairs.get(later, []) == meeting


def test_earlier_meeting_when_items_are_on_two_sides_then_only_those_of_the_other():
    all_of_it = [[Extent(whole=True)] * 4]
    sides = [True, True, False, True]
    found = {later: list(near) for later, near in earlier_meeting(4, all_of_it, sides)}
    assert found == {0: [], 1: [], 2: [0, 1], 3: [2]}


@given(of_three)
def test_first_hole_when_given_rows_then_the_first_point_that_fits_none(found):
    axes = (WORDS, NUMBERS, WORDS)
    open_points = (p for p in product(*axes) if not any(fits(cells, p) for cells in found))
    assert first_hole(found, axes) == next(open_points, None)


asked = st.integers(-1, 7) | st.none()


@given(of_three, st.tuples(st.sampled_from(WORDS), asked, st.sampled_from(WORDS)))
def test_row_index_when_asked_by_several_inputs_then_a_row_that_fits(found, point):
    check_found(found, point)


@given(of_numbers, st.tuples(asked))
@example([(Cell("0..6", None, ((0, 6),)),), (Cell("3..4", None, ((3, 4),)),)], (5,))
def test_row_index_when_asked_by_a_number_then_a_row_that_fits(found, point):
    check_found(found, point)


def check_found(found, point):
    """Rows of a table never overlap: where two of these fit, either may be found."""
    table = [Row(number, cells, (), None) for number, cells in enumerate(found, 1)]
    fitting = [row for row in table if fits(row.cells, point)]
    row = RowIndex(table).row_for(point)
    assert row in fitting if fitting else row is None
