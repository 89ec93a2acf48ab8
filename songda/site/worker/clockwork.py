"""What the worker does by the clock: seal the evidence log, stamp its checkpoints, take up what a crash left."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from django.conf import settings
from procrastinate import App

from songda.clock import now
from songda.core.delivery.incidents import IncidentKind
from songda.core.delivery.ladder.public_notice import LookFrom
from songda.core.evidence.note import NoteError
from songda.records.court.staff.answers import forget_answers
from songda.records.court.staff.signing_in import forget_sessions
from songda.records.ground.evidence.actions import report_unmarked_events, sequence
from songda.records.ground.evidence.audits import is_audit_due
from songda.records.ground.evidence.checkpoints import is_anything_waiting, oldest_unsequenced_at, stamp_checkpoint
from songda.records.ground.evidence.second_key import sign_again
from songda.records.ground.evidence.witnesses import RefusedByWitnessError, ask_witnesses
from songda.records.ground.incidents.actions import Trouble, begin_incident, end_incident
from songda.records.ground.incidents.stuck import forget_untried
from songda.records.ground.incidents.unshown import watch_unshown
from songda.records.ground.queue import CHUNK, ask_once
from songda.records.ground.sent_forms.actions import forget_sent_forms
from songda.records.ground.sent_forms.drafts import forget_drafts
from songda.records.ground.sent_forms.files import forget_sent_files
from songda.records.overview.figures.counting import count_new
from songda.records.overview.figures.recounting import is_recount_due
from songda.records.overview.notice_papers import certify_malfunctions
from songda.records.proof.certificates.actions import count_unstamped, is_due
from songda.records.proof.certificates.making import stamper
from songda.records.service.attempts.channel_tests import forget_tests
from songda.records.service.malfunctions.actions import look_for_periods, note_from_watch
from songda.records.service.tasks.handing import release_stranded
from songda.records.service.tasks.running_terms import escalate, redate_if_changed
from songda.records.ways.lookups.watching import watch
from songda.records.ways.public_notices.looks import (
    OWN,
    SeenPage,
    Visit,
    end_those_that_have_run,
    follow_looks,
    keep_looks,
    note_days,
    to_look_at,
)
from songda.site.worker.due import Lane
from songda.site.worker.rows import Rows, each_step
from songda.trust.looking import look_at
from songda.trust.timestamps import StampUnavailable
from songda.trust.witness import show

log = logging.getLogger("songda.worker")
STAMP_SECONDS = 60.0
STALLED_SECONDS = 15.0
FORGET_SECONDS = 3600.0
FORGET_FILES_SECONDS = 300.0
COUNT_SECONDS = 30.0  # so that a case is read once for what happens to it in quick succession
AUDIT_SECONDS = 600.0  # how often it is looked whether an audit is due
WATCH_SECONDS = 300.0
TASK_SECONDS = 15.0  # how late somebody is told that a task is late
REDATE_SECONDS = 300.0
NOTICE_SECONDS = 60.0  # how late a look at a notice is, or what a look found is told
LATE = timedelta(seconds=30)


async def every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work again and again; one failure is logged and does not end the worker."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("%s failed; trying again", getattr(work, "__name__", "filling rows"))
        await asyncio.sleep(seconds)


class Clockwork:
    """The periodic work of a worker that keeps the log."""

    def __init__(self, rows: Rows, app: App) -> None:
        self.rows = rows
        self.app = app
        self.sealing = Lane(self._sequence, 0)

    def loops(self) -> list[Awaitable[None]]:
        """One endless loop for each periodic work."""
        return [
            every(STAMP_SECONDS, self._have_checkpoint_signed),
            every(STALLED_SECONDS, self._revive_jobs),
            every(FORGET_SECONDS, self._forget_answers),
            every(FORGET_FILES_SECONDS, self._forget_files),
            every(AUDIT_SECONDS, self._audit),
            every(COUNT_SECONDS, self._count),
            every(AUDIT_SECONDS, self._recount),
            every(WATCH_SECONDS, self._watch_lookups),
            every(WATCH_SECONDS, self._watch_unshown),
            every(TASK_SECONDS, self._watch_tasks),
            every(REDATE_SECONDS, self._redate_tasks),
            every(NOTICE_SECONDS, self._watch_notices),
            every(NOTICE_SECONDS, self._note_malfunctions),
        ]

    async def _sequence(self) -> None:
        """Give waiting events their places; say loudly when they wait too long, since only sealed events are proof.

        Certificates wait for nothing else than that: those that are due are asked for at once.
        """
        if not await self.rows.run(is_anything_waiting):
            return
        if await self.rows.run(sequence, now()):
            await self.rows.run(report_unmarked_events, now())
            if await self.rows.run(is_due, now()):
                await self.rows.run(ask_once, "certificates.issue", "certificates")
        elif (oldest := await self.rows.run(oldest_unsequenced_at)) and now() - oldest > LATE:
            log.error("events have been waiting for their place in the evidence log since %s", oldest.isoformat())

    async def _have_checkpoint_signed(self) -> None:
        """Stamped, signed again and shown to witnesses one after the other, so that all speak of one checkpoint."""
        await each_step(self._stamp_checkpoint, self._sign_again, self._ask_witnesses)

    async def _stamp_checkpoint(self) -> None:
        authority = stamper()
        if authority is None:
            return
        try:
            is_stamped = await self.rows.run(stamp_checkpoint, authority.stamp, now())
        except StampUnavailable as away:
            log.warning("the time-stamp authority is away; the checkpoint waits: %s", away)
            trouble = Trouble(IncidentKind.STAMPS_AWAY, detail=str(away))
            await self.rows.run(begin_incident, trouble, await self.rows.run(count_unstamped), now())
        else:
            if is_stamped:
                await self.rows.run(end_incident, IncidentKind.STAMPS_AWAY, now())

    async def _sign_again(self) -> None:
        """What outlasts the log's own signature, where the court has the key for it."""
        try:
            await self.rows.run(sign_again, now())
        except (NoteError, OSError) as wrong:
            log.error("the checkpoint is not signed with the log's second key: %s", wrong)  # noqa: TRY400

    async def _ask_witnesses(self) -> None:
        """Somebody outside sees how far the log reaches; from then on it cannot be cut off or written anew unseen."""
        try:
            await self.rows.run(ask_witnesses, show, now())
        except RefusedByWitnessError as refused:
            log.error("A WITNESS SAW ANOTHER HISTORY OF THE EVIDENCE LOG: %s; run `songda audit`", refused)  # noqa: TRY400
        except (NoteError, OSError) as wrong:
            log.error("the witnesses cannot be asked: %s", wrong)  # noqa: TRY400 - the word says it all

    async def _revive_jobs(self) -> None:
        """Jobs of workers that died are done again; every job is safe to repeat."""
        for job in await self.app.job_manager.get_stalled_jobs():
            await self.app.job_manager.retry_job(job)

    async def _forget_answers(self) -> None:
        """Answers to other systems, forms that were sent, sessions, tests of channels: kept for a while, no longer."""
        forgetting = (forget_answers, forget_sent_forms, forget_drafts, forget_tests, forget_untried)
        await each_step(
            *(partial(self.rows.run, work, now()) for work in forgetting),
            partial(self.rows.drain, forget_sessions, chunk=CHUNK),
        )

    async def _forget_files(self) -> None:
        """Files wait for their form, and no longer."""
        await self.rows.run(forget_sent_files, now())

    async def _watch_lookups(self) -> None:
        """Look-ups that are unlike their asker's habit or their peers' are raised within minutes."""
        await self.rows.run(watch, now())

    async def _watch_unshown(self) -> None:
        """Rows that pages could not show are told of until nobody has met them for a day."""
        await self.rows.run(watch_unshown, now())

    async def _watch_tasks(self) -> None:
        """Whoever must know that a task is late is told; what lies with somebody who left falls anew."""
        await each_step(*(partial(self.rows.drain, work, chunk=CHUNK) for work in (escalate, release_stranded)))

    async def _redate_tasks(self) -> None:
        """A new calendar, or other rules of tasks, came with this version: their days are reckoned anew, once."""
        moved = await self.rows.run(redate_if_changed, now())
        if moved:
            log.info("the days of %d open tasks moved; `songda redate` would have listed them", moved)

    async def _watch_notices(self) -> None:
        """Look at the notices whose hour has come, tell of those that are gone, put days and ends on record."""
        telling = (follow_looks, note_days, end_those_that_have_run)
        await each_step(self._look_at_notices, *(partial(self.rows.run, work, now()) for work in telling))

    async def _look_at_notices(self) -> None:
        at = now()
        if due := await self.rows.run(to_look_at, at):
            seen = await asyncio.to_thread(look_at, settings.PUBLIC_URL, due)
            pages = [SeenPage(each.token, each.seen, each.text_sha256) for each in seen]
            await self.rows.run(keep_looks, pages, Visit(at, LookFrom.INSIDE, OWN), now())

    async def _note_malfunctions(self) -> None:
        """What the watch noted becomes evidence: certified for everybody, and before judges where periods ended."""
        noting = (note_from_watch, look_for_periods, certify_malfunctions)
        await each_step(*(partial(self.rows.run, work, now()) for work in noting))

    async def _audit(self) -> None:
        """Every night, in a process of its own that gives way to all other work."""
        if not await self.rows.run(is_audit_due, now()):
            return
        code = await _run_command("audit", "--nightly", "--rows")
        if code == 1:
            log.error("THE EVIDENCE LOG WAS TAMPERED WITH: the audit names what; see the console's page of the log")
        elif code:
            log.warning("the audit of the evidence log could not be done (exit code %d)", code)

    async def _count(self) -> None:
        """What the log tells newly comes into the day counts."""
        await self.rows.drain(count_new)

    async def _recount(self) -> None:
        """Every night a month of a court is counted anew from the log; a count that was wrong is told at once."""
        if await self.rows.run(is_recount_due, now()) and await _run_command("figures", "--nightly") == 1:
            log.error("A DAY COUNT IS WRONG: the figures' page says which; `songda figures --recount` mends it")


async def _run_command(*words: str) -> int:
    """Run a command in a process of its own; its exit code. It ends with the worker."""
    command = await asyncio.create_subprocess_exec(sys.executable, "-m", "songda", *words)
    try:
        return await command.wait()
    finally:
        if command.returncode is None:
            command.terminate()
