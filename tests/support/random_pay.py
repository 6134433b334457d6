"""Random amounts, parts and pay lines of a regulation."""

from __future__ import annotations

from typing import Any

from random_bands import Bands
from random_drawing import MODES, Drawing
from random_names import literal

LOWERED = (
    "if any(sanction.code = pelaksana) then lowest_class else "
    "if any(sanction.code = penurunan_jabatan) then job_class - 1 else job_class"
)
PER_DAY = "count(status = present) * round(share({0}; working_days; {0}); Rp 1)"
NO_TARGET = ("full", "full", "nothing", "nothing", "unknown", "60%", "60%")


class Pay(Drawing):
    """Draws what is paid."""

    def amount(self) -> Any:
        rng = self.rng
        formula = rng.choice((
            "tpp", "tpp", "tpp", "tpp * payment_percent",
            "beban_kerja + prestasi_kerja + kondisi_kerja",
            "tpp * (if category = CPNS then 80% else 100%)",
            "if category = PPPK then beban_kerja else tpp",
            "max(tpp; Rp 1.500.000)",
            "round(tpp * payment_percent; Rp 100)",
            "sum(activity.quantity where activity.status = approved) * unit_price",
            "tpp + tempat_bertugas * (if unit exists and unit = puskesmas then 100% else 50%)",
            "share(tpp; working_days; Rp 0) * count(status = present)",
        ))  # fmt: skip
        if self.chance(0.06):
            formula = self.formulas.of("money", "month", 2)
        if self.chance(0.15):
            return formula
        found: dict[str, Any] = {"is": formula, "source": self.source()}
        if self.chance(0.15):
            found["class"] = rng.choice((
                "job_class - 1", "max(lowest_class; job_class - 1)", "lowest_class",
                LOWERED,
                "if category = CPNS then min(job_class; 6) else job_class",
            ))  # fmt: skip
        if self.chance(0.4):
            found["part_month"] = rng.choice((
                "working_days", "calendar_days", "first day", "last day", "day 15", "day 31"
            ))  # fmt: skip
        if self.chance(0.3):
            found["service_part"] = rng.choice(("share", "full", "nothing"))
        if self.chance(0.5):
            found["round"] = self._money_step()
        if self.chance(0.05):
            found["fixed"] = "no"
        return found

    def _money_step(self) -> str:
        mode = f" {self.rng.choice(MODES).value}" if self.chance(0.4) else ""
        return self.rng.choice(("Rp 1", "Rp 1", "Rp 100", "Rp 1.000")) + mode

    def _part_round(self) -> Any:
        money = self._money_step()
        if self.chance(0.3):
            return [self.rng.choice(("0.01%", "0.5%", "1% down", "0.01% up")), money]
        return [money] if self.chance(0.1) else money

    def score(self) -> Any:
        """What a part has earned: a formula, or a table."""
        if self.chance(0.5):
            rules = self.rule_maker([])
            bands = Bands(self.rng, self.world, lambda: literal(self.rng, "percent"))
            if (table := rules.inline(bands, "month")) is not None:
                return table
        return self.rng.choice((
            "capaian", "clamp(capaian; 50%; 100%)", "skp / 100", "kinerja_opd * serapan_anggaran",
            self.formulas.of("percent", "month", 2),
        ))  # fmt: skip

    def _earned(self) -> dict[str, Any]:
        rng = self.rng
        pairs = (
            ("activity_minutes", "target_minutes"),
            ("count(status = present)", "working_days"),
            ("count(activity where activity.status = approved)", "count(activity)"),
            ("sum(activity.quantity)", "20"),
            ("count(event.event = apel_pagi and not missed)", "count(event.event = apel_pagi)"),
        )
        earned, target = rng.choice(pairs)
        return {
            "earned": earned,
            "target": target,
            "no_target": rng.choice(NO_TARGET),
        }

    def _indicators(self) -> dict[str, Any]:
        rng = self.rng
        weights = rng.choice((["100%"], ["50%", "50%"], ["50%", "30%", "20%"]))
        found = {}
        for number, weight in enumerate(weights):
            entry: dict[str, Any] = {"weight": weight, "source": self.source()}
            entry |= self._earned() if self.chance(0.6) else {"score": self.score()}
            if self.chance(0.3):
                entry["at_most"] = rng.choice(("100%", "120%", "none"))
            if self.chance(0.3):
                entry["round"] = "0.01%"
            if self.chance(0.3):
                entry["label"] = self.said("indikator")
            found[f"indikator_{number}"] = entry
        return found

    def _brings(self, part: dict[str, Any], full: str) -> None:
        """How a part is earned."""
        roll = self.rng.random()
        if roll < 0.3:
            part["score"] = self.score()
        elif roll < 0.5:
            part |= self._earned()
        elif roll < 0.6:
            part["earn"] = self._indicators()
        elif roll < 0.68:
            part["is"] = PER_DAY.format(full)
        if roll < 0.68 and self.chance(0.4):
            part["at_most"] = self.rng.choice(("100%", "120%", "none", "90%"))
        if self.chance(0.25):
            part["at_least"] = self.rng.choice(("0%", "none", "20%"))

    def parts(self) -> dict[str, Any]:
        rng = self.rng
        count = rng.choice((0, 1, 2, 2, 2, 3, 4))
        total: dict[str, Any] = {"round": self._money_step(), "source": self.source()}
        if count == 0:
            self._brings(total, "tpp")
            self.factors = True
            if self.chance(0.4):
                total["label"] = self.said("Jumlah")
            return {"total": total}
        names = ["productivity", "discipline", "third", "fourth"][:count]
        weights = rng.choice({1: (["100%"],), 2: (["60%", "40%"], ["50%", "50%"], ["70%", "30%"]),
                              3: (["40%", "35%", "25%"], ["33.333%", "33.333%", "33.334%"]),
                              4: (["25%", "25%", "25%", "25%"],)}[count])  # fmt: skip
        found = {}
        exact = self.chance(0.25)
        split = count > 1 and self.chance(0.2)
        for number, (name, weight) in enumerate(zip(names, weights, strict=True)):
            shares = ("", weight) if count == 1 and self.chance(0.5) else (weight,)
            part = self._part(name, number if split else 0, shares[0])
            if not exact:
                part["round"] = self._part_round()
            elif self.chance(0.2):
                part["round"] = "0.01%"
            found[name] = part
        self.factors = exact or self.chance(0.5)
        if not self.factors:
            return found
        if not exact and self.chance(0.3):
            taker = rng.choice(names)
            found[taker].pop("round", None)
            total["residual"] = taker
        return {**found, "total": total}

    def _part(self, name: str, of: int, weight: str) -> dict[str, Any]:
        """One part; of amounts of its own where `of` is their number."""
        rng = self.rng
        part: dict[str, Any] = {"source": self.source()}
        if of:
            amounts = ("beban_kerja", "kondisi_kerja", "prestasi_kerja * payment_percent")
            part["of"] = rng.choice((list(amounts[:2]), amounts[of - 1], list(amounts)))
            part["weight"] = "100%" if self.chance(0.5) else weight
        elif weight:
            part["weight"] = self._weight(weight)
        self._brings(part, f"{name}.full" if self.chance(0.5) else "total")
        if self.chance(0.5):
            part["label"] = self.said(name)
        if self.chance(0.05):
            part["fixed"] = "no"
        return part

    def _weight(self, weight: str) -> Any:
        if self.chance(0.12):
            return {"by": "category", "PNS or CPNS": weight, "else": "50%"}
        if self.chance(0.1):
            return f"if staff_group = teacher then 30% else {weight}"
        return weight

    def pay(self) -> dict[str, Any]:
        rng = self.rng
        found: dict[str, Any] = {}
        before: list[str] = []
        for number in range(rng.choice((1, 2, 3, 4))):
            kind = rng.choice(("addition", "contribution", "tax", "tax", "deduction", "info"))
            name = rng.choice(("allowance_plt", "health_contribution", "tax", f"line_{number}"))
            name = name if name not in found else f"line_{number}"
            entry = {"kind": kind, **self._line(kind, before), "round": self._money_step()}
            entry["source"] = self.source()
            if self.chance(0.4):
                entry["label"] = self.said("baris")
            if kind == "info" and self.chance(0.5):
                entry["borne_by"] = "regency"
            if self.chance(0.05):
                entry["fixed"] = "yes"
            found[name] = entry
            before.append(name)
        return found

    def _line(self, kind: str, before: list[str]) -> dict[str, Any]:
        rng = self.rng
        gross = "total.paid" if kind == "addition" else "gross"
        if kind == "addition" and self.chance(0.5):
            return {"is": rng.choice((
                "sum(assignment.tpp where assignment.kind in (PLT; PLH)) * 20%",
                "sum(assignment.tpp where assignment.full_month) * 15%", "tempat_bertugas",
                "share(sum(assignment.tpp * assignment.days); days; Rp 0) * 10%",
            ))}  # fmt: skip
        if self.chance(0.3):
            return {"is": rng.choice((
                f"min(1% of {gross}; Rp 120.000)", self.formulas.of("money", "month", 2),
                f"max(Rp 0; {gross} - Rp 4.500.000) * 5%", "Rp 10.000",
                f"(if npwp then 100% else 120%) * {gross} * 5%",
            ))}  # fmt: skip
        bases = [gross, "total", "total.paid", *(before if kind != "addition" else [])]
        of = rng.choice(bases)
        if before and kind != "addition" and self.chance(0.3):
            of = f"{gross} - {rng.choice(before)}"
        cut: Any = rng.choice(("1%", "4%", "15%", "2.5%", "0.333%"))
        if self.chance(0.5):
            bands = Bands(rng, self.world, lambda: rng.choice(("0%", "5%", "15%", "1.25%")))
            cut = self.rule_maker([]).inline(bands, "month") or cut
        return {"cut": cut, "of": of}
