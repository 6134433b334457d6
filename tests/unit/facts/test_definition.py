"""`tables.yaml`, the contract and the row classes say the same."""

from __future__ import annotations

import dataclasses

import pytest

from masker_rules.errors import Place
from masker_rules.facts.cells import parser_of_type
from masker_rules.facts.definition import definition
from masker_rules.facts.rows import ROW_TYPES, row_maker

# Chapter 1 of the contract, written out by hand.
CONTRACT = {
    "employees": "nip name category grade job_class position position_kind staff_group unit"
    " schedule service_start service_end tax_status npwp education supervisor valid_from"
    " valid_until",
    "punches": "nip time kind lat lon accuracy_m mock ssid bssid device origin received_at review"
    " ref",
    "absences": "nip code from until part reason child_number inpatient document approved"
    " known_at",
    "events": "date event unit staff_group from until known_at",
    "attendance_at_events": "nip date event status",
    "activities": "nip date minutes quantity score title submitted_at status conforming"
    " decided_at",
    "scores": "period measure value nip unit",
    "sanctions": "nip code decided_on effective_from months percent",
    "amounts": "component amount nip position job_class unit staff_group valid_from valid_until",
    "assignments": "nip kind position job_class from until",
    "salaries": "nip period gross health_contribution tax ytd_gross ytd_tax",
    "deductions": "nip period code amount",
    "rosters": "nip date shift start end off",
    "schedules": "schedule weekday start end break_start break_end season unit valid_from"
    " valid_until known_at",
    "sites": "unit name lat lon radius_m ssid bssid known_at",
    "calendar": "date kind name unit staff_group decree decided_on known_at",
    "outages": "from until unit device decided_by known_at",
    "away": "nip from until permitted reason",
    "violations": "nip date code quantity",
    "carried": "nip period key value",
    "identities": "table written nip",
    "complete": "period table",
    "attributes": "nip key value valid_from valid_until known_at",
    "orders": "nip from until document approved",
    "accounts": "nip bank account holder valid_from valid_until",
    "officials": "unit role name nip grade acting valid_from valid_until",
    "payments": "nip period pay_month gross tax deductions net document paid_on",
}
TABLES = definition().every
#: Of every row: where it stands, and which of its columns are known to have no value.
SHARED = {"place", "none"}
#: Columns of every table of people, after its own.
PERSONAL = ("doubt", "known_at")
PEOPLE = [
    name
    for name, names in CONTRACT.items()
    if "nip" in names.split() and name != "identities" and name not in definition().papers
]


def test_tables_when_read_then_those_of_the_contract_in_its_order():
    assert list(TABLES) == list(CONTRACT)


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_when_read_then_those_of_the_contract(name):
    own = CONTRACT[name].split()
    more = [one for one in PERSONAL if one not in own] if name in PEOPLE else []
    assert TABLES[name].names == (*own, *more)


@pytest.mark.parametrize("name", CONTRACT)
def test_row_class_when_compared_then_its_fields_are_the_columns(name):
    table, row = TABLES[name], ROW_TYPES[name]
    fields = [field for field in dataclasses.fields(row) if field.name not in SHARED]
    # What all tables of people share has its name in every call, and comes last in the table.
    own = [field.name for field in fields if not field.kw_only]
    shared = {field.name for field in fields if field.kw_only}
    columns = [column.field for column in table.columns]
    assert columns[: len(own)] == own
    assert set(columns[len(own) :]) == shared
    assert row.__name__ == table.row


@pytest.mark.parametrize("name", CONTRACT)
def test_row_class_when_made_then_frozen_and_its_place_is_no_part_of_the_fact(name):
    fields = {field.name: field for field in dataclasses.fields(ROW_TYPES[name])}
    assert not fields["place"].compare
    assert ROW_TYPES[name].__dataclass_params__.frozen
    assert hasattr(ROW_TYPES[name], "__slots__")


@pytest.mark.parametrize("name", CONTRACT)
def test_definition_when_read_then_complete_and_consistent(name):
    table = TABLES[name]
    assert set(table.doc) == {"id", "en"}
    for column in table.columns:
        assert set(column.doc) == {"id", "en"}, column.name
        assert column.required in {"", "column", "value"}
        assert not (column.words and column.profile)
        if column.profile:
            assert column.profile in definition().vocabularies
        if column.type not in {"nip", "word"}:
            parser_of_type(column.type)
    named = {*table.exactly_one, *table.at_least_one, *sum(table.ranges + table.together, ())}
    assert named <= set(table.names)


@pytest.mark.parametrize("name", PEOPLE)
def test_personal_table_when_a_row_is_made_of_its_values_then_each_is_in_its_column(name):
    values = [object() for _ in TABLES[name].columns]
    row = row_maker(name)(values, Place("x", 2), frozenset())
    assert [getattr(row, column.field) for column in TABLES[name].columns] == values


def test_doubts_when_read_then_in_both_languages_and_of_a_known_reading():
    for code, doubt in definition().doubts.items():
        assert set(doubt.doc) == {"id", "en"}, code
        assert doubt.other in {"", "kind", "day_before", "named_day", "any_day"}


def test_measures_when_read_then_each_canonical_one_has_a_kind():
    assert set(definition().measures) == set(definition().vocabularies["scores.measure"])
