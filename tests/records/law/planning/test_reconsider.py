"""A consent, an address or a hearing makes the engine look again, at what it concerns and at nothing else."""

from datetime import timedelta

import pytest

from songda.channels.contract import Outcome
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.addresses import retire_address
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.due import mark_for_step
from songda.records.service.orders.models import Envelope
from tests import make
from tests.channels.fake.script import Script
from tests.records.stage import Stage, defendant
from tests.records.stage import envelope as staged

pytestmark = pytest.mark.database
LATER = make.NOW + timedelta(days=1)


def envelope(party: Party) -> Envelope:
    draft = OrderDraft(party.case_id, (make.paper(party.case).id,), (party.id,))
    placed = place_order(draft, party.case.court, "engine", make.NOW)
    Envelope.objects.filter(order=placed).update(next_step_at=None)
    return Envelope.objects.get(order=placed)


def tried(one: Envelope) -> Envelope:
    address = make.address(one.party)
    Attempt.objects.create(
        envelope=one,
        channel="sms",
        counts_as="sms",
        address=address,
        address_class="confirmed",
        to_index=bytes(address.value_index),
        planned_at=make.NOW,
        send_after=make.NOW,
    )
    return one


def test_an_open_envelope_takes_its_next_step() -> None:
    ours, others = envelope(make.party()), envelope(make.party())
    assert reconsider([ours.party_id], [], LATER) == 1
    ours.refresh_from_db()
    others.refresh_from_db()
    assert (ours.next_step_at, ours.ask_law_at, others.next_step_at) == (LATER, None, None)


def test_what_was_tried_is_put_to_the_law_again() -> None:
    one = tried(envelope(make.party()))
    Envelope.objects.filter(id=one.id).update(closed_at=make.NOW)
    reconsider([], [one.case_id], LATER)
    one.refresh_from_db()
    assert (one.next_step_at, one.ask_law_at) == (None, LATER)


def test_a_further_try_that_is_planned_is_put_to_the_law_and_a_first_one_not_yet() -> None:
    """The answer cites the rules of a try under way; before the first there is nothing to ask about."""
    stage, one = Stage(script=Script(Outcome.REJECTED, "x")), staged(defendant(make.case()))
    stage.send()
    first = one.party.addresses.get()
    Envelope.objects.filter(id=one.id).update(ask_law_at=None)
    retire_address(first, Reason("换号"), "engine", stage.now)
    make.address(one.party, value="13900139000")
    stage.now = LATER
    mark_for_step([one.id], LATER)
    stage.advance()
    one.refresh_from_db()
    assert (one.attempts.count(), one.ask_law_at) == (2, LATER)


def test_nothing_to_look_at_is_no_fault() -> None:
    assert reconsider([make.party().id], [make.case().id], LATER) == 0
