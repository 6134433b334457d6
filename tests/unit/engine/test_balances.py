"""Balances: what is earned and spent beside money, carried from month to month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from installed import install

import masker_rules as mr
from masker_rules.facts.writers import write_pack
from masker_rules.watch import Session

NIP = "197001012010011001"
OTHER = "197102022010012001"
HEAD = """
profile: {language: 1, id: id/kab-contoh/saldo, title: Saldo Contoh, status: draft,
  zone: Asia/Makassar, in_force: 2024-01-01.., source: unconfirmed}
words: {scores.measure: {tambah: new, pakai: new}}
hours: {office: {normal: {mon..fri: 07:30..16:00}, source: unconfirmed}}
inputs:
  tpp: {from: amounts.tpp, type: money}
  tambah: {from: scores.tambah, type: count, missing: 0}
  pakai: {from: scores.pakai, type: count, missing: 0}
amount: tpp
parts: {total: {round: Rp 1}}
"""
LEAVE = """
balances:
  cuti:
    type: count
    earned: count(presence.kind = holiday)
    spent: count(status = cuti_tahunan)
"""
SCORED = "balances:\n  cuti: {type: count, earned: tambah, spent: pakai%s}\n"
STAGES = ("opening", "earned", "spent", "uncovered", "lapsed", "closing")
ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])


def law(tmp_path, text):
    path = tmp_path / "profile.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return mr.load_profile(path)


def pack(*, carried=(), days=(), service_start="", scores=(), **more):
    """A pack of one person: `carried` and `scores` are by month, `days` moments of punches."""
    return {
        "employees": [
            {"nip": NIP, "name": "Contoh", "category": "PNS", "service_start": service_start}
        ],
        "amounts": [
            {"nip": NIP, "component": "tpp", "amount": "1000000", "valid_from": "2020-01-01"}
        ],
        "carried": [
            {"nip": NIP, "period": month, "key": "cuti", "value": str(value)}
            for month, value in carried
        ],
        "scores": [
            {"nip": NIP, "period": month, "measure": name, "value": str(value)}
            for month, name, value in scores
        ],
        "punches": [{"nip": NIP, "time": f"{day} 08:00"} for day in days],
        "complete": [],
        **more,
    }


def told(regulation, facts, period, engine="reference", name="cuti"):
    """By month what a result says of a balance, in the order of STAGES; None where unknown."""
    found = mr.compute(regulation, facts, period, engine=engine)
    return {
        str(item.period): tuple(item.counts.get(f"{name}_{stage}") for stage in STAGES)
        for item in found
    }


@ENGINES
def test_days_off_are_earned_spent_and_carried_on(tmp_path, engine):
    # 1 January and 16 January 2026 are holidays (New Year, Isra Mikraj), so is 19 March (Nyepi).
    # January: 1 + 2 = 3. February: nothing. March: 3 + 1 − 2 = 2.
    facts = pack(
        carried=[("2026-01", 1)],
        days=["2026-01-01", "2026-01-16", "2026-02-03", "2026-03-04", "2026-03-19"],
        absences=[{"nip": NIP, "from": "2026-03-02", "until": "2026-03-03",
                   "code": "cuti_tahunan", "approved": "true"}],
    )  # fmt: skip
    assert told(law(tmp_path, LEAVE), facts, "2026-01..2026-03", engine) == {
        "2026-01": (1, 2, 0, 0, 0, 3),
        "2026-02": (3, 0, 0, 0, 0, 3),
        "2026-03": (3, 1, 2, 0, 0, 2),
    }
    # Of March alone the earlier months of the pack say the same.
    assert told(law(tmp_path, LEAVE), facts, "2026-03", engine)["2026-03"] == (3, 1, 2, 0, 0, 2)


@ENGINES
@pytest.mark.parametrize(("asked", "spent", "uncovered", "closing"),
                         [(2, 2, 0, 1), (3, 3, 0, 0), (4, 3, 1, 0)])  # fmt: skip
def test_no_more_is_spent_than_there_is(tmp_path, engine, asked, spent, uncovered, closing):
    # Two from before and one earned are three.
    facts = pack(
        carried=[("2026-03", 2)], days=["2026-03-04"],
        scores=[("2026-03", "tambah", 1), ("2026-03", "pakai", asked)],
    )  # fmt: skip
    found = told(law(tmp_path, SCORED % ""), facts, "2026-03", engine)
    assert found["2026-03"] == (2, 1, spent, uncovered, 0, closing)


@pytest.mark.parametrize(("there", "lapsed", "closing"), [(5, 0, 5), (6, 0, 6), (7, 1, 6)])
@pytest.mark.parametrize(("unit", "month", "other"), [
    ("year", "2026-12", "2026-11"), ("semester", "2026-06", "2026-05"),
    ("quarter", "2026-09", "2026-08"),
])  # fmt: skip
def test_what_is_left_lapses_at_an_end(tmp_path, there, lapsed, closing, unit, month, other):
    regulation = law(tmp_path, SCORED % f", lapses: {unit}, keeps: 6")
    ends = pack(carried=[(month, there)], days=[f"{month}-04"])
    assert told(regulation, ends, month)[month] == (there, 0, 0, 0, lapsed, closing)
    goes_on = pack(carried=[(other, there)], days=[f"{other}-04"])
    assert told(regulation, goes_on, other)[other] == (there, 0, 0, 0, 0, there)


# ------------------------------------------------------------------ each part lapses by itself
@ENGINES
def test_each_part_lapses_so_many_months_after_it_was_earned(tmp_path, engine):
    # January earns 2, February 1, March 1; each lapses at the end of the second month after its
    # own. March: one of January's is spent, the other lapses. April: February's lapses.
    facts = pack(
        carried=[("2026-01", 0)], days=[f"2026-{month:02}-06" for month in (1, 2, 3, 4)],
        scores=[("2026-01", "tambah", 2), ("2026-02", "tambah", 1), ("2026-03", "tambah", 1),
                ("2026-03", "pakai", 1)],
    )  # fmt: skip
    regulation = law(tmp_path, SCORED % ", lapses: month, after: 2")
    assert told(regulation, facts, "2026-01..2026-04", engine) == {
        "2026-01": (0, 2, 0, 0, 0, 2),
        "2026-02": (2, 1, 0, 0, 0, 3),
        "2026-03": (3, 1, 1, 0, 1, 2),
        "2026-04": (2, 0, 0, 0, 1, 1),
    }
    # Of April alone the months before it say the same.
    assert told(regulation, facts, "2026-04", engine)["2026-04"] == (2, 0, 0, 0, 1, 1)


@ENGINES
@pytest.mark.parametrize(("earned", "lapsed"), [(0, 7), (3, 4), (7, 0), (9, 0)])
def test_a_right_of_a_year_lapses_at_the_end_of_the_next(tmp_path, engine, earned, lapsed):
    # Leave that was put off by a year at most (BKN 24/2017): of 7 days that December opens with
    # those that this year earned stay, the others are of the year before.
    facts = pack(
        carried=[("2026-12", 7)], days=["2026-12-04"],
    )  # fmt: skip
    facts["carried"] += [
        {"nip": NIP, "period": f"2026-{month:02}", "key": "cuti_earned",
         "value": str(earned if month == 1 else 0)}
        for month in range(1, 12)
    ]  # fmt: skip
    regulation = law(tmp_path, SCORED % ", lapses: year, after: 1")
    found = told(regulation, facts, "2026-12", engine)
    assert found["2026-12"] == (7, 0, 0, 0, lapsed, 7 - lapsed)
    facts["carried"][0]["period"], facts["punches"][0]["time"] = "2026-11", "2026-11-04 08:00"
    assert told(regulation, facts, "2026-11", engine)["2026-11"] == (7, 0, 0, 0, 0, 7)


@ENGINES
def test_how_old_a_part_is_where_nobody_says_it_is_not_known(tmp_path, engine):
    # Three are there, one of them is of February; whether January earned the others is not known.
    regulation = law(
        tmp_path,
        SCORED % ", lapses: month, after: 2"
        + """
