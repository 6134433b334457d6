"""Cures of `gross-not-rounded`, `reads-its-own-result` and `pool-not-whole` work when pasted."""

from __future__ import annotations

import pytest

import masker_rules as mr

HEAD = """
profile: {language: 1, id: id/kab-contoh/obat, title: Contoh, status: draft,
  zone: Asia/Makassar, in_force: 2026-01-01.., source: unconfirmed}
words: {scores.measure: {nilai: new, uang: new}}
inputs:
  tpp: {from: amounts.tpp, type: money}
  nilai: {from: scores.nilai, type: number}
"""
PAID = "amount: tpp\nparts: {total: {round: Rp 1}}\n"
SHARED = "amount: {is: bagian, service_part: full}\nparts: {total: {round: Rp 1}}\n"
RULED = """quantities: {upah: {is: %s * 10%%}}
rules: {r: {each: month, when: upah > Rp 5, cut: 1%%, of: total}}
"""
POOL = """  bagian: {from: pools.dana, type: money}
pools: {dana: {points: count(late > 0m), amount: tpp}}
"""
REST = "amount: tpp\nparts: {a: {weight: 40%, round: Rp 1}, b: {weight: 60%, residual: 'yes'}}\n"
LINE = "pay: {%s: {kind: addition, is: %s * count(status = present), round: Rp 1}}\n"


def problems(tmp_path, text):
    path = tmp_path / "profile.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    try:
        for run in mr.load_profile(path).runs_declared():
            mr.load_profile(f"{path}#{run.name}")
    except mr.ProfileError as wrong:
        return wrong.problems
    return ()


