"""The employees row that holds in a month, and what it tells of the person."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import narwhals as nw

from masker_rules.columnar.dates import with_period
from masker_rules.columnar.gathering import Gathering, any_of, flag
from masker_rules.columnar.tables import Frame
from masker_rules.facts.person import GOLONGAN, NO_GOLONGAN, PERSON_FACTS, WITH_GRADE

__all__ = [
    "CELLS",
    "FIRST_DAY",
    "LAST_DAY",
    "begins",
    "ends",
    "holding",
    "lacks",
    "person_exprs",
    "route_changes",
]

#: Stand for an open beginning and an open end of rows.
FIRST_DAY, LAST_DAY = 1, 3_652_059


PERSONAL = PERSON_FACTS | {"months_of_service"}
#: Cells that facts are made of, where they have other names.
CELLS = {"golongan": ("category", "grade"), "months_of_service": ("service_start",)}
#: Cells that say when the row holds, and columns that are read of everybody.
WHEN = ("valid_until", "service_start", "service_end")
ALWAYS = ("nip", "name", "category", "unit", "kind", *WHEN)


def holding(people: Frame, employees: Frame, facts: Collection[str], *, since: bool) -> Frame:
    """Each person-month with the employees row in force at its end, or the nearest to it.

    That is the one that began last by then; where none has, the first. Of rows that begin
    together it is any of them, and `shared_start` holds.

    Args:
        people: `pm`, `nip`, `period`, `first`, `last`.
        employees: The canonical frame with the column `kind`.
        facts: Month facts that are read.
        since: Whether to tell since when a person serves.

    Returns:
        The columns of `people`, the cells that the facts are made of, `start`, `shared_start` and
        `only_row`; `began` (the month of `service_start`) where `months_of_service` is read; with
        `since` a column of that name, the earliest `service_start` of the person's rows, null
        where one has none.
    """
    rows = employees.with_columns(start=nw.coalesce("valid_from", nw.lit(FIRST_DAY)))
    order = ["start", "row"]
    rows = rows.with_columns(
        later=nw.col("start").shift(-1).over("nip", order_by=order),
        earlier=nw.col("start").shift(1).over("nip", order_by=order),
    )
    later, earlier, start = nw.col("later"), nw.col("earlier"), nw.col("start")
    cells = {cell for fact in facts for cell in CELLS.get(fact, (fact,)) if fact in PERSONAL}
    columns = {
        "start": start,
        "shared_start": flag(later == start) | flag(earlier == start),
        "only_row": later.is_null() & earlier.is_null(),
        "holds_from": nw.when(earlier.is_null()).then(nw.lit(0)).otherwise(start),
        "holds_to": nw.coalesce("later", nw.lit(LAST_DAY + 1)),
    }
    if since:
        unsaid = any_of(nw.col("service_start").is_null())
        columns |= {
            "earliest": nw.col("service_start").min().over("nip"),
            "unsaid": unsaid.max().over("nip"),
        }
    rows = rows.select(*sorted({*ALWAYS, *cells}), **columns)
    if "months_of_service" in facts:
        rows = with_period(rows, "service_start", "began")
    joined = people.join(rows, on="nip", how="inner")
    in_force = (nw.col("holds_from") <= nw.col("last")) & (nw.col("holds_to") > nw.col("last"))
    joined = joined.filter(in_force).drop("holds_from", "holds_to")
    if not since:
        return joined
    nothing = nw.lit(None, dtype=nw.Int64)
    told = nw.when(nw.col("unsaid") == 0).then(nw.col("earliest")).otherwise(nothing)
    return joined.with_columns(since=told).drop("earliest", "unsaid")


def begins() -> nw.Expr:
    """The first day on which the person serves by the row that holds."""
    return nw.max_horizontal("start", nw.coalesce("service_start", nw.lit(FIRST_DAY)))


def ends() -> nw.Expr:
    """The last one."""
    return nw.min_horizontal(
        nw.coalesce("valid_until", nw.lit(LAST_DAY)), nw.coalesce("service_end", nw.lit(LAST_DAY))
    )


def route_changes(found: Gathering) -> None:
    """Hand over who does not serve on the whole month by one row."""
    first, last = nw.col("first"), nw.col("last")
    found.route(nw.col("shared_start"), "two-employee-rows")
    found.route((nw.col("start") <= last) & (nw.col("start") > first), "change")
    found.route((begins() > last) | (ends() < first), "not-in-service")
    found.route((begins() > first) | (ends() < last), "part-of-month")


def person_exprs() -> Mapping[str, nw.Expr]:
    """What the employees row tells, by the name of the month fact."""
    category = nw.col("category")
    has_golongan = category.is_null() | ~category.is_in(sorted(NO_GOLONGAN))
    golongan = nw.lit(None, dtype=nw.String)
    for word in sorted(set(GOLONGAN.values())):
        grades = sorted(grade for grade, of in GOLONGAN.items() if of == word)
        golongan = nw.when(nw.col("grade").is_in(grades)).then(nw.lit(word)).otherwise(golongan)
    served = nw.col("period") - nw.col("began")
    plain = ("job_class", "position", "position_kind", "unit", "tax_status", "education")
    return {
        **{name: nw.col(name) for name in (*plain, "category", "service_start")},
        "golongan": nw.when(has_golongan).then(golongan).otherwise(nw.lit(None, dtype=nw.String)),
        "staff_group": nw.coalesce("staff_group", nw.lit("office")),
        "npwp": nw.coalesce("npwp", nw.lit(True)),  # noqa: FBT003  (a literal of a frame)
        "months_of_service": nw.when(served > 0)
        .then(served)
        .when(served <= 0)
        .then(nw.lit(0))
        .otherwise(nw.lit(None, dtype=nw.Int64)),
    }


def lacks(fact: str) -> nw.Expr:
    """Whether an empty cell leaves a fact of the person open."""
    if fact != "golongan":
        return nw.col(fact).is_null()
    return nw.col("grade").is_null() & flag(nw.col("category").is_in(sorted(WITH_GRADE)))
