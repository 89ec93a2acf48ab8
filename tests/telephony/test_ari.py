"""ARI at the sandbox: early sound is no answer, -1 is no length, a lost stream loses nothing, 409 is no second call."""

import asyncio
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from songda.telephony import (
    Dialling,
    LineEvent,
    LineState,
    Notice,
    SeenEvent,
    TelephoneError,
    check_address,
    open_telephone,
)
from songda.telephony.address import read_telephone_address
from songda.telephony.ari.rest import Rest
from songda.trust.sound import listen
from tests import sounds
from tests.telephony.exchange import Line, dialling, fetched, line
from tests.telephony.listener import Listener


async def talked(made: Line, wanted: Dialling, seconds: float = 0.4) -> SeenEvent:
    await made.telephone.dial(wanted)
    await made.notes.until(wanted.ref, LineEvent.ANSWERED)
    await asyncio.sleep(seconds)
    await made.telephone.hang_up(wanted.ref)
    await made.notes.until(wanted.ref, LineEvent.ENDED)
    return made.notes.one(wanted.ref, LineEvent.ENDED)


@pytest.mark.parametrize("ending", ["01", "24", "25"])
async def test_early_sound_is_never_an_answer(ending: str) -> None:
    async with line() as made:
        wanted = dialling(ending)
        await made.telephone.dial(wanted)
        await made.notes.until(wanted.ref, LineEvent.EARLY_SOUND, LineEvent.ENDED)
        assert LineEvent.ANSWERED not in made.notes.of(wanted.ref)
        assert made.exchange.tapings == {}


async def test_a_one_sided_talk_is_told() -> None:
    async with line() as made:
        both, one = dialling("34"), dialling("26")
        assert (await talked(made, both)).heard == {"desk", "party"}
        assert (await talked(made, one)).heard == {"desk"}


async def test_a_length_of_minus_one_is_no_length_and_the_sound_is_there() -> None:
    async with line() as made:
        wanted = dialling("27")
        await talked(made, wanted)
        await made.notes.until(wanted.ref, LineEvent.RECORDED)
        assert made.notes.one(wanted.ref, LineEvent.RECORDED).length_ms is None
        assert listen(await fetched(made.telephone, wanted.ref)).length_ms >= 300


async def test_a_failed_recording_is_told_as_none() -> None:
    async with line() as made:
        wanted = dialling("37")
        await talked(made, wanted)
        await made.notes.until(wanted.ref, LineEvent.NOT_RECORDED)


async def test_a_line_that_breaks_is_cut_off() -> None:
    async with line() as made:
        wanted = dialling("32")
        await made.telephone.dial(wanted)
        await made.notes.until(wanted.ref, LineEvent.ENDED)
        assert made.notes.one(wanted.ref, LineEvent.ENDED).line is LineState.CUT_OFF


async def test_an_answer_while_the_events_were_away_is_found_by_asking() -> None:
    async with line() as made:
        wanted = dialling("33")
        ended = await talked(made, wanted)
        await made.notes.until(wanted.ref, LineEvent.RECORDED)
        assert made.notes.one(wanted.ref, LineEvent.ANSWERED).by_enquiry
        assert ended.line is LineState.ANSWERED
        assert made.notes.of(wanted.ref).count(LineEvent.ANSWERED) == 1


async def test_an_end_while_the_events_were_away_is_found_by_asking() -> None:
    async with line() as made:
        wanted = dialling("34")
        await made.telephone.dial(wanted)
        await made.notes.until(wanted.ref, LineEvent.ANSWERED)
        await asyncio.sleep(0.3)
        await made.exchange.drop_lines()
        await made.exchange.destroy(made.exchange.ringing(wanted.number))  # type: ignore[arg-type]
        await made.notes.until(wanted.ref, LineEvent.ENDED, LineEvent.RECORDED)
        assert made.notes.one(wanted.ref, LineEvent.ENDED).by_enquiry


async def test_what_could_not_be_kept_is_asked_for_again() -> None:
    async with line() as made:
        made.notes.failures = 2
        wanted = dialling("34")
        await made.telephone.dial(wanted)
        await made.notes.until(wanted.ref, LineEvent.DESK_ANSWERED, LineEvent.ANSWERED)


