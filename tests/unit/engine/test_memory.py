"""What is kept for the next regulation: of equal keys the same, the first and the last ones."""

from __future__ import annotations

from masker_rules.engine.memory import KEPT, Memory


def asked(memory, keys, kind="hours"):
    """The keys of which something was made."""
    made = []
    for key in keys:
        found = memory.of(kind, key, lambda key=key: made.append(key) or [key])
        assert found == [key]
    return made


def test_key_when_equal_then_the_same_object():
    memory = Memory()
    first = memory.of("hours", {"in": 1}, object)
    assert memory.of("hours", {"in": 1}, object) is first
    assert memory.of("words", {"in": 1}, object) is not first


def test_first_when_many_others_came_then_kept():
    others = [f"draft {number}" for number in range(2 * KEPT)]
    assert asked(Memory(), ["baseline", *others, "baseline"]) == ["baseline", *others]


def test_others_when_as_many_as_are_kept_then_made_once():
    keys = ["baseline", *(f"draft {number}" for number in range(KEPT))]
    assert asked(Memory(), keys * 3) == keys


def test_other_when_asked_for_again_then_it_stays_longer():
    others = [f"draft {number}" for number in range(KEPT)]
    keys = ["baseline", *others, others[0], "new", others[0], others[1]]
    assert asked(Memory(), keys) == ["baseline", *others, "new", others[1]]
