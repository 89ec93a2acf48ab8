"""The server's settings for a small machine: safe ones for the demo, quick ones for throwaway tests."""

from dataclasses import dataclass
from pathlib import Path

from songda.site.embedded.files import SOCKET_PORT, ServerFiles


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
