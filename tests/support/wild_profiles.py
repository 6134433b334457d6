"""Wild profiles: documents from the grammar and the schema, a good share of which load.

    document = wild_profile(7)

The same seed gives the same document. Three kinds are mixed: some items of every section on a
small frame; a regulation of `random_regulations` with leaves torn out and put elsewhere; and ones
that are large in one direction, a long chain of quantities, many rules, a long table.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

from random_names import Named, World, seeded
from random_regulations import random_profile
from regulations import HEADER, HOURS
from wild_items import MODELS, SINGLE, WildItems
from wild_words import KINDS, NUMERIC, any_text, literal_of, near

from masker_rules.language.schema import Profile

__all__ = ["LONGEST_CHAIN", "MOST_RULES", "leaves", "wild_profile"]

LONGEST_CHAIN = 1_000
MOST_RULES = 250
SOURCES = {"perbup": {"title": "Perbup Liar 1/2026", "kind": "regulation", "confirmed": "yes"}}
#: Sections of which an item is added, those that hold formulas more often.
DRAWN = ("quantities", "quantities", "quantities", "rules", "rules", "rules", "tables", "terms",
         "inputs", "series", "counts", "counts", "parts", "pay", "questions", "shifts", "words",
         "groups", "calendar", "lint", "events_every_day", *SINGLE, "amount")  # fmt: skip

Leaf = tuple[Any, Any]


def wild_profile(seed: int) -> dict[str, Any]:
    """A document as plain data, for `load_profile`."""
    rng = seeded(f"wild {seed}")
    roll = rng.random()
    if roll < 0.12:
        return _torn(rng)
    draft = _Draft(rng)
    if roll < 0.19:
        draft.large()
    else:
        draft.some(rng.choice((1, 2, 2, 3, 4, 6)))
    if rng.random() < 0.12:
        _tear(rng, draft.found, draft.items)
    return draft.found


def leaves(node: Any) -> Iterator[Leaf]:
    """Every leaf of a document, as what holds it and under which key."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in list(pairs):
        if isinstance(child, dict | list):
            yield from leaves(child)
        else:
            yield node, key


