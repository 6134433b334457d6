"""`masker profiles new`: a profile to begin with, which loads and passes its case at once.

With `--package` it stands in a package of its own, which `pip install` makes known.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Annotated

import typer

from masker_rules._version import __version__
from masker_rules.cli.options import Out
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.facts.aside import writable
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
#: Files of a package, each with its text.
PACKAGE = "package.{lang}.toml"
_ID = re.compile(r"id/[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*\Z")


def new(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID")],
    extends: Annotated[str, typer.Option("--extends", metavar="ID")] = NATIONAL,
    out: Out = None,
    package: Annotated[bool, typer.Option("--package")] = False,  # noqa: FBT002
) -> int:
    """Words of the help: `cli.help.profiles.new.about`."""
    from masker_rules.engine.profile import load_profile  # noqa: PLC0415
    from masker_rules.profiles import find  # noqa: PLC0415

    terminal: Terminal = context.obj
    if not _ID.match(id):
        raise RequestError.of("bad-profile-id", id=id)
    # A layer is found by its id alone, wherever the new file lies.
    find(extends)
    values = _values(id, extends, load_profile(extends), terminal.text("new.fill"))
    texts = _profile(terminal.lang, values)
    folder = out or Path(id)
    if package:
        folder = out or Path(values["distribution"])
        home = f"src/{values['package']}/profiles/{id}"
        texts = {f"{home}/{name}": text for name, text in texts.items()}
        texts |= _package(terminal.lang, values)
    _write(folder, texts)
    told = "new.package" if package else "new"
    terminal.say(terminal.text("new.wrote", path=source_name(folder)))
    terminal.say(terminal.text(f"{told}.next", path=source_name(folder), id=id))
    return 0


def _values(own: str, extends: str, above: Profile, mark: str) -> dict[str, str]:
    terms = "".join(_term(entry, mark) for entry in _open_terms(above))
    from masker_rules.profiles import resolve_alias  # noqa: PLC0415

    jurisdiction = own.split("/")[1]
    distribution = f"masker-rules-{jurisdiction}"
    # An alias that is there stays that of the regulation that has it.
    of_all = f"id/{jurisdiction}"
    alias = f"{of_all}: {{points_to: {own}}}\n\n"
    return {
        "id": own,
        "extends": extends,
        "zone": above.plan.zone,
        "terms": terms,
        "jurisdiction": jurisdiction,
        "distribution": distribution,
        "package": distribution.replace("-", "_"),
        "version": __version__,
        "alias": alias if resolve_alias(of_all) == of_all else "",
    }


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


def _template(name: str) -> str:
    return (files(__package__) / "scaffold" / name).read_text("utf-8")


def _profile(lang: str, values: dict[str, str]) -> dict[str, str]:
    """The files of the profile, by their path."""
    from masker_rules.language.schema import profile_schema  # noqa: PLC0415

    texts = {
        name: Template(_template(source.format(lang=lang))).substitute(values)
        for name, source in FILES.items()
    }
    texts[SCHEMA] = json_text(profile_schema(lang)) + "\n"
    return texts


def _package(lang: str, values: dict[str, str]) -> dict[str, str]:
    """The files of the package around it, by their path."""
    templates = tomllib.loads(_template(PACKAGE.format(lang=lang)))
    return {
        Template(name).substitute(values): Template(text).substitute(values)
        for name, text in templates.items()
    }


def _write(folder: Path, texts: dict[str, str]) -> None:
    """Write all of them, or nothing where one is there."""
    for name in texts:
        if (folder / name).exists():
            raise RequestError.of("would-overwrite", path=source_name(folder / name))
    made: list[Path] = []
    try:
        with writable(folder):
            for name, text in texts.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("x", encoding="utf-8", newline="\n") as file:
                    made.append(path)
                    file.write(text)
    except RequestError:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink()
        raise
