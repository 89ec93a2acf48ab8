"""Tells whether a file is a recording of a talk, how long it is and whether anything can be heard in it."""

from songda.trust.sound.findings import Limits, SoundFindings
from songda.trust.sound.inspection import listen
from songda.trust.sound.shapes import FORMS, form_of, media_type

__all__ = ["FORMS", "Limits", "SoundFindings", "form_of", "listen", "media_type"]
