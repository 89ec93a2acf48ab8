"""What every speaker offers."""

from typing import Protocol


class SpeechError(Exception):
    """The text could not be spoken."""


class Speaker(Protocol):
    """Speaks a text into a WAV."""

    def speak(self, text: str, language: str) -> bytes:
        """The spoken text; SpeechError where there is no voice for the language or the program fails."""
