"""What a storm counts as lost, doubled, stuck or without a reason; it could not fail if these were always nothing."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace

import pytest

from songda.core.delivery.states import LEASE
from songda_demo.settings import is_free
from songda_tools.storm.counts import Counts, Message, has_reason
from songda_tools.storm.wire import Wire
from tests.rows import all_rows

NAMES = [field.name for field in fields(Message)]
SOUND = Message(1, "arrived", 100.0, 1, 1, 1, 1, is_silent=False)


def told(**changes: object) -> tuple[bool, bool, bool]:
    one = Message(**{**{name: getattr(SOUND, name) for name in NAMES}, **changes})  # type: ignore[arg-type]
    return one.is_lost, one.is_twice, one.is_stuck


def test_a_message_that_arrived_once_with_its_certificate_is_none_of_these() -> None:
    assert told() == (False, False, False)


@all_rows(
    ("changes", "expected"),
    [
        ({"attempts": 0, "state": None}, (True, False, True)),
        ({"texts": 0, "whole_texts": 0}, (True, False, False)),
        ({"texts": 1, "whole_texts": 0}, (True, False, False)),
        ({"texts": 2}, (False, True, False)),
        ({"attempts": 2}, (False, True, False)),
        ({"state": "pending", "texts": 0, "whole_texts": 0}, (False, False, True)),
        ({"state": "accepted"}, (False, False, True)),
        ({"state": "accepted", "is_silent": True}, (False, False, False)),
        ({"effective": 0}, (False, False, True)),
        ({"certificates": 0}, (False, False, True)),
        ({"state": "unknown", "texts": 1, "whole_texts": 0}, (False, False, False)),
        ({"state": "unknown"}, (False, False, True)),
    ],
)
def test_what_is_lost_doubled_or_stuck(changes: dict[str, object], expected: tuple[bool, bool, bool]) -> None:
    assert told(**changes) == expected


def test_doubt_has_a_reason_only_near_a_blow() -> None:
    lease = LEASE.total_seconds()
    assert has_reason(SOUND, [(100.0, 101.0)])
    assert has_reason(SOUND, [(100.0 + lease, 200.0)])
    assert not has_reason(SOUND, [(101.0 + lease, 300.0)])
    assert not has_reason(SOUND, [])


def test_any_wrong_count_is_told() -> None:
    good = Counts(messages=2, arrived=2, silent=0, unknown=0, lost=0, twice=0, stuck=0, unknown_without_reason=0)
    assert good.is_good
    for name in ("lost", "twice", "stuck", "unknown_without_reason", "numbers_left_out"):
        assert not replace(good, **{name: 1}).is_good


class Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while piece := self.request.recv(100):
            self.request.sendall(piece)


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A wire to somebody who says everything back."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        made = Wire(next(port for port in range(28_000, 29_000) if is_free(port)), server.server_address[1])
        made.start()
        yield made
        made.close()
        server.shutdown()
        serving.join()


def call(wire: Wire) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", wire.port), timeout=60)
    with suppress(OSError):
        line.sendall(b"hello")
    return line


def said(line: socket.socket) -> bytes:
    """What comes back; nothing when the other side hung up."""
    try:
        return line.recv(5, socket.MSG_WAITALL)
    except ConnectionError:
        return b""


def test_a_wire_that_is_cut_hangs_up_and_one_that_is_away_takes_no_call(wire: Wire) -> None:
    with call(wire) as line:
        assert said(line) == b"hello"
        wire.cut()
        assert said(line) == b""
    wire.take_away()
    with call(wire) as line:
        assert said(line) == b""
    wire.bring_back()
    with call(wire) as line:
        assert said(line) == b"hello"
