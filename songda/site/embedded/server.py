"""Starts and stops the embedded server with its settings; one that was left running is taken over, not doubled."""

import fcntl
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from songda.site.embedded import cluster
from songda.site.embedded.cluster import Binaries, Running, find_binaries, find_running, remove_stale_note
from songda.site.embedded.files import SHELF, SOCKET_PORT, ServerFiles, find_files, prepare_files
from songda.site.errors import CurableError

TRIES = 5
START_SECONDS = 60
BUSY_WORDS = ("Address already in use", "pre-existing shared memory block", "lock file")


@dataclass(frozen=True)
class Address:
    """How to reach the running server. The addresses hold the password: they are never printed.

    `url` is the role that the web has, `worker_url` that of workers and commands, `owner_url` the one that changes
    tables.
    """

    url: str = field(repr=False)
    worker_url: str = field(repr=False)
    owner_url: str = field(repr=False)
    superuser_url: str = field(repr=False)
    pid: int
    was_running: bool
    notice: str = ""


@dataclass(frozen=True)
class Status:
    """What is known of a home's server, fit to be shown: no password in it."""

    folder: Path
    owner: str
    pid: int | None
    listens_on: str


@dataclass(frozen=True)
class Tuning:
    """Whether what was committed must survive a power cut."""

    is_durable: bool


DURABLE = Tuning(is_durable=True)


THROWAWAY = Tuning(is_durable=False)


COMMON = """\
max_connections = 80
shared_buffers = 128MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 64MB
max_parallel_workers_per_gather = 0
random_page_cost = 1.1
jit = off
wal_level = minimal
max_wal_senders = 0
min_wal_size = 64MB
max_wal_size = 1GB
autovacuum_naptime = 15s
io_method = sync
log_line_prefix = '%m [%p] '
log_timezone = 'UTC'
timezone = 'UTC'
lc_messages = 'C'
"""


def write_settings(files: ServerFiles, tuning: Tuning, port: int | None) -> None:
    """Write postgresql.conf anew; `port` None means the socket in the run folder, else loopback."""
    lines = [
        "# Written anew at every start.",
        f"listen_addresses = '{'' if port is None else '127.0.0.1'}'",
        f"port = {port or SOCKET_PORT}",
        f"unix_socket_directories = {_quoted(files.run) if port is None else _nothing()}",
        "unix_socket_permissions = 0700",
        *(f"{name} = {'on' if tuning.is_durable else 'off'}" for name in _DURABILITY),
    ]
    _replace(files, "postgresql.conf", "\n".join(lines) + "\n" + COMMON)


# A throwaway server does without what guards against power cuts, and without the tidying whose moment would decide
# whether a plan was made for an empty table or a full one.
_DURABILITY = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


def _nothing() -> str:
    return "''"


def _quoted(path: Path) -> str:
    """A folder as an entry of a list inside a quoted setting."""
    escaped = str(path).replace("'", "''").replace('"', '""')
    return f"'\"{escaped}\"'"


def _replace(files: ServerFiles, name: str, text: str) -> None:
    """Write a file in the data folder; it keeps its owner, since only its content changes."""
    (files.data / name).write_text(text, encoding="utf-8")


def start(home: Path, tuning: Tuning = DURABLE) -> Address:
    """Start the home's server, made first if need be; one that already runs is used as it is."""
    files = prepare_files(home)
    with _exclusive(files):
        left_running = None if files.making.exists() else find_running(files.data)
        running = _wait_until_ready(files) if left_running else _start_new(files, tuning)
        cluster.finish_cluster(files, running)
        return Address(
            url=cluster.url(files, running, cluster.APP_ROLE),
            worker_url=cluster.url(files, running, cluster.WORKER_ROLE),
            owner_url=cluster.url(files, running, cluster.OWNER_ROLE),
            superuser_url=cluster.url(files, running, cluster.SUPERUSER),
            pid=running.pid,
            was_running=left_running is not None,
            notice=files.notice,
        )


def stop(home: Path) -> bool:
    """Stop the home's server in good order; False when none was running."""
    files = find_files(home)
    if find_running(files.data) is None:
        return False
    with _exclusive(files):
        if find_running(files.data) is not None:
            _stop(files, find_binaries(files.owner, SHELF))
    return True


def status(home: Path) -> Status:
    """Whether the home's server runs, where its files lie and who runs it."""
    files = find_files(home)
    running = find_running(files.data)
    listens_on = "" if running is None else running.sockets or f"127.0.0.1:{running.port}"
    return Status(files.folder, files.owner.name, running.pid if running else None, listens_on)


def watch(home: Path) -> Callable[[], bool]:
    """A question to be asked again and again: whether the home's server runs. Where its files lie is found out once."""
    data = find_files(home).data
    return lambda: find_running(data) is not None


@contextmanager
def _exclusive(files: ServerFiles) -> Iterator[None]:
    """Two commands that start or stop the same server take turns."""
    with files.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start_new(files: ServerFiles, tuning: Tuning) -> Running:
    binaries = find_binaries(files.owner, SHELF)
    if find_running(files.data) is not None:  # left over from a start that was interrupted while making the folder
        _stop(files, binaries)
    if not cluster.make_cluster(files, binaries):
        cluster.check_version(files, binaries)
    remove_stale_note(files.data)
    for _ in range(TRIES):
        write_settings(files, tuning, None if files.has_short_socket else _free_port())
        words = _launch(files, binaries)
        if not words:
            return _wait_until_ready(files)
        if not any(busy in words for busy in BUSY_WORDS):
            break
        time.sleep(1)  # the last server's remains, or another program on the port, may be gone by then
    raise CurableError(f"PostgreSQL did not start: {words}", f"Its own words are in {files.log}.")


def _launch(files: ServerFiles, binaries: Binaries) -> str:
    """Start the server; "" when it runs, else the end of what it said."""
    files.log.unlink(missing_ok=True)
    started = _pg_ctl(files, binaries, "start", "-l", files.log, "-t", str(START_SECONDS))
    if started.returncode == 0:
        return ""
    log_text = files.log.read_text(encoding="utf-8", errors="replace") if files.log.exists() else ""
    return (log_text + started.stdout).strip()[-800:]


def _stop(files: ServerFiles, binaries: Binaries) -> None:
    """Fast first (transactions are rolled back, all is written); at once if a connection will not let go."""
    for mode in ("fast", "immediate"):
        stopped = _pg_ctl(files, binaries, "stop", "-m", mode, "-t", "20")
        if stopped.returncode == 0 or find_running(files.data) is None:
            return
    raise CurableError(f"PostgreSQL in {files.folder} does not stop.", f"Its own words are in {files.log}.")


def _pg_ctl(files: ServerFiles, binaries: Binaries, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return files.owner.run(binaries.program("pg_ctl"), *words, "-D", files.data, "-w", "-s", timeout=START_SECONDS + 30)


def _wait_until_ready(files: ServerFiles) -> Running:
    for _ in range(START_SECONDS * 10):
        running = find_running(files.data)
        if running is not None and running.is_ready:
            return running
        time.sleep(0.1)
    raise CurableError(f"PostgreSQL in {files.folder} does not become ready.", f"Its own words are in {files.log}.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
