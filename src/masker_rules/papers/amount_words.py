"""Amounts in words, as lists of payment write them: `satu juta dua ratus ribu rupiah`.

Below one million a single thousand is *seribu*, and one hundred is *seratus*; *satu ribu* and
*satu ratus* are never written. In English plain cardinal numbers.
"""

from __future__ import annotations

from itertools import count

from masker_rules.texts import grouped

__all__ = ["LARGEST", "in_words", "rupiah_in_words"]

#: The largest amount that has a name here, 10^15, included.
LARGEST = 10**15

_UNITS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_SCALES = ("", "ribu", "juta", "miliar", "triliun", "kuadriliun")
_ENGLISH = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion")


def in_words(number: int, lang: str = "id") -> str:
    """A whole number in words.

    Args:
        number: From -10^15 to 10^15.
        lang: `id` or `en`.

    Raises:
        ValueError: it is larger.
    """
    if abs(number) > LARGEST:
        raise ValueError(number)
    if not number:
        return "nol" if lang == "id" else "zero"
    groups = []
    rest = abs(number)
    for scale in count():
        rest, group = divmod(rest, 1000)
        if group:
            groups.append(_group(group, scale, lang))
        if not rest:
            break
    if number < 0:
        groups.append("minus")
    return " ".join(reversed(groups))


def rupiah_in_words(amount: int, lang: str = "id") -> str:
    """`Satu juta dua ratus ribu rupiah`, as it stands below a total.

    What has no name here, beyond 10^15, is written in digits.
    """
    if abs(amount) > LARGEST:
        return f"{'−' if amount < 0 else ''}{grouped(lang, abs(amount))} rupiah"
    words = f"{in_words(amount, lang)} rupiah"
    return words[0].upper() + words[1:]


def _group(group: int, scale: int, lang: str) -> str:
    if lang != "id":
        return f"{_english(group)} {_ENGLISH_SCALES[scale]}".rstrip()
    if scale == 1 and group == 1:
        return "seribu"
    return f"{_hundreds(group)} {_SCALES[scale]}".rstrip()


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [] if not hundreds else ["seratus" if hundreds == 1 else f"{_UNITS[hundreds]} ratus"]
    tens, unit = divmod(rest, 10)
    if rest == 10:
        words.append("sepuluh")
    elif rest == 11:
        words.append("sebelas")
    elif tens == 1:
        words.append(f"{_UNITS[unit]} belas")
    else:
        words += [f"{_UNITS[tens]} puluh"] if tens else []
        words += [_UNITS[unit]] if unit else []
    return " ".join(words)


def _english(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_ENGLISH[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, unit = divmod(rest, 10)
        words.append(_TENS[tens] + (f"-{_ENGLISH[unit]}" if unit else ""))
    elif rest:
        words.append(_ENGLISH[rest])
    return " ".join(words)
