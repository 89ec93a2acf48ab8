"""A hearing that is not as the summons says: every page and file says so, and none shows the new time as if it were."""

from datetime import timedelta

import pytest

from songda.clock import now
from songda.records.law.planning.summonses import see_to_summonses
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import cancel_hearing, move_hearing, set_hearing
from songda.records.matter.cases.models import Hearing
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.stage import defendant
from tests.surroundings.ready import ready_made
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
ROOM, OTHER = "第三审判庭", "第五审判庭"


@ready_made
def summoned(*kinds: str) -> tuple[Envelope, Hearing]:
    """Somebody who was summoned to a hearing in nine days, by the first of these papers."""
    party = defendant(make.case())
    hearing = set_hearing(party.case, now() + 9 * DAY, ROOM, "engine", make.NOW)
    return arrived(party, "summons", *kinds), hearing


def pages(envelope: Envelope, hearing: Hearing) -> tuple[str, str, str]:
    """The papers, what the summons means, and the file for the calendar."""
    visitor = Visitor(envelope).prove()
    papers = visitor.get("papers").content.decode()
    file = visitor.get(f"hearing/{hearing.id}").content.decode()
    return papers, visitor.get(f"papers/{visitor.services[0].id}").content.decode(), file.replace("\r\n ", "")


def test_a_hearing_that_moved_is_told_with_the_time_that_the_summons_names() -> None:
    envelope, hearing = summoned()
    papers, _, file = pages(envelope, hearing)
    assert "已变更" not in papers + file
    assert "SEQUENCE:0" in file
    move_hearing(hearing, (hearing.at + 7 * DAY, ROOM), "engine", now())
    papers, meaning, file = pages(envelope, hearing)
    for page in (papers, meaning):
        assert page.index("开庭时间已变更") < page.index("新的开庭时间")
    assert "开庭（时间已变更）" in file
    assert "SEQUENCE:2" in file
    assert "原传票所载为" in file


def test_a_hearing_in_another_room_is_told_with_the_room_that_the_summons_names() -> None:
    envelope, hearing = summoned()
    move_hearing(hearing, (hearing.at, OTHER), "engine", now())
    papers, meaning, file = pages(envelope, hearing)
    for page in (papers, meaning):
        assert f"开庭地点已变更，您的传票所载仍为{ROOM}" in page
        assert OTHER in page
    assert "开庭（地点已变更）" in file


def test_a_cancelled_hearing_is_told_until_its_day_and_can_be_taken_out_of_the_calendar() -> None:
    envelope, hearing = summoned()
    cancel_hearing(hearing, Reason("法官生病"), "engine", now())
    papers, meaning, file = pages(envelope, hearing)
    for page in (papers, meaning):
        assert "的开庭已取消" in page
    assert "从手机日历中删除" in papers
    assert "STATUS:CANCELLED" in file


def test_a_cancelled_hearing_that_stood_in_no_paper_of_theirs_has_no_file() -> None:
    envelope, hearing = summoned()
    other = set_hearing(envelope.case, hearing.at + 30 * DAY, ROOM, "engine", now())
    cancel_hearing(other, Reason("误登"), "engine", now())
    assert Visitor(envelope).prove().get(f"hearing/{other.id}").status_code == 404


def test_whoever_has_a_link_without_a_summons_learns_it_as_well() -> None:
    envelope, hearing = summoned()
    move_hearing(hearing, (hearing.at + 7 * DAY, ROOM), "engine", now())
    other = arrived(envelope.party, "judgment")
    assert "开庭时间已变更" in Visitor(other).prove().get("papers").content.decode()


def test_the_history_tells_that_the_hearing_was_changed() -> None:
    envelope, hearing = summoned()
    other, _ = summoned("rights_notice")
    move_hearing(hearing, (hearing.at + 7 * DAY, ROOM), "engine", now())
    see_to_summonses({envelope.case_id}, now())
    told = "开庭安排有变，传票上写的时间或者地点不再适用。"
    assert Visitor(envelope).prove().get("history").content.decode().count(told) == 1
    assert told not in Visitor(other).prove().get("history").content.decode()
