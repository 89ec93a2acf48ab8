"""The letters and envelopes of SMPP 3.4: how each message is written as bytes and read back, and what statuses mean."""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

HEADER: Final = struct.Struct(">IIII")
TLV_HEAD: Final = struct.Struct(">HH")
LONGEST: Final = 70_000  # a PDU that claims to be longer is rubbish: message_payload holds 64 kB at most

GENERIC_NACK: Final = 0x80000000
BIND_RECEIVER: Final = 0x00000001
BIND_TRANSMITTER: Final = 0x00000002
SUBMIT_SM: Final = 0x00000004
DELIVER_SM: Final = 0x00000005
UNBIND: Final = 0x00000006
BIND_TRANSCEIVER: Final = 0x00000009
ENQUIRE_LINK: Final = 0x00000015
DATA_SM: Final = 0x00000103
RESPONSE: Final = 0x80000000

TLV_RECEIPTED_MESSAGE_ID: Final = 0x001E
TLV_USER_MESSAGE_REFERENCE: Final = 0x0204
TLV_MESSAGE_PAYLOAD: Final = 0x0424
TLV_MESSAGE_STATE: Final = 0x0427

Value = int | bytes
# A field is its name and its shape: "c" an octet string ended by a zero byte, "b" one byte, "m" the text of
# the message preceded by its length in one byte.
Layout = tuple[tuple[str, str], ...]

_BIND: Final[Layout] = (
    ("system_id", "c"), ("password", "c"), ("system_type", "c"), ("interface_version", "b"),
    ("addr_ton", "b"), ("addr_npi", "b"), ("address_range", "c"),
)  # fmt: skip
_ADDRESSES: Final[Layout] = (
    ("service_type", "c"), ("source_addr_ton", "b"), ("source_addr_npi", "b"), ("source_addr", "c"),
    ("dest_addr_ton", "b"), ("dest_addr_npi", "b"), ("destination_addr", "c"), ("esm_class", "b"),
)  # fmt: skip
_MESSAGE: Final[Layout] = (
    *_ADDRESSES, ("protocol_id", "b"), ("priority_flag", "b"), ("schedule_delivery_time", "c"),
    ("validity_period", "c"), ("registered_delivery", "b"), ("replace_if_present_flag", "b"),
    ("data_coding", "b"), ("sm_default_msg_id", "b"), ("short_message", "m"),
)  # fmt: skip
_TAKEN: Final[Layout] = (("message_id", "c"),)
_BOUND: Final[Layout] = (("system_id", "c"),)

LAYOUTS: Final[Mapping[int, Layout]] = {
    GENERIC_NACK: (),
    BIND_RECEIVER: _BIND,
    BIND_TRANSMITTER: _BIND,
    BIND_TRANSCEIVER: _BIND,
    BIND_RECEIVER | RESPONSE: _BOUND,
    BIND_TRANSMITTER | RESPONSE: _BOUND,
    BIND_TRANSCEIVER | RESPONSE: _BOUND,
    SUBMIT_SM: _MESSAGE,
    SUBMIT_SM | RESPONSE: _TAKEN,
    DELIVER_SM: _MESSAGE,
    DELIVER_SM | RESPONSE: _TAKEN,
    DATA_SM: (*_ADDRESSES, ("registered_delivery", "b"), ("data_coding", "b")),
    DATA_SM | RESPONSE: _TAKEN,
    UNBIND: (),
    UNBIND | RESPONSE: (),
    ENQUIRE_LINK: (),
    ENQUIRE_LINK | RESPONSE: (),
}


class PduError(ValueError):
    """Bytes that are not a well-formed SMPP message."""


