"""A row that has lost whose it is says of a session what it says of a pack.

`session.results` is what `compute` gives on the same facts, whoever was computed before the row
came or went.
"""

from __future__ import annotations

import pytest
from regulations import NIP, discipline, regulation, tables
from watch_worlds import facts_of, plain

import masker_rules as mr
from masker_rules.watch import Session

MONTH = "2026-07"
#: Of the same day of birth as nobody else.
OTHER = "199002022015022002"
THIRD = "198704042011041004"
#: A number that resembles nobody's.
STRANGER = "197712312005121009"
ABSENT = {"code": "alpa", "from": f"{MONTH}-06", "until": f"{MONTH}-06"}


def lost(nip):
    """What becomes of a number."""
    return {
        "cut": nip[:-1],
        "one digit off": f"{nip[:-1]}{(int(nip[-1]) + 1) % 10}",
        "rounded": f"{float(nip):.5E}",
        "nik": f"730201{nip[6:8]}{nip[4:6]}{nip[2:4]}0007",
        "unreadable": "#N/A",
        "empty": "",
    }


WAYS = lost(NIP)


def world():
    own = tables()
    for nip in (OTHER, THIRD):
        own["employees"].append({**own["employees"][0], "nip": nip})
        own["punches"] += [{**row, "nip": nip} for row in tables()["punches"]]
        own["amounts"].append({**own["amounts"][0], "nip": nip})
    own["absences"] = [{"nip": THIRD, **ABSENT}]
    own["attributes"] = [{"nip": OTHER, "key": "kelas", "value": "5"}]
    return own


def plain_law():
    kelas = {"from": "attributes.kelas", "type": "count", "range": "1..9", "missing": 1}
    base = {"is": "tpp + kelas * Rp 1.000", "round": "Rp 1"}
    alpa = {"each": "alpa", "cut": "1%", "of": "discipline"}
    return {**discipline(alpa=alpa), "inputs": {"kelas": kelas}, "amount": base}


def pooled_law():
    """Of everybody together: Rp 9.000.000 by the days on which somebody came."""
    return regulation(
        inputs={"jasa": {"from": "pools.jasa", "type": "money"}},
        quantities={"poin": "count(day where in_at exists)", "dana": "Rp 9.000.000"},
        pools={"jasa": {"points": "poin", "amount": "dana", "of": "everybody"}},
        amount={"is": "jasa", "service_part": "full", "round": "Rp 1"},
    )


LAWS = {"plain": plain_law, "pooled": pooled_law}


@pytest.fixture(scope="module", params=LAWS)
def law(request):
    return mr.load_profile(LAWS[request.param]())


def agree(session, law, own):
    """Whether the session says what `compute` says of the tables; the results of `compute`."""
    expected = mr.compute(law, mr.Pack(**own), MONTH, engine="reference")
    assert plain(session.results(MONTH)) == plain(expected)
    return expected


def changed(own, table, nip, text, at=0):
    """The tables with a number of somebody in a table written otherwise, and that row."""
    rows = [dict(row) for row in own[table]]
    found = [row for row in rows if row.get("nip") == nip][at]
    found["nip"] = text
    return {**own, table: rows}, found


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "table", ["absences", "punches", "attributes", "amounts", "employees"]
)  # fmt: skip
def test_row_when_its_number_is_lost_and_found_then_the_session_says_what_compute_says(
    law, table, way
):
    """The row comes damaged to a session that has told its results, and is replaced."""
    own = world()
    nip = THIRD if table == "absences" else OTHER
    damaged, _ = changed(own, table, nip, lost(nip)[way])
    session = Session(law, tables=own)
    feeding = {ref: fact for fact, ref in facts_of(damaged)}
    whole = {ref: fact for fact, ref in facts_of(own)}
    [place] = [ref for ref in whole if whole[ref] != feeding[ref]]
    for ref, fact in whole.items():
        if ref != place:
            session.feed(fact, ref=ref)
    session.results(MONTH)
    session.feed(feeding[place], ref="damaged")
    agree(session, law, damaged)
    session.feed(whole[place], ref="mended", replaces="damaged")
    agree(session, law, own)


@pytest.mark.slow
@pytest.mark.parametrize("said", [THIRD, "nobody", STRANGER, ""])
@pytest.mark.parametrize("written", [THIRD[:-1], lost(THIRD)["one digit off"]])
def test_row_when_the_office_answers_then_the_session_says_what_compute_says(law, written, said):
    own, _ = changed(world(), "absences", THIRD, written)
    answer = {"table": "absences", "written": written, "nip": said}
    session = Session(law, tables=own)
    session.feed_all(fact for fact, _ in facts_of(own))
    agree(session, law, own)
    told = {"table": "identities", "of": "absences", "written": written, "nip": said}
    session.feed(told, ref="answer")
    agree(session, law, {**own, "identities": [answer]})
    session.retract("answer")
    agree(session, law, own)


def test_row_when_nobodys_and_one_cell_is_lost_too_then_as_compute(law):
    """A stranger's row and an answered one whose other cells cannot be read either."""
    own, _ = changed(world(), "absences", THIRD, STRANGER)
    own["absences"][0]["code"] = "=A1"
    own["absences"].append({"nip": "#N/A", **ABSENT, "until": "x"})
    own["identities"] = [{"table": "absences", "written": "#N/A", "nip": OTHER}]
    session = Session(law, tables=own)
    for name in ("employees", "absences", "punches", "amounts", "attributes"):
        session.feed_all(fact for fact, _ in facts_of({name: own[name]}))
    identity = own["identities"][0]
    session.feed({**identity, "of": identity["table"], "table": "identities"})
    agree(session, law, own)


def test_person_when_only_the_number_of_the_row_is_lost_then_provisional_is_told(law):
    own, _ = changed(world(), "employees", OTHER, OTHER[:-1])
    session = Session(law, tables=own)
    session.feed_all(fact for fact, _ in facts_of(own))
    assert session.provisional(OTHER, MONTH, f"{MONTH}-31 23:00").status == "incomplete"


def test_people_when_a_row_of_nobody_cannot_be_theirs_then_they_are_kept():
    """Only whoever the number may mean is computed again, and nobody for a stranger's row."""
    own = world()
    session = Session(plain_law(), tables=own)
    session.feed_all(fact for fact, _ in facts_of(own))
    kept = session.results(MONTH)
    session.feed({"table": "absences", "nip": STRANGER, **ABSENT})
    after = session.results(MONTH)
    assert all(after[nip].computation is kept[nip].computation for nip in (NIP, OTHER, THIRD))
    session.feed({"table": "absences", "nip": OTHER[:-1], **ABSENT})
    after = session.results(MONTH)
    same = {nip for nip in (NIP, OTHER, THIRD) if after[nip].computation is kept[nip].computation}
    assert (same, after[OTHER].status) == ({NIP, THIRD}, "incomplete")
    # A punch of one touches nobody else, be there rows of nobody.
    session.feed({"table": "punches", "nip": THIRD, "time": f"{MONTH}-06 08:10", "kind": "in"})
    last = session.results(MONTH)
    assert all(last[nip].computation is after[nip].computation for nip in (NIP, OTHER))
    assert last[THIRD].computation is not after[THIRD].computation
