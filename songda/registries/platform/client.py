"""The line to the national platform: signed questions, signed answers, patience that ends."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from songda.registries.contract import (
    BatchReply,
    Inquiry,
    RegistryError,
    Trouble,
    WrongNumber,
    require_batch,
)
from songda.registries.platform.reading import read_batch, read_object, read_quotas
from songda.registries.platform.signing import SHORTEST_SECRET, Stamp, is_same, sign_answer, sign_request

LONGEST_ANSWER = 2 * 1024 * 1024
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
WHOLE = 3  # so many times as long as one piece may the whole answer take


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
            return self._exchange(self._base + address, body, headers, stamp)
        except requests.Timeout:
            raise RegistryError(Trouble.TIME_OUT, "the registry did not answer in time") from None
        except requests.RequestException as error:  # its words may quote the address, which holds the secret
            raise RegistryError(Trouble.UNREACHABLE, f"the registry was not reached ({type(error).__name__})") from None

    def _exchange(self, url: str, body: bytes, headers: Mapping[str, str], stamp: Stamp) -> bytes:
        patience = (CONNECT_SECONDS, self._seconds)
        with requests.post(
            url, data=body, headers=headers, timeout=patience, allow_redirects=False, stream=True
        ) as answer:
            came = _read(answer, time.monotonic() + WHOLE * self._seconds)
            signature = answer.headers.get("X-Signature", "")
        if answer.status_code in {401, 403}:
            raise RegistryError(Trouble.REFUSED, f"the registry refuses us (HTTP {answer.status_code})")
        if not is_same(signature, sign_answer(self._secret, stamp.nonce, answer.status_code, came)):
            raise RegistryError(Trouble.UNREADABLE, f"the answer is not signed (HTTP {answer.status_code})")
        if answer.status_code == 429:
            raise RegistryError(Trouble.QUOTA, "the day's quota is used up", read_quotas(read_object(came)))
        if answer.status_code != 200:
            raise RegistryError(Trouble.UNREADABLE, f"the registry answered HTTP {answer.status_code}")
        return came


def _read(answer: requests.Response, until: float) -> bytes:
    """All of it, as it comes: a piece that is waited for until it is full would never be in time, and never late."""
    came = b""
    while piece := _piece(answer):
        came += piece
        if time.monotonic() > until:
            raise RegistryError(Trouble.TIME_OUT, "the registry's answer takes too long")
        if len(came) > LONGEST_ANSWER:
            raise RegistryError(Trouble.UNREADABLE, "the registry's answer is too long")
    return came


def _piece(answer: requests.Response) -> bytes:
    try:
        piece: bytes = answer.raw.read1(64 * 1024, decode_content=True)
    except ReadTimeoutError:
        raise RegistryError(Trouble.TIME_OUT, "the registry did not answer in time") from None
    except HTTPError as error:
        raise RegistryError(Trouble.UNREACHABLE, f"the answer broke off ({type(error).__name__})") from None
    return piece


def _as_json(inquiry: Inquiry) -> dict[str, str]:
    return {
        "id": str(inquiry.id),
        "operator": inquiry.operator,
        "purpose": inquiry.purpose,
        "case": inquiry.case_number,
        "name": inquiry.name,
        "number": inquiry.number,
    }
