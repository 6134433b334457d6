"""Random hours, shifts, calendars, punches and sanctions of a regulation."""

from __future__ import annotations

from typing import Any

from random_drawing import Drawing
from random_formulas import Formulas
from random_names import EVIDENCE

from masker_rules.facts.person import PERSON_FACTS

WEEKS = (
    {"mon..thu": "07:30..16:00", "fri": "07:30..16:30"},
    {"mon..fri": "07:30..12:00 13:00..16:00"},
    {"mon..thu": "07:30..12:00 13:00..16:00", "fri": "07:30..11:30 13:00..16:30 = 7h"},
    {"mon..sat": {"hours": "07:00..14:00", "break": "10:00..10:30", "late_from": "07:10",
                  "early_until": "13:50", "target": "6h"}},
    {"sun..thu": "08:00..16:00"},
    {"mon..fri": {"hours": "08:00..16:00", "late_from": "08:15"}, "sat": "08:00..12:00"},
)  # fmt: skip
SESSION_WEEKS = (
    {"mon..sat": "07:00..11:00 13:00..16:00 19:00..21:00"},
    {"mon..fri": "07:30..12:00 13:00..16:00"},
    {"mon..thu": "07:30..09:30 10:00..12:00 13:00..14:30 15:00..16:00", "fri": "07:30..11:30"},
)
SCHEDULES = ("office", "second", "third")


