"""Who of an installation listens to the telephone system: whoever holds one lock of the database, and nobody else.

The lock belongs to a session, so the database takes it back by itself when the process that held it is gone.
"""

from typing import Final

from django.db import connection

LOCK: Final = (0x50DA, 0x7E1E)  # two numbers by which the database knows the lock
CHANNEL: Final = "songda_telephone"  # where the listener is told that something waits
TAKE: Final = "SELECT pg_try_advisory_lock(%s, %s)"
_HELD: Final = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND granted
      AND datname = current_database()"""


def is_listened_to() -> bool:
    """Whether some process listens now."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, LOCK)
        return bool(cursor.fetchone()[0])


def wake_listener() -> None:
    """Tell whoever listens that a number waits, a call is to end, or a recording is there."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
