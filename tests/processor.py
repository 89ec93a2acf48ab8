"""Processor time: what else the machine does meanwhile counts for nothing, as it would in seconds on a clock."""

import os
import resource
from collections.abc import Callable

from django.db import connection

from songda_tools.bench.accounting import own_cpu_ms


def spent_with_database() -> float:
    """Milliseconds that this process and its part of the database have taken so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    return own_cpu_ms(os.getpid()) + own_cpu_ms(backend)


def taken_with_database(ask: Callable[[], object]) -> float:
    """Milliseconds that one question takes of this process and its part of the database, in steps of ten."""
    before = spent_with_database()
    ask()
    return spent_with_database() - before


def spent_by_children() -> float:
    """Seconds that all children which have ended, by themselves or not, have taken so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
