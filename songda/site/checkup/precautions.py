"""Rules about precautions: a witness of the log, a backup, hostile files opened apart, stolen passwords known."""

from datetime import datetime, timedelta
from pathlib import Path

from songda.site.checkup.configuration import Configuration
from songda.site.checkup.findings import Findings, unsafe
from songda.web.console.account.breaches import is_list

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


def stolen_passwords_known(configuration: Configuration) -> Findings:
    """A password that was stolen elsewhere is the first that is tried here."""
    how = "Name a sorted list of SHA-1 sums in SONGDA_BREACHED_PASSWORDS_FILE: docs/howto/run-the-accounts.md."
    if not configuration.breached_passwords:
        yield unsafe("Nobody is kept from a password that was stolen elsewhere: no list of them is named.", how)
    elif not is_list(Path(configuration.breached_passwords)):
        yield unsafe("SONGDA_BREACHED_PASSWORDS_FILE cannot be read, or is no sorted list of SHA-1 sums.", how)
