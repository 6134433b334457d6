"""What a regulation reads of a pack: tables, columns, words, measures, earlier months; and why.

What a pack holds beside it changes nothing of what anybody is paid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Protocol

from masker_rules.attendance.neighbours import BESIDE_LEAVE
from masker_rules.engine.gaps import LENGTH
from masker_rules.engine.profile import Profile
from masker_rules.engine.sites import reads_sites
from masker_rules.engine.speaking import tables_read
from masker_rules.facts.definition import KNOWN_AT, ColumnDef, TableDef, definition
from masker_rules.facts.doubts import COLUMN
from masker_rules.language.catalogue import catalogue
from masker_rules.language.deciding import deciding_facts
from masker_rules.language.expressions import needed, parts
from masker_rules.language.plan import (
    MONTH,
    OUTAGE,
    OVERPAYMENT,
    POOLS,
    PRESENCE,
    PUNCH,
    Const,
    Fact,
    Gather,
    Input,
    Plan,
    Quantity,
)
from masker_rules.language.spoken import Condition, labels_of
from masker_rules.legal import Source, Text
from masker_rules.periods import CALENDAR, Cutoff
from masker_rules.texts.spoken import Named, readable
from masker_rules.units import Type, Unit

__all__ = ["ColumnNeed", "KeyNeed", "Needs", "TableNeed", "needs_of", "unfilled"]

#: Facts of a day that punches tell, and of rows beside it.
OF_PUNCHES = frozenset({
    "in_at", "out_at", "break_out_at", "break_in_at", "apel_at", "first_punch", "last_punch",
    "punches", "flagged", "location_in", "location_out", "tapped",
})  # fmt: skip
#: Columns of a punch by the fact of it that a verdict asks for.
EVIDENCE = {
    "review": ("review",),
    "location": ("lat", "lon"),
    "distance_m": ("lat", "lon"),
    "mock": ("mock",),
    "network": ("ssid", "bssid"),
    "origin": ("origin",),
    "accuracy_m": ("accuracy_m",),
}
#: Columns of a site, by that of the punch beside which they are looked at.
OF_SITES = {"lat": "lat", "lon": "lon", "radius_m": "lat", "ssid": "ssid", "bssid": "bssid"}
#: Facts of a day by which tables beside the punches are read.
OF_TABLES = {
    "outages": frozenset({"outage", "outage_in", "outage_out", "outage_time"}),
    "away": frozenset({"away_permitted", "away_unpermitted"}),
}
#: Columns of people by which rows for many are found.
BY_WHICH = ("unit", "staff_group")
#: And by which amounts are.
OF_AMOUNTS = ("position", "job_class")
#: Facts that are looked up by what stands in a column.
DERIVED = (
    ("assignments.position", ("assignment", "tpp")),
    ("assignments.job_class", ("assignment", "tpp")),
)
#: Columns by which rows of a table are in force in a month or not.
IN_FORCE = {"sanctions": frozenset({"decided_on", "effective_from", "months"})}
#: Columns that say whom a result is about, and no more.
TELLS = frozenset({("employees", "name")})
#: Of these without rows nothing happened, and that is paid; where they are absent nobody knows.
WHOLE = frozenset({"activities", "events"})
#: What rows of these tell decides every day, whatever items of the regulation ask for.
OF_EVERY_DAY = frozenset({"absences"})
#: Tables of which nobody knows what they hold where they are absent; others then hold nothing.
UNKNOWN_WITHOUT = WHOLE | {"amounts", "employees", "punches", "salaries", "scores"}


@dataclass(frozen=True, slots=True)
class ColumnNeed:
    """A column that is read."""

    name: str
    """Its heading, such as `job_class`."""
    why: tuple[str, ...] = ()
    """The items of the regulation that ask for it, as paths; empty of what every row needs to
    say whom and when it is about.
    """
    words: tuple[str, ...] = ()
    """Words that it may hold, with those of the regulation; empty where any."""
    empty: str = ""
    """What an empty cell means, as `tables.yaml` has it."""
    decides: bool = True
    """Whether a value of it can change what somebody is paid. Without the others nothing is paid
    either, for rules read them; but what stands in them changes counts and remarks alone.
    """


@dataclass(frozen=True, slots=True)
class KeyNeed:
    """A measure, component, key or column that an input of the regulation reads."""

    key: str
    """Its word in the pack, such as `tpp` or `target_minutes`."""
    type: str
    """What its value is: `money` (rupiah), `percent`, `duration` (minutes), `count`, … ."""
    period: tuple[str, int]
    """Of which month, quarter or year: kind, and how many back."""
    no_row: str
    """What holds where no row gives it: `unknown`, `not granted`, or the value."""
    why: tuple[str, ...]
    """The items of the regulation that read it, as paths."""
    whose: str = ""
    """Of an amount that is not the person's own: whose, as the regulation writes it."""


