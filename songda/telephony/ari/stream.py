"""Listens to Asterisk's events, and comes back by itself when the line to it breaks."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp

from songda.telephony.address import TelephoneAddress
from songda.telephony.ari.rest import Rest

log = logging.getLogger("songda.telephony")
PAUSES_S: Final = (0.1, 0.5, 1.0, 2.0, 5.0)
ALIVE_S: Final = 15.0  # after so long without a word the other side is asked whether it is there

Event = dict[str, Any]


class Stream:
    """The stream of events. `on_open` is called each time it opens: what happened in between was not seen."""

    def __init__(
        self,
        address: TelephoneAddress,
        rest: Rest,
        on_event: Callable[[Event], Awaitable[None]],
        on_open: Callable[[], Awaitable[None]],
    ) -> None:
        self._url = f"{address.base}/events?app={address.app}"
        self._rest = rest
        self._on_event, self._on_open = on_event, on_open
        self.is_open = asyncio.Event()

    async def run(self) -> None:
        """Listen for ever. An event that could not be kept counts as not seen: the state is asked for anew."""
        failures = 0
        while True:
            try:
                await self._listen()
                failures = 0
            except (aiohttp.ClientError, TimeoutError, OSError) as wrong:
                failures += 1
                log.warning("the telephone system's events are away: %s", type(wrong).__name__)
            except Exception:
                failures += 1
                log.exception("an event of the telephone system could not be kept; asking for the state anew")
            self.is_open.clear()
            await asyncio.sleep(PAUSES_S[min(failures, len(PAUSES_S) - 1)])

    async def _listen(self) -> None:
        async with self._rest.session.ws_connect(self._url, heartbeat=ALIVE_S, ssl=self._rest.ssl) as line:
            self.is_open.set()
            await self._on_open()
            async for message in line:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._on_event(json.loads(message.data))
