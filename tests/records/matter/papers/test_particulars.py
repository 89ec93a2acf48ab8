"""A notice says how long there is to produce evidence; a preservation ruling is carried out before it is served."""

from datetime import timedelta

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.facts.law_facts import paper_facts
from songda.records.matter.papers.actions import PaperDraft, file_paper, note_carried_out
from songda.records.matter.papers.models import Paper
from tests import make

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


def filed(kind: str, **particulars: object) -> Paper:
    draft = PaperDraft(kind, "文书", make.pdf(), **particulars)  # type: ignore[arg-type]
    return file_paper(make.case(), draft, "engine", make.NOW)


def test_the_period_of_a_notice_reaches_the_law() -> None:
    assert paper_facts(filed("evidence_notice", days_set_in_paper=15)).days_set_in_paper == 15


@pytest.mark.parametrize(("kind", "days"), [("summons", 15), ("evidence_notice", 0), ("evidence_notice", 366)])
def test_a_period_that_the_paper_cannot_set_is_refused(kind: str, days: int) -> None:
    with pytest.raises(WrongField) as refusal:
        filed(kind, days_set_in_paper=days)
    assert refusal.value.field == "days_set_in_paper"
    assert not Paper.objects.exists()


def test_a_preservation_ruling_is_carried_out_once() -> None:
    ruling = filed("preservation_ruling")
    assert paper_facts(ruling).carried_out is False
    note_carried_out(ruling, make.NOW, "engine", make.NOW + DAY)
    ruling.refresh_from_db()
    assert paper_facts(ruling).carried_out is True
    with pytest.raises(Refused, match="carried_out_already"):
        note_carried_out(ruling, make.NOW, "engine", make.NOW + DAY)
    assert Event.objects.filter(name="paper.carried_out").count() == 1


def test_other_papers_are_not_carried_out() -> None:
    summons = filed("summons")
    assert paper_facts(summons).carried_out is None
    with pytest.raises(WrongField, match="not_carried_out"):
        note_carried_out(summons, make.NOW, "engine", make.NOW)


def test_the_day_of_a_payment_order_reaches_the_law() -> None:
    assert paper_facts(filed("payment_order", issued_at=make.NOW)).issued_at == make.NOW
    with pytest.raises(WrongField, match="not_issued") as refusal:
        filed("summons", issued_at=make.NOW)
    assert refusal.value.field == "issued_at"
    with pytest.raises(WrongField, match="dated_in_future"):
        filed("payment_order", issued_at=make.NOW + DAY)


def test_a_ruling_is_not_carried_out_in_the_future() -> None:
    with pytest.raises(Refused, match="dated_in_future"):
        filed("preservation_ruling", carried_out_at=make.NOW + DAY)
