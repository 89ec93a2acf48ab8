"""What is known of one call while it lasts."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from songda.telephony.ari.names import Leg, Names
from songda.telephony.contract import Dialling, Notice, Sight


@dataclass
class AriCall:
    """One call: what was wanted, and what was seen and done so far."""

    wanted: Dialling | Notice
    seen: set[Sight] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    hears: bool = False  # whether the system tells when somebody speaks
    party_rung: bool = False  # asked for in this process, so that it can be told from never asked for
    answered_at: datetime | None = None
    spoke_at: datetime | None = None  # when the party began to speak first
    leaving: "asyncio.Task[None] | None" = None  # ends a notice when nobody presses a digit

    @property
    def names(self) -> Names:
        """Its names at the telephone system."""
        return Names(self.wanted.ref)

    @property
    def is_notice(self) -> bool:
        """Whether no clerk takes part."""
        return isinstance(self.wanted, Notice)

    @property
    def first_leg(self) -> Leg:
        """Whose telephone rings first."""
        return "party" if self.is_notice else "desk"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come of it."""
        is_recorded = bool(self.seen & {Sight.RECORDED, Sight.NOT_RECORDED})
        return Sight.ENDED in self.seen and (is_recorded or Sight.ANSWERED not in self.seen)
