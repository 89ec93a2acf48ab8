"""Each promise of the court to everybody is kept: the test of its name plays it, and nobody words it anew."""

import re
import sys
from datetime import timedelta
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from django.test import Client

from songda.clock import now
from songda.core.delivery import wording
from songda.core.delivery.wording import CallingCourt, MessageFacts
from songda.core.outreach.closed_lists import Topic
from songda.core.outreach.material import common_questions, points
from songda.core.promises import Promise, promise
from songda.core.words import languages, names_of
from songda.records.ground import vault
from songda.records.law.planning.advance import advance
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.journeys.portal.stagehands import summoned
from tests.records.stage import defendant, envelope
from tests.web.portal.scene import Visitor, arrived, settled
from tests.web.portal.test_new_address import NEW, code_at_the_new_address, in_use, named

pytestmark = pytest.mark.database
TOLD = ("scope", "effect", "change_of_address")


def called(party: Party, outcome: str, **more: object) -> None:
    number = party.addresses.filter(retired_at=None, kind="mobile").earliest("id")
    known = {"is_matched": True, "no_recording": "no_recorder", **more}
    record_call(party, CallDraft(now(), outcome, number.id, **known), f"staff:{make.user().id}", now())  # type: ignore[arg-type]


def messages_to(party: Party) -> int:
    return Attempt.objects.filter(envelope__party=party, purpose="service").count()


def ordered_later(party: Party) -> Envelope:
    """Another paper for them, and what the engine makes of it."""
    later = envelope(party, make.paper(party.case, "evidence_notice"), at=now())
    advance(now() + timedelta(hours=1))
    return later


def status_of(of: Envelope) -> str:
    settled(of)
    return Finding.objects.get(service__envelope=of).status


def test_paper_once() -> None:
    visitor = Visitor(arrived())
    visitor.post("paper-or-help", {"what": "paper"})
    assert Task.objects.get(envelope=visitor.envelope).kind == "print_paper"
    assert promise(Promise.PAPER_ONCE, "zh").count("“我要纸质文书或人工帮助”") == 1
    assert "我要纸质文书或人工帮助" in visitor.get("").content.decode()


def test_paper_as_well() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("paper-or-help", {"what": "paper", "always": "on"})
    party = visitor.envelope.party
    elsewhere = defendant(make.case(), number=party.number)
    for one in (party, elsewhere):
        before = messages_to(one)
        later = ordered_later(one)
        assert messages_to(one) == before + 1  # beside the electronic paper
        assert Task.objects.filter(envelope=later, kind="print_paper").exists()


def test_paper_only() -> None:
    party = arrived().party
    elsewhere = defendant(make.case(), number=party.number)
    called(party, "wants_paper")
    for one in (party, elsewhere):
        before = messages_to(one)
        later = ordered_later(Party.objects.select_related("case__court").get(id=one.id))
        assert messages_to(one) == before
        assert Task.objects.filter(envelope=later).exists()  # a person serves it


def test_paper_taken_back() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("paper-or-help", {"what": "paper", "always": "on"})
    visitor.post("paper-no-longer")
    called(visitor.envelope.party, "wants_paper")
    party = Party.objects.select_related("case__court").get(id=visitor.envelope.party_id)
    called(party, "agrees", told=TOLD)
    later = ordered_later(Party.objects.select_related("case__court").get(id=party.id))
    assert messages_to(later.party) == 2
    assert not Task.objects.filter(envelope=later, kind="print_paper").exists()


def test_paper_undoes_nothing() -> None:
    visitor = Visitor(arrived()).prove()
    before = status_of(visitor.envelope)
    visitor.post("paper-or-help", {"what": "paper", "always": "on"})
    called(visitor.envelope.party, "wants_paper")
    assert (before, status_of(visitor.envelope)) == ("effective", "effective")


def test_paper_of_judgments() -> None:
    visitor = Visitor(arrived(None, "judgment"))
    visitor.post("paper-or-help", {"what": "paper"})
    assert Task.objects.get(envelope=visitor.envelope).kind == "print_paper"


def test_no_does_no_harm() -> None:
    visitor = Visitor(arrived(defendant(make.case(), "found", consents=False))).prove()
    visitor.post("agree/no")
    later = ordered_later(visitor.envelope.party)
    assert messages_to(visitor.envelope.party) == 1  # the one that came before
    assert Task.objects.filter(envelope=later).exists()


def test_change_in_writing() -> None:
    visitor = Visitor(arrived()).prove()
    before = in_use(visitor.envelope)
    named(visitor)
    visitor.post("address/code", {"code": code_at_the_new_address()})
    assert in_use(visitor.envelope) == before | {NEW}  # the old one goes on to count
    assert Task.objects.filter(party=visitor.envelope.party, reason="address_named").exists()  # for a clerk


def test_change_by_telephone() -> None:
    of = arrived()
    before = in_use(of)
    called(of.party, "agrees", told=TOLD, send_to=NEW)
    assert in_use(of) == before | {NEW}


def test_link_serves_nothing() -> None:
    visitor = Visitor(arrived(defendant(make.case(), "found")))
    for page in ("", "who", "paper-or-help"):
        visitor.get(page)
    assert status_of(visitor.envelope) == "not_effective"


def test_own_address_counts() -> None:
    of = arrived(defendant(make.case(), "provided"))
    assert status_of(of) == "effective"
    found = Finding.objects.get(service__envelope=of)
    assert (found.ground, found.effective_on) == ("arrival", Attempt.objects.get().arrived_at.date())  # type: ignore[union-attr]