@dataclass(frozen=True, slots=True)
class TableNeed:
    """A table that is read."""

    name: str
    """Of the pack, such as `punches`."""
    required: bool
    """Whether what it decides is unknown without it; else without it there is nothing to tell."""
    columns: tuple[ColumnNeed, ...]
    """Those that are read; the rest changes nothing."""
    keys: tuple[KeyNeed, ...] = ()
    """Of its key column those that are read; empty where every row is."""
    why: tuple[str, ...] = ()
    """The items of the regulation that ask for its rows; empty of what holds for everybody."""

    @property
    def decides_without_rows(self) -> bool:
        """Whether something is paid because the table is there and has no row."""
        is_answer = any(key.no_row != UNKNOWN for key in self.keys)
        return self.required and (is_answer or self.name in WHOLE)

    @property
    def asked_by(self) -> tuple[str, ...]:
        """The items of the regulation that ask for its rows, or for a key of it."""
        return tuple(dict.fromkeys((*self.why, *(path for key in self.keys for path in key.why))))

    def is_silent(self, is_there: bool) -> bool:
        """Whether somebody is paid by its having no row, and nothing else says so.

        Args:
            is_there: The table is given, without a row; otherwise it is absent.
        """
        if not self.asked_by and self.name not in OF_EVERY_DAY:
            return False
        if any(key.no_row == UNKNOWN for key in self.keys):
            return False
        return not self.required or (is_there and self.decides_without_rows)


