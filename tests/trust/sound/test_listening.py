"""What may be kept as a recording: real sound, heard to its end in a child; everything else is refused by name."""

from array import array
from io import BytesIO
from pathlib import Path

import av
import pytest

from songda.core.words import find, languages
from songda.trust.paper.child import surroundings
from songda.trust.sound import FORMS, Limits, form_of, listen, listen_to
from songda.trust.sound.findings import REFUSALS
from songda.trust.sound.sources import LARGEST_PART, InMemory
from tests import sounds
from tests.processor import spent_by_children


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_told_by_its_bytes_and_measured(form: str) -> None:
    found = listen(sounds.sound(form, 3.0))
    assert (found.is_sound, found.form) == (True, form)
    assert found.length_ms == pytest.approx(3000, abs=120)
    assert found.heard_ms >= 2500
    assert -25 < found.loudest_db < 0


def refusals(body: bytes, limits: Limits | None = None) -> list[str]:
    return [refusal.code for refusal in listen(body, limits or Limits()).refusals]


def test_silence_is_no_recording_however_long() -> None:
    assert refusals(sounds.wav(20, loudness=0)) == ["silent"]


def test_a_constant_voltage_is_silence_too() -> None:
    assert refusals(sounds.wav_of(array("h", [9000] * 16000))) == ["silent"]


@pytest.mark.parametrize("form", ["mp3", "ogg", "m4a"])
def test_silence_is_found_in_packed_forms(form: str) -> None:
    assert refusals(sounds.sound(form, 4, loudness=0)) == ["silent"]


def test_a_head_without_sound_is_named_as_such() -> None:
    """A recorder that listened to an empty bridge writes 44 bytes."""
    empty = sounds.wav(0)
    assert len(empty) == 44
    assert refusals(empty) == ["nothing_in_it"]


def test_the_length_is_what_was_heard_not_what_the_head_claims() -> None:
    real = bytearray(sounds.wav(2))
    real[40:44] = (8000 * 2 * 3600).to_bytes(4, "little")  # the head claims an hour
    assert listen(bytes(real)).length_ms == pytest.approx(2000, abs=50)


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7 not a sound", b"PK\x03\x04", b"<html>", b"RIFF\0\0\0\0AVI ", b"\x7fELF" + bytes(100)]
)
def test_what_is_not_sound_is_refused_whatever_it_is_called(body: bytes) -> None:
    assert refusals(body) == ["not_sound"]


def test_a_torn_file_is_damaged_and_a_hostile_one_harms_nobody() -> None:
    assert refusals(b"RIFF\xff\xff\xff\xffWAVE" + b"\xff" * 5000)[0] in {"damaged", "nothing_in_it"}
    assert refusals(b"OggS" + bytes(range(256)) * 40)[0] in {"damaged", "nothing_in_it"}
    assert refusals(sounds.sound("m4a")[:400]) == ["damaged"]


@pytest.mark.parametrize(
    ("place", "rate", "width"), [(24, 1, 4), (24, 2**31 - 1, 4), (24, 3_999, 4), (24, 1_000_000, 4), (22, 255, 2)]
)
def test_a_head_with_a_rate_or_channels_that_no_recorder_has_is_refused_at_once(
    place: int, rate: int, width: int
) -> None:
    lying = bytearray(sounds.wav(20))
    lying[place : place + width] = rate.to_bytes(width, "little")
    before = spent_by_children()
    assert refusals(bytes(lying)) == ["damaged"]
    assert spent_by_children() - before < 3


def test_a_film_is_no_recording() -> None:
    made = BytesIO()
    with av.open(made, "w", format="mp4") as film:
        stream = film.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(5):
            film.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        film.mux(stream.encode(None))
    assert refusals(made.getvalue()) == ["moving_pictures"]


def test_bounds_are_held() -> None:
    small, short, lean = Limits(size=1024 * 1024), Limits(longest_seconds=1), Limits(processor_seconds=0)
    assert refusals(bytes(2 * 1024 * 1024), small) == ["too_large"]
    assert refusals(sounds.wav(3), short) == ["too_long"]
    assert refusals(sounds.wav(3), lean) == ["too_heavy"]
    assert refusals(b"") == ["empty"]


def test_a_name_that_lies_does_not_help() -> None:
    assert form_of(b"ID3\x04\0\0\0\0\0\0\0\0") == "mp3"
    assert form_of(b"\xff\xfb\x90\x64") == "mp3"
    assert form_of(b"GIF89a") is None


@pytest.mark.parametrize("language", languages())
def test_every_refusal_has_its_sentence(language: str) -> None:
    assert [code for code in REFUSALS if find(f"recordings.refusal.{code}", language) is None] == []


def test_a_missing_decoder_is_named_and_not_blamed_on_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "av.py").write_text("raise ModuleNotFoundError('no av', name='av')\n", encoding="utf-8")
    around = surroundings()
    without = {**around, "PYTHONPATH": f"{tmp_path}:{around['PYTHONPATH']}"}
    monkeypatch.setattr("songda.trust.sound.sources.surroundings", lambda: without)
    found = listen(sounds.wav(2))
    assert [(refusal.code, refusal.detail) for refusal in found.refusals] == [("no_decoder", "av")]
    assert found.is_unheard


class Watched(InMemory):
    """Remembers the largest part that was asked for."""

    largest = 0

    def read(self, start: int, stop: int) -> bytes:
        Watched.largest = max(Watched.largest, stop - start)
        return super().read(start, stop)


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_is_read_in_parts_sounds_as_one_that_is_held(form: str) -> None:
    body = sounds.sound(form, 40.0)
    assert listen_to(Watched(body)) == listen(body)
    assert 0 < Watched.largest <= LARGEST_PART
