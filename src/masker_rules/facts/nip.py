"""The NIP as text: what is believed, what is trimmed, what is set aside.

Shape: 18 digits, birth date `YYYYMMDD`, month of appointment `YYYYMM`, sex (1 or 2), serial of
three digits; printed `19850101 201001 1 001`. A PPPK number has the same length, but its middle
six digits are no month of appointment.

Legal source:
    Perka BKN 22/2007 and 43/2007.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from masker_rules.facts.findings import CellError

__all__ = ["NIK_LENGTH", "NIP_LENGTH", "nip_doubts", "nip_value", "written_nip"]

NIP_LENGTH = 18
NIK_LENGTH = 16
_OTHER = range(8, 21)
_PRINTED = [8, 6, 1, 3]
_QUOTES = "'`\u2018\u2019"


@lru_cache(maxsize=1 << 16)
def nip_value(text: str) -> str | None:
    """The number without the blanks and quote marks that protect it from spreadsheets.

    Returns:
        18 digits with a valid birth date; or 8 to 20 digits of another kind, which only a person
        of category NON_ASN may have (checked with the row); None for an empty cell.

    Raises:
        CellError: [nip-as-number, nip-is-nik, nip-lost-digits, nip-birth-date, bad-nip].
    """
    trimmed = text.strip().strip(_QUOTES).strip()
    if not trimmed:
        return None
    parts = trimmed.split()
    if [len(part) for part in parts] == _PRINTED:
        trimmed = "".join(parts)
    if not (trimmed.isascii() and trimmed.isdigit()):
        raise CellError("nip-as-number" if _is_number(trimmed) else "bad-nip")
    if len(trimmed) == NIK_LENGTH:
        raise CellError("nip-is-nik")
    if len(trimmed) not in _OTHER:
        raise CellError("nip-length", digits=len(trimmed))
    if len(trimmed) == NIP_LENGTH:
        _check(trimmed)
    return trimmed


def written_nip(text: str) -> str:
    """A number as it is asked for: of a NIP without blanks and quote marks, else as it is."""
    try:
        return nip_value(text) or text
    except CellError:
        return text


def _is_number(text: str) -> bool:
    """Whether a spreadsheet made a quantity of it: `1.98501E+17`, `198501012010011008.0`."""
    body = text.casefold().replace("+", "").replace(",", ".")
    mantissa, _, exponent = body.partition("e")
    digits = mantissa.replace(".", "", 1) + exponent
    return mantissa != "" and digits.isascii() and digits.isdigit()


def _check(nip: str) -> None:
    # Serials begin at 001: three zeros are what a number cell leaves of any serial.
    if nip.endswith("000"):
        raise CellError("nip-lost-digits")
    try:
        born = dt.date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        raise CellError("nip-birth-date") from None
    if born.year < 1900:
        raise CellError("nip-birth-date")


def nip_doubts(nip: str, category: str | None) -> str | None:
    """Code of a remark on a valid NIP whose month or sex digit is unusual, or None.

    Month and sex are never a reason to set a row aside (PPPK numbers carry other digits there).
    """
    if len(nip) != NIP_LENGTH:
        return "nip-other"
    if nip[14] not in "12":
        return "nip-sex"
    if category != "PPPK" and not "01" <= nip[12:14] <= "12":
        return "nip-month"
    return None
