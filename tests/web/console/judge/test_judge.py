"""The judge's desk: what waits, for whom, how it is decided, and what the clerk then sees."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.core.identity import Assurance
from songda.records.court.staff.models import User
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.parties.models import Consent, Party
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Service
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.off_line import mark_offline
from songda.records.ways.portal.acts import answers
from songda.records.ways.portal.acts.visits import note_opening
from tests import make
from tests.records.stage import defendant, envelope, paper
from tests.surroundings.ready import ready_made
from tests.web.console.world import serve, signed_in, world

pytestmark = pytest.mark.database
NOW = clock.now() - timedelta(days=2)


@ready_made
def presumed(judge: User | None = None, *kinds: str) -> tuple[Party, list[Service]]:
    """Papers that were read at a number that a look-up found, with a consent on file: the judge decides."""
    party = defendant(make.case(judge_id=judge.id if judge else None, cause="民间借贷纠纷"), "found")
    served = serve(party, *[paper(party.case, kind) for kind in kinds or ("summons",)])
    services = list(Service.objects.filter(envelope=served).order_by("id"))
    for service in services:
        note_opening(service, Assurance.NUMBER_AND_CODE, make.NOW + timedelta(minutes=10))
    ask_law(make.NOW + timedelta(minutes=11))
    return party, services


def judge(name: str = "周法官", **words: object) -> User:
    return make.user(role=Role.JUDGE, name=name, **words)  # type: ignore[arg-type]


def opened(client: Client, name: str, *keys: object) -> str:
    answer = client.get(reverse(f"console:{name}", args=keys))
    assert answer.status_code == 200
    return answer.content.decode()


def seen_on(client: Client, name: str, *keys: object) -> str:
    """The mark that the page's form carries."""
    answer = client.get(reverse(f"console:{name}", args=keys))
    return str(answer.context["form"]["seen"].value())


def decide(client: Client, service: Service, outcome: str, **more: object) -> int:
    address = reverse("console:determine_finding", args=[service.id])
    typed = {"outcome": outcome, "reason": "查阅记录与核验一致", "seen": seen_on(client, "judge_finding", service.id)}
    return client.post(address, {**typed, **more}).status_code


def test_a_judge_begins_at_his_desk() -> None:
    judge_client = signed_in(judge())
    assert "法官工作台" in opened(judge_client, "judge")
    user = judge()
    answer = Client().post(reverse("account_login"), {"login": user.username, "password": "correct horse battery"})
    assert answer.headers["Location"] == reverse("console:judge")


def test_an_empty_desk_says_so() -> None:
    assert "暂无需要决定的事项" in opened(signed_in(judge()), "judge")


def test_the_desk_shows_what_waits_with_what_happened_and_what_the_law_says() -> None:
    party, (service,) = presumed()
    told = opened(signed_in(judge()), "judge")
    for words in (party.case.number, "李某某", "推定送达", reverse("console:judge_finding", args=[service.id])):
        assert words in told
    english = signed_in(judge(), language="en")
    assert "Presumed served" in opened(english, "judge")


def test_his_own_cases_come_first_and_those_of_other_judges_only_when_he_asks() -> None:
    own, other = judge(), judge("吴法官")
    party, _ = presumed(own)
    assert party.case.number in opened(signed_in(own), "judge")
    assert party.case.number not in opened(signed_in(other), "judge")
    whole = signed_in(other).get(reverse("console:judge"), {"whole": "1"}).content.decode()
    assert party.case.number in whole


@pytest.mark.usual_day
def test_the_page_of_a_finding_shows_what_hangs_on_either_ruling() -> None:
    _, (service,) = presumed(None, "complaint_copy")
    told = opened(signed_in(judge()), "judge_finding", service.id)
    for words in ("如认定有效", "如认定无效", "2026年6月16日", "人民法院在线诉讼规则"):
        assert words in told


@pytest.mark.usual_day
def test_a_finding_is_decided_with_a_reason_and_the_clerk_sees_what_changed() -> None:
    chief = judge()
    party, (service,) = presumed(chief, "complaint_copy")
    assert decide(signed_in(chief), service, "does_not_count") == 302
    ask_law(clock.now())
    assert Finding.objects.get(service=service).status == "not_effective"
    task = Task.objects.get(kind="note_change")
    clerk = signed_in()
    told = opened(clerk, "change", task.id)
    for words in ("推定2026年6月1日送达", "未送达", "不起算", "查阅记录与核验一致", "周法官"):
        assert words in told
    assert "知悉送达情况的变化" in opened(clerk, "today")
    english = opened(signed_in(language="en"), "change", task.id)
    assert "presumed served on 1 June 2026" in english
    clerk.post(reverse("console:close_task", args=[task.id]))
    assert "推定2026年6月1日送达" in opened(clerk, "change", task.id)
    assert party.case.number in told


