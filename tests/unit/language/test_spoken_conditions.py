"""Whom something holds for, as people read it: no formula where there are words."""

from __future__ import annotations

import pytest

from masker_rules.language.spoken import Condition
from masker_rules.legal import Text


@pytest.mark.parametrize(
    ("written", "indonesian", "english"),
    [
        ("category in (PNS; CPNS)", "jenis kepegawaian PNS atau CPNS", "category PNS or CPNS"),
        ("category = CPNS", "jenis kepegawaian CPNS", "category CPNS"),
        (
            "staff_group != teacher",
            "kelompok pegawai selain guru",
            "staff group other than teacher",
        ),
        ("category not in (PNS)", "jenis kepegawaian selain PNS", "category other than PNS"),
        ("job_class >= 12", "kelas jabatan paling sedikit 12", "job class at least 12"),
        ("job_class < 5", "kelas jabatan kurang dari 5", "job class below 5"),
        ("job_class in (3..7; 9)", "kelas jabatan 3 s.d. 7 atau 9", "job class 3 to 7 or 9"),
        ("job_class in (12..)", "kelas jabatan 12 atau lebih", "job class 12 or more"),
        (
            "category = PNS and job_class > 9",
            "jenis kepegawaian PNS dan kelas jabatan lebih dari 9",
            "category PNS and job class above 9",
        ),
    ],
)
def test_condition_when_said_then_in_words(written, indonesian, english):
    told = Condition(written)

    assert (told.said("id"), told.said("en")) == (indonesian, english)


@pytest.mark.parametrize(
    "written", ["category = PNS or category = CPNS and job_class < 5", "count(late > 0m) > 3"]
)
def test_condition_when_there_are_no_words_for_it_then_quoted(written):
    assert Condition(written).said("id") == f"yang memenuhi “{written}”"


def test_condition_when_the_regulation_labels_a_name_then_by_that():
    labels = {"jarak": Text("jarak ke ibu kota", "distance to the capital")}

    assert Condition("jarak > 40", labels).said("id") == "jarak ke ibu kota lebih dari 40"
