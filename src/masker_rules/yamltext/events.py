"""The events of a YAML text, from either of two parsers, one meaning.

libyaml (by way of PyYAML) is twenty times as fast as ruamel.yaml in pure Python, which follows
YAML 1.2 and says better what is wrong and where. So the text is first read with libyaml; whatever
the two might see differently is read with ruamel.yaml instead. That both give the same is shown
by a property test over random texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from masker_rules.errors import Place

__all__ = ["Unsure", "pure_events", "quick_events", "syntax_error"]

#: What libyaml reads otherwise than YAML 1.2, or than ruamel.yaml: tabs, line ends of Unicode and
#: of old Macs, a mark of byte order inside, characters that are refused, directives and the end
#: of a document; a block of text that begins with a remark or an empty line.
OTHERWISE = re.compile(
    "[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    r"|\r(?!\n)"
    r"|^(?:%|\.\.\.)"
    r"|(?<!\S)[|>][-+0-9]*(?:#| *(?:#[^\n]*)?\r?\n *(?:#|\r?$))",
    re.MULTILINE,
)


class Unsure(Exception):  # noqa: N818  (no error: the text is read again)
    """libyaml stumbled, or met what it may see otherwise."""


def quick_events(text: str) -> Iterator[Any]:
    """The events as libyaml gives them.

    Raises:
        Unsure: the text must be read by :func:`pure_events`.
    """
    import yaml  # noqa: PLC0415  (heavy: only when a file is read)

    if not yaml.__with_libyaml__ or OTHERWISE.search(text):
        raise Unsure
    try:
        for event in yaml.parse(text, Loader=yaml.CLoader):
            if _is_doubtful(event):
                raise Unsure
            yield event
    except yaml.YAMLError:
        raise Unsure from None


def _is_doubtful(event: Any) -> bool:
    """Whether ruamel.yaml may know another place: of a tag, or of a value that is left out."""
    if getattr(event, "tag", None):
        return True
    return not getattr(event, "value", "some") and not event.style


def pure_events(text: str) -> Iterator[Any]:
    """The events as ruamel.yaml gives them.

    Raises:
        YAMLError: of ruamel.yaml; :func:`syntax_error` reads it.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415  (heavy: only when a file is read)

    events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
    return events


def syntax_error(error: Exception, file: str) -> tuple[Place, str] | None:
    """Place and words of what ruamel.yaml refuses; None where it is another error."""
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    if not isinstance(error, YAMLError):
        return None
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    return where, str(getattr(error, "problem", None) or error).splitlines()[0]
