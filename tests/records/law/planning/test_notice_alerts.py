"""Whoever wished it is told that a public notice names them, once, to where their papers went; nobody else is."""

from datetime import timedelta

import pytest

from songda.core.care import Need
from songda.core.identity import Assurance
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import message_facts, sent_text
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.answers import say_wish, take_wish_back
from songda.records.ways.public_notices.actions import ALERTED, publish_notice
from songda.records.ways.public_notices.models import PublicNotice
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope
from tests.records.ways.public_notices.scene import PUBLISHED, clerk_of, drafted, exhausted

pytestmark = pytest.mark.database
LEVEL = Assurance.NUMBER_AND_CODE


def reached(wishes: bool = True) -> Envelope:
    """Somebody of another case whose papers arrived by message, and who wishes to be told of notices, or does not."""
    sealed = envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    stage.apply()
    if wishes:
        say_wish(sealed, Need.WISH_NOTICES, LEVEL, NOW)
    return sealed


def noticed(who: Envelope) -> PublicNotice:
    """A notice is drafted to the same person in a case in which nobody can reach them."""
    sealed = exhausted()
    index = Party.objects.values_list("number_index", flat=True).get(id=who.party_id)
    Party.objects.filter(id=sealed.party_id).update(number_index=index)
    return drafted(sealed)


def publish(notice: PublicNotice) -> None:
    fresh = PublicNotice.objects.select_related("envelope__case__court", "envelope__party").get(id=notice.id)
    publish_notice(fresh, bytes(fresh.text_sha256), clerk_of(fresh.envelope), PUBLISHED)


def alerts() -> list[Attempt]:
    return list(Attempt.objects.filter(purpose="notice").order_by("id"))


def test_whoever_wished_it_is_told_once_to_where_their_papers_went() -> None:
    sealed = reached()
    notice = noticed(sealed)
    for _ in range(2):
        publish(notice)
    (alert,) = alerts()
    served = Attempt.objects.get(envelope=sealed, purpose="service")
    assert (alert.envelope_id, alert.channel, alert.address_id) == (sealed.id, served.channel, served.address_id)
    (event,) = Event.objects.filter(name=ALERTED)
    assert event.data == {"notice": str(notice.id), "attempt": alert.id}
    assert event.stream == f"envelope:{sealed.id}"

    stage = Stage(now=PUBLISHED + timedelta(minutes=1))
    stage.send()
    alert.refresh_from_db()
    text = sent_text(alert)
    assert "涉及您的公告" in text
    assert message_facts(alert).link in text
    assert notice.envelope.case.number not in text
    stage.apply()
    assert [one.state for one in alerts()] == ["arrived"]


def test_without_a_wish_or_after_it_was_taken_back_nobody_is_told() -> None:
    publish(noticed(reached(wishes=False)))
    sealed = reached()
    take_wish_back(sealed, Need.WISH_NOTICES, LEVEL, NOW + timedelta(hours=1))
    publish(noticed(sealed))
    assert alerts() == []


def test_a_wish_is_said_by_whoever_proved_who_they_are() -> None:
    with pytest.raises(PermissionError):
        say_wish(envelope(defendant(make.case())), Need.WISH_NOTICES, Assurance.NONE, NOW)
