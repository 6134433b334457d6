"""Values of findings as each language says them; every one is a parameter of a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from masker_rules.engine.profile import Profile
from masker_rules.engine.words import Words
from masker_rules.language.plan import Plan
from masker_rules.legal import Text, rupiah
from masker_rules.texts import Phrase, decimal, grouped
from masker_rules.texts.spoken import Day
from masker_rules.units import percent_text

__all__ = [
    "Number",
    "beyond_effect",
    "exact",
    "joined",
    "of_day",
    "parts",
    "percent",
    "repeated",
    "rupiah",
    "story",
    "word",
    "words",
]


class Number(int):
    """A count: as a parameter it is said with the thousand points of the language."""

    def said(self, lang: str) -> str:
        """The number in `lang`."""
        return grouped(lang, self)


def _in_both(say: Callable[[str], str]) -> Text:
    return Text(say("id"), say("en"))


def percent(share: Fraction) -> Text:
    """A share of one in percent, as each language marks decimals."""
    return exact(percent_text(share))


def exact(text: str) -> Text:
    """An exact text of a number, as each language marks decimals."""
    return _in_both(lambda lang: decimal(lang, text))


def word(name: str) -> Text:
    """A word of the facts: a code of absence, an event, a weekday, a group of staff."""
    return words((name,))


def words(names: Iterable[str]) -> Text:
    """Words of the facts, one after the other."""
    found = sorted(names)
    return _in_both(lambda lang: ", ".join(map(Words(None, lang).word, found)))


def parts(plan: Plan, names: Iterable[str]) -> Text:
    """Parts of the allowance, as the regulation labels them."""
    found = sorted(names)
    return _in_both(lambda lang: ", ".join(map(Words(plan, lang).base, found)))


# ------------------------------------------------------------------ stories of a day
def beyond_effect(profile: Profile, names: Iterable[str]) -> tuple[Phrase, bool]:
    """What cuts beyond what parts have do, and whether some part then becomes negative."""
    entries = (profile.document.section("parts").get(name) for name in names)
    floorless = any(entry is not None and entry.text("at_least") == "none" for entry in entries)
    return Phrase(f"audit.beyond.{'negative' if floorless else 'nothing'}"), floorless


def joined(phrases: Sequence[Phrase]) -> Text:
    """Several pieces of a sentence, one after the other."""
    return _in_both(lambda lang: "".join(phrase.said(lang) for phrase in phrases))


def story(name: str, **params: object) -> Phrase:
    """What a day is told as: `late` and `early` with a `minute`, `both`, `alpa` and the like."""
    return Phrase(f"audit.told.{name}", params)


def of_day(what: object, day: date) -> Phrase:
    """What happens on a day, as the name of an example."""
    return Phrase("audit.names.day", {"told": what, "date": Day(day)})


def repeated(count: int, what: object, last: object = None) -> Phrase:
    """So many days of a kind, and a last one of another, as the name of an example."""
    params = {"count": count, "told": what, "last": last}
    return Phrase("audit.names.days" if last is None else "audit.names.days_and", params)
