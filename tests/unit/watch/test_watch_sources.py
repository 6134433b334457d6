"""What files say now is what holds of them."""

import csv

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.watch import Session
from masker_rules.watch.sources import AttlogSource, FolderSource, take_line


def written(folder, given):
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in given.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(dict.fromkeys(k for row in rows for k in row)))
            writer.writeheader()
            writer.writerows(rows)
    return FolderSource(folder)


def test_sources_of_one_name_when_both_are_read_then_neither_withdraws_the_others_facts(tmp_path):
    whole = tables()
    person = {name: whole[name] for name in ("employees", "amounts")}
    first = [row for row in whole["punches"] if str(row["time"]) < "2026-07-16"]
    rest = [row for row in whole["punches"] if row not in first]
    sources = [
        written(tmp_path / "gedung-a" / "pack", {**person, "punches": first}),
        written(tmp_path / "gedung-b" / "pack", {**person, "punches": rest}),
    ]
    session = Session(discipline())

    for source in sources:
        assert source.poll(session)
    recap = session.results("2026-07")[NIP]

    assert recap.counts["present"] == 23
    assert recap.counts["absent"] == 0


def test_file_when_it_is_being_written_then_what_is_to_come_is_not_withdrawn(tmp_path):
    whole = tables()
    given = {name: whole[name] for name in ("employees", "amounts", "punches")}
    session = Session(discipline())
    source = written(tmp_path / "pack", given)
    assert source.poll(session)
    held = session.refs

    # The writer begins anew: for a moment half of the taps are gone.
    written(tmp_path / "pack", {"punches": given["punches"][:20]})
    source.poll(session, settled=True)
    assert source.is_behind
    assert session.refs == held
    written(tmp_path / "pack", {"punches": given["punches"]})
    source.poll(session, settled=True)
    source.poll(session, settled=True)

    assert session.refs == held
    assert not source.is_behind


def test_file_when_it_grows_at_each_look_then_its_taps_are_taken(tmp_path):
    """In the quarter of an hour before eight a file never rests."""
    given = tables()
    folder = {name: given[name] for name in ("employees", "amounts", "punches")}
    session = Session(discipline())
    source = written(tmp_path / "pack", {**folder, "punches": given["punches"][:20]})
    source.poll(session)
    for count in range(21, 27):
        # An amount that changes meanwhile would stand beside the old one: it waits.
        amounts = [{**given["amounts"][0], "amount": str(count)}]
        written(tmp_path / "pack", {"punches": given["punches"][:count], "amounts": amounts})
        source.poll(session, settled=True)
        assert len(session.pack().rows("punches")) == count
        assert [row.amount for row in session.pack().rows("amounts")] == [1_000_000]
    source.poll(session, settled=True)
    assert [row.amount for row in session.pack().rows("amounts")] == [26]


def test_folder_when_a_file_that_is_no_table_grows_then_nothing_has_changed(tmp_path):
    given = tables()
    session = Session(discipline())
    source = written(tmp_path / "pack", {"employees": given["employees"]})
    source.poll(session)
    (tmp_path / "pack" / "sync.log").write_text("…")

    assert not source.poll(session, settled=True)
    assert not source.is_behind


def test_file_when_it_stays_shorter_then_what_is_gone_is_withdrawn(tmp_path):
    whole = tables()
    given = {name: whole[name] for name in ("employees", "amounts", "punches")}
    session = Session(discipline())
    source = written(tmp_path / "pack", given)
    source.poll(session)
    written(tmp_path / "pack", {"punches": given["punches"][:20]})

    assert [source.poll(session, settled=True) for _ in range(3)] == [True, True, False]

    assert len(session.pack().rows("punches")) == 20


@pytest.mark.parametrize("text", ["[" * 100_000, r'{"table": "employees", "nip": "\ud800"}'])
def test_line_when_it_cannot_be_kept_then_refused_in_words(text):
    with pytest.raises(mr.FactsError) as caught:
        take_line(Session(discipline()), text, 7)
    [problem] = caught.value.problems
    assert (problem.code, problem.place.line) == ("bad-line", 7)


@pytest.mark.parametrize("text", ['{"declare": ["events"]}', '{"at": "2026-07-06 08:00"}'])
def test_line_when_it_is_no_fact_but_says_something_then_taken(text):
    session = Session(discipline())
    taken = take_line(session, text, 1)
    assert taken.kept == ()
    assert session.pack().has("events") == ("declare" in text)
    assert taken.moment == ("2026-07-06 08:00" if "at" in text else None)


def test_line_when_it_says_nothing_that_is_known_then_refused():
    with pytest.raises(mr.FactsError) as caught:
        take_line(Session(discipline()), '{"tabel": "punches"}', 3)
    assert caught.value.code == "bad-line"


def test_folder_when_it_is_wrong_while_it_is_written_then_told_when_it_stays_so(tmp_path):
    session = Session(discipline())
    source = written(tmp_path / "pack", {"employees": tables()["employees"]})
    source.poll(session)
    (tmp_path / "pack" / "employees.csv").write_bytes(b"nip\n\xff\n")
    assert not source.poll(session, settled=True)
    with pytest.raises(mr.FactsError):
        source.poll(session, settled=True)


def test_log_when_nobody_has_tapped_on_it_yet_then_watched_all_the_same(tmp_path):
    log = tmp_path / "live.log"
    session, source = Session(discipline()), AttlogSource(log, None)
    for text in ("", f"{NIP}\t2026-07"):
        log.write_text(text)
        assert source.poll(session)
    # Without a dialect a log that is watched is one of a USB stick, as before.
    log.write_text(f"{NIP}\t2026-07-01 07:21:09\t1\t0\n")
    assert source.poll(session)
