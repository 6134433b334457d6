"""Calendar files: `2026.yaml` as a :class:`CalendarYear`, every problem of a file at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from masker_rules.calendars.fields import Fields
from masker_rules.calendars.model import (
    DAY_KINDS,
    CalendarDay,
    CalendarYear,
    Decree,
    RamadanPeriod,
)
from masker_rules.errors import CalendarError, Place, Problems
from masker_rules.plugins import plugins
from masker_rules.yamltext import Mapping, Node, parse_yaml

__all__ = ["parse_year", "read_year", "shipped_years"]

#: Entry points of packages that bring calendars.
GROUP = "masker_rules.calendars"
_STATUSES = ("confirmed", "estimated")
_DECREE_STATUSES = ("confirmed", "unconfirmed")


@cache
def _files() -> dict[int, tuple[Traversable, str]]:
    """The file of each year and its name in messages: our own, then those of other packages.

    Raises:
        CalendarError: a package cannot be used, or two bring one year that we do not have
            [plugin-unusable, plugin-repeats-year].
    """
    own = {year: (path, f"calendars/{path.name}") for year, path in _years(files(__package__))}
    brought: dict[int, tuple[Traversable, str]] = {}
    owners: dict[int, str] = {}
    for plugin in plugins(GROUP, CalendarError):
        for year, path in _years(plugin.folder):
            if year in owners and year not in own:
                first, second = owners[year], plugin.distribution
                raise CalendarError.of(
                    "plugin-repeats-year", year=year, first=first, second=second
                )
            owners[year] = plugin.distribution
            brought[year] = path, f"{plugin.distribution}: {path.name}"
    return {**brought, **own}


def _years(folder: Traversable) -> Iterator[tuple[int, Traversable]]:
    for path in folder.iterdir():
        stem, dot, suffix = path.name.partition(".")
        if dot and suffix == "yaml" and stem.isdigit():
            yield int(stem), path


@cache
def shipped_years() -> tuple[int, ...]:
    """The years for which there is a file, in this package or in one that is installed."""
    return tuple(sorted(_files()))


@cache
def read_year(year: int) -> CalendarYear | None:
    """The calendar of `year`, None where there is no file of it."""
    if year not in _files():
        return None
    path, name = _files()[year]
    return parse_year(path.read_bytes(), name)


def parse_year(data: bytes | str, file: str) -> CalendarYear:
    """A calendar file as a year.

    Args:
        data: The raw file.
        file: Name used in messages.

    Raises:
        CalendarError: every problem of the file [calendar-shape, calendar-key-unknown,
            calendar-key-missing, calendar-bad-date, calendar-bad-word,
            calendar-date-outside-year, calendar-unknown-decree, calendar-undecided,
            calendar-duplicate-date, calendar-ramadan-mismatch], or what
            :func:`masker_rules.yamltext.parse_yaml` raises.
    """
    problems = Problems()
    top = Fields(parse_yaml(data, file, CalendarError), problems)
    year = top.integer("year")
    decrees = tuple(_decrees(top))
    known = {decree.id: decree for decree in decrees}
    days = tuple(_days(top, known, year, problems))
    ramadan = tuple(_ramadan(top, known, days))
    top.close()
    problems.raise_if_any(CalendarError)
    ordered = sorted(days, key=lambda d: (d.date, DAY_KINDS.index(d.kind), d.name_id))
    return CalendarYear(year, tuple(ordered), ramadan, decrees)


def _decrees(top: Fields) -> Iterator[Decree]:
    node = top.node("decrees")
    if not isinstance(node, Mapping):
        if node is not None:
            top.wrong_shape(node.place, "key: value")
        return
    for key, _, entry in node.items():
        fields = Fields(entry, top.problems)
        status = fields.word("status", _DECREE_STATUSES)
        loose = status == "unconfirmed"
        yield Decree(
            key,
            fields.text("title"),
            fields.text("number", optional=loose),
            fields.day("decided_on", optional=loose),
            status,
            _known_decree(fields, "amends", node.entries),
            _known_decree(fields, "confirms", node.entries),
            fields.text("note", optional=True),
        )
        fields.close()


def _known_decree(fields: Fields, key: str, known: dict[str, Node] | dict[str, Decree]) -> str:
    place = fields.place_of(key)
    text = fields.text(key, optional=True)
    if text and text not in known:
        fields.problems.add(
            "calendar-unknown-decree", place, value=text, known=", ".join(sorted(known))
        )
        return ""
    return text


def _days(
    top: Fields, known: dict[str, Decree], year: int, problems: Problems
) -> Iterator[CalendarDay]:
    seen: dict[tuple[date, str], Place] = {}
    for fields in top.items("days"):
        where = fields.place_of("date")
        day = _day(fields, known)
        fields.close()
        if day is None:
            continue
        if day.date.year != year:
            problems.add("calendar-date-outside-year", where, date=day.date, year=year)
        # A day taken back and decided anew is two entries, only one of which stands.
        group = "observance" if day.kind == "observance" else "free"
        if day.withdrawn_on is None:
            first = seen.setdefault((day.date, group), where)
            if first is not where:
                problems.add("calendar-duplicate-date", where, date=day.date, first=first.line)
        yield day


def _day(fields: Fields, known: dict[str, Decree]) -> CalendarDay | None:
    when = fields.day("date")
    kind = fields.word("kind", DAY_KINDS)
    names = fields.node("names")
    name_id = name_en = ""
    if names is not None:
        both = Fields(names, fields.problems)
        name_id, name_en = both.text("id"), both.text("en")
        both.close()
    status = fields.word("status", _STATUSES)
    decree = _known_decree(fields, "decree", known)
    own = fields.day("decided_on", optional=True)
    decided_on = own or (known[decree].decided_on if decree else None)
    if decided_on is None and status == "confirmed":
        fields.problems.add("calendar-undecided", fields.place, date=when or "?")
    withdrawn_by = _known_decree(fields, "withdrawn_by", known)
    withdrawn_on = known[withdrawn_by].decided_on if withdrawn_by else None
    if when is None:
        return None
    return CalendarDay(when, kind, name_id, name_en, decree, decided_on, status, withdrawn_on)


def _ramadan(
    top: Fields, known: dict[str, Decree], days: tuple[CalendarDay, ...]
) -> Iterator[RamadanPeriod]:
    holidays = {day.date for day in days if day.kind == "holiday"}
    for fields in top.items("ramadan"):
        first, last = fields.day("from"), fields.day("until")
        idul_fitri = fields.day("idul_fitri")
        fields.integer("hijri_year")
        decree = _known_decree(fields, "decree", known)
        decided_on, end_decided_on = fields.day("decided_on"), fields.day("end_decided_on")
        status = fields.word("status", _STATUSES)
        fields.close()
        if first is None or last is None or idul_fitri is None:
            continue
        length = (idul_fitri - first).days
        adjoins = last + timedelta(days=1) == idul_fitri
        if length not in {29, 30} or not adjoins or idul_fitri not in holidays:
            fields.problems.add(
                "calendar-ramadan-mismatch",
                fields.place,
                first=first,
                last=last,
                idul_fitri=idul_fitri,
            )
        yield RamadanPeriod(first, last, idul_fitri, decree, decided_on, end_decided_on, status)
