"""An entrusted service seen from both courts, and from everywhere else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from songda import clock
from songda.core.access import Role
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.plans import plans_of
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.entrustments.models import Entrustment
from tests import make
from tests.records.stage import defendant, envelope
from tests.records.ways.visits.stage import HOME
from tests.web.console.entrusted.addresses import ADDRESSES, address
from tests.web.console.world import signed_in, typed

pytestmark = pytest.mark.database


def sealed() -> Envelope:
    party = defendant(make.case(cause="买卖合同纠纷"), address_class=None, consents=False, name="李建军")
    make.address(party, kind="postal", value=HOME)
    return envelope(party, make.paper(party.case, title="开庭传票"))


def ask(clerk: Client, of: Envelope) -> Entrustment:
    """Entrust the neighbour, over the page."""
    told = {
        "hand": "court",
        "court": str(make.other_court().id),
        "papers": [str(key) for key in of.services.values_list("id", flat=True)],
        "address": str(of.party.addresses.get().id),
        "words": "白天在镇上做工。",
        "name": "",
    }
    answer = clerk.post(reverse("console:entrust", args=[of.id]), told)
    assert answer.status_code == 302
    return Entrustment.objects.get()


def scene() -> tuple[Client, Client, Entrustment]:
    """Our clerk, theirs, and what was entrusted."""
    theirs = signed_in(make.user(make.other_court(), name="汾阳书记员"))
    ours = signed_in()
    return ours, theirs, ask(ours, sealed())


def test_the_other_court_has_it_on_its_desk_and_on_today_and_serves_it() -> None:
    ours, theirs, made = scene()
    page = theirs.get(reverse("console:entrusted")).content.decode()
    assert "李建军" in page
    today = theirs.get(reverse("console:today")).content.decode()
    assert "代其他法院送达文书" in today
    assert reverse("console:case", args=[made.deed.envelope.case_id]) not in today
    assert "代其他法院送达文书" not in ours.get(reverse("console:today")).content.decode()
    assert "跟进委托送达" in ours.get(reverse("console:today")).content.decode()
    theirs.post(address("receive_entrusted", made))
    shown = theirs.get(address("entrustment", made)).content.decode()
    assert "白天在镇上做工。" in shown
    assert "新义街12号" in shown
    assert reverse("console:envelope", args=[made.deed.envelope_id]) not in shown
    told = {"kind": "signed", "at": typed(clock.now()), "by": "recipient", "words": "李建军本人", "how": ""}
    assert theirs.post(address("entrusted_outcome", made), told).status_code == 302
    ask_law(clock.now() + timedelta(seconds=1))
    assert Finding.objects.get().ground == "signature"
    assert "已送达" in ours.get(address("entrustment", made)).content.decode()
    papers = ours.get(reverse("console:envelope", args=[made.deed.envelope_id])).content.decode()
    assert "汾阳书记员，" in papers  # who did it, with their court
    assert "本院工作人员" not in papers


def test_it_takes_these_papers_and_the_letter_and_nothing_else_of_the_case() -> None:
    _ours, theirs, made = scene()
    case = made.deed.envelope.case
    other = make.paper(case, "judgment", title="判决书")
    assert theirs.get(address("entrusted_letter", made)).content.startswith(b"%PDF")
    assert theirs.get(address("entrusted_paper", made)).status_code == 200
    hidden = reverse("console:entrusted_paper", args=[made.id, other.id])
    assert theirs.get(hidden).status_code == 404
    for name, key in (("case", case.id), ("party", made.deed.envelope.party_id), ("paper_file", other.id)):
        assert theirs.get(reverse(f"console:{name}", args=[key])).status_code == 404
    assert theirs.get(reverse("console:envelope", args=[made.deed.envelope_id])).status_code == 404
    assert "判决书" not in theirs.get(address("entrustment", made)).content.decode()


@pytest.mark.parametrize("name", ADDRESSES)
def test_to_every_other_court_none_of_its_addresses_exists(name: str) -> None:
    _ours, _theirs, made = scene()
    third = signed_in(make.user(make.court("晋1121", "文水县人民法院"), Role.SUPERVISOR))
    assert third.get(address(name, made)).status_code in {404, 405}
    assert third.post(address(name, made), {"reason": "x"}).status_code in {404, 405}
    assert "李建军" not in third.get(reverse("console:entrusted")).content.decode()


def test_neither_court_does_what_is_the_others() -> None:
    ours, theirs, made = scene()
    for browser, name in ((ours, "receive_entrusted"), (ours, "refuse_entrusted"), (theirs, "take_back_entrusted")):
        answer = browser.post(address(name, made), {"reason": "不应由我"}, follow=True)
        assert "此操作由对方法院办理。" in answer.content.decode()
    made.refresh_from_db()
    assert (made.state, made.received_at) == ("sent", None)


def test_a_refusal_says_why_to_whoever_asked() -> None:
    ours, theirs, made = scene()
    asked = theirs.get(address("refuse_entrusted", made)).content.decode()
    assert ("本院不予办理" in asked, "对方不予办理" in asked) == (True, False)
    assert typed(clock.now()) in theirs.get(address("entrusted_outcome", made)).content.decode()
    assert theirs.post(address("refuse_entrusted", made), {"reason": "不在本院辖区"}).status_code == 302
    papers = ours.get(reverse("console:envelope", args=[made.deed.envelope_id])).content.decode()
    assert "等待受托法院或者转交单位反馈" not in papers
    assert "不在本院辖区" in ours.get(address("entrustment", made)).content.decode()
    assert theirs.post(address("entrusted_outcome", made), {"kind": "signed"}).status_code == 422


def test_only_hands_that_the_law_opens_and_courts_where_somebody_works_are_offered() -> None:
    """A court whose figures alone were loaded serves nobody; what is not open is no banner over an empty form."""
    make.user(make.other_court())
    make.court("晋9999", "统计重放法院")
    page = signed_in().get(reverse("console:entrust", args=[sealed().id])).content.decode()
    assert "汾阳" in page
    assert "统计重放法院" not in page
    assert 'value="outside_court"' in page
    assert 'value="prison"' not in page
    assert "不能选择转交" in page
    assert "note open" not in page


def test_what_no_word_ends_offers_no_end_by_hand_and_the_plan_waits_until_the_term_ends() -> None:
    ours, theirs, made = scene()
    page = theirs.get(reverse("console:today")).content.decode()
    assert reverse("console:close_task", args=[Task.objects.get(kind="serve_entrusted").id]) not in page
    (going,) = plans_of([made.deed.envelope], made.sent_at)[made.deed.envelope_id].going
    assert going.until is not None
    assert timezone.localtime(going.until).date() == made.due_on
    board = ours.get(reverse("console:case", args=[made.deed.envelope.case_id])).content.decode()
    day = f"{made.due_on:%Y年}{made.due_on.month}月{made.due_on.day}日"
    assert f"<b>下一步</b> 跟进委托送达、转交送达 <small>尚无人承办，{day}前</small>" in board
