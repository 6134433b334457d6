"""Where facts stand: a path of files or the URL of a database, and how it is called in public."""

from __future__ import annotations

import os
import re

from masker_rules.texts import without_password

__all__ = ["is_url", "source_name"]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")


def is_url(given: object) -> bool:
    """Whether what is given is the URL of a database."""
    return isinstance(given, str) and _URL.match(given) is not None


def source_name(given: str | os.PathLike[str]) -> str:
    """A path as it is, what may be a URL without its password and without its options."""
    text = str(given)
    # What is there is a file or folder, whatever it is called.
    return text if not is_url(text) and _exists(text) else without_password(text)


def _exists(path: str) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:  # of a sign that no path has
        return False
