"""Where WeChat's callbacks come in: whatever is not signed by WeChat for our account is turned away unread."""

import asyncio
import logging
import re
from collections import OrderedDict
from typing import Final

from aiohttp import web

from songda import clock
from songda.channels.intake import Intake
from songda.channels.wechat.address import WechatAddress
from songda.channels.wechat.events import pack
from songda.channels.wechat.sealed import LARGEST, Envelope, open_callback, signed_by

log = logging.getLogger(__name__)

FARTHEST_S: Final = 3600.0  # between its stamp and our clock; a clock that is wrong by minutes loses nothing
TOLD_EACH: Final = 100
REMEMBERED: Final = 20_000
AGAIN_S: Final = 1.0  # while another program has the port
LONGEST_AGAIN_S: Final = 60.0
KEPT_S: Final = 4.0  # WeChat waits five seconds, then comes again, three times in all
_STAMP: Final = re.compile(r"[0-9]{1,12}")


class Listener:
    """Takes callbacks on this machine; the court's web server leads them here. `port` is the one really used."""

    def __init__(self, address: WechatAddress, envelope: Envelope, intake: Intake) -> None:
        assert address.listen is not None  # noqa: S101 - only an address that says where has a listener
        self.host, self.port = address.listen
        self._path = address.path
        self._envelope = envelope
        self._intake = intake
        self._runner: web.AppRunner | None = None
        self._asking: asyncio.Task[None] | None = None
        self._refused = 0
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def open(self) -> None:
        """Opens the port, together with every other worker of this machine, or goes on asking for it."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_get(self._path, self._show_itself)
        app.router.add_post(self._path, self._take)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await self._runner.setup()
        if not await self._listens():
            self._asking = asyncio.create_task(self._ask_again())

    async def close(self) -> None:
        """Closes the port."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _listens(self) -> bool:
        assert self._runner is not None  # noqa: S101 - it is there from opening to closing
        site = web.TCPSite(self._runner, self.host, self.port, reuse_port=True)
        try:
            await site.start()
        except OSError as wrong:
            why = wrong.strerror or type(wrong).__name__
            log.warning("not listening for WeChat's callbacks on port %d: %s; asking again", self.port, why)
            await site.stop()
            return False
        self.port = self._runner.addresses[0][1]
        return True

    async def _ask_again(self) -> None:
        pause_s = AGAIN_S
        while not await self._listens():
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_AGAIN_S, pause_s * 2)

    async def _show_itself(self, request: web.Request) -> web.Response:
        """WeChat asks once whether the address is ours: whoever knows the token gives its word back."""
        asked = request.query
        if not self._envelope.is_signed(asked.get("signature", ""), asked.get("timestamp", ""), asked.get("nonce", "")):
            raise web.HTTPForbidden(text="not signed")
        return web.Response(text=asked.get("echostr", "")[:100])

    async def _take(self, request: web.Request) -> web.Response:
        body, query = await request.read(), request.query_string
        try:
            stamp, _, signature = signed_by(query)
            self._require_fresh(stamp)
            open_callback(self._envelope, query, body)
        except ValueError as wrong:
            self._note_refusal(wrong)
            raise web.HTTPForbidden(text="not taken") from None
        # By what is signed: whatever a stranger adds beside it makes no other callback of it.
        if signature not in self._seen:
            await self._keep(pack(query, body), signature)
        return web.Response(text="success")

    def _note_refusal(self, wrong: ValueError) -> None:
        """Strangers who knock all day do not fill the log: the first is told, then each hundredth."""
        if self._refused % TOLD_EACH == 0:
            log.warning("a callback is turned away (%d so far): %s", self._refused + 1, wrong)
        self._refused += 1

    def _require_fresh(self, stamp: str) -> None:
        """What was said long ago is not said now: whoever caught a callback cannot bring it again tomorrow."""
        if not _STAMP.fullmatch(stamp) or abs(clock.now().timestamp() - int(stamp)) > FARTHEST_S:
            raise ValueError(f"its stamp is more than {FARTHEST_S:.0f} seconds from our clock")

    async def _keep(self, report: bytes, signature: str) -> None:
        try:
            is_kept = await asyncio.wait_for(self._intake.keep(report), KEPT_S)
        except TimeoutError:
            is_kept = False
        if not is_kept:
            raise web.HTTPServiceUnavailable(text="cannot keep it now, come again")
        self._seen[signature] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
