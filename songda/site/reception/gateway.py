"""Stands between the web server and the pages: takes the whole request in, and only then gives it to a thread.

The web server alone would give a request to a thread as soon as its head is there, and a dozen visitors who send their
bodies one letter a minute would keep all threads waiting for ever. An answer in pieces goes out through a pipe, as fast
as its taker reads: the web server would hold all of it in memory.
"""

import asyncio
import errno
import io
import logging
import os
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Semaphore
from typing import IO, Any, Final, Protocol
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.db import connections

from songda.core.words import say
from songda.site.reception.body import Bounds, CutShortError, FullError, Intake, TooSlowError

log = logging.getLogger("songda.web")
Headers = list[tuple[str, str]]
LANGUAGES: Final = ("zh", "en")
ALWAYS: Final = [  # as on every page
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
]
OPEN_AGAIN_S = 0.01


class Application(Protocol):
    """A WSGI application whose answers are Django's."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any], /) -> Iterable[bytes]:
        """Answer."""


class Gateway:
    """Serves one process. `length_at` gives the most bytes that the page at a path takes."""

    def __init__(self, application: Application, threads: int, length_at: Callable[[str], int], bounds: Bounds) -> None:
        self._application = application
        self._length_at = length_at
        self._bounds = bounds
        self._intake = Intake(bounds)
        self._most = threads + bounds.lenders + bounds.waiting
        self._seats = Semaphore(threads)
        self._in_hand = 0  # given to a thread, or waiting for one
        self._streams = 0
        self._threads = ThreadPoolExecutor(threads + bounds.lenders, thread_name_prefix="page")
        self._streaming = ThreadPoolExecutor(bounds.streams, thread_name_prefix="stream")
        self._is_ending = False

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by the web server before the first request. Asked to end, a process hangs up on nobody in mid-talk.

        For a second it still answers whoever kept a line open, and says with the answer that the line closes; then it
        asks itself to end by the other word, which the web server listens to.
        """
        loop.add_signal_handler(signal.SIGTERM, self._begin_to_end, loop)

    def _begin_to_end(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._is_ending:
            self._is_ending = True
            loop.call_later(self._bounds.last_s, os.kill, os.getpid(), signal.SIGINT)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        if not _names_its_host(scope):
            _refuse(protocol, 400, "no_host")
            return
        try:
            with await self._body(scope, protocol) as body:
                await self._answer(scope, protocol, body)
        except TooSlowError:
            _refuse(protocol, 408, "too_slow")
        except FullError:
            _refuse(protocol, 503, "too_busy")
        except CutShortError:
            _refuse(protocol, 400, "cut_short")

    async def _body(self, scope: Any, protocol: Any) -> IO[bytes]:
        """The body; empty where the page refuses it unread, for its length or because it names none."""
        announced = scope.headers.get("content-length") or ""
        length = int(announced) if announced.isascii() and announced.isdigit() and len(announced) < 15 else 0
        if not 0 < length <= self._length_at(scope.path):
            return io.BytesIO()
        return await self._intake.read(aiter(protocol), length)

    async def _answer(self, scope: Any, protocol: Any, body: IO[bytes]) -> None:
        if self._in_hand >= self._most:
            raise FullError
        self._in_hand += 1
        try:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._threads, self._work, environ_of(scope, body))
        finally:
            self._in_hand -= 1
        if self._is_ending and scope.http_version.startswith("1"):
            answer.headers.append(("connection", "close"))
        if isinstance(answer, _Complete):
            protocol.response_bytes(answer.status, answer.headers, answer.body)
        elif scope.method == "HEAD":
            await asyncio.get_running_loop().run_in_executor(self._threads, _close, answer.pieces)
            protocol.response_empty(answer.status, answer.headers)
        else:
            await self._stream(answer, protocol)

    @contextmanager
    def lend(self) -> Iterator[None]:
        """Give the seat of this thread to another request, for as long as this one waits for something else."""
        self._seats.release()
        try:
            yield
        finally:
            self._seats.acquire()

    def _work(self, environ: dict[str, Any]) -> "_Complete | _Streamed":
        """In a thread: the whole answer, or one that is made while it is sent."""
        started: list[tuple[int, Headers]] = []

        def start(status: str, headers: Headers, _error: Any = None) -> None:
            started.append((int(status[:3]), headers))

        with self._seats:
            answer = self._application(environ, start)
        status, headers = started[-1]
        headers = [(name.lower(), value) for name, value in headers]
        if getattr(answer, "streaming", False):
            return _Streamed(status, headers, answer)
        try:
            return _Complete(status, headers, b"".join(answer))
        finally:
            _close(answer)

    async def _stream(self, answer: "_Streamed", protocol: Any) -> None:
        """Each has a thread of its own, which a slow taker may hold: pages never wait for it."""
        loop = asyncio.get_running_loop()
        if self._streams >= self._bounds.streams:
            await loop.run_in_executor(self._threads, _close, answer.pieces)
            raise FullError
        self._streams += 1
        try:
            pipe = make_pipe()
            protocol.response_file(answer.status, answer.headers, str(pipe))
            await loop.run_in_executor(self._streaming, _send_all, answer.pieces, pipe, self._bounds.send_s)
        finally:
            self._streams -= 1


