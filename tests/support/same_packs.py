"""What must be the same of a pack in frames and of the same pack as row objects."""

from __future__ import annotations

import pytest

from masker_rules.columnar.intake import read_frames
from masker_rules.columnar.tables import frames_of
from masker_rules.errors import MaskerRulesError
from masker_rules.facts import Pack, read_pack
from masker_rules.facts.identity import without_hopeless

ZONE = "Asia/Makassar"


def assert_same(framed, pack):
    """Everything that a computation can see of the two."""
    assert framed.tables == pack.tables
    assert framed.counts() == pack.counts()
    assert framed.set_aside == pack.set_aside
    assert framed.warnings == pack.warnings
    assert framed.digest == pack.digest
    assert all(framed.unfilled(name) == pack.unfilled(name) for name in pack.tables)
    assert framed.months() == pack.months()
    assert framed.unit_days() == pack.unit_days()
    assert framed.nips() == tuple(pack.by_nip("employees"))
    assert all(framed.rows(name) == pack.rows(name) for name in (*pack.tables, "away"))
    expected = frames_of(pack, ZONE)
    for name, frame in framed.frames(ZONE).items():
        found = frame.to_native().sort("row").collect()
        wanted = expected[name].to_native().collect()
        assert found.schema == wanted.schema
        assert found.rows() == wanted.rows()
    assert_same_rows(framed, pack)


def assert_same_rows(framed, pack):
    """All people handed to the reference engine have the rows that they have there."""
    people = {row.nip for name in pack.tables for row in pack.rows(name) if getattr(row, "nip", 0)}
    people |= {item.nip for item in (*pack.set_aside, *pack.warnings)}
    whole = framed.pack_of(people - {None})
    for name in pack.tables:
        assert whole.rows(name) == pack.rows(name)
        assert [row.place for row in whole.rows(name)] == [row.place for row in pack.rows(name)]
    speaking = without_hopeless(pack.set_aside, pack.by_nip("employees"))
    assert list(whole.set_aside) == speaking
    assert whole.warnings == pack.warnings


def read_both(given, *vocabularies):
    """Reads a path, or tables by name, both ways and holds the two together.

    Returns:
        The pack, or the refusal that both gave.
    """
    read = Pack if isinstance(given, dict) else read_pack
    try:
        pack = read(**given) if isinstance(given, dict) else read(given)
    except MaskerRulesError as refused:
        expected = refused
    else:
        framed = read_frames(given)
        assert_same(framed, pack)
        for vocabulary in vocabularies:
            assert_same(framed.under(vocabulary), pack.under(vocabulary))
        return pack
    with pytest.raises(type(expected)) as caught:
        read_frames(given)
    assert caught.value.text("en") == expected.text("en")
    return caught.value
