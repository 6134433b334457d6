"""A run whose people are computed in pieces elsewhere: as of one run, to the last byte."""

from __future__ import annotations

import pickle

import pytest
from agreement import DEMO
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.columnar.packs import PackInMemory
from masker_rules.columnar.runner import join_pieces, run_frames
from masker_rules.explain import explain_text
from masker_rules.periods import parse_months

LAW = "id/kab-banggai-kepulauan/masker-asn"
FOLDER, PERIOD = DEMO


def sent(thing):
    """What arrives in another process."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  (its own bytes)


def far_away(profile, pack, size):
    """Computes `size` people at a time with what arrives there, and sends back what it found."""

    def computed(months, people):
        for at in reversed(range(0, len(people), size)):
            law, facts = sent((profile, pack))
            ran = run_frames(law, PackInMemory(facts), months, nips=people[at : at + size])
            yield sent(ran.piece())

    return computed


@pytest.fixture(scope="module")
def joined():
    profile, pack = mr.load_profile(LAW), mr.read_pack(FOLDER)
    return join_pieces(
        profile,
        PackInMemory(pack),
        parse_months(PERIOD),
        far_away(profile, pack, 7),
        explainer=explain_text,
    )


@pytest.mark.slow
def test_pieces_when_put_together_then_the_bytes_of_one_run(joined):
    wanted = mr.compute(LAW, FOLDER, PERIOD, engine="reference")
    assert joined[0].to_json() == wanted.to_json()
    assert joined[0].flat_rows() == wanted.flat_rows()


def test_pieces_when_put_together_then_each_result_explains_itself(joined):
    wanted = mr.compute(LAW, FOLDER, PERIOD, engine="reference")
    for number in (0, 11, 39):
        assert joined[0][number].explain("en") == wanted[number].explain("en")


def test_pieces_when_counted_then_everybody_once(joined):
    results, in_frames, reasons = joined
    pack = PackInMemory(mr.read_pack(FOLDER))
    whole = run_frames(mr.load_profile(LAW), pack, parse_months(PERIOD))
    assert len(results) == 40
    assert (in_frames, reasons) == (whole.in_frames, whole.reasons)


def test_pieces_when_nobody_is_there_then_no_results():
    profile, pack = mr.load_profile(discipline()), mr.Pack(**tables())
    months = parse_months("2026-07")
    results, in_frames, _ = join_pieces(
        profile, PackInMemory(pack), months, lambda *_: (), nips=[NIP]
    )
    assert (len(results), in_frames) == (0, 0)


@pytest.mark.parametrize("ref", ["id/kab-bulukumba", "id/kab-pakpak-bharat"])
def test_profile_when_sent_to_another_process_then_the_same_regulation(ref):
    profile = mr.load_profile(ref)
    again = sent(profile)
    assert (again.id, again.digest) == (profile.id, profile.digest)
    assert [one.digest for one in again.versions] == [one.digest for one in profile.versions]
