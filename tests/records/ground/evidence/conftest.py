"""Every test of the log signs with the same key."""

from pathlib import Path

import pytest

from songda.trust.log_keys import NoteKey


@pytest.fixture(autouse=True)
def log_key(tmp_path: Path, settings) -> NoteKey:
    """The key of this test's log."""
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    return NoteKey.create(tmp_path / "log.key", "court.example/log")
