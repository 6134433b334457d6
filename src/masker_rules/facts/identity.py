"""Whose number a damaged text may have been.

Spreadsheets round a NIP to a quantity, cut it, lose its zeros or wrap it into a formula; people
mistype a digit or write a letter for one. What is left still speaks of few people. So does the
number of the identity card (NIK), where it stands in place of the NIP: both tell the day of birth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from functools import cached_property
from itertools import product

from masker_rules.facts.definition import definition
from masker_rules.facts.findings import SetAside
from masker_rules.facts.nip import NIK_LENGTH, NIP_LENGTH
from masker_rules.facts.rows import Identity

__all__ = [
    "MOST",
    "Damaged",
    "Numbers",
    "is_one_person",
    "lacks_nip",
    "of_too_many",
    "open_identities",
    "strangers",
    "without_hopeless",
]

#: A text that may be of more people than these says of nobody what he is paid.
MOST = 20
#: Letters that stand for digits where somebody or a scanner wrote them.
_LETTERS = str.maketrans("OoQDIl|!SsBZz", "0000111155822")
#: What stands around a number that spreadsheets shall not touch, and what parts its groups.
_AROUND = "=+'\"`\u2018\u2019\u201c\u201d \u00a0\t"
_GROUPS = str.maketrans("", "", "-. \u00a0\t")
#: A number that is cut keeps at least the year and the month of birth.
_LEAST = 6
#: No number of a person has more digits than these and one.
_LONGEST = 24
#: Digits that a spreadsheet keeps of a number.
_KEPT = 15
#: Where a NIK tells the day of birth, two digits each of day, month and year; to the day of a
#: woman 40 is added.
_BIRTH, _WOMAN = slice(6, 12), 40
_DAYS, _MONTHS = range(1, 32), range(1, 13)
#: Where a NIP tells it, without the century.
_BORN = slice(2, 8)


def lacks_nip(aside: SetAside) -> bool:
    """Whether nobody knows whose row it is: its number cannot be read, or is that of nobody."""
    if not definition().tables[aside.table].has("nip"):
        return False
    is_known = aside.is_answered or (aside.nip is not None and not aside.is_of_nobody)
    return not is_known and (aside.unread is None or "nip" in aside.unread)


def open_identities(
    set_aside: Iterable[SetAside], answered: Iterable[Identity], people: Iterable[str]
) -> list[dict[str, str]]:
    """Rows of the table `identities` for an office to fill: what it has answered, and the rest.

    A cell without a digit cannot be asked about: its row has to be corrected where it stands. Nor
    is asked about a readable number of nobody that is no slip for one in the pack, or that of a
    person whose `employees` row is asked about.

    Args:
        set_aside: Rows set aside.
        answered: Rows of the table `identities` in the pack.
        people: NIPs of the pack.
    """
    found = {(row.table, row.written): row.nip or "" for row in answered}
    rows = [one for one in set_aside if lacks_nip(one) and not one.is_repeat]
    awaited, numbers = strangers(rows), Numbers(people)
    slips = {
        text
        for text in {one.number for one in rows if one.is_of_nobody and one.nip not in awaited}
        if numbers.meant_by(text)
    }
    for one in rows:
        text = bare(one.number)
        is_asked = one.number in slips or not one.is_of_nobody
        if is_asked and any(letter.isdigit() for letter in text):
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
    is_whole = len(digits) == NIP_LENGTH or _born(digits) is not None
    return _quantity(text) is None and is_whole and not _is_rounded(digits)


def of_too_many(rows: Iterable[SetAside], people: Iterable[str]) -> frozenset[str]:
    """Texts in place of a NIP that may be of more than :data:`MOST` people."""
    texts = {one.number for one in rows if lacks_nip(one) and not one.is_repeat}
    numbers = Numbers(people) if texts else None
    return frozenset(text for text in texts if numbers and len(numbers.meant_by(text)) > MOST)


def without_hopeless(rows: Iterable[SetAside], people: Iterable[str]) -> list[SetAside]:
    """Rows set aside, without those that may be of too many people to say anything of one."""
    found = [*rows]
    hopeless = of_too_many(found, people)
    return [one for one in found if not (lacks_nip(one) and one.number in hopeless)]


def strangers(set_aside: Iterable[SetAside]) -> frozenset[str]:
    """People with facts and without an employees row, where such a row has lost its number."""
    rows = [one for one in set_aside if not (one.is_repeat or one.is_answered)]
    employees = (one for one in rows if one.table == "employees" and one.nip is None)
    lost = [one for one in employees if lacks_nip(one)]
    if not lost:
        return frozenset()
    nips = {one.nip for one in rows if one.is_of_nobody and one.nip is not None}
    if any(one.unread is None for one in lost):
        return frozenset(nips)
    numbers = Numbers(nips)
    return frozenset(nip for one in lost for nip in numbers.meant_by(one.number))


class Damaged:
    """Texts in place of a NIP, asked for those that the number of a person may have become.

    Args:
        texts: As they stood.
        people: Whose numbers are known.
    """

    def __init__(self, texts: Iterable[str], people: Collection[str]) -> None:
        self._texts, self._people = sorted({*texts}), people

    def of(self, nip: str) -> Sequence[str]:
        """The texts that the number of a person may have become, in order."""
        if not self._texts:
            return ()
        if nip not in self._people:  # somebody of whom only other tables know
            return self._by_nip([nip]).get(nip, ())
        return self._of_people.get(nip, ())

    @cached_property
    def _of_people(self) -> Mapping[str, Sequence[str]]:
        return self._by_nip(self._people)

    def _by_nip(self, people: Iterable[str]) -> Mapping[str, Sequence[str]]:
        numbers = Numbers(people)
        found: dict[str, list[str]] = {}
        for text in self._texts:
            for nip in numbers.meant_by(text):
                found.setdefault(nip, []).append(text)
        return found


class Numbers:
    """The numbers of people, asked for those that a damaged text may mean.

    Args:
        nips: Of people, each as it is known.
    """

    def __init__(self, nips: Iterable[str]) -> None:
        self._all = frozenset(nips)
        self._lengths = sorted({len(nip) for nip in self._all})
        self._begin = sorted(self._all)
        self._end = sorted(nip[::-1] for nip in self._all)
        self._counted = sorted((int(nip), nip) for nip in self._all if nip.isdigit())
        self._by_birth: dict[str, list[str]] = {}
        for nip in self._all:
            if len(nip) == NIP_LENGTH:
                self._by_birth.setdefault(nip[_BORN], []).append(nip)

    def meant_by(self, text: str) -> frozenset[str]:
        """The people whose number may have become a text."""
        quantity = _quantity(text)
        if quantity is not None:
            return frozenset(self._near(quantity))
        digits = _digits(text)
        if not digits:
            return self._all  # nothing is left of it
        born = self._by_birth.get(_born(digits) or "", ())
        return frozenset((*self._one_off(digits), *self._longer(digits), *born))

    def _one_off(self, digits: str) -> Iterator[str]:
        """Whose number has one digit other, more or less, or zeros before it."""
        size = len(digits)
        made = {digits}
        for length in self._lengths:
            if length == size:
                made |= {f"{digits[:at]}{one}{digits[at + 1 :]}" for at, one in _each(size)}
            elif length == size + 1:
                made |= {f"{digits[:at]}{one}{digits[at:]}" for at, one in _each(size + 1)}
            elif length == size - 1:
                made |= {digits[:at] + digits[at + 1 :] for at in range(size)}
            if length > size and not digits.startswith("0"):
                made.add(digits.rjust(length, "0"))
        yield from made & self._all

    def _longer(self, digits: str) -> Iterator[str]:
        """Whose number was cut, or lost its last digits to a spreadsheet."""
        if len(digits) >= _LEAST:
            yield from (nip for nip in _beginning(self._begin, digits) if nip != digits)
            yield from (nip[::-1] for nip in _beginning(self._end, digits[::-1]))
        if _is_rounded(digits):
            kept = digits[:_KEPT]
            yield from (nip for nip in _beginning(self._begin, kept) if nip != kept)
        if len(digits) >= NIP_LENGTH - 1:
            yield from self._doubles(Decimal(digits))

    def _near(self, quantity: Decimal) -> Iterator[str]:
        """Whose number a spreadsheet rounded to a quantity."""
        places = max(len(quantity.normalize().as_tuple().digits), 1)
        ways = [Context(prec=places, rounding=way) for way in (ROUND_HALF_EVEN, ROUND_DOWN)]
        for nip in self._within(quantity, places):
            if any(way.create_decimal(nip) == quantity for way in ways):
                yield nip
        yield from self._doubles(quantity)

    def _doubles(self, quantity: Decimal) -> Iterator[str]:
        """Whose number is the same double as a quantity."""
        kept = float(quantity)
        yield from (nip for nip in self._within(quantity, _KEPT) if float(nip) == kept)

    def _within(self, quantity: Decimal, places: int) -> Iterator[str]:
        """Whose number is a quantity as far as so many digits tell."""
        if quantity.adjusted() < 0:
            return  # less than one is nobody's number
        reach = Decimal(1).scaleb(quantity.adjusted() + 1 - places)
        first, last = int(quantity - reach), int(quantity + reach) + 1
        begin, end = (bisect_left(self._counted, (edge, "")) for edge in (first, last))
        yield from (nip for _, nip in self._counted[begin:end])


def _each(size: int) -> Iterator[tuple[int, str]]:
    """Every place of a number with every digit."""
    return product(range(size), "0123456789")


def _beginning(ordered: Sequence[str], start: str) -> Sequence[str]:
    """Those of ordered texts that begin with a start."""
    return ordered[bisect_left(ordered, start) : bisect_left(ordered, start + ":")]


def _digits(text: str) -> str:
    """The digits of a text, letters that look like one among them; empty where others stand."""
    left = bare(text).translate(_GROUPS)
    if not any(letter.isdigit() for letter in left):
        return ""
    meant = left.translate(_LETTERS)
    return meant if meant.isascii() and meant.isdigit() else ""


def _born(digits: str) -> str | None:
    """The day of birth that a NIK tells, as a NIP writes it; None where the digits are no NIK."""
    if len(digits) != NIK_LENGTH:
        return None
    day, month, year = (digits[_BIRTH][at : at + 2] for at in (0, 2, 4))
    of_month = int(day) - (_WOMAN if int(day) > _WOMAN else 0)
    is_day = of_month in _DAYS and int(month) in _MONTHS
    return f"{year}{month}{of_month:02d}" if is_day else None


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