@dataclass(frozen=True, slots=True)
class Needs:
    """All that a regulation reads."""

    profile: str
    """Id of the regulation."""
    tables: tuple[TableNeed, ...]
    """Those that are read, in the order of the contract."""
    windows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Earlier months that rules look back at, as written, with the items that do."""

    sources: Mapping[str, Source] = field(default_factory=dict, repr=False)
    """The articles of these items."""
    labels: Mapping[str, Text] = field(default_factory=dict, repr=False)
    """What these items are called, and the regulation, under `profile`."""
    cutoff: Cutoff = CALENDAR
    """Which dates a performance month has."""
    whom: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Whom these items concern, as the regulation writes it (`category in (PNS; CPNS)`); an item
    that concerns everybody is not among them.
    """
    names: Mapping[str, Text] = field(default_factory=dict, repr=False)
    """What names in the formulas are called, where the regulation calls them otherwise."""

    def table(self, name: str) -> TableNeed | None:
        """The need of a table, None where it is not read."""
        return next((one for one in self.tables if one.name == name), None)

    def as_dict(self, lang: str = "id") -> dict[str, object]:
        """As `masker needs --format json` writes it."""
        return {
            "profile": self.profile,
            **({"performance_month": str(self.cutoff)} if self.cutoff else {}),
            "tables": [
                {
                    "table": table.name,
                    "required": table.required,
                    "why": self._told(table.why, lang),
                    "columns": [
                        {
                            "column": column.name,
                            "empty": column.empty,
                            "words": list(column.words),
                            "decides": column.decides,
                            "why": self._told(column.why, lang),
                        }
                        for column in table.columns
                    ],
                    "keys": [
                        {
                            "key": key.key,
                            "type": key.type,
                            "of": key.period[0],
                            "back": key.period[1],
                            "no_row": key.no_row,
                            "whose": key.whose,
                            "why": self._told(key.why, lang),
                        }
                        for key in table.keys
                    ],
                }
                for table in self.tables
            ],
            "earlier": [
                {"window": text, "why": self._told(why, lang)}
                for text, why in self.windows.items()
            ],
        }

    def _told(self, why: tuple[str, ...], lang: str) -> list[dict[str, str]]:
        return [
            {"path": path, "source": self.source(path, lang), "for": self.whom.get(path, "")}
            for path in why
        ]

    def source(self, path: str, lang: str) -> str:
        """The article of an item of the regulation, empty where none is known."""
        found = self.sources.get(path)
        return "" if found is None else found.text(lang)

    def holds_for(self, path: str, lang: str) -> str:
        """Whom an item concerns, in words: `jenis kepegawaian PNS atau CPNS`; empty: everybody."""
        written = self.whom.get(path, "")
        return Condition(written, self.names).said(lang) if written else ""

    def whose(self, key: KeyNeed, lang: str) -> str:
        """Whose an amount is, in words: `kelas jabatan: kelas`; empty: the person's own."""
        told = []
        for part in filter(None, key.whose.split(", ")):  # a formula has no comma
            column, _, formula = part.partition(": ")
            said = Condition(formula, self.names).in_words(lang)
            told.append(f"{readable(lang, 'column', column)}: {said or f'“{formula}”'}")
        return ", ".join(told)

    def label(self, path: str, lang: str) -> str:
        """What an item of the regulation is called."""
        return Named(self.labels.get(path), path).said(lang)

    def item(self, path: str) -> Text:
        """An item of the regulation and its article, in both languages."""
        told = []
        for lang in ("id", "en"):
            source = self.source(path, lang)
            label = self.label(path, lang)
            told.append(f"{label} ({source})" if source else label)
        return Text(*told)


# Every computation asks for it, and it is found by reading the whole plan.
@lru_cache(maxsize=64)
def needs_of(profile: Profile) -> Needs:
    """What a regulation reads of a pack."""
    return _Reader(profile).needs()


class Unfilled(Protocol):
    """What is asked of a pack."""

    def unfilled(self, table: str) -> frozenset[str]: ...


def unfilled(needs: Needs, pack: Unfilled) -> dict[str, tuple[ColumnNeed, ...]]:
    """By table the columns that decide what is paid and in which no row of a pack says anything.

    All of their cells are taken as empty ones are: a column that was lost is not seen otherwise.
    """
    known = definition().tables
    found = {}
    for table in needs.tables:
        empty = pack.unfilled(table.name)
        found[table.name] = tuple(
            one
            for one in table.columns
            if one.decides and one.name in empty and one.name not in BESIDE_FACTS
            if not known[table.name].column(one.name).required
        )
    return {name: columns for name, columns in found.items() if columns}


