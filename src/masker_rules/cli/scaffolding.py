"""`masker profiles new`: a profile to begin with, which loads and passes its case at once."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Annotated

import typer

from masker_rules.cli.options import Out
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.facts.sources import source_name
from masker_rules.texts import json_text

if TYPE_CHECKING:
    from masker_rules.engine.profile import Profile
    from masker_rules.language.entries import Entry

__all__ = ["new"]

NATIONAL = "id/nasional"
#: What is written, and the template of each.
FILES = {
    "profile.yaml": "profile.{lang}.yaml",
    "cases/first.yaml": "first.{lang}.yaml",
    "SOURCES.md": "SOURCES.{lang}.md",
}
SCHEMA = "profile.schema.json"
_ID = re.compile(r"id/[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*\Z")


def new(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID")],
    extends: Annotated[str, typer.Option("--extends", metavar="ID")] = NATIONAL,
    out: Out = None,
) -> int:
    """Words of the help: `cli.help.profiles.new.about`."""
    from masker_rules.engine.profile import load_profile  # noqa: PLC0415
    from masker_rules.profiles import find  # noqa: PLC0415

    terminal: Terminal = context.obj
    if not _ID.match(id):
        raise RequestError.of("bad-profile-id", id=id)
    # A layer is found by its id alone, wherever the new file lies.
    find(extends)
    folder = out or Path(id)
    for name in (*FILES, SCHEMA):
        if (folder / name).exists():
            raise RequestError.of("would-overwrite", path=source_name(folder / name))
    values = _values(id, extends, load_profile(extends), terminal.text("new.fill"))
    _write(folder, terminal.lang, values)
    terminal.say(terminal.text("new.wrote", path=source_name(folder)))
    terminal.say(terminal.text("new.next", path=source_name(folder)))
    return 0


def _values(own: str, extends: str, above: Profile, mark: str) -> dict[str, str]:
    terms = "".join(_term(entry, mark) for entry in _open_terms(above))
    return {"id": own, "extends": extends, "zone": above.plan.zone, "terms": terms}


def _open_terms(above: Profile) -> list[Entry]:
    """What the layer above leaves for this one to fill."""
    terms = above.document.section("terms").values()
    return [entry for entry in terms if not entry.is_text and entry.text("open")]


def _term(entry: Entry, mark: str) -> str:
    name, bounds = entry.path.partition(".")[2], entry.text("range")
    ends = [end.strip() for end in bounds.split("..") if end.strip()]
    value = ends[0] if ends else mark
    told = f"{entry.text('open')} {bounds}".strip()
    return f"  # {mark} {told}\n  {name}: {{value: {value}, source: perbup pasal 1}}\n"


def _write(folder: Path, lang: str, values: dict[str, str]) -> None:
    from masker_rules.language.schema import profile_schema  # noqa: PLC0415

    templates = files(__package__) / "scaffold"
    texts = {
        name: Template((templates / source.format(lang=lang)).read_text("utf-8")).substitute(
            values
        )
        for name, source in FILES.items()
    }
    texts[SCHEMA] = json_text(profile_schema(lang)) + "\n"
    try:
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as bad:
        detail = bad.strerror or type(bad).__name__
        raise RequestError.of("out-unusable", path=source_name(folder), detail=detail) from None
