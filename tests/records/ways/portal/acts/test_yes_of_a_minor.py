"""No ruling on a withdrawal makes the yes of a minor stand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.core.refusal import Refused
from songda.records.law.rulings.party_rulings import rule_withdrawal
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties import corrections
from songda.records.matter.parties.corrections import correct_party
from songda.records.matter.parties.models import Consent, Party
from songda.records.service.determinations.actions import Verdict
from songda.records.ways.portal.acts import answers
from tests import make

pytestmark = pytest.mark.database
LATER = make.NOW + timedelta(days=1)


def turns_out_to_be_a_minor(party: Party) -> None:
    draft = replace(corrections.draft_of(party), number=make.resident_id("20150101"))
    correct_party(party, draft, Reason("核对户口簿"), "engine", LATER)


def refusal_of(consent: Consent) -> str:
    held = Consent.objects.select_related("party__case__court").get(id=consent.id)
    with pytest.raises(Refused) as refused:
        rule_withdrawal(held, Verdict(make.user(role=Role.JUDGE), "rejected", "意在拖延"), LATER)
    held.refresh_from_db()
    assert held.ended_at is not None
    return refused.value.code


def test_what_never_stood_was_not_withdrawn_either() -> None:
    consent = make.consent()
    turns_out_to_be_a_minor(consent.party)
    assert refusal_of(consent) == "not_withdrawn"


def test_a_withdrawal_cannot_be_found_improper_once_the_party_is_known_to_be_a_minor() -> None:
    consent = make.consent()
    answers.withdraw(consent, LATER, "engine", LATER)
    turns_out_to_be_a_minor(Party.objects.select_related("case__court").get(id=consent.party_id))
    assert refusal_of(consent) == "minor_needs_agent"
