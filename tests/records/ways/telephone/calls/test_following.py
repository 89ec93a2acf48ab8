"""Whatever comes of a call ends the task that asked for it; where they were not reached, the next one is opened."""

from datetime import datetime, timedelta

import pytest

from songda.core.access import Role
from songda.core.delivery.tasks import Fact
from songda.core.refusal import WrongField
from songda.records.law.planning.advance import advance
from songda.records.matter.parties.models import Address, Refusal
from songda.records.service.calls.models import OUTCOMES
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.visits import ask_for
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.desk import call_desk
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database
TOLD = ("scope", "effect", "change_of_address")
FRIDAY = NOW + timedelta(days=4, hours=5)


def asked(reason: str = "unread") -> Envelope:
    """Papers for whose sake somebody is to call."""
    sent = envelope(defendant(make.case()))
    open_tasks([TaskDraft("call", reason, sent.case, sent)], NOW - timedelta(days=1))
    return sent


def called(sent: Envelope, outcome: str, again_at: datetime | None = None, number: Address | None = None) -> None:
    address, at = number or sent.party.addresses.get(), NOW
    if outcome == "received":  # what they received was sent before
        Stage().send_at_its_moment()
        at = NOW + timedelta(hours=1)
    draft = CallDraft(
        at,
        outcome,
        address.id,
        told=() if OUTCOMES[outcome].tells_nothing else TOLD,
        again_at=again_at,
        no_recording="no_recorder",
        is_matched=not OUTCOMES[outcome].is_not_them,
        received=tuple(service.id for service in sent.services.all()) if outcome == "received" else (),
    )
    record_call(sent.party, draft, f"staff:{make.user().id}", at)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_ends_the_task_that_asked_for_the_call(outcome: str) -> None:
    sent = asked()
    first = Task.objects.get(kind="call")
    called(sent, outcome, FRIDAY if OUTCOMES[outcome].again else None)
    first.refresh_from_db()
    assert first.ended_by == (Fact.CALLED if OUTCOMES[outcome].is_reached else Fact.CALLED_IN_VAIN)


def test_who_asks_to_be_called_again_is_called_at_the_moment_that_they_named() -> None:
    called(asked(), "call_again", FRIDAY)
    again = Task.objects.get(kind="call", closed_at=None)
    assert (again.reason, again.due_at) == ("call_again", FRIDAY)


def test_a_child_who_answers_is_told_nothing_and_the_call_is_made_again() -> None:
    sent = asked()
    number, before = sent.party.addresses.get(), sent.party.consents.count()
    told = CallDraft(NOW, "nobody_competent", number.id, told=("scope",), again_at=FRIDAY)
    with pytest.raises(WrongField) as wrong:
        record_call(sent.party, told, f"staff:{make.user().id}", NOW)
    assert (wrong.value.field, wrong.value.code) == ("told", "told_to_nobody")
    called(sent, "nobody_competent", FRIDAY)
    again = Task.objects.get(kind="call", closed_at=None)
    assert (again.reason, again.due_at) == ("nobody_competent", FRIDAY)
    assert (
        call_desk(sent.case.court, NOW).next_for(make.user(), NOW) is None
    )  # nobody is called before the hour that was named
    assert again.owner is not None
    assert call_desk(sent.case.court, FRIDAY).next_for(again.owner, FRIDAY).party == sent.party
    assert sent.party.consents.count() == before
    assert not Refusal.objects.exists()
    assert sent.party.addresses.get().address_class == number.address_class


def test_a_call_that_nobody_asked_for_is_made_again_as_well() -> None:
    party = defendant(make.case())
    record_call(party, CallDraft(NOW, "call_again", again_at=FRIDAY), f"staff:{make.user().id}", NOW)
    again = Task.objects.get(kind="call", closed_at=None)
    assert (again.party, again.due_at) == (party, FRIDAY)


@pytest.mark.parametrize("again_at", [None, NOW, NOW - timedelta(hours=1), NOW + timedelta(days=61)])
def test_when_to_call_again_is_asked_and_lies_ahead(again_at: datetime | None) -> None:
    with pytest.raises(WrongField) as wrong:
        called(asked(), "call_again", again_at)
    assert wrong.value.field == "again_at"
    assert Task.objects.filter(kind="call", closed_at=None).count() == 1


@pytest.mark.parametrize("outcome", ["unreachable", "wrong_person"])
def test_a_wish_for_help_is_not_met_by_a_call_that_did_not_reach_them(outcome: str) -> None:
    sent = envelope(defendant(make.case()))
    ask_for(sent, "help", "看不懂传票", NOW - timedelta(days=1))
    called(sent, outcome)
    assert Task.objects.get(kind="call", closed_at=None).reason == "asked_for_help"


def test_a_wish_for_help_is_met_by_a_call_that_reached_them() -> None:
    sent = envelope(defendant(make.case()))
    ask_for(sent, "help", "看不懂传票", NOW - timedelta(days=1))
    called(sent, "refuses")
    assert not Task.objects.filter(kind="call", closed_at=None).exists()


def test_minutes_are_counted_or_left_empty_and_never_longer_than_since_the_call_began() -> None:
    party, caller = defendant(make.case()), f"staff:{make.user().id}"
    assert record_call(party, CallDraft(NOW, "unreachable"), caller, NOW).minutes is None
    with pytest.raises(WrongField, match="longer_than_since"):
        record_call(party, CallDraft(NOW - timedelta(minutes=3), "unreachable", minutes=5), caller, NOW)


def test_nobody_is_asked_to_call_where_the_only_number_was_a_strangers() -> None:
    sent = asked()
    called(sent, "wrong_person")
    assert not Task.objects.filter(kind="call", closed_at=None).exists()
    advance(NOW + timedelta(minutes=1))
    assert Task.objects.get(closed_at=None).kind == "find_address"


def test_another_number_is_called_after_a_strangers() -> None:
    sent = asked("no_consent")
    number = sent.party.addresses.get()
    make.address(sent.party, "found")
    called(sent, "wrong_person", number=number)
    assert Task.objects.get(kind="call", closed_at=None).reason == "no_consent"


def test_whoever_agreed_to_call_again_does_it() -> None:
    sent = asked()
    at, officer = sent.party.addresses.get().id, make.user(role=Role.SERVICE_OFFICER)
    record_call(sent.party, CallDraft(NOW, "call_again", at, again_at=FRIDAY), f"staff:{officer.id}", NOW)
    assert Task.objects.get(kind="call", closed_at=None).owner == officer
    record_call(sent.party, CallDraft(NOW, "unreachable", at), f"staff:{make.user().id}", NOW + timedelta(hours=1))
    kept = Task.objects.get(kind="call", closed_at=None)
    assert (kept.owner, kept.due_at) == (officer, FRIDAY), "a try before the hour takes nothing of the promise away"
