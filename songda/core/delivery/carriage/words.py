"""What carriers report of letters, and why it may prove nothing: the fixed words of it."""

from enum import StrEnum


class Kind(StrEnum):
    """What a carrier reports of a letter."""

    HANDED = "handed"  # the carrier has it
    TRIED = "tried"  # in vain
    DELIVERED = "delivered"
    RETURNED = "returned"  # given back to the court
    SCANNED = "scanned"  # the picture of the return
    CLOSED = "closed"  # nothing more will be reported
    LOST = "lost"
    DAMAGED = "damaged"
    STOLEN = "stolen"


OUTCOMES = frozenset({Kind.DELIVERED, Kind.RETURNED})
MISHAPS_IN_ORDER = (Kind.LOST, Kind.DAMAGED, Kind.STOLEN)
MISHAPS = frozenset(MISHAPS_IN_ORDER)


class Stage(StrEnum):
    """How far the letter has come, as far as the carrier tells."""

    UNHEARD = "unheard"  # given to the carrier, which has said nothing yet
    UNDER_WAY = "under_way"
    TRIED = "tried"
    OUTCOME_KNOWN = "outcome_known"
    WHOLE = "whole"
    MISHAP = "mishap"


class Piece(StrEnum):
    """One of the three that make evidence."""

    OUTCOME = "outcome"
    SCAN = "scan"
    CLOSURE = "closure"


class Defect(StrEnum):
    """Why reports prove nothing; in the order in which people read of them."""

    # of the letter's identity
    OTHER_NUMBER = "other_number"
    OTHER_PRODUCT = "other_product"
    SCAN_OF_ANOTHER = "scan_of_another"
    # of time
    FUTURE_DATE = "future_date"
    STALE = "stale"
    HANDED_BEFORE_SEALED = "handed_before_sealed"
    TWO_HANDOVERS = "two_handovers"
    NEVER_HANDED = "never_handed"
    TRIED_BEFORE_HANDOVER = "tried_before_handover"
    OUTCOME_BEFORE_HANDOVER = "outcome_before_handover"
    OUTCOME_BEFORE_TRY = "outcome_before_try"
    SCAN_BEFORE_OUTCOME = "scan_before_outcome"
    CLOSED_BEFORE_OUTCOME = "closed_before_outcome"
    TWO_CLOSURES = "two_closures"
    # of the outcome
    TWO_OUTCOMES = "two_outcomes"
    DELIVERED_AFTER_RETURN = "delivered_after_return"
    RETURNED_AFTER_DELIVERY = "returned_after_delivery"
    OUTCOME_AFTER_MISHAP = "outcome_after_mishap"
    OUTCOME_UNPROVABLE = "outcome_unprovable"
    CLOSED_WITHOUT_OUTCOME = "closed_without_outcome"
    # of what was told with it
    SIGNER_MISSING = "signer_missing"
    SIGNER_UNREADABLE = "signer_unreadable"
    SIGNER_NOT_ALLOWED = "signer_not_allowed"
    SIGNER_OF_A_RETURN = "signer_of_a_return"
    CAUSE_MISSING = "cause_missing"
    CAUSE_UNKNOWN = "cause_unknown"
    CAUSE_OF_ANOTHER_PRODUCT = "cause_of_another_product"
    CAUSE_OF_A_DELIVERY = "cause_of_a_delivery"
    TOO_FEW_TRIES = "too_few_tries"
    TRIES_TOO_FAR_APART = "tries_too_far_apart"
    # of the scan
    MISSING_SCAN = "missing_scan"
    TWO_SCANS = "two_scans"
    SCAN_UNUSABLE = "scan_unusable"
    SCAN_WITHOUT_NUMBER = "scan_without_number"
    # against what the court itself put on record
    AGAINST_THE_RECORD = "against_the_record"


class Stray(StrEnum):
    """Why a report is kept and belongs to no letter."""

    UNKNOWN_NUMBER = "unknown_number"  # no letter of this installation
    NOT_IN_THE_POST = "not_in_the_post"  # a letter that was taken out before it was sealed
    ANOTHER_SENDER = "another_sender"  # of another court, which has its own account with the carrier
    ANOTHER_CARRIER = "another_carrier"  # of a letter that somebody else carries
    UNKNOWN_KIND = "unknown_kind"  # a word that nobody here understands
    UNDATED = "undated"


class SettledHow(StrEnum):
    """How it came about that something stands on record of a letter, or that nothing does."""

    PROVED = "proved"  # the triplet was whole
    BELIEVED = "believed"  # somebody decided so, with a reason
    NOT_BELIEVED = "not_believed"  # likewise
    READ_OFF = "read_off"  # somebody of the court entered what the return says
    AT_STATION = "at_station"  # somebody held it in their hands
    TRIED_AGAIN = "tried_again"  # it was lost, stolen or damaged, and another letter goes in its place
    CONFIRMED = "confirmed"  # the triplet says what stood on record already


UNREADABLE = "unreadable"  # in the place of a signer: the carrier says that somebody signed, and not who
UNKNOWN = "unknown"  # in the place of a cause: a word that nobody here understands
