"""Today: the tasks with owner and due date, and what is done with them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from songda import clock
from songda.core.access import Role
from songda.core.delivery.tasks import Fact
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.hearings import set_hearing
from songda.records.service.tasks.actions import TaskDraft, end, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.visits import ask_for
from tests import make
from tests.records.stage import envelope
from tests.records.ways.visits.stage import AT, at_home, out
from tests.surroundings.day import clock_at
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def task(kind: str = "call", reason: str = "unread") -> Task:
    party = make.party(name="李卫国")
    make.address(party)
    sent = envelope(party)
    open_tasks([TaskDraft(kind, reason, party.case, sent)], clock.now() - timedelta(days=3))
    return Task.objects.get(kind=kind)


def today(query: str = "", language: str = "zh-hans") -> str:
    return signed_in(language=language).get(reverse("console:today") + query).content.decode()


def test_a_task_says_what_why_for_whom_and_until_when() -> None:
    open_task = task()
    shown = today()
    for word in ("电话联系受送达人", "文书已到达但逾期未查阅", "李卫国", open_task.case.number, "已逾期"):
        assert word in shown


def test_tasks_are_shown_by_kind() -> None:
    task()
    assert "文书已到达但逾期未查阅" in today("?kind=call")
    assert "文书已到达但逾期未查阅" not in today("?kind=unlock")
    assert "文书已到达但逾期未查阅" in today("?kind=nonsense")


def test_a_task_is_taken_on_and_put_on_record_as_taken() -> None:
    open_task = task()
    clerk = make.user(name="书记员陈")
    signed_in(clerk).post(reverse("console:take_task", args=[open_task.id]))
    open_task.refresh_from_db()
    assert open_task.owner == clerk
    assert Event.objects.filter(name="task.assigned").count() == 1


def ended_by_hand(client: Client, of: Task) -> Task:
    """The task after somebody ended it by hand."""
    on_thursday = timezone.localtime(clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    typed = {"reason": "邮件正在投递", "again": on_thursday}
    client.post(reverse("console:close_task", args=[of.id]), typed)
    of.refresh_from_db()
    return of


def test_no_click_clears_a_list_a_reason_does_and_the_papers_come_again() -> None:
    open_task = task()
    clerk = make.user(name="书记员陈")
    client = signed_in(clerk)
    client.post(reverse("console:close_task", args=[open_task.id]))
    open_task.refresh_from_db()
    assert open_task.closed_at is None
    assert ended_by_hand(client, open_task).closed_by == f"staff:{clerk.id}"
    assert Task.objects.filter(kind="call", closed_at=None).count() == 1


@pytest.mark.parametrize("page", ["case", "envelope"])
def test_what_was_ended_by_hand_is_shown_with_its_reason_and_opened_again(page: str) -> None:
    client, open_task = signed_in(), task()
    ended = ended_by_hand(client, open_task)
    where = reverse(f"console:{page}", args=[getattr(ended, f"{page}_id")])
    shown = client.get(where).content.decode()
    for word in ("人工办结的待办事项", "邮件正在投递", "重新打开"):
        assert word in shown
    client.post(reverse("console:reopen_task", args=[ended.id]), {"next": where})
    ended.refresh_from_db()
    assert ended.closed_at is None
    assert 'id="ended"' not in client.get(where).content.decode()


def test_the_page_says_what_a_task_waits_for() -> None:
    shown = signed_in(language="en").get(reverse("console:close_task", args=[task().id])).content.decode()
    assert "Ends when a call with the recipient is on record." in shown
    assert "cannot simply be struck off the list" in shown


@pytest.mark.parametrize("page", ["today", "case", "envelope", "close_task"])
@pytest.mark.parametrize(("what", "kind"), [("paper", "print_paper"), ("help", "call")])
def test_what_the_recipient_wrote_stands_where_the_wish_is_worked_on(page: str, what: str, kind: str) -> None:
    party = make.party(name="李卫国")
    sent = envelope(party)
    ask_for(sent, what, "请寄到孝义市新义街12号", clock.now())
    wish = Task.objects.get(kind=kind)
    of = {"case": [sent.case_id], "envelope": [sent.id], "close_task": [wish.id]}.get(page)
    assert "请寄到孝义市新义街12号" in signed_in().get(reverse(f"console:{page}", args=of)).content.decode()


def test_an_auditor_reads_nobodys_words() -> None:
    sent = envelope(make.party(name="李卫国"))
    ask_for(sent, "paper", "请寄到孝义市新义街12号", clock.now())
    auditor = make.user(role=Role.AUDITOR)
    assert "新义街" not in signed_in(auditor).get(reverse("console:today")).content.decode()


def test_what_became_of_the_paper_copy_is_recorded_and_told() -> None:
    sent = envelope(make.party(name="李卫国"))
    ask_for(sent, "paper", "", clock.now())
    wish = Task.objects.get(kind="print_paper")
    now = timezone.localtime(clock.now()).strftime("%Y-%m-%dT%H:%M")
    typed = {"how": "handed_over", "at": now, "note": "本人凭身份证领取"}
    page = signed_in().post(reverse("console:settle_copy", args=[wish.id]), typed, follow=True).content.decode()
    assert "法院提供了纸质文书" in page
    assert "本人凭身份证领取" in page
    assert not Task.objects.filter(kind="print_paper", closed_at=None).exists()


def test_a_task_that_somebody_else_closed_says_so() -> None:
    open_task = task()
    end([open_task.id], Fact.CALLED, "engine", clock.now())
    page = signed_in().get(reverse("console:close_task", args=[open_task.id]), follow=True)
    assert "该待办事项已办结" in page.content.decode()


def test_the_way_back_leads_only_to_pages_of_our_own() -> None:
    open_task = task()
    there = signed_in().post(reverse("console:take_task", args=[open_task.id]), {"next": "https://example.com/"})
    assert there.headers["Location"] == reverse("console:today")


def test_a_hearing_without_a_served_summons_is_named() -> None:
    case = make.case()
    make.party(case, name="李卫国")
    set_hearing(case, clock.now() + timedelta(days=5), "第三审判庭", "engine", clock.now())
    shown = today()
    assert "第三审判庭" in shown
    assert "尚未向该当事人送达本次开庭的传票" in shown


def test_the_nearest_hearings_are_shown_and_all_of_them_where_one_asks() -> None:
    for day in range(1, 13):
        case = make.case()
        set_hearing(case, clock.now() + timedelta(days=day), f"第{day}审判庭", "engine", clock.now())
    assert "第10审判庭" in today()
    assert "第11审判庭" not in today()
    assert "第12审判庭" in today("?hearings=all")


def test_a_court_without_tasks_says_so() -> None:
    assert "Nothing to do here" in today(language="en")


def test_many_tasks_are_shown_a_page_at_a_time() -> None:
    case = make.case()
    open_tasks([TaskDraft("call", "unread", case) for _ in range(51)], clock.now())
    overview = today()
    assert overview.count("文书已到达但逾期未查阅") == 8
    assert "查看全部51项" in overview
    assert today("?lane=calls").count("文书已到达但逾期未查阅") == 50
    assert today("?lane=calls&page=2&kind=call").count("文书已到达但逾期未查阅") == 1
    assert "暂无事项" in today("?lane=paper")


def test_whoever_goes_on_a_round_sees_it_on_their_today_and_nobody_else_does() -> None:
    phone = out(at_home(), at_home(place="032300 山西省 吕梁市 孝义市 崇文街3号"))
    day = f"{phone.round.day:%Y}年{phone.round.day.month}月{phone.round.day.day}日"
    with clock_at(AT):
        shown = signed_in(phone.person).get(reverse("console:today")).content.decode()
        assert (day in shown, reverse("console:round", args=[phone.round.id]) in shown) == (True, True)
        assert "2/2" in shown
        other = signed_in(make.user(phone.person.court)).get(reverse("console:today")).content.decode()
        assert reverse("console:round", args=[phone.round.id]) not in other


def test_a_hearing_tomorrow_to_which_nobody_is_summoned_stands_above_everything() -> None:
    party = make.party(name="李卫国")
    at = timezone.localtime(clock.now()).replace(hour=9, minute=0) + timedelta(days=1)
    set_hearing(party.case, at + timedelta(days=9), "第三审判庭", "engine", clock.now())
    assert 'id="pressing"' not in today()
    set_hearing(party.case, at, "第一审判庭", "engine", clock.now())
    shown = today()
    above = shown[shown.index('id="pressing"') : shown.index('class="figures"')]
    assert ("第一审判庭" in above, "第三审判庭" in above, "李卫国" in above) == (True, False, True)
