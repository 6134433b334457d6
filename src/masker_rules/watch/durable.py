"""The optional backend: thresholds as a ruleset of durable-rules, one state for each person.

What durable-rules 2.0.28 does without a word is met here: whole numbers alone are posted; every
post is looked at, for an error in an action disappears into the state; a ruleset holds 1,024
states, so there are several; a state of which nothing was ever posted ends the process when it is
deleted, so each begins with an event; it knows a state by 32 bits of its name, so a person whose
name falls on another's goes into another ruleset. It takes nothing back: when what counts is not
what was posted and more, the state is deleted and all of it is posted to a new one.
"""

from __future__ import annotations

import hashlib
import json
import struct
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from masker_rules.errors import AdapterUnavailableError, EvaluationError, RequestError
from masker_rules.periods import Month
from masker_rules.watch.backends import Backend, Event, Ladder, Met, Tally

__all__ = ["HIGHEST", "NUMBERS", "PEOPLE", "Durable", "definition"]

#: States of one ruleset; durable-rules has room for 1,024.
PEOPLE = 1_000
#: Numbers of one ruleset; durable-rules has room for 64 tests that hold at a time, and of each
#: number one does.
NUMBERS = 60
#: Constants of rules are read as C `long`: above it they are cut off without a word.
HIGHEST = 2 ** (8 * struct.calcsize("l") - 1) - 1

#: An action that takes ten seconds, as on a machine that is stopped or busy, is let go of without
#: a word; so often all is posted anew.
TRIES = 3

FAR, NEAR, REACHED = 0, 1, 2


class _LetGoError(Exception):
    """durable-rules let go of an action, as it does of one that took ten seconds."""


@dataclass(slots=True)
class _State:
    """What a person's state was told."""

    shard: _Shard
    month: Month
    posted: list[Event] = field(default_factory=list)
    met: Mapping[str, int] = field(default_factory=dict)


class Durable(Backend):
    """Counts and compares in durable-rules.

    Raises:
        AdapterUnavailableError: durable-rules is not installed, or does not run on this Python
            [backend-extra-missing].
    """

    def __init__(self) -> None:
        try:
            import durable_rules_engine  # noqa: PLC0415  (an extra)
            from durable import engine  # noqa: PLC0415
        except ImportError as missing:
            raise AdapterUnavailableError.of(
                "backend-extra-missing", backend="durable", detail=str(missing)
            ) from None
        self._engine, self._native = engine, durable_rules_engine
        self._shards: dict[Ladder, list[_Shard]] = {}
        self._states: dict[str, _State] = {}

    def decide(self, ladder: Ladder, tally: Tally) -> Mapping[int, Met]:
        """See :class:`Backend`; the person's state is gone on with, or begun anew.

        Raises:
            RequestError: a number is too large for a C `long`, or the regulation compares with
                more numbers than a ruleset holds [backend-too-large, backend-too-many].
            EvaluationError: durable-rules failed [backend-failed].
        """
        if not tally.values:
            return {}
        events = tally.events()
        _check_sums(events)
        state = self._states.get(tally.nip)
        if state is not None and not _goes_on(state, ladder, tally.month, events, self._shards):
            self._forget(tally.nip)
            state = None
        state = self._told(state, ladder, tally, events)
        return {
            at: Met(
                tuple(n for n in ladder.steps[at].numbers if state.met[_z(at, n)] == REACHED),
                tuple(n for n in ladder.steps[at].numbers if state.met[_z(at, n)] == NEAR),
            )
            for at in tally.values
        }

    def _told(
        self, state: _State | None, ladder: Ladder, tally: Tally, events: Sequence[Event]
    ) -> _State:
        """The state when all is posted; anew where durable-rules let go of an event."""
        for turn in range(1, TRIES + 1):
            try:
                state = state or self._begun(ladder, tally)
                self._post(state, tally, events)
            except _LetGoError as gone:
                self._forget(tally.nip)
                state = None
                if turn == TRIES:
                    detail = "an action was let go"
                    raise EvaluationError.of(
                        "backend-failed", nip=tally.nip, detail=detail
                    ) from gone
            except BaseException:
                self._forget(tally.nip)
                raise
            else:
                return state
        raise AssertionError

    def _begun(self, ladder: Ladder, tally: Tally) -> _State:
        shards = self._shards.get(ladder)
        if shards is None:
            shards = self._shards[ladder] = []
        shard = next((one for one in shards if one.takes(tally.nip)), None)
        if shard is None:
            shard = _Shard(self._engine, self._native, ladder, len(shards))
            shards.append(shard)
        state = self._states[tally.nip] = _State(shard, tally.month)
        state.met = shard.begin(tally.nip)
        return state

    @staticmethod
    def _post(state: _State, tally: Tally, events: Sequence[Event]) -> None:
        new = events[len(state.posted) :]
        if new:
            state.met = state.shard.post(tally.nip, new)
            state.posted.extend(new)
        for at, value in tally.values.items():
            if state.met[_n(at)] != value:
                detail = f"{_n(at)} = {state.met[_n(at)]}, {value}"
                raise EvaluationError.of("backend-failed", nip=tally.nip, detail=detail)

    def _forget(self, nip: str) -> None:
        state = self._states.pop(nip, None)
        if state is not None:
            state.shard.delete(nip)

    def close(self) -> None:
        """Delete every state and ruleset."""
        for nip in list(self._states):
            self._forget(nip)
        for shards in self._shards.values():
            for shard in shards:
                shard.close()
        self._shards.clear()


