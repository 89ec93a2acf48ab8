"""A web server in a process of its own, and visitors who speak with it over plain sockets."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60.0


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@dataclass
class Served:
    """The server, and who is speaking with it."""

    port: int
    process: subprocess.Popen[bytes]
    visitors: list[socket.socket] = field(default_factory=list)

    def call(self, said: bytes) -> socket.socket:
        """A visitor who says this and then nothing more; they stay on the line."""
        line = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
        line.sendall(said)
        self.visitors.append(line)
        return line

    def get(self, path: str, *headers: str) -> tuple[int, bytes]:
        """Status and body of a page, asked for by somebody with a good line."""
        lines = "".join(f"{each}\r\n" for each in headers)
        return answer_on(
            self.call(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}Connection: close\r\n\r\n".encode())
        )


def answer_on(line: socket.socket) -> tuple[int, bytes]:
    """Status and body of what the server says on this line until it hangs up; 0 where it says nothing."""
    said = b""
    with suppress(ConnectionError):
        while piece := line.recv(65536):
            said += piece
    head, _, body = said.partition(b"\r\n\r\n")
    found = re.match(rb"HTTP/1\.[01] (\d+)", head)
    return (int(found[1]) if found else 0), body


@contextmanager
def serving(words: list[str], port: int, **environment: str) -> Iterator[Served]:
    """Run this command until the block ends; it listens at the port when the block begins."""
    process = subprocess.Popen([sys.executable, *words], env={**os.environ, **environment}, cwd=ROOT)
    served = Served(port, process)
    try:
        _wait_for(process, port)
        yield served
    finally:
        for line in served.visitors:
            line.close()
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(15)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert process.poll() is None, "the server has ended"
        assert time.monotonic() < deadline, "the server does not listen"
        time.sleep(0.1)
