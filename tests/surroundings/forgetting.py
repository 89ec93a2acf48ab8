"""Forgets after each test what it said to the settings, so that no test lives on what another left behind."""

import gc
import os
from collections.abc import Iterator
from secrets import token_hex

import pytest
from django.conf import settings
from django.utils import translation

from songda.records.service.findings import law_version
from tests.surroundings.environment import run_folder


@pytest.fixture(autouse=True)
def environment_stays() -> Iterator[None]:
    """A command that was run here names the database to the processes that it might start; nobody after it is meant."""
    before = _ours()
    yield
    for name in _ours().keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


def _ours() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name == "DATABASE_URL" or name.startswith("SONGDA_")}


@pytest.fixture(autouse=True)
def what_stood_in_the_tables_is_forgotten() -> Iterator[None]:
    """Whoever remembers what the tables held looks again: after each test they are empty."""
    yield
    law_version.forget()


@pytest.fixture(autouse=True)
def nothing_lies_outside() -> Iterator[None]:
    """Journal and mark of each test in a folder of its own: its database knows of nobody else's."""
    before = settings.OUTSIDE_FOLDER, settings.OUTSIDE_SECOND
    settings.OUTSIDE_FOLDER = run_folder() / "outside" / token_hex(8)
    yield
    settings.OUTSIDE_FOLDER, settings.OUTSIDE_SECOND = before


@pytest.fixture(autouse=True)
def no_language_is_left_behind() -> Iterator[None]:
    """A page in another language leaves it in force: whoever comes next speaks the court's own again."""
    yield
    translation.deactivate()


def pytest_collection_finish() -> None:
    """What was read to begin with stays to the end: whoever looks for garbage need not look through it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
