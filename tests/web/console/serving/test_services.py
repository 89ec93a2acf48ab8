"""What the console shows of a service: board, decision, messages, acts, objections, proof."""

import hashlib
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.html import strip_tags

from songda import clock
from songda.core.access import Role
from songda.core.evidence.bundle import open_bundle
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.identity import send_code
from tests import make
from tests.records.stage import defendant, envelope
from tests.web.console.serving.test_serve import serve_in_full
from tests.web.console.world import NOW, World, signed_in, world

pytestmark = pytest.mark.database


def test_a_service_ordered_a_moment_ago_has_its_page() -> None:
    sealed = envelope(defendant(make.case()))
    page = signed_in().get(reverse("console:service", args=[sealed.services.get().id]))
    assert page.status_code == 200


def test_the_page_of_an_envelope_says_of_a_silent_paper_what_the_board_says() -> None:
    sealed = envelope(defendant(make.case()))
    shown = page("envelope", sealed.id)
    cells = [cell for cell in BeautifulSoup(shown, "html.parser").select("td") if "尚未送达" in cell.text]
    (said,) = [small.text.strip() for cell in cells for small in cell.select("small")]
    assert said in page("case", sealed.case_id)


def test_papers_are_taken_back_until_they_count_and_again_once_that_is_denied() -> None:
    sealed = envelope(defendant(make.case()))
    recall = reverse("console:recall", args=[sealed.id])
    assert recall in page("envelope", sealed.id)
    serve_in_full(sealed)
    assert recall not in page("envelope", sealed.id)
    Finding.objects.update(is_denied=True)
    assert recall in page("envelope", sealed.id)


@pytest.fixture
def here(db: None) -> World:
    """The clerk's case with a summons that was served."""
    return world()


