"""What results were computed with, told when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from masker_rules._version import __version__
from masker_rules.calendars import Calendar
from masker_rules.engine.columns import SCHEMA
from masker_rules.engine.profile import Profile
from masker_rules.engine.versions import used_versions
from masker_rules.facts import Vocabulary
from masker_rules.periods import Month

__all__ = ["Header"]


class _Counted(Protocol):
    """What a header tells of a pack."""

    @property
    def digest(self) -> str: ...

    def counts(self) -> Mapping[str, int]: ...


class _Worded(Protocol):
    """A pack that can be told in the words of a regulation."""

    def under(self, vocabulary: Vocabulary) -> _Counted: ...


class Header(Mapping[str, Any]):
    """The header of a run: the version of the last period, and all if there are several.

    It is made at the first look at it, for the digest of a pack reads all of it.

    Args:
        holding: What computes each month.
        calendar: That of the last one.
        pack: In the words of the last one.
        after: Names of the packs on which this one looked back.
    """

    def __init__(
        self,
        holding: Mapping[Month, Profile],
        calendar: Calendar,
        pack: _Counted,
        after: Sequence[str] = (),
    ) -> None:
        self._of = holding, calendar, pack, tuple(after)

    def about(self, pack: _Worded, after: Sequence[str]) -> Header:
        """The same run told of another pack, and of the earlier ones that it looked back on."""
        holding, calendar, *_ = self._of
        return Header(holding, calendar, pack.under(holding[max(holding)].vocabulary), after)

    @cached_property
    def _told(self) -> dict[str, Any]:
        holding, calendar, pack, after = self._of
        periods: dict[Profile, list[str]] = {}
        for month, profile in holding.items():
            for version in used_versions(profile):
                periods.setdefault(version, []).append(str(month))
        told = _named(holding[max(holding)])
        if len(periods) > 1:
            told["versions"] = [
                {**_named(version), "periods": months} for version, months in periods.items()
            ]
        return {
            "masker": __version__,
            "schema": SCHEMA,
            "profile": told,
            "calendar": {
                "digest": calendar.digest,
                "estimated": list(calendar.estimated_years),
            },
            "pack": {
                "digest": pack.digest,
                "rows": dict(pack.counts()),
                **({"after": list(after)} if after else {}),
            },
        }

    def __getitem__(self, key: str) -> Any:
        return self._told[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)

    def __repr__(self) -> str:
        return repr(self._told)

    def __reduce__(self) -> tuple[Any, ...]:
        """As what it says: a pack does not travel with results."""
        return dict, (self._told,)


def _named(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "status": profile.status,
        "digest": profile.digest,
        "unconfirmed": list(profile.plan.unconfirmed),
        "granted_to_some": sorted(
            item.key
            for item in profile.plan.inputs.values()
            if item.granted_to_some and item.name in profile.program().facts
        ),
    }
