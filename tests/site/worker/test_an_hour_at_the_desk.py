"""A desk of forty calls an hour beside another one, many times as fast: nothing is lost, swapped or rung twice."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable

import pytest
from django.conf import settings

from songda.clock import now
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Address
from songda.records.service.telephone.dialling import hang_up, place_dial
from songda.records.service.telephone.exchange import copies_to_discard
from songda.records.service.telephone.models import Dial
from songda.site.worker.call_desk import CallDesk
from songda.site.worker.outside import Outside
from songda.site.worker.rows import Rows
from songda.telephony import open_telephone
from songda_demo.sandbox.telephone.exchange import Taping
from tests import make
from tests.telephony.exchange import Line, line

pytestmark = [
    pytest.mark.night("an hour"),
    pytest.mark.timeout(400),
    pytest.mark.database(transaction=True),
]
DESKS = {"801": 40, "802": 10}  # calls of each
# What happens in such an hour: most answer, some are busy, away, switched off, or their line breaks.
ENDINGS = ("34", "34", "22", "34", "21", "29", "30", "01", "31", "32")
THREADS = 4
BREAKS = "32"  # perhaps before the recorder began, and then that is told
ANSWERED = {"29", "30", "31", "32", "34"}


class Tapings(dict[str, Taping]):
    """Remembers what each recording was when the exchange forgets it."""

    def __init__(self) -> None:
        super().__init__()
        self.hashes: dict[str, bytes] = {}

    def __delitem__(self, name: str) -> None:
        self.hashes[name] = hashlib.sha256(self[name].body or b"").digest()
        super().__delitem__(name)


@pytest.fixture
async def made(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    async with line() as it:
        await it.telephone.close()
        it.exchange.tapings = Tapings()
        monkeypatch.setattr(settings, "TELEPHONE_URL", it.url)
        yield it


async def test_nothing_is_lost_swapped_or_rung_twice(made: Line) -> None:
    rows = Rows(THREADS)
    outside = Outside()
    await rows.run(outside.look)
    desk = CallDesk(open_telephone(made.url), rows, outside)
    await desk.open()
    try:
        by = f"staff:{(await rows.run(make.user)).id}"
        numbers = {extension: await rows.run(_numbers, calls) for extension, calls in DESKS.items()}
        async with asyncio.TaskGroup() as at_once:  # what goes wrong on the line is told, not waited out
            listening = at_once.create_task(_listen(desk))
            await asyncio.gather(*(_desk(rows, by, *each) for each in numbers.items()))
            await _until_all_is_kept(rows)
            listening.cancel()
        await rows.run(_hold_together, made)
    finally:
        await desk.close()
        rows.close()


async def _listen(desk: CallDesk) -> None:
    while True:
        await desk.sweep()
        await asyncio.sleep(0.05)


async def _desk(rows: Rows, by: str, extension: str, numbers: list[Address]) -> None:
    """One clerk: dials, speaks a moment where somebody answers, ends the call, dials the next."""
    for number in numbers:
        dial = await rows.run(place_dial, number, extension, by, make.NOW)
        found = await _until(rows, dial, lambda it: bool(it.answered_at or it.ended_at))
        if found.ended_at is None:
            await asyncio.sleep(0.3)
            await rows.run(hang_up, found, by, now())
        await _until(rows, dial, lambda it: it.ended_at is not None)


async def _until(rows: Rows, dial: Dial, is_so: Callable[[Dial], bool]) -> Dial:
    """As long as the test may last: how fast the machine is says nothing about the desk."""
    while not is_so(found := await rows.run(_dial, dial)):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return found


async def _until_all_is_kept(rows: Rows) -> None:
    def left() -> int:
        open_calls = Dial.objects.filter(answered_at__isnull=False, recording=None, no_recording="")
        return open_calls.count() + len(copies_to_discard())

    while await rows.run(left):  # noqa: ASYNC110 - the rows are in a database
        await asyncio.sleep(0.2)


def _numbers(count: int) -> list[Address]:
    return [make.address(value=make.mobile(ENDINGS[at % len(ENDINGS)])) for at in range(count)]


def _dial(dial: Dial) -> Dial:
    return Dial.objects.select_related("party__case").get(id=dial.id)


def _hold_together(made: Line) -> None:
    dials = list(Dial.objects.select_related("address", "recording"))
    rung = Counter(number for number in made.exchange.dialled if len(number) > 5)
    assert rung == Counter(dial.address.value for dial in dials)
    assert len(dials) == sum(DESKS.values())
    assert Event.objects.filter(name="call.ended").count() == len(dials)
    assert isinstance(made.exchange.tapings, Tapings)
    for dial in dials:
        was_answered = dial.address.value[-2:] in ANSWERED
        assert (dial.answered_at is not None) == was_answered, dial.address.value
        is_kept = hasattr(dial, "recording")
        if not (is_kept == was_answered or (dial.address.value.endswith(BREAKS) and dial.no_recording)):
            pytest.fail(f"{dial.address.value}: {dial.no_recording}")
        if is_kept:
            assert bytes(dial.recording.sha256) == made.exchange.tapings.hashes[f"songda-{dial.ref}"]
