"""Telephone systems: a clerk and a party are connected and recorded, and what the line did is told."""

from songda.telephony.address import read_telephone_address
from songda.telephony.ari.telephone import AriTelephone
from songda.telephony.contract import (
    Dialling,
    LineEvent,
    LineState,
    Notice,
    SeenEvent,
    Sink,
    Take,
    Telephone,
    TelephoneError,
    TooLargeError,
)

__all__ = [
    "Dialling",
    "LineEvent",
    "LineState",
    "Notice",
    "SeenEvent",
    "Sink",
    "Take",
    "Telephone",
    "TelephoneError",
    "TooLargeError",
    "check_address",
    "gives_notices",
    "open_telephone",
]


def check_address(url: str) -> None:
    """TelephoneError where the address is wrong."""
    read_telephone_address(url)


def open_telephone(url: str) -> Telephone:
    """The telephone system at this address, still to be opened."""
    return AriTelephone(read_telephone_address(url))


def gives_notices(url: str) -> bool:
    """Whether the system can be given a sound to play."""
    return read_telephone_address(url).sounds is not None
