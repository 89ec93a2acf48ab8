"""Asks the registry in the background: claimed and counted first, asked outside any transaction, then noted."""

import asyncio
import logging
from uuid import UUID

from songda.clock import now
from songda.records.ways.lookups.course import end_pending
from songda.records.ways.lookups.inquiries import (
    InquiryShare,
    RegistryAnswer,
    claim_share,
    free_dead_claims,
    note_answers,
    note_reported,
    wrong_numbers,
)
from songda.registries.contract import Registry, RegistryError, WrongNumber
from songda.site.worker.rows import Rows

log = logging.getLogger("songda.worker")


class Lookups:
    """One worker's line to the registry; without a registry requests only wait and end."""

    def __init__(self, rows: Rows, registry: Registry | None, worker: str) -> None:
        self.rows = rows
        self.registry = registry
        self.worker = worker

    async def ask(self) -> None:
        """Shares of what is due, one after the other, until nothing may go out."""
        while self.registry is not None and (share := await self.rows.run(claim_share, self.worker, now())):
            came = await asyncio.to_thread(_ask, self.registry, share)
            await self.rows.run(note_answers, share, came, now())

    async def sweep(self) -> None:
        """Whatever a crash, a closed case or the clock left; every step is safe to repeat."""
        await self.rows.drain(end_pending, chunk=1)
        await self.rows.run(free_dead_claims, now())
        await self.ask()
        await self._report()

    async def _report(self) -> None:
        """Tell the source which of its numbers were wrong; when it is away, it is told at the next look."""
        wrong = await self.rows.run(wrong_numbers) if self.registry is not None else []
        if self.registry is None or not wrong:
            return
        taken = await asyncio.to_thread(_report, self.registry, wrong)
        if taken:
            await self.rows.run(note_reported, sorted(taken), now())


def _ask(registry: Registry, share: InquiryShare) -> RegistryAnswer:
    try:
        return registry.ask(share.inquiries)
    except RegistryError as error:
        log.warning("the registry answered nothing: %s", error)
        return error


def _report(registry: Registry, wrong: list[WrongNumber]) -> frozenset[UUID]:
    try:
        return registry.report_wrong(wrong)
    except RegistryError as error:
        log.warning("the registry took no report: %s", error)
        return frozenset()
