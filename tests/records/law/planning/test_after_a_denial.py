"""What people are asked to do after "not me": to look for an address only until there is one, then to order anew."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from songda.core.refusal import Refused
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.matter.parties.addresses import set_address_class
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, say_not_me

pytestmark = pytest.mark.database
MINUTE = timedelta(minutes=1)


def denied(address_class: str = "found") -> tuple[Envelope, Stage]:
    """A message arrived, and whoever holds the number said: not me."""
    sent, stage = envelope(defendant(make.case(), address_class)), Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now)
    say_not_me(sent, stage.now)
    look_again(sent, stage)
    return sent, stage


def look_again(of: Envelope, stage: Stage) -> None:
    """The worker's part a minute later."""
    stage.now += MINUTE
    reconsider([of.party_id], [], stage.now)
    ask_law(stage.now)
    stage.advance()


def new_number(of: Envelope, stage: Stage, address_class: str = "provided") -> None:
    stage.now += MINUTE
    add_address(of.party, AddressDraft("mobile", make.mobile(), address_class, how="form"), "engine", stage.now)
    look_again(of, stage)


def asked(of: Envelope) -> Sequence[tuple[str, str]]:
    """The open tasks of an envelope that clerks have, by kind and reason."""
    rows = Task.objects.filter(envelope=of, closed_at=None).exclude(kind__in=["decide_finding", "note_change"])
    return list(rows.values_list("kind", "reason"))


def order_anew(of: Envelope, stage: Stage) -> Envelope:
    papers: list[UUID] = list(of.services.values_list("paper_id", flat=True))
    draft = OrderDraft(of.case_id, tuple(papers), (of.party_id,))
    order = place_order(draft, of.case.court, "engine", stage.now)
    return order.envelopes.get()


def test_an_address_is_looked_for_until_one_is_on_record() -> None:
    sent, stage = denied()
    assert asked(sent) == [("find_address", "not_me")]
    new_number(sent, stage)
    assert asked(sent) == [("serve_otherwise", "order_anew")]


def test_a_rejected_number_is_none_that_can_be_used() -> None:
    sent, stage = denied()
    new_number(sent, stage, "rejected")
    assert asked(sent) == [("find_address", "not_me")]


def test_a_number_known_before_the_denial_is_not_new() -> None:
    sent = envelope(defendant(make.case(), "found"))
    add_address(sent.party, AddressDraft("email", "li@example.cn", "found"), "engine", NOW)
    stage = Stage()
    stage.send()
    say_not_me(sent, stage.now + MINUTE)
    look_again(sent, stage)
    assert asked(sent) == [("find_address", "not_me")]


def test_the_number_itself_once_the_right_person_was_spoken_to_there_is_served_anew() -> None:
    sent, stage = denied()
    stage.now += MINUTE
    set_address_class(sent.party.addresses.get(), "confirmed", "call", "engine", stage.now)
    look_again(sent, stage)
    assert asked(sent) == [("serve_otherwise", "order_anew")]


def test_what_was_ordered_anew_goes_to_the_new_number_and_nothing_is_asked_any_more() -> None:
    sent, stage = denied()
    with pytest.raises(Refused, match="already_ordered"):  # what is under way is not ordered twice
        order_anew(envelope(sent.party), stage)
    new_number(sent, stage)
    again = order_anew(sent, stage)
    look_again(sent, stage)
    assert asked(sent) == []
    assert Attempt.objects.filter(envelope=sent).count() == 1
    number = Attempt.objects.get(envelope=again).address
    assert number.class_since > (Envelope.objects.get(id=sent.id).disowned_at or number.class_since)


def test_the_search_ends_too_where_the_service_counts_until_a_judge_has_decided() -> None:
    sent, stage = denied("confirmed")
    assert Envelope.objects.get(id=sent.id).closed_at is not None
    assert asked(sent) == [("find_address", "not_me")]
    new_number(sent, stage)
    assert asked(sent) == []


def test_whoever_was_spoken_with_is_not_called_at_once_because_of_what_arrived_before() -> None:
    sent, stage = envelope(defendant(make.case(), "found", consents=False)), Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now)
    stage.now += timedelta(days=3)
    stage.advance()
    assert [kind for kind, _ in asked(sent)] == ["call"]
    address = sent.party.addresses.get()
    told = ("scope", "effect", "change_of_address")
    yes = CallDraft(stage.now, "agrees", address.id, told=told, is_matched=True, no_recording="no_recorder")
    record_call(sent.party, yes, f"staff:{make.user().id}", stage.now)
    look_again(sent, stage)
    assert asked(sent) == []
    stage.now += timedelta(days=2)
    stage.advance()
    assert asked(sent) == [("call", "unread")]
