"""Cases that a program writes: what is given as plain texts, and what came out as `expect`.

Nobody has checked such a case: it is marked unsigned, and a person signs it or corrects it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Finding, Result
from masker_rules.errors import MaskerRulesError, Place
from masker_rules.testing.casefile import VERSION, Case, CaseNode
from masker_rules.testing.cases import Trial
from masker_rules.texts import Phrase
from masker_rules.units import exact_text, percent_text
from masker_rules.yamltext import Mapping as MappingNode
from masker_rules.yamltext import Node, Scalar, Sequence

__all__ = ["Draft", "Given", "Outcome", "case_file", "given_of", "outcome_of", "overlaid"]

#: What a case gives: nested texts, as they stand in its file.
Given = Mapping[str, Any]
#: What came out, piece by piece as `expect` names it.
Outcome = Mapping[str, Any]

DRAFT = Place("draft", 1, 1)
PLAIN = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.%:/ +-]*\Z")
#: Words that other readers of YAML take for something else; ours reads text.
AMBIGUOUS = frozenset({"yes", "no", "on", "off", "true", "false", "null"})
WIDTH = 99


class Draft:
    """A case in the making.

    No dataclass: Hypothesis prints every field of one, and with it the whole regulation.

    Args:
        sentence: What it shows, in plain words or in those of the catalogs.
        given: What it gives.
        profile: The regulation that it is made under.
    """

    def __init__(self, sentence: str | Phrase, given: Given, profile: Profile) -> None:
        self.sentence = sentence
        self.name = str(sentence)
        self.given = given
        self.profile = profile

    def __repr__(self) -> str:
        return f"Draft({self.name!r}, {dict(self.given)!r})"

    @cached_property
    def case(self) -> Case:
        """The case, expecting nothing yet."""
        given = {key: CaseNode(key, _node(value)) for key, value in self.given.items()}
        return Case(self.name, DRAFT, given, CaseNode("expect", MappingNode({}, {}, DRAFT)))

    @cached_property
    def trial(self) -> Trial:
        """The case with its facts.

        Raises:
            ProfileError, FactsError: what is given cannot be read.
        """
        return Trial.of(self.case, self.profile)

    @cached_property
    def result(self) -> Result:
        """What the profile makes of it.

        Raises:
            MaskerRulesError: what is given cannot be read, or whatever the computation says.
        """
        computed: Result = self.trial.computed(self.profile)[self.trial.nip]
        return computed

    @cached_property
    def outcome(self) -> Outcome:
        """Everything of its result that a case can expect, and that the law decides.

        Raises:
            ProfileError, FactsError: what is given cannot be read.
        """
        _ = self.trial  # What cannot be read is raised: it is no outcome.
        try:
            result = self.result
        except MaskerRulesError as wrong:
            return {"error": wrong.code}
        return _told(result)

    def written(self, expect: Outcome, lang: str = "en") -> Iterator[str]:
        """Its lines under `cases:`, marked as checked by nobody."""
        told = self.sentence
        yield f"  {_text(told.said(lang) if isinstance(told, Phrase) else told)}:"
        yield '    signed: "no"'
        for key, value in self.given.items():
            yield f"    {key}: {_flow(value)}"
        yield from _expected(expect)


def given_of(case: Case) -> dict[str, Any]:
    """What a case gives, as plain texts."""
    return {key: _plain(node.node) for key, node in case.given.items()}


def overlaid(given: Given, other: Given) -> dict[str, Any]:
    """`given` with `other` laid over it, mappings key by key."""
    merged = dict(given)
    for key, value in other.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = {**below, **value}
        else:
            merged[key] = value
    return merged


def outcome_of(trial: Trial, profile: Profile) -> Outcome:
    """Everything of a result that a case can expect, and that the law decides."""
    try:
        result: Result = trial.computed(profile)[trial.nip]
    except MaskerRulesError as wrong:
        return {"error": wrong.code}
    return _told(result)


def _told(result: Result) -> Outcome:
    found: dict[str, Any] = {"status": result.status}
    if result.parts:
        found["parts"] = {name: _share(value) for name, value in result.parts.items()}
    for line in result.lines:
        if line.id not in found:
            found[line.id] = str(line.amount)
    if result.bounds is not None:
        lowest, highest = result.bounds.lowest, result.bounds.highest
        found["bounds"] = {"lowest": _whole(lowest), "highest": _whole(highest)}
    found["findings"] = [_finding(item) for item in result.findings if item.day is not None]
    found["counts"] = {name: str(value) for name, value in result.counts.items()}
    return found


def case_file(profile: Profile, cases: Iterable[Iterable[str]], note: str) -> str:
    """A file to be put beside a profile, each case as :meth:`Draft.written` says it."""
    lines = [f"# {line}" for line in note.splitlines()]
    lines += [f"case: {VERSION}", f"profile: {profile.id}", "", "cases:"]
    for case in cases:
        lines += [*case, ""]
    return "\n".join(lines).rstrip("\n") + "\n"


# ------------------------------------------------------------------ outcomes
def _share(value: Any) -> str:
    return "none" if value is None else percent_text(value)


def _whole(value: int | None) -> str:
    return "none" if value is None else str(value)


def _finding(finding: Finding) -> str:
    rate = percent_text(finding.rate) if finding.rate is not None else ""
    day = finding.day.isoformat() if finding.day else ""
    words = (day, finding.code, finding.quantity, rate, finding.of, exact_text(finding.amount))
    return " ".join(word for word in words if word)


def _expected(expect: Outcome) -> Iterator[str]:
    whole = f"    expect: {_flow(expect)}"
    if len(whole) <= WIDTH:
        yield whole
        return
    yield "    expect:"
    for key, value in expect.items():
        line = f"      {key}: {_flow(value)}"
        if len(line) <= WIDTH or not isinstance(value, list):
            yield line
            continue
        yield f"      {key}:"
        for item in value:
            yield f"        - {_text(item)}"


# ------------------------------------------------------------------ texts and nodes
def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    bare = PLAIN.match(text) and ": " not in text and not text.endswith((":", " "))
    if bare and text not in AMBIGUOUS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _node(value: Any) -> Node:
    if isinstance(value, Mapping):
        children = {str(key): _node(child) for key, child in value.items()}
        return MappingNode(children, dict.fromkeys(children, DRAFT), DRAFT)
    if isinstance(value, list | tuple):
        return Sequence(tuple(_node(item) for item in value), DRAFT)
    return Scalar(str(value), DRAFT)


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(child) for key, _, child in node.items()}
