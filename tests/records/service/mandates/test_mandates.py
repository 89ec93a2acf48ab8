"""A person chooses a helper: never their opponent, never beyond its time, never more than they said."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.models import Party
from songda.records.service.mandates.actions import MandateDraft, end_mandate, give_mandate, mandate_of, may_help
from songda.records.service.mandates.models import Mandate
from tests import make
from tests.records.stage import defendant, envelope

pytestmark = pytest.mark.database

NOW = make.NOW
BY = "staff:x"
SON = "王小明"


def draft(number: str = "", **changes: object) -> MandateDraft:
    told = MandateDraft(
        SON, number or make.resident_id("19850101"), "child", "counter", "card", ("see",), NOW + timedelta(days=30)
    )
    return replace(told, **changes)  # type: ignore[arg-type]


def grandmother(**case: object) -> Party:
    return defendant(make.case(**case))


def refusal_of(party: Party, wanted: MandateDraft, at: datetime = NOW) -> Refused:
    with pytest.raises(Refused) as refused:
        give_mandate(party, wanted, BY, at)
    assert not Mandate.objects.exists()
    return refused.value


def test_a_mandate_is_on_record_with_who_what_and_until_and_no_number_in_the_log() -> None:
    wanted = draft()
    mandate, code = give_mandate(grandmother(), wanted, BY, NOW)
    told = Event.objects.get(name="mandate.given")
    assert told.data["rights"] == ["see"]
    assert told.data["given_how"] == "counter"
    assert mandate.name == SON
    for secret in (wanted.number, code, SON):
        assert secret not in told.leaf


def test_the_opponent_cannot_be_the_assistant() -> None:
    party = grandmother()
    number = make.resident_id("19850101")
    make.party(party.case, "plaintiff", name="王某", number=number)
    refused = refusal_of(party, draft(number))
    assert isinstance(refused, WrongField)
    assert (refused.field, refused.code) == ("number", "helper_is_opponent")


def test_nor_can_who_acts_for_the_opponent() -> None:
    party = grandmother()
    number = make.resident_id("19850101")
    plaintiff = make.party(party.case, "plaintiff", name="王某")
    make.party(party.case, "agent", name="赵律师", number=number, acts_for_id=plaintiff.id, agent_authority="general")
    assert refusal_of(party, draft(number)).code == "helper_is_opponent"


def test_of_an_opponent_without_a_number_the_name_is_enough() -> None:
    party = grandmother()
    make.party(party.case, "plaintiff", name=SON, number="")
    assert refusal_of(party, draft()).code == "helper_is_opponent"


def test_somebody_of_their_own_side_may_help() -> None:
    party = grandmother()
    number = make.resident_id("19850101")
    make.party(party.case, "defendant", name="李小明", number=number)
    assert give_mandate(party, draft(number), BY, NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": make.resident_id("20150101")}, "number"),
        ({"number": "123"}, "number"),
        ({"until": NOW}, "until"),
        ({"until": NOW + timedelta(days=400)}, "until"),
        ({"rights": ()}, "rights"),
        ({"rights": ("consent",)}, "rights"),
        ({"relation": "friend"}, "relation"),
        ({"given_how": "sms"}, "given_how"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(changes: dict[str, object], field: str) -> None:
    refused = refusal_of(grandmother(), draft(**changes))
    assert isinstance(refused, WrongField)
    assert refused.field == field


def test_nobody_is_their_own_assistant() -> None:
    party = grandmother()
    assert refusal_of(party, draft(party.number)).code == "helper_is_person"


def test_a_body_has_no_assistant() -> None:
    company = make.party(kind="legal_person", name="某某公司", number="91350100M000100Y43")
    assert refusal_of(company, draft()).code == "only_of_people"


def test_the_same_assistant_is_given_one_mandate_at_a_time() -> None:
    party, wanted = grandmother(), draft()
    mandate, _ = give_mandate(party, wanted, BY, NOW)
    with pytest.raises(Refused, match="mandate_exists"):
        give_mandate(party, wanted, BY, NOW)
    assert mandate.holds_at(NOW)
    for by in (BY, "portal:another-window"):
        end_mandate(Mandate.objects.get(id=mandate.id), by, NOW)
    mandate.refresh_from_db()
    assert not mandate.holds_at(NOW)
    assert give_mandate(party, wanted, BY, NOW)
    assert Event.objects.filter(name="mandate.ended").count() == 1


def test_when_its_time_is_over_the_same_assistant_is_given_another() -> None:
    party, wanted = grandmother(), draft()
    first, _ = give_mandate(party, wanted, BY, NOW)
    later = wanted.until + timedelta(minutes=1)
    second, _ = give_mandate(party, replace(wanted, until=later + timedelta(days=1)), BY, later)
    first.refresh_from_db()
    assert (first.ended_at, second.ended_at) == (later, None)
    assert Event.objects.get(name="mandate.ended").data["mandate"] == str(first.id)


def test_it_ends_with_whoever_gave_it() -> None:
    party = grandmother()
    sent, wanted = envelope(party), draft()
    mandate, code = give_mandate(party, wanted, BY, NOW)
    note(party, CircumstanceDraft("deceased", since=NOW, words="见卷宗第12页"), BY, NOW + timedelta(days=1))
    at = NOW + timedelta(days=2)
    assert mandate_of(sent, SON, wanted.number, code, at) is None
    assert not may_help(Mandate.objects.get(id=mandate.id), sent, at)


def test_it_fits_only_name_number_and_code_together() -> None:
    party = grandmother()
    sent, wanted = envelope(party), draft()
    mandate, code = give_mandate(party, wanted, BY, NOW)
    assert mandate_of(sent, SON, wanted.number, code, NOW) == mandate
    assert mandate_of(sent, "李四", wanted.number, code, NOW) is None
    assert mandate_of(sent, SON, make.resident_id(), code, NOW) is None
    assert mandate_of(sent, SON, wanted.number, "00000000" if code != "00000000" else "1", NOW) is None


def test_a_mandate_that_ended_yesterday_is_dead() -> None:
    party = grandmother()
    sent, wanted = envelope(party), draft(until=NOW + timedelta(days=2))
    mandate, code = give_mandate(party, wanted, BY, NOW)
    assert mandate_of(sent, SON, wanted.number, code, NOW + timedelta(days=1)) == mandate
    assert mandate_of(sent, SON, wanted.number, code, NOW + timedelta(days=3)) is None


def test_a_mandate_for_one_service_opens_no_other() -> None:
    party = grandmother()
    first, second = envelope(party), envelope(party)
    mandate, _ = give_mandate(party, draft(envelope_id=first.id), BY, NOW)
    assert may_help(mandate, first, NOW)
    assert not may_help(mandate, second, NOW)


def test_who_becomes_the_opponent_later_helps_no_more() -> None:
    party = grandmother()
    sent, wanted = envelope(party), draft()
    mandate, _ = give_mandate(party, wanted, BY, NOW)
    make.party(party.case, "plaintiff", name="王某", number=wanted.number)
    assert not may_help(mandate, sent, NOW)
