"""Why a record is corrected or something on it ended, in a clerk's own words."""

from dataclasses import dataclass

from songda.core.refusal import WrongField

LONGEST_REASON = 200


@dataclass(frozen=True)
class Reason:
    """Why, and which version of the record was looked at (empty: whichever stands)."""

    words: str
    seen: str = ""

    def read(self) -> str:
        """The words; WrongField when there are none or too many."""
        words = " ".join(self.words.split())
        if words and len(words) <= LONGEST_REASON:
            return words
        raise WrongField("reason", "wrong_reason", longest=LONGEST_REASON)
