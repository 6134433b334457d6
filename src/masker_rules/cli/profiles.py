"""`masker profiles …`: work on regulations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from masker_rules.cli.articles import diff
from masker_rules.cli.auditing import audit
from masker_rules.cli.judging import lint
from masker_rules.cli.options import Format, Out
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.scaffolding import new
from masker_rules.cli.showing import show
from masker_rules.cli.terminal import Terminal
from masker_rules.cli.trying import try_cases
from masker_rules.language.lower import UNKNOWN_START
from masker_rules.texts import json_text

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["profiles"]


def list_(
    context: typer.Context,
    format: Format = None,
    out: Out = None,
) -> int:
    """Words of the help: `cli.help.profiles.list.about`."""
    terminal: Terminal = context.obj
    chosen = format_of(format, out, ("table", "json"))
    entries = _installed(terminal.lang)
    if chosen == "json":
        deliver(json_text(entries) + "\n", out, terminal)
    else:
        deliver_drawn(lambda console: _draw(console, entries, terminal), out, terminal)
    return 0


def _installed(lang: str) -> list[dict[str, Any]]:
    """Every regulation by its header alone: a broken one is listed too."""
    from masker_rules.profiles import known_ids  # noqa: PLC0415
    from masker_rules.profiles.registry import index  # noqa: PLC0415

    aliases: dict[str, list[str]] = {}
    for alias, entry in index().items():
        if "points_to" in entry:
            aliases.setdefault(entry["points_to"], []).append(alias)
    return [
        {"id": profile, "aliases": sorted(aliases.get(profile, [])), **_header(profile, lang)}
        for profile in known_ids()
    ]


def _header(profile: str, lang: str) -> dict[str, str]:
    from masker_rules import yamltext  # noqa: PLC0415
    from masker_rules.errors import MaskerRulesError  # noqa: PLC0415
    from masker_rules.profiles import locate  # noqa: PLC0415

    found = {"title": "", "status": "", "in_force": "", "start": "", "extends": "", "amends": ""}
    name, data = locate(profile)
    try:
        root = yamltext.parse_yaml(data, name)
    except MaskerRulesError:
        return found
    header = root.get("profile") if isinstance(root, yamltext.Mapping) else None
    if not isinstance(header, yamltext.Mapping):
        return found
    for key in found:
        node = header.get(key)
        if isinstance(node, yamltext.Mapping):
            node = node.get(lang)
        if isinstance(node, yamltext.Scalar):
            found[key] = node.text
    return found


def _in_force(entry: dict[str, Any], terminal: Terminal) -> str:
    """From when to when, in words; as it is written where it is no range of dates."""
    from masker_rules.periods import DateRange  # noqa: PLC0415

    try:
        dates = DateRange.parse(entry["in_force"])
    except ValueError:
        return str(entry["in_force"])
    return terminal.in_force(dates, start_known=entry["start"] != UNKNOWN_START)


def _draw(console: Console, entries: list[dict[str, Any]], terminal: Terminal) -> None:
    """Two lines a profile: what one types, and what it is."""
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    for entry in entries:
        names = [*entry["aliases"], entry["id"]]
        console.print(Text.assemble((names[0], "bold cyan")), no_wrap=True, overflow="ignore")
        facts = [entry["title"], terminal.word("profile_status", entry["status"])]
        facts.append(_in_force(entry, terminal))
        style = "yellow" if entry["status"] == "placeholder" else ""
        told = Text(" · ".join(fact for fact in facts if fact), style=style)
        console.print(Padding(told, (0, 0, 0, 4)))
        if len(names) > 1:
            console.print(Padding(Text(entry["id"], style="dim"), (0, 0, 0, 4)))


profiles: dict[str, Callable[..., int]] = {
    "list": list_,
    "show": show,
    "lint": lint,
    "test": try_cases,
    "audit": audit,
    "diff": diff,
    "new": new,
}
