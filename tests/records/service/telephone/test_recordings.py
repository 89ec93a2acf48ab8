"""Recordings: heard before they are kept, sealed, bound to one call, played on record, erased without their hash."""

import itertools
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.service.telephone.exchange import note_seen, to_fetch
from songda.records.service.telephone.models import Dial, Recording
from songda.records.service.telephone.recordings import (
    DecoderMissingError,
    Incoming,
    RecordingDraft,
    erase_recordings,
    keep_fetched,
    keep_recording,
    kept_recordings_of,
    note_playing,
)
from songda.telephony import LineEvent, LineState, SeenEvent
from songda.trust.sealing import SealError
from tests import make, sounds
from tests.lying import file_of as lying_file
from tests.records.service.telephone.test_dialling import NOW, clerk, dialled, names, see, system

__all__ = ["system"]
pytestmark = pytest.mark.database


def kept(seconds: float = 2.0, loudness: float = 0.3) -> Recording:
    return keep_recording(RecordingDraft(make.party(), [sounds.wav(seconds, loudness)]), clerk(), NOW)


def file_of(recording: Recording) -> Path:
    return lying_file("recordings", recording.id)


def test_a_recording_is_sealed_and_its_hash_is_in_the_event() -> None:
    recording = kept()
    body = sounds.wav(2.0)
    assert b"WAVE" not in file_of(recording).read_bytes()
    assert recording.read(0, recording.size) == body
    event = Event.objects.get(name="recording.kept")
    assert event.data["sha256"] == recording.sha256_hex
    assert (event.data["length_ms"], event.data["form"]) == (2000, "wav")


@pytest.mark.parametrize(("start", "stop"), [(0, 44), (65_530, 65_550), (70_000, 70_000), (300_000, 10**6), (0, 10**6)])
def test_a_part_of_a_recording_is_opened_alone(start: int, stop: int) -> None:
    recording, body = kept(20), sounds.wav(20)
    assert recording.size > 4 * 65_536
    assert recording.read(start, stop) == body[start:stop]


def test_a_cut_or_changed_file_does_not_open_in_parts() -> None:
    recording = kept(20)
    path = file_of(recording)
    whole = path.read_bytes()
    path.write_bytes(whole[:-70_000])
    with pytest.raises(SealError):
        recording.read(recording.size - 10, recording.size)
    path.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    with pytest.raises(SealError):
        recording.read(0, 10)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (sounds.wav(5, loudness=0), "silent"),
        (sounds.wav(0), "nothing_in_it"),
        (b"%PDF-1.7", "not_sound"),
        (b"", "empty"),
    ],
)
def test_what_is_no_recording_is_refused_in_words_and_leaves_nothing(body: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        keep_recording(RecordingDraft(make.party(), [body]), clerk(), NOW)
    assert refused.value.code == "recording_unfit"
    assert "录音未予接收" in refused.value.sentence("zh")
    assert not Recording.objects.exists()
    assert names() == []


def test_one_recording_belongs_to_one_call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "FILES", tmp_path)  # others who test at the same time keep theirs in the run's folder
    first = kept(2.5)
    with pytest.raises(Refused, match="recording_of_another_call"):
        kept(2.5)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [file_of(first)]


def taped() -> Dial:
    dial = dialled()
    see(dial, LineEvent.ANSWERED, 5)
    see(dial, LineEvent.ENDED, 65, line=LineState.ANSWERED)
    see(dial, LineEvent.RECORDED, 66)
    return dial


def test_a_fetched_recording_is_bound_to_its_dial() -> None:
    dial = taped()
    recording = keep_fetched(dial, Incoming.of([sounds.wav(3.1)], 10**7), NOW)
    assert recording is not None
    assert recording.dial_id == dial.id
    assert Event.objects.get(name="recording.kept").data["dial"] == str(dial.id)


def test_a_fetched_silence_is_told_and_not_kept() -> None:
    dial = taped()
    assert keep_fetched(dial, Incoming.of([sounds.wav(60, loudness=0)], 10**7), NOW) is None
    dial.refresh_from_db()
    assert dial.no_recording == "silent"
    assert Event.objects.get(name="recording.missed").data["reason"] == "silent"


def test_two_calls_that_sound_the_same_to_the_byte_have_one_recording(system: str) -> None:
    first, second = dialled(), dialled()
    for dial in (first, second):
        incoming = Incoming.of([sounds.wav(2.0, 0.3)], 1_000_000)
        keep_fetched(dial, incoming, NOW)
    second.refresh_from_db()
    assert (first.recording.kept_at, hasattr(second, "recording"), second.no_recording) == (
        NOW,
        False,
        "of_another_call",
    )


