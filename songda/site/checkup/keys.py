"""Rules about secrets: are they there, are they the court's own, are they closed to others?"""

import stat
from pathlib import Path

from songda.site.checkup.configuration import Configuration
from songda.site.checkup.findings import Findings, missing, unsafe
from songda.site.home import DEMO_MARK

SHORTEST_SECRET = 40
PLACEHOLDERS = ("demo-only-", "missing-secret-key")


def keys_there(configuration: Configuration) -> Findings:
    """Every key file must be there and readable."""
    for key in configuration.keys:
        if not _is_readable(key.path):
            yield missing(
                f"The key for {key.use} is not there or cannot be read: {key.path}",
                f"Put it there, or name it in {key.setting}.",
            )


def keys_own(configuration: Configuration) -> Findings:
    """Keys that a demo made are known to whoever could read the demo's folder."""
    for folder in sorted({key.path.parent for key in configuration.keys}):
        if (folder / DEMO_MARK).exists():
            yield unsafe(
                f"The keys in {folder} were made for a demo.",
                "Make the court's own with `songda keys`: docs/howto/run.md.",
            )


def keys_closed(configuration: Configuration) -> Findings:
    """Key files and the home must be closed to other users of the machine."""
    for key in configuration.keys:
        if _is_readable(key.path) and key.path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield unsafe(f"Others on this machine may read or change {key.path}.", f"chmod 600 {key.path}")
    if configuration.home.exists() and configuration.home.stat().st_mode & stat.S_IRWXO:
        yield unsafe(f"Others on this machine may look into {configuration.home}.", f"chmod 700 {configuration.home}")


def secret_key_own(configuration: Configuration) -> Findings:
    """The secret behind sessions and forms must be long and not the one that everybody knows."""
    secret = configuration.secret_key
    if secret.startswith(PLACEHOLDERS) or len(secret) < SHORTEST_SECRET or len(set(secret)) < SHORTEST_SECRET // 4:
        yield unsafe(
            "The secret behind sessions and forms is missing, too short or known to everybody.",
            "`songda keys` makes one; or set SONGDA_SECRET_KEY_FILE to a file with 50 random characters, mode 600.",
        )


def _is_readable(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False
