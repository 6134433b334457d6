"""Compares month facts of the columnar engine with those that the reference engine reads."""

from __future__ import annotations

import narwhals as nw

from masker_rules.columnar.dates import month_at, period_number
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.month_facts import PREFIX, month_facts
from masker_rules.columnar.tables import beside, frames_of
from masker_rules.engine.compute import people_of
from masker_rules.engine.inputs import InputReader

#: Gaps that whoever makes the rows of days and sanctions finds.
OF_ROWS = (
    "activities.",
    "schedules",
    "punches",
    "days from",
    "sanctions.",
    "employees (two",
    "amounts.tpp (ass",
)


def people_frame(pack, months, like):
    """Every person of a pack in every month, in the order of results."""
    pairs = [
        (nip, period_number(month)) for month in sorted(months) for nip in people_of(pack, None)
    ]
    rows = [(number, *pair) for number, pair in enumerate(pairs)]
    return beside(like, rows, {"pm": nw.Int64, "nip": nw.String, "period": nw.Int64})


def with_working_days(people, reader):
    """People with the columns that attendance adds; `days` is none of the month's facts."""
    found = []
    for row in people.collect("pyarrow").rows(named=True):
        is_known = row["nip"] in reader.attendance.nips
        month = reader.attendance.month(row["nip"], month_at(row["period"])) if is_known else None
        found.append((*row.values(), month.divisor_days if month else None, 0))
    schema = ("period", "divisor_days", "days")
    return beside(
        people, found, {"pm": nw.Int64, "nip": nw.String, **dict.fromkeys(schema, nw.Int64)}
    )


def read_facts(profile, pack, months, as_of=None):
    """The month facts of a pack as records by nip and month, in the profile's words."""
    own = pack.under(profile.vocabulary)
    frames = frames_of(own, profile.plan.attendance.zone)
    people = people_frame(own, months, frames["employees"])
    knowledge = Knowledge.of(own, months, as_of)
    reader = InputReader(profile, own, months, as_of)
    people = with_working_days(people, reader)
    found = month_facts(profile, frames, knowledge, people, months)
    records = found.every.collect("pyarrow").rows(named=True)
    assert len(records) == len(people_of(own, None)) * len(months)
    return {(row["nip"], month_at(row["period"])): row for row in records}


def is_eligible(profile, inputs):
    """Whether the person is paid at all."""
    values = profile.eligibility.run(inputs.facts, inputs.rows, lambda _: None)
    return values[profile.plan.eligible]


def differences(profile, pack, months, as_of=None):
    """What a frame holds otherwise than the reference engine; and the records."""
    own = pack.under(profile.vocabulary)
    reader = InputReader(profile, own, months, as_of)
    open_counts = Knowledge.of(own, months, as_of).open_counts(profile)
    records = read_facts(profile, pack, months, as_of)
    wrong = []
    for (nip, month), row in records.items():
        if row["reason"] is not None:
            continue
        inputs = reader.read(nip, month)
        gaps = [gap for gap in inputs.gaps if not gap.name.startswith(OF_ROWS)]
        if not is_eligible(profile, inputs) and all(gap.proves for gap in gaps):
            gaps = []
        if gaps or inputs.segmented or not inputs.in_service:
            names = [gap.name for gap in gaps]
            wrong.append((nip, month, "not routed", names, inputs.segmented, inputs.in_service))
            continue
        got = {n.removeprefix(PREFIX): v for n, v in row.items() if n.startswith(PREFIX)}
        want = {name: inputs.facts[name] for name in profile.program().facts}
        if got != want:
            diff = {
                n: (got.get(n), want.get(n))
                for n in got.keys() | want
                if got.get(n) != want.get(n)
            }
            wrong.append((nip, month, diff))
        if row["name"] != inputs.employee.name or row["category"] != inputs.employee.category:
            wrong.append((nip, month, "person"))
        known = all(day.state == "known" for day in inputs.attendance.days)
        if known and inputs.attendance.schedule_known and inputs.open_counts != open_counts:
            wrong.append((nip, month, "open counts", inputs.open_counts, open_counts))
    return wrong, records