@dataclass(frozen=True)
class _Complete:
    """An answer that is there."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class _Streamed:
    """An answer whose pieces are made one after another."""

    status: int
    headers: Headers
    pieces: Iterable[bytes]


def _names_its_host(scope: Any) -> bool:
    """RFC 9112, 3.2: of HTTP/1.1 a request without Host, or with more than one, gets 400. HTTP/2 has its own word."""
    return scope.http_version != "1.1" or len(scope.headers.get_all("host")) == 1


def _send_all(pieces: Iterable[bytes], pipe: Path, patience_s: float) -> None:
    try:
        send_all(pieces, pipe, patience_s)
    except Exception:
        log.exception("an answer broke off while it was sent")
    finally:
        _close(pieces)
        if settings.configured:
            connections.close_all()  # this thread is seldom needed


def _close(answer: Iterable[bytes]) -> None:
    if callable(close := getattr(answer, "close", None)):
        close()


def _refuse(protocol: Any, status: int, why: str) -> None:
    words = "\n".join(say(f"reception.{why}", language) for language in LANGUAGES) + "\n"
    headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close"), *ALWAYS]
    if status == 503:
        headers.append(("retry-after", "5"))
    if settings.configured and settings.SECURE_HSTS_SECONDS:
        headers.append(("strict-transport-security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"))
    with suppress(RuntimeError):
        protocol.response_bytes(status, headers, words.encode())


UNREADABLE: Final = "\xff"  # what stands for a header that cannot be read: it was there, and is no good
_OWN_NAMES: Final = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def environ_of(scope: Any, body: IO[bytes]) -> dict[str, Any]:
    """What the application is told of a request of the web server, with its body.

    A header whose name has an underscore is left out: WSGI would take `X_Forwarded_For`, which a visitor can send past
    every proxy, for `X-Forwarded-For`, which only the proxy writes. One with letters beyond ASCII is there all the
    same: whoever names a request by such a key is told, and does not do the same twice.
    """
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:  # HTTP/2 names the host there
        environ["HTTP_HOST"] = scope.authority
    read = list(scope.headers.items())
    unread = set(scope.headers.keys()) - {name for name, _ in read}  # the web server gives no letters beyond ASCII out
    for name, value in (*read, *((name, UNREADABLE) for name in sorted(unread))):
        if "_" not in name:
            _add(environ, name, value)
    return environ


def _add(environ: dict[str, Any], name: str, value: str) -> None:
    key = _OWN_NAMES.get(name.lower()) or f"HTTP_{name.upper().replace('-', '_')}"
    before = environ.get(key)
    if before is None or (key == "HTTP_HOST" and before == value):
        environ[key] = value
    else:  # of two hosts that differ this makes one that nobody has, which is refused
        environ[key] = f"{before}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"


class ClientGoneError(Exception):
    """Whoever was to take the pieces has gone, or takes too long."""


def make_pipe() -> Path:
    """A pipe with a name, in a folder of its own that nobody else may enter."""
    place = Path(tempfile.mkdtemp(prefix="songda-stream-")) / "pipe"
    os.mkfifo(place, 0o600)
    return place


def send_all(pieces: Iterable[bytes], pipe: Path, patience_s: float) -> None:
    """Write the pieces until there are no more or their taker is gone; the pipe is gone afterwards."""
    with suppress(ClientGoneError):
        try:
            line = _open(pipe, patience_s)
        finally:
            drop_pipe(pipe)
        try:
            for piece in pieces:
                _write(line, memoryview(piece), patience_s)
        finally:
            os.close(line)


def drop_pipe(pipe: Path) -> None:
    """Remove the name; whoever has it open goes on."""
    pipe.unlink(missing_ok=True)
    pipe.parent.rmdir()


def _open(pipe: Path, patience_s: float) -> int:
    """The end to write to, once the web server reads the other."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as wrong:
            if wrong.errno != errno.ENXIO:
                raise
        if time.monotonic() > deadline:
            raise ClientGoneError
        time.sleep(OPEN_AGAIN_S)


def _write(line: int, piece: memoryview, patience_s: float) -> None:
    ready = select.poll()
    ready.register(line, select.POLLOUT)
    while piece:
        if not ready.poll(patience_s * 1000):
            raise ClientGoneError
        try:
            piece = piece[os.write(line, piece) :]
        except BlockingIOError:
            continue
        except BrokenPipeError:
            raise ClientGoneError from None
