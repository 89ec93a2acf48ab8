"""What the exchange knows of one channel and of one recording, as ARI writes them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from songda_demo.sandbox.telephone.fates import CallTaker, PhoneFate


@dataclass
class Channel:
    """One leg of a call. `who` took it; `spied` is the channel that an ear listens to."""

    id: str
    number: str
    app: str
    args: tuple[str, ...]
    created_at: datetime
    fate: PhoneFate | None = None  # None: a telephone inside the court
    state: str = "Down"
    who: CallTaker | None = None
    spied: "Channel | None" = None

    def to_json(self) -> dict[str, Any]:
        """As ARI writes it."""
        return {
            "id": self.id,
            "name": f"PJSIP/{self.number}-{self.id[-8:]}",
            "state": self.state,
            "caller": {"name": "", "number": ""},
            "connected": {"name": "", "number": self.number},
            "accountcode": "",
            "dialplan": {"context": "default", "exten": "s", "priority": 1, "app_name": "Stasis", "app_data": self.app},
            "creationtime": self.created_at.isoformat(),
            "language": "zh",
        }


@dataclass
class Taping:
    """One recording, running or stored."""

    name: str
    channel: Channel
    started_at: datetime
    body: bytes | None = None  # once it is stored

    def to_json(self, state: str, duration: int | None = None) -> dict[str, Any]:
        """As ARI writes it."""
        recording = {"name": self.name, "format": "wav", "state": state, "target_uri": f"channel:{self.channel.id}"}
        return recording if duration is None else {**recording, "duration": duration}
