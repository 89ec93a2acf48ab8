"""The papers: where each stands, what runs from it, opening them, and confirming that they were received."""

import re
from datetime import date, timedelta
from email.message import EmailMessage as Message
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.template.defaultfilters import filesizeformat
from django.utils.html import strip_tags
from django.utils.translation import override

from songda.clock import now
from songda.core.care import Need
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Hearing
from songda.records.matter.papers.models import Paper
from songda.records.matter.papers.pictures import kept_bytes
from songda.records.matter.parties.models import Party
from songda.records.service.findings.queries import services_of
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import RecipientAct
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.answers import wishes_since
from songda.web.portal.paper_state import paper_states
from songda.web.portal.templatetags.portal_words import days_left
from tests import make
from tests.records.stage import defendant, envelope
from tests.records.ways.public_notices.scene import exhausted, published
from tests.web.console.world import certificate
from tests.web.portal.scene import Visitor, arrived, sent, settled

pytestmark = pytest.mark.database


@pytest.mark.usual_day
def test_each_paper_shows_its_state_its_day_and_its_article() -> None:
    page = Visitor(arrived()).prove().get("papers").content.decode()
    for told in ("已送达", "2026年6月1日", "第三十一条"):
        assert told in page


@pytest.mark.usual_day
@pytest.mark.parametrize(
    ("language", "cited"), [("zh-hans", "《人民法院在线诉讼规则》第三十一条"), ("en", ", art. 31")]
)
def test_rules_are_cited_as_the_language_writes_them(language: str, cited: str) -> None:
    soup = BeautifulSoup(
        Visitor(arrived(None, "complaint_copy"), language).prove().get("papers").content, "html.parser"
    )
    links = [link.get_text() for link in soup.select("main a[href^='/rules/']")]
    assert any(cited in link for link in links)
    assert not any("） 第" in link or "规则 第" in link for link in links)


@pytest.mark.usual_day
def test_every_article_leads_to_its_rule_on_the_page_that_is_open_to_everybody() -> None:
    visitor = Visitor(arrived()).prove()
    page = visitor.get("papers").content.decode()
    links = re.findall(r'href="(/rules/([^"?]+)\?on=2026-06-01)"', page)
    assert "cn.olr.31.1" in {anchor for _, anchor in links}
    for place, anchor in links:
        assert f'<article class="rule" id="{anchor}' in visitor.client.get(unescape(place)).content.decode()


@pytest.mark.usual_day
def test_notices_of_any_case_that_concern_this_very_person_are_named_once_they_proved_who_they_are() -> None:
    notice, other = published(exhausted()), published(exhausted())
    served = arrived()
    ours = Party.objects.get(id=served.party_id)
    assert ours.number_index is not None
    Party.objects.filter(id=notice.envelope.party_id).update(number_index=ours.number_index)
    Party.objects.filter(id=other.envelope.party_id).update(number_index=b"\1" * 16)
    visitor = Visitor(served).prove()
    page = visitor.get("papers").content.decode()
    assert f"/notices/{notice.id}" in page
    assert str(other.id) not in page
    assert str(notice.id) not in Visitor(served).get().content.decode()

    assert visitor.post(f"notices/{other.id}").status_code == 404
    assert Visitor(served).post(f"notices/{notice.id}").status_code == 302  # asked who they are
    assert not Event.objects.filter(name="notice.read").exists()
    for _ in range(2):
        answer = visitor.post(f"notices/{notice.id}")
        assert answer["Location"] == f"/notices/{notice.token}"
    (read,) = Event.objects.filter(name="notice.read")
    assert (read.stream, read.data["link"]) == (f"envelope:{notice.envelope_id}", str(served.id))
    assert Task.objects.get(kind="note_notice").reason == "notice_read"

    for wish in ("yes", "yes", "no"):
        assert visitor.post("notices", {"wish": wish}).status_code == 302
        assert ("不再提醒" in visitor.get("papers").content.decode()) is (wish == "yes")
    assert Visitor(served).post("notices", {"wish": "yes"}).status_code == 302  # asked who they are
    assert wishes_since(served, Need.WISH_NOTICES) is None