#: What is wrong, what the cure says, and the file with that done.
ROUNDINGS = {
    "no parts": (
        "amount: tpp\n",
        "add the section `parts: {total: {round: Rp 1}}`",
        "amount: tpp\nparts: {total: {round: Rp 1}}\n",
    ),
    "one part of two": (
        "amount: tpp\nparts: {a: {weight: 40%}, b: {weight: 60%, round: Rp 1}}\n",
        "write `round: Rp 1` in `parts.a`,",
        "amount: tpp\nparts: {a: {weight: 40%, round: Rp 1}, b: {weight: 60%, round: Rp 1}}\n",
    ),
    "two parts": (
        "amount: tpp\nparts: {a: {weight: 40%}, b: {weight: 60%}}\n",
        "write `round: Rp 1` in `parts.a`, `round: Rp 1` in `parts.b`,",
        "amount: tpp\nparts: {a: {weight: 40%, round: Rp 1}, b: {weight: 60%, round: Rp 1}}\n",
    ),
    "percents are rounded, rupiah are not": (
        "amount: tpp\nparts: {a: {weight: 100%, round: 0.01%}}\n",
        "write `round: [0.01%, Rp 1]` in `parts.a`,",
        "amount: tpp\nparts: {a: {weight: 100%, round: [0.01%, Rp 1]}}\n",
    ),
    "so is the total": (
        "amount: tpp\nparts: {total: {round: 0.01%}}\n",
        "write `round: [0.01%, Rp 1]` in `parts.total`,",
        "amount: tpp\nparts: {total: {round: [0.01%, Rp 1]}}\n",
    ),
    "a run takes over no parts": (
        PAID + "runs: {thr: {title: THR, use: [amount]}}\n",
        "name `parts` in `use`",
        PAID + "runs: {thr: {title: THR, use: [amount, parts]}}\n",
    ),
    "what takes the rest": (
        REST,
        "write `round: Rp 1` in `parts.b`,",
        REST.replace("'yes'", "'yes', round: Rp 1"),
    ),
}
CHAINS = {
    "a line hides a term": (
        PAID + "terms: {dana: Rp 5}\n" + LINE % ("dana", "dana"),
        "and not `terms.dana`: give one of the two another name",
        PAID + "terms: {dana: Rp 5}\n" + LINE % ("uang", "dana"),
    ),
    "a line hides an input": (
        PAID + LINE % ("tpp", "tpp"),
        "and not `inputs.tpp`: give one of the two another name",
        PAID + LINE % ("uang", "tpp"),
    ),
    "a quantity hides an input": (
        PAID + "quantities: {tpp: {is: tpp * 50%}}\n",
        "and not `inputs.tpp`: give one of the two another name",
        PAID + "quantities: {separuh: {is: tpp * 50%}}\n",
    ),
    "a quantity takes the place of the prelude's": (
        PAID + "quantities: {late: {each: day, is: late + 1m}}\n",
        "`late` takes the place of what the prelude calls so",
        PAID + "quantities: {lebih: {each: day, is: late + 1m}}\n",
    ),
    "a line reads the net": (
        PAID + "pay: {iuran: {kind: deduction, is: net * 1%, round: Rp 1}}\n",
        "use `gross`,",
        PAID + "pay: {iuran: {kind: deduction, is: gross * 1%, round: Rp 1}}\n",
    ),
    "a rule reads what rules leave": (
        PAID + "rules: {r: {each: month, when: total.left > Rp 5, cut: 1%, of: total}}\n",
        "use `total.full`,",
        PAID + "rules: {r: {each: month, when: total.full > Rp 5, cut: 1%, of: total}}\n",
    ),
    "a quantity reads the net, and a rule it": (
        PAID + RULED % "net",
        "use `total.full`,",
        PAID + RULED % "total.full",
    ),
    "two quantities": (
        PAID + "quantities: {a: {is: b + 1}, b: {is: a + 1}}\n",
        "let one of these formulas use something that comes before the others",
        PAID + "quantities: {a: {is: b + 1}, b: {is: working_days + 1}}\n",
    ),
}
SHARED_OUT = """  pagu: {from: scores.uang, type: money}
  dibayar: {from: pools.bagi, type: money}
quantities: {batas: {is: pagu, round: Rp 1}}
pools: {bagi: {points: tpp, amount: batas}}
amount: {is: tpp, service_part: full}
parts: {total: {round: Rp 1}}
pay: {%s: {kind: deduction, is: tpp - dibayar, round: Rp 1}}
"""
CHAINS["a line hides what a pool shares"] = (
    SHARED_OUT % "pagu",
    "and not `inputs.pagu`: give one of the two another name",
    SHARED_OUT % "potongan",
)
POINTS = {
    "money": ("tpp / 3", "round(tpp / 3; Rp 1)"),
    "minutes": ("sum(late) / 3", "round(sum(late) / 3; 1m)"),
    "a part of a number": ("nilai / 3", "round(nilai / 3; 0.01%)"),
    "a share": ("share(nilai; 3; 0%)", "round(share(nilai; 3; 0%); 0.01%)"),
}


@pytest.mark.parametrize(
    ("code", "wrong", "cure", "mended"),
    [
        pytest.param(code, *told, id=name)
        for code, several in (("gross-not-rounded", ROUNDINGS), ("reads-its-own-result", CHAINS))
        for name, told in several.items()
    ],
)
def test_regulation_when_the_cure_is_done_then_it_loads(tmp_path, code, wrong, cure, mended):
    (problem,) = problems(tmp_path, wrong)
    assert problem.code == code
    assert cure in problem.text("en")
    assert problems(tmp_path, mended) == ()


@pytest.mark.parametrize("name", POINTS)
def test_points_when_the_cure_is_pasted_then_it_loads(tmp_path, name):
    wrong, pasted = POINTS[name]
    (problem,) = problems(tmp_path, POOL.replace("count(late > 0m)", wrong) + SHARED)
    assert problem.code == "pool-not-whole"
    assert f"`{pasted}`" in problem.text("en")
    assert problems(tmp_path, POOL.replace("count(late > 0m)", pasted) + SHARED) == ()
