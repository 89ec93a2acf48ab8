"""Letters on their way: pushes are read, letters judged, carriers told and asked. Asked outside any transaction."""

import asyncio
import logging
from functools import partial

from songda.carriers.contract import Carrier, CarrierError
from songda.clock import now
from songda.records.ways.post.carriage.announcements import (
    DueConsignment,
    Question,
    begin,
    next_consignment,
    next_enquiry,
    note_announced,
    note_enquiry,
)
from songda.records.ways.post.carriage.judging import judge_due
from songda.records.ways.post.carriage.reading import read_next
from songda.site.worker.rows import Rows, each_step

log = logging.getLogger("songda.worker")


class Carriage:
    """One worker's line to the carriers; without one there is nothing to do."""

    def __init__(self, rows: Rows, carriers: dict[str, Carrier]) -> None:
        self.rows, self.carriers = rows, carriers

    async def work(self) -> None:
        """Everything that is due; each step is safe to repeat, and one carrier that is away keeps no other waiting."""
        await each_step(
            partial(self.rows.drain, read_next, self.carriers),
            partial(self.rows.drain, begin, self.carriers),
            partial(self.rows.drain, judge_due),
            self._announce_all,
            self._ask_all,
            partial(self.rows.drain, judge_due),
        )

    async def _announce_all(self) -> None:
        while (consignment := await self.rows.run(next_consignment, self.carriers, now())) is not None:
            await self._announce(consignment)

    async def _ask_all(self) -> None:
        while (question := await self.rows.run(next_enquiry, self.carriers, now())) is not None:
            await self._ask(question)

    async def _announce(self, consignment: DueConsignment) -> None:
        try:
            taken = await asyncio.to_thread(self.carriers[consignment.carrier].hand_over, consignment.consignment)
        except CarrierError as wrong:
            log.warning("%s is not told of %d letters yet: %s", consignment.carrier, len(consignment.letters), wrong)
            return
        await self.rows.run(note_announced, consignment, taken, now())

    async def _ask(self, question: Question) -> None:
        wrong: CarrierError | None = None
        try:
            await asyncio.to_thread(self.carriers[question.carrier].enquire, question.number, str(question.id))
        except CarrierError as error:
            log.warning("%s is not asked after a letter: %s", question.carrier, error)
            wrong = error
        await self.rows.run(note_enquiry, question, wrong, now())
