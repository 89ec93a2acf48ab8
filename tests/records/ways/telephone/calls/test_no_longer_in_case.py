"""Whoever was entered by mistake and taken out is noted nothing more: what binds them might bind a right one."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from songda.core.circumstances import Kind
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.recall import remove_party
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.actions import add_address, add_party, record_consent
from songda.records.matter.parties.addresses import set_address_class
from songda.records.matter.parties.consents import record_refusal
from songda.records.matter.parties.drafts import AddressDraft, ConsentDraft, PartyDraft
from songda.records.matter.parties.models import Party
from songda.records.service.mandates.actions import check as check_mandate
from songda.records.service.tasks.off_line import mark_offline
from songda.records.ways.portal.acts.answers import withdraw
from songda.records.ways.portal.personal_proofs.actions import agree_question, see_card
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.telephone.calls.following import announce_call
from tests import make
from tests.records.stage import NOW, defendant

pytestmark = pytest.mark.database
BY = "staff:x"
LATER = NOW + timedelta(minutes=1)

DOORS: dict[str, Callable[[Party], object]] = {
    "address": lambda p: add_address(p, AddressDraft("mobile", make.mobile(), "confirmed"), BY, LATER),
    "class": lambda p: set_address_class(p.addresses.get(), "rejected", "call", BY, LATER),
    "consent": lambda p: record_consent(p, ConsentDraft("express", NOW, ("first_instance",)), BY, LATER),
    "refusal": lambda p: record_refusal(p, NOW, "call", BY, LATER),
    "off line": lambda p: mark_offline(p, "age", BY, LATER),
    "wish": lambda p: note(p, CircumstanceDraft(Kind.CARE, NOW, basis="wish_paper", words="x"), BY, LATER),
    "withdrawal": lambda p: withdraw(p.consents.get(), LATER, BY, LATER),
    "agent": lambda p: add_party(p.case, PartyDraft("agent", "赵律师", acts_for_id=p.id), BY, LATER),
    "call": lambda p: record_call(p, CallDraft(NOW, "unreachable"), BY, LATER),
    "announcement": lambda p: announce_call(p.addresses.get(), LATER, BY, NOW),
    "card": lambda p: see_card(p, p.number, BY, LATER),
    "question": lambda p: agree_question(p, "小名", "毛毛", BY, LATER),
    "helper": lambda p: check_mandate(p, None, LATER),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("door", sorted(DOORS))
def test_nothing_more_is_noted_of_whoever_was_taken_out(door: str) -> None:
    party = defendant(make.case())
    remove_party(party, Reason("误录"), BY, NOW)
    before = Event.objects.count()
    gone = Party.objects.select_related("case__court").get(id=party.id)
    with pytest.raises(Refused, match="no_longer_in_case"):
        DOORS[door](gone)
    assert Event.objects.count() == before