def test_every_file_says_its_size_before_it_is_taken() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.open()
    visitor.post("papers/receive", {"service": [str(service.id) for service in visitor.services]})
    for service in visitor.services:
        certificate(service)
    pages = {"papers", "papers/received", "address-form", f"papers/{visitor.services[0].id}"}
    taken = set()
    for page in pages:
        soup = BeautifulSoup(visitor.get(page).content, "html.parser")
        for link in soup.select("main a[href^='/']"):
            answer = visitor.client.get(str(link["href"]))
            if not answer.get("Content-Disposition", "").startswith("attachment"):
                continue
            taken.add(answer["Content-Type"])
            if answer["Content-Type"].startswith("text/calendar"):
                assert len(answer.content) < 1024
            else:
                with override("zh-hans"):
                    assert filesizeformat(len(answer.content)) in link.get_text(), link
    assert "application/pdf" in taken


def test_they_ask_for_english_behind_their_certificates_once_and_it_is_on_record() -> None:
    visitor = Visitor(arrived())
    assert visitor.post("english-page")["Location"].endswith("/who")
    visitor.prove()
    assert "附上英文译文" in visitor.get("papers").content.decode()
    for _ in range(2):
        assert visitor.post("english-page").status_code == 302
    assert Envelope.objects.get().has_english_page
    asked = Event.objects.get(name="english_page.asked")
    assert (asked.stream, asked.actor) == (f"envelope:{visitor.envelope.id}", f"recipient:{visitor.envelope.party_id}")
    assert "附上英文译文" not in visitor.get("papers").content.decode()


@pytest.mark.usual_day
def test_the_same_in_english() -> None:
    page = Visitor(arrived(), language="en").prove().get("papers").content.decode()
    for told in ("Served", "1 June 2026", "art. 31"):
        assert told in page
    assert '<html lang="en"' in page


@pytest.mark.usual_day
def test_the_last_day_to_answer_is_shown_with_how_it_was_counted() -> None:
    page = Visitor(arrived(None, "complaint_copy")).prove().get("papers").content.decode()
    for told in ("答辩期限", "2026年6月16日（星期二）", "送达当日不计算在内，从第二天开始数。", "第一百二十八条"):
        assert told in page


def test_the_hearing_stands_first_with_a_file_for_the_calendar() -> None:
    visitor = Visitor(arrived()).prove()
    hearing = Hearing.objects.create(
        case=visitor.envelope.case,
        court=visitor.envelope.case.court,
        at=now() + timedelta(days=9),
        place="第三审判庭",
        set_at=now(),
    )
    page = visitor.get("papers").content.decode()
    assert page.index("第三审判庭") < page.index("文书1")
    file = visitor.get(f"hearing/{hearing.id}")
    assert file["Content-Type"].startswith("text/calendar")
    lines = file.content.decode().split("\r\n")
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert f"DTSTART:{hearing.at:%Y%m%dT%H%M%SZ}" in lines
    assert all(len(line.encode()) <= 75 for line in lines)


def test_a_hearing_of_another_case_is_not_told() -> None:
    other = Hearing.objects.create(case=(case := make.case()), court=case.court, at=now(), place="", set_at=now())
    assert Visitor(arrived()).prove().get(f"hearing/{other.id}").status_code == 404


def test_a_paper_is_closed_until_its_button_is_pressed() -> None:
    visitor = Visitor(arrived()).prove()
    service = visitor.services[0].id
    for page in ("", "/page/1", "/page/1/small", "/original", "/large-print"):
        assert "尚未打开" in visitor.get(f"papers/{service}{page}").content.decode()
    assert not RecipientAct.objects.exists()


def test_pressing_it_is_a_reading_once() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.open()
    visitor.open()
    assert RecipientAct.objects.get().kind == "read"


