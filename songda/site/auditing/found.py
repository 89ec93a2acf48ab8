"""What a pass of an audit found: how many flaws, and the first of them."""

from dataclasses import dataclass, field

from songda.core.evidence.flaws import Flaw
from songda.records.ground.evidence.audits import KEPT


@dataclass
class Found:
    """`flaws` are the first of `count`."""

    count: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    def note(self, one: Flaw) -> None:
        """Count one more."""
        self.count += 1
        if self.count <= KEPT:
            self.flaws.append(one)
