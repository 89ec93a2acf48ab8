"""What the status numbers of an SMS centre mean for the submission of a message."""

from collections.abc import Mapping
from typing import Final

OK: Final = 0x00
INVALID_LENGTH: Final = 0x02
UNKNOWN_COMMAND: Final = 0x03
WRONG_BIND_STATE: Final = 0x04
ALREADY_BOUND: Final = 0x05
SYSTEM_ERROR: Final = 0x08
INVALID_SOURCE: Final = 0x0A
INVALID_DESTINATION: Final = 0x0B
BIND_FAILED: Final = 0x0D
INVALID_PASSWORD: Final = 0x0E
INVALID_SYSTEM_ID: Final = 0x0F
QUEUE_FULL: Final = 0x14
THROTTLED: Final = 0x58
TRY_AGAIN: Final = 0x64  # ESME_RX_T_APPN: we could not keep what was delivered to us; deliver it again

NAMES: Final[Mapping[int, str]] = {
    OK: "ESME_ROK",
    0x01: "ESME_RINVMSGLEN",
    INVALID_LENGTH: "ESME_RINVCMDLEN",
    UNKNOWN_COMMAND: "ESME_RINVCMDID",
    WRONG_BIND_STATE: "ESME_RINVBNDSTS",
    ALREADY_BOUND: "ESME_RALYBND",
    0x06: "ESME_RINVPRTFLG",
    0x07: "ESME_RINVREGDLVFLG",
    SYSTEM_ERROR: "ESME_RSYSERR",
    INVALID_SOURCE: "ESME_RINVSRCADR",
    INVALID_DESTINATION: "ESME_RINVDSTADR",
    0x0C: "ESME_RINVMSGID",
    BIND_FAILED: "ESME_RBINDFAIL",
    INVALID_PASSWORD: "ESME_RINVPASWD",
    INVALID_SYSTEM_ID: "ESME_RINVSYSID",
    QUEUE_FULL: "ESME_RMSGQFUL",
    0x15: "ESME_RINVSERTYP",
    0x43: "ESME_RINVESMCLASS",
    0x45: "ESME_RSUBMITFAIL",
    0x48: "ESME_RINVSRCTON",
    0x49: "ESME_RINVSRCNPI",
    0x50: "ESME_RINVDSTTON",
    0x51: "ESME_RINVDSTNPI",
    THROTTLED: "ESME_RTHROTTLED",
    0x61: "ESME_RINVSCHED",
    0x62: "ESME_RINVEXPIRY",
    TRY_AGAIN: "ESME_RX_T_APPN",
    0x65: "ESME_RX_P_APPN",
    0x66: "ESME_RX_R_APPN",
    0xFE: "ESME_RDELIVERYFAILURE",
    0xFF: "ESME_RUNKNOWNERR",
}

SLOW_DOWN: Final = frozenset({QUEUE_FULL, THROTTLED})
VENDORS_OWN: Final = range(0x400, 0x500)  # SMPP 3.4, 5.1.3: says nothing that we know, so nothing is for good
LOG_IN_REFUSED: Final = frozenset({INVALID_PASSWORD, INVALID_SYSTEM_ID})


def is_temporary(status: int) -> bool:
    """Whether nothing was taken, and the same may be taken later."""
    return status in SLOW_DOWN or status in {SYSTEM_ERROR, TRY_AGAIN, WRONG_BIND_STATE} or status in VENDORS_OWN


def name_of(status: int) -> str:
    """The published name of a status, or its number."""
    return NAMES.get(status) or f"{status:#010x}"
