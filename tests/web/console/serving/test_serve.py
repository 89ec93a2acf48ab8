"""Serving from the console: choose, check, send; never the filer, never twice."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import advance
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import cancel_hearing, move_hearing, set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.actions import mark_offline
from songda.records.matter.parties.models import Party
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Order, Service
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.web.look import sending
from tests import make
from tests.records.stage import Stage, defendant, envelope
from tests.rows import all_rows
from tests.surroundings.day import clock_at
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


@pytest.fixture
def case(db: None) -> Case:
    """A plaintiff who filed the complaint, a defendant who agreed, and the court's summons."""
    case = make.case()
    plaintiff = make.party(case, "plaintiff", name="陈秀英")
    defendant = make.party(case, "defendant", name="李卫国")
    for party in (plaintiff, defendant):
        make.address(party)
        make.consent(party)
    make.paper(case, "complaint_copy", plaintiff, "起诉状副本")
    make.paper(case, "summons", title="传票")
    return case


def pair(paper: Paper, party: Party) -> str:
    return f"{paper.id}:{party.id}"


def parts(case: Case) -> tuple[Paper, Paper, Party, Party]:
    complaint, summons = case.papers.order_by("kind")
    defendant, plaintiff = case.parties.order_by("role")
    return complaint, summons, plaintiff, defendant


def visit(client: Client, case: Case, step: str, **fields: object) -> tuple[int, str]:
    page = client.post(reverse(f"console:{step}", args=[case.id]), fields)
    return page.status_code, page.content.decode()


def test_the_filers_own_paper_cannot_be_ticked(case: Case) -> None:
    complaint, summons, plaintiff, defendant = parts(case)
    page = signed_in().get(reverse("console:serve", args=[case.id])).content.decode()
    offered = set(re.findall(r'name="pair"\s+value="([^"]+)"', page))
    assert offered == {pair(complaint, defendant), pair(summons, plaintiff), pair(summons, defendant)}


def test_a_forged_tick_for_the_filer_is_refused_and_nothing_is_ordered(case: Case) -> None:
    complaint, summons, plaintiff, defendant = parts(case)
    ticks = [pair(complaint, plaintiff), pair(summons, defendant)]
    status, page = visit(signed_in(), case, "serve_order", pair=ticks, key="k")
    assert status == 422
    assert "不能向文书提交人本人送达" in page
    assert not Order.objects.exists()


def test_the_check_page_says_what_the_law_allows_and_shows_the_message(case: Case) -> None:
    complaint, summons, _, defendant = parts(case)
    ticks = [pair(complaint, defendant), pair(summons, defendant)]
    status, page = visit(signed_in(), case, "serve_check", pair=ticks)
    assert status == 200
    assert "可以送达" in page
    assert "民事诉讼法" in page
    assert "【孝义市人民法院】李**" in page
    assert re.search(r"发送内容：共\d条，\d+字", page)
    assert not Order.objects.exists()


def test_the_check_page_says_that_a_message_goes_to_whoever_has_not_agreed_yet(case: Case) -> None:
    complaint, _, _, defendant = parts(case)
    chosen = {"pair": [pair(complaint, defendant)]}
    assert "尚未同意的人，短信照发" not in visit(signed_in(), case, "serve_check", **chosen)[1]
    defendant.consents.all().delete()
    assert "尚未同意的人，短信照发" in visit(signed_in(), case, "serve_check", **chosen)[1]


