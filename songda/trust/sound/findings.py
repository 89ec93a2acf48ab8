"""What is found out about a sound file before it may be kept: its form, what can be heard, why it is refused."""

from dataclasses import dataclass, field
from typing import Final

MEGABYTE = 1024 * 1024
REFUSALS = (
    "empty",
    "too_large",
    "not_sound",
    "moving_pictures",
    "damaged",
    "nothing_in_it",
    "too_heavy",
    "no_decoder",
    "too_long",
    "silent",
)


@dataclass(frozen=True)
class Limits:
    """How much a recording may ask for: bytes, hours of sound, and what listening to it may cost."""

    size: int = 60 * MEGABYTE
    longest_seconds: int = 10 * 3600
    processor_seconds: int = 120
    memory: int = 1024 * MEGABYTE


@dataclass(frozen=True)
class Refusal:
    """One reason why a file is not kept as a recording."""

    code: str
    detail: str = ""

    def sentence(self, language: str) -> str:
        """The reason in words and how to mend it."""
        from songda.core.words import say  # late: whoever only listens, in a process of its own, needs no words

        return say(f"recordings.refusal.{self.code}", language, detail=self.detail)


def too_large(limits: Limits) -> Refusal:
    """More bytes than may be kept."""
    return Refusal("too_large", f"{limits.size // MEGABYTE} MB")


@dataclass(frozen=True)
class SoundFindings:
    """What is known of a file; without refusals it is a recording in which something can be heard.

    `length_ms` is what was really decoded, not what the file's head claims. `heard_ms` is how much of it is louder
    than a quiet room, `loudest_db` its loudest tenth of a second, in decibels below the loudest possible.
    """

    sha256: bytes
    size: int
    form: str = ""
    length_ms: int = 0
    heard_ms: int = 0
    loudest_db: float = -120.0
    refusals: tuple[Refusal, ...] = field(default=())

    @property
    def is_unheard(self) -> bool:
        """Whether nothing can be said of it, since the decoder is missing here: that is no fault of the file."""
        return any(refusal.code == "no_decoder" for refusal in self.refusals)

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands against keeping it."""
        return not self.refusals


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
