"""An incomplete result says which cell would settle it, so that a program can fill it in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from long_runs import slow_but
from needed_facts import Tables, filled_world
from random_names import seeded

import masker_rules as mr
from masker_rules.engine.result import Bounds, ToFill
from masker_rules.engine.to_fill import with_places
from masker_rules.periods import Month
from masker_rules.profiles import known_ids

SOME = ("id/kab-barru/e-kinerja", "id/kemenlu/permenlu-3-2025")
#: What only whoever wrote the regulation can tell.
OF_THE_LAW = "ask_law"
NIP = "199211222019031919"


def damaged(tables: Tables, rng: Any) -> Tables:
    """The tables without one of what they hold, or with a cell that cannot be read."""
    found = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    others = sorted(name for name, rows in found.items() if rows and name != "employees")
    name = rng.choice(others)
    match rng.choice(("table", "rows", "people", "cell")):
        case "table":
            del found[name]
        case "rows":
            keys = {"amounts": "component", "scores": "measure", "attributes": "key"}
            name = rng.choice([one for one in (*keys, "salaries") if one in found])
            column = keys.get(name)
            key = column and rng.choice(found[name])[column]
            found[name] = [row for row in found[name] if column and row[column] != key]
        case "people":
            column = rng.choice(("category", "job_class", "unit", "grade", "position"))
            for row in found["employees"]:
                if column in row:
                    row[column] = ""
        case "cell":
            column = next((one for one in ("date", "from", "time") if one in found[name][0]), "")
            if column:
                rng.choice(found[name])[column] = "2026-13-01"
    return found


class Clerk:
    """Fills in what results ask for, and reads nothing of them but the fields of `to_fill`."""

    def __init__(self, whole: Tables, tables: Tables) -> None:
        self.whole, self.tables = whole, tables

    def obey(self, place: Any) -> None:
        name, row, column = place["table"], place["row"], place["column"]
        own = self.tables.setdefault(name, [])
        if place["do"] == "hand_in":
            self.tables[name] = [dict(one) for one in self.whole.get(name, [])]
        elif place["do"] == "mend":
            for at, one in enumerate(own):
                if one[column] == place["value"]:
                    own[at] = dict(self.whole[name][at])
        elif place["do"] == "fill":
            found = [one for one in own if row.items() <= one.items()]
            value = self.value(name, row, column)
            for one in found:
                one[column] = one[column] or value
            if not found:
                own.append({**dict.fromkeys(self.whole[name][0], ""), **row, column: value})
        else:
            raise AssertionError(place)

    def value(self, name: str, row: dict[str, str], column: str) -> str:
        """What the whole tables hold there, of this person or of another."""
        rows = self.whole[name]
        same = {key: text for key, text in row.items() if key not in {"nip", "period"}}
        found = [one for one in rows if row.items() <= one.items()]
        found += [one for one in rows if same.items() <= one.items()]
        return found[0][column]


def asked(results: mr.Results) -> list[Any]:
    told = json.loads(results.to_json())["results"]
    places = [one for person in told if person["bounds"] for one in person["bounds"]["to_fill"]]
    return [one for one in places if one["do"] != OF_THE_LAW]


@pytest.mark.parametrize("number", slow_but(lambda number: number < 2, range(12)))
@pytest.mark.parametrize("ref", slow_but(SOME.__contains__, known_ids()))
def test_pack_when_what_is_told_is_filled_in_then_nothing_is_missing(ref, number):
    profile, whole, month = filled_world(ref, 0)
    tables = damaged(whole, seeded(f"to fill {ref} {number}"))
    clerk = Clerk(whole, tables)
    needs = profile.needs()
    for _ in range(4):
        results = mr.compute(profile, mr.Pack(**clerk.tables), month)
        places = asked(results)
        for place in places:
            table = needs.table(place["table"])
            assert table is not None, place
            named = {column.name for column in table.columns}
            assert {place["column"], *place["row"]} - {""} <= named, place
            clerk.obey(place)
        if not places:
            return
    raise AssertionError(places)


def test_score_when_it_is_of_an_earlier_quarter_then_the_row_of_that_quarter_is_named():
    """Kemenlu reads the rating of the quarter before: of July 2026 that is the second one."""
    profile, tables, month = filled_world("id/kemenlu/permenlu-3-2025", 0)
    assert month == "2026-07"
    scores = [row for row in tables["scores"] if row["measure"] != "predikat"]
    results = mr.compute(profile, mr.Pack(**{**tables, "scores": scores}), month)
    told = [one for one in results if one.bounds and "scores.predikat" in one.bounds.missing]
    assert told
    for one in told:
        assert one.bounds is not None
        places = [each for each in one.bounds.to_fill if each.missing == "scores.predikat"]
        assert {(each.do, each.table, each.column) for each in places} == {
            ("fill", "scores", "value")
        }
        row = {"nip": one.nip, "measure": "predikat"}
        assert [each.row for each in places] == [{**row, "period": "2026-Q2"}]
        assert "(scores) untuk triwulan II 2026: " in one.explain("id")
        assert "scores, period second quarter of 2026: " in one.explain("en")


@pytest.mark.parametrize(
    ("name", "do", "table", "column", "row"),
    [
        ("amounts.tpp", "fill", "amounts", "amount", {"nip": NIP, "component": "tpp"}),
        ("amounts.tpp (job_class 7)", "fill", "amounts", "amount",
         {"job_class": "7", "component": "tpp"}),
        ("amounts.tpp (position Camat, Kota)", "fill", "amounts", "amount",
         {"position": "Camat, Kota", "component": "tpp"}),
        ("amounts.tpp (ambiguous-amount)", "keep_one", "amounts", "amount",
         {"nip": NIP, "component": "tpp"}),
        ("amounts.tpp (assignment)", "fill", "amounts", "amount", {"component": "tpp"}),
        ("attributes.agama", "fill", "attributes", "value", {"nip": NIP, "key": "agama"}),
        ("carried.sick_days", "fill", "carried", "value",
         {"nip": NIP, "key": "sick_days", "period": "2026-03"}),
        ("employees.grade", "fill", "employees", "grade", {"nip": NIP}),
        ("employees (two-employee-rows)", "keep_one", "employees", "valid_from", {"nip": NIP}),
        ("activities.minutes", "fill", "activities", "minutes", {"nip": NIP}),
        ("salaries.tax", "fill", "salaries", "tax", {"nip": NIP, "period": "2026-03"}),
        ("scores.skp (tidak_ada)", "ask_law", "scores", "value",
         {"nip": NIP, "measure": "skp", "period": "2026-03"}),
        ("rules.late.cut", "ask_law", "", "", {}),
        ("pools.jasa (scores.skp)", "fill", "scores", "value",
         {"measure": "skp", "period": "2026-03"}),
        ("pools.jasa", "fill", "", "", {}),
        ("pools.jasa (different-amounts)", "keep_one", "", "", {}),
    ],
)  # fmt: skip
def test_name_when_missing_then_its_place_is_told(name, do, table, column, row):
    [place] = with_places(Bounds(None, None, (name,)), NIP, Month(2026, 3), None).to_fill
    assert (place.missing, place.do, place.table, place.column) == (name, do, table, column)
    assert place.row == row
    assert (place.file, place.value, place.first, place.last) == ("", "", None, None)


@pytest.mark.parametrize(
    ("name", "table", "column", "file", "value"),
    [
        ("absences (absences.csv: until = 2026-03-04)", "absences", "until", "absences.csv",
         "2026-03-04"),
        ("punches (a/punches.csv: doubt = tap-again, 2026-03-02 07:30:00)", "punches", "doubt",
         "a/punches.csv", "tap-again, 2026-03-02 07:30:00"),
        ("absences (absences.csv: 2026-03-04)", "absences", "", "absences.csv", "2026-03-04"),
    ],
)  # fmt: skip
def test_row_when_it_is_to_be_mended_then_its_file_and_cell_are_told(
    name, table, column, file, value
):
    [place] = with_places(Bounds(None, None, (name,)), NIP, Month(2026, 3), None).to_fill
    assert place == ToFill(name, "mend", table, column, file=file, value=value)


@pytest.mark.parametrize(
    ("name", "do", "table", "first", "last"),
    [
        ("punches", "hand_in", "punches", "2026-03-01", "2026-03-31"),
        ("events", "hand_in", "events", "2026-03-01", "2026-03-31"),
        ("month-without-punches", "hand_in", "punches", "2026-03-01", "2026-03-31"),
        ("part-without-punches 2026-03-21..2026-03-30", "hand_in", "punches", "2026-03-21",
         "2026-03-30"),
        ("punches 2024-01..2024-02", "hand_in", "punches", "2024-01-01", "2024-02-29"),
        ("punches 2026-02", "hand_in", "punches", "2026-02-01", "2026-02-28"),
        ("punches from 2026-04-01", "hand_in", "punches", "2026-04-01", None),
        ("days from 2026-03-20", "wait", "", "2026-03-20", None),
    ],
)  # fmt: skip
def test_table_when_it_is_missing_then_its_days_are_told(name, do, table, first, last):
    [place] = with_places(Bounds(None, None, (name,)), NIP, Month(2026, 3), None).to_fill
    told = place.as_dict()
    assert (told["do"], told["table"], told["column"]) == (do, table, "")
    assert (told["from"], told["until"]) == (first, last)


def test_hours_when_unknown_then_the_schedule_of_the_person_and_the_table_are_told():
    places = with_places(Bounds(None, None, ("schedules",)), NIP, Month(2026, 3), None).to_fill
    assert [(place.do, place.table, place.column) for place in places] == [
        ("fill", "employees", "schedule"),
        ("hand_in", "schedules", ""),
    ]


def test_places_when_read_back_then_the_same_and_an_old_file_without_them_is_equal():
    profile, tables, month = filled_world("id/kab-barru/e-kinerja", 0)
    results = mr.compute(profile, mr.Pack(**{**tables, "amounts": []}), month)
    read = mr.Results.from_json(results.to_json())
    assert [one.bounds and one.bounds.to_fill for one in read] == [
        one.bounds and one.bounds.to_fill for one in results
    ]
    old = json.loads(results.to_json())
    for one in old["results"]:
        assert one["bounds"].pop("to_fill")
    before = mr.Results.from_json(json.dumps(old))
    assert before == results
    assert "to_fill" not in before.to_json()