def _goes_on(
    state: _State,
    ladder: Ladder,
    month: Month,
    events: Sequence[Event],
    shards: Mapping[Ladder, Sequence[_Shard]],
) -> bool:
    """Whether what was posted is the beginning of what counts now."""
    same = state.month == month and state.shard in shards.get(ladder, ())
    return same and state.posted == list(events[: len(state.posted)])


def _check_sums(events: Sequence[Event]) -> None:
    sums: dict[int, int] = {}
    for event in events:
        sums[event.counter] = sums.get(event.counter, 0) + event.amount
        for number in (event.amount, sums[event.counter]):
            if abs(number) > HIGHEST:
                raise _too_large(number)


def _too_large(number: int) -> Exception:
    return RequestError.of("backend-too-large", backend="durable", number=number, highest=HIGHEST)


# ---------------------------------------------------------------- rules as data
def _n(at: int) -> str:
    return f"n{at}"


def _z(at: int, number: int) -> str:
    return f"z{at}_{number}"


def definition(ladder: Ladder) -> dict[str, Any]:
    """The rules: one that counts, and four for each number, with whole numbers alone.

    A number is far, near or reached, and a rule moves it to the next of these.

    Raises:
        RequestError: a number is too large for a C `long`, or there are more than one holds
            [backend-too-large, backend-too-many].
    """
    rules: dict[str, Any] = {"count": {"all": [{"m": {"$ex": {"counter": 1}}}]}}
    for at, number, margin in _numbers(ladder):
        if number + margin > HIGHEST:
            raise _too_large(number + margin)
        n, z = _n(at), _z(at, number)
        moves = (
            (FAR, {"$gte": {n: number - margin}}, NEAR),
            (NEAR, {"$gte": {n: number}}, REACHED),
            (NEAR, {"$lt": {n: number - margin}}, FAR),
            (REACHED, {"$lt": {n: number}}, NEAR),
        )
        for before, test, now in moves:
            rules[f"{z}: {before} {now}"] = {
                "all": [{"m": {"$and": [{z: before}, test, {"$s": 1}]}}]
            }
    held = sum(len(steps.numbers) for steps in ladder.steps)
    if held > NUMBERS:
        raise RequestError.of("backend-too-many", backend="durable", count=held, highest=NUMBERS)
    return rules


def _numbers(ladder: Ladder) -> Iterator[tuple[int, int, int]]:
    for at, steps in enumerate(ladder.steps):
        for number in steps.numbers:
            yield at, number, steps.margin


