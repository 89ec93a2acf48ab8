"""Writes the centre's report on one part, as an SMS centre delivers it."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

from songda.channels.sms import smpp
from songda.channels.sms.smpp import (
    LAYOUTS,
    TLV_MESSAGE_STATE,
    TLV_RECEIPTED_MESSAGE_ID,
    TLV_USER_MESSAGE_REFERENCE,
    encode_body,
)

BEIJING: Final = timezone(timedelta(hours=8))
STATES: Final = {"DELIVRD": 2, "EXPIRED": 3, "UNDELIV": 5, "ACCEPTD": 6, "REJECTD": 8}
IS_RECEIPT: Final = 0x04


@dataclass(frozen=True, slots=True)
class PartTaken:
    """One part that the centre took."""

    message_id: str
    sender: bytes
    number: bytes
    at: datetime
    reference: bytes = b""  # what the sender called it, given back as it came


def report_body(part: PartTaken, state: str, error: str, done_at: datetime) -> bytes:
    """The body of the deliver_sm that reports on a part."""
    delivered = 1 if state == "DELIVRD" else 0
    text = (
        f"id:{part.message_id} sub:001 dlvrd:{delivered:03} submit date:{_minute(part.at)}"
        f" done date:{_minute(done_at)} stat:{state} err:{error} text:"
    )
    fields: dict[str, smpp.Value] = {
        "source_addr_ton": 1,
        "source_addr_npi": 1,
        "source_addr": part.number,
        "dest_addr_ton": 3,
        "dest_addr_npi": 1,
        "destination_addr": part.sender,
        "esm_class": IS_RECEIPT,
        "short_message": text.encode("ascii"),
    }
    tlvs = {
        TLV_RECEIPTED_MESSAGE_ID: part.message_id.encode("ascii") + b"\0",
        TLV_MESSAGE_STATE: bytes((STATES[state],)),
    }
    if part.reference:
        tlvs[TLV_USER_MESSAGE_REFERENCE] = part.reference
    return encode_body(LAYOUTS[smpp.DELIVER_SM], fields, tlvs)


def _minute(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%y%m%d%H%M")
