"""Tells whether a file is a recording of a talk, how long it is and whether anything can be heard in it."""

from songda.trust.sound.findings import REFUSALS, Limits, SoundFindings, too_large
from songda.trust.sound.inspection import listen, listen_to
from songda.trust.sound.shapes import FORMS, form_of, media_type

__all__ = ["FORMS", "REFUSALS", "Limits", "SoundFindings", "form_of", "listen", "listen_to", "media_type", "too_large"]
