"""The national platform of the operators: signed questions, signed answers, patience that ends.

Both share a secret (HMAC-SHA256). Signed are the method, the path, the moment, a number used once, and the hash of the
body: whoever listens cannot change a question or ask it again. The answer is signed over the question's number, so that
it fits no other question. What is not in its form, or not about who was asked for, counts for nothing.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from songda.clock import now
from songda.core.identifiers import is_mobile
from songda.core.lookups import NumberState
from songda.exchange import (
    Bounds,
    ExchangeError,
    HttpAnswer,
    NoAnswerReason,
    Stamp,
    is_same,
    new_stamp,
    post,
    read_json,
    sign_lines,
)
from songda.registries.contract import (
    BatchReply,
    Inquiry,
    Quota,
    RegisteredNumber,
    Registry,
    RegistryError,
    Reply,
    ReplyCode,
    Trouble,
    WrongNumber,
    require_batch,
)

READ_SECONDS = 20.0
SHORTEST_SECRET = 16
_TROUBLES = {
    NoAnswerReason.TIME_OUT: Trouble.TIME_OUT,
    NoAnswerReason.UNREACHABLE: Trouble.UNREACHABLE,
    NoAnswerReason.TOO_LONG: Trouble.UNREADABLE,
}


def sign_request(secret: str, path: str, stamp: Stamp, body: bytes) -> str:
    """The signature of a request; all are POST."""
    return sign_lines(secret, "POST", path, stamp.at, stamp.nonce, hashlib.sha256(body).hexdigest())


def sign_answer(secret: str, nonce: str, status: int, body: bytes) -> str:
    """The signature of the answer to the request with this number."""
    return sign_lines(secret, "ANSWER", nonce, str(status), hashlib.sha256(body).hexdigest())


def person_mark(inquiry_id: str, name: str, number: str) -> str:
    """By what an answer shows whom it is about, without naming them: nobody else's answer has this mark."""
    return hashlib.sha256(f"{inquiry_id}\n{name}\n{number}".encode()).hexdigest()


class Platform:
    """Asks the platform whose address is given: `https://client:secret@host/path`; ValueError for another one."""

    def __init__(self, url: str, stamps: Callable[[], Stamp], *, seconds: float = READ_SECONDS) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not parts.username or not parts.password:
            raise ValueError("A registry has an address such as https://client:secret@registry.example/.")
        if len(unquote(parts.password)) < SHORTEST_SECRET:
            raise ValueError(f"The secret shared with the registry has at least {SHORTEST_SECRET} characters.")
        port = f":{parts.port}" if parts.port else ""
        self._base = f"{parts.scheme}://{parts.hostname}{port}"
        self._root = parts.path.rstrip("/")
        self._client, self._secret = unquote(parts.username), unquote(parts.password)
        self._stamps, self._seconds = stamps, seconds

    def ask(self, inquiries: Sequence[Inquiry]) -> BatchReply:
        """One batch; RegistryError when it came to nothing as a whole."""
        require_batch(inquiries)
        return read_batch(self._post("/v1/inquiries", {"inquiries": [_as_json(one) for one in inquiries]}), inquiries)

    def report_wrong(self, wrong: Sequence[WrongNumber]) -> frozenset[UUID]:
        """Which reports the platform took."""
        require_batch(wrong)
        corrections = [{"id": str(one.id), "inquiry": str(one.inquiry_id), "number": one.value} for one in wrong]
        taken = read_object(self._post("/v1/corrections", {"corrections": corrections})).get("taken")
        known = {str(one.id): one.id for one in wrong}
        return frozenset(known[one] for one in taken if one in known) if isinstance(taken, list) else frozenset()

    def _post(self, path: str, content: Mapping[str, Any]) -> bytes:
        body = json.dumps(content, ensure_ascii=False).encode()
        stamp = self._stamps()
        address = self._root + path
        headers = {
            "Content-Type": "application/json",
            "X-Client": self._client,
            "X-At": stamp.at,
            "X-Nonce": stamp.nonce,
            "X-Signature": sign_request(self._secret, address, stamp, body),
        }
        try:
            answer = post(self._base + address, body, headers, Bounds(piece_s=self._seconds))
        except ExchangeError as error:
            raise RegistryError(_TROUBLES[error.broken], f"the registry: {error}") from None
        return self._opened(answer, stamp)

    def _opened(self, answer: HttpAnswer, stamp: Stamp) -> bytes:
        if answer.status in {401, 403}:
            raise RegistryError(Trouble.REFUSED, f"the registry refuses us (HTTP {answer.status})")
        signature = answer.headers.get("X-Signature", "")
        if not is_same(signature, sign_answer(self._secret, stamp.nonce, answer.status, answer.body)):
            raise RegistryError(Trouble.UNREADABLE, f"the answer is not signed (HTTP {answer.status})")
        if answer.status == 429:
            raise RegistryError(Trouble.QUOTA, "the day's quota is used up", read_quotas(read_object(answer.body)))
        if answer.status != 200:
            raise RegistryError(Trouble.UNREADABLE, f"the registry answered HTTP {answer.status}")
        return answer.body


