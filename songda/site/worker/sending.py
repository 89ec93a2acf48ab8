"""One worker's hand-overs to one channel: claimed in portions, noted as they are answered, given back at the end."""

import asyncio
import contextlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from songda.channels.contract import GIVEN_BACK, Channel, Outcome, Sent, Sink, Slip
from songda.clock import now
from songda.core.delivery.routes import Route
from songda.records.service.attempts.channel_tests import claim_tests, note_tests, unanswered
from songda.records.service.attempts.outgoing import Claim, Sender, claim, claim_doubted, claim_urgent
from songda.records.service.attempts.submissions import note_sent
from songda.site.worker.heartbeat import Heartbeat
from songda.site.worker.outside import JournalAwayError, Outside
from songda.site.worker.rows import Rows

log = logging.getLogger("songda.worker")
URGENT: Final = 20  # so many go out though the portion is full
GATHER_S: Final = 0.25  # answers are noted together, unless nothing else is in hand
LOOK_S: Final = 2.0
SELDOM_S: Final = 300.0  # between looks once there was nothing for a while; what is due nudges, a job asks at once
QUIET: Final = 10  # looks that found nothing
PROBE_S: Final = 5.0  # while the provider is away it is tried with one message
AGAIN_S: Final = 1.0
LONGEST_AGAIN_S: Final = 30.0
CLOSE_S: Final = 6.0
LAST_NOTE_S: Final = 3.0


@dataclass(frozen=True)
class WorkerParts:
    """What all channels of one worker share: threads for rows, the lease, and the journal outside."""

    rows: Rows
    heartbeat: Heartbeat
    outside: Outside