async def test_another_process_takes_over_a_running_call() -> None:
    async with line() as made:
        wanted = dialling("34")
        await made.telephone.dial(wanted)
        await made.notes.until(wanted.ref, LineEvent.ANSWERED)
        await made.telephone.close()
        heir, notes = open_telephone(made.url), Listener()
        await heir.open(notes)
        known = frozenset({LineEvent.DESK_ANSWERED, LineEvent.ANSWERED})
        await heir.look(Dialling(wanted.ref, wanted.extension, wanted.number, known))
        await asyncio.sleep(0.3)
        await heir.hang_up(wanted.ref)
        await notes.until(wanted.ref, LineEvent.ENDED, LineEvent.RECORDED)
        assert LineEvent.ANSWERED not in notes.of(wanted.ref)
        assert made.exchange.dialled.count(wanted.number) == 1
        await heir.close()


async def test_a_channel_that_is_there_is_answered_with_409_and_is_not_rung_again() -> None:
    async with line() as made:
        wanted = dialling("00")
        await made.telephone.dial(wanted)
        address = made.url.partition("?")[0].replace("ari://songda:word@", "http://")
        where = f"{address}/ari/channels/songda-{wanted.ref}-desk"
        async with aiohttp.ClientSession(headers={"Authorization": "Basic c29uZ2RhOndvcmQ="}) as session:
            async with session.post(where, json={"endpoint": "PJSIP/801", "app": "songda"}) as answer:
                assert answer.status == 409
            async with session.get(where) as answer:
                assert answer.status == 200
        async with aiohttp.ClientSession() as stranger, stranger.get(where) as answer:
            assert answer.status == 401
        await made.telephone.hang_up(wanted.ref)


async def test_a_clerk_who_does_not_pick_up_rings_nobody() -> None:
    async with line() as made:
        wanted = dialling("34", extension="899")
        await made.telephone.dial(wanted)
        await made.notes.until(wanted.ref, LineEvent.ENDED)
        assert made.notes.one(wanted.ref, LineEvent.ENDED).line is LineState.DESK_DID_NOT_ANSWER
        assert wanted.number not in made.exchange.dialled


async def test_a_clerk_who_rings_off_says_nothing_about_the_number() -> None:
    async with line() as made:
        wanted = dialling("00")
        await made.telephone.dial(wanted)
        await made.notes.until(wanted.ref, LineEvent.RINGING)
        await made.exchange.destroy(made.exchange.ringing("801"))  # type: ignore[arg-type]
        await made.notes.until(wanted.ref, LineEvent.ENDED)
        assert made.notes.one(wanted.ref, LineEvent.ENDED).line is LineState.GIVEN_UP


def notice(ending: str) -> Notice:
    return Notice(uuid4().hex, f"138000012{ending}", sounds.wav(1))


async def ended(made: Line, wanted: Notice) -> list[LineEvent]:
    await made.telephone.notify(wanted)
    await made.notes.until(wanted.ref, LineEvent.ENDED)
    return made.notes.of(wanted.ref)


async def test_a_notice_ends_by_itself_when_nobody_presses_a_digit(tmp_path: Path) -> None:
    async with line(tmp_path, press_s="0.3") as made:
        seen = await ended(made, notice("34"))
        assert LineEvent.PLAYED in seen
        assert not {LineEvent.DIGIT, LineEvent.MACHINE} & set(seen)
        assert made.exchange.channels == {}


async def test_whoever_presses_a_digit_while_it_plays_hears_it_to_its_end(tmp_path: Path) -> None:
    async with line(tmp_path) as made:
        seen = await ended(made, notice("38"))
        assert seen.index(LineEvent.DIGIT) < seen.index(LineEvent.PLAYED) < seen.index(LineEvent.ENDED)


async def test_a_machine_is_told_by_its_long_greeting(tmp_path: Path) -> None:
    async with line(tmp_path) as made:
        assert LineEvent.MACHINE in await ended(made, notice("28"))


async def test_whoever_rings_off_has_not_heard_it_to_its_end(tmp_path: Path) -> None:
    async with line(tmp_path) as made:
        seen = await ended(made, notice("39"))
        assert not {LineEvent.DIGIT, LineEvent.MACHINE, LineEvent.PLAYED} & set(seen)


