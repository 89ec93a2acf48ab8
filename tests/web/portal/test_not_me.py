"""Not me: outsider Wu, who got hold of the link, cannot say it; whoever has the number in their hand can."""

from datetime import timedelta

import pytest
from django.urls import reverse

from songda import clock
from songda.channels.registry import mask_address
from songda.core.identity import MAX_TRIES
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Address
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import OneTimeCode
from tests.web.console.world import signed_in
from tests.web.portal.scene import Visitor, arrived, code_on_the_phone, reached_too

pytestmark = pytest.mark.database


def is_disowned(visitor: Visitor) -> bool:
    return Envelope.objects.get(id=visitor.envelope.id).disowned_at is not None


def wrong(visitor: Visitor) -> str:
    right = code_on_the_phone(visitor.envelope, "holder").replace(" ", "")
    return f"{(int(right) + 1) % 10**8:08d}"


def test_whoever_has_only_the_link_cannot_say_it() -> None:
    wu = Visitor(arrived())
    assert "这个号码不是收件人的" in wu.get("not-me").content.decode()
    assert wu.post("not-me")["Location"].endswith("/not-me/code")
    assert not is_disowned(wu)
    for _ in range(MAX_TRIES):
        assert wu.post("not-me/code", {"code": wrong(wu)}).status_code == 200
    right = code_on_the_phone(wu.envelope, "holder")
    assert "验证码已失效" in wu.post("not-me/code", {"code": right}).content.decode()
    assert not is_disowned(wu)
    assert not Event.objects.filter(name="address.disowned").exists()
    assert Envelope.objects.get(id=wu.envelope.id).locked_at is None  # nor is the recipient's own way shut by it


def test_a_stranger_who_got_the_message_can_say_it_even_where_the_link_is_locked() -> None:
    stranger = Visitor(arrived())
    Envelope.objects.filter(id=stranger.envelope.id).update(locked_at=clock.now(), wrong_tries=MAX_TRIES)
    stranger.post("not-me")
    typed = {"code": code_on_the_phone(stranger.envelope, "holder")}
    assert "法院已记录" in stranger.post("not-me/code", typed, follow=True).content.decode()
    assert is_disowned(stranger)
    assert "不是收件人的" in stranger.get("").content.decode()
    assert Event.objects.get(name="address.disowned").actor.startswith("holder:")


def test_a_code_proves_one_thing_only() -> None:
    visitor = Visitor(arrived())
    visitor.name_himself()
    visitor.post("not-me/code", {"code": code_on_the_phone(visitor.envelope)})
    assert not is_disowned(visitor)
    visitor.post("not-me")
    assert visitor.type_code(code_on_the_phone(visitor.envelope, "holder")).status_code == 200
    assert not Event.objects.filter(name="identity.proved").exists()


def test_an_old_code_is_worth_nothing() -> None:
    visitor = Visitor(arrived())
    visitor.post("not-me")
    OneTimeCode.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    visitor.post("not-me/code", {"code": code_on_the_phone(visitor.envelope, "holder")})
    assert not is_disowned(visitor)


def test_nobody_floods_a_telephone_with_codes_and_the_recipients_own_stay_free() -> None:
    visitor = Visitor(arrived())
    answers = [visitor.post("not-me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert "请" in answers[-1].content.decode()
    assert Attempt.objects.filter(purpose="holder").count() == 3
    visitor.prove()


def test_a_link_ends_and_the_proof_of_who_they_are_leads_on(settings) -> None:
    visitor = Visitor(arrived())
    masked = f"{visitor.envelope.party.name[0]}*"
    assert masked in visitor.get("").content.decode()
    placed = clock.now() - timedelta(days=settings.LINK_DAYS, minutes=1)
    Envelope.objects.filter(id=visitor.envelope.id).update(placed_at=placed)
    assert masked in visitor.get("").content.decode()  # a message of later bore it too
    Attempt.objects.filter(envelope=visitor.envelope).update(submitted_at=placed)
    for page in ("", "paper-or-help", "helping", "who", "not-me"):
        shown = visitor.get(page).content.decode()
        assert masked not in shown, page
        assert visitor.envelope.case.number[:8] not in shown, page
    assert "链接已过期" in visitor.get("").content.decode()
    assert visitor.post("paper-or-help", {"what": "paper"}).status_code == 200
    assert not Event.objects.filter(name="paper_copy.requested").exists()
    visitor.prove()
    assert masked in visitor.get("").content.decode()
    assert visitor.post("paper-or-help", {"what": "paper"}).status_code == 302


def test_it_is_said_of_the_number_that_the_code_went_to_and_of_no_other() -> None:
    visitor = Visitor(arrived())
    first, other = visitor.envelope.attempts.get().address, reached_too(visitor.envelope)
    visitor.post("not-me")
    visitor.post("not-me/code", {"code": code_on_the_phone(visitor.envelope, "holder")})
    denied = Address.objects.exclude(disowned_at=None).values_list("id", flat=True)
    assert list(denied) == [other.id]
    assert Event.objects.get(name="address.disowned").data == {"addresses": [str(other.id)]}
    shown = signed_in().get(reverse("console:envelope", args=[visitor.envelope.id])).content.decode()
    assert "还曾发送至" in shown
    assert mask_address("mobile", first.value) in shown.partition("还曾发送至")[2][:40]
