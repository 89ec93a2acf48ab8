"""A recipient whose papers the court took back reads that, and nothing of the papers."""

import pytest

from songda.records.law.decisions.recall import recall
from songda.records.matter.cases.actions import Reason
from songda.records.service.orders.models import Service
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, paper
from tests.web.portal.scene import Visitor

pytestmark = pytest.mark.database
PAGES = ("", "who", "papers", "agree", "history")


def taken_back(visitor: Visitor, *services: Service) -> None:
    recall(visitor.envelope.order, [s.id for s in services or visitor.services], Reason("误选"), "engine", NOW)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_behind_the_link_is_one_page_that_says_so(language: str) -> None:
    visitor = Visitor(envelope(defendant(make.case())), language)
    taken_back(visitor)
    for page in PAGES:
        answer = visitor.get(page)
        assert answer.status_code == 200
        assert ("法院已撤回这些文书" if language == "zh-hans" else "taken these papers back") in answer.content.decode()
    assert visitor.name_himself().status_code == 200  # and no code is sent


def test_of_two_papers_the_one_that_is_left_is_shown() -> None:
    party = defendant(make.case(), "found")
    visitor = Visitor(envelope(party, paper(party.case, "summons"), paper(party.case, "evidence_notice")))
    stage = Stage()
    stage.send()
    stage.apply()
    visitor.prove()
    mistaken = next(s for s in visitor.services if s.paper.kind == "evidence_notice")
    taken_back(visitor, mistaken)
    page = visitor.get("papers").content.decode()
    assert ("summons" in page, "evidence_notice" in page) == (True, False)
    assert visitor.get(f"papers/{mistaken.id}").status_code == 404
