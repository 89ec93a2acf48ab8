"""Puts a new key on the court's key ring, on the files that the settings of this installation name."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from songda.records.ground import vault
from songda.site.curable import CurableError
from songda.site.fitting import require_own_keys
from songda.site.home import DEMO_MARK, KEYS_BACK
from songda.trust.sealing import Keyring, SealError

UNCHANGED = "Nothing was changed."
AS_OWNER = "Run the command as the user whom the key files belong to."


@dataclass(frozen=True)
class Rotated:
    """What is on the ring now."""

    path: Path
    before: str  # the id of the key that sealed until now
    current: str
    keys: int


def rotate() -> Rotated:
    """Add a key to the ring and let it seal from now on; CurableError, and nothing changed, where that is not safe."""
    path = Path(settings.KEYRING_FILE)
    before = _ring_to_change(path)
    try:
        after = Keyring.add_key(path)
    except SealError as error:
        raise CurableError(str(error), UNCHANGED) from error
    except OSError as error:
        wrong = f"The key ring {path} cannot be written: {error.strerror}."
        raise CurableError(wrong, f"{AS_OWNER} {UNCHANGED}") from error
    vault.keyring.cache_clear()
    return Rotated(path, before.current, after.current, len(after.key_ids))


def _ring_to_change(path: Path) -> Keyring:
    """The ring as it is: there, whole, the court's own, and the one with which the database was written."""
    if not path.exists():
        raise CurableError(
            f"There is no key ring at {path}.",
            "For a new court, make one with `songda keys --log-name DOMAIN/log`. " + KEYS_BACK,
        )
    if (path.parent / DEMO_MARK).exists() and not settings.IS_DEMO:
        raise CurableError(
            f"The keys in {path.parent} were made for a demo.",
            "Make the court's own with `songda keys`, in another folder: docs/howto/run.md.",
        )
    try:
        ring = Keyring.load(path)
    except SealError as error:
        raise CurableError(str(error), KEYS_BACK) from error
    require_own_keys()
    return ring
