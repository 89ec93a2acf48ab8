"""Asks the worker for a job by name, inside the act's own transaction; and keeps one bad row from spoiling a batch.

Jobs are calls to look, not carriers of truth: what is due stands in the rows themselves, so a lost or repeated job
loses nothing and repeats nothing. `site/worker.py` knows the functions behind these names.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Generic, ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")

JOBS = {
    "planning.advance": "Decide the next step of envelopes.",
    "attempts.send": "Hand planned attempts over to a channel.",
    "attempts.try_out": "Hand test messages of staff over to a channel.",
    "telephone.dial": "Dial, end calls and fetch recordings at the telephone system.",
    "attempts.apply_reports": "Read providers' reports that were kept.",
    "planning.reconsider": "Look again at open envelopes whose addresses, consents or hearings changed.",
    "decisions.ask_law": "Ask the law again for envelopes whose facts changed.",
    "portal_acts.reopen": "Open links again that a mistake in the record had locked.",
    "portal_acts.send_again": "Send links again to whoever asked, if anybody is known by what they typed.",
    "certificates.review": "Look whether certificates still name what is on record.",
    "certificates.state": "Make statements due that somebody asked for.",
    "certificates.issue": "Make the certificates of services that took effect.",
    "lookups.ask": "Ask the registry what is due.",
    "letters.set": "Set letters in type, check them, and bind batches.",
    "carriage.read": "Read what carriers pushed.",
    "carriage.judge": "Judge letters of which something new is known, and tell carriers what they are to know.",
    "letters.seal": "Put the letters of sealed batches on record, one by one.",
    "papers.seal": "Seal papers that were asked for: published notices, sheets, reports, figures.",
    "certificates.stamp": "Fetch the time stamps that were pending.",
    "certificates.look_again": "Fetch another time stamp where one turned out to be none.",
}
CHUNK = 200
# Only the columns that the web may fill: see records.ground.tables.
_ASK = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES (%s, %s, %s)"
_WAITS = """
SELECT 1 FROM procrastinate_jobs
WHERE status = 'todo' AND task_name = %s AND queue_name = %s AND scheduled_at IS NULL LIMIT 1
"""
_ABSORB = """
DELETE FROM procrastinate_jobs WHERE id IN (
    SELECT id FROM procrastinate_jobs
    WHERE status = 'todo' AND task_name = %s AND queue_name = %s AND scheduled_at IS NULL FOR UPDATE SKIP LOCKED
)
"""


def ask(job: str, queue: str = "default", **arguments: object) -> None:
    """Ask for one job. Raises KeyError for a name that the worker does not know."""
    if job not in JOBS:
        raise KeyError(job)
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [queue, job, json.dumps(arguments)])


def ask_once(job: str, queue: str) -> None:
    """Ask for one job unless one of its name waits already: where nobody does such work nothing piles up."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, [job, queue])
        if cursor.fetchone() is None:
            ask(job, queue)


def ask_for(job: str, count: int) -> None:
    """Ask that so many rows, which are marked, be looked at: a job for each `CHUNK`, so that workers share them."""
    for _ in range(0, count, CHUNK):
        ask(job)


def absorb(job: str, queue: str) -> None:
    """Take away the waiting jobs of this name: the caller is about to do all that they ask for.

    A job is committed together with the rows that it speaks of, so whoever looks after this sees those rows. If they
    die first, the sweep finds them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ABSORB, [job, queue])


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The items in pieces of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


@dataclass(frozen=True)
class Failed(Generic[T]):
    """One row that the work cannot be done for, and the error that says why."""

    row: T
    wrong: Exception

    @property
    def kind(self) -> str:
        """The kind of error alone: its words may quote names and numbers, which belong into no log."""
        return type(self.wrong).__name__


_IS_FIRST_RUN: ContextVar[bool] = ContextVar("is_first_run", default=False)  # of a chunk, without savepoints


class _SpoiledError(Exception):
    """One of the rows spoils the chunk, whose transaction is rolled back and begun again."""


def isolating(act: Callable[P, R]) -> Callable[P, R]:
    """The act in one transaction, to be done again with a savepoint for each part where one of its rows spoils it.

    `isolate_failures` does the work on all rows as one. Nearly always that is all there is, and nothing but the
    transaction itself has to be begun and ended for it.
    """

    @wraps(act)
    def done(*args: P.args, **kwargs: P.kwargs) -> R:
        token = _IS_FIRST_RUN.set(True)
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        except _SpoiledError:
            pass
        finally:
            _IS_FIRST_RUN.reset(token)
        with transaction.atomic():
            return act(*args, **kwargs)

    return done


def isolate_failures(rows: Sequence[T], work: Callable[[Sequence[T]], R]) -> tuple[list[R], list[Failed[T]]]:
    """What `work` gave for the rows it could be done for, and the rows that spoil it.

    A row whose facts make no sense must not stop the rows beside it for ever: tried again, the chunk would fail again.
    All rows are tried as one, in a savepoint (or, in an act that is `isolating`, in its transaction); only if that
    fails each half is, down to single rows. What is wrong with the database itself (a lost connection, a deadlock) is
    nobody's fault and is raised.
    """
    if not rows:
        return [], []
    is_first_run = _IS_FIRST_RUN.get()
    try:
        with nullcontext() if is_first_run else transaction.atomic():
            return [work(rows)], []
    except (OperationalError, InterfaceError):
        raise
    except Exception as wrong:
        if is_first_run:
            raise _SpoiledError from wrong
        if len(rows) == 1:
            return [], [Failed(rows[0], wrong)]
    middle = len(rows) // 2
    before, after = isolate_failures(rows[:middle], work), isolate_failures(rows[middle:], work)
    return [*before[0], *after[0]], [*before[1], *after[1]]
