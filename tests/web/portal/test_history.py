"""The history tells planned, sent, arrived and served in this order, whatever the clocks of others say."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda.records.delivery.attempts.models import Attempt
from tests import make
from tests.web.portal.scene import Visitor, arrived, sent, unasked

pytestmark = pytest.mark.database
REACHED_BY_NOTHING = re.compile("没有把文书送到|did not bring you|has reached you")
TOLD = {
    "zh-hans": ("法院安排联系您", "短信或电子邮件已经发出", "信息到达您的号码或邮箱", "文书算作已经送达"),
    "en": ("planned to reach you", "A message went out", "The message came to", "counts as served"),
}


@pytest.mark.parametrize("language", TOLD)
def test_a_slow_clock_of_the_provider_does_not_turn_the_course_round(language: str) -> None:
    envelope = arrived()
    attempt = Attempt.objects.get(envelope=envelope, purpose="service")
    assert attempt.arrived_at is not None
    assert attempt.submitted_at is not None
    assert attempt.arrived_at < attempt.submitted_at  # as the provider tells it
    page = Visitor(envelope, language).prove().get("history").content.decode()
    places = [page.index(words) for words in TOLD[language]]
    assert places == sorted(places)


@pytest.mark.parametrize("language", TOLD)
def test_it_is_never_said_that_a_message_came_and_that_nothing_reached_them(language: str) -> None:
    visitor = Visitor(unasked(), language).prove()
    page = visitor.get("history").content.decode()
    assert TOLD[language][2] in page
    assert not REACHED_BY_NOTHING.search(page)
    assert {"zh-hans": "还没有算作送达", "en": "nothing that was done counts as service"}[language] in page


def test_neither_other_papers_of_the_case_nor_more_of_one_message_ask_the_database_more_often() -> None:
    asked = []
    for count in (2, 5):
        visitor = Visitor(arrived(None, *["complaint_copy"] * count)).prove()
        for _ in range(count):
            sent(visitor.envelope.party, make.paper(visitor.envelope.case))
        pages = []
        for page in ("papers", "history"):
            visitor.get(page)
            with CaptureQueriesContext(connection) as statements:
                assert visitor.get(page).status_code == 200
            pages.append(len(statements))
        asked.append(pages)
    assert asked[0] == asked[1]
