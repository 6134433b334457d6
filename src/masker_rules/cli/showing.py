"""`masker profiles show`: what a regulation says, as its author would read it aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from masker_rules.cli.articles import article_dict, draw_numbers
from masker_rules.cli.findings import heading, indented
from masker_rules.cli.options import Format, Out
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import Problems, RequestError
from masker_rules.language.runs import MARK

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.engine.profile import Profile
    from masker_rules.language.document import Entry
    from masker_rules.language.plan import Quantity
from masker_rules.legal import Source
from masker_rules.texts import json_text, spoken

__all__ = ["show"]

#: Sections in the order in which money comes about, each an article or several.
SECTIONS = (
    *("inputs", "tables", "quantities", "pools", "balances", "counts"),
    *("parts", "rules", "pay"),
)
FORMATS = ("table", "json", "yaml")
#: Said elsewhere: the label as the title, the source at the end.
APART = ("label", "source")


def show(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="ID")],
    core: Annotated[bool, typer.Option("--core")] = False,  # noqa: FBT002
    numbers: Annotated[bool, typer.Option("--numbers")] = False,  # noqa: FBT002
    format: Format = None,
    out: Out = None,
) -> int:
    """Words of the help: `cli.help.profiles.show.about`."""
    from masker_rules.engine.profile import load_profile  # noqa: PLC0415

    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    profile = load_profile(ref)
    if chosen == "yaml":
        if core or numbers or profile.path is None:
            raise RequestError.of("unknown-format", format=chosen, known="table, json")
        deliver(profile.path.read_bytes(), out, terminal)
        return 0
    page = _Page(profile, terminal)
    if chosen == "json":
        made = page.as_dict(core=core)
        deliver(json_text(made) + "\n", out, terminal)
    else:
        drawn = page.draw_core if core else page.draw_numbers if numbers else page.draw
        deliver_drawn(drawn, out, terminal)
    return 0


class _Page:
    def __init__(self, profile: Profile, terminal: Terminal) -> None:
        from masker_rules.language.sources import Sources  # noqa: PLC0415

        self.profile = profile
        self.plan = profile.plan
        self.terminal = terminal
        self.lang = terminal.lang
        self._sources = Sources(profile.document, Problems())

    # ------------------------------------------------------------------ the regulation
    def draw(self, console: Console) -> None:
        """Head, sources, hours, then every section with its source and layer."""
        self._head(console)
        self._documents(console)
        self._hours(console)
        self._section(console, "amount", self._single("amount"))
        for name in SECTIONS:
            entries = self.profile.document.section(name)
            # What the language itself defines is the same everywhere.
            own = {key: entry for key, entry in entries.items() if entry.layer.id != "std"}
            self._section(console, name, own)
        self._questions(console)
        self._runs(console)
        self._defaults(console)

    def _defaults(self, console: Console) -> None:
        """What holds of itself, and what the regulation says otherwise."""
        from masker_rules.language.defaults import defaults, said_otherwise  # noqa: PLC0415

        heading(console, self.terminal.text("sections.defaults"))
        for item in defaults():
            keys = said_otherwise(self.profile.document, item)
            told = item.text.get(self.lang)
            if keys:
                told = self.terminal.text("said_otherwise", default=told, keys=", ".join(keys))
            indented(console, told, 2, "dim" if keys else "")

    def _head(self, console: Console) -> None:
        from rich.text import Text  # noqa: PLC0415

        plan, say = self.plan, self.terminal.text
        status = self.terminal.word("profile_status", plan.status)
        console.print(Text(plan.title.get(self.lang), style="bold"))
        console.print(Text(f"{plan.id} ({status})"))
        console.print(Text(self._in_force()))
        layers = " → ".join(layer for layer in plan.layers if layer != "std")
        indented(console, say("layers", layers=layers), 0)
        console.print(Text(plan.digest, style="dim"))
        if plan.status == "placeholder":
            console.print()
            indented(console, say("alarm", message=say("placeholder")), 0, "bold yellow")
        elif plan.unconfirmed:
            console.print()
            count = self.terminal.number(len(plan.unconfirmed))
            indented(console, say("unconfirmed", count=count), 0, "yellow")

    def _in_force(self) -> str:
        plan = self.plan
        dates = self.terminal.in_force(plan.in_force, start_known=plan.start_known)
        zone = spoken.zone_name(self.lang, plan.zone)
        return self.terminal.text("in_force", dates=dates, zone=zone)

    def _documents(self, console: Console) -> None:
        entries = self.profile.document.section("sources")
        own = [(key, entry) for key, entry in entries.items() if entry.layer.id != "std"]
        if not own:
            return
        heading(console, self.terminal.text("sections.sources"))
        for key, entry in own:
            kind = self.terminal.word("source_kind", entry.text("kind"))
            read = self.terminal.text(f"read.{entry.text('confirmed', 'no')}")
            indented(console, f"{key}: {self._text(entry, 'title')} ({kind}; {read})", 2)

    def _hours(self, console: Console) -> None:
        from masker_rules.language.spoken import Condition, labels_of  # noqa: PLC0415

        schedules = self.plan.attendance.hours
        if not schedules:
            return
        heading(console, self.terminal.text("sections.hours"))
        entries = self.profile.document.section("hours")
        labels = labels_of(self.profile.document)
        for schedule in schedules:
            entry = entries.get(schedule.name)
            condition = entry.text("for") if entry else ""
            who = f" ({Condition(condition, labels).said(self.lang)})" if condition else ""
            indented(console, f"{schedule.name}{who}", 2, "cyan")
            for season, week in schedule.weeks.items():
                told = "; ".join(self._week(week))
                indented(console, f"{self.terminal.text(f'seasons.{season}')}: {told}", 6)
            if entry:
                self._source(console, self._sources.of(entry))

    def _week(self, week: Mapping[int, Any]) -> Iterator[str]:
        """Weekdays of equal hours together: `Senin–Kamis 07:30–12:00, 13:00–16:00`."""
        days = sorted(week)
        while days:
            same = [day for day in days if week[day] == week[days[0]]]
            run = [day for at, day in enumerate(same) if day == same[0] + at]
            names = [self.terminal.text(f"weekdays.{day}") for day in (run[0], run[-1])]
            yield f"{'–'.join(dict.fromkeys(names))} {_hours_text(week[run[0]])}"
            days = [day for day in days if day not in run]

    def _single(self, name: str) -> dict[str, Entry]:
        entry = self.profile.document.single.get(name)
        return {name: entry} if entry else {}

    def _section(self, console: Console, name: str, entries: Mapping[str, Entry]) -> None:
        if not entries:
            return
        heading(console, self.terminal.text(f"sections.{name}"))
        for key, entry in entries.items():
            label = self._text(entry, "label")
            indented(console, f"{key}{f': {label}' if label else ''}", 2, "cyan")
            for line in self._lines(entry):
                indented(console, line, 6)
            self._source(console, self._sources.of(entry))

    def _lines(self, entry: Entry) -> Iterator[str]:
        if entry.is_text:
            yield entry.text()
            return
        for key, child in entry.items():
            if key in APART:
                continue
            if child.is_text:
                yield f"{key}: {child.text()}"
            elif _is_words(child):
                yield f"{key}: {self._text(child, '')}"
            elif list(child.items()):
                yield f"{key}:"
                yield from (f"    {line}" for line in self._lines(child))
            elif all(item.is_text for item in child.list()):
                yield f"{key}: {', '.join(item.text() for item in child.list())}"
            else:
                yield f"{key}:"
                for item in child.list():
                    yield "    " + " | ".join(cell.text() for cell in item.list())

    def _source(self, console: Console, source: Source) -> None:
        kind = self.terminal.word("source_kind", source.kind)
        read = "" if source.confirmed else f", {self.terminal.text('read.no')}"
        told = f"[{source.text(self.lang)} ({kind}{read}) · {source.layer}]"
        indented(console, told, 6, "dim")

    def _questions(self, console: Console) -> None:
        if not self.plan.questions:
            return
        heading(console, self.terminal.text("sections.questions"))
        for item in self.plan.questions:
            indented(console, f"{item.about}: {item.ask.get(self.lang)}", 2)
            taken = self.terminal.text("taken", taken=item.taken)
            state = self.terminal.text("question_open" if item.open else "question_closed")
            indented(console, f"{taken} ({state})", 6, "dim")

    def _runs(self, console: Console) -> None:
        if not self.plan.runs:
            return
        heading(console, self.terminal.text("sections.runs"))
        for run in self.plan.runs:
            told = {
                "name": run.name,
                "title": run.title.get(self.lang),
                "months": run.told or self.terminal.text("any_month"),
                "ref": f"{self.plan.id}{MARK}{run.name}",
            }
            indented(console, self.terminal.text("run_of", **told), 2)
            self._source(
                console, self._sources.of(self.profile.document.section("runs")[run.name])
            )

    def _text(self, entry: Entry, key: str) -> str:
        from masker_rules.language.sources import text_of  # noqa: PLC0415

        return text_of(entry.get(key) if key else entry).get(self.lang)

    # ------------------------------------------------------------------ the lowering
    def draw_core(self, console: Console) -> None:
        """Every quantity in the order of dependence."""
        from masker_rules.explain.formulas import formula  # noqa: PLC0415

        self._head(console)
        heading(console, self.terminal.text("sections.core"))
        for item in self.plan.quantities:
            indented(console, f"{item.name} [{item.grain}, {_unit(item)}]", 2, "cyan")
            indented(console, f"= {formula(item.expr)}", 6)
            told = f"{item.source.text(self.lang)} · {item.place}"
            indented(console, told, 6, "dim")

    def draw_numbers(self, console: Console) -> None:
        """Every number with the layer and the article that set it."""
        from masker_rules.language.articles import numbers  # noqa: PLC0415

        self._head(console)
        heading(console, self.terminal.text("sections.numbers"))
        draw_numbers(console, numbers(self.profile.document), self.terminal)

    def as_dict(self, *, core: bool) -> dict[str, Any]:
        """The regulation as data for programs."""
        from masker_rules.explain.formulas import formula  # noqa: PLC0415
        from masker_rules.language.articles import numbers  # noqa: PLC0415
        from masker_rules.language.defaults import defaults, said_otherwise  # noqa: PLC0415

        plan = self.plan
        made: dict[str, Any] = {
            "id": plan.id,
            "title": plan.title.get(self.lang),
            "status": plan.status,
            "in_force": str(plan.in_force),
            "start_known": plan.start_known,
            "zone": plan.zone,
            "digest": plan.digest,
            "layers": list(plan.layers),
            "unconfirmed": list(plan.unconfirmed),
            "runs": [
                {"run": run.name, "title": run.title.get(self.lang), "months": run.told}
                for run in plan.runs
            ],
            "rules": [
                {
                    "id": path,
                    "label": plan.labels[path].get(self.lang) if path in plan.labels else "",
                    "source": source.text(self.lang),
                    "kind": source.kind,
                    "confirmed": source.confirmed,
                    "layer": source.layer,
                }
                for path, source in plan.rule_sources.items()
            ],
            "defaults": [
                {
                    "id": item.id,
                    "text": item.text.get(self.lang),
                    "said_otherwise": list(said_otherwise(self.profile.document, item)),
                }
                for item in defaults()
            ],
            "numbers": [
                article_dict(article, self.lang) for article in numbers(self.profile.document)
            ],
        }
        if core:
            made["quantities"] = [
                {
                    "name": item.name,
                    "grain": item.grain,
                    "unit": _unit(item),
                    "role": item.role,
                    "formula": formula(item.expr),
                    "source": item.source.text(self.lang),
                    "layer": item.source.layer,
                    "place": str(item.place),
                }
                for item in plan.quantities
            ]
        return made


def _unit(item: Quantity) -> str:
    kind = item.type
    exact = " (exact fraction)" if kind.ratio else ""
    return f"{kind}{f' {kind.vocabulary}' if kind.vocabulary else ''}{exact}"


def _is_words(entry: Entry) -> bool:
    """Whether it is a text in both languages."""
    return {key for key, _ in entry.items()} == {"id", "en"}


def _hours_text(hours: Any) -> str:
    from masker_rules.units.printing import clock_text  # noqa: PLC0415

    edges = [hours.start, *(edge for pause in hours.pauses for edge in pause), hours.end]
    stretches = zip(edges[::2], edges[1::2], strict=True)
    return ", ".join(f"{clock_text(start)}–{clock_text(end)}" for start, end in stretches)
