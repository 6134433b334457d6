"""What is released: contents of sdist and wheel, and the wheel alone on every supported Python.

Builds and installations are done in environments of their own, which need the package index.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest

import masker_rules

ROOT = Path(__file__).parents[2]
PACKAGE = "src/masker_rules/"
#: Kinds of data of the package.
DATA = {".css", ".csv", ".json", ".lark", ".md", ".toml", ".ttf", ".typ", ".typed", ".yaml"}
#: Names of the files that describe a wheel.
DESCRIBED = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
UNREACHABLE = ("Temporary failure in name resolution", "Connection", "Network is unreachable")
#: Earlier than 1980 no zip can say.
EPOCH = "1600000000"
PYTHONS = [
    line.rpartition(" ")[2]
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "classifiers"
    ]
    if line.startswith("Programming Language :: Python :: 3.")
]
INSIDE = """
import sys, pathlib, masker_rules as mr
place = pathlib.Path(mr.__file__).resolve()
assert place.is_relative_to(pathlib.Path(sys.prefix).resolve()), place
assert not [path for path in sys.path if {root!r} in path], sys.path
profile = mr.load_profile("id/kab-banggai-kepulauan")
print(mr.__version__, profile.id.rpartition("/")[0])
"""

pytestmark = pytest.mark.slow


def run(*command, cwd, **variables):
    """The output of a command that nothing of this process reaches."""
    own = {"PYTHONPATH", "VIRTUAL_ENV", "MASKER_LANG"}
    env = {key: value for key, value in os.environ.items() if key not in own} | variables
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, check=False
    )
    out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    unreachable = any(word in out + err for word in UNREACHABLE)
    if done.returncode and unreachable and not (os.environ.keys() & {"CI", "MASKER_CI"}):
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, f"{command}\n{out}\n{err}"
    return out


@pytest.fixture(scope="module")
def listed():
    """What a clone holds; of an unpacked sdist, what it holds."""
    if (ROOT / ".git").exists():
        names = run(
            "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT
        )
        return [name for name in names.split("\0") if name and (ROOT / name).is_file()]
    made = {"__pycache__", ".pytest_cache"}
    files = (path for path in ROOT.rglob("*") if path.is_file() and made.isdisjoint(path.parts))
    return [path.relative_to(ROOT).as_posix() for path in files]


@pytest.fixture(scope="module")
def clone(listed, tmp_path_factory):
    def copy(name):
        folder = tmp_path_factory.mktemp(name) / name
        for listed_name in listed:
            target = folder / listed_name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / listed_name, target)
        return folder

    return copy


def built(folder, *arguments):
    """The paths of what `python -m build` writes: sdist and the wheel from it, or one of them."""
    run(sys.executable, "-m", "build", *arguments, cwd=folder, SOURCE_DATE_EPOCH=EPOCH)
    return sorted((folder / "dist").iterdir(), key=lambda path: path.suffix)


@pytest.fixture(scope="module")
def released(clone):
    pytest.importorskip("build")
    return built(clone("first"))


@pytest.fixture(scope="module")
def sdist(released):
    return released[0]


@pytest.fixture(scope="module")
def wheel(released):
    return released[1]


def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_wheel_when_built_then_holds_the_package_and_nothing_else(wheel, listed):
    described = f"masker_rules-{masker_rules.__version__}.dist-info/"
    held = set(contents(wheel))
    package = {name.removeprefix("src/") for name in listed if name.startswith(PACKAGE)}
    assert {name for name in held if not name.startswith(described)} == package
    assert held - package == {described + name for name in DESCRIBED}


def test_wheel_when_built_then_holds_every_kind_of_data(wheel):
    held = [PurePosixPath(name) for name in contents(wheel) if name.startswith("masker_rules/")]
    kinds = {".typed" if path.name == "py.typed" else path.suffix for path in held}
    # The letters of the papers come with their licence, which has no ending.
    assert kinds == DATA | {".py", ""}
    assert [path.name for path in held if not path.suffix] == ["LICENSE"]
    assert any("scaffold" in path.parts for path in held)


def test_wheel_when_built_then_names_no_path_of_this_machine(wheel):
    paths = {str(ROOT), str(Path.home()), str(wheel.parents[1])} - {"/"}
    marks = [(os.fspath(path) + os.sep).encode() for path in paths]
    found = {name for name, data in contents(wheel).items() for mark in marks if mark in data}
    assert not found


def test_sdist_when_built_then_holds_what_a_clone_holds(sdist, listed):
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert held == {*listed, "PKG-INFO"}


def test_builds_when_made_twice_then_the_same_bytes(released, clone):
    again = built(clone("second"))
    assert [path.name for path in again] == [path.name for path in released]
    for first, second in zip(released, again, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_wheel_when_built_from_the_clone_then_that_from_the_sdist(wheel, clone):
    [direct] = built(clone("direct"), "--wheel")
    assert direct.read_bytes() == wheel.read_bytes()


def test_metadata_when_checked_then_the_index_would_take_it(released):
    pytest.importorskip("twine")
    run(sys.executable, "-m", "twine", "check", "--strict", *released, cwd=ROOT)


def interpreter(version):
    """A working Python of that version: this one, on PATH, else among pyenv's."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python{version}"), *pyenv.glob(f"{version}.*/bin/python")]
    for candidate in filter(None, found):
        done = subprocess.run([candidate, "-c", "print()"], capture_output=True, check=False)
        if done.returncode == 0:
            return candidate
    return None


@pytest.fixture(scope="module")
def outputs():
    """What the demo printed, by Python: the same everywhere."""
    return {}


@pytest.mark.parametrize("version", PYTHONS)
def test_wheel_when_installed_alone_then_the_demo_runs(version, wheel, tmp_path, outputs):
    python = interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    run(python, "-m", "venv", tmp_path / "empty", cwd=tmp_path)
    scripts = tmp_path / "empty" / ("Scripts" if os.name == "nt" else "bin")
    run(scripts / "python", "-m", "pip", "install", "-q", wheel, cwd=tmp_path)
    run(scripts / "python", "-m", "pip", "check", cwd=tmp_path)
    outputs[version] = run(scripts / "masker", "demo", "--lang", "en", cwd=tmp_path)
    assert "198504122010011901" in outputs[version]
    assert len(set(outputs.values())) == 1
    assert "id/kab-bulukumba" in run(scripts / "masker", "profiles", "list", cwd=tmp_path)
    told = run(scripts / "python", "-c", INSIDE.format(root=str(ROOT)), cwd=tmp_path)
    assert told.split() == [masker_rules.__version__, "id/kab-banggai-kepulauan"]
