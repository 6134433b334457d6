"""Case files: what is given, what is expected, and where each stands in the file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from masker_rules import yamltext
from masker_rules.errors import Place, Problem, Problems, ProfileError
from masker_rules.texts import Phrase
from masker_rules.yamltext import Node, Scalar

__all__ = ["Case", "CaseNode", "Unreadable", "each_case", "read_case_file", "read_case_text"]

VERSION = "1"
HEAD = ("case", "profile", "period", "signed", "given", "cases")
#: What a case may give; `expect`, `note` and `example` are no facts.
GIVEN = (
    "period",
    "as_of",
    "employee",
    "amounts",
    "scores",
    "attributes",
    "activities",
    "events",
    "days",
    "tables",
    "absent",
    "complete",
    "run",
)
BESIDE = ("expect", "note", "example", "signed")
#: Whether a person has checked what a case expects.
SIGNED = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class CaseNode:
    """A node of a case file with its path, for messages.

    Raises:
        ProfileError: from its readers, where something else stands there [case-shape].
    """

    path: str
    node: Node

    @property
    def place(self) -> Place:
        return self.node.place

    def text(self) -> str:
        """The text of a leaf."""
        if not isinstance(self.node, Scalar):
            raise self._shape("text")
        return self.node.text.strip()

    def items(self) -> Iterator[tuple[str, CaseNode]]:
        """Keys and nodes of a mapping."""
        if not isinstance(self.node, yamltext.Mapping):
            raise self._shape("mapping")
        for key, _, child in self.node.items():
            yield key, self._below(key, child)

    def list(self) -> list[CaseNode]:
        """The nodes of a list; anything else is a list of one."""
        if not isinstance(self.node, yamltext.Sequence):
            return [self]
        return [CaseNode(f"{self.path}[{n}]", child) for n, child in enumerate(self.node.items)]

    def get(self, key: str) -> CaseNode | None:
        """The node under a key, None where there is none."""
        if not isinstance(self.node, yamltext.Mapping):
            raise self._shape("mapping")
        child = self.node.get(key)
        return self._below(key, child) if child is not None else None

    def _below(self, key: str, child: Node) -> CaseNode:
        return CaseNode(f"{self.path}.{key}" if self.path else key, child)

    @property
    def is_text(self) -> bool:
        return isinstance(self.node, Scalar)

    def wrong(self, wanted: str) -> ProfileError:
        """The error of a leaf that cannot be read as `wanted`, a phrase of `cases`."""
        error = ProfileError.of(
            "case-value",
            self.place,
            path=self.path,
            text=self.text(),
            wanted=Phrase(f"cases.{wanted}"),
        )
        assert isinstance(error, ProfileError)
        return error

    def _shape(self, wanted: str) -> ProfileError:
        error = ProfileError.of(
            "case-shape", self.place, path=self.path, wanted=Phrase(f"shapes.{wanted}")
        )
        assert isinstance(error, ProfileError)
        return error


@dataclass(frozen=True, slots=True)
class Case:
    """One case.

    Attributes:
        name: Its sentence.
        place: Where it stands.
        given: Facts by key, those of the file's `given` under them.
        expect: What must come out.
        example: Id of the worked example that it repeats, empty where there is none.
        signed: Whether somebody stands for what it expects; values that a program wrote are
            checked by no one yet.
    """

    name: str
    place: Place
    given: Mapping[str, CaseNode]
    expect: CaseNode
    example: str = ""
    signed: bool = True

    @property
    def run(self) -> str:
        """The run that it is of, empty for the ordinary month."""
        given = self.given.get("run")
        return given.text() if given is not None else ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A case that cannot be read, with everything that is wrong with it."""

    name: str
    place: Place
    problems: tuple[Problem, ...]


def read_case_file(path: Path, name: str, profile_ids: Iterable[str]) -> tuple[Case, ...]:
    """The cases of a file; see :func:`read_case_text`, `name` is the file's in messages."""
    return read_case_text(path.read_bytes(), name, profile_ids)


def read_case_text(data: bytes, name: str, profile_ids: Iterable[str]) -> tuple[Case, ...]:
    """The cases that a text holds.

    Args:
        data: The text.
        name: Its name in messages.
        profile_ids: Ids and aliases of the profile that the cases are run under.

    Raises:
        ProfileError: the file is no case file, or a case of it cannot be read [yaml-*, case-shape,
            case-unknown-key, case-missing-key, case-other-profile].
    """
    found = list(each_case(data, name, profile_ids))
    problems = Problems()
    for one in found:
        problems.extend(one.problems if isinstance(one, Unreadable) else ())
    problems.raise_if_any(ProfileError)
    return tuple(one for one in found if isinstance(one, Case))


