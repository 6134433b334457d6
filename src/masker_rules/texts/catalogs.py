"""The text catalogs: one TOML file per subject and language, and how a template is filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

__all__ = ["LANGUAGES", "Phrase", "catalog", "grouped", "keys", "render"]

LANGUAGES = ("id", "en")
#: Parameters that say how many; other whole numbers may be years, lines or numbers of people.
HOW_MANY = frozenset({"count", "length", "limit", "size"})


@cache
def catalog(lang: str) -> dict[str, str]:
    """Every text of `lang` by its dotted key."""
    flat: dict[str, str] = {}
    for entry in sorted(files(__package__).iterdir(), key=lambda item: item.name):
        if entry.name.endswith(f".{lang}.toml"):
            _flatten("", tomllib.loads(entry.read_text("utf-8")), flat)
    return flat


def _flatten(prefix: str, tree: Mapping[str, object], into: dict[str, str]) -> None:
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping):
            _flatten(f"{path}.", value, into)
        else:
            into[path] = str(value)


def keys(lang: str) -> frozenset[str]:
    """Every key of the catalog of `lang`."""
    return frozenset(catalog(lang))


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class _Counting(Formatter):
    """Fills in templates with words for one and for many."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, is_counted, many = format_spec.partition("|")
        if not is_counted:
            return format(value, format_spec)
        return f"{value} {one if str(value) == '1' else many}"


def render(lang: str, key: str, params: Mapping[str, object]) -> str:
    """The template `key` of the catalog `lang`, filled in with `params`.

    A parameter that has words of its own (a method `said`) is said in `lang`, and a whole number
    that says how many (`HOW_MANY`) has the marks of thousands of `lang`.
    """
    template = catalog(lang).get(key)
    if template is None:
        return key
    spoken = {name: _spoken(lang, name, value) for name, value in params.items()}
    if "|" in template:
        return _Counting().vformat(template, (), _Lenient(spoken))
    return template.format_map(_Lenient(spoken))


def grouped(lang: str, number: int) -> str:
    """`1.234.567`, in English `1,234,567`; the sign is `−`."""
    text = f"{abs(number):,}"
    text = text.replace(",", ".") if lang == "id" else text
    return f"−{text}" if number < 0 else text


def _spoken(lang: str, name: str, value: object) -> object:
    if name in HOW_MANY and isinstance(value, int) and not hasattr(value, "said"):
        return grouped(lang, value)
    said = getattr(value, "said", None)
    return value if said is None else said(lang)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a catalog as a parameter of another text.

    Attributes:
        key: The key of the catalogs.
        params: What fills the words in; a parameter may have words of its own.
    """

    key: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def said(self, lang: str) -> str:
        """The words in `lang`."""
        return render(lang, self.key, self.params)

    def __str__(self) -> str:
        return self.said("en")
