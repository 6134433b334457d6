"""Where facts stand: a path of files or the URL of a database, and how it is called in public."""

from __future__ import annotations

import os
import re

__all__ = ["is_url", "source_name"]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
#: A path that was made of a URL has lost a slash, and whoever types one may forget both.
_ALIKE = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+):(/{0,2})(.*)\Z", re.DOTALL)


def is_url(given: object) -> bool:
    """Whether what is given is the URL of a database."""
    return isinstance(given, str) and _URL.match(given) is not None


def source_name(given: str | os.PathLike[str]) -> str:
    """A path as it is, a URL without its password and without its options."""
    text = str(given)
    match = _ALIKE.match(text)
    if match is None:
        return text
    scheme, slashes, rest = match.groups()
    # A password may hold any sign that should have been escaped: what counts is the last `@`.
    who, at, where = rest.rpartition("@")
    where = where.partition("?")[0]
    host, slash, name = where.partition("/")
    port = host.rpartition(":")[2] if ":" in host else ""
    if port and not port.isdigit() and not host.endswith("]"):
        host = host.partition(":")[0] + ":***"
    user, colon, _ = who.partition(":")
    told = f"{user}:***" if colon else user
    return f"{scheme}:{slashes}{told}{at}{host}{slash}{name}"
