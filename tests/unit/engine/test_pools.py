"""Pools: what people of a unit have together, and amounts that are shared by it to the rupiah."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_names import seeded

import masker_rules as mr
from masker_rules.columnar.partitions import Group, Job, Regulation, Task, outcomes, partitions_in
from masker_rules.engine.pools import shares_of
from masker_rules.watch import Session

FIRST, SECOND, THIRD = "197001012010011001", "197102022010012001", "197203032010011002"
PEOPLE = (FIRST, SECOND, THIRD)
BASE = """
profile: {language: 1, id: id/kab-contoh/dana, title: Dana Contoh, status: draft,
  zone: Asia/Makassar, in_force: 2026-01-01.., source: unconfirmed}
words: {scores.measure: {dana: new, poin: new, urutan: new, pagu: new}}
inputs:
  dana: {from: scores.dana, type: money}
  pagu: {from: scores.pagu, type: money}
  poin: {from: scores.poin, type: count, range: 0..1000}
  urutan: {from: scores.urutan, type: count}
  bagian: {from: pools.jasa, type: money}
  jumlah: {from: pools.jasa.points, type: count}
  orang: {from: pools.jasa.people, type: count}
"""
SHARED = "pools: {jasa: {points: poin, amount: dana}}\namount: {is: bagian, service_part: full}\n"
WHOLE = "parts: {total: {round: Rp 1}}\n"


def law(tmp_path, text=SHARED, base=BASE):
    path = tmp_path / "profile.yaml"
    path.write_text(base + text + WHOLE, encoding="utf-8")
    return mr.load_profile(path)


def employee(nip, unit="Puskesmas A", **more):
    return {"nip": nip, "name": "Contoh", "category": "PNS", "unit": unit} | more


def score(measure, value, **whose):
    return {**whose, "period": "2026-03", "measure": measure, "value": str(value)}


def pack(points, amount=1_000_000, unit="Puskesmas A"):
    return {
        "employees": [employee(nip, unit) for nip in points],
        "scores": [
            score("dana", amount, unit=unit),
            *(score("poin", own, nip=nip) for nip, own in points.items() if own is not None),
        ],
    }


def paid(results):
    return {one.nip: one.net for one in results}


def ends(result):
    if result.bounds is None:
        return result.net, result.net
    return result.bounds.lowest, result.bounds.highest


def compute(profile, tables, **asked):
    return mr.compute(profile, tables, period="2026-03", **asked)


# ------------------------------------------------------------------ to the rupiah
def test_amount_when_shared_by_equal_points_then_the_first_gets_the_odd_rupiah(tmp_path):
    """A third of Rp 1,000,000 is 333,333 and a third of a rupiah; one rupiah is left."""
    found = compute(law(tmp_path), pack(dict.fromkeys(PEOPLE, 5)))
    assert paid(found) == {FIRST: 333_334, SECOND: 333_333, THIRD: 333_333}


def test_rest_when_remainders_differ_then_to_the_largest(tmp_path):
    """Of Rp 10 by 1, 2 and 4 of 7: 1.43, 2.86 and 5.71; two are left, for 2.86 and 5.71."""
    found = compute(law(tmp_path), pack({FIRST: 1, SECOND: 2, THIRD: 4}, 10))
    assert paid(found) == {FIRST: 1, SECOND: 3, THIRD: 6}


def test_rest_when_by_rank_then_all_of_it_to_the_highest(tmp_path):
    """Whole shares of Rp 11 by 1, 2 and 4 of 7 are 1, 3 and 6: one is left, and goes by rank."""
    ranked = SHARED.replace("amount: dana", "amount: dana, rest: first by rank, rank: urutan")
    tables = pack({FIRST: 1, SECOND: 2, THIRD: 4}, 11)
    for nip, rank in ((FIRST, 2), (SECOND, 7), (THIRD, 5)):
        tables["scores"].append(score("urutan", rank, nip=nip))
    assert paid(compute(law(tmp_path, ranked), tables)) == {FIRST: 1, SECOND: 4, THIRD: 6}


def test_pool_when_of_units_then_each_shares_its_own(tmp_path):
    one, other = pack({FIRST: 1, SECOND: 3}, 400), pack({THIRD: 2}, 500, "Puskesmas B")
    tables = {name: one[name] + other[name] for name in one}
    assert paid(compute(law(tmp_path), tables)) == {FIRST: 100, SECOND: 300, THIRD: 500}


def test_pool_when_of_everybody_then_units_share_it(tmp_path):
    everybody = SHARED.replace("{jasa: {", "{jasa: {of: everybody, ")
    one, other = pack({FIRST: 1, SECOND: 3}, 600), pack({THIRD: 2}, 600, "Puskesmas B")
    tables = {name: one[name] + other[name] for name in one}
    found = compute(law(tmp_path, everybody), tables)
    assert paid(found) == {FIRST: 100, SECOND: 300, THIRD: 200}


def test_pool_when_for_some_then_the_others_get_nothing_of_it(tmp_path):
    some = SHARED.replace("amount: dana", "amount: dana, for: poin >= 2")
    found = compute(law(tmp_path, some), pack({FIRST: 1, SECOND: 2, THIRD: 3}, 500))
    assert paid(found) == {FIRST: 0, SECOND: 200, THIRD: 300}


def test_unit_when_scaled_to_its_ceiling_then_its_people_come_to_the_ceiling(tmp_path):
    """Rights of Rp 100, 200 and 400 under a ceiling of Rp 500: 5/7 of each, to the rupiah."""
    ceiling = """
