"""The history tells planned, sent, arrived and served in this order, whatever the clocks of others say."""

import re
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda.clock import now
from songda.records.ground import vault
from songda.records.service.attempts.models import Attempt
from songda.records.ways.portal.acts.links_again import send_links_again
from tests import make
from tests.web.portal.scene import Visitor, arrived, reached_too, sent, unasked

pytestmark = pytest.mark.database
REACHED_BY_NOTHING = re.compile("没有把文书送到|did not bring you|has reached you")
TOLD = {
    "zh-hans": ("法院安排联系您", "消息已经发出", "消息到达", "文书算作已经送达"),
    "en": ("planned to reach you", "A message went out", "The message arrived", "counts as served"),
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


def lines(page: str) -> list[tuple[str, str]]:
    """Of each line of the history the time and all else that it shows."""
    shown = re.search(r'<ol class="history">(.+?)</ol>', page, re.DOTALL)
    assert shown is not None
    each = re.findall(r'<time datetime="([^"]+)">(.+?)</li>', shown[1], re.DOTALL)
    return [(at[:16], re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", words))) for at, words in each]


def something_done(visitor: Visitor, chance: Random) -> None:
    chosen, party = chance.choice(visitor.services).id, visitor.envelope.party
    match chance.choice(["open", "original", "receive", "paper", "address", "again"]):
        case "open":
            visitor.open(chosen)
        case "original":
            visitor.open(chosen)
            visitor.get(f"papers/{chosen}/original")
        case "receive":
            visitor.post("papers/receive", {"service": [str(chosen)], "unopened": "known"})
        case "paper":
            visitor.post("paper-or-help", {"what": "paper"})
        case "address":
            visitor.post("address", {"kind": "mobile", "value": "13912345678", "again": "13912345678"})
        case "again":
            send_links_again(vault.name_index(party.name).hex(), vault.number_index(party.number).hex(), now())


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happened_is_told_in_order_of_time_and_no_two_lines_are_alike(seed: int) -> None:
    chance = Random(seed)
    envelope = arrived(None, *["complaint_copy"] * chance.randrange(1, 5))
    reached_too(envelope)
    visitor = Visitor(envelope).prove()
    for _ in range(12):
        something_done(visitor, chance)
    told = lines(visitor.get("history").content.decode())
    assert [at for at, _ in told] == sorted(at for at, _ in told)
    assert sorted(set(told)) == sorted(told)


def test_each_message_is_told_with_its_way_and_each_act_with_its_paper() -> None:
    visitor = Visitor(arrived(None, "complaint_copy", "summons")).prove()
    for service in visitor.services:
        visitor.open(service.id)
    told = [words for _, words in lines(visitor.get("history").content.decode())]
    assert all("短信 13" in words for words in told if "消息已经发出" in words)
    assert [title for title in ("文书1", "文书2") if not any("打开了" in w and title in w for w in told)] == []


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
