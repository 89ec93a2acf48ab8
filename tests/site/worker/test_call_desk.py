"""The worker at the telephone: dials what waits, keeps what was seen, fetches each call's own recording."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from songda.clock import now
from songda.records.matter.parties.models import Address, Party
from songda.records.service.telephone import dialling, recordings
from songda.records.service.telephone.dialling import hang_up, place_notice
from songda.records.service.telephone.models import Dial, Recording
from songda.site.worker import call_desk
from songda.site.worker.call_desk import CallDesk
from songda.site.worker.due import what_is_due
from songda.site.worker.outside import Outside
from songda.site.worker.rows import Rows
from songda.telephony import TelephoneError, open_telephone
from songda.telephony.ari.call import Names
from songda.telephony.speech import Espeak
from songda.trust.outside.journal import FOLDER, read_journal, rung
from songda.trust.sealing import SealError
from songda.trust.sound import listen
from tests import make, sounds
from tests.lying import files_of
from tests.records.service.telephone.test_dialling import NOW, dialled
from tests.telephony.exchange import Line, line

pytestmark = pytest.mark.database(transaction=True)


@pytest.fixture
async def made(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    async with line() as it:
        await it.telephone.close()
        monkeypatch.setattr(settings, "TELEPHONE_URL", it.url)
        yield it


@pytest.fixture
async def rows() -> AsyncIterator[Rows]:
    made = Rows(1)
    yield made
    made.close()


@asynccontextmanager
async def opened(made: Line, rows: Rows) -> AsyncIterator[CallDesk]:
    outside = Outside()
    await rows.run(outside.look)
    desk = CallDesk(open_telephone(made.url), rows, outside)
    await desk.open()
    try:
        yield desk
    finally:
        await desk.close()


def numbered(ending: str) -> Address:
    return make.address(value=make.mobile(ending))


async def dial_of(rows: Rows, dial: Dial, column: str) -> Dial:
    """The dial as soon as this is known of it."""
    whole = Dial.objects.select_related("recording", "party__case", "address")
    async with asyncio.timeout(15):
        while True:
            found = await rows.run(lambda: whole.get(id=dial.id))
            if getattr(found, column, None):
                return found
            await asyncio.sleep(0.05)


async def test_two_desks_at_once_keep_their_own_recordings(made: Line, rows: Rows) -> None:
    async with opened(made, rows) as desk:
        first = await rows.run(lambda: dialled(numbered("34"), NOW, "801"))
        second = await rows.run(lambda: dialled(numbered("34"), NOW, "802"))
        await desk.work()
        tapings = {}
        for dial, seconds in ((first, 0.5), (second, 1.2)):
            running = await dial_of(rows, dial, "answered_at")
            await asyncio.sleep(seconds)
            tapings |= made.exchange.tapings
            await rows.run(hang_up, running, f"staff:{running.caller_id}", now())
            await desk.work()
        for dial in (first, second):
            await dial_of(rows, dial, "taped_at")
        await desk.work()
        kept = [await dial_of(rows, dial, "recording") for dial in (first, second)]
        for dial in kept:
            sound = await rows.run(dial.recording.read, 0, dial.recording.size)
            assert sound == tapings[Names(dial.ref).bridge].body
            assert listen(sound).is_sound
        assert made.exchange.tapings == {}


async def test_a_worker_that_died_mid_call_leaves_nothing_open(made: Line, rows: Rows) -> None:
    async with opened(made, rows) as desk:
        dial = await rows.run(lambda: dialled(numbered("34")))
        await desk.work()
        await dial_of(rows, dial, "answered_at")
    async with opened(made, rows) as heir:
        running = await dial_of(rows, dial, "answered_at")
        await asyncio.sleep(1.2)  # they speak: what is shorter than a breath counts as silent
        await rows.run(hang_up, running, f"staff:{running.caller_id}", now())
        await heir.work()
        ended = await dial_of(rows, dial, "taped_at")
        assert ended.line == "answered"
        assert made.exchange.dialled.count(ended.address.value) == 1
        await heir.work()
        await dial_of(rows, dial, "recording")


async def talked(desk: CallDesk, rows: Rows, ending: str = "34") -> Dial:
    """A call of a breath or two, of which the telephone system has a recording."""
    dial = await rows.run(lambda: dialled(numbered(ending)))
    await desk.work()
    running = await dial_of(rows, dial, "answered_at")
    await asyncio.sleep(1.2)
    await rows.run(hang_up, running, f"staff:{running.caller_id}", now())
    await desk.work()
    return await dial_of(rows, dial, "taped_at")


class DiedHere(BaseException):
    """The worker is gone."""


@pytest.mark.parametrize("wrong", [TelephoneError("away"), DiedHere()])
async def test_a_copy_that_a_dead_worker_left_at_the_telephone_system_is_deleted_later(
    made: Line, rows: Rows, wrong: BaseException
) -> None:
    async with opened(made, rows) as desk:

        async def fails(_ref: str) -> None:
            raise wrong

        desk._telephone.discard = fails  # type: ignore[method-assign]
        with contextlib.suppress(DiedHere):
            await talked(desk, rows)
            await desk.work()
        dial = await rows.run(Dial.objects.get)
        kept = await dial_of(rows, dial, "recording")
        assert made.exchange.tapings.keys() == {Names(kept.ref).bridge}
    assert await rows.run(lambda: what_is_due([], now()).calls)
    async with opened(made, rows) as heir:
        await heir.sweep()
        assert made.exchange.tapings == {}
    assert not await rows.run(lambda: what_is_due([], now()).calls)


async def test_a_copy_of_what_is_no_recording_is_deleted_later_too(
    made: Line, rows: Rows, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "FILES", tmp_path)  # others record meanwhile
    async with opened(made, rows) as desk:
        desk._telephone.discard, real = _away, desk._telephone.discard  # type: ignore[method-assign]
        dial = await talked(desk, rows, "35")
        await desk.work()
        assert (await dial_of(rows, dial, "no_recording")).no_recording == "silent"
        assert made.exchange.tapings
        desk._telephone.discard = real  # type: ignore[method-assign]
        await desk.sweep()
        assert made.exchange.tapings == {}
        assert list(files_of("recordings")) == []


async def test_a_copy_that_the_system_will_not_delete_keeps_no_other_waiting(made: Line, rows: Rows) -> None:
    async with opened(made, rows) as desk:
        deletes = desk._telephone.discard
        desk._telephone.discard = _away  # type: ignore[method-assign]
        first = await talked(desk, rows)
        await desk.work()
        await dial_of(rows, first, "recording")
        await talked(desk, rows, "35")
        await desk.work()
        assert len(made.exchange.tapings) == 2

        async def refuses(ref: str) -> None:
            if ref == first.ref:
                raise TelephoneError("the telephone system refuses (500)")
            await deletes(ref)

        desk._telephone.discard = refuses  # type: ignore[method-assign]
        await desk.sweep()
        assert made.exchange.tapings.keys() == {Names(first.ref).bridge}


async def _away(_ref: str) -> None:
    raise TelephoneError("away")


async def test_a_recording_that_cannot_be_kept_holds_no_other_up(
    made: Line, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(made, rows) as desk:
        spoilt = await rows.run(lambda: dialled(numbered("34"), NOW, "801"))
        other = await rows.run(lambda: dialled(numbered("34"), NOW, "802"))
        await desk.work()
        for dial in (spoilt, other):
            await dial_of(rows, dial, "answered_at")
        await asyncio.sleep(1.2)
        for dial in (spoilt, other):
            await rows.run(hang_up, dial, f"staff:{dial.caller_id}", now())
        monkeypatch.setattr(recordings, "_row", failing_for(spoilt, recordings._row))
        await desk.work()
        for dial in (spoilt, other):
            await dial_of(rows, dial, "taped_at")
        await desk.work()
        await dial_of(rows, other, "recording")
        assert Names(spoilt.ref).bridge in made.exchange.tapings
        monkeypatch.undo()
        await desk.work()
        await dial_of(rows, spoilt, "recording")


def failing_for(dial: Dial, real: Callable[..., Recording]) -> Callable[..., Recording]:
    def row(party: Party, of: Dial | None, *more: Any) -> Recording:
        if of == dial:
            raise SealError("it does not open")
        return real(party, of, *more)

    return row


async def test_a_number_that_cannot_be_opened_holds_no_other_call_up(made: Line, rows: Rows) -> None:
    def spoil(dial: Dial) -> None:
        Address.objects.filter(id=dial.address_id).update(value_sealed=b"\0")

    async with opened(made, rows) as desk:
        spoilt = await rows.run(lambda: dialled(numbered("34"), NOW, "801"))
        other = await rows.run(lambda: dialled(numbered("34"), NOW, "802"))
        await rows.run(spoil, spoilt)
        await desk.work()
        await dial_of(rows, other, "answered_at")
        assert (await dial_of(rows, spoilt, "ended_at")).line == "trouble"


async def test_a_worker_that_died_before_it_dialled_rings_nobody_later(made: Line, rows: Rows) -> None:
    from songda.records.service.telephone.exchange import take_wanted

    dial = await rows.run(lambda: dialled(numbered("34")))
    await rows.run(take_wanted, now())  # and died
    async with opened(made, rows):
        assert (await dial_of(rows, dial, "ended_at")).line == "unknown"
        assert made.exchange.dialled == []


async def test_a_silent_recording_is_told_on_record(made: Line, rows: Rows) -> None:
    async with opened(made, rows) as desk:
        dial = await rows.run(lambda: dialled(numbered("35")))
        await desk.work()
        running = await dial_of(rows, dial, "answered_at")
        await asyncio.sleep(0.3)
        await rows.run(hang_up, running, f"staff:{running.caller_id}", now())
        await desk.work()
        await dial_of(rows, dial, "taped_at")
        await desk.work()
        assert (await dial_of(rows, dial, "no_recording")).no_recording == "silent"


async def test_a_system_that_is_away_says_so_and_nobody_was_rung(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "ari://songda:word@127.0.0.1:9?answer_s=0.2"
    monkeypatch.setattr(settings, "TELEPHONE_URL", url)
    dial = await rows.run(lambda: dialled(numbered("34")))
    desk = CallDesk(open_telephone(url), rows, Outside())
    await desk.open()
    await desk.work()
    assert (await dial_of(rows, dial, "ended_at")).line == "trouble"
    await desk.close()


class Voice:
    """Speaks at once, whatever is installed."""

    def speak(self, _text: str, _language: str) -> bytes:
        return sounds.wav(1)


@pytest.fixture
async def speaking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Line]:
    async with line(tmp_path, press_s="0.3") as it:
        await it.telephone.close()
        monkeypatch.setattr(settings, "TELEPHONE_URL", it.url)
        monkeypatch.setattr(dialling, "speaker", lambda: Espeak("espeak-ng"))
        monkeypatch.setattr(call_desk, "speaker", Voice)
        yield it


def noticed() -> Dial:
    return place_notice(numbered("34"), "zh", f"staff:{make.user().id}", NOW)


async def test_a_notice_is_written_down_outside_before_the_number_is_rung(speaking: Line, rows: Rows) -> None:
    written: list[object] = []
    async with opened(speaking, rows) as desk:
        notify = desk._telephone.notify

        async def watched(notice):  # type: ignore[no-untyped-def]
            written.extend(read_journal(settings.OUTSIDE_FOLDER))
            await notify(notice)

        desk._telephone.notify = watched  # type: ignore[method-assign]
        dial = await rows.run(noticed)
        await desk.work()
        await dial_of(rows, dial, "ended_at")
    assert [one.dial for one in written] == [dial.id]  # type: ignore[attr-defined]


async def test_while_the_journal_cannot_be_written_no_notice_is_spoken(speaking: Line, rows: Rows) -> None:
    settings.OUTSIDE_FOLDER.mkdir(parents=True)
    (settings.OUTSIDE_FOLDER / FOLDER).write_text("a file where the folder should be", encoding="utf-8")
    async with opened(speaking, rows) as desk:
        dial = await rows.run(noticed)
        await desk.work()
        waiting = await rows.run(lambda: Dial.objects.get(id=dial.id))
        assert (waiting.sent_at, waiting.ended_at) == (None, None)
        assert speaking.exchange.dialled == []


async def rung_by_the_journal(desk: CallDesk, rows: Rows) -> list[object]:
    """A notice call that came to nothing; the calls of which the journal tells afterwards."""
    dial = await rows.run(noticed)
    await desk.work()
    assert (await dial_of(rows, dial, "ended_at")).line == "trouble"
    desk._outside.close()
    return [call.dial for call in rung(read_journal(settings.OUTSIDE_FOLDER))]


async def test_a_notice_that_the_telephone_system_refuses_is_taken_back_outside(speaking: Line, rows: Rows) -> None:
    speaking.url += "&trunk=Nowhere/{number}"
    async with opened(speaking, rows) as desk:
        assert await rung_by_the_journal(desk, rows) == []
        assert len(list(read_journal(settings.OUTSIDE_FOLDER))) == 2


async def test_a_notice_to_which_no_answer_came_may_have_been_spoken(speaking: Line, rows: Rows) -> None:
    async with opened(speaking, rows) as desk:

        async def unanswered(_notice: object) -> None:
            raise TelephoneError("the answer was lost", in_doubt=True)

        desk._telephone.notify = unanswered  # type: ignore[method-assign]
        assert len(await rung_by_the_journal(desk, rows)) == 1