def test_a_ruling_may_be_for_the_other_papers_of_the_same_message() -> None:
    _, services = presumed(None, "summons", "complaint_copy")
    client = signed_in(judge())
    assert decide(client, services[0], "counts", also=[str(services[1].id)]) == 302
    ask_law(clock.now())
    assert {f.status for f in Finding.objects.all()} == {"effective"}


def test_without_a_reason_the_page_says_what_is_missing_and_keeps_the_choice() -> None:
    _, (service,) = presumed()
    client = signed_in(judge())
    address = reverse("console:determine_finding", args=[service.id])
    answer = client.post(address, {"outcome": "counts", "reason": "", "seen": ""})
    assert answer.status_code == 422
    assert 'value="counts" id="id_outcome_0" checked' in " ".join(answer.content.decode().split())
    assert not Determination.objects.exists()


def test_a_double_click_is_one_decision_and_a_second_judge_sees_the_first_one() -> None:
    _, (service,) = presumed()
    first, second = signed_in(judge()), signed_in(judge("吴法官"))
    address = reverse("console:determine_finding", args=[service.id])
    mark = seen_on(first, "judge_finding", service.id)
    typed = {"outcome": "counts", "reason": "一致", "seen": mark}
    assert [first.post(address, typed).status_code for _ in range(2)] == [302, 302]
    answer = second.post(address, {**typed, "outcome": "does_not_count"})
    assert answer.status_code == 422
    assert "已发生变化" in answer.content.decode()
    assert "此前决定" in answer.content.decode()
    assert Determination.objects.count() == 1


def test_another_judge_sees_but_does_not_decide() -> None:
    own, other = judge(), judge("吴法官")
    _, (service,) = presumed(own)
    client = signed_in(other)
    assert "由承办法官决定" in opened(client, "judge_finding", service.id)
    address = reverse("console:determine_finding", args=[service.id])
    answer = client.post(address, {"outcome": "counts", "reason": "一致", "seen": ""})
    assert answer.status_code == 403
    assert not Determination.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
def test_clerks_and_supervisors_look_and_do_not_decide(role: Role) -> None:
    _, (service,) = presumed()
    client = signed_in(role=role)
    assert "由承办法官决定" in opened(client, "judge_finding", service.id)
    assert "法官工作台" in opened(client, "judge")
    assert client.post(reverse("console:determine_finding", args=[service.id])).status_code == 403


def test_an_objection_is_ruled_on_from_its_page() -> None:
    here = world()
    client = signed_in(judge())
    told = opened(client, "judge_objection", here.objection.id)
    assert "系统当天故障" in told
    assert reverse("console:judge_objection", args=[here.objection.id]) in opened(client, "envelope", here.envelope.id)
    address = reverse("console:rule_objection", args=[here.objection.id])
    typed = {
        "outcome": "accepted",
        "reason": "运维记录证实",
        "seen": seen_on(client, "judge_objection", here.objection.id),
    }
    assert client.post(address, typed).status_code == 302
    here.objection.refresh_from_db()
    assert here.objection.ruling == "accepted"
    assert "运维记录证实" in opened(client, "judge_objection", here.objection.id)


def test_a_withdrawal_is_decided_from_its_page() -> None:
    party = defendant(make.case())
    consent = party.consents.get()
    answers.withdraw(consent, NOW, f"recipient:{party.id}", NOW)
    client = signed_in(judge())
    assert party.case.number in opened(client, "judge")
    address = reverse("console:rule_withdrawal", args=[consent.id])
    typed = {"outcome": "rejected", "reason": "意在拖延", "seen": seen_on(client, "judge_withdrawal", consent.id)}
    assert client.post(address, typed).status_code == 302
    assert Consent.objects.get(id=consent.id).withdrawal == "rejected"
    assert "撤回不当" in opened(client, "party", party.id)
    assert party.case.number not in opened(client, "judge").partition("近期决定")[0]


def test_a_mark_of_the_clerk_is_confirmed_or_lifted() -> None:
    party = defendant(make.case())
    mark_offline(party, "age", "engine", NOW)
    client = signed_in(judge())
    assert party.case.number in opened(client, "judge")
    address = reverse("console:rule_offline", args=[party.id])
    typed = {"outcome": "ordered", "reason": "不适用", "seen": seen_on(client, "judge_offline", party.id)}
    assert client.post(address, typed).status_code == 422
    assert client.post(address, {**typed, "outcome": "lifted", "reason": "本人同意"}).status_code == 302
    party.refresh_from_db()
    assert party.offline_since is None


def test_the_guard_of_a_hearing_is_passed_over_visibly_and_restored() -> None:
    party = defendant(make.case())
    hearing = set_hearing(party.case, clock.now() + timedelta(days=9), "第三审判庭", "engine", NOW)
    client, keys = signed_in(judge()), (hearing.id, party.id)
    address = reverse("console:rule_guard", args=keys)
    typed = {"outcome": "overridden", "reason": "已公告送达期满", "seen": seen_on(client, "judge_guard", *keys)}
    assert client.post(address, typed).status_code == 302
    for name, key in (("hearings", party.case_id), ("case", party.case_id)):
        assert "法官决定不受把关限制" in opened(client, name, key)
    for name in ("today", "judge"):
        assert "法官决定不受把关限制" in opened(client, name)
    envelope(party, paper(party.case, "summons"))
    assert "已失效" in opened(client, "hearings", party.case_id)
    typed = {"outcome": "restored", "reason": "另行送达", "seen": seen_on(client, "judge_guard", *keys)}
    assert client.post(address, typed).status_code == 302
    assert "已失效" not in opened(client, "hearings", party.case_id)


