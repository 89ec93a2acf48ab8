"""How many messages one worker holds at once: as many as go out in about a second, whatever the provider's speed."""

from typing import Final

FIRST: Final = 20
SMALLEST: Final = 4
LARGEST: Final = 200
HORIZON_S: Final = 1.0  # so much work is held; what a killed worker held is in doubt afterwards
MEASURE_S: Final = 0.5


class Portion:
    """Measures how fast messages are answered while there are enough of them; moments are of any steady clock."""

    def __init__(self) -> None:
        self.size = FIRST
        self._since: float | None = None
        self._answered = 0

    def began(self, at: float) -> None:
        """Something is in hand."""
        if self._since is None:
            self._since, self._answered = at, 0

    def answered(self, at: float, *, is_more: bool, is_empty: bool) -> None:
        """One was answered; `is_more`: others wait to be claimed; `is_empty`: nothing is in hand any more."""
        self._answered += 1
        if self._since is None:
            return
        passed = at - self._since
        if is_empty or passed >= MEASURE_S:
            self._measure(passed, was_busy=is_more)
            self._since, self._answered = (None if is_empty else at), 0

    def _measure(self, passed: float, *, was_busy: bool) -> None:
        """Where too few waited to tell the provider's speed, what went well may only let the portion grow."""
        fits = int(self._answered * HORIZON_S / max(passed, 0.001))
        if was_busy or fits > self.size:
            self.size = min(LARGEST, max(SMALLEST, min(fits, self.size * 2)))
