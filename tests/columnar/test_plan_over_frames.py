"""The plan over frames gives every quantity of every case as the reference engine gives it."""

from pathlib import Path

import pytest
from hybrid import differences, inputs_of, result_differences

from masker_rules.columnar.backends import Backend, DuckBackend, PolarsBackend
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


WORLDS = [
    # What nobody has made uses the most of the language; whole runs compare all the others.
    pytest.param(
        folder,
        backend,
        id=f"{folder.parent.name}/{folder.name}-{backend.__name__}",
        marks=() if OURS in folder.parents and backend is PolarsBackend else pytest.mark.slow,
    )
    for folder in FOLDERS
    for backend in (PolarsBackend, DuckBackend)
]


@pytest.mark.parametrize(("folder", "backend"), WORLDS)
def test_every_quantity_is_the_same(folder: Path, backend: type[Backend]):
    profile = alone(load_profile(folder))
    inputs = inputs_of_cases(profile)

    assert len(inputs) > 10
    assert differences(profile, inputs, backend()) == []


@pytest.mark.parametrize(("folder", "backend"), WORLDS)
def test_results_say_the_same(folder: Path, backend: type[Backend]):
    """Status, lines, parts, counts, findings, remarks and consequences."""
    profile = alone(load_profile(folder))

    compared, wrong = result_differences(profile, packs_of_cases(profile), backend())

    assert wrong == []
    # Its cases are about months of which something is missing.
    assert compared > 7 or folder.name in {"kerangka", "awan-putih", "laut-biru"}
