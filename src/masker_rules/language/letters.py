"""What the names and texts of a profile file are written with: one alphabet for each kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from masker_rules import yamltext
from masker_rules.errors import Place, Problems, ProfileError
from masker_rules.texts import unseen
from masker_rules.yamltext import Node, Scalar, Sequence

__all__ = ["ID", "NAME", "NAMED", "check_letters"]

#: Of names that formulas, results and other files say.
NAME = r"[A-Za-z0-9_][A-Za-z0-9_\-]*"
#: Of ids of regulations, which are folders; behind it the name of a run of one, and numbers of
#: what is tried out on it.
ID = r"[a-z0-9_\-]+(/[a-z0-9_\-]+)*(#[A-Za-z0-9_][A-Za-z0-9_\-]*|\+[0-9]+)*"
#: Sections whose keys are names; hours and shifts are called as the tables of a pack call them.
NAMED = (
    *("sources", "terms", "groups", "inputs", "tables", "quantities", "series", "counts"),
    *("pools", "balances", "corrections"),
    *("parts", "rules", "pay", "questions", "runs"),
)
_HEADER = ("id", "extends", "amends")
#: What texts are made of though nobody sees it.
_OF_TEXTS = "\t\r\n\u200c\u200d"
_OTHERS = re.compile(r"[^A-Za-z0-9_\-]+")


def check_letters(root: Node) -> None:
    """Check the letters of a file whose shape is right.

    Raises:
        ProfileError: every problem [bad-name, bad-profile-id, unseen-letter].
    """
    problems = Problems()
    for text, place, path, allowed in _texts(root, root.place, ""):
        if letter := unseen(text, but=allowed):
            problems.add("unseen-letter", place, path=path, letter=letter)
    if isinstance(root, yamltext.Mapping):
        for name, place, path in _names(root):
            if not re.fullmatch(NAME, name):
                problems.add("bad-name", place, name=name, path=path, nearest=_nearest(name))
        for key in _HEADER:
            written = root.entries["profile"].get(key)  # type: ignore[union-attr]
            if isinstance(written, Scalar) and not re.fullmatch(ID, written.text.strip()):
                problems.add("bad-profile-id", written.place, id=written.text)
    problems.raise_if_any(ProfileError)


def _texts(node: Node, place: Place, path: str) -> Iterator[tuple[str, Place, str, str]]:
    """Every key and leaf: text, place, path, and what may stand in it though nobody sees it."""
    if isinstance(node, Scalar):
        yield node.text, place, path, _OF_TEXTS
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _texts(item, item.place, f"{path}[{index}]")
    else:
        for key, at, child in node.items():
            below = f"{path}.{key}" if path else key
            yield key, at, below, ""
            yield from _texts(child, child.place, below)


def _names(root: yamltext.Mapping) -> Iterator[tuple[str, Place, str]]:
    for section in NAMED:
        named = root.get(section)
        for name, place, item in named.items() if isinstance(named, yamltext.Mapping) else ():
            yield name, place, f"{section}.{name}"
            earn = item.get("earn") if isinstance(item, yamltext.Mapping) else None
            for below, at, _ in earn.items() if isinstance(earn, yamltext.Mapping) else ():
                yield below, at, f"{section}.{name}.earn.{below}"


def _nearest(name: str) -> str:
    """A name of the alphabet that looks like another one."""
    letters = unicodedata.normalize("NFKD", name)
    plain = "".join(map(_plain, letters)).encode("ascii", "ignore").decode()
    return _OTHERS.sub("_", plain).strip("_-") or "nama"


def _plain(letter: str) -> str:
    """The letter of the alphabet that another script's is named after: CYRILLIC … LETTER A."""
    if letter.isascii():
        return letter
    if letter.isdigit():
        return str(unicodedata.digit(letter))
    last = unicodedata.name(letter, "").rpartition("LETTER ")[2]
    return last.lower() if len(last) == 1 else letter
