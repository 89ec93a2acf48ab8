"""What every telephone system must keep to, asked of ARI at the sandbox and of the one that other tests use."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from songda.telephony import LineEvent, LineState, TelephoneError, TooLargeError
from songda.trust.sound import listen
from tests.telephony.exchange import Line, dialling, fetched, line
from tests.telephony.fake import fake_line

WHOLE = (LineEvent.DESK_ANSWERED, LineEvent.ANSWERED, LineEvent.ENDED, LineEvent.RECORDED)


@pytest.fixture(params=[line, fake_line], ids=["ari", "fake"])
async def made(request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    async with request.param() as it:
        yield it


async def talk(made: Line, ref: str, seconds: float = 0.4) -> None:
    await made.notes.until(ref, LineEvent.ANSWERED)
    await asyncio.sleep(seconds)
    await made.telephone.hang_up(ref)
    await made.notes.until(ref, *WHOLE)


async def test_a_call_is_connected_recorded_and_told_in_its_order(made: Line) -> None:
    wanted = dialling()
    await made.telephone.dial(wanted)
    await talk(made, wanted.ref)
    seen = made.notes.of(wanted.ref)
    assert seen.index(LineEvent.DESK_ANSWERED) < seen.index(LineEvent.ANSWERED) < seen.index(LineEvent.ENDED)
    assert made.notes.one(wanted.ref, LineEvent.ENDED).line is LineState.ANSWERED
    found = listen(await fetched(made.telephone, wanted.ref))
    assert found.is_sound
    assert found.length_ms >= 300


async def test_what_is_seen_is_told_once(made: Line) -> None:
    wanted = dialling()
    await made.telephone.dial(wanted)
    await talk(made, wanted.ref)
    await made.telephone.look(wanted)
    seen = made.notes.of(wanted.ref)
    assert len([each for each in seen if each is LineEvent.ANSWERED]) == 1


async def test_a_question_asked_twice_rings_nobody_twice(made: Line) -> None:
    wanted = dialling("00")
    await made.telephone.dial(wanted)
    await made.telephone.dial(wanted)
    await made.notes.until(wanted.ref, LineEvent.RINGING)
    assert made.exchange.dialled.count(wanted.number) == 1
    await made.telephone.hang_up(wanted.ref)
    await made.notes.until(wanted.ref, LineEvent.ENDED)


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        ("01", LineState.SWITCHED_OFF),
        ("02", LineState.NOT_IN_SERVICE),
        ("21", LineState.BUSY),
        ("22", LineState.NO_ANSWER),
        ("23", LineState.REJECTED),
        ("24", LineState.SUSPENDED),
    ],
)
async def test_an_end_without_an_answer_says_what_the_line_did(made: Line, ending: str, state: LineState) -> None:
    wanted = dialling(ending)
    await made.telephone.dial(wanted)
    await made.notes.until(wanted.ref, LineEvent.ENDED)
    assert made.notes.one(wanted.ref, LineEvent.ENDED).line is state
    assert LineEvent.ANSWERED not in made.notes.of(wanted.ref)
    with pytest.raises(TelephoneError):
        await fetched(made.telephone, wanted.ref)


async def test_a_recording_that_is_too_large_is_not_taken(made: Line) -> None:
    wanted = dialling()
    await made.telephone.dial(wanted)
    await talk(made, wanted.ref)
    with pytest.raises(TooLargeError):
        await fetched(made.telephone, wanted.ref, 1000)


async def test_two_calls_at_once_never_swap_their_recordings(made: Line) -> None:
    pair = dialling(extension="801"), dialling(extension="802")
    await asyncio.gather(*(made.telephone.dial(each) for each in pair))
    await asyncio.gather(*(talk(made, each.ref, 0.4 + 0.5 * at) for at, each in enumerate(pair)))
    short, long = [listen(await fetched(made.telephone, each.ref)) for each in pair]
    assert short.sha256 != long.sha256
    assert short.length_ms < long.length_ms - 200


async def test_what_is_kept_elsewhere_is_forgotten_there(made: Line) -> None:
    wanted = dialling()
    await made.telephone.dial(wanted)
    await talk(made, wanted.ref)
    await made.telephone.discard(wanted.ref)
    await made.telephone.discard(wanted.ref)
    with pytest.raises(TelephoneError):
        await fetched(made.telephone, wanted.ref)


async def test_hanging_up_what_is_over_does_nothing(made: Line) -> None:
    await made.telephone.hang_up(dialling().ref)
