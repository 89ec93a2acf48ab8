"""Recordings of other systems: heard before they are taken, bounded, bound to one call, and fetched on record."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from songda.records.ground.evidence.models import Event
from songda.records.service.calls.models import Call
from songda.records.service.orders.models import Service
from songda.records.service.telephone.models import Dial, Recording
from songda.records.service.telephone.recordings import erase_recordings
from tests import make, sounds
from tests.records import stage
from tests.web.api.caller import ROOT, Caller
from tests.web.api.calls import call_to
from tests.web.console.telephone.dialled import a_dial, a_recorded_talk, a_talk

pytestmark = pytest.mark.database
TALK = sounds.wav(4.0)


def upload(court: Caller, kind: str, key: object, body: bytes = TALK, once: str = "") -> Any:
    path = f"/{kind}/{key}/recordings"
    headers = {"Authorization": f"Bearer {court.token}", **({"Idempotency-Key": once} if once else {})}
    return court.client.post(ROOT + path, {"sound": SimpleUploadedFile("talk.wav", body)}, headers=headers)


def dial() -> Dial:
    return a_talk(make.address())


def refused(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def test_a_recording_of_a_dial_is_taken_and_given_back_as_it_came(court: Caller) -> None:
    talked = dial()
    answer = upload(court, "dials", talked.id)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["sha256"] == hashlib.sha256(TALK).hexdigest()
    assert (told["dial_id"], told["form"], told["length_ms"]) == (str(talked.id), "wav", 4000)
    read = court.get(f"/recordings/{told['id']}").json()
    assert {**read, "kept_at": ""} == {**told, "kept_at": ""}
    sound = court.get(f"/recordings/{told['id']}/sound")
    assert b"".join(sound.streaming_content) == TALK
    assert sound["Content-Type"] == "audio/wav"
    (played,) = Event.objects.filter(name="recording.played")
    assert played.actor.startswith("client:")


def test_what_is_silent_short_no_sound_or_empty_is_refused_in_words_and_nothing_is_kept(court: Caller) -> None:
    talked = dial()
    Dial.objects.filter(id=talked.id).update(ended_at=talked.ended_at + timedelta(seconds=60))
    for body, words in (
        (sounds.wav(80, loudness=0), "Nothing can be heard"),
        (b"%PDF-1.7", "WAV"),
        (TALK, "62"),
    ):
        answer = upload(court, "dials", talked.id, body)
        assert refused(answer)[0] == 422
        assert words in answer.json()["sentence_en"]
    assert not Recording.objects.exists()


def test_one_that_announces_too_much_is_turned_away_unread(court: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "RECORDING_LIMIT_MEGABYTES", 1)
    monkeypatch.setattr(settings, "RECORDING_LIMIT_BYTES", 1024 * 1024)
    assert refused(upload(court, "dials", dial().id, bytes(3 * 1024 * 1024))) == (413, "too_large")
    assert refused(upload(court, "dials", dial().id, bytes(1024 * 1024 + 1))) == (422, "recording_unfit")


def test_a_recording_may_be_larger_than_a_paper(court: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PAPER_LIMIT_MEGABYTES", 0)
    monkeypatch.setattr(settings, "PAPER_LIMIT_BYTES", -1024 * 1024)
    assert upload(court, "dials", dial().id).status_code == 201


def test_a_dial_has_one_recording_and_needs_an_answer_and_an_end(court: Caller) -> None:
    kept = a_recorded_talk(make.address())
    assert refused(upload(court, "dials", kept.id)) == (409, "recording_there_already")
    assert refused(upload(court, "dials", a_dial(make.address()).id)) == (422, "call_still_runs")
    rang = dial()
    Dial.objects.filter(id=rang.id).update(answered_at=None)
    assert refused(upload(court, "dials", rang.id)) == (422, "nothing_was_spoken")


def test_the_same_upload_under_the_same_key_is_the_same_recording(court: Caller) -> None:
    talked = dial()
    first, second = (upload(court, "dials", talked.id, once="k1") for _ in "12")
    assert first.content == second.content
    assert refused(upload(court, "dials", talked.id, sounds.wav(5), once="k1")) == (409, "key_reused")
    assert Recording.objects.count() == 1


def test_a_call_on_record_gets_its_recording_later_and_keeps_its_reason(court: Caller) -> None:
    call = call_to(make.party(), "agrees")
    told = upload(court, "calls", call.id).json()
    call = Call.objects.get(id=call.id)
    assert (str(call.recording_id), call.no_recording) == (told["id"], "no_recorder")
    assert Event.objects.get(name="recording.added").data["call"] == str(call.id)
    assert refused(upload(court, "calls", call.id, sounds.wav(6))) == (409, "recording_there_already")
    other = call_to(make.party(), "agrees")
    assert refused(upload(court, "calls", other.id)) == (422, "recording_of_another_call")
    Call.objects.filter(id=other.id).update(struck_at=make.NOW)
    assert refused(upload(court, "calls", other.id, sounds.wav(7))) == (422, "call_was_struck")


def test_the_dials_for_a_service_are_listed_masked(court: Caller) -> None:
    address = make.address()
    stage.order(address.party)
    service = Service.objects.get()
    talked = a_recorded_talk(address, make.NOW + timedelta(minutes=1))
    (told,) = court.get(f"/services/{service.id}/dials").json()
    assert (told["id"], told["line"], told["recording"]["id"]) == (str(talked.id), "answered", str(talked.recording.id))
    assert address.value not in str(told)


def test_an_erased_recording_is_told_as_erased(court: Caller) -> None:
    kept = a_recorded_talk(make.address())
    erase_recordings(kept.party.case_id, "engine", "retention", make.NOW)
    assert court.get(f"/recordings/{kept.recording.id}").json()["erased_at"] is not None
    assert refused(court.get(f"/recordings/{kept.recording.id}/sound")) == (422, "recording_erased")
