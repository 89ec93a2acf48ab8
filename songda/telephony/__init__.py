"""Telephone systems: a clerk and a party are connected and recorded, and what the line did is told."""

from songda.telephony.contract import (
    Dialling,
    LineState,
    Notice,
    Seen,
    Sight,
    Sink,
    Take,
    Telephone,
    TelephoneError,
    TooLargeError,
)
from songda.telephony.opening import check_address, open_telephone

__all__ = [
    "Dialling",
    "LineState",
    "Notice",
    "Seen",
    "Sight",
    "Sink",
    "Take",
    "Telephone",
    "TelephoneError",
    "TooLargeError",
    "check_address",
    "open_telephone",
]
