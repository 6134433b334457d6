"""Commands and groups that speak both languages: their help, and what is wrong with a line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.texts import without_password, without_passwords

__all__ = ["Command", "Group", "UsageError", "usage_problem"]

#: typer has carried its own click since 0.26; either way this is the base of its complaints.
UsageError = cast("type[Exception]", typer.BadParameter.__mro__[1])


class Command(TyperCommand):
    """A command whose help stands in the catalogs under its path."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        line = list(args)
        rest: list[str] = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            # A blank in the URL of a database cuts it in two, wherever its password stands.
            is_cut = any("@" in word or "//" in word for word in line)
            given = "***" if is_cut else without_password(" ".join(ctx.args))
            raise RequestError.of("unexpected-argument", given=given)
        return rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(self, ctx))


class Group(TyperGroup):
    """A group of commands; some names are known to come with a later version."""

    later: tuple[str, ...] = ()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """In the order in which a newcomer meets them, not of the alphabet."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name in self.later:
            path = _path(ctx)
            raise RequestError.of("not-in-this-version", what=" ".join([*path, name]))
        if name not in self.commands and not name.startswith("-"):
            nearest = _nearest(name, self.commands)
            raise RequestError.of("unknown-command", name=without_password(name), nearest=nearest)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(self, ctx))


def _nearest(name: str, known: Iterable[str]) -> str:
    names = list(known)
    return ", ".join(difflib.get_close_matches(name, names, 2) or names)


def _path(ctx: Any) -> list[str]:
    """Names of the commands down to this one, without the program."""
    return str(ctx.command_path).split()[1:]


# ------------------------------------------------------------------ help
def help_text(command: Any, ctx: Any) -> str:
    """Usage, what it does, arguments, options or commands, in the language of the run."""
    terminal: Terminal = ctx.obj
    key = "help." + ".".join([*_path(ctx), "about"])
    lines = [_usage(command, ctx, terminal), "", *_wrapped(terminal.text(key), 0)]
    told = [(param, _told(param, ctx)) for param in command.params]
    arguments = [(_argument(param), text) for param, text in told if _is_argument(param)]
    options = [(_option(param), text) for param, text in told if not _is_argument(param)]
    options += [(f"--{name}", terminal.text(f"options.{name}")) for name in ("quiet", "help")]
    options.insert(-2, ("--lang id|en", terminal.text("options.lang")))
    commands = []
    for name, child in getattr(command, "commands", {}).items():
        if not child.hidden:
            key = "help." + ".".join([*_path(ctx), name, "about"])
            first = terminal.text(key).split("\n")[0]
            commands.append((name, first))
    for title, entries in (("commands", commands), ("arguments", arguments), ("options", options)):
        if entries:
            lines += ["", terminal.text(f"help.{title}"), *_columns(entries)]
    return "\n".join(lines) + "\n"


def _usage(command: Any, ctx: Any, terminal: Terminal) -> str:
    pieces = [_argument(param) for param in command.params if _is_argument(param)]
    if getattr(command, "commands", None):
        pieces.append(terminal.text("help.subcommand"))
    options = terminal.text("help.some_options")
    return f"{terminal.text('help.usage')} " + " ".join([ctx.command_path, *pieces, options])


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _argument(param: Any) -> str:
    name = str(param.metavar or param.name).upper()
    return f"{name}..." if param.nargs == -1 else name


def _option(param: Any) -> str:
    names = ", ".join([*param.opts, *param.secondary_opts])
    return names if param.is_flag else f"{names} {param.metavar or ''}".rstrip()


def _told(param: Any, ctx: Any) -> str:
    """What an option means: for this command where it has words of its own."""
    terminal: Terminal = ctx.obj
    own = ".".join(["help", *_path(ctx), "options", str(param.name)])
    found = terminal.text(own)
    return terminal.text(f"options.{param.name}") if found == f"cli.{own}" else found


def _columns(entries: list[tuple[str, str]]) -> list[str]:
    width = min(max(len(name) for name, _ in entries), 28)
    lines = []
    for name, told in entries:
        first, *rest = _wrapped(told, width + 4)
        head = f"  {name.ljust(width)}  "
        if len(name) > width:
            lines.append(f"  {name}")
            head = " " * (width + 4)
        lines += [head + first.lstrip(), *rest]
    return lines


def _wrapped(text: str, indent: int, width: int = 79) -> list[str]:
    import textwrap  # noqa: PLC0415

    blank = " " * indent
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(
            paragraph, width, initial_indent=blank, subsequent_indent=blank
        ) or [""]
    return lines


# ------------------------------------------------------------------ wrong lines
def usage_problem(wrong: Any) -> RequestError:
    """What typer says about a command line, as an error of our own."""
    kind = type(wrong).__name__
    if kind == "NoSuchOption":
        found = _asking_for(wrong) or _of_a_regulation(wrong) or wrong.possibilities
        nearest = ", ".join(found or ["--help"])
        made = RequestError.of("unknown-option", option=wrong.option_name, nearest=nearest)
    elif kind == "MissingParameter" and wrong.param is not None:
        is_argument = _is_argument(wrong.param)
        name = _argument(wrong.param) if is_argument else wrong.param.opts[0]
        made = RequestError.of("missing-option", option=name, command=_name_of(wrong))
    elif kind == "BadOptionUsage":
        made = RequestError.of("option-without-value", option=wrong.option_name)
    else:
        made = RequestError.of(
            "bad-command-line", detail=without_passwords(wrong.format_message())
        )
    return made


#: What commands write, as an option is often guessed.
SHAPES = frozenset({"table", "json", "csv", "html", "yaml", "text", "parquet", "xlsx"})


def _asking_for(wrong: Any) -> list[str]:
    """`--format json` of `--json`, where the command has formats."""
    word = wrong.option_name.lstrip("-")
    has_formats = wrong.ctx and any("--format" in one.opts for one in wrong.ctx.command.params)
    return [f"--format {word}"] if has_formats and word in SHAPES else []


#: What an option takes that names a regulation; commands call it otherwise.
REGULATION = "ID|PATH"


def _of_a_regulation(wrong: Any) -> list[str]:
    """`--baseline` of `--profile`: what names a regulation here, where it does elsewhere."""
    if not wrong.ctx or wrong.option_name not in _naming(wrong.ctx.find_root().command):
        return []
    return _naming(wrong.ctx.command)


def _naming(command: Any) -> list[str]:
    """The options of a command, or of all below it, that name a regulation."""
    below = getattr(command, "commands", {}).values()
    own = [one.opts[0] for one in command.params if _is_option_of_a_regulation(one)]
    return [*own, *(name for one in below for name in _naming(one))]


def _is_option_of_a_regulation(param: Any) -> bool:
    return not _is_argument(param) and param.metavar == REGULATION


def _name_of(wrong: Any) -> str:
    return str(wrong.ctx.command_path) if wrong.ctx else "masker"
