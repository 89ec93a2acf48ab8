"""An exchange and the worker's side of it, in a court that may call at every hour; both in a thread of their own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from songda.site.worker import outside as worker
from songda.site.worker.call_desk import CallDesk
from songda.site.worker.rows import Rows
from songda.telephony import open_telephone
from songda_demo.sandbox.telephone.exchange import Exchange
from tests.telephony.exchange import running

RULES = Path(__file__).parents[3] / "songda/core/calling/rules.toml"
HOURS = {'["08:30-12:00", "14:00-20:30"]': '["00:00-23:59"]', '["09:30-12:00", "15:00-20:00"]': '["00:00-23:59"]'}


class Outside(threading.Thread):
    """The exchange and the worker, until they are stopped; `exchange` is who rings."""

    def __init__(self, sounds: Path, pace: float) -> None:
        super().__init__()
        self.sounds, self.exchange, self.url = sounds, Exchange(pace), ""
        self.is_ready, self.is_over = threading.Event(), threading.Event()

    def run(self) -> None:
        """The thread's own loop."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        rows = Rows(1)
        async with running(self.exchange) as port:
            self.url = f"ari://songda:word@127.0.0.1:{port}?press_s=1&sounds={self.sounds}"
            written = worker.Outside()
            await rows.run(written.look)
            desk = CallDesk(open_telephone(self.url), rows, written)
            await desk.open()
            self.is_ready.set()
            while not self.is_over.is_set():
                await desk.work()
                await asyncio.sleep(0.2)
            await desk.close()
        rows.close()


@contextmanager
def connected(folder: Path, patched: pytest.MonkeyPatch, pace: float = 0.2) -> Iterator[Exchange]:
    """The court's telephone works while this lasts."""
    rules = folder / "rules.toml"
    told = RULES.read_text(encoding="utf-8")
    for usual, whole_day in HOURS.items():
        assert usual in told
        told = told.replace(usual, whole_day)
    rules.write_text(told, encoding="utf-8")
    outside = Outside(folder / "sounds", pace)
    outside.start()
    assert outside.is_ready.wait(20)
    patched.setattr(settings, "TELEPHONE_URL", outside.url)
    patched.setattr(settings, "CALLING_RULES", str(rules))
    try:
        yield outside.exchange
    finally:
        outside.is_over.set()
        outside.join()
