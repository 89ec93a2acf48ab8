"""The fixed words for what happens to an attempt, and how."""

from enum import StrEnum


class EventKind(StrEnum):
    """What happened to an attempt; `known`: other evidence shows that they have received what was sent."""

    SENT = "sent"
    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    READ = "read"
    ACKNOWLEDGED = "acknowledged"
    ACTED = "acted"
    KNOWN = "known"
    SIGNED = "signed"
    LEFT = "left"
    RETURNED = "returned"
    PUBLISHED = "published"
    FAILED = "failed"
    BOUNCED = "bounced"


class Leaving(StrEnum):
    """How a paper was left with somebody who refused it: where, and what records it."""

    UNTOLD = "untold"
    WITNESSED = "witnessed"
    FILMED = "filmed"
    AT_COURT = "at_court"
    ELSEWHERE_FILMED = "elsewhere_filmed"
    AT_PRONOUNCEMENT = "at_pronouncement"
    UNRECORDED = "unrecorded"
    NOBODY_MET = "nobody_met"


class ReturnCause(StrEnum):
    """Why a letter came back, as the post or whoever carried it says."""

    UNTOLD = "untold"
    WRONG_ADDRESS = "wrong_address"
    MOVED_UNTOLD = "moved_untold"
    REFUSED = "refused"
    REFUSED_BY_ANOTHER = "refused_by_another"
    NOBODY_MET = "nobody_met"
    NOT_COLLECTED = "not_collected"
    CARRIER = "carrier"


class Posting(StrEnum):
    """Where a public notice was posted or printed."""

    UNTOLD = "untold"
    AT_COURT = "at_court"
    AT_HOME = "at_home"
    NEWSPAPER = "newspaper"
    ONLINE = "online"
    SOLD_ABROAD = "sold_abroad"
    IN_BOTH_PLACES = "in_both_places"
