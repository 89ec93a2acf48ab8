"""Staff try a channel out with a message to themselves: it goes over the real line, once, and touches no case."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async as in_rows

from songda.channels.contract import Outcome
from songda.channels.registry import entries
from songda.clock import now
from songda.core.access import Role
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.service.attempts.channel_tests import (
    KEPT_FOR,
    MOST_A_DAY,
    TAKEN_WITHIN,
    TestDraft,
    claim_tests,
    forget_tests,
    masked_address,
    note_tests,
    send_test,
    unanswered,
)
from songda.records.service.attempts.models import Attempt, ChannelTest, RawReport
from songda.records.service.attempts.reports import apply_reports
from songda_demo.sandbox.smsc.server import SmsCentre
from tests import make
from tests.site.worker.slow_world import line_to

NOW = make.NOW
REACHED, LOST = "13912345678", "13912345602"  # to the second no text ever comes
SMS = entries()["sms"].route


def asked(court: Court, to: str = REACHED, channel: str = "sms", at: object = NOW) -> ChannelTest:
    admin = make.user(court, Role.ADMINISTRATOR)
    return send_test(court, TestDraft(channel, to), f"staff:{admin.id}", at)  # type: ignore[arg-type]


@pytest.mark.database(transaction=True)
async def test_it_goes_over_the_line_itself_and_the_centre_reports_of_it() -> None:
    """One number is reached and one is not; both are told apart, by the reports of a real centre."""
    court = await in_rows(make.court)()
    reached = await in_rows(asked)(court, at=now())
    lost = await in_rows(asked)(court, LOST, at=now())
    async with SmsCentre(pace=0.1) as centre, line_to(centre) as line:
        await _until(lambda: line.sending.trouble is None)
        await line.sending.try_out()
        await line.sending.try_out()
        await _until(in_rows(lambda: RawReport.objects.count() >= 2))
        await in_rows(apply_reports)({"sms": line.channel.read_report}, now())
        counts = centre.phones.counts_of()
        await line.sending.end()
    found = await in_rows(lambda: {test.id: test for test in ChannelTest.objects.all()})()
    assert (found[reached.id].stage, found[lost.id].stage) == ("arrived", "failed")
    assert found[reached.id].took is not None
    assert set(counts) == {1}  # nobody got two
    assert not await in_rows(Attempt.objects.exists)()
    assert not await in_rows(RawReport.objects.filter(read_at=None).exists)()


async def _until(seen: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        answer = seen()
        if await answer if asyncio.iscoroutine(answer) else answer:
            return
        assert time.monotonic() < end
        await asyncio.sleep(0.05)


@pytest.mark.database
def test_it_is_on_record_who_asked_and_to_where_and_the_row_goes_after_a_month() -> None:
    test = asked(make.court())
    event = Event.objects.get(name="court.channel_tested")
    assert event.case_id is None
    assert event.data == {"channel": "sms", "test": test.id}
    assert secrets_of([event.id])[event.id].private == {"to": REACHED}
    assert masked_address(test) == "139****5678"
    assert forget_tests(NOW + KEPT_FOR) == 0
    assert forget_tests(NOW + KEPT_FOR + timedelta(seconds=1)) == 1


@pytest.mark.database
def test_it_is_handed_over_once_and_not_at_all_when_nobody_took_it_in_time() -> None:
    court = make.court()
    asked(court)
    (message,) = claim_tests(SMS, NOW)
    assert message.to == REACHED
    assert court.name in message.text
    assert len(message.text) <= 70  # one part
    assert claim_tests(SMS, NOW) == []
    note_tests(unanswered([message], "no line", Outcome.NOT_SENT, NOW))
    assert ChannelTest.objects.get().stage == "not_sent"
    asked(court)
    assert claim_tests(SMS, NOW + TAKEN_WITHIN) == []
    assert claim_tests(entries()["email"].route, NOW) == []


@pytest.mark.database
def test_it_is_for_those_who_run_the_court_at_addresses_that_can_be_typed_and_not_too_often() -> None:
    court = make.court()
    with pytest.raises(Refused):
        send_test(court, TestDraft("sms", REACHED), f"staff:{make.user(court).id}", NOW)
    for channel, to in (("sms", "13912"), ("email", REACHED), ("pigeon", REACHED)):
        with pytest.raises(WrongField):
            asked(court, to, channel)
    with pytest.raises(Refused, match="nothing_to_type"):
        asked(court, "oAbCdEfGhIjK", "wechat")
    for _ in range(MOST_A_DAY):
        asked(court)
    with pytest.raises(Refused, match="tests_of_a_day"):
        asked(court)
    asked(make.other_court())
    asked(court, at=NOW + timedelta(days=1))
