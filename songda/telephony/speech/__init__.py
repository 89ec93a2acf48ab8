"""Makes speech of a text, for notice calls; offered only where a speaker is there."""

from songda.telephony.speech.espeak import Espeak
from songda.telephony.speech.port import Speaker, SpeechError

__all__ = ["Speaker", "SpeechError", "speaker"]


def speaker() -> Speaker | None:
    """Whoever can speak on this machine; None where nobody can, and then notice calls are not offered."""
    return Espeak.found()