async def test_a_notice_whose_end_nobody_saw_is_taken_over_and_ended(tmp_path: Path) -> None:
    async with line(tmp_path, press_s="0.2") as made:
        wanted = notice("34")
        await made.telephone.notify(wanted)
        await made.notes.until(wanted.ref, LineEvent.ANSWERED)
        await made.telephone.close()
        await asyncio.sleep(0.6)  # the notice ends, and nobody listens
        heir, notes = open_telephone(made.url), Listener()
        await heir.open(notes)
        await heir.look(Notice(wanted.ref, wanted.number, b"", frozenset({LineEvent.ANSWERED})))
        await notes.until(wanted.ref, LineEvent.PLAYED, LineEvent.ENDED)
        assert made.exchange.dialled.count(wanted.number) == 1
        await heir.close()


async def test_a_notice_is_played_and_a_digit_is_told_as_a_digit(tmp_path: Path) -> None:
    async with line(tmp_path) as made:
        wanted = Notice(uuid4().hex, "13800001234", sounds.wav(1))
        await made.telephone.notify(wanted)
        await made.notes.until(wanted.ref, LineEvent.ANSWERED)
        assert (tmp_path / "songda" / f"songda-{wanted.ref}.wav").read_bytes() == wanted.sound
        assert await made.exchange.press(wanted.number, "1")
        await made.notes.until(wanted.ref, LineEvent.DIGIT, LineEvent.ENDED, LineEvent.RECORDED)
        assert made.notes.one(wanted.ref, LineEvent.DIGIT).digit == "1"
        assert list((tmp_path / "songda").iterdir()) == []


async def test_without_a_folder_for_sounds_no_notice_is_begun() -> None:
    async with line() as made:
        with pytest.raises(TelephoneError, match="sounds"):
            await made.telephone.notify(Notice(uuid4().hex, "13800001234", b""))
        assert made.exchange.dialled == []


async def test_a_system_that_is_away_begins_nothing(unused_tcp_port: int) -> None:
    away = open_telephone(f"ari://songda:word@127.0.0.1:{unused_tcp_port}?answer_s=0.3")
    await away.open(Listener())
    with pytest.raises(TelephoneError) as refused:
        await away.dial(dialling())
    assert "138" not in refused.value.detail
    await away.close()


@pytest.mark.parametrize(
    "url",
    [
        "ari://songda:word@telephone.court.example:8088",
        "ari://songda:word@10.0.0.7",
        "http://songda:word@127.0.0.1",
        "aris://songda:word@telephone.court.example?colour=red",
        "aris://songda:word@telephone.court.example?trunk=PJSIP/trunk",
        "aris://telephone.court.example",
        "ari://songda:word@127.0.0.1:99999",
    ],
)
def test_a_wrong_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(TelephoneError) as refused:
        check_address(url)
    assert "word@" not in refused.value.detail or "name:word@host" in refused.value.detail
    assert refused.value.permanent


@pytest.mark.parametrize("url", ["aris://songda:word@telephone.court.example", "ari://songda:word@[::1]:8088"])
def test_other_machines_are_spoken_to_over_tls_only(url: str) -> None:
    check_address(url)


async def test_nobody_is_followed_to_another_address() -> None:
    heard = []

    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1000))
        writer.close()

    async with await asyncio.start_server(elsewhere, "127.0.0.1", 0) as other:
        to = f"http://127.0.0.1:{other.sockets[0].getsockname()[1]}/"

        async def leads_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(
                f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
            writer.close()

        async with await asyncio.start_server(leads_on, "127.0.0.1", 0) as first:
            port = first.sockets[0].getsockname()[1]
            rest = Rest(read_telephone_address(f"ari://songda:word@127.0.0.1:{port}"))
            for verb in ("GET", "POST"):
                with pytest.raises(TelephoneError):
                    await rest.request(verb, "/channels/x")
            await rest.close()
    assert heard == []


async def hangs_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def test_only_what_was_asked_and_not_answered_is_in_doubt() -> None:
    async with line() as made, await asyncio.start_server(hangs_up, "127.0.0.1", 0) as silent:
        ports = {"silent": silent.sockets[0].getsockname()[1], "refusing": made.url.split(":")[3].partition("?")[0]}
        for port, in_doubt in ((ports["silent"], True), (ports["refusing"], False), (9, False)):
            rest = Rest(read_telephone_address(f"ari://songda:word@127.0.0.1:{port}"))
            with pytest.raises(TelephoneError) as wrong:
                await rest.request("POST", "/channels/songda-x-party", {"endpoint": "Nowhere/1"})
            await rest.close()
            assert wrong.value.in_doubt is in_doubt
