"""The app with the codes and the site show the same half minute for a whole test, however slow the machine is."""

from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth as totp

from songda import clock


@pytest.fixture(autouse=True)
def one_half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes hang on the machine's clock; between two requests of a test it could step into the next half minute."""
    moment = clock.now().timestamp()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: moment))
