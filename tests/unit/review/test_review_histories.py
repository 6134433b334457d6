"""Histories: folders of packs by month, databases, and months that are not there."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from partitioned import FEB, LOOKING_BACK, MARCH, OTHER, person
from regulations import NIP
from review_month import ANI, BUDI, CICI, DIDI, PERIOD, REGULATION, tables

import masker_rules as mr
from masker_rules.attendance import Attendance
from masker_rules.columnar import in_frames
from masker_rules.engines import Facts
from masker_rules.facts import Pack
from masker_rules.facts.writers import write_pack
from masker_rules.history import parts_of
from masker_rules.periods import Month

sys.path.insert(0, str(Path(__file__).parents[3] / "examples"))

JULY, AUGUST, SEPTEMBER = (Month(2026, number) for number in (7, 8, 9))
DEARER = {"rules.alpa.cut": "5%"}
SECRET = "Geh31m-sekali"  # noqa: S105  (of a server that lives for one test)


def of_month(month, *nips):
    """The tables of a month of the small world, of everybody or of some."""
    made = tables()
    made["punches"] = [row for row in made["punches"] if row["time"].startswith(str(month))]
    if nips:
        made = {name: [row for row in rows if row["nip"] in nips] for name, rows in made.items()}
    return made


@pytest.fixture
def folder(tmp_path):
    """A history of two packs: a folder for July, a zip for August."""
    home = tmp_path / "history"
    write_pack(of_month(JULY), home / "2026-07")
    write_pack(of_month(AUGUST), tmp_path / "august")
    shutil.make_archive(str(home / "2026-08"), "zip", tmp_path / "august")
    return home


def compare(history, period=PERIOD, settings=DEARER, **more):
    draft = mr.overlay(REGULATION, settings)
    return mr.compare(mr.load_profile(REGULATION), draft, history, period, **more)


# ------------------------------------------------------------------ folders
@pytest.mark.parametrize("period", [PERIOD, None])
def test_folder_when_it_holds_packs_by_month_then_the_tables_of_the_whole(folder, pack, period):
    made, whole = compare(folder, period).as_dict("en"), compare(pack).as_dict("en")

    # Absence costs Budi 40,000 instead of 24,000.
    assert made["drafts"][0]["tables"]["summary"][0]["change"] == -16_000
    assert made["drafts"] == whole["drafts"]
    assert made["period"] == ["2026-07", "2026-08"]
    assert [part["part"] for part in made["pack"]["parts"]] == ["2026-07", "2026-08.zip"]
    assert made["pack"]["rows"] == {"employees": 8, "punches": 350, "amounts": 6}


def test_folder_when_by_month_and_unit_then_the_same(tmp_path, pack):
    for month in (JULY, AUGUST):
        for unit, nips in (("a", (ANI, BUDI)), ("b", (CICI, DIDI))):
            write_pack(of_month(month, *nips), tmp_path / f"period={month}/unit={unit}")

    assert compare(tmp_path).as_dict()["drafts"] == compare(pack).as_dict()["drafts"]


def test_folder_when_another_engine_computes_then_the_same_bytes(folder):
    pytest.importorskip("polars")
    assert compare(folder, engine="columns").to_json() == compare(folder).to_json()


def test_folder_when_there_are_many_then_one_engine_for_all_packs(folder, monkeypatch):
    pytest.importorskip("polars")
    monkeypatch.setattr("masker_rules.engines.SMALL", 8)
    write_pack(of_month(AUGUST), folder / "2026-08")
    (folder / "2026-08.zip").unlink()

    assert compare(folder).how.engine == "columns"


def test_folder_when_64_bits_hold_no_number_of_it_then_in_columns_and_the_same(
    folder, monkeypatch
):
    pytest.importorskip("polars")
    monkeypatch.setattr("masker_rules.engines.SMALL", 8)
    write_pack(of_month(AUGUST), folder / "2026-08")
    (folder / "2026-08.zip").unlink()
    wide = {**REGULATION, "counts": {"besar": " * ".join(["(tpp / Rp 1)"] * 5)}}
    sides = wide, mr.overlay(wide, DEARER)
    made = mr.compare(*sides, folder, PERIOD)

    assert (made.how.engine, dict(made.how.reasons)) == ("columns", {"amounts.tpp": 2})
    assert made.to_json() == mr.compare(*sides, folder, PERIOD, engine="reference").to_json()


@pytest.mark.slow
def test_person_when_explained_and_64_bits_hold_no_number_of_it_then_the_same(folder, monkeypatch):
    pytest.importorskip("polars")
    monkeypatch.setattr("masker_rules.engines.SMALL", 8)
    write_pack(of_month(AUGUST), folder / "2026-08")
    (folder / "2026-08.zip").unlink()
    wide = {**REGULATION, "counts": {"besar": " * ".join(["(tpp / Rp 1)"] * 5)}}
    one = mr.compare(REGULATION, wide, folder, PERIOD, nips=[ANI])
    assert one.how.asked == 2
    made = mr.compare(wide, REGULATION, folder, PERIOD)
    assert made.compute(None, ANI, JULY).net == made.compute(0, ANI, JULY).net
    assert made.compute(None, ANI, JULY).counts["besar"] == 1_000_000**5


# ------------------------------------------------------------------ what drafts have in common
LATER = {"hours.office.normal[mon..fri]": "07:45..16:00"}
DRAFTS = {
    "other rates": DEARER,
    "other hours": LATER,
    "both": {**DEARER, **LATER},
    "dearer lateness": {"rules.late.cut[31m..]": "2%"},
}


@pytest.fixture
def calls(monkeypatch):
    """How often attendance was worked out."""
    found = []
    by_frames, one_by_one = in_frames.attend, Attendance.__init__

    def attend(*args, **more):
        found.append("frames")
        return by_frames(*args, **more)

    def begin(*args, **more):
        found.append("reference")
        one_by_one(*args, **more)

    monkeypatch.setattr(in_frames, "attend", attend)
    monkeypatch.setattr(Attendance, "__init__", begin)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_drafts_when_compared_together_then_as_one_by_one(folder, engine):
    drafts = [mr.overlay(REGULATION, settings) for settings in DRAFTS.values()]
    together = mr.compare(REGULATION, drafts, folder, PERIOD, engine=engine)
    alone = [mr.compare(REGULATION, one, folder, PERIOD, engine=engine) for one in drafts]

    told = [one.as_dict()["drafts"] for one in (together, *alone)]
    assert told[0] == [draft for found in told[1:] for draft in found]


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_drafts_when_the_hours_are_the_same_then_attendance_is_made_once(folder, calls, engine):
    regulations = [mr.overlay(REGULATION, one) for one in (DEARER, DRAFTS["dearer lateness"])]
    mr.compare(REGULATION, regulations, folder, PERIOD, engine=engine)
    kind = "reference" if engine == "reference" else "frames"
    assert calls.count(kind) == 2  # one for each pack


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_drafts_when_windows_stand_the_other_way_round_then_another_one_is_first(engine):
    """Two mappings are equal whatever their order; of windows that overlap the first counts."""
    kinds = {"in": "05:00..12:00", "out": "11:00..20:00"}
    now = {**REGULATION, "punches": {"kinds": kinds}}
    draft = {**REGULATION, "punches": {"kinds": dict(reversed(kinds.items()))}}
    tables = of_month(JULY, ANI)
    tables["punches"] = [{"nip": ANI, "time": f"2026-07-{day:02} 11:30"} for day in range(1, 32)]
    together = mr.compare(now, draft, tables, "2026-07", engine=engine).as_dict()["drafts"]
    nets = [mr.compute(one, tables, "2026-07", engine="reference")[0].net for one in (now, draft)]
    assert nets[0] != nets[1]
    assert together[0]["tables"]["summary"][0]["change"] == nets[1] - nets[0]


def test_drafts_when_one_has_other_hours_then_attendance_is_made_for_it(folder, calls):
    regulations = [mr.overlay(REGULATION, settings) for settings in (LATER, DEARER, LATER)]
    mr.compare(REGULATION, regulations, folder, PERIOD, engine="columns")
    assert calls.count("frames") == 4


def test_folder_when_a_pack_has_no_punch_then_the_month_is_told(folder):
    """Else a month whose punches are missing is a month of absence without a word."""
    write_pack({**of_month(AUGUST), "punches": []}, folder / "2026-08")
    (folder / "2026-08.zip").unlink()
    made = compare(folder)

    assert (made.unpunched, list(made.gaps)) == ((AUGUST,), ["month-without-punch"])


def test_folder_when_one_of_two_packs_has_no_punch_then_the_month_is_told(tmp_path):
    write_pack(of_month(JULY, ANI, BUDI), tmp_path / "period=2026-07/unit=a")
    write_pack({**of_month(JULY, CICI), "punches": []}, tmp_path / "period=2026-07/unit=b")

    assert compare(tmp_path, "2026-07").unpunched == (JULY,)


def test_folder_when_a_pack_is_called_by_another_month_then_refused(folder):
    write_pack({**of_month(AUGUST), "punches": of_month(JULY)["punches"]}, folder / "2026-08")
    (folder / "2026-08.zip").unlink()
    with pytest.raises(mr.RequestError, match="2026-07") as wrong:
        compare(folder)
    assert wrong.value.code == "part-of-other-months"


def test_person_when_explained_then_by_the_pack_of_the_month(folder):
    made = compare(folder)
    before, after = made.explained(BUDI, JULY, lang="en")
    assert ("3%" in before, "5%" in after) == (True, True)
    assert "5%" not in made.explained(BUDI, AUGUST, lang="en")[1]


@pytest.mark.slow
def test_person_when_asked_for_then_nobody_else_is_computed(folder):
    made = compare(folder, nips=[BUDI])
    assert {row["nip"] for row in made.table("person_months")} == {BUDI}
    with pytest.raises(mr.RequestError) as wrong:
        compare(folder, nips=["190001011920011001"])
    assert wrong.value.code == "nip-not-in-pack"


def test_person_when_moved_between_packs_then_each_month_in_its_unit(folder):
    moved = of_month(JULY)
    for row in moved["employees"]:
        row["unit"] = "Dinas Lama" if row["nip"] == BUDI else row["unit"]
    write_pack(moved, folder / "2026-07")
    made = compare(folder)

    groups = {row["group"]: row for row in made.table("groups") if row["dimension"] == "unit"}
    assert groups["Dinas Lama"]["change"] == -16_000
    # Budi's August and both months of Ani.
    assert (groups["Dinas A"]["change"], groups["Dinas A"]["person_months"]) == (0, 3)
    (row,) = [row for row in made.table("persons") if row["nip"] == BUDI]
    assert row["unit"] == "Dinas A"


def test_person_when_in_two_packs_of_a_month_then_refused(folder):
    write_pack(of_month(JULY, BUDI), folder / "2026-07-again/period=2026-07")
    with pytest.raises(mr.RequestError) as wrong:
        compare(folder)
    assert wrong.value.code == "person-in-two-parts"
    assert f"{BUDI} (2026-07)" in wrong.value.text("en")


def test_rows_when_set_aside_then_once_and_with_the_pack(folder):
    broken = of_month(JULY)
    broken["punches"].append({"nip": ANI, "time": "2026-07-41 07:20", "kind": "in"})
    write_pack(broken, folder / "2026-07")

    found = [row for row in compare(folder).table("warnings", lang="en") if row["side"] == "pack"]
    assert [row["code"] for row in found] == ["bad-time"]
    assert found[0]["message"].startswith("2026-07/punches.csv:")


def test_pack_when_it_cannot_be_read_then_the_place_is_told(folder):
    (folder / "2026-07/punches.csv").write_text("nip;time\n")
    with pytest.raises(mr.FactsError) as wrong:
        compare(folder)
    assert wrong.value.code == "wrong-delimiter"
    assert str(wrong.value.problems[0].place) == "2026-07/punches.csv:1"


def test_pack_when_neither_name_nor_punches_tell_its_month_then_refused(tmp_path):
    write_pack({**of_month(JULY), "punches": []}, tmp_path / "kantor")
    with pytest.raises(mr.RequestError) as wrong:
        compare(tmp_path)
    assert wrong.value.code == "part-without-month"


def test_pack_when_only_punches_tell_its_month_then_that_one(tmp_path):
    write_pack(of_month(JULY), tmp_path / "kantor")
    assert compare(tmp_path, None).months == (JULY,)


@pytest.mark.parametrize(
    ("name", "months"),
    [
        ("2026-07", "2026-07"),
        ("period=2026-07/unit=a", "2026-07"),
        ("period=2026-07..2026-08", "2026-07 2026-08"),
        ("period=2026-07/2026-08", "2026-07"),
        ("paket-2026-07/dinas", "2026-07"),
        ("2026/2026-07.zip", "2026-07"),
        ("period=2026-07.zip", "2026-07"),
        ("dinas/2026-07-31", ""),
        ("2026-13", ""),
        ("2025-12_2026-01", ""),
        ("nomor-12026-07", ""),
    ],
)
def test_name_when_it_holds_one_month_then_that_is_the_packs(tmp_path, name, months):
    path = tmp_path / name
    if path.suffix == ".zip":
        path.parent.mkdir(exist_ok=True)
        path.touch()
    else:
        write_pack(of_month(JULY), path)
    (part,) = parts_of(tmp_path)
    assert (part.name, " ".join(map(str, part.months or ()))) == (name, months)


def test_archives_when_nothing_in_their_name_is_a_month_then_no_packs(folder):
    for name in ("laporan.xlsx", ".2026-07.zip", "~2026-07.xlsx", "2026-07.pdf"):
        (folder / name).touch()
    assert [part.name for part in parts_of(folder)] == ["2026-07", "2026-08.zip"]


# ------------------------------------------------------------------ months that are not there
def test_month_when_no_pack_holds_it_then_told_and_in_no_figure(folder):
    made = compare(folder, "2026-07..2026-09")

    assert (made.months, made.absent) == ((JULY, AUGUST), (SEPTEMBER,))
    assert made.table("summary")[0]["months"] == 2
    assert made.as_dict()["absent"] == ["2026-09"]
    (row,) = [row for row in made.table("warnings", lang="en") if row["side"] == "history"]
    assert (row["code"], "September 2026" in row["message"]) == ("month-absent", True)


@pytest.mark.slow
def test_month_when_absent_then_the_report_says_so_first(folder):
    pytest.importorskip("altair")
    page = compare(folder, "2026-07..2026-09").to_html("en", anonymous=True)
    # Above, and among the warnings.
    assert page.count("The history holds nothing of September 2026") == 2


def test_month_when_nobody_punched_in_it_then_not_known_and_told(pack):
    made = compare(pack, "2026-07..2026-09", as_of="2026-09-30")

    assert (made.months[-1], made.absent, made.unpunched) == (SEPTEMBER, (), (SEPTEMBER,))
    codes = [row["code"] for row in made.table("warnings") if row["side"] == "history"]
    assert codes == ["month-without-punch"]
    rows = [row for row in made.table("person_months") if row["nip"] == ANI]
    assert [row["period"] for row in rows if row["before"] is None] == ["2026-09"]
    told = made.as_dict("en")["checks"]
    assert [one["code"] for one in told] == ["month-without-punch"]
    assert "September 2026" in told[0]["message"]


def test_month_when_nobody_punched_and_no_rule_asks_then_nothing_is_told(pack):
    law = {name: block for name, block in REGULATION.items() if name != "rules"}
    made = mr.compare(law, law, pack, "2026-07..2026-09", as_of="2026-09-30")
    assert (made.unpunched, made.checks()) == ((), [])
    rows = [row for row in made.table("person_months") if row["nip"] == ANI]
    assert [row["before"] is None for row in rows] == [False, False, False]


def test_days_when_nobody_of_a_unit_punched_then_named_in_the_checks(tmp_path):
    given = of_month(JULY, ANI, BUDI)
    given["punches"] = [r for r in given["punches"] if not r["time"].startswith("2026-07-08")]
    write_pack(given, tmp_path / "2026-07")
    (told,) = compare(tmp_path, "2026-07").checks("en")
    assert told[0] == "unit-day-without-punches"
    assert "On 1 working day several people" in told[1]
    assert "8 July 2026" in told[1]


def test_month_when_complete_then_computed_as_one_of_absence(tmp_path):
    tables = of_month(JULY, ANI)
    tables["punches"] = []
    write_pack(
        {**tables, "complete": [{"period": "2026-07", "table": "punches"}]}, tmp_path / "2026-07"
    )
    made = compare(tmp_path, "2026-07")
    assert (made.unpunched, made.checks()) == ((), [])


@pytest.mark.parametrize("kind", ["pack", "folder"])
def test_months_when_none_is_there_then_refused_with_those_that_are(kind, request):
    with pytest.raises(mr.RequestError) as wrong:
        compare(request.getfixturevalue(kind), "2027-01..2027-03")
    assert wrong.value.code == "months-not-in-history"
    told = wrong.value.text("en")
    assert "2027-01..2027-03" in told
    assert "2026-07, 2026-08" in told


# ------------------------------------------------------------------ earlier months
CHARGED = {"rules.alpa.cut": "4%"}


def looked_back(home, draft=None):
    base = mr.load_profile(LOOKING_BACK)
    made = mr.compare(base, draft or base, home, "2026-03")
    return {row["nip"]: row for row in made.table("person_months")}


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_window_when_earlier_days_stand_in_another_pack_then_they_count(tmp_path, engine):
    """Two days in February, in another unit, and one in March: 50,000 for three days."""
    pytest.importorskip("polars")
    write_pack(person(FEB, absent=(3, 4)), tmp_path / "period=2026-02/unit=a")
    write_pack(person(FEB, nip=OTHER), tmp_path / "period=2026-02/unit=b")
    write_pack(person(MARCH, absent=(5,)), tmp_path / "period=2026-03/unit=b")
    write_pack(person(MARCH, nip=OTHER, absent=(5,)), tmp_path / "period=2026-03/unit=c")
    base = mr.load_profile(LOOKING_BACK)
    made = mr.compare(base, base, tmp_path, "2026-03", engine=engine)

    paid = {row["nip"]: row["before"] for row in made.table("person_months")}
    assert paid == {NIP: 950_000, OTHER: 1_000_000}


def test_window_when_somebody_stood_in_no_earlier_pack_then_not_absent_there(tmp_path):
    """The packs of February have punches, none of them of who came in March."""
    write_pack(person(FEB, nip=OTHER), tmp_path / "2026-02")
    now = person(MARCH, absent=(5,))
    for name, rows in person(MARCH, nip=OTHER).items():
        now[name] = [*now[name], *rows]
    write_pack(now, tmp_path / "2026-03")

    rows = looked_back(tmp_path)
    assert rows[OTHER]["before"] == 1_000_000
    assert (rows[NIP]["status_before"], rows[NIP]["before"]) == ("incomplete", None)


def test_person_when_explained_then_over_the_months_of_the_comparison():
    """Of a month without any punch the office says that all is there: nobody came in it."""
    base = mr.load_profile(LOOKING_BACK)
    given = {**person(MARCH, absent=(5,)), "complete": [{"period": str(FEB), "table": "punches"}]}
    made = mr.compare(base, base, given, [FEB, MARCH])

    [_, march] = made.table("person_months")
    assert march["before"] == 950_000
    told, _ = made.explained(NIP, MARCH, lang="en")
    assert "950,000" in told
    assert "cannot be computed" not in told


def test_facts_when_handed_to_other_machines_then_no_url_and_all_months(tmp_path):
    """Neither a password nor a path that holds only a part leaves this machine."""
    for month in (FEB, MARCH):
        write_pack(person(month), tmp_path / str(month))
    own, before = (Facts(tmp_path / str(month)) for month in (MARCH, FEB))

    assert own.source == str(tmp_path / "2026-03")
    linked = own.after([before]).source
    assert {Month.of(row.time.day) for row in linked.rows("punches")} == {FEB, MARCH}
    with pytest.raises(mr.MaskerRulesError) as wrong:
        Facts("nosuch://u:secret@h/x").source  # noqa: B018  (it is read here)
    assert wrong.value.code == "bad-database-url"


def test_people_when_explained_then_their_pack_is_linked_once(tmp_path, monkeypatch):
    """Each of them had the whole month linked to the earlier ones again, on both sides."""
    for month in (FEB, MARCH):
        both = person(month, absent=(3, 4))
        for name, rows in person(month, nip=OTHER).items():
            both[name] = [*both[name], *(row for row in rows if row not in both[name])]
        write_pack(both, tmp_path / str(month))
    base = mr.load_profile(LOOKING_BACK)
    draft = mr.overlay(LOOKING_BACK, {"rules.often.cut": "6%"})
    linked, real = [], Pack.after

    def after(own, past):
        linked.append(len(past))
        return real(own, past)

    monkeypatch.setattr(Pack, "after", after)
    made = mr.compare(base, draft, tmp_path, [MARCH])
    told = [made.explained(nip, MARCH, lang="en") for nip in (NIP, OTHER, NIP)]
    assert ("5%" in told[0][0], "6%" in told[0][1]) == (True, True)
    assert told[0] == told[2]
    assert linked == [1]


# ------------------------------------------------------------------ databases
@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A quarter of twelve people of the shipped history."""
    import make_history

    home = tmp_path_factory.mktemp("files")
    make_history.write_history(home, 12, [Month(2024, number) for number in (2, 3, 4)])
    return home


