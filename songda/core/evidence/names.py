"""What an event says to people, in one sentence in their language."""

from songda.core.events.registry import entry_of
from songda.core.words import say


def sentence(name: str, language: str = "zh") -> str:
    """What an event of this name says. Raises `UnknownEventError`."""
    return say(f"events.{entry_of(name).name}", language)