class _Reader:
    def __init__(self, profile: Profile) -> None:
        self.profile, self.plan = profile, profile.plan
        self.program = profile.pay_program

    def needs(self) -> Needs:
        """Tables in the order of the definition."""
        tables = (self._table(one) for one in definition().tables.values() if self._is_read(one))
        return Needs(
            self.profile.id,
            tuple(tables),
            self._windows(),
            self._sources(),
            self._labels(),
            self.plan.cutoff,
            self._whom(),
            labels_of(self.profile.document),
        )

    def _whom(self) -> dict[str, str]:
        document = self.profile.document
        items = {
            f"{section}.{name}": entry
            for section in ("rules", POOLS)
            for name, entry in document.section(section).items()
        }
        written = {path: entry.text("for") for path, entry in items.items()}
        return {path: text for path, text in written.items() if text}

    def _sources(self) -> dict[str, Source]:
        plan = self.plan
        found = {f"pay.{line.id}": line.source for line in plan.lines}
        for base in plan.bases:
            found["amount" if base.name == "total" else f"parts.{base.name}"] = base.source
        found |= {f"{POOLS}.{pool.name}": pool.source for pool in plan.pools}
        return found | dict(plan.rule_sources)

    def _labels(self) -> dict[str, Text]:
        found = {f"pay.{line.id}": line.label for line in self.plan.lines}
        return {**found, **self.plan.labels, "profile": self.plan.title}

    # ------------------------------------------------------------------ who asks
    @cached_property
    def _asking(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """The items of the regulation by grain and name of each fact that they ask for."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for owner, quantities in self._quantities.items():
            for quantity in quantities:
                for fact in parts(Fact, quantity.expr):
                    found.setdefault((fact.grain, fact.name), {})[owner] = None
                    names = self.plan.with_posts([fact.name]) if fact.grain == MONTH else ()
                    for name in sorted(names):
                        found.setdefault((MONTH, name), {})[owner] = None
        return {fact: tuple(owners) for fact, owners in found.items()}

    @cached_property
    def _quantities(self) -> dict[str, list[Quantity]]:
        """What each item of the regulation rests on, without what other items are."""
        owners = self._owners()
        owned = frozenset(name for names in owners.values() for name in names)
        return {
            owner: needed(self.plan, names, owned.difference(names))
            for owner, names in owners.items()
        }

    def _owners(self) -> dict[str, list[str]]:
        """Quantities by the item of the regulation that they stand for."""
        found: dict[str, list[str]] = {}
        read = frozenset(item.name for item in needed(self.plan, self.program.outputs))
        for name in self.plan.by_name:
            if name in read:
                found.setdefault(_owner(self.plan, name), []).append(name)
        return {owner: names for owner, names in found.items() if owner}

    def _why(self, *facts: tuple[str, str]) -> tuple[str, ...]:
        owners = (owner for fact in facts for owner in self._asking.get(fact, ()))
        return tuple(dict.fromkeys(owners))

    # ------------------------------------------------------------------ tables
    def _is_read(self, table: TableDef) -> bool:
        days, name = self.program.grains.get("day", frozenset()), table.name
        if name == "sites":
            return reads_sites(self.profile)
        if name == "punches":
            return self._taps
        if name == "outages":
            of_session = self.program.grains.get("session", frozenset())
            by_rows = OUTAGE in self.program.grains
            return by_rows or not (days | of_session).isdisjoint(OF_TABLES[name])
        if name == "away":
            return not days.isdisjoint(OF_TABLES[name])
        if name in _OF_INPUTS:
            return bool(self._inputs(name))
        return name in tables_read(self.profile)

    @property
    def _taps(self) -> bool:
        """Whether anything is asked that punches tell."""
        return not _PUNCHED.isdisjoint(self.program.grains) or any(
            not self.program.grains.get(grain, frozenset()).isdisjoint(OF_PUNCHES)
            for grain in ("day", "session", "event")
        )

    def _table(self, table: TableDef) -> TableNeed:
        columns = tuple(
            ColumnNeed(
                column.name,
                self._asked_of(table, column),
                self._words(column),
                column.empty,
                self._decides(table, column),
            )
            for column in table.columns
            if self._is_column_read(table, column)
        )
        keys = tuple(map(self._key, self._inputs(table.name)))
        if table.name == "carried":
            keys += tuple(self._carried({key.key for key in keys}))
        asked = any(key.no_row == UNKNOWN for key in keys)
        required = asked or table.name in UNKNOWN_WITHOUT
        return TableNeed(table.name, required, columns, keys, self._rows_why(table.name))

    def _inputs(self, table: str) -> list[Input]:
        read = self.program.facts
        return [
            one for one in self.plan.inputs.values() if one.table == table and one.name in read
        ]

    def _key(self, item: Input) -> KeyNeed:
        no_row = "not granted" if item.granted_to_some else UNKNOWN
        if item.default is not None and not item.granted_to_some:
            no_row = str(item.default)
        why = self._why((MONTH, item.name))
        whose = "" if item.post is None else item.post.text
        return KeyNeed(item.key, str(item.type), item.period, no_row, why, whose)

    def _rows_why(self, table: str) -> tuple[str, ...]:
        """Who asks for rows of a table."""
        facts = [
            (grain, name)
            for grain, name in self._asking
            if grain == _GRAINS.get(table)
            or (grain in _DAYS and name in _OF_ROWS.get(table, frozenset()))
        ]
        return self._why(*sorted(facts))

    def _carried(self, known: Collection[str]) -> Iterator[KeyNeed]:
        """What stands for months before the pack begins, and what was paid too much."""
        for one in self.plan.windows:
            why = self._why((MONTH, one.fact))
            if why and one.key and one.key not in known:
                yield KeyNeed(one.key, str(one.type), (one.window.unit, 0), UNKNOWN, why)
        if OVERPAYMENT not in known and not self.plan.run:
            yield KeyNeed(OVERPAYMENT, str(Type(Unit.MONEY)), (MONTH, 0), "0", ())

    # ------------------------------------------------------------------ columns
    def _is_column_read(self, table: TableDef, column: ColumnDef) -> bool:
        if column.name == COLUMN or column.required:
            return True
        if column.name in IN_FORCE.get(table.name, ()):
            return True
        if table.name == "employees":
            return self._is_read_of_people(column)
        if column.silent:
            return False
        if table.name == "punches":
            return column.name in self._evidence
        if table.name == "sites" and column.name in OF_SITES:
            return OF_SITES[column.name] in self._evidence
        if (table.name, column.name) == ("rosters", "shift") and not self.plan.attendance.shifts:
            return False  # no word of a shift has a meaning
        if table.name == "salaries":
            return column.name in {"nip", "period", *(one.key for one in self._inputs("salaries"))}
        told = _FACTS.get(f"{table.name}.{column.name}")
        return told is None or any(self._reads(*fact) for fact in told)

    def _reads(self, grain: str, name: str) -> bool:
        if grain == MONTH:
            return name in self.program.facts
        return name in self.program.grains.get(grain, frozenset())

    def _is_read_of_people(self, column: ColumnDef) -> bool:
        name = column.name
        if name in {"nip", "name", "category", "service_start", "service_end"} | _DATED:
            return True
        if name == "schedule":
            return True
        if name in BY_WHICH:
            return True
        if name in OF_AMOUNTS and (self._inputs("amounts") or "assignment" in self.program.grains):
            return True
        hours = {fact for one in self.plan.attendance.hours for fact in one.reads or ()}
        told = _FACTS.get(f"employees.{name}", ())
        return any(self._reads(*fact) or fact[1] in hours for fact in told) or any(
            fact[1] in self.profile.eligibility.facts for fact in told
        )

    @cached_property
    def _evidence(self) -> frozenset[str]:
        """Columns of punches that count."""
        found = {"nip", "time", "kind", "review"}
        if self._is_read(definition().tables["outages"]):
            found.add("device")  # an outage of a device concerns whoever punched there
        rule = getattr(self.plan.attendance.verdict, "expr", None)
        grains = self.program.grains
        of_punch = grains.get(PUNCH, frozenset())
        days = grains.get("day", frozenset()) | grains.get("session", frozenset()) | of_punch
        if rule is None:
            asked = {"location", "mock", "network"} if "flagged" in days else set[str]()
        else:
            asked = {fact.name for fact in parts(Fact, rule)}
            words = {word.value for word in parts(Const, rule)}
            if not ("reject" in words or "flagged" in days):
                asked = set()
        if not days.isdisjoint({"location_in", "location_out", "location"}):
            asked.add("location")
        asked |= of_punch & {"origin"}
        return frozenset(found.union(*(EVIDENCE.get(name, ()) for name in asked)))

    def _asked_of(self, table: TableDef, column: ColumnDef) -> tuple[str, ...]:
        """Who asks for a column: by its facts, and of keys, minutes and codes by those of rows."""
        told = _FACTS.get(f"{table.name}.{column.name}")
        return self._why(*told) if told else ()

    def _decides(self, table: TableDef, column: ColumnDef) -> bool:
        """Whether a value can change what somebody is paid."""
        if table.name == "punches":
            return self._punches_decide
        if (table.name, column.name) in TELLS:
            return False
        told = _FACTS.get(f"{table.name}.{column.name}", ())
        read = [fact for fact in told if self._reads(*fact)]
        return not read or not self._deciding.isdisjoint(read)

    @property
    def _punches_decide(self) -> bool:
        return any(
            grain in _PUNCHED or (grain in _DAYS and name in OF_PUNCHES)
            for grain, name in self._deciding
        )

    @cached_property
    def _deciding(self) -> frozenset[tuple[str, str]]:
        """The facts that what is paid rests on, whatever a formula asks for on the way."""
        return deciding_facts(self.plan, self.program.outputs)

    def _words(self, column: ColumnDef) -> tuple[str, ...]:
        if column.words:
            return column.words
        if not column.profile:
            return ()
        return tuple(sorted(self.profile.vocabulary.allowed(column.profile)))

    # ------------------------------------------------------------------ earlier months
    def _windows(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for owner, quantities in self._quantities.items():
            for quantity in quantities:
                for gather in parts(Gather, quantity.expr):
                    if gather.window is not None:
                        found.setdefault(gather.window.text, {})[owner] = None
        return {text: tuple(owners) for text, owners in sorted(found.items())}


UNKNOWN = "unknown"
#: Columns that say of a row when it was known, and what is doubted of it.
BESIDE_FACTS = frozenset({COLUMN, KNOWN_AT})
#: Grains whose rows a table tells, and facts of days that it tells.
_GRAINS = {
    "absences": "leave",
    "activities": "activity",
    "assignments": "assignment",
    "attendance_at_events": "event",
    "events": "event",
    "outages": OUTAGE,
    "punches": PUNCH,
    "sanctions": "sanction",
    "violations": "violation",
}
_DAYS = frozenset({"day", "session", "event"})
#: Grains of rows that are made of punches alone.
_PUNCHED = frozenset({PRESENCE, PUNCH})
_OF_ROWS = {
    **OF_TABLES,
    "punches": OF_PUNCHES,
    "absences": BESIDE_LEAVE
    | {"absence", "work_code", "half", "half_code", "reason", "covered", *LENGTH},
}
_OF_INPUTS = ("scores", "amounts", "salaries", "attributes")
_DATED = frozenset({"valid_from", "valid_until"})


def _facts_by_column() -> dict[str, tuple[tuple[str, str], ...]]:
    """The facts that stand in each column of the pack: grain and name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for grain in catalogue().values():
        for fact in grain.facts.values():
            if fact.column and grain.name != "punch":
                found.setdefault(fact.column, []).append((grain.name, fact.name))
    for column, looked_up in DERIVED:
        found.setdefault(column, []).append(looked_up)
    return {column: tuple(facts) for column, facts in found.items()}


_FACTS: Mapping[str, tuple[tuple[str, str], ...]] = _facts_by_column()


def _owner(plan: Plan, name: str) -> str:
    """The item of the regulation that a quantity stands for, as a path; empty of the prelude."""
    section, dot, rest = name.partition(".")
    if section in {"rules", "pay", POOLS} and dot:
        return f"{section}.{rest.partition('.')[0]}"
    if section in {base.name for base in plan.bases} and dot:
        return "amount" if section == "total" else f"parts.{section}"
    return "profile.eligible" if name == plan.eligible else ""