def test_an_opened_paper_is_shown_as_pictures_with_his_mark() -> None:
    visitor = Visitor(arrived()).prove()
    service = visitor.open()
    assert visitor.get(f"papers/{service}").status_code == 200
    picture = visitor.get(f"papers/{service}/page/1")
    assert picture["Content-Type"] in {"image/webp", "image/jpeg"}
    assert "no-store" in picture["Cache-Control"]
    assert visitor.get(f"papers/{service}/page/2").status_code == 404
    assert visitor.get(f"papers/{service}/page/1").content == picture.content
    small = visitor.get(f"papers/{service}/page/1/small")
    assert (small["Content-Type"], small["Cache-Control"]) == ("image/webp", picture["Cache-Control"])
    assert small.content != picture.content
    assert "ECT" in small["Vary"]
    asked = visitor.get(f"papers/{service}")
    page = asked.content.decode()
    assert f"/papers/{service}/page/1/small" in page
    assert asked["Accept-CH"] == "ECT"


def test_the_sharp_picture_is_weighed_before_it_is_fetched() -> None:
    visitor = Visitor(arrived()).prove()
    service = visitor.open()
    assert kept_bytes(visitor.services[0].paper, 2) is None  # never drawn: there is no such page
    sharp = len(visitor.get(f"papers/{service}/page/1").content)
    told = re.search(r"约([\d.]+)\s*KB", sharper(visitor, service))
    assert told is not None
    assert 0.6 * sharp < float(told[1]) * 1024 < 1.6 * sharp


def sharper(visitor: Visitor, service: object) -> str:
    """What stands under the first page's picture."""
    page = visitor.get(f"papers/{service}").content.decode()
    return page.split("<figcaption>")[1].split("</figcaption>")[0]


def test_whoever_says_that_their_line_is_fast_gets_softer_letters_and_nobody_else() -> None:
    visitor = Visitor(arrived()).prove()
    service = visitor.open()
    path = f"papers/{service}/page/1/small"
    plain = visitor.get(path).content
    assert visitor.get(path, HTTP_ECT="3g").content == plain
    assert visitor.get(path, HTTP_ECT="4g").content != plain


def test_the_original_is_the_very_file_of_the_court() -> None:
    visitor = Visitor(arrived()).prove()
    service = visitor.open()
    answer = visitor.get(f"papers/{service}/original")
    assert answer.content == visitor.services[0].paper.read()
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("title", ['起诉状"; filename="a.exe', "a\\b; x=1", "起诉状", "100% of it"])
def test_a_paper_is_saved_under_its_title_whatever_signs_are_in_it(title: str) -> None:
    case = make.case()
    visitor = Visitor(sent(defendant(case), make.paper(case, title=title))).prove()
    told = Message()
    told["Content-Disposition"] = visitor.get(f"papers/{visitor.open()}/original")["Content-Disposition"]
    assert told.get_content_disposition() == "attachment"
    assert (told.get_filename() or "").removesuffix(".pdf") == title


def test_that_a_paper_was_taken_as_a_file_goes_on_record_once_a_visit_and_is_no_reading() -> None:
    visitor = Visitor(arrived()).prove()
    first, second = visitor.open(), visitor.services[0].id
    visitor.client.head(f"/s/{visitor.token}/papers/{first}/original")
    assert not Event.objects.filter(name="paper.downloaded").exists()
    acts = RecipientAct.objects.count()
    for _ in range(3):
        visitor.get(f"papers/{first}/original")
    taken = Event.objects.get(name="paper.downloaded")
    assert (taken.data["service"], taken.actor) == (str(second), f"recipient:{visitor.envelope.party_id}")
    assert RecipientAct.objects.count() == acts
    visitor.post("leave")
    Visitor(visitor.envelope, client=visitor.client).prove().get(f"papers/{first}/original")
    assert Event.objects.filter(name="paper.downloaded").count() == 2


def test_a_paper_that_was_not_opened_cannot_be_taken() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.get(f"papers/{visitor.services[0].id}/original")
    assert not Event.objects.filter(name="paper.downloaded").exists()


def test_a_picture_without_words_cannot_be_read_aloud_and_says_so() -> None:
    visitor = Visitor(arrived()).prove()
    page = visitor.get(f"papers/{visitor.open()}/large-print").content.decode()
    assert "无法朗读" in page
    assert "12368" in page


