"""Folders of data that other packages bring, found through entry points.

The value of an entry point is the dotted name of a package whose folder holds the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from pathlib import Path

from masker_rules.errors import MaskerRulesError

__all__ = ["Plugin", "plugins"]


@dataclass(frozen=True, slots=True)
class Plugin:
    """One folder.

    Attributes:
        distribution: Name of the installed package that brings it, for messages.
        folder: Where its data are.
    """

    distribution: str
    folder: Path


def plugins(group: str, error: type[MaskerRulesError]) -> tuple[Plugin, ...]:
    """The folders of an entry point group, in the order of their distributions.

    Args:
        group: `masker_rules.profiles` or `masker_rules.calendars`.
        error: Class of the errors raised.

    Raises:
        MaskerRulesError: of class `error`; a package cannot be imported or has no folder
            [plugin-unusable].
    """
    points = sorted(entry_points(group=group), key=lambda point: (_owner(point), point.name))
    return tuple(Plugin(_owner(point), _folder(point, error)) for point in points)


def _owner(point: EntryPoint) -> str:
    return str(point.dist.name) if point.dist is not None else point.name


def _folder(point: EntryPoint, error: type[MaskerRulesError]) -> Path:
    try:
        folder = Path(str(files(point.value)))
    except Exception as broken:  # noqa: BLE001  (whatever a foreign package does when imported)
        raise _unusable(point, error, f"{type(broken).__name__}: {broken}") from None
    if not folder.is_dir():
        raise _unusable(point, error, f"{folder.name}/?")
    return folder


def _unusable(point: EntryPoint, error: type[MaskerRulesError], detail: str) -> MaskerRulesError:
    return error.of(
        "plugin-unusable",
        distribution=_owner(point),
        group=point.group,
        value=point.value,
        detail=detail,
    )
