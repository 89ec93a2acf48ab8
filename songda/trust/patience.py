"""An end to a conversation that comes to none: whoever says a letter now and then is always in time, and never done."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def ended_after(seconds: float, line: http.client.HTTPConnection) -> Iterator[None]:
    """Hang the line up after so long, whatever still comes: whoever reads from it finds it ended. Raises OSError."""
    if line.sock is None:
        line.connect()
    timer = threading.Timer(seconds, _hang_up, [line.sock])  # held: an answer that ends the line takes it away
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(open_socket: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(
            open_socket, socket.SHUT_RDWR
        )  # of the plain line, beneath TLS that may be reading from it
