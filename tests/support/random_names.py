"""What a random regulation may name: facts, prelude, its own names, and literals of each kind.

Facts and vocabularies come from the catalogue of the language, so that a new fact is generated
the day it is written. Literals are few and lie where the random packs have their values: then
branches on both sides of a threshold are taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from masker_rules.language.catalogue import FactDef, catalogue, evidence, vocabularies
from masker_rules.units import Unit

KINDS = {
    Unit.MONEY: "money",
    Unit.PERCENT: "percent",
    Unit.NUMBER: "number",
    Unit.DURATION: "duration",
    Unit.CLOCK: "clock",
    Unit.DATE: "date",
    Unit.FLAG: "flag",
    Unit.WORD: "word",
}
#: Words that the formula grammar keeps for itself.
RESERVED = frozenset((
    "if", "then", "else", "or", "and", "not", "in", "exists", "where", "of", "yes", "no", "none",
    "unknown",
))  # fmt: skip
#: Grains with rows of their own.
GRAINS = (
    "day", "event", "session", "leave", "calendar", "activity", "violation", "sanction",
    "assignment", "punch", "outage",
)  # fmt: skip
#: In place of a grain: that of `punches.verdict`, which judges one punch by its evidence.
EVIDENCE = "evidence"

LITERALS = {
    "money": ("Rp 0", "Rp 1", "Rp 25.000", "Rp 100.000", "Rp 120.000", "Rp 999.999",
              "Rp 2.500.000", "Rp 4.500.001", "Rp 7.000.000"),
    "percent": ("0%", "0.01%", "0.25%", "0.5%", "1%", "1.25%", "2%", "3%", "5%", "10%", "12.5%",
                "25%", "33.333%", "50%", "60%", "75%", "80%", "85%", "90%", "100%"),
    "number": ("0", "1", "2", "3", "4", "5", "10", "0.5", "2.5", "12", "20", "60", "75.5", "90"),
    "count": ("0", "1", "2", "3", "4", "5", "7", "10", "12", "20"),
    "duration": ("0m", "1m", "10m", "15m", "30m", "31m", "45s", "60m", "61m", "90m", "2h",
                 "7h30m", "100h"),
    "clock": ("06:00", "07:15", "07:30", "07:30:59", "08:00", "12:00", "13:00", "15:30", "16:00",
              "16:30", "21:00", "31:00"),
    "date": ("2015-03-01", "2025-12-31", "2026-01-01", "2026-03-01", "2026-03-10", "2026-03-15",
             "2026-06-30", "2026-07-01", "2026-07-15", "2026-07-31"),
}  # fmt: skip
#: Literal steps of rounding.
STEPS = {
    "money": ("Rp 1", "Rp 100", "Rp 1.000"),
    "percent": ("0.01%", "0.5%", "1%", "100%"),
    "number": ("1", "0.5", "0.01", "3"),
    "duration": ("1m", "5m", "30m", "1h", "1s"),
}


def seeded(seed: int | str) -> Random:
    """A source of chance that gives the same everywhere; it guards nothing."""
    return Random(seed)  # noqa: S311


@dataclass(frozen=True, slots=True)
class Named:
    """A name that formulas may use.

    Attributes:
        text: Without a prefix.
        grain: Of its values.
        kind: `money`, `percent`, `number`, `duration`, `clock`, `date`, `flag`, `word`.
        vocabulary: Of words.
        optional: It may be `none`.
        lattice: On which steps tables over it are read: `count`, `minute`, `second`, `six` (six
            decimals), `rupiah`, `date`, empty where no table may be asked with it.
        fact: It is a fact, no quantity or input.
    """

    text: str
    grain: str
    kind: str
    vocabulary: str = ""
    optional: bool = False
    lattice: str = ""
    fact: bool = False


def _fact(grain: str, fact: FactDef) -> Named:
    kind = fact.type
    lattice = {
        Unit.NUMBER: "six" if kind.scale else "count",
        Unit.PERCENT: "six",
        Unit.DURATION: "minute" if kind.step == 60 else "second",
        Unit.MONEY: "rupiah",
        Unit.DATE: "date",
    }.get(kind.unit, "")
    return Named(
        fact.name, grain, KINDS[kind.unit], kind.vocabulary, kind.optional, lattice, fact=True
    )


FACTS = tuple(
    _fact(grain, fact) for grain, rows in catalogue().items() for fact in rows.facts.values()
)
#: The prelude's names; a test holds this list against `std.yaml`.
PRELUDE = (
    *(Named(name, "month", "money", lattice="rupiah") for name in (
        "tpp", "beban_kerja", "prestasi_kerja", "kondisi_kerja", "tempat_bertugas",
        "kelangkaan_profesi", "pertimbangan_objektif", "unit_price")),
    *(Named(name, "month", "percent", lattice="six") for name in (
        "payment_percent", "capaian", "serapan_anggaran", "kinerja_opd")),
    Named("target_minutes", "month", "duration", lattice="minute"),
    Named("skp", "month", "number", lattice="six"),
    Named("perilaku", "month", "number", lattice="six"),
    Named("predikat", "month", "word", "predikat"),
    Named("hasil_kerja", "month", "word", "rating"),
    Named("perilaku_rating", "month", "word", "rating"),
    Named("ramadan", "day", "flag"),
    Named("status", "day", "word", "day_status"),
    Named("late", "day", "duration", lattice="minute"),
    Named("early", "day", "duration", lattice="minute"),
    Named("missing_in", "day", "flag"),
    Named("missing_out", "day", "flag"),
    Named("missing_break_out", "day", "flag"),
    Named("missing_break_in", "day", "flag"),
    Named("session_late", "session", "duration", lattice="minute"),
    Named("session_early", "session", "duration", lattice="minute"),
    Named("session_missing_in", "session", "flag"),
    Named("session_missing_out", "session", "flag"),
    Named("session_absent", "session", "flag"),
    Named("due", "event", "flag"),
    Named("missed", "event", "flag"),
    Named("activity_minutes", "month", "duration", lattice="minute"),
    Named("working_days", "month", "number", lattice="count"),
    Named("half_day_share", "month", "number"),
    Named("eligible", "month", "flag"),
)  # fmt: skip
#: Words of the open vocabularies, as the random packs have them.
OPEN_WORDS = {
    "position": ("kepala_bidang", "analis", "pengelola", "guru_kelas"),
    "unit": ("dinas_a", "dinas_b", "puskesmas"),
    "tax_status": ("TK", "K"),
    "education": ("S1", "S2", "D3", "SMA"),
    "schedule": ("office", "second", "third"),
    "shift": ("pagi", "malam", "panjang"),
}


@dataclass(slots=True)
class World:
    """Everything that formulas of one regulation may name.

    Attributes:
        names: Facts, prelude and own names.
        words: Vocabulary to its words.
        groups: Names of groups of words of `day_status`.
        tables: Named tables, see `random_bands`.
    """

    names: list[Named] = field(default_factory=lambda: [*FACTS, *PRELUDE])
    words: dict[str, list[str]] = field(
        default_factory=lambda: {name: list(words) for name, words in vocabularies().items()}
    )
    groups: list[str] = field(
        default_factory=lambda: ["leave", "cuti", "work", "free", "duty", "childbirth"]
    )
    tables: list[object] = field(default_factory=list)

    def add(self, named: Named) -> None:
        """A name of the profile; it takes the place of one of the prelude's."""
        self.names = [old for old in self.names if (old.text, old.fact) != (named.text, False)]
        self.names.append(named)

    def seen_from(self, grain: str) -> list[Named]:
        """Names that a formula at a grain may use without an aggregate."""
        if grain == EVIDENCE:
            return [one for one in self.names if one.grain == "punch" and one.text in evidence()]
        seen = {grain, "month", *catalogue()[grain].sees}
        return [one for one in self.names if one.grain in seen and self.of_rows(one)]

    def of_rows(self, named: Named) -> bool:
        """Whether a formula about rows may name it: it is no evidence for `punches.verdict`."""
        if not named.fact or named.grain != "punch":
            return True
        return catalogue()["punch"].facts[named.text].only != "verdict"

    def words_of(self, named: Named) -> list[str]:
        """Words that the name may be compared with; literals of an open vocabulary are known."""
        words = self.words.get(named.vocabulary) or OPEN_WORDS.get(named.text, ())
        return [word for word in words if word not in RESERVED]


def spelled(named: Named, grain: str, names: Iterable[Named]) -> str:
    """The name as a formula at `grain` must write it: with its grain where another hides it."""
    facts = catalogue()
    if grain in {named.grain, EVIDENCE} or (
        not named.fact and named.text not in facts[grain].facts
    ):
        return named.text
    prefixed = f"{named.grain}.{named.text}"
    if any(other.text == named.text and not other.fact for other in names):
        return prefixed
    seen = (grain, *facts[grain].sees, "day", "month")
    first = next((g for g in seen if named.text in facts[g].facts), None)
    return named.text if first == named.grain and named.fact else prefixed


def literal(rng: Random, kind: str, lattice: str = "") -> str:
    """A literal of a kind; whole numbers for what counts."""
    return rng.choice(LITERALS["count" if kind == "number" and lattice == "count" else kind])
