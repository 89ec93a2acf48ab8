"""A court's screen, with and without scripts, on which no error may be reported."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from songda_demo.sandbox.telephone.exchange import Exchange
from tests.journeys.console.line import connected

Screen = Callable[..., Page]


@pytest.fixture
def screen(browser: Browser, live_server: object) -> Iterator[Screen]:
    """Makes a screen; width, language and scripts may be chosen. Nothing may have gone wrong on it at the end."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def note(told: ConsoleMessage) -> None:
        if told.type == "error" and "status of 4" not in told.text:  # what is refused is looked at by the tests
            troubles.append(told.text)

    def make(width: int = 1280, *, scripts: bool = True) -> Page:
        size = {"width": width, "height": 900}
        context = browser.new_context(
            base_url=str(live_server), locale="zh-CN", viewport=size, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda told: troubles.append(str(told)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, live_server: object) -> Iterator[Exchange]:
    """A telephone system that is connected, with the worker that listens to it."""
    with connected(tmp_path, monkeypatch) as made:
        yield made
