"""The words of messages: shown as they are read, taken by two people, proved by what went out with them."""

import pytest
from django.test import Client
from django.urls import reverse

from songda.clock import now
from songda.core.access import Role
from songda.core.delivery.own_words import MESSAGES, mark_of, mark_of_message, standard_text
from songda.core.refusal import Refused
from songda.records.court.staff.message_words import OwnWords, word_message
from songda.records.court.staff.models import Court, Proposal, User
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.proof.certificates.contradictions import compare_offices
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.tasks.approving import approve
from tests import make
from tests.records.stage import Stage, defendant, envelope
from tests.web.console.world import proved_in

pytestmark = pytest.mark.database
PAGE, FORM, STANDARD = (
    reverse(f"console:{name}", args=args)
    for name, args in (("message_words", []), ("word_message", ["service"]), ("standard_words", ["service"]))
)
OWN = "【{court}】{name}，请打开 {link} 查看{case_number}案文书，核实请致电{phone}。{never}"


def asked_for(browser: Client, text: str = OWN) -> Proposal:
    """What waits, once the words were shown as they are read and said to be so."""
    shown = browser.post(FORM, {"text": text})
    assert "查看（2026）晋1181民初10001号案文书，核实请致电12368。" in shown.content.decode()
    assert browser.post(FORM, {"text": text, "is_so": shown.context["form"].doubts_mark}).status_code == 302
    return Proposal.objects.get()


def two() -> tuple[User, User]:
    make.court()
    return make.user(role=Role.ADMINISTRATOR), make.user(role=Role.SUPERVISOR)


def test_own_words_are_shown_then_approved_by_another_then_sent_and_proved() -> None:
    qian, zhao = two()
    before, after = envelope(defendant(make.case())), defendant(make.case())
    stage = Stage()
    stage.send()
    browser = proved_in(qian)
    waiting = asked_for(browser)
    assert Court.objects.get().own_words == {}
    assert OWN in browser.get(reverse("console:court")).content.decode()
    with pytest.raises(Refused, match="own_proposal"):
        approve(waiting.id, qian, now())
    approve(waiting.id, zhao, now())
    later = envelope(after)
    stage.send()
    old, new = (Attempt.objects.get(envelope=one) for one in (before, later))
    assert "请点击" in sent_text(old)
    assert "请打开" in sent_text(new)
    court = Court.objects.get()
    own, standard = (mark_of_message(text, court.name, court.phone) for text in (OWN, ""))
    assert (old.wording, new.wording) == (standard, own)
    told = Event.objects.get(name="court.message_worded")
    wanted = {"message": "service", "before": "", "text": OWN, "mark": mark_of(OWN)}
    assert told.data == {**wanted, "approved_by": f"staff:{zhao.id}"}
    went_out = Event.objects.get(stream=f"attempt:{new.id}", data__has_key="wording")
    assert went_out.data["wording"] == own


def test_what_may_not_go_out_is_told_beside_the_text_and_nothing_waits() -> None:
    browser = proved_in(two()[0])
    for text in ("", standard_text("service"), OWN + "请转账。", OWN.replace("{never}", ""), OWN + "见 www.x.cn"):
        answer = browser.post(FORM, {"text": text})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"]), text
    assert not Proposal.objects.exists()
    assert browser.get(reverse("console:word_message", args=["code"])).status_code == 404


def test_nobody_puts_words_of_their_own_in_alone_nor_without_the_office() -> None:
    qian, _zhao = two()
    court, clerk = make.court(), make.user()
    for by, why in ((qian, "needs_second_person"), (clerk, "not_your_office")):
        with pytest.raises(Refused, match=why):
            word_message(court, OwnWords("service", OWN), f"staff:{by.id}", make.NOW)
    assert not word_message(court, OwnWords("service"), f"staff:{qian.id}", make.NOW)  # they are standard already


def test_one_person_alone_goes_back_to_the_standard_words() -> None:
    browser = proved_in(two()[0])
    word_message(make.court(), OwnWords("service", OWN), "engine", now())
    assert "本院措辞" in browser.get(PAGE).content.decode()
    assert browser.post(STANDARD)["Location"] == PAGE
    assert Court.objects.get().own_words == {}
    sequence(now())
    assert [str(one) for one in compare_offices()] == []


def test_every_message_stands_on_the_page_as_it_is_read() -> None:
    page = proved_in(two()[0]).get(PAGE).content.decode()
    assert page.count("【孝义市人民法院】") == len(MESSAGES)
    assert "{" not in page.split("<main")[1].split("</main>")[0]
