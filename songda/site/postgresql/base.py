"""Connections that tell what time it is: by the database's clock everything is dated, whichever machine dates it.

The clock is read with each new connection and wherever Django asks whether an old one still answers (once for each
request and each piece of work), so it costs no question of its own.
"""

import psycopg
from django.db.backends.postgresql import base

from songda import clock


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection of one thread."""

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
