"""Every line that the program opens by itself: never sent on elsewhere, never held by what has no end."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest

from songda.carriers.contract import CarrierError, Trouble
from songda.carriers.line import post
from songda.channels.contract import ChannelError
from songda.channels.wechat.entry import invite
from songda.clock import now
from songda.core.evidence.witnesses.witnessing import Shown
from songda.exchange import new_stamp
from songda.registries.contract import RegistryError
from songda.registries.platform import Platform
from songda.site.checkup.outside import ask_authority
from songda.telephony import TelephoneError
from songda.telephony.address import read_telephone_address
from songda.telephony.ari.rest import Rest
from songda.trust.looking import fetch
from songda.trust.timestamps import Stamper, StampUnavailable
from songda.trust.witness import WitnessAway, show
from tests.registries.sandbox_line import inquiry
from tests.trust.hostile import hostile

PATIENCE_S = 0.3
REFUSALS = (StampUnavailable, WitnessAway, RegistryError, CarrierError, ChannelError, TelephoneError)
Call = Callable[[int], object]


def stamp(port: int) -> object:
    return Stamper(f"http://127.0.0.1:{port}/", seconds=PATIENCE_S).stamp(b"d" * 32)


def witness(port: int) -> object:
    return show(f"http://127.0.0.1:{port}", Shown(0, (), "x"), seconds=PATIENCE_S)


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
        rest = Rest(read_telephone_address(f"ari://songda:word@127.0.0.1:{port}?answer_s={PATIENCE_S}"))
        try:
            await rest.pieces_at("/ari/recordings/1", 1_000_000, lambda _piece: None)
        finally:
            await rest.close()

    asyncio.run(fetch())
    return None


@pytest.mark.parametrize("call", [stamp, witness, registry, carrier, code, look, telephone, recording])
def test_nobody_is_followed_to_where_they_send_us(call: Call) -> None:
    """Else whoever answers for one of them chooses whom the court's own machine asks next, and what it tells there."""
    with hostile("floods") as metadata, hostile("sends on", f"http://127.0.0.1:{metadata.port}/latest/") as sends_on:
        with pytest.raises((*REFUSALS, ValueError)):
            call(sends_on.port)
        assert (sends_on.visits > 0, metadata.visits) == (True, 0)


@pytest.mark.parametrize(
    ("call", "way"),
    [
        *((call, "drips") for call in (stamp, witness, registry, carrier, code, look, telephone)),
        *((call, "floods") for call in (stamp, witness, registry, carrier, code, look, telephone, recording)),
    ],
)
def test_what_has_no_end_is_hung_up_on(call: Call, way: str) -> None:
    with hostile(way) as answering:
        with suppress(*REFUSALS):
            call(answering.port)
        assert answering.is_over.wait(60)
        assert not answering.heard_out


def test_a_check_of_the_authority_goes_nowhere_else_either() -> None:
    with hostile("floods") as metadata, hostile("sends on", f"http://127.0.0.1:{metadata.port}/") as sends_on:
        facts = ask_authority(f"http://127.0.0.1:{sends_on.port}/")
        assert facts is not None
        assert facts.is_there
        assert (sends_on.visits, metadata.visits) == (1, 0)
