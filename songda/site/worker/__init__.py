"""The worker: answers every job by name, keeps the channels open, seals the evidence log, and sweeps by the clock."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

import procrastinate
from django.conf import settings
from procrastinate.contrib.django.utils import connector_params

from songda.channels.contract import Channel, RawReport
from songda.channels.registry import entries, open_channels
from songda.clock import now
from songda.records.attempts.apply import BATCH as REPORTS
from songda.records.attempts.apply import Reader, apply_reports
from songda.records.attempts.claim import Sender, claim
from songda.records.attempts.note_submissions import note_sent
from songda.records.attempts.reports import keep_reports
from songda.records.attempts.sweep import doubt_dead_claims, expire_silence
from songda.records.attempts.unknown_submissions import ask_about_unknown
from songda.records.certificates.actions import issue_due, review, stamp_due
from songda.records.decisions.ask_law import ask_law
from songda.records.planning.advance import advance
from songda.records.planning.reconsider import reconsider
from songda.records.portal_acts.reopen import reopen
from songda.records.queue import CHUNK, absorb
from songda.records.telephone.listening import wake_listener
from songda.registries.opening import open_registry
from songda.site.worker.call_desk import CallDesk
from songda.site.worker.clockwork import Clockwork, every
from songda.site.worker.listener import Listener
from songda.site.worker.lookups import Lookups
from songda.site.worker.rows import Rows
from songda.telephony import open_telephone

THREADS = 4
SEND_BATCH = 200
SWEEP_SECONDS = 5.0


class Worker:
    """One worker process. `queues` None means every queue; only a worker with the channels open sends."""

    def __init__(self, queues: Sequence[str] | None = None) -> None:
        self.queues = list(queues) if queues else None
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.rows = Rows(THREADS)
        self.window = timedelta(seconds=settings.RECEIPT_WINDOW_S)
        self.channels: dict[str, Channel] = {}
        self.readers: dict[str, Reader] = {}
        self.listener: Listener | None = None
        self.app = procrastinate.App(connector=procrastinate.PsycopgConnector(kwargs=connector_params()))
        self.lookups = Lookups(self.rows, open_registry(settings.REGISTRY_URL), self.name)
        self._answer_jobs()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then finish what is in hand and hang up."""
        async with self.app.open_async():
            await self._open_channels()
            self._join_call_desk()
            tasks = [asyncio.ensure_future(work) for work in (self._run_jobs(), *self._loops())]
            await asyncio.wait([asyncio.create_task(stop.wait()), *tasks], return_when=asyncio.FIRST_COMPLETED)
            await self._finish(tasks)

    async def _finish(self, tasks: Sequence[asyncio.Future[None]]) -> None:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        for channel in self.channels.values():
            with contextlib.suppress(Exception):
                await channel.close()
        self.rows.close()
        failures = [r for r in results if isinstance(r, Exception)]
        if failures:
            raise failures[0]

    def _does(self, *queues: str) -> bool:
        return self.queues is None or bool(set(queues) & set(self.queues))

    async def _open_channels(self) -> None:
        for name, channel in open_channels(settings.CHANNEL_URLS).items():
            self.readers[name] = channel.read_report  # any worker can read a report, whichever one it came to
            if self._does(name):
                await channel.open(self._keep)
                self.channels[name] = channel

    def _join_call_desk(self) -> None:
        """Every worker with this queue is ready to listen to the telephone system; one of the installation does."""
        if settings.TELEPHONE_URL and self._does("telephone"):
            url = settings.TELEPHONE_URL
            self.listener = Listener(lambda: CallDesk(open_telephone(url), self.rows), connector_params())

    async def _run_jobs(self) -> None:
        await self.app.run_worker_async(
            queues=self.queues,  # type: ignore[arg-type]  # None means every queue, as its signature does not say
            concurrency=THREADS,
            install_signal_handlers=False,
            delete_jobs="always",
            fetch_job_polling_interval=1.0,
        )

    def _loops(self) -> list[Awaitable[None]]:
        keeps_the_log = Clockwork(self.rows, self.app).loops() if self._does("default") else []
        looks_up = [every(SWEEP_SECONDS, self.lookups.sweep)] if self._does("default") else []  # may wait for the line
        listens = [self.listener.run()] if self.listener is not None else []
        return [every(SWEEP_SECONDS, self._sweep), *looks_up, *listens, *keeps_the_log]

    async def _keep(self, reports: Sequence[RawReport]) -> None:
        await self.rows.run(keep_reports, reports)

    # jobs

    def _answer_jobs(self) -> None:
        answers: dict[str, Callable[..., Awaitable[None]]] = {
            "planning.advance": self._advance,
            "attempts.send": self._send,
            "telephone.dial": self._dial,
            "attempts.apply_reports": self._apply,
            "decisions.ask_law": self._settle,
            "planning.reconsider": self._reconsider,
            "lookups.ask": self.lookups.ask,
            "portal_acts.reopen": self._reopen,
            "certificates.review": self._review,
            "certificates.issue": self._issue,
            "certificates.stamp": self._stamp,
        }
        for name, answer in answers.items():
            self.app.task(name=name)(answer)

    async def _absorb(self, job: str, queue: str = "default") -> None:
        """One look does what any number of waiting jobs of the same name ask for."""
        await self.rows.run(absorb, job, queue)

    async def _advance(self) -> None:
        await self._absorb("planning.advance")
        await self.rows.drain(advance, chunk=CHUNK)

    async def _settle(self) -> None:
        await self._absorb("decisions.ask_law")
        await self.rows.drain(ask_law, chunk=CHUNK)

    async def _reconsider(self, party_ids: Sequence[str] = (), case_ids: Sequence[str] = ()) -> None:
        await self.rows.run(reconsider, [UUID(i) for i in party_ids], [UUID(i) for i in case_ids], now())

    async def _reopen(self, party_ids: Sequence[str]) -> None:
        await self.rows.run(reopen, [UUID(i) for i in party_ids], now())

    async def _review(self, party_ids: Sequence[str] = (), case_ids: Sequence[str] = ()) -> None:
        await self.rows.run(review, [UUID(i) for i in party_ids], [UUID(i) for i in case_ids], now())

    async def _apply(self) -> None:
        await self._absorb("attempts.apply_reports")
        if await self.rows.drain(apply_reports, self.readers, chunk=REPORTS):
            await self._settle()

    async def _issue(self) -> None:
        await self._absorb("certificates.issue", "certificates")
        await self.rows.drain(issue_due)

    async def _stamp(self) -> None:
        await self.rows.drain(stamp_due)

    async def _send(self, channel: str) -> None:
        """Claim, submit outside any transaction, note; until nothing is due for this channel."""
        if channel not in self.channels:
            return
        await self._absorb("attempts.send", channel)
        line = self.channels[channel]
        route = entries()[channel].route
        sender, window = Sender(route, self.name), route.silence_window or self.window
        while claims := await self.rows.run(claim, sender, SEND_BATCH, now()):
            sent = await line.submit([c.message for c in claims])
            await self.rows.run(note_sent, channel, sent, window, now())
            if len(claims) < SEND_BATCH:
                break

    async def _dial(self) -> None:
        """Numbers to dial, calls to end, recordings to fetch: for whoever listens, in this process or another."""
        await self._absorb("telephone.dial", "telephone")
        await self.rows.run(wake_listener)

    async def _sweep(self) -> None:
        """Whatever a crash or the clock left due; every step is safe to repeat."""
        if self._does("default"):
            await self.rows.drain(doubt_dead_claims, self.window)
            await self.rows.drain(ask_about_unknown)
            await self.rows.drain(expire_silence)
            await self._advance()
            await self._settle()
            await self._apply()
        if self.listener is not None and (desk := self.listener.desk) is not None:
            await desk.sweep()
        for name in self.channels:
            await self._send(name)
        if self._does("certificates"):
            await self._issue()
            await self._stamp()