def _as_json(inquiry: Inquiry) -> dict[str, str]:
    return {
        "id": str(inquiry.id),
        "operator": inquiry.operator,
        "purpose": inquiry.purpose,
        "case": inquiry.case_number,
        "name": inquiry.name,
        "number": inquiry.number,
    }


MOST_NUMBERS = 50
LONGEST_REASON = 40
_CODES = {
    "numbers": ReplyCode.NUMBERS,
    "none": ReplyCode.NONE,
    "refused": ReplyCode.REFUSED,
    "pending": ReplyCode.LATER,
    "operator_timeout": ReplyCode.TIME_OUT,
    "quota_exceeded": ReplyCode.QUOTA,
}


def read_batch(body: bytes, sent: Sequence[Inquiry]) -> BatchReply:
    """The answers to the questions that were asked; strangers among them are left out, the first of two counts."""
    batch = read_object(body)
    by_id = {str(inquiry.id): inquiry for inquiry in sent}
    replies: dict[UUID, Reply] = {}
    for answer in _objects(batch.get("answers")):
        inquiry = by_id.get(str(answer.get("id")))
        if inquiry is not None:
            replies.setdefault(inquiry.id, _reply(inquiry, answer))
    return BatchReply(tuple(replies.values()), read_quotas(batch), hashlib.sha256(body).digest())


def read_quotas(batch: Mapping[str, Any]) -> tuple[Quota, ...]:
    """What the provider tells of its own counting; what makes no sense is left out."""
    return tuple(
        Quota(str(one["purpose"])[:20], one["limit"], one["used"])
        for one in _objects(batch.get("quotas"))
        if isinstance(one.get("purpose"), str) and _is_count(one.get("limit")) and _is_count(one.get("used"))
    )


def read_object(body: bytes) -> Mapping[str, Any]:
    """The body as an object; RegistryError for anything else."""
    try:
        read = read_json(body)
    except ValueError:
        read = None
    if isinstance(read, dict):
        return read
    raise RegistryError(Trouble.UNREADABLE, "the registry's answer is no JSON object")


def _reply(inquiry: Inquiry, answer: Mapping[str, Any]) -> Reply:
    code = _CODES.get(str(answer.get("status")))
    about = person_mark(str(inquiry.id), inquiry.name, inquiry.number)
    if answer.get("person") != about or answer.get("operator") != inquiry.operator:
        return Reply(inquiry.id, ReplyCode.OTHER_PERSON)
    if code is None:
        return Reply(inquiry.id, ReplyCode.LATER, reason="unknown_status")
    numbers = tuple(_numbers(answer.get("numbers"))) if code is ReplyCode.NUMBERS else ()
    if code is ReplyCode.NUMBERS and not numbers:  # it says that there are some and names none: that is not "none"
        return Reply(inquiry.id, ReplyCode.LATER, reason="no_numbers_named")
    return Reply(inquiry.id, code, numbers, str(answer.get("reason") or "")[:LONGEST_REASON])


def _numbers(listed: object) -> Iterable[RegisteredNumber]:
    for one in list(_objects(listed))[:MOST_NUMBERS]:
        value, state = one.get("number"), str(one.get("state"))
        if isinstance(value, str) and is_mobile(value) and state in set(NumberState):
            yield RegisteredNumber(value, NumberState(state))


def _objects(listed: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000_000


def open_registry(url: str) -> Registry | None:
    """The registry at this address; None where none is named. ValueError for an address that makes no sense."""
    return Platform(url, lambda: new_stamp(now())) if url else None
