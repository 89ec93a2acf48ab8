"""With a slow provider: little is in doubt when the worker is killed, nothing when it is asked to stop."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from songda import clock
from songda.core.delivery.states import LEASE
from songda.records.ground.evidence.models import Event
from songda.records.service.attempts.leases import lose_dead_leases
from songda.records.service.attempts.models import Attempt, Lease
from songda.records.service.attempts.outgoing import Claim, claim
from songda.records.service.attempts.submissions import doubt_dead_claims
from songda.trust.outside import journal
from songda.trust.outside.lines import Begun, HandOver
from songda_demo.sandbox.smsc.server import SmsCentre
from tests.site.worker.slow_world import WINDOW, Line, in_rows, line_to, numbers, plan, states

pytestmark = pytest.mark.database(transaction=True)
SPEED = 40  # parts a second, of which a text has two
WAITING = 120


async def until(seen: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not await in_rows(seen)():
        assert time.monotonic() < end, await in_rows(states)()
        await asyncio.sleep(0.05)


async def test_a_killed_worker_leaves_in_doubt_only_what_was_just_going_out() -> None:
    """The rest of what it held waits again, by the marks that it left, and nobody gets two."""
    await in_rows(plan)(numbers(WAITING))
    async with SmsCentre() as centre, line_to(centre, f"&per_second={SPEED}") as line:
        await until(lambda: states()["accepted"] >= 30)
        await line.die()
        line.close()
        held = await in_rows(in_state)("submitting")
        await in_rows(_dies)(line)
        left = await in_rows(states)()
        lines = list(journal.read_journal(settings.OUTSIDE_FOLDER))
        written = {one.trace.ref for one in lines if isinstance(one, HandOver)}  # of a claim just made nothing is told
        waits = held & written - {one.ref for one in lines if isinstance(one, Begun)}
        assert waits
        assert await in_rows(in_state)("unknown") == held - waits
        assert left["pending"] == WAITING - left["accepted"] - left["unknown"]
        async with line_to(centre) as second:
            await until(lambda: not states()["pending"] and not states()["submitting"])
            await second.end()
        counts = centre.phones.counts_of()
    assert set(counts) == {1}
    assert len(counts) >= WAITING - left["unknown"]


@pytest.mark.night("a worker that ends in another moment")
async def test_after_a_power_cut_all_that_was_held_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks are not waited for: the disk may not have them all."""
    await in_rows(plan)(numbers(WAITING))
    async with SmsCentre(per_second=SPEED) as centre, line_to(centre) as line:
        await until(lambda: states()["accepted"] >= 10)
        await line.die()
        line.close()
    held = (await in_rows(states)())["submitting"]
    monkeypatch.setattr(journal, "boot", lambda: "another start of the machine")
    await in_rows(_dies)(line)
    assert (await in_rows(states)())["unknown"] == held


def in_state(state: str) -> set[int]:
    return set(Attempt.objects.filter(state=state).values_list("id", flat=True))


def _dies(line: Line) -> None:
    for renewed in Lease.objects.filter(name=line.heartbeat.holder):
        Lease.objects.filter(name=renewed.name).update(renewed_at=renewed.renewed_at - 2 * LEASE)
    lose_dead_leases()
    doubt_dead_claims(WINDOW, clock.now())


@pytest.mark.night("a worker that ends in another moment")
async def test_a_worker_that_is_asked_to_stop_gives_back_what_it_did_not_write() -> None:
    await in_rows(plan)(numbers(WAITING))
    async with SmsCentre(per_second=SPEED) as centre, line_to(centre) as line:
        await until(lambda: states()["accepted"] >= 20)
        began = time.monotonic()
        await line.end()
        assert time.monotonic() - began < 10
        left, texts = await in_rows(states)(), sum(centre.phones.counts_of())
    assert set(left) == {"accepted", "pending"}
    assert left["accepted"] == texts < WAITING  # whatever was written was answered and noted


@pytest.mark.night("waits for the next worker")
async def test_what_is_given_back_goes_out_with_the_next_worker_and_nobody_gets_two() -> None:
    await in_rows(plan)(numbers(30))
    async with SmsCentre(per_second=SPEED) as centre:
        async with line_to(centre) as first:
            await until(lambda: states()["accepted"] >= 5)
            await first.end()
        async with line_to(centre):
            await until(lambda: states()["accepted"] == 30)
        assert centre.phones.counts_of() == [1] * 30


