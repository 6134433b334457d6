"""The tree of commands."""

from __future__ import annotations

from functools import cache
from typing import Any

import typer

from masker_rules.cli import (
    checking,
    comparing,
    computing,
    demonstrating,
    explaining,
    importing,
    needing,
    papering,
    rapeling,
    restoring,
    schemas,
    totalling,
    watching,
)
from masker_rules.cli.ledgering import ledger
from masker_rules.cli.profiles import profiles
from masker_rules.cli.terminal import Terminal
from masker_rules.cli.usage import Command, Group

__all__ = ["command_tree"]

_BARE = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}


class _Root(Group):
    later = ("recap", "verify")


@cache
def command_tree() -> Any:
    """The command `masker` with everything below it."""
    app = typer.Typer(cls=_Root, **_BARE)  # type: ignore[arg-type]
    app.callback(invoke_without_command=True)(_root)
    for name, command in (
        ("demo", demonstrating.demo),
        ("compute", computing.compute),
        ("explain", explaining.explain),
        ("runs", totalling.runs),
        ("compare", comparing.compare),
        ("check", checking.check),
        ("needs", needing.needs),
        ("papers", papering.papers),
        ("rapel", rapeling.rapel),
        ("restore", restoring.restore),
        ("import", importing.import_),
        ("watch", watching.watch),
    ):
        app.command(name, cls=Command)(command)
    for group, commands in (("ledger", ledger), ("profiles", profiles)):
        below = typer.Typer(cls=Group, **_BARE)  # type: ignore[arg-type]
        below.callback(invoke_without_command=True)(_group)
        for name, command in commands.items():
            below.command(name, cls=Command)(command)
        app.add_typer(below, name=group)
    app.command("schema", cls=Command)(schemas.schema)
    return typer.main.get_command(app)


def _root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version"),  # noqa: FBT003
) -> int | None:
    """Words of the help: `cli.help.about`."""
    terminal: Terminal = context.obj
    if version:
        from masker_rules import __version__  # noqa: PLC0415

        terminal.out.print(f"masker {__version__}")
        raise typer.Exit
    return _without_command(context)


def _group(context: typer.Context) -> int | None:
    """Words of the help: `cli.help.<group>.about`."""
    return _without_command(context)


def _without_command(context: typer.Context) -> int | None:
    """A group alone does nothing: it tells what it could do, and that nothing was done."""
    if context.invoked_subcommand is None:
        terminal: Terminal = context.obj
        terminal.complain(context.get_help().rstrip("\n"))
        raise typer.Exit(2)
    return None
