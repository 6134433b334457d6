"""Who signs papers of a unit on a day, and why a line for signing is blank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from masker_rules.errors import Place, Problem
from masker_rules.facts.findings import SetAside
from masker_rules.facts.rows import Official
from masker_rules.papers.layout import Signature
from masker_rules.papers.office import Office
from masker_rules.papers.people import holding
from masker_rules.papers.words import Say

__all__ = ["BLANK", "PAYING", "Signers", "role_of", "signature_of"]

#: Who signs what is paid by.
PAYING = ("head", "verifier", "treasurer", "maker")
#: A line to fill by hand.
BLANK = "." * 30

#: A row that repeats another says nothing that the other does not say.
REPEATED = "duplicate-row"


@dataclass(frozen=True, slots=True)
class Signers:
    """The table `officials`.

    Attributes:
        rows: That can be read.
        unread: That were set aside. Where such a row may be the one that holds, nobody is named:
            whoever else has a row would sign in the place of another.
    """

    rows: Sequence[Official] = ()
    unread: Sequence[SetAside] = ()

    def of(self, unit: str, role: str, on: date) -> Official | None:
        """Who signs as `role` on a day: who acts before the one who holds the office.

        A row without a unit is for the units that have none of their own for that role.
        """
        for whose, acting in _in_order(unit):
            if self._unread_of(whose, role, on, acting=acting):
                return None
            some = [row for row in self._rows_of(whose, role) if bool(row.acting) is acting]
            if (found := holding(some, on, lambda row: row.name)) is not None:
                return found
        return None

    def problem(self, unit: str, role: str, on: date, say: Say) -> Problem | None:
        """What must be known of who signs: the line is blank, or another unit's official signs.

        Nothing where the pack has no table of officials: all lines are blank, which is told once.
        """
        if not self.rows and not self.unread:
            return None
        found = self.of(unit, role, on)
        own = self._rows_of(unit, role)
        if found is not None and (found.unit == unit or not own):
            return None
        told = {
            "role": role,
            "title": say(f"role.{role}"),
            "unit": unit or say("no_unit"),
            "cell": _cell(unit),
            "day": on.isoformat(),
        }
        if not any(self._is_known(role)):
            # Of a role that no unit names one word is enough.
            told |= {"unit": say("all_units"), "cell": ""}
        for whose, acting in _in_order(unit) if found is None else ():
            for row in self._unread_of(whose, role, on, acting=acting):
                return _warning("papers-signer-unread", told, Place(row.file, row.line))
        if ended := own or ([] if found else self._rows_of(None, role)):
            # The row that comes nearest: it ended last, or has not begun.
            last = max(ended, key=lambda row: (row.valid_until or date.max, row.name))
            terms = {
                "name": last.name,
                "begin": last.valid_from.isoformat() if last.valid_from else "–",
                "end": last.valid_until.isoformat() if last.valid_until else "–",
            }
            return _warning("papers-signer-not-in-office", {**told, **terms}, last.place)
        return _warning("papers-nobody-signs", told, None)

    def _is_known(self, role: str) -> Iterator[bool]:
        yield from (row.role == role for row in self.rows)
        yield from (row.said.get("role", role) == role for row in self.unread)

    def _rows_of(self, unit: str | None, role: str) -> list[Official]:
        return [row for row in self.rows if row.role == role and row.unit == (unit or None)]

    def _unread_of(
        self, unit: str | None, role: str, on: date, *, acting: bool
    ) -> Sequence[SetAside]:
        return [
            row
            for row in self.unread
            if row.table == "officials" and row.code != REPEATED
            if row.said.get("role") == role and row.said.get("unit") == unit
            if bool(row.said.get("acting")) is acting or "acting" in (row.unread or ())
            if any(first <= on <= last for first, last in row.stretches)
        ]


def _in_order(unit: str) -> Iterator[tuple[str | None, bool]]:
    """Whose row goes before whose: of the unit, who acts first; then the rows of all units."""
    for whose in (unit, None) if unit else (None,):
        yield whose, True
        yield whose, False


def _cell(text: str) -> str:
    """A text as a cell of a CSV file."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & {",", '"', ";"} else text


def _warning(code: str, params: dict[str, str], place: Place | None) -> Problem:
    return Problem(code, params, place, severity="warning")


def role_of(say: Say, office: Office, role: str, found: Official | None) -> str:
    """What an official signs as, `Plt.` before it of who acts."""
    acting = f"{say(f'acting.{found.acting}')} " if found and found.acting else ""
    return f"{acting}{office.roles.get(role) or say(f'role.{role}')}"


def signature_of(
    say: Say,
    office: Office,
    role: str,
    found: Official | None,
    *,
    is_last: bool,
    stamp: str = "",
) -> Signature:
    """Where somebody signs; place and day stand above the last line.

    Args:
        say: Says the words.
        office: What the office says of itself.
        role: As which one signs.
        found: Who does, where that is known.
        is_last: Whether it is the last line of the paper.
        stamp: What is said of a duty stamp.
    """
    day = say.day(office.date) if office.date else BLANK
    above = say(f"above.{role}") if say.knows(f"above.{role}") else ""
    return Signature(
        above=f"{office.place or BLANK}, {day}" if is_last else above,
        role=role_of(say, office, role, found),
        name=found.name if found else "",
        grade=(found.grade or "") if found else "",
        nip=(found.nip or "") if found else "",
        stamp=stamp,
        who=role,
    )
