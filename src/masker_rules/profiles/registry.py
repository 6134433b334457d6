"""Profile ids and their files.

A profile `id/<jurisdiction>/<regulation>` is the folder of that name with a `profile.yaml`. The
alias `id/<jurisdiction>` points to the regulation that `index.yaml` names for it, and stands for
those that it lists as earlier `versions` too. Other packages bring folders of the same shape
through the entry point group `masker_rules.profiles`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from masker_rules import yamltext
from masker_rules.errors import ProfileError
from masker_rules.plugins import plugins
from masker_rules.texts import without_password

__all__ = [
    "aliases_of",
    "cases_of",
    "find",
    "index",
    "known_ids",
    "locate",
    "resolve_alias",
    "roots",
    "siblings",
    "versions_of",
]

GROUP = "masker_rules.profiles"
FILE = "profile.yaml"
#: The distribution that this package is.
OURS = "masker-rules"


@cache
def roots() -> tuple[Path, ...]:
    """Folders that hold profiles: our own first, then those of other packages.

    Raises:
        ProfileError: a package that brings profiles cannot be used [plugin-unusable].
    """
    own = Path(str(files(__package__)))
    return own, *(plugin.folder for plugin in plugins(GROUP, ProfileError))


@cache
def _owners() -> dict[Path, str]:
    """Folder to the distribution that brings it; ours has none."""
    return {plugin.folder: plugin.distribution for plugin in plugins(GROUP, ProfileError)}


def _named(root: Path, name: str) -> str:
    """A file in messages: those of other packages with the distribution to turn to."""
    owner = _owners().get(root, "")
    return f"{owner}: {name}" if owner else name


@cache
def index() -> dict[str, dict[str, str]]:
    """`index.yaml` of every root: alias to id, and what is known of each regulation."""
    merged: dict[str, dict[str, str]] = {}
    for key, child in _entries().items():
        texts = {k: v for k, _, v in child.items() if isinstance(v, yamltext.Scalar)}
        merged[key] = {name: value.text for name, value in texts.items()}
    return merged


@cache
def _entries() -> dict[str, yamltext.Mapping]:
    """Every entry of `index.yaml`, of every root."""
    merged: dict[str, yamltext.Mapping] = {}
    for root in roots():
        path = root / "index.yaml"
        if not path.is_file():
            continue
        node = yamltext.parse_yaml(path.read_bytes(), _named(root, path.name))
        items = node.items() if isinstance(node, yamltext.Mapping) else ()
        merged |= {key: child for key, _, child in items if isinstance(child, yamltext.Mapping)}
    return merged


@cache
def known_ids() -> tuple[str, ...]:
    """Every regulation that is installed, in order.

    Raises:
        ProfileError: two packages bring one id [plugin-repeats-id].
    """
    found: dict[str, Path] = {}
    for root, name in _ids():
        if name in found:
            first, second = (_owners().get(place, OURS) for place in (found[name], root))
            raise ProfileError.of("plugin-repeats-id", id=name, first=first, second=second)
        found[name] = root
    return tuple(sorted(found))


def _ids() -> Iterator[tuple[Path, str]]:
    for root in roots():
        for path in sorted((root / "id").rglob(FILE)):
            yield root, path.parent.relative_to(root).as_posix()


def resolve_alias(profile_id: str) -> str:
    """The id that an alias points to; an id points to itself."""
    entry = index().get(profile_id, {})
    return entry.get("points_to", profile_id)


def versions_of(profile_id: str) -> tuple[str, ...]:
    """The regulations that an alias stands for besides the one that it points to.

    Another folder of the jurisdiction (another presentation, a draft) is none of them.
    """
    entry = _entries().get(profile_id)
    listed = entry.get("versions") if entry is not None else None
    if not isinstance(listed, yamltext.Sequence):
        return ()
    return tuple(item.text for item in listed.items if isinstance(item, yamltext.Scalar))


def siblings(profile_id: str) -> tuple[str, ...]:
    """The other regulations that an alias lists together with one, as its versions by date."""
    found = [
        name
        for alias in _entries()
        if (every := (resolve_alias(alias), *versions_of(alias))) and profile_id in every
        for name in every
    ]
    return tuple(name for name in dict.fromkeys(found) if name != profile_id)


def locate(profile_id: str) -> tuple[str, bytes]:
    """File name (relative to its root) and content of an id or alias.

    Raises:
        ProfileError: no such profile; the nearest ids are offered [profile-not-found].
    """
    path, name = find(profile_id)
    return name, path.read_bytes()


def find(profile_id: str) -> tuple[Path, str]:
    """The file of an id or alias, and its name in messages.

    Raises:
        ProfileError: no such profile [profile-not-found].
    """
    wanted = resolve_alias(profile_id)
    if wanted in known_ids():
        for root in roots():
            path = root / wanted / FILE
            if path.is_file():
                return path, _named(root, f"{wanted}/{FILE}")
    names = [*known_ids(), *(name for name in index() if name.startswith("id/"))]
    nearest = ", ".join(difflib.get_close_matches(profile_id, names, 3)) or ", ".join(names[:5])
    raise ProfileError.of("profile-not-found", id=without_password(profile_id), nearest=nearest)


def cases_of(profile: Path) -> tuple[Path, ...]:
    """The case files beside a profile file, in order of their names."""
    return tuple(sorted((profile.parent / "cases").glob("*.yaml")))


def aliases_of(profile_id: str) -> tuple[str, ...]:
    """The aliases that point to a regulation."""
    return tuple(name for name, entry in index().items() if entry.get("points_to") == profile_id)
