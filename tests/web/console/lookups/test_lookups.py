"""The room of look-ups: one asks, another approves, numbers stay masked until whoever calls uncovers them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.records.court.staff.models import User
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.corrections import correct_party, draft_of
from songda.records.matter.parties.models import Address
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.handing import take_task
from songda.records.service.tasks.models import Task
from songda.records.ways.lookups.course import end_pending
from songda.records.ways.lookups.models import Alarm, FoundNumber, Lookup
from songda.registries.contract import ReplyCode
from tests import make
from tests.records.ways.lookups.stage import WHY, Book, ask_all, found, requested, says
from tests.web.console.beside import alarm
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
TYPED = {"purpose": "service", "ground": "no_address", "why": WHY, "operators": ["mobile", "telecom"], "days": "7"}


def shown(name: str, key: object, user: User, language: str = "zh-hans") -> str:
    return signed_in(user, language=language).get(reverse(f"console:{name}", args=[key])).content.decode()


def test_a_clerk_asks_a_supervisor_approves_and_the_operators_answer() -> None:
    clerk, chief, party = make.user(), make.user(role=Role.SUPERVISOR, name="庭长梁"), make.party()
    page = signed_in(clerk).post(reverse("console:new_lookup", args=[party.id]), TYPED, follow=True)
    lookup = Lookup.objects.get()
    assert "并列入审批人的待办" in page.content.decode()
    assert "批准</button>" not in page.content.decode()
    approval = signed_in(chief).post(reverse("console:approve_lookup", args=[lookup.id]), follow=True).content.decode()
    assert "正在向运营商查询" in approval
    ask_all(
        Book(lambda one: says(ReplyCode.NUMBERS if one.operator == "mobile" else ReplyCode.NONE, make.mobile())(one)),
        clock.now(),
    )
    seen = shown("lookup", lookup.id, clerk)
    assert "共2家运营商，2家已答复" in seen
    assert "中国电信" in seen


def test_a_request_that_came_to_nothing_says_why() -> None:
    lookup, clerk = requested(), make.user(name="陈书记员乙")
    changed = replace(draft_of(lookup.party), name="王受害")
    correct_party(lookup.party, changed, Reason("笔误更正"), "engine", make.NOW)
    assert end_pending(make.NOW) == 1
    ended = shown("lookup", lookup.id, clerk)
    assert "姓名或者证件号码已更正" in ended
    assert "0家已答复" in ended
    assert "未发出，不等于没有号码" in ended


@pytest.mark.parametrize(("address", "by"), [("decline_lookup", Role.SUPERVISOR), ("withdraw_lookup", Role.CLERK)])
def test_whoever_asked_reads_why_it_was_declined_or_taken_back(address: str, by: Role) -> None:
    lookup = requested()
    Lookup.objects.update(valid_until=make.NOW + timedelta(days=1500))
    asker = User.objects.get(id=lookup.asked_by.removeprefix("staff:"))
    who = asker if by is Role.CLERK else make.user(role=by, name="庭长梁")
    signed_in(who).post(reverse(f"console:{address}", args=[lookup.id]), {"reason": "其他方式尚未穷尽"})
    assert "其他方式尚未穷尽" in shown("lookup", lookup.id, asker)
    assert "其他方式尚未穷尽" not in shown("lookup", lookup.id, make.user(role=Role.AUDITOR, name="审计冯"))


def test_the_asker_cannot_approve_through_the_address_either() -> None:
    chief = make.user(role=Role.SUPERVISOR, name="庭长梁")
    lookup = requested(by=chief)
    page = signed_in(chief).post(reverse("console:approve_lookup", args=[lookup.id]), follow=True).content.decode()
    lookup.refresh_from_db()
    assert "不能审批本人提出的申请" in page
    assert lookup.state == "waiting"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"why": "急"}, "请写明其他方式为何不足"),
        ({"purpose": ""}, "请选择查询用途"),
        ({"days": "31"}, "30"),
        ({"operators": []}, "请选择运营商"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(typed: dict[str, object], told: str) -> None:
    page = signed_in().post(reverse("console:new_lookup", args=[make.party().id]), {**TYPED, **typed})
    assert page.status_code == 422
    assert told in page.content.decode()
    assert not Lookup.objects.exists()


def test_a_found_number_is_masked_everywhere_until_whoever_calls_uncovers_it() -> None:
    number = make.mobile()
    lookup = found(number)
    party, caller = lookup.party, make.user(name="陈书记员甲")
    full = signed_in(caller).post(reverse("console:show_party", args=[party.id])).content.decode()
    pages = [full, shown("lookup", lookup.id, caller), shown("new_call", party.id, caller)]
    assert [number in page for page in pages] == [False] * 3
    address = reverse("console:uncover_number", args=[FoundNumber.objects.get().id])
    assert "只有申请人或者正在承办" in signed_in(caller).post(address, follow=True).content.decode()
    take_task(Task.objects.get(kind="call"), caller, make.NOW)
    assert number in signed_in(caller).post(address, follow=True).content.decode()
    assert number in shown("new_call", party.id, caller)
    assert number not in shown("new_call", party.id, make.user())


@pytest.mark.usual_day
def test_a_call_finds_the_wrong_person_and_the_page_says_that_the_number_is_no_longer_theirs() -> None:
    lookup = found()
    address = Address.objects.get()
    typed = {"address": str(address.id), "at": "2026-06-01T10:00", "minutes": 1, "outcome": "wrong_person"}
    typed |= {"stages": "first_instance", "no_recording": "no_recorder"}
    asker = User.objects.get(id=lookup.asked_by.removeprefix("staff:"))
    signed_in(asker).post(reverse("console:new_call", args=[lookup.party_id]), typed)
    address.refresh_from_db()
    assert address.address_class == "rejected"


def test_look_ups_of_another_court_do_not_exist() -> None:
    lookup, stranger = found(), make.user(make.other_court(), Role.SUPERVISOR)
    for name, key in (("lookup", lookup.id), ("withdraw_lookup", lookup.id), ("decline_lookup", lookup.id)):
        assert signed_in(stranger).get(reverse(f"console:{name}", args=[key])).status_code == 404
    number = FoundNumber.objects.get().id
    assert signed_in(stranger).post(reverse("console:uncover_number", args=[number])).status_code == 404
    assert "暂无号码查询" in signed_in(stranger).get(reverse("console:lookups")).content.decode()


def test_the_watch_shows_alarms_and_takes_what_somebody_else_found() -> None:
    raised, auditor = alarm(), make.user(role=Role.AUDITOR, name="审计员")
    page = signed_in(auditor).get(reverse("console:lookup_watch")).content.decode()
    assert "非工作时间查询" in page
    assert "1条待处理" in page
    done = signed_in(auditor).post(
        reverse("console:review_alarm", args=[raised.id]), {"reason": "已核实，系值班"}, follow=True
    )
    assert "0条待处理" in done.content.decode()
    assert Alarm.objects.get().reviewed_by == f"staff:{auditor.id}"


def test_an_auditor_sees_look_ups_without_a_name_a_reason_or_a_number() -> None:
    number = make.mobile()
    lookup = found(number)
    auditor = make.user(role=Role.AUDITOR, name="审计员")
    for page in (
        shown("lookup", lookup.id, auditor),
        signed_in(auditor).get(reverse("console:lookups")).content.decode(),
    ):
        for hidden in ("李某", number, WHY):
            assert hidden not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_counts_by_operator_in_both_languages(language: str) -> None:
    found()
    page = signed_in(language=language).get(reverse("console:lookups")).content.decode()
    assert {"zh-hans": "中国移动", "en": "China Mobile"}[language] in page
    assert {"zh-hans": "查得号码", "en": "Numbers found"}[language] in page


def test_whoever_has_to_find_an_address_is_led_to_a_look_up_and_the_watch_says_how_many_wait() -> None:
    party = make.party()
    open_tasks([TaskDraft("find_address", "no_address", party.case, party=party)], make.NOW)
    assert reverse("console:new_lookup", args=[party.id]) in signed_in().get(reverse("console:today")).content.decode()
    alarm()
    page = signed_in(role=Role.SUPERVISOR).get(reverse("console:lookups")).content.decode()
    assert '查询监督 <span class="mark bad">1</span>' in " ".join(page.split())
