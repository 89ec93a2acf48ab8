"""Calls the court back, encrypted and signed, until it says `success` or three tries are over."""

import asyncio
import base64
import hashlib
import os
import secrets
from collections.abc import Coroutine
from typing import Any, Final
from xml.sax.saxutils import escape

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from songda import clock
from songda_demo.sandbox.wechat.people import APP_ID, KEY, ORIGINAL, TOKEN

TRIES: Final = 3
PATIENCE_S: Final = 5.0
PAUSE_S: Final = 1.0
ANOTHER_APP: Final = "wx0000000000000000"


class Callbacks:
    """Sends events to one address, in the background."""

    def __init__(self, port: int, pace: float) -> None:
        self.port = port
        self._pace = pace
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self.refused = 0

    def say(self, open_id: str, *, after_s: float = 0.0, times: int = 1, **tags: str) -> None:
        """An event of this account."""
        stamp = str(int(clock.now().timestamp()))
        text = xml_of(**{"ToUserName": ORIGINAL, "FromUserName": open_id, "CreateTime": stamp, **tags})
        for _ in range(times):
            self._start(self._bring(seal(text), TOKEN, open_id, after_s * self._pace))

    def forge(self, open_id: str, **tags: str) -> None:
        """What others send: with another token, for another account, in clear, and a bomb."""
        text = xml_of(ToUserName=ORIGINAL, FromUserName=open_id, CreateTime="1", **tags)
        self._start(self._bring(seal(text), "anothertoken", open_id, 0.0))
        self._start(self._bring(seal(text, ANOTHER_APP), TOKEN, open_id, 0.0))
        self._start(self._post(text.encode(), {"timestamp": "1", "nonce": "1", "msg_signature": KEY}))
        bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'
        self._start(self._post(bomb, {"timestamp": "1", "nonce": "1", "msg_signature": "1"}))

    async def until_said(self) -> None:
        """Returns when nothing is on its way any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _start(self, work: "Coroutine[Any, Any, Any]") -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring(self, sealed: str, token: str, open_id: str, after_s: float) -> None:
        await asyncio.sleep(after_s)
        body = xml_of(ToUserName=ORIGINAL, Encrypt=sealed).encode()
        for _ in range(TRIES):
            stamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(5)
            query = {
                "signature": sign(stamp, nonce, token=token),
                "timestamp": stamp,
                "nonce": nonce,
                "openid": open_id,
                "encrypt_type": "aes",
                "msg_signature": sign(stamp, nonce, sealed, token=token),
            }
            if await self._post(body, query):
                return
            await asyncio.sleep(PAUSE_S * self._pace)

    async def _post(self, body: bytes, query: dict[str, str]) -> bool:
        if not self.port:
            return False
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_S))
        url = f"http://127.0.0.1:{self.port}/wechat"
        try:
            async with self._session.post(url, params=query, data=body) as answer:
                is_kept = answer.status == 200 and await answer.text() == "success"
        except (aiohttp.ClientError, TimeoutError):
            return False
        self.refused += not is_kept
        return is_kept


def sign(*parts: str, token: str = TOKEN) -> str:
    """The signature over parts."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode(), usedforsecurity=False).hexdigest()


def seal(text: str, app_id: str = APP_ID) -> str:
    """A text encrypted for the court."""
    key = base64.b64decode(KEY + "=")
    inner = text.encode()
    plain = os.urandom(16) + len(inner).to_bytes(4, "big") + inner + app_id.encode()
    fill = 32 - len(plain) % 32
    worker = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(worker.update(plain + bytes([fill]) * fill) + worker.finalize()).decode()


def xml_of(**tags: str) -> str:
    """Tags as WeChat writes them."""
    return "<xml>" + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in tags.items()) + "</xml>"
