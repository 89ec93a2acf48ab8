"""Speaks to the API and the pages as another system on the network does, over lines that stay open."""

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

from songda_demo.settings import HOST

IDLE_S = 5.0  # shorter than the web server waits for the next head on an open line: it hangs up then


class RefusedError(Exception):
    """The other side did not answer as expected."""


@dataclass(frozen=True)
class Call:
    """One request that is ready to go."""

    method: str
    path: str
    body: bytes = b""
    kind: str = "application/json"


def post(path: str, content: object) -> Call:
    """A call with JSON."""
    return Call("POST", path, json.dumps(content, ensure_ascii=False).encode())


def upload(path: str, fields: dict[str, str | Sequence[str]], pdf: bytes) -> Call:
    """A call with a form and one PDF."""
    border = uuid4().hex
    named = [(name, text) for name, value in fields.items() for text in ([value] if isinstance(value, str) else value)]
    pieces = [_field(border, f'name="{name}"') + text.encode() for name, text in named]
    pieces.append(_field(border, 'name="pdf"; filename="paper.pdf"\r\nContent-Type: application/pdf') + pdf)
    body = b"\r\n".join([*pieces, f"--{border}--\r\n".encode()])
    return Call("POST", path, body, f"multipart/form-data; boundary={border}")


def _field(border: str, words: str) -> bytes:
    return f"--{border}\r\nContent-Disposition: form-data; {words}\r\n\r\n".encode()


class Line:
    """One open line to the web pages; opened anew when the other side hung up."""

    def __init__(self, port: int, token: str = "") -> None:
        self._connection = HTTPConnection(HOST, port, timeout=120)
        self._token = token
        self._used_at = 0.0

    def ask(self, call: Call) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        if time.monotonic() - self._used_at > IDLE_S:
            self._connection.close()  # opened anew by the request
        headers = {"Content-Type": call.kind} if call.body else {}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        self._connection.request(call.method, call.path, call.body or None, headers)
        answer = self._connection.getresponse()
        body = answer.read()
        self._used_at = time.monotonic()
        return answer.status, body

    def want(self, call: Call, status: int = 201) -> Any:
        """The JSON of the answer; RefusedError for any other status."""
        found, body = self.ask(call)
        if found != status:
            raise RefusedError(f"{call.method} {call.path}: {found} {body[:400].decode(errors='replace')}")
        return json.loads(body)

    def close(self) -> None:
        self._connection.close()


def timed(lines: Sequence[Line], calls: Sequence[Call], status: int = 201) -> list[float]:
    """Make the calls, shared among the lines, all lines at once; gives each call's seconds."""
    seconds: list[float] = []
    wrong: list[str] = []

    def work(line: Line, share: Sequence[Call]) -> None:
        for call in share:
            began = time.perf_counter()
            found, body = line.ask(call)
            seconds.append(time.perf_counter() - began)
            if found != status:
                wrong.append(f"{call.method}: {found} {body[:300].decode(errors='replace')}")

    clients = [
        threading.Thread(target=work, args=(line, calls[place :: len(lines)])) for place, line in enumerate(lines)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    if wrong or len(seconds) != len(calls):
        raise RefusedError(f"{len(calls) - len(seconds) + len(wrong)} of {len(calls)} calls failed: {wrong[:1]}")
    return seconds
