"""The history tells planned, sent, arrived and served in this order, whatever the clocks of others say."""

import re

import pytest

from songda.records.delivery.attempts.models import Attempt
from tests.web.portal.scene import Visitor, arrived, unasked

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
