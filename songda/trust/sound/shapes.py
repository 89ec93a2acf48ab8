"""The forms in which recordings come: how each begins, and what browsers call it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Form:
    """One form of sound file; `reader` is what the decoder calls it."""

    name: str
    media_type: str
    reader: str


FORMS: Final = {
    form.name: form
    for form in (
        Form("wav", "audio/wav", "wav"),
        Form("mp3", "audio/mpeg", "mp3"),
        Form("ogg", "audio/ogg", "ogg"),
        Form("m4a", "audio/mp4", "mov"),
    )
}
LONGEST_START: Final = 12  # bytes that `form_of` looks at


def form_of(start: bytes) -> str | None:
    """The form of a file by its first bytes; None for one that is no recording of ours, whatever its name says."""
    if start[:4] == b"RIFF" and start[8:12] == b"WAVE":
        return "wav"
    if start[:4] == b"OggS":
        return "ogg"
    if start[4:8] == b"ftyp":
        return "m4a"
    is_mpeg = len(start) > 1 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0 and start[1] & 0x06 != 0
    return "mp3" if start[:3] == b"ID3" or is_mpeg else None


def media_type(form: str) -> str:
    """What a browser calls a file of this form."""
    return FORMS[form].media_type