@pytest.mark.night("a worker that ends in another moment")
async def test_what_is_claimed_while_the_end_comes_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    has_claimed, may_return = threading.Event(), threading.Event()

    def late(*arguments: Any) -> list[Claim]:
        claims = claim(*arguments)
        has_claimed.set()
        may_return.wait(20)
        return claims

    monkeypatch.setattr("songda.site.worker.sending.claim", late)
    await in_rows(plan)(numbers(5))
    async with SmsCentre() as centre, line_to(centre) as line:
        await asyncio.to_thread(has_claimed.wait, 20)
        ending = asyncio.create_task(line.end())
        await asyncio.wait({ending}, timeout=1)  # it has hung up, and waits for the claim
        may_return.set()
        await ending
        assert await in_rows(states)() == {"pending": 5}
        assert centre.centre.taken == 0


async def test_what_waits_for_a_line_when_the_end_comes_is_given_back() -> None:
    await in_rows(plan)(numbers(3))
    async with SmsCentre() as centre:
        pass  # gone, and nobody answers there
    async with line_to(centre) as line:
        await until(lambda: states()["submitting"] == 1)  # it tries with one
        await line.end()
        assert await in_rows(states)() == {"pending": 3}


async def test_one_silent_number_keeps_no_other_from_being_noted() -> None:
    await in_rows(plan)([*numbers(20), *numbers(1, endings="11")])
    async with SmsCentre() as centre, line_to(centre):
        await until(lambda: states() == {"accepted": 20, "submitting": 1}, seconds=25)  # it is given up after thirty
        assert await in_rows(Event.objects.filter(name="attempt.sent").count)() == 20


async def test_a_code_goes_out_while_many_wait() -> None:
    await in_rows(plan)(numbers(WAITING))
    async with SmsCentre(per_second=SPEED) as centre, line_to(centre) as line:
        await until(lambda: states()["accepted"] >= 10)
        await in_rows(plan)(["13800138000"])
        await line.sending.wake()
        await until(lambda: "13800138000" in centre.phones.numbers())
        assert (await in_rows(states)())["pending"] > WAITING / 3


@pytest.mark.night("measures")
async def test_two_workers_keep_together_to_the_agreed_speed() -> None:
    await in_rows(plan)(numbers(WAITING))
    agreed = 20
    async with SmsCentre() as centre, line_to(centre, f"&per_second={agreed}") as one:
        await until(lambda: states()["accepted"] >= 3)
        async with line_to(centre, f"&per_second={agreed}") as other:
            await until(lambda: one.heartbeat.share_of("sms").senders == other.heartbeat.share_of("sms").senders == 2)
            before, began = centre.centre.taken, time.monotonic()
            await asyncio.sleep(4)
            sent, passed = centre.centre.taken - before, time.monotonic() - began
    assert 0.5 * agreed * passed < sent < 1.15 * agreed * passed


@pytest.mark.night("waits for a lease to run out")
async def test_a_worker_that_lost_its_lease_writes_nothing_of_what_it_held() -> None:
    await in_rows(plan)(numbers(40))
    async with SmsCentre(per_second=10) as centre, line_to(centre, "&per_second=10") as line:
        await until(lambda: states()["accepted"] >= 2)
        line.heart.cancel()
        line.heartbeat._until, taken = 0.0, centre.centre.taken  # as after a pause
        await until(lambda: states()["submitting"] == 0)
        assert centre.centre.taken <= taken + 2  # what was on its way
        assert set(await in_rows(states)()) <= {"accepted", "pending", "unknown"}


async def test_a_refused_log_in_is_trouble_of_the_channel_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("songda.channels.sms.line.WRONG_NAME_PAUSES_S", (0.1, 1.0))
    await in_rows(plan)(numbers(3))
    async with SmsCentre(accounts={"songda": "another"}) as centre, line_to(centre) as line:
        await until(lambda: "ESME_RINVPASWD" in (line.sending.trouble or ""))
        assert set(await in_rows(states)()) <= {"pending", "submitting"}
        for session in [*centre._sessions]:
            session._accounts = None
        centre.accounts = None
        await until(lambda: states()["accepted"] == 3, seconds=30)
