"""A paper that was filed by mistake is struck: on record for good, served on nobody; nothing that was served falls."""

from datetime import timedelta

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.mistakes import PaperChange, correct_paper, strike_paper
from songda.records.law.decisions.recall import recall
from songda.records.matter.cases.actions import Reason
from songda.records.matter.papers.actions import PaperDraft, file_paper
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.board import board
from songda.records.service.findings.models import Finding
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Service
from tests import make
from tests.records.stage import Stage, defendant, order

pytestmark = pytest.mark.database
WHY = Reason("属于另一案件的文书")
LATER = make.NOW + timedelta(hours=1)


def refusal_of(paper: Paper) -> str:
    with pytest.raises(Refused) as refused:
        strike_paper(paper, WHY, "staff:x", LATER)
    return refused.value.code


def placed(party: Party, paper: Paper) -> str:
    with pytest.raises(Refused) as refused:
        place_order(OrderDraft(party.case_id, (paper.id,), (party.id,)), party.case.court, "engine", LATER)
    return refused.value.code


def test_it_stays_on_record_with_its_reason_sealed_and_is_served_on_nobody() -> None:
    party = defendant(make.case())
    paper = make.paper(party.case)
    strike_paper(paper, WHY, "staff:x", LATER)
    paper.refresh_from_db()
    assert paper.struck_at == LATER
    assert paper.read().startswith(b"%PDF")
    event = Event.objects.get(name="paper.struck")
    assert (event.stream, event.actor) == (f"paper:{paper.id}", "staff:x")
    assert WHY.words not in str(event.data)
    assert placed(party, paper) == "paper_was_struck"
    assert board(party.case).papers == []
    assert refusal_of(paper) == "struck_already"
    change = PaperChange("summons", "另一标题")
    with pytest.raises(Refused, match="paper_was_struck"):
        correct_paper(paper, change, WHY, "staff:x", LATER)


def test_without_a_reason_nothing_is_struck() -> None:
    paper = make.paper(make.case())
    with pytest.raises(WrongField):
        strike_paper(paper, Reason(" "), "staff:x", LATER)
    assert not Event.objects.filter(name="paper.struck").exists()


def test_the_same_pdf_may_be_filed_rightly_afterwards_and_blocks_nobody() -> None:
    case = make.case()
    plaintiff, party = make.party(case, "plaintiff"), defendant(case)
    wrong = make.paper(case, "complaint_copy", filed_by=party)
    draft = PaperDraft("complaint_copy", "证据", wrong.read(), plaintiff)
    with pytest.raises(Refused, match="paper_exists"):
        file_paper(case, draft, "engine", LATER)
    strike_paper(wrong, WHY, "staff:x", LATER)
    right = file_paper(case, draft, "engine", LATER)
    assert place_order(OrderDraft(case.id, (right.id,), (party.id,)), case.court, "engine", LATER)


def test_what_it_replaced_may_be_replaced_by_another() -> None:
    case = make.case()
    first = make.paper(case)
    wrong = file_paper(case, PaperDraft("summons", "传票", make.pdf("wrong"), None, first), "engine", LATER)
    strike_paper(wrong, WHY, "staff:x", LATER)
    assert Event.objects.get(name="paper.struck").data["replaces"] == str(first.id)
    assert (
        file_paper(case, PaperDraft("summons", "传票", make.pdf("right"), None, first), "engine", LATER).replaces
        == first
    )


def test_what_was_ordered_or_served_is_not_undone() -> None:
    party = defendant(make.case())
    paper = make.paper(party.case)
    placed_order = order(party, paper)
    assert refusal_of(paper) == "paper_was_ordered"
    stage = Stage()
    stage.send()
    stage.apply()
    assert refusal_of(paper) == "paper_was_ordered"
    assert Service.objects.get(paper=paper).envelope.order == placed_order
    assert not Finding.objects.filter(status="none").exists()
    paper.refresh_from_db()
    assert paper.struck_at is None


def test_what_was_taken_back_before_it_went_out_may_be_struck() -> None:
    party = defendant(make.case())
    paper = make.paper(party.case)
    taken = order(party, paper)
    recall(taken, [Service.objects.get(paper=paper).id], WHY, "staff:x", LATER)
    strike_paper(paper, WHY, "staff:x", LATER)
    assert [one.id for one in board(party.case).papers] == [paper.id]  # what was ordered once is still told
