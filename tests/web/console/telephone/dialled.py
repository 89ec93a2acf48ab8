"""A number that was dialled, answered and recorded, without a telephone system."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from songda import clock
from songda.core.calling import openings
from songda.core.law import profile_of
from songda.records.matter.parties.models import Address
from songda.records.service.telephone.dialling import JURISDICTION, calling_rules, place_dial
from songda.records.service.telephone.exchange import note_seen
from songda.records.service.telephone.models import Dial
from songda.records.service.telephone.recordings import RecordingDraft, keep_recording
from songda.telephony import LineEvent, LineState, SeenEvent
from tests import make, sounds

SYSTEM = "ari://songda:word@127.0.0.1"


@pytest.fixture
def within_the_hours() -> Iterator[None]:
    """On whichever day the tests live, it is an hour at which a telephone may ring."""
    before, at = clock.ahead(), timezone.localtime(clock.now())
    opens = next(openings(at, profile_of(JURISDICTION).calendar, calling_rules()))
    clock.set_ahead(before + (opens - at))
    yield
    clock.set_ahead(before)


def a_dial(address: Address, at: datetime = make.NOW) -> Dial:
    """It was to be dialled at this moment."""
    before, settings.TELEPHONE_URL = settings.TELEPHONE_URL, SYSTEM
    try:
        return place_dial(address, "801", f"staff:{make.user(address.party.case.court).id}", at)
    finally:
        settings.TELEPHONE_URL = before


def a_talk(address: Address, at: datetime = make.NOW, heard: frozenset[str] | None = None) -> Dial:
    """It was answered after five seconds, and they spoke for two."""
    dial = a_dial(address, at)
    ended = {"line": LineState.ANSWERED, "cause": "16", "heard": heard}
    for what, seconds, more in ((LineEvent.RINGING, 2, {}), (LineEvent.ANSWERED, 5, {}), (LineEvent.ENDED, 7, ended)):
        note_seen(SeenEvent(dial.ref, what, at + timedelta(seconds=seconds), **more), at)  # type: ignore[arg-type]
    dial.refresh_from_db()
    return dial


def a_recorded_talk(address: Address, at: datetime = make.NOW, seconds: float = 2.0) -> Dial:
    """And the recording of it is kept."""
    dial = a_talk(address, at)
    keep_recording(RecordingDraft(address.party, [sounds.another_wav(seconds)], dial), "provider:telephone", at)
    return dial
