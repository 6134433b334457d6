"""The plan walked over chunks gives every quantity of every case as the reference engine does."""

from pathlib import Path

import pytest
from hybrid import differences, inputs_of, result_differences
from long_runs import some_of

from masker_rules.engine.inputs import Inputs
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.errors import MaskerRulesError
from masker_rules.facts import Pack
from masker_rules.periods import Month
from masker_rules.testing.cases import Trial, alone, cases_beside, period_of

SHIPPED = Path(__file__).parents[2] / "src" / "masker_rules" / "profiles"
OURS = Path(__file__).parents[1] / "data"
FOLDERS = sorted(
    path.parent
    for root in (SHIPPED, OURS / "invented", OURS / "unseen")
    for path in root.rglob("profile.yaml")
)


def packs_of_cases(profile: Profile) -> list[tuple[Pack, Month]]:
    found = []
    for case in cases_beside(profile):
        try:
            found.append((Trial.of(case, profile).pack, period_of(case)))
        except MaskerRulesError:
            continue  # the case is about this error
    return found


def inputs_of_cases(profile: Profile) -> list[Inputs]:
    packs = packs_of_cases(profile)
    return [one for pack, month in packs for one in inputs_of(profile, pack, [month])]


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder", some_of(FOLDERS), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_every_quantity_is_the_same(folder: Path):
    profile = alone(load_profile(folder))
    inputs = inputs_of_cases(profile)

    assert len(inputs) > 10
    assert differences(profile, inputs) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder", some_of(FOLDERS), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_results_say_the_same(folder: Path):
    """Status, lines, parts, counts, findings, remarks, consequences and bounds."""
    profile = alone(load_profile(folder))

    compared, wrong = result_differences(profile, packs_of_cases(profile))

    assert wrong == []
    # Its cases are about months of which something is missing.
    assert compared > 7 or folder.name in {"kerangka", "awan-putih", "laut-biru"}
