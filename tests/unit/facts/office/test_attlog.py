"""Machine logs: separators, dialects, PINs with dates, unused status keys."""

from __future__ import annotations

import pytest
from office import FOLDER, NIP, pins, truth
from packs import codes, one

from masker_rules.errors import FactsError, RequestError
from masker_rules.facts.office import import_files

OTHER = "199003152015032992"
LINE = "     1001\t2026-10-01 07:21:09\t1\t0\t1\t0\r\n"
OUT = "     1001\t2026-10-01 16:04:51\t1\t1\t1\t0\r\n"


def imported(folder, text, *, rows=(f"1001,{NIP},,",), name="1_attlog.dat", dialect=""):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    map_file = pins(folder / "pins.csv", *rows) if rows else None
    return import_files("attlog", [path], map_file=map_file, dialect=dialect)


def test_sample_when_imported_then_every_in_and_out_of_the_truth(tmp_path):
    found = import_files("attlog", [FOLDER / "1_attlog.dat"], map_file=pins(tmp_path / "pins.csv"))
    expected = {
        (row["nip"], f"{row['date']} {row[kind]}", kind)
        for row in truth()
        for kind in ("in", "out")
        if row[kind]
    }
    # Taps that the truth does not tell: a second one a second later, and two on a Saturday.
    extra = {
        ("200002292025041995", "2026-10-01 07:12:04", "in"),
        ("200002292025041995", "2026-10-17 08:05:00", "in"),
        ("200002292025041995", "2026-10-17 12:10:31", "out"),
    }
    made = {(row["nip"], row["time"], row["kind"]) for row in found.tables["punches"]}
    assert made == expected | extra
    assert found.set_aside == []
    assert codes(found.remarks) == ["tap-again"]


def test_line_when_imported_then_all_that_it_knows(tmp_path):
    assert imported(tmp_path, LINE + OUT).tables["punches"][0] == {
        "nip": NIP,
        "time": "2026-10-01 07:21:09",
        "kind": "in",
        "device": "1",
        "origin": "machine",
        "ref": "1_attlog.dat:1",
    }


@pytest.mark.parametrize(
    "text",
    [
        "1001\t2026-10-01 07:21:09\t1\t0\t1\t0\n",
        "1001,2026-10-01 07:21:09,1,0,1,0\n",
        "  1001   2026-10-01 07:21:09   1  0  1  0\n",
        "1001\t2026-10-01 07:21:09\t1\t0\n",
        "1001\t2026-10-01 07:21:09\t1\t0" + "\t0" * 7 + "\n",
        "\ufeff1001\t2026-10-01 07:21:09\t1\t0\t1\t0",
    ],
)
def test_line_when_separated_otherwise_then_the_same_punch(tmp_path, text):
    found = one(imported(tmp_path, text).tables["punches"])
    assert (found["time"], found["kind"]) == ("2026-10-01 07:21:09", "in")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PIN\tTime\tDevice\tStatus\n", "not-a-record"),
        ("\x00\x01garbage\n", "not-a-record"),
        ("1001\t2026-10-01 07:21:09\t1\x00\t0\n", "not-a-record"),
        ("1001\t2026-10-01 07:21:09\t1\n", "not-a-record"),
        ("1001\t2026-10-01 07:21:09\t1\t0" + "\t0" * 8 + "\n", "not-a-record"),
        ("1001\t2026-13-01 07:21:09\t1\t0\t1\t0\n", "bad-time"),
        ("1002\t2026-10-01 07:21:09\t1\t0\t1\t0\n", "pin-unmapped"),
    ],
)
def test_line_when_no_punch_then_set_aside_in_words(tmp_path, text, code):
    found = imported(tmp_path, LINE + text)
    bad = one(found.set_aside)
    assert (bad.code, bad.line) == (code, 2)
    assert "{" not in bad.reason("id") + bad.reason("en")
    assert len(found.tables["punches"]) == 1


def test_status_when_the_dialect_is_adms_then_in_column_three(tmp_path):
    text = "1001\t2026-10-01 07:21:09\t0\t1\t0\t0\t0\n1001\t2026-10-01 16:00:00\t1\t1\t0\t0\t0\n"
    found = imported(tmp_path, text, name="body.txt", dialect="adms")
    assert [row["kind"] for row in found.tables["punches"]] == ["in", "out"]
    assert {row["device"] for row in found.tables["punches"]} == {""}


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        ("0", "in", None),
        ("1", "out", None),
        ("2", "break_out", None),
        ("3", "break_in", None),
        ("4", "", "status-overtime"),
        ("5", "", "status-overtime"),
        ("255", "", "status-unknown"),
    ],
)
def test_status_when_imported_then_its_kind_or_none_said_so(tmp_path, status, kind, code):
    found = imported(tmp_path, f"1001\t2026-10-01 07:21:09\t1\t{status}\t1\t0\n")
    row = one(found.tables["punches"])
    assert row["kind"] == kind
    assert codes(found.remarks) == ([code] if code else [])
    # An overtime tap may be none of presence; of no known key the kind is open, not the tap.
    assert row.get("doubt") == ("status-overtime" if code == "status-overtime" else None)


