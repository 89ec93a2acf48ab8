"""A WeChat over loopback and channels to it."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from songda.channels.contract import Message
from songda.channels.wechat.address import read_wechat_address
from songda.channels.wechat.channel import WechatChannel
from songda_demo.sandbox.store import Memory
from songda_demo.sandbox.wechat import platform as routes
from songda_demo.sandbox.wechat.people import APP_ID, KEY, SECRET, TEMPLATE, TOKEN, open_id_of
from songda_demo.sandbox.wechat.platform import Platform

TEXT = "孝义市人民法院\n受送达人：李*\n查收码：K7M2PXQ4RT\nhttps://songda.court.example/s/K7M2PXQ4RT"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def account(number: int) -> str:
    """The account of a person; the last two digits of the number decide what becomes of messages."""
    return open_id_of(f"139{number:08}")


@dataclass
class Wechat:
    """The platform, where it listens, and where it calls back."""

    platform: Platform
    port: int
    callbacks: int

    def url(self, **options: str) -> str:
        given = {
            "template": TEMPLATE,
            "fields": "thing1,name2,character_string3",
            "token": TOKEN,
            "key": KEY,
            "listen": f"127.0.0.1:{self.callbacks}",
            "answer_s": "3",
        }
        return f"http://{APP_ID}:{SECRET}@127.0.0.1:{self.port}?{urlencode({**given, **options})}"

    def channel(self, **options: str) -> WechatChannel:
        return WechatChannel(read_wechat_address(self.url(**options)))

    def person(self, number: int) -> str:
        """The account of somebody who follows the court."""
        self.platform.people.change(account(number), follows=True)
        return account(number)


def message(ref: int, to: str, text: str = TEXT) -> Message:
    return Message(str(ref), to, text)


@asynccontextmanager
async def running(pace: float = 0.3) -> AsyncIterator[Wechat]:
    """A WeChat that nobody else uses; it calls back when whoever does not wait for that has closed already."""
    callbacks = free_port()
    platform = Platform(callbacks, pace, Memory())
    app = web.Application()
    routes.add_routes(app, platform)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield Wechat(platform, runner.addresses[0][1], callbacks)
    finally:
        await platform.stop()
        await runner.cleanup()
