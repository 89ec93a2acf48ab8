"""Keeps to a provider's speed: as agreed, half of it when told to slow down, then faster again."""

from dataclasses import dataclass, field

SHORTEST_HALVING_S = 0.5  # answers to what was already on its way count as one "slow down"
QUICKENING = 1.25  # each quiet second
SLOWEST = 5.0  # where nothing was agreed


@dataclass
class Pace:
    """A token bucket; moments are seconds of any steady clock. `ceiling` 0: no limit until slowed down."""

    ceiling: float = 0.0
    rate: float = field(init=False)  # per second; 0: no limit
    _tokens: float = field(init=False)
    _seen_at: float = field(default=0.0, init=False)
    _slowed_at: float = field(default=-60.0, init=False)
    _counted_from: float = field(default=0.0, init=False)
    _counted: int = field(default=0, init=False)
    _recent: float = field(default=0.0, init=False)
    _agreed: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.rate = self.ceiling
        self._tokens = max(1.0, self.ceiling / 10)

    def share(self, workers: int) -> None:
        """So many keep to what was agreed together: each to an equal part of it."""
        if not self._agreed:
            self._agreed = self.ceiling
        ceiling = self._agreed / max(1, workers)
        if ceiling != self.ceiling:
            self.ceiling = ceiling
            self.rate = min(self.rate, ceiling) if workers > 1 else self.rate  # it quickens again by itself
            self._tokens = min(self._tokens, max(1.0, ceiling / 10))

    def allowed(self, wanted: int, at: float) -> int:
        """How many may go out now; they are counted as gone."""
        self._measure(at)
        if not self.rate:
            self._counted += wanted
            return wanted
        self._fill(at)
        granted = min(wanted, int(self._tokens))
        self._tokens -= granted
        self._counted += granted
        return granted

    def wait(self) -> float:
        """Seconds until the next may go out."""
        return max(0.0, (1.0 - self._tokens) / self.rate) if self.rate else 0.0

    def slow_down(self, at: float) -> None:
        """The provider refused for speed: half of what was agreed or achieved."""
        if at - self._slowed_at < SHORTEST_HALVING_S:
            return
        self._measure(at)
        self._slowed_at = self._seen_at = at
        slowest = self.ceiling / 10 or SLOWEST
        self.rate = max(slowest, (self.rate or max(self._recent, self._counted)) / 2)
        self._tokens = 0.0

    def _fill(self, at: float) -> None:
        passed = max(0.0, at - self._seen_at)
        self._seen_at = at
        if at - self._slowed_at > 1.0:
            self._quicken(passed)
        most = max(1.0, self.rate / 10)
        self._tokens = min(most, self._tokens + passed * self.rate)

    def _quicken(self, passed: float) -> None:
        self.rate *= QUICKENING ** min(passed, 10.0)
        if self.ceiling:
            self.rate = min(self.ceiling, self.rate)
        elif self.rate > 10_000:  # as good as no limit
            self.rate = 0.0

    def _measure(self, at: float) -> None:
        if at - self._counted_from >= 1.0:
            self._recent = self._counted / (at - self._counted_from)
            self._counted_from, self._counted = at, 0
