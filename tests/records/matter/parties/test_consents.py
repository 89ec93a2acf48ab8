"""A consent has a ground, a scope, a moment that has come, and a proof; a no is a no."""

from datetime import timedelta

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.facts.persons import party_facts
from songda.records.matter.parties.actions import mark_offline, record_refusal, withdraw_consent
from tests import make

pytestmark = pytest.mark.database


def test_the_words_of_the_proof_are_sealed() -> None:
    consent = make.consent(proof="2026年6月1日电话中表示同意")
    assert consent.proof.startswith("2026年")
    assert all("电话中" not in event.leaf for event in Event.objects.all())


def test_a_consent_from_the_future_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        make.consent(at=make.NOW + timedelta(minutes=1))
    assert refusal.value.code == "consent_in_future"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ground": "silence"}, "ground"),
        ({"stages": ()}, "stages"),
        ({"stages": ("forever",)}, "stages"),
        ({"paper_kinds": ("poem",)}, "paper_kinds"),
        ({"how": ""}, "how"),
    ],
)
def test_a_consent_says_on_which_ground_and_for_what(change: dict[str, object], field: str) -> None:
    with pytest.raises(WrongField) as refusal:
        make.consent(**change)
    assert refusal.value.field == field


@pytest.mark.usual_day
def test_a_minors_own_yes_is_no_consent() -> None:
    child = make.party(number=make.resident_id(born="20080601"))  # of age from the day after the birthday
    with pytest.raises(Refused, match="minor_needs_agent"):
        make.consent(child)
    assert make.consent(make.party(number=make.resident_id(born="20080531")))


def test_an_offline_person_is_not_talked_into_it() -> None:
    party = make.party()
    mark_offline(party, "disability", "engine", make.NOW)
    with pytest.raises(Refused, match="party_offline"):
        make.consent(party)


def test_a_consent_ends_once_and_not_before_it_began() -> None:
    consent = make.consent()
    with pytest.raises(Refused, match="withdrawn_before_given"):
        withdraw_consent(consent, make.NOW - timedelta(days=1), "engine", make.NOW)
    with pytest.raises(Refused, match="dated_in_future"):
        withdraw_consent(consent, make.NOW + timedelta(days=1), "engine", make.NOW)
    withdraw_consent(consent, make.NOW, "engine", make.NOW)
    with pytest.raises(Refused, match="consent_withdrawn_already"):
        withdraw_consent(consent, make.NOW, "engine", make.NOW)
    assert party_facts([consent.party_id])[consent.party_id].consents[0].withdrawn_at == make.NOW


def test_a_refusal_is_on_record() -> None:
    party = make.party()
    with pytest.raises(Refused, match="dated_in_future"):
        record_refusal(party, make.NOW + timedelta(days=1), "portal", "engine", make.NOW)
    record_refusal(party, make.NOW, "portal", f"recipient:{party.id}", make.NOW)
    assert party_facts([party.id])[party.id].refusals[0].at == make.NOW
    assert Event.objects.get(name="consent.refused").actor == f"recipient:{party.id}"
