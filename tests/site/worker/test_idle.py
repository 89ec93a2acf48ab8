"""Where nothing is due the worker asks one question; whatever is due is seen by it, and wakes what is to do it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db.models import F

from songda import clock
from songda.clock import new_id
from songda.core.delivery.incidents import IncidentKind
from songda.core.delivery.states import LEASE
from songda.records.ground.incidents.actions import Trouble, begin_incident
from songda.records.ground.restores.models import LostHandOver, Quarantine
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.proof.certificates.models import Certificate
from songda.records.service.attempts.leases import begin_lease
from songda.records.service.attempts.models import Attempt, Lease
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.telephone.exchange import FORGOTTEN, TAPE_AFTER
from songda.records.service.telephone.models import Dial
from songda.records.ways.lookups.inquiries import DEAD_AFTER
from songda.records.ways.lookups.models import Inquiry, Lookup
from songda.site.worker.due import what_is_due
from tests import make
from tests.channels.fake.script import ARRIVES_LATER, UNKNOWN
from tests.records.service.telephone.test_dialling import dialled
from tests.records.stage import NOW, Stage, defendant, envelope
from tests.records.ways.lookups.stage import approved, requested

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TELEPHONE_URL", "ari://songda:word@127.0.0.1", raising=False)


def is_swept(now: datetime) -> bool:
    return what_is_due([], now).sweep


def waits_for_a_step(stage: Stage) -> None:
    envelope(defendant(make.case()))


def waits_for_the_law(stage: Stage) -> None:
    settled(stage)
    Envelope.objects.update(ask_law_at=NOW)


def is_claimed(stage: Stage) -> None:
    envelope(defendant(make.case()))
    stage.advance()
    stage.claim()
    Envelope.objects.update(next_step_at=None, ask_law_at=None)


def is_silent(stage: Stage) -> None:
    settled(stage)
    Attempt.objects.update(expires_at=NOW)


def is_unknown(_stage: Stage) -> None:
    settled(Stage(UNKNOWN))


def has_a_report(stage: Stage) -> None:
    settled(stage)

    stage.release()
    stage.keep()


def has_a_dead_worker(stage: Stage) -> None:
    begin_lease("somebody")
    Lease.objects.filter(name="somebody").update(renewed_at=F("renewed_at") - LEASE)


def is_quarantined(stage: Stage) -> None:
    Quarantine.objects.create(epoch=2, sign="told", is_journal_whole=True, begun_at=NOW)


def has_lost(stage: Stage) -> None:
    LostHandOver.objects.create(
        epoch=2, ref=1, channel="sms", envelope_id=make.case().id, purpose="service", n=1, to_index=b"1", at=NOW
    )


def settled(stage: Stage) -> None:
    """A message was taken, and nothing is heard of it yet."""
    envelope(defendant(make.case()))
    stage.send()
    Envelope.objects.update(next_step_at=NOW + timedelta(days=2), ask_law_at=None)


def test_where_nothing_is_due_nothing_is_looked_at() -> None:
    assert not is_swept(NOW)
    settled(Stage(ARRIVES_LATER))
    assert not is_swept(NOW)
    assert is_swept(NOW + timedelta(days=2))


@pytest.mark.parametrize(
    "comes",
    [
        waits_for_a_step,
        waits_for_the_law,
        is_claimed,
        is_silent,
        is_unknown,
        has_a_report,
        has_a_dead_worker,
        is_quarantined,
        has_lost,
    ],
)
def test_whatever_is_due_is_seen(comes: Callable[[Stage], None]) -> None:
    comes(Stage(ARRIVES_LATER))
    assert is_swept(NOW)


def has_an_event_to_seal(_stage: Stage) -> None:
    make.case()


def has_a_lookup_that_is_over(_stage: Stage) -> None:
    requested()
    Lookup.objects.update(valid_until=NOW)


def has_a_lookup_in_a_closed_case(_stage: Stage) -> None:
    requested()
    Case.objects.update(closed_at=NOW)


def has_a_lookup_of_somebody_who_left(_stage: Stage) -> None:
    requested()
    Party.objects.update(removed_at=NOW)


def has_a_question_to_ask(_stage: Stage) -> None:
    approved()


def has_a_question_whose_asker_died(_stage: Stage) -> None:
    approved()
    dead = NOW - DEAD_AFTER - timedelta(seconds=1)
    Inquiry.objects.update(step="asking", claimed_at=dead, claimed_by="killed", times_asked=1)


def has_a_certificate_to_make(stage: Stage) -> None:
    served(stage)


def has_a_stamp_to_fetch(stage: Stage) -> None:
    served(stage)
    (finding,) = Finding.objects.all()
    Finding.objects.update(certificate_due_at=None)
    Certificate.objects.create(
        service_id=finding.service_id, number="1", code="1" * 16, finding_digest=b"1" * 32, sha256=b"1" * 32,
        file_id=new_id(), wrapped_key=b"1", event_id=new_id(), made_at=NOW, state="stamp_pending", stamp_due_at=NOW,
    )  # fmt: skip


def served(stage: Stage) -> None:
    """It arrived, and the law was asked."""
    envelope(defendant(make.case()))
    stage.send()
    stage.apply()
    ask_law(NOW)


def has_a_number_to_dial(_stage: Stage) -> None:
    dialled()


def has_a_call_to_end(_stage: Stage) -> None:
    dialled()
    Dial.objects.update(sent_at=NOW, hang_up_at=NOW)


def has_a_call_without_end(_stage: Stage) -> None:
    dialled()
    Dial.objects.update(sent_at=NOW - FORGOTTEN)


def ended(**seen: object) -> None:
    dialled()
    Dial.objects.update(sent_at=NOW, answered_at=NOW, line="answered", **{"ended_at": NOW, **seen})


def has_a_recording_to_fetch(_stage: Stage) -> None:
    ended(taped_at=NOW)


def has_a_recording_that_was_not_told(_stage: Stage) -> None:
    ended(ended_at=NOW - TAPE_AFTER)


def has_a_disturbance(_stage: Stage) -> None:
    begin_incident(Trouble(IncidentKind.STAMPS_AWAY), 0, NOW)


@pytest.mark.parametrize(
    ("part", "comes"),
    [
        ("log", has_an_event_to_seal),
        ("lookups", has_a_lookup_that_is_over),
        ("lookups", has_a_lookup_in_a_closed_case),
        ("lookups", has_a_lookup_of_somebody_who_left),
        ("lookups", has_a_question_to_ask),
        ("lookups", has_a_question_whose_asker_died),
        ("proofs", has_a_certificate_to_make),
        ("proofs", has_a_stamp_to_fetch),
        ("calls", has_a_number_to_dial),
        ("calls", has_a_call_to_end),
        ("calls", has_a_call_without_end),
        ("calls", has_a_recording_to_fetch),
        ("calls", has_a_recording_that_was_not_told),
        ("incidents", has_a_disturbance),
    ],
)
def test_each_lane_is_told_of_what_is_its_own(part: str, comes: Callable[[Stage], None]) -> None:
    stage = Stage()
    assert not getattr(what_is_due([], NOW), part)
    comes(stage)
    assert getattr(what_is_due([], NOW), part)


def test_a_call_that_runs_or_whose_recording_is_kept_wakes_nobody() -> None:
    dialled()
    Dial.objects.update(sent_at=NOW)
    assert not what_is_due([], NOW).calls
    Dial.objects.update(ended_at=NOW, answered_at=NOW, taped_at=NOW, line="answered", no_recording="never_came")
    assert not what_is_due([], NOW).calls


def test_a_channel_is_named_when_its_message_is_due_and_not_before() -> None:
    envelope(defendant(make.case()))
    Stage().advance()
    Attempt.objects.update(send_after=NOW + timedelta(hours=1))
    assert what_is_due(["sms", "email"], NOW).channels == frozenset()
    assert what_is_due(["sms", "email"], NOW + timedelta(hours=1)).channels == {"sms"}
    assert what_is_due(["email"], NOW + timedelta(hours=1)).channels == frozenset()


def test_the_question_tells_what_time_it_is_at_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    told = list[datetime]()
    monkeypatch.setattr(clock, "follow", lambda at, _before, _after: told.append(at))
    what_is_due([], NOW)
    assert len(told) == 1