def test_papers_of_others_do_not_exist_here() -> None:
    strange = Visitor(arrived()).services[0].id
    visitor = Visitor(arrived()).prove()
    for page in ("", "/page/1", "/page/1/small", "/original", "/large-print", "/certificate"):
        assert visitor.get(f"papers/{strange}{page}").status_code == 404
    assert visitor.post(f"papers/{strange}/open").status_code == 404


def test_receipt_is_confirmed_for_the_ticked_papers_alone() -> None:
    visitor = Visitor(arrived(None, "summons", "complaint_copy")).prove()
    first, second = visitor.services
    ticked = {"service": [str(first.id)], "unopened": "known"}
    assert visitor.post("papers/receive", ticked)["Location"].endswith("/papers/received")
    assert [(act.service_id, act.kind) for act in RecipientAct.objects.all()] == [(first.id, "acknowledged")]
    confirmed, unread = visitor.get("papers/received").content.decode().split("还没有看的文书")
    assert first.paper.title in confirmed
    assert second.paper.title not in confirmed
    assert second.paper.title in unread


@pytest.mark.usual_day
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh-hans", ("答辩期限", "最后一天 2026年6月16日（星期二）", "送达当日不计算在内，从第二天开始数。")),
        ("en", ("Last day Tuesday, 16 June 2026", "The day of service does not count; the next day is the first.")),
    ],
)
def test_the_page_of_the_receipt_repeats_the_last_days_in_the_words_of_the_papers_page(
    language: str, told: tuple[str, ...]
) -> None:
    visitor = Visitor(arrived(None, "complaint_copy"), language).prove()
    visitor.post("papers/receive", {"service": [str(visitor.services[0].id)], "unopened": "known"})
    for page in ("papers", "papers/received"):
        shown = strip_tags(visitor.get(page).content.decode())
        for words in told:
            assert words in shown


@pytest.mark.parametrize(
    ("branch", "article"),
    [("civil", "《民事诉讼法》第八十五条"), ("administrative", "行政诉讼法〉的解释》第四十八条")],
)
def test_beside_the_last_day_it_says_that_what_is_posted_on_it_is_in_time(branch: str, article: str) -> None:
    visitor = Visitor(arrived(defendant(make.case(branch=branch)), "complaint_copy")).prove()
    page = visitor.get("papers").content.decode()
    assert "含当天）交邮寄出的，不算过期" in page
    assert article in page


def test_where_they_have_nothing_to_file_it_says_nothing_of_posting() -> None:
    page = Visitor(arrived(None, "fee_notice", "summons")).prove().get("papers").content.decode()
    assert "交邮" not in page


def test_nothing_ticked_is_told_and_changes_nothing() -> None:
    visitor = Visitor(arrived()).prove()
    strange = str(Visitor(arrived()).services[0].id)
    for chosen in ([], [strange], ["nonsense"]):
        assert "请勾选" in visitor.post("papers/receive", {"service": chosen}).content.decode()
    assert not RecipientAct.objects.exists()


def test_confirming_twice_is_confirming_once() -> None:
    visitor = Visitor(arrived()).prove()
    chosen = {"service": [str(visitor.services[0].id)], "unopened": "known"}
    visitor.post("papers/receive", chosen)
    visitor.post("papers/receive", chosen)
    assert RecipientAct.objects.count() == 1


def test_the_certificate_is_said_to_be_on_its_way_until_it_is_there() -> None:
    visitor = Visitor(arrived()).prove()
    service = visitor.services[0].id
    visitor.post("papers/receive", {"service": [str(service)], "unopened": "known"})
    settled(visitor.envelope)
    assert "凭证正在生成" in visitor.get("papers/received").content.decode()
    assert visitor.get(f"papers/{service}/certificate").status_code == 404


def test_an_envelope_closed_long_ago_still_shows_its_papers() -> None:
    visitor = Visitor(arrived())
    Envelope.objects.filter(id=visitor.envelope.id).update(closed_at=make.NOW - timedelta(days=900))
    visitor.prove()
    assert "文书1" in visitor.get("papers").content.decode()


