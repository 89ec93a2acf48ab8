"""The worker: answers every job by name, keeps the channels open, seals the evidence log, and sweeps by the clock."""

import asyncio
import contextlib
import functools
import inspect
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import procrastinate
import psycopg
from django.conf import settings
from django.db import OperationalError
from procrastinate.connector import Notify
from procrastinate.contrib.django.utils import connector_params

from songda.carriers.registry import open_carriers
from songda.channels.contract import RawReport
from songda.channels.registry import entries, open_channels
from songda.clock import now
from songda.core.evidence.doors import Writer
from songda.exchange import read_json
from songda.records.ground.processes.fills import fill_some, known_fills
from songda.records.ground.processes.registry import EVERY_S, say_that_it_ends, say_that_it_runs
from songda.records.ground.queue import CHUNK, absorb
from songda.records.ground.restores.queries import restore_state
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import advance, reconsider
from songda.records.law.ways import ways
from songda.records.overview.figure_reports.papers import seal_figures
from songda.records.overview.notice_papers import seal_notices
from songda.records.proof.certificates.actions import issue_due, look_again, make_statements_due, review, stamp_due
from songda.records.service.attempts.leases import lose_dead_leases
from songda.records.service.attempts.outgoing import call_off_planned
from songda.records.service.attempts.reports import BATCH as REPORTS
from songda.records.service.attempts.reports import Reader, apply_reports, keep_reports
from songda.records.service.attempts.restored.hold import hold
from songda.records.service.attempts.states import ask_about_unknown
from songda.records.service.attempts.submissions import doubt_dead_claims, expire_silence
from songda.records.service.telephone.exchange import wake_listener
from songda.records.ways.portal.acts.connecting import take_act
from songda.records.ways.portal.acts.links_again import send_links_again
from songda.records.ways.portal.acts.opening import reopen
from songda.records.ways.post.letters.batches import seal_letters
from songda.records.ways.post.letters.print_days import replan
from songda.records.ways.post.letters.setting import bind_batches, set_letters
from songda.records.ways.post.propose import propose_copies
from songda.registries.platform import open_registry
from songda.site.environment.said import is_on
from songda.site.pooling import require_own_sessions
from songda.site.schema import require_fit_tables
from songda.site.upgrading.making import this_process
from songda.site.worker.call_desk import CallDesk, Listener
from songda.site.worker.carriage import Carriage
from songda.site.worker.clockwork import Clockwork, every
from songda.site.worker.disturbances import Disturbances, look_at_store
from songda.site.worker.due import Lane, Lookout
from songda.site.worker.heartbeat import Heartbeat
from songda.site.worker.lookups import Lookups
from songda.site.worker.outside import Outside
from songda.site.worker.rows import Rows, each_step
from songda.site.worker.sending import Sending, WorkerParts
from songda.telephony import open_telephone

THREADS = 4
SWEEP_SECONDS = 5.0
STORE_SECONDS = 15.0  # between two looks at the store of files


