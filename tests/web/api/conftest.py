"""Systems that call: one of the court, and an outsider's."""

import pytest

from tests import make
from tests.web.api.caller import Caller, caller


@pytest.fixture
def court(db: None) -> Caller:
    """A system of the court of Xiaoyi."""
    return caller()


@pytest.fixture
def outsider(db: None) -> Caller:
    """A system of the neighbouring court."""
    return caller(make.other_court())
