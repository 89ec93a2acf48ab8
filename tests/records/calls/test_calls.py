"""A call is recorded together with what follows from it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records import vault
from songda.records.calls.actions import record_call
from songda.records.calls.models import Call
from songda.records.evidence.models import Event
from songda.records.parties.actions import CallDraft
from songda.records.parties.models import Consent, Refusal
from tests import make

pytestmark = pytest.mark.database
NONE = {"no_recording": "no_recorder"}
ALL_TOLD = ("scope", "effect", "change_of_address")


def caller() -> str:
    return f"staff:{make.user().id}"


def test_an_agreement_confirms_the_number_and_gives_consent_for_this_stage() -> None:
    address = make.address(address_class="found")
    draft = CallDraft(make.NOW, "agrees", address.id, minutes=4, told=ALL_TOLD, note="本人在宁夏，同意", **NONE)
    call = record_call(address.party, draft, caller(), make.NOW + timedelta(minutes=4))
    address.refresh_from_db()
    consent = Consent.objects.get()
    assert address.address_class == "confirmed"
    assert (consent.ground, consent.how, consent.stages, consent.at) == (
        "express",
        "call",
        ["first_instance"],
        make.NOW,
    )
    assert vault.open_text(f"call.note:{call.id}", call.note_sealed or b"") == "本人在宁夏，同意"
    assert all("宁夏" not in event.leaf for event in Event.objects.all())


def test_an_agreement_counts_only_after_the_effect_was_explained() -> None:
    address = make.address()
    with pytest.raises(Refused, match="not_told_enough"):
        record_call(
            address.party,
            CallDraft(make.NOW, "agrees", address.id, told=("scope",), **NONE),
            caller(),
            make.NOW,
        )
    assert not Consent.objects.exists()


@pytest.mark.parametrize("outcome", ["agrees", "wrong_person"])
def test_the_number_that_was_called_must_be_named(outcome: str) -> None:
    party = make.party()
    for address_id in (None, uuid4(), make.address().id):
        with pytest.raises(Refused, match="no_number_to_confirm"):
            record_call(party, CallDraft(make.NOW, outcome, address_id, told=ALL_TOLD, **NONE), caller(), make.NOW)


def test_a_no_is_a_refusal() -> None:
    party = make.party()
    record_call(party, CallDraft(make.NOW, "refuses", **NONE), caller(), make.NOW)
    assert Refusal.objects.get().how == "call"


def test_a_wrong_person_takes_the_number_away() -> None:
    address = make.address(address_class="found")
    record_call(address.party, CallDraft(make.NOW, "wrong_person", address.id, **NONE), caller(), make.NOW)
    address.refresh_from_db()
    assert address.address_class == "rejected"


def test_a_call_that_reached_nobody_changes_nothing() -> None:
    address = make.address(address_class="found")
    record_call(address.party, CallDraft(make.NOW, "unreachable", address.id), caller(), make.NOW)
    assert (Consent.objects.count(), Refusal.objects.count(), Call.objects.count()) == (0, 0, 1)


def test_a_call_has_taken_place_and_was_made_by_somebody() -> None:
    party = make.party()
    with pytest.raises(Refused, match="dated_in_future"):
        record_call(party, CallDraft(make.NOW + timedelta(hours=1), "unreachable"), caller(), make.NOW)
    with pytest.raises(WrongField, match="minutes"):
        record_call(party, CallDraft(make.NOW, "unreachable", minutes=10_000), caller(), make.NOW)
    with pytest.raises(WrongField, match="outcome"):
        record_call(party, CallDraft(make.NOW, "laughs"), caller(), make.NOW)
    with pytest.raises(ValueError, match="member of staff"):
        record_call(party, CallDraft(make.NOW, "unreachable"), "engine", make.NOW)


def test_an_agreement_from_the_opponents_telephone_is_no_agreement() -> None:
    case = make.case()
    wife, husband = make.party(case, "plaintiff"), make.party(case, "defendant")
    his = make.address(husband, "found", value="13800000101")
    make.address(wife, "confirmed", value="13800000101")
    with pytest.raises(Refused, match="shared_with_opponent"):
        record_call(husband, CallDraft(make.NOW, "agrees", his.id, told=ALL_TOLD, **NONE), caller(), make.NOW)
    assert not Call.objects.exists()


def test_another_number_that_they_agreed_to_becomes_theirs_and_the_one_on_file_stays_as_it_was() -> None:
    address = make.address(address_class="found")
    other = make.mobile()
    draft = CallDraft(make.NOW, "agrees", told=ALL_TOLD, number=f" {other} ", **NONE)
    call = record_call(address.party, draft, caller(), make.NOW)
    classes = dict(address.party.addresses.values_list("id", "address_class"))
    assert call.address is not None
    assert call.address.value == other
    assert classes == {address.id: "found", call.address_id: "confirmed"}


def test_another_number_that_is_on_file_is_that_one() -> None:
    address = make.address(address_class="found")
    draft = CallDraft(make.NOW, "agrees", told=ALL_TOLD, number=address.value, **NONE)
    assert record_call(address.party, draft, caller(), make.NOW).address == address
    assert address.party.addresses.get().address_class == "confirmed"


@pytest.mark.parametrize("outcome", ["wrong_person", "unreachable"])
def test_another_number_at_which_nothing_was_agreed_is_kept_with_the_call_alone(outcome: str) -> None:
    address = make.address()
    call = record_call(address.party, CallDraft(make.NOW, outcome, number="0358-7621234", **NONE), caller(), make.NOW)
    assert (call.address, call.other_number) == (None, "0358-7621234")
    assert address.party.addresses.get().address_class == "confirmed"
    event = Event.objects.get(name="call.recorded")
    assert (event.data["address"], event.data["is_other_number"]) == (None, True)
    assert "7621234" not in event.leaf


@pytest.mark.parametrize(
    ("outcome", "number"), [("agrees", "0358-7621234"), ("unreachable", "at home"), ("agrees", "1")]
)
def test_what_is_no_number_is_refused(outcome: str, number: str) -> None:
    with pytest.raises(WrongField) as wrong:
        record_call(
            make.party(), CallDraft(make.NOW, outcome, told=ALL_TOLD, number=number, **NONE), caller(), make.NOW
        )
    assert wrong.value.field == "number"
    assert not Call.objects.exists()
