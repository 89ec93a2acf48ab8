"""How many questions may go out now: slower from 80 % of a day's quota on, none at 100 %."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LARGEST_BATCH = 100
SLOW_FROM_PERCENT = 80
SLOW_BATCH = 10
SLOW_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True)
class Spent:
    """The quota of one purpose on one day: the limit, what was asked (errors too), and when last."""

    limit: int
    used: int
    last_at: datetime | None = None

    @property
    def is_slow(self) -> bool:
        """Whether enough is used up that questions go out in small shares."""
        return self.used * 100 >= self.limit * SLOW_FROM_PERCENT

    @property
    def is_used_up(self) -> bool:
        """Whether nothing may go out today."""
        return self.used >= self.limit


def allowance(spent: Spent, now: datetime) -> int:
    """How many questions may go out at this moment, at the most one batch; never past the quota."""
    left = max(spent.limit - spent.used, 0)
    if not spent.is_slow:
        before_slow = -(-spent.limit * SLOW_FROM_PERCENT // 100) - spent.used
        return min(LARGEST_BATCH, max(before_slow, 1), left)
    if spent.last_at is not None and now - spent.last_at < SLOW_PAUSE:
        return 0
    return min(SLOW_BATCH, left)
