"""What the court promises to everybody: each sentence once.

Each is played by the test of its name in `tests/web/test_promises.py`. Pages and leaflets draw from here, so that none
of them promises more, or something else, than the others.
"""

from collections.abc import Mapping
from enum import StrEnum

from songda.core.warnings import COURT_LINE
from songda.core.words import say


class Promise(StrEnum):
    """Each with the articles on which it rests."""

    PAPER_ONCE = "paper_once"
    PAPER_AS_WELL = "paper_as_well"
    PAPER_ONLY = "paper_only"
    PAPER_TAKEN_BACK = "paper_taken_back"
    PAPER_UNDOES_NOTHING = "paper_undoes_nothing"
    PAPER_OF_JUDGMENTS = "paper_of_judgments"  # Civil Procedure Law, article 90 paragraph 1
    NO_DOES_NO_HARM = "no_does_no_harm"  # Online Litigation Rules, article 29
    # Provisions on Service by Court Express Mail, article 4 paragraph 3; Interpretation of the Civil Procedure Law,
    # article 137. What is entered behind the link can be called up later: Civil Code, article 469 paragraph 3.
    CHANGE_IN_WRITING = "change_in_writing"
    CHANGE_BY_TELEPHONE = "change_by_telephone"  # Online Litigation Rules, article 30: confirmed by telephone
    LINK_SERVES_NOTHING = "link_serves_nothing"
    OWN_ADDRESS_COUNTS = "own_address_counts"  # Online Litigation Rules, article 31 paragraph 1
    FOUND_ADDRESS_COUNTS = "found_address_counts"  # the same, paragraph 2
    READING_ALOUD = "reading_aloud"  # Law on Barrier-free Environments, article 41
    MESSAGE_OF_PAPERS = "message_of_papers"
    MESSAGE_OF_CODE = "message_of_code"
    MESSAGE_OF_CALL = "message_of_call"


def promise(which: Promise, language: str, phone: str = COURT_LINE) -> str:
    """The sentence; `phone`: whom to call, of a court that is known its own line."""
    return say(f"promises.{which}", language, phone=phone)


def promises(language: str, phone: str = COURT_LINE) -> Mapping[str, str]:
    """Every sentence by its name, for texts that have a place for it."""
    return {which.value: promise(which, language, phone) for which in Promise}
