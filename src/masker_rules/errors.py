"""Problems and errors: fact, place, law, cure, under a stable code.

A :class:`Problem` carries a code and parameters; its words stand in the catalogs of
:mod:`masker_rules.texts`, in Indonesian and English. Errors collect every problem of a file, so
that one run reports them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from masker_rules.texts import LANGUAGES, harmless, render, without_passwords
from masker_rules.texts.bilingual import NO_LAW, Text

__all__ = [
    "AdapterUnavailableError",
    "CalendarError",
    "EvaluationError",
    "FactsError",
    "MaskerRulesError",
    "Place",
    "Problem",
    "Problems",
    "ProfileError",
    "RequestError",
    "check_language",
]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file and, where known, a line and column counted from 1."""

    file: str
    """Its path, or `<table>` for rows given in Python."""
    line: int = 0
    """0 where it is not known."""
    column: int = 0
    """Letter of the line; 0 where it is not known."""

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    code: str
    """Stable kebab-case code; its words are ``errors.<code>`` in the text catalogs."""
    params: Mapping[str, object]
    """Values quoted by the words."""
    place: Place | None = None
    """Where the author must look."""
    law: Text = NO_LAW
    """Regulation and article beside the place, in both languages; empty where none is known."""
    severity: str = "error"
    """``error`` stops the loading, ``warning`` does not."""

    def meant(self, lang: str = "en") -> str:
        """The line that would be right in words, empty where none is known."""
        meant = self.params.get("meant")
        return "" if meant is None else meant.said(lang)  # type: ignore[attr-defined]

    def general_cure(self, lang: str = "en") -> str:
        """What an author does about problems of this kind."""
        return render(lang, f"errors.{self.code}.cure", self.params)

    def text(self, lang: str = "en") -> str:
        """Place, severity and code, fact, law and cure as a person reads them."""
        head = f"{self.place}: " if self.place else ""
        fact = render(lang, f"errors.{self.code}.fact", self.params)
        cure = "; ".join(filter(None, (self.meant(lang), self.general_cure(lang))))
        severity = render(lang, f"words.{self.severity}", {})
        lines = [f"{head}{severity} [{self.code}] {fact}"]
        if self.law:
            lines.append(f"    {render(lang, 'words.law', {})}: {self.law.get(lang)}")
        lines.append(f"    {render(lang, 'words.cure', {})}: {cure}")
        return harmless(without_passwords("\n".join(lines)))


class Problems:
    """Collects problems so that one run tells them all."""

    def __init__(self) -> None:
        self._items: list[Problem] = []

    def add(
        self,
        code: str,
        place: Place | None = None,
        law: Text = NO_LAW,
        severity: str = "error",
        **params: object,
    ) -> None:
        """Keep one problem; see :class:`Problem` for the fields."""
        self._items.append(Problem(code, params, place, law, severity))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keep all of `problems`."""
        self._items.extend(problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop, ordered by place, each once."""
        alike: dict[tuple[Place, str], list[Problem]] = {}
        for problem in self._items:
            if problem.severity == "error":
                same = alike.setdefault((problem.place or Place(""), problem.code), [])
                if problem not in same:
                    same.append(problem)
        return tuple(problem for key in sorted(alike) for problem in alike[key])

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not stop."""
        return tuple(p for p in self._items if p.severity != "error")

    def raise_if_any(self, error: type[MaskerRulesError]) -> None:
        """Raise `error` with every problem that stops, if there is one."""
        if self.errors:
            raise error(self.errors)


class MaskerRulesError(Exception):
    """Base of all errors that this library raises on purpose.

    Attributes:
        problems: What is wrong, at least one.
        code: The code of the first problem.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    @classmethod
    def of(
        cls, code: str, place: Place | None = None, law: Text = NO_LAW, **params: object
    ) -> Self:
        """An error of a single problem."""
        return cls([Problem(code, params, place, law)])

    @property
    def code(self) -> str:
        return self.problems[0].code

    def text(self, lang: str = "en") -> str:
        """All problems in words."""
        return "\n".join(problem.text(lang) for problem in self.problems)

    def __str__(self) -> str:
        return self.text()


class RequestError(MaskerRulesError, ValueError):
    """The call or command asks for something that does not exist or does not fit."""


def check_language(lang: str) -> None:
    """Refuse a language of which there are no words.

    Raises:
        RequestError: it is none of `id` and `en` [unknown-language].
    """
    if lang not in LANGUAGES:
        raise RequestError.of("unknown-language", lang=lang, known=", ".join(LANGUAGES))


class ProfileError(MaskerRulesError, ValueError):
    """The author of a profile must act."""


class CalendarError(MaskerRulesError, ValueError):
    """A calendar file is wrong or a date is outside every calendar."""


class FactsError(MaskerRulesError, ValueError):
    """A pack as a whole cannot be read; single bad rows are set aside instead."""


class EvaluationError(MaskerRulesError, RuntimeError):
    """The plan cannot be computed for a reason that only shows at run time."""


class AdapterUnavailableError(MaskerRulesError, ImportError):
    """An optional library is not installed; the message names the extra."""
