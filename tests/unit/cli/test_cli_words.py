"""What the commands print has no word of programmers, in either language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from long_runs import slow_but

ROOT = Path(__file__).parents[3]
EXAMPLE = "examples/banggai-kepulauan-2026-03/pack"
BANGGAI = ("--profile", "id/kab-banggai-kepulauan")
MONTH = ("--period", "2026-03")
COMMANDS = {
    "demo": ("demo",),
    "compute": ("compute", EXAMPLE, *BANGGAI, *MONTH),
    "explain": ("explain", EXAMPLE, *BANGGAI, *MONTH, "--nip", "199211222019031919"),
    "page": ("explain", EXAMPLE, *BANGGAI, *MONTH, "--nip", "199404042020122938"),
    "check": ("check", EXAMPLE, *BANGGAI),
    "needs": ("needs", "id/kab-banggai-kepulauan"),
    "list": ("profiles", "list"),
    "compare": (
        *("compare", EXAMPLE, *MONTH, "--baseline", "id/kab-banggai-kepulauan"),
        *("--draft", "id/kab-bulukumba"),
    ),
}
MORE = {"page": ("--format", "html")}
#: What a file holds and what is typed, codes in grey brackets, ids, the style of a page.
APART = re.compile(
    r"<style>.*?</style>|<[^>]+>|\([a-z_]+\) = \S+|\([a-z_]+\)|\[[^\]]*\]|\S+ = \S+"
    r"|\([a-z_]+ = [^)]*\)|\([^()]*\.csv[^()]*\)|\S+\.csv\S*|^ *masker .*$|^ *id/\S+$"
    r"|masker_rules|s\.d\.",
    re.DOTALL | re.MULTILINE,
)
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z]+\.[a-z_]+\b|`|≈|\b\d{4}-\d{2}(?:-\d{2})?\b|\.\.")


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("command", slow_but(lambda name: name != "compare", COMMANDS))
def test_output_when_printed_then_names_dates_and_shares_are_in_words(
    command, lang, masker, monkeypatch
):
    monkeypatch.chdir(ROOT)
    printed = masker(*COMMANDS[command], *MORE.get(command, ()), "--lang", lang).out

    assert len(printed) > 200
    found = [
        f"{hit[0]!r} in {line.strip()!r}"
        for line in APART.sub("", printed).splitlines()
        if (hit := CODE.search(line))
    ]
    assert not found, "\n".join(found)


def test_head_when_printed_then_tpp_is_spelled_out_and_the_month_in_words(masker, monkeypatch):
    monkeypatch.chdir(ROOT)
    first, *lines = masker(*COMMANDS["compute"]).out.splitlines()

    assert first.startswith("Tambahan Penghasilan Pegawai (TPP) Kabupaten Banggai Kepulauan")
    assert "Bulan kinerja: Maret 2026" in lines
    assert "pukul 07.36.07 WITA" in " ".join(" ".join(lines).split())
