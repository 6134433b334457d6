"""Rows set aside that name nobody in the session, and whom they may be about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from masker_rules.engine.people import people_of
from masker_rules.engine.profile import Profile
from masker_rules.engine.remarks import general_rows
from masker_rules.engine.speaking import speaking
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.identity import Damaged, lacks_nip
from masker_rules.watch.holding import Held

__all__ = ["Heard", "RowsOfNobody"]


@dataclass(frozen=True)
class Heard:
    """What rows set aside may say under one regulation.

    Attributes:
        common: Of anybody.
        by_nip: Of one person.
    """

    common: tuple[object, ...]
    by_nip: Mapping[str, Sequence[SetAside]]

    def differs(self, other: Heard, nip: str) -> bool:
        """Whether they say something else of a person."""
        if self is other:
            return False
        own, theirs = (one.by_nip.get(nip, ()) for one in (self, other))
        return self.common != other.common or own != theirs


class RowsOfNobody:
    """Looks at rows of nobody again only where something changed that they hang on.

    Args:
        held: The facts.
    """

    def __init__(self, held: Held) -> None:
        self._held, self._turn = held, -1
        self._outline = Pack.of_rows({})
        self._people: Sequence[str] = ()
        self._under: dict[Profile, Pack] = {}
        self._heard: dict[Profile, Heard] = {}

    def _look(self) -> None:
        if self._turn != self._held.turns:
            self._turn, self._outline = self._held.turns, self._held.outline()
            self._people = people_of(self._outline, None)
            self._under.clear()
            self._heard.clear()

    @property
    def people(self) -> Sequence[str]:
        """Everybody who has a result, in order."""
        self._look()
        return self._people

    def speaking(self, profile: Profile, pack: Pack) -> list[SetAside]:
        """Rows set aside of a part of what holds that may speak of anybody in it."""
        return speaking(profile, pack, self._whole(profile))

    def heard(self, profile: Profile) -> Heard:
        """What they may say of everybody under a regulation."""
        self._look()
        if profile not in self._heard:
            self._heard[profile] = _heard(profile, self._whole(profile), self._people)
        return self._heard[profile]

    def _whole(self, profile: Profile) -> Pack:
        self._look()
        if profile not in self._under:
            self._under[profile] = self._outline.under(profile.vocabulary)
        return self._under[profile]


def _heard(profile: Profile, whole: Pack, people: Sequence[str]) -> Heard:
    lost = [one for one in whole.set_aside if one.nip is None and not one.is_repeat]
    # A row for a whole month, or of anybody's employees, may be told wherever it is.
    common: list[object] = [one for one in lost if one.table in ("complete", "employees")]
    common.append(general_rows(whole.set_aside))
    by_text: dict[str, list[SetAside]] = {}
    by_nip: dict[str, list[SetAside]] = {}
    for one in speaking(profile, whole):
        if lacks_nip(one):
            by_text.setdefault(one.number, []).append(one)
        elif one.nip is None:
            common.append(one)
        else:
            by_nip.setdefault(one.nip, []).append(one)
    texts = Damaged(by_text, people)
    for nip in people if by_text else ():
        for text in texts.of(nip):
            by_nip.setdefault(nip, []).extend(by_text[text])
    return Heard(tuple(common), by_nip)
