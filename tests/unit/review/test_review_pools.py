"""A comparison of regulations by which people share an amount."""

from __future__ import annotations

import pytest
from regulations import regulation, tables

import masker_rules as mr


def shared_law(dana, points="poin"):
    return regulation(
        inputs={"jasa": {"from": "pools.jasa", "type": "money"}},
        quantities={
            "poin": "count(day where in_at exists)",
            "dana": {"is": dana, "source": "uji pasal 9"},
        },
        pools={
            "jasa": {
                "points": points,
                "amount": "dana",
                "of": "everybody",
                "source": "uji pasal 7",
            }
        },
        amount={"is": "jasa", "service_part": "full", "round": "Rp 1"},
    )


@pytest.mark.parametrize(
    ("draft", "moved", "article"),
    [
        (shared_law("Rp 10.000.000"), 1_000_000, "pasal 9"),
        # 23 of 33 points come to 47 of 68: the pool is the same, and so is the sum.
        (shared_law("Rp 9.000.000", "poin * 2 + 1"), 0, "pasal 7"),
    ],
)
def test_comparison_when_a_pool_moves_then_named_with_the_article_that_does_it(
    draft, moved, article
):
    own, other = tables(), "199002022015022002"
    own["employees"].append({**own["employees"][0], "nip": other})
    own["punches"] += [{**row, "nip": other} for row in tables()["punches"][:20]]
    found = mr.compare(shared_law("Rp 9.000.000"), draft, mr.Pack(**own), "2026-07")
    [row] = found.table("articles", lang="id")
    assert (row["kind"], row["change"], row["person_months"]) == ("full", moved, 2)
    assert row["label"] == "Jumlah penuh (pagu) sebelum semua aturan, melalui dana bersama: jasa"
    assert row["article_after"] == f"Perbup Uji 1/2020, {article}"
