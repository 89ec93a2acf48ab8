"""Which ruling of the judge on an attempt stands: the newest; and whether it answers that somebody denied it."""

from datetime import datetime
from itertools import takewhile

from songda.core.law.facts import AttemptFacts, JudgeRuling


def standing(attempt: AttemptFacts, as_of: datetime) -> JudgeRuling | None:
    """The newest ruling that was made by `as_of`; of two at one moment the one that counts against the service."""
    known = [ruling for ruling in attempt.rulings if ruling.at <= as_of]
    return max(known, key=_newest, default=None)


def confirmations(attempt: AttemptFacts, as_of: datetime) -> list[JudgeRuling]:
    """The ruling that stands, if it says that the attempt counts, and those just before it that said the same.

    The oldest comes first; there is none where the newest ruling says that the attempt does not count.
    """
    newest_first = sorted((each for each in attempt.rulings if each.at <= as_of), key=_newest, reverse=True)
    return list(takewhile(lambda ruling: ruling.counts, newest_first))[::-1]


def denied_since(attempt: AttemptFacts, as_of: datetime) -> datetime | None:
    """Since when whoever holds the address has denied being the recipient; None where nobody did by then."""
    return attempt.disowned_at if attempt.disowned_at is not None and attempt.disowned_at <= as_of else None


def answers_denial(attempt: AttemptFacts, as_of: datetime) -> JudgeRuling | None:
    """The ruling that a judge made with the denial before them; a ruling of before says nothing of it."""
    since, ruling = denied_since(attempt, as_of), standing(attempt, as_of)
    return ruling if since is not None and ruling is not None and ruling.at >= since else None


def _newest(ruling: JudgeRuling) -> tuple[datetime, bool]:
    return ruling.at, not ruling.counts
