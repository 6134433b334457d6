"""Which person a PIN of a machine belonged to on which day: PINs are given out again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from masker_rules.errors import FactsError, Place, Problems
from masker_rules.facts.cells import date_value, fold
from masker_rules.facts.csvtables import CsvTable
from masker_rules.facts.findings import CellError
from masker_rules.facts.nip import NIP_LENGTH, nip_value
from masker_rules.facts.office.common import Report, read_office

__all__ = ["PinMap"]

_COLUMNS = ("pin", "nip", "valid_from", "valid_until")


@dataclass(frozen=True, slots=True)
class _Holder:
    nip: str
    first: dt.date
    last: dt.date


class PinMap:
    """PINs with the persons who held them; a PIN that is itself a NIP needs no entry."""

    def __init__(self, holders: dict[str, list[_Holder]]) -> None:
        self._holders = holders

    @classmethod
    def read(cls, path: Path | None, report: Report) -> PinMap:
        """The map at `path`; wrong rows are set aside in `report` as table `pins`.

        Raises:
            FactsError: the columns pin or nip are missing [missing-column].
        """
        if path is None:
            return cls({})
        table = CsvTable(read_office(path, "pins.csv"), path.name)
        slots = {fold(title): at for at, title in enumerate(table.header)}
        problems = Problems()
        for name in _COLUMNS[:2]:
            if name not in slots:
                place = Place(path.name, 1)
                problems.add("missing-column", place, table="pins", column=name)
        problems.raise_if_any(FactsError)
        holders: dict[str, list[_Holder]] = {}
        for line, cells in table.records():
            try:
                if isinstance(cells, CellError):
                    raise cells
                row = {name: str(cells[at]).strip() for name, at in slots.items()}
                pin, holder = _entry(row)
            except CellError as bad:
                report.aside(Place(path.name, line), bad.code, table="pins", params=bad.params)
            else:
                holders.setdefault(pin, []).append(holder)
        return cls(holders)

    def holder(self, pin: str, day: dt.date) -> str:
        """NIP of who held `pin` on `day`; leading zeros count.

        Raises:
            CellError: nobody did [pin-unmapped], or several [pin-ambiguous].
        """
        found = {h.nip for h in self._holders.get(pin, ()) if h.first <= day <= h.last}
        if len(found) == 1:
            return found.pop()
        if found:
            raise CellError("pin-ambiguous", nips=", ".join(sorted(found)))
        if len(pin) == NIP_LENGTH and pin not in self._holders:
            return str(nip_value(pin))
        raise CellError("pin-unmapped", day=day.isoformat())

    def only_holder(self, pin: str) -> str:
        """NIP of the only person who ever held `pin`; "" where that is not known."""
        found = {holder.nip for holder in self._holders.get(pin, ())}
        return found.pop() if len(found) == 1 else ""

    def __len__(self) -> int:
        return len(self._holders)


def _entry(row: dict[str, str]) -> tuple[str, _Holder]:
    nip = nip_value(row["nip"])
    if not row["pin"] or nip is None:
        raise CellError("missing-value", "pin" if nip else "nip")
    first, last = row.get("valid_from", ""), row.get("valid_until", "")
    begin = date_value(first) if first else dt.date.min
    end = date_value(last) if last else dt.date.max
    if end < begin:
        raise CellError("swapped-range", begin="valid_from", end="valid_until")
    return row["pin"], _Holder(nip, begin, end)
