"""Papers that went to a number of which nothing was known: whoever proves there who they are makes it theirs."""

from datetime import datetime, timedelta

import pytest

from songda import clock
from songda.core.law import Status
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.parties.addresses import set_address_class
from songda.records.matter.parties.models import Address, Party
from songda.records.overview.loose_ends.look import forgotten
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.stage import Stage, defendant, envelope
from tests.web.portal.scene import Visitor, arrived, settled

pytestmark = pytest.mark.database
TOLD = ("scope", "effect", "change_of_address")


def agrees(party: Party, at: datetime) -> None:
    """They are reached at their only number, say who they are, and agree."""
    number = party.addresses.get().id
    draft = CallDraft(at, "agrees", number, told=TOLD, no_recording="no_recorder", is_matched=True)
    record_call(party, draft, f"staff:{make.user().id}", at)


def sent_to_an_unknown_number() -> Visitor:
    return Visitor(arrived(defendant(make.case(), "unknown", consents=False)))


def works(envelope: Envelope) -> None:
    """What the worker does, once something changed: plan, send, hear of it, ask the law."""
    reconsider([envelope.party_id], [], clock.now())
    stage = Stage(now=clock.now())
    stage.send()
    stage.apply()
    settled(envelope)


def status_of(envelope: Envelope) -> set[str]:
    found = Service.objects.select_related("finding").filter(envelope=envelope)
    return {service.finding.status for service in found}


def number_of(envelope: Envelope) -> Address:
    return Address.objects.get(party=envelope.party)


def test_a_code_that_was_read_there_shows_that_it_is_theirs() -> None:
    visitor = sent_to_an_unknown_number()
    assert number_of(visitor.envelope).address_class == "unknown"
    visitor.prove()
    assert number_of(visitor.envelope).address_class == "found"
    told = Event.objects.filter(name="address.recorded").latest("number").data
    assert (told["before"], told["class"], told["how"]) == ("unknown", "found", "portal")


def test_a_number_that_was_known_stays_what_it_was() -> None:
    visitor = Visitor(arrived()).prove()
    assert number_of(visitor.envelope).address_class == "confirmed"


def test_the_papers_go_out_again_at_once_to_a_number_that_they_confirmed() -> None:
    visitor = sent_to_an_unknown_number()
    visitor.prove().post("agree/yes", {"own_address": "yes"})
    assert number_of(visitor.envelope).address_class == "confirmed"
    works(visitor.envelope)
    tries = Attempt.objects.filter(envelope=visitor.envelope, purpose="service").order_by("id")
    assert [one.address_class for one in tries] == ["unknown", "confirmed"]
    assert status_of(visitor.envelope) == {Status.EFFECTIVE}
    assert visitor.get("papers").status_code == 200


def test_what_they_then_read_at_a_number_that_they_did_not_give_counts_as_the_law_says() -> None:
    visitor = sent_to_an_unknown_number()
    visitor.prove().post("agree/yes")
    works(visitor.envelope)
    assert status_of(visitor.envelope) == {Status.NOT_EFFECTIVE}
    visitor.open()
    settled(visitor.envelope)
    assert status_of(visitor.envelope) == {Status.PRESUMED}


def test_nothing_goes_out_again_between_the_code_and_their_answer() -> None:
    visitor = sent_to_an_unknown_number().prove()
    works(visitor.envelope)
    tries = Attempt.objects.filter(envelope=visitor.envelope, purpose="service").order_by("id")
    assert [one.address_class for one in tries] == ["unknown"]
    visitor.post("agree/yes", {"own_address": "yes"})
    works(visitor.envelope)
    assert [one.address_class for one in tries.all()] == ["unknown", "confirmed"]
    assert status_of(visitor.envelope) == {Status.EFFECTIVE}


def test_a_number_that_a_clerk_found_to_be_theirs_is_written_to_again_before_they_agree() -> None:
    visitor = sent_to_an_unknown_number()
    set_address_class(number_of(visitor.envelope), "found", "file", "staff:x", clock.now())
    works(visitor.envelope)
    tries = Attempt.objects.filter(envelope=visitor.envelope, purpose="service").order_by("id")
    assert [one.address_class for one in tries] == ["unknown", "found"]


def test_it_goes_out_once_more_and_not_again_and_again() -> None:
    visitor = sent_to_an_unknown_number()
    visitor.prove().post("agree/yes", {"own_address": "yes"})
    for _ in range(3):
        works(visitor.envelope)
    assert Attempt.objects.filter(envelope=visitor.envelope, purpose="service").count() == 2
    assert list(forgotten()) == []


def test_what_was_planned_for_it_and_has_not_gone_out_is_planned_anew() -> None:
    party = defendant(make.case(), "unknown", consents=False)
    ordered = envelope(party)
    Stage().advance()
    agrees(party, make.NOW)
    reconsider([party.id], [], make.NOW)
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(make.NOW + timedelta(seconds=1))
    tries = Attempt.objects.filter(envelope=ordered, purpose="service").order_by("id")
    assert [(one.address_class, one.state) for one in tries] == [("unknown", "cancelled"), ("confirmed", "arrived")]
    assert status_of(ordered) == {Status.EFFECTIVE}


def test_whoever_agrees_in_a_call_gets_the_papers_again_at_once() -> None:
    visitor = sent_to_an_unknown_number()
    agrees(visitor.envelope.party, clock.now())
    works(visitor.envelope)
    assert status_of(visitor.envelope) == {Status.EFFECTIVE}


def test_no_certificate_is_promised_before_the_law_calls_for_one() -> None:
    visitor = sent_to_an_unknown_number()
    visitor.prove().post("agree/yes")
    settled(visitor.envelope)
    visitor.open()
    settled(visitor.envelope)
    assert visitor.post("papers/receive", {"service": [visitor.services[0].id]})["Location"].endswith("/received")
    settled(visitor.envelope)
    page = visitor.get("papers/received").content.decode()
    assert "送达依法生效后即生成凭证" in page
    assert "约需一分钟" not in page
    works(visitor.envelope)
    visitor.open()
    settled(visitor.envelope)
    Finding.objects.filter(service__envelope=visitor.envelope).update(certificate_due_at=clock.now())
    assert "约需一分钟" in visitor.get("papers/received").content.decode()
