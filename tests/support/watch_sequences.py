"""Five weeks of a person as they are told: on days, late, twice, in any order, and taken back.

The days are the second half of June 2026 and the first of July; what lies before is leave.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from random import Random
from typing import Any

from regulations import discipline, working_days

import masker_rules as mr
from masker_rules.watch import Near

__all__ = ["DAYS", "NIPS", "REGULATIONS", "facts_of_month", "regulation", "steps"]

NIPS = ("198501012010011001", "199002022015022002")
DAYS = (*working_days(2026, 6)[-12:], *working_days(2026, 7)[:12])

#: What a person may do on a day: clocks of both taps, or the code of a letter without taps.
KINDS: dict[str, tuple[str | None, str | None, str | None]] = {
    "present": ("08:00", "16:00", None),
    "late": ("08:20", "16:00", None),
    "very late": ("09:40", "16:00", None),
    "early": ("08:00", "15:15", None),
    "no way out": ("08:00", None, None),
    "absent": (None, None, None),
    "sick": (None, None, "sakit"),
    "leave": (None, None, "cuti_tahunan"),
}


def _gate(when: str, **more: Any) -> dict[str, Any]:
    return {"each": "month", "when": when, "zero": "everything", **more}


#: One counter; several of one rule and rates by table; sums, stretches and what is no sum; the
#: ladder of the year alone.
REGULATIONS: tuple[tuple[dict[str, Any], Near], ...] = (
    (discipline(tiga=_gate("count(status = alpa) >= 3")), Near()),
    (
        discipline(
            telat=_gate("sum(late) >= 1h or count(late > 0m) > 3"),
            sering={
                "each": "month",
                "when": "count(status = alpa) >= 2",
                "cut": "2.5%",
                "of": "discipline",
            },
        ),
        Near(count=2, minutes=90),
    ),
    (
        discipline(
            turut=_gate("longest_run(status = alpa) >= 3"),
            campur=_gate("sum(late) + sum(early) >= 2h"),
            selisih=_gate("count(status = alpa) - count(status = sakit) >= 2"),
            besar=_gate("max(count(late > 0m); count(early > 0m)) >= 4"),
        ),
        Near(),
    ),
    (discipline(), Near(count=3)),
)


@cache
def regulation(number: int) -> tuple[mr.Profile, mr.Profile, Near]:
    """A regulation, the national ladder, and what is near."""
    document, near = REGULATIONS[number]
    return mr.load_profile(document), mr.load_profile("id/nasional"), near


def facts_of_month(nip: str, kinds: Sequence[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """What becomes known of a person, each fact with a name."""
    yield {"table": "employees", "nip": nip, "category": "PNS"}, f"{nip} 2026-06-01 employees"
    before = {"nip": nip, "code": "cuti_tahunan", "from": "2026-06-01", "until": "2026-06-14"}
    yield {"table": "absences", **before, "approved": "true"}, f"{nip} 2026-06-01 leave"
    for day, kind in zip(DAYS, kinds, strict=True):
        first, last, code = KINDS[kind]
        for what, clock in (("in", first), ("out", last)):
            if clock is not None:
                tap = {"nip": nip, "time": f"{day} {clock}", "kind": what}
                yield {"table": "punches", **tap}, f"{nip} {day} {what}"
        if code is not None:
            letter = {"nip": nip, "code": code, "from": f"{day}", "until": f"{day}"}
            yield {"table": "absences", **letter, "approved": "true"}, f"{nip} {day} letter"


def steps(rng: Random, people: Sequence[Sequence[str]], asked: int) -> list[tuple[str, Any]]:
    """Facts in nearly the order of days, some late, some twice, some withdrawn; and questions."""
    told: list[tuple[int, int, str, Any]] = []
    for number, kinds in enumerate(people):
        for fact, ref in facts_of_month(NIPS[number], kinds):
            day = date.fromisoformat(ref.split()[1]).toordinal()
            if rng.random() < 0.2:
                day += rng.randrange(1, 30)
            told.append((day, len(told), "feed", (fact, ref)))
            if rng.random() < 0.1:
                told.append((day + rng.randrange(9), len(told), "feed", (fact, ref)))
            if rng.random() < 0.08:
                told.append((day + rng.randrange(-2, 20), len(told), "retract", ref))
    first, last = DAYS[0].toordinal(), DAYS[-1].toordinal() + 1
    for number in range(asked):
        day = first + (last - first) * (number + 1) // asked
        moment = f"{date.fromordinal(day)} 06:00"
        told.append((day, len(told), "ask", moment))
    told.append((last + 40, len(told), "ask", f"{date.fromordinal(last)} 07:00"))
    return [(what, given) for _, _, what, given in sorted(told, key=lambda one: one[:2])]
