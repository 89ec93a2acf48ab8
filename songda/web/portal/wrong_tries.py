"""Tells a visitor that what they typed does not fit, and how many tries are left."""

from django.utils.translation import ngettext

from songda.web.portal.visit import language


def with_tries_left(sentence: str, left: int) -> str:
    """The sentence, and how often they may still try."""
    still = ngettext("You can try once more.", "You can try %(left)d more times.", left) % {"left": left}
    return f"{sentence}{' ' if language() == 'en' else ''}{still}"
