"""A clerk's typo is mended: what hangs on it is looked at again, and the mistake itself stays in the log, sealed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.parties import people
from songda.records.matter.parties.actions import (
    AddressDraft,
    PartyDraft,
    Reason,
    add_address,
    add_party,
    correct_party,
)
from songda.records.matter.parties.corrections import draft_of, plan_correction, version_of
from songda.records.matter.parties.doubts import doubts_about_correction
from songda.records.matter.parties.models import Address, Party
from songda.records.matter.parties.offered import use_in_all_cases
from songda.records.overview.find_cases import CaseFilter, cases_of
from songda.records.proof.certificates.contradictions import lasting_contradictions
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.off_line import mark_offline
from songda.records.ways.portal.acts.identity import is_envelope_locked, prove_identity
from songda.records.ways.portal.acts.opening import reopen
from tests import make
from tests.records.stage import Stage, defendant, envelope

pytestmark = pytest.mark.database
WHY = Reason("录入时看错一位")
LATER = make.NOW + timedelta(hours=1)


def correct(party: Party, reason: Reason = WHY, **changed: object) -> list[str]:
    made = correct_party(party, replace(draft_of(party), **changed), reason, "engine", LATER)  # type: ignore[arg-type]
    party.refresh_from_db()
    return [change.field for change in made]


def refusal_of(party: Party, reason: Reason = WHY, **changed: object) -> Refused:
    with pytest.raises(Refused) as refusal:
        correct(party, reason, **changed)
    return refusal.value


def served(party: Party) -> Envelope:
    made = envelope(party)
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(LATER)
    return made


def test_name_and_number_are_sealed_anew_and_found_by_their_new_index() -> None:
    party = make.party(name="李卫囯")
    number = make.resident_id()
    assert correct(party, name="李卫国", number=number) == ["name", "number"]
    assert (party.name, party.number) == ("李卫国", number)
    for typed in ("李卫国", number):
        assert [case.id for case in cases_of(party.case.court, CaseFilter(typed)).rows] == [party.case_id]
    assert not cases_of(party.case.court, CaseFilter("李卫囯")).rows


def test_old_and_new_values_and_the_reason_are_in_the_sealed_part_alone() -> None:
    party = make.party(name="李卫囯")
    old, number = party.number, make.resident_id()
    correct(party, number=number, is_soldier=True)
    event = Event.objects.get(name="party.corrected")
    assert event.data == {"fields": ["number", "is_soldier"]}
    for personal in (old, number, WHY.words):
        assert personal not in event.leaf
    assert secrets_of([event.id])[event.id].private == {
        "reason": WHY.words,
        "before": {"number": old, "is_soldier": False},
        "after": {"number": number, "is_soldier": True},
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"number": "11010519491231002"}, "number"),
        ({"number": "110105194912310021"}, "number"),
        ({"name": "  "}, "name"),
        ({"role": "king"}, "role"),
        ({"role": "agent"}, "acts_for_id"),
        ({"kind": "legal_person", "number": "11010519491231002X"}, "number"),
        ({"domicile": "Mars"}, "domicile"),
    ],
)
def test_a_correction_is_checked_like_a_registration(changed: dict[str, object], field: str) -> None:
    party = make.party()
    refusal = refusal_of(party, **changed)
    assert isinstance(refusal, WrongField)
    assert refusal.field == field
    party.refresh_from_db()
    assert not Event.objects.filter(name="party.corrected").exists()


@pytest.mark.parametrize("words", ["", "   ", "因" * 201])
def test_a_correction_needs_a_reason(words: str) -> None:
    refusal = refusal_of(make.party(), Reason(words), name="王某")
    assert isinstance(refusal, WrongField)
    assert refusal.field == "reason"


def test_of_two_clerks_who_saw_the_same_record_the_second_is_told() -> None:
    party = make.party()
    seen = Reason("看错", version_of(party))
    correct(party, seen, name="王某")
    assert refusal_of(party, seen, name="汪某").code == "changed_meanwhile"
    assert correct(party, Reason("看错", version_of(party)), name="汪某") == ["name"]


def test_pressing_twice_corrects_once() -> None:
    party = make.party()
    correct(party, name="王某")
    assert refusal_of(party, name=" 王某 ").code == "nothing_changed"
    assert Event.objects.filter(name="party.corrected").count() == 1


def test_a_plan_tells_what_would_change_and_changes_nothing() -> None:
    party = make.party(name="李某")
    planned = plan_correction(party, replace(draft_of(party), name="王某"), LATER)
    assert [(change.field, change.before, change.after) for change in planned] == [("name", "李某", "王某")]
    party.refresh_from_db()
    assert party.name == "李某"
    assert not Event.objects.filter(name="party.corrected").exists()


def test_a_role_in_which_his_number_is_the_opponents_is_refused() -> None:
    case = make.case()
    wife, son = make.party(case, "plaintiff"), make.party(case, "plaintiff")
    number = make.mobile()
    make.address(wife, value=number)
    make.address(son, value=number)
    assert refusal_of(son, role="defendant").code == "shared_with_opponent"
    son.refresh_from_db()
    assert son.role == "plaintiff"


def test_an_agents_number_changes_sides_with_his_party() -> None:
    case = make.case()
    wife, son = make.party(case, "plaintiff"), make.party(case, "plaintiff")
    agent = add_party(case, PartyDraft("agent", "王律师", acts_for_id=son.id), "engine", make.NOW)
    number = make.mobile()
    make.address(wife, value=number)
    make.address(agent, value=number)
    assert refusal_of(son, role="defendant").code == "shared_with_opponent"


def test_nobody_acts_for_himself_for_another_case_or_for_an_agent() -> None:
    case = make.case()
    wife, husband = make.party(case, "plaintiff"), make.party(case)
    agent = add_party(case, PartyDraft("agent", "王律师", acts_for_id=wife.id), "engine", make.NOW)
    for stranger in (agent.id, make.party().id):
        assert refusal_of(agent, acts_for_id=stranger).code == "agent_of_other_case"
    assert refusal_of(wife, role="agent", acts_for_id=husband.id).code == "represented_cannot_act"
    assert correct(agent, acts_for_id=husband.id) == ["acts_for_id"]


def test_a_yes_that_a_minor_gave_never_stood() -> None:
    party = make.party()
    make.address(party, "found")
    consent = make.consent(party)
    made = served(party)
    before = Finding.objects.get(service__envelope=made).status
    correct(party, number=make.resident_id("20150101"))
    consent.refresh_from_db()
    assert consent.withdrawn_at == consent.at
    assert Event.objects.get(name="consent.withdrawn").data == {"consent": str(consent.id), "ground": "minor"}
    assert before != "not_allowed"


def test_the_law_is_asked_again_with_the_corrected_facts() -> None:
    party = make.party()
    make.address(party)
    make.consent(party)
    made = served(party)
    assert Finding.objects.get(service__envelope=made).status == "effective"
    correct(party, is_in_custody=True)
    reconsider([party.id], [], LATER)
    ask_law(LATER)
    assert Finding.objects.get(service__envelope=made).status != "effective"


def test_a_link_that_the_typo_locked_opens_again() -> None:
    party = make.party(name="李某")
    make.address(party)
    made = served(party)
    right = make.resident_id()
    for _ in range(5):
        prove_identity(made, "李某", right, LATER)
    assert prove_identity(made, "李某", right, LATER).locked
    correct(party, number=right)
    assert reopen([party.id], LATER) == 1
    made.refresh_from_db()
    assert (made.wrong_tries, is_envelope_locked(made, LATER)) == (0, False)
    assert not Task.objects.filter(kind="unlock", closed_at=None).exists()
    assert Event.objects.filter(name="portal.unlocked", actor="engine").count() == 1
    assert prove_identity(made, "李某", right, LATER).ok
    assert reopen([party.id], LATER) == 0


def test_a_body_may_turn_out_to_be_a_person() -> None:
    party = make.party(kind="legal_person", number="91110000600037341L", name="王某")
    add_address(party, AddressDraft("mobile", make.mobile()), "engine", make.NOW)
    assert correct(party, kind="natural_person", number=make.resident_id()) == ["number", "kind"]


def test_what_the_court_knows_of_the_person_comes_along_with_the_right_number() -> None:
    known, mistyped = defendant(make.case()), defendant(make.case())
    mark_offline(known, "own_wish", "staff:x", make.NOW)
    theirs = Address.objects.get(party=known)
    use_in_all_cases(theirs, "engine", make.NOW)
    served_before = served(mistyped)
    standing = Finding.objects.get(service__envelope=served_before).decision
    correct(mistyped, number=known.number)
    assert (mistyped.offline_reason, mistyped.offline_since) == ("own_wish", LATER)
    assert mistyped.addresses.filter(value_index=theirs.value_index, address_class="provided").count() == 1
    told = Event.objects.filter(name="party.set_offline", stream=f"party:{mistyped.id}").get()
    assert told.happened_at == LATER
    ask_law(LATER + timedelta(hours=1))
    assert Finding.objects.get(service__envelope=served_before).decision.effective_on == standing.effective_on
    sequence(LATER + timedelta(hours=1))
    assert lasting_contradictions([served_before.id]) == []


def test_a_number_that_stays_brings_nothing_along() -> None:
    known = defendant(make.case())
    other = defendant(make.case(), number=known.number)
    people.mark_offline(known, "court_decision", "staff:x", make.NOW)
    correct(other, is_soldier=True)
    assert other.offline_since is None
    correct(other, number=make.resident_id())
    assert other.offline_since is None


def odd(party: Party, **changed: object) -> list[str]:
    draft = replace(draft_of(party), **changed)  # type: ignore[arg-type]
    return [doubt.code for doubt in doubts_about_correction(party, draft)]


def test_a_correction_is_doubted_like_an_entry_and_what_was_odd_before_is_not_asked_again() -> None:
    party = make.party(name="李卫国")
    beside = make.party(party.case, "plaintiff", name="张某")
    elsewhere = make.party(make.case(), name="赵某")
    assert odd(party, number=beside.number) == ["number_of_another_here"]
    assert odd(party, number=elsewhere.number) == ["number_of_another"]
    assert odd(party, name="汾河贸易有限公司") == ["looks_like_body"]
    assert odd(party, name="李卫囯") == []  # their own old name is nobody else's
    company = make.party(make.case(), name="汾河贸易有限公司")
    assert odd(company, is_soldier=True) == []