def _counted(c: Any) -> None:
    """Action of `count`."""
    n = _n(c.m.counter)
    c.s[n] = c.s[n] + c.m.amount


def _action(rule: str) -> Callable[[Any], None]:
    """What a rule does."""
    if rule == "count":
        return _counted
    z, now = rule.partition(": ")[0], int(rule[-1])

    def move(c: Any) -> None:
        c.s[z] = now

    return move


class _Shard:
    """One ruleset with its states.

    Args:
        turn: How many of the same rules there are already.
    """

    def __init__(self, engine: Any, native: Any, ladder: Ladder, turn: int) -> None:
        rules = definition(ladder)
        said = hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()
        self.name = f"masker-{ladder.digest.rpartition(':')[2][:16]}-{said[:16]}-{turn}"
        self._native = native
        self._room = PEOPLE
        self._whole: set[str] = set()
        self._first = {_n(at): 0 for at in range(len(ladder.steps))}
        self._first |= {_z(at, number): FAR for at, number, _ in _numbers(ladder)}
        self._stopped: list[BaseException] = []
        told = {name: {**rule, "run": self._heard(_action(name))} for name, rule in rules.items()}
        # A ruleset of its own, without a host: that would start threads which never end.
        self._rules = engine.Ruleset(self.name, None, told)

    def _heard(self, action: Callable[[Any], None]) -> Callable[[Any], None]:
        """An action in which Ctrl-C is not swallowed."""

        def run(c: Any) -> None:
            try:
                action(c)
            except Exception:
                raise
            except BaseException as stop:
                self._stopped.append(stop)
                raise

        return run

    def takes(self, nip: str) -> bool:
        """Whether there is room for somebody, and no other whom the ruleset takes for them."""
        if not self._room:
            return False
        try:
            self._rules.get_state(nip)
        except self._native.error:
            return True
        return False

    def begin(self, nip: str) -> Mapping[str, int]:
        """A new state; an event that counts nothing makes it one that can be deleted."""
        self._room -= 1
        with _checked(nip):
            self._do(self._rules.update_state({"sid": nip, **self._first}), nip)
        found = self.post(nip, [Event(0, 0, 0)])
        self._whole.add(nip)
        return found

    def post(self, nip: str, events: Sequence[Event]) -> Mapping[str, int]:
        """Tell events one by one; the state afterwards."""
        with _checked(nip):
            for event in events:
                told = {"sid": nip, "counter": event.counter, "amount": event.amount}
                self._do(self._rules.assert_event(told), nip)
            found: dict[str, int] = self._rules.get_state(nip)
        return found

    def _do(self, handle: int, nip: str) -> None:
        """Let rules fire until none does."""
        ended: list[tuple[object, Mapping[str, Any] | None]] = []
        self._rules.do_actions(handle, lambda error, state: ended.append((error, state)))
        if self._stopped:
            raise self._stopped.pop()
        if not ended:
            raise _LetGoError
        for error, state in ended:
            if isinstance(error, BaseException) and not isinstance(error, Exception):
                raise error
            wrong = error or (state or {}).get("exception")
            if wrong:
                raise EvaluationError.of("backend-failed", nip=nip, detail=str(wrong))

    def delete(self, nip: str) -> None:
        """Delete a state; one that never came to be whole stays where it is."""
        if nip in self._whole:
            self._whole.discard(nip)
            with _checked(nip):
                self._rules.delete_state(nip)
            self._room += 1

    def close(self) -> None:
        """Delete the ruleset, when its states are gone."""
        self._native.delete_ruleset(self._rules._handle)  # noqa: SLF001  (there is no other door)


@contextmanager
def _checked(nip: str) -> Iterator[None]:
    """Errors of durable-rules as ours, and its deprecations as nobody's here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            yield
        except (EvaluationError, _LetGoError):
            raise
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
            raise EvaluationError.of("backend-failed", nip=nip, detail=detail) from error
