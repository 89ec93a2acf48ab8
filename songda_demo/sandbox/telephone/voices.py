"""Makes the sound of a made-up talk: two voices that take turns, each call with a melody of its own."""

import hashlib
import math
import wave
from array import array
from io import BytesIO
from typing import Final

from songda_demo.sandbox.telephone.fates import CallTaker, Recorder

RATE: Final = 8000
HEIGHT: Final = 9000
PITCH: Final = {
    CallTaker.THEMSELVES: 150,
    CallTaker.SOMEBODY_ELSE: 190,
    CallTaker.CHILD: 330,
    CallTaker.MACHINE: 440,
    CallTaker.REFUSES: 120,
}
DESK_PITCH: Final = 220


def talk(
    name: str, seconds: float, who: CallTaker, recorder: Recorder = Recorder.WORKS, *, one_sided: bool = False
) -> bytes:
    """The recording of one call as WAV: half a second the clerk, half a second the other one.

    `name` gives both a melody, so that no two calls sound the same, however short they are.
    """
    if recorder is Recorder.HEAD_ONLY:
        return _wav(array("h"))
    count = int(seconds * RATE)
    if recorder is Recorder.SILENT:
        return _wav(array("h", bytes(2 * count)))
    melody = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / 2**27  # at most 32 Hz
    pitches = (DESK_PITCH + melody, 0 if one_sided else PITCH[who] + melody)
    return _wav(array("h", (_sample(at, pitches[at // (RATE // 2) % 2]) for at in range(count))))


def _sample(at: int, pitch: float) -> int:
    syllable = 0.6 + 0.4 * math.sin(at / RATE * 2 * math.pi * 4)
    return int(HEIGHT * syllable * math.sin(at / RATE * 2 * math.pi * pitch))


def _wav(samples: "array[int]") -> bytes:
    made = BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return made.getvalue()
