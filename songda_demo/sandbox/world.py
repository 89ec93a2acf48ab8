"""The outside world in a box: SMS centre, mail system, telephone exchange, WeChat, and where they keep their memory."""

from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from songda_demo.sandbox.carrier.post_office import PostOffice
from songda_demo.sandbox.mail import MailSystem
from songda_demo.sandbox.smsc.server import SmsCentre
from songda_demo.sandbox.store import Disk, Memory
from songda_demo.sandbox.telephone.exchange import Exchange
from songda_demo.sandbox.wechat.platform import Platform

QUIET_MOST = 200
MOST_TEXTS, MOST_LETTERS = 30_000, 2_000  # a storm looks for every text that it sent


@dataclass(frozen=True)
class Ports:
    """Where the sandbox listens on this machine, and where the court takes reports and callbacks (0: nowhere)."""

    http: int
    smpp: int
    smtp: int
    bounce: int = 0
    callback: int = 0
    court: int = 0


class World:
    """Everything outside the court; `quiet` keeps little and nothing on disk, for very many messages."""

    def __init__(
        self, ports: Ports, folder: Path, *, quiet: bool = False, pace: float = 1.0, texts_per_second: float = 0.0
    ) -> None:
        self.folder = folder
        self.store: Memory = Memory() if quiet else Disk(folder / "sandbox.sqlite3")
        texts, letters = (QUIET_MOST, QUIET_MOST) if quiet else (MOST_TEXTS, MOST_LETTERS)
        letter_box = ("127.0.0.1", ports.bounce) if ports.bounce else None
        self.exchange = Exchange(pace)
        self.sms = SmsCentre(ports.smpp, pace, self.store, most_texts=texts, per_second=texts_per_second)
        self.wechat = Platform(ports.callback, pace, self.store)
        self.post = PostOffice(ports.court, self.store, pace)
        self.mail = MailSystem(ports.smtp, letter_box, pace, self.store, most_letters=letters)

    async def start(self) -> None:
        """Opens the SMS centre and the mail system."""
        await self.sms.start()
        await self.mail.start()
        self.post.start()

    async def stop(self) -> None:
        """Closes them and writes down what they hold."""
        await self.exchange.stop()
        await self.post.stop()
        await self.wechat.stop()
        await self.sms.stop()
        await self.mail.stop()
        self.store.close()


WORLD: web.AppKey[World] = web.AppKey("world", World)
