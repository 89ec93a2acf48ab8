"""On any court: whatever page, or answer of the API, says that something arrived, a provider's report bears it out."""

import re
from collections.abc import Iterator
from html import unescape
from random import Random

import pytest
from django.db.models import QuerySet
from django.test import Client, RequestFactory
from django.urls import reverse

from songda import clock
from songda.core.identity import Assurance
from songda.core.words import say
from songda.records.court.staff.sessions import SessionStore
from songda.records.ground import vault
from songda.records.ground.evidence.actions import sequence
from songda.records.matter.cases.models import Hearing
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.attempts.models import Receipt
from songda.records.service.orders.models import Envelope, Service
from songda.web.portal import session_assurance
from tests.records.proof.certificates.keys import keys
from tests.records.together.test_nothing_forgotten import Court
from tests.web.api.caller import caller
from tests.web.console.world import signed_in

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
STEPS = 20

# What says that a message arrived. Every other sentence with such a word is here to tell what would be, what did not
# happen, or what somebody may say: it is listed below, so that a new one is looked at by whoever writes it.
SAYS = {
    "zh-hans": re.compile(r"到达|已送到|送达信息显示"),
    "en": re.compile(r"\barriv|\breach(es|ed)|\bdelivered", re.IGNORECASE),
}
SAYS_NOTHING = {
    "zh-hans": (
        "未到达|未能到达|不等于到达|没有到达的记录|信息没有到达|仅有到达不足|到达或者被阅知均不",
        "到达情况|实际到达日期不|仅在到达日期有误时|受送达人主张的到达时间",
        "短信到达您提供或者确认的号码的那一天",
    ),
    "en": (
        "not arriv|no arrival|no later arrival|neither arrival|arrival is not enough|not reach|no report that",
        "whether the message had reached you|planned to reach|^Arrival$",
        "reached me on another day|Arrived on another day Not ruled|really reached you|Arrival as the recipient has it",
        "on which the message (reaches|arrives there)",
        r"may take it that the paper reached you on [\w ]+\. If that is not so|the message reached me, is my own",
    ),
}


def _texts(html: str) -> Iterator[str]:
    shown = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", "", html)
    shown = re.sub(r"</?(b|i|strong|em|span|a|small|time|abbr)\b[^>]*>", "", shown)
    for text in re.split(r"<[^>]+>", shown):
        if said := re.sub(r"\s+", " ", unescape(text)).strip():
            yield said


def _claims(html: str, language: str) -> list[str]:
    told = (said for said in _texts(html) if SAYS[language].search(said))
    return [said for said in told if not re.search("|".join(SAYS_NOTHING[language]), said)]


def _behind_the_link(envelope: Envelope, language: str) -> Client:
    """A browser in which the recipient has proved who they are."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    session_assurance.remember(request, envelope, Assurance.REAL_NAME, clock.now())
    request.session.save()
    browser = Client(headers={"accept-language": language})
    browser.cookies["sessionid"] = request.session.session_key
    return browser


def _pages(walk: Court, envelope: Envelope, language: str) -> Iterator[tuple[str, str]]:
    link, portal = f"/s/{vault.link_token(envelope.id)}", _behind_the_link(envelope, language)
    judge, clerk = signed_in(walk.judge, language=language), signed_in(walk.clerk, language=language)
    services = Service.objects.filter(envelope=envelope)
    theirs = ["", "/papers", "/history", "/agree", "/objection", *(f"/papers/{one.id}" for one in services)]
    asked = [(portal, link + page) for page in theirs]
    asked += [(clerk, reverse("console:service", args=[one.id])) for one in services]
    asked += [(judge, reverse("console:judge_finding", args=[one.id])) for one in services]
    asked += [(clerk, reverse("console:envelope", args=[envelope.id]))]
    for hearing in Hearing.objects.filter(case=walk.case, cancelled_at=None):
        asked.append((judge, reverse("console:judge_guard", args=[hearing.id, envelope.party_id])))
    for browser, address in asked:
        yield address, browser.get(address, follow=True).content.decode()


@pytest.mark.parametrize("seed", [7, *(pytest.param(n, marks=pytest.mark.night("more courts")) for n in range(20))])
def test_whatever_says_that_it_arrived_has_a_report(seed: int) -> None:
    walk = Court(Random(seed))
    for _ in range(STEPS):
        walk.step()
    sequence(walk.now)
    issue_due(walk.now)
    unreported = [
        one for one in Envelope.objects.select_related("case__court", "party") if not _arrivals(envelope=one).exists()
    ]
    for envelope in unreported:
        for language in SAYS:
            for address, page in _pages(walk, envelope, language):
                assert _claims(page, language) == [], (address, walk.done)
        for service in Service.objects.filter(envelope=envelope):
            _api_says_nothing(service)
    for certificate in Certificate.objects.filter(service__envelope__in=unreported):
        page = Client(headers={"accept-language": "en"}).get(f"/verify/{certificate.code}").content.decode()
        assert _claims(page, "en") == [], walk.done


def _arrivals(**of: object) -> QuerySet[Receipt]:
    return Receipt.objects.filter(kind="arrived", **{f"attempt__{name}": value for name, value in of.items()})


def _api_says_nothing(service: Service) -> None:
    asking = caller()
    whole, told = asking.get(f"/services/{service.id}").json(), asking.get(f"/services/{service.id}/events").json()
    for attempt in whole.get("attempts", ()):
        assert attempt["arrived_at"] is None
        assert attempt["state"] != "arrived"
    assert not [event for event in told["events"] if event["name"] == "attempt.arrived"]


def test_a_sentence_of_arrival_would_be_seen() -> None:
    """The list of sentences that say nothing does not cover those that do."""
    for word, language in (("zh", "zh-hans"), ("en", "en")):
        for key in ("unread", "opened", "confirmed"):
            assert _claims(f"<td>{say(f'services.board.{key}', word, day='2022-06-01')}</td>", language), key
        assert _claims(f"<dt>{say('attempts.state.arrived', word)}</dt>", language)
