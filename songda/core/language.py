"""In which language somebody is told something: the one place that chooses among the catalogues there are.

COURT_LANGUAGE is the language that the court itself writes, where nobody asked for another: events, letters, messages.
FALLBACK is what readers get in whose language there is no catalogue, or not the word that is wanted.
"""

from collections.abc import Collection

COURT_LANGUAGE = "zh"
FALLBACK = "en"


def best_language(accepted: str, known: Collection[str]) -> str:
    """Of the languages that there are catalogues for, the one for a reader who asked for this one (`zh-hans`, `fr`)."""
    main = accepted.lower().replace("_", "-").partition("-")[0]
    wanted = (language for language in (accepted, main, FALLBACK) if language in known)
    return next(wanted, COURT_LANGUAGE)


def layers(language: str) -> tuple[str, ...]:
    """The catalogues that together speak a language: its own lies above the one that says what it leaves out."""
    return (language,) if language in (COURT_LANGUAGE, FALLBACK) else (FALLBACK, language)
