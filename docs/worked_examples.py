"""The worked examples of the reference regulations: which case repeats each, and if none, why.

Read from `tests/data/examples.yaml`, `tests/data/examples_left_out.yaml` and the profiles with
their cases; nothing is computed. `make_reference.py` makes a page of it, and a test sees to it
that no example is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from masker_rules import yamltext
from masker_rules.profiles import find, known_ids, resolve_alias, versions_of
from masker_rules.profiles.registry import cases_of, index

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
SMALL = DATA / "worked"
IN_PYTHON = ROOT / "tests" / "profiles" / "test_worked_examples.py"

HEAD = """
# Worked examples

The golden values of the reference regulations, and the points that their sources leave open.
Every line that names a case is computed to the rupiah by a test, each item of a list (`/`) by
itself.
Profiles that are not shipped stand under `tests/data/worked`.

Grade A: input and result both stand in the source. Grade B: derived from a sourced rule.
Mark: where the rule was read: `reg` the regulation, `off` an official page, `press`, `code` an
operated system, `mem` memory.
"""
POINTS = """
## What the sources leave open

A profile that meets such a point has an entry under
[`questions`](language.md#questions) that says which option it takes; it is named in every result
that it touches.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A case that repeats an example: its profile, and its sentence."""

    profile: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Home:
    """Where a regulation is computed: the name of the profile, its file, None before it exists."""

    name: str
    file: Path | None


class Book:
    """Examples, open points, and what profiles make of them."""

    def __init__(self) -> None:
        listed, told = _read(DATA / "examples.yaml"), _read(DATA / "examples_left_out.yaml")
        self.examples: Mapping[str, Any] = {item["id"]: item for item in listed["examples"]}
        self.points: Mapping[str, Any] = {item["id"]: item for item in listed["undecidable"]}
        self.left_out: Mapping[str, Any] = told["left_out"]
        self.answers: Mapping[str, Any] = told["undecidable"]
        self._profiles: Mapping[str, Any] = told["profiles"]

    @cached_property
    def cases(self) -> dict[str, list[Case]]:
        """Id of an example to the cases that repeat it."""
        found: dict[str, list[Case]] = {}
        for name, file in self._files():
            for path in cases_of(file):
                for sentence, case in _read(path)["cases"].items():
                    if "example" in case:
                        found.setdefault(case["example"], []).append(Case(name, sentence))
        return found

    def _files(self) -> Iterator[tuple[str, Path]]:
        for name in known_ids():
            yield name, find(name)[0]
        for file in sorted(SMALL.glob("*/profile.yaml")):
            yield _read(file)["profile"]["id"], file

    @cached_property
    def in_python(self) -> str:
        """The tests that compute examples without a case."""
        return IN_PYTHON.read_text("utf-8")

    def home(self, regulation: str) -> Home | None:
        """The profile of a regulation; None where no profile is meant to have it."""
        told = self._profiles.get(regulation)
        if told is None:
            return None
        name = told["profile"]
        files = [file for file in self._versions(name) if _fits(_read(file), told)]
        return Home(name, files[0] if files else None)

    @staticmethod
    def _versions(name: str) -> list[Path]:
        if not name.startswith("id/"):
            file = ROOT / name / "profile.yaml"
            return [file] if file.is_file() else []
        if name not in index() and name not in known_ids():
            return []
        return [find(one)[0] for one in (resolve_alias(name), *versions_of(name))]

    def questions(self, point: str) -> dict[str, str | None]:
        """Ids of the questions that answer an open point, and the option taken (None: not there).

        Empty where no profile is meant to answer it.
        """
        answer = self.answers.get(point, {})
        home = self.answering(point)
        if home is None or home.file is None:
            return {}
        asked = _read(home.file).get("questions", {})
        return {
            name: _english(asked[name]["taken"]) if name in asked else None
            for name in answer.get("questions", ())
        }

    def answering(self, point: str) -> Home | None:
        """The profile that has to answer an open point."""
        answer = self.answers.get(point, {})
        if "because" in answer:
            return None
        if "profile" in answer:
            name = answer["profile"]
            return Home(name, next(iter(self._versions(name)), None))
        return self.home(self.points[point]["regulation"])


def _fits(profile: Mapping[str, Any], told: Mapping[str, str]) -> bool:
    """Whether a version is the one meant: it has the section, and is in force in the month."""
    if "once" in told and told["once"] not in profile:
        return False
    month = told.get("month")
    if month is None:
        return True
    first, _, last = profile["profile"]["in_force"].partition("..")
    return first[:7] <= month and (not last or month <= last[:7])


def page() -> list[str]:
    """Lines of the page: a table of all examples, and one of the open points."""
    book = Book()
    lines = [HEAD.strip("\n"), ""]
    lines += ["| example | regulation | grade | mark | what comes out | where |"]
    lines += ["|---|---|---|---|---|---|"]
    lines += [_row(*_example_cells(book, name)) for name in book.examples]
    lines += ["", POINTS.strip("\n"), ""]
    lines += ["| open point | regulation | question | taken | where |", "|---|---|---|---|---|"]
    lines += [_row(*_point_cells(book, name)) for name in book.points]
    return lines


def _example_cells(book: Book, name: str) -> tuple[str, ...]:
    item = book.examples[name]
    return (
        f"`{name}`",
        item["regulation"],
        item["grade"],
        item["mark"],
        _plain_words(item["expected"]),
        _where(book, name),
    )


def _where(book: Book, name: str) -> str:
    by_profile: dict[str, list[str]] = {}
    for case in book.cases.get(name, []):
        by_profile.setdefault(case.profile, []).append(case.sentence)
    places = [f"`{profile}`: {', '.join(told)}" for profile, told in by_profile.items()]
    if f'"{name}"' in book.in_python:
        places.append(f"`{IN_PYTHON.relative_to(ROOT).as_posix()}`")
    if places:
        return "; ".join(places)
    reason = book.left_out.get(name)
    if reason == "unconfirmed":
        return "left out: the numbers are not confirmed"
    if reason is not None:
        return f"left out, open: “{reason['open']}”"
    return "not yet: the profile is not written"


def _point_cells(book: Book, name: str) -> tuple[str, ...]:
    item = book.points[name]
    home, answer = book.answering(name), book.answers.get(name, {})
    questions = book.questions(name)
    if home is None:
        taken, where = "", answer.get("because", "no profile")
    elif not questions:
        taken, where = "", f"not yet: `{home.name}`"
    else:
        taken = "; ".join(option or "" for option in questions.values())
        where = f"`{home.name}`: " + ", ".join(f"`questions.{one}`" for one in questions)
    return f"`{name}`", item["regulation"], item["question"], taken, where


def _plain_words(value: Any) -> str:
    """A value of the examples as a reader writes it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain_words(child)}" for key, child in value.items())
    if isinstance(value, list):
        return " / ".join(_plain_words(child) for child in value)
    return str(value)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _english(text: Any) -> str:
    return text["en"] if isinstance(text, Mapping) else str(text)


def _read(path: Path) -> Any:
    return _texts(yamltext.parse_yaml(path.read_bytes(), path.name))


def _texts(node: yamltext.Node) -> Any:
    if isinstance(node, yamltext.Scalar):
        return node.text
    if isinstance(node, yamltext.Sequence):
        return [_texts(item) for item in node.items]
    return {key: _texts(child) for key, _, child in node.items()}
