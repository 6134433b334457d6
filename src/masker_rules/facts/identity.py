"""Whose number a damaged text may have been.

Spreadsheets round a NIP to a quantity, cut it, lose its zeros or wrap it into a formula; people
mistype a digit or write a letter for one. What is left still speaks of few people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from masker_rules.facts.definition import definition
from masker_rules.facts.findings import SetAside
from masker_rules.facts.nip import NIP_LENGTH
from masker_rules.facts.rows import Identity

__all__ = [
    "MOST",
    "Damaged",
    "is_one_person",
    "lacks_nip",
    "of_too_many",
    "open_identities",
    "without_hopeless",
]

#: A text that may be of more people than these says of nobody what he is paid.
MOST = 20
#: Letters that stand for digits where somebody or a scanner wrote them.
_LETTERS = str.maketrans("OoQDIl|!SsBZz", "0000111155822")
#: What stands around a number that spreadsheets shall not touch, and what parts its groups.
_AROUND = "='\"`\u2018\u2019\u201c\u201d \u00a0\t"
_GROUPS = str.maketrans("", "", "-. \u00a0\t")
#: A number that is cut keeps at least the year and the month of birth.
_LEAST = 6
#: No number of a person has more digits than these and one.
_LONGEST = 24
#: Digits that a spreadsheet keeps of a number.
_KEPT = 15


def lacks_nip(aside: SetAside) -> bool:
    """Whether nobody knows whose row it is: its number cannot be read, or is that of nobody."""
    if not definition().tables[aside.table].has("nip"):
        return False
    is_known = aside.is_answered or (aside.nip is not None and not aside.is_of_nobody)
    return not is_known and (aside.unread is None or "nip" in aside.unread)


def open_identities(
    set_aside: Iterable[SetAside], answered: Iterable[Identity]
) -> list[dict[str, str]]:
    """Rows of the table `identities` for an office to fill: what it has answered, and the rest.

    A cell without a digit cannot be asked about: its row has to be corrected where it stands.
    """
    found = {(row.table, row.written): row.nip or "" for row in answered}
    for one in set_aside:
        text = bare(one.number)
        if lacks_nip(one) and not one.is_repeat and any(letter.isdigit() for letter in text):
            found.setdefault((one.table, text), "")
    return [
        {"table": table, "written": written, "nip": nip}
        for (table, written), nip in sorted(found.items())
    ]


def bare(text: str) -> str:
    """A text in place of a NIP without the blanks, quote marks and formula around it."""
    return text.strip(_AROUND)


def is_one_person(text: str) -> bool:
    """Whether equal texts are one person: one that is empty, cut or rounded may be of several."""
    digits = _digits(text)
    return _quantity(text) is None and len(digits) == NIP_LENGTH and not _is_rounded(digits)


def of_too_many(rows: Iterable[SetAside], people: Iterable[str]) -> frozenset[str]:
    """Texts in place of a NIP that may be of more than :data:`MOST` people."""
    texts = {one.number for one in rows if lacks_nip(one) and not one.is_repeat}
    if not texts:
        return frozenset()
    damaged = Damaged(texts)
    counts = Counter(text for nip in people for text in damaged.of(nip))
    return frozenset(text for text, count in counts.items() if count > MOST)


def without_hopeless(rows: Iterable[SetAside], people: Iterable[str]) -> list[SetAside]:
    """Rows set aside, without those that may be of too many people to say anything of one."""
    found = [*rows]
    hopeless = of_too_many(found, people)
    return [one for one in found if not (lacks_nip(one) and one.number in hopeless)]


class Damaged:
    """Texts in place of a NIP, asked for the people that they may mean.

    Args:
        texts: As they stood, each once.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        # By what a number has to be, or to become, to be meant by them.
        self._whole: dict[str, list[str]] = {}
        self._one_off: dict[str, list[str]] = {}
        self._rounded: dict[tuple[int, Decimal], list[str]] = {}
        self._doubles: dict[float, list[str]] = {}
        self._cut: dict[int, dict[str, list[str]]] = {}
        self._anybody: list[str] = []
        for text in texts:
            self._add(text)
        self._places = {places for places, _ in self._rounded}

    def _add(self, text: str) -> None:
        quantity = _quantity(text)
        if quantity is not None:
            places = max(len(quantity.normalize().as_tuple().digits), 1)
            self._rounded.setdefault((places, quantity), []).append(text)
            self._doubles.setdefault(float(quantity), []).append(text)
            return
        digits = _digits(text)
        if not digits:
            self._anybody.append(text)  # nothing is left of it
            return
        self._whole.setdefault(digits, []).append(text)
        for key in {*_masks(digits), *_shorter(digits)}:
            self._one_off.setdefault(key, []).append(text)
        if _is_rounded(digits):
            self._cut.setdefault(_KEPT, {}).setdefault(digits[:_KEPT], []).append(text)
        if len(digits) >= _LEAST:
            self._cut.setdefault(len(digits), {}).setdefault(digits, []).append(text)
        if len(digits) >= NIP_LENGTH - 1:
            self._doubles.setdefault(float(digits), []).append(text)

    def of(self, nip: str) -> list[str]:
        """The texts that the number of a person may have become, in order."""
        return sorted({*self._anybody, *self._of(nip)})

    def _of(self, nip: str) -> Iterator[str]:
        for key in (nip, nip.lstrip("0"), *_shorter(nip)):
            yield from self._whole.get(key, ())
        # One digit is another one, or one too many; one that is missing stands above.
        for key in (*_masks(nip), nip):
            yield from self._one_off.get(key, ())
        for length, cut in self._cut.items():
            if length < len(nip):
                yield from cut.get(nip[:length], ())
                yield from cut.get(nip[-length:], ())
        if nip.isdigit():
            yield from self._doubles.get(float(nip), ())
            for places in self._places:
                for rounding in (ROUND_HALF_EVEN, ROUND_DOWN):
                    kept = Context(prec=places, rounding=rounding).create_decimal(nip)
                    yield from self._rounded.get((places, kept), ())


def _masks(digits: str) -> list[str]:
    """The number with each of its digits open."""
    return [f"{digits[:at]}?{digits[at + 1 :]}" for at in range(len(digits))]


def _shorter(digits: str) -> list[str]:
    """The number without each of its digits."""
    return [digits[:at] + digits[at + 1 :] for at in range(len(digits))]


def _digits(text: str) -> str:
    """The digits of a text, letters that look like one among them; empty where others stand."""
    left = bare(text).translate(_GROUPS)
    if not any(letter.isdigit() for letter in left):
        return ""
    meant = left.translate(_LETTERS)
    return meant if meant.isascii() and meant.isdigit() else ""


def _quantity(text: str) -> Decimal | None:
    """The quantity that a spreadsheet made of a number, None where the text is none."""
    body = bare(text).replace(",", ".")
    if not any(mark in body for mark in "eE."):
        return None
    try:
        found = Decimal(body)
    except InvalidOperation:
        return None
    # An exponent beyond every number is no quantity, and rounding it would not end well.
    return found if found.is_finite() and found > 0 and found.adjusted() <= _LONGEST else None


def _is_rounded(digits: str) -> bool:
    return len(digits) > _KEPT and not digits[_KEPT:].strip("0")
