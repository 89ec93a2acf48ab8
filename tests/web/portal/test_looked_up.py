"""The recipient reads who looked them up, once they proved who they are; a judge's delay holds until its date."""

from datetime import timedelta

import pytest

from songda import clock
from songda.core.access import Role
from songda.records.matter.cases.actions import Reason
from songda.records.ways.lookups.disclosure import delay_telling
from songda.registries.contract import ReplyCode
from tests import make
from tests.records.ways.lookups.stage import Book, approved, ask_all, says
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database


def looked_up(visitor: Visitor) -> None:
    approved(visitor.envelope.party)
    ask_all(Book(says(ReplyCode.NONE)))


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("孝义市人民法院", "送达诉讼文书", "中国移动")), ("en", ("Service of papers", "China Mobile"))],
)
def test_which_court_when_and_what_for(language: str, words: tuple[str, ...]) -> None:
    visitor = Visitor(arrived(), language).prove()
    looked_up(visitor)
    page = visitor.get("look-ups").content.decode()
    assert [word for word in words if word not in page] == []
    assert visitor.envelope.case.number in page
    assert "/look-ups" in visitor.get("papers").content.decode()


def test_whoever_only_holds_the_link_is_asked_who_they_are() -> None:
    visitor = Visitor(arrived())
    looked_up(visitor)
    answer = visitor.get("look-ups")
    assert (answer.status_code, answer["Location"]) == (302, visitor._place("who"))


def test_nobody_looked_them_up() -> None:
    assert "均未查询过您的号码" in Visitor(arrived()).prove().get("look-ups").content.decode()


def test_what_a_judge_delays_is_not_told() -> None:
    visitor = Visitor(arrived()).prove()
    lookup = approved(visitor.envelope.party)
    ask_all(Book(says(ReplyCode.NONE)))
    judge, moment = make.user(role=Role.JUDGE), clock.now()
    delay_telling(lookup, moment + timedelta(days=5), Reason("防止转移财产"), judge, moment)
    assert "中国移动" not in visitor.get("look-ups").content.decode()