def test_found_address_counts() -> None:
    visitor = Visitor(arrived(defendant(make.case(), "found"))).prove()
    assert status_of(visitor.envelope) == "not_effective"
    visitor.open()
    assert status_of(visitor.envelope) == "presumed"
    visitor.post("papers/receive", {"service": [str(each.id) for each in visitor.services]})
    assert status_of(visitor.envelope) == "effective"


def test_reading_aloud() -> None:
    for kind, is_read in (("text", True), ("picture", False)):
        visitor = Visitor(summoned() if kind == "text" else arrived()).prove()
        page = visitor.get(f"papers/{visitor.open()}/large-print").content.decode()
        assert ("data-aloud-start" in page, "无法朗读" in page) == (is_read, not is_read)
        assert "12368" in page


FACTS = MessageFacts("孝义市人民法院", "李某", "（2026）晋1181民初1号", "https://court.example/s/ABCDEFGHJK", "0358-1")
CALLING = CallingCourt(FACTS.court, "0358-2", FACTS.phone)
WITH_LINK = {
    "service": wording.service_text(FACTS),
    "hearing": wording.hearing_text(FACTS),
    "notice": wording.notice_text(FACTS),
    "account_connected": wording.account_connected_text(FACTS),
}
WITH_CODE = {
    name: getattr(wording, f"{name}_text")(FACTS.court, "123456", 10)
    for name in ("code", "holder_code", "address_code")
}


def test_message_of_papers() -> None:
    for name, text in WITH_LINK.items():
        assert FACTS.court in text, name
        assert "李某" in text, name
        assert "ABCDEFGHJK" in text, name
        assert name == "notice" or "晋1181民初" in text, name
    token = vault.link_token(envelope(defendant(make.case())).id)
    assert (len(token), "是真的" in checked(token)) == (10, True)
    assert "查收码：ABCDEFGHJK" in WITH_LINK["account_connected"]


def test_message_of_code() -> None:
    for text in WITH_CODE.values():
        assert FACTS.court in text
        assert not re.search(r"/s/|李|民初", text)
    for typed in ("123456", "1234 5678", "1234 5678 9012", "１２３４５６"):
        page = checked(typed)
        assert "查无此码" not in page  # the court's own code is never called false
        assert "这是验证码" in page


def test_message_of_call() -> None:
    told = [wording.account_told_text(FACTS, name, "微信") for name in names_of("messages.account_told", "zh")]
    said = [wording.announcement(CALLING, make.NOW), wording.repetition(CALLING, "agrees", "1234", None)]
    for text in (*told, *said):
        assert FACTS.court in text
        assert "/s/" not in text
        assert FACTS.phone in text


def checked(code: str) -> str:
    answer = Client().post("/check", {"code": code}, headers={"accept-language": "zh-hans"})
    return str(answer.content.decode())


def test_every_message_of_the_court_is_of_a_kind_that_the_page_on_genuine_messages_tells() -> None:
    told = {*WITH_LINK, *WITH_CODE, "account", "call_announced", "call_repeated", "account_told", "channel_test"}
    texts = {key.partition(".")[0] for key in names_of("messages", "zh")}
    others = {"own_words", "sample", "message"}  # no messages: of the texts that a court words itself
    assert {name.removesuffix("_subject") for name in texts} - others == told


def test_every_promise_is_played() -> None:
    played = {name.removeprefix("test_") for name in vars(sys.modules[__name__]) if name.startswith("test_")}
    assert {each.value for each in Promise} <= played
    for language in languages():
        assert set(names_of("promises", language)) == {each.value for each in Promise}


# What no page may word anew: whoever writes it in a second place will promise something else one day.
TOPICS = re.compile(
    r"paper only|papers? on paper only|beside the electronic|old (number|address|one) goes on|in writing"
    r"|does you no harm|opening a link|only found: when",
    re.IGNORECASE,
)
# Where the words are not about this: what is so of this person now, and what was just done.
OTHERWISE = (
    "Since %(day)s you get your papers on paper only",
    "You have told it in writing",
    "If something has changed since, sign a new one",
    "The person themselves gives it",  # a mandate
    "Beside the electronic papers, until you take it back here.",  # the box that promise names
    "It costs nothing and does you no harm; you need not do everything on a telephone.",
)


def test_no_page_words_a_promise_anew() -> None:
    for room in ("portal", "public", "look"):
        with Path(f"songda/web/{room}/locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
            texts = [str(message.id) for message in read_po(file) if isinstance(message.id, str)]
        assert [text for text in texts if TOPICS.search(text) and not text.startswith(OTHERWISE)] == []
    public = Path("songda/web/public/locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert re.findall(r'^msgid ".*(?:aloud|message comes with).*"$', public, re.MULTILINE) == []
    written = {**names_of("outreach.faq.answer", "en"), **names_of("outreach.text", "en")}
    assert [text for text in written.values() if TOPICS.search(text) and not is_drawn(text)] == []


def is_drawn(text: str) -> bool:
    return any(name in {each.value for each in Promise} for _, name, _, _ in Formatter().parse(text))


@pytest.mark.parametrize("language", languages())
def test_leaflets_and_answers_say_them_in_the_words_of_the_pages(language: str) -> None:
    answers = " ".join(answer for _, answer in common_questions(language))
    leaflet = " ".join(points(Topic.E_SERVICE, language))
    page = Client().get("/e-service", headers={"accept-language": {"zh": "zh-hans"}.get(language, language)})
    shown = re.sub(r"\s+", " ", page.content.decode())
    for which in (Promise.PAPER_ONCE, Promise.PAPER_ONLY, Promise.NO_DOES_NO_HARM, Promise.OWN_ADDRESS_COUNTS):
        assert promise(which, language) in shown
        assert promise(which, language) in answers
    assert promise(Promise.CHANGE_IN_WRITING, language) in leaflet
