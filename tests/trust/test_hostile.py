"""Every line that the program opens by itself: never sent on elsewhere, never held by what has no end."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import product

import pytest

from songda.carriers.contract import CarrierError, Trouble
from songda.carriers.line import post
from songda.channels.contract import ChannelError
from songda.channels.wechat.address import read_wechat_address
from songda.channels.wechat.channel import Line
from songda.channels.wechat.entry import invite
from songda.channels.wechat.errors import LostError, NotWrittenError
from songda.clock import now
from songda.core.evidence.checks import TilesMissingError
from songda.core.evidence.tiles import TileAddress
from songda.core.evidence.witnesses.witnessing import ShownCheckpoint
from songda.exchange import new_stamp
from songda.registries.contract import RegistryError
from songda.registries.platform import Platform
from songda.site.checkup.outside import ask_authority
from songda.telephony import TelephoneError
from songda.telephony.address import read_telephone_address
from songda.telephony.ari.rest import Rest
from songda.trust.looking import fetch
from songda.trust.offline.wishes import tiles_at
from songda.trust.timestamps import Stamper, StampUnavailable
from songda.trust.witness import WitnessAway, show
from tests.registries.sandbox_line import inquiry
from tests.rows import all_rows
from tests.trust.hostile import hostile

PATIENCE_S = 0.3
REFUSALS = (
    StampUnavailable,
    WitnessAway,
    RegistryError,
    CarrierError,
    ChannelError,
    TelephoneError,
    LostError,
    NotWrittenError,
    TilesMissingError,
)
Call = Callable[[int], object]


def stamp(port: int) -> object:
    return Stamper(f"http://127.0.0.1:{port}/", seconds=PATIENCE_S).stamp(b"d" * 32)


def witness(port: int) -> object:
    return show(f"http://127.0.0.1:{port}", ShownCheckpoint(0, (), "x"), seconds=PATIENCE_S)


def registry(port: int) -> object:
    url = f"http://court:{'s' * 40}@127.0.0.1:{port}/"
    return Platform(url, lambda: new_stamp(now()), seconds=PATIENCE_S).ask([inquiry(1)])


def carrier(port: int) -> object:
    answer = post(f"http://127.0.0.1:{port}/", b"{}", {}, seconds=PATIENCE_S)
    if answer.status != 200:
        raise CarrierError(Trouble.UNREADABLE, "no answer of a carrier")
    return answer


def code(port: int) -> object:
    query = f"template=t&fields=thing1&token=token&key={'k' * 43}"
    return invite(f"http://wx{'0' * 16}:secret@127.0.0.1:{port}?{query}", "word", 60)


def look(port: int) -> object:
    answer = fetch(f"http://127.0.0.1:{port}/notices.txt", PATIENCE_S)
    if answer is None or answer[0] != 200:
        raise CarrierError(Trouble.UNREACHABLE, "no list")
    return answer


def telephone(port: int) -> object:
    async def ask() -> None:
        rest = Rest(read_telephone_address(f"ari://songda:word@127.0.0.1:{port}?answer_s={PATIENCE_S}"))
        try:
            await rest.request("POST", "/ari/channels", {"endpoint": "13800138000"})
        finally:
            await rest.close()

    asyncio.run(ask())
    return None


def recording(port: int) -> object:
    async def fetch() -> None:
        rest = Rest(
            read_telephone_address(f"ari://songda:word@127.0.0.1:{port}?answer_s=0.05")
        )  # a file may take longer
        try:
            await rest.pieces_at("/ari/recordings/1", 1_000_000, lambda _piece: None)
        finally:
            await rest.close()

    asyncio.run(fetch())
    return None


def message(port: int) -> object:
    async def send() -> object:
        query = f"template=t&fields=thing1&token=token&key={'k' * 43}&answer_s={PATIENCE_S}"
        line = Line(read_wechat_address(f"http://wx{'0' * 16}:secret@127.0.0.1:{port}?{query}"))
        line.open()
        try:
            return await line.post("/cgi-bin/message/template/send", {}, "token")
        finally:
            await line.close()

    return asyncio.run(send())


def authority(port: int) -> object:
    facts = ask_authority(f"http://127.0.0.1:{port}/")
    if facts is None or not facts.is_there:
        raise StampUnavailable("it does not answer")
    return facts


def tile(port: int) -> object:
    return tiles_at(f"http://127.0.0.1:{port}/log", PATIENCE_S)(TileAddress(0, 0, 1))


EVERY: list[Call] = [stamp, witness, registry, carrier, code, look, telephone, recording, message, tile, authority]


@all_rows("call", EVERY[:-1])
def test_nobody_is_followed_to_where_they_send_us(call: Call) -> None:
    """Else whoever answers for one of them chooses whom the court's own machine asks next, and what it tells there."""
    with hostile("floods") as metadata, hostile("sends on", f"http://127.0.0.1:{metadata.port}/latest/") as sends_on:
        with pytest.raises((*REFUSALS, ValueError)):
            call(sends_on.port)
        assert (sends_on.visits > 0, metadata.visits) == (True, 0)


def test_what_has_no_end_is_hung_up_on() -> None:
    """A letter now and then, all at once, a head that is never whole, "100 Continue" for ever; by all lines at once."""
    pairs = list(product(("drips", "floods", "drips its head", "promises"), EVERY))
    with ThreadPoolExecutor(len(pairs)) as at_once:
        heard_out = list(at_once.map(_heard_out, *zip(*pairs, strict=True)))
    assert [(way, call.__name__) for (way, call), held in zip(pairs, heard_out, strict=True) if held] == []


def _heard_out(way: str, call: Call) -> bool:
    with hostile(way) as answering:
        with suppress(*REFUSALS):
            call(answering.port)
        assert answering.is_over.wait(60)
        return answering.heard_out


@pytest.mark.parametrize("call", [code, telephone, message])
def test_an_answer_nested_without_end_is_none(call: Call) -> None:
    with hostile("nests") as answering, pytest.raises(REFUSALS):
        call(answering.port)


def test_an_answer_that_comes_letter_by_letter_is_read_whole() -> None:
    with hostile("in pieces") as answering:
        assert message(answering.port) == {"errcode": 0, "msgid": 7}


def test_a_check_of_the_authority_goes_nowhere_else_either() -> None:
    with hostile("floods") as metadata, hostile("sends on", f"http://127.0.0.1:{metadata.port}/") as sends_on:
        facts = ask_authority(f"http://127.0.0.1:{sends_on.port}/")
        assert facts is not None
        assert facts.is_there
        assert (sends_on.visits, metadata.visits) == (1, 0)
