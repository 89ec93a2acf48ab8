"""Addresses of providers that nobody can take apart: told by the setting's name, and nothing of them is quoted."""

import pytest

from songda.channels.registry import entries
from songda.site.errors import CurableError
from songda.site.settings import address, provider_addresses

WORD = "Xk7secretQ"
UNREADABLE = [
    f"https://wx0123456789abcdef：{WORD}@api.weixin.qq.com?template=1",
    f"smtp://court:{WORD}＠mail.court.example:25",
    f"smpps://court:{WORD}／x@sms.example:3550",
    f"smpps://court:{WORD}/x@sms.example:3550",
    f"https://court:{WORD}?x@registry.example",
    f"aris://court:{WORD}@[phone.example:8089",
]


@pytest.mark.parametrize("url", UNREADABLE)
def test_an_address_that_cannot_be_read_is_told_without_its_secret(url: str) -> None:
    with pytest.raises(CurableError) as told:
        address("SONGDA_X_URL", url)
    assert "SONGDA_X_URL" in str(told.value)
    assert "secretQ" not in repr(told.value) + told.value.cure
    assert told.value.__cause__ is None


@pytest.mark.parametrize("name", entries())
def test_so_with_every_channel(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = entries()[name].setting
    monkeypatch.setenv(setting, UNREADABLE[0])
    with pytest.raises(CurableError, match=setting):
        provider_addresses()


@pytest.mark.parametrize("url", ["", "smpps://court:a%2Fb%3F@sms.example:3550?source=106", "http://[::1]:8099/tsa"])
def test_others_are_given_back_as_they_stand(url: str) -> None:
    assert address("SONGDA_X_URL", url) == url