@dataclass(frozen=True)
class Pdu:
    """One SMPP message; a field left out is empty text or zero."""

    command: int
    sequence: int
    status: int = 0
    fields: Mapping[str, Value] = field(default_factory=dict)
    tlvs: Mapping[int, bytes] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text field; addresses and ids are ASCII, anything else is shown with its code."""
        value = self.fields.get(name, b"")
        return value.decode("ascii", "backslashreplace") if isinstance(value, bytes) else str(value)

    def number(self, name: str) -> int:
        """A one-byte field."""
        value = self.fields.get(name, 0)
        return value if isinstance(value, int) else 0

    def octets(self, name: str) -> bytes:
        """A field of bytes as it came."""
        value = self.fields.get(name, b"")
        return value if isinstance(value, bytes) else b""

    def message(self) -> bytes:
        """The text that it carries, wherever the sender put it."""
        return self.octets("short_message") or self.tlvs.get(TLV_MESSAGE_PAYLOAD, b"")


def encode(pdu: Pdu) -> bytes:
    """The bytes of a whole message."""
    layout = LAYOUTS.get(pdu.command)
    if layout is None:
        raise PduError(f"unknown command {pdu.command:#010x}")
    return frame(pdu.command, pdu.status, pdu.sequence, encode_body(layout, pdu.fields, pdu.tlvs))


def frame(command: int, status: int, sequence: int, body: bytes = b"") -> bytes:
    """A header before a body that is already bytes."""
    return HEADER.pack(16 + len(body), command, status, sequence) + body


def encode_body(layout: Layout, fields: Mapping[str, Value], tlvs: Mapping[int, bytes]) -> bytes:
    """The part after the header."""
    pieces = [_encode_field(name, shape, fields) for name, shape in layout]
    pieces += [TLV_HEAD.pack(tag, len(value)) + value for tag, value in tlvs.items()]
    return b"".join(pieces)


def _encode_field(name: str, shape: str, fields: Mapping[str, Value]) -> bytes:
    value = fields.get(name, 0 if shape == "b" else b"")
    if isinstance(value, int):
        return value.to_bytes(1, "big")
    if shape == "c":
        if 0 in value:
            raise PduError(f"{name}: a zero byte inside")
        return value + b"\0"
    if len(value) > 254:
        raise PduError(f"{name}: {len(value)} bytes, at most 254")
    return len(value).to_bytes(1, "big") + value


def decode(raw: bytes) -> Pdu:
    """A whole message from its bytes; PduError where they do not fit together."""
    if len(raw) < 16:
        raise PduError("shorter than a header")
    length, command, status, sequence = HEADER.unpack_from(raw)
    if length != len(raw):
        raise PduError(f"says {length} bytes, has {len(raw)}")
    layout = LAYOUTS.get(command)
    if layout is None:
        raise PduError(f"unknown command {command:#010x}")
    if length == 16:  # an answer that refuses may leave out its body
        return Pdu(command, sequence, status)
    fields, at = _decode_fields(layout, raw)
    return Pdu(command, sequence, status, fields, _decode_tlvs(raw, at))


def _decode_fields(layout: Layout, raw: bytes) -> tuple[dict[str, Value], int]:
    fields: dict[str, Value] = {}
    at = 16
    for name, shape in layout:
        if at >= len(raw):
            raise PduError(f"ends before {name}")
        if shape == "b":
            fields[name], at = raw[at], at + 1
        elif shape == "c":
            end = raw.find(0, at)
            if end < 0:
                raise PduError(f"{name}: no end")
            fields[name], at = raw[at:end], end + 1
        else:
            end = at + 1 + raw[at]
            if end > len(raw):
                raise PduError(f"{name}: says more bytes than there are")
            fields[name], at = raw[at + 1 : end], end
    return fields, at


def _decode_tlvs(raw: bytes, at: int) -> dict[int, bytes]:
    tlvs: dict[int, bytes] = {}
    while at < len(raw):
        if at + 4 > len(raw):
            raise PduError("ends inside a tag")
        tag, size = TLV_HEAD.unpack_from(raw, at)
        at += 4
        if at + size > len(raw):
            raise PduError(f"tag {tag:#06x}: says more bytes than there are")
        tlvs[tag] = raw[at : at + size]
        at += size
    return tlvs


def take_frames(buffer: bytearray) -> Iterable[bytes]:
    """Cuts whole messages off the front of what has been read; leaves an unfinished one for the next read."""
    frames: list[bytes] = []
    at, size = 0, len(buffer)
    while size - at >= 16:
        length = int.from_bytes(buffer[at : at + 4], "big")
        if not 16 <= length <= LONGEST:
            raise PduError(f"impossible length {length}")
        if at + length > size:
            break
        frames.append(bytes(buffer[at : at + length]))
        at += length
    del buffer[:at]
    return frames


# What the status numbers of an SMS centre mean for the submission of a message.
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
