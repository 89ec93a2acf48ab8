"""A small application behind the gateway, with bounds so narrow that tests reach them."""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.server import Server

from songda.site.reception.body import Bounds
from songda.site.reception.gateway import Gateway

BOUNDS = Bounds(silence_s=0.5, grace_s=1.5, slowest=10_000_000, bodies=20, waiting=2, lenders=3, streams=2, send_s=8.0)
PIECE = b"x" * 262_144


class Streamed:
    """An answer without end; when it begins and when it is closed is written down."""

    streaming = True

    def __init__(self, note: Path) -> None:
        self.note = note

    def __iter__(self) -> Iterator[bytes]:
        self._write("begun")
        while True:
            yield PIECE

    def close(self) -> None:
        self._write("closed")

    def _write(self, what: str) -> None:
        with self.note.open("a") as note:
            note.write(f"{what}\n")


def pages(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"].encode("latin-1").decode()
    start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    if path.startswith("/slow"):
        time.sleep(0.8)
    if path.startswith("/apart"):
        with application.lend():
            time.sleep(2.0)
    if path.startswith("/stream"):
        return Streamed(Path(environ["QUERY_STRING"]))
    body = environ["wsgi.input"].read()
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    return [
        json.dumps({**told, "path": path, "length": len(body), "sha256": hashlib.sha256(body).hexdigest()}).encode()
    ]


application = Gateway(pages, 2, lambda _path: 4_000_000, BOUNDS)

if __name__ == "__main__":
    Server(
        "tests.site.reception.toy:application", port=int(sys.argv[1]), interface=Interfaces.RSGI, websockets=False
    ).serve()
