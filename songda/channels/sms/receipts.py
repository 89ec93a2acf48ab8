"""Reads what an SMS centre reports of a message: delivered, failed, expired, and when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Final

from songda.channels.contract import Receipt, ReportKind
from songda.channels.sms.address import IdForm, SourceNumbers, id_from_answer, id_from_text
from songda.channels.sms.gateways import kind_of
from songda.channels.sms.segments import MOST
from songda.channels.sms.smpp import (
    DATA_SM,
    DELIVER_SM,
    TLV_MESSAGE_STATE,
    TLV_RECEIPTED_MESSAGE_ID,
    TLV_USER_MESSAGE_REFERENCE,
    Pdu,
    decode,
)
from songda.core.delivery.proving import taken_as

BEIJING: Final = timezone(timedelta(hours=8))

KINDS: Final[Mapping[str, ReportKind]] = {said: ReportKind(kind) for said, kind in taken_as("sms").items()}
STATES: Final[Mapping[int, str]] = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
_RECEIPT_CLASSES: Final = frozenset({0x04, 0x08, 0x20})  # receipt, acknowledgement, intermediate notification
_NEXT: Final = r"(?!(?:sub|dlvrd|submit date|done date|stat|err|text):)"  # an empty one has none of the next word's
_WORD: Final = re.compile(rf"\b(id|stat|err|done date):[ \t]*{_NEXT}(\S*)", re.IGNORECASE)
# What a report says that its centre does not mark as one, so that a phone could have written it: it undoes no arrival.
_KINDS_UNMARKED: Final = {ReportKind.FAILED: ReportKind.SAID_FAILED}
# Ids may be guessed where a centre counts them: without the number that the text went to, anybody could write this.
_KINDS_OF_ANYBODY: Final = {**_KINDS_UNMARKED, ReportKind.ARRIVED: ReportKind.RELAYED}
_MOBILE: Final = re.compile(r"1[0-9]{10}")
_UCS2: Final = 8  # how letters are written, where a centre writes its reports as texts in Chinese are


@dataclass(frozen=True)
class ReceiptReader:
    """Reads reports for one sender's number and one provider's way of writing ids."""

    numbers: SourceNumbers
    id_form: IdForm

    def read(self, raw: bytes) -> list[Receipt]:
        """The receipt in a delivered message; nothing for an ordinary text sent to the court's number.

        Some centres mark no report as one. It is known by its form, and counts by the id of our message alone, which no
        phone has ever seen: the end of our reference stands in the number that everybody can answer to. An arrival it
        proves only where it comes from the very number that the text went to.
        """
        pdu = decode(raw)
        if pdu.command not in (DELIVER_SM, DATA_SM):
            raise ValueError(f"not a report: command {pdu.command:#010x}")
        is_receipt = pdu.number("esm_class") & 0x3C in _RECEIPT_CLASSES or TLV_RECEIPTED_MESSAGE_ID in pdu.tlvs
        text = pdu.message().decode("utf-16-be" if pdu.number("data_coding") == _UCS2 else "ascii", "replace")
        words = _words(text)
        if is_receipt:
            return [self._receipt(pdu, words)]
        if not (text.lower().startswith("id:") and words.get("id") and words.get("stat")):
            return []
        receipt = self._receipt(pdu, words)
        weaker = _KINDS_UNMARKED if _MOBILE.fullmatch(receipt.to or "") else _KINDS_OF_ANYBODY
        return [replace(receipt, ref_tail=None, kind=weaker.get(receipt.kind, receipt.kind))]

    def _receipt(self, pdu: Pdu, words: Mapping[str, str]) -> Receipt:
        state = _state(pdu, words)
        return Receipt(
            kind=KINDS.get(state) or kind_of(state) or ReportKind.UNRECOGNISED,
            code=_code(state, words),
            provider_id=self._provider_id(pdu, words),
            ref_tail=self.numbers.read(pdu.text("destination_addr")),
            to=plain_mobile(pdu.text("source_addr")) or None,
            part=_part(pdu),
            happened_at=done_at(words.get("done date", "")),
        )

    def _provider_id(self, pdu: Pdu, words: Mapping[str, str]) -> str | None:
        tagged = pdu.tlvs.get(TLV_RECEIPTED_MESSAGE_ID, b"").rstrip(b"\0")
        if tagged:
            return id_from_answer(tagged.decode("ascii", "backslashreplace"), self.id_form)
        return id_from_text(words["id"], self.id_form) if words.get("id") else None


def _part(pdu: Pdu) -> int | None:
    """Which part it was, where the centre gives back the reference that each part of a long text bears."""
    number = int.from_bytes(pdu.tlvs.get(TLV_USER_MESSAGE_REFERENCE, b""), "big")
    return number if 1 <= number <= MOST else None


def _words(text: str) -> dict[str, str]:
    return {found[1].lower(): found[2].rstrip(",;") for found in _WORD.finditer(text)}


def _state(pdu: Pdu, words: Mapping[str, str]) -> str:
    tagged = pdu.tlvs.get(TLV_MESSAGE_STATE)
    if tagged and tagged[0] in STATES:
        return STATES[tagged[0]]
    return words.get("stat", "").upper() or "UNKNOWN"


def _code(state: str, words: Mapping[str, str]) -> str:
    status = words.get("stat", "").upper()
    detail = words["err"] if words.get("err", "").lstrip("0") else status if status != state and kind_of(status) else ""
    return f"{state}:{detail}" if detail else state


def done_at(text: str) -> datetime | None:
    """The provider's time, YYMMDDhhmm or with seconds, as Chinese networks write it (Beijing time)."""
    layout = {10: "%y%m%d%H%M", 12: "%y%m%d%H%M%S"}.get(len(text))
    if layout is None or not (text.isascii() and text.isdigit()):
        return None
    try:
        return datetime.strptime(text, layout).replace(tzinfo=BEIJING)
    except ValueError:
        return None


def plain_mobile(address: str) -> str:
    """A Chinese mobile number without the country's code; any other address as it is."""
    bare = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", address)
    return bare.removeprefix("+") if bare.removeprefix("+").isdigit() else bare
