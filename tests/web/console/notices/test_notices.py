"""Before a public notice: the page says what is left, takes what cannot be used, and puts the rest before the judge."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.records.matter.circumstances.models import Circumstance
from songda.records.service.deeds.models import Deed
from songda.records.service.determinations.models import Determination
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from tests import make
from tests.records.stage import defendant, envelope, paper
from tests.web.console.world import signed_in, typed

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


def sealed() -> Envelope:
    return envelope(defendant(make.case(), address_class=None, consents=False))


def in_vain(of: Envelope, way: str = "direct", kind: str = "failed") -> Deed:
    services = tuple(of.services.values_list("id", flat=True))
    step = StepDraft(kind, clock.now() - 2 * DAY, words="无人在家")
    return record_deed(of, DeedDraft(way, services, step), "engine", clock.now())


def url(name: str, of: Envelope) -> str:
    return reverse(f"console:{name}", args=[of.id])


def notice_page(of: Envelope, client: Client | None = None) -> str:
    return (client or signed_in()).get(url("deed", of) + "?way=public_notice").content.decode()


def door(of: Envelope, *ways: str) -> str:
    at = reverse("console:note_of_party", args=[of.party_id])
    return f"{at}?kind=ways_ruled_out&envelope={of.id}" + "".join(f"&way={way}" for way in ways)


def rule_out(of: Envelope, **changes: object) -> int:
    told = {
        "ways": ["mail", "entrusted"],
        "basis": "address_does_not_exist",
        "since": typed(clock.now() - DAY),
        "words": "社区称该楼已拆除",
    }
    return signed_in().post(door(of), told | changes, follow=True).status_code


def publish(of: Envelope) -> tuple[int, str]:
    services = [str(service.id) for service in of.services.all()]
    told = {"papers": services, "kind": "published", "at": typed(clock.now()), "words": "人民法院公告网", "scan": ""}
    page = signed_in().post(url("deed", of) + "?way=public_notice", told, follow=True)
    return page.status_code, page.content.decode()


def decide(judge: Client, of: Envelope, outcome: str, reason: str) -> str:
    page = judge.get(url("judge_notice", of)).content.decode()
    told = {"outcome": outcome, "reason": reason, "seen": page.split('name="seen" value="')[1].split('"')[0]}
    return judge.post(url("rule_notice", of), told, follow=True).content.decode()


def test_the_page_tells_tier_by_tier_what_is_left_and_takes_no_notice_yet() -> None:
    of = sealed()
    in_vain(of)
    page = notice_page(of)
    assert "直接送达或者留置送达" in page
    assert "无人在家" in page
    assert 'href="' + door(of, "mail", "entrusted").replace("&", "&amp;") + '"' in page
    assert 'name="papers"' not in page
    assert url("ask_judge", of) in page
    status, page = publish(of)
    assert (status, "公告送达的条件尚不具备" in page) == (422, True)
    assert "人民法院公告网" in page


def test_ways_that_cannot_be_used_are_put_on_record_and_open_the_notice() -> None:
    of = sealed()
    in_vain(of)
    assert rule_out(of) == 200
    page = notice_page(of)
    assert "社区称该楼已拆除" in page
    assert 'name="papers"' in page
    assert publish(of)[0] == 200
    assert Deed.objects.filter(way="public_notice").exists()


def test_what_is_wrong_with_an_entry_is_told_beside_its_field() -> None:
    of = sealed()
    assert rule_out(of, words=" ") == 422
    assert rule_out(of, since=typed(clock.now() + DAY)) == 422
    assert not Circumstance.objects.exists()


def test_the_form_begins_with_the_ways_that_are_left() -> None:
    page = signed_in().get(door(sealed(), "mail", "pigeon")).content.decode()
    assert page.count("checked") == 1


def test_a_mistaken_entry_is_struck_with_a_reason_and_the_way_leads_back_to_the_notice() -> None:
    of = sealed()
    in_vain(of)
    rule_out(of)
    strike = f"{reverse('console:strike_circumstance', args=[Circumstance.objects.get().id])}?envelope={of.id}"
    assert f'href="{strike}"' in notice_page(of)
    assert signed_in().post(strike, {"reason": ""}).status_code == 422
    page = signed_in().post(strike, {"reason": "查的是另一栋楼"}, follow=True).content.decode()
    assert "社区称该楼已拆除" not in page
    assert "邮寄送达或者委托送达没有未能送达的记录" in page


def test_an_auditor_reads_the_course_without_the_words_and_names() -> None:
    of = sealed()
    in_vain(of)
    rule_out(of)
    page = signed_in(role=Role.AUDITOR).get(url("tried", of)).content.decode()
    assert "地址不存在" in page
    assert "拆除" not in page
    assert "无人在家" not in page


def test_the_judge_approves_at_his_desk_and_the_clerk_finds_the_way_back() -> None:
    of = sealed()
    in_vain(of)
    asked = signed_in().post(url("ask_judge", of), follow=True).content.decode()
    assert "报请法官批准" in asked
    assert url("ask_judge", of) not in asked
    judge = signed_in(role=Role.JUDGE)
    assert url("judge_notice", of) in judge.get(reverse("console:judge")).content.decode()
    assert "无人在家" in judge.get(url("judge_notice", of)).content.decode()
    assert "已作出决定" in decide(judge, of, "approved", "居委会证明无从投递。")
    task = Task.objects.get(kind="note_notice", closed_at=None)
    today = signed_in().get(reverse("console:today")).content.decode()
    assert "法官已批准公告送达" in today
    assert url("deed", of) + "?way=public_notice" in today
    page = notice_page(of)
    assert "居委会证明无从投递。" in page
    assert "法官认定无法送达" in page
    assert publish(of)[0] == 200
    task.refresh_from_db()
    assert task.closed_at is not None
    decided = judge.get(reverse("console:judge_decisions")).content.decode()
    assert "批准公告送达" in decided
    assert url("judge_notice", of) in decided


def test_a_declined_notice_says_so_and_a_way_that_opens_later_is_not_approved() -> None:
    of = sealed()
    in_vain(of)
    judge = signed_in(role=Role.JUDGE)
    decide(judge, of, "declined", "先行邮寄。")
    assert "不批准公告送达" in notice_page(of)
    decide(judge, of, "approved", "已补充调查。")
    make.consent(of.party)
    assert "该批准不及于其后可以采用的送达方式" in notice_page(of)


def test_where_there_is_nothing_to_ask_it_is_said() -> None:
    of = sealed()
    page = signed_in().post(url("ask_judge", of), follow=True).content.decode()
    assert "尚无任何送达尝试" in page
    assert "尚无任何送达尝试" in signed_in(role=Role.JUDGE).get(url("judge_notice", of)).content.decode()
    assert not Determination.objects.exists()


def test_what_the_notice_must_tell_stands_beside_the_papers_that_ask_for_it() -> None:
    party = defendant(make.case(), address_class=None, consents=False)
    of = envelope(party, paper(party.case), make.paper(party.case, "complaint_copy", title="起诉状副本"))
    page = notice_page(of)
    assert "公告应当说明起诉或者上诉要点。" in page
    assert "公告应当说明逾期不出庭的法律后果。" in page
    assert "公告应当说明裁判主要内容。" not in page
    assert "第一百三十九条" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_before_a_notice_is_there_in_both_languages(language: str) -> None:
    of = sealed()
    in_vain(of)
    for address in (door(of), url("tried", of)):
        assert signed_in(language=language).get(address).status_code == 200
    assert signed_in(role=Role.JUDGE, language=language).get(url("judge_notice", of)).status_code == 200
