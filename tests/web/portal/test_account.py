"""The recipient connects an account by a code on a page that they alone can reach, and takes it back by one press."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from songda import clock
from songda.channels.contract import ChannelError
from songda.channels.registry import entries
from songda.core.delivery.plan import AddressFact, ways_in_order
from songda.core.delivery.routes import by_rank
from songda.core.language import COURT_LANGUAGE
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Address, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.ways.portal.acts import connecting
from tests import make
from tests.records.stage import defendant
from tests.web.portal.connecting import ACCOUNT, scan, with_an_account
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database
HEAVIEST = 9 * 1024


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """The words that the provider made codes of."""
    return with_an_account(monkeypatch, settings)


def accounts(visitor: Visitor) -> list[Address]:
    return list(Address.objects.filter(party=visitor.envelope.party, kind="openid", retired_at=None))


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_only_whoever_proved_who_they_are_sees_a_code(words: list[str]) -> None:
    visitor = Visitor(arrived())
    for page in ("account", "account/code"):
        assert visitor.get(page).headers["Location"].endswith("/who")
    assert visitor.post("account", {"serves": "yes"}).headers["Location"].endswith("/who")
    assert words == []


@pytest.mark.parametrize(
    ("serves", "counts_as", "shown"), [("yes", "provided", "用于送达"), ("no", "found", "仅用于提醒")]
)
def test_they_scan_the_code_and_the_account_is_theirs(
    words: list[str], serves: str, counts_as: str, shown: str
) -> None:
    visitor = Visitor(arrived()).prove()
    page = text_of(visitor.post("account", {"serves": serves}, follow=True))
    assert "<svg" in page
    assert words[0] not in page, "the word travels in the code alone"
    assert accounts(visitor) == []
    scan(words[0])
    noted = text_of(visitor.get("account/code"))
    assert "您的微信已绑定" in noted
    assert shown in noted
    assert ACCOUNT not in noted
    assert [address.address_class for address in accounts(visitor)] == [counts_as]


def test_what_it_is_to_count_as_must_be_said(words: list[str]) -> None:
    visitor = Visitor(arrived()).prove()
    assert "checked" not in text_of(visitor.get("account"))
    assert visitor.post("account", {}).status_code == 200
    assert words == []


def test_in_a_divorce_a_message_s_code_is_not_enough_to_be_served_there(words: list[str]) -> None:
    visitor = Visitor(arrived(defendant(make.case(is_status_case=True)))).prove()  # a spouse may hold the telephone
    refused = visitor.post("account", {"serves": "yes"})
    assert "请先在文书列表页再次核验本人身份" in text_of(refused)
    assert words == []
    visitor.post("account", {"serves": "no"})
    scan(words[0])
    assert [address.address_class for address in accounts(visitor)] == ["found"]


def test_a_code_by_which_they_are_served_is_shown_to_nobody_who_could_not_have_asked_for_it(words: list[str]) -> None:
    spouse = Visitor(arrived(defendant(make.case(is_status_case=True)))).prove()
    party = spouse.envelope.party
    connecting.invite(party, "provided", f"recipient:{party.id}", clock.now())  # by the person, who proved more
    assert spouse.get("account/code").headers["Location"].endswith("/account")
    spouse.post("account", {"serves": "no"})
    assert "<svg" in text_of(spouse.get("account/code"))


def test_the_counter_s_code_is_shown_at_the_counter_alone(words: list[str]) -> None:
    visitor = Visitor(arrived()).prove()
    connecting.invite(visitor.envelope.party, "confirmed", f"staff:{make.user().id}", clock.now())
    assert visitor.get("account/code").headers["Location"].endswith("/account")


def test_one_press_ends_it(words: list[str]) -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("account", {"serves": "yes"})
    scan(words[0])
    (address,) = accounts(visitor)
    page = text_of(visitor.post(f"account/{address.id}/end", follow=True))
    assert accounts(visitor) == []
    assert "已绑定" not in page


def test_nobody_ends_what_is_somebody_else_s(words: list[str]) -> None:
    visitor, other = Visitor(arrived()).prove(), Visitor(arrived()).prove()
    visitor.post("account", {"serves": "yes"})
    scan(words[0])
    (address,) = accounts(visitor)
    other.post(f"account/{address.id}/end")
    assert accounts(visitor) == [address]


def test_the_other_side_s_account_is_refused_in_words(words: list[str]) -> None:
    visitor = Visitor(arrived()).prove()
    opponent = make.party(visitor.envelope.case, "plaintiff", name="王某")
    connecting.invite(opponent, "provided", f"recipient:{opponent.id}", clock.now())
    scan(words[0])
    visitor.post("account", {"serves": "yes"})
    scan(words[1])
    assert "该账号已由本案对方当事人绑定" in text_of(visitor.get("account/code"))


def test_a_code_that_ran_out_is_shown_no_more(words: list[str]) -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("account", {"serves": "yes"})
    connecting.Invitation.objects.update(expires_at=clock.now())
    assert visitor.get("account/code").headers["Location"].endswith("/account")


def test_a_provider_that_is_away_is_told_on_the_page(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_asked: object) -> str:
        raise ChannelError("away", permanent=False)

    monkeypatch.setattr(connecting, "entries", lambda: {"wechat": replace(entries()["wechat"], invite=away)})
    page = text_of(Visitor(arrived()).prove().post("account", {"serves": "yes"}))
    assert "暂时不能生成二维码" in page


def test_where_the_court_has_no_account_nothing_offers_one(settings: Any) -> None:
    settings.CHANNEL_URLS = {"wechat": ""}
    visitor = Visitor(arrived()).prove()
    assert visitor.get("account").status_code == 404
    assert "/account" not in text_of(visitor.get("address"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_light(words: list[str], language: str) -> None:
    visitor = Visitor(arrived(), language).prove()
    form = visitor.get("account")
    code = visitor.post("account", {"serves": "yes"}, follow=True)
    assert max(len(form.content), len(code.content)) <= HEAVIEST
    assert COURT_LANGUAGE == "zh"
    assert not re.search(r"<script", text_of(code))


def test_within_wechat_saving_is_told_to_need_a_browser() -> None:
    visitor = Visitor(arrived()).prove()
    paper = visitor.services[0]
    visitor.post(f"papers/{paper.id}/open")
    page = f"papers/{paper.id}"
    plain = text_of(visitor.get(page))
    within = text_of(visitor.get(page, HTTP_USER_AGENT="Mozilla/5.0 (iPhone) MicroMessenger/8.0.50"))
    assert "当前应用不支持保存文件" not in plain
    assert "当前应用不支持保存文件" in within


def test_within_wechat_the_code_is_pressed_and_elsewhere_its_picture_is_chosen(words: list[str]) -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("account", {"serves": "no"})
    within = text_of(visitor.get("account/code", HTTP_USER_AGENT="Mozilla/5.0 (iPhone) MicroMessenger/8.0.50"))
    elsewhere = text_of(visitor.get("account/code"))
    assert ("长按" in within, "截屏" in within) == (True, False)
    assert ("长按" in elsewhere, "截屏" in elsewhere) == (False, True)


def test_within_wechat_a_calendar_is_told_to_need_a_browser_once() -> None:
    visitor = Visitor(arrived()).prove()
    set_hearing(visitor.envelope.case, clock.now() + timedelta(days=9), "第三法庭", "engine", make.NOW)
    agent = "Mozilla/5.0 (iPhone) MicroMessenger/8.0.50"
    told = "当前应用不支持保存文件"
    visitor.post("papers/receive", {"service": [str(one.id) for one in visitor.services], "unopened": "known"})
    for page in ("papers", "papers/received"):
        assert told not in text_of(visitor.get(page))
        within = visitor.get(page, HTTP_USER_AGENT=agent)
        assert (within.status_code, text_of(within).count(told)) == (200, 1), page


def test_in_a_criminal_case_nothing_counts_by_arriving_at_a_new_place(words: list[str]) -> None:
    visitor = Visitor(arrived()).prove()
    arrives = {"address": "文书到达的那一天就算送达", "account": "送达消息到达该账号之日"}
    assert all(said in text_of(visitor.get(page)) for page, said in arrives.items())
    Case.objects.filter(id=visitor.envelope.case_id).update(branch="criminal")
    for page, said in arrives.items():
        shown = text_of(visitor.get(page))
        assert said not in shown
        assert "确认收到后才算数" in shown


def messages_of(visitor: Visitor) -> list[tuple[str, str]]:
    """By which channel each word on an account went, and what it says."""
    rows = Attempt.objects.filter(envelope__party=visitor.envelope.party, purpose="account").order_by("id")
    return [(row.channel, sent_text(row)) for row in rows]


def test_connecting_is_told_there_and_at_the_number_on_record(words: list[str]) -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("account", {"serves": "yes"})
    assert messages_of(visitor) == []
    scan(words[0])
    (there, told_there), (number, told_at_number) = messages_of(visitor)
    assert (there, number) == ("wechat", "sms")
    assert "账号已绑定" in told_there
    assert "微信已绑定" in told_at_number
    assert "非本人操作" in told_at_number
    assert ACCOUNT not in told_there + told_at_number


def test_ending_it_is_told_in_words_and_at_the_number(words: list[str]) -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("account", {"serves": "yes"})
    scan(words[0])
    (address,) = accounts(visitor)
    page = text_of(visitor.post(f"account/{address.id}/end", follow=True))
    assert "已解除绑定" in page
    channel, told = messages_of(visitor)[-1]
    assert channel == "sms"
    assert "解除绑定" in told
    assert "已解除绑定" not in text_of(visitor.get("account"))


def test_whoever_says_that_they_scanned_and_did_not_is_told(words: list[str]) -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("account", {"serves": "yes"})
    assert "尚未绑定" not in text_of(visitor.get("account/code"))
    assert "尚未绑定" in text_of(visitor.get("account/code?scanned=1"))
    scan(words[0])
    assert "您的微信已绑定" in text_of(visitor.get("account/code?scanned=1"))


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("account", {"serves": "yes"}),
        ("address", {"kind": "mobile", "value": "13900000123", "again": "13900000123"}),
        ("not-me", {}),
    ],
)
def test_whoever_goes_back_from_a_code_is_not_told_that_anything_was_done(
    words: list[str], page: str, typed: dict[str, Any]
) -> None:
    visitor = Visitor(arrived()).prove()
    assert visitor.post(page, typed).status_code == 302
    assert "已提交" not in text_of(visitor.get(page))


def two_cases(*, is_status_case: bool = False) -> tuple[Visitor, Visitor]:
    """One person, by their number, in two cases of one court."""
    first = defendant(make.case())
    second = defendant(make.case(is_status_case=is_status_case))
    Party.objects.filter(id=second.id).update(number_index=first.number_index)
    return Visitor(arrived(first)), Visitor(arrived(second))


def test_one_scan_is_enough_for_all_their_cases_at_the_court(words: list[str]) -> None:
    visitor, other = two_cases()
    visitor.prove().post("account", {"serves": "yes"})
    scan(words[0])
    (address,) = accounts(visitor)
    assert accounts(other) == [], "only where they say so"
    page = text_of(visitor.post(f"account/{address.id}/everywhere", follow=True))
    assert "已用于您在本院的全部案件" in page
    assert [each.address_class for each in accounts(other)] == ["provided"]
    assert "全部案件" in messages_of(visitor)[-1][1]
    visitor.post(f"account/{address.id}/end")
    assert (accounts(visitor), accounts(other)) == ([], [])


def test_in_another_case_about_status_it_only_tells_them(words: list[str]) -> None:
    visitor, other = two_cases(is_status_case=True)
    visitor.prove().post("account", {"serves": "yes"})
    scan(words[0])
    visitor.post(f"account/{accounts(visitor)[0].id}/everywhere")
    assert [each.address_class for each in accounts(other)] == ["found"]


def test_an_account_that_only_tells_is_used_in_no_other_case(words: list[str]) -> None:
    visitor, other = two_cases()
    visitor.prove().post("account", {"serves": "no"})
    scan(words[0])
    page = text_of(visitor.get("account/code"))
    assert "全部案件" not in page
    visitor.post(f"account/{accounts(visitor)[0].id}/everywhere")
    assert accounts(other) == []


CLASSES = ("confirmed", "provided", "found")


@pytest.mark.parametrize("mobile", CLASSES)
@pytest.mark.parametrize("account", CLASSES)
def test_messages_go_in_the_order_that_the_page_tells(words: list[str], mobile: str, account: str) -> None:
    """Texts first; the account first where it serves, and no number is surely theirs."""
    facts = [AddressFact("m", "mobile", mobile), AddressFact("a", "openid", account)]
    first = ways_in_order(facts, by_rank(entry.route for entry in entries().values()))[0]
    assert first.route.name == ("wechat" if mobile == "found" and account != "found" else "sms")
    visitor = Visitor(arrived()).prove()
    for page in ("account", "address"):
        assert "同时" not in text_of(visitor.get(page))
    assert "本院先发短信" in text_of(visitor.get("account"))


def test_the_page_on_genuine_messages_names_every_channel_in_use(settings: Any) -> None:
    settings.CHANNEL_URLS = {"sms": "smpp://x", "wechat": "https://wx"}
    page = Client().get("/check", headers={"accept-language": "zh-hans"}).content.decode()
    assert "短信、微信" in page
    assert "电子邮件发送" not in page
