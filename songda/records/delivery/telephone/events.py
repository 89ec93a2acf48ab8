"""The events of dialling: what was asked and what the system saw, apart from what the clerk says came of the call."""

from datetime import datetime

from songda.core.evidence.canonical import Json
from songda.records.delivery.telephone.models import Dial, Recording
from songda.records.ground.evidence.actions import NewEvent

PROVIDER = "provider:telephone"


def dial_event(name: str, dial: Dial, at: datetime, by: str = PROVIDER, **more: Json) -> NewEvent:
    """An event of one dial, in the stream of the party."""
    data: dict[str, Json] = {"dial": str(dial.id), "address": str(dial.address_id), **more}
    return NewEvent(name, f"party:{dial.party_id}", dial.party.case_id, happened_at=at, actor=by, data=data)


def recording_event(name: str, recording: Recording, at: datetime, by: str, **more: Json) -> NewEvent:
    """An event of one recording, in the stream of the party."""
    data: dict[str, Json] = {
        "recording": str(recording.id),
        "dial": str(recording.dial_id) if recording.dial_id else None,
        "sha256": recording.sha256_hex,
        **more,
    }
    return NewEvent(name, f"party:{recording.party_id}", recording.party.case_id, happened_at=at, actor=by, data=data)
