"""`songda restored`: says that the database was put back to an earlier day, so that nothing is sent twice."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from songda.clock import now
from songda.site.curable import CurableError
from songda.site.environment import prepare_django

if TYPE_CHECKING:
    from songda.records.delivery.attempts.restored.recognise import Told


@click.command("restored")
@click.option("--checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The newest checkpoint of the log that was kept outside; the log goes on by naming it.")  # fmt: skip
@click.option("--without-journal", is_flag=True, help="The journal of hand-overs is lost, or a part of it.")
def command(checkpoint: Path | None, without_journal: bool) -> None:
    """Begin a quarantine: nothing is sent until people have decided what may have gone out already.

    A worker finds most restores by itself; say it here where the folder outside was put back or lost as well.
    """
    prepare_django()
    from django.conf import settings

    from songda.records.delivery.attempts.restored.decide import held_in
    from songda.records.delivery.attempts.restored.recognise import recognise

    told = _told(checkpoint, is_journal_lost=without_journal)
    try:
        epoch = recognise(settings.OUTSIDE_FOLDER, now(), told)
    except (OSError, ValueError) as error:
        cure = "Put the folder back as it was, or say --without-journal after moving it away."
        raise CurableError(f"What lies outside the database cannot be read: {error}.", cure) from error
    click.echo(f"In quarantine: nothing is sent. The log goes on under epoch {epoch.number}.")
    click.echo(f"{held_in().count()} messages may have gone out already; decide in the console: /console/restore/")


def _told(checkpoint: Path | None, *, is_journal_lost: bool) -> "Told":
    from songda.core.evidence.checkpoint import open_checkpoint
    from songda.core.evidence.note import NoteError
    from songda.records.delivery.attempts.restored.recognise import Told
    from songda.records.ground.evidence.log_key import verifier_of
    from songda.trust.ed25519 import verify_ed25519

    if checkpoint is None:
        return Told(None, is_journal_lost)
    try:
        note = checkpoint.read_text(encoding="utf-8")
        signed = open_checkpoint(note, verifier_of(note), verify_ed25519)
    except (NoteError, UnicodeDecodeError, OSError) as error:
        cure = "Name the file with the newest checkpoint of this court's log that was kept outside."
        raise CurableError(f"{checkpoint}: {error}.", cure) from error
    return Told((signed.size, note), is_journal_lost)
