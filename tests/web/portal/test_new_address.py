"""A new number or mailbox counts only once the code that was sent there was typed; until then nothing goes there."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from songda.core.identity import MAX_TRIES
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Address
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import OneTimeCode
from tests import make
from tests.records.stage import Stage, defendant, envelope
from tests.web.portal.scene import Visitor, arrived, code_on_the_phone, sent

pytestmark = pytest.mark.database
NEW = "13912345678"


def named(visitor: Visitor, value: str = NEW, kind: str = "mobile") -> int:
    status: int = visitor.post("address", {"kind": kind, "value": value, "again": value}).status_code
    return status


def code_at_the_new_address() -> str:
    attempt = Attempt.objects.filter(purpose="address").latest("id")
    text = sent_text(attempt)
    assert "登记为案件送达地址" in text
    found = re.search(r"(?<!\d)\d{4} \d{4}(?!\d)", text)
    assert found is not None
    return found.group()


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"


def in_use(of: Envelope) -> set[str]:
    return {address.value for address in Address.objects.filter(party=of.party, retired_at=None)}


def test_a_new_number_counts_as_given_by_him_once_its_code_was_typed() -> None:
    visitor = Visitor(arrived()).prove()
    assert named(visitor) == 302
    page = visitor.get("address/code").content.decode()
    assert "139****5678" in page
    assert "8位数字" in page  # as many as the message bears
    assert NEW not in in_use(visitor.envelope)
    page = visitor.post("address/code", {"code": code_at_the_new_address()}, follow=True).content.decode()
    assert "法院已收到您的新地址" in page
    assert NEW in page
    new = Address.objects.get(party=visitor.envelope.party, address_class="provided", retired_at=None)
    assert new.value == NEW
    assert [finding.how for finding in new.findings.all()] == ["portal"]
    names = Event.objects.filter(name__startswith="address.").order_by("number").values_list("name", flat=True)
    assert list(names)[-2:] == ["address.offered", "address.recorded"]
    assert all(NEW not in event.leaf for event in Event.objects.all())


def test_a_mailbox_gets_its_code_by_mail() -> None:
    visitor = Visitor(arrived()).prove()
    named(visitor, "Li@Example.CN", "email")
    assert Attempt.objects.get(purpose="address").channel == "email"
    visitor.post("address/code", {"code": code_at_the_new_address()})
    assert "Li@example.cn" in in_use(visitor.envelope)


def test_the_code_goes_out_and_nothing_else_does_before_it_was_typed() -> None:
    visitor = Visitor(arrived()).prove()
    named(visitor)
    stage = Stage(now=make.NOW + timedelta(days=3650))
    assert NEW in [claim.message.to for claim in stage.claim()]
    other = envelope(visitor.envelope.party, make.paper(visitor.envelope.case))
    stage.advance()
    assert NEW not in [attempt.address.value for attempt in Attempt.objects.filter(envelope=other)]


def test_a_wrong_code_changes_nothing_and_after_a_few_the_right_one_is_worth_nothing() -> None:
    visitor = Visitor(arrived()).prove()
    named(visitor)
    code = code_at_the_new_address()
    for _ in range(MAX_TRIES):
        visitor.post("address/code", {"code": wrong(code)})
    assert visitor.post("address/code", {"code": code}).status_code == 302  # back to naming it
    assert NEW not in in_use(visitor.envelope)
    visitor.envelope.refresh_from_db()
    assert visitor.envelope.locked_at is None
    assert visitor.get("papers").status_code == 200


def test_a_code_opens_once_and_not_after_its_time() -> None:
    visitor = Visitor(arrived()).prove()
    named(visitor)
    code = code_at_the_new_address()
    OneTimeCode.objects.filter(attempt__purpose="address").update(expires_at=make.NOW)
    assert visitor.post("address/code", {"code": code}).status_code == 302
    assert NEW not in in_use(visitor.envelope)
    named(visitor)
    code = code_at_the_new_address()
    visitor.post("address/code", {"code": code})
    assert visitor.post("address/code", {"code": code}).status_code == 302
    assert Address.objects.filter(party=visitor.envelope.party, retired_at=None).count() == 2


def test_codes_for_a_person_and_codes_for_an_address_are_worth_nothing_for_one_another() -> None:
    visitor = Visitor(arrived()).prove()
    named(visitor)
    at_new = code_at_the_new_address()
    stranger = Visitor(visitor.envelope, client=Client())
    stranger.name_himself()
    assert stranger.type_code(at_new).status_code == 200
    visitor.post("address/code", {"code": code_on_the_phone(visitor.envelope)})
    assert NEW not in in_use(visitor.envelope)


def test_nobody_sends_codes_to_strangers_without_end_whichever_envelope_he_uses() -> None:
    first = Visitor(arrived()).prove()
    party = first.envelope.party
    second = Visitor(sent(party, make.paper(party.case)), client=first.client)
    for place, visitor in enumerate((first, second, first)):
        assert named(visitor, f"1391234500{place}") == 302
    for visitor in (first, second):
        page = visitor.post("address", {"kind": "mobile", "value": "13912345009", "again": "13912345009"})
        assert "验证码发送过于频繁" in page.content.decode()
    assert Attempt.objects.filter(purpose="address").count() == 3


def test_naming_the_same_number_again_sends_another_code_and_the_first_is_worth_nothing() -> None:
    visitor = Visitor(arrived()).prove()
    named(visitor)
    first = code_at_the_new_address()
    named(visitor)
    second = code_at_the_new_address()
    if first != second:
        visitor.post("address/code", {"code": first})
        assert NEW not in in_use(visitor.envelope)
    visitor.post("address/code", {"code": second})
    assert NEW in in_use(visitor.envelope)
    assert Address.objects.filter(party=visitor.envelope.party).count() == 2


def test_a_number_that_the_court_only_found_becomes_his_own_by_the_code() -> None:
    visitor = Visitor(arrived()).prove()
    found = make.address(visitor.envelope.party, "found", value=NEW)
    named(visitor)
    visitor.post("address/code", {"code": code_at_the_new_address()})
    found.refresh_from_db()
    assert (found.address_class, found.retired_at) == ("provided", None)
    assert [finding.address_class for finding in found.findings.order_by("id")] == ["found", "provided"]


def test_an_address_that_is_his_already_is_told_and_no_code_goes_there() -> None:
    visitor = Visitor(arrived()).prove()
    value = visitor.envelope.party.addresses.get().value
    assert named(visitor, value) == 200
    assert not Attempt.objects.filter(purpose="address").exists()


def test_a_number_that_became_the_opponents_while_the_code_was_under_way_is_refused() -> None:
    visitor = Visitor(arrived()).prove()
    named(visitor)
    make.address(make.party(visitor.envelope.case, role="plaintiff", name="王某"), value=NEW)
    page = visitor.post("address/code", {"code": code_at_the_new_address()}).content.decode()
    assert "对方当事人" in page
    assert NEW not in in_use(visitor.envelope)


def test_only_the_proven_recipient_names_an_address_and_a_page_without_an_offer_leads_back() -> None:
    stranger = Visitor(arrived(defendant(make.case())))
    assert stranger.post("address", {"kind": "mobile", "value": NEW, "again": NEW})["Location"].endswith("/who")
    assert stranger.get("address/code")["Location"].endswith("/who")
    assert stranger.prove().get("address/code")["Location"].endswith("/address")


def test_both_pages_speak_english() -> None:
    visitor = Visitor(arrived(), language="en").prove()
    assert "Send a code there" in visitor.get("address").content.decode()
    named(visitor)
    assert "Is this address yours?" in visitor.get("address/code").content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"kind": "mobile", "value": "13912345678", "again": "13912345679"}, "两次填写不一致"),
        ({"kind": "mobile", "value": "12", "again": "12"}, "手机号应为十一位"),
        ({"kind": "email", "value": "nobody", "again": "nobody"}, "邮箱"),
        ({"kind": "email", "value": "a@例子", "again": "a@例子"}, "域名不正确"),
    ],
)
def test_a_wrong_address_is_told_beside_its_field(typed: dict[str, str], told: str) -> None:
    page = Visitor(arrived()).prove().post("address", typed).content.decode()
    assert told in page
    assert f'value="{typed["value"]}"' in page


def test_the_opponents_number_cannot_become_his_own() -> None:
    visitor = Visitor(arrived()).prove()
    opponent = make.party(visitor.envelope.case, role="plaintiff", name="王某")
    make.address(opponent, value="13987654321")
    typed = {"kind": "mobile", "value": "13987654321", "again": "13987654321"}
    visitor.post("address", typed)
    assert not any(a.value == "13987654321" for a in Address.objects.filter(party=visitor.envelope.party))
