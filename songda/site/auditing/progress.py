"""How far an audit came, kept in the home, so that one that was stopped or killed goes on where it was.

Sealed with the court's keys: whoever could write it could have the audit pass over what they changed.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from songda.core.evidence.flaws import flaw
from songda.records.ground import vault
from songda.site.auditing.found import Found
from songda.trust.sealing import SealError
from songda.trust.secret_file import replace_secret

PASSES = ("log", "rows")
KEPT_FOR = timedelta(days=2)  # then it begins anew: what was read so long ago may have been changed since


@dataclass(frozen=True)
class Progress:
    """A pass of an audit on its way: what it began with, where it stands (as JSON), what it found."""

    first: int
    started_at: datetime
    standing: dict[str, Any]
    found: Found


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
    return Progress(first, started, kept["standing"], Found(kept["count"], flaws))


def forget_progress() -> None:
    """The audit came to its end."""
    for of in PASSES:
        _path(of).unlink(missing_ok=True)


def _cell(of: str) -> str:
    return f"audit.progress:{of}"


def _path(of: str) -> Path:
    return Path(settings.HOME) / ("audit.progress" if of == "log" else f"audit.{of}.progress")
