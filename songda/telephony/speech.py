"""Makes speech of a text, for notice calls; offered only where a speaker is there."""

import shutil
import subprocess
from dataclasses import dataclass
from typing import Protocol


class SpeechError(Exception):
    """The text could not be spoken."""


class Speaker(Protocol):
    """Speaks a text into a WAV."""

    def speak(self, text: str, language: str) -> bytes:
        """The spoken text; SpeechError where there is no voice for the language or the program fails."""


def speaker() -> Speaker | None:
    """Whoever can speak on this machine; None where nobody can, and then notice calls are not offered."""
    return Espeak.found()


VOICES = {"zh": "cmn", "en": "en"}
WORDS_A_MINUTE = "150"
LONGEST_TEXT = 2000
PATIENCE_S = 30


@dataclass(frozen=True)
class Espeak:
    """The program at `path`."""

    path: str

    @classmethod
    def found(cls) -> "Espeak | None":
        """The program of this machine, if there is one."""
        path = shutil.which("espeak-ng")
        return cls(path) if path else None

    def speak(self, text: str, language: str) -> bytes:
        """The text as WAV. It goes in over the pipe: nothing of it stands in the list of processes."""
        voice = VOICES.get(language)
        if voice is None or len(text) > LONGEST_TEXT:
            raise SpeechError("there is no voice for this language" if voice is None else "the text is too long")
        words = [self.path, "-v", voice, "-s", WORDS_A_MINUTE, "--stdin", "--stdout"]
        try:
            spoken = subprocess.run(words, input=text.encode(), capture_output=True, timeout=PATIENCE_S, check=True)
        except (OSError, subprocess.SubprocessError) as wrong:
            raise SpeechError(f"the speaker failed: {type(wrong).__name__}") from wrong
        return _with_true_length(spoken.stdout)


def _with_true_length(wave: bytes) -> bytes:
    """Written to a pipe the head claims two gigabytes; players wait for them."""
    if wave[:4] != b"RIFF" or wave[36:40] != b"data":
        raise SpeechError("the speaker gave no WAV")
    size = len(wave) - 44
    return wave[:4] + (size + 36).to_bytes(4, "little") + wave[8:40] + size.to_bytes(4, "little") + wave[44:]