def test_a_second_visit_shows_the_earlier_services_and_where_each_stands() -> None:
    first = Visitor(arrived()).prove()
    first.open()
    later = make.paper(first.envelope.case, "judgment", title="判决书")
    second = Visitor(sent(first.envelope.party, later), client=first.client)
    page = second.get("history").content.decode()
    assert "文书1" in page
    assert "已送达" in page
    assert f"/s/{first.token}/papers" in page


@pytest.mark.parametrize(
    ("last_day", "told"),
    [
        (date(2026, 6, 18), "还有2天"),
        (date(2026, 6, 17), "还有1天"),
        (date(2026, 6, 16), "今天是最后一天"),
        (date(2026, 6, 15), "已届满"),
    ],
)
def test_whoever_comes_in_a_hurry_is_told_how_many_days_are_left(last_day: date, told: str) -> None:
    with override("zh-hans"):
        assert days_left(last_day, date(2026, 6, 16)) == told


def test_the_next_paper_is_read_with_one_button_before_all_that_is_folded() -> None:
    visitor = Visitor(arrived(None, "summons", "complaint_copy", "notice_to_respond")).prove()
    for service in visitor.services:
        page = BeautifulSoup(visitor.get("papers").content, "html.parser")
        (main,) = [button for button in page.select("main .btn.main") if not button.find_parent("details")]
        form = main.find_parent("form")
        assert form is not None
        assert form["action"] == f"/s/{visitor.token}/papers/{service.id}/open"
        assert service.paper.title in main.get_text()
        visitor.open(service.id)
    page = BeautifulSoup(visitor.get("papers").content, "html.parser")
    (main,) = [button for button in page.select("main .btn.main") if not button.find_parent("details")]
    assert "receive_all" in str(main.find_parent("form"))


def test_the_clerk_and_the_street_to_which_an_answer_goes_stand_on_the_page() -> None:
    envelope = arrived(None, "complaint_copy")
    case = envelope.case
    case.registered_by = make.user(case.court)
    case.save()
    Court.objects.filter(id=case.court_id).update(street="某省某市人民路1号")
    visitor = Visitor(envelope).prove()
    page = visitor.get("papers").content.decode()
    assert str(case.registered_by) in page
    assert "某省某市人民路1号" in page
    assert case.court.phone in page


def test_one_file_puts_every_hearing_and_every_last_day_into_the_calendar_with_the_street() -> None:
    assert Visitor(arrived(None, "rights_notice")).prove().get("dates").status_code == 404
    visitor = Visitor(arrived(None, "summons", "complaint_copy")).prove()
    case = visitor.envelope.case
    Court.objects.filter(id=case.court_id).update(street="某省某市人民路1号")
    nine_days_on = now() + timedelta(days=9)
    Hearing.objects.create(case=case, court=case.court, at=nine_days_on, place="第三审判庭", set_at=now())
    shown = visitor.get("papers").content.decode()
    assert f"/s/{visitor.token}/dates" in shown
    file = visitor.get("dates").content.decode().replace("\r\n ", "")
    periods = [period for paper in paper_states(services_of(visitor.envelope)) for period in paper.periods]
    assert file.count("BEGIN:VEVENT") == 1 + len(periods)
    for period in periods:
        assert f"DTSTART;VALUE=DATE:{period.last_day:%Y%m%d}" in file
        assert f"SUMMARY:“{period.name}”的最后一天" in file
    assert file.count("某省某市人民路1号") >= 1 + len(periods)


def test_a_paper_whose_correction_was_sent_to_them_says_to_go_by_that_one() -> None:
    visitor = Visitor(arrived(None, "summons", "notice_to_respond")).prove()
    party, old = visitor.envelope.party, visitor.services[0].paper
    corrected = make.paper(party.case, "summons", title="更正")
    Paper.objects.filter(id=corrected.id).update(replaces=old)
    assert "请以更正后的为准" not in visitor.get("papers").content.decode()
    envelope(party, Paper.objects.get(id=corrected.id))
    shown = visitor.get("papers").content.decode()
    assert shown.count("请以更正后的为准") == 1
    assert shown.index(old.title) < shown.index("请以更正后的为准") < shown.index(visitor.services[1].paper.title)
