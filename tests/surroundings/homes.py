"""Homes for tests that start servers of their own; stopped and removed afterwards, wherever their files came to lie."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from songda.site import embedded


@contextmanager
def homes() -> Iterator[Callable[..., Path]]:
    """Makes homes that the server's own user can reach (pytest's folders are closed to it)."""
    made: list[Path] = []

    def make(name: str = "home") -> Path:
        parent = Path(tempfile.mkdtemp(prefix="songda-test-"))
        parent.chmod(0o711)
        made.append(parent / name)
        return parent / name

    yield make
    for home in made:
        embedded.stop(home)
        shutil.rmtree(embedded.status(home).folder, ignore_errors=True)
        parent = next(folder for folder in home.parents if folder.name.startswith("songda-test-"))
        shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture
def new_home() -> Iterator[Callable[..., Path]]:
    """Makes homes that end with the test."""
    with homes() as make:
        yield make


@pytest.fixture(scope="module")
def lasting_home() -> Iterator[Path]:
    """One home for all tests of a file: what the first made there, the others find."""
    with homes() as make:
        yield make()


@pytest.fixture
def home(new_home: Callable[..., Path]) -> Path:
    """One such home."""
    return new_home()
