"""Who stands on a list and who does not: the money of all papers and lists adds up."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest
from agreement import seeded
from papers_world import MONTH, SHAPES, papers_of, results_of
from regulations import NIP, regulation, tables

import masker_rules as mr
from masker_rules.demo import PERIOD, PROFILE, pack_path
from masker_rules.engine.result import Person
from masker_rules.engine.sets import Member, ProfileSet
from masker_rules.errors import RequestError
from masker_rules.facts.rows import Account, Official
from masker_rules.papers import Office, Register, Tables, Wish, is_draft
from masker_rules.papers.layout import Facts, Numbered, Text
from masker_rules.papers.parts import is_of_leave, touches_leave
from masker_rules.papers.people import Lists, account_of, grade_group
from masker_rules.periods import Month

UNIT = "Badan Data Contoh"
#: In force, and every number of it is confirmed.
LAW = regulation(header={"status": "in_force"})


@pytest.fixture(scope="module")
def demo():
    return mr.compute(PROFILE, pack_path(), PERIOD)


@pytest.fixture(scope="module")
def confirmed():
    return mr.compute(LAW, pack_path(), PERIOD)


def paper_of(bundle, kind):
    return next((one for one in bundle.papers if one.kind == kind), None)


def total_of(bundle, kind, column):
    paper = paper_of(bundle, kind)
    return 0 if paper is None else paper.tables[0].totals[column]


def nips_on(bundle, kind):
    paper = paper_of(bundle, kind)
    if paper is None:
        return []
    (table,) = paper.tables
    at = next(at for at, column in enumerate(table.columns) if column.key == "nip")
    return [row.cells[at].value for row in table.rows]


def accounts_of(results, without=()):
    return {
        item.nip: (Account(item.nip, "Bank Contoh", f"00{item.nip[:6]}"),)
        for item in results
        if item.nip not in without
    }


# ------------------------------------------------------------------ sums
@pytest.mark.parametrize("ref", SHAPES)
def test_papers_of_a_random_month_when_added_up_then_what_the_results_say(ref):
    results = results_of(ref, 1, people=20)
    assert_sums(results, papers_of(results))


def assert_sums(results, made):
    paid = [item for bundle in made for item in bundle.group.paid]
    left = [one.result for bundle in made for one in bundle.group.left_out]
    assert sorted(item.nip for item in (*paid, *left)) == sorted(item.nip for item in results)
    assert all(item.status in {"payable", "zero"} for item in paid)
    for bundle in made:
        net = sum(item.net for item in bundle.group.paid)
        gross = sum(item.gross for item in bundle.group.paid)
        for kind in ("sheet", "nominative", "bank", "grades"):
            assert total_of(bundle, kind, "net") == net, kind
        for kind in ("sheet", "nominative", "grades"):
            assert total_of(bundle, kind, "gross") == gross, kind
        if bundle.group.paid:
            (lists,) = paper_of(bundle, "cover").tables
            assert lists.totals == {"people": len(bundle.group.paid), "gross": gross, "net": net}
            assert paper_of(bundle, "accounts").tables[0].totals["amount"] == gross
        assert nips_on(bundle, "left_out") == [one.result.nip for one in bundle.group.left_out]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_fifty_random_months_when_added_up_then_lists_recap_letter_and_results_agree(seed):
    results = results_of(SHAPES[seed % len(SHAPES)], 100 + seed, people=15)
    register = Register(MONTH)
    assert_sums(results, papers_of(results, register=register))
    payable = {item.nip: item.net for item in results if item.status in {"payable", "zero"}}
    listed = {nip: net for paid in register.lists.values() for nip, (_, net) in paid.items()}
    assert listed == payable


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(one, marks=pytest.mark.slow) for one in range(1, 30))]
)
def test_lists_when_made_and_made_anew_in_any_order_then_nobody_is_paid_twice(seed):
    rng = seeded(f"lists {seed}")
    results = results_of(SHAPES[seed % len(SHAPES)], 200 + seed % 6, people=15)
    nips = [item.nip for item in results]
    units = sorted({item.person.unit or "" for item in results})
    register, known = Register(MONTH), 0
    for _ in range(6):
        number = rng.randint(1, known + 1)
        known = max(known, number)
        wish = Wish(
            kinds=("cover",),
            number=number,
            units=tuple(rng.sample(units, 1)) if rng.random() < 0.3 else (),
            only=tuple(rng.sample(nips, len(nips) // 2)) if rng.random() < 0.4 else None,
            without=tuple(rng.sample(nips, 4)) if rng.random() < 0.5 else (),
        )
        made = papers_of(results, wish, register=register)
        on = [nip for paid in register.lists.values() for nip in paid]
        assert len(on) == len(set(on))
        for bundle in made:
            letter = paper_of(bundle, "cover")
            if letter is not None:
                sums = register.sums(bundle.group.unit, bundle.group.staff)
                (lists,) = letter.tables
                assert lists.totals["net"] == sum(one.net for one in sums)
                assert lists.totals["people"] == sum(one.people for one in sums)


def test_pns_and_pppk_when_of_one_unit_then_on_papers_of_their_own(demo):
    for bundle in papers_of(demo):
        of_them = {item.person.category for item in bundle.group.everybody}
        expected = {"pns": {"PNS", "CPNS"}, "pppk": {"PPPK"}, "other": {"NON_ASN"}}
        assert of_them <= expected[bundle.group.staff]


# ------------------------------------------------------------------ guards
def test_person_when_incomplete_then_listed_with_bounds_and_not_paid(demo):
    (bundle,) = [one for one in papers_of(demo) if "badan-data-contoh-pns" in one.name]
    (left,) = bundle.group.left_out
    assert (left.why, left.result.status) == ("incomplete", "incomplete")
    assert left.result.nip not in nips_on(bundle, "nominative")
    (table,) = paper_of(bundle, "left_out").tables
    keys = [column.key for column in table.columns]
    (row,) = [dict(zip(keys, row.cells, strict=True)) for row in table.rows]
    bounds = left.result.bounds
    assert (row["lowest"].value, row["highest"].value) == (bounds.lowest, bounds.highest)
    assert row["missing"].value


def test_person_when_nobody_can_read_the_row_then_left_out_and_named(demo):
    """In no unit, for its cell cannot be read either, and by no computation."""
    known, *others = [item for item in demo if item.status == "payable"][:3]
    unread = replace(known, status="incomplete", person=Person(), computation=None, net=None)
    results = replace(demo, items=(unread, *others), table=None)
    made = papers_of(results)
    left = [one for bundle in made for one in bundle.group.left_out]
    assert [(one.result.nip, one.why) for one in left] == [(known.nip, "incomplete")]
    assert [nips_on(one, "left_out") for one in made if one.group.left_out] == [[known.nip]]
    with pytest.raises(RequestError) as caught:
        papers_of(replace(results, items=(unread,)))
    assert caught.value.code == "papers-nobody-computed"


def test_person_when_without_account_then_left_out_and_where_no_table_is_a_blank(demo):
    nip = next(item.nip for item in demo if item.net)
    tables = Tables(accounts_of(demo, without={nip}))
    left = [one for b in papers_of(demo, tables=tables) for one in b.group.left_out]
    assert [one.result.nip for one in left if one.why == "no_account"] == [nip]
    for bundle in papers_of(demo, tables=Tables(None)):
        assert all(one.why != "no_account" for one in bundle.group.left_out)
        for row in paper_of(bundle, "bank").tables[0].rows if paper_of(bundle, "bank") else ():
            assert row.cells[4].value is None


def test_account_when_dated_then_the_one_of_the_day():
    rows = (
        Account("1", "A", "111", valid_until=date(2026, 3, 31)),
        Account("1", "B", "222", valid_from=date(2026, 4, 1)),
    )
    for on, number in ((date(2026, 3, 31), "111"), (date(2026, 4, 1), "222")):
        assert account_of(Lists(on, accounts={"1": rows}), "1").account == number
    late = (Account("1", "B", "222", valid_from=date(2026, 4, 1)),)
    assert account_of(Lists(date(2026, 3, 31), accounts={"1": late}), "1") is None


def test_signature_when_nobody_is_known_then_a_blank_and_never_an_invention(demo):
    bundle = papers_of(demo)[0]
    for one in paper_of(bundle, "nominative").signatures:
        assert (one.name, one.nip, one.grade) == ("", "", "")
    tables = Tables(None, [Official(None, "head", "Dr. Contoh", "1", "Pembina", "plt")])
    head = paper_of(papers_of(demo, tables=tables)[0], "nominative").signatures[0]
    assert head.role.startswith("Plt. Pengguna Anggaran")
    assert (head.name, head.grade, head.nip) == ("Dr. Contoh", "Pembina", "1")


# ------------------------------------------------------------------ several lists
def test_supplementary_list_when_made_then_nobody_is_paid_twice(demo):
    register = Register(MONTH)
    everybody = [item for item in demo if item.status == "payable"]
    late = {everybody[0].nip, everybody[5].nip}
    first = papers_of(demo, Wish(without=late), register=register)
    second = papers_of(demo, Wish(number=2), register=register)
    on_first = [item.nip for bundle in first for item in bundle.group.paid]
    on_second = [item.nip for bundle in second for item in bundle.group.paid]
    assert set(on_second) == late
    assert not set(on_first) & set(on_second)
    nets = [sum(bundle.group.net for bundle in made) for made in (first, second)]
    assert sum(nets) == sum(item.net for item in everybody)
    # The letter of the second says both, and what they come to.
    letters = [letter for b in second if (letter := paper_of(b, "cover")) is not None]
    numbers = [row.cells[0].value for letter in letters for row in letter.tables[0].rows]
    assert numbers == ["1", "2"] * len(letters)
    # Each paper of a supplementary list says that it is one, letters too.
    assert all("DAFTAR SUSULAN NOMOR 2" in one.title for b in second for one in b.papers)
    assert not [one for b in first for one in b.papers if "SUSULAN" in " ".join(one.title)]
    again = papers_of(demo, Wish(number=3), register=register)
    assert not [item for bundle in again for item in bundle.group.paid]


def test_list_when_made_anew_then_takes_its_own_place_and_not_that_of_others(demo):
    register = Register(MONTH)
    late = next(item.nip for item in demo if item.status == "payable")
    papers_of(demo, Wish(without={late}), register=register)
    papers_of(demo, Wish(number=2, only=(late,)), register=register)
    anew = papers_of(demo, Wish(), register=register)
    left = [one for b in anew for one in b.group.left_out if one.why == "listed"]
    assert [(one.result.nip, one.list_number) for one in left] == [(late, 2)]


def test_letter_when_made_then_what_was_due_less_what_was_cut_is_the_gross(demo):
    bundle = next(one for one in papers_of(demo) if one.group.unit == "SMP Contoh")
    facts = dict(
        next(b for b in paper_of(bundle, "cover").blocks[2:] if isinstance(b, Facts)).rows
    )
    # The amounts of the pack: 4,900,000 + 3,300,300 + 3,100,100, of three people paid, who get
    # 4,900,000 + 3,293,699 + 3,010,198.
    assert facts["Jumlah sebelum pengurangan"] == "Rp 11.300.400"
    assert facts["Pengurangan"] == "−Rp 96.503"
    assert facts["Jumlah kotor"] == "Rp 11.203.897"


def test_letter_when_somebody_has_no_claim_then_not_counted_as_waiting(demo):
    """Contoh Widuri waits for her data; Contoh Vanili shall have no claim."""
    items = tuple(
        replace(item, status="not_eligible", net=None) if item.name == "Contoh Vanili" else item
        for item in demo
        if item.person.unit == "SMP Contoh"
    )
    bundle = papers_of(replace(demo, items=items, table=None))[0]
    facts = dict(
        next(b for b in paper_of(bundle, "cover").blocks[2:] if isinstance(b, Facts)).rows
    )
    assert facts["Belum dibayar"] == "1"
    assert len(nips_on(bundle, "left_out")) == 2


# ------------------------------------------------------------------ several regulations
@pytest.fixture(scope="module")
def mixed():
    """PNS by one regulation and all others, CPNS too, by another: one unit has both."""
    return mr.compute(
        ProfileSet(
            (
                Member(mr.load_profile(LAW), {"category": frozenset({"PNS"})}),
                Member(mr.load_profile(PROFILE), {}),
            )
        ),
        pack_path(),
        PERIOD,
    )


def test_lists_when_a_unit_is_paid_by_two_regulations_then_each_pays_nobody_twice(mixed):
    register = Register(MONTH)
    made = papers_of(mixed, register=register)
    apart = [one for one in made if (one.group.unit, one.group.staff) == (UNIT, "pns")]
    assert len({one.group.plan.id for one in apart}) == len(apart) == 2
    # The record has those of both; a supplementary list pays none of them again.
    paid = {item.nip for bundle in made for item in bundle.group.paid}
    assert register.listed() == dict.fromkeys(paid, 1)
    second = papers_of(mixed, Wish(number=2), register=register)
    assert not [item for bundle in second for item in bundle.group.paid]
    # Each says by which regulation it pays, in its heading and in the name of its file.
    assert len({one.name for one in apart}) == 2
    for bundle in apart:
        title = bundle.group.plan.title.get("id").upper()
        assert all(title in " ".join(p.title) for p in bundle.papers if p.kind == "nominative")
        # And the letter has all lists of the unit.
        (lists,) = paper_of(bundle, "cover").tables
        assert lists.totals["net"] == sum(one.group.net for one in apart)
        assert lists.totals["people"] == sum(len(one.group.paid) for one in apart)


def test_list_when_made_anew_without_people_of_it_then_refused_and_the_record_stays(confirmed):
    register = Register(MONTH)
    papers_of(confirmed, register=register)
    before = dict(register.lists)
    nips = [nip for paid in before.values() for nip in paid]
    for wish in (Wish(only=(nips[0],)), Wish(without=(nips[0],))):
        with pytest.raises(RequestError) as caught:
            papers_of(confirmed, wish, register=register)
        assert caught.value.code == "papers-list-shorter"
        assert register.lists == before
    params = caught.value.problems[0].params
    assert (params["count"], params["whose"], params["next"]) == (1, nips[0], 2)
    # A draft pays nobody: it may leave out whom it wants.
    papers_of(confirmed, Wish(without=(nips[0],), draft=True), register=register)
    assert nips[0] not in register.listed()


def test_list_when_it_pays_something_else_than_before_then_told(confirmed):
    register = Register(MONTH)
    first = papers_of(confirmed, Wish(only=()), register=register)
    again = papers_of(confirmed, register=register)
    third = papers_of(confirmed, register=register)
    codes = [
        [one.code for bundle in made for one in bundle.told] for made in (first, again, third)
    ]
    assert ["papers-list-changed" in one for one in codes] == [False, False, False]
    key = next(key for key, paid in register.lists.items() if paid)
    nip = next(iter(register.lists[key]))
    register.lists = {**register.lists, key: {**register.lists[key], nip: (2, 1)}}
    told = papers_of(confirmed, register=register)[0].told
    (changed,) = [one for one in told if one.code == "papers-list-changed"]
    assert changed.params["people"] == changed.params["people_before"]
    assert changed.params["net"] != changed.params["net_before"]


def test_draft_when_of_a_supplementary_list_then_without_those_whom_a_list_pays(confirmed):
    real, drafts = Register(MONTH), Register(MONTH)
    nips = [item.nip for item in confirmed if item.status == "payable"]
    papers_of(confirmed, Wish(draft=True), register=drafts)
    papers_of(confirmed, Wish(without=(nips[0],)), register=real)
    drafts.over(real)
    made = papers_of(confirmed, Wish(number=2, draft=True), register=drafts)
    assert [item.nip for bundle in made for item in bundle.group.paid] == [nips[0]]
    assert set(real.listed()) == set(nips[1:])


def test_register_when_written_and_read_then_the_same(demo, tmp_path):
    register = Register(MONTH)
    papers_of(demo, register=register)
    path = tmp_path / "daftar.json"
    register.write(path)
    assert Register.read(path, Month(2026, 3)).lists == register.lists
    assert "account" not in path.read_text("utf-8")


def test_register_when_somebody_else_made_lists_meanwhile_then_not_written_over(demo, tmp_path):
    """Two units of one folder made at a time: the people of the first would be paid again."""
    path = tmp_path / "daftar.json"
    ours, theirs = (Register.read(path, Month(2026, 3)) for _ in range(2))
    papers_of(demo, Wish(units=("SMP Contoh",)), register=theirs)
    theirs.write(path)
    theirs.write(path)
    papers_of(demo, Wish(units=(UNIT,)), register=ours)
    with pytest.raises(RequestError) as caught:
        ours.write(path)
    assert caught.value.code == "papers-record-changed"
    assert Register.read(path, Month(2026, 3)).lists == theirs.lists


def test_list_when_for_some_then_for_them_alone(demo):
    nip = next(item.nip for item in demo if item.status == "payable")
    paid = [i.nip for b in papers_of(demo, Wish(only=(nip,))) for i in b.group.paid]
    assert paid == [nip]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(units=("BADAN DATA KONTOH",)), "papers-unknown-unit"),
        (Wish(only=("198501012010011001",)), "nip-not-in-pack"),
        (Wish(without=("198501012010011001",)), "nip-not-in-pack"),
    ],
)
def test_wish_when_of_what_is_not_there_then_refused(demo, wish, code):
    with pytest.raises(RequestError) as caught:
        papers_of(demo, wish)
    assert caught.value.code == code


# ------------------------------------------------------------------ drafts
def test_papers_when_rates_are_unconfirmed_then_every_one_is_marked(demo):
    assert is_draft(demo, Wish())
    marks = {paper.watermark for bundle in papers_of(demo) for paper in bundle.papers}
    assert marks == {"KONSEP – BELUM SAH UNTUK PEMBAYARAN"}


# ------------------------------------------------------------------ what others must not see
SENSITIVE = ("gugur", "keluarga", "keguguran", "menikah", "melahirkan", "rawat", "penting")


def told_on(paper):
    """Everything that stands on a paper."""
    cells = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    columns = [column for table in paper.tables for column in table.columns]
    facts = [
        text for one in paper.blocks if isinstance(one, Facts) for row in one.rows for text in row
    ]
    items = [text for one in paper.blocks if isinstance(one, Numbered) for text in one.items]
    return [
        *paper.title, *paper.notes, *facts, *items,
        *(one.text for one in paper.blocks if isinstance(one, Text)),
        *(one.title for one in columns), *(one.group for one in columns),
        *(cell.value for cell in cells if isinstance(cell.value, str)),
        *(cell.note for cell in cells),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ref", "codes"),
    [
        ("id/prov-jambi", {"cuti_melahirkan", "cuti_alasan_penting"}),
        # Its rules of sickness are called `inpatient` and the like.
        pytest.param("id/bkkbn", {"CS"}, marks=pytest.mark.slow),
    ],
)
def test_reasons_of_leave_when_shared_then_on_no_paper(ref, codes):
    results = results_of(ref, 3, people=40)
    assert codes & {finding.code for item in results for finding in item.findings}
    for lang in ("id", "en"):
        for bundle in papers_of(results, Wish(lang=lang)):
            for paper in bundle.papers:
                said = [] if paper.kind == "followup" else told_on(paper)
                found = [text for text in said if any(w in text.casefold() for w in SENSITIVE)]
                assert not found, paper.kind


LEAVE = {
    "words": {"absences.code": {"pemulihan_gugur": "new", "Pemulihan": "pemulihan_gugur"}},
    "groups": {"leave": ["pemulihan_gugur"]},
    "series": {"rest": {"each": "day", "when": "status = pemulihan_gugur", "code": "PKG"}},
}


def test_rule_when_every_word_of_it_is_leave_then_of_leave_whatever_it_is_called():
    rules = {
        # A name of its own, with a label and a code that tell the reason.
        "a": {"label": "Gugur kandungan", "each": "rest", "cut": "1%"},
        "b": {"each": "alpa", "cut": "1%"},
        # Beside other things: of those of its days that are leave nothing is told.
        "c": {"each": "alpa or rest", "cut": "1%"},
        # What is not leave is none.
        "d": {"each": "late", "when": "not (status = pemulihan_gugur)", "cut": "1%"},
    }
    rules = {name: {**rule, "of": "total"} for name, rule in rules.items()}
    plan = mr.load_profile(regulation(rules=rules, **LEAVE)).plan
    assert [is_of_leave(plan, f"rules.{name}") for name in "abcd"] == [True, False, False, False]
    assert [touches_leave(plan, f"rules.{name}") for name in "abcd"] == [True, False, True, False]


@pytest.mark.parametrize("each", ["rest", "alpa or rest"])
def test_leave_when_charged_by_a_rule_of_any_name_then_its_reason_on_no_paper(each):
    rule = {"label": "Aturan", "each": each, "cut": "1%", "of": "total", "code": "PKG"}
    law = regulation(rules={"a": rule}, **LEAVE)
    days = [
        {
            "nip": NIP,
            "code": "Pemulihan",
            "from": "2026-07-06",
            "until": "2026-07-07",
            "approved": "true",
        }
    ]
    given = tables(absences=days)
    given["employees"] = [{**given["employees"][0], "unit": "Dinas A"}]
    results = mr.compute(law, mr.Pack(**given), "2026-07")
    assert {finding.code for finding in results[0].findings} == {"PKG"}
    (bundle,) = papers_of(results)
    discipline = paper_of(bundle, "discipline").tables[0].columns
    assert [column.title for column in discipline if column.group == "Cuti"] == ["Kali", "%"]
    said = [text for paper in bundle.papers for text in told_on(paper)]
    assert not [text for text in said if "PKG" in text or "gugur" in text.casefold()]


def test_person_when_left_out_for_leave_that_is_not_clear_then_not_which():
    given = tables(absences=[
        {"nip": NIP, "code": "cuti keguguran", "from": "2026-07-06", "until": "2026-07-07"},
    ])  # fmt: skip
    rules = {"alpa": {"each": "alpa", "cut": "1%", "of": "total"}}
    results = mr.compute(regulation(rules=rules), mr.Pack(**given), "2026-07")
    assert "keguguran" in " ".join(results[0].bounds.missing)
    (bundle,) = papers_of(results)
    said = told_on(paper_of(bundle, "left_out"))
    assert not [text for text in said if "keguguran" in text]
    assert "keterangan tidak masuk kerja" in said


GRADES = {
    "IV/a": "IV", "III/d": "III", "XVII": "XVII–XIII", "XIII": "XVII–XIII", "XII": "XII–IX",
    "IX": "XII–IX", "VIII": "VIII–V", "V": "VIII–V", "IV": "IV–I", "I": "IV–I", None: "",
}  # fmt: skip


@pytest.mark.parametrize(("grade", "group"), GRADES.items())
def test_grade_when_grouped_then_by_its_number_and_of_pppk_in_a_range(grade, group):
    item = SimpleNamespace(person=SimpleNamespace(grade=grade))
    assert grade_group(item) == group


def test_office_when_it_says_codes_then_in_the_recap_by_account(demo):
    office = Office(codes={"productivity": "5.1.01.02.01.0005"}, pay_month=Month(2026, 4))
    paper = paper_of(papers_of(demo, office=office)[0], "accounts")
    assert [row.cells[1].value for row in paper.tables[0].rows] == ["5.1.01.02.01.0005", None]
    assert "BULAN APRIL 2026 UNTUK KINERJA MARET 2026" in paper.title


def test_share_of_a_part_when_shown_then_that_of_the_result(demo):
    bundle = papers_of(demo)[0]
    (table,) = paper_of(bundle, "discipline").tables
    at = next(i for i, column in enumerate(table.columns) if column.key == "part.discipline")
    shown = [row.cells[at].value for row in table.rows]
    assert shown == [item.parts.get("discipline") for item in bundle.group.everybody]
    assert all(share is None or isinstance(share, Fraction) for share in shown)


def test_papers_when_the_office_has_a_letterhead_and_a_number_then_on_each(demo):
    office = Office(("KABUPATEN", "DINAS"), numbers={"nominative": "900/7"})
    papers = papers_of(demo, Wish(units=("SMP Contoh",)), office=office)[0].papers
    assert {paper.letterhead.lines for paper in papers} == {("KABUPATEN", "DINAS")}
    (numbered,) = [paper for paper in papers if "Nomor: 900/7" in paper.title]
    assert numbered.kind == "nominative"
