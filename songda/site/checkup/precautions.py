"""Rules about precautions: is somebody else a witness of the log, is there a backup, are hostile files opened apart?"""

from datetime import datetime, timedelta

from songda.site.checkup.configuration import Configuration
from songda.site.checkup.findings import Findings, unsafe

LONGEST_UNSAVED = timedelta(days=1)
SLACK = timedelta(hours=2)  # tonight's backup may take longer than last night's
HOW = "docs/howto/back-up.md"


def witnessed(configuration: Configuration) -> Findings:
    """A log that nobody else sees can be written anew by whoever holds its key."""
    if not configuration.witness_policy:
        yield unsafe(
            "No witness sees the evidence log: whoever has its key could write another history.",
            "Ask another court to run a witness, and name it in SONGDA_WITNESS_POLICY_FILE: docs/howto/run.md.",
        )


def backed_up(configuration: Configuration, now: datetime) -> Findings:
    """Whoever backs up touches a mark as the last step; it is not older than a day."""
    mark, at = configuration.backup_mark, configuration.backed_up_at
    if at is None:
        yield unsafe("No backup is known to have been made.", f"Let it end with `touch {mark}`: {HOW}.")
    elif now - at > LONGEST_UNSAVED + SLACK:
        yield unsafe(f"The last backup was made on {at:%Y-%m-%d %H:%M} UTC.", f"See why; it ends with a mark: {HOW}.")


def opened_apart(configuration: Configuration) -> Findings:
    """What reads a hostile file reaches no key, even if the file takes it over."""
    if not configuration.is_shut_in:
        yield unsafe(
            "Neither Landlock nor a namespace is to be had: what opens PDFs and recordings could read all that we may.",
            "Use Linux 5.13 or newer with `landlock` among its `lsm=`, or let users make namespaces.",
        )
