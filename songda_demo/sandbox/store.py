"""Keeps the sandbox's memory on disk, so that phones and mailboxes survive a restart."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol

FLUSH_S: Final = 0.2

Key = tuple[str, int]


class Keepable(Protocol):
    """Something that can be written as JSON."""

    def to_json(self) -> dict[str, Any]:
        """What to write."""


class Memory:
    """Keeps nothing: for tests and for measuring with many thousand messages."""

    def put(self, kind: str, key: int, thing: Keepable) -> None:
        """Keeps a thing, or the newer form of it."""

    def drop(self, kind: str, key: int) -> None:
        """Forgets a thing."""

    def all(self, kind: str) -> Iterator[dict[str, Any]]:  # noqa: ARG002 - there is nothing of any kind
        """Every thing of a kind, oldest first."""
        return iter(())

    def keep(self) -> None:
        """Writes what is not yet written: call it before anybody is told that something was taken."""

    def close(self) -> None:
        """Writes what is not yet written."""


class Disk(Memory):
    """Keeps everything in one SQLite file; must be used inside one event loop.

    Written a few times a second, and by `keep` before something is acknowledged: what was taken survives a kill.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=NORMAL")  # outlives the process, if not the power
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS kept (kind TEXT, id INTEGER, body TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID"
        )
        self._written: set[Key] = {(kind, key) for kind, key in self._file.execute("SELECT kind, id FROM kept")}
        self._pending: dict[Key, Keepable | None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def put(self, kind: str, key: int, thing: Keepable) -> None:
        """Keeps a thing, or the newer form of it."""
        self._note((kind, key), thing)

    def drop(self, kind: str, key: int) -> None:
        """Forgets a thing; one that never reached the disk costs nothing."""
        if (kind, key) in self._written:
            self._note((kind, key), None)
        else:
            self._pending.pop((kind, key), None)

    def all(self, kind: str) -> Iterator[dict[str, Any]]:
        """Every thing of a kind, oldest first."""
        rows = self._file.execute("SELECT body FROM kept WHERE kind = ? ORDER BY id", (kind,)).fetchall()
        return (json.loads(body) for (body,) in rows)

    def keep(self) -> None:
        """Writes what is not yet written, all in one transaction."""
        if self._pending:
            self._flush()

    def close(self) -> None:
        """Writes what is not yet written and closes the file."""
        self._flush()
        self._file.close()

    def _note(self, key: Key, thing: Keepable | None) -> None:
        self._pending[key] = thing
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_S, self._flush)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        pending, self._pending = self._pending, {}
        kept = [
            (kind, key, json.dumps(thing.to_json(), ensure_ascii=False))
            for (kind, key), thing in pending.items()
            if thing is not None
        ]
        gone = [key for key, thing in pending.items() if thing is None]
        with self._file:
            self._file.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", kept)
            self._file.executemany("DELETE FROM kept WHERE kind = ? AND id = ?", gone)
        self._written.update((kind, key) for kind, key, _ in kept)
        self._written.difference_update(gone)
