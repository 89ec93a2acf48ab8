"""The steps by which Asterisk connects and records a call; each can be repeated."""

import asyncio
import contextlib

from songda.telephony.address import TelephoneAddress
from songda.telephony.ari.call import AriCall, Leg
from songda.telephony.ari.rest import MISSING, THERE_ALREADY, Rest
from songda.telephony.contract import Dialling, TelephoneError

GONE = frozenset({MISSING, THERE_ALREADY})
SOUND_FOLDER = "songda"


class Steps:
    """What is asked of Asterisk, in the order of a call."""

    def __init__(self, address: TelephoneAddress, rest: Rest) -> None:
        self._address, self._rest = address, rest

    async def ring_desk(self, call: AriCall) -> None:
        """Ring the clerk. A channel of that name which is there already is ours: nobody is rung twice."""
        assert isinstance(call.wanted, Dialling)  # noqa: S101 - a notice has no clerk
        await self._ring(call, "desk", self._address.desk.format(extension=call.wanted.extension))

    async def ring_party(self, call: AriCall) -> None:
        call.party_rung = True
        await self._ring(call, "party", self._address.trunk.format(number=call.wanted.number))

    async def join(self, call: AriCall, leg: Leg) -> None:
        """Bring a leg where the other one is or will be."""
        bridge = call.names.bridge
        await self._rest.request("POST", f"/bridges/{bridge}", {"type": "mixing", "name": bridge})
        where = {"channel": call.names.channel(leg)}
        await self._rest.request("POST", f"/bridges/{bridge}/addChannel", where, allowed=GONE)

    async def record(self, call: AriCall) -> None:
        """Record both directions of the party's channel; a bridge of one would give an empty file."""
        names = call.names
        ear = {"spy": "both", "app": self._address.app}
        path = f"/channels/{names.channel('party')}/snoop/{names.channel('ear')}"
        await self._rest.request("POST", path, ear, allowed=GONE)
        how = {"name": names.bridge, "format": "wav", "ifExists": "fail"}
        await self._rest.request("POST", f"/channels/{names.channel('ear')}/record", how, allowed=GONE)

    async def hear(self, call: AriCall) -> None:
        """Have it told on which leg somebody speaks; a system without that knows less and is no worse."""
        legs: tuple[Leg, ...] = ("party",) if call.is_notice else ("party", "desk")
        for leg in legs:
            path = f"/channels/{call.names.channel(leg)}/variable"
            try:
                await self._rest.request("POST", path, {"variable": "TALK_DETECT(set)", "value": ""})
            except TelephoneError:
                return
        call.hears = True

    async def play(self, call: AriCall) -> None:
        """Play the notice to the party."""
        media = {"media": f"sound:{SOUND_FOLDER}/{call.names.bridge}"}
        await self._rest.request("POST", f"/channels/{call.names.channel('party')}/play/{call.names.bridge}", media)

    async def is_playing(self, call: AriCall) -> bool:
        """Whether the notice is being played now."""
        return await self._rest.find(f"/playbacks/{call.names.bridge}") is not None

    def clear_soon(self, call: AriCall) -> None:
        """End a notice that has been played, unless a digit ends it before."""
        if call.leaving is None:
            call.leaving = asyncio.create_task(self._clear_after(call, self._address.press_s))

    async def _clear_after(self, call: AriCall, seconds: float) -> None:
        await asyncio.sleep(seconds)
        with contextlib.suppress(TelephoneError):  # whoever looks after forgotten calls ends it then
            await self.clear(call)

    async def clear(self, call: AriCall) -> None:
        """End every leg, which ends the recording, and take the bridge away."""
        for leg in ("ear", "party", "desk"):
            await self._rest.request("DELETE", f"/channels/{call.names.channel(leg)}", allowed=GONE)
        await self._rest.request("DELETE", f"/bridges/{call.names.bridge}", allowed=GONE)

    async def _ring(self, call: AriCall, leg: Leg, endpoint: str) -> None:
        question = {
            "endpoint": endpoint,
            "app": self._address.app,
            "appArgs": call.wanted.ref,
            "timeout": str(int(self._address.ring_s)),
        }
        if self._address.caller:
            question["callerId"] = self._address.caller
        path = f"/channels/{call.names.channel(leg)}"
        await self._rest.request("POST", path, question, allowed=frozenset({THERE_ALREADY}))
