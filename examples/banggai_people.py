"""Who works in the invented offices of the example, and what happens to them in March 2026.

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

from typing import NamedTuple

__all__ = ["MACHINES", "PEOPLE", "PLACES", "Person"]

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

#: Offices that punch at a machine, and the machine's number.
MACHINES = {PUSKESMAS: 1, SEKOLAH: 2}


class Person(NamedTuple):
    """One person; `tpp` in rupiah, `capaian` as a pack writes it (empty: not delivered)."""

    nip: str
    name: str
    category: str
    grade: str
    job_class: int
    position: str
    unit: str
    tpp: int
    capaian: str
    story: str = ""
    more: dict[str, str] = {}  # noqa: RUF012  (further columns of employees; never changed)


ANALIS, PENGELOLA, KASUBBAG = "Analis Contoh", "Pengelola Contoh", "Kepala Subbagian Contoh"
GURU, PERAWAT = "Guru Contoh", "Perawat Contoh"

PEOPLE = (
    # --- Dinas Pesisir Contoh: the app
    Person("198504122010011901", "Contoh Anggrek", "PNS", "III/c", 8, ANALIS, DINAS, 4275500, "92.5%",
           "3 in 08:12:40; 10 in 08:45:05; 11 out -; 12-13 TLD; 17 -; 26 out 15:40:00"),
    Person("198011032006042902", "Contoh Bakau", "PNS", "III/d", 9, KASUBBAG, DINAS, 5120750, "100%"),
    Person("198207192009011903", "Contoh Cemara", "PNS", "III/b", 7, ANALIS, DINAS, 3650250, "100%",
           "2 in 08:00:59; 3 in 08:01:00; 4 in 08:30:59; 5 in 08:31:00;"
           "9 in 09:00:59; 10 in 09:01:00; 11 in 09:30:59; 12 in 09:31:00"),
    Person("198808082014022904", "Contoh Dahlia", "PNS", "III/a", 7, ANALIS, DINAS, 3650250, "96%",
           "2 out 14:59:01; 3 out 14:59:00; 4 out 14:30:00; 5 out 14:29:00;"
           "9 out 14:00:00; 10 out 13:59:00; 11 out 13:30:00; 12 out 13:29:00"),
    Person("197502282003121905", "Contoh Eboni", "PNS", "IV/b", 12, "Sekretaris Contoh", DINAS, 9875001, "98.25%",
           "25 -; 30 Alpa"),
    Person("199101052019032906", "Contoh Flamboyan", "PNS", "III/a", 7, ANALIS, DINAS, 3650250, "90%",
           "9-11 Cuti"),
    Person("198909302015031907", "Contoh Gaharu", "PNS", "II/d", 6, PENGELOLA, DINAS, 2980400, "95%",
           "4-5 Sakit; 16 in 08:45:30"),
    Person("199402142020121908", "Contoh Jati", "PNS", "II/c", 6, PENGELOLA, DINAS, 2980400, "88%",
           "25-27 TLD; 6 TDD"),
    Person("198601232011012909", "Contoh Kenanga", "PNS", "III/c", 8, ANALIS, DINAS, 4275500, "91%",
           "26 TDD 0; 13 Izin 2"),
    Person("197912112005021910", "Contoh Lontar", "PNS", "III/d", 9, KASUBBAG, DINAS, 5120750, "100%",
           "12 out 11:32:10; 26 in 11:40:00"),
    Person("199507072022212911", "Contoh Mahoni", "PPPK", "IX", 8, ANALIS, DINAS, 3900333, "87.5%",
           "5 out 15:04:20 2; 9 in 07:41:12 0"),
    Person("199803162023211912", "Contoh Nipah", "PPPK", "VII", 6, PENGELOLA, DINAS, 2500999, "100%",
           "3 out -; 4 out -; 10 in -"),
    # --- Badan Data Contoh: the app, down on the morning of the 12th
    Person("198305252008011913", "Contoh Oleander", "PNS", "III/d", 9, KASUBBAG, BADAN, 5120750, "97%"),
    Person("199006182016012914", "Contoh Palem", "PNS", "III/b", 8, ANALIS, BADAN, 4275500, "94%",
           "12 -; 31 in 07:58:00"),
    Person("198712012012011915", "Contoh Randu", "PNS", "III/a", 7, ANALIS, BADAN, 3650250, "93%",
           "16 in 08:05:00"),
    Person("198410102009042916", "Contoh Sengon", "PNS", "III/c", 8, ANALIS, DINAS, 4275500, "100%",
           "10 in 08:20:00; 31 in 07:45:30"),
    Person("200002292026031917", "Contoh Tanjung", "CPNS", "III/a", 7, ANALIS, BADAN, 2920200, "100%",
           "27 out 16:20:00", {"service_start": "2026-03-09"}),
    Person("196803131990031918", "Contoh Ulin", "PNS", "IV/a", 11, "Kepala Bidang Contoh", BADAN, 7650000, "100%",
           "6 in 09:10:00", {"service_end": "2026-03-13"}),
    Person("199211222019031919", "Contoh Waru", "PNS", "III/b", 7, ANALIS, BADAN, 3650250, "",
           "4 in 08:33:00"),
    Person("198107042007012920", "Contoh Yodium", "PNS", "III/d", 9, KASUBBAG, BADAN, 5120750, "99%",
           "9 TLD+; 10 TLD"),
    Person("197306062000031921", "Contoh Zaitun", "PNS", "IV/c", 13, "Kepala Badan Contoh", BADAN, 12500000, "100%"),
    Person("199305152018012922", "Contoh Akasia", "PNS", "III/a", 7, ANALIS, BADAN, 3650250, "100%",
           "2-31 Cuti"),
    Person("199609092021212923", "Contoh Beringin", "PPPK", "IX", 8, ANALIS, BADAN, 3900333, "82%",
           "16-31 Cuti"),
    Person("200104172025042924", "Contoh Ceri", "CPNS", "II/c", 6, PENGELOLA, BADAN, 2384320, "100%",
           "30 in 07:42:00"),
    Person("199707012024211925", "Contoh Duku", "PPPK", "V", 5, PENGELOLA, BADAN, 2100777, "75.5%",
           "9-17 -; 25-27 -; 30-31 -"),
    # --- Kelurahan Contoh: the app
    Person("198202092008012926", "Contoh Enau", "PNS", "III/d", 9, "Lurah Contoh", KELURAHAN, 5120750, "100%",
           "30 Cuti"),
    Person("199010102017031927", "Contoh Gambir", "PNS", "II/b", 5, PENGELOLA, KELURAHAN, 2650150, "90%",
           "3 in 08:31:00; 25 out 15:29:00"),
    Person("199912312025011928", "Contoh Jambu", "NON_ASN", "", 0, "Tenaga Contoh", KELURAHAN, 0, ""),
    # --- Puskesmas Contoh: rosters, a machine whose keys are used
    Person("198703032011012929", "Contoh Kemuning", "PNS", "III/c", 8, PERAWAT, PUSKESMAS, 4100200, "100%"),
    Person("199104042015032930", "Contoh Lavender", "PNS", "III/b", 7, PERAWAT, PUSKESMAS, 3700100, "95%",
           "3 in 21:17:00"),
    Person("199505052019032931", "Contoh Melati", "PNS", "II/d", 6, PERAWAT, PUSKESMAS, 3050800, "92%",
           "21 in 07:31:00"),
    Person("199806062023212932", "Contoh Nusa", "PPPK", "VII", 6, PERAWAT, PUSKESMAS, 2750450, "90%",
           "8 out -"),
    Person("199207072020121933", "Contoh Pandan", "PNS", "III/a", 7, PERAWAT, PUSKESMAS, 3700100, "100%",
           "14 -"),
    Person("198908082014022934", "Contoh Rotan", "PNS", "III/b", 7, PERAWAT, PUSKESMAS, 3700100, "98%"),
    # --- SMP Contoh: a six-day week, a machine whose keys are not used
    Person("198001012005011935", "Contoh Salam", "PNS", "IV/a", 10, "Kepala Sekolah Contoh", SEKOLAH, 4900000, "100%"),
    Person("198502022010012936", "Contoh Teratai", "PNS", "III/d", 9, GURU, SEKOLAH, 3300300, "100%",
           "7 in 07:52:00"),
    Person("199003032016031937", "Contoh Vanili", "PNS", "III/b", 8, GURU, SEKOLAH, 3100100, "97.5%",
           "14 -; 27 out 10:59:00"),
    Person("199404042020122938", "Contoh Widuri", "PNS", "III/a", 8, GURU, SEKOLAH, 3100100, "94%",
           "4-6 -"),
    Person("199605052022212939", "Contoh Xilem", "PPPK", "IX", 8, GURU, SEKOLAH, 2900700, "89%",
           "28 in 07:31:00"),
    Person("199806162024211940", "Contoh Zamrud", "PPPK", "IX", 8, GURU, SEKOLAH, 2900700, "93%"),
)  # fmt: skip
