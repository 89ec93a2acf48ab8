"""What one worker writes outside the database before anything goes out, and whether it can be written just now."""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Final

from songda.channels.contract import Outcome, Sent
from songda.clock import now
from songda.records.ground.evidence.epochs import current_epoch, is_mark_raised, outside_homes, raise_mark
from songda.records.ground.evidence.models import LogEpoch
from songda.records.service.attempts.outgoing import Claim
from songda.records.service.attempts.restored.recognise import recognise, sign_of_restore
from songda.records.service.telephone.exchange import WaitingNotice
from songda.trust.outside.homes import AWAY, Journals, of_each
from songda.trust.outside.journal import forget_old
from songda.trust.outside.lines import Begun, HandOver, NoticeCall, TakenBack

log = logging.getLogger("songda.worker")
TRY_AGAIN_S: Final = 5.0
_NOT_GONE: Final = (Outcome.NOT_SENT, Outcome.RETRY_LATER)


class JournalAwayError(Exception):
    """The hand-overs could not be written down: nothing of them may go out."""


class Outside:
    """The journal of one worker process. Before the first `look` nothing may go out."""

    def __init__(self) -> None:
        self._homes = outside_homes()
        self._journals = Journals(self._homes)
        self._untold = ""  # why the mark could not be written in a home
        self._epoch: LogEpoch | None = None
        self._tried_at = -TRY_AGAIN_S
        self._begun: set[str] = set()  # of what is in hand
        self.trouble: str | None = "the journal of hand-overs is not open yet"

    @property
    def limping(self) -> str:
        """What is wrong with one of two homes while the other goes on; empty where nothing is."""
        return "" if self.trouble else "; ".join(self._journals.away.values()) or self._untold

    def look(self) -> None:
        """In a thread of rows: recognise a restore, keep the mark, try whether the journal can be written.

        Never raises for what lies outside: it is trouble, and nothing goes out.
        """
        try:
            self._epoch = recognise(now())
            self._untold = "; ".join(map(str, raise_mark()))
            self._try_journal()
        except AWAY as wrong:
            self._note(f"{type(wrong).__name__}: {wrong}")

    def is_as_before(self) -> bool:
        """Whether a look would find what the last one found; in the transaction of whoever goes on because of it."""
        epoch = self._epoch
        if epoch is None or self.trouble is not None:
            return False
        try:
            seen, latest = sign_of_restore(self._homes), current_epoch()
            return seen is None and latest is not None and latest.number == epoch.number and is_mark_raised(latest)
        except AWAY:
            return False

    async def write(self, claims: Sequence[Claim]) -> None:
        """Durably, before the first byte. Raises JournalAwayError."""
        if self._epoch is None:
            raise JournalAwayError
        at, epoch = now(), self._epoch
        await self._write([HandOver(at, epoch.database, epoch.number, claim.trace) for claim in claims])

    async def write_notice(self, spoken: WaitingNotice) -> None:
        """Durably, before the number is rung. Raises JournalAwayError."""
        if self._epoch is None:
            raise JournalAwayError
        await self._write([NoticeCall(now(), self._epoch.database, self._epoch.number, spoken.dial, spoken.to)])

    async def _write(self, lines: Sequence[HandOver | NoticeCall]) -> None:
        try:
            await asyncio.to_thread(self._journals.write, lines)
        except OSError as wrong:
            self._note(f"{type(wrong).__name__}: {wrong}")
            raise JournalAwayError from wrong

    def begins(self, ref: str) -> bool:
        """Mark, before its first byte, that this message goes out now; False where that cannot be written."""
        if self._epoch is None:
            return False
        if ref in self._begun:
            return True
        try:
            self._journals.begin(Begun(int(ref), self._epoch.number))
        except OSError as wrong:
            self._note(f"{type(wrong).__name__}: {wrong}")
            return False
        self._begun.add(ref)
        return True

    def note_answer(self, sent: Sent) -> None:
        """What the provider took nothing of is taken back."""
        self._begun.discard(sent.ref)
        if sent.outcome in _NOT_GONE and self._epoch is not None:
            self._journals.take_back(TakenBack(int(sent.ref), self._epoch.number))

    def not_rung(self, spoken: WaitingNotice) -> None:
        """The telephone system refused: nobody's telephone rang."""
        if self._epoch is not None:
            self._journals.take_back(TakenBack(spoken.dial, self._epoch.number))

    def close(self) -> None:
        """Nothing goes out any more."""
        self.trouble = "the worker ends"
        self._journals.close()

    def _try_journal(self) -> None:
        """While all is well every hand-over tries it; else it is tried now and then."""
        at = time.monotonic()
        if (self.trouble is None and not self._journals.away) or at - self._tried_at < TRY_AGAIN_S:
            return
        self._tried_at = at
        self._journals.write([])
        of_each(self._homes, lambda home: forget_old(home, now()))
        self.trouble = None

    def _note(self, trouble: str) -> None:
        if self.trouble != trouble:
            log.error("nothing is sent, since what lies outside the database cannot be written or read: %s", trouble)
        self.trouble = trouble
