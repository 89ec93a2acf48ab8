"""Asks Asterisk over HTTP and listens to its events; whatever goes wrong says what, without secrets or numbers."""

import asyncio
import logging
import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import aiohttp

from songda.exchange import read_json
from songda.telephony.address import TelephoneAddress
from songda.telephony.contract import Take, TelephoneError, TooLargeError

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4 * 1024 * 1024
_LONGEST_FILE = 60  # so many times as long as a piece may a whole recording take
Statuses = frozenset[int]
NONE: Statuses = frozenset()
MISSING = 404
THERE_ALREADY = 409


class Rest:
    """The HTTP side of one telephone system; must be used inside one event loop."""

    def __init__(self, address: TelephoneAddress) -> None:
        self._address = address
        self._session: aiohttp.ClientSession | None = None
        self.ssl = ssl.create_default_context(cafile=address.ca) if address.is_encrypted else True

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections, opened when they are first needed."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"Authorization": f"Basic {b64encode(self._address.credentials).decode()}"},
                timeout=aiohttp.ClientTimeout(total=self._address.answer_s),
                trace_configs=[_no_redirects()],
            )
        return self._session

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()

    async def request(
        self,
        method: str,
        path: str,
        question: Mapping[str, str] | None = None,
        *,
        allowed: frozenset[int] = frozenset(),
    ) -> tuple[int, Any]:
        """The status and what came with it; TelephoneError for every status from 400 that is not allowed.

        What is asked goes into the body, never into the address: it holds numbers, and addresses are logged.
        """
        try:
            async with self.session.request(
                method, f"{self._address.base}{path}", json=question, ssl=self.ssl
            ) as answer:
                status = answer.status
                answer_json = (
                    read_json(await _read_answer(answer)) if answer.content_type == "application/json" else None
                )
        except (aiohttp.ClientError, TimeoutError, ValueError) as wrong:
            was_asked = not isinstance(wrong, aiohttp.ClientConnectorError)
            detail = f"the telephone system does not answer: {type(wrong).__name__}"
            raise TelephoneError(detail, in_doubt=was_asked, is_away=True) from wrong
        if status >= 400 and status not in allowed:
            raise TelephoneError(f"the telephone system refuses ({status})", permanent=status in {400, 401, 403})
        return status, answer_json

    async def find(self, path: str) -> dict[str, Any] | None:
        """The thing at a path; None where there is none."""
        status, answer_json = await self.request("GET", path, allowed=frozenset({MISSING}))
        return answer_json if status != MISSING else None

    async def pieces_at(self, path: str, most: int, take: Take) -> None:
        """A file in pieces, refused as soon as it is known to be too large; one piece is held at a time."""
        patient = aiohttp.ClientTimeout(total=_LONGEST_FILE * self._address.answer_s, sock_read=self._address.answer_s)
        try:
            async with self.session.get(f"{self._address.base}{path}", ssl=self.ssl, timeout=patient) as answer:
                if answer.status >= 400:
                    raise TelephoneError(
                        f"there is no such recording ({answer.status})", permanent=answer.status == 404
                    )
                await _bounded(answer, most, take)
        except (aiohttp.ClientError, TimeoutError) as wrong:
            raise TelephoneError(f"the recording broke off: {type(wrong).__name__}") from wrong


def _no_redirects() -> aiohttp.TraceConfig:
    """Nobody is followed to another address: it would be told our word, and be believed."""

    async def refuse(*_: object) -> None:
        raise aiohttp.ClientError("led to another address")

    traced = aiohttp.TraceConfig()
    traced.on_request_redirect.append(refuse)
    return traced


async def _read_answer(answer: aiohttp.ClientResponse) -> bytes:
    """What it says of itself, which is never much; raises ValueError for more."""
    came = b""
    async for piece in answer.content.iter_chunked(_PIECE):
        came += piece
        if len(came) > _LONGEST_ANSWER:
            raise ValueError("the answer does not end")
    return came


async def _bounded(answer: aiohttp.ClientResponse, most: int, take: Take) -> None:
    if (answer.content_length or 0) > most:
        raise TooLargeError(f"the recording has {answer.content_length} bytes", permanent=True)
    came = 0
    async for piece in answer.content.iter_chunked(_PIECE):
        came += len(piece)
        if came > most:
            raise TooLargeError("the recording does not end", permanent=True)
        take(piece)


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
                    await self._on_event(read_json(message.data))
