"""Keys of a test's own: a log key and a seal; no time-stamp authority."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from songda.records.proof.certificates import making
from songda.trust.log_keys import NoteKey
from songda.trust.signing import Seal
from tests.records.stage import NOW


@pytest.fixture
def keys(tmp_path: Path, settings) -> Iterator[None]:
    """What makes certificates possible, in this test's folder."""
    NoteKey.create(tmp_path / "log.key", "court.example/log")
    Seal.create_demo(tmp_path, NOW)
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    settings.SEAL_FILE = tmp_path / "seal.p12"
    settings.SEAL_PASSWORD_FILE = str(tmp_path / "seal.password")
    settings.FILES, settings.TSA_URL = tmp_path / "files", ""
    making.opened_seal.cache_clear()
    making.stamper.cache_clear()
    yield
    making.opened_seal.cache_clear()
    making.stamper.cache_clear()
