"""Notices what is away or full while the worker runs, and that it is back: each an incident, not a task a paper."""

import logging
import socket
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import Error, connection

from songda.clock import now
from songda.core.delivery.incidents import IncidentKind
from songda.records.ground import vault
from songda.records.ground.incidents.actions import (
    Trouble,
    begin_incident,
    end_incident,
    note_past_incident,
    open_incidents,
)
from songda.records.service.attempts.leases import channels_sent_over
from songda.records.service.attempts.models import Attempt
from songda.site.worker.due import Due
from songda.site.worker.outside import Outside
from songda.site.worker.rows import Rows
from songda.site.worker.sending import Sending
from songda.trust.places import FilesAwayError

log = logging.getLogger("songda.worker")


class Disturbances:
    """Looks every few seconds; what lasts from one look to the next is noted."""

    def __init__(
        self,
        rows: Rows,
        sendings: Mapping[str, Sending],
        outside: Outside,
        newest: Callable[[], Due | None] = lambda: None,
    ) -> None:
        """`newest`: what was found due a moment ago; where nobody knows, the database is asked."""
        self._rows, self._newest = rows, newest
        self._outside = outside
        self._sendings = sendings
        self._troubles: dict[str, str] = {}  # as they were at the last look
        self._away_since: datetime | None = None

    async def look(self) -> None:
        at, known = now(), self._newest()
        if known is None and not await self._rows.run(_is_database_there):
            self._away_since = self._away_since or at
            return
        if self._away_since is not None:
            away = Trouble(IncidentKind.DATABASE_AWAY)
            await self._rows.run(note_past_incident, away, self._away_since, at)
            self._away_since = None
        lasts = known is None or known.incidents
        if self._sendings and (lasts or self._outside.trouble or self._outside.limping):
            await self._rows.run(_note_journal, self._outside.trouble, self._outside.limping, at)
        before, self._troubles = (
            self._troubles,
            {n: each.own_trouble for n, each in self._sendings.items() if each.own_trouble},
        )
        lasting = {name: why for name, why in self._troubles.items() if name in before}
        if lasts or lasting:
            await self._rows.run(_note_channels, lasting, list(self._sendings), at)


def look_at_store(url: str) -> None:
    """Whether sealed files can be kept and read in the store: an incident begins, or ends, also where nobody needs one.

    It is always said; pages answer 503 meanwhile, and what has to make a file waits.
    """
    try:
        vault.try_store(url)
    except FilesAwayError as wrong:
        begin_incident(Trouble(IncidentKind.STORE_AWAY, detail=str(wrong)), 0, now())
    else:
        end_incident(IncidentKind.STORE_AWAY, now())


def _is_database_there() -> bool:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _note_journal(trouble: str | None, limping: str, at: datetime) -> None:
    """Nothing goes out of which nothing can be written down outside the database; one home of two is enough."""
    machine = socket.gethostname()[:16]  # each has homes of its own
    if limping:
        begin_incident(Trouble(IncidentKind.HOME_AWAY, machine, limping), 0, at)
    else:
        end_incident(IncidentKind.HOME_AWAY, at, machine)
    if trouble:
        waiting = Attempt.objects.filter(state="pending", send_after__lte=at).count()
        begin_incident(Trouble(IncidentKind.JOURNAL_AWAY, detail=trouble), waiting, at)
    else:
        end_incident(IncidentKind.JOURNAL_AWAY, at)


def _note_channels(troubles: Mapping[str, str], channels: list[str], at: datetime) -> None:
    """A channel is away when no worker at all can send over it; another that stands aside is no incident."""
    open_now = {each.subject for each in open_incidents() if each.kind == IncidentKind.PROVIDER_AWAY}
    sent_over = channels_sent_over() if troubles or open_now else set()
    for name in channels:
        if name in troubles and name not in sent_over:
            waiting = Attempt.objects.filter(channel=name, state="pending").count()
            begin_incident(Trouble(IncidentKind.PROVIDER_AWAY, name, troubles[name]), waiting, at)
        elif name in open_now and name in sent_over:
            end_incident(IncidentKind.PROVIDER_AWAY, at, name)
