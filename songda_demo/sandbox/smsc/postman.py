"""Plans the reports on each part and puts them on the shelf when they are due."""

import asyncio
from datetime import timedelta
from typing import Final

from songda import clock
from songda_demo.sandbox.smsc.fates import Moment
from songda_demo.sandbox.smsc.outgoing import Outgoing, Shelf
from songda_demo.sandbox.smsc.reports import PartTaken, report_body
from songda_demo.sandbox.store import Memory

SLOT_S: Final = 0.02  # reports due within one slot share a timer


class Postman:
    """Keeps planned reports in the store from the moment they are planned until they are acknowledged."""

    def __init__(self, delays: dict[Moment, float], store: Memory) -> None:
        self.shelf = Shelf(self._forget)
        self._delays = delays
        self._store = store
        self._slots: dict[int, list[Outgoing]] = {}
        self._last = 0

    def restore(self) -> None:
        """Takes up the reports that were not acknowledged before the last stop."""
        now = clock.now()
        for kept in self._store.all("report"):
            report = Outgoing.from_json(kept)
            self._last = max(self._last, report.id)
            self._put(report, max(0.0, (report.due_at - now).total_seconds()))

    def plan(self, part: PartTaken, moment: Moment, state: str, error: str) -> None:
        """A report on this part, so long from now."""
        delay = self._delays[moment]
        due_at = part.at + timedelta(seconds=delay)
        self._last += 1
        report = Outgoing(self._last, due_at, report_body(part, state, error, due_at))
        self._store.put("report", report.id, report)
        self._put(report, delay)

    def delay(self, moment: Moment) -> float:
        """Seconds from the submit to such a moment."""
        return self._delays[moment]

    def _put(self, report: Outgoing, delay: float) -> None:
        loop = asyncio.get_running_loop()
        slot = int((loop.time() + delay) / SLOT_S) + 1
        if slot not in self._slots:
            self._slots[slot] = []
            loop.call_at(slot * SLOT_S, self._release, slot)
        self._slots[slot].append(report)

    def _release(self, slot: int) -> None:
        self.shelf.put(self._slots.pop(slot))

    def _forget(self, report: Outgoing) -> None:
        self._store.drop("report", report.id)


def default_delays(pace: float = 1.0) -> dict[Moment, float]:
    """How long the centre takes to report; `pace` 0.1 is ten times as fast."""
    plain = {Moment.SOON: 0.5, Moment.SLOW: 12.0, Moment.ON_EXPIRY: 30.0, Moment.LATER: 15.0}
    return {moment: seconds * pace for moment, seconds in plain.items()}