quantities: {hak: poin * Rp 100, batas: round(min(pagu; hak_semua); Rp 1)}
pools:
  jasa: {points: hak}
  bagi: {points: hak, amount: batas}
amount: {is: bagian_pagu, service_part: full}
"""
    base = BASE.replace("{from: pools.jasa, type: money}", "{from: pools.bagi, type: money}")
    base = base.replace("bagian:", "bagian_pagu:").replace("jumlah:", "hak_semua:")
    base = base.replace("hak_semua: {from: pools.jasa.points, type: count}",
                        "hak_semua: {from: pools.jasa.points, type: money}")  # fmt: skip
    regulation = law(tmp_path, ceiling, base)
    tables = pack({FIRST: 1, SECOND: 2, THIRD: 4})
    tables["scores"].append(score("pagu", 500, unit="Puskesmas A"))
    # 71.43, 142.86, 285.71: 498 in whole rupiah, two are left for .86 and .71.
    assert paid(compute(regulation, tables)) == {FIRST: 71, SECOND: 143, THIRD: 286}
    tables["scores"][-1] = score("pagu", 701, unit="Puskesmas A")
    assert paid(compute(regulation, tables)) == {FIRST: 100, SECOND: 200, THIRD: 400}


def test_points_and_people_when_asked_then_of_all_who_take_part(tmp_path):
    mean = (
        "pools: {jasa: {points: poin}}\namount: round(share(Rp 1 * jumlah; orang; Rp 0); Rp 1)\n"
    )
    base = BASE.replace("  bagian: {from: pools.jasa, type: money}\n", "")
    found = compute(law(tmp_path, mean, base), pack({FIRST: 10, SECOND: 20, THIRD: 33}))
    assert paid(found) == dict.fromkeys(PEOPLE, 21)


def test_pool_when_nobody_has_points_then_nobody_gets_anything_and_it_is_said(tmp_path):
    found = compute(law(tmp_path), pack(dict.fromkeys(PEOPLE, 0)))
    assert paid(found) == dict.fromkeys(PEOPLE, 0)
    assert "pool-without-points" in {remark.code for remark in found[FIRST].warnings}


def test_pool_when_somebody_is_not_paid_then_the_others_share_it(tmp_path):
    """Who left in February has no part in March."""
    tables = pack({FIRST: 1, SECOND: 1, THIRD: 1}, 300)
    tables["employees"][2]["service_end"] = "2026-02-28"
    assert paid(compute(law(tmp_path), tables)) == {FIRST: 150, SECOND: 150, THIRD: 0}


@pytest.mark.parametrize(
    "second",
    [
        [{"service_start": "2026-03-16"}],
        [{"service_end": "2026-03-16"}],
        [
            {"grade": "III/a", "valid_until": "2026-03-15"},
            {"grade": "III/b", "valid_from": "2026-03-16"},
        ],
    ],
)
@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_share_when_something_changes_in_the_month_then_paid_whole(tmp_path, second, engine):
    """The points tell what part of a month brings: the share is not cut again by days."""
    hours = "hours: {office: {normal: {mon..fri: 07:30..16:00}}}\n"
    tables = pack({FIRST: 1, SECOND: 1}, 600)
    tables["employees"] = [employee(FIRST), *(employee(SECOND, **more) for more in second)]
    found = compute(law(tmp_path, SHARED, BASE + hours), tables, engine=engine)
    assert paid(found) == {FIRST: 300, SECOND: 300}


@given(
    st.dictionaries(st.text("ab", max_size=6), st.fractions(0, 50, max_denominator=9), min_size=1),
    st.integers(0, 10**9),
)
def test_shares_when_of_any_points_then_they_add_up_and_are_the_next_whole_rupiah(points, amount):
    found, total = shares_of(amount, points), sum(points.values())
    assert sum(found.values()) == (amount if total else 0)
    for nip, own in points.items():
        exact = amount * own / total if total else Fraction(0)
        assert exact - 1 < found[nip] < exact + 1


def test_shares_of_ten_thousand_pools_when_added_up_then_the_amount():
    drawn = seeded(18)
    for _ in range(10_000):
        points = {str(n): Fraction(drawn.randrange(40)) for n in range(drawn.randrange(1, 12))}
        amount = drawn.randrange(10**9)
        assert sum(shares_of(amount, points).values()) == (amount if any(points.values()) else 0)


# ------------------------------------------------------------------ what is not known
@pytest.mark.slow
@given(st.lists(st.integers(0, 30), min_size=2, max_size=4), st.integers(0, 1000), st.data())
def test_share_when_the_points_of_one_are_lost_then_within_bounds_whatever_they_are(
    tmp_path_factory, points, amount, data
):
    nips = [f"19700101201001{n:04d}" for n in range(1001, 1001 + len(points))]
    regulation = law(tmp_path_factory.mktemp("law"))
    lost = data.draw(st.sampled_from(nips))
    known = dict(zip(nips, points, strict=True))
    found = compute(regulation, pack({**known, lost: None}, amount))
    for value in (0, 1, data.draw(st.integers(0, 1000)), 1000):
        for one in compute(regulation, pack({**known, lost: value}, amount)):
            told = found[one.nip]
            low, high = ends(told)
            assert low <= one.net <= high
            if told.net is None:
                assert any("scores.poin" in name for name in told.bounds.missing)


def test_points_when_the_law_gives_a_value_for_them_then_taken_and_said(tmp_path):
    given_ = SHARED.replace("amount: dana", "amount: dana, missing: 0")
    found = compute(law(tmp_path, given_), pack({FIRST: 1, SECOND: 1, THIRD: None}, 300))
    assert (found[FIRST].net, found[SECOND].net) == (150, 150)
    warned = {remark.code: remark.params for remark in found[FIRST].warnings}
    assert warned["pool-points-assumed"] == {"people": THIRD}
    # The own points are missing, and what is paid is the share alone.
    assert found[THIRD].net == 0


def test_points_when_it_is_not_known_who_takes_part_then_their_own_are_kept(tmp_path):
    """Points that stand for missing ones do not say who takes part: 50 or 100, not 150."""
    base = BASE.replace(
        "  bagian:", "  ikut: {from: scores.ikut, type: count, range: 0..1}\n  bagian:"
    )
    base = base.replace("dana: new,", "dana: new, ikut: new,")
    some = "pools: {jasa: {points: poin, amount: dana, for: ikut >= 1, missing: 100}}\n"
    tables = pack({FIRST: 50, SECOND: 50}, 1_000)
    tables["scores"].append(score("ikut", 1, nip=FIRST))
    found = compute(law(tmp_path, some + "amount: round(Rp 1 * jumlah; Rp 1)\n", base), tables)
    assert ends(found[FIRST]) == (50, 100)
    shared = some + "amount: {is: bagian, service_part: full}\n"
    assert ends(compute(law(tmp_path, shared, base), tables)[FIRST]) == (500, 1_000)


def test_points_when_their_row_lost_its_number_then_they_are_not_missing(tmp_path):
    given_ = SHARED.replace("amount: dana", "amount: dana, missing: 0")
    tables = pack({FIRST: 1, SECOND: 1}, 1_000)
    tables["scores"][2]["nip"] = SECOND[:-1] + "?"
    found = compute(law(tmp_path, given_), tables)
    for nip in (FIRST, SECOND):
        low, high = ends(found[nip])
        assert low is None or low <= 500
        assert high is None or high >= 500


@pytest.mark.parametrize(
    "damage",
    [
        lambda rows: rows[2].update(nip="1.97203E+17"),
        lambda rows: rows[2].update(nip="???"),
        lambda rows: rows[2].update(unit=""),
        lambda rows: rows[2].update(category=""),
        lambda rows: rows[2].update(service_start="entah"),
    ],
    ids=["rounded nip", "no nip", "no unit", "no category", "unreadable row"],
)
def test_members_when_one_is_damaged_then_everybody_else_is_open(tmp_path, damage):
    regulation, tables = law(tmp_path), pack({FIRST: 1, SECOND: 2, THIRD: 3}, 600)
    whole = paid(compute(regulation, tables))
    damage(tables["employees"])
    found = compute(regulation, tables)
    for nip in (FIRST, SECOND):
        one = found[nip]
        if one.status == "incomplete":
            assert one.bounds.lowest is None or one.bounds.lowest <= whole[nip]
            assert one.bounds.highest is None or one.bounds.highest >= whole[nip]
        else:
            assert one.net == whole[nip]
    assert not found.checks.settled or found[FIRST].status == "incomplete"


def test_members_when_a_row_of_nobody_may_be_one_more_then_open(tmp_path):
    """Nothing else in the pack is of that row; it may be anybody of the unit, with any points."""
    tables = pack({FIRST: 1, SECOND: 2}, 300)
    tables["employees"].append(employee("???"))
    found = compute(law(tmp_path), tables)
    assert (found[FIRST].bounds.lowest, found[FIRST].bounds.highest) == (0, 101)


def test_members_when_one_of_their_rows_is_lost_then_open(tmp_path):
    """The row that is lost may have brought them to this unit."""
    tables = pack({FIRST: 1, SECOND: 1}, 300)
    tables["employees"] += [
        employee(THIRD, "Puskesmas B", valid_until="2026-03-15"),
        employee(THIRD, valid_from="entah"),
    ]
    found = compute(law(tmp_path), tables)
    assert (found[FIRST].bounds.lowest, found[FIRST].bounds.highest) == (0, 151)


def test_share_when_lost_points_have_no_end_then_it_may_be_nothing(tmp_path):
    endless = SHARED.replace("points: poin", "points: urutan")
    tables = pack({FIRST: None, SECOND: None}, 300)
    tables["scores"].append(score("urutan", 1, nip=FIRST))
    found = compute(law(tmp_path, endless), tables)
    assert (found[FIRST].bounds.lowest, found[FIRST].bounds.highest) == (0, 300)


def test_amount_when_people_of_a_unit_know_different_ones_then_open(tmp_path):
    tables = pack({FIRST: 1, SECOND: 1}, 600)
    tables["scores"].append(score("dana", 700, nip=SECOND))
    found = compute(law(tmp_path), tables)
    assert found[FIRST].status == "incomplete"
    assert found[FIRST].bounds.highest is None
    assert "have different amounts" in found[FIRST].explain(lang="en")


# ------------------------------------------------------------------ everywhere the same
def test_share_when_one_person_or_in_columns_then_the_same_bytes(tmp_path):
    regulation, tables = law(tmp_path), pack({FIRST: 1, SECOND: 2, THIRD: 4}, 1_000)
    whole = compute(regulation, tables)
    assert compute(regulation, tables, engine="columns").to_json() == whole.to_json()
    alone = compute(regulation, tables, nips=[SECOND])
    assert alone[SECOND].as_dict() == whole[SECOND].as_dict()
    columns = compute(regulation, tables, nips=[SECOND], engine="columns")
    assert columns[SECOND].as_dict() == whole[SECOND].as_dict()


def put(folder, tables):
    folder.mkdir(parents=True)
    for table, rows in tables.items():
        pl.DataFrame(rows, infer_schema_length=None).write_csv(folder / f"{table}.csv")


def both_packs(tmp_path, *units):
    folder = tmp_path / "packs"
    for place, unit, nip in zip("ab", units, (FIRST, SECOND), strict=True):
        put(folder / f"period=2026-03/unit={place}", pack({nip: 1}, 300, unit))
    return folder


def test_history_when_everybody_shares_and_a_month_is_in_two_packs_then_refused(tmp_path):
    regulation = law(tmp_path, SHARED.replace("{jasa: {", "{jasa: {of: everybody, "))
    folder = both_packs(tmp_path, "Puskesmas A", "Puskesmas B")
    with pytest.raises(mr.MaskerRulesError) as wrong:
        list(mr.compute_history(regulation, folder))
    assert wrong.value.code == "pool-over-parts"
    units = law(tmp_path)
    assert [one.results[0].net for one in mr.compute_history(units, folder)] == [300] * 2


def test_history_when_a_unit_is_in_two_packs_then_refused_for_it_would_be_paid_twice(tmp_path):
    folder = both_packs(tmp_path, "Puskesmas A", "Puskesmas A")
    with pytest.raises(mr.MaskerRulesError) as wrong:
        list(mr.compute_history(law(tmp_path), folder))
    assert wrong.value.code == "pool-unit-over-parts"
    with pytest.raises(mr.MaskerRulesError) as wrong:
        mr.compare(law(tmp_path), law(tmp_path), folder)
    assert wrong.value.code == "pool-unit-over-parts"


@pytest.fixture
def moved(tmp_path):
    """FIRST was here in February with 1 point, SECOND elsewhere with 2, and THIRD is new."""
    base = BASE.replace("poin, type: count,", "poin, of: previous month, missing: 0, type: count,")
    before = {"period": "2026-02", "measure": "poin"}
    for unit, nip, points in (("a", FIRST, "1"), ("b", SECOND, "2")):
        tables = {"employees": [employee(nip, unit)]}
        tables["scores"] = [{**before, "nip": nip, "value": points}]
        put(tmp_path / f"packs/period=2026-02/unit={unit}", tables)
    put(tmp_path / "packs/period=2026-03/unit=a", pack(dict.fromkeys(PEOPLE), 300))
    return law(tmp_path, base=base), tmp_path / "packs"


#: Rp 300 by 1, 2 and no point.
OF_MOVED = {FIRST: 100, SECOND: 200, THIRD: 0}


def test_history_when_people_stood_elsewhere_before_then_the_pool_is_shared_once(moved):
    (found,) = mr.compute_history(*moved, "2026-03")
    assert paid(found.results) == OF_MOVED


def test_history_when_one_is_asked_for_who_stood_elsewhere_then_the_same_share(moved):
    regulation, folder = moved
    for nip, share in OF_MOVED.items():
        told = mr.compare(regulation, regulation, folder, "2026-03", nips=[nip])
        (change,) = told.effects[0].changes
        assert (change.before.net, change.after.net) == (share, share)


def test_partition_when_people_stood_elsewhere_before_then_the_pool_is_shared_once(moved):
    """As a task of a cluster, where FIRST and THIRD are in the first group and in one of none."""
    regulation, folder = moved
    here, *_ = [one for one in partitions_in(folder) if str(one.month) == "2026-03"]
    before = {one.unit: one for one in partitions_in(folder) if str(one.month) == "2026-02"}
    groups = (
        Group((before["a"],)), Group((before["b"],), (SECOND,)), Group((), (THIRD,)),
    )  # fmt: skip
    known = Regulation(str(regulation.path))
    job = Job(known.ref, known.mark)
    made = [*outcomes(job, Task(here, groups))]
    rows = [row for one in made for row in one.table.iter_rows(named=True)]
    assert {row["nip"]: row["net"] for row in rows} == OF_MOVED


# ------------------------------------------------------------------ what concerns no pool
ACTING = """
pay:
  plt: {kind: addition, is: sum(assignment.tpp where assignment.kind = PLT) * 20%, round: Rp 1}
