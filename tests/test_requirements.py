"""The package names what it imports and nothing else, and the pinned files hold what it names."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.source import nodes

ROOT = Path(__file__).parent.parent
PACKAGES = ("songda", "songda_demo", "songda_tools")
OWN = {*PACKAGES, "scripts", "tests", *sys.stdlib_module_names}
PINNED = re.compile(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==([^ ;]+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(lines: Iterable[str]) -> dict[str, Requirement]:
    asked = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one.name): one for one in asked}


def listed(name: str) -> dict[str, Requirement]:
    return requirements((ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines())


def pinned(name: str) -> dict[str, set[str]]:
    """Every pinned package with its versions: a package may have one for each version of Python."""
    found: dict[str, set[str]] = {}
    for package, version in PINNED.findall((ROOT / "requirements" / name).read_text(encoding="utf-8")):
        found.setdefault(package, set()).add(version)
    return found


COURT = requirements(PROJECT["project"]["dependencies"])  # what a court installs
EXTRAS = {
    name: requirements(line for line in lines if not line.startswith("songda["))
    for name, lines in PROJECT["project"]["optional-dependencies"].items()
}
RUNTIME = COURT | EXTRAS["demo"] | EXTRAS["tools"] | EXTRAS["s3"]
BUILD = requirements(PROJECT["build-system"]["requires"])


@cache
def imported(folder: str) -> set[str]:
    """The packages of others that the code of a folder imports, by the first part of their name."""
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in nodes(path):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - OWN


def named_as_text(folder: str) -> set[str]:
    """The first parts of what the code names in texts, as settings name applications and layers."""
    texts = (
        node.value
        for path in (ROOT / folder).rglob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text.partition(".")[0] for text in texts if re.fullmatch(r"[a-z_0-9.]+", text, re.IGNORECASE)}


def homes(modules: set[str]) -> dict[str, set[str]]:
    """Each module with the packages that bring it; one not installed here is taken for its own package's."""
    known = packages_distributions()
    return {module: {canonicalize_name(name) for name in known.get(module, [module])} for module in modules}


@pytest.mark.parametrize(
    ("package", "named"),
    [("songda", COURT | EXTRAS["s3"]), ("songda_demo", COURT | EXTRAS["demo"]), ("songda_tools", RUNTIME)],
    ids=PACKAGES,
)
def test_whatever_a_package_imports_is_named(package: str, named: dict[str, Requirement]) -> None:
    assert {module for module, brought in homes(imported(package)).items() if not brought & named.keys()} == set()


def test_whatever_is_named_is_used() -> None:
    used = set().union(*homes(imported("songda") | named_as_text("songda")).values())
    assert COURT.keys() - used == set()


@pytest.mark.parametrize("extra", EXTRAS)
def test_whatever_an_extra_names_is_used_by_its_package_and_is_not_of_the_court(extra: str) -> None:
    own = f"songda_{extra}" if f"songda_{extra}" in PACKAGES else "songda"
    used = set().union(*homes(imported(own) | named_as_text("songda")).values())
    assert EXTRAS[extra].keys() - used == set()
    assert EXTRAS[extra].keys() & COURT.keys() == set()


def test_whatever_tests_and_tools_import_is_named() -> None:
    named = RUNTIME.keys() | listed("test.in").keys() | listed("build.in").keys() | {"packaging"}  # pytest's own
    modules = homes(imported("tests") | imported("scripts"))
    assert {module for module, brought in modules.items() if not brought & named} == set()


def test_what_makes_the_package_is_pinned_too() -> None:
    assert BUILD.keys() | {"editables"} == listed("build.in").keys()  # asked for by hatchling while it installs


@pytest.mark.parametrize("name", ["runtime.txt", "test.txt"])
def test_the_pinned_files_hold_every_requirement_in_its_range(name: str) -> None:
    versions = pinned(name)
    wrong = {
        package: versions.get(package)
        for package, asked in (RUNTIME | BUILD).items()
        if not versions.get(package) or not all(asked.specifier.contains(version) for version in versions[package])
    }
    assert wrong == {}, "run `make lock`"


def test_tests_run_with_what_an_installation_runs_with() -> None:
    tested = pinned("test.txt")
    assert {name: found for name, found in pinned("runtime.txt").items() if tested.get(name) != found} == {}


def needed(asked: Iterable[Requirement]) -> set[str]:
    """The packages that these need, and those that they need in turn, on whatever machine."""
    waiting, seen = list(asked), set[tuple[str, frozenset[str]]]()
    while waiting:
        one = waiting.pop()
        name, extras = canonicalize_name(one.name), frozenset(one.extras or {""})
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        with suppress(PackageNotFoundError):  # a package for other machines than this one
            further = [Requirement(line) for line in distribution(name).requires or ()]
            waiting += [each for each in further if _is_asked(each, extras)]
    return {name for name, _ in seen}


def _is_asked(requirement: Requirement, extras: frozenset[str]) -> bool:
    marker = str(requirement.marker or "")
    return "extra" not in marker or any(f'extra == "{extra}"' in marker for extra in extras)


def test_nothing_is_pinned_that_nobody_needs() -> None:
    everything = needed([*RUNTIME.values(), *listed("build.in").values()])
    assert pinned("runtime.txt").keys() - everything == set()
