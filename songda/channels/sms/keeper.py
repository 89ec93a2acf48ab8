"""Keeps one connection to the SMS centre: dials, logs in, asks now and then whether it lives, dials again."""

import asyncio
import contextlib
import logging
import ssl
from typing import Final

from songda.channels.contract import ChannelError
from songda.channels.intake import Intake
from songda.channels.sms import statuses
from songda.channels.sms.address import SmppAddress
from songda.channels.sms.line import Line
from songda.channels.sms.outbox import Outbox
from songda.channels.sms.pdu import BIND_TRANSCEIVER, ENQUIRE_LINK, UNBIND

log = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 30.0
# A wrong password is not tried so often that the account is locked; of other refusals a session that still stands, of a
# worker that ended a moment ago, is the likeliest reason.
WRONG_NAME_PAUSES_S: Final = (60.0, 1800.0)  # the first, and the longest
REFUSED_PAUSES_S: Final = (0.1, 60.0)
AWAY_PAUSES_S: Final = (FIRST_PAUSE_S, LONGEST_PAUSE_S)
CONNECT_S: Final = 10.0
GOOD_LIFE_S: Final = 5.0  # a line that lived so long is dialled again at once
VERSION: Final = 0x34


class Keeper:
    """Holds the line; `bound` is set while messages can go out."""

    def __init__(
        self, address: SmppAddress, outbox: Outbox, intake: Intake, encryption: ssl.SSLContext | None = None
    ) -> None:
        self.bound = asyncio.Event()
        self._address = address
        self._encryption = encryption
        self._outbox = outbox
        self._intake = intake
        self._line: Line | None = None
        self._task: asyncio.Task[None] | None = None
        self._pauses = AWAY_PAUSES_S
        self.trouble: str | None = "not dialled yet"  # why nothing can go out; None while the line stands

    async def start(self) -> None:
        """Dials once and then keeps dialling in the background; a refused log-in ends nothing, see `trouble`."""
        first = await self._dial_again()
        self._task = asyncio.get_running_loop().create_task(self._keep(first))

    async def stop(self) -> None:
        """Logs off and hangs up."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        line, self._line = self._line, None
        self.bound.clear()
        if line is not None and not line.lost.done():
            with contextlib.suppress(OSError, TimeoutError):
                await line.ask(UNBIND, within_s=2.0)
            line.hang_up("closed")
            await line.lost
        self._outbox.detach("closed")

    async def _keep(self, line: Line | None) -> None:
        pause = 0.0
        while True:
            if line is not None and await self._use(line) > GOOD_LIFE_S:
                pause = 0.0
            shortest, longest = self._pauses
            pause = min(longest, max(shortest, pause * 2))
            await asyncio.sleep(pause)
            line = await self._dial_again()

    async def _dial_again(self) -> Line | None:
        try:
            line = await self._dial()
        except (OSError, TimeoutError, ChannelError) as wrong:
            self._pauses = _pauses_after(wrong) if isinstance(wrong, ChannelError) else AWAY_PAUSES_S
            self.trouble = str(wrong) if isinstance(wrong, ChannelError) else f"no connection: {_why(wrong)}"
            log.warning("SMS centre: %s; trying on", self.trouble)
            return None
        self._pauses, self.trouble = AWAY_PAUSES_S, None
        return line

    async def _dial(self) -> Line:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT_S):
            _, line = await loop.create_connection(
                lambda: Line(self._outbox, self._intake),
                self._address.host,
                self._address.port,
                ssl=self._encryption,  # None, a plain line, where the address says smpp:// and nowhere else
            )
        try:
            await self._log_in(line)
        except BaseException:
            line.hang_up("not-bound")
            raise
        self._line = line
        self._outbox.attach(line)
        self.bound.set()
        return line

    async def _log_in(self, line: Line) -> None:
        answer = await line.ask(
            BIND_TRANSCEIVER,
            within_s=CONNECT_S,
            system_id=self._address.system_id.encode(),
            password=self._address.password.encode(),
            interface_version=VERSION,
        )
        if answer.status != statuses.OK:
            permanent = answer.status in statuses.LOG_IN_REFUSED
            raise ChannelError(f"log-in refused: {statuses.name_of(answer.status)}", permanent=permanent)

    async def _use(self, line: Line) -> float:
        loop = asyncio.get_running_loop()
        since = loop.time()
        watch = loop.create_task(self._watch(line))
        try:
            why = await asyncio.shield(line.lost)
        finally:
            watch.cancel()
        self.bound.clear()
        self._line, self.trouble = None, why
        log.warning("SMS centre: connection lost (%s)", why)
        self._outbox.detach(why)
        return loop.time() - since

    async def _watch(self, line: Line) -> None:
        loop = asyncio.get_running_loop()
        tick = min(1.0, self._address.answer_s / 4, self._address.idle_s / 2)
        while True:
            await asyncio.sleep(tick)
            self._outbox.give_up_older(loop.time() - self._address.answer_s, "no-answer")
            if loop.time() - line.heard_at > self._address.idle_s:
                await self._ask_whether_alive(line)

    async def _ask_whether_alive(self, line: Line) -> None:
        try:
            await line.ask(ENQUIRE_LINK, within_s=min(10.0, self._address.idle_s))
        except TimeoutError:
            line.hang_up("line-dead")
        except OSError:
            return


def _pauses_after(refusal: ChannelError) -> tuple[float, float]:
    return WRONG_NAME_PAUSES_S if refusal.permanent else REFUSED_PAUSES_S


def _why(wrong: Exception) -> str:
    """The kind of failure, and of a certificate what is the matter with it."""
    more = f" ({wrong.verify_message})" if isinstance(wrong, ssl.SSLCertVerificationError) else ""
    return f"{type(wrong).__name__}{more}"
