"""A carrier that speaks the signed protocol: letters and enquiries go out as JSON, reports come in as JSON."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from songda.carriers.contract import (
    LARGEST_CONSIGNMENT,
    LARGEST_SCAN,
    LONGEST_NUMBER,
    MOST_REPORTS,
    Answer,
    CarrierError,
    Consignment,
    ForgedError,
    OpenedPush,
    Push,
    ReadReport,
    Trouble,
)
from songda.carriers.entry import Account
from songda.carriers.line import post, require_welcome
from songda.carriers.signed.signatures import TO_CARRIER, TO_COURT, sign, sign_answer
from songda.clock import kept_moment, now
from songda.core.delivery.carriage import UNKNOWN, UNREADABLE, Kind
from songda.core.law.facts import Person, ReturnCause
from songda.exchange import HttpAnswer, Stamp, is_fresh, is_same, new_stamp, plain_text, read_json

JSON: Final = "application/json"
LONGEST_WORDS: Final = 400
_CAUSES = frozenset(cause.value for cause in ReturnCause if cause is not ReturnCause.UNTOLD)


class SignedCarrier:
    """Our account with such a carrier."""

    def __init__(self, account: Account, stamps: Callable[[], Stamp] = lambda: new_stamp(now())) -> None:
        self.products, self.sender = account.products, account.client
        self._account, self._stamps = account, stamps

    def hand_over(self, consignment: Consignment) -> frozenset[str]:
        """The numbers of those that the carrier has; a letter that it has from before is among them."""
        parcels = consignment.parcels
        if not 1 <= len(parcels) <= LARGEST_CONSIGNMENT:
            raise ValueError(f"a consignment holds 1 to {LARGEST_CONSIGNMENT} letters, not {len(parcels)}")
        body = {
            "consignment": consignment.id,
            "sealed_at": consignment.sealed_at.isoformat(),
            "parcels": [vars(parcel) for parcel in parcels],
        }
        taken = self._ask("/v1/parcels", body).get("taken")
        ours = {parcel.number for parcel in parcels}
        return frozenset(one for one in taken if one in ours) if isinstance(taken, list) else frozenset()

    def enquire(self, number: str, once: str) -> None:
        """Ask where a letter is."""
        self._ask("/v1/enquiries", {"id": once, "number": number})

    def open_push(self, push: Push, now: datetime) -> OpenedPush:
        """ForgedError unless it is signed for this address, just now, for our account."""
        heads = push.headers
        stamp = Stamp(heads.get("x-at", ""), heads.get("x-nonce", ""))
        signature = sign(self._account.secret, TO_COURT, push.path, stamp, push.body)
        if not is_same(heads.get("x-signature", ""), signature):
            raise ForgedError("it does not bear the carrier's signature")
        if heads.get("x-client") != self._account.client:
            raise ForgedError("it is meant for another account")
        if not is_fresh(stamp, now):
            raise ForgedError("its moment is too far from our clock")
        return OpenedPush(stamp.nonce)

    def read_push(self, body: bytes) -> Sequence[ReadReport]:
        """What it says; ValueError where it is not in the form."""
        reports = read_object(body).get("reports")
        if not isinstance(reports, list) or not 1 <= len(reports) <= MOST_REPORTS:
            raise ValueError(f"a push holds 1 to {MOST_REPORTS} reports")
        if not all(isinstance(report, dict) for report in reports):
            raise ValueError("a report is an object")
        return [read_report(report) for report in reports]

    def answer(self, opened: OpenedPush) -> Answer:
        """That it is kept, signed over the number of the push."""
        body = b'{"kept": true}'
        signature = sign_answer(self._account.secret, opened.once, 200, body)
        return Answer(200, body, JSON, {"X-Signature": signature})

    def _ask(self, path: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        account, stamp = self._account, self._stamps()
        body = json.dumps(content, ensure_ascii=False).encode()
        address = account.path + path
        headers = {
            "Content-Type": JSON,
            "X-Client": account.client,
            "X-At": stamp.at,
            "X-Nonce": stamp.nonce,
            "X-Signature": sign(account.secret, TO_CARRIER, address, stamp, body),
        }
        reply = post(account.base + address, body, headers)
        require_welcome(reply)
        return self._opened(reply, stamp)

    def _opened(self, reply: HttpAnswer, stamp: Stamp) -> Mapping[str, Any]:
        signature = sign_answer(self._account.secret, stamp.nonce, reply.status, reply.body)
        if not is_same(reply.headers.get("X-Signature", ""), signature):
            raise CarrierError(Trouble.UNREADABLE, f"the answer is not signed (HTTP {reply.status})")
        if reply.status != 200:
            raise CarrierError(Trouble.UNREADABLE, f"the carrier answered HTTP {reply.status}")
        try:
            return read_object(reply.body)
        except ValueError as wrong:
            raise CarrierError(Trouble.UNREADABLE, str(wrong)) from None


def read_object(body: bytes) -> Mapping[str, Any]:
    """The body as an object; ValueError for anything else."""
    try:
        read = read_json(body)
    except ValueError:
        raise ValueError("it is no JSON") from None
    if isinstance(read, dict):
        return read
    raise ValueError("it is no JSON object")


def read_report(report: Mapping[str, Any]) -> ReadReport:
    """One report; what is not of its form is left out, and what is unknown is said to be."""
    code = _text(report, "kind", 40)
    kind = Kind(code) if code in set(Kind) else None
    cause, signer, product = (_text(report, name, 40) for name in ("cause", "signer", "product"))
    return ReadReport(
        number=_text(report, "number", LONGEST_NUMBER),
        kind=kind,
        at=_moment(report.get("at")),
        code=code,
        sender=_text(report, "sender", 60),
        cause=cause if not cause or cause in _CAUSES else UNKNOWN,
        signer=signer if not signer or signer in set(Person) else UNREADABLE,
        product=product,
        words=_text(report, "words", LONGEST_WORDS),
        scan=_scan(report.get("scan")) if kind is Kind.SCANNED else None,
    )


def _text(report: Mapping[str, Any], name: str, longest: int) -> str:
    value = report.get(name)
    return plain_text(value).strip()[:longest] if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    """A moment with its offset; None for what is none."""
    try:
        return kept_moment(datetime.fromisoformat(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def _scan(value: object) -> bytes | None:
    """The picture, if there is one that is not too large to be one of a page."""
    if not isinstance(value, str) or len(value) > LARGEST_SCAN * 4 // 3 + 4:
        return None
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
