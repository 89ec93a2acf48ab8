"""A real browser for the journeys."""

import asyncio
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def started_browser(chromium: str) -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """One Chromium for all journeys of this process, and the loop that its driver runs in this thread."""
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield opened, loop
        asyncio._set_running_loop(loop)
        opened.close()


@pytest.fixture
def browser(started_browser: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    """The browser. Its driver's loop counts as running during a journey alone: other tests have loops of their own.

    Django must not mind it either.
    """
    opened, loop = started_browser
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    asyncio._set_running_loop(loop)
    yield opened
    asyncio._set_running_loop(None)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
