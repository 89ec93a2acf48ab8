"""One audit on the command line: tells how far it is and what it finds, and keeps the result."""

import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import click

from songda.core.evidence.flaws import Flaw, flaw
from songda.records.certificates.rows_audit import audit_rows
from songda.records.evidence.audit import How, Standing, audit
from songda.records.evidence.audit.run import Look
from songda.records.evidence.audit.strays import newest_size
from songda.records.evidence.audits import KEPT, keep_audit
from songda.records.evidence.checkpoints import require_continues
from songda.records.evidence.epochs import behind_mark
from songda.records.evidence.models import Audit
from songda.records.evidence.tree import LogBrokenError
from songda.site.auditing.progress import Progress, forget_progress, keep_progress, kept_progress

STEPS = 20
KEEP_SECONDS = 2.0  # so much of it is done again after a kill


class Auditing:
    """Runs the audit; `quiet` tells nothing of the progress, `tells` prints each flaw as soon as it is found."""

    def __init__(self, first: int, *, quiet: bool, tells: bool) -> None:
        self.first, self.size = first, newest_size()
        self.begun: Progress | None = None
        self.flaws: list[Flaw] = []
        self.count = 0
        self._quiet, self._tells, self._told, self._kept_at = quiet, tells, 0, time.monotonic()

    def go_on(self, now: datetime) -> None:
        """Begin where an audit from the same entry was broken off, with what it had found."""
        self.begun = kept_progress(self.first, now)
        if self.begun is not None:
            self.count, self.flaws = self.begun.count, list(self.begun.flaws)
            if not self._quiet:
                click.echo(f"It goes on behind {self.begun.standing.size} entries; --anew begins again.", err=True)

    def run(self, clock: Callable[[], datetime], look: Look = map) -> Audit:
        """Read everything, keep and give the result; `look`: in which processes."""
        self._started = self.begun.started_at if self.begun else clock()
        self._compare_mark()
        for found in audit(self.first, How(look, self._progress), self.begun.standing if self.begun else None):
            self._note(found)
        kept = keep_audit((self.first, self.size), self.flaws, self.count, (self._started, clock()))
        forget_progress()
        return kept

    def compare(self, name: str, note: str) -> None:
        """The log must continue a checkpoint that somebody outside kept."""
        try:
            require_continues(note)
        except LogBrokenError as error:
            self._note(flaw("checkpoint", name, "not_continued", reason=error))

    def _compare_mark(self) -> None:
        """The log must reach as far as it once did, by what was written down outside the database."""
        if trouble := behind_mark():
            self._note(flaw("checkpoint", self.size, "cut_off", reason=trouble))

    def compare_rows(self, after: UUID | None) -> None:
        """The rows of every service must be as they were logged; begins behind an envelope."""
        for found in audit_rows(after, self._progress_of_rows):
            self._note(found)

    def conclusion(self, kept: Audit) -> str:
        """The result in one line."""
        read = kept.size - kept.first
        seconds = (kept.ended_at - kept.started_at).total_seconds()
        about = f"{read} entries read in {seconds:.1f} s"
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
        }

    def _note(self, found: Flaw) -> None:
        self.count += 1
        if self.count <= KEPT:
            self.flaws.append(found)
        if self._tells:
            click.echo(str(found))

    def _progress_of_rows(self, last: UUID, done: int, whole: int) -> None:
        if not self._quiet:
            click.echo(f"{done} of {whole} envelopes; to go on from here: --rows={last}", err=True)

    def _progress(self, done: int, whole: int, standing: Standing) -> None:
        if time.monotonic() - self._kept_at > KEEP_SECONDS or done == whole:
            keep_progress(Progress(self.first, self._started, standing, self.count, tuple(self.flaws)))
            self._kept_at = time.monotonic()
        step = done * STEPS // whole
        if step > self._told and not self._quiet:
            self._told = step
            click.echo(f"{done} of {whole} entries", err=True)