pay: {hangus: {kind: deduction, is: Rp 10.000 * balances.cuti.lapsed, round: Rp 1}}
""",
    )
    facts = pack(carried=[("2026-02", 2)], days=["2026-02-04"])
    (found,) = mr.compute(regulation, facts, "2026-02", engine=engine)
    assert (found.status, found.bounds.missing) == ("incomplete", ("carried.cuti_earned",))
    assert (found.bounds.lowest, found.bounds.highest) == (980_000, 1_000_000)
    for earned, net in ((0, 980_000), (1, 990_000), (2, 1_000_000)):
        row = {"nip": NIP, "period": "2026-01", "key": "cuti_earned", "value": str(earned)}
        own = {**facts, "carried": [*facts["carried"], row]}
        (found,) = mr.compute(regulation, own, "2026-02", engine=engine)
        assert (found.status, found.net) == ("payable", net)
    # Whoever began in February has nothing that is older.
    facts = pack(carried=[("2026-02", 2)], days=["2026-02-04"], service_start="2026-02-01")
    (found,) = mr.compute(regulation, facts, "2026-02", engine=engine)
    assert (found.status, found.net) == ("payable", 980_000)


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=3, max_size=13),
    st.sampled_from([("month", n) for n in (1, 2, 3, 5, 12)]
                    + [("quarter", n) for n in (1, 2, 4)] + [("semester", 1), ("semester", 2),
                    ("year", 1)]),
    st.one_of(st.none(), st.integers(0, 6)), st.integers(1, 12),
)  # fmt: skip
def test_drawn_parts_lapse_as_a_book_of_each_part_says(tmp_path_factory, months, how, cap, first):
    """The same as a book with every part: its month, and what is left of it."""
    unit, after = how
    width = {"month": 1, "quarter": 3, "semester": 6, "year": 12}[unit]
    at = [2024 * 12 + first - 1 + step for step in range(len(months))]
    names = [f"{one // 12}-{one % 12 + 1:02}" for one in at]
    more = f", lapses: {unit}, after: {after}" + ("" if cap is None else f", cap: {cap}")
    regulation = law(tmp_path_factory.mktemp("law"), SCORED % more)
    scores = [(name, measure, value) for name, pair in zip(names, months, strict=True)
              for measure, value in zip(("tambah", "pakai"), pair, strict=True)]  # fmt: skip
    facts = pack(scores=scores, days=[f"{n}-06" for n in names], service_start=f"{names[0]}-01")
    book, expected = {}, {}
    for month, name, (earned, asked) in zip(at, names, months, strict=True):
        opening = sum(book.values())
        book[month] = earned
        spent = _taken(book, asked)
        lapsed = 0
        if (month + 1) % width == 0:
            # The period in which it was earned, and `after` more of them, are over.
            old = [one for one in book if one // width + after <= month // width]
            lapsed = sum(book.pop(one) for one in old)
        if cap is not None:
            lapsed += _taken(book, max(sum(book.values()) - cap, 0))
        expected[name] = (opening, earned, spent, asked - spent, lapsed, sum(book.values()))
    assert told(regulation, facts, f"{names[0]}..{names[-1]}") == expected
    last = names[-1]
    assert told(regulation, facts, last, "columns")[last] == expected[last]


def _taken(book, asked):
    """Take from the oldest parts of a book; how much there was of what is asked for."""
    left = asked
    for month in sorted(book):
        own = min(left, book[month])
        book[month] -= own
        left -= own
    return asked - left


def test_nothing_is_kept_where_the_law_does_not_say_so(tmp_path):
    facts = pack(carried=[("2026-12", 3)], days=["2026-12-04"])
    found = told(law(tmp_path, SCORED % ", lapses: year"), facts, "2026-12")
    assert found["2026-12"] == (3, 0, 0, 0, 3, 0)


@pytest.mark.parametrize(("there", "lapsed", "closing"), [(1, 0, 17), (2, 0, 18), (3, 1, 18)])
def test_no_more_is_left_than_the_cap(tmp_path, there, lapsed, closing):
    # 16 are earned; 18 may be left.
    facts = pack(
        carried=[("2026-03", there)], days=["2026-03-04"], scores=[("2026-03", "tambah", 16)]
    )
    found = told(law(tmp_path, SCORED % ", cap: 18"), facts, "2026-03")
    assert found["2026-03"] == (there, 16, 0, 0, lapsed, closing)


@pytest.mark.parametrize(("month", "lapsed"), [("2026-11", 2), ("2026-12", 14)])
def test_a_cap_holds_in_every_month_and_less_is_kept_at_the_end(tmp_path, month, lapsed):
    # 20 are there: 18 stay in November, 6 beyond December.
    facts = pack(carried=[(month, 20)], days=[f"{month}-04"])
    found = told(law(tmp_path, SCORED % ", cap: 18, lapses: year, keeps: 6"), facts, month)
    assert found[month] == (20, 0, 0, 0, lapsed, 20 - lapsed)


@ENGINES
def test_an_opening_that_nobody_knows_is_not_told_and_stops_no_pay(tmp_path, engine):
    facts = pack(days=["2026-03-04"], scores=[("2026-03", "tambah", 1)])
    (found,) = mr.compute(law(tmp_path, SCORED % ""), facts, "2026-03", engine=engine)
    assert (found.status, found.net) == ("payable", 1_000_000)
    assert found.counts["cuti_earned"] == 1
    assert not {"cuti_opening", "cuti_spent", "cuti_closing"} & found.counts.keys()


RULE = """
quantities: {lebih: {is: balances.cuti.uncovered}}
pay: {potongan: {kind: deduction, is: Rp 10.000 * lebih, round: Rp 1}}
"""


@ENGINES
def test_where_money_depends_on_it_the_month_has_bounds(tmp_path, engine):
    # Three days are asked for and none is earned: none to three of them are uncovered.
    regulation = law(tmp_path, SCORED % "" + RULE)
    facts = pack(days=["2026-03-04"], scores=[("2026-03", "pakai", 3)])
    (found,) = mr.compute(regulation, facts, "2026-03", engine=engine)
    assert found.status == "incomplete"
    assert (found.bounds.lowest, found.bounds.highest) == (970_000, 1_000_000)
    assert found.bounds.missing == ("carried.cuti",)
    facts = pack(carried=[("2026-03", 1)], days=["2026-03-04"], scores=[("2026-03", "pakai", 3)])
    (found,) = mr.compute(regulation, facts, "2026-03", engine=engine)
    assert (found.status, found.net) == ("payable", 980_000)


@pytest.mark.parametrize(("start", "opening"), [("2026-02-01", 2), ("2026-01-31", None)])
def test_whoever_begins_in_a_known_month_has_nothing_from_before(tmp_path, start, opening):
    # February is known and earned two; whoever began on 31 January may have earned something.
    facts = pack(
        days=["2026-02-03", "2026-03-04"], service_start=start, scores=[("2026-02", "tambah", 2)]
    )
    found = told(law(tmp_path, SCORED % ""), facts, "2026-03")
    assert found["2026-03"][0] == opening


def test_what_carried_says_of_a_month_stands_whatever_months_before_it_make(tmp_path):
    facts = pack(carried=[("2026-01", 1), ("2026-03", 9)],
                 days=["2026-01-05", "2026-02-03", "2026-03-04"])  # fmt: skip
    found = told(law(tmp_path, LEAVE), facts, "2026-02..2026-03")
    assert (found["2026-02"][0], found["2026-03"][0]) == (1, 9)


def test_a_month_that_is_not_known_breaks_the_chain(tmp_path):
    regulation = law(tmp_path, LEAVE)
    dark = pack(carried=[("2026-01", 1)], days=["2026-01-05", "2026-03-04"])
    assert told(regulation, dark, "2026-03")["2026-03"][0] is None
    known = {**dark, "complete": [{"period": "2026-02", "table": "punches"},
                                  {"period": "2026-02", "table": "absences"}]}  # fmt: skip
    assert told(regulation, known, "2026-03")["2026-03"][0] == 1


@pytest.mark.parametrize(("told_in", "opening"), [("2025-03", 4), ("2025-02", None)])
def test_a_year_is_looked_back_and_no_further(tmp_path, told_in, opening):
    months = [f"2025-{month:02}" for month in range(1, 13)] + ["2026-01", "2026-02", "2026-03"]
    facts = pack(carried=[(told_in, 4)], days=[f"{month}-06" for month in months])
    regulation = law(tmp_path, SCORED % "")
    assert told(regulation, facts, "2026-03")["2026-03"][0] == opening


def test_a_month_of_a_person_whom_the_regulation_does_not_pay_passes_on_what_there_was(tmp_path):
    eligible = "quantities: {eligible: {is: category = PNS}}\n"
    regulation = law(tmp_path, SCORED % ", lapses: year" + eligible)
    facts = pack(carried=[("2026-12", 4)], days=["2026-12-04", "2027-01-05"])
    (person,) = facts["employees"]
    facts["employees"] = [
        person | {"category": "NON_ASN", "valid_until": "2026-12-31"},
        person | {"valid_from": "2027-01-01"},
    ]
    assert told(regulation, facts, "2027-01")["2027-01"][0] == 4


def test_a_balance_may_be_of_minutes(tmp_path):
    # 90 minutes from before, 30 late minutes made up by them.
    regulation = law(tmp_path, """
