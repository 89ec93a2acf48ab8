"""A link that several fetch at the same moment is noted once, and the note is whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from songda.records.ground.evidence.models import Event, Unsequenced
from songda.records.ground.evidence.queries import secrets_of
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.visits import FETCH_PAUSE, note_fetch
from tests import make
from tests.records.stage import NOW, defendant, envelope

pytestmark = pytest.mark.database(transaction=True)
MANY = 8


def fetch_together(envelope_id: object, at: object) -> None:
    start = Barrier(MANY)

    def fetch(_: int) -> None:
        try:
            read = Envelope.objects.get(id=envelope_id)
            start.wait(20)
            note_fetch(read, "a scanner", at)  # type: ignore[arg-type]
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(fetch, range(MANY)))


def test_what_was_read_too_early_to_know_of_a_fetch_notes_none_until_the_pause_is_over() -> None:
    read, other = (envelope(defendant(make.case(court))) for court in (make.court(), make.other_court()))
    for at in (NOW, NOW + timedelta(seconds=1), NOW + FETCH_PAUSE):
        note_fetch(read, "a scanner", at)
    (event,) = Event.objects.filter(name="link.fetched")
    assert (event.stream, event.happened_at) == (f"envelope:{read.id}", NOW)
    assert secrets_of([event.id])[event.id].private == {"agent": "a scanner"}
    read.refresh_from_db()
    other.refresh_from_db()
    assert (read.fetched_at, other.fetched_at) == (NOW, None)


def test_many_at_once_are_one_fetch_and_a_later_one_is_another() -> None:
    made = envelope(defendant(make.case()))
    later = NOW + FETCH_PAUSE + timedelta(microseconds=1)
    for count, at in enumerate((NOW, NOW + FETCH_PAUSE, later), 1):
        fetch_together(made.id, at)
        noted = Event.objects.filter(name="link.fetched")
        assert noted.count() == (1, 1, 2)[count - 1]
        assert Unsequenced.objects.filter(number__in=noted.values("number")).count() == noted.count()
    made.refresh_from_db()
    assert made.fetched_at == later
    assert {event.actor for event in noted} == {"engine"}