class Sending:
    """Whatever is slow or hangs here is this channel's own trouble."""

    def __init__(
        self, channel: Channel, route: Route, lease: WorkerParts, window: timedelta, once_for: timedelta = timedelta()
    ) -> None:
        self.channel = channel
        self._doubts = Doubts(once_for)
        self._route = route
        self._rows, self._heartbeat, self._outside = lease.rows, lease.heartbeat, lease.outside
        self._window = route.silence_window or window
        self._portion = Portion()
        self._in_hand: dict[str, bool] = {}  # reference: is it urgent?
        self._told: list[Sent] = []
        self._hand_overs: set[asyncio.Task[None]] = set()
        self._asked, self._heard, self._drained = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._claiming, self._noting = asyncio.Lock(), asyncio.Lock()
        self._is_more = self._is_ending = False
        self._probed_at = -PROBE_S
        self._refusal: str | None = "not open yet"
        self._quiet = 0  # looks in a row that found nothing

    @property
    def trouble(self) -> str | None:
        """Why nothing can go out now."""
        return self.own_trouble or self._outside.trouble

    @property
    def own_trouble(self) -> str | None:
        """Why this very channel can send nothing, the journal aside."""
        return self._refusal or self.channel.trouble

    async def run(self, sink: Sink) -> None:
        """Open the channel, then claim and note for ever."""
        await self._open(sink)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._claim_for_ever())
            group.create_task(self._note_for_ever())

    async def wake(self) -> None:
        """Something may be due."""
        self._asked.set()

    def nudge(self) -> None:
        """Something is due; whoever looks every few seconds anyway finds it."""
        if self._quiet >= QUIET:
            self._asked.set()

    async def try_out(self) -> None:
        """Hand over what staff try this channel out with, once, also while it is in trouble: that is what they ask."""
        messages = await self._rows.run(claim_tests, self._route, now())
        if not messages:
            return
        if self._refusal:
            told = unanswered(messages, self._refusal, Outcome.NOT_SENT, now())
        else:
            try:
                told = await self.channel.submit(messages)
            except Exception as wrong:  # noqa: BLE001 - it promised not to; nobody knows what it wrote
                told = unanswered(messages, type(wrong).__name__, Outcome.UNKNOWN, now())
        await self._rows.run(note_tests, told)

    async def end(self) -> None:
        """Claim nothing more, give back what was not written, hear and note the rest; a few seconds at most."""
        self._is_ending = True
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CLOSE_S):
                await self.channel.close()
        tasks = list(self._hand_overs)
        await asyncio.wait(tasks, timeout=0.1) if tasks else None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(LAST_NOTE_S):
                await self._note_the_last()

    async def _open(self, sink: Sink) -> None:
        pause = AGAIN_S
        while True:
            try:
                await self.channel.open(sink)
            except Exception as wrong:  # noqa: BLE001 - one channel's trouble ends nothing else
                self._refusal = str(wrong) or type(wrong).__name__
                log.warning("%s cannot be opened (%s); trying again", self.channel.name, self._refusal)
                await asyncio.sleep(pause)
                pause = min(LONGEST_AGAIN_S, pause * 2)
            else:
                self._refusal = None
                return

    # claiming

    async def _claim_for_ever(self) -> None:
        while True:
            self._asked.clear()
            try:
                async with self._claiming:
                    await self._take_on()
                    await self._ask_again()
            except Exception:
                log.exception("nothing can be claimed for %s; trying again", self.channel.name)
                await asyncio.sleep(AGAIN_S)
            self._quiet = 0 if self._in_hand or self._refusal or self._doubts else self._quiet + 1
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S if self._quiet < QUIET else SELDOM_S):
                    await self._asked.wait()

    async def _take_on(self) -> None:
        while await self._may_claim() and not self._is_ending:
            holder = self._heartbeat.holder
            claims = await self._claim(Sender(self._route, holder))
            self._hand_over(claims, holder)
            if not claims or not self._is_more:
                return

    async def _ask_again(self) -> None:
        """What nobody knows of is handed over once more, while the provider still knows it by its reference."""
        if not self._doubts.once_for or self._is_ending or self.channel.trouble or not await self._may_claim():
            return
        holder = self._heartbeat.holder
        since = now() - self._doubts.once_for
        claims = await self._rows.run(claim_doubted, Sender(self._route, holder), LARGEST, since)
        due = self._doubts.due(claims, self._in_hand.keys(), asyncio.get_running_loop().time())
        self._hand_over(due, holder)

    async def _may_claim(self) -> bool:
        if self._outside.trouble:
            return False
        share = self._heartbeat.share_of(self.channel.name)
        if not share.is_settled and not self.channel.trouble:
            await self._heartbeat.beat()
            share = self._heartbeat.share_of(self.channel.name)
        self.channel.share(share.senders)
        is_known = share.is_settled or bool(self.channel.trouble)
        return is_known and self._heartbeat.holds(self._heartbeat.holder)

    async def _claim(self, sender: Sender) -> list[Claim]:
        if self.channel.trouble:
            return await self._probe(sender)
        room = self._room()
        if not self._has_room(room):
            free = URGENT - sum(self._in_hand.values())
            return await self._rows.run(claim_urgent, sender, free, now()) if free > 0 else []
        claims: list[Claim] = await self._rows.run(claim, sender, room, now())
        self._is_more = len(claims) == room
        return claims

    async def _probe(self, sender: Sender) -> list[Claim]:
        at = asyncio.get_running_loop().time()
        if self._in_hand or at - self._probed_at < PROBE_S:
            return []
        self._probed_at, self._is_more = at, False
        return await self._rows.run(claim, sender, 1, now())

    def _room(self) -> int:
        return self._portion.size - sum(not is_urgent for is_urgent in self._in_hand.values())

    def _has_room(self, room: int) -> bool:
        return room >= max(1, self._portion.size // 2)

    # handing over

    def _hand_over(self, claims: Sequence[Claim], holder: str) -> None:
        if not claims:
            return
        self._drained.clear()
        self._in_hand.update((each.message.ref, each.message.is_urgent) for each in claims)
        self._portion.began(asyncio.get_running_loop().time())
        if self._is_ending:  # claimed while the end came
            self._end_all(claims, Outcome.NOT_SENT, GIVEN_BACK)
            return
        task = asyncio.create_task(self._submit(claims, holder))
        self._hand_overs.add(task)
        task.add_done_callback(self._hand_overs.discard)

    async def _submit(self, claims: Sequence[Claim], holder: str) -> None:
        slip = Slip(partial(self._may_write, holder), self._hear)
        try:
            await self._outside.write(claims)
            for sent in await self.channel.submit([each.message for each in claims], slip):
                self._hear(sent)
        except JournalAwayError:
            self._end_all(claims, Outcome.NOT_SENT, GIVEN_BACK)
        except Exception as wrong:  # noqa: BLE001 - it promised not to; nobody knows what it wrote
            log.error("%s failed while it handed over (%s)", self.channel.name, type(wrong).__name__)  # noqa: TRY400
        finally:
            self._end_all(claims, Outcome.UNKNOWN, "no-answer")

    def _may_write(self, holder: str, ref: str) -> bool:
        """The mark first: whoever sleeps between the two, and wakes when others took over, has left it behind."""
        return self._doubts.may_go(ref, now()) and self._outside.begins(ref) and self._heartbeat.holds(holder)

    def _end_all(self, claims: Sequence[Claim], outcome: Outcome, code: str) -> None:
        at = now()
        for each in claims:
            self._hear(Sent(each.message.ref, outcome, code, "", started_at=at, ended_at=at))

    def _hear(self, sent: Sent) -> None:
        """The first that is said of a message counts."""
        if self._in_hand.pop(sent.ref, None) is None:
            return
        if self._doubts.may_tell(sent):
            self._outside.note_answer(sent)
            self._told.append(sent)
        at = asyncio.get_running_loop().time()
        self._portion.answered(at, is_more=self._is_more, is_empty=not self._in_hand)
        self._heard.set()
        if not self._in_hand:
            self._drained.set()
        if self._is_more and self._has_room(self._room()):
            self._asked.set()

    # noting

    async def _note_for_ever(self) -> None:
        while True:
            await self._heard.wait()
            if len(self._told) < LARGEST:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(GATHER_S):
                        await self._drained.wait()
            self._heard.clear()
            try:
                await self._note()
            except Exception:
                log.exception("what became of messages over %s cannot be noted; trying again", self.channel.name)
                self._heard.set()
                await asyncio.sleep(AGAIN_S)

    async def _note(self) -> None:
        """Returns when all that was told is written, by whomever: what another is just writing is waited for."""
        async with self._noting:
            while reported := self._told[:LARGEST]:
                del self._told[: len(reported)]
                try:
                    await self._rows.run(note_sent, self.channel.name, reported, self._window, now())
                except BaseException:
                    self._told[:0] = reported
                    raise

    async def _note_the_last(self) -> None:
        """A claim that is under way when the end comes is waited for: it is given back, and that is noted too."""
        async with self._claiming:
            await self._note()


FIRST: Final = 20
SMALLEST: Final = 4
LARGEST: Final = 200
HORIZON_S: Final = 1.0  # so much work is held; what a killed worker held is in doubt afterwards
MEASURE_S: Final = 0.5


class Portion:
    """Measures how fast messages are answered while there are enough of them; moments are of any steady clock."""

    def __init__(self) -> None:
        self.size = FIRST
        self._since: float | None = None
        self._answered = 0

    def began(self, at: float) -> None:
        if self._since is None:
            self._since, self._answered = at, 0

    def answered(self, at: float, *, is_more: bool, is_empty: bool) -> None:
        """One was answered; `is_more`: others wait to be claimed; `is_empty`: nothing is in hand any more."""
        self._answered += 1
        if self._since is None:
            return
        passed = at - self._since
        if is_empty or passed >= MEASURE_S:
            self._measure(passed, was_busy=is_more)
            self._since, self._answered = (None if is_empty else at), 0

    def _measure(self, passed: float, *, was_busy: bool) -> None:
        """Where too few waited to tell the provider's speed, what went well may only let the portion grow."""
        fits = int(self._answered * HORIZON_S / max(passed, 0.001))
        if was_busy or fits > self.size:
            self.size = min(LARGEST, max(SMALLEST, min(fits, self.size * 2)))


AGAIN_DOUBTED_S: Final = 10.0  # before what is in doubt is handed over again; each pause is twice the last


class Doubts:
    """What nobody knows of, and the provider sends once however often it is handed over, for so long (`once_for`)."""

    def __init__(self, once_for: timedelta) -> None:
        self.once_for = once_for
        self._until: dict[str, datetime] = {}  # reference: nothing of it goes out after this
        self._next: dict[str, tuple[float, float]] = {}  # when it is due again, and the pause after that

    def __bool__(self) -> bool:
        return bool(self._until)

    def due(self, claims: Sequence[Claim], in_hand: Collection[str], at: float) -> list[Claim]:
        """Of all that are in doubt those whose turn it is. What is in hand is none of them, and stays what it is."""
        waiting = {each.message.ref: each for each in claims if each.message.ref not in in_hand}
        kept = {ref: until for ref, until in self._until.items() if ref in in_hand}
        self._until = kept | {ref: each.first_at + self.once_for for ref, each in waiting.items() if each.first_at}
        self._next = {ref: self._next.get(ref, (at, AGAIN_DOUBTED_S)) for ref in self._until}
        due = [each for ref, each in waiting.items() if self._next[ref][0] <= at]
        for each in due:
            pause = self._next[each.message.ref][1]
            self._next[each.message.ref] = at + pause, 2 * pause
        return due

    def may_go(self, ref: str, moment: datetime) -> bool:
        """Whether it is none of these, or the provider still knows it."""
        return ref not in self._until or moment < self._until[ref]

    def may_tell(self, sent: Sent) -> bool:
        """That it was taken is known of the first time, too; what else is said of a repetition says nothing of it."""
        return sent.ref not in self._until or sent.outcome is Outcome.ACCEPTED
