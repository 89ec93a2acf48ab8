"""One disturbance is one entry, however often it is noticed, and it is closed by itself."""

from datetime import timedelta

import pytest

from songda.core.delivery.incidents import IncidentKind
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.actions import (
    Trouble,
    begin_incident,
    end_incident,
    incident_page,
    note_past_incident,
    open_incidents,
)
from songda.records.ground.incidents.models import Incident
from tests.make import NOW

pytestmark = pytest.mark.database
FULL = Trouble(IncidentKind.STORE_FULL, detail="ENOSPC")
AWAY = Trouble(IncidentKind.PROVIDER_AWAY, "sms", "log-in refused: ESME_RALYBND")
LATER = NOW + timedelta(minutes=5)


def test_what_is_noticed_a_hundred_times_is_one_entry_and_one_event() -> None:
    assert [begin_incident(FULL, waiting, NOW) for waiting in (3, 493, 7)] == [True, False, False]
    (noted,) = open_incidents()
    assert (noted.waiting, noted.begun_at) == (493, NOW)
    assert Event.objects.filter(name="incident.begun").count() == 1


def test_it_ends_once_and_the_next_one_is_another() -> None:
    begin_incident(FULL, 1, NOW)
    assert [end_incident(FULL.kind, LATER), end_incident(FULL.kind, LATER)] == [True, False]
    begin_incident(FULL, 1, LATER)
    assert [(each.begun_at, each.ended_at) for each in incident_page().rows] == [(LATER, None), (NOW, LATER)]
    assert Event.objects.filter(name="incident.ended").count() == 1


def test_each_provider_has_its_own() -> None:
    for subject in ("sms", "email"):
        begin_incident(Trouble(IncidentKind.PROVIDER_AWAY, subject), 0, NOW)
    end_incident(AWAY.kind, LATER, "email")
    assert [each.subject for each in open_incidents()] == ["sms"]


def test_what_could_not_be_noted_while_it_lasted_is_noted_afterwards() -> None:
    note_past_incident(Trouble(IncidentKind.DATABASE_AWAY), NOW, LATER)
    assert [(each.begun_at, each.ended_at) for each in Incident.objects.all()] == [(NOW, LATER)]
    assert open_incidents() == []
