"""Text messages around a call: announced within the hours, repeated with a code; they name no case, serve nothing."""

from datetime import timedelta

import pytest
from django.conf import settings

from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.ground.evidence.models import Event
from songda.records.law.facts.dossier import load_dossiers
from songda.records.matter.parties.addresses import add_address
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.matter.parties.models import Address
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.calls.models import OUTCOMES, Call
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.telephone.calls.following import announce_call, repeat_call, why_not_repeated
from tests import make
from tests.records import stage

pytestmark = pytest.mark.database
NOW = make.NOW
BY = "engine"


def number() -> Address:
    address = make.address(make.party(name="李卫国"), "found")
    stage.order(address.party)
    return address


def called(address: Address, outcome: str) -> Call:
    again = NOW + timedelta(days=1) if outcome == "call_again" else None
    told = () if OUTCOMES[outcome].tells_nothing else ("scope", "effect", "change_of_address")
    known = not OUTCOMES[outcome].is_not_them
    draft = CallDraft(NOW, outcome, address.id, told=told, is_matched=known, no_recording="no_recorder", again_at=again)
    return record_call(address.party, draft, f"staff:{make.user().id}", NOW)


def names_nothing(text: str, address: Address) -> bool:
    return not any(secret in text for secret in (address.party.name, address.party.case.number, "/s/"))


@pytest.mark.usual_day
def test_an_announcement_tells_court_hour_and_number_and_nothing_of_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TELEPHONE_URL", "ari://songda:word@127.0.0.1?caller=03581234567")
    address = number()
    sent = announce_call(address, NOW + timedelta(hours=1), BY, NOW)
    text = sent_text(Attempt.objects.get(id=sent.id))
    court = address.party.case.court
    for words in (court.name, "2026年6月1日", "11:00", "03581234567", court.phone, "银行"):
        assert words in text
    assert names_nothing(text, address)
    assert (sent.purpose, sent.address_id) == ("call", address.id)
    assert Event.objects.get(name="call.announced").data["attempt"] == sent.id


def test_it_is_announced_within_the_hours_ahead_of_time_and_where_papers_wait() -> None:
    address = number()
    with pytest.raises(Refused, match="dial_outside_hours"):
        announce_call(address, NOW + timedelta(hours=12), BY, NOW)
    with pytest.raises(WrongField):
        announce_call(address, NOW - timedelta(minutes=1), BY, NOW)
    with pytest.raises(Refused, match="no_papers_to_call_about"):
        announce_call(make.address(), NOW + timedelta(hours=1), BY, NOW)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("agrees", "您同意电子送达，文书将发送至本号码"),
        ("refuses", "您不同意电子送达"),
        ("call_again", "约定2026年6月2日10:00再次通话"),
    ],
)
@pytest.mark.usual_day
def test_what_was_agreed_is_repeated_with_a_code_to_the_number_that_was_called(outcome: str, words: str) -> None:
    address = number()
    call = called(address, outcome)
    sent = repeat_call(call, NOW + timedelta(days=1), BY, NOW)
    assert sent is not None
    text = sent_text(Attempt.objects.get(id=sent.id))
    assert words in text
    assert vault.call_code(call.id) in text
    assert names_nothing(text, address)
    assert Event.objects.get(name="call.repeated").data["call"] == str(call.id)


def test_of_a_wrong_number_or_a_call_in_vain_nothing_is_repeated() -> None:
    for outcome in ("wrong_person", "unreachable"):
        assert repeat_call(called(number(), outcome), None, BY, NOW) is None
    assert not Attempt.objects.filter(purpose="call").exists()


def test_a_text_about_a_call_serves_nothing() -> None:
    address = number()
    announce_call(address, NOW + timedelta(hours=1), BY, NOW)
    (dossier,) = load_dossiers([address.party.envelopes.select_related("case__court", "party").get()])
    assert list(dossier.attempts) == []


@pytest.mark.usual_day
def test_nothing_is_sent_to_a_landline_and_it_is_said() -> None:
    party = number().party
    landline = add_address(party, AddressDraft("landline", "0358-7622001", "confirmed", "call"), BY, NOW)
    with pytest.raises(Refused, match="no_text_to_landline"):
        announce_call(landline, NOW + timedelta(hours=1), BY, NOW)
    call = called(landline, "refuses")
    assert repeat_call(call, None, BY, NOW) is None
    assert why_not_repeated(call) == "no_text_to_landline"


def test_why_a_call_is_not_repeated_is_said_and_only_then() -> None:
    address = number()
    told = {outcome: why_not_repeated(called(address, outcome)) for outcome in ("agrees", "unreachable", "refuses")}
    assert told == {"agrees": "", "unreachable": "nothing_to_repeat", "refuses": ""}
    assert why_not_repeated(called(make.address(make.party(name="王五"), "found"), "refuses")) == "no_papers_to_repeat"