def page(name: str, key: object, role: Role = Role.CLERK, language: str = "zh-hans") -> str:
    answer = signed_in(role=role, language=language).get(reverse(f"console:{name}", args=[key]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usual_day
def test_a_cell_of_the_board_says_since_when_on_which_ground_and_by_which_article(here: World) -> None:
    board = page("case", here.case.id)
    assert "2026年6月1日送达（到达）" in board
    assert "人民法院在线诉讼规则 第三十一条第一款" in board
    assert "本人提交" in board


@pytest.mark.usual_day
def test_the_board_speaks_english(here: World) -> None:
    board = page("case", here.case.id, language="en")
    assert "Served on 1 June 2026 (arrival)" in board
    assert "Online Litigation Rules" in board
    assert "第三十一条" not in board


@pytest.mark.usual_day
def test_the_decision_is_told_with_reasons_and_articles_in_both_languages(here: World) -> None:
    assert "2026年6月1日（星期一）送达生效" in strip_tags(page("service", here.service.id))
    assert "第三十一条第一款" in page("service", here.service.id)
    english = strip_tags(page("service", here.service.id, language="en"))
    assert "Effective on Monday, 1 June 2026" in english
    assert "art. 31 para. 1" in english


@pytest.mark.usual_day
def test_periods_are_told_with_their_last_day(here: World) -> None:
    complaint = here.complaint.services.get()
    told = page("service", complaint.id)
    assert "答辩" in told
    assert "2026年6月16日" in told


@pytest.mark.usual_day
def test_a_hearing_shows_whether_a_default_judgment_could_rest_on_the_summons(here: World) -> None:
    told = page("hearings", here.case.id)
    assert "传票" in told
    assert "传票于2026年6月1日送达" in told
    assert "对其不作缺席判决" in told  # the plaintiff: their claim is deemed withdrawn


def test_the_timeline_tells_both_times_and_who(here: World) -> None:
    told = page("story", here.case.id)
    for sentence in ("法院登记了案件", "当事人同意电子送达", "送达信息到达受送达人特定系统", "送达生效"):
        assert sentence in told
    assert "记录于" in told


def test_the_timeline_has_a_heading_for_each_day_and_times_below_it(here: World) -> None:
    shown = BeautifulSoup(page("story", here.case.id), "html.parser")
    days = shown.select("h3.day")
    assert days
    assert bool(shown.select('.sift a[href="#day-1"]')) == (len(days) > 1)
    times = [time.get_text() for time in shown.select(".story li > time")]
    assert any(re.fullmatch(r"\d\d:\d\d:\d\d", time) for time in times)


def test_earlier_events_are_a_page_further(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("songda.records.overview.boards.queries", "songda.web.console.cases.case"):
        monkeypatch.setattr(f"{module}.TIMELINE_PAGE", 5)
    address = reverse("console:story", args=[here.case.id])
    newest = signed_in().get(address).content.decode()
    assert "法院登记了案件" not in newest
    seen = 0
    while "法院登记了案件" not in newest and seen < 20:
        earlier = re.search(r"\?before=\d+", newest)
        assert earlier is not None
        newest = signed_in().get(address + earlier[0]).content.decode()
        seen += 1
    assert seen > 1


def test_an_envelope_shows_parts_receipts_acts_and_the_words_that_went_out(here: World) -> None:
    told = page("envelope", here.envelope.id)
    for word in ("已到达", "服务商已接收", "确认收悉", "【孝义市人民法院】"):
        assert word in told


def test_a_one_time_code_is_never_shown_to_staff(here: World) -> None:
    send_code(here.envelope, NOW)
    code = Attempt.objects.get(purpose="code")
    assert code.text_sealed
    told = page("envelope", here.envelope.id)
    assert "验证码" in told
    assert "仅供您本人" not in told


def test_a_locked_link_is_unlocked_by_a_clerk(here: World) -> None:
    Envelope.objects.filter(id=here.envelope.id).update(locked_at=clock.now(), wrong_tries=5)
    assert "解除链接锁定" in page("envelope", here.envelope.id)
    assert signed_in().post(reverse("console:unlock", args=[here.envelope.id])).status_code == 302
    here.envelope.refresh_from_db()
    assert here.envelope.locked_at is None


def test_a_judge_rules_on_an_objection_once(here: World) -> None:
    assert "处理异议" in page("envelope", here.envelope.id, Role.JUDGE)
    assert "异议由法官处理" in page("envelope", here.envelope.id)
    judge = signed_in(role=Role.JUDGE)
    address = reverse("console:rule_objection", args=[here.objection.id])
    judge.post(address, {"outcome": "rejected", "reason": "无证据", "seen": "@"})
    judge.post(address, {"outcome": "accepted", "reason": "有证据", "seen": "@"})
    here.objection.refresh_from_db()
    assert here.objection.ruling == "rejected"


def test_a_ruling_that_nobody_offered_changes_nothing(here: World) -> None:
    signed_in(role=Role.JUDGE).post(
        reverse("console:rule_objection", args=[here.objection.id]), {"outcome": "maybe", "reason": "不知道"}
    )
    here.objection.refresh_from_db()
    assert here.objection.ruling == "pending"


def test_the_certificate_is_handed_out_byte_for_byte(here: World) -> None:
    answer = signed_in().get(reverse("console:certificate_file", args=[here.certificate.id]))
    assert answer.content == here.certificate.read()
    assert here.certificate.number in page_of_certificates()


def page_of_certificates() -> str:
    return signed_in().get(reverse("console:certificates")).content.decode()


def test_the_proof_bundle_waits_for_its_seal(here: World) -> None:
    address = reverse("console:bundle", args=[here.service.id])
    assert signed_in().get(address).status_code == 302
    sequence(NOW)
    answer = signed_in().get(address)
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    (taken,) = Event.objects.filter(name="bundle.exported")  # of the two visits one took it
    assert taken.data == {
        "court": str(here.case.court_id),
        "cases": [str(here.case.id)],
        "parties": [str(here.service.envelope.party_id)],
        "door": "serving",
        "service": str(here.service.id),
        "sha256": hashlib.sha256(answer.content).hexdigest(),
    }
    assert taken.actor.startswith("staff:")
    sequence(NOW)
    first, again = (open_bundle(body).events for body in (answer.content, signed_in().get(address).content))
    assert [event.row for event in again] == [event.row for event in first]  # who took it out is no part of the proof


def test_the_page_of_an_envelope_tells_its_whole_course_newest_first(here: World) -> None:
    shown = page("envelope", here.envelope.id, language="en")
    course = shown[shown.index('id="story"') :]
    told = (
        "The recipient objected to the service.",
        "Service took effect.",
        "The message arrived",
        "The provider took the message.",
        "A try to reach the recipient was planned.",
        "The court ordered these papers",
    )
    places = [course.index(sentence) for sentence in told]
    assert places == sorted(places)
