"""Sets the stage behind the browser's back: its driver runs a loop in our thread, so this is done in another one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import TypeVar

from django.db import connections

from songda.records.matter.papers.actions import PaperDraft, file_paper
from songda.records.service.orders.models import Envelope
from songda.trust.typesetting import PaperFields, paper_pdf
from tests import make
from tests.records.stage import defendant
from tests.web.portal.scene import sent

T = TypeVar("T")


def elsewhere(work: Callable[[], T]) -> T:
    """Do the work in a thread of its own, and leave no connection behind."""

    def tidy() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(tidy).result()


def summoned() -> Envelope:
    """A defendant to whom a real-looking summons was sent."""
    party = defendant(make.case())
    fields = PaperFields(
        court="孝义市人民法院",
        province="山西省",
        appeal_court="吕梁市中级人民法院",
        phone="12368",
        case_number=party.case.number,
        cause="离婚纠纷",
        plaintiff="王某",
        plaintiff_particulars="女，住山西省孝义市",
        defendant="李某某",
        defendant_particulars="男，户籍地山西省孝义市",
        defendant_home="宁夏回族自治区银川市",
        judge="周某",
        clerk="陈某",
        signed_on=date(2026, 5, 20),
        issued_on=date(2026, 5, 28),
        hearing_at=datetime(2026, 7, 1, 9, 0),  # noqa: DTZ001 - in the court's own time, as printed
        hearing_place="第三审判庭",
    )
    draft = PaperDraft("summons", "传票", paper_pdf("summons", fields), None)
    return sent(party, file_paper(party.case, draft, "engine", make.NOW))
