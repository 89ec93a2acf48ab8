"""Somebody who answers as no honest authority, witness, registry or telephone system would, over a real socket."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECES = 300  # then it gives up, so that a caller who never does fails a test instead of holding it up
FLOOD = 64 * 1024 * 1024
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"

NOW_AND_THEN_S = 0.03
# Of each way the head, the pieces that follow, and the pause after each.
WAYS = {
    "drips": (HEAD, [b" "] * PIECES, NOW_AND_THEN_S),
    "drips its head": (HEAD.removesuffix(b"\r\n"), [b"X"] * PIECES, NOW_AND_THEN_S),
    "promises": (b"", [b"HTTP/1.1 100 Continue\r\n\r\n"] * PIECES, NOW_AND_THEN_S),
    "floods": (HEAD, [b" " * 65536] * (FLOOD // 65536), 0.0),
    "nests": (HEAD, [b"[" * 60_000], 0.0),
    "in pieces": (HEAD, [bytes([letter]) for letter in b'{"errcode": 0, "msgid": 7}'], 0.001),
}


class Hostile:
    """Answers at a port; tells who came, and whether they heard it out to the end."""

    def __init__(self, way: str, elsewhere: str = "") -> None:
        self.way, self.elsewhere = way, elsewhere
        self.visits, self.heard_out = 0, False
        self.is_over = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._open, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _open(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._door.accept()
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.visits += 1
                with line, suppress(OSError):
                    line.recv(65536)
                    self._answer(line)
                    self.heard_out = True
                self.is_over.set()

    def _answer(self, line: socket.socket) -> None:
        if self.way == "sends on":
            line.sendall(f"HTTP/1.1 307 Temporary\r\nLocation: {self.elsewhere}\r\nContent-Length: 0\r\n\r\n".encode())
            return
        head, pieces, pause_s = WAYS[self.way]
        line.sendall(head)
        for piece in pieces:
            line.sendall(piece)
            time.sleep(pause_s)


@contextmanager
def hostile(way: str, elsewhere: str = "") -> Iterator[Hostile]:
    answering = Hostile(way, elsewhere)
    try:
        yield answering
    finally:
        answering.close()
