"""The lists of a month that were made before, so that nobody stands on two of them.

A file beside the papers holds number, people and sums of each list. Lists of drafts have a file
of their own: they pay nobody. So has each run beside the ordinary month, for who is paid by one
is not yet paid by another.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from masker_rules.errors import FactsError, Place, RequestError
from masker_rules.facts.aside import replace_file
from masker_rules.legal import Text
from masker_rules.papers.names import RUN, of_run
from masker_rules.periods import Month
from masker_rules.texts import LANGUAGES, json_text

__all__ = [
    "ListSums",
    "Recorded",
    "Register",
    "kept_beside",
    "register_file",
    "registers_beside",
]

SCHEMA = "1"
SUFFIX = ".json"
#: Behind the name of a record that another took the place of.
BEFORE = "-lama"
#: Of the ordinary month.
UNNAMED = Text("", "")
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
    """The lists of one month and run.

    Attributes:
        month: Of performance, `2026-03`.
        run: Of its own, such as `thr`; empty for the ordinary month.
        title: What people call the run.
        lists: What each list pays whom.
        found: What stood in the file that it was read from; None where there was none.
    """

    month: str
    run: str = ""
    title: Text = UNNAMED
    lists: Recorded = field(default_factory=dict)
    found: bytes | None = field(default=None, repr=False, compare=False)

    @classmethod
    def read(cls, path: Path, month: Month, run: str = "") -> Register:
        """What a file says; nothing where there is none.

        Raises:
            FactsError: it is no such file [lists-unreadable].
        """
        if not path.exists():
            return cls(str(month), run)
        try:
            return _read(path.read_bytes(), str(month), run)
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
        made: dict[str, Any] = {"lists": told, "month": self.month, "schema": SCHEMA}
        if self.run:
            title = {lang: self.title.get(lang) for lang in LANGUAGES}
            made |= {"run": self.run, "title": title}
        self.found = (json_text(made) + "\n").encode()
        replace_file(path, self.found)


def register_file(folder: Path, month: Month, run: str = "", *, draft: bool) -> Path:
    """`daftar-2026-03.json`, of drafts `daftar-2026-03-konsep.json`; `--thr` behind of a run."""
    return folder / f"{_stem(month, draft=draft)}{of_run(run)}{SUFFIX}"


def _stem(month: Month, *, draft: bool) -> str:
    return f"daftar-{month}{'-konsep' if draft else ''}"


def registers_beside(
    folder: Path, month: Month, run: str = "", *, draft: bool
) -> tuple[Register, ...]:
    """What the other runs of a month have paid, as their records in the folder say; by name.

    Beside papers that may be paid a draft is nothing: it pays nobody. Beside a draft one stands
    where there is nothing else.

    Raises:
        FactsError: one of them is no such file [lists-unreadable].
    """
    found: dict[str, Path] = {}
    for stands in (False, True) if draft else (False,):
        stem = _stem(month, draft=stands)
        for path in folder.glob(f"{stem}*{SUFFIX}"):
            behind = path.name.removeprefix(stem).removesuffix(SUFFIX)
            name = behind.removeprefix(RUN)
            if behind == of_run(name) and name != run and not name.endswith(BEFORE):
                found.setdefault(name, path)
    return tuple(Register.read(found[name], month, name) for name in sorted(found))


def _read(raw: bytes, month: str, run: str) -> Register:
    told = json.loads(raw)
    if (told["month"], told["schema"], told.get("run", "")) != (month, SCHEMA, run):
        raise ValueError(month)
    title = Text(*(str(told["title"][lang]) for lang in LANGUAGES)) if run else UNNAMED
    return Register(month, run, title, dict(_lists(told["lists"])), raw)


def kept_beside(path: Path) -> Path:
    """Where a record stays that another takes the place of: `daftar-2026-03-lama.json`."""
    return path.with_name(f"{path.stem}{BEFORE}{path.suffix}")


def _lists(
    told: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[tuple[int, str, str], dict[str, tuple[int, int]]]]:
    for one in told:
        paid = {nip: (int(p["gross"]), int(p["net"])) for nip, p in one["paid"].items()}
        yield (int(one["list"]), str(one["unit"]), str(one["staff"])), paid
