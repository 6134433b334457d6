"""What every section of a random regulation is drawn with."""

from __future__ import annotations

from random import Random
from typing import Any

from random_formulas import Formulas
from random_names import World
from random_rules import Each, Rules

from masker_rules.units import Mode

MODES = tuple(Mode)


class Drawing:
    """One regulation while it is drawn: each section may name what those before it made."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.world = World()
        self.formulas = Formulas(rng, self.world)
        self.sources: dict[str, Any] = {
            "perbup": {"title": "Perbup Acak 1/2026", "kind": "regulation"}
        }
        self.own_series: list[Each] = []
        self.asks_predikat = False
        self.factors = False

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def source(self) -> str:
        """A document with an article, or one that nobody has confirmed."""
        if self.chance(0.03):
            return "unconfirmed"
        name = self.rng.choice(list(self.sources))
        return f"{name} pasal {self.rng.randrange(1, 30)} ayat ({self.rng.randrange(1, 5)})"

    def said(self, text: str) -> Any:
        """A text in one or in both languages."""
        return {"id": text, "en": f"{text} (en)"} if self.chance(0.5) else text

    def rule_maker(self, parts: list[str]) -> Rules:
        """What draws rules, and the tables of scores and pay lines."""
        return Rules(self.rng, self.world, self.formulas, self.source(), parts, factors=True)
