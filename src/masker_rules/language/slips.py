"""Slips of the pen: what an author most likely meant, told only where it works.

A problem stands at a line. Its words are mended as beginners are known to write them, the file is
read again, and what leaves nothing to say of the line is offered as the line that would be right.
Nothing is tried before somebody reads the message: most errors are caught, and not read.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain

from masker_rules import yamltext
from masker_rules.errors import Place, Problem
from masker_rules.texts import render

__all__ = ["Meant", "mended"]

#: So many readings of one line are tried, and so many signs of a file read for all its lines.
MOST_TRIES, MOST_SIGNS = 40, 400_000
#: In a text of more signs reading it again and again would keep the reader waiting.
LONGEST_TEXT, LONGEST_LINE = 50_000, 2_000
#: A key and the blank behind its colon; in JSON it stands in quotes.
PAIR = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s,{}\[\]'"#][^,{}\[\]"#]*?):(?=\s|$)""")
#: Parameters of problems that quote what was written, and those that say what could stand there.
WRITTEN = ("word", "name", "key", "value", "text", "series")
OFFERED = ("nearest", "known")
#: A word of fewer letters is like too many others.
SHORTEST = 3
#: How alike several words must be to one word that may stand for all of them.
VERY_ALIKE = Fraction(4, 5)

#: A percent that divides or is divided, and two that are multiplied: a part of a part.
PART_OF_PART = re.compile(r"(?=%\s*/)|(?=/\s*[\d.]+\s*%)|(?=%\s*[*×]\s*[\d.]+\s*%)")
#: Less than one percent: where no sign was written, it may as well be a share of one.
LESS_THAN_ONE = re.compile(
    r"(?i)(?<![\d.,])(?:0?[.,]|\d\s*/\s*)\d+\s*(?:%|persen|percent|per cent)"
)

#: What is worse than the slip, wherever in the file it then is: the line that would be right takes
#: another's place, leaves a rule without its verb, or says another kind of amount.
WORSE = frozenset({"yaml-syntax", "duplicate-key", "one-verb-wanted", "rupiah-of-a-base"})
#: What no spelling mends: under another name an item is only no longer found by who reads it.
NOT_SPELT = frozenset({"reads-its-own-result"})
#: So many times of a span, which are no minutes that lack their unit.
TIMES_OF_A_SPAN = re.compile(r"(?<=\d) per (?=[a-z])")

QUOTE = '"'

Attempt = Callable[[str], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Slips:
    """The data of `std/slips.yaml`."""

    words: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, tuple[str, ...]]
    spelling: tuple[tuple[re.Pattern[str], str], ...]
    patterns: tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """The key and value, or the whole line, in which a problem stands.

    Attributes:
        begin, end: Columns of the line, from 0.
    """

    line: int
    begin: int
    end: int
    text: str


@dataclass
class Budget:
    """How many signs of a file may still be read in order to try."""

    left: int = MOST_SIGNS


