"""The worker's part on a walk: the jobs that an act asked for, taken and done."""

import json
from collections.abc import Callable
from datetime import datetime

from django.db import connection

from songda.records.law.planning.advance import reconsider
from songda.records.proof.certificates.draft import review
from songda.records.ways.portal.acts.opening import reopen

JOBS: dict[str, Callable[[datetime, list[str], list[str]], object]] = {
    "planning.reconsider": lambda now, parties, cases: reconsider(parties, cases, now),  # type: ignore[arg-type]
    "portal_acts.reopen": lambda now, parties, _: reopen(parties, now),  # type: ignore[arg-type]
    "certificates.review": lambda now, parties, cases: review(parties, cases, now),  # type: ignore[arg-type]
}


def jobs_taken() -> list[tuple[str, dict[str, list[str]]]]:
    """The jobs that wait, taken away."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING id, task_name, args")
        taken = sorted(cursor.fetchall())
    return [(name, asked if isinstance(asked, dict) else json.loads(asked)) for _, name, asked in taken]
