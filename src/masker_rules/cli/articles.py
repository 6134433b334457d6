"""`masker profiles diff`, and the table of numbers of `masker profiles show --numbers`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from masker_rules.cli.findings import indented
from masker_rules.cli.options import Format, Out
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.terminal import Terminal
from masker_rules.texts import harmless, json_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from masker_rules.engine.profile import Profile
    from masker_rules.language.articles import Article, Difference

__all__ = ["article_dict", "diff", "draw_numbers"]

FORMATS = ("table", "json")
#: What stands in the first columns is short, and not folded up to so many characters.
FIRM, ROOM = 2, 38
STYLES = {"added": "green", "removed": "red", "changed": "yellow"}
Ref = Annotated[str, typer.Argument(metavar="ID|PATH")]


def diff(
    context: typer.Context,
    a: Annotated[str, typer.Argument(metavar="A")],
    b: Annotated[str, typer.Argument(metavar="B")],
    format: Format = None,
    out: Out = None,
) -> int:
    """Words of the help: `cli.help.profiles.diff.about`."""
    from masker_rules.engine.profile import load_profile  # noqa: PLC0415
    from masker_rules.language.articles import compare  # noqa: PLC0415

    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    first, second = load_profile(a), load_profile(b)
    found = compare(first.document, second.document, terminal.lang)
    if chosen == "json":
        made = {
            "a": _named(first, terminal.lang),
            "b": _named(second, terminal.lang),
            "differences": [_difference(item, terminal.lang) for item in found],
        }
        deliver(json_text(made) + "\n", out, terminal)
    else:
        deliver_drawn(
            lambda console: _draw(console, (first, second), found, terminal), out, terminal
        )
    return 0


def _named(profile: Profile, lang: str) -> dict[str, Any]:
    return {
        "id": profile.id,
        "title": profile.plan.title.get(lang),
        "status": profile.status,
        "in_force": str(profile.plan.in_force),
        "digest": profile.digest,
    }


def _difference(item: Difference, lang: str) -> dict[str, Any]:
    return {
        "path": item.path,
        "change": item.change,
        "old": article_dict(item.old, lang) if item.old else None,
        "new": article_dict(item.new, lang) if item.new else None,
    }


def article_dict(article: Article, lang: str) -> dict[str, Any]:
    """A leaf for programs: what is written, where, and under which article."""
    return {
        "path": article.path,
        "value": article.value,
        "article": article.article(lang),
        "kind": article.source.kind,
        "confirmed": article.source.confirmed,
        "layer": article.layer,
        "place": str(article.place),
    }


# ------------------------------------------------------------------ for people
def _draw(
    console: Console,
    both: tuple[Profile, Profile],
    found: Sequence[Difference],
    terminal: Terminal,
) -> None:
    from rich.text import Text  # noqa: PLC0415

    for mark, profile in zip("AB", both, strict=True):
        title = profile.plan.title.get(terminal.lang)
        plan = profile.plan
        dates = terminal.in_force(plan.in_force, start_known=plan.start_known)
        told = f"{mark}: {title} · {dates} [{profile.id}]"
        console.print(Text(harmless(told), style="bold"))
    console.print()
    if not found:
        console.print(Text(terminal.text("diff.none"), style="green"))
        return
    rows = [
        (
            terminal.text(f"diff.{item.change}"),
            item.path,
            item.old.value if item.old else "–",
            item.new.value if item.new else "–",
            _both(item, terminal.lang),
        )
        for item in found
    ]
    heads = [terminal.text(f"diff.{name}") for name in ("change", "where", "a", "b", "articles")]
    console.print(_table(heads, rows, [STYLES[item.change] for item in found]))
    console.print()
    counts = {
        change: terminal.number(sum(item.change == change for item in found)) for change in STYLES
    }
    console.print(Text(terminal.text("diff.counted", **counts), style="bold"))


def _both(item: Difference, lang: str) -> str:
    """The articles, the same one once."""
    told = [article.article(lang) for article in (item.old, item.new) if article]
    return " → ".join(dict.fromkeys(filter(None, told)))


def draw_numbers(console: Console, found: Iterable[Article], terminal: Terminal) -> None:
    """Every number with the layer and the article that set it."""
    rows, styles = [], []
    for article in found:
        confirmed = article.source.confirmed
        rows.append(
            (
                article.value,
                article.path,
                article.layer,
                article.article(terminal.lang),
                terminal.text(f"numbers.{'yes' if confirmed else 'no'}"),
            )
        )
        styles.append("" if confirmed else "yellow")
    heads = [
        terminal.text(f"numbers.{name}")
        for name in ("number", "where", "layer", "article", "read")
    ]
    if rows:
        console.print(_table(heads, rows, styles))
    else:
        indented(console, terminal.text("numbers.none"), 0)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str]) -> Table:
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column, head in enumerate(heads):
        widest = max([len(head), *(len(row[column]) for row in rows)])
        table.add_column(
            Text(head, style="bold"),
            vertical="top",
            overflow="fold",
            no_wrap=column < FIRM and widest <= ROOM,
        )
    for row, style in zip(rows, styles, strict=True):
        table.add_row(*(Text(harmless(cell)) for cell in row), style=style)
    return table