def each_case(data: bytes, name: str, profile_ids: Iterable[str]) -> Iterator[Case | Unreadable]:
    """The cases that a text holds, each by itself: one that is wrong stops no other.

    A text that is no YAML is one that cannot be read, of the name of the file.

    Raises:
        ProfileError: the text is no case file.
    """
    try:
        root = CaseNode("", yamltext.parse_yaml(data, name))
    except ProfileError as wrong:
        yield Unreadable(name, wrong.problems[0].place or Place(name), wrong.problems)
        return
    shared = _head(root, frozenset(profile_ids), name)
    signed = _signed(root, default=True)
    cases = root.get("cases")
    for sentence, body in cases.items() if cases else ():
        place = _place(cases, sentence)
        try:
            yield _case(sentence, place, body, shared, signed=signed)
        except ProfileError as wrong:
            yield Unreadable(sentence, place, wrong.problems)


def _head(root: CaseNode, ids: frozenset[str], name: str) -> dict[str, CaseNode]:
    """What the file gives to all of its cases.

    Raises:
        ProfileError: it is no case file, or one of another profile.
    """
    problems = Problems()
    _check_keys(root, HEAD, problems)
    for key in ("case", "cases"):
        if root.get(key) is None:
            problems.add("case-missing-key", root.place, key=key, path=name)
    problems.raise_if_any(ProfileError)
    _check_head(root, ids, problems)
    shared = _shared(root, problems)
    problems.raise_if_any(ProfileError)
    return shared


def _case(
    sentence: str, place: Place, body: CaseNode, shared: Mapping[str, CaseNode], *, signed: bool
) -> Case:
    problems = Problems()
    _check_keys(body, (*GIVEN, *BESIDE), problems)
    expect = body.get("expect")
    if expect is None:
        problems.add("case-missing-key", body.place, key="expect", path=sentence)
    problems.raise_if_any(ProfileError)
    assert expect is not None
    given = _merged(shared, {key: child for key, child in body.items() if key in GIVEN})
    example = body.get("example")
    text = example.text() if example else ""
    return Case(sentence, place, given, expect, text, _signed(body, default=signed))


def _signed(node: CaseNode, *, default: bool) -> bool:
    said = node.get("signed")
    if said is None:
        return default
    if said.text() not in SIGNED:
        raise said.wrong("signed")
    return SIGNED[said.text()]


def _place(cases: CaseNode | None, sentence: str) -> Place:
    assert cases is not None
    assert isinstance(cases.node, yamltext.Mapping)
    return cases.node.key_places[sentence]


def _check_head(root: CaseNode, ids: frozenset[str], problems: Problems) -> None:
    version, profile = root.get("case"), root.get("profile")
    if version is not None and version.text() != VERSION:
        problems.extend(version.wrong("version").problems)
    if profile is not None and profile.text() not in ids:
        known = ", ".join(sorted(ids))
        problems.add("case-other-profile", profile.place, id=profile.text(), known=known)


def _shared(root: CaseNode, problems: Problems) -> dict[str, CaseNode]:
    shared: dict[str, CaseNode] = {}
    period, given = root.get("period"), root.get("given")
    if period is not None:
        shared["period"] = period
    if given is not None:
        _check_keys(given, GIVEN, problems)
        shared.update(given.items())
    return shared


def _check_keys(node: CaseNode, known: tuple[str, ...], problems: Problems) -> None:
    for key, child in node.items():
        if key not in known:
            near = ", ".join(difflib.get_close_matches(key, known, 2)) or ", ".join(known)
            problems.add("case-unknown-key", child.place, key=key, nearest=near)


def _merged(shared: Mapping[str, CaseNode], own: Mapping[str, CaseNode]) -> dict[str, CaseNode]:
    """The facts of a case laid over those of the file: mappings key by key, the rest whole."""
    merged = {key: _as_mapping(key, node) for key, node in shared.items()}
    for key, given in own.items():
        node = _as_mapping(key, given)
        below = merged.get(key, node)
        both = (below.node, node.node)
        if all(isinstance(item, yamltext.Mapping) for item in both):
            node = CaseNode(node.path, _overlaid(*both))
        merged[key] = node
    return merged


def _as_mapping(key: str, node: CaseNode) -> CaseNode:
    """`days: on time` is short for `days: {rest: on time}`."""
    if key != "days" or not node.is_text:
        return node
    place = node.place
    return CaseNode(node.path, yamltext.Mapping({"rest": node.node}, {"rest": place}, place))


def _overlaid(below: Node, above: Node) -> Node:
    assert isinstance(below, yamltext.Mapping)
    assert isinstance(above, yamltext.Mapping)
    return yamltext.Mapping(
        {**below.entries, **above.entries},
        {**below.key_places, **above.key_places},
        above.place,
    )
