"""Papers that were ordered by mistake are taken back as long as nobody has them; what is served or seen stays."""

from datetime import timedelta

import pytest

from songda.core.identity import Assurance
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.recall import recall
from songda.records.law.decisions.redecide import Scope, findings
from songda.records.law.planning.advance import reconsider
from songda.records.law.rulings.guards import guards_of
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import set_hearing
from songda.records.overview.boards.board import board
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import RecipientAct
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed, strike_kept
from songda.records.ways.portal.acts.visits import confirm_receipt, note_opening
from tests import make
from tests.records.law_of_the_day import earlier
from tests.records.stage import NOW, Stage, defendant, envelope, order, paper

pytestmark = pytest.mark.database
CODE = Assurance.NUMBER_AND_CODE
WHY = Reason("误选文书")
LATER = NOW + timedelta(hours=1)
FOUND = "found"


def services(of: Envelope) -> list[Service]:
    return list(Service.objects.filter(envelope=of).order_by("id"))


def taken_back(of: Envelope, *chosen: Service) -> Envelope:
    recall(of.order, [s.id for s in chosen or services(of)], WHY, "staff:chen", LATER)
    return Envelope.objects.select_related("case__court", "party", "order").get(id=of.id)


def test_a_message_that_waits_is_called_off_and_nothing_more_is_done() -> None:
    mistaken, stage = envelope(defendant(make.case())), Stage()
    stage.advance()
    closed = taken_back(mistaken)
    assert (closed.recalled_at, closed.closed_at, closed.next_step_at) == (LATER, LATER, None)
    assert Attempt.objects.get(envelope=mistaken).state == "cancelled"
    reconsider([closed.party_id], [], LATER)
    stage.now = LATER + timedelta(days=9)
    stage.send()
    ask_law(stage.now)
    assert stage.channel.taken == []
    assert not Task.objects.filter(envelope=mistaken, closed_at=None).exists()


def test_a_text_that_a_sender_holds_is_not_tried_again() -> None:
    mistaken, stage = envelope(defendant(make.case())), Stage()
    stage.advance()
    claims = stage.claim()
    taken_back(mistaken)
    Attempt.objects.filter(envelope=mistaken).update(state="pending", send_after=LATER)  # the provider took nothing
    stage.now = LATER + timedelta(hours=1)
    assert len(claims) == 1
    assert stage.claim() == []


def test_a_report_that_comes_afterwards_serves_nothing() -> None:
    mistaken, stage = envelope(defendant(make.case())), Stage()
    stage.send()
    closed = taken_back(mistaken)
    stage.apply()
    ask_law(LATER + timedelta(hours=1))
    assert Attempt.objects.get(envelope=mistaken).state == "arrived"
    assert not Finding.objects.filter(service__envelope=mistaken).exists()
    again = Envelope.objects.get(id=closed.id)
    assert (again.closed_at, again.next_step_at) == (LATER, None)


def test_what_arrived_meanwhile_is_settled_first_and_stays_served() -> None:
    served, stage = envelope(defendant(make.case())), Stage()
    stage.send()
    stage.apply()
    with pytest.raises(Refused, match="served_already"):
        taken_back(served)
    ask_law(LATER)
    assert Finding.objects.get(service__envelope=served).status == "effective"


def test_what_the_recipient_opened_stays_with_him() -> None:
    party = defendant(make.case(), FOUND, consents=False)
    opened, stage = envelope(party, paper(party.case), paper(party.case, "evidence_notice")), Stage()
    stage.send()
    seen, other = services(opened)
    note_opening(seen, CODE, LATER)
    with pytest.raises(Refused, match="opened_already"):
        taken_back(opened, seen, other)
    assert not Service.objects.exclude(recalled_at=None).exists()  # all or none


