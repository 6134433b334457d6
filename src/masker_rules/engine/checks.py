"""Whether a run may be paid: what was lost on the way, and what nobody can have meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from masker_rules.engine.lookups import period_of
from masker_rules.engine.needs import needs_of
from masker_rules.engine.open_points import MONTH_WITHOUT_PUNCHES, PART_WITHOUT_PUNCHES
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Remark, Result
from masker_rules.engine.results import Grounds
from masker_rules.engine.speaking import tables_read
from masker_rules.engine.unit_doubts import UNIT_DAY, Doubted
from masker_rules.facts import PackRemark, SetAside
from masker_rules.facts.cells import fold
from masker_rules.facts.definition import definition
from masker_rules.facts.findings import GOES_ON, LACKS
from masker_rules.facts.identity import MOST, lacks_nip, of_too_many
from masker_rules.facts.presence import complete_months
from masker_rules.facts.shares import OF_ONE
from masker_rules.periods import CALENDAR, Cutoff, Month
from masker_rules.texts.spoken import Code, Listed, MonthOf, Period, Span

__all__ = ["KnownGrounds", "LateGrounds", "Silent", "grounds_of", "together", "unknown_months"]

#: A table of which more than this share of the numbers cannot be read settles nothing: 5 %.
UNREAD = 20
#: So many texts that may be of too many people are named.
NAMED = 10
#: Tables of which a file of other months says nothing of this one, and would be taken for nothing:
#: those whose rows have a date, and those that are looked up by period.
OF_THE_MONTH = frozenset({"activities", "attendance_at_events", "events", "rosters"})
BY_PERIOD = frozenset({"scores", "salaries"})
#: Tables with rows of one person beside rows for many.
PERSONAL_OR_NOT = frozenset({"amounts", "scores"})


@dataclass(frozen=True, slots=True)
class Silent:
    """Where nobody was seen, as far as the results of a run show it.

    Attributes:
        months: Months that are not known, for nobody has a punch in them.
        unit_days: Unit, and working day on which nobody of it has one.
        parts: Months, and the first and the last day of a part of them that is not known.
    """

    months: tuple[Month, ...] = ()
    unit_days: tuple[tuple[str, date], ...] = ()
    parts: tuple[tuple[Month, str, str], ...] = ()

    @classmethod
    def of(cls, items: Iterable[Result], doubted: Doubted) -> Silent:
        """That of results, and of what is said of their units."""
        found = list(items)
        months = unknown_months(found)
        days = {
            (unit, note.day)
            for units in doubted.values()
            for unit, notes in units.items()
            for note in notes
            if note.code == UNIT_DAY and note.day is not None
        }
        return cls(tuple(sorted(months)), tuple(sorted(days)), tuple(sorted(_parts(found))))


class Facts(Protocol):
    """What is asked of a pack."""

    @property
    def set_aside(self) -> Sequence[SetAside]: ...

    @property
    def warnings(self) -> Sequence[PackRemark]: ...

    def counts(self) -> Mapping[str, int]: ...

    def by_nip(self, table: str) -> Mapping[str, Any]: ...

    def has(self, table: str) -> bool: ...

    def rows(self, table: str) -> Sequence[Any]: ...

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]: ...

    def periods_in(self, table: str, cutoff: Cutoff = CALENDAR) -> frozenset[str]: ...

    def shares(self) -> frozenset[tuple[str, str, str]]: ...


def unknown_months(items: Iterable[Result]) -> set[Month]:
    """Months that results show not to be known, for nobody has a punch in them."""
    return {
        item.period
        for item in items
        if item.bounds is not None and MONTH_WITHOUT_PUNCHES in item.bounds.missing
    }


def _parts(items: Iterable[Result]) -> set[tuple[Month, str, str]]:
    """Parts of months that results show not to be known."""
    return {
        (item.period, *name.removeprefix(f"{PART_WITHOUT_PUNCHES} ").split(".."))  # type: ignore[misc]
        for item in items
        if item.bounds is not None
        for name in item.bounds.missing
        if name.startswith(PART_WITHOUT_PUNCHES)
    }


def grounds_of(pack: Facts, silent: Silent, holding: Mapping[Month, Profile]) -> Grounds:
    """The grounds of a run.

    Args:
        pack: The facts.
        silent: Where nobody was seen.
        holding: What computes each month.
    """
    counts, tables = pack.counts(), definition().tables
    rows = [one for one in pack.set_aside if not (one.is_repeat or one.is_answered)]
    lost = Counter(one.table for one in rows if lacks_nip(one))
    unread = Counter(one.table for one in rows if lacks_nip(one) and not one.is_of_nobody)
    aside = Counter(one.table for one in rows)
    why = []
    for table, count in sorted(unread.items()):
        if count * UNREAD > counts.get(table, 0) + aside[table]:
            why.append(
                Remark(
                    "identities-unreadable", None, {"table": Code(table, "table"), "count": count}
                )
            )
    tables_of: dict[str, set[str]] = {}
    for one in rows:
        if lacks_nip(one):
            tables_of.setdefault(one.number, set()).add(one.table)
    many = sorted(of_too_many(rows, pack.by_nip("employees")))
    for text in many[:NAMED]:
        named = Listed(tuple(Code(table, "table") for table in sorted(tables_of[text])))
        params = {"table": named, "written": text, "most": MOST}
        why.append(Remark("row-of-too-many", None, params))
    why += _other_files(pack, aside, rows, holding)
    why += _not_read(pack, holding)
    why += _of_one(pack, holding)
    why += [
        Remark(MONTH_WITHOUT_PUNCHES, None, {"month": MonthOf(month.year, month.month)})
        for month in silent.months
    ]
    why += [
        Remark(
            PART_WITHOUT_PUNCHES,
            None,
            {
                "month": MonthOf(month.year, month.month),
                "days": Span(date.fromisoformat(first), date.fromisoformat(last)),
            },
        )
        for month, first, last in silent.parts
    ]
    given = [name for name in counts if tables[name].has("nip")]
    rows_of_nobody = {name: lost[name] for name in given}
    return Grounds(tuple(why), rows_of_nobody, silent.months, silent.unit_days)


def _not_read(pack: Facts, holding: Mapping[Month, Profile]) -> Iterator[Remark]:
    """Files and columns that are not read, and may be what the regulation reads and lacks."""
    doubts = [one for one in pack.warnings if not one.params.keys().isdisjoint({LACKS, GOES_ON})]
    if not doubts:
        return
    tables = frozenset[str]().union(*map(tables_read, holding.values()))
    columns = {
        (table.name, column.name)
        for law in {law.id: law for law in holding.values()}.values()
        for table in needs_of(law).tables
        for column in table.columns
    }
    for one in doubts:
        if (near := str(one.params.get(GOES_ON, ""))) in tables:
            named = {"table": Code(near, "table"), "written_table": near}
            yield Remark("rest-not-read", None, {"file": one.value, **named})
        lacks = one.params.get(LACKS, ())
        assert isinstance(lacks, tuple)
        if not one.table and tables.intersection(lacks):
            named = {"table": Code(lacks[0], "table"), "written_table": lacks[0]}
            yield Remark("file-not-read", None, {"file": one.value, **named})
        meant = [name for name in lacks if (one.table, name) in columns]
        if one.table in tables and meant:
            whose = {"table": Code(one.table, "table"), "file": one.file, "column": one.value}
            yield Remark("column-not-read", None, {**whose, "meant": ", ".join(meant)})


def _of_one(pack: Facts, holding: Mapping[Month, Profile]) -> Iterator[Remark]:
    """Percents that the pay of a month asks for, and that seem to be written as shares of one."""
    found: dict[tuple[str, str], set[str]] = {}
    for table, item, period in pack.shares():
        found.setdefault((table, item), set()).add(period)
    for (table, item), periods in sorted(found.items()):
        complete = frozenset(map(str, complete_months(pack, table)))
        for month in sorted(holding):
            asked = _asked_in(month, holding, table, item)
            # Amounts are of no period: they hold from a day on.
            if str(month) not in complete and asked and ("" in periods or asked & periods):
                yield Remark(OF_ONE, None, _of_month(table, month, item=Code(item, "item")))


def _other_files(
    pack: Facts,
    aside: Mapping[str, int],
    rows: Sequence[SetAside],
    holding: Mapping[Month, Profile],
) -> Iterator[Remark]:
    """Tables that are read and have rows, none of them of this office, or of its months."""
    counts, read = pack.counts(), frozenset[str]().union(*map(tables_read, holding.values()))
    for table in (name for name in counts if name in read):
        params: dict[str, object]
        if not counts[table] and aside.get(table):
            params = {"table": Code(table, "table"), "count": aside[table]}
            yield Remark("table-of-nobody", None, params)
        elif counts[table]:
            complete = frozenset(map(str, complete_months(pack, table)))
            said = not complete.isdisjoint(map(str, holding))
            if table in PERSONAL_OR_NOT and not said:
                yield from _of_nobody(table, pack, rows, holding)
            if table in OF_THE_MONTH and not said:
                last = max(holding)
                cutoff = holding[last].plan.cutoff
                asked = frozenset(map(str, pack.months(cutoff).union(holding)))
                held = pack.periods_in(table, cutoff)
                yield from _other_periods(table, held, last, asked)
            for month in sorted(holding) if table in BY_PERIOD else ():
                if str(month) not in complete:
                    own = _asked_in(month, holding, table)
                    yield from _other_periods(table, pack.periods_in(table), month, own)


def _of_nobody(
    table: str, pack: Facts, rows: Sequence[SetAside], holding: Mapping[Month, Profile]
) -> Iterator[Remark]:
    """That every row for one person that is asked for is of nobody in the pack."""
    asked = frozenset[str]()
    if table in BY_PERIOD:
        asked = asked.union(*(_asked_in(month, holding, table) for month in holding))
        known = any(row.period in asked for rows in pack.by_nip(table).values() for row in rows)
    else:
        known = bool(pack.by_nip(table))
    lost = [
        one
        for one in rows
        if one.table == table
        and (one.nip or lacks_nip(one))
        and (not asked or one.said.get("period", "") in {"", *asked})
    ]
    if any(map(lacks_nip, lost)) and not known:
        params = _of_month(table, max(holding), count=len(lost))
        yield Remark("personal-rows-of-nobody", None, params)


def _other_periods(
    table: str, held: frozenset[str], month: Month, asked: frozenset[str]
) -> Iterator[Remark]:
    """That no row of a table is of a period that is asked for in a month, above all of itself."""
    own = asked.intersection([str(month)]) if table in BY_PERIOD else frozenset[str]()
    if asked and held.isdisjoint(own or asked):
        wanted = [str(month)] if str(month) in asked else sorted(asked)
        periods, last = Listed(tuple(map(Period, wanted))), Period(max(held))
        params = _of_month(table, month, periods=periods, held=last)
        yield Remark("table-of-other-months", None, params)


def _of_month(table: str, month: Month, **params: object) -> dict[str, object]:
    """What is said of a table and month: in words, and as the row of `complete` writes them."""
    words = {"table": Code(table, "table"), "month": MonthOf(month.year, month.month)}
    return {**words, "written_table": table, "written_month": str(month), **params}


def _asked_in(
    month: Month, holding: Mapping[Month, Profile], table: str, key: str = ""
) -> frozenset[str]:
    """Periods of which a table, or one key of it, is asked for the pay of a month."""
    law = holding[month]
    read = law.pay_program.facts
    items = (item for item in law.plan.inputs.values() if item.table == table)
    return frozenset(
        period_of(item, month)
        for item in items
        if item.name in read and key in {"", fold(item.key)}
    )


def together(found: Iterable[Grounds]) -> Grounds:
    """The grounds of several regulations or packs."""
    every = list(found)
    rows: dict[str, int] = {}
    for one in every:
        for table, count in one.rows_of_nobody.items():
            rows[table] = max(rows.get(table, 0), count)
    why = dict.fromkeys(_key(remark) for one in every for remark in one.why)
    kept = {_key(remark): remark for one in every for remark in one.why}
    months = sorted({month for one in every for month in one.months})
    days = sorted({day for one in every for day in one.unit_days})
    return Grounds(tuple(kept[key] for key in why), rows, tuple(months), tuple(days))


def _key(remark: Remark) -> tuple[Any, ...]:
    return remark.code, *sorted(map(str, remark.params.items()))


class LateGrounds:
    """The grounds of a run, found when somebody asks; a pack does not travel with results."""

    def __init__(
        self, pack: Facts, silent: Callable[[], Silent], holding: Mapping[Month, Profile]
    ) -> None:
        self._of = pack, silent, holding

    @cached_property
    def _found(self) -> Grounds:
        pack, silent, holding = self._of
        return grounds_of(pack, silent(), holding)

    def __call__(self) -> Grounds:
        return self._found

    def __reduce__(self) -> tuple[Any, ...]:
        return KnownGrounds, (self._found,)


class KnownGrounds:
    """Grounds that have been found."""

    def __init__(self, found: Grounds) -> None:
        self._found = found

    def __call__(self) -> Grounds:
        return self._found