@dataclass(eq=False)
class Meant:
    """The line that would be right, found when it is first read; says nothing where none is.

    Attributes:
        problem: What is wrong.
        text: The file.
        attempt: What would be said of another text of it.
        budget: Shared by all problems of the file.
        before: Code and line of all problems of the file.
    """

    problem: Problem
    text: str
    attempt: Attempt
    budget: Budget
    before: frozenset[tuple[str, int]] = frozenset()

    @cached_property
    def found(self) -> tuple[str, str] | None:
        """What was written, and the line that would be right."""
        size = len(self.text)
        if size > LONGEST_TEXT or self.problem.code in NOT_SPELT:
            return None
        segment = _segment(self.text, self.problem.place)
        if segment is None:
            return None
        tried: set[str] = {segment.text}
        for better in chain(self._asked_first(segment.text), self._likely(segment.text)):
            if better in tried or _is_other_law(segment.text, better):
                continue
            tried.add(better)
            if len(tried) > MOST_TRIES or self.budget.left < size:
                break
            self.budget.left -= size
            if self._works(segment, better):
                return _plain(segment.text), _plain(better)
        return self._joined(segment)

    def _likely(self, text: str) -> Iterator[str]:
        return _candidates(text, self.problem.params)

    def _asked_first(self, text: str) -> Iterator[str]:
        """A condition that does not hold where what it asks for is absent."""
        key, _, condition = text.partition(": ")
        negative = re.search(r"\bnot\b|!=", condition)
        if self.problem.code == "may-be-none" and key == "when" and not negative:
            asked = self.problem.params["name"]
            yield f"when: {asked} exists and {_in_brackets(condition, ' or ')}"

    def _joined(self, segment: Segment) -> tuple[str, str] | None:
        """An exception that stands beside the condition whose part it is."""
        for other, better in _exceptions(self.text, segment):
            if self.budget.left < len(self.text):
                return None
            self.budget.left -= len(self.text)
            # The later one first: what stands before it keeps its place.
            edits = sorted(
                [(other, better), (_with_comma(self.text, segment), "")],
                key=lambda edit: (-edit[0].line, -edit[0].begin),
            )
            text = self.text
            for place, by in edits:
                text = _with(text, place, by)
            if not self.before.issuperset(
                (one.code, one.place.line if one.place else 0) for one in self.attempt(text)
            ):
                continue
            if self._is_gone(text):
                return f"{_plain(other.text)}, {_plain(segment.text)}", better
        return None

    def _is_gone(self, text: str) -> bool:
        """Whether the problem is no longer said of a text."""
        here = self.problem.code, self.problem.params.get("key")
        return all((one.code, one.params.get("key")) != here for one in self.attempt(text))

    def _works(self, segment: Segment, better: str) -> bool:
        end = segment.begin + len(better)
        for problem in self.attempt(_with(self.text, segment, better)):
            place = problem.place
            line = place.line if place is not None else 0
            here = line == segment.line
            if problem.code in WORSE and (problem.code, line) not in self.before:
                return False
            if here and place is not None and segment.begin < place.column <= end + 1:
                return False
            same = all(
                problem.params.get(name) == self.problem.params.get(name)
                for name in ("path", "key")
            )
            if problem.code == self.problem.code and same and "path" in problem.params:
                return False
        return True

    def said(self, lang: str) -> str:
        """`write … instead of …` in a language, empty where no line is known to be right."""
        if self.found is None:
            return ""
        written, better = self.found
        return render(lang, "words.meant", {"written": written, "better": better})


def mended(
    problems: Iterable[Problem], file: str, data: bytes | yamltext.Node, attempt: Attempt
) -> Iterator[Problem]:
    """The problems, each of the file itself with the line that would be right.

    Args:
        problems: What is wrong.
        file: Name of the file in their places.
        data: Its content; of what was read before nothing is offered.
        attempt: What would be said of another text of the file.
    """
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
    budget = Budget()
    problems = tuple(problems)
    before = frozenset((one.code, one.place.line if one.place else 0) for one in problems)
    for problem in problems:
        own = problem.place is not None and problem.place.file == file and text
        meant = Meant(problem, text, attempt, budget, before) if own else None
        yield replace(problem, params={**problem.params, "meant": meant}) if meant else problem


# ------------------------------------------------------------------ where
def _segment(text: str, place: Place | None) -> Segment | None:
    lines = text.split("\n")
    if place is None or not 0 < place.line <= len(lines):
        return None
    line, column = lines[place.line - 1], max(0, place.column - 1)
    if len(line) > LONGEST_LINE:
        return None
    starts = [match.start() for match in PAIR.finditer(line)]
    before = [start for start in starts if start <= column]
    if not before:
        return Segment(place.line, 0, len(line), line) if line.strip() else None
    begin = before[-1]
    end = min((start for start in starts if start > begin), default=len(line))
    found = _value_end(line[begin:end], last=end == len(line))
    if found.startswith(QUOTE):
        found = found.removesuffix(",")  # JSON, where each pair has a line of its own
    return Segment(place.line, begin, begin + len(found), _plain(found))


