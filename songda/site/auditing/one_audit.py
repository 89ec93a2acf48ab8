"""One audit on the command line: tells how far it is and what it finds, and keeps the result."""

import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import click

from songda.core.evidence.flaws import Flaw, flaw
from songda.records.ground.evidence.audit import How, Standing, audit
from songda.records.ground.evidence.audit.run import Look
from songda.records.ground.evidence.audits import KEPT, keep_audit
from songda.records.ground.evidence.checkpoints import require_continues
from songda.records.ground.evidence.epochs import behind_mark
from songda.records.ground.evidence.models import Audit
from songda.records.ground.evidence.signed import newest_size
from songda.records.ground.evidence.tree import LogBrokenError
from songda.records.proof.certificates.rows_audit import RowsStanding, audit_rows
from songda.site.auditing.found import Found
from songda.site.auditing.progress import Progress, forget_progress, keep_progress, kept_progress

STEPS = 20
KEEP_SECONDS = 2.0  # so much of it is done again after a kill


class Auditing:
    """Runs the audit; `quiet` tells nothing of the progress, `tells` prints each flaw as soon as it is found."""

    def __init__(self, first: int, *, quiet: bool, tells: bool) -> None:
        self.first, self.size = first, newest_size()
        self.begun: Progress | None = None
        self.lost: list[Flaw] = []  # no flaws: restores, and what is gone since, are on record
        self._outside, self._of_rows, self._of_log = Found(), Found(), Found()
        self._quiet, self._tells, self._told, self._kept_at = quiet, tells, 0, time.monotonic()
        self._rows_from: Progress | None = None

    @property
    def count(self) -> int:
        """How many flaws were found in all."""
        return sum(found.count for found in (self._outside, self._of_rows, self._of_log))

    @property
    def flaws(self) -> list[Flaw]:
        """The first of them."""
        return [*self._outside.flaws, *self._of_rows.flaws, *self._of_log.flaws][:KEPT]

    def go_on(self, now: datetime) -> None:
        """Begin where an audit from the same entry was broken off, with what it had found."""
        self.begun, self._rows_from = kept_progress("log", self.first, now), kept_progress("rows", 0, now)
        if self.begun is not None:
            self._of_log = self.begun.found
            self._say(f"It goes on behind {Standing.from_json(self.begun.standing).size} entries; --anew begins again.")

    def run(self, clock: Callable[[], datetime], look: Look = map) -> Audit:
        """Read everything, keep and give the result; `look`: in which processes."""
        self._started = self.begun.started_at if self.begun else clock()
        self._compare_mark()
        standing = Standing.from_json(self.begun.standing) if self.begun else None
        for found in audit(self.first, How(look, self._progress), standing):
            self._note(self._of_log, found)
        kept = keep_audit((self.first, self.size), self.flaws, self.count, (self._started, clock()))
        forget_progress()
        return kept

    def compare(self, name: str, note: str) -> None:
        """The log must continue a checkpoint that somebody outside kept; what a restore lost of it is told."""
        try:
            lost = require_continues(note)
        except LogBrokenError as error:
            self._note(self._outside, flaw("checkpoint", name, "not_continued", reason=error))
            return
        if lost is not None:
            self.lost.append(flaw("checkpoint", name, "lost_in_restore", **vars(lost)))
            self._tell(self.lost[-1])

    def _compare_mark(self) -> None:
        """The log must reach as far as it once did, by what was written down outside the database."""
        if trouble := behind_mark():
            self._note(self._outside, flaw("checkpoint", self.size, "cut_off", reason=trouble))

    def compare_rows(self, after: UUID | None, clock: Callable[[], datetime]) -> None:
        """The rows must be as they were logged; begins behind an envelope, or where it was broken off."""
        kept = None if after else self._rows_from
        self._rows_started = kept.started_at if kept else clock()
        begin = RowsStanding(after=after)
        if kept is not None:
            self._of_rows, begin = kept.found, RowsStanding.from_json(kept.standing)
            self._say(f"Of the rows it goes on with {begin}; --anew begins again.")
        for found in audit_rows(begin, self._progress_of_rows):
            self._note(self._of_rows, found)

    def conclusion(self, kept: Audit) -> str:
        """The result in one line."""
        read = kept.size - kept.first
        seconds = (kept.ended_at - kept.started_at).total_seconds()
        about = f"{read} entries read in {seconds:.1f} s"
        if not kept.flaw_count and self.lost:
            return click.style(f"Nothing was tampered with, but not everything is here: {about}.", fg="yellow")
        if not kept.flaw_count:
            return click.style(f"Nothing was tampered with: {about}.", fg="green")
        return click.style(f"{kept.flaw_count} flaws: {about}.", fg="red", bold=True)

    def as_json(self, kept: Audit) -> dict[str, object]:
        """The result for other programs."""
        return {
            "good": not kept.flaw_count,
            "first": kept.first,
            "size": kept.size,
            "started_at": kept.started_at.isoformat(),
            "ended_at": kept.ended_at.isoformat(),
            "flaw_count": kept.flaw_count,
            "flaws": [one.to_json() for one in self.flaws],
            "lost": [one.to_json() for one in self.lost],
        }

    def _note(self, found: Found, one: Flaw) -> None:
        found.note(one)
        self._tell(one)

    def _tell(self, one: Flaw) -> None:
        if self._tells:
            click.echo(str(one))

    def _say(self, words: str) -> None:
        if not self._quiet:
            click.echo(words, err=True)

    def _progress_of_rows(self, standing: RowsStanding, done: int, whole: int) -> None:
        if self._is_time_to_keep() or done == whole:
            keep_progress("rows", Progress(0, self._rows_started, dict(standing.to_json()), self._of_rows))
        self._say(f"{done} of {whole} {standing.part}")

    def _progress(self, done: int, whole: int, standing: Standing) -> None:
        if self._is_time_to_keep() or done == whole:
            keep_progress("log", Progress(self.first, self._started, standing.to_json(), self._of_log))
        step = done * STEPS // whole
        if step > self._told:
            self._told = step
            self._say(f"{done} of {whole} entries")

    def _is_time_to_keep(self) -> bool:
        is_time = time.monotonic() - self._kept_at > KEEP_SECONDS
        if is_time:
            self._kept_at = time.monotonic()
        return is_time
