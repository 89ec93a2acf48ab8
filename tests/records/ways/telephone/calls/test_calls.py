"""A call is recorded together with what follows from it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.ground.evidence.models import Event
from songda.records.matter.circumstances.care import care_of
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Consent, Party, Refusal
from songda.records.service.calls.models import OUTCOMES, REACHED, Call
from songda.records.service.tasks.models import Task
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make

pytestmark = pytest.mark.database
NONE = {"no_recording": "no_recorder"}
KNOWN: dict[str, Any] = {**NONE, "is_matched": True}
ALL_TOLD = ("scope", "effect", "change_of_address")


def caller() -> str:
    return f"staff:{make.user().id}"


def test_an_agreement_confirms_the_number_and_gives_consent_for_this_stage() -> None:
    address = make.address(address_class="found")
    draft = CallDraft(make.NOW, "agrees", address.id, minutes=4, told=ALL_TOLD, note="本人在宁夏，同意", **KNOWN)
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
            CallDraft(make.NOW, "agrees", address.id, told=("scope",), **KNOWN),
            caller(),
            make.NOW,
        )
    assert not Consent.objects.exists()


@pytest.mark.parametrize("outcome", ["agrees", "wrong_person"])
def test_the_number_that_was_called_must_be_named(outcome: str) -> None:
    party = make.party()
    spoken = {**KNOWN, "told": ALL_TOLD} if outcome == "agrees" else NONE
    for address_id in (None, uuid4(), make.address().id):
        with pytest.raises(Refused, match="no_number_to_confirm"):
            record_call(party, CallDraft(make.NOW, outcome, address_id, **spoken), caller(), make.NOW)


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
        record_call(husband, CallDraft(make.NOW, "agrees", his.id, told=ALL_TOLD, **KNOWN), caller(), make.NOW)
    assert not Call.objects.exists()


def test_another_number_that_they_agreed_to_becomes_theirs_and_the_one_on_file_stays_as_it_was() -> None:
    address = make.address(address_class="found")
    other = make.mobile()
    draft = CallDraft(make.NOW, "agrees", told=ALL_TOLD, number=f" {other} ", **KNOWN)
    call = record_call(address.party, draft, caller(), make.NOW)
    classes = dict(address.party.addresses.values_list("id", "address_class"))
    assert call.address is not None
    assert call.address.value == other
    assert classes == {address.id: "found", call.address_id: "confirmed"}


def test_another_number_that_is_on_file_is_that_one() -> None:
    address = make.address(address_class="found")
    draft = CallDraft(make.NOW, "agrees", told=ALL_TOLD, number=address.value, **KNOWN)
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
    ("outcome", "number"), [("agrees", "0358-762123"), ("unreachable", "at home"), ("agrees", "1")]
)
def test_what_is_no_number_is_refused(outcome: str, number: str) -> None:
    spoken = {**KNOWN, "told": ALL_TOLD} if outcome == "agrees" else NONE
    with pytest.raises(WrongField) as wrong:
        record_call(make.party(), CallDraft(make.NOW, outcome, number=number, **spoken), caller(), make.NOW)
    assert wrong.value.field == "number"
    assert not Call.objects.exists()


def test_of_a_call_in_which_they_did_not_speak_nothing_stands_that_only_they_can_be_told_or_show() -> None:
    address, by = make.address(), caller()
    unnumbered = make.party(number="")
    for outcome, row in OUTCOMES.items():
        if row.is_not_them:
            again = make.NOW + timedelta(days=1) if row.again else None
            draft = CallDraft(make.NOW, outcome, address.id, again_at=again, **NONE)
            with pytest.raises(WrongField, match="told_to_nobody"):
                record_call(address.party, replace(draft, told=("scope",)), by, make.NOW)
            with pytest.raises(WrongField, match="identity_of_nobody"):
                record_call(address.party, replace(draft, is_matched=True), by, make.NOW)
            otherwise = replace(draft, address_id=None, is_known_otherwise=True, note="出生地")
            with pytest.raises(WrongField, match="identity_of_nobody"):
                record_call(unnumbered, otherwise, by, make.NOW)
    assert {name for name, row in OUTCOMES.items() if row.is_not_them} & set(REACHED) == set()
    assert not Call.objects.exists()


@pytest.mark.parametrize("outcome", ["agrees", "wants_paper"])
def test_of_whoever_did_not_show_who_they_are_neither_consent_nor_wish_is_recorded(outcome: str) -> None:
    address = make.address(address_class="found")
    with pytest.raises(WrongField, match="identity_unmatched"):
        record_call(address.party, CallDraft(make.NOW, outcome, address.id, told=ALL_TOLD, **NONE), caller(), make.NOW)
    draft = CallDraft(make.NOW, "refuses", address.id, wishes=("wish_paper",), **NONE)
    with pytest.raises(WrongField, match="identity_unmatched"):
        record_call(address.party, draft, caller(), make.NOW)
    assert (Consent.objects.count(), Circumstance.objects.count(), Call.objects.count()) == (0, 0, 0)


def test_where_no_number_is_on_file_they_are_known_otherwise_and_the_note_says_how() -> None:
    address = make.address(make.party(number=""))
    draft = CallDraft(make.NOW, "agrees", address.id, told=ALL_TOLD, **NONE)
    wrong = {"is_matched": ("no_number_to_match", True), "is_known_otherwise": ("known_how", True)}
    for field, (code, value) in wrong.items():
        with pytest.raises(WrongField, match=code):
            record_call(address.party, replace(draft, **{field: value}), caller(), make.NOW)  # type: ignore[arg-type]
    known = replace(draft, is_known_otherwise=True, note="说出租赁房屋的门牌号和每月租金")
    record_call(address.party, known, caller(), make.NOW)
    assert Event.objects.get(name="call.recorded").data["is_known_otherwise"] is True
    listed = make.address()
    with pytest.raises(WrongField, match="number_is_on_file"):
        record_call(listed.party, replace(known, address_id=listed.id), caller(), make.NOW)


def test_somebody_of_the_household_takes_no_number_away_and_is_told_nothing() -> None:
    address, again = make.address(address_class="found"), make.NOW + timedelta(days=1)
    draft = CallDraft(make.NOW, "family_answered", address.id, again_at=again, **NONE)
    with pytest.raises(WrongField, match="told_to_nobody"):
        record_call(address.party, replace(draft, told=ALL_TOLD), caller(), make.NOW)
    record_call(address.party, draft, caller(), make.NOW)
    address.refresh_from_db()
    assert address.address_class == "found"
    task = Task.objects.get()
    assert (task.kind, task.reason, task.named_at) == ("call", "family_answered", again)


def test_who_wants_paper_only_is_served_so_in_every_case_until_they_agree_in_a_call() -> None:
    address = make.address()
    elsewhere = make.party(number=address.party.number)
    paper = CallDraft(make.NOW, "wants_paper", address.id, is_matched=True, wishes=("wish_call",), **NONE)
    record_call(address.party, paper, caller(), make.NOW)
    assert set(Party.objects.values_list("offline_reason", flat=True)) == {"own_wish"}
    assert [line.need.value for line in care_of(elsewhere, make.NOW)] == ["wish_call"]
    later = make.NOW + timedelta(hours=1)
    party = Party.objects.select_related("case__court").get(id=address.party_id)
    record_call(party, CallDraft(later, "agrees", address.id, told=ALL_TOLD, **KNOWN), caller(), later)
    assert set(Party.objects.values_list("offline_reason", flat=True)) == {""}
    assert Consent.objects.filter(party=party).exists()


@pytest.mark.parametrize(("outcome", "kind"), [("has_lawyer", "enter_agent"), ("wants_helper", "enter_helper")])
def test_a_lawyer_or_whoever_helps_is_for_the_clerk_to_enter(outcome: str, kind: str) -> None:
    address = make.address()
    record_call(address.party, CallDraft(make.NOW, outcome, address.id, **NONE), caller(), make.NOW)
    assert (Task.objects.get().kind, Task.objects.get().reason) == (kind, outcome)
    assert not Consent.objects.exists()


def test_at_a_landline_they_are_called_and_name_where_papers_go() -> None:
    landline = make.address(kind="landline", value="0358-7621234", address_class="found")
    draft = CallDraft(make.NOW, "agrees", landline.id, told=ALL_TOLD, **KNOWN)
    with pytest.raises(WrongField, match="send_where"):
        record_call(landline.party, draft, caller(), make.NOW)
    mobile = make.mobile()
    record_call(landline.party, replace(draft, send_to=mobile), caller(), make.NOW)
    kept = {one.kind: (one.value, one.address_class) for one in landline.party.addresses.all()}
    assert kept == {"landline": ("0358-7621234", "confirmed"), "mobile": (mobile, "provided")}
