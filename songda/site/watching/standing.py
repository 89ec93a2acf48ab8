"""How the court stands just now, as figures without a name in them: what waits, since when, what is wrong, what ends.

Each is read from the rows that the worker itself goes by. A figure that cannot be read is left out, and counted.
"""

import logging
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import Error, connection
from django.db.models import Min

from songda.clock import now
from songda.core.delivery.incidents import IncidentKind
from songda.records.ground.evidence.audits import last_audit
from songda.records.ground.evidence.epochs import outside_homes
from songda.records.ground.evidence.models import Entry, Unsequenced
from songda.records.ground.evidence.queries import count_unmarked
from songda.records.ground.evidence.signed import newest_checkpoint
from songda.records.ground.incidents.actions import open_incidents
from songda.records.ground.incidents.models import StuckRow
from songda.records.ground.processes.registry import running
from songda.records.ground.restores.queries import restore_state
from songda.records.overview.due_work import DUE, left_since
from songda.records.proof.certificates.making import seal
from songda.records.service.attempts.leases import living_leases
from songda.records.service.attempts.models import Attempt
from songda.site.checkup.configuration import read_configuration
from songda.site.checkup.outside import certificate_ends
from songda.trust.outside.homes import NAMES

log = logging.getLogger("songda.watch")
Label = tuple[str, str]


@dataclass(frozen=True)
class Figure:
    """One figure: its name without the house's, what it is, the name of its label, and its values by that label."""

    name: str
    what: str
    label: str
    values: Sequence[tuple[str, float]]


def figures() -> Iterator[Figure]:
    """All of them. Where the database is away that alone is told, with what can be read without it."""
    at = now()
    is_up = _answers()
    yield Figure("database_up", "1 where the database answers", "", [("", float(is_up))])
    readers = (*_WITHOUT_DATABASE, *(_OF_DATABASE if is_up else ()))
    unread = 0
    for read in readers:
        try:
            yield from read(at)
        except Exception as wrong:  # noqa: BLE001 - the other figures are all the more wanted then
            log.warning("%s could not be read (%s)", read.__name__, type(wrong).__name__)
            unread += 1
    yield Figure("unread_figures", "groups of figures that could not be read", "", [("", unread)])


def _answers() -> bool:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        return False
    return True


def _one(name: str, what: str, value: float) -> Figure:
    return Figure(name, what, "", [("", value)])


def _since(moment: datetime, at: datetime) -> float:
    return max(0.0, (at - moment).total_seconds())


def _due(at: datetime) -> Iterator[Figure]:
    left = {one.work.name: one for one in left_since(at, at)}
    names = [work.name for work in DUE if work.since]
    ages = [(name, _since(left[name].since, at) if name in left else 0.0) for name in names]
    yield Figure("due_seconds", "for how long the oldest row of a work has been due", "work", ages)
    counts = [(name, float(left[name].count if name in left else 0)) for name in names]
    yield Figure("due_rows", "rows of a work that are due", "work", counts)


def _messages(at: datetime) -> Iterator[Figure]:
    pending = Attempt.objects.filter(state="pending", send_after__lte=at).values_list("channel")
    oldest = dict(pending.annotate(since=Min("send_after")).order_by("channel"))
    ages = {name: _since(moment, at) for name, moment in oldest.items()}
    rows = [(name, ages.get(name, 0.0)) for name in sorted({*settings.CHANNEL_URLS, *ages})]
    yield Figure("message_waits_seconds", "how long the oldest message of a channel waits", "channel", rows)
    doubted = Attempt.objects.filter(state="unknown").count()
    yield _one("messages_in_doubt", "messages of which nobody knows whether the provider took them", doubted)


def _jobs(_: datetime) -> Iterator[Figure]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, count(*) FROM procrastinate_jobs WHERE status = 'todo' GROUP BY 1")
        yield Figure("jobs_waiting", "jobs that no worker has taken yet", "queue", cursor.fetchall())


def _processes(_: datetime) -> Iterator[Figure]:
    versions = Counter(process.version for process in running())
    yield Figure("processes", "webs and workers that run, by their version", "version", sorted(versions.items()))


def _workers(_: datetime) -> Iterator[Figure]:
    leases = living_leases()
    yield _one("workers", "workers whose lease lives", len(leases))
    senders = [(name, float(sum(name in held for held in leases))) for name in sorted(settings.CHANNEL_URLS)]
    yield Figure("channel_senders", "workers that can send over a channel just now", "channel", senders)


def _log(at: datetime) -> Iterator[Figure]:
    newest = newest_checkpoint()
    last = Entry.objects.order_by("-index").first()
    unsealed = Unsequenced.objects.count() + (last.index + 1 if last else 0) - (newest.size if newest else 0)
    yield _one("events_unsealed", "events that no signed checkpoint covers", unsealed)
    yield _one("events_set_aside", "events and checkpoints that none of our processes wrote", count_unmarked())
    audit = last_audit()
    if audit is not None:
        yield _one("audit_age_seconds", "since the last audit of the log began", _since(audit.started_at, at))
        yield _one("audit_flaws", "what the last audit found", audit.flaw_count)
    yield _one("quarantine", "1 where nothing goes out after a restore", float(restore_state().is_quarantined))


def _trouble(_: datetime) -> Iterator[Figure]:
    lasting = Counter(incident.kind for incident in open_incidents())
    kinds = [(kind.value, float(lasting[kind])) for kind in IncidentKind]
    yield Figure("incidents", "incidents that last", "kind", kinds)
    yield _one("stuck_rows", "rows whose work failed and is tried again", StuckRow.objects.count())


def _ends(at: datetime) -> Iterator[Figure]:
    days = (seal().certificate.not_valid_after_utc - at).total_seconds() / 86400
    yield _one("seal_days", "days until the court's seal ends", days)
    if (ends := _public_certificate_ends(settings.PUBLIC_URL, at.hour)) is not None:
        left = (ends - at).total_seconds() / 86400
        yield _one("public_certificate_days", "days until the certificate of the public address ends", left)


@lru_cache(maxsize=1)
def _public_certificate_ends(url: str, _hour: int) -> datetime | None:
    """Asked once an hour: whoever watches asks four times a minute, and the address may not answer."""
    return certificate_ends(url)


def _backup(at: datetime) -> Iterator[Figure]:
    made = read_configuration().backed_up_at
    yield _one("backup_made", "1 where a backup was ever made", float(made is not None))
    if made is not None:
        yield _one("backup_age_seconds", "since the last backup was made", _since(made, at))


def _room(_: datetime) -> Iterator[Figure]:
    places = {"home": Path(settings.HOME), **dict(zip(NAMES, outside_homes(), strict=False))}
    free = [(name, float(shutil.disk_usage(place).free)) for name, place in places.items() if place.exists()]
    yield Figure("free_bytes", "room that is left where files are kept", "folder", free)


Reader = Callable[[datetime], Iterator[Figure]]
_WITHOUT_DATABASE: Final[tuple[Reader, ...]] = (_ends, _backup, _room)
_OF_DATABASE: Final[tuple[Reader, ...]] = (_due, _messages, _jobs, _workers, _processes, _log, _trouble)
