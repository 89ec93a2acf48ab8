"""Nobody is served with his own paper, whatever name it was filed under."""

import pytest

from songda.core.refusal import Refused
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.actions import PaperDraft, file_paper
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.actions import PartyDraft, add_party
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.board import board
from songda.records.overview.boards.preview import preview
from songda.records.service.orders.actions import OrderDraft, place_order
from tests import make

pytestmark = pytest.mark.database


def twice(case: Case, filer: Party) -> tuple[Paper, Paper]:
    """The same PDF, once as the filer's own and once as another kind without a filer."""
    body = make.pdf()
    own = file_paper(case, PaperDraft("complaint_copy", "起诉状副本", body, filer), "engine", make.NOW)
    return own, file_paper(case, PaperDraft("other", "其他材料", body), "engine", make.NOW)


def place(paper: Paper, party: Party) -> object:
    draft = OrderDraft(party.case_id, (paper.id,), (party.id,))
    return place_order(draft, make.court(), "engine", make.NOW)


def refusal_of(paper: Paper, party: Party) -> str:
    with pytest.raises(Refused) as refusal:
        place(paper, party)
    return f"{refusal.value.code} {refusal.value.sentence('en')}"


def test_the_same_pdf_under_another_kind_is_still_the_filers_own() -> None:
    case = make.case()
    wife, husband = make.party(case, "plaintiff"), make.party(case)
    own, again = twice(case, wife)
    for paper in (own, again):
        assert refusal_of(paper, wife).startswith("serves_own_paper")
        assert place(paper, husband)
    assert "其他材料" in refusal_of(again, wife)


def test_a_paper_that_the_agent_filed_is_his_partys_own_and_the_other_way_round() -> None:
    case = make.case()
    wife = make.party(case, "plaintiff")
    agent, guardian = (
        add_party(case, PartyDraft(role, name, acts_for_id=wife.id), "engine", make.NOW)
        for role, name in (("agent", "王律师"), ("statutory_agent", "张父"))
    )
    for filer in (agent, wife):
        _, again = twice(case, filer)
        for recipient in (wife, agent, guardian):
            assert refusal_of(again, recipient).startswith("serves_own_paper")


def test_the_same_pdf_in_another_case_is_another_matter() -> None:
    wife = make.party(make.case(), "plaintiff")
    body = make.pdf()
    file_paper(wife.case, PaperDraft("complaint_copy", "起诉状副本", body, wife), "engine", make.NOW)
    other = make.case()
    paper = file_paper(other, PaperDraft("other", "材料", body), "engine", make.NOW)
    assert place(paper, make.party(other))


def test_preview_and_board_say_so_before_anybody_orders() -> None:
    case = make.case()
    wife, husband = make.party(case, "plaintiff"), make.party(case)
    _, again = twice(case, wife)
    rows = {row.party.id: row for row in preview(case, [again], [wife, husband], make.NOW)}
    assert (rows[wife.id].is_own_paper, rows[wife.id].may_serve) == (True, False)
    assert not rows[husband.id].is_own_paper
    seen = board(case)
    assert (seen.is_own(again, wife), seen.is_own(again, husband)) == (True, False)