class _Draft:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.world = World()
        slip = rng.choice((0.0, 0.005, 0.01, 0.03, 0.1))
        self.items = WildItems(rng, self.world, slip)
        header = {**HEADER, "id": "id/uji/liar", "source": "perbup pasal 1"}
        if rng.random() < 0.5:
            header["rounding"] = rng.choice(("half_up", "half_even", "down", "up", "floor"))
        self.found: dict[str, Any] = {
            "profile": header,
            "sources": deepcopy(SOURCES),
            "hours": deepcopy(HOURS),
            "parts": {"total": {"round": "Rp 1"}},
        }
        if rng.random() < 0.5:
            self.found["parts"]["disiplin"] = {"weight": "100%", "round": "Rp 1"}
            self.items.parts.append("disiplin")
        if rng.random() < slip:
            key = rng.choice(("in_force", "zone", "rounding", "extends", "amends", "use", "id"))
            header[key] = any_text(rng)

    # -------------------------------------------------------------- some of everything
    def some(self, count: int) -> None:
        """Add items of so many sections."""
        for number in range(count):
            section = self.rng.choice(DRAWN)
            if section in SINGLE:
                self.found[section] = self.items.item(section)
            elif section in MODELS:
                self._named(section, number)
            else:
                getattr(self, f"_{section}")(number)

    def _named(self, section: str, number: int) -> None:
        rng = self.rng
        name = f"{section[:4]}_{number}"
        if rng.random() < self.items.slip:
            name = any_text(rng) or "x"
        if section == "quantities":
            item = self._quantity(name)
        elif section == "terms" and rng.random() < 0.5:
            kind = rng.choice(KINDS[:-1])
            item = literal_of(rng, kind, self.items.slip)
            self.world.add(Named(name, "month", kind))
        else:
            item = self.items.item(section)
        self.found.setdefault(section, {})[name] = item
        if section == "series":
            self.items.series += [name] * 10
        if section == "parts":
            self.items.parts.append(name)

    def _quantity(self, name: str) -> Any:
        kind = self.rng.choice((*NUMERIC, "flag", "percent", "money", "date", "clock", "word"))
        item = self.items.item("quantities")
        grain = item.get("each", "month")
        if grain not in self.world_grains():
            return item
        item["is"] = self.items.written(kind, grain)
        if kind not in {"percent", "money"}:
            item.pop("round", None)
        self.world.add(Named(name, grain, kind))
        return item["is"] if grain == "month" and self.rng.random() < 0.5 else item

    def world_grains(self) -> frozenset[str]:
        return frozenset(named.grain for named in self.world.names)

    def _tables(self, number: int) -> None:
        name, kind = f"tabel_{number}", self.rng.choice(NUMERIC)
        table = self.items.tables.table(kind, "month", named=True)
        self.found.setdefault("tables", {})[name] = table
        self.world.tables.append(name)

    def _counts(self, number: int) -> None:
        kind = self.rng.choice((*NUMERIC, "number", "flag", "date"))
        self.found.setdefault("counts", {})[f"angka_{number}"] = self.items.formulas.formula(kind)

    def _words(self, number: int) -> None:
        field = self.rng.choice(("absences.code", "violations.code", "events.event", "predikat"))
        word = any_text(self.rng) if self.rng.random() < 0.3 else f"kata_{number}"
        self.found.setdefault("words", {})[field] = {word: self.rng.choice(("new", "izin", "new"))}

    def _groups(self, number: int) -> None:
        self.found.setdefault("groups", {})[f"kelompok_{number}"] = self.items.codes()

    def _calendar(self, number: int) -> None:
        date = literal_of(self.rng, "date", 0.3)
        kind = self.rng.choice(("holiday", "workday", "half_day", "x"))
        row = {"date": date, "kind": kind, "name": "Hari", "decree": "SK 1"}
        row["decided_on"] = f"2026-01-{number + 1:02d}"
        self.found.setdefault("calendar", []).append(row)

    def _lint(self, _number: int) -> None:
        at = self.rng.choice(("hours.office", "parts", "rules.x"))
        self.found["lint"] = [{"accept": "friday-as-others", "at": at, "because": "memang"}]

    def _events_every_day(self, _number: int) -> None:
        self.found["events_every_day"] = [self.rng.choice(("apel_pagi", "rapat", "zzz"))]

    # -------------------------------------------------------------- large in one direction
    def large(self) -> None:
        """A long chain, many rules, or a long table."""
        self.rng.choice((self._chain, self._chain, self._many_rules, self._long_table))()

    def _chain(self) -> None:
        rng = self.rng
        count = rng.choice((5, 20, 60, 150, rng.randrange(150, LONGEST_CHAIN + 1)))
        grain = rng.choice(("month", "month", "day", "event"))
        step = rng.choice((
            "{0} + 1", "if {0} > 3 then {0} else 2", "max({0}; {1})", "{0} * {0}", "{0} + {0}",
            "{0} * 1.5", "round({0} / 3; 0.01)", "{0} + {1}", "-{0}", "share({0}; {1}; 0%) * 1",
            "count(day where {0} > 2)", "{0} + count(day)", "floor({0} * 1000; 7)",
            "{0} * 0.123456789 + {1}", "sum(activity.minutes) / 1m * {0}",
        ))  # fmt: skip
        first = {"month": "working_days", "day": "late / 1m", "event": "minutes_late"}[grain]
        if grain == "event":
            first = "1"
        formulas = [first, first]
        formulas += [step.format(f"q{n - 1}", f"q{n - 2}") for n in range(2, count)]
        pairs = [(f"q{n}", text) for n, text in enumerate(formulas)]
        order = rng.choice(("up", "down", "mixed"))
        if order != "up":
            pairs = pairs[::-1] if order == "down" else rng.sample(pairs, len(pairs))
        each = {"each": grain, "source": "perbup pasal 2"}
        self.found["quantities"] = {
            name: text if grain == "month" else {"is": text, **each} for name, text in pairs
        }
        if grain == "month" and rng.random() < 0.5:
            self.found["counts"] = {"akhir": f"q{count - 1}"}
        elif grain != "month":
            self.found["counts"] = {"akhir": f"sum(q{count - 1})"}

    def _many_rules(self) -> None:
        rng = self.rng
        self.items.slip = self.items.formulas.slip = 0.0
        kinds = [self.items.item("rules", 0.1) for _ in range(rng.choice((1, 2, 5)))]
        count = rng.choice((10, 25, 60, MOST_RULES))
        self.found["rules"] = {f"r{n}": dict(rng.choice(kinds)) for n in range(count)}

    def _long_table(self) -> None:
        rng = self.rng
        grain = rng.choice(("month", "day", "activity"))
        tables = self.items.tables
        tables.size = tables.many  # type: ignore[method-assign]
        kind = rng.choice(("percent", "money", "number"))
        written = tables.table(kind, grain)
        self.found["quantities"] = {
            "besar": {"is": written, "each": grain, "source": "perbup pasal 3"}
        }


# ------------------------------------------------------------------ torn documents
def _torn(rng: Random) -> dict[str, Any]:
    """A regulation that loads, with few of its items, some of them torn."""
    found = deepcopy(random_profile(rng))
    for section in ("rules", "pay", "questions", "counts", "quantities"):
        items = found.get(section)
        while isinstance(items, dict) and len(items) > 2:
            del items[rng.choice(list(items))]
    slip = rng.choice((0.0, 0.01, 0.03))
    for _ in range(rng.choice((0, 1, 1, 2))):
        _tear(rng, found, WildItems(rng, World(), slip))
    return found


def _tear(rng: Random, found: dict[str, Any], items: WildItems) -> None:
    """Change one place of a document so that it may mean another thing, or nothing."""
    places = list(leaves(found))
    if not places:
        return
    node, key = rng.choice(places)
    other, at = rng.choice(places)
    roll = rng.random()
    if roll < 0.2:
        node[key] = any_text(rng)
    elif roll < 0.4:
        kind = rng.choice(KINDS)
        node[key] = items.formulas.formula(kind, rng.choice(("month", "day", "event")))
    elif roll < 0.5:
        node[key] = near(rng, str(node[key]))
    elif roll < 0.65:
        node[key], other[at] = deepcopy(other[at]), deepcopy(node[key])
    elif roll < 0.75:
        node[key] = rng.choice((None, True, 3, 1.5, [], {}, ["a"], {"a": "b"}, [["a"]]))
    elif roll < 0.85 and isinstance(node, dict):
        del node[key]
    elif isinstance(node, dict):
        node[rng.choice([str(at), any_text(rng)])] = other[at]
    else:
        section = rng.choice(list(Profile.model_fields))
        found[section] = rng.choice(({}, [], "x", {"x": {}}, {"x": "y"}))
