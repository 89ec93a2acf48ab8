"""Whether a pooler stands before the database that gives every transaction another connection.

Nothing that belongs to a session holds behind it: a lock is left to whoever gets that connection next, a notice is
heard by nobody, a setting comes to others. Pages need none of these; workers do.
"""

import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Final

import psycopg
from psycopg import pq

from songda.site.errors import CurableError

WORKERS: Final = "Workers reach"
_WRONG: Final = (
    "{} the database through a pooler that gives every transaction another connection:"
    " locks would be anybody's, and two might do the same work."
)
CURE: Final = (
    "Name the server itself, or a pool in session mode, in SONGDA_WORKER_URL and SONGDA_OWNER_URL (docs/howto/run.md, A"
    " pooler before the database)."
)
_MARK: Final = "songda.session"  # a setting that nobody else has
_OF_CONNECTIONS: Final = frozenset(each.keyword.decode() for each in pq.Conninfo.get_defaults())
_LOOKS: Final = 8  # a pooler that takes any connection by chance seldom takes the same one so often


def shares_sessions(parameters: Mapping[str, Any]) -> bool:
    """Whether a session is not the same from one transaction to the next, or is another's at the same time.

    A mark that a session sets for itself must stay with it, and with it alone, while others come and keep what they
    are given. A pooler that gives every statement another connection refuses transactions. Raises psycopg.Error where
    the database does not answer.
    """
    mark = secrets.token_hex(8)
    with ExitStack() as opened:
        first = opened.enter_context(_session(parameters))
        first.execute("SELECT set_config(%s, %s, false)", [_MARK, mark])
        for _ in range(2):  # of two connections that take turns, the second of the others has the first's
            other = opened.enter_context(_session(parameters))
            if _mark_in(other) == mark:
                return True
            try:
                opened.enter_context(other.transaction())  # which keeps its connection, whatever others are given
            except psycopg.errors.ProtocolViolation:
                return True
            if _mark_in(other) == mark:
                other.execute("SELECT set_config(%s, '', false)", [_MARK])
                return True
            if any(_mark_in(first) != mark for _ in range(_LOOKS)):
                return True
    return False


def mixes_statements(parameters: Mapping[str, Any]) -> bool:
    """Whether a prepared statement may be another's, as behind a pooler that does not know of them.

    Two of the same form then answer for one another: nothing fails, and a page shows what was not asked for.
    """
    if not shares_sessions(parameters):
        return False
    with ExitStack() as opened:
        sessions = [opened.enter_context(_session(parameters, prepare_threshold=0)) for _ in range(2)]
        for asked in range(_LOOKS):
            for number, session in enumerate(sessions):
                try:
                    row = session.execute(f"SELECT {number}000 + %s::int", [asked]).fetchone()
                except (psycopg.errors.DuplicatePreparedStatement, psycopg.errors.InvalidSqlStatementName):
                    return True
                if row is None or row[0] != number * 1000 + asked:
                    return True
    return False


def require_own_statements(parameters: Mapping[str, Any]) -> None:
    """Raises CurableError where pages would fail or mix; psycopg.Error where the database does not answer."""
    if mixes_statements(parameters):
        raise CurableError(MIXES, MIXES_CURE)


MIXES: Final = "The web reaches the database through a pooler that knows no prepared statements: pages fail, or mix."
MIXES_CURE: Final = (
    "Set SONGDA_POOLER=1, or give pgbouncer (1.21 or newer) max_prepared_statements (docs/howto/run.md, A pooler before"
    " the database)."
)


def require_own_sessions(parameters: Mapping[str, Any], who_reaches: str = WORKERS) -> None:
    """Raises CurableError where sessions are shared; psycopg.Error where the database does not answer."""
    if shares_sessions(parameters):
        raise CurableError(wrong(who_reaches), CURE)


def wrong(who_reaches: str = WORKERS) -> str:
    """What is wrong, in one sentence about whoever would lock."""
    return _WRONG.format(who_reaches)


def _session(parameters: Mapping[str, Any], *, prepare_threshold: int | None = None) -> psycopg.Connection[Any]:
    named = {name: value for name, value in parameters.items() if name in _OF_CONNECTIONS}
    return psycopg.connect(**{"connect_timeout": 5, **named}, autocommit=True, prepare_threshold=prepare_threshold)


def _mark_in(session: psycopg.Connection[Any]) -> str:
    row = session.execute("SELECT current_setting(%s, true)", [_MARK]).fetchone()
    return (row[0] or "") if row else ""