def test_for_somebody_off_line_the_check_page_says_that_nothing_will_be_sent(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    mark_offline(defendant, "age", "engine", make.NOW)
    page = visit(signed_in(), case, "serve_check", pair=[pair(summons, defendant)])[1]
    assert "不向该受送达人发送任何内容" in page
    assert "线下送达" in page


def test_the_check_page_promises_no_message_that_the_engine_would_not_send(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    chosen = {"pair": [pair(summons, defendant)]}
    assert "发送至" in visit(signed_in(), case, "serve_check", **chosen)[1]
    doubt = TaskDraft("find_out_death", "said_deceased", case, party=defendant)
    with transaction.atomic():
        open_tasks([doubt], clock.now())
        page = visit(signed_in(), case, "serve_check", **chosen)[1]
        assert "发送至" not in page
        assert "退回的邮件显示收件人已故" in page
        assert 'name="post"' not in page
        transaction.set_rollback(True)


def test_sending_places_one_order_for_those_who_get_the_same_papers(case: Case) -> None:
    _, summons, plaintiff, defendant = parts(case)
    ticks = [pair(summons, plaintiff), pair(summons, defendant)]
    assert visit(signed_in(), case, "serve_order", pair=ticks, key="k")[0] == 302
    assert Order.objects.count() == 1
    assert Envelope.objects.count() == 2
    assert Service.objects.count() == 2


def test_recipients_of_different_papers_get_orders_of_their_own(case: Case) -> None:
    complaint, summons, plaintiff, defendant = parts(case)
    ticks = [pair(summons, plaintiff), pair(complaint, defendant), pair(summons, defendant)]
    assert visit(signed_in(), case, "serve_order", pair=ticks, key="k")[0] == 302
    assert Order.objects.count() == 2
    assert Service.objects.count() == 3


def test_a_double_click_places_one_order(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    client = signed_in()
    checked = visit(client, case, "serve_check", pair=[pair(summons, defendant)])[1]
    key = re.search(r'name="key" value="([^"]+)"', checked)
    assert key is not None
    for _ in range(2):
        assert visit(client, case, "serve_order", pair=[pair(summons, defendant)], key=key[1])[0] == 302
    assert Order.objects.count() == 1
    assert Envelope.objects.count() == 1


def test_what_is_under_way_is_not_ordered_again(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    envelope(defendant, summons)
    assert pair(summons, defendant) not in signed_in().get(reverse("console:serve", args=[case.id])).content.decode()
    status, page = visit(signed_in(), case, "serve_order", pair=[pair(summons, defendant)], key="another")
    assert status == 422
    assert "正在进行" in page


def test_where_nothing_can_be_chosen_the_page_says_what_is_missing_and_leads_there() -> None:
    empty = make.case()
    at, client = reverse("console:serve", args=[empty.id]), signed_in(language="en")
    first = client.get(at).content.decode()
    assert "No party is entered yet." in first
    assert "No paper is on file yet." in first
    assert reverse("console:new_party", args=[empty.id]) in first
    make.party(empty)
    second = client.get(at).content.decode()
    assert "No party is entered yet." not in second
    assert reverse("console:new_papers", args=[empty.id]) in second
    assert "ordered already" not in first + second
    status, page = visit(client, empty, "serve_check")
    assert (status, "No paper is on file yet." in page) == (200, True)


def test_choosing_nothing_says_so(case: Case) -> None:
    status, page = visit(signed_in(), case, "serve_check")
    assert status == 422
    assert "请至少选择一份文书和一名受送达人" in page


def test_papers_and_parties_of_another_case_are_left_out(case: Case) -> None:
    stranger = make.party(make.case())
    _, summons, _, _ = parts(case)
    assert visit(signed_in(), case, "serve_check", pair=[pair(summons, stranger), "nonsense", ":"])[0] == 422


def test_changing_the_choice_keeps_the_ticks(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    page = visit(signed_in(), case, "serve", pair=[pair(summons, defendant)])[1]
    assert re.search(rf'value="{pair(summons, defendant)}"[^>]* checked', page)


def test_a_judge_serves_nothing(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    assert visit(signed_in(role=Role.JUDGE), case, "serve_order", pair=[pair(summons, defendant)], key="k")[0] == 403
    assert not Order.objects.exists()


def test_the_check_page_says_where_the_message_goes_and_counts_only_texts_that_will_be_sent(case: Case) -> None:
    _, summons, plaintiff, defendant = parts(case)
    plaintiff.addresses.update(retired_at=make.NOW)
    make.address(defendant, kind="email", value="wei@mail.example", address_class="found")
    page = visit(signed_in(), case, "serve_check", pair=[pair(summons, plaintiff), pair(summons, defendant)])[1]
    assert "发送至" in page
    assert "138****" in page
    assert "wei@mail.example" not in page
    assert "没有可用的电子送达地址" in page
    assert "查找受送达人的联系方式" in page
    assert page.count("发送内容：") == 1
    assert "2名受送达人；短信共2条" in page


SUMMONS_AND_HEARING = {
    "as it names it": (["set"], timedelta(), ""),
    "moved before anybody was summoned": (["set", "file", "move"], timedelta(), "开庭时间已变更"),
    "cancelled before anybody was summoned": (["set", "file", "cancel"], timedelta(), "的开庭已取消"),
    "over": (["set", "file"], timedelta(days=40), "的开庭已经结束"),
    "moved, and a summons filed since": (["set", "move", "file"], timedelta(), ""),
    "none set": (["file"], timedelta(), "尚无待开的庭"),
}


@all_rows("steps, later, said", SUMMONS_AND_HEARING.values(), ids=SUMMONS_AND_HEARING)
def test_a_summons_to_no_hearing_that_is_to_come_is_asked_about(steps: list[str], later: timedelta, said: str) -> None:
    case = make.case()
    person = defendant(case)
    paper, at = make.paper(case, "summons"), clock.now()
    for number, step in enumerate(steps):
        when = at + timedelta(seconds=number)
        if step == "set":
            set_hearing(case, at + timedelta(days=20), "第三法庭", "engine", when)
        elif step == "file":
            Paper.objects.filter(id=paper.id).update(filed_at=when)
        elif step == "move":
            move_hearing(case.hearings.get(), (at + timedelta(days=25), "第三法庭"), "engine", when)
        else:
            cancel_hearing(case.hearings.get(), Reason("法官另有安排"), "engine", when)
    with clock_at(at + timedelta(minutes=1) + later):
        page = visit(signed_in(), case, "serve_check", pair=[pair(paper, person)])[1]
    told = [words for *_, words in SUMMONS_AND_HEARING.values() if words and words in page]
    assert told == ([said] if said else [])


def test_somebody_with_a_mailbox_only_is_shown_no_text_message(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    defendant.addresses.update(retired_at=make.NOW)
    make.address(defendant, kind="email", value="wei@mail.example")
    page = visit(signed_in(), case, "serve_check", pair=[pair(summons, defendant)])[1]
    assert "w***@mail.example" in page
    assert "发送内容：" not in page
    assert "短信共0条" in page


def test_papers_ordered_by_mistake_are_taken_back_from_those_who_have_not_seen_them() -> None:
    party, client = defendant(make.case()), signed_in()
    mistaken = envelope(party)
    door = reverse("console:recall", args=[mistaken.id])
    (service,) = Service.objects.filter(envelope=mistaken)
    assert f'value="{service.id}"' in client.get(door).content.decode()
    assert client.post(door, {"services": [service.id], "reason": ""}).status_code == 422
    assert client.post(door, {"services": [], "reason": "误选"}).status_code == 422
    assert client.post(door, {"services": [service.id], "reason": "误选"}).status_code == 302
    page = client.get(reverse("console:envelope", args=[mistaken.id])).content.decode()
    assert "已撤回" in page
    assert door not in page
    again = client.get(door).content.decode()
    assert "此前已撤回" in again
    assert '<button class="btn main">撤回' not in again


def test_what_was_sent_by_mistake_is_undone_on_the_next_page(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    client = signed_in()
    visit(client, case, "serve_order", pair=[pair(summons, defendant)], key="k")
    shown = client.get(reverse("console:case", args=[case.id])).content.decode()
    form = re.search(r'class="note undo"\s+data-left="(\d+)".*?name="order" value="([^"]+)"', shown, re.DOTALL)
    assert form is not None
    assert 1 <= int(form[1]) <= 30
    undone = client.post(reverse("console:serve_undo", args=[case.id]), {"order": form[2]}, follow=True)
    assert "已撤销，未发出任何内容" in undone.content.decode()
    assert "note undo" not in undone.content.decode()
    assert Envelope.objects.exclude(recalled_at=None).count() == 1
    assert pair(summons, defendant) in client.get(reverse("console:serve", args=[case.id])).content.decode()


def test_whoever_does_not_want_to_wait_sends_it_now(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    client = signed_in()
    visit(client, case, "serve_order", pair=[pair(summons, defendant)], key="k")
    sent = client.post(
        reverse("console:serve_now", args=[case.id]), {"order": str(Order.objects.get().id)}, follow=True
    ).content.decode()
    assert "note undo" not in sent
    assert advance(clock.now()) == 1
    late = client.post(
        reverse("console:serve_undo", args=[case.id]), {"order": str(Order.objects.get().id)}, follow=True
    )
    assert "已超过可撤销的时间" in late.content.decode()


def serve_in_full(of: Envelope) -> None:
    """It arrives, and the law says that it counts."""
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now)
    assert Envelope.objects.get(id=of.id).closed_at is not None


def test_a_page_that_was_left_open_sends_nobody_what_they_were_served_with_meanwhile(case: Case) -> None:
    complaint, summons, _, defendant = parts(case)
    client, ticks = signed_in(language="en"), [pair(summons, defendant), pair(complaint, defendant)]
    checked = visit(client, case, "serve_check", pair=ticks)[1]
    key = re.search(r'name="key" value="([^"]+)"', checked)
    assert key is not None
    serve_in_full(envelope(defendant, summons))
    for step, more in (("serve_check", {}), ("serve_order", {"key": key[1]})):
        status, page = visit(client, case, step, pair=ticks, **more)
        assert status == 422
        assert "李卫国: “传票” counts as served on this recipient since " in page
        assert re.search(rf'value="{pair(complaint, defendant)}"[^>]* checked', page)  # what can be sent stays chosen
        assert pair(summons, defendant) not in page
    assert Service.objects.count() == 1


def test_a_page_that_was_left_open_sends_nothing_that_was_corrected_meanwhile(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    Paper.objects.filter(id=make.paper(case, "summons", title="传票（更正）").id).update(replaces=summons)
    status, page = visit(signed_in(), case, "serve_order", pair=[pair(summons, defendant)], key="k")
    assert (status, "已被更正后的文书替换" in page) == (422, True)
    assert not Order.objects.exists()


def test_what_was_served_is_not_ordered_anew_by_anybody_until_it_counts_no_more() -> None:
    sent = envelope(defendant(make.case()))
    serve_in_full(sent)
    paper = sent.services.get().paper
    with pytest.raises(Refused, match="order_served"):
        envelope(sent.party, paper)
    Finding.objects.update(is_denied=True)
    assert envelope(sent.party, paper).order_id != sent.order_id


def test_an_old_page_sent_again_after_an_undo_says_so_and_offers_to_send_after_all(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    client, ticks = signed_in(), [pair(summons, defendant)]
    visit(client, case, "serve_order", pair=ticks, key="k")
    client.post(reverse("console:serve_undo", args=[case.id]), {"order": str(Order.objects.get().id)})
    status, page = visit(client, case, "serve_order", pair=ticks, key="k")
    assert (status, "此前发起的送达已撤销" in page) == (422, True)
    assert Order.objects.count() == 1
    anew = re.search(r'name="key" value="([^"]+)"', page)
    assert anew is not None
    assert visit(client, case, "serve_order", pair=ticks, key=anew[1])[0] == 302
    assert Envelope.objects.filter(recalled_at=None).count() == 1


def test_the_same_form_sent_again_after_an_undo_is_told_to_have_been_sent(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, summons, _, defendant = parts(case)
    client, ticks = signed_in(), [pair(summons, defendant)]
    checked = visit(client, case, "serve_check", pair=ticks)[1]
    typed = {name: re.findall(rf'name="{name}" value="([^"]+)"', checked)[-1] for name in ("key", "form_key")}
    at = reverse("console:serve_order", args=[case.id])
    client.post(at, {"pair": ticks, **typed})
    assert "未重复办理" not in client.post(at, {"pair": ticks, **typed}, follow=True).content.decode()  # a double click
    client.post(reverse("console:serve_undo", args=[case.id]), {"order": str(Order.objects.get().id)})
    later = clock.now() + timedelta(seconds=20)
    monkeypatch.setattr(sending, "now", lambda: later)
    assert "未重复办理" in client.post(at, {"pair": ticks, **typed}, follow=True).content.decode()
    assert Order.objects.count() == 1


def test_english_behind_the_certificates_is_a_tick_that_the_order_bears(case: Case) -> None:
    _, summons, _, defendant = parts(case)
    clerk, ticks = signed_in(), [pair(summons, defendant)]
    for step in ("serve_check", "serve"):  # to the check page, back to the choice, and there again
        asked = visit(clerk, case, step, pair=ticks, english_page="yes")[1]
        assert re.search(
            r'name="english_page"\s+value="yes"[^>]*(checked|hidden)|type="hidden" name="english_page"', asked
        )
    visit(clerk, case, "serve_order", pair=ticks, key="k", english_page="yes")
    assert Envelope.objects.get().has_english_page
    (placed,) = Event.objects.get(name="order.placed").data["envelopes"]
    assert placed["english_page"] is True


def test_english_can_be_asked_for_later_on_the_page_of_the_service(case: Case) -> None:
    sealed = envelope(defendant(make.case()))
    service = sealed.services.get()
    place, clerk = reverse("console:english_page", args=[service.id]), signed_in()
    assert place in clerk.get(reverse("console:service", args=[service.id])).content.decode()
    assert clerk.post(place).status_code == 302
    sealed.refresh_from_db()
    assert sealed.has_english_page
    assert place not in clerk.get(reverse("console:service", args=[service.id])).content.decode()
