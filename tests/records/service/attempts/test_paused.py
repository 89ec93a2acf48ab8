"""A court hands nothing over to a channel for some hours: what is planned waits, what somebody waits for goes out."""

from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.court_settings import LONGEST_PAUSE, Pause, pause_channel, paused_until, resume_channel
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.service.attempts.models import Attempt
from songda.records.ways.portal.acts.identity import send_code
from tests import make
from tests.channels.fake.script import ARRIVES
from tests.records.stage import Stage, defendant, envelope

pytestmark = pytest.mark.database
NOW = make.NOW
AN_HOUR = NOW + timedelta(hours=1)


def paused(court: Court, until: object = AN_HOUR) -> None:
    admin = make.user(court, Role.ADMINISTRATOR)
    pause_channel(court, Pause("sms", until, "短信通道异常"), f"staff:{admin.id}", NOW)  # type: ignore[arg-type]


def waiting() -> int:
    return Attempt.objects.filter(state="pending").count()


def test_what_is_planned_waits_until_the_pause_is_over_and_then_goes_out_by_itself() -> None:
    own, other = envelope(defendant(make.case())), envelope(defendant(make.case(make.other_court())))
    paused(own.case.court)
    stage = Stage(ARRIVES)
    stage.send()
    assert [attempt.envelope_id for attempt in Attempt.objects.filter(state="pending")] == [own.id]
    assert Attempt.objects.get(envelope=other).submitted_at is not None
    stage.now = AN_HOUR
    stage.send()
    assert waiting() == 0


def test_a_code_that_somebody_waits_for_goes_out_all_the_same() -> None:
    sealed = envelope(defendant(make.case()))
    stage = Stage(ARRIVES)
    stage.send()
    paused(sealed.case.court)
    send_code(sealed, stage.now)
    stage.send()
    assert Attempt.objects.get(purpose="code").submitted_at is not None


def test_a_pause_is_on_record_with_who_and_why_and_can_be_ended_before_its_time() -> None:
    court = envelope(defendant(make.case())).case.court
    paused(court)
    admin = make.user(court, Role.ADMINISTRATOR)
    assert resume_channel(court, "sms", f"staff:{admin.id}", NOW)
    assert not resume_channel(court, "sms", f"staff:{admin.id}", NOW)
    begun, ended = Event.objects.filter(name__startswith="court.channel_").order_by("number")
    assert begun.data == {"channel": "sms", "until": AN_HOUR.isoformat()}
    assert secrets_of([begun.id])[begun.id].private == {"reason": "短信通道异常"}
    assert ended.data == {"channel": "sms"}
    Stage(ARRIVES).send()
    assert waiting() == 0


def test_no_clerk_pauses_and_none_lasts_too_long_or_is_of_a_channel_that_is_not() -> None:
    court = make.court()
    clerk = f"staff:{make.user(court).id}"
    admin = f"staff:{make.user(court, Role.ADMINISTRATOR).id}"
    with pytest.raises(Refused):
        pause_channel(court, Pause("sms", AN_HOUR, "x"), clerk, NOW)
    too_long = NOW + LONGEST_PAUSE + timedelta(seconds=1)
    for channel, until, field in (("pigeon", AN_HOUR, "channel"), ("sms", NOW, "until"), ("sms", too_long, "until")):
        with pytest.raises(WrongField) as refused:
            pause_channel(court, Pause(channel, until, "x"), admin, NOW)
        assert refused.value.field == field
    assert paused_until(Court.objects.get(id=court.id), "sms", NOW) is None