def report(history):
    draft = mr.overlay("id/kab-banggai-kepulauan", DEARER)
    made = mr.compare("id/kab-banggai-kepulauan", draft, history, "2024-02..2024-04")
    return made.to_json("en"), made.to_html("en"), made.to_html("id")


@pytest.mark.slow
def test_report_when_the_history_stands_in_sqlite_then_the_same_bytes(files, tmp_path):
    pytest.importorskip("altair")
    pytest.importorskip("sqlalchemy")
    from databases import store

    url = f"sqlite:///{tmp_path / 'history.db'}"
    store(url, files)
    told = report(url)
    assert told == report(files)
    assert json.loads(told[0])["drafts"][0]["tables"]["summary"][0]["change"] < 0


@pytest.mark.slow
@pytest.mark.needs_postgres
def test_report_when_the_history_stands_in_postgres_then_the_same_bytes(files):
    pytest.importorskip("altair")
    from databases import postgres, store

    with postgres(SECRET) as url:
        store(url, files)
        told = report(url)
    assert told == report(files)
    assert SECRET not in "".join(told)


# ------------------------------------------------------------------ kept
ONE_BY_ONE = (
    DEARER,
    {"hours.office.normal[mon..fri]": "08:30..16:00"},  # other hours: attendance is made anew
    {"rules.alpa.cut": "1%"},
    DEARER,
)


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_history_when_kept_then_each_draft_is_compared_as_with_one_that_is_not(
    folder, pack, engine
):
    for given in (folder, pack):
        kept = mr.KeptHistory(given, PERIOD, engine=engine)
        for settings in ONE_BY_ONE:
            draft = mr.overlay(REGULATION, settings)
            made = mr.compare(REGULATION, draft, kept)
            anew = mr.compare(REGULATION, draft, given, PERIOD, engine=engine)
            assert made.to_json() == anew.to_json()
            assert made.explained(BUDI, JULY) == anew.explained(BUDI, JULY)
        other = mr.overlay(REGULATION, {"rules.alpa.cut": "2%"})
        swapped = mr.compare(other, REGULATION, kept)
        assert swapped.to_json() == (
            mr.compare(other, REGULATION, given, PERIOD, engine=engine).to_json()
        )


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_history_when_kept_then_attendance_and_the_regulation_of_now_are_not_made_again(
    folder, calls, engine
):
    kept = mr.KeptHistory(folder, PERIOD, engine=engine)
    compare(kept, None)
    calls.clear()
    seen = []
    compare(
        kept, None, {"rules.alpa.cut": "1%"}, progress=lambda done, of: seen.append((done, of))
    )
    assert calls == []
    assert {of for _, of in seen} == {8}  # four people, two months, the draft only


@pytest.mark.parametrize("more", [{"period": PERIOD}, {"nips": [NIP]}, {"engine": "reference"}])
def test_history_when_kept_and_told_otherwise_then_refused(pack, more):
    kept = mr.KeptHistory(pack, PERIOD)
    with pytest.raises(mr.RequestError) as wrong:
        mr.compare(REGULATION, mr.overlay(REGULATION, DEARER), kept, **more)
    assert wrong.value.code == "history-is-kept"
