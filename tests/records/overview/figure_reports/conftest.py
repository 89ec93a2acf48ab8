"""Reports are signed with a seal of the test's own; the log has its own key too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from songda.records.proof.certificates import making
from songda.trust.signing import Seal
from tests import make
from tests.records.ground.evidence.conftest import log_key

__all__ = ["log_key"]


@pytest.fixture
def seal(tmp_path: Path, settings) -> Iterator[None]:
    """The court's seal, in this test's folder."""
    Seal.create_demo(tmp_path, make.NOW)
    settings.SEAL_FILE, settings.SEAL_PASSWORD_FILE = tmp_path / "seal.p12", str(tmp_path / "seal.password")
    making.opened_seal.cache_clear()
    yield
    making.opened_seal.cache_clear()
