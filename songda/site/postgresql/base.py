"""Connections that tell what time it is: by the database's clock everything is dated, whichever machine dates it.

The clock is read with each new connection and wherever Django asks whether an old one still answers (once for each
request and each piece of work), so it costs no question of its own.

Whatever the database can hold can be read. A moment after the year 9999, or JSON that Python reads no further, would
else end whatever reads its row, and with it all that is read in the same breath: the audit, the letters, the messages.
"""

import json
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

import psycopg
from django.db.backends.postgresql import base
from psycopg.adapt import Buffer
from psycopg.pq import Format
from psycopg.types.datetime import DateLoader, TimestamptzLoader
from psycopg.types.string import TextLoader

from songda import clock
from songda.core.nesting import is_too_deep

# What stands for what cannot be read: far from every day that the court knows, and days can be added to it.
FAR_AGO, FAR_AHEAD = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
SHORT: Final = 500  # letters of JSON that neither nest nor count too far


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection of one thread."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Such a connection, by whose types everything can be read."""
        connection = super().get_new_connection(conn_params)
        adapters = connection.adapters
        in_zone = adapters.get_loader(adapters.types["timestamptz"].oid, Format.TEXT)  # Django's own
        for name, loader in {"timestamptz": _forgiving(in_zone), "date": AnyDay, "jsonb": AnyJson}.items():
            adapters.register_loader(name, loader)
        return connection

    def connect(self) -> None:
        """Connect, and go by the clock of that database from here on."""
        super().connect()
        self._read_clock()

    def is_usable(self) -> bool:
        """Whether the database still answers; if so, what time it is there."""
        try:
            self._read_clock()
        except psycopg.Error:
            return False
        return True

    def _read_clock(self) -> None:
        before = clock.steady()
        with self.connection.cursor() as cursor:
            moment = cursor.execute("SELECT clock_timestamp()").fetchone()[0]
        clock.follow(moment, before, clock.steady())


@cache
def _forgiving(loader: type[TimestamptzLoader]) -> type[TimestamptzLoader]:
    class AnyMoment(loader):  # type: ignore[misc, valid-type]
        """A moment; one that is too far away for Python is far away."""

        def load(self, data: Buffer) -> datetime:
            try:
                moment: datetime = super().load(data)
            except psycopg.DataError:
                return _far(data)
            return moment

    return AnyMoment


class AnyDay(DateLoader):
    """A day; one that is too far away for Python is far away."""

    def load(self, data: Buffer) -> date:
        """As it stands there."""
        try:
            return super().load(data)
        except psycopg.DataError:
            return _far(data).date()


class AnyJson(TextLoader):
    """JSON as it stands there; what Python reads no further says nothing."""

    def load(self, data: Buffer) -> str | bytes:
        """The text, which Django reads."""
        if len(data) > SHORT:
            written = bytes(data)
            try:
                is_read = not is_too_deep(written) and json.loads(written) is not data
            except ValueError:  # a number of more digits than Python reads
                is_read = False
            if not is_read:
                return "{}"
        return super().load(data)


def _far(data: Buffer) -> datetime:
    said = bytes(data)
    return FAR_AGO if said.startswith(b"-") or said.endswith(b"BC") else FAR_AHEAD
