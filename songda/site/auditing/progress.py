"""How far an audit came, kept in the home, so that one that was stopped or killed goes on where it was.

Sealed with the court's keys: whoever could write it could have the audit pass over what they changed.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from songda.core.evidence.flaws import Flaw, flaw
from songda.records import vault
from songda.records.evidence.audit import Standing
from songda.trust.sealing import SealError
from songda.trust.secret_file import replace_secret

_CELL = "audit.progress:log"
KEPT_FOR = timedelta(days=2)  # then it begins anew: what was read so long ago may have been changed since


@dataclass(frozen=True)
class Progress:
    """An audit on its way: what it began with, where it stands, what it found."""

    first: int
    started_at: datetime
    standing: Standing
    count: int
    flaws: tuple[Flaw, ...]


def keep_progress(progress: Progress) -> None:
    """Keep it in place of what was kept before, in one step."""
    written = {
        "first": progress.first,
        "started_at": progress.started_at.isoformat(),
        "standing": progress.standing.to_json(),
        "count": progress.count,
        "flaws": [one.to_json() for one in progress.flaws],
    }
    replace_secret(_path(), vault.seal_text(_CELL, json.dumps(written)))


def kept_progress(first: int, now: datetime) -> Progress | None:
    """The audit from entry `first` that was broken off within the last days; None where there is none of ours."""
    try:
        kept: dict[str, Any] = json.loads(vault.open_text(_CELL, _path().read_bytes()))
    except (OSError, ValueError, SealError):
        return None
    started = datetime.fromisoformat(kept["started_at"])
    if kept["first"] != first or now - started > KEPT_FOR:
        return None
    flaws = tuple(flaw(one["kind"], one["which"], one["code"], **one["about"]) for one in kept["flaws"])
    return Progress(first, started, Standing.from_json(kept["standing"]), kept["count"], flaws)


def forget_progress() -> None:
    """The audit came to its end."""
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.HOME) / "audit.progress"
