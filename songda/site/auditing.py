"""One audit on the command line: what it finds, how far it is, how it goes on where it was stopped or killed.

How far it came is kept in the home, sealed with the court's keys: whoever could write it could have the audit pass over
what they changed.
"""

import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click
from django.conf import settings

from songda.core.evidence.flaws import Flaw, flaw
from songda.records.ground import vault
from songda.records.ground.evidence.audit import AuditPosition, AuditSettings, audit
from songda.records.ground.evidence.audit.run import Look
from songda.records.ground.evidence.audits import KEPT, keep_audit
from songda.records.ground.evidence.checkpoints import require_continues
from songda.records.ground.evidence.epochs import contradiction_outside
from songda.records.ground.evidence.models import Audit
from songda.records.ground.evidence.signed import newest_size
from songda.records.ground.evidence.tree import LogBrokenError
from songda.records.proof.rows_audit import RowsPosition, audit_rows
from songda.site.environment import wake_django
from songda.trust.atomic_files import replace_secret
from songda.trust.sealing import SealError

A = TypeVar("A")
B = TypeVar("B")
STEPS = 20
KEEP_SECONDS = 2.0  # so much of it is done again after a kill
PASSES = ("log", "rows")
AHEAD = 2  # chunks for each process: none waits, and none runs far ahead
KEPT_FOR = timedelta(days=2)  # then it begins anew: what was read so long ago may have been changed since


@dataclass
class FlawsFound:
    """`flaws` are the first of `count`."""

    count: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    def add(self, one: Flaw) -> None:
        self.count += 1
        if self.count <= KEPT:
            self.flaws.append(one)


@dataclass(frozen=True)
class Progress:
    """A pass of an audit on its way: what it began with, where it stands (as JSON), what it found."""

    first: int
    started_at: datetime
    standing: dict[str, Any]
    found: FlawsFound


def keep_progress(of: str, progress: Progress) -> None:
    """Keep it in place of what was kept before of this pass, in one step."""
    written = {
        "first": progress.first,
        "started_at": progress.started_at.isoformat(),
        "standing": progress.standing,
        "count": progress.found.count,
        "flaws": [one.to_json() for one in progress.found.flaws],
    }
    replace_secret(_path(of), vault.seal_text(_cell(of), json.dumps(written)))


def kept_progress(of: str, first: int, now: datetime) -> Progress | None:
    """The pass from entry `first` that was broken off within the last days; None where there is none of ours."""
    try:
        kept: dict[str, Any] = json.loads(vault.open_text(_cell(of), _path(of).read_bytes()))
    except (OSError, ValueError, SealError):
        return None
    started = datetime.fromisoformat(kept["started_at"])
    if kept["first"] != first or now - started > KEPT_FOR:
        return None
    flaws = [flaw(one["kind"], one["which"], one["code"], **one["about"]) for one in kept["flaws"]]
    return Progress(first, started, kept["standing"], FlawsFound(kept["count"], flaws))


def forget_progress() -> None:
    """The audit came to its end."""
    for of in PASSES:
        _path(of).unlink(missing_ok=True)


def _cell(of: str) -> str:
    return f"audit.progress:{of}"


def _path(of: str) -> Path:
    return Path(settings.HOME) / ("audit.progress" if of == "log" else f"audit.{of}.progress")


class Auditing:
    """Runs the audit. `quiet`: nothing is printed of its progress; `prints_flaws`: each flaw is, when it is found."""

    def __init__(self, first: int, *, quiet: bool, prints_flaws: bool) -> None:
        self.first, self.size = first, newest_size()
        self.begun: Progress | None = None
        self.lost: list[Flaw] = []  # no flaws: restores, and what is gone since, are on record
        self._outside, self._of_rows, self._of_log = FlawsFound(), FlawsFound(), FlawsFound()
        self._quiet, self._prints, self._printed, self._kept_at = quiet, prints_flaws, 0, time.monotonic()
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
            self._say(
                f"It goes on after {AuditPosition.from_json(self.begun.standing).size} entries; --anew begins again."
            )

    def run(self, clock: Callable[[], datetime], look: Look = map) -> Audit:
        """Read everything, keep and give the result; `look`: in which processes."""
        self._started = self.begun.started_at if self.begun else clock()
        self._compare_mark()
        standing = AuditPosition.from_json(self.begun.standing) if self.begun else None
        for found in audit(self.first, AuditSettings(look, self._progress), standing):
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
            self._print(self.lost[-1])

    def _compare_mark(self) -> None:
        """The log must reach as far as it once did, by what was written down outside the database."""
        if trouble := contradiction_outside():
            self._note(self._outside, flaw("checkpoint", self.size, "cut_off", reason=trouble))

    def compare_rows(self, after: UUID | None, clock: Callable[[], datetime]) -> None:
        """The rows must be as they were logged; begins behind an envelope, or where it was broken off."""
        kept = None if after else self._rows_from
        self._rows_started = kept.started_at if kept else clock()
        begin = RowsPosition(after=after)
        if kept is not None:
            self._of_rows, begin = kept.found, RowsPosition.from_json(kept.standing)
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

    def _note(self, found: FlawsFound, one: Flaw) -> None:
        found.add(one)
        self._print(one)

    def _print(self, one: Flaw) -> None:
        if self._prints:
            click.echo(str(one))

    def _say(self, words: str) -> None:
        if not self._quiet:
            click.echo(words, err=True)

    def _progress_of_rows(self, standing: RowsPosition, done: int, whole: int) -> None:
        if self._is_time_to_keep() or done == whole:
            keep_progress("rows", Progress(0, self._rows_started, dict(standing.to_json()), self._of_rows))
        self._say(f"{done} of {whole} {standing.part}")

    def _progress(self, done: int, whole: int, standing: AuditPosition) -> None:
        if self._is_time_to_keep() or done == whole:
            keep_progress("log", Progress(self.first, self._started, standing.to_json(), self._of_log))
        step = done * STEPS // whole
        if step > self._printed:
            self._printed = step
            self._say(f"{done} of {whole} entries")

    def _is_time_to_keep(self) -> bool:
        is_time = time.monotonic() - self._kept_at > KEEP_SECONDS
        if is_time:
            self._kept_at = time.monotonic()
        return is_time


class Processes:
    """So many processes, each with a connection of its own to the database; to be used in a `with`."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=wake_django)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_why: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def look(self, work: Callable[[A], B], given: Iterable[A]) -> Iterator[B]:
        """As `map`: the results in their order."""
        waiting, left = deque[Future[B]](), iter(given)
        waiting.extend(self._pool.submit(work, each) for each in islice(left, self._count * AHEAD))
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(self._pool.submit(work, each) for each in islice(left, 1))
            yield result
