"""The entrances that strangers may try, and how often one place on the network may fail at them.

Right answers are not counted (but for files and wishes, which cost work). Many people share one address behind a
mobile operator, so the numbers are generous; what really guards a recipient's papers is the lock of their own envelope
after a few wrong tries, and codes too long to be guessed.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Entrance(StrEnum):
    """What is tried."""

    IDENTITY = "identity"  # names, numbers and one-time codes typed in the portal
    LINK = "link"  # links that lead nowhere, opened or typed
    GENUINE = "genuine"  # codes of messages typed to learn whether they are genuine
    CERTIFICATE = "certificate"  # codes of certificates
    FILE = "file"  # PDFs sent in to be compared; every one counts
    WISH = "wish"  # wishes sent by whoever holds a link; every one counts


@dataclass(frozen=True)
class Limit:
    """At most `count` times within `window`."""

    count: int
    window: timedelta


TEN_MINUTES = timedelta(minutes=10)
LIMITS: dict[Entrance, Limit] = {
    Entrance.IDENTITY: Limit(120, TEN_MINUTES),
    Entrance.LINK: Limit(60, TEN_MINUTES),
    Entrance.GENUINE: Limit(60, TEN_MINUTES),
    Entrance.CERTIFICATE: Limit(120, TEN_MINUTES),
    Entrance.FILE: Limit(20, TEN_MINUTES),
    Entrance.WISH: Limit(20, TEN_MINUTES),
}
