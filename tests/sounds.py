"""Recordings for tests: a voice-like tone or silence, in every form that songda takes."""

import math
import wave
from array import array
from io import BytesIO
from itertools import count

import av

RATE = 8000
_COUNT = count()
ENCODERS = {"mp3": ("mp3", "libmp3lame"), "ogg": ("ogg", "libopus"), "m4a": ("mp4", "aac")}


def samples(seconds: float, loudness: float = 0.3) -> "array[int]":
    """A wavering tone; loudness 0 is silence."""
    height = int(32767 * loudness)
    swing = (math.sin(at / 5) * math.sin(at / 900) for at in range(int(seconds * RATE)))
    return array("h", (int(height * each) for each in swing))


def wav(seconds: float = 3.0, loudness: float = 0.3) -> bytes:
    """A WAV of telephone quality."""
    return wav_of(samples(seconds, loudness))


def another_wav(seconds: float = 2.0) -> bytes:
    """A recording that is no other's: the same bytes are not kept for two calls."""
    return wav(seconds, loudness=0.1 + next(_COUNT) % 4000 / 8000)


def wav_of(given: "array[int]") -> bytes:
    made = BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(given.tobytes())
    return made.getvalue()


def sound(form: str, seconds: float = 3.0, loudness: float = 0.3) -> bytes:
    """The same in another form."""
    plain = wav(seconds, loudness)
    if form == "wav":
        return plain
    kind, encoder = ENCODERS[form]
    made = BytesIO()
    with av.open(BytesIO(plain)) as source, av.open(made, "w", format=kind) as target:
        stream = target.add_stream(encoder, rate=48000)
        for frame in source.decode(audio=0):
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return made.getvalue()
