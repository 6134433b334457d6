"""From the cell of a table to a typed value, or to a reason why not.

Each type has two doors: `text` for the characters of a CSV, `native` for what Parquet, workbooks
and Python objects give. Nothing is guessed and nothing repaired; what a door accepts beyond the
plain form is written here and in `tables.yaml`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from masker_rules.facts.definition import definition
from masker_rules.facts.findings import CellError
from masker_rules.facts.stamps import DAY_SECONDS, Stamp
from masker_rules.periods import PARTS_OF_A_YEAR
from masker_rules.texts import unseen

__all__ = [
    "NOTHING",
    "OF_PROGRAMS",
    "TEXT_DOORS",
    "FormulaCell",
    "fold",
    "is_error_cell",
    "native_decimal",
    "parser_of_type",
]

MAX_TEXT = 10_000
MAX_DIGITS = 28
MONEY_DECIMALS = 2
MAX_CLOCK = 2 * DAY_SECONDS
MAX_OFFSET = 14 * 60
# What spreadsheets show where they have no value, or where a column is too narrow for it; and what
# programs write for letters that they could not.
_ERROR = re.compile(
    r"##+|[?\ufffd]+|#(?:n/a|name\?|getting_data|(?:ref|value|div/0|num|null|spill|calc|field|blocked|"
    r"unknown|connect|busy|python)!)|err:\d{3}",
    re.IGNORECASE,
)
# What machines and offices write where there is no time.
_NO_TIMES = frozenset({"0", "-"})
_FUNCTION = re.compile(r"[+\-@][A-Za-z_.]+\d*[(|!]|@[A-Za-z_.]+\(")
_MIDNIGHT = re.compile(r"(?<=\d)[ Tt]00:00(?::00(?:\.0+)?)?\Z")
_BLANKS = re.compile(r"[\s_\-]+")
# Line ends, and blanks of other widths (the category Zs).
_SPACE = re.compile("\r\n|[\t\r\n\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
#: What programs write where they have no value. `none` is not among them: an office writes it.
OF_PROGRAMS = frozenset(
    {"NULL", "Null", "null", "(null)", "None", "NONE", "NaN", "nan", "NaT", "<NA>", "\\N"}
)
#: What prose is made of though nobody sees it: line ends, and what joins signs into one.
_OF_PROSE = "\t\r\n\u200c\u200d"

Parser = Callable[[object], object]


class FormulaCell(str):
    """A cell that a workbook computes; its value is not a fact but a calculation."""

    __slots__ = ()


class Nothing:
    """What the cell `none` says: there is known to be no value."""

    __slots__ = ()


NOTHING = Nothing()


def fold(word: str) -> str:
    """A whole word with case, blanks, `-` and `_` evened out: `DL-PENUH` is `dl_penuh`."""
    return _BLANKS.sub("_", word.strip().casefold())


def refuse_formula(text: str) -> None:
    """Set aside what a spreadsheet would run.

    Raises:
        CellError: [formula-cell, error-cell].
    """
    head = text[0]
    if head == "=" or (head in "+-@" and _FUNCTION.match(text)):
        raise CellError("formula-cell")
    if head in "#?\ufffdEe" and is_error_cell(text):
        raise CellError("error-cell")


def is_error_cell(text: str) -> bool:
    """Whether a cell tells that a program had no value there, or could not show it."""
    return _ERROR.fullmatch(text) is not None


# --- text ------------------------------------------------------------------------------------


def text_value(text: str) -> object:
    found = any_value(_SPACE.sub(" ", text))
    return found if found is None else _composed(found)


def name_value(text: str) -> object:
    """A name by which rows are found: one of strokes and points alone names nothing.

    Raises:
        CellError: as :func:`text_value`; neither letter nor digit [no-name], or what a program
            writes where it has no value [no-value].
    """
    found = text_value(text)
    if found in OF_PROGRAMS:
        raise CellError("no-value")
    if found is not None and not any(sign.isalnum() for sign in str(found)):
        raise CellError("no-name")
    return found


def lines_value(text: str) -> object:
    """A text that may have several lines."""
    found = any_value(text)
    return found if found is None else _composed(found, _OF_PROSE)


def any_value(text: str) -> str | None:
    """A text as it is written elsewhere, whatever its letters."""
    text = text.strip()
    if not text:
        return None
    refuse_formula(text)
    if len(text) > MAX_TEXT:
        raise CellError("text-too-long", limit=MAX_TEXT)
    return text


def _composed(text: str, allowed: str = "") -> str:
    """A text in the composed form of Unicode.

    Raises:
        CellError: a control character, or one that is invisible or turns the writing
            [text-character].
    """
    if text.isascii() and text.isprintable():
        return text
    if letter := unseen(text, but=allowed):
        raise CellError("text-character", letter=letter)
    return unicodedata.normalize("NFC", text)


#: The doors of texts by what letters a column may hold; see `tables.yaml`.
TEXT_DOORS: Mapping[str, Callable[[str], object]] = {
    "": text_value,
    "name": name_value,
    "lines": lines_value,
    "any": any_value,
}


def codes_value(text: str) -> object:
    """Codes parted by blanks, each once and in order; case and `_` for `-` do not matter."""
    said = text_value(text)
    codes = {code.casefold().replace("_", "-") for code in str(said or "").split()}
    return " ".join(sorted(codes)) or None


def native_text(value: object) -> object:
    # A number is a legal name of a unit or a device in a workbook; a NIP never comes this way.
    if type(value) is int:
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    raise CellError("not-text", kind=type(value).__name__)


# --- dates and times -------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def date_value(text: str) -> dt.date:
    """`YYYY-MM-DD` and nothing else."""
    text = text.strip()
    shape = len(text) == 10 and text[4] == "-" == text[7] and text.isascii()
    if not shape or not (text[:4] + text[5:7] + text[8:]).isdigit():
        raise CellError("bad-date")
    try:
        return dt.date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        raise CellError("bad-date") from None


def day_value(text: str) -> object:
    """A date, also with the midnight behind it that programs write of one: only zeros."""
    text = text.strip()
    return date_value(_MIDNIGHT.sub("", text)) if text else None


def native_date(value: object) -> object:
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time(0) and value.tzinfo is None
        if not midnight:
            raise CellError("bad-date")
        return value.date()
    if isinstance(value, dt.date):
        return value
    raise CellError("bad-date")


@lru_cache(maxsize=1 << 17)
def _clock(text: str, limit: int) -> int:
    """Seconds of `H:MM`, `HH:MM` or `HH:MM:SS`, at most `limit`; fractions are dropped."""
    whole, _, fraction = text.partition(".")
    parts = whole.split(":")
    digits = "".join(parts) + fraction
    sizes = [len(part) for part in parts]
    fits = sizes in ([1, 2], [2, 2], [1, 2, 2], [2, 2, 2]) and (not fraction or len(parts) > 2)
    if not fits or not (digits.isascii() and digits.isdigit()) or text.endswith("."):
        raise CellError("bad-time")
    hours, minutes, seconds = (*(int(part) for part in parts), 0)[:3]
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > limit:
        raise CellError("bad-time")
    return total


def clock_value(text: str) -> object:
    text = text.strip()
    return None if not text or text in _NO_TIMES else _clock(text, MAX_CLOCK)


def native_clock(value: object) -> object:
    if isinstance(value, dt.time) and value.tzinfo is None:
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, dt.timedelta):
        seconds = value.days * DAY_SECONDS + value.seconds
        if 0 <= seconds <= MAX_CLOCK:
            return seconds
    # 0 is the sentinel of machines and workbooks alike; any other number is no clock.
    return None if type(value) is int and value == 0 else _refuse("bad-time")


def _refuse(code: str) -> object:
    raise CellError(code)


@lru_cache(maxsize=64)
def _offset(text: str) -> int | None:
    if text == "":
        return None
    if text in {"Z", "z"}:
        return 0
    digits = text[1:].replace(":", "", 1)
    if text[0] not in "+-" or len(digits) != 4 or not (digits.isascii() and digits.isdigit()):
        raise CellError("bad-time")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if int(digits[2:]) > 59 or minutes > MAX_OFFSET:
        raise CellError("bad-time")
    return -minutes if text[0] == "-" else minutes


def _split_offset(rest: str) -> tuple[str, str]:
    for mark in "Zz+-":
        at = rest.find(mark)
        if at >= 0:
            return rest[:at].rstrip(), rest[at:]
    return rest, ""


def stamp_value(text: str) -> object:
    """`YYYY-MM-DD HH:MM[:SS]`, `T` or a blank between, an offset or `Z` behind."""
    if len(text) == 19 and text[10] == " " and text[13] == text[16] == ":":
        second = _clock(text[11:], DAY_SECONDS)
        if second < DAY_SECONDS:  # nearly every punch
            return Stamp(_day(text[:10]), second)
    text = text.strip()
    if not text or text in _NO_TIMES:
        return None
    if len(text) < 15 or text[10] not in " Tt":
        raise CellError("bad-time")
    clock, offset = _split_offset(text[11:].strip())
    day, second = _day(text[:10]), _clock(clock, DAY_SECONDS)
    if second == DAY_SECONDS:
        if day == dt.date.max:
            raise CellError("bad-time")
        day, second = day + dt.timedelta(days=1), 0
    return _placed(Stamp(day, second, _offset(offset)))


def _placed(stamp: Stamp) -> Stamp:
    # A moment whose UTC date does not exist can be compared with nothing.
    if stamp.offset_minutes is not None:
        try:
            stamp.utc()
        except OverflowError:
            raise CellError("bad-time") from None
    return stamp


def _day(text: str) -> dt.date:
    try:
        return date_value(text)
    except CellError:
        raise CellError("bad-time") from None


def moment_value(text: str) -> object:
    text = text.strip()
    if len(text) == 10:
        return Stamp(_day(text), 0)
    return stamp_value(text)


def native_stamp(value: object) -> object:
    if isinstance(value, Stamp):
        return _placed(value) if 0 <= value.second < DAY_SECONDS else _refuse("bad-time")
    if not isinstance(value, dt.datetime):
        # 0 is the sentinel of machines and workbooks alike.
        return None if type(value) is int and value == 0 else _refuse("bad-time")
    offset = value.utcoffset()
    minutes = None
    if offset is not None:
        minutes, rest = divmod(offset, dt.timedelta(minutes=1))
        if rest:
            raise CellError("bad-time")
    second = value.hour * 3600 + value.minute * 60 + value.second
    return _placed(Stamp(value.date(), second, minutes))


def native_moment(value: object) -> object:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return Stamp(value, 0)
    return native_stamp(value)


# --- numbers ---------------------------------------------------------------------------------


def _decimal(text: str, code: str, decimals: int = MAX_DIGITS) -> Decimal:
    """An exact decimal of plain digits: `12`, `-3.5`; no separators, no exponent."""
    body = text[1:] if text[0] == "-" else text
    whole, point, fraction = body.partition(".")
    digits = whole + fraction
    plain = whole and (fraction or not point) and digits.isascii() and digits.isdigit()
    if not plain or len(digits) > MAX_DIGITS or len(fraction) > decimals:
        raise CellError(code)
    tidy = text.rstrip("0").rstrip(".") if point else text
    value = Decimal(tidy)
    if not value and text[0] == "-":
        raise CellError("signed-zero")
    return value


def native_decimal(value: object, code: str, decimals: int = MAX_DIGITS) -> Decimal:
    """A number of a frame or workbook, exact: a double counts as the digits it shows."""
    if type(value) is int:
        text = str(value)
    elif isinstance(value, Decimal) and value.is_finite():
        text = f"{value:f}"
    elif isinstance(value, float) and math.isfinite(value) and abs(value) < 2**53:
        text = f"{Decimal(repr(float(value))):f}"
    else:
        raise CellError(code)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    # What a machine reckons to be -0.0 is 0; nobody has written it.
    return _decimal("0" if not value else text, code, decimals)


def _number(code: str, decimals: int = MAX_DIGITS) -> tuple[Callable[[str], object], Parser]:
    def text_door(text: str) -> object:
        text = text.strip()
        return _decimal(text, code, decimals) if text else None

    def native_door(value: object) -> object:
        return native_decimal(value, code, decimals)

    return text_door, native_door


def percent_value(text: str) -> object:
    text = text.strip()
    return _decimal(text.removesuffix("%").rstrip() or "%", "bad-percent") if text else None


def native_percent(value: object) -> object:
    return native_decimal(value, "bad-percent")


class PercentAmount(Decimal):
    """An amount that can only be a percent: with a percent sign, or finer than a cent."""


def amount_value(text: str) -> object:
    # Which of money and percent it must be depends on the component: checked with the row.
    text = text.strip()
    if not text:
        return None
    bare = text.removesuffix("%").rstrip() or "%"
    value = _decimal(bare, "bad-money")
    is_money = bare == text and len(text.partition(".")[2]) <= MONEY_DECIMALS
    return value if is_money else PercentAmount(value)


def native_amount(value: object) -> object:
    return amount_value(f"{native_decimal(value, 'bad-money'):f}")


def score_value(text: str) -> object:
    text = text.strip()
    if not text:
        return None
    refuse_formula(text)
    if text[0].isdigit() or text[0] in "-.":
        return _decimal(text.removesuffix("%").rstrip() or "%", "bad-score")
    if len(text) > MAX_TEXT:
        raise CellError("text-too-long", limit=MAX_TEXT)
    return fold(_composed(text))


def native_score(value: object) -> object:
    return native_decimal(value, "bad-score")


def attribute_value(text: str) -> object:
    """What a cell says of a key; the regulation says of what type, whose door reads it later.

    Only what every door reads alike has one form: a number of at most two decimals (with more,
    money and counts refuse what a number is), and a flag. All else stays as it is written.
    """
    written = any_value(text)
    if written is None:
        return None
    found = _plain_number(written)
    if found is not None:
        return found
    return written.lower() if written.lower() in _FLAGS else _composed(written)


def _plain_number(text: str) -> str | None:
    bare = text.removesuffix("%").rstrip()
    try:
        value = _decimal(bare or "%", "bad-number")
    except CellError as bad:
        if bad.code != "bad-number":
            raise
        return None
    if len(bare.partition(".")[2]) > MONEY_DECIMALS:
        return text
    return f"{value:f}{'%' * (bare != text)}"


def native_attribute(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return attribute_value(str(native_date(value)))
    return attribute_value(f"{native_decimal(value, 'bad-number'):f}")


def count_value(text: str) -> object:
    """A whole number; `3.0` and `3.00`, as spreadsheets write it, is 3."""
    text = text.strip()
    if not text:
        return None
    value = _decimal(text, "bad-count", MONEY_DECIMALS)
    return int(value) if value == int(value) else _refuse("bad-count")


def native_count(value: object) -> object:
    number = native_decimal(value, "bad-count")
    return int(number) if number == int(number) else _refuse("bad-count")


# --- flags, periods, coordinates -------------------------------------------------------------

_FLAGS = {"true": True, "false": False, "": None}


def flag_value(text: str) -> object:
    try:
        return _FLAGS[text.strip().lower()]
    except KeyError:
        raise CellError("bad-flag") from None


def native_flag(value: object) -> object:
    return value if isinstance(value, bool) else _refuse("bad-flag")


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def month_value(text: str) -> object:
    text = text.strip()
    if not text:
        return None
    year, _, month = text.partition("-")
    known = len(month) == 2 and month.isascii() and month.isdigit() and "01" <= month <= "12"
    return text if _is_year(year) and known else _refuse("bad-period")


def period_value(text: str) -> object:
    text = text.strip().upper()
    year, dash, rest = text.partition("-")
    whole = not dash or rest in PARTS_OF_A_YEAR
    return text if _is_year(year) and whole else month_value(text)


def native_period(value: object) -> object:
    return period_value(str(value)) if type(value) is int else _refuse("bad-period")


def native_month(_: object) -> object:
    raise CellError("bad-period")


class NoPlace:
    """A coordinate that cannot be true, with the reason."""

    __slots__ = ("code",)

    def __init__(self, code: str) -> None:
        self.code = code


def coordinate_value(text: str) -> object:
    text = text.strip()
    if not text:
        return None
    try:
        value = _decimal(text, "bad-coordinate")
    except CellError as bad:
        return NoPlace(bad.code)
    # Degrees without a decimal point have lost it; only 0 stands for "no location".
    return value if "." in text or not value else NoPlace("bad-coordinate")


def native_coordinate(value: object) -> object:
    if type(value) is int:
        return coordinate_value(str(value))
    try:
        return native_decimal(value, "bad-coordinate")
    except CellError as bad:
        return NoPlace(bad.code)


def parser_of_type(
    kind: str,
) -> tuple[Callable[[str], object], Parser]:
    """The two doors of a type: for text, and for native values.

    They raise [out-of-range] beside the codes of their cells.
    """
    text, native = _DOORS[kind]
    return _within(kind, text), _within(kind, native)


def _within(kind: str, door: Callable[[Any], object]) -> Callable[[Any], object]:
    bounds = definition().types.get(kind)
    if bounds is None:
        return door
    low, high = bounds.low, bounds.high

    def parse(cell: Any) -> object:
        value: Any = door(cell)
        size = _size(value)
        if size is not None and not low <= size <= high:
            raise CellError("out-of-range", **bounds.said)
        return value

    return parse


def _size(value: Any) -> Any:
    """What of a value lies between bounds: the date of a moment; nothing of a word."""
    if isinstance(value, Stamp):
        return value.day
    if isinstance(value, str):
        return dt.date(max(int(value[:4]), 1), 1, 1) if value[:4].isdigit() else None
    return value


_DOORS: Mapping[str, tuple[Callable[[str], object], Parser]] = {
    "text": (text_value, native_text),
    "codes": (codes_value, lambda value: codes_value(str(native_text(value)))),
    "date": (day_value, native_date),
    "stamp": (stamp_value, native_stamp),
    "moment": (moment_value, native_moment),
    "clock": (clock_value, native_clock),
    "money": _number("bad-money", MONEY_DECIMALS),
    "number": _number("bad-number"),
    "amount": (amount_value, native_amount),
    "percent": (percent_value, native_percent),
    "score": (score_value, native_score),
    "attribute": (attribute_value, native_attribute),
    "minutes": (count_value, native_count),
    "count": (count_value, native_count),
    "flag": (flag_value, native_flag),
    "period": (period_value, native_period),
    "month": (month_value, native_month),
    "coordinate": (coordinate_value, native_coordinate),
}