def _value_end(text: str, *, last: bool) -> str:
    """A pair without what parts it from the next, and without what closes the mapping."""
    text = text.split(" #", maxsplit=1)[0].rstrip()
    if not last:
        text = text.rstrip().rstrip("{").rstrip()
        text = text.removesuffix(",")
    while text and text[-1] in "}]" and text.count(text[-1]) > text.count(_OPEN[text[-1]]):
        text = text[:-1].rstrip().removesuffix(",")
    return text


_OPEN = {"}": "{", "]": "["}


def _with(text: str, segment: Segment, better: str) -> str:
    lines = text.split("\n")
    line = lines[segment.line - 1]
    lines[segment.line - 1] = f"{line[: segment.begin]}{better}{line[segment.end :]}"
    return "\n".join(lines)


def _plain(text: str) -> str:
    """A pair as an author of YAML writes it: JSON has quotes around everything."""
    key, colon, value = text.strip().partition(": ")
    if key[:1] == QUOTE == value[:1]:
        return f"{key.strip(QUOTE)}{colon}{value.strip(QUOTE)}"
    return text.strip()


def _beside(text: str, segment: Segment, key: str) -> Segment | None:
    """The pair of a key in the same mapping, in the same braces or at the same indentation."""
    lines = text.split("\n")
    line = lines[segment.line - 1]
    if line[: segment.begin].strip():
        found = re.search(rf"(?<![\w.]){key}: ", line)
        return (
            None if found is None else _segment(text, Place("", segment.line, found.start() + 1))
        )
    for step in (-1, 1):
        at = segment.line - 1 + step
        while 0 <= at < len(lines) and _indent(lines[at]) >= segment.begin:
            if _indent(lines[at]) == segment.begin and lines[at].strip().startswith(f"{key}: "):
                return _segment(text, Place("", at + 1, segment.begin + 1))
            at += step
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _with_comma(text: str, segment: Segment) -> Segment:
    """A pair with the comma that parts it from the one before."""
    line = text.split("\n")[segment.line - 1]
    head = line[: segment.begin].rstrip()
    begin = len(head) - 1 if head.endswith(",") else segment.begin
    return replace(segment, begin=begin)


# ------------------------------------------------------------------ what it may have meant
_EXCEPTION = re.compile(r"(?i)^(?:kecuali|selain|except|unless)(?: jika| bila)?: (.+)$")


def _exceptions(text: str, segment: Segment) -> Iterator[tuple[Segment, str]]:
    """The condition beside an exception, and what both say together."""
    found = _EXCEPTION.match(segment.text)
    other = _beside(text, segment, "when") if found else None
    if found is None or other is None:
        return
    condition = _in_brackets(other.text.partition(": ")[2], " or ")
    meant = [found[1], *_by_words(found[1], _slips()), _spelt(found[1], _slips())]
    for exception in dict.fromkeys(meant):
        yield other, f"when: {condition} and not {_in_brackets(exception, ' ')}"


def _in_brackets(formula: str, sign: str) -> str:
    return f"({formula})" if sign in formula else formula


def _candidates(text: str, params: Mapping[str, object]) -> Iterator[str]:
    slips = _slips()
    keys = list(_by_key(text))
    yield from keys
    words = [found for start in (text, *keys) for found in _by_words(start, slips)]
    yield from words
    yield from _named(text, params)
    every = slips.spelling + slips.patterns
    singles = [_replaced(text, pattern, by) for pattern, by in every]
    yield from singles
    together = [_spelt(start, slips) for start in (text, *keys, *words)]
    yield from together
    head, colon, value = text.partition(": ")
    small = f"{head}{colon}{value.lower()}"
    yield small
    if small != text:
        yield from (_replaced(small, pattern, by) for pattern, by in every)
    for start in (*together, *keys, *words, *singles):
        if start != text:
            for pattern, by in every:
                yield _replaced(start, pattern, by)
            yield from _by_words(start, slips)


