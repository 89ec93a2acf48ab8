"""An event that somebody put into the database is told as that, in no reader's name, and keeps no proof back."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event, SetAside
from songda.records.ground.evidence.queries import events_of
from songda.records.overview.boards.queries import stream, timeline
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.issue import issue_due
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.ground.evidence.log import run
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.proof.certificates.zips import unzipped
from tests.web.api.caller import caller
from tests.web.console.world import signed_in

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
_PUT = """
INSERT INTO evidence_event (id, name, stream, case_id, happened_at, recorded_at, actor, data, commitment, leaf, mark)
VALUES (%s, 'service.effective', %s, %s, now(), now(), 'engine', %s, '', %s, %s) RETURNING number
"""
SHAPES = [{"status": "effective"}, [], None, {"service": 7, "parties": 3, "party": {"a": []}}]


@pytest.fixture
def served() -> Envelope:
    envelope = served_on("李某某")
    issue_due(LATER)
    sequence(LATER)
    return envelope


def put(envelope: Envelope, data: object, *, waits: bool) -> str:
    """What whoever has the database's role can write: an event of its own, which waits for its place or not."""
    made, service = str(uuid4()), envelope.services.get()
    leaf = json.dumps({"id": made, "name": "service.effective"})
    run(_PUT, [made, f"service:{service.id}", envelope.case_id, json.dumps(data), leaf, bytes(36)])
    if waits:
        sequence(LATER)
    else:
        run("DELETE FROM evidence_unsequenced WHERE number = (SELECT number FROM evidence_event WHERE id = %s)", [made])
    return made


@pytest.mark.parametrize("data", SHAPES)
@pytest.mark.parametrize("waits", [True, False], ids=["set aside", "never waited"])
def test_it_is_marked_on_the_timeline_and_holds_up_no_proof(served: Envelope, data: object, waits: bool) -> None:
    service = served.services.get()
    before = [(row.name, row.is_sealed) for row in timeline(served.case)]
    made = put(served, data, waits=waits)
    assert SetAside.objects.exists() is waits
    rows = [row for row in timeline(served.case) if str(row.id) == made]
    assert [(row.name, row.actor, row.details, row.is_sealed) for row in rows] == [
        ("log.event_refused", "engine", {}, False)
    ]
    assert [(row.name, row.is_sealed) for row in timeline(served.case) if str(row.id) != made] == before
    assert [row.name for row in stream(f"service:{service.id}") if str(row.id) == made] == ["log.event_refused"]
    assert made not in {str(event.id) for event in events_of([f"service:{service.id}"])}
    assert made not in unzipped(bundle(service))["events.json"].decode()


def test_pages_and_api_say_what_it_is(served: Envelope) -> None:
    service = served.services.get()
    made = put(served, {"status": "effective"}, waits=True)
    number = Event.objects.get(id=made).number
    clerk = signed_in(make.user(role=Role.CLERK), language="en")
    for place in (reverse("console:service", args=[service.id]), reverse("console:case", args=[served.case_id])):
        page = clerk.get(place)
        assert page.status_code == 200
        assert "no process of this system wrote" in page.content.decode()
        assert "not sealed in the log" in page.content.decode()
    told = caller(served.case.court).get(f"/services/{service.id}/events").json()["events"]
    (stranger,) = [one for one in told if one["number"] == number]
    assert (stranger["name"], stranger["actor"], stranger["details"], stranger["sealed"]) == (
        "log.event_refused",
        "engine",
        {},
        False,
    )
    assert all(one["sealed"] for one in told if one is not stranger)


def test_one_of_ours_that_still_waits_is_shown_as_not_sealed_yet(served: Envelope) -> None:
    make.consent(served.party)
    newest = timeline(served.case)[0]
    assert (newest.name, newest.is_sealed) == ("consent.given", False)
    sequence(LATER)
    assert timeline(served.case)[0].is_sealed
