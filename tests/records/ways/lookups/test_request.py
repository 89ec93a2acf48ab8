"""Who may be looked up, by whom, with whose approval; what nobody may do."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from songda.core.access import Role, Scope
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.actions import ClientDraft, make_api_client
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import close_case
from songda.records.matter.parties.actions import remove_representative
from songda.records.ways.lookups.actions import approve, decline, request_lookup, withdraw
from songda.records.ways.lookups.models import Inquiry, Lookup
from songda.registries.contract import ReplyCode
from tests import make
from tests.records.ways.lookups.stage import WHY, Book, approved, ask_all, draft, requested, says, supervisor

pytestmark = pytest.mark.database


def test_a_request_waits_and_nobody_is_asked_before_another_person_approved() -> None:
    lookup = requested(operators=("mobile", "telecom"))
    book = Book(says(ReplyCode.NONE))
    assert ask_all(book) == 0
    assert (lookup.state, lookup.inquiries.count()) == ("waiting", 2)
    approve(lookup, supervisor(), make.NOW)
    ask_all(book)
    assert {one.operator for one in book.heard} == {"mobile", "telecom"}
    names = list(Event.objects.filter(stream=f"lookup:{lookup.id}").order_by("number").values_list("name", flat=True))
    assert names[:2] == ["lookup.requested", "lookup.approved"]


def test_the_words_of_a_request_are_sealed() -> None:
    lookup = requested()
    assert lookup.why == WHY
    assert all(WHY not in event.leaf for event in Event.objects.all())


def test_nobody_approves_their_own_request_and_the_database_holds_that_too() -> None:
    chief = supervisor()
    lookup = requested(by=chief)
    with pytest.raises(Refused, match="lookup_own_request"):
        approve(lookup, chief, make.NOW)
    with pytest.raises(IntegrityError, match="lookup_by_another"), transaction.atomic():
        Lookup.objects.filter(id=lookup.id).update(state="approved", decided_by=lookup.asked_by)


def test_whoever_asked_for_or_approved_the_token_of_a_system_approves_nothing_that_it_requests() -> None:
    chief, second, other = supervisor(), make.user(role=Role.SUPERVISOR), make.user(role=Role.SUPERVISOR)
    draft_of_client = ClientDraft("OA", (Scope.CHANGE_LOOKUPS,))
    by, approved_by = f"staff:{chief.id}", f"staff:{second.id}"
    client, _ = make_api_client(make.court(), draft_of_client, by, make.NOW, approved_by=approved_by)
    lookup = request_lookup(make.party(), draft(), f"client:{client.id}", make.NOW)
    for own in (chief, second):
        with pytest.raises(Refused, match="lookup_own_system"):
            approve(lookup, own, make.NOW)
    approve(lookup, other, make.NOW)
    assert lookup.state == "approved"


@pytest.mark.parametrize("role", [Role.CLERK, Role.SERVICE_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_whoever_has_not_the_office_approves_nothing(role: Role) -> None:
    with pytest.raises(Refused, match="lookup_not_yours_to_approve"):
        approve(requested(), make.user(role=role), make.NOW)


def test_whoever_lost_the_office_meanwhile_approves_nothing() -> None:
    boss = supervisor()  # as they came in
    User.objects.filter(id=boss.id).update(is_active=False)
    with pytest.raises(Refused, match="lookup_not_yours_to_approve"):
        approve(requested(), boss, make.NOW)


def test_the_judge_of_the_case_approves_and_another_judge_does_not() -> None:
    own, other = (make.user(role=Role.JUDGE, name=name) for name in ("法官周", "法官吴"))
    case = make.case(judge_id=own.id)
    lookup = requested(make.party(case))
    with pytest.raises(Refused, match="lookup_not_yours_to_approve"):
        approve(lookup, other, make.NOW)
    approve(lookup, own, make.NOW)
    assert lookup.state == "approved"


def test_a_supervisor_of_another_court_approves_nothing() -> None:
    stranger = make.user(make.other_court(), Role.SUPERVISOR)
    with pytest.raises(Refused, match="lookup_not_yours_to_approve"):
        approve(requested(), stranger, make.NOW)


def test_declined_and_taken_back_requests_ask_nobody() -> None:
    one, two = requested(), requested()
    decline(one, Reason("已有确认的号码"), supervisor(), make.NOW)
    withdraw(two, Reason("已联系上本人"), two.asked_by, make.NOW)
    assert (one.state, two.state) == ("declined", "withdrawn")
    assert set(Inquiry.objects.values_list("answer", flat=True)) == {"not_asked"}
    with pytest.raises(Refused, match="lookup_decided_already"):
        approve(one, supervisor(), make.NOW)
    with pytest.raises(Refused, match="lookup_over_already"):
        withdraw(two, Reason("再次撤回"), two.asked_by, make.NOW)


def test_nobody_is_looked_up_in_a_closed_case() -> None:
    party = make.party()
    waiting = requested(make.party(party.case))
    close_case(party.case, Reason("已办结"), "engine", make.NOW)
    with pytest.raises(Refused, match="lookup_case_closed"):
        requested(party)
    with pytest.raises(Refused, match="lookup_case_closed"):
        approve(waiting, supervisor(), make.NOW)


def test_only_parties_are_looked_up_not_who_acts_for_them_nor_witnesses() -> None:
    party = make.party()
    agent = make.party(party.case, "agent", acts_for_id=party.id, agent_authority="special")
    for stranger in (agent, make.party(party.case, "witness")):
        with pytest.raises(Refused, match="lookup_only_of_parties"):
            requested(stranger)


def test_a_person_without_an_identity_number_and_a_company_cannot_be_looked_up() -> None:
    company = make.party(kind="legal_person", number="91350100M000100Y43", name="某公司")
    for party in (make.party(number=""), company):
        with pytest.raises(Refused, match="lookup_needs_number"):
            requested(party)


def test_a_colleague_is_looked_up_by_a_supervisor_alone_and_marked() -> None:
    party = make.party(name="书记员陈")
    with pytest.raises(Refused, match="lookup_of_colleague"):
        requested(party, by=make.user(name="书记员陈"))
    assert requested(party, by=supervisor()).is_of_colleague


def test_a_replayed_request_is_refused_while_the_first_is_open() -> None:
    lookup = requested()
    with pytest.raises(Refused, match="lookup_open_already"):
        requested(lookup.party)
    assert Lookup.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": "curiosity"}, "purpose"),
        ({"ground": "none"}, "ground"),
        ({"operators": ("mobile", "vodafone")}, "operators"),
        ({"operators": ()}, "operators"),
        ({"why": "急"}, "why"),
        ({"why": "急" * 401}, "why"),
        ({"valid_until": make.NOW}, "valid_until"),
        ({"valid_until": make.NOW + timedelta(days=31)}, "valid_until"),
    ],
)
def test_what_is_wrong_in_a_request_is_named(changes: dict[str, object], field: str) -> None:
    with pytest.raises(WrongField) as wrong:
        request_lookup(make.party(), draft(**changes), "staff:0", make.NOW)
    assert wrong.value.field == field
    assert wrong.value.sentence("zh") != wrong.value.code


def test_the_database_refuses_a_move_that_the_table_does_not_have() -> None:
    lookup = requested()
    with pytest.raises(IntegrityError, match="cannot move so"), transaction.atomic():
        Lookup.objects.filter(id=lookup.id).update(state="answered", decided_by="staff:1")
    with pytest.raises(IntegrityError, match="cannot move so"), transaction.atomic():
        lookup.inquiries.update(step="asking")


def test_a_representative_who_left_is_nobodys_business_any_more() -> None:
    party = make.party()
    agent = make.party(party.case, "agent", acts_for_id=party.id, agent_authority="special")
    remove_representative(agent, Reason("解除委托"), "engine", make.NOW)
    with pytest.raises(Refused, match="lookup_party_left"):
        requested(agent)


def test_an_approval_after_the_last_day_is_too_late() -> None:
    lookup = requested()
    with pytest.raises(Refused, match="lookup_expired"):
        approve(lookup, supervisor(), make.NOW + timedelta(days=8))


def test_an_approved_request_is_approved_once() -> None:
    with pytest.raises(Refused, match="lookup_decided_already"):
        approve(approved(), supervisor(), make.NOW)
