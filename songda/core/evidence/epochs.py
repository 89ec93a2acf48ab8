"""Epochs of a log: each has a name of its own, so that a log that was put back never signs a second history of a name.

The first bears the log's own name, a further one that name with its number behind it: `court.example/log/epoch2`.
"""

import re

from songda.core.evidence.note import VerifierKey

FIRST_EPOCH = 1
_LATER = re.compile(r"(?P<name>.+)/epoch(?P<number>[1-9][0-9]{0,5})")


def name_in(epoch: int, name: str) -> str:
    """The log's name in an epoch."""
    return name if epoch == FIRST_EPOCH else f"{name}/epoch{epoch}"


def split_name(origin: str) -> tuple[str, int]:
    """The log's own name, and which of its epochs this is."""
    later = _LATER.fullmatch(origin)
    if later is None or int(later["number"]) == FIRST_EPOCH:
        return origin, FIRST_EPOCH
    return later["name"], int(later["number"])


def epoch_of(name: str, origin: str) -> int | None:
    """Which epoch of the log this is the name of; None: of none."""
    own, number = split_name(origin)
    return number if own == name else None


def under_name_of(note: str, key: VerifierKey) -> VerifierKey:
    """The same key under the name of that epoch of its log in which a checkpoint was signed; else the key as it is."""
    origin = note.partition("\n")[0]
    return VerifierKey(origin, key.public) if split_name(origin)[0] == split_name(key.name)[0] else key
