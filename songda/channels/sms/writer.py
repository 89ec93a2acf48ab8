"""Writes a text message as SMPP submits, one for each part, each asking for its own receipt."""

from songda.channels.contract import Message
from songda.channels.sms.pdu import LAYOUTS, SUBMIT_SM, TLV_USER_MESSAGE_REFERENCE, Value, encode_body
from songda.channels.sms.reference import SourceNumbers
from songda.channels.sms.segments import payloads

INTERNATIONAL = 1
NATIONAL_NETWORK = 3  # a short or service number
ISDN = 1
HAS_HEADER = 0x40
UCS2 = 8
WANTS_RECEIPT = 1


class SubmitWriter:
    """Turns messages into the bodies of submits."""

    def __init__(self, numbers: SourceNumbers, validity_hours: int, *, tags_parts: bool = True) -> None:
        self._numbers = numbers
        self._tags_parts = tags_parts
        self._validity = _relative_time(validity_hours) if validity_hours else b""

    def bodies(self, message: Message) -> list[bytes]:
        """One body for each part; ValueError for an address or a text that cannot be sent."""
        to = message.to.removeprefix("+")
        if not (to.isascii() and to.isdigit() and 3 <= len(to) <= 20):
            raise ValueError("the number is not a telephone number")
        if not message.text:
            raise ValueError("there is no text")
        pieces = payloads(message.text, int(message.ref) & 0xFF)
        if len(pieces) == 1:
            return [self._body(message, pieces[0], 0)]
        return [self._body(message, payload, number) for number, payload in enumerate(pieces, 1)]

    def _body(self, message: Message, payload: bytes, part: int) -> bytes:
        fields: dict[str, Value] = {
            "source_addr_ton": NATIONAL_NETWORK,
            "source_addr_npi": ISDN,
            "source_addr": self._numbers.write(message.ref).encode(),
            "dest_addr_ton": INTERNATIONAL if message.to.startswith("+") else 0,
            "dest_addr_npi": ISDN,
            "destination_addr": message.to.removeprefix("+").encode(),
            "esm_class": HAS_HEADER if part else 0,
            "validity_period": self._validity,
            "registered_delivery": WANTS_RECEIPT,
            "data_coding": UCS2,
            "short_message": payload,
        }
        tlvs = {TLV_USER_MESSAGE_REFERENCE: part.to_bytes(2, "big")} if part and self._tags_parts else {}
        return encode_body(LAYOUTS[SUBMIT_SM], fields, tlvs)


def _relative_time(hours: int) -> bytes:
    days, rest = divmod(hours, 24)
    months, days = divmod(days, 30)
    return b"00%02d%02d%02d0000000R" % (months, days, rest)