"""


@pytest.mark.parametrize("unit", ["Puskesmas A", "Puskesmas B"])
def test_pool_when_what_it_does_not_read_is_missing_then_shares_are_known(tmp_path, unit):
    """The points ask for no post that somebody acts in, be it in the same unit or another."""
    tables = pack({FIRST: 1, SECOND: 2}, 300)
    tables["employees"].append(employee(THIRD, unit))
    for row in tables["employees"]:
        row["position"] = "Perawat"
    tables["scores"] += [score("poin", 3, nip=THIRD), score("dana", 600, unit="Puskesmas B")]
    acting = {"nip": THIRD, "kind": "PLT", "position": "", "from": "2026-01-01", "until": ""}
    tables["assignments"] = [acting]
    tables["amounts"] = [{"component": "tpp", "amount": "1000", "position": "Camat"}]
    found = compute(law(tmp_path, SHARED + ACTING), tables)
    # 300 by 1 and 2, or by 1, 2 and 3.
    of_two, of_three = {FIRST: 100, SECOND: 200}, {FIRST: 50, SECOND: 100}
    expected = of_three if unit == "Puskesmas A" else of_two
    assert {nip: found[nip].net for nip in (FIRST, SECOND)} == expected
    assert found[THIRD].status == "incomplete"


def test_pool_when_points_in_another_unit_are_open_then_this_one_is_not(tmp_path):
    tables = pack({FIRST: 1, SECOND: 2}, 300)
    tables["employees"].append(employee(THIRD, "Puskesmas B"))
    tables["scores"] += [
        score("poin", "banyak", nip=THIRD),
        score("dana", 600, unit="Puskesmas B"),
    ]
    found = compute(law(tmp_path), tables)
    assert (found[FIRST].net, found[SECOND].net) == (100, 200)
    assert found[THIRD].status == "incomplete"


# ------------------------------------------------------------------ beside other regulations
OTHER = "amount: Rp 7\n"


@pytest.fixture
def both(tmp_path):
    """A pool of those who are PNS; who is not is paid by another regulation."""
    law(tmp_path)
    other = BASE.partition("  bagian:")[0].replace("kab-contoh/dana", "kab-contoh/lain")
    (tmp_path / "lain.yaml").write_text(other + OTHER + WHOLE, encoding="utf-8")
    text = "profiles: [{use: profile.yaml, for: {staff_group: health}}, {use: lain.yaml}]\n"
    (tmp_path / "set.yaml").write_text(text, encoding="utf-8")
    tables = pack(dict.fromkeys(PEOPLE, 1), 300)
    for row in tables["employees"]:
        row["staff_group"] = "health"
    return tmp_path / "set.yaml", tables


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_set_when_one_is_under_another_regulation_then_no_part_of_the_pool(both, engine):
    regulations, tables = both
    tables["employees"][2]["staff_group"] = "teacher"
    found = compute(regulations, tables, engine=engine)
    assert paid(found) == {FIRST: 150, SECOND: 150, THIRD: 7}
    assert paid(compute(regulations, tables, engine=engine, nips=[FIRST])) == {FIRST: 150}


def test_set_when_it_is_not_known_whose_regulation_then_shares_are_open(both):
    regulations, tables = both
    text = regulations.read_text("utf-8").replace("staff_group: health", "unit: U")
    regulations.write_text(text, encoding="utf-8")
    for row in tables["employees"]:
        row["unit"] = "U"
    tables["scores"][0]["unit"] = "U"
    tables["employees"][2]["unit"] = ""
    found = compute(regulations, tables)
    # THIRD has a third of the pool, or the seven rupiah of the other regulation.
    assert found[THIRD].status == found[FIRST].status == "incomplete"
    low, high = ends(found[FIRST])
    assert low <= 100
    assert high >= 150
    assert "employees.unit" in found[THIRD].bounds.missing


def test_session_when_the_points_of_another_change_then_the_share_does(tmp_path):
    session = Session(law(tmp_path))
    for table, rows in pack({FIRST: 1, SECOND: None}, 300).items():
        session.feed_all({"table": table, **row} for row in rows)
    session.feed({"table": "scores", **score("poin", 1, nip=SECOND)}, ref="before")
    assert session.results("2026-03")[FIRST].net == 150
    after = {"table": "scores", **score("poin", 2, nip=SECOND)}
    session.feed(after, ref="after", replaces="before")
    assert session.results("2026-03")[FIRST].net == 100


def test_share_when_explained_then_amount_and_points_are_shown(tmp_path):
    found = compute(law(tmp_path), pack({FIRST: 1, SECOND: 2, THIRD: 4}, 700))
    assert "Rp 700" in found[SECOND].explain(lang="en")
    assert "2 of 7, 3 people" in found[SECOND].explain(lang="en")
    assert "2 dari 7, 3 orang" in found[SECOND].explain()


def test_share_when_not_known_then_the_explanation_says_what_to_complete(tmp_path):
    found = compute(law(tmp_path), pack({FIRST: 1, SECOND: None}, 700))
    assert "the others who share in the pool “jasa”: poin (table scores)" in " ".join(
        found[FIRST].explain(lang="en").split()
    )
    assert "pegawai lain yang ikut dalam dana bersama “jasa”: poin (tabel penilaian)" in " ".join(
        found[FIRST].explain().split()
    )


def test_needs_when_of_a_pool_then_what_points_read_is_named(tmp_path):
    needs = law(tmp_path).needs()
    scores = needs.table("scores")
    assert {key.key for key in scores.keys} == {"dana", "poin"}
    assert all("pools.jasa" in key.why for key in scores.keys)
