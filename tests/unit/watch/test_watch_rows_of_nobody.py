"""A row that has lost whose it is says of a session what it says of a pack.

`session.results` is what `compute` gives on the same facts, whoever was computed before the row
came or went.
"""

from __future__ import annotations

import pytest
from regulations import HEADER, NIP, discipline, regulation, tables
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
    jasa = {"points": "poin", "amount": "Rp 9.000.000"}
    return regulation(
        quantities={"poin": "count(day: in_at exists)"},
        pools={"jasa": jasa},
        pay={"jasa": {"kind": "addition", "is": "jasa.share"}},
    )


LAWS = {"plain": plain_law}


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
    feeding = dict((ref, fact) for fact, ref in facts_of(damaged))
    whole = dict((ref, fact) for fact, ref in facts_of(own))
    [place] = [ref for ref in whole if whole[ref] != feeding[ref]]
    session.feed_all({**fact, "ref": ref} for ref, fact in whole.items() if ref != place
                     and fact["table"] != "punches")  # fmt: skip
    for ref, fact in whole.items():
        if ref != place and fact["table"] == "punches":
            session.feed(fact, ref=ref)
    session.results(MONTH)
    session.feed(feeding[place], ref="damaged")
    agree(session, law, damaged)
    session.feed(whole[place], ref="mended", replaces="damaged")
    agree(session, law, own)
