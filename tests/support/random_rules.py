"""Random sentences of a regulation: each … when … <verb> … of …."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from random_bands import Axis, Bands, LawTable, axis_of
from random_formulas import Formulas
from random_names import Named, World, literal

from masker_rules.language.catalogue import catalogue

#: The grain of rules that range over rows of two grains.
MIXED = "mixed"
MINUTES: Axis = ("duration", "", "minute")


@dataclass(frozen=True, slots=True)
class Each:
    """What a rule may range over: as written, its grain, and whether it has minutes."""

    text: str
    grain: str
    measured: bool = False


SERIES = (
    Each("late", "day", measured=True),
    Each("early", "day", measured=True),
    Each("late or early", "day", measured=True),
    Each("away", "day", measured=True),
    Each("session_late", "session", measured=True),
    Each("session_early", "session", measured=True),
    Each("missing_in", "day"),
    Each("missing_out", "day"),
    Each("missing", "day"),
    Each("session_missing_in", "session"),
    Each("session_missing_out", "session"),
    Each("session_absent", "session"),
    Each("alpa", "day"),
    Each("alpa or missing", "day"),
    Each("missed", "event"),
    Each("missed apel_pagi", "event"),
    Each("violation", "violation"),
    Each("violation razia", "violation"),
    Each("sanction", "sanction"),
    Each("sanction teguran_lisan", "sanction"),
    Each("cuti_sakit", "day"),
    Each("cuti_melahirkan", "day"),
    Each("cuti", "day"),
    Each("duty", "day"),
    Each("izin or sakit", "day"),
    Each("cuti_sakit or leave", MIXED),
    *(Each(grain, grain) for grain in catalogue()),
)
#: Grains of which every row has a date.
DATED = frozenset({"day", "event", "session", "activity", "violation", "leave", "calendar"})
TEXTS = {"id": "{n} kali dalam {year}", "en": "{n} times in {year}, {period}"}


@dataclass(slots=True)
class Rules:
    """Draws rules of one regulation.

    Attributes:
        parts: Names of its parts, without the total.
        series: What `each` may name.
        factors: Whether the total may be multiplied or cut: it is rounded then.
    """

    rng: Random
    world: World
    formulas: Formulas
    source: str
    parts: list[str]
    factors: bool
    series: list[Each] = field(default_factory=lambda: list(SERIES))
    codes: int = 0

    # -------------------------------------------------------------- pieces
    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def percent(self, grain: str = "month") -> str:
        """A percent as rules take it: mostly a literal, always one for rows of two grains."""
        roll = self.rng.random()
        if roll < 0.6 or grain == MIXED:
            return self.rng.choice(("0.25%", "0.5%", "1%", "1.25%", "2%", "3%", "5%", "10%", "0%"))
        if roll < 0.7:
            named = [n for n in self.world.names if n.text.startswith("tarif_")]
            return self.rng.choice(named).text if named else "1.5%"
        return self.formulas.of("percent", grain, 1)

    def value(self, each: Each, kind: str = "percent") -> Any:
        """What stands under `cut`, `give`, `pay`."""
        rng = self.rng
        grain = "month" if each.grain == MIXED else each.grain
        if self.chance(0.03):
            return "unknown"
        bands = Bands(rng, self.world, lambda: self.row(kind, each.grain))
        if each.measured and self.chance(0.55):
            found = [t for t in self.world.tables if isinstance(t, LawTable) and t.kind == kind]
            named = [t.name for t in found if t.axes == (MINUTES,)]
            if named and self.chance(0.25):
                return rng.choice(named)
            if self.chance(0.2) and kind == "percent":
                return rng.choice((
                    "minutes / 1m * 0.01%", "floor(minutes; 30m) / 30m * 0.5%",
                    "if measure > 30m then 1% else 0.25%",
                ))  # fmt: skip
            if self.chance(0.2):
                rows = [
                    [cell, self.row(kind, each.grain)]
                    for cell in bands.cells(MINUTES, from_one=True)
                ]
                return {"by": "minutes", "rows": rows}
            return bands.short(MINUTES, from_one=True)
        if self.chance(0.4):
            table = self.inline(bands, grain)
            if table is not None:
                return table
        if kind == "money":
            return (
                self.formulas.of("money", grain, 1)
                if self.chance(0.4)
                else self.row(kind, each.grain)
            )
        return self.percent(grain)

    def row(self, kind: str, grain: str = "month") -> str:
        if self.chance(0.04):
            return "unknown"
        if kind == "money":
            return self.rng.choice(("Rp 0", "Rp 10.000", "Rp 25.000", "Rp 150.001"))
        return self.percent(grain) if self.chance(0.15) else literal(self.rng, "percent")

    def inline(self, bands: Bands, grain: str) -> dict[str, Any] | None:
        """A table asked with one or two names that a row knows, or with an aggregate."""
        hidden = catalogue()[grain].facts if grain != "month" else {}
        names = [n for n in self.world.seen_from(grain) if axis_of(n) is not None]
        names = [n for n in names if n.fact or n.grain != "month" or n.text not in hidden]
        own = [n for n in names if n.grain == grain and grain != "month"]
        if own and self.chance(0.6):
            names = own
        names = [n for n in names if n.kind != "word" or self.world.words.get(n.vocabulary)]
        if self.chance(0.15):
            by = self.formulas.aggregate("count", self.rng.choice(("day", "leave")), grain, 1)
            return bands.short(("number", "", "count"), by)
        if not names:
            return None
        chosen = self.rng.sample(names, min(len(names), 2))
        if len(chosen) == 2 and self.chance(0.3):
            axes = [axis for n in chosen if (axis := axis_of(n)) is not None]
            spelled = [self._asked(n, grain) for n in chosen]
            return bands.long(axes, spelled, [n.optional for n in chosen])
        named = chosen[0]
        axis = axis_of(named)
        assert axis is not None
        return bands.short(axis, self._asked(named, grain), optional=named.optional)

    def _asked(self, named: Named, grain: str) -> str:
        """A name as tables are asked: money of a month with a change has endless decimals."""
        text = self.formulas.spell(named, grain)
        return f"round({text}; Rp 1)" if named.kind == "money" else text

    def base(self) -> str:
        """A base that a percent may be of."""
        choices = [*self.parts * 2]
        if self.factors or not self.parts:
            choices.append("total")
        if self.parts:
            choices.append(f"{self.rng.choice(self.parts)}.earned")
        return self.rng.choice(choices)

    def targets(self) -> dict[str, Any]:
        """`of`, and `from` where another base is changed."""
        roll = self.rng.random()
        if self.parts and roll < 0.1:
            return {"of": "parts"}
        if self.parts and roll < 0.2:
            return {"of": list(dict.fromkeys((self.base(), self.base())))}
        into = self.rng.choice([*self.parts, *(["total"] if self.factors else [])] or ["total"])
        if roll < 0.35:
            of = self.rng.choice(("total", "tpp", "Rp 2.000.000", "max(tpp; Rp 3.000.001)"))
            return {"of": of, "from": into}
        if roll < 0.42 and self.parts:
            return {"of": self.rng.choice(self.parts), "from": into}
        return {"of": self.base()}

    def _conditions(self, rule: dict[str, Any], grain: str) -> None:
        if self.chance(0.45):
            rule["when"] = self.formulas.flag(grain, self.rng.choice((0, 1, 1, 2)))
        if self.chance(0.15):
            rule["for"] = self.rng.choice((
                "category = CPNS", "staff_group in (teacher; health)", "category != PPPK",
                "golongan exists and golongan in (III; IV)", "job_class exists and job_class < 8",
                "golongan_pppk exists and golongan_pppk in (IX; X)",
            ))  # fmt: skip

    # -------------------------------------------------------------- whole rules
    def rule(self) -> dict[str, Any]:
        """One rule with a verb of its own."""
        verbs = (
            ("cut", 11), ("rupiah", 3), ("give", 2), ("pay", 2), ("times", 2), ("zero", 2),
            ("postpone", 1), ("withhold", 1), ("flag", 2), ("bring", 2),
        )  # fmt: skip
        verb = self.rng.choices([v for v, _ in verbs], [w for _, w in verbs])[0]
        rule: dict[str, Any] = getattr(self, f"_{verb}")()
        rule["source"] = self.source
        if self.chance(0.2):
            rule["label"] = self.rng.choice(("Aturan acak", {"id": "Aturan", "en": "Rule"}))
        if self.chance(0.1):
            rule["note"] = {"id": "catatan", "en": "remark"}
        if self.chance(0.05):
            rule["fixed"] = self.rng.choice(("yes", "no"))
        return rule

    def _rows(self, verb: str, kind: str = "percent") -> dict[str, Any]:
        each = self.rng.choice(self.series)
        rule: dict[str, Any] = {"each": each.text, verb: self.value(each, kind)}
        self._conditions(rule, "month" if each.grain == MIXED else each.grain)
        if self.chance(0.2):
            codes = [f"K{self.codes}", f"L{self.codes}"]
            rule["code"] = codes if " or " in each.text and self.chance(0.5) else codes[0]
            self.codes += 1
        self._free(rule, each)
        return rule

    def _free(self, rule: dict[str, Any], each: Each) -> None:
        """What of the series costs nothing, where rows can be counted so."""
        if not self.chance(0.25) or each.grain in {"month", MIXED}:
            return
        facts = {**catalogue()[each.grain].facts}
        for seen in catalogue()[each.grain].sees:
            facts |= catalogue()[seen].facts
        spans = ["month"]
        spans += ["day"] if "date" in facts else []
        spans += [span for span in ("week", "spell") if span in facts]
        sizes = ("10m", "30m", "60m") if each.measured and self.chance(0.6) else (1, 2, 3)
        chosen = self.rng.sample(spans, self.rng.choice((1, 1, min(2, len(spans)))))
        drawn = [(f"{self.rng.choice(sizes)} per {span}", span) for span in chosen]
        # What rows only see is no span of theirs.
        own = {"month", *catalogue()[each.grain].facts}
        free = [text for text, span in drawn if {"day": "date"}.get(span, span) in own]
        if free:
            rule["free"] = free if len(free) > 1 else free[0]

    def _limits(self, rule: dict[str, Any], limits: tuple[str, ...]) -> None:
        """A limit of the day, beside one of the month or not; where rows are of one grain."""
        series = [each for each in self.series if each.text == rule["each"]]
        grains = {each.grain for each in series}
        if grains and grains <= {"day", "event", "session", "activity", "violation"}:
            spans = self.rng.sample(("day", "month"), self.rng.choice((1, 2)))
            rule["at_most"] = [f"{self.rng.choice(limits)} per {span}" for span in spans]

    def together(self, rules: dict[str, Any]) -> dict[str, Any]:
        """A limit of several rules, of their dates where all of them take of dates."""
        # What is taken beside `pay` and what is not have no limit together.
        taking = [n for n, rule in rules.items() if "cut" in rule and "beside_pay" not in rule]
        if not taking or not self.chance(0.35):
            return {}
        named = self.rng.sample(taking, min(len(taking), self.rng.choice((1, 2, 3))))
        most = [self.rng.choice(("10%", "25%", "Rp 400.000"))]
        if all(self._takes_of_dates(rules[name]) for name in named):
            spans = (["day"], ["week"], ["day", "week"])
            sizes = {"day": ("1.5%", "4%", "Rp 50.000"), "week": ("5%", "8%", "Rp 150.000")}
            dated = [f"{self.rng.choice(sizes[s])} per {s}" for s in self.rng.choice(spans)]
            most = dated + (most if self.chance(0.3) else [])
        rule: dict[str, Any] = {"each": "month", "limit": named, "at_most": most}
        is_of_dates = any("per" in one for one in most)
        if is_of_dates and any(self._has_limit_of_month(rules[name]) for name in named):
            rule["own_limits"] = self.rng.choice(("first", "last"))
        self._conditions(rule, "month")
        if self.chance(0.3):
            rule["round"] = self.rng.choice(("Rp 1", "Rp 100 down"))
        return {"together": {**rule, "source": self.source}}

    def _takes_of_dates(self, rule: dict[str, Any]) -> bool:
        """Whether every row of a rule has a date, and nothing is rounded for the month only."""
        grains = {each.grain for each in self.series if each.text == rule["each"]}
        return grains <= DATED and "per month" not in rule.get("round", "")

    def _has_limit_of_month(self, rule: dict[str, Any]) -> bool:
        most = rule.get("at_most", [])
        return isinstance(most, str) or any(" per day" not in one for one in most)

    def _rounding(self, rule: dict[str, Any], steps: tuple[str, ...]) -> None:
        """What each cut, or their sum, is rounded to; and whether it stays beside `pay`."""
        if self.chance(0.2):
            rule["round"] = self.rng.choice(steps)
        if self.chance(0.15):
            rule["beside_pay"] = "yes"

    def _cut(self) -> dict[str, Any]:
        rule = {**self._rows("cut"), **self.targets()}
        if self.chance(0.2):
            rule["at_most"] = self.rng.choice(("10%", "25%", self.formulas.of("percent", depth=1)))
        elif self.chance(0.2):
            self._limits(rule, ("1%", "2.5%", "5%"))
        self._rounding(rule, ("0.1%", "0.01% down per month", "Rp 1", "Rp 100 down per month"))
        return rule

    def _rupiah(self) -> dict[str, Any]:
        into = self.rng.choice([*self.parts, *(["total"] if self.factors else [])] or ["total"])
        rule = {**self._rows("cut", "money"), "from": into}
        if rule["cut"] == "unknown":
            rule["cut"] = "Rp 25.000"
        if self.chance(0.3):
            rule["at_most"] = self.rng.choice(("Rp 300.000", "1% of tpp"))
        elif self.chance(0.2):
            self._limits(rule, ("Rp 20.000", "Rp 33.333"))
        self._rounding(rule, ("Rp 1", "Rp 1.000", "Rp 100 down per month"))
        return rule

    def _give(self) -> dict[str, Any]:
        if self.chance(0.3):
            return {**self._rupiah_given(), "source": self.source}
        rule = {**self._rows("give"), **self.targets()}
        if self.chance(0.5):
            rule["at_most"] = self.rng.choice(("5%", "10%"))
        return rule

    def _rupiah_given(self) -> dict[str, Any]:
        rule = self._rupiah()
        rule["give"] = rule.pop("cut")
        return rule

    def _pay(self) -> dict[str, Any]:
        each = self.rng.choice(self.series)
        rule: dict[str, Any] = {"each": each.text, "pay": self.value(each)}
        self._conditions(rule, "month" if each.grain == MIXED else each.grain)
        if self.parts and self.chance(0.4):
            return {**rule, "of": self.rng.choice(("parts", self.rng.choice(self.parts)))}
        total = self.factors or not self.parts
        return {**rule, "of": "total" if total else self.rng.choice(self.parts)}

    def _monthly(self, **verb: Any) -> dict[str, Any]:
        """A rule that holds of the whole month."""
        each = self.rng.choice([each for each in self.series if each.grain != MIXED])
        text = "month" if self.chance(0.6) else each.text
        rule: dict[str, Any] = {"each": text, **verb}
        if text == "month" or self.chance(0.3):
            rule["when"] = self.formulas.flag("month", 2)
        self._conditions(rule, "month")
        return rule

    def _times(self) -> dict[str, Any]:
        total = ["total"] if self.factors else []
        of = self.rng.choice([*self.parts, *total] or ["total"])
        if self.chance(0.3):
            bands = Bands(self.rng, self.world, lambda: self.row("percent"))
            return self._monthly(times=self.inline(bands, "month") or "80%", of=of)
        return self._monthly(times=self.rng.choice(("80%", "50%", "110%", "0%", "33.333%")), of=of)

    def _zero(self) -> dict[str, Any]:
        what = self.rng.choice(["everything", "everything", *self.parts])
        return self._rarely(self._monthly(zero=what))

    def _rarely(self, rule: dict[str, Any]) -> dict[str, Any]:
        """A gate with a second condition, so that most months pass it."""
        second = f"count(status = alpa) > {self.rng.choice((1, 2, 3, 4))}"
        when = rule.get("when")
        rule["when"] = f"{when} and {second}" if when and self.chance(0.5) else second
        if self.chance(0.25):
            rule["when"] = when or second
        return rule

    def _postpone(self) -> dict[str, Any]:
        length = self.rng.choice(("1 month", "2 months", "3 months"))
        return self._rarely(self._monthly(postpone=length))

    def _withhold(self) -> dict[str, Any]:
        return self._rarely(self._monthly(withhold="everything"))

    def _flag(self) -> dict[str, Any]:
        text = self.rng.choice(("perlu dilihat", {"id": "lihat", "en": "look"}, "yes", "warning"))
        rule = self._monthly(flag=text)
        if self.parts and self.chance(0.3):
            name = f"{self.rng.choice(self.parts)}.{self.rng.choice(('points', 'left', 'score'))}"
            rule["when"] = f"{name} {self.rng.choice(('>', '<='))} {literal(self.rng, 'percent')}"
        return rule

    def _bring(self) -> dict[str, Any]:
        words = [w for w in self.world.words["consequence"] if w not in {"none", "unknown"}]
        word = self.rng.choice(words)
        bring: Any = word
        if self.chance(0.5):
            second = self.rng.choice(words)
            by = self.rng.choice((
                "count(status = alpa)", "count(late > 30m)",
                "count(status = alpa over year carried unexcused_days)",
            ))  # fmt: skip
            bring = {"by": by, "..1": "none", "2..4": word, "5..": second}
        rule = self._monthly(bring=bring)
        if self.chance(0.5):
            rule["months"] = self.rng.choice(("1", "3", "6", "count(status = alpa) + 1"))
        if self.chance(0.5):
            rule["basis"] = self.rng.choice((TEXTS, "{n} hari"))
        if self.chance(0.5):
            rule["starts"] = self.rng.choice(("this month", "next month"))
        return rule
