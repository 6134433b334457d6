"""Files and folders written aside: what a killed run leaves behind is never taken for a result.

Whoever writes aside holds a lock, which the system lets go when the process ends, however it
ends: what nobody holds is of a killed run, and the next one for the same target takes it away.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from masker_rules.errors import RequestError
from masker_rules.facts.sources import source_name

try:
    import fcntl
except ImportError:  # on Windows: what a killed run left is not taken away there
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "folder_aside",
    "is_stream",
    "put_in_place",
    "replace_file",
    "writable",
    "written_aside",
]

_SUFFIX = ".partial"
_LOCK = "lock"


@contextlib.contextmanager
def writable(out: Path) -> Iterator[None]:
    """What the system has against writing somewhere, in words.

    Raises:
        RequestError: it cannot be written [out-unusable].
    """
    try:
        yield
    except OSError as bad:
        detail = bad.strerror or type(bad).__name__
        raise RequestError.of("out-unusable", path=source_name(out), detail=detail) from None


def replace_file(out: Path, raw: bytes) -> None:
    """Write a file aside and rename it, so that it is never half.

    Raises:
        RequestError: it cannot be written [out-unusable, out-not-a-file].
    """
    with writable(out), written_aside(Path(os.path.realpath(out))) as stream:
        stream.write(raw)


@contextlib.contextmanager
def written_aside(target: Path) -> Iterator[IO[bytes]]:
    """A file open for writing that takes the place of `target` when all went well."""
    if is_stream(target):
        with target.open("wb") as stream:  # a device cannot be renamed over
            yield stream
        return
    _sweep(target)
    aside = target.with_name(f".{target.name}.{os.getpid()}{_SUFFIX}")
    try:
        with aside.open("wb") as stream:
            _hold(stream)
            yield stream
        put_in_place(aside, target)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


@contextlib.contextmanager
def folder_aside(target: Path | None) -> Iterator[Path]:
    """A folder for what is made on the way to `target`; gone afterwards, whatever happens.

    It stands beside the target, so that a file of it can be renamed into place; without a target
    it stands where temporary files do.
    """
    parent = None
    if target is not None and not is_stream(target):
        _sweep(target)
        parent = target.parent
    name = "masker" if target is None else target.name
    folder = Path(tempfile.mkdtemp(_SUFFIX, f".{name}.", parent))
    try:
        with (folder / _LOCK).open("wb") as lock:
            _hold(lock)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(aside: Path, target: Path) -> None:
    """Rename a file over `target`; its content reaches the disk before its name does."""
    if is_stream(target):
        with aside.open("rb") as source, target.open("wb") as stream:
            shutil.copyfileobj(source, stream)
        return
    with aside.open("rb+") as written:
        os.fsync(written.fileno())
    aside.replace(target)


def is_stream(target: Path) -> bool:
    """Whether what stands there is a device that takes bytes, such as a terminal.

    Raises:
        RequestError: it is a pipe, a socket or a block device, which may never let go
            [out-not-a-file].
    """
    if not target.exists() or target.is_file() or target.is_dir():
        return False
    if not target.is_char_device():
        raise RequestError.of("out-not-a-file", path=source_name(target))
    return True


def _hold(stream: IO[Any]) -> bool:
    """Lock an open file; whether nobody else holds it."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sweep(target: Path) -> None:
    """Take away what killed runs left of `target`."""
    with contextlib.suppress(OSError):
        for left in target.parent.iterdir():
            if left.name.startswith(f".{target.name}.") and left.name.endswith(_SUFFIX):
                with contextlib.suppress(OSError):
                    _take_away(left)


def _take_away(left: Path) -> None:
    lock = left / _LOCK if left.is_dir() else left
    with lock.open("rb") as stream:
        if not _hold(stream):
            return
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink()