class Worker:
    """One worker process. `queues` None means every queue; only a worker with the channels open sends."""

    def __init__(self, queues: Sequence[str] | None = None) -> None:
        self.queues = list(queues) if queues else None
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.process = this_process(Writer.WORKER)
        self.rows = Rows(THREADS)
        self.window = timedelta(seconds=settings.RECEIPT_WINDOW_S)
        self.outside = Outside()
        self.heartbeat = Heartbeat(self.name, self._channels_ready, self.outside.look, self.outside.is_as_before)
        self.sendings: dict[str, Sending] = {}
        self.readers: dict[str, Reader] = {}
        self.listener: Listener | None = None
        self.app = procrastinate.App(connector=JobLine(kwargs=connector_params()))
        self.lookups = Lookups(self.rows, open_registry(settings.REGISTRY_URL), self.name)
        # What asks an authority or a registry may hang: it has lanes, and threads, of its own.
        self.slow_rows = Rows(THREADS // 2)
        self.proving = Lane(self._prove, SWEEP_SECONDS)
        self.sealing = Lane(self._seal, SWEEP_SECONDS)
        self.carriage = Carriage(self.slow_rows, open_carriers(settings.CARRIER_URLS))
        self.carrying = Lane(self.carriage.work, SWEEP_SECONDS)
        self.posting = Lane(self._post, SWEEP_SECONDS)
        self.looking_up = Lane(self.lookups.sweep, SWEEP_SECONDS)
        self.lanes: dict[str, Lane] = {}
        self.lookout = Lookout(self.lanes, self.sendings)
        self._answer_jobs()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then finish what is in hand and hang up. A database that is away is waited for."""
        try:
            if not await wait_for_database(connector_params(), stop):
                return
            if not await has_own_sessions(connector_params(), stop):
                return
            await self.rows.run(require_fit_tables)
            async with self.app.open_async():
                self._make_sendings()
                self._join_call_desk()
                await self._first_beat()
                tasks = [asyncio.ensure_future(work) for work in (self._run_jobs(), *self._loops())]
                await asyncio.wait([asyncio.create_task(stop.wait()), *tasks], return_when=asyncio.FIRST_COMPLETED)
                await self._finish(tasks)
        finally:
            self._close()

    async def _first_beat(self) -> None:
        """Nothing is begun where the clocks differ; a database that is away is waited for."""
        with contextlib.suppress(OperationalError):
            await self.heartbeat.beat()

    async def _finish(self, tasks: Sequence[asyncio.Future[None]]) -> None:
        """What was handed over is heard and noted first, while everything else still goes on."""
        await asyncio.gather(*(sending.end() for sending in self.sendings.values()))
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        await self.heartbeat.end()
        with contextlib.suppress(Exception):
            await self.rows.run(say_that_it_ends, self.process.name)
        failures = [r for r in results if isinstance(r, Exception)]
        if failures:
            raise failures[0]

    def _close(self) -> None:
        """Nothing stays open, however it ended."""
        self.outside.close()
        for each in (self.rows, self.slow_rows, self.heartbeat, self.lookout):
            each.close()

    def _channels_ready(self) -> list[str]:
        return [name for name, each in self.sendings.items() if not each.trouble]

    def _does(self, *queues: str) -> bool:
        return self.queues is None or bool(set(queues) & set(self.queues))

    def _make_sendings(self) -> None:
        kept = WorkerParts(self.rows, self.heartbeat, self.outside)
        for name, channel in open_channels(settings.CHANNEL_URLS).items():
            self.readers[name] = channel.read_report  # any worker can read a report, whichever one it came to
            if self._does(name):
                entry = entries()[name]
                once_for = entry.sends_once_for(settings.CHANNEL_URLS[name])
                self.sendings[name] = Sending(channel, entry.route, kept, self.window, once_for)

    def _join_call_desk(self) -> None:
        """Every worker with this queue is ready to listen to the telephone system; one of the installation does."""
        if settings.TELEPHONE_URL and self._does("telephone"):
            url = settings.TELEPHONE_URL
            self.listener = Listener(lambda: CallDesk(open_telephone(url), self.rows, self.outside), connector_params())

    async def _run_jobs(self) -> None:
        await self.app.run_worker_async(
            queues=self.queues,  # type: ignore[arg-type]  # None means every queue, as its signature does not say
            concurrency=THREADS,
            install_signal_handlers=False,
            delete_jobs="always",
            # Whoever asks for a job says so to all who listen; behind a pooler nobody hears it.
            fetch_job_polling_interval=1.0 if is_on("SONGDA_POOLER") else 5.0,
        )

    def _loops(self) -> list[Awaitable[None]]:
        loops: list[Awaitable[None]] = [self.heartbeat.run(), self.heartbeat.watch_clock()]
        loops += [sending.run(self._keep) for sending in self.sendings.values()]
        looking = Disturbances(self.rows, self.sendings, self.outside, lambda: self.lookout.newest)
        loops.append(every(SWEEP_SECONDS, looking.look))
        loops.append(every(EVERY_S, self._say_that_it_runs))
        if settings.FILES_URL:
            loops.append(every(STORE_SECONDS, partial(self.slow_rows.run, look_at_store, settings.FILES_URL)))
        if self._does("default"):
            clockwork = Clockwork(self.rows, self.app)
            self.lanes |= {"log": clockwork.sealing, "sweep": Lane(self._sweep, SWEEP_SECONDS)}
            self.lanes["lookups"] = self.looking_up
            loops += clockwork.loops()
            if fills := known_fills():
                loops.append(every(1.0, partial(self.rows.run, fill_some, fills)))
        if self._does("letters"):
            self.lanes["letters"] = self.posting
            self.lanes["carriage"] = self.carrying
        if self._does("certificates"):
            self.lanes |= {"proofs": self.proving, "papers": self.sealing}
        if self.listener is not None:
            self.lanes["calls"] = Lane(self._sweep_calls, SWEEP_SECONDS)
            loops.append(self.listener.run())
        loops += [lane.run() for lane in self.lanes.values()]
        loops.append(self.lookout.run())
        return loops

    async def _say_that_it_runs(self) -> None:
        await self.rows.run(say_that_it_runs, self.process)

    async def _keep(self, reports: Sequence[RawReport]) -> None:
        await self.rows.run(keep_reports, reports)

    # jobs

    def _answer_jobs(self) -> None:
        answers: dict[str, Callable[..., Awaitable[None]]] = {
            "planning.advance": self._advance,
            "attempts.send": self._send,
            "attempts.try_out": self._try_out,
            "telephone.dial": self._dial,
            "attempts.apply_reports": self._apply,
            "decisions.ask_law": self._settle,
            "planning.reconsider": self._reconsider,
            "lookups.ask": self.looking_up.ask,
            "portal_acts.reopen": self._reopen,
            "portal_acts.send_again": self._send_links_again,
            "certificates.review": self._review,
            "certificates.state": self._state,
            "certificates.issue": self._issue,
            "carriage.read": self.carrying.ask,
            "carriage.judge": self.carrying.ask,
            "letters.set": self._ask_to_post,
            "letters.seal": self._ask_to_post,
            "certificates.stamp": self.proving.ask,
            "papers.seal": self._ask_to_seal,
            "certificates.look_again": self._look_again,
        }
        for name, answer in answers.items():
            self.app.task(name=name)(self._awake(name, answer))

    def _awake(self, name: str, answer: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        wanted = inspect.signature(answer)

        @functools.wraps(answer)  # a job is looked at by what its work may be given
        async def work(**arguments: object) -> None:
            try:
                wanted.bind(**arguments)
            except TypeError:  # it would quote their names
                log.error("somebody asked for %s with what it does not take; nothing is done", name)  # noqa: TRY400
                return
            await answer(**arguments)
            self.lookout.wake()

        return work

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

    async def _send_links_again(self, name: str, number: str) -> None:
        await self.rows.run(send_links_again, name, number, now())

    async def _review(self, party_ids: Sequence[str] = (), case_ids: Sequence[str] = ()) -> None:
        await self.rows.run(review, [UUID(i) for i in party_ids], [UUID(i) for i in case_ids], now())

    async def _state(self, service_ids: Sequence[str]) -> None:
        if await self.rows.run(make_statements_due, [UUID(i) for i in service_ids], now()):
            await self.proving.ask()

    async def _apply(self) -> None:
        await self._absorb("attempts.apply_reports")
        if await self.rows.drain(partial(apply_reports, take_act=take_act), self.readers, chunk=REPORTS):
            await self._settle()

    async def _issue(self) -> None:
        await self._absorb("certificates.issue", "certificates")
        await self.proving.ask()

    async def _look_again(self, certificate_ids: Sequence[str]) -> None:
        await self.slow_rows.run(look_again, [UUID(i) for i in certificate_ids], now())
        await self.proving.ask()

    async def _prove(self) -> None:
        """Make the certificates that are due, fetch the stamps that are pending; none in quarantine."""
        if (await self.slow_rows.run(restore_state)).is_quarantined:
            return
        await each_step(partial(self.slow_rows.drain, issue_due), partial(self.slow_rows.drain, stamp_due))

    async def _ask_to_seal(self) -> None:
        await self._absorb("papers.seal", "certificates")
        await self.sealing.ask()

    async def _seal(self) -> None:
        """Put under the seal what somebody waits for: published notices, sheets, reports, figures."""
        if (await self.slow_rows.run(restore_state)).is_quarantined:
            return
        await each_step(*(partial(self.slow_rows.drain, work, chunk=CHUNK) for work in (seal_notices, seal_figures)))

    async def _ask_to_post(self) -> None:
        await self._absorb("letters.set", "letters")
        await self._absorb("letters.seal", "letters")
        await self.posting.ask()

    async def _post(self) -> None:
        """Set letters, bind batches, put sealed letters on record, take out what need not go any more."""
        drained = (seal_letters, set_letters, bind_batches)
        swept = (replan, propose_copies, call_off_planned, *(way.let_go for way in ways() if way.let_go))
        await each_step(
            *(partial(self.slow_rows.drain, work) for work in drained),
            *(partial(self.slow_rows.run, work, now()) for work in swept),
        )

    async def _send(self, channel: str) -> None:
        if channel in self.sendings:
            await self._absorb("attempts.send", channel)
            await self.sendings[channel].wake()

    async def _try_out(self, channel: str) -> None:
        if channel in self.sendings:
            await self.sendings[channel].try_out()

    async def _dial(self) -> None:
        """Numbers to dial, calls to end, recordings to fetch: for whoever listens, in this process or another."""
        await self._absorb("telephone.dial", "telephone")
        await self.rows.run(wake_listener)

    async def _sweep(self) -> None:
        """Whatever a crash or the clock left due; every step is safe to repeat."""
        if self.heartbeat.is_steady:  # after a time without the database the living come first
            await self.rows.run(lose_dead_leases)
        await each_step(
            partial(self.rows.drain, doubt_dead_claims, self.window),
            partial(self.rows.drain, ask_about_unknown),
            partial(self.rows.drain, expire_silence, self.window),
            self._advance,
            partial(self.rows.run, hold, now()),
            self._settle,
            self._apply,
        )

    async def _sweep_calls(self) -> None:
        if self.listener is not None and (desk := self.listener.desk) is not None:
            await desk.sweep()


log = logging.getLogger("songda.worker")
ASK_AGAIN_S: Final = 2.0
LOG_AGAIN_S: Final = 60.0


async def wait_for_database(parameters: dict[str, Any], stop: asyncio.Event) -> bool:
    """Ask every two seconds until the database answers; False when `stop` is set before it does."""
    logged_at: float | None = None
    while not stop.is_set():
        trouble = await _trouble(parameters)
        if trouble is None:
            if logged_at is not None:
                log.warning("the database answers: the work begins")
            return True
        at = asyncio.get_running_loop().time()
        if logged_at is None or at - logged_at >= LOG_AGAIN_S:
            log.error("the database does not answer (%s): waiting for it, nothing is lost meanwhile", trouble)
            logged_at = at
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ASK_AGAIN_S):
                await stop.wait()
    return False


async def has_own_sessions(parameters: dict[str, Any], stop: asyncio.Event) -> bool:
    """True where locks are whose they should be, CurableError where they would be anybody's; False: `stop` was set.

    Nothing is begun before that is known: a database that goes away meanwhile is waited for.
    """
    while await wait_for_database(parameters, stop):
        try:
            await asyncio.to_thread(require_own_sessions, parameters)
        except psycopg.Error as wrong:
            log.warning("whether sessions are shared could not be tried (%s): tried again", in_one_line(wrong))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ASK_AGAIN_S):
                    await stop.wait()
        else:
            return True
    return False


def in_one_line(wrong: psycopg.Error) -> str:
    """What the database, or whoever stands before it, said."""
    return str(wrong).strip().partition("\n")[0] or type(wrong).__name__


async def _trouble(parameters: dict[str, Any]) -> str | None:
    """Why it does not answer, in one line; None: it does."""
    try:
        named = {"connect_timeout": 5, **parameters, "autocommit": True}  # what refuses transactions answers too
        async with await psycopg.AsyncConnection.connect(**named) as session:
            await session.execute("SELECT 1")
    except psycopg.Error as wrong:
        return in_one_line(wrong)
    return None


INSERTED = "job_inserted"


class JobLine(procrastinate.PsycopgConnector):
    """A call makes the worker look for jobs, whatever it says; none ends a job, and none ends the worker."""

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Hear calls for ever, and pass on those alone that say that a job was put there."""

        async def heard(*, channel: str, payload: str) -> None:
            if _says_inserted(payload):
                await on_notification(channel=channel, payload=payload)
            else:
                log.warning("somebody called on %s what no songda says; it is passed over", channel)

        await super().listen_notify(heard, channels)


def _says_inserted(payload: str) -> bool:
    try:
        message = read_json(payload)
    except ValueError:
        return False
    return isinstance(message, dict) and message.get("type") == INSERTED
