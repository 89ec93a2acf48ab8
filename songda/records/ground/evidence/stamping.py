"""Has the newest checkpoint time-stamped by an authority, so that the log cannot be written anew later."""

from collections.abc import Callable
from datetime import datetime

from songda.records.ground.evidence.checkpoints import checkpoint_to_stamp, keep_stamp

Ask = Callable[[bytes], bytes]


def stamp_checkpoint(ask: Ask, now: datetime) -> bool:
    """Stamp the newest checkpoint if it has no stamp yet; `ask` turns a SHA-256 into a token and may fail.

    The authority is asked outside any transaction. Gives back whether a stamp was kept.
    """
    waiting = checkpoint_to_stamp()
    if waiting is None:
        return False
    checkpoint, digest = waiting
    keep_stamp(checkpoint, ask(digest), now)
    return True
