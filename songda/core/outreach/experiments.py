"""What an experiment concludes, and when it may: only at the size that was fixed before it began.

Looked at again and again, chance alone crowns a winner sooner or later. So there is one look, when every text has had
the people that it needs, or when the time is over; until then nothing but the numbers of people is told.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from songda.core.outreach.effects import Interval, Share, difference, needed_for_each, wilson

ERROR = 0.05
POWER = 0.8
WINDOW = timedelta(days=3)  # within which identity must be shown: the outcome, fixed beforehand
LONGEST = timedelta(days=365)


class Verdict(StrEnum):
    """What is concluded at the end."""

    WINNER = "winner"
    NO_DIFFERENCE = "no_difference"
    TOO_FEW = "too_few"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Plan:
    """What is fixed before the start: texts, the share today, the share worth finding, the last day."""

    arms: int
    usual: float
    wanted: float

    @property
    def pairs(self) -> int:
        """How many texts are compared with one another; they share the allowed error."""
        return self.arms * (self.arms - 1) // 2

    @property
    def needed(self) -> int:
        """People that each text needs."""
        return needed_for_each(self.usual, self.wanted, pairs=self.pairs, error=ERROR, power=POWER)

    def weeks(self, a_month: int) -> float:
        """How long that takes with so many first messages a month; `a_month` is above 0."""
        return self.needed * self.arms / a_month * 365.25 / 12 / 7


@dataclass(frozen=True)
class Arm:
    """What came of one text: of those whose time is over, how many showed who they are within it."""

    name: str
    share: Share

    @property
    def interval(self) -> Interval:
        """Around the share."""
        return wilson(self.share, ERROR)


@dataclass(frozen=True)
class Conclusion:
    """The verdict; the winner's name where there is one; the difference of each pair, first less second."""

    verdict: Verdict
    winner: str = ""
    differences: Mapping[tuple[str, str], Interval] | None = None


def is_due(plan: Plan, reached: Sequence[int], ends_at: datetime, now: datetime) -> bool:
    """Whether the one look may be taken: every text has enough people whose time is over, or the last one's time is."""
    return min(reached) >= plan.needed or now >= ends_at + WINDOW


def conclude(plan: Plan, arms: Sequence[Arm], *, was_stopped: bool = False) -> Conclusion:
    """The one look. A winner is better than every other text, each time beyond what chance allows."""
    if was_stopped:
        return Conclusion(Verdict.STOPPED)
    if min(arm.share.of for arm in arms) < plan.needed:
        return Conclusion(Verdict.TOO_FEW)
    error = ERROR / plan.pairs
    gaps = {(a.name, b.name): difference(a.share, b.share, error) for a, b in combinations(arms, 2)}
    best = max(arms, key=lambda arm: arm.share.rate).name
    if all(_is_ahead(best, pair, gap) for pair, gap in gaps.items() if best in pair):
        return Conclusion(Verdict.WINNER, best, gaps)
    return Conclusion(Verdict.NO_DIFFERENCE, "", gaps)


def _is_ahead(name: str, pair: tuple[str, str], gap: Interval) -> bool:
    return gap.is_above_zero if pair[0] == name else gap.is_below_zero


# Which text a person gets: by a keyed hash of who they are, so that it is chance, and the same every time.
_STEPS = 2**64


def arm_of(secret: bytes, experiment: UUID, person: bytes, arms: int) -> int:
    """The number of the text, from 0; without the secret nobody can foresee it. ValueError without a secret."""
    if not secret:
        raise ValueError("an experiment needs a secret; see SONGDA_WORDING_SECRET")
    digest = hmac.new(secret, experiment.bytes + person, hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) * arms // _STEPS
