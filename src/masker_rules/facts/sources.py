"""Where facts stand: a path of files or the URL of a database, and how it is called in public."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from masker_rules.errors import FactsError, MaskerRulesError
from masker_rules.texts import without_password

__all__ = ["file_bytes", "is_url", "readable", "source_name"]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")


def is_url(given: object) -> bool:
    """Whether what is given is the URL of a database."""
    return isinstance(given, str) and _URL.match(given) is not None


def source_name(given: str | os.PathLike[str]) -> str:
    """A path as it is, what may be a URL without its password and without its options."""
    text = str(given)
    # What is there is a file or folder, whatever it is called.
    return text if not is_url(text) and _exists(text) else without_password(text)


@contextmanager
def readable(
    given: str | os.PathLike[str], error: type[MaskerRulesError] = FactsError
) -> Iterator[None]:
    """What the system says of a path, as an error of ours.

    Raises:
        MaskerRulesError: of the kind named; it cannot be read [file-unusable].
        FactsError: it is no path [no-pack-given].
    """
    if not isinstance(given, str | os.PathLike):
        raise FactsError.of("no-pack-given", kind=type(given).__name__)
    try:
        yield
    except OSError as bad:
        path = bad.filename if isinstance(bad.filename, str) else os.fspath(given)
        detail = bad.strerror or type(bad).__name__
        raise error.of("file-unusable", path=source_name(str(path)), detail=detail) from None


def file_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: it cannot be read, or is a pipe or a device, which may never end.
    """
    if path.exists() and not path.is_file():
        code = errno.EISDIR if path.is_dir() else errno.EINVAL
        raise OSError(code, os.strerror(code), str(path))
    return path.read_bytes()


def _exists(path: str) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:  # of a sign that no path has
        return False
