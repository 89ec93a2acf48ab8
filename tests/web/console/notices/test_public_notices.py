"""A clerk writes, publishes and proves a notice; a judge weighs a time without it; the files are there to take."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from songda.core.delivery.ladder.public_notice import LookResult
from songda.records.ground.evidence.actions import sequence
from songda.records.overview.notice_papers import file_of_report, seal_notices
from songda.records.service.deeds.models import DeedStep
from songda.records.service.orders.models import Envelope
from songda.records.ways.public_notices.models import NoticeGap, NoticePosting, NoticeReport, PublicNotice
from tests import make
from tests.records.ways.public_notices.scene import DAY, HOUR, PUBLISHED, SAID, exhausted, look, published
from tests.surroundings.day import clock_at
from tests.web.console.outreach.things import picture
from tests.web.console.world import signed_in, typed

pytestmark = pytest.mark.database


def typed_text(sealed: Envelope, **changes: Any) -> dict[str, Any]:
    papers = [str(service.id) for service in sealed.services.all()]
    return {"papers": papers, **{each.value: words for each, words in SAID.items()}, **changes}


def url(name: str, key: object) -> str:
    return reverse(f"console:{name}", args=[key])


def shown(client: Client, sealed: Envelope) -> str:
    return client.get(url("notice", sealed.id)).content.decode()


def test_from_the_first_word_to_the_page() -> None:
    sealed, client = exhausted(), signed_in()
    with clock_at(PUBLISHED):
        form = client.get(url("draft_notice", sealed.id)).content.decode()
        assert "因直接送达、邮寄送达均未能向你送达" in form  # what was tried in vain is proposed
        missing = client.post(url("draft_notice", sealed.id), typed_text(sealed, hearing=""))
        assert missing.status_code == 422
        assert client.post(url("draft_notice", sealed.id), typed_text(sealed)).status_code == 302
        page = shown(client, sealed)
        assert "自发出公告之日起，经过30日，即视为送达" in page
        seen = re.search(r'name="text" value="(\w{64})"', page)
        assert seen
        answer = client.post(url("publish_notice", sealed.id), {"text": seen[1]}, follow=True).content.decode()
    notice = PublicNotice.objects.get()
    assert notice.published_at is not None
    assert PUBLISHED <= notice.published_at < PUBLISHED + HOUR
    assert f"/notices/{notice.token}" in answer
    with clock_at(PUBLISHED + HOUR):
        assert Client().get(f"/notices/{notice.token}.pdf").status_code == 404
        assert "正在" in shown(client, sealed)
        seal_notices(PUBLISHED + HOUR)
        document = Client().get(f"/notices/{notice.token}.pdf")
    assert document.content.startswith(b"%PDF-")
    assert len(document.content) > 10_000


def test_a_text_that_somebody_else_changed_meanwhile_is_not_published() -> None:
    sealed, client = exhausted(), signed_in()
    with clock_at(PUBLISHED):
        client.post(url("draft_notice", sealed.id), typed_text(sealed))
        for sent in ("00" * 32, "", "zz" * 32):
            client.post(url("publish_notice", sealed.id), {"text": sent})
    assert PublicNotice.objects.get().published_at is None
    assert not DeedStep.objects.filter(deed__way="public_notice").exists()


def test_the_report_tells_every_try_with_its_place_in_the_log() -> None:
    sealed, client = exhausted(), signed_in()
    sequence(PUBLISHED - HOUR)
    with clock_at(PUBLISHED):
        client.post(url("notice_report", sealed.id))
        report = NoticeReport.objects.get()
        assert client.get(url("notice_report_file", report.id)).status_code == 404
        seal_notices(PUBLISHED)
        report.refresh_from_db()
        taken = client.get(url("notice_report_file", report.id))
    assert taken.content == file_of_report(report)
    assert taken.content.startswith(b"%PDF-")
    from songda.records.ground.evidence.models import Event

    tries = Event.objects.get(name="notice.reported").data["tries"]
    assert len(tries) == 2
    assert all(re.fullmatch(r"#\d+", each) for each in tries)


def test_another_board_is_ordered_printed_and_proved() -> None:
    sealed, client = exhausted(), signed_in()
    notice = published(sealed)
    with clock_at(PUBLISHED + DAY):
        client.post(url("order_board", notice.id), {"board": "residence", "words": "府前街18号"})
        posting = NoticePosting.objects.get()
        assert client.get(url("notice_sheet", posting.id)).status_code == 404
        seal_notices(PUBLISHED + DAY)
        assert client.get(url("notice_sheet", posting.id)).content.startswith(b"%PDF-")
        at = {"at": typed(PUBLISHED + 3 * HOUR), "words": "府前街18号院门"}
        assert client.post(url("prove_board", posting.id), at).status_code == 422
        from django.core.files.uploadedfile import SimpleUploadedFile

        photo = SimpleUploadedFile("door.jpg", picture(), "image/jpeg")
        assert client.post(url("prove_board", posting.id), {**at, "photo": photo}).status_code == 302
        assert client.get(url("notice_photo", posting.id)).content.startswith(b"\xff\xd8")
    assert DeedStep.objects.filter(deed__way="public_notice", manner="at_home").count() == 1


def test_down_back_and_away_each_with_its_reason() -> None:
    sealed, client = exhausted(), signed_in()
    notice = published(sealed)
    with clock_at(PUBLISHED + DAY):
        assert client.post(url("notice_down", notice.id), {"reason": ""}).status_code == 422
        client.post(url("notice_down", notice.id), {"reason": "误操作"})
        assert "已撤下，待恢复" in shown(client, sealed)
        client.post(url("notice_back", notice.id))
        assert "公告中" in shown(client, sealed)
        client.post(url("notice_away", notice.id), {"reason": "姓名有误"})
        assert "已撤销" in shown(client, sealed)
    assert not DeedStep.objects.filter(deed__way="public_notice", struck_at=None).exists()


def test_the_judge_weighs_a_time_without_it_and_a_clerk_does_not() -> None:
    sealed = exhausted()
    notice = published(sealed)
    look(notice, 2, LookResult.ABSENT)
    look(notice, 3)
    gap = NoticeGap.objects.get()
    decision = {"outcome": "stands", "reason": "中断一小时"}
    with clock_at(PUBLISHED + DAY):
        assert signed_in().post(url("weigh_gap", gap.id), decision).status_code == 403
        judge = signed_in(make.user(sealed.case.court, role=Role.JUDGE))
        assert "决定" in shown(judge, sealed)
        assert judge.post(url("weigh_gap", gap.id), decision).status_code == 302
    gap.refresh_from_db()
    assert gap.outcome == "stands"


def test_the_list_tells_where_each_notice_stands_and_nothing_of_another_court() -> None:
    published(exhausted())
    with clock_at(PUBLISHED + DAY):
        assert "公告中" in signed_in().get(reverse("console:public_notices")).content.decode()
        other = signed_in(make.user(make.other_court())).get(reverse("console:public_notices")).content.decode()
    assert "公告中" not in other