def _is_other_law(text: str, better: str) -> bool:
    """Whether a mending makes a percent that nobody can know to be meant, or times to minutes."""

    def more(pattern: re.Pattern[str]) -> int:
        return len(pattern.findall(better)) - len(pattern.findall(text))

    return more(PART_OF_PART) > 0 or more(LESS_THAN_ONE) > 0 or more(TIMES_OF_A_SPAN) < 0


def _replaced(text: str, pattern: re.Pattern[str], by: str) -> str:
    return pattern.sub(by, text)


def _spelt(text: str, slips: Slips) -> str:
    """The text with all that is only spelt otherwise."""
    for pattern, by in slips.spelling:
        text = _replaced(text, pattern, by)
    return text


def _named(text: str, params: Mapping[str, object]) -> Iterator[str]:
    """The word that the message calls wrong, by those that it says could stand there."""
    offered = [
        word.strip()
        for name in OFFERED
        for word in str(params.get(name, "")).split(",")
        if word.strip() not in ("", "-", "…")
    ]
    for name in WRITTEN:
        wrong = params.get(name)
        if name == "key" and meant_keys(str(wrong)):
            continue  # what it means is known: a key of like letters would be another law
        if not isinstance(wrong, str) or not wrong or wrong not in text:
            continue
        folded = {_fold(word): word for word in offered}
        if len(wrong) < SHORTEST:
            continue  # V is as like IV as another grade is
        # What joins words may be the slip: one of them alone would lose the others.
        near = difflib.get_close_matches(_fold(wrong), folded, 3)
        if not wrong.isidentifier():
            near = [word for word in near if _alike(_fold(wrong), word) >= VERY_ALIKE]
        whole = re.compile(rf"(?<![\w]){re.escape(wrong)}(?![\w])")
        for word in near:
            section, _, own = folded[word].rpartition(".")
            if section and "." not in wrong and _fold(own) != _fold(wrong):
                continue  # of another section and of another name: it would be another law
            yield whole.sub(folded[word].replace("\\", r"\\"), text)
        if name == "name" and text.startswith("source: "):
            yield from (f"source: {word} {text[len('source: ') :]}" for word in offered)


def _alike(one: str, other: str) -> Fraction:
    return Fraction(difflib.SequenceMatcher(None, one, other).ratio())


def _fold(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.casefold())


def _by_key(text: str) -> Iterator[str]:
    """The same value under each key that the written one may mean."""
    key, colon, value = text.partition(":")
    for meaning in meant_keys(key) if colon else ():
        yield f"{meaning}:{value}"


def _by_words(text: str, slips: Slips) -> Iterator[str]:
    """Every known word in its first meaning at once, then each in its others."""
    if not _known_words().search(text):
        return

    def put(choice: int) -> str:
        def mean(match: re.Match[str]) -> str:
            meanings = slips.words[match[0].casefold()]
            return meanings[min(choice, len(meanings) - 1)]

        return _known_words().sub(mean, text)

    yield put(0)
    yield put(1)


@cache
def _known_words() -> re.Pattern[str]:
    words = sorted(_slips().words, key=len, reverse=True)
    return re.compile(
        rf"(?<!\w)(?<!\w\.)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE
    )


@cache
def _slips() -> Slips:
    raw = (files(__package__) / "std" / "slips.yaml").read_bytes()
    root = yamltext.plain(yamltext.parse_yaml(raw, "slips.yaml"))
    assert isinstance(root, dict)
    spelling, patterns = (
        tuple((re.compile(pattern), by) for pattern, by in root[name])
        for name in ("spelling", "patterns")
    )
    words, keys = (
        {word: tuple(means) for word, means in root[name].items()} for name in ("words", "keys")
    )
    return Slips(words, keys, spelling, patterns)


def meant_keys(key: str) -> tuple[str, ...]:
    """The keys that a word of another language, or another word, may mean."""
    return _slips().keys.get(_fold(key.strip().strip(QUOTE)), ())
