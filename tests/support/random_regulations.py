"""Random regulations: profile documents drawn from the language itself.

    profile = random_profile(random.Random(7))

The same seed gives the same document. Nearly all load; what does not is refused in words.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

from random_bands import Axis, Bands, LawTable
from random_beside import lay_beside
from random_drawing import MODES
from random_hours import Attendance
from random_names import STEPS, Named, literal, seeded
from random_pay import Pay
from random_rules import Each

from masker_rules.language.catalogue import catalogue
from masker_rules.profiles.registry import find
from masker_rules.yamltext import parse_yaml, plain

__all__ = ["random_profile"]

#: What a regulation takes over of the national frame.
TAKEN_OVER = ("rules.ladder", "rules.salary_stop", "rules.ten_in_a_row", "questions")
#: Shipped regulations that changes are drawn of.
CHANGED = (
    "id/kab-bulukumba", "id/kab-barru", "id/kab-deli-serdang", "id/prov-jambi", "id/kemnaker",
    "id/klhk",
)  # fmt: skip
ROUNDINGS = ("ceil", "floor", "round")
BOTH_TAPS = (
    "if absence exists then absence else if in_at exists and out_at exists then present else alpa"
)
LATE_SESSION = "if in_at exists then ceil(max(0s; in_at - start); 1m) else 0m"
ELIGIBLE = (
    "category in (PNS; PPPK)", "category = NON_ASN", "yes",
    "category in (PNS; CPNS; PPPK) and days_in_service > 5",
)  # fmt: skip

GOOD_UNITS = {"money": "money", "percent": "percent", "number": "number", "duration": "minutes"}


def random_profile(rng: Random) -> dict[str, Any]:
    """A profile document as plain data, for `load_profile`; its source of chance is `rng`."""
    draft = _Draft(rng)
    if draft.chance(0.04):
        return draft.change()
    found = draft.document()
    return lay_beside(seeded(f"beside {found}"), found)


@cache
def _shipped(ref: str) -> Any:
    """The file of a shipped regulation as plain data."""
    path, name = find(ref)
    return plain(parse_yaml(path.read_bytes(), name))


class _Draft(Attendance, Pay):
    """One regulation while it is drawn: section by section, each may name those before it."""

    # -------------------------------------------------------------- the whole
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = {"profile": self._header(), "sources": self._sources()}
        found |= self._words()
        makers = (
            ("terms", self._terms, 0.6), ("inputs", self._inputs, 0.6),
            ("tables", self._tables, 0.7), ("quantities", self._quantities, 1.0),
            ("series", self._series, 0.5), ("counts", self._counts, 0.4),
        )  # fmt: skip
        for name, make, share in makers:
            if self.chance(share) and (section := make()):
                found.setdefault(name, {}).update(section)
        found |= self.attendance()
        found["amount"] = self.amount()
        found["parts"] = self.parts()
        found["rules"] = self._rules(found["parts"])
        if self.chance(0.7):
            found["pay"] = self.pay()
        if self.chance(0.4):
            found["questions"] = self._questions(found)
        if self.chance(0.1):
            accepted = {"accept": "friday-as-others", "at": "hours.office"}
            found["lint"] = [{**accepted, "because": self.said("memang begitu")}]
        return found

    def change(self) -> dict[str, Any]:
        """A later change of a shipped regulation: a rate, a limit, a rule less."""
        rng = self.rng
        below = rng.choice(CHANGED)
        whole = _shipped(below)
        source = {"source": "perubahan pasal I"}
        rules: dict[str, Any] = {}
        for rule, written in whole.get("rules", {}).items():
            if self.chance(0.25):
                rules[rule] = "removed"
            elif isinstance(written.get("cut"), str) and "%" in written["cut"]:
                rules[rule] = {"cut": rng.choice(("0.75%", "2%", "4%")), **source}
            elif "cut" in written and written.get("of") and self.chance(0.5):
                rules[rule] = {"at_most": "5%", **source}
        found: dict[str, Any] = {
            "profile": {
                "language": "1",
                "id": f"id/acak/perubahan-{rng.randrange(10**6)}",
                "title": self.said("Perubahan"),
                "status": "draft",
                "in_force": "2020-01-01..",
                "amends": below,
                **source,
            },
            "sources": {"perubahan": {"title": "Perbup 2/2026", "kind": "regulation"}},
            "rules": rules,
        }
        parts = {name: part for name, part in whole.get("parts", {}).items() if "round" in part}
        if parts and self.chance(0.6):
            name = rng.choice(list(parts))
            found["parts"] = {name: {"round": self._money_step(), **source}}
        return found

    def _header(self) -> dict[str, Any]:
        rng = self.rng
        header = {
            "language": "1",
            "id": f"id/acak/aturan-{rng.randrange(10**6)}",
            "title": self.said("Aturan acak"),
            "status": rng.choice(("in_force", "draft", "operated", "placeholder")),
            "zone": rng.choice(("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")),
            "in_force": rng.choice(("2020-01-01..", "..", "2019-06-01..2027-12-31")),
            "source": "perbup pasal 1",
        }
        if self.chance(0.8):
            header["rounding"] = rng.choice(MODES).value
        if self.chance(0.1):
            header["revision"] = "2"
        if self.chance(0.1):
            header["note"] = self.said("catatan")
        if self.chance(0.1):
            header["extends"] = "id/nasional"
            if self.chance(0.7):
                header["use"] = rng.sample(TAKEN_OVER, rng.choice((1, 2)))
        if self.chance(0.1):
            header["declares"] = {"more-late-never-pays-more": self.said("pasal 9")}
        return header

    def _sources(self) -> dict[str, Any]:
        self.sources["perbup"]["confirmed"] = self.rng.choice(("yes", "yes", "no"))
        if self.chance(0.5):
            kinds = ("official", "press", "operated", "memory", "unconfirmed")
            self.sources["edaran"] = {
                "title": self.said("Edaran"), "kind": self.rng.choice(kinds), "article": "angka 3",
                "seen": "papan pengumuman",
            }  # fmt: skip
        return self.sources

    # -------------------------------------------------------------- vocabulary
    def _words(self) -> dict[str, Any]:
        words: dict[str, dict[str, str]] = {}
        groups: dict[str, list[str]] = {}
        if self.chance(0.4):
            words["absences.code"] = {"TL": "dinas_luar", "DL": "dinas_dalam", "cuti_haji": "new",
                                      "HAJI": "cuti_haji", "piket": "new"}  # fmt: skip
            self.world.words["day_status"] += ["cuti_haji", "piket"]
            groups["leave"] = ["cuti", "sakit", "izin", "dispensasi", "cuti_haji"]
            kind = self.rng.choice(("work", "duty", "free"))
            base = {"work": ["wfh"], "duty": ["dinas_luar", "dinas_dalam", "diklat"], "free": []}
            groups[kind] = [*base[kind], "piket"]
        if self.chance(0.3):
            groups["long"] = self.rng.sample(["cuti_besar", "cuti_sakit", "tugas_belajar"], 2)
            self.world.groups.append("long")
        more = {
            "violations.code": ({"pungli": "new", "RZ": "razia"}, "violation", ["pungli"]),
            "sanctions.code": ({"TL": "teguran_lisan", "denda": "new"}, "sanction", ["denda"]),
            "events.event": ({"apel_kamis": "new"}, "event", ["apel_kamis"]),
            "scores.predikat": ({"cukup": "butuh_perbaikan"}, "", []),
            "absences.reason": ({"umrah": "new"}, "reason", ["umrah"]),
            "staff_group": ({"guru": "teacher", "pamong": "new"}, "staff_group", ["pamong"]),
            "position_kind": ({"paruh_waktu": "new"}, "position_kind", ["paruh_waktu"]),
        }
        for name, (spellings, vocabulary, own) in more.items():
            if self.chance(0.15):
                words[name] = dict(spellings)
                if vocabulary:
                    self.world.words[vocabulary] += own
        found: dict[str, Any] = {}
        if words:
            found["words"] = words
        if groups:
            found["groups"] = groups
        self.words = words
        return found

    # -------------------------------------------------------------- terms and inputs
    def _terms(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for kind in ("percent", "money", "number", "duration", "clock", "date", "flag"):
            if not self.chance(0.35):
                continue
            name = f"tarif_{len(found)}" if kind == "percent" else f"tetap_{kind}"
            value = self.rng.choice(("yes", "no")) if kind == "flag" else literal(self.rng, kind)
            found[name] = self._term(kind, value)
            self.world.add(Named(name, "month", kind))
        return found

    def _term(self, kind: str, value: str) -> Any:
        if self.chance(0.03) and kind in {"percent", "money", "number", "duration", "flag"}:
            ends = {"percent": "0%..10%", "money": "Rp 0..Rp 500.000", "number": "1..3",
                    "duration": "1m..30m", "flag": ""}[kind]  # fmt: skip
            name = {"duration": "minutes", "number": "count"}.get(kind, kind)
            return {"open": name, "range": ends, "source": self.source()}
        if self.chance(0.5):
            return value
        term = {"value": value, "source": self.source(), "label": self.said("tetapan")}
        if self.chance(0.2):
            term["fixed"] = "yes"
        if self.chance(0.2):
            term["note"] = self.said("catatan")
        return term

    def _inputs(self) -> dict[str, Any]:
        rng = self.rng
        periods = ("month", "month", "quarter", "year", "previous month", "previous quarter",
                   "previous year", "2 months ago", "3 quarters ago", "2 years ago",
                   "semester", "previous semester")  # fmt: skip
        found: dict[str, Any] = {}
        scores = (
            ("nilai", "capaian", "percent", "percent", "0%..100%", "50%"),
            ("nilai_perilaku", "perilaku", "number", "number", "0..100", "75"),
            ("hari", "working_days", "count", "number", "0..31", "0"),
            ("target", "target_minutes", "minutes", "duration", "0m..744h", "0m"),
            ("predikat_lalu", "predikat", "word predikat", "word", "", "tidak_ada"),
            ("indeks", "indeks_kapasitas", "number", "number", "..", "1"),
        )
        for name, measure, kind, unit, ends, default in scores:
            if not self.chance(0.25):
                continue
            entry = {"from": f"scores.{measure}", "type": kind}
            if ends and self.chance(0.7):
                entry["range"] = ends
            if self.chance(0.7):
                entry["of"] = rng.choice(periods)
            if self.chance(0.6):
                entry["missing"] = default
            text = f"{name}_masukan"
            found[text] = entry
            vocabulary = "predikat" if unit == "word" else ""
            lattice = {"percent": "six", "number": "six", "minutes": "minute", "count": "count"}
            self.world.add(Named(text, "month", unit, vocabulary, lattice=lattice.get(kind, "")))
        plain = (
            ("gaji", "salaries.gross", "money"),
            ("pajak_gaji", "salaries.tax", "money"),
            ("gaji_setahun", "salaries.ytd_gross", "money"),
            ("harga", "amounts.unit_price", "money"),
            ("bayar_awal", "amounts.payment_percent", "percent"),
            ("alpa_dulu", "carried.unexcused_days", "count"),
            ("sakit_dulu", "carried.sick_days", "count"),
        )
        for name, origin, kind in plain:
            if not self.chance(0.12):
                continue
            found[name] = {"from": origin, "type": kind, **self._without_row(origin, kind)}
            unit = "number" if kind == "count" else kind
            self.world.add(Named(name, "month", unit, lattice="count" if kind == "count" else ""))
        found |= self._attributes()
        return found

    def _attributes(self) -> dict[str, Any]:
        """Dated facts of the person that the regulation declares."""
        kinds = (
            ("sertifikat", "flag", "flag", "", ("no", "yes", "none"), ""),
            ("agama", "word", "word", "", ("islam", "hindu", "none"), ""),
            ("lapor_lhkpn", "date", "date", "", ("2026-03-31", "none"), "date"),
            ("masa", "count", "number", "0..40", ("0", "none"), "count"),
            ("ujian", "number", "number", "0..100", ("75.5", "none"), "six"),
            ("andil", "percent", "percent", "0%..100%", ("50%", "none"), "six"),
            ("cicilan", "money", "money", "", ("Rp 0", "none"), "rupiah"),
            ("diklat_wajib", "minutes", "duration", "", ("0m", "none"), "minute"),
        )
        found: dict[str, Any] = {}
        for key, kind, unit, ends, defaults, lattice in kinds:
            if not self.chance(0.12):
                continue
            entry: dict[str, Any] = {"from": f"attributes.{key}", "type": kind}
            entry |= {"range": ends} if ends else {}
            if kind == "word":
                entry["words"] = ["islam", "kristen", "hindu"]
                self.world.words[f"attributes.{key}"] = entry["words"]
            if self.chance(0.7):
                entry["missing"] = self.rng.choice(defaults)
            is_none = entry.get("missing") == "none"
            vocabulary = f"attributes.{key}" if kind == "word" else ""
            found[f"{key}_pegawai"] = entry
            self.world.add(Named(f"{key}_pegawai", "month", unit, vocabulary, is_none, lattice))
        return found

    def _without_row(self, origin: str, kind: str) -> dict[str, str]:
        """What an input is where no row gives it, and of which period."""
        if origin.startswith("carried"):
            return {"of": "year"} if self.chance(0.7) else {}
        if self.chance(0.4):
            return {"missing": "0%" if kind == "percent" else "Rp 0"}
        if origin.startswith("amounts") and self.chance(0.5):
            return {"granted": self.rng.choice(("some", "all"))}
        return {}

    # -------------------------------------------------------------- tables
    def _axes(self) -> list[Axis]:
        choices: list[Axis] = [
            ("duration", "", "minute"), ("duration", "", "minute"), ("number", "", "count"),
            ("number", "", "count"), ("percent", "", "six"), ("money", "", "rupiah"),
            ("date", "", "date"), ("flag", "", ""),
        ]  # fmt: skip
        return self.rng.sample(choices, self.rng.choice((1, 1, 2)))

    def _tables(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for number in range(self.rng.choice((1, 1, 2, 3))):
            name, axes = f"daftar_{number}", self._axes()
            kind = self.rng.choice(
                ("percent", "percent", "percent", "money", "number", "duration")
            )
            bands = Bands(self.rng, self.world, lambda k=kind: self._row(k))  # type: ignore[misc]
            if len(axes) == 1 and self.chance(0.4) and "date" not in axes[0]:
                table = bands.short(axes[0], "asked")
            else:
                table = bands.long(axes, [f"asked_{i}" for i, _ in enumerate(axes)])
            table |= {"source": self.source()}
            if self.chance(0.2):
                table["label"] = self.said("daftar") if "rows" in table else "daftar"
            if self.chance(0.1):
                table["fixed"] = "yes"
            found[name] = table
            self.world.tables.append(LawTable(name, tuple(axes), kind))
        if self.chance(0.25):
            bands = Bands(self.rng, self.world, lambda: "1%")
            found["tarif_maju"] = {**bands.marginal(), "source": self.source()}
            axis = ("money", "", "rupiah")
            self.world.tables.append(LawTable("tarif_maju", (axis,), "money"))
        self.asks_predikat = self.chance(0.25)
        if self.asks_predikat:
            found["predikat_dari"] = {
                "by": ["hasil_kerja", "perilaku_rating"],
                "gives": "word predikat",
                "rows": [
                    ["di_atas", "sesuai or di_atas", "sangat_baik"],
                    ["sesuai", "sesuai or di_atas", "baik"],
                    ["di_bawah", "sesuai or di_atas", "butuh_perbaikan"],
                    ["-", "di_bawah", self.rng.choice(("kurang", "sangat_kurang"))],
                ],
                "source": self.source(),
            }
        return found

    def _row(self, kind: str) -> str:
        if self.chance(0.03):
            return "unknown"
        return self.formulas.of(kind, "month", 1) if self.chance(0.1) else literal(self.rng, kind)

    # -------------------------------------------------------------- quantities, series, counts
    def _quantities(self) -> dict[str, Any]:
        rng = self.rng
        found: dict[str, Any] = {}
        for name, each, formula in self._prelude_again():
            if self.chance(0.12):
                found[name] = {"is": formula, "source": self.source()}
                if each != "month":
                    found[name]["each"] = each
        if self.asks_predikat:
            formula = "predikat_dari(hasil_kerja; perilaku_rating)"
            found["predikat"] = {"is": formula, "source": self.source()}
        grains = ("month", "month", "day", "day", *catalogue())
        for number in range(rng.choice((0, 1, 2, 3, 4))):
            found[f"hitungan_{number}"] = self._quantity(f"hitungan_{number}", rng.choice(grains))
        return found

    def _quantity(self, name: str, grain: str) -> Any:
        """A formula or a table with a name of its own."""
        rng = self.rng
        kind = rng.choice(("percent", "money", "number", "duration", "flag", "percent"))
        named = Named(name, grain, kind)
        if self.chance(0.2) and (choice := self._of_none(name, grain)) is not None:
            formula, named, kind = choice
        elif grain == "month" and kind == "percent" and self.chance(0.3):
            formula = self.score()
        elif self.chance(0.15):
            formula = self.formulas.aggregate("count", rng.choice(("day", "leave")), grain, 2)
            named, kind = Named(name, grain, "number", lattice="count"), "number"
        else:
            formula = self.formulas.of(kind, grain, 3)
        self.world.add(named)
        if grain == "month" and isinstance(formula, str) and self.chance(0.3):
            return formula
        entry: dict[str, Any] = {"is": formula, "source": self.source()}
        if grain != "month":
            entry["each"] = grain
        if kind in {"percent", "money"} and not named.optional and self.chance(0.4):
            entry["round"] = f"{rng.choice(STEPS[kind])} {rng.choice(MODES).value}"
        if self.chance(0.2):
            entry["label"] = self.said("hitungan")
        if self.chance(0.05):
            entry["fixed"] = "yes"
        return entry

    def _of_none(self, name: str, grain: str) -> tuple[str, Named, str] | None:
        """A word by a condition, or a number that is `none` in some rows."""
        rng = self.rng
        test = self.formulas.flag(grain, 1)
        if self.chance(0.5):
            kind = rng.choice(("number", "duration", "percent"))
            formula = f"if {test} then {self.formulas.leaf(kind, grain)} else none"
            return formula, Named(name, grain, kind, optional=True), kind
        seen = [n for n in self.world.seen_from(grain) if self.world.words.get(n.vocabulary)]
        if not seen:
            return None
        other = rng.choice(seen)
        word = rng.choice(self.world.words_of(other))
        formula = f"if {test} then {word} else {self.formulas.spell(other, grain)}"
        named = Named(name, grain, "word", other.vocabulary, optional=other.optional)
        return formula, named, "word"

    def _prelude_again(self) -> tuple[tuple[str, str, str], ...]:
        """Words of the prelude as another regulation means them."""
        rng = self.rng
        grace, step = rng.choice(("0m", "5m", "15m", "30m", "45s")), rng.choice(ROUNDINGS)
        days = [n for n in self.world.seen_from("day") if n.fact and n.grain == "day"]
        extra = self.formulas.test_of(rng.choice(days), "day")
        size = f"{step}(max(0s; in_at - late_from - {grace}); 1m)"
        early = f"{step}(max(0s; early_until - out_at); {rng.choice(('1m', '5m'))})"
        reports = f"activity.minutes {rng.choice(('>', '<='))} 30m"
        return (
            ("late", "day", f"if status = present and in_at exists then {size} else 0m"),
            ("early", "day", f"if status = present and out_at exists then {early} else 0m"),
            ("missing_in", "day", f"status = present and not (in_at exists) and {extra}"),
            ("missing_out", "day", "status = present and not (out_at exists)"),
            ("status", "day", BOTH_TAPS),
            ("eligible", "month", rng.choice(ELIGIBLE)),
            ("half_day_share", "month", rng.choice(("0.6", "0.25", "1"))),
            ("due", "event", f"status in (present; alpa; wfh) and {extra}"),
            ("missed", "event", "due and not tapped and (not (recorded exists) or covered)"),
            ("ramadan", "day", "season = ramadan or weekday = fri"),
            ("activity_minutes", "month", f"sum(activity.minutes where {reports})"),
            ("working_days", "month", "count(day where weekday in (mon..fri))"),
            ("session_late", "session", LATE_SESSION),
            ("session_absent", "session", "session_missing_in or session_missing_out"),
        )

    def _series(self) -> dict[str, Any]:
        rng = self.rng
        found: dict[str, Any] = {}
        for number in range(rng.choice((1, 2, 3))):
            name, grain = f"deret_{number}", rng.choice([*catalogue()])
            entry: dict[str, Any] = {"each": grain}
            if self.chance(0.85):
                entry["when"] = self.formulas.flag(grain, 1)
            measured = grain in {"day", "session", "activity"} and self.chance(0.5)
            if measured:
                named = {"day": "late", "session": "session_late", "activity": "minutes"}[grain]
                entry["measure"] = rng.choice((f"floor({named} + 1m; 1m)", f"ceil({named}; 1m)"))
                # What a series measures is of something that happened: a table may begin at 1m.
                entry["when"] = " and ".join(filter(None, (entry.get("when"), f"{named} > 0m")))
            if self.chance(0.3):
                entry["share"] = rng.choice(("0.5", "0.25", self._share(grain)))
            if self.chance(0.7):
                entry["code"] = f"D{number}"
            found[name] = entry
            self.own_series.append(Each(name, grain, measured=measured))
        if self.chance(0.2):
            found["gabungan"] = "late or missing_in"
            self.own_series.append(Each("gabungan", "day"))
        if self.chance(0.15):
            found["late"] = {"each": "day", "when": "late > 5m", "measure": "late", "code": "T"}
        return found

    def _share(self, grain: str) -> str:
        if grain in {"day", "session", "event"}:
            return "if half exists then half_day_share else 1"
        return f"if {self.formulas.flag(grain, 0)} then 0.5 else 1"

    def _counts(self) -> dict[str, Any]:
        found = {}
        for number in range(self.rng.choice((1, 2, 3))):
            kind = self.rng.choice(("number", "number", "duration", "percent", "money"))
            found[f"angka_{number}"] = self.formulas.of(kind, "month", 2)
        if self.chance(0.1):
            found["present"] = "count(status = present)"
        return found

    # -------------------------------------------------------------- rules, pay, questions
    def _rules(self, parts: dict[str, Any]) -> dict[str, Any]:
        maker = self.rule_maker([name for name in parts if name != "total"])
        maker.factors = self.factors
        maker.series += self.own_series * 3
        found = {}
        for number in range(self.rng.choice((2, 3, 4, 5, 6, 8))):
            maker.source = self.source()
            found[f"rule_{number}"] = maker.rule()
        # Drawn apart, so that what comes after is the same with it and without.
        maker.rng = seeded(str(found))
        return found | maker.together(found)

    def _questions(self, found: dict[str, Any]) -> dict[str, Any]:
        rng = self.rng
        made = {}
        about = [f"rules.{name}" for name in found["rules"]] + [
            "amount",
            "parts",
            "profile.in_force",
        ]
        for number in range(rng.choice((1, 2))):
            entry: dict[str, Any] = {
                "about": rng.choice(about),
                "ask": self.said("Baris mana?"),
                "taken": self.said("yang terakhir"),
            }
            if self.chance(0.6):
                entry["when"] = self.formulas.flag("month", 2)
            if self.chance(0.5):
                entry["options"] = [self.said("pertama"), self.said("terakhir")]
            if self.chance(0.3):
                entry["open"] = rng.choice(("yes", "no"))
            made[f"soal_{number}"] = entry
        return made
