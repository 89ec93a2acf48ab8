"""A one-time code goes only over routes that may carry it; no address that none reaches is taken by a code."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from songda.channels.email.entry import ENTRY as EMAIL
from songda.channels.sms.entry import ENTRY as SMS
from songda.core.refusal import Refused, WrongField
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts import identity
from songda.records.ways.portal.acts.identity import check_code, send_code
from songda.records.ways.portal.acts.new_address import offer_address
from songda.records.ways.portal.acts.other_proofs import send_holder_code
from tests import make
from tests.records.stage import Stage, defendant, envelope

pytestmark = pytest.mark.database


def test_a_code_follows_the_message_over_the_same_route() -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.send()
    sent = send_code(served, stage.now)
    code = Attempt.objects.get(envelope=served, purpose="code")
    assert (code.channel, code.counts_as) == ("sms", "sms")
    assert "****" in sent.masked_address


def test_over_a_route_that_others_may_read_no_code_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.send()
    overheard = replace(SMS.route, may_carry_code=False)
    monkeypatch.setattr(identity, "routes", lambda: (overheard, EMAIL.route))
    monkeypatch.setattr(identity, "code_kinds", lambda: ("email",))
    with pytest.raises(Refused) as refused:
        send_code(served, stage.now)
    assert refused.value.code == "no_message_sent"
    assert not Attempt.objects.filter(envelope=served, purpose="code").exists()


@pytest.mark.parametrize("kind", ["postal", "fax", "carrier_pigeon"])
def test_an_address_to_which_no_code_goes_is_not_taken_by_a_code(kind: str) -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    with pytest.raises(WrongField) as refused:
        offer_address(served, kind, "山西省孝义市府前街1号", stage.now)
    assert refused.value.field == "kind"


def test_a_mailbox_that_he_names_gets_its_code_by_mail() -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    offer_address(served, "email", "li@example.cn", stage.now)
    code = Attempt.objects.get(envelope=served, purpose="address")
    assert (code.channel, code.counts_as) == ("email", "email")


def test_a_code_opens_once_for_ten_minutes_and_has_six_digits() -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.send()
    sent = send_code(served, stage.now)
    message = Attempt.objects.get(envelope=served, purpose="code")
    (code,) = re.findall(r"(?<!\d)\d{6}(?!\d)", sent_text(message))
    assert sent.expires_at - stage.now <= timedelta(minutes=10)
    assert [check_code(served, code, stage.now).ok for _ in range(2)] == [True, False]


def reached_by_an_account_alone(*own: tuple[str, str]) -> Envelope:
    """Somebody whose message went where no code goes, and who is known by these addresses besides."""
    party = defendant(make.case(), None)
    account = AddressDraft("openid", "oLi_0123456789abcdefghijkl", "provided", "portal", is_connected=True)
    to = add_address(party, account, "engine", make.NOW)
    for kind, address_class in own:
        value = make.mobile() if kind == "mobile" else f"{address_class}@mail.example"
        add_address(party, AddressDraft(kind, value, address_class), "engine", make.NOW)
    served = envelope(party)
    about = {"channel": "wechat", "counts_as": "wechat", "address_class": "provided", "to_index": bytes(to.value_index)}
    Attempt.objects.create(
        envelope=served, address=to, state="arrived", planned_at=make.NOW, send_after=make.NOW, **about
    )
    return served


@pytest.mark.parametrize(
    ("own", "kind", "address_class"),
    [
        ([("mobile", "found"), ("email", "provided")], "email", "provided"),
        ([("email", "confirmed"), ("mobile", "provided")], "mobile", "provided"),
        ([("mobile", "found")], "mobile", "found"),
    ],
)
def test_of_a_message_where_no_code_goes_the_code_goes_to_a_number_or_mailbox_of_theirs(
    own: list[tuple[str, str]], kind: str, address_class: str
) -> None:
    served = reached_by_an_account_alone(*own)
    send_code(served, make.NOW)
    code = Attempt.objects.select_related("address").get(envelope=served, purpose="code")
    assert (code.address.kind, code.address.address_class, code.channel == "wechat") == (kind, address_class, False)


@pytest.mark.parametrize("own", [[], [("mobile", "unknown")], [("mobile", "rejected")]])
def test_to_nobody_s_number_no_code_goes(own: list[tuple[str, str]]) -> None:
    with pytest.raises(Refused, match="no_message_sent"):
        send_code(reached_by_an_account_alone(*own), make.NOW)


def test_who_is_no_recipient_is_not_asked_at_another_address() -> None:
    served = reached_by_an_account_alone(("mobile", "provided"))
    with pytest.raises(Refused) as refused:
        send_holder_code(served, make.NOW)
    assert "请在微信中向本院账号回复“不是我”" in refused.value.sentence("zh")
