"""Brings reports back to where the mail came from, again and again until somebody takes them."""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from aiosmtplib import SMTP, SMTPException

from songda import clock
from songda_demo.sandbox.mailbox.fates import Notice
from songda_demo.sandbox.mailbox.notices import RELAY, Return, Taken, write_notice
from songda_demo.sandbox.store import Memory

log = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 0.2
LONGEST_PAUSE_S: Final = 10.0


class Returns:
    """Sends the reports that are due to the court's letter box; without one, reports are not made."""

    def __init__(self, letter_box: tuple[str, int] | None, store: Memory, pace: float) -> None:
        self._letter_box = letter_box
        self._store = store
        self._pace = pace
        self._due: asyncio.Queue[Return] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._last = 0

    def start(self) -> None:
        """Takes up what had not been taken before the last stop, and goes on."""
        if self._letter_box is None:
            return
        for kept in self._store.all("return"):
            self._put(Return.from_json(kept))
        self._task = asyncio.get_running_loop().create_task(self._bring(self._letter_box))

    def stop(self) -> None:
        """Brings nothing more; what is left is kept for the next start."""
        if self._task is not None:
            self._task.cancel()

    def plan(self, taken: Taken, notice: Notice) -> None:
        """A report on this mail, so long from now."""
        if self._letter_box is None:
            return
        due_at = taken.at + timedelta(seconds=notice.after_s * self._pace)
        mail = write_notice(taken, notice, due_at)
        report = Return(self._last + 1, due_at, taken.return_to, mail)
        self._store.put("return", report.id, report)
        self._put(report)

    def _put(self, report: Return) -> None:
        self._last = max(self._last, report.id)
        wait = max(0.0, (report.due_at - clock.now()).total_seconds())
        asyncio.get_running_loop().call_later(wait, self._due.put_nowait, report)

    async def _bring(self, letter_box: tuple[str, int]) -> None:
        while True:
            report, pause = await self._due.get(), FIRST_PAUSE_S
            while not await _is_taken(letter_box, report):
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE_S, pause * 2)
            self._store.drop("return", report.id)


async def _is_taken(letter_box: tuple[str, int], report: Return) -> bool:
    host, port = letter_box
    client = SMTP(hostname=host, port=port, local_hostname=RELAY, start_tls=False, timeout=10.0)
    try:
        async with client:
            await client.sendmail("", [report.to], report.mail)
    except (SMTPException, OSError) as wrong:
        log.info("a mail report is not taken yet (%s)", type(wrong).__name__)
        return False
    return True
