"""The worker's lease on what it hands over: renewed every two seconds, asked before each write."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from typing import Final

from django.db import transaction

from songda.clock import ClockOffError, new_id, require_right, steady
from songda.core.delivery.states import LEASE, LEASE_MARGIN
from songda.records.service.attempts.leases import Share, begin_lease, end_lease, renew_lease
from songda.site.worker.rows import Rows

log = logging.getLogger("songda.worker")
BEAT_S: Final = 2.0
WATCH_S: Final = 0.5
UNKNOWN: Final = Share(1, is_settled=False)


class Heartbeat:
    """Renews one worker's lease; `holder` is the name under which it claims just now.

    A worker that was taken for dead begins anew under another name, and holds nothing of what it held.
    """

    def __init__(
        self,
        worker: str,
        ready: Callable[[], list[str]],
        look: Callable[[], None] = lambda: None,
        is_as_before: Callable[[], bool] = lambda: False,
    ) -> None:
        """`look` is called before each renewal: whether this is still the database that was written to.

        `is_as_before` says, in the transaction of the renewal, that a look would find what the last one found.
        """
        self._worker = worker
        self._look, self._is_as_before = look, is_as_before
        self._ready = ready
        self._rows = Rows(1)  # its own, so that no other work can make a living worker look dead
        self._one_at_a_time = asyncio.Lock()
        self._until = self._steady_since = self._renewed_at = 0.0
        self._shares: Mapping[str, Share] = {}
        self.holder = self._new_name()
        self._has_begun = False

    async def run(self) -> None:
        """Renew for ever; a database that is away is asked again. Raises ClockOffError."""
        while True:
            try:
                await self.beat()
            except ClockOffError:
                raise
            except Exception as wrong:  # noqa: BLE001 - whatever it is, the lease runs out by itself
                log.warning("the lease could not be renewed (%s); trying again", type(wrong).__name__)
            await asyncio.sleep(BEAT_S)

    async def watch_clock(self) -> None:
        """Look for ever whether the machine's clock jumped. Raises ClockOffError, within a second of the jump."""
        while True:
            self._require_right()
            await asyncio.sleep(WATCH_S)

    def _require_right(self) -> None:
        try:
            require_right()
        except ClockOffError:
            self._until = 0.0
            raise

    async def beat(self) -> None:
        """Renew once. Raises ClockOffError, and then holds nothing and takes no share of any channel."""
        try:
            await self._beat()
        except ClockOffError:
            self._until = 0.0
            with contextlib.suppress(Exception):
                await self._rows.run(end_lease, self.holder)
            raise

    async def _beat(self) -> None:
        async with self._one_at_a_time:
            began_at = steady()
            shares = await self._rows.run(self._renew_as_before) if self._has_begun else None
            if shares is None:
                await self._rows.run(self._look)
                shares = await self._rows.run(self._renew) if self._has_begun else None
            if shares is None:
                await self._begin()
                shares = await self._rows.run(self._renew)
            if shares is not None:
                self._note(shares, began_at)

    async def end(self) -> None:
        """Nothing is held any more."""
        self._until = 0.0
        with contextlib.suppress(Exception):
            async with asyncio.timeout(BEAT_S):
                await self._rows.run(end_lease, self.holder)

    def close(self) -> None:
        self._rows.close()

    def holds(self, holder: str) -> bool:
        """Whether what was claimed under this name is still this worker's alone."""
        return holder == self.holder and steady() < self._until

    def share_of(self, channel: str) -> Share:
        """Among how many workers the channel is shared, this one included."""
        return self._shares.get(channel, UNKNOWN)

    @property
    def is_steady(self) -> bool:
        """Whether it could be renewed for so long without a gap that whoever could not must be dead."""
        at = steady()
        return at < self._until and at - self._steady_since >= LEASE.total_seconds()

    async def _begin(self) -> None:
        if self._has_begun:
            log.error("this worker was taken for dead; it holds nothing of what it held, and begins anew")
        self.holder, self._has_begun = self._new_name(), False
        await self._rows.run(begin_lease, self.holder)
        self._has_begun = True

    @transaction.atomic
    def _renew_as_before(self) -> Mapping[str, Share] | None:
        """Mostly nothing has changed since the last beat, and one transaction sees so and renews."""
        return self._renew() if self._is_as_before() else None

    def _renew(self) -> Mapping[str, Share] | None:
        shares = renew_lease(self.holder, self._ready())
        require_right()
        return shares

    def _note(self, shares: Mapping[str, Share], began_at: float) -> None:
        if began_at - self._renewed_at > LEASE.total_seconds() / 2:
            self._steady_since = began_at
        self._renewed_at = began_at
        self._until = began_at + (LEASE - LEASE_MARGIN).total_seconds()
        self._shares = shares

    def _new_name(self) -> str:
        return f"{self._worker[:40]}:{new_id().hex[-12:]}"
