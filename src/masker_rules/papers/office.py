"""`office.yaml`: what papers say of the office that no table of a pack holds.

What it leaves out is a line to fill by hand, never an invention.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from masker_rules import yamltext
from masker_rules.errors import FactsError, MaskerRulesError, Place, Problems
from masker_rules.facts.definition import definition
from masker_rules.facts.sources import file_bytes, is_url, readable
from masker_rules.facts.vocabulary import nearest
from masker_rules.papers.people import STAFF
from masker_rules.periods import Month, parse_date

__all__ = [
    "FILE",
    "NUMBERED",
    "Office",
    "office_beside",
    "office_given",
    "office_of",
    "read_office",
]

_Key = TypeVar("_Key", int, str)

FILE = "office.yaml"
#: Where a mistake stands that was typed.
TYPED = "--say"
#: Papers that have a number.
NUMBERED = ("cover", "sptjm", "nominative")
#: An account of the budget: groups of digits parted by points.
_CODE = re.compile(r"[0-9]+(?:\.[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Office:
    """What an office says of itself.

    Attributes:
        letterhead: Lines above a letter.
        place: Where papers are signed, `Salakan`.
        pay_month: In which the month is paid.
        date: Of the papers.
        numbers: Number of a paper by kind, `cover`, or by kind and staff, `cover.pppk`.
        codes: Account of the budget by line of pay, or by component of the amount.
        roles: What an official signs as, by role of the table `officials`.
        lists: What holds of a supplementary list, by its number.
        runs: What holds of a run beside the ordinary month, by its name.
        units: What other offices say, by unit.
    """

    letterhead: tuple[str, ...] = ()
    place: str = ""
    pay_month: Month | None = None
    date: date | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[int, Office] = field(default_factory=dict)
    runs: Mapping[str, Office] = field(default_factory=dict)
    units: Mapping[str, Office] = field(default_factory=dict)

    def of(self, unit: str) -> Office:
        """What holds of a unit: its own words, and those of all where it says nothing."""
        own = self.units.get(unit)
        return self if own is None else self._under(own)

    def over(self, file: Office) -> Office:
        """What was typed, and what a file says where nothing was."""
        return replace(file._under(self), units={**file.units, **self.units})

    def of_run(self, name: str) -> Office:
        """What holds of a run: its own month of payment, day, numbers and lists, or none yet."""
        if not name:
            return self
        bare = replace(self, pay_month=None, date=None, numbers={}, lists={})
        return bare._under(self.runs.get(name, Office()))  # noqa: SLF001  (its own)

    def of_list(self, number: int) -> Office:
        """What holds of a list: a supplementary one has its own numbers and day, or none yet."""
        if number == 1:
            return self
        bare = replace(self, date=None, numbers={})
        return bare._under(self.lists.get(number, Office()))  # noqa: SLF001  (its own)

    def _under(self, own: Office) -> Office:
        return Office(
            own.letterhead or self.letterhead,
            own.place or self.place,
            own.pay_month or self.pay_month,
            own.date or self.date,
            {**self._numbers_beside(own), **own.numbers},
            {**self.codes, **own.codes},
            {**self.roles, **own.roles},
            _over(self.lists, own.lists),
            _over(self.runs, own.runs),
        )

    def _numbers_beside(self, own: Office) -> Mapping[str, str]:
        """The numbers of all that a unit has no word against, be it one for each kind of staff."""
        said = {key.partition(".")[0] for key in own.numbers}
        return {k: v for k, v in self.numbers.items() if k.partition(".")[0] not in said}


def _over(below: Mapping[_Key, Office], own: Mapping[_Key, Office]) -> Mapping[_Key, Office]:
    """What is said of each list or run; what its own words leave out is that of all."""
    none = Office()
    return {
        key: below.get(key, none)._under(own.get(key, none))  # noqa: SLF001  (its own)
        for key in {**below, **own}
    }


def office_beside(pack: str | Path) -> Path | None:
    """The file that stands in a pack or beside it; None where there is none."""
    if isinstance(pack, str) and is_url(pack):
        return None
    path = Path(pack)
    known = ([path / FILE] if path.is_dir() else []) + [path.resolve().parent / FILE]
    return next((one for one in known if one.is_file()), None)


def office_given(
    pack: str | Path, file: str | Path | None = None, typed: Sequence[str] = ()
) -> Office:
    """What an office says of itself: what was typed before what stands in its file.

    Args:
        pack: In or beside which the file stands, where none is named.
        file: Its file; None where none is named.
        typed: As :func:`office_of` takes it.

    Raises:
        FactsError: as :func:`read_office`.
    """
    beside = file or office_beside(pack)
    said = read_office(beside) if beside is not None else Office()
    return office_of(typed).over(said) if typed else said


def read_office(path: str | Path) -> Office:
    """What stands in an `office.yaml`.

    Raises:
        FactsError: it is no YAML or cannot be read, or says what it cannot say, each with its
            place [yaml-*, office-unknown-key, office-not-so].
    """
    file = Path(path)
    with readable(file):
        data = file_bytes(file)
    return _read(data, file.name)


def office_of(words: Iterable[str]) -> Office:
    """What was typed of an office: `place: Salakan`, each as it would stand in `office.yaml`.

    Raises:
        FactsError: as :func:`read_office`.
    """
    return _read("\n".join(words).encode(), TYPED)


def _read(data: bytes, name: str) -> Office:
    problems = Problems()
    found = _office(yamltext.parse_yaml(data, name, FactsError), problems)
    problems.raise_if_any(FactsError)
    return found


def _office(node: yamltext.Node, problems: Problems, without: Iterable[str] = ()) -> Office:
    doors: dict[str, Callable[[str, yamltext.Node, Problems], Any]] = {
        "letterhead": _lines,
        "place": _text,
        "pay_month": _month,
        "date": _day,
        "numbers": _numbers,
        "codes": _codes,
        "roles": _roles,
        "lists": _lists,
        "runs": _runs,
        "units": _units,
    }
    for key in without:
        del doors[key]
    said: dict[str, Any] = {}
    for key, place, child in _items("office", node, problems):
        if key in doors:
            said[key] = doors[key](key, child, problems)
        else:
            _unknown(key, doors, place, problems)
    return replace(Office(), **{key: value for key, value in said.items() if value is not None})


def _unknown(key: str, known: Mapping[str, object], place: Place, problems: Problems) -> None:
    near = nearest(key, known) or "-"
    problems.add("office-unknown-key", place, key=key, nearest=near, known=", ".join(known))


def _items(
    key: str, node: yamltext.Node, problems: Problems
) -> Iterator[tuple[str, Place, yamltext.Node]]:
    if isinstance(node, yamltext.Mapping):
        yield from node.items()
    elif not isinstance(node, yamltext.Scalar) or node.text.strip():
        _not_so(key, "mapping", node.place, problems)


def _not_so(key: str, kind: str, place: Place, problems: Problems) -> None:
    problems.add("office-not-so", place, key=key, kind=kind)


def _text(key: str, node: yamltext.Node, problems: Problems) -> str | None:
    if isinstance(node, yamltext.Scalar):
        return node.text.strip()
    _not_so(key, "text", node.place, problems)
    return None


def _lines(key: str, node: yamltext.Node, problems: Problems) -> tuple[str, ...] | None:
    nodes = node.items if isinstance(node, yamltext.Sequence) else (node,)
    found = [_text(key, one, problems) for one in nodes]
    return tuple(one for one in found if one)


def _month(key: str, node: yamltext.Node, problems: Problems) -> Month | None:
    text = _text(key, node, problems)
    try:
        return Month.parse(text) if text else None
    except MaskerRulesError:
        _not_so(key, "month", node.place, problems)
        return None


def _day(key: str, node: yamltext.Node, problems: Problems) -> date | None:
    text = _text(key, node, problems)
    try:
        return parse_date(text) if text else None
    except (TypeError, ValueError):
        _not_so(key, "date", node.place, problems)
        return None


def _numbers(key: str, node: yamltext.Node, problems: Problems) -> dict[str, str]:
    """A number per kind of paper, or for each kind of staff one: `cover: {pns: 1, pppk: 2}`."""
    found: dict[str, str] = {}
    for kind, place, child in _items(key, node, problems):
        name = f"{key}.{kind}"
        if kind not in NUMBERED:
            _unknown(name, {f"{key}.{one}": None for one in NUMBERED}, place, problems)
        elif isinstance(child, yamltext.Mapping):
            own = _texts(name, child, problems, STAFF)
            found |= {f"{kind}.{staff}": number for staff, number in own.items()}
        elif number := _text(name, child, problems):
            found[kind] = number
    return found


def _roles(key: str, node: yamltext.Node, problems: Problems) -> dict[str, str]:
    column = definition().every["officials"].columns
    words = next(one.words for one in column if one.name == "role")
    return _texts(key, node, problems, words)


def _texts(
    key: str, node: yamltext.Node, problems: Problems, keys: Iterable[str]
) -> dict[str, str]:
    known = dict.fromkeys(keys)
    found = {}
    for kind, place, child in _items(key, node, problems):
        if kind not in known:
            _unknown(f"{key}.{kind}", {f"{key}.{one}": None for one in known}, place, problems)
        elif text := _text(f"{key}.{kind}", child, problems):
            found[kind] = text
    return found


def _codes(key: str, node: yamltext.Node, problems: Problems) -> dict[str, str]:
    found = {}
    for line, _, child in _items(key, node, problems):
        text = _text(f"{key}.{line}", child, problems)
        if text is None:
            continue
        if _CODE.fullmatch(text):
            found[line] = text
        else:
            _not_so(f"{key}.{line}", "code", child.place, problems)
    return found


def _lists(key: str, node: yamltext.Node, problems: Problems) -> dict[int, Office]:
    found = {}
    for number, place, child in _items(key, node, problems):
        if number.isdecimal() and int(number) > 1:
            found[int(number)] = _office(child, problems, ("lists", "runs", "units"))
        else:
            _unknown(f"{key}.{number}", {f"{key}.2": None}, place, problems)
    return found


def _units(key: str, node: yamltext.Node, problems: Problems) -> dict[str, Office]:
    return {
        unit: _office(child, problems, ("units",))
        for unit, _, child in _items(key, node, problems)
    }


def _runs(key: str, node: yamltext.Node, problems: Problems) -> dict[str, Office]:
    return {
        name: _office(child, problems, ("runs", "units"))
        for name, _, child in _items(key, node, problems)
    }
