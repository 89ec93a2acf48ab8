"""Somebody with the database's role changes rows and waits for a signed certificate of what they say now."""

import logging
from datetime import timedelta

import pytest

from songda.core.identity import Assurance
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.proof.certificates import contradictions
from songda.records.proof.certificates.comparing import Contradiction
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import RecipientAct
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.visits import confirm_receipt
from tests.records.ground.evidence.log import cheat, run
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, comes_back, served_on
from tests.records.superuser import change as change_row

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
ARRIVAL = "UPDATE attempts_attempt SET arrived_at = arrived_at - interval '20 days'"
RECORD = "UPDATE findings_finding SET record = replace(record::text, '2026-06-01T', '2026-05-12T')::jsonb"


@pytest.fixture
def served() -> Envelope:
    return served_on("李小明")


def test_what_agrees_is_certified(served: Envelope) -> None:
    assert issue_due(LATER) == 1
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (ARRIVAL, "arrived_at"),
        ("UPDATE attempts_attempt SET address_class = 'provided'", "address_class"),
        ("UPDATE attempts_attempt SET channel = 'email'", "channel"),
        (RECORD, "effective_at"),
        ("UPDATE findings_finding SET status = 'not_effective'", "status"),
        ("UPDATE findings_finding SET ground = 'signature'", "ground"),
        ("UPDATE findings_finding SET winning_attempt = '2'", "winning_attempt"),
    ],
)
@pytest.mark.usual_day
def test_a_changed_row_is_named_and_nothing_is_signed(served: Envelope, caplog, change: str, named: str) -> None:
    run(change)
    with caplog.at_level(logging.ERROR):
        issue_due(LATER)
    assert Certificate.objects.count() == 0
    assert Task.objects.get(kind="mend_certificate").reason == "record_contradicts_log"
    assert f".{named} is " in caplog.text
    assert "李小明" not in caplog.text


def test_while_an_act_waits_for_its_place_the_certificate_waits(served: Envelope) -> None:
    ids = [service.id for service in served.services.all()]
    confirm_receipt(served, ids, Assurance.NUMBER_AND_CODE, LATER)
    assert issue_due(LATER) == 0
    assert not Task.objects.filter(kind="mend_certificate").exists()
    ask_law(LATER)
    assert issue_due(LATER) == 0
    sequence(LATER)
    assert issue_due(LATER) == 1
    assert Certificate.objects.count() == 1


def test_an_act_that_nobody_did_is_named(served: Envelope, caplog) -> None:
    service = served.services.get()
    RecipientAct.objects.create(service=service, kind="acknowledged", at=LATER, assurance=3, recorded_at=LATER)
    issue_due(LATER)
    assert Certificate.objects.count() == 0
    assert ".kind is acknowledged, no event tells of it" in caplog.text


@pytest.mark.usual_day
def test_an_act_that_was_moved_is_named(served: Envelope, caplog) -> None:
    confirm_receipt(served, [service.id for service in served.services.all()], Assurance.NUMBER_AND_CODE, LATER)
    ask_law(LATER)
    sequence(LATER)
    RecipientAct.objects.update(at=LATER - timedelta(days=20))
    Finding.objects.update(certificate_due_at=LATER)
    issue_due(LATER)
    assert Certificate.objects.count() == 0
    assert ".at is 2026-05-12" in caplog.text


@pytest.mark.usual_day
def test_an_event_that_was_changed_as_well_counts_as_none(served: Envelope, caplog) -> None:
    """A superuser rewrites row and event together: the mark of the event does not fit any more."""
    run(ARRIVAL)
    cheat("UPDATE evidence_event SET leaf = replace(leaf, '2026-06-01T', '2026-05-12T') WHERE name = 'attempt.arrived'")
    issue_due(LATER)
    assert Certificate.objects.count() == 0
    assert "no event tells of it" in caplog.text


def test_when_the_row_is_mended_the_certificate_is_made(served: Envelope) -> None:
    run(ARRIVAL)
    issue_due(LATER)
    run(ARRIVAL.replace("- interval", "+ interval"))
    assert issue_due(LATER + timedelta(hours=1)) == 1
    assert Certificate.objects.count() == 1
    assert not Task.objects.filter(kind="mend_certificate", closed_at=None).exists()


def test_who_works_on_it_in_between_is_no_forger(served: Envelope, monkeypatch) -> None:
    """An act comes in, and its event is sealed, after the rows were read: the certificate is made a moment later."""
    stale = contradictions.contradictions

    def late(findings, dossiers):
        monkeypatch.setattr(contradictions, "contradictions", stale)
        yield Contradiction("attempts_attempt:1", "arrived_at", "none", "2026-06-01", "an event")

    monkeypatch.setattr(contradictions, "contradictions", late)
    issue_due(LATER)
    assert Certificate.objects.count() == 0
    assert not Task.objects.filter(kind="mend_certificate").exists()
    assert issue_due(LATER) == 1
    assert Certificate.objects.count() == 1


@pytest.fixture
def bounced(served: Envelope) -> Envelope:
    """The message arrived, and came back an hour later: nothing was served by it."""
    comes_back(served)
    ask_law(LATER + timedelta(hours=1))
    sequence(LATER)
    return served


LATE_BOUNCE = (
    "UPDATE attempts_attempt SET state = 'arrived', bounced_at = NULL, failed_at = NULL, arrived_at = submitted_at"
)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (LATE_BOUNCE, "state"),
        (LATE_BOUNCE, "bounced_at"),
        ("UPDATE attempts_attempt SET bounced_at = NULL", "bounced_at"),
        ("UPDATE attempts_attempt SET failed_at = failed_at - interval '1 day'", "failed_at"),
        ("UPDATE attempts_attempt SET state = 'expired'", "state"),
        ("UPDATE attempts_attempt SET submitted_at = submitted_at - interval '1 day'", "submitted_at"),
        ("UPDATE attempts_attempt SET claimed_at = claimed_at - interval '1 day'", "claimed_at"),
        ("UPDATE attempts_attempt SET planned_at = planned_at - interval '1 day'", "planned_at"),
    ],
)
def test_a_return_that_was_taken_out_is_named(bounced: Envelope, change: str, named: str) -> None:
    assert contradictions.lasting_contradictions([bounced.id]) == []
    change_row(change)
    assert named in {one.column for one in contradictions.lasting_contradictions([bounced.id])}
