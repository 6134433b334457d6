"""A session reads what the office says of numbers that cannot be read, whenever it says it."""

from __future__ import annotations

from itertools import permutations

import pytest
from regulations import NIP, discipline

from masker_rules.facts import Pack, read_pack
from masker_rules.watch import Session
from masker_rules.watch.sources import FolderSource

OTHER = "198602022011012002"
ROUNDED = "1.98501E+17"
LAW = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})
PEOPLE = [{"nip": NIP, "category": "PNS", "grade": "III/a"}]


def answer(said, written=ROUNDED, table="punches"):
    return {"table": table, "written": written, "nip": said}


def facts_of(tables):
    """As lines of JSON have them: of a table with a column `table` that one is written `of`."""
    return [
        {**row, "of": row["table"], "table": name} if "table" in row else {"table": name, **row}
        for name, rows in tables.items()
        for row in rows
    ]


def identity(said, **more):
    [fact] = facts_of({"identities": [answer(said, **more)]})
    return fact


def told(pack):
    return (
        {name: pack.rows(name) for name in ("employees", "punches")},
        sorted((one.table, one.code, one.value) for one in pack.set_aside),
        sorted((one.table, one.code, one.value) for one in pack.warnings),
    )


@pytest.mark.parametrize("said", [NIP, "nobody", OTHER, ""])
def test_row_when_answered_in_whatever_order_then_as_in_a_pack(said):
    tables = {
        "employees": PEOPLE,
        "punches": [{"nip": ROUNDED, "time": "2026-07-01 08:00", "kind": "in"}],
        "identities": [answer(said)],
    }
    whole = told(Pack(**tables))
    for order in permutations(facts_of(tables)):
        session = Session(LAW, tables=tables)
        for one in order:
            session.feed(one)
        assert told(session.pack()) == whole


def test_stranger_when_answered_then_theirs_until_the_stranger_has_a_row():
    tables = {
        "employees": PEOPLE,
        "punches": [{"nip": OTHER, "time": "2026-07-01 08:00", "kind": "in"}],
        "identities": [answer(NIP, written=OTHER)],
    }
    for order in permutations(facts_of(tables)):
        session = Session(LAW, tables=tables)
        for one in order:
            session.feed(one)
        assert [row.nip for row in session.pack().rows("punches")] == [NIP]
        row = {"table": "employees", "nip": OTHER, "category": "PNS", "grade": "III/a"}
        session.feed(row, ref="other")
        assert [row.nip for row in session.pack().rows("punches")] == [OTHER]
        session.retract("other")
        assert [row.nip for row in session.pack().rows("punches")] == [NIP]


def test_answer_when_withdrawn_or_contradicted_then_the_row_is_of_nobody_again():
    session = Session(LAW, tables=["employees", "punches"])
    session.feed({"table": "employees", **PEOPLE[0]})
    session.feed({"table": "punches", "nip": ROUNDED, "time": "2026-07-01 08:00", "kind": "in"})
    for said in (NIP, OTHER):
        session.feed(identity(said), ref=said)
    assert session.pack().rows("punches") == ()
    session.retract(OTHER)
    assert len(session.pack().rows("punches")) == 1
    session.retract(NIP)
    assert session.pack().rows("punches") == ()
    assert [one.value for one in session.pack().set_aside] == [ROUNDED]


def test_result_when_an_answer_comes_then_computed_again(tmp_path):
    session = Session(LAW, tmp_path / "session.db", tables=["employees", "punches", "amounts"])
    session.feed({"table": "employees", **PEOPLE[0]})
    session.feed({"table": "amounts", "nip": NIP, "component": "tpp", "amount": "1000000"})
    for clock, kind in (("08:00", "in"), ("16:00", "out")):
        time = f"2026-07-01 {clock}"
        session.feed({"table": "punches", "nip": ROUNDED, "time": time, "kind": kind})
    assert session.results("2026-07")[NIP].status == "incomplete"
    session.feed(identity(NIP))
    # 22 of 23 working days at 3 % each.
    assert session.results("2026-07")[NIP].net == 340_000
    session.close()
    again = Session(LAW, tmp_path / "session.db")
    assert again.results("2026-07")[NIP].net == 340_000
    again.close()


def test_folder_when_it_holds_answers_and_complete_months_then_both_are_read(tmp_path):
    tables = {
        "employees": "nip,category,grade\n" + f"{NIP},PNS,III/a\n",
        "amounts": f"nip,component,amount\n{NIP},tpp,1000000\n",
        "punches": "nip,time,kind\n"
        + "".join(f"{ROUNDED},2026-07-01 {tap}\n" for tap in ("08:00,in", "16:00,out")),
        "identities": f"table,written,nip\npunches,{ROUNDED},{NIP}\n",
        "complete": "period,table\n2026-06,punches\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    session = Session(LAW)
    FolderSource(tmp_path).poll(session)
    assert told(session.pack()) == told(read_pack(tmp_path))
    assert session.pack().rows("complete") == read_pack(tmp_path).rows("complete")
    assert session.results("2026-07")[NIP].net == 340_000


def test_session_when_most_numbers_are_lost_then_not_settled():
    session = Session(LAW, tables=["employees", "punches"])
    session.feed({"table": "employees", **PEOPLE[0]})
    session.feed({"table": "punches", "nip": ROUNDED, "time": "2026-07-01 08:00", "kind": "in"})
    assert [note.code for note in session.unsettled] == ["identities-unreadable"]
    session.feed(identity("nobody"))
    assert session.unsettled == ()
