"""Whom the settings name is asked, and nobody to whom they lead on: no other address hears of it."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from songda.clock import now
from songda.registries.contract import RegistryError
from songda.registries.platform.client import Platform
from songda.registries.platform.signing import new_stamp
from songda.site.checkup.authority import ask_authority
from songda.trust.timestamps.client import Stamper, StampUnavailable
from tests.registries.sandbox_line import inquiry


@contextmanager
def served(location: str, heard: list[str]) -> Iterator[str]:
    """A server that notes what it is asked, and leads on where a place to lead to is given."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(307 if location else 200)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the same

        def log_message(self, *_: object) -> None:
            """Quietly."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def ask_stamp(host: str) -> None:
    with pytest.raises(StampUnavailable):
        Stamper(f"http://{host}/tsa", seconds=5).stamp(hashlib.sha256(b"x").digest())


def ask_registry(host: str) -> None:
    with suppress(RegistryError):
        Platform(f"http://songda:a-secret-of-length@{host}/", lambda: new_stamp(now())).ask([inquiry(1)])


def check_authority(host: str) -> None:
    answer = ask_authority(f"http://{host}/tsa")
    assert answer is not None
    assert answer.is_there


@pytest.mark.parametrize("ask", [ask_stamp, ask_registry, check_authority])
def test_nobody_is_followed(ask: Callable[[str], None]) -> None:
    asked: list[str] = []
    told: list[str] = []
    with served("", told) as elsewhere, served(f"http://{elsewhere}/", asked) as named:
        ask(named)
    assert asked
    assert told == []
