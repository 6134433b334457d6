"""How the URL of a database is called in public: no password stands in what is said of it.

Whoever misspells a URL gives it to whatever takes a path, so what counts is not whether it is one
but whether it might be. In doubt too much is left out.
"""

from __future__ import annotations

import re

__all__ = ["without_password", "without_passwords"]

_HIDDEN = "***"
#: Of a URL as it should be, or with one slash where a path was made of it.
_BEGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:/+")
_DRIVE = re.compile(r"[A-Za-z]:(?=[\\/](?!/))")
_USER = re.compile(r"[\w.\-]+")
#: What a URL of a database says somewhere, however it is misspelt.
_DATABASE = re.compile(
    r"postgres|psql|mysql|maria|mssql|oracle|sqlite|pg8000|psycopg|//|\\\\", re.IGNORECASE
)
_COLON = re.compile(r":|%3A|\uff1a", re.IGNORECASE)
_AT = re.compile(r"@|%40|\uff20", re.IGNORECASE)
_OPTION = re.compile(r"(pass\w*|pwd|secret|token)(\s*(?:=|%3D|:)).*", re.IGNORECASE | re.DOTALL)
#: What an option is, whatever its name.
_VALUE = re.compile(r"(=|%3D).*", re.IGNORECASE | re.DOTALL)
#: Options alone, as drivers take them: one beside another, and no path between them.
_OPTIONS = re.compile(r"=[^=/\\]*[;&\s][^=/\\]*=")
#: user/password@host, as Oracle writes it.
_ORACLE = re.compile(r"([^/\\@]+/)[^/\\]+(?=@[^/\\@]+[:/])")
#: A word of a sentence that holds who comes to which place.
_WORD = re.compile(r"[^\s'\"]*[:/][^\s'\"]*@[^\s'\"]*")
#: A second colon in the name of a database, or an option that lost its `?`.
_COLON_TAIL = re.compile(r"(/[^/:]*(?::|%3A|;|&)).*", re.IGNORECASE | re.DOTALL)
#: host:port:database:user:password, as PostgreSQL keeps them in a file.
_HOST = re.compile(r"(?:[^:]*|\[[0-9A-Fa-f:.%]*\])(?::[0-9]*)?")
_PGPASS = re.compile(r"[^:/\\]+:(?:[0-9]+|\*):[^:]*:[^:]*:")


def without_password(name: str) -> str:
    """A path as it is, what may be a URL without its password and without its options.

    Who stands alone before the `@` is left out, too: a colon may have been forgotten.
    """
    drive = _DRIVE.match(name)
    if drive:
        return drive.group() + without_password(name[drive.end() :])
    begin = _BEGIN.search(name)
    if begin and not _AT.search(name, 0, begin.start()) and ":" not in name[: begin.start()]:
        return name[: begin.end()] + _place(name[begin.end() :])
    text = (_VALUE if _OPTIONS.search(name) else _OPTION).sub(_hidden, name)
    # Before an `@` anything may be a password, and a password may hold an `@`.
    if at := _last(_AT, text):
        if colon := _COLON.search(text, 0, at.start()):
            return text[: colon.end()] + _HIDDEN + _options_off(text[at.start() :])
        if known := _DATABASE.search(text, 0, at.start()):
            return text[: known.end()] + _HIDDEN + _options_off(text[at.start() :])
        colon = _COLON.search(text, at.end())
        text = text if colon is None else text[: colon.end()] + _HIDDEN
        return _ORACLE.sub(rf"\1{_HIDDEN}", text)
    if _PGPASS.search(text):
        return text.partition(":")[0] + ":" + _HIDDEN
    if (colon := _COLON.search(text)) and (_DATABASE.search(text) or "/" in text[colon.end() :]):
        _, slash, rest = text[colon.end() :].rpartition("/")
        return text[: colon.end()] + _HIDDEN + slash + _options_off(rest)
    return text


def _place(rest: str) -> str:
    """What follows `scheme://`: who, the last `@`, the place."""
    at = _last(_AT, rest)
    who, sign, where = (rest[: at.start()], at.group(), rest[at.end() :]) if at else ("", "", rest)
    user, colon, _ = who.partition(":")
    told = f"{user}:{_HIDDEN}" if colon and _USER.fullmatch(user) else _HIDDEN if who else ""
    # Without an `@` it may be the path of a file, in folders such as `period=2026-03`.
    where = _options_off(where, _VALUE if at else _OPTION)
    host, slash, name = where.partition("/")
    if not _HOST.fullmatch(host):
        host = f"{host.partition(':')[0]}:{_HIDDEN}"
    return told + sign + _COLON_TAIL.sub(rf"\1{_HIDDEN}", f"{host}{slash}{name}")


def _options_off(text: str, option: re.Pattern[str] = _VALUE) -> str:
    """Without what follows `?`, and without the value of an option: it may be a secret."""
    text = re.split(r"\?|%3F|[;&]", text, maxsplit=1, flags=re.IGNORECASE)[0]
    return option.sub(_hidden, text)


def _hidden(option: re.Match[str]) -> str:
    return "".join((*option.groups(), _HIDDEN))


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=re.Match.start, default=None)


def without_passwords(text: str) -> str:
    """A sentence whose every word that may be a URL is called as :func:`without_password` does."""
    return _WORD.sub(lambda word: without_password(word.group()), text) if "@" in text else text
