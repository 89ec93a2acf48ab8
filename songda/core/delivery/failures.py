"""Why a message did not arrive, in a word that every language has a sentence for (`attempts.failure` of the words).

Each channel reads the codes of its own providers; a code that it does not know is told as it came.
"""

from collections.abc import Mapping

UNTOLD = "untold"  # the provider gave no reason, or one that nobody here knows
NO_REPORT = "no_report"


def by_beginning(table: Mapping[str, str], code: str) -> str:
    """The word of the longest entry with which the code begins."""
    found = [entry for entry in table if code.startswith(entry)]
    return table[max(found, key=len)] if found else UNTOLD


def untold(_code: str) -> str:
    """The answer of a channel that knows no reasons."""
    return UNTOLD
