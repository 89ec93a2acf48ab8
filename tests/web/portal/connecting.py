"""A court with an account to connect to: a provider that makes a code of every word, and people who scan."""

from dataclasses import replace
from typing import Any

import pytest

from songda import clock
from songda.channels.contract import ActKind, OwnerAct
from songda.channels.registry import entries
from songda.records.service.attempts.reports import ReportedAct
from songda.records.ways.portal.acts import connecting

ACCOUNT = "oLi_0123456789abcdefghijkl"


def with_an_account(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """The words that the provider was asked to make codes of, as they come."""
    asked: list[str] = []

    def give(_url: str, word: str, _seconds: int) -> str:
        asked.append(word)
        return "http://weixin.qq.com/q/02AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"

    known = {**entries(), "wechat": replace(entries()["wechat"], invite=give)}
    monkeypatch.setattr(connecting, "entries", lambda: known)
    settings.CHANNEL_URLS = {"wechat": "https://wx"}
    return asked


def scan(word: str, account: str = ACCOUNT) -> None:
    """Somebody's account scans the code with this word."""
    now = clock.now()
    connecting.take_act(ReportedAct(OwnerAct(ActKind.CONNECTED, account, word, now), "wechat", now), now)
