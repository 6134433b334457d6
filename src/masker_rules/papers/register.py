"""The lists of a month that were made before, so that nobody stands on two of them.

A file beside the papers holds number, people and sums of each list. Lists of drafts have a file
of their own: they pay nobody.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from masker_rules.errors import FactsError, Place, RequestError
from masker_rules.facts.aside import replace_file
from masker_rules.periods import Month
from masker_rules.texts import json_text

__all__ = ["ListSums", "Recorded", "Register", "kept_beside", "register_file"]

SCHEMA = "1"
#: Gross and net rupiah by nip, by list number, unit and kind of staff.
Recorded: TypeAlias = Mapping[tuple[int, str, str], dict[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class ListSums:
    """What one list of a unit and a kind of staff pays."""

    number: int
    unit: str
    staff: str
    people: int
    gross: int
    net: int


@dataclass(slots=True)
class Register:
    """The lists of one month.

    Attributes:
        month: Of performance, `2026-03`.
        lists: What each list pays whom.
        found: What stood in the file that it was read from; None where there was none.
    """

    month: str
    lists: Recorded = field(default_factory=dict)
    found: bytes | None = field(default=None, repr=False, compare=False)

    @classmethod
    def read(cls, path: Path, month: Month) -> Register:
        """What a file says; nothing where there is none.

        Raises:
            FactsError: it is no such file [lists-unreadable].
        """
        if not path.exists():
            return cls(str(month))
        try:
            found = path.read_bytes()
            return cls(str(month), dict(_lists(json.loads(found), str(month))), found)
        except (OSError, ValueError, KeyError, TypeError):
            raise FactsError.of("lists-unreadable", Place(path.name)) from None

    def take_back(self, number: int, units: Collection[str] = ()) -> None:
        """Forget a list, of some units or of all: it is made anew."""
        self.lists = {
            key: paid
            for key, paid in self.lists.items()
            if key[0] != number or (units and key[1] not in units)
        }

    def over(self, real: Register) -> None:
        """Put the lists that pay in place of the drafts of their numbers.

        A draft shows what a list would be, so that whoever stands on one that pays is not on it.
        """
        numbers = {number for number, _, _ in real.lists}
        own = {key: paid for key, paid in self.lists.items() if key[0] not in numbers}
        self.lists = {**own, **real.lists}

    def listed(self) -> dict[str, int]:
        """On which list each person stands."""
        return {nip: number for (number, _, _), paid in self.lists.items() for nip in paid}

    def put(
        self, number: int, unit: str, staff: str, paid: Iterable[tuple[str, int, int]]
    ) -> None:
        """Add to a list who is paid by it: nip, gross, net.

        People of one unit and kind of staff may be paid by several regulations: they stand on one
        list. What was there of its number before goes by :meth:`take_back`.
        """
        key = (number, unit, staff)
        more = {nip: (gross, net) for nip, gross, net in paid}
        self.lists = {**self.lists, key: {**self.lists.get(key, {}), **more}}

    def sums(self, unit: str, staff: str) -> list[ListSums]:
        """The lists of a unit and kind of staff by number."""
        return [
            ListSums(
                number,
                whose,
                kind,
                len(paid),
                sum(gross for gross, _ in paid.values()),
                sum(net for _, net in paid.values()),
            )
            for (number, whose, kind), paid in sorted(self.lists.items())
            if (whose, kind) == (unit, staff) and paid
        ]

    def write(self, path: Path) -> None:
        """Write it aside and rename it.

        Raises:
            RequestError: it cannot be written, or somebody else has made lists since it was read,
                whose people would be paid again [out-unusable, papers-record-changed].
        """
        if (path.read_bytes() if path.exists() else None) != self.found:
            raise RequestError.of("papers-record-changed", file=path.name)
        told = [
            {
                "list": number,
                "unit": unit,
                "staff": staff,
                "paid": {
                    nip: {"gross": gross, "net": net} for nip, (gross, net) in sorted(paid.items())
                },
            }
            for (number, unit, staff), paid in sorted(self.lists.items())
        ]
        made = {"lists": told, "month": self.month, "schema": SCHEMA}
        self.found = (json_text(made) + "\n").encode()
        replace_file(path, self.found)


def register_file(folder: Path, month: Month, *, draft: bool) -> Path:
    """`daftar-2026-03.json`, of drafts `daftar-2026-03-konsep.json`."""
    return folder / f"daftar-{month}{'-konsep' if draft else ''}.json"


def kept_beside(path: Path) -> Path:
    """Where a record stays that another takes the place of: `daftar-2026-03-lama.json`."""
    return path.with_name(f"{path.stem}-lama{path.suffix}")


def _lists(
    told: Mapping[str, Any], month: str
) -> Iterable[tuple[tuple[int, str, str], dict[str, tuple[int, int]]]]:
    if told["month"] != month or told["schema"] != SCHEMA:
        raise ValueError(month)
    for one in told["lists"]:
        paid = {nip: (int(p["gross"]), int(p["net"])) for nip, p in one["paid"].items()}
        yield (int(one["list"]), str(one["unit"]), str(one["staff"])), paid