balances:
  cuti: {type: minutes, earned: sum(away_permitted), spent: sum(late), cap: 2h}
""")  # fmt: skip
    facts = pack(carried=[("2026-03", 90)], days=["2026-03-04"])
    assert told(regulation, facts, "2026-03")["2026-03"] == (90, 0, 30, 0, 0, 60)


def test_the_explanation_tells_each_step_with_its_law(tmp_path):
    facts = pack(carried=[("2026-03", 2)], days=["2026-03-04"],
                 scores=[("2026-03", "tambah", 1), ("2026-03", "pakai", 2)])  # fmt: skip
    labelled = SCORED % ", label: {id: Cuti, en: Leave}"
    (found,) = mr.compute(law(tmp_path, labelled), facts, "2026-03")
    text = found.explain("en")
    assert "Balances beside money" in text
    for line in ("Leave: opening", "smallest(2; 2 + 1) = 2", "Leave: closing"):
        assert line in text
    assert "Saldo hak selain uang" in found.explain("id")


@pytest.mark.parametrize(("text", "code"), [
    (SCORED % ", cap: Rp 5", "balance-unit"),
    (SCORED % ", keeps: 6", "key-without-effect"),
    (SCORED % ", lapses: week", "unknown-choice"),
    (SCORED % ", after: 2", "key-without-effect"),
    (SCORED % ", lapses: year, after: 2", "unknown-choice"),
    (SCORED % ", lapses: month, after: 13", "unknown-choice"),
    (SCORED % ", lapses: month, after: 0", "unknown-choice"),
    (SCORED % ", lapses: month, after: 3, keeps: 1", "key-without-effect"),
    (SCORED % ", lapses: month, after: 2" + "  cuti_earned: {type: count, earned: 1, spent: 1}",
     "balance-name"),
    ("balances: {cuti: {type: percent, earned: tambah, spent: pakai}}", "unknown-choice"),
    ("balances: {cuti: {type: count, earned: tambah / 2, spent: pakai}}", "balance-unit"),
    ("balances: {cuti: {type: count, earned: tambah * 50%, spent: pakai}}", "balance-unit"),
    ("balances: {overpayment: {type: count, earned: tambah, spent: pakai}}", "balance-name"),
    ("balances: {cuti: {type: count, earned: balances.cuti.closing, spent: pakai}}",
     "reads-its-own-result"),
])  # fmt: skip
def test_what_a_balance_cannot_be(tmp_path, text, code):
    with pytest.raises(mr.ProfileError) as wrong:
        law(tmp_path, text)
    assert code in {problem.code for problem in wrong.value.problems}


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=14),
    st.integers(0, 9), st.integers(0, 12), st.integers(0, 6),
    st.sampled_from(["", "quarter", "semester", "year"]),
)  # fmt: skip
def test_drawn_months_add_up(tmp_path_factory, months, first, cap, keeps, unit):
    names = [f"{2025 + step // 12}-{step % 12 + 1:02}" for step in range(len(months))]
    more = f", cap: {cap}" + (f", lapses: {unit}, keeps: {keeps}" if unit else "")
    regulation = law(tmp_path_factory.mktemp("law"), SCORED % more)
    scores = [(name, measure, value) for name, pair in zip(names, months, strict=True)
              for measure, value in zip(("tambah", "pakai"), pair, strict=True)]  # fmt: skip
    facts = pack(carried=[(names[0], first)], scores=scores, days=[f"{n}-06" for n in names])
    there, expected = first, {}
    for name, (earned, asked) in zip(names, months, strict=True):
        opening, spent = there, min(asked, there + earned)
        left = there + earned - spent
        at_end = unit and int(name[-2:]) % {"quarter": 3, "semester": 6, "year": 12}[unit] == 0
        there = min(left, cap, keeps) if at_end else min(left, cap)
        expected[name] = (opening, earned, spent, asked - spent, left - there, there)
    for engine in ("reference", "columns"):
        assert told(regulation, facts, f"{names[0]}..{names[-1]}", engine) == expected


def in_a_folder(home, facts):
    """A pack for each month that has a punch; what is carried stands in each of them."""
    for month in sorted({row["time"][:7] for row in facts["punches"]}):
        folder = home / f"period={month}"
        folder.mkdir()
        own = {
            "punches": [row for row in facts["punches"] if row["time"][:7] == month],
            "absences": [row for row in facts["absences"] if row["from"][:7] == month],
        }  # fmt: skip
        write_pack({**facts, **own}, folder)


@ENGINES
def test_a_folder_of_months_says_what_one_pack_of_all_says(tmp_path, engine):
    regulation = law(tmp_path, LEAVE)
    facts = pack(
        carried=[("2026-01", 1)],
        days=["2026-01-01", "2026-01-16", "2026-02-03", "2026-03-04", "2026-03-19"],
        absences=[{"nip": NIP, "from": "2026-03-02", "until": "2026-03-03",
                   "code": "cuti_tahunan", "approved": "true"}],
    )  # fmt: skip
    home = tmp_path / "months"
    home.mkdir()
    in_a_folder(home, facts)
    runs = mr.compute_history(regulation, home, engine=engine)
    found = {str(item.period): tuple(item.counts.get(f"cuti_{stage}") for stage in STAGES)
             for run in runs for item in run.results}  # fmt: skip
    assert found == told(regulation, facts, "2026-01..2026-03")
    assert found["2026-03"] == (3, 1, 2, 0, 0, 2)


def test_a_watched_month_follows_what_is_corrected_in_an_earlier_one(tmp_path):
    regulation = law(tmp_path, LEAVE)
    facts = pack(carried=[("2026-02", 1)], days=["2026-02-03", "2026-03-04"])
    facts["absences"] = []
    session = Session(regulation, tables=facts)
    for name, rows in facts.items():
        for number, row in enumerate(rows):
            session.feed({"table": name, **row}, ref=f"{name} {number}")
    assert _opening(session) == 1
    # 17 February is a holiday (Imlek): one who came has a day more.
    session.feed({"table": "punches", "nip": NIP, "time": "2026-02-17 08:00"}, ref="imlek")
    assert _opening(session) == 2
    session.retract("imlek")
    assert _opening(session) == 1


def _opening(session):
    (found,) = session.results("2026-03")
    return found.counts["cuti_opening"]


@pytest.mark.parametrize("row", [
    {"from": "2026-02-??", "until": "2026-02-05"}, {"from": "2026-02-04", "until": "x"},
])  # fmt: skip
def test_a_row_that_cannot_be_read_leaves_what_follows_it_unknown(tmp_path, row):
    # It may have been leave of February, which would have spent a day.
    absent = {"nip": NIP, "code": "cuti_tahunan", "approved": "true", **row}
    facts = pack(carried=[("2026-02", 3)], days=["2026-02-03", "2026-03-04"], absences=[absent])
    assert told(law(tmp_path, LEAVE), facts, "2026-03")["2026-03"][0] is None


def test_needs_name_the_opening(tmp_path):
    needs = law(tmp_path, SCORED % "" + RULE).needs()
    (carried,) = [table for table in needs.tables if table.name == "carried"]
    assert "cuti" in {key.key for key in carried.keys}


def _version(name, in_force, balances):
    return HEAD.replace("id/kab-contoh/saldo", name).replace("2024-01-01..", in_force) + balances


@ENGINES
@pytest.mark.parametrize(("begins", "new", "carried", "ends"), [
    # The later version has a cap: what June, which was not its own, closed with it cannot tell.
    ("2026-07-15", ", cap: 2", [], (None, None)),
    ("2026-07-01", ", cap: 2", [], (None, None)),
    ("2026-07-15", ", cap: 2", [("2026-07", 4)], (4, 2)),
    ("2026-06-01", "", [], (4, 4)),
])  # fmt: skip
def test_a_month_under_another_version(monkeypatch, tmp_path, engine, begins, new, carried, ends):
    first, second = "id/kab-contoh/perbup-1", "id/kab-contoh/perbup-2"
    last = date.fromisoformat(begins) - timedelta(days=1)
    profiles = {
        first: _version(first, f"2024-01-01..{last}", SCORED % ""),
        second: _version(second, f"{begins}..", SCORED % new),
    }
    listed = {"id/kab-contoh": {"points_to": second, "versions": [first]}}
    install(monkeypatch, tmp_path, profiles, listed)
    facts = pack(carried=[("2026-06", 1), *carried], scores=[("2026-06", "tambah", 3)],
                 days=["2026-06-04", "2026-07-02"])  # fmt: skip
    found = told("id/kab-contoh", facts, "2026-06..2026-07", engine)
    assert found["2026-06"] == (1, 3, 0, 0, 0, 4)
    assert (found["2026-07"][0], found["2026-07"][-1]) == ends