def test_of_two_papers_one_is_taken_back_and_the_other_goes_on() -> None:
    party = defendant(make.case(), FOUND)
    mixed, stage = envelope(party, paper(party.case), paper(party.case, "evidence_notice")), Stage()
    stage.send()
    stage.apply()
    stays, mistaken = services(mixed)
    still_open = taken_back(mixed, mistaken)
    assert (still_open.recalled_at, still_open.closed_at) == (None, None)
    confirm_receipt(still_open, [stays.id, mistaken.id], CODE, LATER + timedelta(minutes=5))
    ask_law(LATER + timedelta(minutes=6))
    assert RecipientAct.objects.get(kind="acknowledged").service == stays
    assert Finding.objects.get(service=stays).status == "effective"
    assert Envelope.objects.get(id=mixed.id).closed_at is not None


def test_it_is_ordered_again_at_once_and_stands_on_the_board_as_taken_back_until_then() -> None:
    party = defendant(make.case())
    summons = paper(party.case)
    mistaken = envelope(party, summons)
    with pytest.raises(Refused, match="already_ordered"):
        order(party, summons)
    taken_back(mistaken)
    assert board(party.case).cells[party.id, summons.id].cell.sentence("zh") == "已撤回"
    order(party, summons)
    assert board(party.case).cells[party.id, summons.id].cell.sentence("zh") == "待处理"


def test_a_summons_that_was_taken_back_calls_nobody_and_is_never_decided_anew() -> None:
    party = defendant(make.case(), FOUND)
    set_hearing(party.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    mistaken, stage = envelope(party), Stage()
    stage.send()
    stage.apply()
    ask_law(NOW + timedelta(minutes=1))
    assert Finding.objects.get(service__envelope=mistaken).status == "not_effective"
    Finding.objects.update(law_version=earlier())
    taken_back(mistaken)
    (guard,) = guards_of([party.case])
    assert guard.rows[0].service is None
    assert not findings(Scope()).exists()
    assert not findings(Scope(is_all=True)).exists()


def test_papers_of_every_recipient_of_an_order_are_taken_back_at_once() -> None:
    case = make.case()
    both, wrong = [defendant(case), defendant(case)], paper(case)
    placed = place_order(OrderDraft(case.id, (wrong.id,), tuple(p.id for p in both)), case.court, "engine", NOW)
    recall(placed, [s.id for s in Service.objects.filter(envelope__order=placed)], WHY, "staff:chen", LATER)
    assert Envelope.objects.filter(order=placed, recalled_at=LATER).count() == 2
    told = list(Event.objects.filter(name="service.recalled"))
    assert len(told) == 2
    assert "误选文书" not in str([event.leaf for event in told])
    assert all("误选文书" in str(secret) for secret in secrets_of([event.id for event in told]).values())


def test_what_people_have_on_its_way_stays_until_that_entry_is_struck() -> None:
    party = defendant(make.case())
    posted = envelope(party)
    draft = DeedDraft("mail", (services(posted)[0].id,), StepDraft("sent", NOW, words="EMS 1"))
    deed = record_deed(posted, draft, "staff:chen", NOW)
    with pytest.raises(Refused, match="served_by_people"):
        taken_back(posted)
    strike_kept(deed.steps.get(), Reason("录错"), "staff:chen", NOW)
    assert taken_back(posted).recalled_at == LATER


def test_neither_twice_nor_without_a_reason_nor_papers_of_another_order() -> None:
    mistaken, other = envelope(defendant(make.case())), envelope(defendant(make.case()))
    with pytest.raises(WrongField):
        recall(mistaken.order, [s.id for s in services(mistaken)], Reason(" "), "staff:chen", LATER)
    with pytest.raises(WrongField, match="no_papers"):
        recall(mistaken.order, [s.id for s in (*services(mistaken), *services(other))], WHY, "staff:chen", LATER)
    taken_back(mistaken)
    with pytest.raises(Refused, match="recalled_already"):
        taken_back(mistaken)
    assert Event.objects.filter(name="service.recalled").count() == 1
