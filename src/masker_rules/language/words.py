"""Words of a profile: local spellings of the pack's words, and words that the pack lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from masker_rules.errors import RequestError
from masker_rules.facts import Vocabulary
from masker_rules.facts.definition import definition
from masker_rules.facts.vocabulary import nearest
from masker_rules.language.attribute_words import attribute_words
from masker_rules.language.document import Entry
from masker_rules.language.entries import KINDS_OF_DAY
from masker_rules.language.workspace import Workspace

__all__ = ["Words", "check_kinds_of_day", "read_words"]

#: `cuti_tanpa_jenis: new` declares a word; any other text is the word that a spelling means.
NEW = "new"
#: Which vocabulary of formulas takes the new words of a field of the pack.
VOCABULARIES = {
    "absences.code": "day_status",
    "absences.reason": "reason",
    "events.event": "event",
    "staff_group": "staff_group",
    "violations.code": "violation",
    "sanctions.code": "sanction",
    "position_kind": "position_kind",
    "scores.predikat": "predikat",
    "scores.hasil_kerja": "rating",
    "scores.perilaku_rating": "rating",
}


@dataclass(slots=True)
class Words:
    """What a profile adds to the vocabulary of a pack.

    Attributes:
        meanings: Field to local spelling to word.
        own: Field to the words that only this profile has.
    """

    meanings: dict[str, dict[str, str]] = field(default_factory=dict)
    own: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_words(work: Workspace) -> Words:
    """The section `words`; new words become part of the vocabularies of formulas.

    Reports `unknown-vocabulary`, `unknown-meaning`, `two-meanings`.
    """
    found = Words()
    known = {**definition().fields, **attribute_words(work.document)}
    for name, entry in work.document.section("words").items():
        if name not in known:
            near = nearest(name, known) or "-"
            work.problems.add("unknown-vocabulary", entry.place, field=name, nearest=near)
            continue
        own = tuple(word for word, child in entry.items() if child.text() == NEW)
        meanings = {w: c.text() for w, c in entry.items() if c.text() != NEW}
        allowed = {*known[name], *own}
        for child in _strange(entry, allowed):
            word = child.text()
            near = nearest(word, allowed) or "-"
            place = child.node.place
            work.problems.add("unknown-meaning", place, field=name, word=word, nearest=near)
        found.meanings[name], found.own[name] = meanings, own
        vocabulary = VOCABULARIES.get(name)
        if vocabulary is not None:
            work.words[vocabulary] = (*work.words[vocabulary], *own)
        _check_meanings(work, entry, found, known)
    return found


def _strange(entry: Entry, allowed: set[str]) -> Iterator[Entry]:
    for _, child in entry.items():  # noqa: PERF102  (pairs of an entry, no dict)
        if child.text() != NEW and child.text() not in allowed:
            yield child


def _check_meanings(
    work: Workspace, entry: Entry, found: Words, known: Mapping[str, tuple[str, ...]]
) -> None:
    """Report a spelling that already means another word."""
    name = entry.path.removeprefix("words.")
    try:
        fresh = Vocabulary.of(known).extended({name: found.own[name]})
        fresh.extended({name: found.meanings[name]})
    except RequestError as exc:
        for problem in exc.problems:
            if problem.code == "two-meanings":
                work.problems.add(
                    "two-meanings",
                    entry.place,
                    field=name,
                    spelling=problem.params["spelling"],
                    first=problem.params["first"],
                    second=problem.params["second"],
                )


def check_kinds_of_day(work: Workspace, words: Words) -> None:
    """Report a new word of absence of which nothing says what kind of day it makes."""
    grouped = frozenset[str]().union(*(work.groups.get(g, frozenset()) for g in KINDS_OF_DAY))
    entry = work.document.section("words").get("absences.code")
    for word, child in entry.items() if entry else ():
        if word in words.own.get("absences.code", ()) and word not in grouped:
            groups = ", ".join(KINDS_OF_DAY)
            work.problems.add("word-without-group", child.place, word=word, groups=groups)
