"""The line to WeChat's interface: posts JSON, tells what was written from what was not, and keeps the access token."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

import aiohttp

from songda.channels.wechat.address import WechatAddress
from songda.channels.wechat.errors import Fault, fault_of, what_to_mend

CONNECT_S: Final = 5.0
LARGEST: Final = 64 * 1024
EARLY_S: Final = 300.0  # a token is changed so long before it runs out
SHORTEST_LIFE_S: Final = 60.0
FORCED_AGAIN_S: Final = 600.0  # a new token may be forced twenty times a day
TOKEN_PATH: Final = "/cgi-bin/stable_token"  # noqa: S105 - where one is asked for

Answer = Mapping[str, Any]


class NotWrittenError(Exception):
    """Not one byte went out; `code` says why in a word or a number of WeChat's."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class LostError(Exception):
    """It was written, and no answer came that can be read."""


class Line:
    """A few connections to one account's interface."""

    def __init__(self, address: WechatAddress) -> None:
        self._address = address
        self._session: aiohttp.ClientSession | None = None
        self._token = ""
        self._good_until = self._forced_at = float("-inf")
        self._asking = asyncio.Lock()

    def open(self) -> None:
        """Connections are made when they are needed."""
        self._asking = asyncio.Lock()
        self._session = aiohttp.ClientSession(
            self._address.base,
            connector=aiohttp.TCPConnector(limit=self._address.window + 2),
            timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_S, sock_read=self._address.answer_s),
            auto_decompress=False,
        )

    async def close(self) -> None:
        """Hangs up; whoever waits for an answer hears that none comes."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def token(self) -> str:
        """The token that all workers share; NotWrittenError where none can be had now."""
        if self._now() >= self._good_until:
            async with self._asking:
                if self._now() >= self._good_until:
                    await self._fetch(force=False)
        return self._token

    async def renew(self, refused: str) -> None:
        """Another token than the one that was just refused, whoever made it worthless."""
        async with self._asking:
            if self._token != refused:
                return
            await self._fetch(force=False)
            if self._token == refused and self._now() - self._forced_at > FORCED_AGAIN_S:
                self._forced_at = self._now()
                await self._fetch(force=True)

    async def post(self, path: str, body: Answer, token: str = "") -> Answer:
        """The answer; NotWrittenError or LostError."""
        if self._session is None:
            raise NotWrittenError("not-connected", "not open")
        query = {"access_token": token} if token else {}
        try:
            async with self._session.post(
                path,
                params=query,
                data=json.dumps(body, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json", "Accept-Encoding": "identity"},
                allow_redirects=False,
            ) as answer:
                return _read(answer.status, await answer.content.read(LARGEST))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as wrong:
            raise NotWrittenError("not-connected", f"no connection: {type(wrong).__name__}") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as wrong:  # its words may quote the token
            raise LostError(type(wrong).__name__) from None

    async def _fetch(self, *, force: bool) -> None:
        body = {
            "grant_type": "client_credential",
            "appid": self._address.app_id,
            "secret": self._address.secret,
            "force_refresh": force,
        }
        try:
            answer = await self.post(TOKEN_PATH, body)
        except LostError as lost:
            raise NotWrittenError("no-token", f"no access token: {lost}") from None
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            code = code_of(answer)
            is_ours = fault_of(code) is Fault.COURT
            raise NotWrittenError(str(code), what_to_mend(code) if is_ours else f"no access token ({code})")
        self._token = token
        self._good_until = self._now() + max(SHORTEST_LIFE_S, seconds - EARLY_S)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def code_of(answer: Answer) -> int:
    """The number of an answer; one that is missing is a number that nobody knows."""
    code = answer.get("errcode")
    return code if isinstance(code, int) and not isinstance(code, bool) else -999


def _read(status: int, body: bytes) -> Answer:
    if status != 200:
        raise LostError(f"HTTP {status}")
    try:
        answer = json.loads(body)
    except ValueError:
        raise LostError("no JSON") from None
    if not isinstance(answer, dict):
        raise LostError("no object")
    return answer
