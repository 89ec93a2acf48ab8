"""The web server begins with warm pages and a right clock, and ends when the clock jumps."""

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.template import Engine

from songda import clock
from songda.core.evidence.doors import Writer
from songda.site.cli import serve
from songda.site.errors import CurableError
from songda.site.reception import serving
from tests.surroundings.day import set_machine_off

pytestmark = pytest.mark.database(transaction=True)
FAR = timedelta(minutes=10)


@pytest.mark.parametrize("off", [FAR, -FAR], ids=["ahead", "behind"])
def test_pages_are_not_served_where_all_would_be_dated_wrongly(monkeypatch: pytest.MonkeyPatch, off: timedelta) -> None:
    set_machine_off(monkeypatch, off)
    monkeypatch.setenv("SONGDA_EVENT_WRITER", Writer.WEB)
    monkeypatch.setattr(serve, "share_counts", lambda _: None)  # counts would go on in this process
    ended = CliRunner().invoke(serve.serve, ["--port", "1"])
    assert isinstance(ended.exception, CurableError)
    assert "600.0 seconds off the database's" in str(ended.exception)
    assert "time server" in str(ended.exception)


def test_a_jump_in_mid_work_ends_the_server_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    serving.read_clock()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as server:
        serving.watch_clock(server.pid)
        before = clock.now()
        set_machine_off(monkeypatch, FAR)
        began = time.monotonic()
        assert server.wait(60) == -15
        passed = time.monotonic() - began
    assert passed < 1.5
    assert clock.now() - before < timedelta(seconds=passed + 5)  # what is written meanwhile is dated rightly


def test_the_first_pages_of_every_door_are_read_before_anybody_is_let_in(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (loader,) = Engine.get_default().template_loaders
    monkeypatch.setattr(loader, "get_template_cache", {})
    serving.warm_up()
    assert not caplog.records
    read = loader.get_template_cache
    assert {"console/today/today.html", "portal/landing.html", "account/login.html"} <= read.keys()


def test_a_page_that_fails_keeps_the_server_from_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[bytes]:
        raise OSError

    monkeypatch.setattr(serving, "application", broken)
    serving.warm_up()
    assert "could not be warmed (OSError)" in caplog.text
