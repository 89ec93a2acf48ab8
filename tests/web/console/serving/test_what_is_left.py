"""A message that did not arrive says why, and what is left is one link away; before sending the verdict is first."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from songda.records.law.decisions.ask_law import ask_law
from songda.records.service.attempts.models import Attempt, Receipt
from songda.records.service.orders.models import Envelope
from tests import make
from tests.channels.fake.script import ARRIVES, FAILS, REJECTED, Script
from tests.records.stage import Stage, defendant, envelope, say_not_me
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
WORDS = {"zh-hans": "手机关机或者不在服务区", "en": "switched off or out of reach"}


def failed(script: Script = FAILS, code: str = "EXPIRED:027") -> Envelope:
    """A summons whose message did not arrive, with the code that the provider gave."""
    sent = envelope(defendant(make.case()))
    stage = Stage(script)
    stage.send()
    stage.apply()
    Receipt.objects.update(code=code)
    return sent


def page(name: str, key: object, language: str = "zh-hans", **role: object) -> str:
    answer = signed_in(language=language, **role).get(reverse(f"console:{name}", args=[key]))  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", WORDS)
def test_board_and_service_say_why_it_did_not_arrive(language: str) -> None:
    sent = failed()
    shown = page("envelope", sent.id, language)
    assert WORDS[language] in shown
    assert {"zh-hans": "送达中", "en": "On its way"}[language] not in shown
    assert WORDS[language] in page("case", sent.case_id, language)


def test_a_reason_that_the_provider_does_not_give_is_not_made_up() -> None:
    assert "服务商未说明原因" in page("envelope", failed(code="UNDELIV:099").id)


def test_what_the_provider_refused_at_once_says_why_too() -> None:
    sent = failed(replace(REJECTED, code="ESME_RINVDSTADR"))
    assert "空号" in page("envelope", sent.id)
    assert "空号" in page("case", sent.case_id)


@pytest.mark.parametrize("language", WORDS)
def test_what_is_left_is_offered_as_links_and_every_link_leads_somewhere(language: str) -> None:
    sent = failed()
    client = signed_in(language=language)
    shown = page("envelope", sent.id, language)
    panel = shown[shown.index('id="left"') :].partition("</section>")[0]
    links = re.findall(r'href="([^"]+)"', panel)
    number = Attempt.objects.get(envelope=sent).address_id
    for name, key in (("correct_address", number), ("new_address", sent.party_id), ("new_call", sent.party_id)):
        assert reverse(f"console:{name}", args=[key]) in links
    assert [link.partition("way=")[2] for link in links if "way=" in link][:2] == ["mail", "direct"]
    assert reverse("console:tried", args=[sent.id]) in links
    assert all(client.get(link.replace("&amp;", "&")).status_code == 200 for link in links)


def test_nothing_is_offered_before_anything_failed_or_once_all_is_served() -> None:
    sent = envelope(defendant(make.case()))
    assert 'id="left"' not in page("envelope", sent.id)
    stage = Stage()
    stage.send()
    stage.apply()
    assert 'id="left"' not in page("envelope", sent.id)


def test_after_not_me_a_new_order_is_among_what_is_left() -> None:
    sent = envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    say_not_me(sent, stage.now)
    shown = page("envelope", sent.id)
    assert reverse("console:serve", args=[sent.case_id]) in shown[shown.index('id="left"') :]
    assert "该链接不再发送" in shown


VERDICTS = {
    ("zh-hans", True): "通过身份核验后即可查阅文书",
    ("zh-hans", False): "同意电子送达后方可查阅文书",
    ("en", True): "readable once they have proved who they are",
    ("en", False): "readable only after consent",
}


@pytest.mark.parametrize(("language", "consents"), VERDICTS)
def test_before_sending_the_verdict_comes_first_and_the_law_is_folded(language: str, consents: bool) -> None:
    party = defendant(make.case(), consents=consents)
    papers = [make.paper(party.case, kind, title=kind) for kind in ("summons", "evidence_notice")]
    pairs = [f"{paper.id}:{party.id}" for paper in papers]
    client = signed_in(language=language)
    shown = client.post(reverse("console:serve_check", args=[party.case_id]), {"pair": pairs}).content.decode()
    verdict, law = shown.index(VERDICTS[language, consents]), shown.index("<details>")
    assert shown.index(party.addresses.get().value[-4:]) < law
    assert verdict < law < shown.index('class="said"')


def test_what_the_law_says_of_all_papers_is_said_once() -> None:
    party = defendant(make.case(), consents=False)
    papers = [make.paper(party.case, kind, title=kind) for kind in ("summons", "judgment", "evidence_notice")]
    pairs = [f"{paper.id}:{party.id}" for paper in papers]
    shown = signed_in().post(reverse("console:serve_check", args=[party.case_id]), {"pair": pairs}).content.decode()
    said = re.findall(r"<li>(.*?)</li>", "".join(re.findall(r'<ul class="said">.*?</ul>', shown, re.DOTALL)), re.DOTALL)
    assert said
    assert len(said) == len(set(said))


def test_of_a_denied_number_it_is_said_before_the_button_that_nothing_goes_there() -> None:
    sent = envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    say_not_me(sent, stage.now)
    party, paper = sent.party, make.paper(sent.case, "judgment", title="判决书")
    told = {"pair": [f"{paper.id}:{party.id}"]}
    shown = signed_in().post(reverse("console:serve_check", args=[party.case_id]), told).content.decode()
    assert "称其并非受送达人" in shown
    assert "不发送" in shown


def test_nothing_is_called_on_its_way_before_it_was_sent_and_nothing_more_is_offered_of_what_is_served() -> None:
    of = envelope(defendant(make.case()))
    offered = [reverse(f"console:{name}", args=[of.id]) for name in ("plan_visit", "entrust", "recall", "notice")]
    shown = page("envelope", of.id)
    assert "送达中" not in shown
    assert "尚未送达" in shown
    assert all(place in shown for place in offered)
    stage = Stage(ARRIVES)
    stage.send()
    stage.apply()
    ask_law(stage.now)
    shown = page("envelope", of.id)
    assert not [place for place in offered if place in shown]
    told = page("notice", of.id)
    assert "无须公告送达" in told
    assert reverse("console:draft_notice", args=[of.id]) not in told