def test_a_recording_that_is_fetched_twice_is_kept_once_and_not_missed() -> None:
    dial = dialled()
    for _ in range(2):
        keep_fetched(Dial.objects.get(id=dial.id), Incoming.of([sounds.wav(2.0, 0.3)], 1_000_000), NOW)
    dial.refresh_from_db()
    assert (Recording.objects.filter(dial=dial).count(), dial.no_recording) == (1, "")


def test_a_large_recording_is_never_held_whole() -> None:
    second = sounds.samples(1).tobytes()
    seconds = 1000
    head = bytearray(sounds.wav(0))
    head[40:44] = (seconds * len(second)).to_bytes(4, "little")
    tracemalloc.start()
    try:
        draft = RecordingDraft(make.party(), itertools.chain([bytes(head)], itertools.repeat(second, seconds)))
        recording = keep_recording(draft, clerk(), NOW)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert recording.size > 15_000_000
    assert recording.length_ms == seconds * 1000
    assert most < 4_000_000
    assert recording.read(recording.size - 4, recording.size) == second[-4:]


def test_more_than_may_be_kept_is_refused_while_it_comes_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "FILES", tmp_path)
    monkeypatch.setattr(settings, "RECORDING_LIMIT_BYTES", 2_000_000)
    came = 0

    def endless() -> Iterator[bytes]:
        nonlocal came
        while True:
            came += 1
            yield bytes(100_000)

    with pytest.raises(Refused) as refused:
        keep_recording(RecordingDraft(make.party(), endless()), clerk(), NOW)
    assert "1 MB" in refused.value.sentence("en")
    assert came == 21
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_without_a_decoder_a_fetched_recording_is_left_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = {"refusal": "no_decoder", "detail": "av"}
    monkeypatch.setattr("songda.trust.sound.listen_in_child", lambda *_: lacking)
    dial, incoming = taped(), Incoming.of([sounds.wav(2)], 10**7)
    with pytest.raises(DecoderMissingError, match="av"):
        keep_fetched(dial, incoming, NOW)
    dial.refresh_from_db()
    assert dial.no_recording == ""
    assert not lying_file("recordings", incoming.id).exists()
    with pytest.raises(Refused) as refused:
        keep_recording(RecordingDraft(make.party(), [sounds.wav(2)]), clerk(), NOW)
    assert "lacks the decoder (av)" in refused.value.sentence("en")


def test_a_recording_that_failed_is_told_once() -> None:
    dial = dialled()
    for _ in range(2):
        note_seen(SeenEvent(dial.ref, LineEvent.NOT_RECORDED, NOW), NOW)
    assert names() == ["call.dialled", "recording.missed"]


@pytest.mark.parametrize("is_there", [(True, False), (False, True), (False, True, False), (True, False, True)])
def test_a_recording_that_is_there_is_fetched_in_whichever_order_it_is_told(is_there: tuple[bool, ...]) -> None:
    dial = dialled()
    for one in is_there:
        note_seen(SeenEvent(dial.ref, LineEvent.RECORDED if one else LineEvent.NOT_RECORDED, NOW), NOW)
    assert to_fetch() == [dial]


def test_every_listening_is_on_record_and_its_parts_are_one() -> None:
    recording, first, second = kept(2.2), clerk(), clerk()
    note_playing(recording, first, NOW)
    note_playing(recording, first, NOW + timedelta(minutes=1))
    note_playing(recording, second, NOW + timedelta(minutes=1))
    note_playing(recording, first, NOW + timedelta(minutes=30))
    actors = list(Event.objects.filter(name="recording.played").order_by("number").values_list("actor", flat=True))
    assert actors == [first, second, first]


class TakenBackError(Exception):
    """What the erasure was part of failed."""


def test_an_erasure_that_is_taken_back_leaves_the_recording_as_it_was(
    django_capture_on_commit_callbacks: Any,
) -> None:
    recording = kept(2.3)

    @transaction.atomic
    def taken_back() -> None:
        erase_recordings(recording.party.case_id, "staff:x", "retention_term", NOW)
        raise TakenBackError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(TakenBackError):
        taken_back()
    recording.refresh_from_db()
    assert len(recording.read(0, recording.size)) == recording.size


def test_erasing_takes_the_file_and_leaves_the_hash_and_the_events(django_capture_on_commit_callbacks: Any) -> None:
    recording = kept(2.3)
    case_id, path = recording.party.case_id, file_of(recording)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        assert erase_recordings(case_id, "staff:x", "retention_term", NOW) == 1
    recording.refresh_from_db()
    assert not path.exists()
    assert (recording.wrapped_key, recording.erased_at) == (None, NOW)
    assert len(recording.sha256_hex) == 64
    assert names() == ["recording.kept", "recording.erased"]
    assert kept_recordings_of([case_id]) == []
    with pytest.raises(Refused, match="recording_erased"):
        note_playing(recording, clerk(), NOW)
