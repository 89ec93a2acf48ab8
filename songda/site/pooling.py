"""Whether a pooler stands before the database that gives every transaction another connection.

Nothing that belongs to a session holds behind it: a lock is left to whoever gets that connection next, a notice is
heard by nobody, a setting comes to others. Pages need none of these; workers do.
"""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import psycopg

from songda.site.errors import CurableError

WRONG: Final = (
    "Workers reach the database through a pooler that gives every transaction another connection:"
    " their locks would be anybody's, and two might do the same work."
)
CURE: Final = (
    "Name the server itself, or a pool in session mode, in SONGDA_WORKER_URL (docs/howto/run.md, A pooler before the"
    " database)."
)
_MARK: Final = "songda.session"  # a setting that nobody else has
_OURS: Final = frozenset(
    {"host", "hostaddr", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "options"}
)


def shares_sessions(parameters: Mapping[str, Any]) -> bool:
    """Whether a session is not the same from one transaction to the next, or is another's at the same time.

    Two sessions are opened. A mark that one of them sets for itself must stay with it, and with it alone. Raises
    psycopg.Error where the database does not answer.
    """
    told = {name: value for name, value in parameters.items() if name in _OURS}
    mark = secrets.token_hex(8)
    with _session(told) as first, _session(told) as second:
        first.execute("SELECT set_config(%s, %s, false)", [_MARK, mark])
        with second.transaction():  # which keeps its connection, whatever the pooler does with the first's
            if _mark_in(second) == mark:
                second.execute("SELECT set_config(%s, '', false)", [_MARK])
                return True
            return _mark_in(first) != mark


def require_own_sessions(parameters: Mapping[str, Any]) -> None:
    """Raises CurableError where sessions are shared; psycopg.Error where the database does not answer."""
    if shares_sessions(parameters):
        raise CurableError(WRONG, CURE)


def _session(told: Mapping[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.connect(**told, autocommit=True, prepare_threshold=None, connect_timeout=5)


def _mark_in(session: psycopg.Connection[Any]) -> str:
    row = session.execute("SELECT current_setting(%s, true)", [_MARK]).fetchone()
    return (row[0] or "") if row else ""
