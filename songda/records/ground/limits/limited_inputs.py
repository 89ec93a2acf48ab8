"""What strangers may type and send, and how often one place on the network may fail with it.

Right answers are not counted (but for files and requests, which cost work). Many people share one address behind a
mobile operator, so the numbers are generous; what really guards a recipient's papers is the lock of their own envelope
after a few wrong tries, and codes too long to be guessed.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class LimitedInput(StrEnum):
    """What is tried."""

    IDENTITY = "identity"  # names, numbers and one-time codes typed in the portal
    LINK = "link"  # links that lead nowhere, opened or typed
    GENUINE = "genuine"  # codes of messages typed to learn whether they are genuine
    CERTIFICATE = "certificate"  # codes of certificates
    FILE = "file"  # PDFs sent in to be compared; every one counts
    OPENING = "opening"  # codes that are to open a locked link; every one counts
    REQUEST = "request"  # requests for paper or help sent by whoever holds a link; every one counts
    QUESTION = "question"  # questions of the public; every one counts


@dataclass(frozen=True)
class Limit:
    """At most `count` times within `window`."""

    count: int
    window: timedelta


TEN_MINUTES = timedelta(minutes=10)
LIMITS: dict[LimitedInput, Limit] = {
    LimitedInput.IDENTITY: Limit(120, TEN_MINUTES),
    LimitedInput.LINK: Limit(60, TEN_MINUTES),
    LimitedInput.GENUINE: Limit(60, TEN_MINUTES),
    LimitedInput.CERTIFICATE: Limit(120, TEN_MINUTES),
    LimitedInput.FILE: Limit(20, TEN_MINUTES),
    LimitedInput.OPENING: Limit(2, TEN_MINUTES),
    LimitedInput.REQUEST: Limit(20, TEN_MINUTES),
    LimitedInput.QUESTION: Limit(5, TEN_MINUTES),
}