def test_tap_when_seconds_after_one_of_its_status_then_in_doubt(tmp_path):
    later = [LINE.replace("07:21:09", clock) for clock in ("07:22:08", "07:23:08")]
    found = imported(tmp_path, LINE + "".join(later))
    assert [row.get("doubt") for row in found.tables["punches"]] == [None, "tap-again", None]


def test_status_when_always_0_then_windows_decide(tmp_path):
    found = imported(tmp_path, LINE + OUT.replace("\t1\t1\t1", "\t1\t0\t1"))
    assert [row["kind"] for row in found.tables["punches"]] == ["", ""]
    assert codes(found.remarks) == ["status-unused"]


def test_status_when_0_and_nobody_tapped_twice_then_believed(tmp_path):
    found = imported(tmp_path, LINE)
    assert one(found.tables["punches"])["kind"] == "in"


def test_log_when_exported_twice_then_counts_once(tmp_path):
    first, second = tmp_path / "AF1_attlog.dat", tmp_path / "AF1_attlog (1).dat"
    first.write_text(LINE + OUT)
    second.write_text(LINE + OUT)
    found = import_files("attlog", [second, first], map_file=pins(tmp_path / "p.csv"))
    assert len(found.tables["punches"]) == 2
    assert {row["device"] for row in found.tables["punches"]} == {"AF1"}
    assert codes(found.set_aside) == ["duplicate-row"] * 2


def test_taps_when_only_one_states_its_offset_then_both_kept(tmp_path):
    text = LINE + LINE.replace("07:21:09", "07:21:09+08:00")
    assert len(imported(tmp_path, text).tables["punches"]) == 2


def test_pin_when_given_to_another_then_who_held_it_on_the_day(tmp_path):
    rows = (f"1001,{NIP},,2026-10-15", f"1001,{OTHER},2026-10-16,")
    text = "".join(f"1001\t2026-10-{day} 07:00:00\t1\t{s}\n" for day, s in (("15", 0), ("16", 1)))
    found = imported(tmp_path, text, rows=rows)
    assert [row["nip"] for row in found.tables["punches"]] == [NIP, OTHER]


def test_pin_when_two_held_it_on_a_day_then_set_aside(tmp_path):
    rows = (f"1001,{NIP},,2026-10-01", f"1001,{OTHER},2026-10-01,")
    assert codes(imported(tmp_path, LINE, rows=rows).set_aside) == ["pin-ambiguous"]


def test_pin_when_it_begins_with_zeros_then_another_pin(tmp_path):
    rows = (f"1001,{NIP},,", f"01001,{OTHER},,")
    text = "01001\t2026-10-01 07:00:00\t1\t0\n1001\t2026-10-01 07:00:01\t1\t1\n"
    found = imported(tmp_path, text, rows=rows)
    assert [row["nip"] for row in found.tables["punches"]] == [OTHER, NIP]


def test_pin_when_it_is_the_nip_then_no_map_is_needed(tmp_path):
    found = imported(tmp_path, LINE.replace("     1001", NIP), rows=())
    assert one(found.tables["punches"])["nip"] == NIP


def test_pins_when_no_map_is_given_then_refused(tmp_path):
    with pytest.raises(FactsError) as caught:
        imported(tmp_path, LINE, rows=())
    assert caught.value.code == "map-needed"


def test_map_when_a_row_is_wrong_then_set_aside(tmp_path):
    rows = (
        f"1001,{NIP},,",
        "1002,1.98501E+17,,",
        f"1003,{NIP},2026-10-02,2026-10-01",
        f",{NIP},,",
    )
    found = imported(tmp_path, LINE, rows=rows)
    assert [(bad.table, bad.line, bad.code) for bad in found.set_aside] == [
        ("pins", 3, "nip-as-number"),
        ("pins", 4, "swapped-range"),
        ("pins", 5, "missing-value"),
    ]
    for bad in found.set_aside:
        assert "{" not in bad.reason("id") + bad.reason("en")


def test_map_when_without_columns_then_refused(tmp_path):
    path, log = tmp_path / "pins.csv", tmp_path / "1_attlog.dat"
    path.write_text("pin,name\n1001,x\n")
    log.write_text(LINE)
    with pytest.raises(FactsError) as caught:
        import_files("attlog", [log], map_file=path)
    assert caught.value.code == "missing-column"


@pytest.mark.parametrize("given", [{"kind": "atlog"}, {"kind": "attlog", "dialect": "auto"}])
def test_import_when_kind_or_dialect_is_unknown_then_refused(given):
    with pytest.raises(RequestError) as caught:
        import_files(files=[], **given)
    assert caught.value.code == "unknown-import"


def test_file_when_missing_then_refused(tmp_path):
    with pytest.raises(FactsError) as caught:
        import_files("attlog", [tmp_path / "none.dat"])
    assert caught.value.code == "office-missing"
