"""Decodes a sound file to the end and measures it; runs only in the child process, since the file may be hostile."""

from array import array
from collections.abc import Iterator
from math import log10
from operator import mul
from typing import IO, Any, Final

import av

RATE: Final = 8000  # of a telephone line; enough to tell whether somebody speaks
STRETCH: Final = RATE // 10
QUIET_ROOM_DB: Final = -50.0  # below it a tenth of a second counts as silence
FULL_SCALE: Final = 32768.0
RATES: Final = range(4_000, 192_001)  # of any recorder; at another a small file would be hours of work
MOST_TRACKS: Final = 8  # channels of one recording
DEEPEST_DB: Final = -120.0


def measure(file: IO[bytes], reader: str, longest_seconds: int) -> dict[str, Any]:
    """Length, how much of it can be heard, how loud; or the refusal."""
    try:
        # Only this one format, as it is handed in: a file that names others beside it opens none of them.
        with av.open(file, "r", format=reader, options={"protocol_whitelist": ""}) as opened:
            if any(not stream.disposition & stream.disposition.attached_pic for stream in opened.streams.video):
                return {"refusal": "moving_pictures"}
            if not opened.streams.audio:
                return {"refusal": "not_sound"}
            if not _is_of_a_recorder(opened.streams.audio[0].codec_context):
                return {"refusal": "damaged"}
            return _measured(_pieces(opened), longest_seconds)
    except (av.error.DecoderNotFoundError, av.error.DemuxerNotFoundError):
        return {"refusal": "no_decoder", "detail": f"FFmpeg {reader}"}
    except (av.error.FFmpegError, ValueError):
        return {"refusal": "damaged"}


def _is_of_a_recorder(sound: Any) -> bool:
    """Whether rate and channels, of a head or of a piece, are such as recorders have."""
    return sound.sample_rate in RATES and 1 <= len(sound.layout.channels) <= MOST_TRACKS


def _pieces(file: "av.container.InputContainer") -> Iterator[bytes]:
    plain = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    for frame in file.decode(audio=0):
        if not _is_of_a_recorder(frame):
            raise ValueError("rate or channels changed to what no recorder has")
        for piece in plain.resample(frame):
            yield bytes(piece.planes[0])[: piece.samples * 2]
    for piece in plain.resample(None):
        yield bytes(piece.planes[0])[: piece.samples * 2]


def _measured(pieces: Iterator[bytes], longest_seconds: int) -> dict[str, Any]:
    samples = loud_samples = 0
    loudest, rest = DEEPEST_DB, array("h")
    for piece in pieces:
        rest.frombytes(piece)
        samples += len(piece) // 2
        if samples > longest_seconds * RATE:
            return {"refusal": "too_long"}
        while len(rest) >= STRETCH:
            level = _level(rest[:STRETCH])
            loudest, loud_samples = max(loudest, level), loud_samples + (level > QUIET_ROOM_DB)
            rest = rest[STRETCH:]
    return {"length_ms": samples * 1000 // RATE, "heard_ms": loud_samples * 100, "loudest_db": round(loudest, 1)}


def _level(stretch: "array[int]") -> float:
    """How loud a stretch is, a constant hum of the line's voltage taken off."""
    mean = sum(stretch) / len(stretch)
    power = sum(map(mul, stretch, stretch)) / len(stretch) - mean * mean
    return max(DEEPEST_DB, 10 * log10(power / FULL_SCALE**2)) if power > 0 else DEEPEST_DB