class Attendance(Drawing):
    """Draws what attendance needs."""

    def attendance(self) -> dict[str, Any]:
        rng = self.rng
        found: dict[str, Any] = {"hours": self._hours()}
        if self.chance(0.5):
            shifts: dict[str, Any] = {
                "pagi": {"hours": "07:00..14:00"},
                "malam": {"hours": "21:00..31:00", "rest_days": rng.choice(("0", "1", "2"))},
                "panjang": {"hours": "08:00..20:00", "break": "12:00..13:00"},
            }
            if self.chance(0.3):
                shifts["panjang"] = {"hours": "07:00..12:00 14:00..20:00", "sessions": "each"}
            if self.chance(0.2):
                shifts["pagi"]["fixed"] = "no"
            found["shifts"] = {name: {**s, "source": self.source()} for name, s in shifts.items()}
        if self.chance(0.15):
            found["expected_week"] = {
                "normal": "37h30m",
                "ramadan": "32h30m",
                "source": self.source(),
            }
        if self.chance(0.3):
            found["calendar"] = self._calendar()
        if self.chance(0.55):
            found["punches"] = self._punches()
        if self.chance(0.25):
            events = [w for w in self.world.words["event"] if w.startswith(("apel", "senam"))]
            found["events_every_day"] = rng.sample(events, 1)
        if self.chance(0.5):
            found["sanctions"] = self._sanctions()
        return found

    def _hours(self) -> dict[str, Any]:
        rng = self.rng
        person = Formulas(rng, self.world, PERSON_FACTS)
        found: dict[str, Any] = {}
        for name in SCHEDULES[: rng.choice((1, 1, 2, 3))]:
            each = self.chance(0.3)
            entry: dict[str, Any] = {"normal": dict(rng.choice(SESSION_WEEKS if each else WEEKS))}
            if each:
                entry["sessions"] = "each"
            elif self.chance(0.1):
                entry["sessions"] = "one"
            if self.chance(0.6):
                weeks = ({"mon..fri": "08:00..15:00"}, {"mon..thu": "08:00..11:30 12:30..15:00",
                         "fri": "08:00..15:30"})  # fmt: skip
                entry["ramadan"] = dict(rng.choice(weeks))
            if self.chance(0.2):
                entry["late_from"] = rng.choice(("07:45", {"normal": "07:45", "ramadan": "08:15"}))
            if name != "office":
                entry["for"] = rng.choice((
                    "staff_group = teacher", "staff_group in (health; field)",
                    person.flag("month", 1),
                ))  # fmt: skip
            if self.chance(0.05):
                entry["fixed"] = "yes"
            found[name] = {**entry, "source": self.source()}
        return found

    def _calendar(self) -> list[dict[str, str]]:
        rng = self.rng
        kinds = ("holiday", "joint_leave", "workday", "half_day")
        rows = []
        for _ in range(rng.choice((1, 2, 3))):
            date = f"2026-{rng.choice((3, 6, 7)):02d}-{rng.randrange(1, 29):02d}"
            row = {"date": date, "kind": rng.choice(kinds), "decree": "SK Bupati 1/2026"}
            if self.chance(0.3):
                row |= {"from": row.pop("date"), "until": f"{date[:8]}28"}
            # Rows of one date that contradict each other end the run; the later decision wins.
            row["decided_on"] = f"2026-01-{len(rows) + 1:02d}"
            if self.chance(0.6):
                row["name"] = "Hari daerah"
            if self.chance(0.3):
                row["unit"] = "dinas_a"
            if self.chance(0.3):
                row["staff_group"] = "teacher"
            rows.append(row)
        return rows

    def _punches(self) -> dict[str, Any]:
        rng = self.rng
        found: dict[str, Any] = {}
        if self.chance(0.4):
            found["kinds"] = rng.choice((
                {"in": "06:00..12:00", "out": "12:00:01..22:00"},
                {"in": "start - 2h..start + 3h", "out": "end - 2h..end + 4h"},
                {"apel": "07:00..07:20", "in": "after 07:20..11:00", "out": "14:00.."},
                {"in": "..break_start", "break_out": "break_start..break_start + 20m",
                 "break_in": "before break_end..break_end + 20m", "out": "after break_end.."},
            ))  # fmt: skip
        if self.chance(0.3):
            found["accepted"] = rng.choice((
                {"in": "after 06:00..start + 4h"}, {"in": "start - 90m..", "out": "..end + 3h"},
                {"out": "break_end..before 23:59", "apel": "06:30..08:00"},
            ))  # fmt: skip
        if self.chance(0.5):
            found["verdict"] = self._verdict()
        if self.chance(0.4):
            found["event_ends"] = rng.choice(("included", "excluded"))
        if self.chance(0.4):
            found["outage"] = rng.choice(("window", "whole day"))
        if self.chance(0.3):
            found["outage_reach"] = rng.choice(("30m", "2h", "4h"))
        if self.chance(0.3):
            found["shift_reach"] = rng.choice(("2h", "4h"))
        if self.chance(0.4):
            found["site_radius_m"] = rng.choice(("50", "100", "500"))
        return {**found, "source": self.source()}

    def _verdict(self) -> Any:
        evidence = Formulas(self.rng, self.world, windows=0)
        if self.chance(0.3):
            return {
                "by": "location",
                "outside": self.rng.choice(("reject", "flag")),
                "else": "accept",
            }
        rejects, flags = evidence.flag(EVIDENCE, 1), evidence.flag(EVIDENCE, 1)
        if self.chance(0.5):
            rejects = f"({rejects} and {evidence.flag(EVIDENCE, 0)})"
        return f"if {rejects} then reject else if {flags} then flag else accept"

    def _sanctions(self) -> dict[str, Any]:
        rng = self.rng
        order = [w for w in self.world.words["sanction"] if w != "denda"]
        start = rng.randrange(len(order) - 4)
        found: dict[str, Any] = {"overlap": rng.choice(("together", "queue", "queue"))}
        if found["overlap"] == "queue" or self.chance(0.3):
            found["order"] = order[start : start + rng.choice((3, 4, len(order)))]
        if self.chance(0.7):
            found["takes_effect"] = rng.choice((
                "on decided_on", "first day of the next month", "15 weekdays after decided_on",
                "15 working days after decided_on", "14 days after decided_on",
                "1 day after decided_on",
            ))  # fmt: skip
        if self.chance(0.7):
            found["months"] = {rng.choice(order): rng.choice(("1", "6", "until ended"))}
            if self.chance(0.7):
                found["months"]["else"] = rng.choice(("3", "12", "until ended"))
        return {**found, "source": self.source()}
