"""What wild profiles are written with: names of every grain, literals plain and odd, texts.

Nothing here need make sense: a reader must refuse it in words or know what it means.
"""

from __future__ import annotations

from random import Random

from random_names import FACTS, LITERALS, PRELUDE, Named

__all__ = [
    "KINDS",
    "NAMED",
    "NUMERIC",
    "ROWS",
    "any_text",
    "digits",
    "literal_of",
    "near",
    "odd_literal",
    "step_of",
]

NUMERIC = ("money", "percent", "number", "duration")
KINDS = (*NUMERIC, "clock", "date", "flag", "word")
#: Grains that aggregates run over, the frequent ones twice.
ROWS = (
    "day", "day", "day", "event", "session", "leave", "leave", "calendar", "activity",
    "violation", "sanction", "assignment",
)  # fmt: skip
NAMED: tuple[Named, ...] = (*FACTS, *PRELUDE)

_ODD = {
    "money": ("Rp 0", "Rp 00", "Rp 1.000.000.000.000", "Rp 999999999999999999", "Rp 01.000",
              "Rp 1.00", "Rp -1", "Rp1", "Rp 9.223.372.036.854.775.808"),
    "percent": ("0.00%", "1000000%", "0.000000000001%", "100.000000%", "1.%", ".5%", "-1%",
                "99.999999999999999999%", "1e2%", "33.333333333333%"),
    "number": ("00", "0.0", "1.000000000000000000000", "18446744073709551616", "0.000001",
               "1e9", "1_000", "+1", "-0", "007"),
    "duration": ("0s", "0h0m0s", "99999h", "59m61s", "1h60m", "100000000000s", "1m1h", "1.5h"),
    "clock": ("00:00", "24:00", "47:59:59", "48:00", "7:5", "07:60", "99:99", "0:00"),
    "date": ("0001-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "2024-02-29", "2026-13-01",
             "2026-7-1"),
    "flag": ("yes", "no", "true", "none", "unknown"),
    "word": ("none", "unknown", "office", "off", "tidak_ada", "zzz", "mon..", "..sun"),
}  # fmt: skip
_STEPS = {
    "money": ("Rp 1", "Rp 100", "Rp 1.000", "Rp 7"),
    "percent": ("0.01%", "1%", "100%", "0.5%", "0.000001%", "7%"),
    "number": ("1", "0.5", "3", "0.001"),
    "duration": ("1m", "30m", "1s", "7s", "1h"),
}
_TEXTS = (
    "", " ", "-", "none", "removed", "yes", "no", "else", "if", "..", "٣", "½", "\uff11\uff12",
    "x̂", "ambigú", "\u202e", "\u00a0", "\ufeff", "a\nb", "\t",
    "{n}", "{", "%", "Rp", "'", '"', "\\",
    "lambda: 0", "__class__", "class", "None", "True", "M", "R", "r.x", "total", "total.paid",
    "day", "day.date", "month", "punch", "unknown", "0", "1", "a.b.c", "x" * 300, "rules.a.points",
)  # fmt: skip


def literal_of(rng: Random, kind: str, odd: float = 0.0) -> str:
    """A literal of a kind, as a regulation would have it or an odd one."""
    if rng.random() < odd:
        return odd_literal(rng, kind)
    return rng.choice(LITERALS.get(kind) or _ODD[kind][:2])


def odd_literal(rng: Random, kind: str) -> str:
    """A literal at the edge of its form, or one with very many digits."""
    if rng.random() < 0.75 or kind not in NUMERIC:
        return rng.choice(_ODD[kind])
    whole = digits(rng, rng.choice((19, 25, 40, 120, 600)))
    some = digits(rng, rng.choice((3, 19, 60, 300)))
    return {
        "money": f"Rp {whole}",
        "percent": rng.choice((f"{whole}%", f"0.{some}%")),
        "number": rng.choice((whole, f"0.{some}")),
        "duration": f"{whole}s",
    }[kind]


def digits(rng: Random, count: int) -> str:
    """So many digits, the first of them no 0."""
    return rng.choice("123456789") + "".join(rng.choices("0123456789", k=count - 1))


def step_of(rng: Random, kind: str, odd: float = 0.0) -> str:
    """A step of a rounding."""
    return odd_literal(rng, kind) if rng.random() < odd else rng.choice(_STEPS[kind])


def any_text(rng: Random) -> str:
    """A text that means nothing where it stands, or something else than is meant."""
    roll = rng.random()
    if roll < 0.5:
        return rng.choice(_TEXTS)
    if roll < 0.6:
        return digits(rng, rng.choice((30, 400, 4299, 4301, 6000)))
    if roll < 0.7:
        return "".join(rng.choices("()+-*/<>=.;:%, abRp0123456789", k=rng.randrange(1, 40)))
    if roll < 0.85:
        return odd_literal(rng, rng.choice(KINDS))
    named = rng.choice(NAMED)
    return rng.choice((named.text, f"{named.grain}.{named.text}"))


def near(rng: Random, text: str) -> str:
    """A text with a small mistake of writing."""
    if not text:
        return "("
    at = rng.randrange(len(text))
    added = rng.choice(("(", ")", ";", " ", "-", ".", "%", "x", "0", "é", " not ", "..", "Rp "))
    return rng.choice((
        text[:at] + text[at + 1 :], text[:at] + added + text[at:], text[:at], text + added,
    ))  # fmt: skip
