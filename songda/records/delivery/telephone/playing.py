"""A recording is played: that is on record each time, with who listened."""

from datetime import datetime, timedelta

from django.db import transaction

from songda.core.evidence.readings import Door, door_of
from songda.core.refusal import Refused
from songda.records.delivery.telephone.events import recording_event
from songda.records.delivery.telephone.models import Recording
from songda.records.ground.evidence.actions import record
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.showing import reading_data

ONE_HEARING = timedelta(minutes=10)  # a player asks for one recording in many parts


@transaction.atomic
def note_playing(recording: Recording, by: str, now: datetime) -> None:
    """Tell who listens; the parts that a player asks for within ten minutes are one listening."""
    if recording.erased_at is not None:
        raise Refused("recording_erased")
    known = Event.objects.on_record().filter(
        stream=f"party:{recording.party_id}",
        name="recording.played",
        actor=by,
        recorded_at__gt=now - ONE_HEARING,
        data__recording=str(recording.id),
    )
    if not known.exists():
        party = recording.party
        read = reading_data(party.case.court_id, [party.case_id], [party.id], door_of(by, Door.TELEPHONE))
        record([recording_event("recording.played", recording, now, by, **read)], now)
