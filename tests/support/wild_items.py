"""Items of wild profiles: what stands under each key of each section of the schema.

Which keys a section has is read from the pydantic models, so that a new key is written the day
it is allowed; what may stand there is told by the key. A key that nobody knows gets any text.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from pydantic import BaseModel
from random_names import World
from random_rules import SERIES
from wild_formulas import WildFormulas
from wild_tables import WildTables
from wild_words import NUMERIC, any_text, literal_of, step_of

from masker_rules.language import schema
from masker_rules.language.catalogue import catalogue
from masker_rules.units import Mode

__all__ = ["WildItems"]

GRAINS = tuple(catalogue())
VERBS = ("cut", "cut", "cut", "give", "pay", "times", "zero", "postpone", "withhold", "flag",
         "bring")  # fmt: skip
HOURS = ("07:30..16:00", "08:00..16:00", "07:00..12:00 13:00..15:00", "21:00..31:00",
         "08:00..15:00 = 6h", "08:00..16:00 = 99999999h", "24:00..47:59")  # fmt: skip
WEEKS = ({"mon..fri": "08:00..16:00"}, {"mon..thu": "07:30..16:00", "fri": "07:30..11:00"},
         {"sun..wed": "21:00..31:00"}, {"mon..sun": "00:00..24:00"})  # fmt: skip
BOUNDS = ("start - 2h..start + 3h", "06:00..12:00", "end..", "..after 12:00", "end - 1h..47:00",
          "break_start..break_end", "start - 9999999h..end + 99999999999h")  # fmt: skip
#: Sections of items, with what one item is.
MODELS: dict[str, type[BaseModel]] = {
    "terms": schema.TermModel, "inputs": schema.InputModel, "hours": schema.HoursModel,
    "shifts": schema.ShiftModel, "quantities": schema.QuantityModel,
    "series": schema.SeriesModel, "parts": schema.PartModel, "rules": schema.RuleModel,
    "pay": schema.LineModel, "questions": schema.QuestionModel, "sources": schema.SourceModel,
}  # fmt: skip
SINGLE: dict[str, type[BaseModel]] = {
    "amount": schema.AmountModel, "punches": schema.PunchesModel,
    "sanctions": schema.SanctionsModel, "expected_week": schema.ExpectedWeekModel,
}  # fmt: skip


#: Keys that verbs never look at, and that are refused beside them.
_TAKING = ("free", "at_most", "code", "beside_pay", "round")
_BRINGING = ("months", "basis", "starts")
USELESS = {
    **dict.fromkeys(("cut", "give"), _BRINGING),
    **dict.fromkeys(("pay", "times", "zero", "postpone", "withhold", "flag"), _TAKING + _BRINGING),
    "bring": _TAKING,
}


class WildItems:
    """Draws items.

    Args:
        rng: The only source of chance.
        world: What formulas may name; new items enter it.
        slip: Chance of a mistake at any one place.
    """

    def __init__(self, rng: Random, world: World, slip: float) -> None:
        self.rng, self.world, self.slip = rng, world, slip
        self.formulas = WildFormulas(rng, world, slip)
        self.tables = WildTables(rng, self.formulas)
        self.parts: list[str] = []
        self.series = [each.text for each in SERIES]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def item(self, section: str, often: float = 0.25) -> Any:
        """One item of a section: the required keys, and each of the others with a chance."""
        model = (MODELS | SINGLE)[section]
        grain = self._grain(section)
        verb = self.rng.choice(VERBS)
        found: dict[str, Any] = {}
        for name, field in model.model_fields.items():
            key = field.alias or name
            if section == "rules" and key in VERBS:
                wanted = key == verb or self.chance(self.slip / 10)
            else:
                wanted = field.is_required() != self.chance(self.slip / 5) or (
                    not field.is_required() and self.chance(often)
                )
            if wanted:
                found[key] = self.value(section, key, grain)
        return self._sensible(section, found, grain, verb)

    def _grain(self, section: str) -> str:
        if section not in {"quantities", "series", "rules"} or self.chance(0.35):
            return "month"
        return self.rng.choice((*GRAINS, "day", "day", "event", "activity"))

    def _sensible(self, section: str, found: Any, grain: str, verb: str) -> Any:
        """What only together means something, set mostly as it should be."""
        if self.chance(self.slip):
            return found
        found.pop("fixed", None)
        if section == "rules":
            self._sensible_rule(found, grain, verb)
        if section == "terms":
            keep = "open" if self.chance(0.1) else "value"
            found = {k: v for k, v in found.items() if k not in {"value", "open", "range"}}
            found[keep] = self.value("terms", keep, grain)
        if section == "pay":
            found.pop(self.rng.choice(("is", "cut")), None)
            if "is" not in found:
                found |= {"cut": self.value("pay", "cut", grain), "of": "total.paid"}
            found["round"] = "Rp 1"
        if section == "parts":
            ways = ("score", "is", "earn", "earned")
            for way in self.rng.sample(ways, 3):
                found.pop(way, None)
            if "earned" not in found:
                found = {k: v for k, v in found.items() if k not in {"target", "no_target"}}
            found |= {"round": self.rng.choice(("Rp 1", ["0.01%", "Rp 100"]))}
            found.pop("residual", None)
        return found

    def _sensible_rule(self, rule: dict[str, Any], grain: str, verb: str) -> None:
        of_month = verb in {"times", "zero", "postpone", "withhold", "flag", "bring"}
        if grain == "month" or of_month:
            rule["each"] = "month" if grain == "month" else self.rng.choice(self.series)
        elif grain in GRAINS:
            rule["each"] = grain
        if of_month:
            rule.pop("free", None)
            for key in ("when", "for"):
                if key in rule:
                    rule[key] = self.formulas.formula("flag")
        if verb not in {"cut", "give", "pay", "times"}:
            rule.pop("of", None)
        else:
            rule["of"] = self.rng.choice([*self.parts, "total"])
        for key in ("from", *USELESS.get(verb, ())):
            rule.pop(key, None)

    # -------------------------------------------------------------- values by key
    def value(self, section: str, key: str, grain: str = "month") -> Any:
        """What stands under a key, or any text where a slip is."""
        if self.chance(self.slip / 2):
            return any_text(self.rng)
        make = _VALUES.get(f"{section}.{key}") or _VALUES.get(key)
        return deepcopy(make(self, grain)) if make else any_text(self.rng)

    def one(self, *values: Any) -> Any:
        return self.rng.choice(values)

    def written(self, kind: str, grain: str) -> Any:
        """A formula, a table in place, the name of a table, or a literal."""
        roll = self.rng.random()
        if roll < 0.35:
            return literal_of(self.rng, kind, self.slip)
        if roll < 0.6:
            return self.tables.table(kind, grain)
        if roll < 0.65 and self.world.tables:
            return str(self.rng.choice(self.world.tables))
        return self.formulas.formula(kind, grain)

    def steps(self) -> Any:
        kinds = self.rng.choice((("money",), ("percent",), ("percent", "money")))
        mode = f" {self.rng.choice(tuple(Mode)).value}" if self.chance(0.3) else ""
        found = [step_of(self.rng, kind, self.slip / 2) + mode for kind in kinds]
        return found if self.chance(0.5) else found[-1]

    def source(self) -> str:
        article = f"perbup pasal {self.rng.randrange(1, 99)} ayat ({self.rng.randrange(9)})"
        return article if self.chance(0.9) else "unconfirmed"

    def words(self) -> Any:
        text = self.rng.choice(("Aturan", "Ketentuan {n}", "ke-{year}", "Ünïcode ✓", "a" * 120))
        return {"id": text, "en": text} if self.chance(0.3) else text

    def codes(self) -> list[str]:
        words = self.rng.choice(list(self.world.words.values()))
        return self.rng.sample(list(words), min(len(words), self.rng.randrange(1, 5)))


def _of(kind: str) -> Callable[[WildItems, str], Any]:
    return lambda items, grain: items.written(kind, grain)


def _flag(items: WildItems, grain: str) -> str:
    return items.formulas.formula("flag", grain)


def _any_kind(items: WildItems, grain: str) -> Any:
    return items.written(items.rng.choice((*NUMERIC, "flag", "percent")), grain)


def _choice(*values: Any) -> Callable[[WildItems, str], Any]:
    return lambda items, _: items.rng.choice(values)


def _number_of(kind: str) -> Callable[[WildItems, str], Any]:
    return lambda items, grain: items.formulas.formula(kind, grain)


_VALUES: dict[str, Callable[[WildItems, str], Any]] = {
    "when": _flag,
    "rules.for": lambda items, _: items.formulas.formula("flag"),
    "hours.for": _choice("staff_group = teacher", "category in (PNS; PPPK)", "job_class = 5"),
    "cut": _of("percent"), "give": _of("percent"), "pay": _of("percent"), "times": _of("percent"),
    "bring": lambda items, grain: (
        items.rng.choice(items.world.words["consequence"]) if items.chance(0.5)
        else items.written("word", grain)
    ),
    "rules.months": _of("number"),
    "zero": lambda items, _: items.rng.choice(["everything", *items.parts]),
    "postpone": _choice("1 month", "2 months", "0 months", "99999999999 months", "12 months"),
    "withhold": _choice("everything"),
    "flag": lambda items, _: items.words(),
    "starts": _choice("this month", "next month", ""),
    "basis": lambda items, _: items.words(),
    "rules.of": lambda items, _: items.rng.choice([*items.parts, "total", "parts"]),
    "parts.of": _choice("tpp", ["tpp", "beban_kerja"], "beban_kerja"),
    "pay.of": _number_of("money"),
    "rules.from": lambda items, _: items.rng.choice([*items.parts, "total"]),
    "free": _choice("1 per month", "30m per month", "10m per day", "2 per week", "0 per month",
                    "3 per spell", "99999999999999999999 per month", "0m per day"),
    "at_most": _of("percent"), "at_least": _of("percent"),
    "rules.each": lambda items, _: items.rng.choice(items.series),
    "quantities.each": lambda _, grain: grain, "series.each": lambda _, grain: grain,
    "quantities.is": _any_kind, "amount.is": _number_of("money"), "amount": _number_of("money"),
    "pay.is": _number_of("money"), "parts.is": _number_of("money"),
    "amount.class": _number_of("number"),
    "part_month": _choice("working_days", "calendar_days", "first day", "day 15", "day 99"),
    "service_part": _choice("share", "full", "nothing"),
    "round": lambda items, _: items.steps(),
    "weight": lambda items, grain: items.rng.choice(("100%", "60%", "40%", "0%")) if items.chance(
        0.8) else items.written("percent", grain),
    "score": _of("percent"), "earned": _number_of("number"), "target": _number_of("number"),
    "no_target": _choice("full", "nothing", "unknown", "60%"),
    "earn": lambda items, _: {
        f"ukuran_{n}": {"weight": items.one("50%", "30%"), "score": items.written(
            "percent", "month")} for n in range(items.rng.randrange(1, 4))
    },
    "residual": lambda items, _: items.rng.choice([*items.parts, "total"]),
    "measure": _number_of("duration"), "share": _number_of("number"),
    "code": _choice("TL", "A", "x y", ["TL", "PSW"]), "series.code": _choice("TL", "A"),
    "kind": _choice("deduction", "contribution", "tax", "addition", "info"),
    "sources.kind": _choice("regulation", "official", "press", "operated", "memory"),
    "title": lambda items, _: items.words(), "label": lambda items, _: items.words(),
    "note": lambda items, _: items.words(), "ask": lambda items, _: items.words(),
    "taken": lambda items, _: items.words(),
    "options": lambda items, _: [items.words() for _ in range(items.rng.randrange(3))],
    "open": _choice("yes", "no"), "confirmed": _choice("yes", "no"),
    "fixed": _choice("yes", "no"),
    "about": lambda items, _: items.rng.choice(("amount", "parts", "profile.in_force")),
    "source": lambda items, _: items.source(),
    "value": lambda items, _: literal_of(items.rng, items.rng.choice(
        (*NUMERIC, "clock", "date", "flag")), items.slip),
    "terms.open": _choice("percent", "money", "number", "count", "minutes", "flag"),
    "range": lambda items, _: items.rng.choice(("0%..100%", "0..100", "..", "Rp 0..", "5..1",
                                                "0m..744h")) if items.chance(0.5) else "",
    "inputs.from": lambda items, _: items.rng.choice((
        "scores.capaian", "scores.skp", "scores.nilai_lain", "amounts.tpp", "amounts.lain",
        "carried.unexcused_days", "salaries.gross", "carried.lain")),
    "inputs.type": _choice("money", "money", "percent", "number", "count", "minutes",
                           "word predikat"),
    "inputs.of": _choice("month", "month", "quarter", "previous month", "2 months ago",
                         "999 years ago", "year"),
    "missing": lambda items, _: literal_of(items.rng, items.rng.choice(NUMERIC), items.slip),
    "hours": lambda items, _: items.rng.choice(HOURS),
    "break": _choice("12:00..13:00", "23:00..24:00"),
    "rest_days": _choice("0", "1", "31", "999999999", "٣"),
    "normal": lambda items, _: dict(items.rng.choice(WEEKS)),
    "ramadan": lambda items, _: dict(items.rng.choice(WEEKS)),
    "expected_week.normal": _choice("37h30m", "0m", "99999999h"),
    "expected_week.ramadan": _choice("32h30m"),
    "late_from": _choice("07:45", {"normal": "07:45", "ramadan": "08:15"}, "47:59"),
    "sessions": _choice("one", "each"),
    "kinds": lambda items, _: {items.one("in", "out", "apel"): items.one(*BOUNDS)},
    "accepted": lambda items, _: {items.one("in", "out", "break_in"): items.one(*BOUNDS)},
    "verdict": lambda items, _: items.rng.choice((
        {"by": "location", "outside": "reject", "else": "accept"},
        f"if {items.formulas.formula('flag', 'punch')} then reject else accept")),
    "event_ends": _choice("included", "excluded"), "outage": _choice("window", "whole day"),
    "outage_reach": _choice("30m", "99999999h", "0s"), "shift_reach": _choice("2h", "999999h"),
    "site_radius_m": _choice("100", "0", "0.5", "9" * 30),
    "order": lambda items, _: items.codes(),
    "overlap": _choice("together", "queue"),
    "takes_effect": _choice("on decided_on", "14 days after decided_on",
                            "999999999 days after decided_on",
                            "99999 working days after decided_on"),
    "sanctions.months": lambda items, _: {
        items.rng.choice(items.world.words["sanction"]): items.one("1", "until ended", "9" * 12),
        "else": items.one("3", "99999", "0"),
    },
}  # fmt: skip
