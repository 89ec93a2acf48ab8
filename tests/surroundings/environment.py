"""Gives the tests an environment of their own, before Django reads its settings; nothing of the caller's leaks in."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

FOLDER = "SONGDA_TESTS_FOLDER"  # set by the first process of a run, inherited by its workers
INHERITED = (FOLDER, "SONGDA_TESTS_DAY", "SONGDA_TESTS_OPENED", "SONGDA_CLOCK_AHEAD_S")


def is_first_process() -> bool:
    """Whether this process began the run (and must tidy up), rather than being one of its parallel workers."""
    return "PYTEST_XDIST_WORKER" not in os.environ


def run_folder() -> Path:
    """The folder that all processes of this run share; gone when the run ends."""
    if FOLDER not in os.environ or (is_first_process() and not Path(os.environ[FOLDER]).exists()):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="songda-tests-")
        atexit.register(shutil.rmtree, os.environ[FOLDER], ignore_errors=True)
    return Path(os.environ[FOLDER])


def prepare() -> None:
    """Set what the settings read: test environment, the run's home, the settings module.

    Parallel workers share the home: they find these names set, and pytest-django reads the settings at once. What is
    compiled is kept, even where the caller's environment says not to: to read a thousand files anew takes each worker,
    and each program that a test starts, longer than most tests.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    for name in [name for name in os.environ if name.startswith("SONGDA_") and name not in INHERITED]:
        del os.environ[name]
    if not os.environ.get("DATABASE_URL"):
        os.environ.pop("DATABASE_URL", None)
    home = run_folder() / "home"
    (home / "static").mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["SONGDA_ENV"] = "test"
    os.environ["SONGDA_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "songda.site.settings"
