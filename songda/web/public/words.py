"""The language in which the public pages speak to whoever reads them."""

from django.utils.translation import get_language

from songda.core.language import COURT_LANGUAGE
from songda.core.words import language_of


def reader_language() -> str:
    """The reader's language, as far as there are words in it."""
    return language_of(get_language() or COURT_LANGUAGE)
