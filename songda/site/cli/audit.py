"""`songda audit`: reads the whole evidence log and names every row that was tampered with."""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from songda.clock import now
from songda.site.environment import prepare_django
from songda.site.errors import CurableError
from songda.site.pooling import require_own_sessions

if TYPE_CHECKING:
    from songda.records.ground.evidence.models import Audit
    from songda.site.auditing import Auditing

WORTH_IT = 50_000  # entries: starting a process takes as long as reading ten thousand
GENTLE = 10  # how much other work goes first


@click.command("audit")
@click.option("--since", metavar="CHECKPOINT|DATE", default="0", help="Begin at a checkpoint's size, or before a day.")
@click.option("--against", "kept", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A checkpoint that somebody kept: the log must continue it. May be repeated.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the result for other programs.")
@click.option("--rows", is_flag=False, flag_value="", metavar="[ENVELOPE]",
              help="Compare the rows of every service with the log too; begin behind an envelope.")  # fmt: skip
@click.option("--anew", is_flag=True, help="Begin again, though an audit was broken off.")
@click.option("--processes", type=click.IntRange(1, 64), help="How many read at once; as many as there are processors.")
@click.option("--nightly", is_flag=True, help="Stay in the background: say nothing while all is well.")
@click.pass_context
def audit(
    ctx: click.Context, /, since: str, kept: Sequence[Path], rows: str | None, processes: int | None, **modes: bool
) -> None:
    """Read the whole evidence log: events, entries, tiles, checkpoints, time stamps, personal parts.

    Every row that was changed, removed, doubled or slipped in is named. The result is kept and shown in the console.
    One that was stopped or killed goes on where it was, with what it had found; the result says when it began.
    With --rows also what stands outside the log: answers, tries, acts of recipients and certificates, against what was
    logged of them.
    Exit code 0: nothing was found, and all of the kept checkpoints is here; 1: something was found, or was lost in a
    restore; 2: it cannot be done.
    """
    nightly, as_json = modes["nightly"], modes["as_json"]
    prepare_django()
    if nightly:
        os.nice(GENTLE)
    from django.db import connection

    from songda.records.ground.evidence.audits import sole_audit
    from songda.site.auditing import Auditing

    require_own_sessions(connection.get_connection_params(), "An audit reaches")
    first = _first(since)
    with sole_audit() as is_alone:
        if not is_alone:
            raise CurableError("Another audit of this log is running.", "Wait until it has ended.")
        auditing = Auditing(first, quiet=as_json or nightly, prints_flaws=not as_json)
        if not modes["anew"]:
            auditing.go_on(now())
        _compare(auditing, kept)
        if rows is not None:
            auditing.compare_rows(_envelope(rows), now)
        audit = _run(auditing, processes or (1 if nightly else os.cpu_count() or 1))
    if as_json:
        click.echo(json.dumps(auditing.as_json(audit), ensure_ascii=False, indent=1))
    elif audit.flaw_count or not nightly:
        click.echo(auditing.conclusion(audit))
    ctx.exit(1 if audit.flaw_count or auditing.lost else 0)


def _run(auditing: "Auditing", processes: int) -> "Audit":
    """In several processes where the log is long enough to be worth it."""
    from songda.site.auditing import Processes

    if processes == 1 or auditing.size - auditing.first < WORTH_IT:
        return auditing.run(now)
    with Processes(processes) as several:
        return auditing.run(now, several.look)


def _first(since: str) -> int:
    """The entry to begin with. Raises `CurableError`."""
    from songda.records.ground.evidence.audits import is_signed, size_before

    if since.isascii() and since.isdigit() and len(since) < 16:
        size: int | None = int(since)
        if size is not None and is_signed(size):
            return size
        raise CurableError(f"No checkpoint covers exactly {since} entries.", "Name the size of one, or a day.")
    size = size_before(_morning(since))
    if size is None:
        raise CurableError(f"Nothing was signed before {since}.", "Leave --since out, or name a later day.")
    return size


def _envelope(written: str) -> UUID | None:
    """The envelope behind which to go on; None from the beginning. Raises `CurableError`."""
    try:
        return UUID(written) if written else None
    except ValueError:
        raise CurableError(f"{written} is not the id of an envelope.", "Take it from what the last run said.") from None


def _morning(day: str) -> datetime:
    from django.utils import timezone

    try:
        return timezone.make_aware(datetime.strptime(day, "%Y-%m-%d"))  # noqa: DTZ007 - made aware here
    except ValueError:
        raise CurableError(f"{day} is neither a number of entries nor a day.", "Write a day as 2026-11-30.") from None


def _compare(auditing: "Auditing", kept: Sequence[Path]) -> None:
    """All files are read before anything is compared: what is no checkpoint at all says nothing against the log."""
    notes = [(path.name, _note_in(path)) for path in kept]
    for name, note in notes:
        auditing.compare(name, note)


def _note_in(path: Path) -> str:
    from songda.core.evidence.note import read_note

    try:
        note = path.read_text(encoding="utf-8")
        read_note(note)
    except (OSError, ValueError) as error:
        cure = "Name the file with the signed checkpoint, exactly as /log/checkpoint gave it."
        raise CurableError(f"{path} holds no checkpoint: {error}", cure) from error
    return note