def test_a_party_of_another_case_has_no_seat_at_a_hearing() -> None:
    party, stranger = defendant(make.case()), defendant(make.case())
    hearing = set_hearing(party.case, clock.now() + timedelta(days=9), "第三审判庭", "engine", NOW)
    assert signed_in(judge()).get(reverse("console:judge_guard", args=[hearing.id, stranger.id])).status_code == 404


@pytest.mark.usual_day
def test_the_history_of_a_finding_tells_until_when_it_stood_and_what_changed_it() -> None:
    _, (service,) = presumed()
    client = signed_in(judge())
    decide(client, service, "counts")
    ask_law(clock.now())
    told = opened(client, "service", service.id)
    for words in ("认定沿革", "推定2026年6月1日送达", "法官认定该次送达是否有效", "查阅记录与核验一致"):
        assert words in told
    assert "How the finding stood" in opened(signed_in(judge(), language="en"), "service", service.id)


def test_what_waits_for_a_judge_is_not_closed_by_hand_and_tasks_tell_what_the_law_says() -> None:
    presumed()
    task = Task.objects.get(kind="decide_finding")
    clerk = signed_in()
    assert "人民法院在线诉讼规则" in opened(clerk, "case", task.case_id)
    clerk.post(reverse("console:close_task", args=[task.id]))
    task.refresh_from_db()
    assert task.closed_at is None


def test_the_desk_is_searched_by_case_number() -> None:
    (one, _), (other, _) = presumed(), presumed()
    found = signed_in(judge()).get(reverse("console:judge"), {"case": one.case.number[6:]}).content.decode()
    assert one.case.number in found
    assert other.case.number not in found
    for odd in ("\0x", "%", "9" * 500):
        assert signed_in(judge()).get(reverse("console:judge"), {"case": odd}).status_code == 200


def test_long_lists_come_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("songda.records.overview.boards.judge_desk.PAGE_SIZE", 2)
    for _ in range(3):
        mark_offline(make.party(), "age", "engine", NOW)
    client = signed_in(judge())
    first = client.get(reverse("console:judge"))
    further = first.context["piles"]["marked"].page.further
    second = client.get(reverse("console:judge"), {"pile": "marked", "page": further})
    assert [len(page.context["piles"]["marked"].rows) for page in (first, second)] == [2, 1]


def test_what_is_decided_on_one_page_lets_nothing_slip_off_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("songda.records.overview.boards.judge_desk.PAGE_SIZE", 2)
    waiting = [presumed()[1][0].id for _ in range(5)]
    client, seen, mark = signed_in(judge()), [], ""
    for _ in range(3):
        page = client.get(reverse("console:judge"), {"pile": "findings", "page": mark}).context["piles"]["findings"]
        seen += [finding.service_id for finding in page.rows]
        Finding.objects.filter(service_id=seen[-2]).update(status="effective")
        mark = page.page.further
    assert sorted(seen) == sorted(waiting)


def test_the_desk_is_read_in_a_fixed_number_of_statements(django_assert_max_num_queries: object) -> None:
    chief = judge()
    presumed(chief)
    client = signed_in(chief)
    address = reverse("console:judge")
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(4):
        presumed(chief, "summons", "complaint_copy")
    with django_assert_max_num_queries(len(few)):  # type: ignore[operator]
        client.get(address)


@pytest.mark.parametrize(("most", "told"), [(2, ("超过2件事项待决定", "超过 2")), (3, ("3件事项待决定", "<b>3</b>"))])
def test_more_than_are_counted_are_told_as_more(monkeypatch: pytest.MonkeyPatch, most: int, told: tuple[str]) -> None:
    monkeypatch.setattr("songda.records.ground.pages.MOST_COUNTED", most)
    presumed(None, "summons", "complaint_copy", "notice_to_respond")
    client = signed_in(role=Role.SUPERVISOR)
    for name in ("judge", "today"):
        with CaptureQueriesContext(connection) as asked:
            page = opened(client, name)
        counted = [query["sql"] for query in asked if query["sql"].startswith("SELECT COUNT(")]
        assert counted
        assert [sql for sql in counted if f"LIMIT {most + 1}" not in sql] == []
        assert name == "today" or all(words in page for words in told)


def test_a_sought_number_that_no_case_can_have_finds_nothing() -> None:
    desk = signed_in(role=Role.JUDGE).get(reverse("console:judge"), {"case": "\0民初'%"})
    assert desk.status_code == 200
