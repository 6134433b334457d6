"""Distance, network and verdict of a punch."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attendance_world import World, at, codes

from masker_rules.attendance.evidence import SiteIndex, distance_cm, reasons
from masker_rules.attendance.settings import Evidence
from masker_rules.facts import rows
from masker_rules.facts.rows import Punch, Site, Stamp

UNIT = "BKPSDM"
OFFICE = ("-1.312482", "123.298373")


def site(lat=OFFICE[0], lon=OFFICE[1], radius="100", **more) -> Site:
    exact = [None if text is None else Decimal(text) for text in (lat, lon, radius)]
    return Site(UNIT, None, *exact, **more)


def judged(sites, unit=UNIT, default_m=None, **columns) -> Evidence:
    exact = {k: Decimal(v) if k in ("lat", "lon", "accuracy_m") else v for k, v in columns.items()}
    time = exact.pop("time", Stamp(date(2026, 6, 2), at("07:20")))
    punch = Punch("198501012010011001", time, **exact)
    return SiteIndex(sites, default_m).evidence(punch, unit, punch.time.second)


def test_distance_when_the_points_are_identical_then_zero():
    assert distance_cm(-1.312482, 123.298373, -1.312482, 123.298373) == 0


def test_distance_when_one_degree_of_latitude_then_about_111_195_metres():
    # 6 371 008.8 m x pi / 180 = 111 195.08 m.
    assert distance_cm(0, 100, 1, 100) == pytest.approx(11_119_508, abs=1)


def test_distance_when_at_sixty_degrees_then_a_degree_of_longitude_is_half_of_that():
    # Half the parallel; on the great circle between the two points a little less.
    assert distance_cm(60, 100, 60, 101) == pytest.approx(5_559_500, abs=300)


def test_distance_when_opposite_then_half_the_circumference_and_no_domain_error():
    # pi x 6 371 008.8 m = 20 015 114.4 m.
    assert distance_cm(0, 0.5, 0, -179.5) == pytest.approx(2_001_511_444, abs=10)
    assert distance_cm(90, 0, -90, 0) == pytest.approx(2_001_511_444, abs=10)


def test_distance_when_across_the_date_line_then_the_short_way():
    assert distance_cm(0, 179.5, 0, -179.5) == pytest.approx(11_119_508, abs=1)


@pytest.mark.parametrize(
    # One millionth of a degree of latitude is 11.1195 cm: 899 of them 9 996.4, 900 10 007.6 cm.
    ("lat", "location"),
    [("-1.311583", "inside"), ("-1.311582", "outside")],
)
def test_location_when_around_a_radius_of_100_m_then_either_side(lat, location):
    assert judged([site()], lat=lat, lon=OFFICE[1]).location == location


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"lat": "0", "lon": "0"},
        {"lat": OFFICE[0]},
        {"lat": "91", "lon": "123"},
        {"lat": "-1", "lon": "180.5"},
    ],
)
def test_location_when_there_is_none_or_it_cannot_be_true_then_unknown(place):
    evidence = judged([site()], **place)
    assert (evidence.location, evidence.distance_m) == ("unknown", None)


def test_location_when_zero_on_one_axis_only_then_a_place():
    assert judged([site("0", "109.3")], lat="0", lon="109.3").location == "inside"


def test_location_when_the_unit_has_no_site_then_unknown():
    assert judged([site()], unit="LAIN", lat=OFFICE[0], lon=OFFICE[1]).location == "unknown"


def test_location_when_one_of_several_sites_holds_it_then_inside():
    far = site("-2", "123")
    evidence = judged([far, site()], lat=OFFICE[0], lon=OFFICE[1])
    assert (evidence.location, evidence.distance_m) == ("inside", 0)


def test_location_when_no_radius_is_known_then_unknown_but_measured():
    sites = [site(radius=None)]
    evidence = judged(sites, lat="-1.311582", lon=OFFICE[1])
    assert (evidence.location, evidence.distance_m) == ("unknown", 100)
    assert judged(sites, default_m=50, lat="-1.311582", lon=OFFICE[1]).location == "outside"


@pytest.mark.parametrize(
    ("ssid", "bssid", "network"),
    [
        (None, None, "unknown"),
        ("KANTOR", None, "known"),
        ("RUMAH", None, "foreign"),
        ("KANTOR", "AA-BB-CC-00-11-22", "known"),
        ("KANTOR", "aa:bb:cc:00:11:23", "foreign"),
    ],
)
def test_network_when_named_then_the_access_point_decides_before_the_name(ssid, bssid, network):
    sites = [site(ssid="KANTOR", bssid="aa:bb:cc:00:11:22")]
    assert judged(sites, ssid=ssid, bssid=bssid).network == network


def test_network_when_no_site_names_one_then_unknown():
    assert judged([site()], ssid="KANTOR").network == "unknown"


@pytest.mark.parametrize(
    ("second", "sentinel"),
    [(0, True), (1, False), (at("23:58:59"), False), (at("23:59"), True), (at("23:59:01"), False)],
)
def test_sentinel_when_exactly_midnight_or_2359_then_known_as_such(second, sentinel):
    evidence = SiteIndex(()).evidence(Punch("1", Stamp(date(2026, 6, 2), second)), UNIT, second)
    assert evidence.sentinel is sentinel


def test_accuracy_when_missing_then_unknown_and_no_doubt():
    assert judged([]).accuracy_m is None
    assert judged([], accuracy_m="12.9").accuracy_m == 12


def test_reasons_when_the_review_rejected_it_then_nothing_else_is_said():
    evidence = judged([site()], lat="-2", lon="123", mock=True, review="rejected")
    assert reasons(evidence, "reject") == ("review",)


def test_reasons_when_several_doubts_then_all_and_other_where_none():
    evidence = judged([site()], lat="-2", lon="123", mock=True)
    assert reasons(evidence, "flag") == ("outside", "mock")
    assert reasons(judged([]), "reject") == ("other",)


def far_away(**settings) -> World:
    world = World(**settings).employee(unit=UNIT).add("sites", site())
    return world.punch("2026-06-02 07:20", "in", lat="-2", lon="123")


def test_verdict_when_nothing_is_said_then_a_distant_punch_counts_with_a_flag():
    world = far_away()
    row = world.day("2026-06-02")
    assert (row.in_at, row.flagged, row.location_in) == (at("07:20"), True, "outside")
    note = world.month().notes[0]
    # 0.687518 degrees north-south, 0.298373 east-west: hypot(76448, 33168) m = 83.3 km.
    assert note.code == "punch-flagged-outside"
    assert 83_000 < int(note.params["distance"]) < 84_000


def test_verdict_when_the_profile_rejects_then_no_tap_and_the_reason():
    def strict(evidence):
        return "reject" if evidence.location == "outside" else "accept"

    world = far_away(verdict=strict)
    assert world.day("2026-06-02").in_at is None
    assert codes(world.month()) == ["punch-rejected-outside"]


def test_verdict_when_the_profile_wants_a_place_then_an_operator_row_can_be_refused():
    def strict(evidence):
        return "accept" if evidence.location == "inside" else "reject"

    world = World(verdict=strict).punch("2026-06-02 07:20", "in", origin="operator")
    assert codes(world.month()) == ["punch-rejected-other"]


def test_site_when_a_person_moves_then_the_unit_of_the_day_counts():
    world = World().employee(unit="LAMA").employee(unit=UNIT, valid_from="2026-06-02")
    world.add("sites", site()).add(
        "sites", rows.Site("LAMA", None, Decimal(-2), Decimal(123), Decimal(50))
    )
    for when in ("01", "02"):
        world.punch(f"2026-06-{when} 07:20", "in", lat=OFFICE[0], lon=OFFICE[1])
    places = [world.day(f"2026-06-{when}").location_in for when in ("01", "02")]
    assert places == ["outside", "inside"]


# ------------------------------------------------------------------ many punches at once
def place(**columns) -> dict[str, str]:
    return {"lat": OFFICE[0], "lon": OFFICE[1], **columns}


@pytest.mark.parametrize(
    # See above: 899 millionths of a degree are 99.96 m, 900 are 100.08 m.
    ("lat", "location", "notes"),
    [("-1.311583", "inside", []), ("-1.311582", "outside", ["punch-flagged-outside"])],
)
def test_tap_when_around_a_radius_of_100_m_then_either_side(lat, location, notes):
    world = World().employee(unit=UNIT).add("sites", site())
    world.punch("2026-06-02 07:20", "in", **place(lat=lat))
    assert world.day("2026-06-02").location_in == location
    assert codes(world.month()) == notes


@pytest.mark.parametrize(
    # 100.005 m, from which on the distance is rounded to more than 100 m, are 0.00089936533
    # degrees: a hundred-millionth less is inside.
    ("lat", "location"),
    [("0.0008993653", "inside"), ("0.0008993654", "outside")],
)
def test_tap_when_its_place_has_ten_decimals_then_all_of_them_count(lat, location):
    world = World().employee(unit=UNIT).add("sites", site("0", "109"))
    world.punch("2026-06-02 07:20", "in", lat=lat, lon="109")
    assert world.day("2026-06-02").location_in == location


def test_tap_when_it_shows_no_place_beside_a_site_near_the_origin_then_unknown():
    # 0.0005 degrees are 55.6 m.
    world = World().employee(unit=UNIT).add("sites", site("0.0005", "0"))
    world.punch("2026-06-02 07:20", "in", lat="0", lon="0")
    world.punch("2026-06-03 07:20", "in", lat="0.0001", lon="0")
    places = [world.day(f"2026-06-0{n}").location_in for n in (2, 3)]
    assert places == ["unknown", "inside"]


def test_verdict_when_the_profile_asks_for_the_distance_then_it_knows_it_inside_the_radius():
    def near(evidence):
        return "reject" if (evidence.distance_m or 0) > 50 else "accept"

    world = World(verdict=near).employee(unit=UNIT).add("sites", site())
    # 400 millionths of a degree are 44.5 m, 500 are 55.6 m.
    world.punch("2026-06-02 07:20", "in", **place(lat="-1.312082"))
    world.punch("2026-06-03 07:20", "in", **place(lat="-1.311982"))
    taps = [world.day(f"2026-06-0{n}").in_at for n in (2, 3)]
    assert taps == [at("07:20"), None]


def test_note_when_a_flagged_punch_lies_inside_then_it_tells_the_distance():
    world = World().employee(unit=UNIT).add("sites", site())
    world.punch("2026-06-02 07:20", "in", **place(lat="-1.311982", mock=True))
    note = world.month().notes[0]
    assert (note.code, note.params["distance"]) == ("punch-flagged-mock", "55")
    assert world.day("2026-06-02").location_in == "inside"


@pytest.mark.parametrize(
    ("time", "notes"), [("23:58:59", []), ("23:59", ["punch-rejected-sentinel"])]
)
def test_verdict_when_the_clock_shows_no_time_then_the_profile_may_refuse_it(time, notes):
    def strict(evidence):
        return "reject" if evidence.sentinel else "accept"

    assert codes(World(verdict=strict).punch(f"2026-06-02 {time}", "out").month()) == notes


def test_verdicts_when_punches_tell_different_things_then_each_has_its_own():
    world = World().punch("2026-06-02 07:20", "in", mock=True, origin="machine")
    world.punch("2026-06-03 07:20", "in", mock=False, origin="mobile")
    world.punch("2026-06-04 07:20", "in", mock=True, origin="mobile")
    flags = [world.day(f"2026-06-0{n}").flagged for n in (2, 3, 4)]
    assert flags == [True, False, True]


def test_verdicts_when_the_profile_asks_for_the_accuracy_then_either_side():
    def exact(evidence):
        return "reject" if (evidence.accuracy_m or 0) > 50 else "accept"

    world = World(verdict=exact).punch("2026-06-02 07:20", "in", accuracy_m="50.9")
    world.punch("2026-06-03 07:20", "in", accuracy_m="51")
    taps = [world.day(f"2026-06-0{n}").in_at for n in (2, 3)]
    assert taps == [at("07:20"), None]


def test_verdicts_when_the_access_point_is_foreign_then_that_punch_is_flagged():
    world = World().employee(unit=UNIT).add("sites", site(bssid="aa:bb:cc:00:11:22"))
    world.punch("2026-06-02 07:20", "in", bssid="AA-BB-CC-00-11-22")
    world.punch("2026-06-03 07:20", "in", bssid="AA-BB-CC-00-11-23")
    flags = [world.day(f"2026-06-0{n}").flagged for n in (2, 3)]
    assert flags == [False, True]


def test_places_when_of_in_and_out_then_each_its_own():
    world = World().employee(unit=UNIT).add("sites", site())
    world.punch("2026-06-02 07:20", "in", **place()).punch("2026-06-02 16:00", "out")
    row = world.day("2026-06-02")
    assert (row.location_in, row.location_out) == ("inside", "unknown")


def test_duplicate_taps_when_at_one_second_then_the_one_that_is_inside_counts():
    world = World().employee(unit=UNIT).add("sites", site())
    world.punch("2026-06-02 07:20", "in").punch("2026-06-02 07:20", "in", **place())
    world.punch("2026-06-02 16:00", "out", **place()).punch("2026-06-02 16:00", "out")
    row = world.day("2026-06-02")
    assert (row.location_in, row.location_out) == ("inside", "inside")
