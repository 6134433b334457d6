"""Who works in the invented offices of the example; what happens to them stands in `people.csv`.

Every person, number, post and place is invented. A story is a list of entries `days what`:

    3 in 08:12:40        the in punch of the 3rd is at that time (`in -`: there is none)
    11 out -             the out punch of the 11th is missing
    17 -                 no punch at all
    12-13 TLD            an operator entered `TLD` for both days; nobody punched
    9 TLD+               the same, but the punches of the day are there too
    5 Izin 2             the row was rejected (`0`: it waits)
    5 out 15:02:11 2     the punch was rejected (`0`: it waits)
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

__all__ = ["BADAN", "DINAS", "MACHINES", "PEOPLE", "PLACES", "PUSKESMAS", "SEKOLAH", "Person"]

DINAS, BADAN, KELURAHAN = "Dinas Pesisir Contoh", "Badan Data Contoh", "Kelurahan Contoh"
PUSKESMAS, SEKOLAH = "Puskesmas Contoh", "SMP Contoh"

#: Latitude and longitude in ten-millionths of a degree.
PLACES = {
    DINAS: (-13102400, 1232931500),
    BADAN: (-13077100, 1232899800),
    KELURAHAN: (-13140600, 1232952300),
    PUSKESMAS: (-13159000, 1232967000),
    SEKOLAH: (-13120800, 1232874100),
}

#: Offices that punch at a machine, and the machine's number; the others use the app.
MACHINES = {PUSKESMAS: 1, SEKOLAH: 2}


class Person(NamedTuple):
    """A line of `people.csv`; `tpp` in rupiah, `capaian` empty where it was not delivered."""

    nip: str
    name: str
    category: str
    grade: str
    job_class: str
    position: str
    unit: str
    tpp: str
    capaian: str
    service_start: str
    service_end: str
    story: str


def _read() -> tuple[Person, ...]:
    path = Path(__file__).parent / "banggai-kepulauan-2026-03" / "people.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(Person(**row) for row in csv.DictReader(stream))


PEOPLE = _read()
